#include "app/console/bench_ui.h"

#include "models/console_models.h"
#include "models/lifeline_process.h"
#include "views/in_flight_page.h"
#include "views/main_window.h"

#include <QFile>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTableView>

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace holdfast::console {

namespace {

constexpr int lookPeriodMs = 100;
constexpr int loadPatienceMs = 300'000;
constexpr int populatedPatienceMs = 60'000;
constexpr int warmMs = 3'000;
constexpr double leastPassMs = 1; // shorter ones would only flatter the percentiles
constexpr double frameMs = 16;
constexpr QSize windowSize(1440, 900);

double milliseconds(TimedApplication::Clock::duration time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

/// The smallest value that so many of the hundred do not exceed; -1 without any.
double percentile(std::vector<double> values, double percent)
{
    if (values.empty())
        return -1;
    std::sort(values.begin(), values.end());
    const auto rank = std::size_t(std::ceil(percent / 100 * double(values.size())));
    return values.at(std::clamp<std::size_t>(rank, 1, values.size()) - 1);
}

/// Since the kernel started this process, in its ticks of ten milliseconds; -1 when it does not tell.
double millisecondsSinceStart()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return -1;
    const auto text = stat.readAll();
    const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' '); // from the third on
    constexpr int startTime = 22 - 3;
    timespec now{};
    if (fields.size() <= startTime || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return -1;
    const double started = fields.at(startTime).toDouble() / double(::sysconf(_SC_CLK_TCK));
    return (double(now.tv_sec) + double(now.tv_nsec) / 1e9 - started) * 1000;
}

/// "VmRSS" and "VmHWM" of /proc/self/status.
double memoryMb(const QByteArray &name)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const auto &line : status.readAll().split('\n')) {
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed().split(' ').first().toDouble() / 1024;
    }
    return -1;
}

double rounded(double value)
{
    return std::round(value * 100) / 100;
}

} // namespace

BenchUi::BenchUi(TimedApplication &application, models::ConsoleModels &models, views::MainWindow &window,
                 const QString &ctl, const QString &dataDir, const BenchLoad &load)
    : m_application(application), m_models(models), m_window(window), m_ctl(ctl), m_dataDir(dataDir), m_load(load),
      m_child(std::make_unique<models::LifelineProcess>())
{
    m_window.resize(windowSize);
    m_application.onPainted(&m_window, [this](const QRegion &) { firstPainted(); });
    m_application.onPass([this](const TimedApplication::Pass &pass) {
        if (m_stage != Stage::Measure)
            return;
        m_paints += pass.painted;
        if (!pass.painted && milliseconds(pass.took) < leastPassMs) {
            ++m_idle;
            return;
        }
        m_passes.push_back(milliseconds(pass.took));
        m_worked.push_back(milliseconds(pass.worked));
    });
    connect(&m_models.live(), &models::LiveSource::pageRead, this, [this] { m_pages += m_stage == Stage::Measure; });

    m_child->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(m_child.get(), &QProcess::readyReadStandardOutput, this, &BenchUi::readLines);
    connect(m_child.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(QStringLiteral("%1 could not be started: %2").arg(m_ctl, m_child->errorString()));
    });
    connect(m_child.get(), &QProcess::finished, this, [this](int exitCode) {
        fail(QStringLiteral("the load ended with exit code %1").arg(exitCode));
    });
    m_look.setInterval(lookPeriodMs);
    connect(&m_look, &QTimer::timeout, this, &BenchUi::look);
}

BenchUi::~BenchUi()
{
    m_application.onPass({});
    m_application.onPainted(nullptr, {});
}

/// The load comes after the first window: nobody else starts with it.
void BenchUi::firstPainted()
{
    if (m_firstWindowMs >= 0)
        return;
    m_firstWindowMs = millisecondsSinceStart();
    QTimer::singleShot(0, this, &BenchUi::start);
}

void BenchUi::start()
{
    m_models.setFollowsRuns(false);
    m_application.onPainted(m_window.inFlight()->table()->viewport(),
                            [this](const QRegion &region) { painted(region); });
    enter(Stage::Load);
    m_look.start();
    if (!m_child->startWithLifeline(m_ctl, {QStringLiteral("bench"), QStringLiteral("changes"), QStringLiteral("--json"),
                                           QStringLiteral("--rows"), QString::number(m_load.rows),
                                           QStringLiteral("--rate"), QString::number(m_load.rate),
                                           QStringLiteral("--data-dir"), m_dataDir}))
        fail(m_child->errorString());
}

void BenchUi::enter(Stage stage)
{
    m_stage = stage;
    m_inStage.start();
}

void BenchUi::readLines()
{
    while (m_child->canReadLine())
        readLine(QJsonDocument::fromJson(m_child->readLine()).object());
}

void BenchUi::readLine(const QJsonObject &line)
{
    const auto event = line.value(u"event").toString();
    if (event == QLatin1String("ready")) {
        m_sandbox = line.value(u"name").toString();
        m_rowsInFlight = line.value(u"rows").toDouble();
        enter(Stage::Populated);
    } else if (m_stage == Stage::Measure && event == QLatin1String("rate")) {
        m_changes += line.value(u"changes").toDouble();
        m_changeSeconds += line.value(u"seconds").toDouble();
        m_rowsInFlight = line.value(u"in_flight").toDouble();
    } else if (event == QLatin1String("probe")) {
        const auto id = Uuid::parse(line.value(u"reservation").toString().toStdString());
        if (!id)
            return;
        // Both processes read the same clock.
        const Clock::time_point committed{std::chrono::microseconds(qint64(line.value(u"committed_at_us").toDouble()))};
        if (m_stage == Stage::Measure)
            m_probes.push_back({*id, line.value(u"version").toInt(), committed});
        else if (m_stage == Stage::Populated && m_models.reservations().rowOf(*id) >= 0
                 && m_models.detail().id() != id)
            m_window.openReservation(*id);
    }
}

void BenchUi::look()
{
    switch (m_stage) {
    case Stage::Load:
        if (m_inStage.elapsed() > loadPatienceMs)
            fail(QStringLiteral("the reservations were not loaded"));
        break;
    case Stage::Populated: {
        auto &environments = m_models.environments();
        if (environments.current().kind != models::Environment::Kind::Sandbox) {
            environments.rescan();
            if (const auto sandbox = environments.sandboxNamed(m_sandbox))
                environments.setCurrent(sandbox->key);
        }
        // While rows come and go one of them may be missing from the count at a moment.
        if (m_models.reservations().matching() >= m_load.rows * 9 / 10
            && m_models.detail().state() == models::ReservationDetail::State::Ready)
            enter(Stage::Warm);
        else if (m_inStage.elapsed() > populatedPatienceMs)
            fail(QStringLiteral("the page did not fill with reservations (%1)").arg(m_models.live().status().text()));
        break;
    }
    case Stage::Warm:
        if (m_inStage.elapsed() > warmMs)
            enter(Stage::Measure);
        break;
    case Stage::Measure:
        if (m_inStage.elapsed() > qint64(m_load.seconds) * 1000) {
            print();
            end(0);
        }
        break;
    case Stage::Done:
        break;
    }
}

void BenchUi::painted(const QRegion &region)
{
    const auto now = Clock::now();
    std::erase_if(m_probes, [&](const Probe &probe) {
        if (!isShown(probe, region))
            return false;
        m_samples.push_back(milliseconds(now - probe.committed));
        return true;
    });
}

/// The model has it, and its row was painted since: what the model is told marks its row to be painted again.
bool BenchUi::isShown(const Probe &probe, const QRegion &region) const
{
    const auto &rows = m_models.reservations();
    const int row = rows.rowOf(probe.id);
    if (row < 0 || rows.at(row).version < probe.version)
        return false;
    return region.intersects(m_window.inFlight()->table()->visualRect(rows.index(row, 0)));
}

void BenchUi::print()
{
    const auto &rows = m_models.reservations();
    const auto over = std::count_if(m_passes.begin(), m_passes.end(), [](double ms) { return ms > frameMs; });
    const QJsonObject line{
        {QStringLiteral("frame_p99_ms"), rounded(percentile(m_passes, 99))},
        {QStringLiteral("change_to_screen_p95_ms"), rounded(percentile(m_samples, 95))},
        {QStringLiteral("first_window_ms"), rounded(m_firstWindowMs)},
        {QStringLiteral("rss_mb"), rounded(memoryMb("VmRSS"))},
        {QStringLiteral("rss_peak_mb"), rounded(memoryMb("VmHWM"))},
        {QStringLiteral("frame_p50_ms"), rounded(percentile(m_passes, 50))},
        {QStringLiteral("frame_max_ms"), rounded(percentile(m_passes, 100))},
        {QStringLiteral("frame_cpu_p99_ms"), rounded(percentile(m_worked, 99))},
        {QStringLiteral("frame_cpu_max_ms"), rounded(percentile(m_worked, 100))},
        {QStringLiteral("frames"), qint64(m_passes.size())},
        {QStringLiteral("frames_over_16_ms"), qint64(over)},
        {QStringLiteral("frames_painted"), qint64(m_paints)},
        {QStringLiteral("passes_below_1_ms"), qint64(m_idle)},
        {QStringLiteral("change_to_screen_p50_ms"), rounded(percentile(m_samples, 50))},
        {QStringLiteral("change_to_screen_max_ms"), rounded(percentile(m_samples, 100))},
        {QStringLiteral("samples"), qint64(m_samples.size())},
        {QStringLiteral("changes_not_seen"), qint64(m_probes.size())},
        {QStringLiteral("rows_in_flight"), qint64(m_rowsInFlight)},
        {QStringLiteral("rows_counted"), rows.matching()},
        {QStringLiteral("rows_on_page"), rows.rowCount()},
        {QStringLiteral("pages_read"), qint64(m_pages)},
        {QStringLiteral("changes_per_second"), rounded(m_changeSeconds > 0 ? m_changes / m_changeSeconds : 0)},
        {QStringLiteral("changes_per_second_wanted"), m_load.rate},
        {QStringLiteral("seconds"), m_load.seconds},
        {QStringLiteral("platform"), QGuiApplication::platformName()},
    };
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

void BenchUi::fail(const QString &why)
{
    if (m_stage == Stage::Done)
        return;
    std::fprintf(stderr, "holdfast: nothing was measured: %s\n", qUtf8Printable(why));
    end(1);
}

void BenchUi::end(int exitCode)
{
    enter(Stage::Done);
    m_look.stop();
    m_child->disconnect(this);
    m_child->finish(10'000);
    emit finished(exitCode);
}

} // namespace holdfast::console

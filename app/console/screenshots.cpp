#include "app/console/screenshots.h"

#include "models/console_models.h"
#include "models/lifeline_process.h"
#include "views/main_window.h"
#include "views/page.h"
#include "views/run_view.h"
#include "views/runs_page.h"
#include "views/scenarios_page.h"
#include "views/theme.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPixmap>

#include <cstdio>
#include <utility>

namespace holdfast::console {

namespace {

constexpr int lookPeriodMs = 100;
constexpr int demoPatienceMs = 60'000;
constexpr int populatedPatienceMs = 60'000;
constexpr int runPatienceMs = 240'000;
constexpr int settleMs = 1500;
constexpr int pagePatienceMs = 30'000;
constexpr int readyLooks = 5; // layouts, polish and repaint requests are events of their own
constexpr int enoughRows = 12;
constexpr int scenariosShown = 2;
const auto scenarioWithLoad = QStringLiteral("3.1"); // what page Runs draws
const auto requestsShown = QStringLiteral("4000"); // some seconds of chart
constexpr std::size_t enoughHistory = 30; // seconds of chart
constexpr QSize pictureSize(1440, 900);

} // namespace

Screenshots::Screenshots(views::Theme &theme, models::ConsoleModels &models, views::MainWindow &window,
                         const QString &ctl, const QString &dataDir, const QString &folder)
    : m_theme(theme), m_models(models), m_window(window), m_ctl(ctl), m_dataDir(dataDir), m_folder(folder),
      m_demo(std::make_unique<models::LifelineProcess>())
{
    m_demo->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(m_demo.get(), &QProcess::readyReadStandardOutput, this, &Screenshots::readDemo);
    connect(m_demo.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(QStringLiteral("%1 could not be started: %2").arg(m_ctl, m_demo->errorString()));
    });
    connect(m_demo.get(), &QProcess::finished, this, [this](int exitCode) {
        if (m_stage != Stage::Done)
            fail(QStringLiteral("the demo sandbox ended with exit code %1").arg(exitCode));
    });
    m_look.setInterval(lookPeriodMs);
    connect(&m_look, &QTimer::timeout, this, &Screenshots::look);
}

Screenshots::~Screenshots() = default;

void Screenshots::start()
{
    if (!QDir().mkpath(m_folder)) {
        fail(QStringLiteral("the folder %1 cannot be made").arg(m_folder));
        return;
    }
    m_window.resize(pictureSize);
    enter(Stage::Demo);
    m_look.start();
    if (!m_demo->startWithLifeline(m_ctl, {QStringLiteral("demo"), QStringLiteral("--json"),
                                          QStringLiteral("--data-dir"), m_dataDir}))
        fail(m_demo->errorString());
}

void Screenshots::enter(Stage stage)
{
    m_stage = stage;
    m_inStage.start();
}

void Screenshots::readDemo()
{
    m_demoOutput += m_demo->readAllStandardOutput();
    const auto end = m_demoOutput.indexOf('\n');
    if (m_stage != Stage::Demo || end < 0)
        return;
    const auto ready = QJsonDocument::fromJson(m_demoOutput.left(end)).object();
    m_sandbox = ready.value(u"name").toString();
    if (ready.value(u"event").toString() != QLatin1String("ready") || m_sandbox.isEmpty())
        fail(QStringLiteral("the demo sandbox said something else than that it is ready"));
    else
        enter(Stage::Populated);
}

void Screenshots::look()
{
    switch (m_stage) {
    case Stage::Demo:
        if (m_inStage.elapsed() > demoPatienceMs)
            fail(QStringLiteral("the demo sandbox did not come up"));
        break;
    case Stage::Populated:
        if (m_models.environments().current().kind != models::Environment::Kind::Sandbox) {
            m_models.environments().rescan();
            if (const auto sandbox = m_models.environments().sandboxNamed(m_sandbox))
                m_models.environments().setCurrent(sandbox->key);
        }
        if (isPopulated())
            startRuns();
        else if (m_inStage.elapsed() > populatedPatienceMs)
            fail(QStringLiteral("the demo sandbox did not fill with reservations (%1)")
                     .arg(m_models.live().status().text()));
        break;
    case Stage::Run:
        if (m_models.run().state() == models::ScenarioRun::State::Finished && !m_models.run().results().empty()) {
            if (m_models.run().followed()->load()->rowCount() > 0)
                m_loadRun = m_models.run().followed()->id();
            if (!m_toRun.isEmpty()) {
                runNext();
                break;
            }
            select();
            enter(Stage::Settle);
        } else if (!m_models.run().isActive()) {
            fail(QStringLiteral("scenario %1 gave no result: %2")
                     .arg(m_models.run().request().ids.join(u' '), m_models.run().error()));
        } else if (m_inStage.elapsed() > runPatienceMs) {
            fail(QStringLiteral("scenario %1 did not end").arg(m_models.run().request().ids.join(u' ')));
        }
        break;
    case Stage::Settle:
        if (m_inStage.elapsed() > settleMs && isRunShown()
            && m_models.detail().state() == models::ReservationDetail::State::Ready) {
            enter(Stage::Pictures);
            m_theme.setMode(views::Theme::Mode::Light);
            turn();
        } else if (m_inStage.elapsed() > populatedPatienceMs) {
            fail(QStringLiteral("the selected reservation or run was not read"));
        }
        break;
    case Stage::Pictures:
        m_ready = m_window.pages().at(m_page)->isSettled() ? m_ready + 1 : 0;
        if (m_ready >= readyLooks) {
            if (takePicture())
                turn();
        } else if (m_inStage.elapsed() > pagePatienceMs) {
            fail(QStringLiteral("page %1 did not come to rest").arg(m_window.pageNames().at(m_page)));
        }
        break;
    case Stage::Done:
        break;
    }
}

bool Screenshots::isPopulated() const
{
    const auto line = m_models.components().statusLine();
    return m_models.live().status().state == models::LiveState::Live
        && m_models.reservations().rowCount() >= enoughRows
        && m_models.history().samples().size() >= enoughHistory && !line.api.text.isEmpty()
        && !line.verify.text.isEmpty()
        && m_models.catalogue().state() == models::ScenarioCatalogue::State::Ready;
}

void Screenshots::startRuns()
{
    m_models.setFollowsRuns(false); // the town stays in the picture
    // Each of the list, so that no result of another day is on the picture; the first last, so that it stays on show.
    for (int row = m_models.catalogue().rowCount() - 1; row >= 0; --row) {
        if (row < scenariosShown || m_models.catalogue().at(row).id == scenarioWithLoad)
            m_toRun.append(m_models.catalogue().at(row).id);
    }
    runNext();
}

void Screenshots::runNext()
{
    const auto id = m_toRun.takeFirst();
    m_window.scenarios()->select(id);
    enter(Stage::Run);
    models::ScenarioRequest request;
    request.ids = {id};
    if (id == scenarioWithLoad)
        request.parameters.insert(QStringLiteral("requests"), requestsShown);
    m_models.run().start(request);
}

void Screenshots::select()
{
    const auto &rows = m_models.reservations();
    const int row = qMin(3, rows.rowCount() - 1);
    if (row >= 0)
        m_window.openReservation(rows.at(row).id);
    // The timeline of one with some story to tell.
    for (int told = 0; told < rows.rowCount(); ++told) {
        if (rows.at(told).state != State::AuthorizedBoth)
            continue;
        m_window.follow({.page = QStringLiteral("timeline"), .filter = {}, .reservation = rows.at(told).id, .item = {}});
        break;
    }
    m_models.runs().reload();
}

bool Screenshots::isRunShown() const
{
    if (m_models.runs().isLoading() || !m_models.runs().hasLoaded())
        return false;
    if (!m_loadRun.isEmpty() && !m_window.runs()->select(m_loadRun))
        return false;
    const auto &record = m_window.runs()->runView()->record();
    return record->isOver() && (m_loadRun.isEmpty() || record->id() == m_loadRun);
}

void Screenshots::turn()
{
    if (++m_page == m_window.pages().size()) {
        if (std::exchange(m_dark, true)) {
            std::fflush(stdout);
            end(0);
            return;
        }
        m_theme.setMode(views::Theme::Mode::Dark);
        m_page = 0;
    }
    m_ready = 0;
    m_inStage.start();
    m_window.showPage(m_page);
}

bool Screenshots::takePicture()
{
    const QString file = m_folder + u'/' + m_window.pageNames().at(m_page)
        + (m_dark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png"));
    if (!m_window.grab().save(file)) {
        fail(QStringLiteral("%1 could not be written").arg(file));
        return false;
    }
    std::printf("%s\n", qUtf8Printable(file));
    return true;
}

void Screenshots::fail(const QString &why)
{
    if (m_stage == Stage::Done)
        return;
    std::fprintf(stderr, "holdfast: no pictures: %s\n", qUtf8Printable(why));
    end(1);
}

void Screenshots::end(int exitCode)
{
    enter(Stage::Done);
    m_look.stop();
    m_models.run().cancel();
    m_demo->disconnect(this);
    m_demo->finish(10'000);
    emit finished(exitCode);
}

} // namespace holdfast::console

#include "tests/scenarios/invocations.h"

#include "backend/process/process.h"
#include "backend/scenarios/report/formats.h"
#include "backend/scenarios/report/text.h"

#include <QImage>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace holdfast;
using namespace holdfast::scenarios;
using test::check;
using test::InvocationFolder;

/// The page as people see it: in a real browser, without a network.
class ReportPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void opens_without_a_complaint_data();
    void opens_without_a_complaint();
    void draws_every_chart_data();
    void draws_every_chart();
    void is_not_blank_data();
    void is_not_blank();

private:
    [[nodiscard]] process::Completed browse(const std::filesystem::path &page, std::vector<std::string> options) const;
    void write_full();
    void write_passing();
    void write_empty();

    process::TemporaryFolder folder_;
    std::string browser_;
};

namespace {

/// A minute of load, with a fault in its middle.
std::vector<std::string> load_events()
{
    const Timestamp began = parse_rfc3339("2026-11-21T14:00:00Z").value();
    std::vector<std::string> events = {R"({"event":"run_started","at":"2026-11-21T14:00:00.000Z"})"};
    for (int second = 1; second <= 60; ++second) {
        const bool broken = second > 24 && second <= 40;
        if (second == 24 || second == 40)
            events.push_back(
                to_json(RunEvent{began + std::chrono::seconds(second), "run",
                                 FaultChange{"latency to the database", second == 24, "80 ms, 12 connections"}}));
        LoadSample sample;
        sample.phase = "steady";
        sample.at = std::chrono::seconds(second);
        sample.interval = std::chrono::seconds(1);
        sample.offered = sample.started = 70;
        sample.ok = broken ? 20 + second % 5 : 66 + second % 4;
        sample.unknown = broken ? 9 : 0;
        sample.dropped = broken && second > 34 ? 14 : 0;
        const double wave = 1 + 0.2 * std::sin(second / 4.0);
        sample.p50_ms = (broken ? 17 : 6) * wave;
        sample.p95_ms = (broken ? 31 : 14) * wave;
        if (second % 19 != 0)
            sample.p99_ms = (broken ? 62 : 22) * wave;
        sample.lag_ms = broken ? 61 : 3;
        events.push_back(to_json(RunEvent{began + sample.at, "run", sample}));
    }
    return events;
}

Result titled(Result result, const char *title, int seconds)
{
    result.title = title;
    result.duration = std::chrono::seconds(seconds);
    return result;
}

} // namespace

/// Something of everything: failures new and old, errors, a flaky one, an abort, load, hostile words.
void ReportPageTest::write_full()
{
    const auto parent = folder_.path() / "full";
    process::make_folder(parent, 0755);
    Result captured = titled(
        test::result("4.2", {check("The requester is refunded", true, Severity::Critical),
                             check("The vendor's authorization is voided", false, Severity::Critical),
                             check("I2 Captured less refunded is what each party owes", false, Severity::Critical)}),
        "Requester captured, vendor capture fails", 12);
    captured.checks[1].expected = "1 intent, canceled, captured 0, refunded 0";
    captured.checks[1].observed = "1 intent, requires_capture, captured 0, refunded 0";
    captured.diagnoses = {{"The vendor's authorization is voided",
                           {"The void was never planned, or its operation is stuck.",
                            "resources/sql/booking/functions/operations.sql; unwinds in after.json"}}};
    InvocationFolder before(parent, 20);
    before.select({"4.2", "1.2"}).add(captured).add(test::failed("1.2", Severity::High));
    before.write();

    Result hostile = titled(test::failed("1.3", Severity::Medium), "</script><img src=x onerror=alert(1)> \"'&", 2);
    hostile.checks.back().observed = "\xff\xe2\x80\xae<b>bold</b>\x01 " + std::string(300, 'w');
    Result load = titled(test::result("3.1"), "Volume", 64);
    load.metrics = {{"latency_p95_ms", 14.2}, {"operations_ok", 4'012}};
    InvocationFolder now(parent, 21);
    now.select({"1.1", "1.2", "1.3", "2.1", "3.1", "4.2", "5.1", "5.4"})
        .add(titled(test::flaky(test::failed("1.1", Severity::Low)), "Concurrent attempts on one slot", 3))
        .add(titled(test::result("1.1"), "Concurrent attempts on one slot", 3))
        .add(titled(test::result("1.2"), "Idempotency replay", 2))
        .add(hostile)
        .add(titled(test::error("2.1"), "Vendor confirms 30 s before expiry", 1))
        .add(load, load_events())
        .add(captured)
        .add_killed("5.1")
        .add_unrun("5.4")
        .set("exit", 4);
    now.write();
    write_report(parent, all_formats);
}

void ReportPageTest::write_passing()
{
    const auto parent = folder_.path() / "passing";
    process::make_folder(parent, 0755);
    InvocationFolder now(parent, 21);
    now.select({"1.1", "1.2"}).add(test::result("1.1")).add(test::result("1.2"));
    now.write();
    write_report(parent, all_formats);
}

void ReportPageTest::write_empty()
{
    const auto parent = folder_.path() / "empty";
    process::make_folder(parent, 0755);
    InvocationFolder(parent, 21).write();
    write_report(parent, all_formats);
}

void ReportPageTest::initTestCase()
{
    for (const char *name : {"chromium", "chromium-browser", "google-chrome"})
        if (const QString found = QStandardPaths::findExecutable(name); browser_.empty() && !found.isEmpty())
            browser_ = found.toStdString();
    QVERIFY2(!browser_.empty(), "packaging/install-deps.sh installs chromium");
    write_full();
    write_passing();
    write_empty();
}

process::Completed ReportPageTest::browse(const std::filesystem::path &page, std::vector<std::string> options) const
{
    process::SpawnOptions command;
    command.arguments = {browser_,
                         "--headless",
                         "--no-sandbox",
                         "--disable-gpu",
                         "--disable-dev-shm-usage",
                         "--no-first-run",
                         "--host-resolver-rules=MAP * ~NOTFOUND",
                         "--virtual-time-budget=2000",
                         "--enable-logging=stderr",
                         "--user-data-dir=" + (folder_.path() / "profile").string()};
    command.arguments.insert(command.arguments.end(), options.begin(), options.end());
    command.arguments.push_back("file://" + text::address(page.string()));
    return process::run(command, std::chrono::minutes(2));
}

void ReportPageTest::opens_without_a_complaint_data()
{
    QTest::addColumn<QString>("report");
    for (const char *report : {"full", "passing", "empty"})
        QTest::newRow(report) << QString(report);
}

void ReportPageTest::opens_without_a_complaint()
{
    QFETCH(QString, report);
    const auto page = find_invocation(folder_.path() / report.toStdString()) / "report.html";
    const auto completed = browse(page, {"--dump-dom"});
    QVERIFY2(completed.status.success(), completed.err.c_str());
    QVERIFY(completed.out.find("Stress test report") != std::string::npos);
    QVERIFY2(completed.err.find("CONSOLE") == std::string::npos, completed.err.c_str());
    for (const char *never : {"<img", "<b>bold", "<script"})
        QVERIFY2(completed.out.find(never) == std::string::npos, never);

    // It would have complained, had it something to complain of.
    const auto spoilt = page.parent_path() / "spoilt.html";
    std::string html = process::read_file(page).value();
    html.insert(html.find("</main>"), "<img src=\"http://example.invalid/pixel.png\">");
    process::write_atomically(spoilt, html);
    QVERIFY(browse(spoilt, {"--dump-dom"}).err.find("CONSOLE") != std::string::npos);
}

void ReportPageTest::draws_every_chart_data()
{
    QTest::addColumn<QString>("report");
    QTest::addColumn<int>("width");
    QTest::addColumn<QStringList>("charts");
    const QStringList all = {"statuses", "durations", "load-1-rate", "load-1-latency"};
    QTest::newRow("full, wide") << "full" << 1280 << all;
    QTest::newRow("full, phone") << "full" << 360 << all;
    QTest::newRow("passing, phone") << "passing" << 360 << all.mid(0, 2);
    QTest::newRow("empty, phone") << "empty" << 360 << QStringList{};
}

/// The page itself has no script: it is looked at from outside, in a frame as wide as the screen would be.
void ReportPageTest::draws_every_chart()
{
    QFETCH(QString, report);
    QFETCH(int, width);
    const auto page = find_invocation(folder_.path() / report.toStdString()) / "report.html";
    const auto frame = page.parent_path() / "frame.html";
    std::ofstream(frame) << "<!DOCTYPE html><meta charset=utf-8><iframe id=f style='border:0;height:900px;width:"
                         << width << "px' srcdoc=\"" << text::escaped(process::read_file(page).value())
                         << R"("></iframe><pre id=out></pre>
<script>
f.onload = () => {
  const page = f.contentDocument, wide = page.documentElement.scrollWidth;
  const charts = [...page.querySelectorAll('svg.chart')].map(svg => {
    const box = svg.getBoundingClientRect();
    const small = [...svg.querySelectorAll('rect, polyline, text, line')].filter(shape => {
      const b = shape.getBoundingClientRect();
      return !(b.width > 0 || b.height > 0) || b.left < -1 || b.right > wide + 1;
    }).length;
    return {name: svg.querySelector('title').id.replace('-title', ''), w: box.width, h: box.height,
            shapes: svg.querySelectorAll('rect, polyline').length, small,
            described: svg.querySelector('desc').textContent.length > 0};
  });
  out.textContent = 'measured ' + JSON.stringify({wide, charts});
};
</script>)";
    const auto completed = browse(frame, {"--dump-dom", "--window-size=1400,1000"});
    const QString dom = QString::fromStdString(completed.out);
    const auto found = QRegularExpression("measured (\\{.*\\})</pre>").match(dom);
    QVERIFY2(found.hasMatch(), completed.err.c_str());
    const auto measured = QJsonDocument::fromJson(found.captured(1).toUtf8()).object();
    QVERIFY2(measured["wide"].toInt() <= width,
             qPrintable(QString::number(measured["wide"].toInt()))); // no sideways scrolling
    QStringList names;
    for (const auto &value : measured["charts"].toArray()) {
        const auto chart = value.toObject();
        const QByteArray told = QJsonDocument(chart).toJson();
        names.append(chart["name"].toString());
        QVERIFY2(chart["w"].toDouble() > width / 4.0 && chart["h"].toDouble() > 10, told.constData());
        QVERIFY2(chart["shapes"].toInt() > 1 && chart["small"].toInt() == 0, told.constData());
        QVERIFY2(chart["described"].toBool(), told.constData());
    }
    QTEST(names, "charts");
}

void ReportPageTest::is_not_blank_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << "1" << false;
    QTest::newRow("dark") << "0" << true;
}

void ReportPageTest::is_not_blank()
{
    QFETCH(QString, theme);
    QFETCH(bool, dark);
    const auto page = find_invocation(folder_.path() / "full") / "report.html";
    const auto picture = folder_.path() / (theme.toStdString() + ".png");
    const auto completed = browse(page, {"--screenshot=" + picture.string(), "--window-size=1200,1600",
                                         "--blink-settings=preferredColorScheme=" + theme.toStdString()});
    const QImage image(QString::fromStdString(picture.string()));
    QVERIFY2(!image.isNull(), completed.err.c_str());
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3)
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    QVERIFY2(colours.size() > 50, qPrintable(QString::number(colours.size())));
    const int window = qGray(image.pixel(2, image.height() / 2));
    QVERIFY2(dark ? window < 60 : window > 200, qPrintable(QString::number(window)));
}

QTEST_GUILESS_MAIN(ReportPageTest)
#include "report_page_test.moc"

#include "tests/scenarios/invocations.h"

#include "backend/process/files.h"
#include "backend/scenarios/report/formats.h"
#include "backend/scenarios/report/text.h"
#include "backend/scenarios/report/words.h"
#include "backend/scenarios/scenario.h"

#include <QJsonDocument>
#include <QXmlStreamReader>
#include <QtTest>

#include <sys/stat.h>

#include <algorithm>
#include <set>

using namespace holdfast;
using namespace holdfast::scenarios;
using test::check;
using test::error;
using test::failed;
using test::flaky;
using test::InvocationFolder;
using test::result;

Q_DECLARE_METATYPE(std::vector<Result>)

namespace {

/// Everything that has ever gone wrong on somebody's page.
const std::string hostile =
    "</script><b a=\"x\" c='y'>|`*_[x](y)\n\x01\x1b[31m\xff\xc0\xaf \xe2\x80\xae\xef\xbf\xbf <!-- ]]> &amp;";

QString shown(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

} // namespace

/// Verdict and report, of invocations made up for the purpose.
class ReportTest final : public QObject
{
    Q_OBJECT

private slots:
    void the_first_line_that_applies_is_the_verdict_data();
    void the_first_line_that_applies_is_the_verdict();
    void knows_the_critical_areas_data();
    void knows_the_critical_areas();
    void what_is_specified_and_not_built_is_told();
    void a_catalogue_that_was_not_run_whole_is_not_assessed();
    void bounds_the_rate_of_violations_data();
    void bounds_the_rate_of_violations();
    void prints_words_and_numbers_data();
    void prints_words_and_numbers();
    void hostile_text_is_text();
    void tells_new_recurring_and_fixed_failures();
    void an_aborted_invocation_is_told_as_far_as_it_got();
    void damage_on_disk_is_told();
    void nothing_was_run();
    void counts_every_run();
    void a_rerun_is_no_trial();
    void load_and_faults_are_told();
    void saboteurs_are_no_failures();
    void finds_the_latest_invocation();
    void what_is_damaged_stands_in_nobodys_way();
    void a_reader_sees_first_what_failed();
    void the_formats_agree();

private:
    [[nodiscard]] Report report_of(const InvocationFolder &folder,
                                   const std::vector<const InvocationFolder *> &earlier = {});

    process::TemporaryFolder folder_;
    int number_ = 10;
};

Report ReportTest::report_of(const InvocationFolder &folder, const std::vector<const InvocationFolder *> &earlier)
{
    folder.write();
    std::vector<InvocationRecord> records;
    for (const InvocationFolder *one : earlier) {
        one->write();
        records.push_back(read_invocation(one->path(), Depth::Results));
    }
    return make_report(read_invocation(folder.path(), Depth::ResultsAndEvents), records);
}

void ReportTest::the_first_line_that_applies_is_the_verdict_data()
{
    QTest::addColumn<std::vector<Result>>("runs");
    QTest::addColumn<QStringList>("catalogue");
    QTest::addColumn<int>("selected");
    QTest::addColumn<QString>("verdict");

    const auto row = [](const char *name, std::vector<Result> runs, const QStringList &all, int selected,
                        const char *verdict) {
        QTest::newRow(name) << std::move(runs) << all << selected << QString(verdict);
    };
    const QStringList two = {"1.1", "5.1"};
    Result two_things = failed("5.1", Severity::Low);
    two_things.checks.push_back(check("Worse", false, Severity::High));
    Result error_with_failure = error("5.1");
    error_with_failure.checks.push_back(check("Seen all the same", false, Severity::Critical));
    Result sabotaged = failed("1.1", Severity::Critical);
    sabotaged.saboteur = "a-bug";
    Result talks_of_failure =
        result("1.1", {check("FAILED_COMMIT is reached, ERROR, CRITICAL", true, Severity::Critical)});
    Result not_run = result("5.1");
    not_run.status = Status::NotRun;
    not_run.checks.clear();

    row("all pass", {result("1.1"), result("5.1")}, two, 2, "SAFE FOR PILOT");
    row("words of failure in what passed", {talks_of_failure, result("5.1")}, two, 2, "SAFE FOR PILOT");
    row("critical", {failed("1.1", Severity::Critical), result("5.1")}, two, 2, "NOT SAFE");
    row("high, outside the critical areas", {result("1.1"), failed("5.1", Severity::High)}, two, 2, "NOT SAFE");
    row("high behind a low one", {result("1.1"), two_things}, two, 2, "NOT SAFE");
    row("critical in a run that is an error", {result("1.1"), error_with_failure}, two, 2, "NOT SAFE");
    row("critical before a critical area's error", {error("1.1"), failed("5.1", Severity::Critical)}, two, 2,
        "NOT SAFE");
    row("critical in one run of several", {result("1.1"), failed("1.1", Severity::Critical), result("5.1")}, two, 2,
        "NOT SAFE");
    row("partial, critical", {failed("1.1", Severity::Critical)}, two, 1, "NOT SAFE");
    row("partial, passing", {result("1.1")}, two, 1, "no verdict: 1 not selected");
    row("partial, error", {error("1.1")}, two, 1, "no verdict: 1 not selected");
    row("critical area is an error", {error("1.1"), result("5.1")}, two, 2, "NOT ASSESSED");
    row("critical area has one error among passes", {result("1.1"), error("1.1"), result("5.1")}, two, 2,
        "NOT ASSESSED");
    row("critical area was not run", {result("5.1")}, two, 2, "NOT ASSESSED");
    row("critical area was aborted, another failed a little", {error("1.1"), failed("5.1", Severity::Low)}, two, 2,
        "NOT ASSESSED");
    row("nothing was run", {}, {}, 0, "NOT ASSESSED");
    row("medium", {result("1.1"), failed("5.1", Severity::Medium)}, two, 2, "SAFE FOR LIMITED PARTNERS");
    row("low in a critical area", {failed("1.1", Severity::Low), result("5.1")}, two, 2, "SAFE FOR LIMITED PARTNERS");
    row("error elsewhere", {result("1.1"), error("5.1")}, two, 2, "SAFE FOR LIMITED PARTNERS");
    row("not run elsewhere", {result("1.1"), not_run}, two, 2, "SAFE FOR LIMITED PARTNERS");
    row("flaky", {flaky(result("1.1")), result("5.1")}, two, 2, "SAFE FOR LIMITED PARTNERS");
    row("a medium check failed, then passed", {failed("1.1", Severity::Medium), result("1.1"), result("5.1")}, two, 2,
        "SAFE FOR LIMITED PARTNERS");
    row("a saboteur's failure is no failure", {sabotaged, result("1.1"), result("5.1")}, two, 2, "SAFE FOR PILOT");
}

void ReportTest::the_first_line_that_applies_is_the_verdict()
{
    QFETCH(std::vector<Result>, runs);
    QFETCH(QStringList, catalogue);
    QFETCH(int, selected);
    std::vector<Standing> standings;
    for (int i = 0; i < catalogue.size(); ++i) {
        standings.push_back(stand(catalogue[i].toStdString(), runs));
        standings.back().selected = i < selected;
    }
    const Verdict verdict = reach_verdict(standings);
    QTEST(shown(verdict.text), "verdict");
    QVERIFY(!verdict.reasons.empty());
}

void ReportTest::knows_the_critical_areas_data()
{
    QTest::addColumn<bool>("critical");
    for (const char *id : {"1.1", "1.2", "1.3", "1.4", "2.3", "3.2", "3.3", "3.4", "4.1", "4.4", "5.3", "D1", "D9",
                           "T-CONC-001", "E1", "E5b"})
        QTest::newRow(id) << true;
    for (const char *id : {"2.1", "2.2", "3.1", "5.1", "5.2", "5.4", "D10", "E2", "E5a", "matrix", ""})
        QTest::newRow(*id ? id : "none") << false;
}

void ReportTest::knows_the_critical_areas()
{
    QFETCH(bool, critical);
    const std::string id = QTest::currentDataTag() == std::string_view("none") ? "" : QTest::currentDataTag();
    QCOMPARE(covers_critical_area(id), critical);
}

void ReportTest::what_is_specified_and_not_built_is_told()
{
    for (const Scenario &scenario : catalogue())
        QVERIFY2(std::ranges::count(specified_ids(), scenario.id) == 1, scenario.id.c_str());
    std::vector<std::string> ids;
    InvocationFolder folder(folder_.path(), ++number_);
    for (const Scenario &scenario : catalogue()) {
        ids.push_back(scenario.id);
        folder.add(result(scenario.id));
    }
    folder.select(ids);
    const Report report = report_of(folder);
    QCOMPARE(shown(report.verdict.text), QString("SAFE FOR PILOT"));
    QCOMPARE(report.unbuilt.size(), specified_ids().size() - catalogue().size());
    QVERIFY(std::ranges::count(report.unbuilt, "T-CONC-001") == 1);
    QVERIFY2(report.headline.find("not built") != std::string::npos, report.headline.c_str());
    QCOMPARE(report.coverage.front().missing, words::join(report.unbuilt));
    for (const std::string &page : {to_markdown(report), to_html(report)}) {
        const auto verdict = page.find("not in the catalogue");
        QVERIFY(verdict != std::string::npos && page.find("CONC", verdict) < page.find("Recommendations", verdict));
    }
    QVERIFY(to_json(report).find("\"not_in_catalogue\"") != std::string::npos);
}

void ReportTest::a_catalogue_that_was_not_run_whole_is_not_assessed()
{
    std::vector<std::string> ids;
    InvocationFolder folder(folder_.path(), ++number_);
    for (const Scenario &scenario : catalogue()) {
        if (scenario.id == "3.3")
            continue;
        ids.push_back(scenario.id);
        folder.add(result(scenario.id));
    }
    folder.select(ids);
    const Report report = report_of(folder);
    QCOMPARE(shown(report.verdict.text), QString("NOT ASSESSED"));
    QCOMPARE(report.verdict.reasons, std::vector<std::string>{"3.3: NOT_RUN"});
}

void ReportTest::bounds_the_rate_of_violations_data()
{
    QTest::addColumn<qint64>("violations");
    QTest::addColumn<qint64>("runs");
    QTest::addColumn<double>("lowest");
    QTest::addColumn<double>("highest");
    // The rule of three, as exact as it is stated.
    QTest::newRow("1 % needs 299") << qint64(0) << qint64(299) << 0.0 << 0.0099696;
    QTest::newRow("298 are not enough") << qint64(0) << qint64(298) << 0.0 << 0.0100029;
    QTest::newRow("0.1 % needs 2,995") << qint64(0) << qint64(2'995) << 0.0 << 0.00099974;
    QTest::newRow("one says next to nothing") << qint64(0) << qint64(1) << 0.0 << 0.95;
    QTest::newRow("none says nothing") << qint64(0) << qint64(0) << 0.0 << 1.0;
    // From the published tables of Clopper and Pearson.
    QTest::newRow("1 of 10") << qint64(1) << qint64(10) << 0.0025286 << 0.4450161;
    QTest::newRow("5 of 10") << qint64(5) << qint64(10) << 0.1870860 << 0.8129140;
    QTest::newRow("all of 10") << qint64(10) << qint64(10) << 0.7411344 << 1.0;
}

void ReportTest::bounds_the_rate_of_violations()
{
    QFETCH(qint64, violations);
    QFETCH(qint64, runs);
    QFETCH(double, lowest);
    QFETCH(double, highest);
    const RateBounds bounds = bound_failure_rate(violations, runs, 0.95);
    QVERIFY2(std::abs(bounds.lowest - lowest) < 1e-6, std::to_string(bounds.lowest).c_str());
    QVERIFY2(std::abs(bounds.highest - highest) < 1e-6, std::to_string(bounds.highest).c_str());
}

void ReportTest::prints_words_and_numbers_data()
{
    QTest::addColumn<QString>("printed");
    QTest::addColumn<QString>("expected");
    using namespace std::chrono_literals;
    QTest::newRow("seconds") << shown(text::duration(1'840ms)) << "1.84 s";
    QTest::newRow("just under a minute") << shown(text::duration(59'999ms)) << "1 min 00 s";
    QTest::newRow("minutes") << shown(text::duration(123'400ms)) << "2 min 03 s";
    QTest::newRow("thousands") << shown(text::count(1'234'567)) << "1,234,567";
    QTest::newRow("a hundred") << shown(text::count(100)) << "100";
    QTest::newRow("negative") << shown(text::count(-1'000)) << "-1,000";
    QTest::newRow("whole") << shown(text::number(20)) << "20";
    QTest::newRow("digits") << shown(text::number(0.12345)) << "0.123";
    QTest::newRow("fewer digits") << shown(text::number(55.333)) << "55.3";
    QTest::newRow("large") << shown(text::number(12'345.6)) << "12,346";
    QTest::newRow("no number") << shown(text::number(std::nan(""))) << "not a number";
    QTest::newRow("per cent") << shown(text::percent(0.0712)) << "7.1 %";
    QTest::newRow("small per cent") << shown(text::percent(0.00099974)) << "0.1 %";
    QTest::newRow("many per cent") << shown(text::percent(0.95)) << "95 %";
    QTest::newRow("moment") << shown(text::moment("2026-11-21T16:07:32.118+02:00")) << "2026-11-21 14:07:32 UTC";
    QTest::newRow("no moment") << shown(text::moment("yesterday")) << "yesterday";
    QTest::newRow("address") << shown(text::address("1.1-a b#?\"<\xff/x")) << "1.1-a%20b%23%3F%22%3C%FF/x";
    QTest::newRow("code with backquotes") << shown(text::markdown_code("a ``b` |")) << "```a ``b` |```";
}

void ReportTest::prints_words_and_numbers()
{
    QFETCH(QString, printed);
    QTEST(printed, "expected");
}

void ReportTest::hostile_text_is_text()
{
    Result bad = result("1.1", {check(hostile, false, Severity::Critical)});
    bad.title = hostile;
    bad.checks.front().expected = bad.checks.front().observed = hostile;
    bad.diagnoses = {{hostile, {hostile, hostile}}};
    bad.reproduce = hostile;
    bad.metrics[hostile] = 1;
    InvocationFolder folder(folder_.path(), ++number_);
    folder.select({"1.1", hostile}).add(bad).set("version", shown(hostile)).set("command", shown(hostile));
    Report report = report_of(folder);
    report.failures.front().evidence = hostile; // as if a file system had such a name

    const std::string html = to_html(report);
    const std::string markdown = to_markdown(report);
    const std::string junit = to_junit(report);
    for (const std::string &one : {html, markdown, junit, to_json(report)}) {
        QVERIFY(QString::fromStdString(one).toStdString() == one); // well-formed UTF-8
        QVERIFY(one.find('\x01') == std::string::npos && one.find('\x1b') == std::string::npos);
    }
    for (const char *never :
         {"<script", "</script", "<b ", "<!-- ", "\xe2\x80\xae", "\xef\xbf\xbf", "href=\"javascript"})
        QVERIFY2(html.find(never) == std::string::npos && junit.find(never) == std::string::npos, never);
    QVERIFY(html.find("a=&quot;x&quot; c=&#39;y&#39;&gt;") != std::string::npos);

    // A table's lines have as many bars as their head, whatever is in them.
    const auto bars = [](const QString &line) { return QString(line).remove("\\|").count('|'); };
    const QStringList lines = shown(markdown).split('\n');
    const int head = int(lines.indexOf(QRegularExpression("^\\| id \\| test .*")));
    QVERIFY(head > 0 && lines.size() > head + 2);
    QCOMPARE(bars(lines[head + 2]), bars(lines[head]));
    QVERIFY(!lines.contains("<b a=\"x\" c='y'>"));

    QXmlStreamReader xml(QByteArray::fromStdString(junit));
    while (!xml.atEnd())
        xml.readNext();
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
}

void ReportTest::tells_new_recurring_and_fixed_failures()
{
    const auto of_three = [](bool old, bool mended, bool fresh) {
        return result("1.1", {check("Old", old), check("Mended", mended), check("Fresh", fresh)});
    };
    const process::TemporaryFolder parent;
    InvocationFolder first(parent.path(), 1);
    first.select({"1.1", "1.2"}).add(of_three(false, true, true)).add(failed("1.2", Severity::High));
    InvocationFolder second(parent.path(), 2);
    second.select({"1.1"}, {"1.2"}).add(of_three(false, false, true));
    InvocationFolder third(parent.path(), 3); // did not look at 1.1, which breaks no row
    third.select({"1.3"}, {"1.1", "1.2"}).add(result("1.3"));
    InvocationFolder now(parent.path(), 4);
    now.select({"1.1"}, {"1.2", "1.3"}).add(of_three(false, true, false));
    const Report report = report_of(now, {&third, &second, &first});

    QCOMPARE(report.failures.size(), std::size_t(2));
    const auto failure = [&](const char *name) {
        return *std::ranges::find(report.failures, name, [](const Failure &one) { return one.check.name; });
    };
    QCOMPARE(failure("Old").age, 2);
    QCOMPARE(failure("Old").since, std::string("2026-11-01T14:07:32.118Z"));
    QCOMPARE(failure("Fresh").age, 0);
    QCOMPARE(report.fixed.size(), std::size_t(1));
    QCOMPARE(report.fixed.front().check, std::string("Mended"));
    QCOMPARE(report.unseen.size(), std::size_t(1));
    QCOMPARE(report.unseen.front().id, std::string("1.2"));
    QVERIFY2(report.headline.find("1 of them new") != std::string::npos, report.headline.c_str());

    // The same from the folders alone.
    write_report(now.path(), all_formats);
    const auto json =
        QJsonDocument::fromJson(QByteArray::fromStdString(process::read_file(now.path() / "report.json").value()))
            .object();
    QCOMPARE(json["fixed"].toArray().size(), 1);
    QCOMPARE(json["compared_with"].toString(), QString("2026-11-03T14:07:32.118Z"));
    write_report(now.path() / "", all_formats); // however the folder is written
    const auto again = QJsonDocument::fromJson(
        QByteArray::fromStdString(process::read_file(now.path() / "report.json").value()));
    QCOMPARE(again.object(), json);
}

void ReportTest::an_aborted_invocation_is_told_as_far_as_it_got()
{
    InvocationFolder folder(folder_.path(), ++number_);
    folder.select({"1.1", "1.2", "1.3", "1.4"})
        .add(result("1.1"))
        .add_killed("1.2")
        .add_unrun("1.3")
        .set("finished_at", {})
        .set("exit", {});
    const Report report = report_of(folder);
    QStringList standings;
    for (const TestEntry &entry : report.entries)
        standings.append(shown(entry.id) + " " + shown(name(entry.status)));
    QCOMPARE(standings, (QStringList{"1.1 PASS", "1.2 ERROR", "1.3 NOT_RUN", "1.4 NOT_RUN"}));
    QCOMPARE(shown(report.verdict.text), QString("NOT ASSESSED"));
    QVERIFY(report.headline.find("did not come to its end") != std::string::npos);
    QVERIFY(report.entries[1].error.find("left no result") != std::string::npos);
    QCOMPARE(report.statements.size(), std::size_t(2)); // what was never begun is no run
    for (const auto &write : {to_markdown(report), to_html(report), to_junit(report), to_json(report)})
        QVERIFY(write.find("1.4") != std::string::npos);
}

void ReportTest::damage_on_disk_is_told()
{
    InvocationFolder folder(folder_.path(), ++number_);
    folder.select({"1.1", "1.2"}).add(result("1.1")).add(result("1.2"));
    folder.write();
    process::write_atomically(folder.path() / "1.1-0" / "result.json", "{\"id\":\"1.1\",\"status\":\"GREAT\"}");
    process::write_atomically(folder.path() / "1.2-1" / "result.json", "[1,");
    const Report report = make_report(read_invocation(folder.path(), Depth::ResultsAndEvents), {});
    for (const TestEntry &entry : report.entries) {
        QVERIFY(entry.status == Status::Error);
        QVERIFY2(entry.error.find("cannot be read") != std::string::npos, entry.error.c_str());
    }
    process::write_atomically(folder.path() / "invocation.json", "{");
    QVERIFY_EXCEPTION_THROWN((void)read_invocation(folder.path(), Depth::Results), std::runtime_error);

    InvocationFolder strange(folder_.path(), ++number_);
    strange.set("selected", 7).set("runs", "many").set("version", QJsonArray{1});
    strange.write();
    QVERIFY(read_invocation(strange.path(), Depth::Results).runs.empty());
}

void ReportTest::nothing_was_run()
{
    const Report report = report_of(InvocationFolder(folder_.path(), ++number_));
    QCOMPARE(shown(report.verdict.text), QString("NOT ASSESSED"));
    QCOMPARE(shown(report.headline), QString("Nothing was run."));
    for (const RiskStanding &standing : report.risks)
        QVERIFY(standing.exposure == Exposure::NotAssessed);
    QVERIFY(to_html(report).find("Nothing was measured.") != std::string::npos);
    QVERIFY(to_markdown(report).find("Nothing: no run was begun.") != std::string::npos);
    QXmlStreamReader xml(QByteArray::fromStdString(to_junit(report)));
    while (!xml.atEnd())
        xml.readNext();
    QVERIFY(!xml.hasError());
}

void ReportTest::counts_every_run()
{
    InvocationFolder clean(folder_.path(), ++number_);
    clean.select({"1.1"});
    for (int i = 0; i < 40; ++i) {
        Result one = result("1.1");
        one.seed = static_cast<std::uint64_t>(i);
        one.parameters["requests"] = 20;
        clean.add(one);
    }
    Report report = report_of(clean);
    QCOMPARE(
        shown(report.statements.at(0).text),
        QString("0 violations in 40 independent randomized runs of profile 1.1 (requests=20) at version 0.1.0; per-run "
                "probability < 7.2 % at confidence 95 %. Says nothing outside that profile."));
    QCOMPARE(report.entries.size(), std::size_t(1));
    QCOMPARE(report.entries[0].runs.size(), std::size_t(40));

    InvocationFolder mixed(folder_.path(), ++number_);
    mixed.select({"1.1"}).add(result("1.1")).add(failed("1.1", Severity::High)).add(error("1.1")).add_unrun("1.1");
    report = report_of(mixed);
    const Statement &statement = report.statements.at(0);
    QCOMPARE(statement.runs, std::int64_t(3));
    QCOMPARE(statement.violations, std::int64_t(1));
    QCOMPARE(statement.silent, std::int64_t(1));
    QVERIFY(statement.bounds.highest > bound_failure_rate(1, 3, confidence).highest);
    QVERIFY2(statement.text.find("1 run ended without a statement") != std::string::npos, statement.text.c_str());
    QVERIFY2(statement.text.find("Only 1 seed") != std::string::npos, statement.text.c_str());
    QVERIFY(report.entries[0].flaky);
    QCOMPARE(report.failures.at(0).failed_in, 1);
}

void ReportTest::a_rerun_is_no_trial()
{
    InvocationFolder folder(folder_.path(), ++number_);
    Result bad = failed("1.1", Severity::High);
    bad.run = "the-first";
    folder.select({"1.1"}).add(bad);
    for (const std::uint64_t seed : {2, 3}) {
        Result again = result("1.1");
        again.seed = seed;
        again.rerun_of = bad.run;
        folder.add(again);
    }
    const Report report = report_of(folder);
    const Statement &statement = report.statements.at(0);
    QCOMPARE(statement.runs, std::int64_t(1));
    QCOMPARE(statement.reruns, std::int64_t(2));
    QCOMPARE(statement.violations, std::int64_t(1));
    QCOMPARE(statement.bounds.lowest, bound_failure_rate(1, 1, confidence).lowest);
    QVERIFY2(statement.text.find("2 re-runs of what failed left out") != std::string::npos, statement.text.c_str());
    QCOMPARE(report.entries[0].runs.size(), std::size_t(3));

    std::set<QString> names; // build servers take cases of one name for one
    QXmlStreamReader xml(QByteArray::fromStdString(to_junit(report)));
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QString("testcase"))
            names.insert(xml.attributes().value("name").toString());
    QCOMPARE(names.size(), std::size_t(3));
}

void ReportTest::load_and_faults_are_told()
{
    std::vector<std::string> events = {
        R"({"event":"run_started","at":"2026-11-21T14:00:00.000Z"})",
        R"({"event":"fault","at":"2026-11-21T14:00:02.500Z","name":"latency","on":true,"detail":"80 ms"})"};
    const Timestamp began = parse_rfc3339("2026-11-21T14:00:00Z").value();
    for (int second = 1; second <= 6; ++second) {
        LoadSample sample;
        sample.phase = "steady";
        sample.at = std::chrono::seconds(second);
        sample.interval = std::chrono::seconds(1);
        sample.offered = sample.started = 100;
        sample.ok = second == 4 ? 60 : second == 5 ? 90 : 100;
        sample.failed = second == 5 ? 10 : 0; // an error is an answer too
        sample.unknown = second == 4 ? 37 : 0;
        sample.dropped = second == 4 ? 3 : 0;
        if (second != 2) // a gap
            sample.p99_ms = 10.0 * second;
        events.push_back(to_json(RunEvent{began + sample.at, "run", sample}));
    }
    events.push_back(R"({"event":"fault","at":"2026-11-21T14:00:04.500Z","name":"latency","on":false})");
    InvocationFolder folder(folder_.path(), ++number_);
    folder.select({"3.1"}).add(result("3.1"), events);
    const Report report = report_of(folder);
    QCOMPARE(report.load.size(), std::size_t(1));
    const LoadFinding &load = report.load.front();
    QCOMPARE(load.total.offered, std::int64_t(600));
    QCOMPARE(load.total.unknown, std::int64_t(37));
    QCOMPARE(load.total.p99_ms.value(), 60.0);
    QVERIFY(!load.total.p50_ms);
    QVERIFY2(std::abs(load.mean_rate - 560.0 / 6) < 0.01, std::to_string(load.mean_rate).c_str());
    QCOMPARE(load.highest_rate, 100.0);
    QCOMPARE(load.faults.size(), std::size_t(1));
    QCOMPARE(load.faults.front().from.count(), 2'500);
    QCOMPARE(load.faults.front().until.value().count(), 4'500);
    QCOMPARE(shown(load.first_trouble), QString("at 4.00 s 37 without an answer, 3 not started (on: latency)"));
    QVERIFY(report.performance.at(0).starts_with("What broke first in 3.1 (steady): at 4.00 s"));
    const std::string html = to_html(report);
    QVERIFY(html.find("class=\"fault\" x=\"41.67%\" y=\"20\" width=\"33.33%\"") != std::string::npos);
    QCOMPARE(shown(html).count("class=\"s-p99\" points="), 2); // broken at the gap
}

void ReportTest::saboteurs_are_no_failures()
{
    Result caught = result("1.1", {check("Exactly one 201", false, Severity::Critical)});
    caught.saboteur = "capacity-unchecked";
    caught.caught_by = "Exactly one 201";
    Result missed = result("1.1");
    missed.saboteur = "slot-not-locked";
    InvocationFolder folder(folder_.path(), ++number_);
    folder.select({"1.1"}).add(caught).add(missed).set("saboteurs", true);
    const Report report = report_of(folder);
    QCOMPARE(shown(report.verdict.text), QString("no verdict: run with saboteurs"));
    QVERIFY(report.failures.empty() && report.entries.empty() && report.statements.empty());
    QCOMPARE(report.saboteurs.size(), std::size_t(2));
    QVERIFY(report.saboteurs[0].caught && !report.saboteurs[1].caught);
    QCOMPARE(report.headline,
             std::string("1 of 2 deliberate bugs caught by the check meant for it. Not caught: slot-not-locked in 1.1."));
    QVERIFY(to_junit(report).find("tests=\"2\" failures=\"1\"") != std::string::npos);
    QVERIFY(to_markdown(report).find("MISSED") != std::string::npos);
}

void ReportTest::finds_the_latest_invocation()
{
    const process::TemporaryFolder parent;
    QVERIFY_EXCEPTION_THROWN((void)find_invocation(parent.path()), std::runtime_error);
    const InvocationFolder first(parent.path(), 1);
    const InvocationFolder second(parent.path(), 2);
    first.write();
    second.write();
    QCOMPARE(find_invocation(parent.path()), second.path());
    QCOMPARE(find_invocation(first.path()), first.path());
    const auto written = write_report(parent.path(), std::array{Format::Json});
    QCOMPARE(written.files, std::vector{second.path() / "report.json"});
    QVERIFY(!std::filesystem::exists(second.path() / "report.md"));
}

void ReportTest::what_is_damaged_stands_in_nobodys_way()
{
    const process::TemporaryFolder parent;
    const InvocationFolder first(parent.path(), 1);
    first.write();
    const auto damaged = parent.path() / "20991231T000000Z-0000000a";
    const auto pipe = parent.path() / "20991231T000000Z-0000000b";
    std::filesystem::create_directories(damaged);
    std::filesystem::create_directories(pipe);
    process::write_atomically(damaged / "invocation.json", "{\"id\":");
    QCOMPARE(::mkfifo((pipe / "invocation.json").c_str(), 0600), 0); // opening one waits for a writer
    QCOMPARE(write_report(parent.path(), std::array{Format::Json}).folder, first.path());
    for (const auto &folder : {damaged, pipe}) // asked for by name, it says why not
        QVERIFY_EXCEPTION_THROWN((void)write_report(folder, std::array{Format::Json}), std::runtime_error);
    // Likewise in a run.
    std::filesystem::create_directories(first.path() / "9.9-00000009");
    QCOMPARE(::mkfifo((first.path() / "9.9-00000009" / "run.jsonl").c_str(), 0600), 0);
    QCOMPARE(::mkfifo((first.path() / "9.9-00000009" / "result.json").c_str(), 0600), 0);
    QCOMPARE(write_report(first.path(), std::array{Format::Json}).folder, first.path());
}

void ReportTest::a_reader_sees_first_what_failed()
{
    Result bad = failed("4.2", Severity::Critical);
    bad.diagnoses = {{"Something else", {"The void was never planned.", "operations.sql"}}};
    InvocationFolder folder(folder_.path(), ++number_);
    folder.select({"1.1", "4.2"}).add(result("1.1")).add(bad);
    const Report report = report_of(folder);
    for (const std::string &page : {to_markdown(report), to_html(report).substr(to_html(report).find("<main>"))}) {
        std::size_t at = 0;
        for (const char *next : {"NOT SAFE", "1 critical check failed in 1 scenario", "4.2", "Something else", "this",
                                 "that", "holdfastctl scenario run 4.2", "1.1", "The void was never planned."}) {
            const auto found = page.find(next, at);
            QVERIFY2(found != std::string::npos, next);
            at = found;
        }
    }
    QVERIFY(report.recommendations.at(0).find("The void was never planned.") != std::string::npos);
    QVERIFY(report.next_steps.at(0).ends_with("holdfastctl scenario run 4.2"));
}

void ReportTest::the_formats_agree()
{
    InvocationFolder folder(folder_.path(), ++number_);
    folder.select({"1.1", "1.2", "1.3"})
        .add(failed("1.1", Severity::High))
        .add(error("1.2"))
        .add_unrun("1.3")
        .set("exit", 1);
    const Report report = report_of(folder);
    QXmlStreamReader xml(QByteArray::fromStdString(to_junit(report)));
    QMap<QString, int> elements;
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement)
            ++elements[xml.name().toString()];
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(elements["testcase"], 3);
    for (const char *one : {"testsuites", "testsuite", "failure", "error", "skipped"})
        QCOMPARE(elements[one], 1);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(to_json(report))).object();
    QCOMPARE(json["verdict"].toString(), QString("NOT SAFE"));
    QCOMPARE(json["counts"].toObject()["FAIL"].toInt(), 1);
    QCOMPARE(json["tests"].toArray().size(), 3);
    QCOMPARE(json["risks"].toArray().size(), int(risk_count));
    const std::string html = to_html(report);
    for (const char *outside : {"http://", "https://", "<script", "@import", "url(", "onload="})
        QVERIFY2(html.find(outside) == std::string::npos, outside);
}

QTEST_GUILESS_MAIN(ReportTest)
#include "report_test.moc"

#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "tests/scenarios/own_scenario.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

using namespace holdfast;
using namespace holdfast::scenarios;
using test::hold_one;
using test::make_scenario;

/// One call of the runner as a whole: what is run at the same time, and again; the folder it leaves; how time passes.
class InvocationTest final : public QObject
{
    Q_OBJECT

private slots:
    void what_fails_is_run_again_data();
    void what_fails_is_run_again();
    void several_run_at_a_time();
    void time_passes_by_the_clock_or_by_waiting_data();
    void time_passes_by_the_clock_or_by_waiting();
    void the_folder_tells_what_was_run();
    void a_folder_that_cannot_be_made_is_told();
    void cleanupTestCase();

private:
    std::vector<Result> run_request(const RunRequest &request);

    test::Ctl ctl_;
    int exit_ = -1;
};

std::vector<Result> InvocationTest::run_request(const RunRequest &request)
{
    std::vector<Result> results;
    exit_ = run_scenarios(request, [&results](const RunEvent &event) {
        if (const auto *result = std::get_if<Result>(&event.body))
            results.push_back(*result);
    });
    return results;
}

void InvocationTest::what_fails_is_run_again_data()
{
    QTest::addColumn<QString>("outcomes"); // of its runs: fails, passes, throws
    QTest::addColumn<bool>("saboteur");
    QTest::addColumn<int>("repeat");
    QTest::addColumn<int>("again");
    QTest::addColumn<bool>("flaky");
    QTest::addColumn<int>("exit");
    const auto row = [](const char *title, const char *outcomes, int again, bool flaky, int exit, int repeat = 1,
                        bool saboteur = false) {
        QTest::newRow(title) << outcomes << saboteur << repeat << again << flaky << exit;
    };
    row("passes", "p", 0, false, 0);
    row("fails once", "fp", 1, true, 1);
    row("passes at the last", "fffp", 3, true, 1);
    row("fails always", "ffff", 3, false, 1);
    row("cannot be run", "t", 0, false, 3);
    row("fails, then cannot be run", "ftp", 2, true, 1);
    row("is repeated anyway", "fp", 0, false, 1, 2);
    row("has a saboteur that nobody declared", "f", 0, false, 1, 1, true);
}

void InvocationTest::what_fails_is_run_again()
{
    QFETCH(QString, outcomes);
    QFETCH(bool, saboteur);
    QFETCH(int, repeat);
    QFETCH(int, again);
    QFETCH(bool, flaky);
    QFETCH(int, exit);
    int count = 0;
    std::vector<std::int64_t> drawn;
    Scenario scenario = make_scenario([&](Context &context) {
        const QChar outcome = outcomes.at(count++);
        drawn.push_back(static_cast<std::int64_t>(context.random()()));
        if (outcome == 't')
            throw std::runtime_error("out of paper");
        context.check({"every time", "yes", "see", outcome == 'p', Severity::High});
    });
    scenario.saboteurs = {{"bug", "no limit", "sql/saboteurs/capacity_unchecked.sql", "", "another check"}};
    RunRequest request = test::request_for(scenario, ctl_);
    request.reruns = most_reruns;
    request.repeat = repeat;
    request.saboteurs = saboteur;
    const auto results = run_request(request);
    QCOMPARE(count, int(outcomes.size()));
    QCOMPARE(exit_, exit);
    QCOMPARE(int(results.size()), again + repeat);
    // Those run again come first: their outcome is part of the result that is told last.
    const Result &judged = results.at(again);
    QCOMPARE(judged.flaky, flaky);
    QVERIFY(!judged.rerun_of);
    QCOMPARE(judged.status, outcomes[0] == 'p' ? Status::Pass : outcomes[0] == 'f' ? Status::Fail : Status::Error);
    std::set<std::int64_t> distinct(drawn.begin(), drawn.end());
    QCOMPARE(distinct.size(), drawn.size());
    for (int k = 0; k < again; ++k) {
        QCOMPARE(results[k].rerun_of.value_or(""), judged.run);
        QCOMPARE(results[k].seed, judged.seed + k + 1);
        QVERIFY(!results[k].flaky);
    }
    QVERIFY(process::read_file(judged.report / "result.json")->find(flaky ? R"("flaky":true)" : R"("flaky":false)")
            != std::string::npos);
    const auto told = process::read_file(judged.report.parent_path() / "invocation.json").value_or("");
    const QJsonArray runs = QJsonDocument::fromJson(QByteArray::fromStdString(told)).object()["runs"].toArray();
    QCOMPARE(int(runs.size()), again + repeat);
    QCOMPARE(runs[0].toObject()["id"].toString().toStdString(), judged.run); // in the file the order is the plan's
    QCOMPARE(runs[0].toObject()["flaky"].toBool(), flaky);
    for (int k = 0; k < again; ++k)
        QCOMPARE(runs[k + 1].toObject()["rerun_of"].toString().toStdString(), judged.run);
}

void InvocationTest::several_run_at_a_time()
{
    constexpr int jobs = 2;
    std::mutex mutex;
    std::condition_variable changed;
    int inside = 0;
    int most_inside = 0;
    int beside_the_exclusive = -1;
    std::set<std::string> done;
    const auto body = [&](Context &context, const std::string &id) {
        hold_one(context);
        std::unique_lock lock(mutex);
        most_inside = std::max(most_inside, ++inside);
        changed.notify_all();
        if (id == "t.x")
            beside_the_exclusive = inside - 1;
        else if (id == "t.1") // the first to begin is the last to end, and never alone
            changed.wait_for(lock, std::chrono::seconds(60), [&] { return done.contains("t.2") && done.contains("t.3"); });
        --inside;
        lock.unlock();
        // Whoever ended meanwhile took nothing of ours along.
        context.check({"its own sandbox still serves", "200", context.api().ready().summary(),
                       context.api().ready().status == 200, Severity::High});
    };
    std::vector<Scenario> scenarios;
    for (const std::string id : {"t.1", "t.x", "t.2", "t.3"}) {
        scenarios.push_back(make_scenario([&body, id](Context &context) { body(context, id); }));
        scenarios.back().id = id;
        scenarios.back().exclusive = id == "t.x";
    }
    RunRequest request = test::request_for(scenarios.front(), ctl_);
    request.scenarios.clear();
    for (const Scenario &scenario : scenarios)
        request.scenarios.push_back(&scenario);
    request.jobs = jobs;

    std::atomic<int> observing = 0;
    std::atomic<bool> interrupted = false;
    int up = 0;
    int most_up = 0;
    QStringList ended;
    std::filesystem::path folder;
    exit_ = run_scenarios(request, [&](const RunEvent &event) {
        interrupted = interrupted || observing++ > 0;
        if (const auto *step = std::get_if<Step>(&event.body)) {
            up += step->name == "Sandbox up" && step->state == Step::State::Running;
            up -= step->name == "Sandbox down" && step->state == Step::State::Done;
            most_up = std::max(most_up, up);
        }
        if (const auto *result = std::get_if<Result>(&event.body)) {
            ended.append(QString::fromStdString(result->id + " " + std::string(name(result->status))));
            const std::lock_guard lock(mutex);
            done.insert(result->id);
            changed.notify_all();
        }
        if (const auto *finished = std::get_if<Finished>(&event.body))
            folder = finished->report;
        --observing;
    });
    QCOMPARE(exit_, exit_all_passed);
    QCOMPARE(most_inside, jobs);
    QCOMPARE(most_up, jobs);
    QCOMPARE(beside_the_exclusive, 0);
    QVERIFY(!interrupted);
    QCOMPARE(ended, QStringList({"t.2 PASS", "t.3 PASS", "t.1 PASS", "t.x PASS"}));
    const auto told = process::read_file(folder / "invocation.json").value_or("");
    QStringList listed;
    for (const auto &run : QJsonDocument::fromJson(QByteArray::fromStdString(told)).object()["runs"].toArray())
        listed.append(run.toObject()["scenario"].toString());
    QCOMPARE(listed, QStringList({"t.1", "t.x", "t.2", "t.3"}));
}

void InvocationTest::time_passes_by_the_clock_or_by_waiting_data()
{
    QTest::addColumn<bool>("real_time");
    QTest::addColumn<int>("passing_ms");
    QTest::newRow("the clock is moved") << false << 3'600'000;
    QTest::newRow("it is waited") << true << 400;
}

void InvocationTest::time_passes_by_the_clock_or_by_waiting()
{
    QFETCH(bool, real_time);
    QFETCH(int, passing_ms);
    Timestamp before;
    Timestamp after;
    qint64 waited = 0;
    const Scenario scenario = make_scenario([&](Context &context) {
        hold_one(context);
        const auto now = [&] { return context.database().query("select holdfast.now()").time(0, 0); };
        before = now();
        QElapsedTimer timer;
        timer.start();
        context.let_pass(std::chrono::milliseconds(passing_ms));
        waited = timer.elapsed();
        after = now();
    });
    RunRequest request = test::request_for(scenario, ctl_);
    request.real_time = real_time;
    const Result result = run_request(request).at(0);
    QVERIFY2(result.status == Status::Pass, result.error.c_str());
    QVERIFY(after - before >= std::chrono::milliseconds(passing_ms));
    QCOMPARE(waited >= passing_ms, real_time);
    QCOMPARE(result.reproduce.ends_with(" --real-time"), real_time);

    // Nobody sits through an hour who wants to end.
    bool abort = false;
    const Scenario long_one = make_scenario([&abort](Context &context) {
        abort = true;
        context.let_pass(std::chrono::hours(1));
    });
    RunRequest long_request = test::request_for(long_one, ctl_);
    long_request.real_time = real_time;
    long_request.aborted = [&abort] { return abort; };
    QVERIFY(run_request(long_request).at(0).aborted);
}

void InvocationTest::the_folder_tells_what_was_run()
{
    const auto read = [](const std::filesystem::path &folder) {
        const auto text = process::read_file(folder / "invocation.json").value_or("");
        return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    };
    std::vector<QJsonObject> told;
    std::filesystem::path folder;
    Scenario scenario = make_scenario(hold_one);
    scenario.saboteurs = {{"capacity-unchecked", "no limit", "sql/saboteurs/capacity_unchecked.sql", "", "held"}};
    RunRequest request = test::request_for(scenario, ctl_);
    request.saboteurs = true;
    request.repeat = 2;
    request.version = "1.2.3";
    request.report_dir = ctl_.data_dir() / "elsewhere";
    const int exit = run_scenarios(request, [&](const RunEvent &event) {
        if (const auto *started = std::get_if<RunStarted>(&event.body))
            folder = started->report;
        if (std::holds_alternative<RunStarted>(event.body) || std::holds_alternative<Finished>(event.body))
            told.push_back(read(folder));
    });
    QCOMPARE(exit, exit_some_failed); // nobody caught it
    QCOMPARE(folder.parent_path(), request.report_dir);
    QVERIFY(QRegularExpression("^\\d{8}T\\d{6}Z-[0-9a-f]{8}$")
                .match(QString::fromStdString(folder.filename().string())).hasMatch());
    QCOMPARE(told.size(), std::size_t(3));
    QCOMPARE(told[0]["runs"].toArray().size(), 0); // it is there before anything has ended
    QVERIFY(told[1]["finished_at"].isNull() && told[1]["exit"].isNull());
    QCOMPARE(told[1]["runs"].toArray().size(), 1);

    const QJsonObject &last = told[2];
    QVERIFY(last["id"].toString().endsWith(QString::fromStdString(folder.filename().string()).right(8)));
    QCOMPARE(last["version"].toString(), QString("1.2.3"));
    QCOMPARE(last["command"].toString(), QString("holdfastctl scenario run t.1 --seed 1 --repeat 2 --saboteurs"));
    QCOMPARE(last["seed"].toInt(), 1);
    QCOMPARE(last["selected"].toArray(), QJsonArray{"t.1"});
    QCOMPARE(last["not_selected"].toArray().size(), qsizetype(catalogue().size()));
    QCOMPARE(last["saboteurs"].toBool(), true);
    QCOMPARE(last["parameters"].toArray().size(), 0);
    QCOMPARE(last["exit"].toInt(-1), exit);
    QVERIFY(!last["finished_at"].toString().isEmpty());
    const QJsonArray runs = last["runs"].toArray();
    QCOMPARE(runs.size(), 2);
    for (qsizetype k = 0; k < runs.size(); ++k) {
        const QJsonObject run = runs[k].toObject();
        const QString name = run["folder"].toString();
        QCOMPARE(run["repeat"].toInt(), int(k) + 1);
        QCOMPARE(run["scenario"].toString(), QString("t.1"));
        QCOMPARE(run["saboteur"].toString(), QString("capacity-unchecked"));
        QCOMPARE(run["status"].toString(), QString("PASS"));
        QCOMPARE(name, "t.1-capacity-unchecked-" + run["id"].toString().right(8));
        QVERIFY(run["duration_ms"].toInt() > 0 && run["rerun_of"].isNull() && !run["flaky"].toBool());
        QVERIFY(std::filesystem::exists(folder / name.toStdString() / "result.json"));
    }
}

void InvocationTest::a_folder_that_cannot_be_made_is_told()
{
    const Scenario scenario = make_scenario(hold_one);
    RunRequest request = test::request_for(scenario, ctl_);
    request.report_dir = ctl_.data_dir() / "a-file";
    process::write_atomically(request.report_dir, "in the way");
    int told = 0;
    QVERIFY_EXCEPTION_THROWN(run_scenarios(request, [&](const RunEvent &) { ++told; }), std::runtime_error);
    QCOMPARE(told, 0);
}

void InvocationTest::cleanupTestCase()
{
    QCOMPARE(ctl_.leftovers(), QString());
}

QTEST_GUILESS_MAIN(InvocationTest)
#include "invocation_test.moc"

#include "tests/scenarios/ctl.h"

#include "backend/process/descriptor.h"
#include "backend/process/file_lock.h"
#include "backend/process/files.h"
#include "backend/scenarios/proc.h"
#include "backend/storage/connection.h"
#include "backend/storage/private_cluster.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

#include <sys/stat.h>

#include <csignal>
#include <functional>
#include <stdexcept>
#include <vector>

using namespace holdfast;
using namespace std::chrono_literals;

/// `holdfastctl scenario`, `sandbox` and `demo` as somebody uses them.
class ScenarioCommandTest final : public QObject
{
    Q_OBJECT

private slots:
    void usage_errors_are_found_before_anything_starts_data();
    void usage_errors_are_found_before_anything_starts();
    void lists_what_there_is();
    void scenarios_pass_data();
    void scenarios_pass();
    void saboteurs_are_caught_data();
    void saboteurs_are_caught();
    void events_tell_the_whole_run();
    void the_report_is_written_and_written_again();
    void the_seed_decides_what_is_sent();
    void sigint_aborts_and_cleans_up();
    void the_end_of_the_lifeline_aborts();
    void whoever_is_killed_is_cleaned_after();
    void what_is_stopped_dies_with_its_owner();
    void a_sandbox_goes_down_when_told_data();
    void a_sandbox_goes_down_when_told();
    void a_sandbox_goes_down_with_its_parent();
    void the_demo_shows_a_living_town();
    void a_sandbox_is_kept_when_told_and_removed();
    void results_are_removed_and_nothing_else_data();
    void results_are_removed_and_nothing_else();
    void cleanup();

private:
    /// Starts it and waits for the first line that satisfies `wanted`.
    process::Process start(process::SpawnOptions options, const std::function<bool(const QJsonObject &)> &wanted,
                           QJsonObject *found = nullptr);

    test::Ctl ctl_;
};

process::Process ScenarioCommandTest::start(process::SpawnOptions options,
                                            const std::function<bool(const QJsonObject &)> &wanted, QJsonObject *found)
{
    options.capture_stdout = true;
    process::Process process(options);
    // A sandbox is eight processes: on a machine with other work they take their time.
    const auto deadline = std::chrono::steady_clock::now() + 90s;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto line = process.read_line(std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now()));
        if (!line)
            break;
        const QJsonObject object = test::parse_lines(*line).value(0);
        if (!wanted(object))
            continue;
        if (found)
            *found = object;
        return process;
    }
    throw std::runtime_error("the line waited for never came");
}

void ScenarioCommandTest::cleanup()
{
    QCOMPARE(ctl_.leftovers(), QString());
}

void ScenarioCommandTest::usage_errors_are_found_before_anything_starts_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("hint"); // at --help: of no use to whoever wrote the command well and a value badly
    const auto row = [](const char *title, const QString &line, bool hint = true) {
        QTest::newRow(title) << line.split(' ') << hint;
    };
    row("no id", "scenario run");
    row("unknown id", "scenario run 9.9", false);
    row("a parameter twice", "scenario run 1.2 --param capacity=4 --param capacity=5", false);
    row("a seed with too few after it", "scenario run 1.2 --repeat 2 --seed 9007199254740990", false);
    row("a report folder without a name", "scenario run 1.2 --report ", false);
    row("known and unknown id", "scenario run 1.1 9.9", false);
    row("unknown parameter", "scenario run 1.1 --param colour=3", false);
    row("value out of range", "scenario run 1.1 --param requests=1", false);
    row("value that is no number", "scenario run 1.1 --param requests=many", false);
    row("nobody competes", "scenario run 1.1 --param sharing=20", false);
    row("nobody competes with a saboteur", "scenario run 1.1 --param requests=5 --saboteurs", false);
    row("a saboteur it has not", "scenario run 1.1 --saboteur gremlin", false);
    row("a saboteur without a name", "scenario run 1.1 --saboteur ", false);
    row("negative pace", "scenario run 1.1 --pace -1");
    row("negative seed", "scenario run 1.1 --seed -1");
    row("no repeat", "scenario run 1.1 --repeat 0");
    row("a report of nothing", "report");
    row("a report of a folder that is not there", "report nowhere");
    row("a report in an unknown format", "report . --format pdf");
    row("nobody at work", "scenario run 1.1 --jobs 0");
    row("too many at a time", "scenario run 1.1 --jobs 5");
    row("run again for ever", "scenario run 1.1 --reruns 4");
    row("unknown option", "scenario run 1.1 --faster");
    row("no verb", "scenario");
    row("unknown verb", "sandbox sideways");
    row("nobody to do the work", "sandbox up --workers 0");
    row("too many for one sandbox", "sandbox up --workers 5");
    row("rate of nothing", "demo --rate 0");
    row("a folder that is none", "clean --report /nonexistent/runs", false);
    row("younger than now", "clean --older-than -1");
    row("days as no person counts them", "clean --older-than 0x10");
    row("a kept sandbox that is none", "sandbox remove sandbox-none", false);
}

void ScenarioCommandTest::usage_errors_are_found_before_anything_starts()
{
    QFETCH(QStringList, arguments);
    std::vector<std::string> texts;
    for (const QString &argument : arguments)
        texts.push_back(argument.toStdString());
    const auto completed = ctl_.run(texts);
    QCOMPARE(completed.status.code, 2);
    QVERIFY(completed.out.empty());
    QFETCH(bool, hint);
    const QString complaint = QString::fromStdString(completed.err);
    QVERIFY(!complaint.isEmpty());
    QVERIFY2(complaint.contains("--help") == hint, completed.err.c_str());
    if (!hint)
        QCOMPARE(complaint.count('\n'), 1);
    QVERIFY(!std::filesystem::exists(ctl_.data_dir() / "runs"));
}

void ScenarioCommandTest::lists_what_there_is()
{
    const auto completed = ctl_.run({"scenario", "list", "--json"});
    QCOMPARE(completed.status.code, 0);
    QSet<QString> ids;
    for (const QJsonObject &line : test::parse_lines(completed.out)) {
        ids.insert(line["id"].toString());
        for (const char *member : {"title", "expectation", "area", "exclusive", "parameters", "saboteurs"})
            QVERIFY2(line.contains(member), member);
    }
    for (const char *id : {"1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.4", "5.1",
                           "5.2", "5.3", "5.4"})
        QVERIFY2(ids.contains(id), id);
    const auto text = ctl_.run({"scenario", "list"});
    QVERIFY(text.out.find("Concurrent attempts on one slot") != std::string::npos);
}

void ScenarioCommandTest::scenarios_pass_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("parameter");
    QTest::newRow("1.1") << "1.1" << "";
    QTest::newRow("1.1, as many share a key as can") << "1.1" << "sharing=18";
    QTest::newRow("1.1, a crowd") << "1.1" << "requests=150";
    for (const QJsonObject &line : test::parse_lines(ctl_.run({"scenario", "list", "--json"}).out)) {
        const QString id = line["id"].toString();
        if (id != "1.1" && !line["exclusive"].toBool()) // what measures time is judged on a machine of its own
            QTest::newRow(qPrintable(id)) << id << "";
    }
    QTest::newRow("2.1, a short hold") << "2.1" << "ttl_s=40";
    QTest::newRow("5.2, several of each") << "5.2" << "planted=3";
}

void ScenarioCommandTest::scenarios_pass()
{
    QFETCH(QString, id);
    QFETCH(QString, parameter);
    std::vector<std::string> arguments = {"scenario", "run", id.toStdString(), "--json"};
    if (!parameter.isEmpty())
        arguments.insert(arguments.end(), {"--param", parameter.toStdString()});
    const auto completed = ctl_.run(arguments);
    const auto lines = test::parse_lines(completed.out);
    QVERIFY2(lines.size() == 1, completed.err.c_str());
    const QJsonObject line = lines.first();
    QVERIFY2(line["status"].toString() == "PASS", completed.out.c_str());
    QCOMPARE(completed.status.code, 0);
    QCOMPARE(line["id"].toString(), id);
    qInfo("%d ms, %d of them for the sandbox", line["duration_ms"].toInt(),
          line["metrics"].toObject()["sandbox_up_ms"].toInt()); // 1 s on two idle cores
    QVERIFY(std::filesystem::exists(line["report"].toString().toStdString() + "/result.json"));
    for (const auto &check : line["checks"].toArray())
        QVERIFY2(check.toObject()["ok"].toBool(), qPrintable(check.toObject()["name"].toString()));
}

void ScenarioCommandTest::saboteurs_are_caught_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("saboteurs");
    for (const QJsonObject &line : test::parse_lines(ctl_.run({"scenario", "list", "--json"}).out)) {
        const QString id = line["id"].toString();
        QTest::newRow(qPrintable(id)) << id << int(line["saboteurs"].toArray().size());
    }
}

void ScenarioCommandTest::saboteurs_are_caught()
{
    QFETCH(QString, id);
    QFETCH(int, saboteurs);
    const auto completed = ctl_.run({"scenario", "run", id.toStdString(), "--saboteurs", "--json"});
    const auto lines = test::parse_lines(completed.out);
    QVERIFY2(lines.size() == saboteurs, completed.err.c_str());
    for (const QJsonObject &line : lines) {
        QVERIFY2(!line["caught_by"].toString().isEmpty(), completed.out.c_str());
        QCOMPARE(line["status"].toString(), QString("FAIL"));
        QVERIFY(!line["diagnoses"].toArray().isEmpty());
    }
    QCOMPARE(completed.status.code, 0);
}

void ScenarioCommandTest::events_tell_the_whole_run()
{
    const auto completed = ctl_.run({"scenario", "run", "1.2", "--events", "--seed", "77"});
    const auto lines = test::parse_lines(completed.out);
    QVERIFY2(lines.size() > 10, completed.err.c_str());
    QHash<QString, int> kinds;
    QStringList announced;
    QStringList done;
    for (const QJsonObject &line : lines) {
        const QString kind = line["event"].toString();
        ++kinds[kind];
        QVERIFY2(QDateTime::fromString(line["at"].toString(), Qt::ISODateWithMs).isValid(), qPrintable(kind));
        QVERIFY(!line["run"].toString().isEmpty());
        if (kind == "run_started") {
            QCOMPARE(line["seed"].toInt(), 77);
            for (const auto &step : line["steps"].toArray())
                announced.append(step.toString());
        }
        if (kind == "step" && line["status"].toString() == "done")
            done.append(line["step"].toString());
    }
    QCOMPARE(lines.first()["event"].toString(), QString("run_started"));
    QCOMPARE(lines.last()["event"].toString(), QString("finished"));
    QCOMPARE(lines.last()["exit"].toInt(-1), 0);
    for (const char *kind : {"run_started", "sandbox", "result", "finished"})
        QCOMPARE(kinds.value(kind), 1);
    for (const char *kind : {"step", "check", "progress", "log", "metric"})
        QVERIFY2(kinds.value(kind) > 0, kind);
    QCOMPARE(done, announced);
}

void ScenarioCommandTest::the_report_is_written_and_written_again()
{
    const process::TemporaryFolder parent;
    const auto completed = ctl_.run({"scenario", "run", "1.2", "--report", parent.path()});
    QCOMPARE(completed.status.code, 0);
    const QString told = QString::fromStdString(completed.out);
    QVERIFY2(told.contains(QRegularExpression("verdict:  no verdict: \\d+ not selected\n")), completed.out.c_str());
    const auto page = QRegularExpression("report:   (/.*/report\\.html)\n").match(told).captured(1).toStdString();
    const auto folder = std::filesystem::path(page).parent_path();
    for (const char *file : {"report.html", "report.md", "report.json", "junit.xml"}) {
        QVERIFY2(std::filesystem::file_size(folder / file) > 500, file);
        std::filesystem::remove(folder / file);
    }
    QVERIFY(ctl_.run({"report", folder, "--format", "md,junit"}).status.success());
    QVERIFY(std::filesystem::exists(folder / "report.md") && std::filesystem::exists(folder / "junit.xml"));
    QVERIFY(!std::filesystem::exists(page));

    // As if it had been killed: the latest below the folder given, from what is there.
    std::string written = process::read_file(folder / "invocation.json").value();
    written.replace(written.find("\"finished_at\""), 13, "\"unfinished\"");
    process::write_atomically(folder / "invocation.json", written);
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        if (entry.is_directory())
            std::filesystem::remove(entry.path() / "result.json");
    const auto again = ctl_.run({"report", parent.path(), "--json"});
    const QJsonObject line = test::parse_lines(again.out).value(0);
    QVERIFY2(line["headline"].toString().contains("did not come to its end"), again.out.c_str());
    QCOMPARE(line["files"].toArray().size(), 4);

    const process::TemporaryFolder nothing;
    const auto refused = ctl_.run({"report", nothing.path()});
    QCOMPARE(refused.status.code, 3);
    QVERIFY2(refused.err.find("no invocation in") != std::string::npos, refused.err.c_str());
}

void ScenarioCommandTest::the_seed_decides_what_is_sent()
{
    const auto sent = [this](const char *seed) {
        const auto completed = ctl_.run({"scenario", "run", "1.1", "--json", "--seed", seed});
        const QString report = test::parse_lines(completed.out).value(0)["report"].toString();
        QStringList keys;
        const auto requests = process::read_file(report.toStdString() + "/requests.jsonl").value_or("");
        for (const QJsonObject &line : test::parse_lines(requests))
            keys.append(line["headers"].toObject()["Idempotency-Key"].toString());
        keys = keys.filter(QRegularExpression("^(key|shared)-"));
        return keys.mid(0, 20); // those sent at once; which one wins, and is sent again, is not the seed's to decide
    };
    const QStringList first = sent("5");
    QCOMPARE(first.size(), 20);
    QCOMPARE(sent("5"), first);
    QVERIFY(sent("6") != first);
}

void ScenarioCommandTest::sigint_aborts_and_cleans_up()
{
    auto run = start(ctl_.command({"scenario", "run", "1.1", "--repeat", "50", "--events"}),
                     [](const QJsonObject &line) { return line["event"] == "sandbox"; });
    run.signal(SIGINT);
    QStringList statuses;
    int exit = -1;
    while (const auto text = run.read_line(10s)) {
        const QJsonObject line = test::parse_lines(*text).value(0);
        if (line["event"] == "result") {
            statuses.append(line["status"].toString());
            QCOMPARE(line["aborted"].toBool(), statuses.last() != "PASS");
        }
        if (line["event"] == "finished")
            exit = line["exit"].toInt();
    }
    QCOMPARE(exit, 4);
    const auto status = run.wait(10s);
    QVERIFY(status);
    QCOMPARE(status->code, 4);
    QCOMPARE(statuses.size(), 50);
    QVERIFY2(statuses.count("NOT_RUN") >= 46, qPrintable(statuses.join(' '))); // two at a time were under way
}

void ScenarioCommandTest::the_end_of_the_lifeline_aborts()
{
    auto lifeline = process::make_pipe();
    auto options = ctl_.command({"scenario", "run", "1.1", "--repeat", "50", "--events", "--lifeline", "3"});
    options.inherit = {{lifeline.read.get(), 3}};
    auto run = start(options, [](const QJsonObject &line) { return line["event"] == "sandbox"; });
    lifeline.write.reset();
    while (run.read_line(10s))
        ;
    const auto status = run.wait(10s);
    QVERIFY(status);
    QCOMPARE(status->code, 4);
}

/// The runner is killed at any moment, also while its sandbox comes up or goes down. Its children die with it, and the
/// next run finds and removes the rest.
void ScenarioCommandTest::whoever_is_killed_is_cleaned_after()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 4; ++round) {
        auto options = ctl_.command({"scenario", "run", "1.1", "--events"});
        options.capture_stdout = true;
        process::Process run(options);
        (void)run.wait(std::chrono::milliseconds(random.bounded(50, 1500)));
        run.stop(0ms, SIGKILL);
        const auto no_child_left = [this] {
            const QString left = ctl_.leftovers();
            return !left.contains("serve") && !left.contains("worker") && !left.contains("verify");
        };
        QTRY_VERIFY2(no_child_left(), qPrintable(ctl_.leftovers()));
        const auto next = ctl_.run({"scenario", "run", "1.2", "--json"});
        QCOMPARE(next.status.code, 0);
        QCOMPARE(ctl_.leftovers(), QString());
    }
}

/// Stopped processes hear no lifeline, but their death signal; a stopped PostgreSQL, which is nobody's child, ends when the
/// next sandbox comes.
void ScenarioCommandTest::what_is_stopped_dies_with_its_owner()
{
    QJsonObject ready;
    auto sandbox = start(ctl_.command({"sandbox", "up", "--json"}),
                         [](const QJsonObject &line) { return line["event"] == "ready"; }, &ready);
    const QJsonObject pids = ready["pids"].toObject();
    std::vector<scenarios::ProcessIdentity> children, database;
    for (auto pid = pids.begin(); pid != pids.end(); ++pid)
        (pid.key() == "postgres" ? database : children).push_back(scenarios::identify(pid->toInt()).value());
    QCOMPARE(children.size(), std::size_t(3));
    for (const pid_t backend : scenarios::children_of(database.at(0).pid))
        database.push_back(scenarios::identify(backend).value());
    for (const auto &family : {database, children})
        for (const auto &process : family)
            scenarios::send_signal(process, SIGSTOP);
    sandbox.stop(0ms, SIGKILL);
    for (const auto &process : children)
        QTRY_VERIFY(!scenarios::still_runs(process));
    QVERIFY(scenarios::still_runs(database.at(0)));
    const auto next = ctl_.run({"scenario", "run", "1.2", "--json"});
    QCOMPARE(next.status.code, 0);
    for (const auto &process : database)
        QTRY_VERIFY(!scenarios::still_runs(process));
    QCOMPARE(ctl_.leftovers(), QString());
}

void ScenarioCommandTest::a_sandbox_goes_down_when_told_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("workers");
    QTest::newRow("SIGINT") << int(SIGINT) << 1;
    QTest::newRow("SIGTERM") << int(SIGTERM) << 3;
}

void ScenarioCommandTest::a_sandbox_goes_down_when_told()
{
    QFETCH(int, number);
    QFETCH(int, workers);
    QJsonObject ready;
    auto sandbox = start(ctl_.command({"sandbox", "up", "--json", "--workers", std::to_string(workers)}),
                         [](const QJsonObject &line) { return line["event"] == "ready"; }, &ready);
    for (const char *member : {"name", "api_url", "dsn", "gateway_url", "partner_key", "admin_token"})
        QVERIFY2(!ready[member].toString().isEmpty(), member);
    const QJsonObject pids = ready["pids"].toObject();
    for (const char *part : {"api", "worker", "gateway", "postgres"})
        QVERIFY2(pids[part].toInt() > 1, part);
    QCOMPARE(pids.size(), 3 + workers);
    const auto status = sandbox.stop(10s, number);
    QCOMPARE(status.signal, 0);
    QCOMPARE(status.code, 0);
}

void ScenarioCommandTest::a_sandbox_goes_down_with_its_parent()
{
    // A shell in between, which then is killed; stdout stays open until the sandbox itself has gone.
    std::string command = "'" + test::Ctl::executable().string() + "' --data-dir '" + ctl_.data_dir().string()
                          + "' sandbox up --json; true";
    process::SpawnOptions shell;
    shell.arguments = {"/bin/sh", "-c", command};
    auto parent = start(shell, [](const QJsonObject &line) { return line["event"] == "ready"; });
    parent.stop(0ms, SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(ctl_.leftovers(), QString(), 10'000);
}

void ScenarioCommandTest::the_demo_shows_a_living_town()
{
    QJsonObject ready;
    const auto began = std::chrono::steady_clock::now();
    auto demo = start(ctl_.command({"demo", "--json", "--rate", "50", "--seed", "3"}),
                      [](const QJsonObject &line) { return line["event"] == "ready"; }, &ready);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    qInfo("the town stands after %d ms", int(took.count()));
    storage::Connection database(ready["dsn"].toString().toStdString());
    const auto ask = [&](const char *question) { return int(database.query(question).integer(0, 0)); };

    const int in_flight = ask("select count(*) from holdfast.reservation where deadline is not null");
    QVERIFY2(in_flight >= 150 && in_flight <= 400, std::to_string(in_flight).c_str());
    QCOMPARE(ask("select count(distinct kind) from holdfast.slot"), 3);
    QVERIFY(ask("select count(*) from holdfast.slot") >= 50);
    QCOMPARE(ask("select count(*) from holdfast.vendor"), 6);
    QVERIFY(ask("select count(*) from holdfast.partner") >= 6);
    QVERIFY(ask("select count(*) from holdfast.slot where currency = 'EUR' and requester_amount_minor > 0") >= 50);
    // Deadlines are spread: something is due in every minute of the next ten.
    QCOMPARE(ask("select count(distinct floor(extract(epoch from deadline - holdfast.now()) / 60)) from holdfast.reservation "
                 "where deadline > holdfast.now() and deadline <= holdfast.now() + interval '10 minutes'"), 10);
    const storage::Rows states = database.query("select s.name from holdfast.state s where not exists "
                                                "(select from holdfast.reservation r where r.state = s.name)");
    QVERIFY2(states.empty(), states.empty() ? "" : ("nothing is " + states.text(0, 0)).c_str());
    QCOMPARE(ask("select count(distinct settlement) from holdfast.slot"), 3);
    QVERIFY(ask("select count(*) from holdfast.slot where external > 0") > 5);
    // There is something to see to, and people do.
    QCOMPARE(ask("select count(distinct o_reason) from holdfast.stuck(interval '1 hour', 100)"), 5);
    QCOMPARE(ask("select count(distinct actor) from holdfast.audit_entry"), 3);
    QVERIFY(ask("select count(distinct act) from holdfast.audit_entry") >= 4);
    QTRY_VERIFY(ask("select count(*) from holdfast.discrepancy where class = 'INTENT_WITHOUT_RESERVATION'") > 0);
    QVERIFY(ask("select (extract(epoch from max(at) - min(at)) / 60)::integer from holdfast.reservation_event") >= 60);
    const int before = ask("select count(*) from holdfast.reservation_event");
    QTRY_VERIFY(ask("select count(*) from holdfast.reservation_event") > before + 20); // and it lives
    QCOMPARE(demo.stop(10s, SIGINT).code, 0);
}

void ScenarioCommandTest::a_sandbox_is_kept_when_told_and_removed()
{
    QJsonObject ready;
    auto sandbox = start(ctl_.command({"sandbox", "up", "--json"}),
                         [](const QJsonObject &line) { return line["event"] == "ready"; }, &ready);
    const std::string name = ready["name"].toString().toStdString();
    const auto folder = ctl_.data_dir() / "sandboxes" / name;
    const auto listed = [&] { return test::parse_lines(ctl_.run({"sandbox", "list", "--json"}).out); };
    QVERIFY(listed().isEmpty()); // it is up, not kept
    QCOMPARE(ctl_.run({"sandbox", "remove", name}).status.code, 2);
    process::write_atomically(folder / "keep", ""); // somebody made up his mind
    QCOMPARE(sandbox.stop(10s, SIGINT).code, 0);
    QVERIFY(std::filesystem::exists(folder / "cluster" / "PG_VERSION"));
    const auto kept = listed();
    QCOMPARE(kept.size(), 1);
    QCOMPARE(kept.first()["name"].toString().toStdString(), name);
    QVERIFY(!kept.first()["in_use"].toBool() && kept.first()["bytes"].toInt() > 1'000'000);
    // Whoever opens it finds what was in it, and nobody removes it under his hands.
    const process::TemporaryFolder sockets("hf-kept-", {}, 0711);
    {
        storage::ClusterOptions options;
        options.data_dir = folder;
        options.socket_dir = sockets.path() / "s";
        const storage::PrivateCluster cluster(options);
        storage::Connection database(cluster.dsn());
        QCOMPARE(database.query("select count(*) from holdfast.partner").integer(0, 0), 1);
        QVERIFY(listed().first()["in_use"].toBool());
        QCOMPARE(ctl_.run({"sandbox", "remove", name}).status.code, 3);
    }
    QCOMPARE(ctl_.run({"sandbox", "remove", name}).status.code, 0);
    QVERIFY(!std::filesystem::exists(folder));
    QVERIFY(listed().isEmpty());
}

void ScenarioCommandTest::results_are_removed_and_nothing_else_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("said"); // to be, or to have been, removed
    QTest::addColumn<QStringList>("gone");
    const QString whole = "20200101T000000Z-00000001";
    const QStringList both = {whole, "20200103T000000Z-00000008"}; // the other one stays with what is not its own
    QTest::newRow("all") << QStringList() << both << QStringList(whole);
    QTest::newRow("only said") << QStringList("--dry-run") << both << QStringList();
    QTest::newRow("old ones") << QStringList({"--older-than", "30"}) << both << QStringList(whole);
    QTest::newRow("older ones") << QStringList({"--older-than", "30000"}) << QStringList() << QStringList();
}

void ScenarioCommandTest::results_are_removed_and_nothing_else()
{
    namespace fs = std::filesystem;
    QFETCH(QStringList, options);
    QFETCH(QStringList, said);
    QFETCH(QStringList, gone);
    const process::TemporaryFolder folder("hf-results-");
    const fs::path runs = folder.path() / "runs";
    const auto store = [&](const std::string &name, const std::string &started_at, const std::string &id) {
        fs::create_directories(runs / name / "1.1-0000000a" / "logs");
        process::write_atomically(runs / name / "1.1-0000000a" / "logs" / "api.log", std::string(1000, 'x'));
        process::write_atomically(runs / name / "invocation.json",
                                  R"({"id":")" + id + R"(","started_at":")" + started_at + R"(","runs":[{"folder":"1.1-0000000a"}]})");
    };
    store("20200101T000000Z-00000001", "2020-01-01T00:00:00.500Z", "a-00000001");
    // Not begun yet by this machine's clock; somebody else's name; of another invocation; no results; a way elsewhere.
    store("20991231T235959Z-00000002", "2099-12-31T23:59:59Z", "a-00000002");
    store("my-thesis", "2020-01-01T00:00:00Z", "a-00000003");
    store("20200101T000000Z-00000004", "2020-01-01T00:00:00Z", "a-00000005");
    fs::create_directories(runs / "20200101T000000Z-00000006");
    process::write_atomically(runs / "notes.txt", "keep me");
    // In a result itself: beside the runs, in one of them and in its logs; and a pipe in the place of evidence.
    store("20200103T000000Z-00000008", "2020-01-03T00:00:00Z", "a-00000008");
    const fs::path mixed = runs / "20200103T000000Z-00000008";
    for (const char *foreign : {"my notes.txt", "1.1-0000000a/my notes.txt", "1.1-0000000a/logs/my notes.txt"})
        process::write_atomically(mixed / foreign, "keep me");
    QCOMPARE(::mkfifo((mixed / "1.1-0000000a" / "result.json").c_str(), 0600), 0);
    store("20200102T000000Z-00000007", "2020-01-02T00:00:00Z", "a-00000007"); // somebody writes there
    const auto lock = process::FileLock::take(runs / "20200102T000000Z-00000007" / ".running",
                                              process::FileLock::Mode::Exclusive, 0ms);
    fs::create_directories(folder.path() / "elsewhere");
    fs::rename(runs / "20200101T000000Z-00000004", folder.path() / "elsewhere" / "20200101T000000Z-00000005");
    fs::create_directory_symlink(folder.path() / "elsewhere" / "20200101T000000Z-00000005",
                                 runs / "20200101T000000Z-00000005");
    const auto list = [&] {
        QStringList names;
        for (const auto &entry : fs::directory_iterator(runs))
            names.append(QString::fromStdString(entry.path().filename().string()));
        names.sort();
        return names;
    };
    const QStringList before = list();

    std::vector<std::string> arguments = {"clean", "--json", "--report", runs};
    for (const QString &option : options)
        arguments.push_back(option.toStdString());
    const auto completed = ctl_.run(arguments);
    QVERIFY2(completed.status.success(), completed.err.c_str());
    QStringList named;
    QJsonObject sum;
    for (const QJsonObject &line : test::parse_lines(completed.out)) {
        if (line["event"] == "removed" || line["event"] == "would_remove")
            named.append(line["folder"].toString().section('/', -1));
        if (line["event"] == "cleaned")
            sum = line;
    }
    QCOMPARE(named, said);
    QCOMPARE(sum["removed"].toInt(), int(said.size()));
    QCOMPARE(sum["kept"].toInt(), int(before.size() - said.size()));
    QCOMPARE(sum["bytes"].toInt() > 1000, !said.isEmpty());
    QStringList expected = before;
    for (const QString &name : gone)
        expected.removeAll(name);
    QCOMPARE(list(), expected);
    QStringList left;
    for (const auto &entry : fs::recursive_directory_iterator(mixed))
        if (!entry.is_directory())
            left.append(QString::fromStdString(entry.path().lexically_relative(mixed)));
    left.sort();
    const QStringList foreign = {"1.1-0000000a/logs/my notes.txt", "1.1-0000000a/my notes.txt", "1.1-0000000a/result.json",
                                 "my notes.txt"};
    if (!gone.isEmpty())
        QCOMPARE(left, foreign);
    else
        QVERIFY(left.contains("invocation.json") && left.size() > foreign.size());
    QVERIFY(fs::exists(folder.path() / "elsewhere" / "20200101T000000Z-00000005" / "invocation.json"));
}

QTEST_GUILESS_MAIN(ScenarioCommandTest)
#include "scenario_command_test.moc"

#include "backend/faultpoints/fault_points.h"
#include "backend/process/files.h"
#include "backend/process/process.h"
#include "backend/scenarios/answer.h"
#include "backend/scenarios/fault_socket.h"
#include "backend/scenarios/history.h"
#include "backend/scenarios/proc.h"
#include "backend/scenarios/registry.h"
#include "backend/scenarios/result.h"
#include "backend/scenarios/run_event.h"
#include "backend/scenarios/runner.h"
#include "backend/scenarios/sandbox.h"
#include "backend/scenarios/scenario.h"
#include "backend/scenarios/statistics.h"
#include "resources/resources.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <set>

using namespace holdfast;
using namespace holdfast::scenarios;
using namespace std::chrono_literals;

namespace {

QJsonObject parse(const std::string &line)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
}

Check check_named(const std::string &name, bool ok)
{
    return {name, "this", ok ? "this" : "that", ok, Severity::Critical};
}

process::Process start_sleeper()
{
    process::SpawnOptions options;
    options.arguments = {"sleep", "60"};
    return process::Process(options);
}

} // namespace

class ScenariosTest final : public QObject
{
    Q_OBJECT

private slots:
    void the_catalogue_is_complete();
    void every_saboteur_names_a_check_that_exists();
    void parameters_data();
    void parameters();
    void chooses_scenarios_data();
    void chooses_scenarios();
    void plans_every_run_with_its_seed();
    void plans_once_per_saboteur();
    void refuses_a_parameter_nobody_knows();
    void judges_data();
    void judges();
    void only_what_is_serious_outweighs_an_error();
    void what_can_follow_a_state_data();
    void what_can_follow_a_state();
    void tells_what_an_answer_is_worth_data();
    void tells_what_an_answer_is_worth();
    void counts_what_overlapped_data();
    void counts_what_overlapped();
    void percentiles_are_of_an_exact_sort_data();
    void percentiles_are_of_an_exact_sort();
    void events_follow_the_contract_data();
    void events_follow_the_contract();
    void a_result_line_follows_the_contract();
    void a_catalogue_line_follows_the_contract();
    void tells_a_process_from_a_later_one_with_its_pid();
    void cleans_after_dead_owners_only();
    void kills_nobody_who_took_over_a_pid();
    void removes_no_folder_that_is_not_its_own();
    void arms_fault_points_over_the_socket();
    void a_fault_socket_tells_what_was_refused();
};

void ScenariosTest::the_catalogue_is_complete()
{
    std::set<std::string> ids;
    for (const Scenario &scenario : catalogue()) {
        QVERIFY(ids.insert(scenario.id).second);
        for (const auto &text : {scenario.title, scenario.expectation, scenario.area})
            QVERIFY2(!text.empty(), scenario.id.c_str());
        QVERIFY2(!scenario.steps.empty() && scenario.run, scenario.id.c_str());
        QVERIFY2(!scenario.saboteurs.empty(), ("no saboteur proves that this can fail: " + scenario.id).c_str());
        for (const Parameter &parameter : scenario.parameters)
            QVERIFY(parameter.lowest <= parameter.fallback && parameter.fallback <= parameter.highest);
    }
    for (const char *id : {"1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.4", "5.1",
                           "5.2", "5.3", "5.4"})
        QVERIFY2(ids.contains(id), id);
}

void ScenariosTest::every_saboteur_names_a_check_that_exists()
{
    for (const Scenario &scenario : catalogue()) {
        for (const Saboteur &saboteur : scenario.saboteurs) {
            QVERIFY(!saboteur.caught_by.empty());
            QVERIFY(saboteur.sql.empty() != saboteur.fault_point.empty());
            if (!saboteur.sql.empty())
                QVERIFY2(resources::find(saboteur.sql), saboteur.sql.c_str());
            else
                QVERIFY(std::ranges::find(faultpoints::known_points(), saboteur.fault_point)
                        != faultpoints::known_points().end());
            QVERIFY(saboteur.fault_point.empty() || saboteur.fault_point.starts_with("sabotage."));
        }
    }
}

void ScenariosTest::parameters_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<qint64>("expected"); // of requests; -1: refused
    QTest::newRow("default") << QString() << qint64(20);
    QTest::newRow("given") << "requests=9" << qint64(9);
    QTest::newRow("lowest") << "requests=2 sharing=0" << qint64(2);
    QTest::newRow("as many share a key as can") << "requests=7 sharing=5" << qint64(7);
    QTest::newRow("one more shares it") << "requests=7 sharing=6" << qint64(-1);
    QTest::newRow("fewer than share it by default") << "requests=5" << qint64(-1);
    QTest::newRow("all share it") << "sharing=20" << qint64(-1);
    QTest::newRow("highest") << "requests=1000" << qint64(1000);
    QTest::newRow("another scenario's") << "capacity=9" << qint64(20);
    QTest::newRow("too low") << "requests=1" << qint64(-1);
    QTest::newRow("too high") << "requests=1001" << qint64(-1);
    QTest::newRow("beyond 64 bits") << "requests=99999999999999999999" << qint64(-1);
    QTest::newRow("not a number") << "requests=many" << qint64(-1);
    QTest::newRow("a fraction") << "requests=7.5" << qint64(-1);
    QTest::newRow("no value") << "requests=" << qint64(-1);
    QTest::newRow("no equals sign") << "requests" << qint64(-1);
    QTest::newRow("no name") << "=7" << qint64(-1);
}

void ScenariosTest::parameters()
{
    QFETCH(QString, given);
    QFETCH(qint64, expected);
    std::vector<std::string> texts;
    for (const QString &text : given.split(' ', Qt::SkipEmptyParts))
        texts.push_back(text.toStdString());
    const Scenario &scenario = *find_scenario("1.1");
    if (expected < 0)
        QVERIFY_EXCEPTION_THROWN((void)parse_parameters(scenario, texts), std::invalid_argument);
    else
        QCOMPARE(qint64(parse_parameters(scenario, texts).find("requests")->second), expected);
}

void ScenariosTest::chooses_scenarios_data()
{
    QTest::addColumn<QStringList>("ids");
    QTest::addColumn<int>("count"); // -1: refused
    QTest::newRow("one") << QStringList{"1.2"} << 1;
    QTest::newRow("two") << QStringList{"1.2", "1.1"} << 2;
    QTest::newRow("all") << QStringList{"all"} << int(catalogue().size());
    QTest::newRow("none") << QStringList{} << -1;
    QTest::newRow("unknown") << QStringList{"1.1", "no such"} << -1;
    QTest::newRow("twice") << QStringList{"1.1", "1.1"} << -1;
    QTest::newRow("all and one") << QStringList{"all", "1.1"} << -1;
}

void ScenariosTest::chooses_scenarios()
{
    QFETCH(QStringList, ids);
    QFETCH(int, count);
    std::vector<std::string> names;
    for (const QString &id : ids)
        names.push_back(id.toStdString());
    if (count < 0)
        QVERIFY_EXCEPTION_THROWN((void)choose_scenarios(names), UsageError);
    else
        QCOMPARE(int(choose_scenarios(names).size()), count);
}

void ScenariosTest::plans_every_run_with_its_seed()
{
    RunRequest request;
    request.scenarios = choose_scenarios({"1.1", "1.2"});
    request.repeat = 3;
    request.seed = 40;
    const auto runs = plan_runs(request);
    QCOMPARE(runs.size(), std::size_t(6));
    QStringList planned;
    for (const PlannedRun &run : runs)
        planned.append(QString("%1 %2/%3 %4").arg(run.scenario->id.c_str()).arg(run.repeat).arg(run.of).arg(run.seed));
    QCOMPARE(planned, QStringList({"1.1 1/3 40", "1.1 2/3 41", "1.1 3/3 42", "1.2 1/3 40", "1.2 2/3 41", "1.2 3/3 42"}));
}

void ScenariosTest::plans_once_per_saboteur()
{
    RunRequest request;
    request.scenarios = choose_scenarios({"all"});
    request.saboteurs = true;
    std::size_t saboteurs = 0;
    for (const Scenario &scenario : catalogue())
        saboteurs += scenario.saboteurs.size();
    const auto runs = plan_runs(request);
    QCOMPARE(runs.size(), saboteurs);
    for (const PlannedRun &run : runs)
        QVERIFY(run.saboteur);
}

void ScenariosTest::refuses_a_parameter_nobody_knows()
{
    RunRequest request;
    request.scenarios = choose_scenarios({"1.2"});
    request.parameters = {"requests=20"}; // 1.1 knows it, but was not chosen
    QVERIFY_EXCEPTION_THROWN((void)plan_runs(request), UsageError);
    request.scenarios = choose_scenarios({"1.1", "1.2"});
    QCOMPARE(plan_runs(request).size(), std::size_t(2));
}

void ScenariosTest::judges_data()
{
    QTest::addColumn<bool>("checked");
    QTest::addColumn<bool>("declared_ok");
    QTest::addColumn<bool>("other_ok");
    QTest::addColumn<bool>("happened");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("sabotaged"); // the status with a saboteur
    QTest::addColumn<bool>("caught");       // likewise
    const auto row = [](const char *title, bool checked, bool declared_ok, bool other_ok, bool happened, const char *error,
                        const char *status, const char *sabotaged, bool caught) {
        QTest::newRow(title) << checked << declared_ok << other_ok << happened << error << status << sabotaged << caught;
    };
    row("all well", true, true, true, true, "", "PASS", "PASS", false);
    row("the declared check fails", true, false, true, true, "", "FAIL", "FAIL", true);
    row("another check fails", true, true, false, true, "", "FAIL", "FAIL", false);
    row("both fail", true, false, false, true, "", "FAIL", "FAIL", true);
    row("vacuous, checks well", true, true, true, false, "", "ERROR", "ERROR", false);
    // What was seen to be broken is broken; but a bug is caught only by a run that was as it should be.
    row("vacuous, the declared check fails", true, false, true, false, "", "FAIL", "ERROR", false);
    row("nothing checked", false, true, true, true, "", "ERROR", "ERROR", false);
    row("could not run", true, true, true, true, "no database", "ERROR", "ERROR", false);
    row("could not run on, a check failed", true, false, true, true, "no database", "FAIL", "ERROR", false);
}

void ScenariosTest::judges()
{
    QFETCH(bool, checked);
    QFETCH(bool, declared_ok);
    QFETCH(bool, other_ok);
    QFETCH(bool, happened);
    QFETCH(QString, error);
    QFETCH(bool, caught);
    for (const bool sabotaged : {false, true}) {
        Result result;
        if (checked)
            result.checks = {check_named("declared", declared_ok), check_named("other", other_ok)};
        result.conditions = {{"requests overlapped", true, "20"}, {"the fault was hit", happened, "0 times"}};
        result.error = error.toStdString();
        if (sabotaged)
            result.saboteur = "a bug";
        judge(result, "declared");
        QTEST(QString::fromUtf8(name(result.status).data()), sabotaged ? "sabotaged" : "status");
        QCOMPARE(result.caught_by.has_value(), sabotaged && caught);
        if (!happened)
            QCOMPARE(result.error, std::string("vacuous: the fault was hit (0 times)"));
    }
}

void ScenariosTest::only_what_is_serious_outweighs_an_error()
{
    for (const Severity severity : {Severity::Critical, Severity::High, Severity::Medium, Severity::Low}) {
        Result result;
        result.checks = {{"one", "this", "that", false, severity}};
        result.conditions = {{"the fault was hit", false, "0 times"}};
        Result ended = result;
        ended.aborted = true; // by somebody: no statement
        judge(result, {});
        judge(ended, {});
        QCOMPARE(result.status, severity == Severity::Critical || severity == Severity::High ? Status::Fail : Status::Error);
        QCOMPARE(ended.status, Status::Error);
    }
}

void ScenariosTest::what_can_follow_a_state_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *title, State from, State to, bool expected) {
        QTest::newRow(title) << int(from) << int(to) << expected;
    };
    row("itself", State::Held, State::Held, true);
    row("one step", State::Held, State::Released, true);
    row("many steps", State::Held, State::Cancelled, true);
    row("never back", State::Confirmed, State::Held, false);
    row("terminal stays", State::Released, State::Confirmed, false);
    row("terminal is itself", State::Expired, State::Expired, true);
    row("confirmed does not expire", State::Confirmed, State::Expired, false);
}

void ScenariosTest::what_can_follow_a_state()
{
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(bool, expected);
    QCOMPARE(reachable(State(from), State(to)), expected);
}

void ScenariosTest::tells_what_an_answer_is_worth_data()
{
    QTest::addColumn<int>("status"); // 0: no answer
    QTest::addColumn<bool>("sent");
    QTest::addColumn<int>("expected");
    QTest::newRow("done") << 200 << true << int(Outcome::Ok);
    QTest::newRow("accepted, not done yet") << 202 << true << int(Outcome::Unknown);
    QTest::newRow("refused") << 409 << true << int(Outcome::Fail);
    QTest::newRow("declined") << 402 << true << int(Outcome::Fail);
    QTest::newRow("server error") << 503 << true << int(Outcome::Unknown);
    QTest::newRow("cut off") << 0 << true << int(Outcome::Unknown);
    QTest::newRow("never sent") << 0 << false << int(Outcome::Fail);
}

void ScenariosTest::tells_what_an_answer_is_worth()
{
    QFETCH(int, status);
    QFETCH(bool, sent);
    QFETCH(int, expected);
    net::Exchange exchange;
    exchange.sent = sent;
    if (status > 0)
        exchange.response = net::Response{
            status, {}, R"({"code":"C","state":"HELD","retryable":true,"availability_version":7})"};
    const Answer answer = read_answer(std::move(exchange));
    QCOMPARE(int(answer.outcome()), expected);
    if (status == 0)
        return;
    QCOMPARE(answer.standing(), std::to_string(status) + " C, HELD");
    QCOMPARE(answer.retryable, std::optional(true));
    QCOMPARE(answer.availability_version, std::optional<std::int64_t>(7));
}

void ScenariosTest::counts_what_overlapped_data()
{
    QTest::addColumn<QList<int>>("intervals"); // start, end, start, end, ...
    QTest::addColumn<int>("expected");
    QTest::newRow("none") << QList<int>{} << 0;
    QTest::newRow("one") << QList<int>{0, 5} << 0;
    QTest::newRow("one after the other") << QList<int>{0, 5, 5, 9} << 0;
    QTest::newRow("two") << QList<int>{0, 5, 4, 9} << 2;
    QTest::newRow("one within another, one apart") << QList<int>{0, 9, 2, 3, 20, 30} << 2;
    QTest::newRow("a chain") << QList<int>{0, 5, 4, 9, 8, 12} << 3;
}

void ScenariosTest::counts_what_overlapped()
{
    QFETCH(QList<int>, intervals);
    QFETCH(int, expected);
    std::vector<Answer> answers;
    const std::chrono::steady_clock::time_point origin;
    for (qsizetype i = 0; i + 1 < intervals.size(); i += 2) {
        Answer answer;
        answer.started = origin + std::chrono::milliseconds(intervals[i]);
        answer.finished = origin + std::chrono::milliseconds(intervals[i + 1]);
        answers.push_back(answer);
    }
    QCOMPARE(int(count_overlapping(answers)), expected);
}

void ScenariosTest::percentiles_are_of_an_exact_sort_data()
{
    QTest::addColumn<QList<double>>("samples");
    QTest::addColumn<double>("percent");
    QTest::addColumn<double>("expected");
    QTest::newRow("none") << QList<double>{} << 50.0 << 0.0;
    QTest::newRow("one") << QList<double>{7} << 99.0 << 7.0;
    QTest::newRow("median of odd") << QList<double>{3, 1, 2} << 50.0 << 2.0;
    QTest::newRow("median of even is the lower") << QList<double>{4, 1, 3, 2} << 50.0 << 2.0;
    QTest::newRow("p95 of twenty") << QList<double>{20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}
                                   << 95.0 << 19.0;
    QTest::newRow("highest") << QList<double>{1, 9, 5} << 100.0 << 9.0;
    QTest::newRow("lowest") << QList<double>{1, 9, 5} << 0.0 << 1.0;
}

void ScenariosTest::percentiles_are_of_an_exact_sort()
{
    QFETCH(QList<double>, samples);
    QFETCH(double, percent);
    QFETCH(double, expected);
    QCOMPARE(percentile({samples.begin(), samples.end()}, percent), expected);
}

void ScenariosTest::events_follow_the_contract_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("expected"); // without at and run
    const auto row = [](const char *title, decltype(RunEvent::body) body, QByteArray expected) {
        const RunEvent event{Timestamp(1s), "run-1", std::move(body)};
        QTest::newRow(title) << QByteArray::fromStdString(to_json(event)) << expected.replace('\'', '"');
    };
    row("run_started", RunStarted{"1.1", "T", 5, std::nullopt, 1, 2, {"Sandbox up", "Go"}, std::nullopt, "i", "/r"},
        "{'event':'run_started','scenario':'1.1','title':'T','seed':5,'saboteur':null,'repeat':1,'of':2,"
        "'steps':['Sandbox up','Go'],'rerun_of':null,'invocation':'i','report':'/r'}");
    row("run_started with a saboteur", RunStarted{"1.1", "T", 5, "bug", 1, 1, {}, "run-0", "i", "/r"},
        "{'event':'run_started','scenario':'1.1','title':'T','seed':5,'saboteur':'bug','repeat':1,'of':1,'steps':[],"
        "'rerun_of':'run-0','invocation':'i','report':'/r'}");
    row("sandbox", SandboxUp{"s", "d", "u"}, "{'event':'sandbox','name':'s','dsn':'d','api_url':'u'}");
    row("step", Step{"Go", Step::State::Failed, "why", 12ms},
        "{'event':'step','step':'Go','status':'failed','detail':'why','ms':12}");
    row("progress", Progress{3, 20}, "{'event':'progress','done':3,'total':20}");
    row("metric", Metric{"p95", 1.5}, "{'event':'metric','name':'p95','value':1.5}");
    row("check", Check{"c", "1", "2", false, Severity::Critical},
        "{'event':'check','name':'c','expected':'1','observed':'2','ok':false,'severity':'CRITICAL'}");
    row("log", LogLine{LogLine::Level::Fault, "api", "gone"},
        "{'event':'log','level':'FAULT','source':'api','text':'gone'}");
    row("fault", FaultChange{"kill api", true, "SIGKILL"},
        "{'event':'fault','name':'kill api','on':true,'detail':'SIGKILL'}");
    row("load",
        LoadSample{"ramp", 4'000ms, 1'000ms, 9, 8, 1, 5, 2, 1, 0, 1.5, std::nullopt, std::nullopt, 0.5, 0.75, std::nullopt,
                   0.25},
        "{'event':'load','phase':'ramp','at_ms':4000,'interval_ms':1000,'offered':9,'started':8,'dropped':1,'ok':5,"
        "'refused':2,'failed':1,'unknown':0,'p50_ms':1.5,'p95_ms':null,'p99_ms':null,'service_p50_ms':0.5,"
        "'service_p95_ms':0.75,'service_p99_ms':null,'lag_ms':0.25}");
    row("finished", Finished{3, "i", "/r", "NOT SAFE"},
        "{'event':'finished','exit':3,'invocation':'i','report':'/r','verdict':'NOT SAFE'}");
}

void ScenariosTest::events_follow_the_contract()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, expected);
    QVERIFY(!line.contains('\n'));
    QJsonObject object = QJsonDocument::fromJson(line).object();
    QCOMPARE(object.take("at").toString(), QString("1970-01-01T00:00:01.000Z"));
    QCOMPARE(object.take("run").toString(), QString("run-1"));
    QCOMPARE(object, QJsonDocument::fromJson(expected).object());
}

void ScenariosTest::a_result_line_follows_the_contract()
{
    Result result;
    result.id = "1.1";
    result.title = "T";
    result.checks = {check_named("declared", false)};
    result.metrics = {{"p95", 1.5}};
    result.seed = 7;
    result.report = "/tmp/somewhere";
    result.duration = 1500ms;
    result.saboteur = "bug";
    judge(result, "declared");
    const QJsonObject line = parse(to_json(result));
    QCOMPARE(line["id"].toString(), QString("1.1"));
    QCOMPARE(line["title"].toString(), QString("T"));
    QCOMPARE(line["tool"].toString(), QString("native"));
    QCOMPARE(line["repeat"].toInt(), 1);
    QVERIFY(line["rerun_of"].isNull());
    QCOMPARE(line["status"].toString(), QString("FAIL"));
    QCOMPARE(line["flaky"].toBool(true), false);
    QCOMPARE(line["duration_ms"].toInt(), 1500);
    QCOMPARE(line["metrics"].toObject()["p95"].toDouble(), 1.5);
    QCOMPARE(line["seed"].toInt(), 7);
    QCOMPARE(line["report"].toString(), QString("/tmp/somewhere"));
    QCOMPARE(line["saboteur"].toString(), QString("bug"));
    QCOMPARE(line["caught_by"].toString(), QString("declared"));
    QVERIFY(!line.contains("error"));
    QVERIFY(line["aborted"].isBool() && !line["aborted"].toBool());
    result.aborted = true;
    QVERIFY(parse(to_json(result))["aborted"].toBool());
    const QJsonObject check = line["checks"].toArray().first().toObject();
    QCOMPARE(check.keys(), QStringList({"expected", "name", "observed", "ok", "severity"}));
}

void ScenariosTest::a_catalogue_line_follows_the_contract()
{
    const QJsonObject line = parse(to_json(*find_scenario("1.1")));
    for (const char *member : {"id", "title", "expectation", "area"})
        QVERIFY2(!line[member].toString().isEmpty(), member);
    QVERIFY(line["exclusive"].isBool());
    const QJsonObject parameter = line["parameters"].toArray().first().toObject();
    QVERIFY(parameter.contains("name") && parameter.contains("default") && parameter.contains("text"));
    QCOMPARE(parameter["lowest"].toInt(), 2);
    QCOMPARE(parameter["highest"].toInt(), 1000);
    const QJsonObject saboteur = line["saboteurs"].toArray().first().toObject();
    QVERIFY(saboteur.contains("name") && saboteur.contains("text") && saboteur.contains("caught_by"));
}

void ScenariosTest::tells_a_process_from_a_later_one_with_its_pid()
{
    auto sleeper = start_sleeper();
    const auto identity = identify(sleeper.pid());
    QVERIFY(identity);
    QVERIFY(still_runs(*identity));
    const ProcessIdentity earlier{identity->pid, identity->started - 1};
    QVERIFY(!still_runs(earlier));
    QVERIFY(!send_signal(earlier, SIGKILL));
    QVERIFY(sleeper.running());
    QVERIFY(send_signal(*identity, SIGKILL));
    QVERIFY(wait_until_gone(*identity, 5s));
    QVERIFY(!still_runs(*identity)); // a zombie does not run
}

void ScenariosTest::cleans_after_dead_owners_only()
{
    const process::TemporaryFolder folder("hf-reg-");
    const SandboxRegistry registry(folder.path());
    auto owner = start_sleeper();
    auto left_behind = start_sleeper();
    SandboxRecord record;
    record.name = "sandbox-1";
    record.owner = identify(owner.pid()).value();
    record.dir = folder.path() / "data" / "sandboxes" / record.name;
    record.socket_dir = registry.folder() / (record.name + ".sock");
    record.processes = {identify(left_behind.pid()).value()};
    std::filesystem::create_directories(record.dir);
    std::filesystem::create_directories(record.socket_dir);
    registry.claim(record);
    registry.publish(record);

    QVERIFY(registry.clean_stale().empty());
    QVERIFY(left_behind.running());
    QVERIFY(std::filesystem::exists(record.dir));

    owner.stop(0ms, SIGKILL);
    QCOMPARE(registry.clean_stale(), std::vector<std::string>{"sandbox-1"});
    QVERIFY(!left_behind.running());
    QVERIFY(!std::filesystem::exists(record.dir));
    QVERIFY(!std::filesystem::exists(record.socket_dir));
    QVERIFY(!std::filesystem::exists(registry.folder() / "sandbox-1.json"));
    QVERIFY(!std::filesystem::exists(registry.folder() / "sandbox-1.claim"));
    QVERIFY(registry.clean_stale().empty());
}

void ScenariosTest::kills_nobody_who_took_over_a_pid()
{
    const process::TemporaryFolder folder("hf-reg-");
    const SandboxRegistry registry(folder.path());
    auto stranger = start_sleeper();
    const auto identity = identify(stranger.pid()).value();
    SandboxRecord record;
    record.name = "sandbox-2";
    record.owner = {identity.pid, identity.started - 1};
    record.processes = {{identity.pid, identity.started - 1}};
    record.dir = folder.path() / "sandboxes" / record.name;
    record.socket_dir = registry.folder() / (record.name + ".sock");
    registry.claim(record);
    QCOMPARE(registry.clean_stale(), std::vector<std::string>{"sandbox-2"});
    QVERIFY(stranger.running());
}

void ScenariosTest::removes_no_folder_that_is_not_its_own()
{
    const process::TemporaryFolder folder("hf-reg-");
    const SandboxRegistry registry(folder.path());
    const auto precious = folder.path() / "precious";
    std::filesystem::create_directories(precious);
    SandboxRecord record;
    record.name = "sandbox-3";
    record.owner = {1, 0}; // long gone: pid 1 started at another tick
    record.dir = precious;
    record.socket_dir = folder.path();
    registry.claim(record);
    (void)registry.clean_stale();
    QVERIFY(std::filesystem::exists(precious));
    QVERIFY(std::filesystem::exists(registry.folder()));
}

void ScenariosTest::arms_fault_points_over_the_socket()
{
    FaultSocket socket;
    setenv("HOLDFAST_FAULT_FD", std::to_string(dup(socket.for_child())).c_str(), 1);
    const auto points = faultpoints::FaultPoints::from_environment();
    socket.close_child_end();
    socket.arm({"booking.before_call", "fail", 2, 1});
    QVERIFY(!points->hit("booking.before_call"));
    QVERIFY(points->hit("booking.before_call"));
    const FaultReport report = socket.report();
    QCOMPARE(report.hits.at("booking.before_call"), std::uint64_t(2));
    QCOMPARE(report.fired.at("booking.before_call"), std::uint64_t(1));
    socket.disarm("booking.before_call");
    QVERIFY(!points->hit("booking.before_call"));
}

void ScenariosTest::a_fault_socket_tells_what_was_refused()
{
    FaultSocket socket;
    setenv("HOLDFAST_FAULT_FD", std::to_string(dup(socket.for_child())).c_str(), 1);
    auto points = faultpoints::FaultPoints::from_environment();
    socket.close_child_end();
    QVERIFY_EXCEPTION_THROWN(socket.arm({"booking.nowhere", "fail", 1, 1}), std::runtime_error);
    points.reset(); // as when the process has died
    QVERIFY_EXCEPTION_THROWN((void)socket.report(), std::runtime_error);
}

QTEST_GUILESS_MAIN(ScenariosTest)
#include "scenarios_test.moc"

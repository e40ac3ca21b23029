#include "tests/scenarios/ctl.h"
#include "tests/scenarios/own_scenario.h"

#include "backend/process/files.h"
#include "backend/scenarios/context.h"
#include "backend/scenarios/invariants.h"
#include "backend/scenarios/linearizability.h"
#include "backend/scenarios/runner.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QtTest>

#include <algorithm>
#include <map>

using namespace holdfast;
using namespace holdfast::scenarios;
using namespace std::chrono_literals;
using test::hold_one;
using test::make_scenario;

/// The runner on scenarios made for the purpose: what it makes of them, and what it does around them.
class RunnerTest final : public QObject
{
    Q_OBJECT

private slots:
    void a_scenario_that_holds_passes();
    void what_did_not_happen_is_an_error();
    void nothing_checked_is_not_a_pass();
    void a_failed_check_fails_and_says_where_to_look();
    void what_it_throws_is_an_error();
    void broken_data_fails();
    void an_acknowledged_success_that_is_gone_fails();
    void a_slot_sold_twice_has_no_order();
    void faults_are_undone_also_after_a_failure();
    void a_gateway_fault_is_told_and_undone();
    void a_link_is_broken_counted_and_mended_data();
    void a_link_is_broken_counted_and_mended();
    void a_link_fault_that_touched_nothing_is_an_error();
    void a_gateway_fault_that_touched_nothing_is_an_error();
    void a_sabotaged_point_outlives_a_restart();
    void a_saboteur_that_does_not_fit_is_an_error();
    void a_saboteur_nobody_catches_is_told();
    void a_run_that_differs_from_the_last_is_flaky();
    void a_run_that_was_cut_short_is_no_other_outcome();
    void what_is_aborted_is_not_run();
    void the_first_error_is_the_one_told();
    void a_pace_is_kept_and_can_be_aborted();
    void what_a_load_sent_is_kept_with_what_it_was_about();
    void the_log_tells_what_was_done();
    void every_invariant_must_be_asked_data();
    void every_invariant_must_be_asked();
    void a_hanging_verification_can_be_aborted();
    void leaves_evidence();
    void the_whole_life_of_its_reservations_is_kept();
    void cleanupTestCase();

private:
    Result run(const std::function<void(Context &)> &body, const std::vector<Saboteur> &saboteurs = {});
    std::vector<Result> run_request(RunRequest request);
    [[nodiscard]] RunRequest request_for(const Scenario &scenario) const { return test::request_for(scenario, ctl_); }
    static Answer pay_by_card(Context &context);
    [[nodiscard]] std::filesystem::path write_program(const QString &script) const;

    test::Ctl ctl_;
    std::vector<RunEvent> events_;
    int exit_ = -1;
};

std::vector<Result> RunnerTest::run_request(RunRequest request)
{
    events_.clear();
    exit_ = run_scenarios(request, [this](const RunEvent &event) { events_.push_back(event); });
    std::vector<Result> results;
    for (const RunEvent &event : events_)
        if (const auto *result = std::get_if<Result>(&event.body))
            results.push_back(*result);
    return results;
}

Result RunnerTest::run(const std::function<void(Context &)> &body, const std::vector<Saboteur> &saboteurs)
{
    Scenario scenario = make_scenario(body);
    scenario.saboteurs = saboteurs;
    RunRequest request = request_for(scenario);
    request.saboteurs = !saboteurs.empty();
    return run_request(request).at(0);
}

std::filesystem::path RunnerTest::write_program(const QString &script) const
{
    const auto path = ctl_.data_dir() / "stand-in";
    process::write_atomically(path, script.toStdString(), 0700);
    return path;
}

Answer RunnerTest::pay_by_card(Context &context)
{
    SlotRequest slot;
    slot.vendor_id = Uuid::make_v7();
    slot.kind = "class";
    slot.starts_at = wall_clock_now() + std::chrono::days(1);
    slot.settlement = "card";
    slot.currency = "EUR";
    slot.requester_amount_minor = 1'000;
    const Answer made = context.api().create_slot(slot);
    const std::string name = context.next_name("paid");
    const Answer held = context.api().hold({made.slot_id.value(), 1, name, "guest", name});
    return context.api().ask({held.reservation_id.value(), "requester-authorization", name + "-pay", "pm_card_visa"});
}

void RunnerTest::a_scenario_that_holds_passes()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.must_have_happened("something", true, "it did");
    });
    QVERIFY2(result.status == Status::Pass, result.error.c_str());
    QCOMPARE(exit_, exit_all_passed);
    QStringList checks;
    for (const Check &check : result.checks)
        checks.append(QString::fromStdString(check.name));
    QCOMPARE(checks.first(), QString("Steady state before"));
    QVERIFY(checks.contains("Steady state after"));
    for (const char *invariant : {"I1 ", "I2 ", "I3 ", "I4 ", "I6 ", "I7 ", "I10 ", "I11 ", "I12 ", "I14 "})
        QVERIFY2(std::ranges::any_of(checks, [&](const QString &name) { return name.startsWith(invariant); }), invariant);
}

void RunnerTest::what_did_not_happen_is_an_error()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.must_have_happened("a conflict was seen", false, "0 conflicts");
    });
    QCOMPARE(result.status, Status::Error);
    QCOMPARE(result.error, std::string("vacuous: a conflict was seen (0 conflicts)"));
    QCOMPARE(exit_, exit_some_could_not);
}

void RunnerTest::nothing_checked_is_not_a_pass()
{
    // The runner's own checks say nothing of what the scenario is about.
    const Result result = run([](Context &) {});
    QCOMPARE(result.status, Status::Error);
    QCOMPARE(result.error, std::string("vacuous: the scenario checked something (no check)"));
}

void RunnerTest::a_failed_check_fails_and_says_where_to_look()
{
    const Result result = run([](Context &context) {
        context.check({"sky", "blue", "green", false, Severity::Medium}, {"Something is in the air.", "the window"});
    });
    QCOMPARE(result.status, Status::Fail);
    QCOMPARE(exit_, exit_some_failed);
    QCOMPARE(result.diagnoses.size(), std::size_t(1));
    QCOMPARE(result.diagnoses.front().check, std::string("sky"));
    QCOMPARE(result.diagnoses.front().hint.look_at, std::string("the window"));
}

void RunnerTest::what_it_throws_is_an_error()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        throw std::runtime_error("out of paper");
    });
    QCOMPARE(result.status, Status::Error);
    QCOMPARE(result.error, std::string("out of paper"));
}

void RunnerTest::broken_data_fails()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.database().query("update holdfast.slot set held = held + 1 where kind = 'class'");
    });
    QCOMPARE(result.status, Status::Fail);
    const auto i1 = std::ranges::find_if(result.checks, [](const Check &check) { return check.name.starts_with("I1 "); });
    QVERIFY(i1 != result.checks.end());
    QVERIFY(!i1->ok);
    QCOMPARE(i1->severity, Severity::Critical);
}

void RunnerTest::an_acknowledged_success_that_is_gone_fails()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.database().run_script("alter table holdfast.reservation_event disable trigger user;"
                                      "update holdfast.slot set held = 0;"
                                      "delete from holdfast.reservation_event; delete from holdfast.reservation");
    });
    QCOMPARE(result.status, Status::Fail);
    const auto i14 = std::ranges::find_if(result.checks, [](const Check &check) { return check.name.starts_with("I14"); });
    QVERIFY(i14 != result.checks.end());
    QVERIFY2(!i14->ok && i14->observed.find("does not exist") != std::string::npos, i14->observed.c_str());
}

/// By the answers alone, whatever the database says.
void RunnerTest::a_slot_sold_twice_has_no_order()
{
    RunRequest request = request_for(*find_scenario("1.1"));
    request.saboteurs = true;
    for (const Result &result : run_request(request)) {
        const auto order = std::ranges::find(result.checks, order_explains, &Check::name);
        QVERIFY2(order != result.checks.end(), result.error.c_str());
        const QString told = QString::fromStdString(order->observed);
        QVERIFY2(!order->ok && told.contains("capacity 1; A (") && told.contains("and was told 201; B ("), qPrintable(told));
    }
}

void RunnerTest::faults_are_undone_also_after_a_failure()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.arm(Part::Worker, {"expiry.after_lease", "stall", 1, 1});
        context.pause(Part::Database);
        context.kill(Part::Api);
        context.check({"doomed", "well", "ill", false, Severity::Low});
    });
    QCOMPARE(result.status, Status::Fail);
    const auto after = std::ranges::find(result.checks, "Steady state after", &Check::name);
    QVERIFY(after != result.checks.end());
    QVERIFY2(after->ok, after->observed.c_str());
    QStringList faults;
    for (const RunEvent &event : events_)
        if (const auto *fault = std::get_if<FaultChange>(&event.body))
            faults.append((fault->on ? "+" : "-") + QString::fromStdString(fault->name));
    QCOMPARE(faults, QStringList({"+expiry.after_lease", "+pause database", "+kill api", "-pause database",
                                  "-expiry.after_lease", "-kill api"}));
    const QJsonArray kept = QJsonDocument::fromJson(QByteArray::fromStdString(
        process::read_file(result.report / "faults.json").value())).array();
    QCOMPARE(kept.size(), 3);
    QCOMPARE(kept[1]["fault"].toString(), QString("pause database"));
    QVERIFY(kept[1]["processes_stopped"].toInt() > 1);
    QVERIFY(kept[2]["down_ms"].toInt() > 0);
}

void RunnerTest::a_link_is_broken_counted_and_mended_data()
{
    QTest::addColumn<int>("link");
    for (const Link link : {Link::ClientApi, Link::ApiDatabase, Link::WorkerDatabase, Link::WorkerGateway})
        QTest::newRow(std::string(name(link)).c_str()) << int(link);
}

/// Slow first, which ends in the midst; then an answer is lost, and all is undone.
void RunnerTest::a_link_is_broken_counted_and_mended()
{
    QFETCH(int, link);
    net::NetFaultReport did;
    Scenario scenario = make_scenario([&](Context &context) {
        net::NetFault slow;
        slow.latency = 20ms;
        const std::size_t handle = context.break_link(Link(link), slow);
        hold_one(context);
        pay_by_card(context);
        context.end_link_fault(handle);
        did = context.link_fault(handle);
        net::NetFault reset;
        reset.kind = net::NetFault::Kind::Reset;
        reset.way = net::NetFault::Way::ToClient;
        reset.most_connections = 1;
        const std::size_t lost = context.break_link(Link(link), reset);
        if (Link(link) == Link::WorkerGateway)
            pay_by_card(context);
        QVERIFY(context.wait_until([&] {
            (void)context.api().ready();
            return context.link_fault(lost).connections_hit == 1;
        }, 10s));
    });
    scenario.links = {Link(link)};
    const Result result = run_request(request_for(scenario)).at(0);
    QVERIFY2(result.status == Status::Pass, result.error.c_str());
    QVERIFY2(did.connections_hit > 0 && did.bytes_delayed > 0 && did.resets == 0, net::describe(did).c_str());
    const std::string name(scenarios::name(Link(link)));
    QStringList faults;
    for (const RunEvent &event : events_)
        if (const auto *fault = std::get_if<FaultChange>(&event.body))
            faults.append((fault->on ? "+" : "-") + QString::fromStdString(fault->name.substr(name.size() + 2)));
    QCOMPARE(faults, QStringList({"+latency 20 to 20 ms", "-latency 20 to 20 ms", "+reset to the client",
                                  "-reset to the client"}));
    const QJsonArray kept = QJsonDocument::fromJson(QByteArray::fromStdString(
        process::read_file(result.report / "faults.json").value())).array();
    QCOMPARE(kept.size(), 2);
    QCOMPARE(kept[0]["connections_hit"].toInteger(), qint64(did.connections_hit));
    QVERIFY(kept[1]["resets"].toInteger() > 0);
    for (const auto &fault : kept)
        QVERIFY(fault.toObject().contains("until"));
}

void RunnerTest::a_link_fault_that_touched_nothing_is_an_error()
{
    Scenario scenario = make_scenario([](Context &context) {
        context.pause(Part::Worker); // the gateway's hints of the steady state may still be followed
        net::NetFault slow;
        slow.latency = 1ms;
        context.break_link(Link::WorkerGateway, slow);
        hold_one(context);
    });
    scenario.links = {Link::WorkerGateway};
    const Result result = run_request(request_for(scenario)).at(0);
    QCOMPARE(result.status, Status::Error);
    QVERIFY2(result.error.starts_with("vacuous: worker to gateway: latency 1 to 1 ms (hit 0 of "), result.error.c_str());
    const Result unwanted = run([](Context &context) { context.break_link(Link::ClientApi, {.latency = 1ms}); });
    QCOMPARE(unwanted.status, Status::Error);
    QVERIFY2(unwanted.error.find("client to api") != std::string::npos, unwanted.error.c_str());
}

void RunnerTest::a_gateway_fault_is_told_and_undone()
{
    const Result result = run([](Context &context) {
        context.break_gateway({.call = "create", .kind = "error", .times = 1'000, .status = 503});
        const Answer paid = pay_by_card(context);
        context.check({"not authorized yet", "202", paid.summary(), paid.status == 202, Severity::High});
    });
    QVERIFY2(result.status == Status::Pass, result.error.c_str()); // and the steady state after pays by card
    QStringList faults;
    for (const RunEvent &event : events_)
        if (const auto *fault = std::get_if<FaultChange>(&event.body))
            faults.append((fault->on ? "+" : "-") + QString::fromStdString(fault->name));
    QCOMPARE(faults, QStringList({"+gateway: error of create", "-gateway: error of create"}));
}

void RunnerTest::a_gateway_fault_that_touched_nothing_is_an_error()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.break_gateway({.call = "capture", .kind = "decline", .party = "vendor"});
    });
    QCOMPARE(result.status, Status::Error);
    QCOMPARE(result.error, std::string("vacuous: gateway: decline of capture, vendor (hit 0 of 0 calls)"));
}

void RunnerTest::a_sabotaged_point_outlives_a_restart()
{
    const Result result = run([](Context &context) {
        context.sabotage("booking.before_call");
        context.restart(Part::Api);
        SlotRequest slot;
        slot.vendor_id = Uuid::make_v7();
        slot.kind = "class";
        slot.starts_at = wall_clock_now() + std::chrono::days(1);
        const Answer made = context.api().create_slot(slot);
        const Answer held = context.api().hold({made.slot_id.value(), 1, "ref", "guest", "key"});
        context.check({"still broken", "503", held.summary(), held.status == 503, Severity::High});
    });
    QVERIFY2(result.status == Status::Pass, result.error.c_str());
}

void RunnerTest::a_saboteur_that_does_not_fit_is_an_error()
{
    // Any text that the database refuses stands for one that no longer fits.
    const Result result = run(hold_one, {{"unfit", "fits nothing", "sql/scenarios/holds_of_slot.sql", "", "held"}});
    QCOMPARE(result.status, Status::Error);
    QVERIFY(!result.caught_by);
    QCOMPARE(exit_, exit_some_could_not);
}

void RunnerTest::a_saboteur_nobody_catches_is_told()
{
    const Result result =
        run(hold_one, {{"capacity-unchecked", "no limit", "sql/saboteurs/capacity_unchecked.sql", "", "held"}});
    QCOMPARE(result.status, Status::Pass);
    QVERIFY(!result.caught_by);
    QCOMPARE(exit_, exit_some_failed);
}

void RunnerTest::a_run_that_differs_from_the_last_is_flaky()
{
    int count = 0;
    const Scenario scenario = make_scenario([&count](Context &context) {
        const bool ok = ++count != 2;
        context.check({"every time", "yes", ok ? "yes" : "not this time", ok, Severity::High});
    });
    RunRequest request = request_for(scenario);
    request.repeat = 3;
    const auto results = run_request(request);
    QCOMPARE(exit_, exit_some_failed);
    QCOMPARE(results.size(), std::size_t(3));
    QCOMPARE(results[0].flaky, false);
    QCOMPARE(results[1].flaky, true);
    QCOMPARE(results[2].flaky, true);
    QCOMPARE(results[2].status, Status::Pass);
    QCOMPARE(results[2].seed, std::uint64_t(3));
}

void RunnerTest::a_run_that_was_cut_short_is_no_other_outcome()
{
    int count = 0;
    bool stop = false;
    const Scenario scenario = make_scenario([&](Context &context) {
        context.check({"every time", "yes", "yes", true, Severity::High});
        stop = ++count == 2;
        context.throw_if_aborted();
    });
    RunRequest request = request_for(scenario);
    request.repeat = 2;
    request.aborted = [&stop] { return stop; };
    const auto results = run_request(request);
    QCOMPARE(exit_, exit_aborted);
    QCOMPARE(results.size(), std::size_t(2));
    QCOMPARE(results[0].status, Status::Pass);
    QVERIFY(results[1].aborted && !results[1].flaky);
}

void RunnerTest::what_is_aborted_is_not_run()
{
    bool abort = false;
    const Scenario scenario = make_scenario([&abort](Context &context) {
        abort = true;
        hold_one(context);
    });
    RunRequest request = request_for(scenario);
    request.repeat = 3;
    request.aborted = [&abort] { return abort; };
    const auto results = run_request(request);
    QCOMPARE(exit_, exit_aborted);
    QCOMPARE(results.size(), std::size_t(3));
    QCOMPARE(results[0].status, Status::Error);
    QCOMPARE(results[0].error, std::string("aborted"));
    QCOMPARE(results[1].status, Status::NotRun);
    QCOMPARE(results[2].status, Status::NotRun);
    for (const Result &result : results)
        QVERIFY(result.aborted);
}

void RunnerTest::the_first_error_is_the_one_told()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.sandbox().kill(Part::Database); // behind the context's back: whatever comes next fails too
        throw std::runtime_error("out of paper");
    });
    QCOMPARE(result.status, Status::Error);
    QCOMPARE(result.error, std::string("out of paper"));
    QVERIFY(!result.aborted);
}

void RunnerTest::a_pace_is_kept_and_can_be_aborted()
{
    bool abort_it = false;
    bool abort = false;
    const Scenario scenario = make_scenario([&](Context &context) {
        context.step("One", [] {});
        context.step("Two", [&] {
            hold_one(context);
            abort = abort_it;
        });
    });
    RunRequest request = request_for(scenario);
    request.pace = std::chrono::milliseconds(150);
    request.aborted = [&abort] { return abort; };
    QCOMPARE(run_request(request).at(0).status, Status::Pass);
    std::map<std::string, Timestamp> began;
    for (const RunEvent &event : events_)
        if (const auto *step = std::get_if<Step>(&event.body); step && step->state == Step::State::Running)
            began[step->name] = event.at;
    QVERIFY(began.at("Two") - began.at("One") >= request.pace);
    QVERIFY(began.at("Steady state after") - began.at("Two") >= request.pace);

    abort_it = true;
    request.pace = std::chrono::hours(1);
    Scenario shorter = scenario;
    shorter.run = [&](Context &context) { context.step("Two", [&] { abort = true; }); };
    request.scenarios = {&shorter};
    const Result result = run_request(request).at(0);
    QCOMPARE(result.error, std::string("aborted"));
    QVERIFY(result.aborted);
}

void RunnerTest::what_a_load_sent_is_kept_with_what_it_was_about()
{
    const Uuid slot = Uuid::make_v7();
    const Uuid reservation = Uuid::make_v7();
    std::vector<Operation> kept;
    const Result result = run([&](Context &context) {
        hold_one(context);
        const std::size_t before = context.history().operations().size();
        context.api().know_slot(slot, 3);
        // Without an answer nothing but the request says what it was about.
        net::Exchange lost;
        lost.sent = true;
        (void)context.api().record({}, lost, HoldRequest{slot, 2, "ref", "guest", "key-of-hold"});
        (void)context.api().record({}, lost, ReservationRequest{reservation, "release", "key-of-release"});
        kept = context.history().operations();
        kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(before));
    });
    QVERIFY2(result.status == Status::Pass, result.error.c_str());
    QCOMPARE(kept.size(), std::size_t(2));
    QCOMPARE(kept[0].kind + " " + kept[0].key, std::string("hold key-of-hold"));
    QVERIFY(kept[0].slot == slot && kept[0].quantity == 2 && kept[0].outcome == Outcome::Unknown);
    QCOMPARE(kept[1].kind + " " + kept[1].key, std::string("release key-of-release"));
    QVERIFY(kept[1].reservation == reservation);
    QCOMPARE(slot_histories(kept, {}, {{slot, 3}}).at(slot).operations.size(), std::size_t(1));
}

void RunnerTest::the_log_tells_what_was_done()
{
    const Result result = run([](Context &context) {
        context.step("Book", [&] { hold_one(context); });
        context.must_have_happened("something", true, "it did");
        for (std::size_t i = 0; i < ApiClient::told_limit; ++i)
            (void)context.api().ready();
    });
    QVERIFY2(result.status == Status::Pass, result.error.c_str());
    QStringList lines;
    for (const RunEvent &event : events_)
        if (const auto *line = std::get_if<LogLine>(&event.body))
            lines.append(QString::fromStdString(line->source + ": " + line->text));
    for (const char *expected :
         {"sandbox: PostgreSQL runs as process \\d+", "sandbox: api runs as process \\d+ at http://127.0.0.1:\\d+",
          "sandbox: gateway runs as process \\d+ at http://127.0.0.1:\\d+", "sandbox: worker runs as process \\d+",
          "step: Book took \\d+ ms",
          "client: POST /v1/reservations: 201 in \\d+ ms \\(booking-1\\)", "check: held: 201",
          "condition: something \\(it did\\)", "step: Sandbox down took \\d+ ms"})
        QVERIFY2(lines.indexOf(QRegularExpression(QRegularExpression::anchoredPattern(expected))) >= 0, expected);
    QCOMPARE(lines.filter(QRegularExpression("^client: ")).size(), qsizetype(ApiClient::told_limit + 1));
    QCOMPARE(lines.count("client: further requests are in requests.jsonl"), 1);
}

void RunnerTest::every_invariant_must_be_asked_data()
{
    QTest::addColumn<QStringList>("ids");
    QTest::addColumn<QString>("violated");
    QTest::addColumn<int>("exit");
    QTest::addColumn<bool>("usable");
    const QStringList all = {"I1", "I2", "I3", "I4", "I6", "I7", "I9", "I10", "I11", "I12", "I13"};
    QTest::newRow("all hold") << all << "" << 0 << true;
    QTest::newRow("one more than known") << all + QStringList("I99") << "" << 0 << true;
    QTest::newRow("one violated") << all << "I4" << 1 << true;
    for (const QString &left_out : all) {
        QStringList others = all;
        others.removeAll(left_out);
        QTest::addRow("%s left out", qPrintable(left_out)) << others << "" << 0 << false;
    }
    QTest::newRow("nothing said") << QStringList() << "" << 0 << false;
    QTest::newRow("the exit status contradicts") << all << "" << 1 << false;
    QTest::newRow("could not run") << all << "" << 3 << false;
}

void RunnerTest::every_invariant_must_be_asked()
{
    QFETCH(QStringList, ids);
    QFETCH(QString, violated);
    QFETCH(int, exit);
    QFETCH(bool, usable);
    QString script = "#!/bin/sh\n";
    for (const QString &id : ids)
        script += QString("echo '{\"id\":\"%1\",\"title\":\"T\",\"severity\":\"HIGH\",\"holds\":%2,\"violations\":%3}'\n")
                      .arg(id, id == violated ? "false" : "true", id == violated ? "1" : "0");
    const auto verify = write_program(script + QString("exit %1\n").arg(exit));
    const auto log = ctl_.data_dir() / "verify.log";
    if (usable)
        QCOMPARE(verify_invariants(verify, "", log, {}).checks.size(), std::size_t(ids.size()));
    else
        QVERIFY_EXCEPTION_THROWN((void)verify_invariants(verify, "", log, {}), std::runtime_error);
}

void RunnerTest::a_hanging_verification_can_be_aborted()
{
    const auto verify = write_program("#!/bin/sh\nexec sleep 60\n");
    QElapsedTimer timer;
    timer.start();
    QVERIFY_EXCEPTION_THROWN((void)verify_invariants(verify, "", ctl_.data_dir() / "verify.log", [] { return true; }),
                             Aborted);
    QVERIFY(timer.elapsed() < 10'000);
}

void RunnerTest::leaves_evidence()
{
    const Result result = run([](Context &context) {
        hold_one(context);
        context.oracle("count_connections");
        context.sample_resources();
    });
    QVERIFY2(result.status == Status::Pass, result.error.c_str());
    for (const char *file : {"result.json", "reproduce.txt", "run.jsonl", "requests.jsonl", "history.jsonl", "events.jsonl",
                             "timelines.jsonl", "before.json", "after.json", "invariants.jsonl", "metrics.json", "logs/api.log",
                             "logs/worker.log", "logs/gateway.log", "gateway_books.json",
                             "gateway_calls.json", "logs/postgresql.log", "oracles/01-count_connections.json"}) {
        const auto text = process::read_file(result.report / file);
        QVERIFY2(text && (!text->empty() || QByteArray(file).startsWith("logs/")), file);
    }
    for (const auto &entry : std::filesystem::recursive_directory_iterator(result.report)) {
        const std::string text = entry.is_regular_file() ? process::read_file(entry.path()).value() : "";
        for (const char *secret : {"hfk_", "hft_", "sk_test_", "whsec_"})
            QVERIFY2(text.find(secret) == std::string::npos, entry.path().c_str());
    }
    const std::string requests = process::read_file(result.report / "requests.jsonl").value();
    for (const auto &line : test::parse_lines(requests))
        QVERIFY(!line.contains("bad line"));
    for (const char *metric : {"api_cpu_ms", "worker_memory_mb", "database_memory_mb", "database_connections"})
        QVERIFY2(result.metrics.contains(metric), metric);
    QVERIFY(result.reproduce.find("holdfastctl scenario run t.1 --seed 1") == 0);
}

void RunnerTest::the_whole_life_of_its_reservations_is_kept()
{
    std::string paid, named;
    const Result result = run([&](Context &context) {
        named = pay_by_card(context).reservation_id.value().to_string();
        paid = pay_by_card(context).reservation_id.value().to_string();
        context.check({"it is named", "none", "reservation " + named + ", and more", false, Severity::Low}, {});
    });
    const auto lines = test::parse_lines(process::read_file(result.report / "timelines.jsonl").value());
    QVERIFY(lines.size() > 2); // the steady state made some, too
    QCOMPARE(lines[0].value("reservation_id").toString().toStdString(), named);
    QCOMPARE(lines[1].value("reservation_id").toString().toStdString(), paid);
    QVERIFY(lines[1].value("own").toBool());
    QVERIFY(!lines[2].value("own").toBool());
    QCOMPARE(lines[1].value("state").toString(), QString("AUTHORIZED_BOTH"));
    QStringList kinds;
    QString before;
    for (const auto &value : lines[1].value("entries").toArray()) {
        const QJsonObject entry = value.toObject();
        kinds.append(entry.value("kind").toString());
        QVERIFY(entry.value("at").toString() >= before);
        before = entry.value("at").toString();
    }
    QCOMPARE(kinds.first(), QString("transition"));
    for (const char *kind : {"transition", "operation_planned", "gateway_call", "operation_ended"})
        QVERIFY2(kinds.contains(kind), kind);
}

void RunnerTest::cleanupTestCase()
{
    QCOMPARE(ctl_.leftovers(), QString());
}

QTEST_GUILESS_MAIN(RunnerTest)
#include "runner_test.moc"

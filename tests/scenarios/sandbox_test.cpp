#include "tests/scenarios/ctl.h"

#include "backend/scenarios/answer.h"
#include "backend/scenarios/crowd.h"
#include "backend/scenarios/proc.h"
#include "backend/scenarios/requests.h"
#include "backend/scenarios/sandbox.h"
#include "backend/storage/private_cluster.h"
#include "resources/resources.h"
#include "tests/support/test_cluster.h"

#include <QtTest>

#include <csignal>
#include <optional>

using namespace holdfast;
using namespace holdfast::scenarios;
using namespace std::chrono_literals;

/// A sandbox of real processes, shared by the tests that leave it as they found it.
class SandboxTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void comes_up_in_time();
    void refuses_an_unmarked_database_data();
    void refuses_an_unmarked_database();
    void registers_itself();
    void moves_the_clock_forward_only();
    void keeps_its_secrets_off_command_lines();
    void a_part_can_be_killed_and_brought_back_data();
    void a_part_can_be_killed_and_brought_back();
    void a_part_can_be_paused_and_resumed_data();
    void a_part_can_be_paused_and_resumed();
    void fault_points_of_a_part_can_be_armed();
    void a_saboteur_must_fit();
    void a_saboteur_needs_a_sandbox();
    void goes_down_without_a_trace();
    void a_kept_one_can_be_opened();
    void cleans_up_when_it_cannot_come_up();

private:
    [[nodiscard]] SandboxOptions options() const;
    [[nodiscard]] Answer try_to_hold();
    [[nodiscard]] bool works_again();
    /// A cluster that belongs to no sandbox.
    test::TestCluster &unmarked()
    {
        if (!unmarked_)
            unmarked_.emplace();
        return *unmarked_;
    }

    test::Ctl ctl_;
    std::optional<Sandbox> sandbox_;
    std::optional<test::TestCluster> unmarked_;
};

SandboxOptions SandboxTest::options() const
{
    SandboxOptions options;
    options.executable = test::Ctl::executable();
    options.data_dir = ctl_.data_dir();
    options.runtime_dir = storage::default_runtime_dir();
    return options;
}

/// A hold of a new slot; its answer, or that of the step before that failed.
Answer SandboxTest::try_to_hold()
{
    const Requests requests(sandbox_->info().partner_key);
    Crowd client(sandbox_->info().api_url, 1, {});
    SlotRequest slot;
    slot.vendor_id = Uuid::make_v7();
    slot.kind = "appointment";
    slot.starts_at = wall_clock_now() + std::chrono::days(1);
    const Answer made = read_answer(client.send(requests.create_slot(slot)));
    if (!made.slot_id)
        return made;
    const std::string key = Uuid::make_v7().to_string();
    return read_answer(client.send(requests.hold({*made.slot_id, 1, "ref", "guest", key})));
}

/// What was broken needs a moment: each lane finds out for itself that its connection is gone.
bool SandboxTest::works_again()
{
    int status = 0;
    return QTest::qWaitFor([&] { return (status = try_to_hold().status) == 201; }, 10'000);
}

void SandboxTest::initTestCase()
{
    SandboxOptions two_nodes = options();
    two_nodes.api_nodes = 2;
    two_nodes.workers = 2;
    sandbox_.emplace(two_nodes);
    QCOMPARE(sandbox_->info().api_urls.size(), std::size_t(2));
    QCOMPARE(sandbox_->info().api_urls.front(), sandbox_->info().api_url);
    QVERIFY(sandbox_->info().api_urls.back() != sandbox_->info().api_url);
}

void SandboxTest::cleanupTestCase()
{
    sandbox_.reset();
    QCOMPARE(ctl_.leftovers(), QString());
}

void SandboxTest::comes_up_in_time()
{
    const Sandbox another(options()); // the first may have prepared the cluster all copy from
    qInfo("came up in %d ms", int(another.info().came_up_in.count()));
    QVERIFY(another.info().came_up_in < 15s); // 0.5 s on two idle cores; busy ones must not fail the suite
}

void SandboxTest::refuses_an_unmarked_database_data()
{
    QTest::addColumn<QString>("mark"); // null: none
    QTest::addColumn<bool>("migrated");
    QTest::newRow("no mark") << QString() << true;
    QTest::newRow("another sandbox's mark") << "sandbox-other" << true;
    QTest::newRow("no Holdfast database at all") << QString() << false;
}

void SandboxTest::refuses_an_unmarked_database()
{
    QFETCH(QString, mark);
    QFETCH(bool, migrated);
    test::TestCluster &cluster = unmarked();
    const std::string dsn = migrated ? cluster.fresh_database() : cluster.empty_database();
    if (!mark.isNull())
        test::run_sql(dsn, "insert into holdfast.sandbox (name) values ($1)", {mark.toStdString()});
    QVERIFY_EXCEPTION_THROWN((void)open_marked_database(dsn, "sandbox-1"), NotASandbox);
    if (mark.isNull() && migrated) {
        test::run_sql(dsn, "insert into holdfast.sandbox (name) values ('sandbox-1')");
        QVERIFY(open_marked_database(dsn, "sandbox-1").is_open());
    }
}

void SandboxTest::registers_itself()
{
    const auto &info = sandbox_->info();
    const auto text = process::read_file(test::Ctl::registry() / (info.name + ".json"));
    QVERIFY(text);
    const auto entry = test::parse_lines(*text).value(0);
    QCOMPARE(entry["name"].toString().toStdString(), info.name);
    QCOMPARE(entry["pid"].toInt(), int(getpid()));
    QCOMPARE(entry["dsn"].toString().toStdString(), info.dsn);
    QCOMPARE(entry["api_url"].toString().toStdString(), info.api_url);
    QCOMPARE(entry["dir"].toString().toStdString(), info.dir.string());
    for (const char *member : {"started_at", "scenario", "run"})
        QVERIFY2(entry[member].isString(), member);
}

void SandboxTest::moves_the_clock_forward_only()
{
    const Timestamp before = sandbox_->connect().query("select holdfast.now()").time(0, 0);
    const Timestamp after = sandbox_->advance_clock(10min);
    QVERIFY(after - before >= 10min);
    QVERIFY(after - before < 11min);
    QVERIFY(sandbox_->gateway().clock() >= 10min); // the gateway's goes with it
    QVERIFY(sandbox_->gateway().clock() < 11min);
    QVERIFY_EXCEPTION_THROWN(sandbox_->advance_clock(-1s), storage::StatementFailed);
}

void SandboxTest::keeps_its_secrets_off_command_lines()
{
    for (const Part part : sandbox_->parts()) {
        if (part == Part::Database)
            continue;
        const std::string folder = "/proc/" + std::to_string(sandbox_->pid(part));
        const std::string command = process::read_file(folder + "/cmdline").value();
        const std::string environment = process::read_file(folder + "/environ").value();
        for (const char *secret : {"sk_test_", "whsec_"}) {
            QVERIFY2(command.find(secret) == std::string::npos, command.c_str());
            QVERIFY2(environment.find(secret) != std::string::npos, std::string(name(part)).c_str());
        }
    }
}

void SandboxTest::a_part_can_be_killed_and_brought_back_data()
{
    QTest::addColumn<int>("part");
    QTest::newRow("API") << int(Part::Api);
    QTest::newRow("second API") << int(Part::SecondApi);
    QTest::newRow("worker") << int(Part::Worker);
    QTest::newRow("second worker") << int(Part::SecondWorker);
    QTest::newRow("gateway") << int(Part::Gateway);
    QTest::newRow("database") << int(Part::Database);
}

void SandboxTest::a_part_can_be_killed_and_brought_back()
{
    QFETCH(int, part);
    const auto urls = sandbox_->info().api_urls;
    const pid_t before = sandbox_->pid(Part(part));
    QVERIFY(before > 0);
    sandbox_->kill(Part(part));
    QCOMPARE(sandbox_->pid(Part(part)), 0);
    QVERIFY(!identify(before));
    sandbox_->restart(Part(part));
    QVERIFY(sandbox_->pid(Part(part)) > 0);
    QVERIFY(sandbox_->pid(Part(part)) != before);
    QCOMPARE(sandbox_->info().api_urls, urls);
    for (const std::string &url : urls)
        QCOMPARE(read_answer(Crowd(url, 1, {}).send(Requests("").get("/health"))).status, 200);
    QVERIFY(works_again());
    // Where the others look for it, and in their time.
    const Timestamp now = sandbox_->connect().query("select holdfast.now()").time(0, 0);
    QVERIFY(sandbox_->gateway().clock() > now - wall_clock_now() - 5s);
}

void SandboxTest::a_part_can_be_paused_and_resumed_data()
{
    QTest::addColumn<int>("part");
    QTest::newRow("API") << int(Part::Api);
    QTest::newRow("database") << int(Part::Database);
}

void SandboxTest::a_part_can_be_paused_and_resumed()
{
    QFETCH(int, part);
    const pid_t pid = sandbox_->pid(Part(part));
    const auto is_stopped = [pid] {
        const std::string stat = process::read_file("/proc/" + std::to_string(pid) + "/stat").value_or("");
        return stat.find(") T ") != std::string::npos;
    };
    sandbox_->pause(Part(part));
    QTRY_VERIFY(is_stopped());
    sandbox_->resume(Part(part));
    QTRY_VERIFY(!is_stopped());
    QVERIFY(works_again());
}

void SandboxTest::fault_points_of_a_part_can_be_armed()
{
    FaultSocket &faults = sandbox_->faults(Part::Api);
    faults.arm({"booking.after_call", "crash", 1, 1});
    const pid_t before = sandbox_->pid(Part::Api);
    const Answer lost = try_to_hold();
    QCOMPARE(lost.status, 0); // committed, and nobody was told
    QCOMPARE(lost.outcome(), Outcome::Unknown);
    QTRY_COMPARE(sandbox_->pid(Part::Api), 0);
    QVERIFY(!identify(before));
    sandbox_->restart(Part::Api);
    QCOMPARE(try_to_hold().status, 201);

    sandbox_->faults(Part::Api).arm({"booking.before_call", "fail", 1000, 1});
    QCOMPARE(try_to_hold().status, 201);
    QCOMPARE(sandbox_->faults(Part::Api).report().hits.at("booking.before_call"), std::uint64_t(1));
}

void SandboxTest::a_saboteur_must_fit()
{
    Sandbox sandbox(options());
    const auto script = resources::text("sql/saboteurs/capacity_unchecked.sql");
    sandbox.sabotage(script);
    QVERIFY_EXCEPTION_THROWN(sandbox.sabotage(script), storage::StatementFailed); // what it replaces is gone
}

void SandboxTest::a_saboteur_needs_a_sandbox()
{
    test::TestCluster &cluster = unmarked();
    for (const auto path : resources::list("sql/saboteurs/")) {
        const std::string dsn = cluster.fresh_database();
        storage::Connection connection(dsn);
        connection.run_script(resources::text("sql/scenarios/sabotage.sql"));
        QVERIFY_EXCEPTION_THROWN(connection.run_script(resources::text(path)), storage::StatementFailed);
    }
}

void SandboxTest::goes_down_without_a_trace()
{
    SandboxOptions two_nodes = options();
    two_nodes.api_nodes = 2;
    Sandbox sandbox(two_nodes);
    std::vector<ProcessIdentity> processes;
    for (const Part part : sandbox.parts()) // two nodes, worker, gateway, database
        processes.push_back(identify(sandbox.pid(part)).value());
    const SandboxInfo info = sandbox.info();
    sandbox.take_down();
    QCOMPARE(processes.size(), std::size_t(5));
    for (const auto &process : processes)
        QVERIFY(!still_runs(process));
    QVERIFY(!std::filesystem::exists(info.dir));
    QVERIFY(!std::filesystem::exists(test::Ctl::registry() / (info.name + ".json")));
    QVERIFY(!std::filesystem::exists(test::Ctl::registry() / (info.name + ".claim")));
    Crowd client(info.api_url, 1, {});
    QVERIFY(!client.send(Requests("").get("/health")).response);
}

void SandboxTest::a_kept_one_can_be_opened()
{
    SandboxOptions keep = options();
    keep.keep = true;
    std::filesystem::path folder;
    {
        Sandbox sandbox(keep);
        folder = sandbox.info().dir;
    }
    QVERIFY(std::filesystem::exists(folder / "cluster"));
    {
        storage::ClusterOptions again;
        again.data_dir = folder;
        again.socket_dir = ctl_.data_dir().parent_path() / "socket";
        const storage::PrivateCluster cluster(again);
        const auto mark = test::run_sql(cluster.dsn(), "select name from holdfast.sandbox");
        QCOMPARE(mark.text(0, 0), folder.filename().string());
    }
    std::filesystem::remove_all(folder);
}

void SandboxTest::cleans_up_when_it_cannot_come_up()
{
    SandboxOptions broken = options();
    broken.executable = "/bin/false";
    const std::size_t before = std::size_t(std::distance(
        std::filesystem::directory_iterator(ctl_.data_dir() / "sandboxes"), std::filesystem::directory_iterator()));
    QVERIFY_EXCEPTION_THROWN(Sandbox sandbox(broken), std::runtime_error);
    const std::size_t after = std::size_t(std::distance(
        std::filesystem::directory_iterator(ctl_.data_dir() / "sandboxes"), std::filesystem::directory_iterator()));
    QCOMPARE(after, before);
}

QTEST_GUILESS_MAIN(SandboxTest)
#include "sandbox_test.moc"

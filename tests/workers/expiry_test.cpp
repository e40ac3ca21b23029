#include "backend/insight/invariants.h"
#include "backend/process/observe.h"
#include "backend/storage/connection.h"
#include "backend/workers/expiry_worker.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"
#include "tests/workers/armament.h"

#include <QTest>

#include <atomic>
#include <csignal>
#include <deque>

using namespace holdfast;
using storage::Connection;
using workers::ExpiryOptions;
using workers::ExpiryWorker;
using namespace std::chrono_literals;

namespace {

std::int64_t count(Connection &database, const std::string &condition)
{
    return database.query("select count(*) from holdfast.reservation where " + condition).integer(0, 0);
}

} // namespace

class ExpiryTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    /// A sandbox with reservations; make_due() moves the clock past their deadlines.
    struct Place
    {
        explicit Place(test::TestCluster &cluster) : dsn(cluster.fresh_database()), database(dsn)
        {
            test::mark_as_sandbox(database);
            partner = test::plant_partner(database, "partner");
            vendor = test::plant_vendor(database, "vendor");
        }
        std::vector<Uuid> hold(int how_many)
        {
            const auto slot = test::plant_slot(database, {.vendor = vendor, .capacity = 100'000, .hour = hour});
            return test::hold_many(database, partner, slot, how_many, "hour" + std::to_string(hour++) + "-");
        }
        void make_due() { database.query("select holdfast.advance_clock('11 minutes')"); }
        [[nodiscard]] ExpiryOptions options() const
        {
            ExpiryOptions expiry;
            expiry.dsn = dsn;
            expiry.period = 20ms;
            return expiry;
        }
        void verify()
        {
            for (const auto &result : insight::check_invariants(database))
                QVERIFY2(result.holds, result.examples.empty() ? "" : result.examples.front().c_str());
        }
        std::string dsn;
        Connection database;
        Uuid partner;
        Uuid vendor;
        int hour = 0;
    };

private slots:
    void whatIsDueEndsAndWhatIsNotStays()
    {
        Place place(cluster_);
        const auto due = place.hold(10);
        test::change(place.database, due.front(), "confirm", place.partner, "confirm");
        test::change(place.database, due.back(), "release", place.partner, "release");
        place.make_due();
        place.hold(5);

        std::atomic<int> told = 0;
        auto options = place.options();
        options.on_commit = [&] { ++told; };
        const ExpiryWorker worker(options);
        QTRY_COMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{8});
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        QCOMPARE(count(place.database, "state = 'HELD'"), std::int64_t{5});
        QCOMPARE(count(place.database, "state = 'CONFIRMED'"), std::int64_t{1});
        QCOMPARE(worker.metrics().expired, std::uint64_t{8});
        QCOMPARE(worker.metrics().failures, std::uint64_t{0});
        QVERIFY(worker.metrics().connected);
        QCOMPARE(told.load(), 1);
        QCOMPARE(place.database.query("select distinct actor from holdfast.reservation_event where event = 'expire'")
                     .text(0, 0),
                 std::string("expiry"));
        QCOMPARE(count(place.database, "state = 'EXPIRED' and (lease_owner is not null or deadline is not null)"),
                 std::int64_t{0});
        place.verify();
    }

    /// The clock is moved while workers watch: one sweep later everything is gone, and the record says so.
    void aMovedClockIsNoticed()
    {
        Place place(cluster_);
        place.hold(3);
        const ExpiryWorker worker(place.options());
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        QCOMPARE(count(place.database, "state = 'HELD'"), std::int64_t{3});
        const auto moved =
            place.database.query("select holdfast.advance_clock('10 minutes') + interval '5 seconds'").text(0, 0);
        place.database.query("select holdfast.advance_clock('10 seconds')");
        QTRY_VERIFY(place.database
                        .query("select exists (select from holdfast.sweep where left_behind = 0 and cutoff >= $1)", {moved})
                        .boolean(0, 0));
        QCOMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{3});
        place.verify();
    }

    void fourWorkersEndEachOnce()
    {
        Place place(cluster_);
        for (int slot = 0; slot < 20; ++slot)
            place.hold(100);
        place.make_due();
        std::deque<ExpiryWorker> workers;
        auto options = place.options();
        options.batch = 64;
        for (int worker = 0; worker < 4; ++worker)
            workers.emplace_back(options);
        QTRY_COMPARE_WITH_TIMEOUT(count(place.database, "state = 'EXPIRED'"), std::int64_t{2'000}, 20'000);
        std::uint64_t expired = 0;
        int busy = 0;
        for (const auto &worker : workers) {
            const auto metrics = worker.metrics();
            expired += metrics.expired;
            busy += metrics.expired > 0 ? 1 : 0;
            QCOMPARE(metrics.failures, std::uint64_t{0});
        }
        QCOMPARE(expired, std::uint64_t{2'000});
        QVERIFY2(busy > 1, "only one worker had anything to do");
        QCOMPARE(place.database.query("select count(*) from holdfast.reservation_event where event = 'expire'").integer(0, 0),
                 std::int64_t{2'000});
        place.verify();
    }

    /// A worker is gone between its lease and its work. While the lease lasts nobody touches the rows, and no sweep may
    /// claim that they are gone; after it, another worker ends them.
    void aDeadWorkersRowsAreTakenOver()
    {
        Place place(cluster_);
        place.hold(7);
        place.make_due();
        auto options = place.options();
        options.lease = 1'500ms;

        const auto dead = Uuid::make_v7();
        QCOMPARE(place.database.query("select holdfast.lease_due($1, 100, '1500 milliseconds', holdfast.now())",
                                      {dead.to_string()}).size(),
                 std::size_t{7});
        const ExpiryWorker successor(options);
        QTRY_VERIFY(successor.metrics().connected);
        const auto lapses = place.database.query("select max(lease_until) from holdfast.reservation where lease_owner = $1",
                                                 {dead.to_string()}).text(0, 0);
        QTRY_COMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{7});
        QTRY_VERIFY(successor.metrics().sweeps > 0);
        QVERIFY(place.database
                    .query("select (select min(at - offset_by) from holdfast.reservation_event, holdfast.clock "
                           "where event = 'expire') >= $1 and "
                           "(select min(completed_at) from holdfast.sweep where left_behind = 0) >= $1", {lapses}).boolean(0, 0));
        place.verify();
    }

    void workLostAfterTheLeaseComesAgain()
    {
        Place place(cluster_);
        place.hold(4);
        place.make_due();
        const test::Armament armament;
        QVERIFY(armament.order(R"({"arm":"expiry.after_lease","act":"fail"})").contains("true"));
        auto options = place.options();
        options.lease = 300ms;
        options.fault_points = armament.points();
        const ExpiryWorker worker(options);
        QTRY_COMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{4});
        QVERIFY(armament.order(R"({"report":true})").contains(R"("expiry.after_lease":1)"));
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        place.verify();
    }

    void aRecordThatIsLostIsMadeUpForByTheNextPass()
    {
        Place place(cluster_);
        place.hold(4);
        place.make_due();
        const test::Armament armament;
        QVERIFY(armament.order(R"({"arm":"expiry.before_record","act":"fail"})").contains("true"));
        auto options = place.options();
        options.fault_points = armament.points();
        const ExpiryWorker worker(options);
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        QCOMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{4});
    }

    /// One reservation that cannot be ended does not keep its neighbours.
    void aPoisonedReservationStaysAloneBehind()
    {
        Place place(cluster_);
        const auto poisoned = place.hold(1).front();
        for (int slot = 0; slot < 5; ++slot)
            place.hold(20);
        // A drifted counter: giving the hold back would take it below zero.
        place.database.query("update holdfast.slot set held = 0 where id = (select slot_id from holdfast.reservation "
                             "where id = $1)", {poisoned.to_string()});
        place.make_due();
        auto options = place.options();
        options.lease = 200ms;
        const ExpiryWorker worker(options);
        QTRY_COMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{100});
        QTRY_VERIFY(worker.metrics().failures >= 1);
        QCOMPARE(count(place.database, "state = 'HELD'"), std::int64_t{1});
        QTRY_COMPARE(worker.metrics().left_behind, std::uint64_t{1});
        QCOMPARE(worker.metrics().sweeps, std::uint64_t{0}); // it may not say that everything is gone

        place.database.query("update holdfast.slot set held = 1 where id = (select slot_id from holdfast.reservation "
                             "where id = $1)", {poisoned.to_string()});
        QTRY_COMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{101});
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        QCOMPARE(worker.metrics().left_behind, std::uint64_t{0});
        place.verify();
    }

    /// A reservation that nobody ends does not pass unnoticed: passes tell of it, and with time it violates I3.
    void whatIsLeftBehindIsToldOf()
    {
        Place place(cluster_);
        const auto stuck = place.hold(1).front();
        place.hold(3);
        place.database.query("update holdfast.reservation set lease_owner = gen_random_uuid(), "
                             "lease_until = clock_timestamp() + interval '1 day' where id = $1", {stuck.to_string()});
        place.make_due();
        const ExpiryWorker worker(place.options());
        QTRY_COMPARE(worker.metrics().left_behind, std::uint64_t{1});
        QCOMPARE(worker.metrics().sweeps, std::uint64_t{0});
        QCOMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{3});
        place.verify(); // its owner may yet end it

        place.database.query("update holdfast.sweep set completed_at = completed_at - interval '31 seconds'");
        for (const auto &result : insight::check_invariants(place.database))
            QCOMPARE(result.holds, result.id != "I3");

        place.database.query("update holdfast.reservation set lease_until = null where id = $1", {stuck.to_string()});
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        QCOMPARE(worker.metrics().left_behind, std::uint64_t{0});
        place.verify();
    }

    /// More falls due all the time, faster than the worker gets on: each pass ends all the same, and says so.
    void passesEndUnderSteadyExpiry()
    {
        constexpr int how_many = 10'000; // one falls due each millisecond: enough for a machine that stalls
        Place place(cluster_);
        place.hold(how_many);
        place.database.query("update holdfast.reservation r set deadline = holdfast.now() + n * interval '1 ms' "
                             "from (select id, row_number() over () as n from holdfast.reservation) t where t.id = r.id");
        auto options = place.options();
        options.batch = 1;
        const ExpiryWorker worker(options);
        QTRY_VERIFY_WITH_TIMEOUT(worker.metrics().sweeps > 2, 30'000);
        QVERIFY(worker.metrics().expired > 0);
        QVERIFY2(worker.metrics().expired < how_many, "nothing was due any more");
    }

    void oldKeysAndSweepsAreForgotten()
    {
        Place place(cluster_);
        place.hold(1);
        place.database.run_script(
            "insert into holdfast.command_key (partner_id, key, fingerprint, reservation_id, version, created_at) "
            "select gen_random_uuid(), 'old' || n, sha256('x'), gen_random_uuid(), 2, clock_timestamp() - interval '26 hours' "
            "from generate_series(1, 2500) n;"
            "insert into holdfast.command_key (partner_id, key, fingerprint, reservation_id, version, created_at) "
            "select gen_random_uuid(), 'young' || n, sha256('x'), gen_random_uuid(), 2, clock_timestamp() - interval '24 hours' "
            "from generate_series(1, 10) n;"
            "insert into holdfast.slot_key select p.id, 'slot' || n, sha256('x'), s.id, clock_timestamp() - n * interval "
            "'1 minute' from holdfast.partner p, holdfast.slot s, generate_series(1, 2000) n;"
            "insert into holdfast.sweep (id, kind, cutoff, ended) "
            "select gen_random_uuid(), 'expiry', holdfast.now() - n * interval '1 hour', 0 from generate_series(0, 47) n");
        const ExpiryWorker worker(place.options());
        QTRY_COMPARE(place.database.query("select count(*) from holdfast.command_key").integer(0, 0), std::int64_t{10});
        QTRY_COMPARE(place.database.query("select count(*) from holdfast.slot_key").integer(0, 0), std::int64_t{25 * 60 - 1});
        QTRY_VERIFY(place.database.query("select min(cutoff) > holdfast.now() - interval '25 hours' from holdfast.sweep")
                        .boolean(0, 0));
    }

    /// Of what the gateway told and of what was stuck, the last 90 days; and whatever is not over.
    void whatIsLongOverIsForgotten()
    {
        Place place(cluster_);
        place.hold(1);
        place.database.run_script(
            "insert into holdfast.webhook_event (id, type, created_at, received_at, status, reservation_id) "
            "select status || days || '_' || n || case when held then 'held' else '' end, 'x', now(), now() - days * interval '1 day', "
            "status, case when held then (select id from holdfast.reservation) else gen_random_uuid() end "
            "from unnest(array['PENDING', 'DONE', 'IGNORED', 'DEAD']) status, unnest(array[89, 91]) days, "
            "unnest(array[true, false]) held, generate_series(1, 700) n;"
            "insert into holdfast.alert (reason, subject, since, at_risk_minor, raised_at, cleared_at) "
            "select 'x', n::text, holdfast.now(), 0, holdfast.now(), "
            "case when n % 3 > 0 then holdfast.now() - interval '88 days' - n % 3 * interval '1 day 12 hours' end "
            "from generate_series(1, 30) n");
        const ExpiryWorker worker(place.options());
        QTRY_COMPARE(place.database.query("select count(*) from holdfast.alert").integer(0, 0), std::int64_t{20});
        QTRY_COMPARE(place.database.query("select count(*) from holdfast.webhook_event").integer(0, 0), std::int64_t{14 * 700});
        QCOMPARE(place.database.query("select count(*) from holdfast.webhook_event where id like any (array['DONE91%', 'IGNORED91%']) "
                                      "and id not like '%held'").integer(0, 0), std::int64_t{0});
    }

    void aLostConnectionIsReplaced()
    {
        Place place(cluster_);
        const ExpiryWorker worker(place.options());
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        place.database.run_script(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'holdfast expiry'");
        place.hold(3);
        place.make_due();
        QTRY_COMPARE(count(place.database, "state = 'EXPIRED'"), std::int64_t{3});
        QVERIFY(worker.metrics().connected);
    }

    /// Degraded: not connected, nothing ends. Recovered: it catches up by itself.
    void aKilledServerIsWaitedFor()
    {
        Place place(cluster_);
        place.hold(3);
        const ExpiryWorker worker(place.options());
        QTRY_VERIFY(worker.metrics().sweeps > 0);
        const process::Watch server(cluster_.postmaster_pid());
        server.signal(SIGKILL);
        QVERIFY(server.wait(10s));
        QTRY_VERIFY(!worker.metrics().connected);

        cluster_.ensure_running();
        place.database = Connection(place.dsn);
        place.make_due();
        QTRY_COMPARE(worker.metrics().expired, std::uint64_t{3});
        QTRY_COMPARE(place.database.query("select max(ended) from holdfast.sweep").integer(0, 0), std::int64_t{3});
        QVERIFY(worker.metrics().connected);
        place.verify();
    }

    void endingNeverHangsOnAHungServer()
    {
        Place place(cluster_);
        place.hold(3);
        place.make_due();
        Connection blocker(place.dsn);
        const storage::Transaction lock(blocker);
        blocker.query("lock table holdfast.reservation in access exclusive mode");
        const auto begun = std::chrono::steady_clock::now();
        {
            const ExpiryWorker worker(place.options());
            Connection other(place.dsn);
            QTRY_COMPARE(other.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
                                     "and application_name = 'holdfast expiry'").integer(0, 0),
                         std::int64_t{1});
        }
        QVERIFY(std::chrono::steady_clock::now() - begun < 4s);
    }
};

QTEST_APPLESS_MAIN(ExpiryTest)
#include "expiry_test.moc"

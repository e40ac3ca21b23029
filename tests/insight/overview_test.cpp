#include "backend/insight/overview.h"

#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <map>

using namespace holdfast;
using namespace std::chrono_literals;
using insight::MoneySums;
using insight::Overview;
using storage::Connection;

namespace {

std::map<std::string, std::int64_t> by_currency(const MoneySums &money)
{
    std::map<std::string, std::int64_t> sums;
    for (const auto &sum : money.sums)
        sums[sum.currency] = sum.minor;
    return sums;
}

using Sums = std::map<std::string, std::int64_t>;

} // namespace

class OverviewTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_;
    std::unique_ptr<Connection> database_;
    std::unique_ptr<test::Stage> stage_;

    void advance(const char *by) { database_->query("select holdfast.advance_clock($1::interval)", {by}); }
    Overview overview() { return insight::read_overview(*database_); }

    /// Rows of tables that a reading looks at.
    std::int64_t rows_read(const std::function<void()> &reading)
    {
        const auto count = [&] {
            database_->query("select pg_stat_force_next_flush()");
            return database_->query("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables "
                                    "where schemaname = 'holdfast'").integer(0, 0);
        };
        const auto before = count();
        reading();
        return count() - before;
    }

private slots:
    void init()
    {
        dsn_ = cluster_.fresh_database();
        database_ = std::make_unique<Connection>(dsn_);
        test::mark_as_sandbox(*database_);
        stage_ = std::make_unique<test::Stage>(*database_);
    }
    void cleanup()
    {
        stage_.reset();
        database_.reset();
    }

    void anEmptyTownIsAllZeros()
    {
        const auto found = overview();
        QCOMPARE(found.events.held + found.events.confirmed + found.events.failed + found.events.expired, std::int64_t{0});
        QCOMPARE(found.events.per_minute(0), 0.0);
        QVERIFY(found.events.over == insight::rates_over);
        QCOMPARE(found.expiring_soon, std::int64_t{0});
        QVERIFY(found.in_flight.sums.empty() && found.in_flight.complete);
        QVERIFY(found.authorized.sums.empty() && found.authorized.complete);
        QCOMPARE(found.utilisation.slot_count, std::int64_t{0}); // the stage's is years ahead
        QVERIFY(found.now > Timestamp{});
    }

    void whatHappenedInTheLastMinuteIsCounted()
    {
        static_cast<void>(stage_->hold());
        advance("2 minutes");
        static_cast<void>(stage_->confirmed());
        static_cast<void>(stage_->confirmed());
        static_cast<void>(stage_->released_unwinding());
        const auto failing = stage_->committing();
        const auto commit = stage_->lease(failing, "commit");
        database_->query("select holdfast.record_commit($1, $2, 'FAILED', false, 'declined', 'test')",
                         {commit.operation.to_string(), commit.fence});
        QCOMPARE(stage_->state_of(failing), std::string("FAILED_COMMIT"));
        const auto extended = stage_->hold();
        QCOMPARE(stage_->change(extended, "extend", "1 minute"), std::string("DONE"));
        const auto events = overview().events;
        QCOMPARE(events.held, std::int64_t{5}); // extending holds nothing anew, and the first is over a minute ago
        QCOMPARE(events.confirmed, std::int64_t{2});
        QCOMPARE(events.released, std::int64_t{1});
        QCOMPARE(events.failed, std::int64_t{1});
        QVERIFY(events.over == 1min);
        QCOMPARE(events.per_minute(events.confirmed), 2.0);
        advance("61 seconds");
        QCOMPARE(overview().events.confirmed, std::int64_t{0});
    }

    void whatExpiresSoonIsCounted()
    {
        static_cast<void>(stage_->hold()); // ten minutes
        advance("4 minutes");
        static_cast<void>(stage_->hold());
        QCOMPARE(overview().expiring_soon, std::int64_t{0});
        advance("90 seconds");
        QCOMPARE(overview().expiring_soon, std::int64_t{1});
        QCOMPARE(overview().overdue, std::int64_t{0});
        advance("5 minutes");
        QCOMPARE(overview().expiring_soon, std::int64_t{2});
        QCOMPARE(overview().overdue, std::int64_t{1});
    }

    void moneyIsSummedByCurrency()
    {
        static_cast<void>(stage_->hold());
        static_cast<void>(stage_->vendor_authorized());
        static_cast<void>(stage_->authorized_both());
        static_cast<void>(stage_->confirmed()); // captured: neither in flight nor merely authorized
        const auto crowns = test::plant_slot(*database_, {.vendor = stage_->vendor, .hour = 5, .amount_minor = 300, .currency = "SEK"});
        static_cast<void>(test::hold(*database_, stage_->partner, crowns, "crowns", 4));
        const auto free = test::plant_slot(*database_, {.vendor = stage_->vendor, .hour = 9});
        static_cast<void>(test::hold(*database_, stage_->partner, free, "free", 4));
        const auto found = overview();
        QVERIFY(by_currency(found.in_flight) == (Sums{{"EUR", 3 * 1500}, {"SEK", 4 * 300}}));
        QVERIFY(by_currency(found.authorized) == (Sums{{"EUR", 700 + 700 + 1500}}));
        QVERIFY(found.in_flight.complete && found.authorized.complete);
    }

    void comingSlotsAreTold()
    {
        const auto slot = [&](const char *ahead, int capacity) {
            const auto id = test::plant_slot(*database_, {.vendor = stage_->vendor, .capacity = capacity});
            database_->query("update holdfast.slot set starts_at = holdfast.now() + $2::interval, "
                             "ends_at = holdfast.now() + $2::interval + interval '1 hour' where id = $1",
                             {id.to_string(), ahead});
            return id;
        };
        const auto near = slot("1 day", 4);
        static_cast<void>(slot("6 days", 10));
        const auto full = slot("2 hours", 3);
        static_cast<void>(slot("8 days", 100));
        static_cast<void>(slot("-1 hours", 100));
        static_cast<void>(test::hold(*database_, stage_->partner, near, "near", 3));
        const auto booked = test::hold(*database_, stage_->partner, full, "full", 3);
        QCOMPARE(test::change(*database_, booked, "confirm", stage_->partner, "confirm"), std::string("DONE"));
        const auto use = overview().utilisation;
        QCOMPARE(use.slot_count, std::int64_t{3});
        QCOMPARE(use.capacity, std::int64_t{17});
        QCOMPARE(use.held, std::int64_t{3});
        QCOMPARE(use.confirmed, std::int64_t{3});
        QCOMPARE(use.full_slots, std::int64_t{1});
        QVERIFY(use.complete);
    }

    /// A long history is not read; and when more happens in a minute than is counted, the rate is that of a shorter time.
    void aLongHistoryIsNotRead()
    {
        database_->run_script(
            "insert into holdfast.reservation (id, slot_id, partner_id, state, quantity, version, created_at, changed_at, "
            "creation_key, creation_fingerprint, partner_booking_ref, requester_id) "
            "select gen_random_uuid(), (select id from holdfast.slot), (select id from holdfast.partner), 'RELEASED', 1, 2, "
            "now(), now(), n, sha256('x'), '', '' from generate_series(1, 60000) as row (n);"
            "insert into holdfast.reservation_event (reservation_id, version, event, to_state, at, actor, trace_id) "
            "select gen_random_uuid(), 1, 'hold', 'HELD', holdfast.now() - interval '1 hour', 'test', 't' "
            "from generate_series(1, 60000);"
            "analyze holdfast.reservation; analyze holdfast.reservation_event");
        static_cast<void>(stage_->confirmed());
        QCOMPARE(overview().events.confirmed, std::int64_t{1});
        const auto quiet = rows_read([&] { static_cast<void>(overview()); });
        QVERIFY2(quiet < 4'000, qPrintable(QString::number(quiet)));

        database_->run_script(
            "insert into holdfast.reservation_event (reservation_id, version, event, to_state, at, actor, trace_id) "
            "select gen_random_uuid(), 1, 'hold', 'HELD', holdfast.now() - n * interval '0.5 ms', 'test', 't' "
            "from generate_series(40000, 1, -1) as row (n)");
        const auto busy = rows_read([&] { static_cast<void>(overview()); });
        QVERIFY2(busy < 30'000, qPrintable(QString::number(busy)));
        const auto events = overview().events;
        QVERIFY2(events.over > 4s && events.over < 30s, qPrintable(QString::number(events.over.count())));
        QCOMPARE(events.held, std::int64_t{10'000});
        QVERIFY(events.per_minute(events.held) > 20'000);
    }

    void aViewerSeesIt()
    {
        database_->run_script("create role overview_viewer login password 'secret' in role holdfast_viewer");
        static_cast<void>(stage_->authorized_both());
        Connection login(dsn_ + " user=overview_viewer password=secret", {.read_only = true});
        QCOMPARE(insight::read_overview(login).events.held, std::int64_t{1});
    }
};

QTEST_APPLESS_MAIN(OverviewTest)
#include "overview_test.moc"

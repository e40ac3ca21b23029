#include "backend/insight/alerts.h"
#include "backend/insight/stuck.h"

#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <map>
#include <set>

using namespace holdfast;
using namespace std::chrono_literals;
using storage::Connection;

class StuckTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::unique_ptr<Connection> database_;
    std::unique_ptr<test::Stage> stage_;

    void advance(const char *by) { database_->query("select holdfast.advance_clock($1::interval)", {by}); }

    /// "AUTHORIZED_TOO_LONG reservation/ID" and the money.
    std::map<std::string, std::int64_t> found(std::chrono::seconds threshold = 1h)
    {
        std::map<std::string, std::int64_t> items;
        for (const auto &item : insight::list_stuck(*database_, threshold, 1'000).items)
            items[item.reason + " " + item.subject] = item.at_risk_minor;
        return items;
    }
    static std::string of(const char *reason, const Uuid &id, const char *kind = "reservation")
    {
        return std::string(reason) + " " + kind + "/" + id.to_string();
    }
    /// Nothing of this reservation is overdue for a year.
    void give_time(const Uuid &id)
    {
        database_->query("update holdfast.reservation set deadline = deadline + interval '1 year' where id = $1",
                         {id.to_string()});
    }

private slots:
    void init()
    {
        database_ = std::make_unique<Connection>(cluster_.fresh_database());
        test::mark_as_sandbox(*database_);
        stage_ = std::make_unique<test::Stage>(*database_);
    }
    void cleanup()
    {
        stage_.reset();
        database_.reset();
    }

    void nothingIsStuckInAHealthyTown()
    {
        for (const auto state : {State::Held, State::VendorConfirmed, State::VendorAuthorized, State::AuthorizedBoth,
                                 State::Committing})
            static_cast<void>(stage_->in_state(state));
        static_cast<void>(stage_->confirmed());
        static_cast<void>(stage_->released_unwinding());
        QVERIFY(found().empty());
        QCOMPARE(insight::list_stuck(*database_, 1h).matching, std::int64_t{0});
        QCOMPARE(insight::raise_alerts(*database_, 1h).open, std::int64_t{0});
    }

    /// Exactly what is stuck, each for its reason and with its money, among much that is not.
    void whatIsStuckIsFound()
    {
        const auto vendor_waiting = stage_->vendor_authorized();
        const auto both_waiting = stage_->authorized_both();
        const auto committing = stage_->committing();
        const auto released = stage_->released_unwinding(); // still authorized at the gateway, for all we know
        const auto overdue = stage_->vendor_confirmed();
        for (const auto &id : {vendor_waiting, both_waiting, committing})
            give_time(id);
        advance("59 minutes");
        QCOMPARE(found(), (std::map<std::string, std::int64_t>{{of("PAST_DEADLINE", overdue), 0}}));
        advance("2 minutes");
        const auto young = stage_->authorized_both();
        const auto given_up = stage_->released_unwinding();
        const auto operation = stage_->give_up(given_up, "unwind");
        database_->run_script("insert into holdfast.webhook_event (id, type, created_at, status) "
                              "values ('evt_1', 'charge.updated', holdfast.now(), 'DEAD')");

        const std::map<std::string, std::int64_t> wanted = {
            {of("AUTHORIZED_TOO_LONG", vendor_waiting), 700}, {of("AUTHORIZED_TOO_LONG", both_waiting), 2'200},
            {of("NEVER_CAPTURED", committing), 2'200},        {of("NEVER_CAPTURED", released), 700},
            {of("PAST_DEADLINE", overdue), 0},                {of("DEAD_LETTERED", operation, "operation"), 700},
            {"DEAD_WEBHOOK webhook/evt_1", 0}};
        QCOMPARE(found(), wanted);
        static_cast<void>(young);

        // Repaired, each as it can be.
        for (const auto &id : {vendor_waiting, both_waiting, overdue})
            static_cast<void>(acts::force_release(*database_, {id, {}}, "stuck", test::ada));
        static_cast<void>(stage_->commit(committing));
        database_->run_script("update holdfast.payment p set intent_status = 'canceled' from holdfast.reservation r "
                              "where r.id = p.reservation_id and r.state in ('RELEASED', 'EXPIRED');"
                              "update holdfast.webhook_event set status = 'DONE';"
                              "update holdfast.operation set status = 'DONE', lease_owner = null, lease_until = null "
                              "where kind = 'unwind'");
        QVERIFY(found().empty());
    }

    void anExtensionDoesNotMakeAnAuthorizationYounger()
    {
        const auto id = stage_->authorized_both();
        database_->query("update holdfast.reservation set deadline = deadline + interval '20 hours' where id = $1",
                         {id.to_string()}); // a day is the most
        advance("50 minutes");
        QVERIFY(!acts::extend(*database_, {id, {}}, 1h, "", test::ann).refusal);
        advance("11 minutes");
        QCOMPARE(found().size(), std::size_t{1});
    }

    void theThresholdIsTheCallersToChoose()
    {
        const auto id = stage_->authorized_both();
        give_time(id);
        advance("10 minutes");
        QVERIFY(found(11min).empty());
        const auto items = insight::list_stuck(*database_, 9min).items;
        QCOMPARE(items.size(), std::size_t{1});
        QVERIFY(items[0].age >= 10min && items[0].age < 12min);
        QCOMPARE(items[0].reservation_id, std::optional(id));
        QCOMPARE(items[0].state, std::optional(State::AuthorizedBoth));
        QCOMPARE(items[0].version, stage_->version_of(id));
        QCOMPARE(items[0].currency, std::string("EUR"));
        QVERIFY(items[0].deadline.has_value());
    }

    /// Captured money that an unwind has been after for too long, whatever hinders it; once given up it is listed as that.
    void capturedMoneyThatDoesNotComeBackIsTold()
    {
        Uuid id;
        for (int i = 0; i < 2; ++i) { // the first stays as it is
            id = stage_->committing();
            const auto leased = stage_->lease(id, "commit");
            database_->query("select holdfast.record_capture($1, $2, 'requester', $3, 'succeeded', 1500)",
                             {leased.operation.to_string(), leased.fence, "pi_requester_" + id.to_string()});
            QCOMPARE(stage_->text("select holdfast.record_commit(o.id, o.fence, 'FAILED', false, 'no', 'test') "
                                  "from holdfast.operation o where o.id = $1", leased.operation.to_string()),
                     std::string("FAILED_COMMIT"));
        }
        database_->run_script("update holdfast.payment set intent_status = 'canceled' where party = 'vendor'");
        QVERIFY(found().empty());
        database_->query("update holdfast.operation set opened_at = opened_at - interval '61 minutes', detail = 'charge_disputed' "
                         "where kind = 'unwind' and party = 'requester' and reservation_id = $1", {id.to_string()});
        const std::map<std::string, std::int64_t> wanted = {{of("NOT_GIVEN_BACK", id), 1'500}};
        QCOMPARE(found(), wanted);
        QVERIFY(found(2h).empty());
        const auto item = insight::list_stuck(*database_, 1h).items.at(0);
        QVERIFY(item.age >= 61min && item.age < 63min);
        QVERIFY2(item.detail.ends_with(": charge_disputed"), item.detail.c_str());
        QCOMPARE(insight::raise_alerts(*database_, 1h).raised, std::int64_t{1});
        database_->run_script("update holdfast.payment set refunded_minor = captured_minor");
        QVERIFY(found().empty());
        QCOMPARE(insight::raise_alerts(*database_, 1h).cleared, std::int64_t{1});
    }

    /// A payment accepted before the deadline may bring its result within the grace.
    void theGraceIsWaitedFor()
    {
        static_cast<void>(stage_->hold());
        advance("10 minutes 2 seconds");
        QVERIFY(found().empty());
        advance("4 seconds");
        QCOMPARE(found().size(), std::size_t{1});
    }

    /// One alert per role, however many operations wait; a worker that is there takes them in its time.
    void workThatNobodyIsThereForIsTold()
    {
        const auto committing = stage_->committing();
        for (int i = 0; i < 2; ++i)
            static_cast<void>(stage_->released_unwinding());
        const auto wait = [&](const char *time) {
            database_->query("update holdfast.operation set due_at = clock_timestamp() - $1::interval where status = 'PENDING'", {time});
        };
        const auto here = [&](const char *kind, const char *seen) {
            database_->query("insert into holdfast.component (id, kind, host, pid, started_at, seen_at, healthy, detail, metrics) "
                             "values (gen_random_uuid(), $1, 'h', 1, clock_timestamp(), clock_timestamp() - $2::interval, true, '', '{}')",
                             {kind, seen});
        };
        wait("1 minute");
        QVERIFY(found().empty());
        wait("3 minutes");
        here("payments", "2 minutes"); // it was here
        const std::map<std::string, std::int64_t> wanted = {{"NO_WORKER worker/commit", 0}, {"NO_WORKER worker/payments", 0}};
        QCOMPARE(found(), wanted);
        QCOMPARE(insight::raise_alerts(*database_, 1h).raised, std::int64_t{2});
        QCOMPARE(stage_->text("select detail from holdfast.alert where subject = 'worker/payments'"),
                 std::string("operations on money that wait for a worker of this role: 2"));
        here("payments", "0");
        here("expiry", "0");
        QCOMPARE(found(), (std::map<std::string, std::int64_t>{{"NO_WORKER worker/commit", 0}}));
        static_cast<void>(stage_->lease(committing, "commit"));
        QVERIFY(found().empty());
        QCOMPARE(insight::raise_alerts(*database_, 1h).cleared, std::int64_t{2});
    }

    void theListIsBounded()
    {
        test::hold_many(*database_, stage_->partner, stage_->slot, 1'200, "many");
        advance("1 hour");
        const auto page = insight::list_stuck(*database_, 1h, 50);
        QCOMPARE(page.items.size(), std::size_t{50});
        QCOMPARE(page.matching, std::int64_t{1'200});
        QVERIFY(std::is_sorted(page.items.begin(), page.items.end(),
                               [](const auto &left, const auto &right) { return left.since < right.since; }));
        QCOMPARE(insight::list_stuck(*database_, 1h, 9'999).items.size(), std::size_t{1'000});
    }

    void anAlertStandsAsLongAsItsCause()
    {
        const auto id = stage_->vendor_confirmed(); // for half an hour
        const auto other = stage_->hold();          // for ten minutes
        QCOMPARE(insight::raise_alerts(*database_, 1h).open, std::int64_t{0});
        advance("11 minutes");
        auto changes = insight::raise_alerts(*database_, 1h);
        QCOMPARE(changes.raised, std::int64_t{1});
        advance("1 hour");
        changes = insight::raise_alerts(*database_, 1h);
        QCOMPARE(changes.raised, std::int64_t{1});
        QCOMPARE(changes.open, std::int64_t{2});
        changes = insight::raise_alerts(*database_, 1h);
        QCOMPARE(changes.raised + changes.cleared, std::int64_t{0});
        const auto alerts = insight::count_open_alerts(*database_);
        QCOMPARE(alerts.size(), std::size_t{1});
        QCOMPARE(alerts[0].reason, std::string("PAST_DEADLINE"));
        QCOMPARE(alerts[0].count, std::int64_t{2});

        for (const auto &ended : {id, other})
            static_cast<void>(acts::force_release(*database_, {ended, {}}, "stuck", test::ada));
        changes = insight::raise_alerts(*database_, 1h);
        QCOMPARE(changes.cleared, std::int64_t{2});
        QCOMPARE(changes.open, std::int64_t{0});
        QCOMPARE(stage_->text("select count(*) from holdfast.alert where cleared_at is not null"), std::string("2"));
    }

    void whatBecameStuckLatelyIsListed()
    {
        QVERIFY(insight::list_alerts(*database_).empty());
        const auto first = stage_->authorized_both();
        give_time(first);
        advance("2 hours");
        static_cast<void>(insight::raise_alerts(*database_, 1h));
        const auto alerts = insight::list_alerts(*database_);
        QCOMPARE(alerts.size(), std::size_t{1});
        QCOMPARE(alerts[0].reason, std::string("AUTHORIZED_TOO_LONG"));
        QCOMPARE(alerts[0].subject, "reservation/" + first.to_string());
        QCOMPARE(alerts[0].reservation_id, std::optional(first));
        QCOMPARE(alerts[0].at_risk_minor, std::int64_t{2'200});
        QCOMPARE(alerts[0].currency, std::string("EUR"));
        QVERIFY(alerts[0].raised_at > alerts[0].since);

        const auto second = stage_->hold();
        advance("11 minutes");
        static_cast<void>(insight::raise_alerts(*database_, 1h));
        const auto later = insight::list_alerts(*database_, alerts[0].id);
        QCOMPARE(later.size(), std::size_t{1});
        QCOMPARE(later[0].reservation_id, std::optional(second));
        QCOMPARE(insight::list_alerts(*database_, 0, 1).at(0).id, later[0].id); // the newest first
        static_cast<void>(acts::force_release(*database_, {second, {}}, "stuck", test::ada));
        static_cast<void>(insight::raise_alerts(*database_, 1h));
        QCOMPARE(insight::list_alerts(*database_).size(), std::size_t{1}); // only those that stand
    }

    void onlyTheReasonsAskedForAreListed()
    {
        const auto waiting = stage_->authorized_both();
        give_time(waiting);
        advance("2 hours");
        static_cast<void>(stage_->hold());
        static_cast<void>(stage_->hold());
        advance("11 minutes");
        const auto given_up = stage_->released_unwinding();
        const auto operation = stage_->give_up(given_up, "unwind");
        QCOMPARE(insight::list_stuck(*database_, 1h).matching, std::int64_t{4});
        const auto dead = insight::list_stuck(*database_, 1h, 10, {"DEAD_LETTERED"});
        QCOMPARE(dead.matching, std::int64_t{1});
        QCOMPARE(dead.items.at(0).operation_id, std::optional(operation));
        QCOMPARE(QString::number(dead.items.at(0).fence.value_or(-1)),
                 QString::fromStdString(stage_->text("select fence from holdfast.operation where id = $1",
                                                     operation.to_string())));
        // Also when others are older than the rows asked for.
        const auto overdue = insight::list_stuck(*database_, 1h, 1, {"PAST_DEADLINE", "DEAD_WEBHOOK"});
        QCOMPARE(overdue.items.size(), std::size_t{1});
        QCOMPARE(overdue.items[0].reason, std::string("PAST_DEADLINE"));
        QVERIFY(!overdue.items[0].fence.has_value());
        QVERIFY(overdue.items[0].claimed_by.empty());
        QCOMPARE(overdue.matching, std::int64_t{2});

        std::map<std::string, std::pair<std::int64_t, std::int64_t>> sums;
        for (const auto &sum : insight::sum_stuck(*database_, 1h))
            sums[sum.reason + ' ' + sum.currency] = {sum.count, sum.at_risk_minor};
        QCOMPARE(sums.at("AUTHORIZED_TOO_LONG EUR"), std::pair(std::int64_t{1}, std::int64_t{2'200}));
        QCOMPARE(sums.at("DEAD_LETTERED EUR"), std::pair(std::int64_t{1}, std::int64_t{700}));
        QCOMPARE(sums.at("PAST_DEADLINE ").first, std::int64_t{2});
        QCOMPARE(sums.size(), std::size_t{3});

        QVERIFY(!acts::claim(*database_, {*overdue.items[0].reservation_id, {}}, "", test::ann).refusal);
        QCOMPARE(insight::list_stuck(*database_, 1h, 1, {"PAST_DEADLINE"}).items.at(0).claimed_by, std::string("Ann"));
        advance("1 hour"); // it lapses
        QVERIFY(insight::list_stuck(*database_, 1h, 1, {"PAST_DEADLINE"}).items.at(0).claimed_by.empty());
    }

    /// Ten thousand older things of another reason do not hide a thing from those who ask for its reason.
    void manyOfOneReasonHideNoOther()
    {
        static_cast<void>(stage_->hold());
        advance("11 minutes");
        database_->run_script("insert into holdfast.webhook_event (id, type, created_at, received_at, status) "
                              "select 'evt_' || i, 'charge.refunded', holdfast.now() - interval '1 day', "
                              "holdfast.now() - interval '1 day', 'DEAD' from generate_series(1, 10010) i");
        QCOMPARE(insight::list_stuck(*database_, 1h, 10, {"PAST_DEADLINE"}).items.size(), std::size_t{1});
        const auto sums = insight::sum_stuck(*database_, 1h);
        QCOMPARE(sums.size(), std::size_t{2});
        QCOMPARE(sums.at(0).count, insight::most_stuck); // or more
        QCOMPARE(sums.at(1).count, std::int64_t{1});
    }

    void theMoneyOfAnAlertFollows()
    {
        const auto id = stage_->authorized_both();
        give_time(id);
        advance("2 hours");
        static_cast<void>(insight::raise_alerts(*database_, 1h));
        QCOMPARE(insight::count_open_alerts(*database_).at(0).at_risk_minor, std::int64_t{2'200});
        database_->run_script("update holdfast.payment set intent_status = 'canceled' where party = 'vendor'");
        static_cast<void>(insight::raise_alerts(*database_, 1h));
        QCOMPARE(insight::count_open_alerts(*database_).at(0).at_risk_minor, std::int64_t{1'500});
    }

    /// Several nodes look at once: one alert per cause all the same.
    void severalNodesRaiseOneAlert()
    {
        static_cast<void>(stage_->hold());
        advance("11 minutes");
        Connection other(cluster_.dsn() + " dbname=" + stage_->text("select current_database()"));
        {
            storage::Transaction under_way(other);
            QCOMPARE(insight::raise_alerts(other, 1h).raised, std::int64_t{1});
            QCOMPARE(insight::raise_alerts(*database_, 1h).raised, std::int64_t{0}); // not waited for
            under_way.commit();
        }
        QCOMPARE(insight::raise_alerts(*database_, 1h).open, std::int64_t{1});
    }

    void everyReasonIsNamed()
    {
        const auto text = stage_->text("select prosrc from pg_proc where proname = 'stuck'");
        for (const auto reason : insight::stuck_reasons)
            QVERIFY2(text.find("'" + std::string(reason) + "'") != std::string::npos, std::string(reason).c_str());
    }
};

QTEST_APPLESS_MAIN(StuckTest)
#include "stuck_test.moc"

#include "backend/booking/batch.h"
#include "backend/storage/connection.h"
#include "tests/booking/town.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <set>
#include <thread>

using namespace holdfast;
using namespace holdfast::booking;
using storage::Connection;
using storage::Transaction;

namespace {

/// A part of a function's source and what a careless author would have written instead.
struct Mutation
{
    std::string function;
    std::string original;
    std::string replacement;
};

/// Re-creates the function with every occurrence replaced; the original must occur, so that no mutation rots.
void mutate(Connection &database, const Mutation &mutation)
{
    const auto rows = database.query("select pg_get_functiondef(oid) from pg_proc where proname = $1 and "
                                     "pronamespace = 'holdfast'::regnamespace", {mutation.function});
    std::string source = rows.text(0, 0);
    std::size_t replaced = 0;
    for (auto at = source.find(mutation.original); at != std::string::npos;
         at = source.find(mutation.original, at + mutation.replacement.size())) {
        source.replace(at, mutation.original.size(), mutation.replacement);
        ++replaced;
    }
    if (replaced == 0)
        throw std::logic_error("nothing to mutate in " + mutation.function + ": " + mutation.original);
    database.run_script(source);
}

/// Waits until exactly this many sessions of the database wait for a lock.
bool sessions_wait_for_locks(Connection &database, int count)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
        const auto rows = database.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                                         "datname = current_database()");
        if (rows.integer(0, 0) == count)
            return true;
    }
    return false;
}

template <typename Command>
std::future<std::string> run_in_background(const std::string &dsn, Command command)
{
    return std::async(std::launch::async, [dsn, command] {
        Connection database(dsn);
        try {
            return test::short_name(test::run_one(database, command));
        } catch (const storage::StatementFailed &error) {
            return "SQLSTATE " + error.sqlstate();
        }
    });
}

std::int64_t number(Connection &database, const std::string &sql)
{
    return database.query(sql).integer(0, 0);
}

} // namespace

/// One test per rule of the write path (ARCHITECTURE.md). Each runs twice: on the functions as they are, where the rule must hold,
/// and with the rule broken in the way that once seemed fine, where the test must notice.
class RulesTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    /// A probe returns what it saw wrong; empty means the rule held.
    using Probe = std::function<std::string(const std::string &dsn)>;

    void both_ways(const Mutation &mutation, const std::string &relax, const Probe &probe)
    {
        const std::string sound = cluster_.fresh_database();
        const std::string seen = probe(sound);
        QVERIFY2(seen.empty(), seen.c_str());

        const std::string broken = cluster_.fresh_database();
        {
            Connection database(broken);
            if (!relax.empty())
                database.run_script(relax);
            mutate(database, mutation);
        }
        std::string noticed;
        try {
            noticed = probe(broken);
        } catch (const std::logic_error &error) {
            noticed = error.what(); // an answer that makes no sense is noticed too
        }
        QVERIFY2(!noticed.empty(), "the rule was broken and nothing was noticed");
        qInfo("noticed when broken: %s", noticed.c_str());
    }

    static constexpr const char *no_check = "alter table holdfast.slot drop constraint slot_not_oversold";

private slots:
    /// Rule 1: the statement that waited for the lock does not decide; a later one with a fresh snapshot does.
    void decisionsAreMadeAfterTheLocks()
    {
        const Mutation mutation{"hold_batch", "order by id\n        for no key update", "order by id"};
        both_ways(mutation, no_check, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Uuid slot = town.add_slot(1);
            Connection first(dsn);
            Transaction transaction(first);
            if (test::short_name(test::run_one(first, test::make_hold(town.partner(0), slot, "a"))) != "DONE")
                return "the first hold failed";
            auto second = run_in_background(dsn, test::make_hold(town.partner(1), slot, "b"));
            if (!sessions_wait_for_locks(database, 1))
                return "the second hold did not wait for the first";
            transaction.commit();
            const std::string outcome = second.get();
            return outcome == "INSUFFICIENT_SEATS" ? "" : "the last seat was given twice: " + outcome;
        });
    }

    /// Rule 2: one order of locks, so that batches over the same slots in any order never deadlock.
    void locksAreTakenInOneOrder()
    {
        const Mutation mutation{"hold_batch", "order by id\n        for no key update",
                                "order by array_position(p_slots, id)\n        for no key update"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database, 4);
            std::vector<Uuid> bookable;
            for (int i = 0; i < 8; ++i)
                bookable.push_back(town.add_slot(1'000'000));
            std::atomic<int> deadlocks{0};
            std::vector<std::thread> nodes;
            for (int node = 0; node < 4; ++node) {
                nodes.emplace_back([&, node] {
                    Connection own(dsn);
                    // Each node names the slots in a direction of its own.
                    for (int round = 0; round < 60 && deadlocks == 0; ++round) {
                        std::vector<Hold> holds;
                        for (std::size_t i = 0; i < bookable.size(); ++i) {
                            const std::size_t at = node % 2 ? bookable.size() - 1 - i : i;
                            holds.push_back(test::make_hold(town.partner(static_cast<std::size_t>(node)), bookable[at],
                                                            std::to_string(round) + '/' + std::to_string(i)));
                        }
                        std::vector<const Hold *> batch;
                        for (const Hold &hold : holds)
                            batch.push_back(&hold);
                        try {
                            (void)run_batch(own, batch);
                        } catch (const storage::StatementFailed &error) {
                            deadlocks += error.sqlstate() == "40P01";
                        }
                    }
                });
            }
            for (auto &node : nodes)
                node.join();
            return deadlocks == 0 ? "" : std::to_string(deadlocks) + " deadlocks";
        });
    }

    /// Rule 2: changes lock slots in the same order as holds do, whatever order they name them in.
    void changesLockInOneOrder()
    {
        const Mutation mutation{"change_batch", "where id = any (v_slots) order by id for no key update",
                                "where id = any (v_slots) order by id desc for no key update"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Uuid low = town.add_slot(5);
            const Uuid high = town.add_slot(5);
            std::vector<Change> releases;
            for (const Uuid &slot : {high, low}) {
                const Hold hold = test::make_hold(town.partner(0), slot, slot.to_string());
                (void)test::run_one(database, hold);
                releases.push_back(test::make_change(hold.reservation_id, booking::Verb::Release, town.partner(0), slot.to_string()));
            }
            Connection holder(dsn);
            std::optional<Transaction> transaction(std::in_place, holder);
            holder.query("select from holdfast.slot where id = $1 for update", {low.to_string()});
            auto batch = std::async(std::launch::async, [&] {
                Connection own(dsn);
                const Change *const both[] = {&releases[0], &releases[1]};
                return run_batch(own, std::span<const Change *const>(both)).size();
            });
            if (!sessions_wait_for_locks(database, 1))
                return "the batch did not wait for the lower slot";
            std::string wrong;
            try {
                database.query("select from holdfast.slot where id = $1 for update nowait", {high.to_string()});
            } catch (const storage::StatementFailed &error) {
                wrong = "the higher slot was locked before the lower: " + error.sqlstate();
            }
            transaction.reset();
            return batch.get() == 2 ? wrong : "not every command was answered";
        });
    }

    /// Rule 2: who finds its reservation on another slot than the one it has locked starts again.
    void aReservationThatMovedIsNotTouched()
    {
        const Mutation mutation{"change_batch", "and slot_id <> all (v_slots)", "and false"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Uuid from = town.add_slot(5);
            const Uuid to = town.add_slot(5);
            const Hold hold = test::make_hold(town.partner(0), from, "a");
            (void)test::run_one(database, hold);
            Connection mover(dsn);
            Transaction transaction(mover);
            mover.query("select from holdfast.slot order by id for update");
            auto confirm = run_in_background(dsn, test::make_change(hold.reservation_id, booking::Verb::Confirm, town.partner(0), "c"));
            if (!sessions_wait_for_locks(database, 1))
                return "the confirmation did not wait";
            mover.query("update holdfast.reservation set slot_id = $1", {to.to_string()});
            mover.query("update holdfast.slot set held = (id = $1)::integer, version = version + 1", {to.to_string()});
            transaction.commit();
            const std::string outcome = confirm.get();
            return outcome == "SQLSTATE 40001" ? "" : "a slot that was not locked was counted: " + outcome;
        });
    }

    /// Rule 3: a hold that waited lasts from when it got the place.
    void aHoldLastsFromAfterTheLocks()
    {
        const std::string locks = "        perform from holdfast.slot\n"
                                  "        where id = any (array(select p_slots[i] from unnest(v_open) as i))\n"
                                  "        order by id\n"
                                  "        for no key update;\n";
        const std::string clock = "        v_now := holdfast.now();\n";
        const Mutation mutation{"hold_batch", locks + '\n' + clock, clock + locks};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::mark_as_sandbox(database);
            test::Town town(database);
            const Uuid slot = town.add_slot(1);
            Connection blocker(dsn);
            Transaction transaction(blocker);
            blocker.query("select from holdfast.slot for update");
            auto hold = run_in_background(dsn, test::make_hold(town.partner(0), slot, "a"));
            if (!sessions_wait_for_locks(database, 1))
                return "the hold did not wait";
            database.query("select holdfast.advance_clock('5 minutes')");
            transaction.commit();
            if (const std::string outcome = hold.get(); outcome != "DONE")
                return "the hold failed: " + outcome;
            const auto early = number(database, "select (deadline < holdfast.now() + interval '9 minutes')::integer "
                                                "from holdfast.reservation");
            return early == 0 ? "" : "the hold is cut short by the time it waited";
        });
    }

    /// Rule 3: time is read after the locks. Who waited past the deadline is too late.
    void timeIsReadAfterTheLocks()
    {
        const Mutation mutation{"change_batch", "        v_now := holdfast.now();\n        for r in\n            select i as ordinal",
                                "        for r in\n            select i as ordinal"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::mark_as_sandbox(database);
            test::Town town(database);
            const Hold hold = test::make_hold(town.partner(0), town.add_slot(1), "a");
            (void)test::run_one(database, hold);
            Connection blocker(dsn);
            Transaction transaction(blocker);
            blocker.query("select from holdfast.slot for update");
            auto confirm = run_in_background(dsn, test::make_change(hold.reservation_id, booking::Verb::Confirm, town.partner(0), "c"));
            if (!sessions_wait_for_locks(database, 1))
                return "the confirmation did not wait";
            database.query("select holdfast.advance_clock('11 minutes')");
            transaction.commit();
            const std::string outcome = confirm.get();
            return outcome == "RESERVATION_NOT_FOUND" ? "" : "confirmed past the deadline: " + outcome;
        });
    }

    /// Rule 4: refusals and replays need no lock: they are answered while another transaction holds the slot.
    void refusalsAndReplaysTakeNoLock()
    {
        const Mutation mutation{"hold_batch", "elsif r.refusal is not null then", "elsif false then"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Uuid slot = town.add_slot(1);
            const Hold hold = test::make_hold(town.partner(0), slot, "a");
            (void)test::run_one(database, hold);
            Connection blocker(dsn);
            Transaction transaction(blocker);
            blocker.query("select from holdfast.slot for update");
            storage::ConnectionOptions impatient;
            impatient.lock_timeout = std::chrono::milliseconds(50);
            Connection client(dsn, impatient);
            const std::vector<std::pair<Hold, std::string>> cases = {
                {test::make_hold(town.partner(0), slot, "b"), "INSUFFICIENT_SEATS"},
                {test::make_hold(town.partner(0), slot, "a"), "REPLAYED"},
                {test::make_hold(town.partner(0), slot, "a", 1, 7), "IDEMPOTENCY_KEY_REUSED"},
                {test::make_hold(town.partner(0), Uuid::make_v7(), "b"), "SLOT_NOT_FOUND"},
            };
            for (const auto &[command, expected] : cases) {
                try {
                    const std::string outcome = test::short_name(test::run_one(client, command));
                    if (outcome != expected)
                        return "expected " + expected + ", got " + outcome;
                } catch (const storage::StatementFailed &error) {
                    return "waited for a lock to say " + expected + ": " + error.what();
                }
            }
            return {};
        });
    }

    /// Rule 4: a creation's key is decided by its unique index; a row that lost counts for nothing.
    void onlyInsertedRowsCount()
    {
        const Mutation mutation{"hold_batch", "from inserted group by slot_id",
                                "from (select p_slots[i] as slot_id, p_quantities[i] as quantity "
                                "from unnest(v_taken) as i) x group by slot_id"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Uuid one = town.add_slot(5);
            const Uuid other = town.add_slot(5);
            Connection first(dsn);
            Transaction transaction(first);
            (void)test::run_one(first, test::make_hold(town.partner(0), one, "same", 1, 1));
            auto loser = run_in_background(dsn, test::make_hold(town.partner(0), other, "same", 1, 2));
            if (!sessions_wait_for_locks(database, 1))
                return "the second use of the key did not wait for the first";
            transaction.commit();
            const std::string outcome = loser.get();
            if (outcome != "IDEMPOTENCY_KEY_REUSED")
                return "the same key made two reservations: " + outcome;
            const auto violations = test::find_violations(database);
            return violations.empty() ? "" : violations.front();
        });
    }

    /// Rule 4: who was refused because of a row that then lost its key gets the place after all.
    void theRefusedBehindALostRowAreLookedAtAgain()
    {
        const Mutation mutation{"hold_batch", "v_inserted = (select count(*)", "true or v_inserted = (select count(*)"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Uuid elsewhere = town.add_slot(5);
            const Uuid slot = town.add_slot(1);
            Connection first(dsn);
            Transaction transaction(first);
            (void)test::run_one(first, test::make_hold(town.partner(0), elsewhere, "same", 1, 1));
            auto batch_outcome = std::async(std::launch::async, [&] {
                Connection own(dsn);
                const Hold loser = test::make_hold(town.partner(0), slot, "same", 1, 2);
                const Hold behind = test::make_hold(town.partner(1), slot, "mine");
                const Hold *const batch[] = {&loser, &behind};
                const auto outcomes = run_batch(own, std::span<const Hold *const>(batch));
                return test::short_name(outcomes[0]) + ' ' + test::short_name(outcomes[1]);
            });
            if (!sessions_wait_for_locks(database, 1))
                return "the batch did not wait";
            transaction.commit();
            const std::string outcome = batch_outcome.get();
            return outcome == "IDEMPOTENCY_KEY_REUSED DONE" ? "" : "a free seat was refused: " + outcome;
        });
    }

    /// Rule 4: other commands claim their key first and give it back when they are refused.
    void aRefusedClaimIsGivenBack()
    {
        const Mutation mutation{"change_batch", "where v_outcomes[i] <> 'DONE' and k.partner_id",
                                "where false and k.partner_id"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Hold hold = test::make_hold(town.partner(0), town.add_slot(1), "a");
            (void)test::run_one(database, hold);
            Connection first(dsn);
            Transaction transaction(first);
            (void)test::run_one(first, test::make_change(hold.reservation_id, booking::Verb::Release, town.partner(0), "r"));
            auto late = run_in_background(dsn, test::make_change(hold.reservation_id, booking::Verb::Confirm, town.partner(0), "c"));
            if (!sessions_wait_for_locks(database, 1))
                return "the confirmation did not wait for the release";
            transaction.commit();
            if (const std::string outcome = late.get(); outcome != "RESERVATION_NOT_FOUND")
                return "confirmed after the release: " + outcome;
            const auto bound = number(database, "select count(*) from holdfast.command_key where key = 'c'");
            return bound == 0 ? "" : "a refusal kept its key";
        });
    }

    /// Rule 4: the second of two concurrent commands with one key waits for the first and replays it.
    void concurrentCommandsWithOneKeyAreOneEffect()
    {
        const Mutation mutation{"change_batch", "where p_keys[i] is null or (p_partners[i], p_keys[i]) in",
                                "where true or (p_partners[i], p_keys[i]) in"};
        both_ways(mutation, {}, [](const std::string &dsn) -> std::string {
            Connection database(dsn);
            test::Town town(database);
            const Hold hold = test::make_hold(town.partner(0), town.add_slot(1), "a");
            (void)test::run_one(database, hold);
            Connection first(dsn);
            Transaction transaction(first);
            const Change confirm = test::make_change(hold.reservation_id, booking::Verb::Confirm, town.partner(0), "c");
            (void)test::run_one(first, confirm);
            auto repeat = run_in_background(dsn, confirm);
            if (!sessions_wait_for_locks(database, 1))
                return "the repeat did not wait";
            transaction.commit();
            const std::string outcome = repeat.get();
            return outcome == "REPLAYED" ? "" : "the repeat was not a replay: " + outcome;
        });
    }

    /// Rule 6: a bug in the functions meets the constraints.
    void constraintsStandBehind_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("constraint");
        QTest::newRow("oversold") << "update holdfast.slot set held = capacity + 1" << "slot_not_oversold";
        QTest::newRow("oversold by confirmations") << "update holdfast.slot set confirmed = capacity + 1" << "slot_not_oversold";
        QTest::newRow("negative held") << "update holdfast.slot set held = -1" << "slot_counters_not_negative";
        QTest::newRow("negative confirmed") << "update holdfast.slot set confirmed = -1" << "slot_counters_not_negative";
        QTest::newRow("key twice") << "insert into holdfast.reservation select gen_random_uuid(), slot_id, partner_id, state, "
                                      "quantity, version, deadline, created_at, changed_at, creation_key, "
                                      "creation_fingerprint, '', '' from holdfast.reservation"
                                   << "reservation_creation_key";
        QTest::newRow("held for ever") << "update holdfast.reservation set deadline = null"
                                       << "reservation_deadline_while_in_flight";
        QTest::newRow("unknown state") << "update holdfast.reservation set state = 'NOWHERE'"
                                       << "reservation_deadline_while_in_flight";
        QTest::newRow("overlapping appointments")
            << "insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement) select "
               "gen_random_uuid(), vendor_id, 'appointment', starts_at, ends_at, 1, 'free' from holdfast.slot, "
               "generate_series(1, 2)"
            << "slot_appointments_exclusive";
    }
    void constraintsStandBehind()
    {
        QFETCH(QString, sql);
        QFETCH(QString, constraint);
        Connection database(cluster_.fresh_database());
        test::Town town(database);
        (void)test::run_one(database, test::make_hold(town.partner(0), town.add_slot(3), "a"));
        try {
            database.run_script(sql.toStdString());
            QFAIL("the database accepted it");
        } catch (const storage::StatementFailed &error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(constraint), error.what());
        }
    }

    void theEventLogIsAppendOnly_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("update") << "update holdfast.reservation_event set actor = 'nobody'";
        QTest::newRow("delete") << "delete from holdfast.reservation_event";
        QTest::newRow("truncate") << "truncate holdfast.reservation_event";
    }
    void theEventLogIsAppendOnly()
    {
        QFETCH(QString, sql);
        Connection database(cluster_.fresh_database());
        test::Town town(database);
        (void)test::run_one(database, test::make_hold(town.partner(0), town.add_slot(3), "a"));
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed, database.run_script(sql.toStdString()));
        QCOMPARE(number(database, "select count(*) from holdfast.reservation_event"), std::int64_t{1});
    }

    void theClockMovesInASandboxOnlyAndNeverBack()
    {
        Connection database(cluster_.fresh_database());
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed, database.query("select holdfast.advance_clock('1 minute')"));
        test::mark_as_sandbox(database);
        database.query("select holdfast.advance_clock('1 minute')");
        QVERIFY(number(database, "select (holdfast.now() - clock_timestamp() > '59 seconds')::integer") == 1);
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed, database.query("select holdfast.advance_clock('-1 second')"));
    }
};

QTEST_APPLESS_MAIN(RulesTest)
#include "rules_test.moc"

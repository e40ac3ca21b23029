#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "backend/booking/expire.h"
#include "backend/booking/lanes.h"
#include "backend/storage/connection.h"
#include "tests/booking/town.h"
#include "tests/support/eventually.h"
#include "tests/support/test_cluster.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <thread>

using namespace holdfast;
using namespace holdfast::booking;
using storage::Connection;
using storage::Transaction;

namespace {

/// Collects replies and waits for them.
class Replies final
{
public:
    Reply expect(std::size_t slot)
    {
        const std::lock_guard lock(mutex_);
        ++expected_;
        return [this, slot](Outcome outcome) {
            const std::lock_guard reply_lock(mutex_);
            outcomes_.emplace(slot, std::move(outcome));
            arrived_.notify_all();
        };
    }
    /// All that were expected, by slot. Fails loudly when one does not come.
    std::multimap<std::size_t, Outcome> wait()
    {
        std::unique_lock lock(mutex_);
        if (!arrived_.wait_for(lock, std::chrono::seconds(30), [this] { return outcomes_.size() == expected_; }))
            qFatal("%zu of %zu replies came", outcomes_.size(), expected_);
        return outcomes_;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::size_t expected_ = 0;
    std::multimap<std::size_t, Outcome> outcomes_;
};

std::map<std::string, int> tally(const std::multimap<std::size_t, Outcome> &outcomes)
{
    std::map<std::string, int> counts;
    for (const auto &[slot, outcome] : outcomes)
        ++counts[test::short_name(outcome)];
    return counts;
}

/// What is logged while it lives.
class LogCapture final
{
public:
    LogCapture() : before_(spdlog::default_logger())
    {
        spdlog::set_default_logger(
            std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_, true)));
    }
    ~LogCapture() { spdlog::set_default_logger(before_); }
    LogCapture(const LogCapture &) = delete;
    LogCapture &operator=(const LogCapture &) = delete;
    [[nodiscard]] QString text() const { return QString::fromStdString(text_.str()); }

private:
    std::ostringstream text_;
    std::shared_ptr<spdlog::logger> before_;
};

} // namespace

class LanesTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    static LaneOptions options(const std::string &dsn, std::size_t lanes = 2)
    {
        LaneOptions result;
        result.dsn = dsn;
        result.lanes = lanes;
        return result;
    }

private slots:
    /// Two nodes, several lanes, many threads, one hot slot and some cool ones: nothing is oversold, and as nothing is
    /// given back, nobody is refused while there is room.
    void nodesTogetherFillEverySlotExactly()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database, 8);
        constexpr int capacity = 97;
        std::vector<Uuid> bookable;
        for (int i = 0; i < 5; ++i)
            bookable.push_back(town.add_slot(capacity));
        Lanes first(options(dsn));
        Lanes second(options(dsn, 3));
        Replies replies;
        std::vector<std::thread> clients;
        for (std::size_t client = 0; client < 8; ++client) {
            clients.emplace_back([&, client] {
                std::mt19937 random(static_cast<unsigned>(client));
                for (int i = 0; i < 250; ++i) {
                    const std::size_t slot = random() % 2 ? 0 : random() % bookable.size();
                    // A few keys are used again, for other slots too.
                    const std::string key = std::to_string(random() % 8 ? i : i / 2);
                    (random() % 2 ? first : second)
                        .submit(test::make_hold(town.partner(client), bookable[slot], key, 1, int(slot)), replies.expect(slot));
                }
            });
        }
        for (auto &client : clients)
            client.join();
        std::map<std::size_t, std::set<Uuid>> made;
        std::map<std::size_t, int> refused;
        for (const auto &[slot, outcome] : replies.wait()) {
            if (const auto *done = std::get_if<Done>(&outcome); done && !done->replayed)
                QVERIFY2(made[slot].insert(done->reservation.id).second, "one reservation was answered as made twice");
            else if (test::short_name(outcome) == "INSUFFICIENT_SEATS")
                ++refused[slot];
            else
                QVERIFY2(test::short_name(outcome) == "REPLAYED" || test::short_name(outcome) == "IDEMPOTENCY_KEY_REUSED",
                         test::short_name(outcome).c_str());
        }
        QVERIFY2(refused[0] > 100, "the hot slot was not contended");
        for (std::size_t slot = 0; slot < bookable.size(); ++slot) {
            QVERIFY(made[slot].size() <= capacity);
            if (refused[slot] > 0)
                QCOMPARE(made[slot].size(), std::size_t{capacity});
        }
        const auto violations = test::find_violations(database);
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
        QVERIFY2(first.metrics().largest_batch > 1, "nothing was ever batched");
    }

    /// Everything at once: two nodes, holds, confirmations, releases, repeats, a jumping clock and a sweeper. Whatever
    /// the order was, the books balance and every acknowledged effect is there exactly once.
    void nodesClockAndSweeperTogetherKeepTheBooks()
    {
        constexpr unsigned seed = 20'261'121;
        qInfo("seed %u", seed);
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::mark_as_sandbox(database);
        constexpr std::size_t clients = 6;
        test::Town town(database, clients);
        std::vector<Uuid> bookable;
        for (int i = 0; i < 6; ++i)
            bookable.push_back(town.add_slot(30));
        Lanes first(options(dsn));
        Lanes second(options(dsn));

        std::mutex mutex; // made, effects
        std::vector<std::pair<Uuid, std::size_t>> made;
        std::map<std::pair<std::size_t, std::string>, int> effects; // by partner and key
        std::map<Uuid, State> acknowledged;
        std::atomic<int> unknown{0};
        const auto client = [&](std::size_t number) {
            std::mt19937 random(seed + static_cast<unsigned>(number));
            for (int i = 0; i < 300; ++i) {
                Command command;
                std::size_t caller = number;
                std::string key = std::to_string(random() % 5 ? i : i / 3);
                std::unique_lock lock(mutex);
                if (made.empty() || random() % 2) {
                    key = "h" + key;
                    command = test::make_hold(town.partner(number), bookable[random() % bookable.size()], key,
                                              1 + static_cast<int>(random() % 3));
                } else {
                    key = "c" + key;
                    const auto &[id, owner] = made[random() % made.size()];
                    caller = random() % 8 ? owner : number;
                    key += '/' + std::to_string(number); // callers share partners here, but not their keys
                    command = test::make_change(id, random() % 2 ? booking::Verb::Confirm : booking::Verb::Release, town.partner(caller), key);
                }
                lock.unlock();
                Replies reply;
                (random() % 2 ? first : second).submit(command, reply.expect(0));
                const Outcome outcome = reply.wait().begin()->second;
                unknown += std::holds_alternative<Unknown>(outcome);
                const auto *done = std::get_if<Done>(&outcome);
                if (!done || done->replayed)
                    continue;
                lock.lock();
                ++effects[{caller, key}];
                if (std::holds_alternative<Hold>(command))
                    made.emplace_back(done->reservation.id, number);
                else
                    acknowledged[done->reservation.id] = done->reservation.state;
            }
        };
        std::vector<std::thread> threads;
        for (std::size_t number = 0; number < clients; ++number)
            threads.emplace_back(client, number);
        std::atomic<bool> over{false};
        std::size_t expired = 0;
        std::thread sweeper([&] {
            Connection own(dsn);
            while (!over) {
                own.query("select holdfast.advance_clock('20 seconds')");
                const auto due = own.query("select id from holdfast.reservation where deadline <= holdfast.now()");
                std::vector<Uuid> ids;
                for (std::size_t row = 0; row < due.size(); ++row)
                    ids.push_back(due.uuid(row, 0));
                expired += expire(own, ids, "expiry");
            }
        });
        for (auto &thread : threads)
            thread.join();
        over = true;
        sweeper.join();

        QCOMPARE(unknown.load(), 0);
        QVERIFY2(expired > 0 && acknowledged.size() > 20, "the run was too tame");
        for (const auto &[key, count] : effects)
            QVERIFY2(count == 1, key.second.c_str());
        QCOMPARE(database.query("select count(*) from holdfast.reservation").integer(0, 0), std::int64_t(made.size()));
        for (const auto &[id, state] : acknowledged) {
            QCOMPARE(database.query("select state from holdfast.reservation where id = $1", {id.to_string()}).text(0, 0),
                     std::string(name(state)));
        }
        const auto violations = test::find_violations(database);
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
    }

    void oneKeyInManyCommandsAtOnceIsOneEffect()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(50);
        Lanes first(options(dsn));
        Lanes second(options(dsn));
        Replies replies;
        for (int i = 0; i < 40; ++i)
            (i % 2 ? first : second).submit(test::make_hold(town.partner(0), slot, "one"), replies.expect(0));
        auto counts = tally(replies.wait());
        QCOMPARE(counts["DONE"], 1);
        QCOMPARE(counts["REPLAYED"], 39);
        const Uuid reservation = database.query("select id from holdfast.reservation").uuid(0, 0);
        Replies confirmations;
        for (int i = 0; i < 40; ++i) {
            (i % 2 ? first : second)
                .submit(test::make_change(reservation, booking::Verb::Confirm, town.partner(0), "two"), confirmations.expect(0));
        }
        counts = tally(confirmations.wait());
        QCOMPARE(counts["DONE"], 1);
        QCOMPARE(counts["REPLAYED"], 39);
    }

    /// Confirm, release and expire race for the same reservations: each ends exactly once.
    void changesRacingForOneReservationHaveOneWinner()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(100);
        Lanes first(options(dsn));
        Lanes second(options(dsn));
        Replies replies;
        std::vector<Hold> holds;
        for (std::size_t i = 0; i < 100; ++i) {
            holds.push_back(test::make_hold(town.partner(0), slot, std::to_string(i)));
            first.submit(holds.back(), replies.expect(i));
        }
        replies.wait();
        Replies changes;
        for (std::size_t i = 0; i < holds.size(); ++i) {
            const Uuid id = holds[i].reservation_id;
            first.submit(test::make_change(id, booking::Verb::Confirm, town.partner(0), "c" + std::to_string(i)), changes.expect(i));
            second.submit(test::make_change(id, booking::Verb::Release, town.partner(0), "r" + std::to_string(i)), changes.expect(i));
            second.submit(test::make_change(id, booking::Verb::Confirm, town.partner(0), "d" + std::to_string(i)), changes.expect(i));
        }
        std::map<std::size_t, int> winners;
        for (const auto &[i, outcome] : changes.wait()) {
            QVERIFY(test::short_name(outcome) != "UNKNOWN");
            winners[i] += std::holds_alternative<Done>(outcome);
        }
        for (std::size_t i = 0; i < holds.size(); ++i)
            QCOMPARE(winners[i], 1);
        const auto violations = test::find_violations(database);
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
    }

    /// Rule 5: a value the database does not take fails alone.
    void aPoisonCommandFailsAlone()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(500);
        Lanes lanes(options(dsn, 1));
        // While the slot is locked the commands gather, so that they stand in one batch.
        Connection blocker(dsn);
        std::optional<Transaction> transaction(std::in_place, blocker);
        blocker.query("select from holdfast.slot for update");
        Replies replies;
        lanes.submit(test::make_hold(town.partner(0), slot, "first"), replies.expect(0));
        QTRY_COMPARE(lanes.metrics().queued, std::size_t{0});
        for (int i = 0; i < 100; ++i) {
            Hold hold = test::make_hold(town.partner(0), slot, "k" + std::to_string(i));
            if (i == 42)
                hold.requester_id = "\xff\xfe";
            lanes.submit(std::move(hold), replies.expect(i == 42 ? 42 : 0));
        }
        transaction.reset();
        for (const auto &[slot_number, outcome] : replies.wait())
            QCOMPARE(test::short_name(outcome), std::string(slot_number == 42 ? "VALIDATION_FAILED" : "DONE"));
        QCOMPARE(lanes.metrics().poisoned, std::uint64_t{1});
    }

    /// Rule 5: a lock time-out runs the batch again.
    void aLockTimeoutIsRunAgain()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(5);
        Lanes lanes(options(dsn, 1));
        Connection blocker(dsn);
        std::optional<Transaction> transaction(std::in_place, blocker);
        blocker.query("select from holdfast.slot for update");
        Replies replies;
        lanes.submit(test::make_hold(town.partner(0), slot, "a"), replies.expect(0));
        QTRY_VERIFY(lanes.metrics().reruns >= 1);
        transaction.reset();
        QCOMPARE(tally(replies.wait())["DONE"], 1);
    }

    /// Rule 5: bounded by what its commands have waited already. Nobody is told later, or of something carried out later.
    void aSlotThatStaysLockedIsGivenUp()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(5);
        Lanes lanes(options(dsn, 1));
        QTRY_VERIFY(lanes.metrics().connected);
        Connection blocker(dsn);
        std::optional<Transaction> transaction(std::in_place, blocker);
        blocker.query("select from holdfast.slot for update");
        Replies replies;
        const auto started = std::chrono::steady_clock::now();
        lanes.submit(test::make_hold(town.partner(0), slot, "a"), replies.expect(0));
        const auto outcomes = replies.wait();
        QVERIFY(std::chrono::steady_clock::now() - started < std::chrono::seconds(3));
        const auto *unknown = std::get_if<Unknown>(&outcomes.begin()->second);
        QVERIFY(unknown && !unknown->attempted);
        QVERIFY(lanes.metrics().reruns >= 1);
        QCOMPARE(lanes.metrics().timed_out_waiting, std::uint64_t{1});
        transaction.reset();
        Replies next;
        lanes.submit(test::make_hold(town.partner(0), slot, "b"), next.expect(0));
        QCOMPARE(tally(next.wait())["DONE"], 1);
        QCOMPARE(database.query("select creation_key from holdfast.reservation").text(0, 0), std::string("b"));
    }

    /// Rule 5: a deadlock runs the batch again.
    void aDeadlockIsRunAgain()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        database.run_script("do $$ begin execute format('alter database %I set deadlock_timeout = 10', current_database()); end $$");
        test::Town town(database);
        const Uuid before = town.add_slot(5);
        const Uuid first = town.add_slot(5);
        const Uuid second = town.add_slot(5); // of a later id: locked after the first
        Lanes lanes(options(dsn, 1));
        QTRY_VERIFY(lanes.metrics().connected);
        const auto waiting = [&](int sessions) {
            return database.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                                  "datname = current_database()").integer(0, 0) == sessions;
        };
        std::array<Connection, 3> others = {Connection(dsn), Connection(dsn), Connection(dsn)};
        std::array<std::optional<Transaction>, 3> locks;
        for (std::size_t i = 0; i < others.size(); ++i) {
            others[i].query("set deadlock_timeout = '1 min'"); // the lane is to find it
            locks[i].emplace(others[i]);
            others[i].query("select from holdfast.slot where id = $1 for update",
                            {(i == 0 ? before : i == 1 ? first : second).to_string()});
        }
        Replies replies;
        lanes.submit(test::make_hold(town.partner(0), before, "a"), replies.expect(0));
        QTRY_VERIFY(waiting(1));
        lanes.submit(test::make_hold(town.partner(0), first, "b"), replies.expect(0)); // these two are one batch
        lanes.submit(test::make_hold(town.partner(0), second, "c"), replies.expect(0));
        locks[0].reset();
        QTRY_VERIFY(lanes.metrics().queued == 0 && waiting(1)); // for the first
        std::thread crossing([&] {
            others[2].query("select from holdfast.slot where id = $1 for update", {first.to_string()});
            locks[2].reset();
        });
        const bool crossed = test::eventually([&] { return waiting(2); });
        const auto freed = std::chrono::steady_clock::now();
        locks[1].reset(); // the lane has the first and waits for the second, whose holder waits for the first
        crossing.join();
        QVERIFY(crossed);
        QVERIFY2(std::chrono::steady_clock::now() - freed < std::chrono::milliseconds(900), "a lock time-out ended it");
        QCOMPARE(tally(replies.wait())["DONE"], 3);
        QVERIFY(lanes.metrics().reruns >= 1);
    }

    /// A full disk fails every batch that writes. It is told of once, without the statement, until it is over; one that
    /// only refuses does not end it, and time does, when nothing is tried any more.
    void aDatabaseThatCannotWriteIsToldOfOnce()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(50);
        database.run_script("create function holdfast.full() returns trigger language plpgsql as "
                            "$$ begin raise exception 'no space left' using errcode = '53100'; end $$;"
                            "create trigger full_disk before insert on holdfast.reservation "
                            "for each row execute function holdfast.full()");
        const LogCapture log;
        Lanes lanes(options(dsn, 1));
        const auto ask = [&](const Uuid &where, const std::string &key) {
            Replies replies;
            lanes.submit(test::make_hold(town.partner(0), where, key), replies.expect(0));
            return tally(replies.wait()).begin()->first;
        };
        QVERIFY(lanes.metrics().writable);
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(ask(slot, "full-" + std::to_string(i)), std::string("UNKNOWN"));
            QCOMPARE(ask(Uuid::make_v7(), "nowhere-" + std::to_string(i)), std::string("SLOT_NOT_FOUND"));
        }
        QVERIFY(!lanes.metrics().writable);
        QCOMPARE(lanes.metrics().rolled_back, std::uint64_t{20});
        QCOMPARE(log.text().count("no space left"), 1);
        QVERIFY2(!log.text().contains("CONTEXT") && !log.text().contains("insert into"), qPrintable(log.text()));

        database.run_script("drop trigger full_disk on holdfast.reservation");
        QCOMPARE(ask(slot, "again"), std::string("DONE"));
        QVERIFY(lanes.metrics().writable);
        QVERIFY2(log.text().contains("20 batches had been rolled back"), qPrintable(log.text()));

        auto forgetful = options(dsn, 1);
        forgetful.refusal_memory = std::chrono::milliseconds(300);
        database.run_script("alter database " + database.query("select quote_ident(current_database())").text(0, 0)
                            + " set default_transaction_read_only = on");
        Lanes readers(forgetful);
        Replies replies;
        readers.submit(test::make_hold(town.partner(0), slot, "read-only"), replies.expect(0));
        QCOMPARE(tally(replies.wait())["UNKNOWN"], 1);
        QVERIFY(!readers.metrics().writable);
        QTRY_VERIFY(readers.metrics().writable);
    }

    void aFullQueueTurnsAwayAtOnce()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(5);
        LaneOptions narrow = options(dsn, 1);
        narrow.queue_capacity = 3;
        Lanes lanes(narrow);
        Connection blocker(dsn);
        std::optional<Transaction> transaction(std::in_place, blocker);
        blocker.query("select from holdfast.slot for update");
        Replies replies;
        lanes.submit(test::make_hold(town.partner(0), slot, "a"), replies.expect(0));
        QTRY_COMPARE(lanes.metrics().queued, std::size_t{0});
        for (int i = 0; i < 5; ++i)
            lanes.submit(test::make_hold(town.partner(0), slot, "b" + std::to_string(i)), replies.expect(0));
        QCOMPARE(lanes.metrics().rejected_full, std::uint64_t{2});
        transaction.reset();
        auto counts = tally(replies.wait());
        QCOMPARE(counts["DONE"], 4);
        QCOMPARE(counts["UNKNOWN"], 2);
    }

    /// A connection that breaks under a call leaves that call's outcome unknown, and only that one's.
    void aBrokenConnectionIsUnknownAndThenMended()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(5);
        Lanes lanes(options(dsn, 1));
        QTRY_VERIFY(lanes.metrics().connected);
        Connection blocker(dsn);
        std::optional<Transaction> transaction(std::in_place, blocker);
        blocker.query("select from holdfast.slot for update");
        Replies replies;
        lanes.submit(test::make_hold(town.partner(0), slot, "a"), replies.expect(0));
        const char *waiting = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        QTRY_COMPARE(database.query(waiting).size(), std::size_t{1});
        database.query("select pg_terminate_backend($1::integer)", {database.query(waiting).text(0, 0)});
        const auto outcomes = replies.wait();
        const auto *unknown = std::get_if<Unknown>(&outcomes.begin()->second);
        QVERIFY(unknown && unknown->attempted);
        transaction.reset();
        Replies again;
        lanes.submit(test::make_hold(town.partner(0), slot, "a"), again.expect(0));
        QCOMPARE(tally(again.wait())["DONE"], 1);
    }

    /// A connection that dies while nothing is asked is replaced before a command needs it: nothing becomes unknown, and
    /// readiness comes back without traffic.
    void aConnectionThatDiesIdleIsReplaced()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(5);
        Lanes lanes(options(dsn, 2));
        const char *sessions = "select count(*) from pg_stat_activity where application_name like 'holdfast lane%' "
                               "and datname = current_database()";
        QTRY_COMPARE(database.query(sessions).integer(0, 0), std::int64_t{2});
        const char *since = "select count(*) from pg_stat_activity where application_name like 'holdfast lane%' "
                            "and datname = current_database() and backend_start > $1::timestamptz";
        const std::string before = database.query("select clock_timestamp()::text").text(0, 0);
        database.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'holdfast lane%' "
                       "and datname = current_database()");
        QTRY_COMPARE(database.query(since, {before}).integer(0, 0), std::int64_t{2});
        QTRY_VERIFY(lanes.metrics().connected);
        Replies replies;
        lanes.submit(test::make_hold(town.partner(0), slot, "a"), replies.expect(0));
        QCOMPARE(tally(replies.wait())["DONE"], 1);
        QCOMPARE(lanes.metrics().unknown, std::uint64_t{0});
    }

    /// A call that hangs is ended by the watchdog, and what waited behind it was for certain not carried out.
    void aHangingCallIsEnded()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(5);
        // The lock is never granted and lock_timeout is longer than the patience. One command is a batch.
        LaneOptions impatient = options(dsn, 1);
        impatient.patience = std::chrono::milliseconds(200);
        impatient.batch_limit = 1;
        Lanes lanes(impatient);
        QTRY_VERIFY(lanes.metrics().connected);
        Connection blocker(dsn);
        std::optional<Transaction> transaction(std::in_place, blocker);
        blocker.query("select from holdfast.slot for update");
        Replies hanging;
        const auto started = std::chrono::steady_clock::now();
        lanes.submit(test::make_hold(town.partner(0), slot, "a"), hanging.expect(0));
        lanes.submit(test::make_hold(town.partner(0), slot, "b"), hanging.expect(1));
        const auto outcomes = hanging.wait();
        const auto attempted = [&](std::size_t command) {
            const auto *unknown = std::get_if<Unknown>(&outcomes.find(command)->second);
            return unknown ? std::optional(unknown->attempted) : std::nullopt;
        };
        QCOMPARE(attempted(0), std::optional(true));
        QCOMPARE(attempted(1), std::optional(false));
        QCOMPARE(lanes.metrics().timed_out_waiting, std::uint64_t{1});
        QVERIFY(std::chrono::steady_clock::now() - started < std::chrono::seconds(1));
        transaction.reset();
        Replies next;
        lanes.submit(test::make_hold(town.partner(0), slot, "c"), next.expect(0));
        QCOMPARE(tally(next.wait())["DONE"], 1);
        QCOMPARE(database.query("select count(*) from holdfast.reservation where creation_key = 'b'").integer(0, 0),
                 std::int64_t{0});
    }

    void anUnreachableDatabaseIsSaidAtOnceAndNothingIsAttempted()
    {
        Lanes lanes(options("host=/nonexistent dbname=holdfast", 1));
        Replies replies;
        lanes.submit(test::make_hold(Uuid::make_v7(), Uuid::make_v7(), "a"), replies.expect(0));
        const auto outcomes = replies.wait();
        const auto *unknown = std::get_if<Unknown>(&outcomes.begin()->second);
        QVERIFY(unknown && !unknown->attempted);
        QVERIFY(!lanes.metrics().connected);
    }

    void drainingSettlesWhatIsQueuedAndRefusesMore()
    {
        const std::string dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Town town(database);
        const Uuid slot = town.add_slot(500);
        Lanes lanes(options(dsn, 1));
        Replies replies;
        for (int i = 0; i < 200; ++i)
            lanes.submit(test::make_hold(town.partner(0), slot, std::to_string(i)), replies.expect(0));
        lanes.drain(std::chrono::seconds(10));
        lanes.submit(test::make_hold(town.partner(0), slot, "late"), replies.expect(0));
        auto counts = tally(replies.wait());
        QCOMPARE(counts["DONE"], 200);
        QCOMPARE(counts["UNKNOWN"], 1);
    }
};

QTEST_APPLESS_MAIN(LanesTest)
#include "lanes_test.moc"

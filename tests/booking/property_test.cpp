#include "backend/booking/batch.h"
#include "backend/booking/expire.h"
#include "backend/storage/connection.h"
#include "tests/booking/model.h"
#include "tests/booking/town.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace holdfast;
using namespace holdfast::booking;

/// Random batches against the plain model: every outcome and the state at the end must be the same.
class PropertyTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    using Random = std::mt19937_64;
    static int pick(Random &random, int from, int to) { return std::uniform_int_distribution(from, to)(random); }

    /// Everything one run works with.
    struct Run
    {
        Run(const std::string &dsn, std::uint64_t seed) : database(dsn), town(database, 3), random(seed)
        {
            test::mark_as_sandbox(database);
            const char *kinds[] = {"appointment", "class", "event"};
            for (int i = 0; i < 12; ++i) {
                const std::string kind = kinds[pick(random, 0, 2)];
                const int capacity = kind == "appointment" ? 1 : pick(random, 1, 40);
                const std::string settlement = pick(random, 0, 4) == 0 ? "card" : "free";
                bookable.push_back(town.add_slot(capacity, kind, settlement));
                model.add_slot(bookable.back(), kind, settlement, capacity);
            }
            bookable.push_back(Uuid::make_v7()); // one that does not exist
        }

        storage::Connection database;
        test::Town town;
        Random random;
        test::Model model;
        std::vector<Uuid> bookable;
        std::vector<Uuid> made; // reservations, and some ids that are none
    };

    /// About as many keys as commands so far, so that keys repeat, with the same body and with others.
    static std::string some_key(Run &run, const char *family)
    {
        return family + std::to_string(pick(run.random, 0, 60 + static_cast<int>(run.made.size())));
    }

    /// The whole answer, and not only its name.
    static void compare(const Outcome &outcome, const test::Model::Verdict &expected)
    {
        QCOMPARE(QString::fromStdString(test::short_name(outcome)), QString::fromStdString(expected.name));
        if (const auto *done = std::get_if<Done>(&outcome)) {
            const Reservation &told = done->reservation;
            QCOMPARE(told.id, expected.reservation);
            QCOMPARE(told.slot_id, expected.slot);
            QCOMPARE(told.quantity, expected.quantity);
            QCOMPARE(told.state, expected.state);
            QCOMPARE(told.version, expected.version);
            QCOMPARE(told.expires_at.has_value(), info(expected.state).in_flight);
        } else if (expected.name == "INVALID_STATE") {
            QCOMPARE(std::get<Refused>(outcome).state, std::optional(expected.state));
        }
    }

    static void holds(Run &run, int size)
    {
        std::vector<Hold> commands;
        std::set<std::pair<Uuid, std::string>> keys;
        for (int i = 0; i < size; ++i) {
            const Uuid slot = run.bookable[static_cast<std::size_t>(pick(run.random, 0, int(run.bookable.size()) - 1))];
            const Uuid partner = run.town.partner(static_cast<std::size_t>(pick(run.random, 0, 2)));
            Hold hold = test::make_hold(partner, slot, some_key(run, "h"), pick(run.random, 0, 3) ? 1 : pick(run.random, 1, 9),
                                        pick(run.random, 0, 2));
            if (pick(run.random, 0, 9) == 0) {
                const auto known = run.model.slot_states().find(slot);
                const auto version = known == run.model.slot_states().end() ? 1 : known->second.version;
                hold.availability_version = version + pick(run.random, -1, 2);
            }
            if (keys.emplace(partner, hold.key).second)
                commands.push_back(std::move(hold));
        }
        std::vector<const Hold *> batch;
        for (const Hold &hold : commands)
            batch.push_back(&hold);
        const auto outcomes = run_batch(run.database, batch);
        // Who is refused, or has been served before, as the batch begins is answered from that moment; the others follow
        // one after another.
        std::vector<test::Model::Verdict> verdicts;
        for (const Hold &hold : commands)
            verdicts.push_back(run.model.judge(hold));
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const auto expected = verdicts[i].name == "DONE" ? run.model.apply(commands[i]) : verdicts[i];
            compare(outcomes[i], expected);
            if (QTest::currentTestFailed())
                return;
            if (expected.name == "DONE")
                run.made.push_back(commands[i].reservation_id);
        }
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const auto *refused = std::get_if<Refused>(&outcomes[i]);
            if (refused && refused->code == ErrorCode::AvailabilityChanged)
                QCOMPARE(refused->slot_version, std::optional(run.model.slot_states().at(commands[i].slot_id).version));
        }
    }

    static void changes(Run &run, int size)
    {
        std::vector<Change> commands;
        std::set<std::pair<Uuid, std::string>> keys;
        std::set<Uuid> reservations;
        for (int i = 0; i < size; ++i) {
            const bool unknown = run.made.empty() || pick(run.random, 0, 30) == 0;
            const Uuid id = unknown ? Uuid::make_v7()
                                    : run.made[static_cast<std::size_t>(pick(run.random, 0, int(run.made.size()) - 1))];
            const auto owner = run.model.reservations().find(id);
            Uuid partner = run.town.partner(static_cast<std::size_t>(pick(run.random, 0, 2)));
            if (owner != run.model.reservations().end() && pick(run.random, 0, 9))
                partner = owner->second.partner;
            const auto verb = pick(run.random, 0, 1) ? booking::Verb::Confirm : booking::Verb::Release;
            Change change = test::make_change(id, verb, partner, some_key(run, "c"), pick(run.random, 0, 1));
            if (reservations.insert(id).second && keys.emplace(partner, *change.key).second)
                commands.push_back(std::move(change));
        }
        std::vector<const Change *> batch;
        for (const Change &change : commands)
            batch.push_back(&change);
        const auto outcomes = run_batch(run.database, batch);
        for (std::size_t i = 0; i < commands.size(); ++i) {
            compare(outcomes[i], run.model.apply(commands[i]));
            if (QTest::currentTestFailed())
                return;
        }
    }

    /// Jumps of 4 and 7 minutes never add up to the 10 of a hold, so real time can't decide.
    static void jump(Run &run, bool swept)
    {
        const auto by = std::chrono::minutes(pick(run.random, 0, 1) ? 4 : 7);
        run.database.query("select holdfast.advance_clock($1::interval)", {std::to_string(by.count()) + " minutes"});
        run.model.advance(by);
        if (swept) {
            // The sweeper comes or does not; commands must not care. Ids that are not due are left alone.
            expire(run.database, run.made, "expiry");
            run.model.expire_due();
        }
    }

    static void compare(Run &run)
    {
        for (const auto &[id, slot] : run.model.slot_states()) {
            const auto row = run.database.query("select held, confirmed, version from holdfast.slot where id = $1",
                                                {id.to_string()});
            QCOMPARE(row.integer(0, 0), std::int64_t{slot.held});
            QCOMPARE(row.integer(0, 1), std::int64_t{slot.confirmed});
            QCOMPARE(row.integer(0, 2), slot.version);
        }
        const auto rows = run.database.query("select id, state, version from holdfast.reservation");
        QCOMPARE(rows.size(), run.model.reservations().size());
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto &expected = run.model.reservations().at(rows.uuid(row, 0));
            QCOMPARE(rows.text(row, 1), std::string(name(expected.state)));
            QCOMPARE(rows.integer(row, 2), std::int64_t{expected.version});
        }
        const auto violations = test::find_violations(run.database);
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
    }

private slots:
    void batchesAreTheSameAsOneCommandAfterAnother_data()
    {
        QTest::addColumn<int>("largest");
        QTest::newRow("one by one") << 1;
        QTest::newRow("small batches") << 12;
        QTest::newRow("large batches") << 512;
    }
    void batchesAreTheSameAsOneCommandAfterAnother()
    {
        QFETCH(int, largest);
        const std::uint64_t seed = qEnvironmentVariableIsSet("HOLDFAST_SEED")
            ? qEnvironmentVariable("HOLDFAST_SEED").toULongLong() : 20'261'121;
        qInfo("HOLDFAST_SEED=%llu", static_cast<unsigned long long>(seed));
        Run run(cluster_.fresh_database(), seed);
        const int commands = largest == 1 ? 600 : 6000;
        for (int done = 0, step = 1; done < commands; ++step) {
            const int size = pick(run.random, 1, largest);
            done += size;
            const int what = pick(run.random, 0, 99);
            if (step % 5 == 0)
                jump(run, true); // however few the steps are, some holds end by time
            else if (what < 55)
                holds(run, size);
            else if (what < 92)
                changes(run, size);
            else
                jump(run, pick(run.random, 0, 1));
            if (QTest::currentTestFailed())
                return;
        }
        compare(run);
        // What the run must have met to mean anything.
        std::set<std::string> states;
        for (const auto &[id, reservation] : run.model.reservations())
            states.insert(std::string(name(reservation.state)));
        QVERIFY2(states.contains("CONFIRMED") && states.contains("RELEASED") && states.contains("EXPIRED"),
                 "the run was too tame");
    }
};

QTEST_APPLESS_MAIN(PropertyTest)
#include "property_test.moc"

#include "backend/booking/batch.h"
#include "backend/booking/expire.h"
#include "backend/booking/operations.h"
#include "backend/core/charge_limits.h"
#include "tests/booking/town.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <optional>

using namespace holdfast;
using namespace std::chrono_literals;
using booking::Authorization;
using booking::Change;
using booking::IntentFacts;
using booking::LeasedOperation;
using booking::OperationKind;
using booking::Party;
using booking::Recorded;
using booking::Verb;
using storage::Connection;

namespace {

constexpr std::array every_kind = {OperationKind::Authorize, OperationKind::Commit, OperationKind::Unwind,
                                   OperationKind::Void};

/// A reservation of a slot somebody pays for, and what a worker would do for it, each by one word.
class Booking final
{
public:
    explicit Booking(Connection &database, int capacity = 1, const std::string &settlement = "two_party")
        : database_(database), town_(database), slot_(town_.add_paid_slot(capacity, settlement))
    {
        test::mark_as_sandbox(database);
        hold_again();
    }

    /// Another reservation of the same slot; the later words are about it.
    std::string hold_again()
    {
        const auto hold = test::make_hold(town_.partner(0), slot_, "hold " + std::to_string(++keys_));
        reservation_ = hold.reservation_id;
        return test::short_name(test::run_one(database_, hold));
    }

    std::string ask(Verb verb, const std::string &key = {})
    {
        Change change = test::make_change(reservation_, verb, town_.partner(0),
                                          key.empty() ? "key " + std::to_string(++keys_) : key);
        if (verb == Verb::AuthorizeVendor || verb == Verb::AuthorizeRequester)
            change.payment_method = "pm_card_visa";
        const auto outcome = test::run_one(database_, change);
        if (const auto *done = std::get_if<booking::Done>(&outcome))
            operation_ = done->operation;
        return test::short_name(outcome);
    }

    std::optional<LeasedOperation> lease(std::chrono::milliseconds time = 10s)
    {
        const auto leased = booking::lease_operations(database_, Uuid::make_v7(), every_kind, 1, time);
        return leased.empty() ? std::nullopt : std::optional(leased.front());
    }

    static IntentFacts facts(const LeasedOperation &operation, Party party, const std::string &status = "requires_capture")
    {
        const auto amount = operation.payment_of(party)->amount_minor;
        return {.id = "pi_" + std::string(name(party)) + operation.reservation_id->to_string(),
                .status = status,
                .authorized_minor = amount,
                .captured_minor = status == "succeeded" ? amount : 0,
                .refunded_minor = 0,
                .capture_before = std::nullopt};
    }

    Recorded authorize(Authorization outcome = Authorization::Authorized, std::optional<Timestamp> capture_before = {})
    {
        const auto operation = lease().value();
        auto intent = facts(operation, *operation.party);
        intent.capture_before = capture_before;
        return record_authorization(database_, operation, outcome,
                                    outcome == Authorization::Authorized ? std::optional(intent) : std::nullopt, "",
                                    "worker");
    }

    Recorded capture(const LeasedOperation &operation, Party party)
    {
        return record_capture(database_, operation, party, facts(operation, party, "succeeded"));
    }

    /// Everything up to AUTHORIZED_BOTH, or as far as `to`.
    void bring_to(State to)
    {
        if (to >= State::VendorConfirmed)
            QCOMPARE(ask(Verb::VendorConfirm), "DONE");
        if (to >= State::VendorAuthorized) {
            QCOMPARE(ask(Verb::AuthorizeVendor), "DONE");
            QCOMPARE(authorize(), Recorded::Done);
        }
        if (to >= State::AuthorizedBoth) {
            QCOMPARE(ask(Verb::AuthorizeRequester), "DONE");
            QCOMPARE(authorize(), Recorded::Done);
        }
        if (to >= State::Committing)
            QCOMPARE(ask(Verb::Confirm), "DONE");
        if (to >= State::Confirmed) {
            const auto commit = lease().value();
            QCOMPARE(capture(commit, Party::Requester), Recorded::Done);
            QCOMPARE(capture(commit, Party::Vendor), Recorded::Done);
            QCOMPARE(record_commit(database_, commit, true, false, "", "worker"), Recorded::Done);
        }
        QCOMPARE(state(), std::string(name(to)));
    }

    std::string text(const std::string &sql) const
    {
        const auto rows = database_.query(sql, {reservation_.to_string()});
        return rows.empty() ? "(none)" : rows.optional_text(0, 0).value_or("(null)");
    }
    std::string state() const { return text("select state from holdfast.reservation where id = $1"); }
    /// "unwind vendor PENDING" and so on, in the order of planning.
    std::string operations(const std::string &kind) const
    {
        return text("select string_agg(party || ' ' || status, ', ' order by party) from holdfast.operation "
                    "where reservation_id = $1 and kind = '" + kind + "'");
    }
    std::string counters() const
    {
        return text("select s.held || '/' || s.confirmed || '/' || s.external from holdfast.slot s "
                    "join holdfast.reservation r on r.slot_id = s.id where r.id = $1");
    }
    void jump(const std::string &by) const { database_.query("select holdfast.advance_clock($1::interval)", {by}); }
    std::size_t sweep() const
    {
        const std::array ids = {reservation_};
        return booking::expire(database_, ids, "expiry");
    }
    void take_externally(int quantity) const
    {
        database_.query("update holdfast.slot set external = external + $1::integer, version = version + 1",
                        {std::to_string(quantity)});
    }

    Connection &database_;
    test::Town town_;
    Uuid slot_;
    Uuid reservation_;
    std::optional<Uuid> operation_;
    int keys_ = 0;
};

} // namespace

class BookingMoneyTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

private slots:
    void bothPartiesPayAndItIsBooked()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::Confirmed);
        QCOMPARE(booking.counters(), "0/1/0");
        QCOMPARE(booking.text("select string_agg(event, ' ' order by version) from holdfast.reservation_event "
                              "where reservation_id = $1"),
                 "hold vendor_confirm vendor_authorized requester_authorized commit committed");
        QCOMPARE(booking.text("select sum(captured_minor) from holdfast.payment where reservation_id = $1"), "5700");
        QVERIFY(test::find_violations(database).empty());
    }

    void aCardAloneIsEnoughWhereOnlyTheRequesterPays()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database, 1, "card");
        QCOMPARE(booking.ask(Verb::VendorConfirm), "INVALID_STATE");
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "INVALID_STATE");
        QCOMPARE(booking.ask(Verb::Confirm), "INVALID_STATE");
        QCOMPARE(booking.ask(Verb::AuthorizeRequester), "DONE");
        QCOMPARE(booking.authorize(), Recorded::Done);
        QCOMPARE(booking.state(), "AUTHORIZED_BOTH");
    }

    /// Refused before anything is held, as far as the gateway's limits are the same here and there.
    void soManyPlacesThatNobodyCouldPayForAreNotHeld_data()
    {
        QTest::addColumn<QString>("settlement");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<qint64>("more_of_requester"); // than may be charged for two
        QTest::addColumn<qint64>("more_of_vendor");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *settlement, const char *currency, qint64 requester, qint64 vendor, const char *outcome) {
            QTest::addRow("%s %s %lld %lld", settlement, currency, static_cast<long long>(requester),
                          static_cast<long long>(vendor)) << settlement << currency << requester << vendor << outcome;
        };
        for (const char *currency : {"EUR", "IDR"}) {
            row("card", currency, 0, 0, "DONE");
            row("card", currency, 1, 0, "VALIDATION_FAILED");
            row("card", currency, 0, 1, "DONE"); // who does not pay
            row("two_party", currency, 0, 0, "DONE");
            row("two_party", currency, 1, 0, "VALIDATION_FAILED");
            row("two_party", currency, 0, 1, "VALIDATION_FAILED");
            row("free", currency, 1, 1, "DONE");
        }
    }
    void soManyPlacesThatNobodyCouldPayForAreNotHeld()
    {
        QFETCH(QString, settlement);
        QFETCH(QString, currency);
        QFETCH(qint64, more_of_requester);
        QFETCH(qint64, more_of_vendor);
        QFETCH(QString, outcome);
        Connection database(cluster_.fresh_database());
        test::Town town(database);
        const auto slot = town.add_paid_slot(10, settlement.toStdString());
        const auto half = most_charge_minor(currency.toStdString()) / 2;
        database.query("update holdfast.slot set currency = $2, requester_amount_minor = $3, vendor_amount_minor = $4 where id = $1",
                       {slot.to_string(), currency.toStdString(), std::to_string(half + more_of_requester),
                        std::to_string(half + more_of_vendor)});
        const auto two = test::make_hold(town.partner(0), slot, "two", 2);
        QCOMPARE(QString::fromStdString(test::short_name(test::run_one(database, two))), outcome);
        QCOMPARE(database.query("select held from holdfast.slot where id = $1", {slot.to_string()}).integer(0, 0),
                 std::int64_t{outcome == "DONE" ? 2 : 0});
        const auto one = test::make_hold(town.partner(0), slot, "one", 1);
        QCOMPARE(test::short_name(test::run_one(database, one)), "DONE");
    }

    /// Which command each state of a two-party reservation takes; all others are refused and bind nothing.
    void everyCommandInEveryState_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QSet<int>>("allowed");
        const auto row = [](State state, QSet<int> allowed) {
            QTest::newRow(std::string(name(state)).c_str()) << static_cast<int>(state) << std::move(allowed);
        };
        row(State::Held, {int(Verb::VendorConfirm), int(Verb::Release)});
        row(State::VendorConfirmed, {int(Verb::AuthorizeVendor), int(Verb::Release)});
        row(State::VendorAuthorized, {int(Verb::AuthorizeRequester), int(Verb::Release)});
        row(State::AuthorizedBoth, {int(Verb::Confirm), int(Verb::Release)});
        row(State::Committing, {});
        row(State::Confirmed, {int(Verb::Cancel)});
    }
    void everyCommandInEveryState()
    {
        QFETCH(int, state);
        QFETCH(QSet<int>, allowed);
        for (const auto verb : {Verb::Confirm, Verb::VendorConfirm, Verb::AuthorizeVendor, Verb::AuthorizeRequester,
                                Verb::Release, Verb::Cancel}) {
            Connection database(cluster_.fresh_database());
            Booking booking(database);
            booking.bring_to(static_cast<State>(state));
            if (QTest::currentTestFailed())
                return;
            const std::string expected = allowed.contains(int(verb)) ? "DONE" : "INVALID_STATE";
            QCOMPARE(booking.ask(verb, "the key"), expected);
            QCOMPARE(booking.text("select count(*) from holdfast.command_key where key = 'the key' and $1::uuid is not null"),
                     expected == "DONE" ? "1" : "0");
        }
    }

    void anAuthorizationIsPlannedOnce()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor, "a"), "DONE");
        const auto planned = booking.operation_;
        QVERIFY(planned);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor, "a"), "REPLAYED");
        QCOMPARE(booking.operation_, planned);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor, "b"), "INVALID_STATE");
        QCOMPARE(booking.authorize(), Recorded::Done);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor, "a"), "REPLAYED");
        QCOMPARE(booking.operation_, planned);
        const std::array ids = {*planned};
        const auto results = booking::operation_results(database, ids);
        QCOMPARE(results.size(), 1u);
        QVERIFY(results.front().succeeded);
        QCOMPARE(results.front().state, State::VendorAuthorized);
        QCOMPARE(results.front().version, 3);
    }

    void aDeclinedCardEndsItAndUnwindsTheOther()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorAuthorized);
        QCOMPARE(booking.ask(Verb::AuthorizeRequester), "DONE");
        QCOMPARE(booking.authorize(Authorization::Declined), Recorded::Done);
        QCOMPARE(booking.state(), "FAILED_REQUESTER_AUTH");
        QCOMPARE(booking.operations("unwind"), "requester PENDING, vendor PENDING");
        QCOMPARE(booking.counters(), "0/0/0");
    }

    /// Whatever ends a reservation owes each party an unwind, once.
    void everyEndUnwinds_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("end");
        QTest::newRow("released") << "release" << "RELEASED";
        QTest::newRow("expired") << "expire" << "EXPIRED";
        QTest::newRow("taken externally") << "external" << "FAILED_AVAILABILITY_CHANGED";
        QTest::newRow("commit failed") << "commit_failed" << "FAILED_COMMIT";
        QTest::newRow("cancelled") << "cancel" << "CANCELLED";
    }
    void everyEndUnwinds()
    {
        QFETCH(QString, how);
        QFETCH(QString, end);
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(how == "cancel" ? State::Confirmed : State::AuthorizedBoth);
        if (how == "release") {
            QCOMPARE(booking.ask(Verb::Release), "DONE");
        } else if (how == "expire") {
            booking.jump("16 minutes");
            QCOMPARE(booking.sweep(), 1u);
        } else if (how == "external") {
            booking.take_externally(1);
            QCOMPARE(booking.ask(Verb::Confirm), "DONE");
            QVERIFY(!booking.operation_);
        } else if (how == "commit_failed") {
            QCOMPARE(booking.ask(Verb::Confirm), "DONE");
            const auto commit = booking.lease().value();
            QCOMPARE(booking.capture(commit, Party::Requester), Recorded::Done);
            QCOMPARE(record_commit(database, commit, false, false, "the vendor's capture failed", "worker"), Recorded::Done);
        } else {
            QCOMPARE(booking.ask(Verb::Cancel), "DONE");
        }
        QCOMPARE(booking.state(), end.toStdString());
        QCOMPARE(booking.operations("unwind"), "requester PENDING, vendor PENDING");
        QCOMPARE(booking.counters(), how == "external" ? "0/0/1" : "0/0/0");
        for (int party = 0; party < 2; ++party) {
            const auto unwind = booking.lease().value();
            auto facts = Booking::facts(unwind, *unwind.party, "succeeded");
            facts.refunded_minor = facts.captured_minor;
            QCOMPARE(record_unwind(database, unwind, facts, ""), Recorded::Done);
        }
        QVERIFY(!booking.lease());
        QCOMPARE(booking.operations("unwind"), "requester DONE, vendor DONE");
    }

    /// An unwind does not end with money left at the gateway.
    void moneyLeftAtTheGatewayIsNotSettled()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::AuthorizedBoth);
        QCOMPARE(booking.ask(Verb::Release), "DONE");
        const auto unwind = booking.lease().value();
        const auto captured = Booking::facts(unwind, *unwind.party, "succeeded");
        QVERIFY_EXCEPTION_THROWN(record_unwind(database, unwind, captured, ""), storage::StatementFailed);
        QCOMPARE(booking.operations("unwind"), "requester PENDING, vendor PENDING");
    }

    /// A commit with one party's money only is no booking.
    void aCommitWantsEveryCapture()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::Committing);
        const auto commit = booking.lease().value();
        QCOMPARE(booking.capture(commit, Party::Requester), Recorded::Done);
        QVERIFY_EXCEPTION_THROWN(record_commit(database, commit, true, false, "", "worker"), storage::StatementFailed);
        QCOMPARE(booking.state(), "COMMITTING");
    }

    /// A lapsed lease passes the work on, with a new fence; the late result changes no state, but its intent is unwound.
    void aLateResultIsFencedOffAndUnwound()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        const auto slow = booking.lease(0ms).value();
        QVERIFY(!slow.lapsed);
        const auto second = booking.lease().value();
        QVERIFY(second.lapsed);
        QCOMPARE(second.attempts, 2);
        QVERIFY(!booking.lease());
        QCOMPARE(record_authorization(database, second, Authorization::Declined, {}, "", "worker"), Recorded::Done);
        const auto unwind = booking.lease().value();
        QCOMPARE(record_unwind(database, unwind, {}, ""), Recorded::Done);
        QVERIFY(!booking.lease());

        const auto intent = Booking::facts(slow, Party::Vendor);
        QCOMPARE(record_authorization(database, slow, Authorization::Authorized, intent, "", "worker"), Recorded::Stale);
        QCOMPARE(booking.state(), "FAILED_VENDOR_AUTH");
        const auto again = booking.lease();
        QVERIFY(again);
        QCOMPARE(again->kind, OperationKind::Unwind);
        QCOMPARE(again->payment_of(Party::Vendor)->intent_id, std::optional(intent.id));
    }

    /// A second intent for a party that has one belongs to nobody, and goes back by itself.
    void aSecondIntentIsVoided()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        const auto slow = booking.lease(0ms).value();
        const auto second = booking.lease().value();
        QCOMPARE(record_authorization(database, second, Authorization::Authorized, Booking::facts(second, Party::Vendor), "",
                                      "worker"),
                 Recorded::Done);
        auto other = Booking::facts(slow, Party::Vendor);
        other.id = "pi_other";
        QCOMPARE(record_authorization(database, slow, Authorization::Authorized, other, "", "worker"), Recorded::Stale);
        QCOMPARE(booking.state(), "VENDOR_AUTHORIZED");
        const auto stray = booking.lease().value();
        QCOMPARE(stray.kind, OperationKind::Void);
        QCOMPARE(stray.intent_id, std::optional<std::string>("pi_other"));
    }

    /// The sweeper gives a payment accepted before the deadline five seconds; a result within them counts, a later one not.
    void aPaymentUnderWayHasGrace_data()
    {
        QTest::addColumn<QString>("jump");
        QTest::addColumn<int>("swept");
        QTest::addColumn<bool>("counts");
        QTest::newRow("within") << "30 minutes 2 seconds" << 0 << true;
        QTest::newRow("beyond") << "30 minutes 6 seconds" << 1 << false;
        QTest::newRow("beyond, before the sweep") << "30 minutes 6 seconds" << -1 << false;
    }
    void aPaymentUnderWayHasGrace()
    {
        QFETCH(QString, jump);
        QFETCH(int, swept);
        QFETCH(bool, counts);
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        const auto work = booking.lease().value();
        booking.jump(jump.toStdString());
        if (swept >= 0)
            QCOMPARE(int(booking.sweep()), swept);
        const auto recorded =
            record_authorization(database, work, Authorization::Authorized, Booking::facts(work, Party::Vendor), "", "worker");
        QCOMPARE(recorded, counts ? Recorded::Done : swept == 1 ? Recorded::Stale : Recorded::TooLate);
        QCOMPARE(booking.state(), counts ? "VENDOR_AUTHORIZED" : "EXPIRED");
        if (!counts)
            QCOMPARE(booking.operations("unwind"), "vendor PENDING");
        // With nothing under way the deadline is the deadline.
        if (counts) {
            booking.jump("30 minutes 1 second");
            QCOMPARE(booking.sweep(), 1u);
        }
    }

    /// A state that rests on an authorization ends before it lapses.
    void theDeadlineComesBeforeTheAuthorizationLapses()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        const auto now = database.query("select holdfast.now()").time(0, 0);
        QCOMPARE(booking.authorize(Authorization::Authorized, now + 10min), Recorded::Done);
        const auto rows = database.query("select deadline from holdfast.reservation");
        QVERIFY(rows.time(0, 0) <= now + 9min + 1s);
        QVERIFY(rows.time(0, 0) >= now + 8min);
    }

    /// After the last attempt: what asks for money fails, what gives it back waits for people.
    void theLastAttempt()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        QCOMPARE(postpone(database, booking.lease().value(), 0ms, true, 2, 0, "no answer", "worker"), Recorded::Postponed);
        const auto second = booking.lease().value();
        QVERIFY(!second.lapsed);
        QCOMPARE(postpone(database, second, 0ms, true, 2, 0, "no answer", "worker"), Recorded::Failed);
        QCOMPARE(booking.state(), "FAILED_VENDOR_AUTH");
        QCOMPARE(postpone(database, booking.lease().value(), 0ms, true, 1, 0, "no answer", "worker"), Recorded::Dead);
        QCOMPARE(booking.operations("unwind"), "vendor DEAD");
        QVERIFY(!booking.lease());
    }

    /// A commit cannot be overtaken by a forced release: first its outcome, then the release, which gives all back.
    void aForcedReleaseAwaitsTheCommit_data()
    {
        QTest::addColumn<bool>("captured");
        QTest::newRow("captured") << true;
        QTest::newRow("failed") << false;
    }
    void aForcedReleaseAwaitsTheCommit()
    {
        QFETCH(bool, captured);
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::Committing);
        const auto commit = booking.lease().value();
        const auto outcome = [&] {
            return booking.text("select o_outcome || ' ' || o_state from holdfast.change_batch(array[$1::uuid], "
                                "array['force_release'], array[null::uuid], array[null::text], array['\\x00'::bytea], "
                                "array['admin:eve'], array['trace'], array['stuck'], array[null::text])");
        };
        QCOMPARE(outcome(), "DONE COMMITTING");
        if (captured) {
            QCOMPARE(booking.capture(commit, Party::Requester), Recorded::Done);
            QCOMPARE(booking.capture(commit, Party::Vendor), Recorded::Done);
        }
        QCOMPARE(record_commit(database, commit, captured, false, "", "worker"), Recorded::Done);
        QCOMPARE(booking.state(), "RELEASED");
        QCOMPARE(booking.operations("unwind"), "requester PENDING, vendor PENDING");
        QCOMPARE(booking.text("select actor || ' ' || reason from holdfast.reservation_event where reservation_id = $1 "
                              "order by version desc limit 1"),
                 "admin:eve stuck");
    }

    /// Of an overbooked slot, those that go first to their commit are booked, as many as there is room for.
    void revalidationLetsInWhatFits()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database, 2);
        booking.bring_to(State::AuthorizedBoth);
        const auto first = booking.reservation_;
        QCOMPARE(booking.hold_again(), "DONE");
        booking.bring_to(State::AuthorizedBoth);
        const auto second = booking.reservation_;
        booking.take_externally(1);
        booking.reservation_ = first;
        QCOMPARE(booking.ask(Verb::Confirm), "DONE");
        QCOMPARE(booking.state(), "COMMITTING");
        booking.reservation_ = second;
        QCOMPARE(booking.ask(Verb::Confirm), "DONE");
        QCOMPARE(booking.state(), "FAILED_AVAILABILITY_CHANGED");
        QCOMPARE(booking.hold_again(), "SLOT_FULL");
    }

    /// A commit taken over from a dead worker is booked only while the slot is still there.
    void aCommitAfterADeathRevalidates()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::Committing);
        (void)booking.lease(0ms);
        booking.take_externally(1);
        const auto commit = booking.lease().value();
        QVERIFY(commit.lapsed);
        QCOMPARE(booking.capture(commit, Party::Requester), Recorded::Done);
        QCOMPARE(booking.capture(commit, Party::Vendor), Recorded::Done);
        QCOMPARE(record_commit(database, commit, true, true, "", "worker"), Recorded::Done);
        QCOMPARE(booking.state(), "FAILED_AVAILABILITY_CHANGED");
    }

    /// What for certain did nothing, as while the gateway is away, may be tried for ever.
    void anAttemptThatDidNothingDoesNotCount()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        for (int i = 0; i < 5; ++i)
            QCOMPARE(postpone(database, booking.lease().value(), 0ms, false, 2, 0, "away", "worker"), Recorded::Postponed);
        QCOMPARE(booking.lease().value().attempts, 1);
    }

    /// A commit past its deadline that nobody works on is ended; one that somebody does, not.
    void anOverdueCommitIsEnded()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::Committing);
        QCOMPARE(booking::end_overdue_commits(database, 10, "repair"), 0u);
        const auto commit = booking.lease().value();
        booking.jump("16 minutes");
        QCOMPARE(booking::end_overdue_commits(database, 10, "repair"), 0u);
        QCOMPARE(postpone(database, commit, 10s, true, 8, 0, "no answer", "worker"), Recorded::Postponed);
        QCOMPARE(booking::end_overdue_commits(database, 10, "repair"), 1u);
        QCOMPARE(booking.state(), "FAILED_COMMIT");
        QCOMPARE(booking.text("select status from holdfast.operation where reservation_id = $1 and kind = 'commit'"), "SUPERSEDED");
        QCOMPARE(booking.operations("unwind"), "requester PENDING, vendor PENDING");
    }

    /// Unwinds that were lost are planned, page by page.
    void missingUnwindsArePlanned()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database, 3);
        for (int i = 0; i < 3; ++i) {
            if (i > 0)
                QCOMPARE(booking.hold_again(), "DONE");
            booking.bring_to(State::VendorAuthorized);
            QCOMPARE(booking.ask(Verb::Release), "DONE");
            database.run_script("delete from holdfast.operation where kind = 'unwind'");
        }
        std::optional<Uuid> cursor;
        QCOMPARE(booking::plan_missing_unwinds(database, cursor, 2), 2u);
        QVERIFY(cursor);
        QCOMPARE(booking::plan_missing_unwinds(database, cursor, 2), 1u);
        QVERIFY(!cursor);
        QCOMPARE(booking::plan_missing_unwinds(database, cursor, 2), 0u);
    }

    /// A commit that no worker ever took has captured nothing: it is released at once.
    void aForcedReleaseAwaitsOnlyWorkBegun()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::Committing);
        QCOMPARE(booking.text("select o_state from holdfast.change_batch(array[$1::uuid], array['force_release'], "
                              "array[null::uuid], array[null::text], array['\\x00'::bytea], array['admin:eve'], "
                              "array['trace'], array['stuck'], array[null::text])"),
                 "RELEASED");
    }

    /// Of one slot's commits in one batch, one that does not fit takes no room from the next.
    void aBatchOfCommitsIsAsGoodAsOneByOne()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database, 4);
        QCOMPARE(booking.ask(Verb::Release), "DONE");
        std::vector<Uuid> ids;
        for (const int quantity : {3, 1}) {
            const auto hold = test::make_hold(booking.town_.partner(0), booking.slot_, "of " + std::to_string(quantity), quantity);
            QCOMPARE(test::short_name(test::run_one(database, hold)), "DONE");
            booking.reservation_ = hold.reservation_id;
            booking.bring_to(State::AuthorizedBoth);
            ids.push_back(hold.reservation_id);
        }
        booking.take_externally(2);
        std::vector<Change> commits;
        for (const auto &id : ids)
            commits.push_back(test::make_change(id, Verb::Confirm, booking.town_.partner(0), id.to_string()));
        const Change *const both[] = {&commits[0], &commits[1]};
        (void)booking::run_batch(database, std::span<const Change *const>(both));
        booking.reservation_ = ids[0];
        QCOMPARE(booking.state(), "FAILED_AVAILABILITY_CHANGED");
        booking.reservation_ = ids[1];
        QCOMPARE(booking.state(), "COMMITTING");
    }

    /// A void that was settled begins again when the gateway says it is not: a refund can fail after all.
    void aVoidIsOpenedAgain()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorAuthorized);
        const auto hint = [&](const char *status, int captured, int refunded) {
            database.query("select holdfast.follow_hint('pi_other', $1, 0, $2::bigint, $3::bigint, $4::uuid, 'vendor')",
                           {status, std::to_string(captured), std::to_string(refunded), booking.reservation_.to_string()});
        };
        hint("succeeded", 700, 700);
        QVERIFY(!booking.lease());
        hint("succeeded", 700, 0);
        const auto first = booking.lease().value();
        QCOMPARE(first.kind, OperationKind::Void);
        QCOMPARE(record_unwind(database, first, IntentFacts{"pi_other", "succeeded", 700, 700, 700, {}}, ""), Recorded::Done);
        QVERIFY(!booking.lease());
        hint("succeeded", 700, 0);
        QCOMPARE(booking.lease().value().kind, OperationKind::Void);
    }

    /// An authorization under way asks for the intent that a hint told of, instead of making another.
    void aHintTellsAnAuthorizationUnderWay()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        (void)booking.lease(0ms);
        database.query("select holdfast.follow_hint('pi_1', 'requires_capture', 700, 0, 0, $1::uuid, 'vendor')",
                       {booking.reservation_.to_string()});
        QCOMPARE(booking.lease().value().payment_of(Party::Vendor)->intent_id, std::optional<std::string>("pi_1"));
    }

    /// What was asked of the gateway is told in the reservation's story, in order.
    void gatewayCallsAreKept()
    {
        Connection database(cluster_.fresh_database());
        Booking booking(database);
        booking.bring_to(State::VendorConfirmed);
        QCOMPARE(booking.ask(Verb::AuthorizeVendor), "DONE");
        const auto operation = booking.lease().value();
        const std::vector<booking::GatewayCall> calls = {
            {"POST", "/v1/payment_intents", {}, "reset by peer", "", false, 12ms},
            {"POST", "/v1/payment_intents", 200, "", "req_1", true, 7ms}};
        log_gateway_calls(database, operation, calls);
        QCOMPARE(booking.text("select string_agg(coalesce(status::text, error) || ' ' || replayed, ', ' order by id) "
                              "from holdfast.gateway_call where reservation_id = $1"),
                 "reset by peer false, 200 true");
        QVERIFY_EXCEPTION_THROWN(database.run_script("delete from holdfast.gateway_call"), storage::StatementFailed);
    }
};

QTEST_GUILESS_MAIN(BookingMoneyTest)
#include "money_test.moc"

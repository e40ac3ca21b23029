#include "backend/acts/acts.h"

#include "backend/acts/keys.h"
#include "backend/insight/audit.h"
#include "backend/insight/reservations.h"
#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <thread>

using namespace holdfast;
using namespace std::chrono_literals;
using storage::Connection;
using test::ada;
using test::ann;

namespace {

using ReservationAct = acts::Outcome (*)(Connection &, const acts::Shown &, const std::string &, const acts::Person &);

acts::Outcome extend_by_an_hour(Connection &connection, const acts::Shown &shown, const std::string &reason,
                                const acts::Person &person)
{
    return acts::extend(connection, shown, 1h, reason, person);
}

/// "DONE RELEASED", "INVALID_STATE COMMITTING".
std::string told(const acts::Outcome &outcome)
{
    return std::string(outcome.refusal ? info(*outcome.refusal).name : "DONE") + " "
           + std::string(outcome.state ? name(*outcome.state) : "");
}

} // namespace

Q_DECLARE_METATYPE(ReservationAct)

class ActsTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::unique_ptr<Connection> database_;
    std::unique_ptr<test::Stage> stage_;

    Uuid cancelled()
    {
        const auto id = stage_->confirmed();
        if (stage_->change(id, "cancel") != "DONE")
            qFatal("not cancelled");
        return id;
    }
    void verifies()
    {
        const auto verdict = insight::verify_audit(*database_);
        QVERIFY2(verdict.problems.empty(), verdict.problems.empty() ? "" : verdict.problems.front().c_str());
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
        verifies();
        stage_.reset();
        database_.reset();
    }

    /// Every act in every state there is.
    void whatIsDoneInEachState_data()
    {
        QTest::addColumn<ReservationAct>("act");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("wanted");
        const auto row = [](const char *act_name, ReservationAct act, const char *state, const char *wanted) {
            QTest::addRow("%s %s", act_name, state) << act << QString(state) << QString(wanted);
        };
        for (const auto *state : {"HELD", "VENDOR_CONFIRMED", "VENDOR_AUTHORIZED", "AUTHORIZED_BOTH"}) {
            row("release", acts::release, state, "DONE RELEASED");
            row("extend", extend_by_an_hour, state, ("DONE " + std::string(state)).c_str());
            row("force-release", acts::force_release, state, "DONE RELEASED");
        }
        row("release", acts::release, "COMMITTING", "INVALID_STATE COMMITTING");
        row("extend", extend_by_an_hour, "COMMITTING", "INVALID_STATE COMMITTING");
        row("force-release", acts::force_release, "COMMITTING", "DONE RELEASED"); // nobody took it yet
        row("void", acts::void_authorizations, "HELD", "INVALID_STATE HELD");
        row("void", acts::void_authorizations, "VENDOR_CONFIRMED", "INVALID_STATE VENDOR_CONFIRMED");
        row("void", acts::void_authorizations, "VENDOR_AUTHORIZED", "DONE RELEASED");
        row("void", acts::void_authorizations, "AUTHORIZED_BOTH", "DONE RELEASED");
        row("void", acts::void_authorizations, "COMMITTING", "INVALID_STATE COMMITTING");
        const std::vector<std::pair<const char *, ReservationAct>> all = {{"release", acts::release},
                                                                          {"extend", extend_by_an_hour},
                                                                          {"void", acts::void_authorizations},
                                                                          {"force-release", acts::force_release}};
        for (const auto &[act_name, act] : all) {
            row(act_name, act, "CONFIRMED", "INVALID_STATE CONFIRMED");
            row(act_name, act, "RELEASED", act == acts::void_authorizations ? "INVALID_STATE RELEASED" // unwinding already
                                                                            : "RESERVATION_NOT_FOUND RELEASED");
            row(act_name, act, "CANCELLED", "INVALID_STATE CANCELLED");
        }
    }
    void whatIsDoneInEachState()
    {
        QFETCH(ReservationAct, act);
        QFETCH(QString, state);
        QFETCH(QString, wanted);
        const auto from = *parse_state(state.toStdString());
        const auto id = from == State::Confirmed   ? stage_->confirmed()
                        : from == State::Cancelled ? cancelled()
                        : from == State::Released  ? stage_->released_unwinding()
                                                  : stage_->in_state(from);
        const auto version = stage_->version_of(id);

        // As it was shown a moment before, first.
        const auto stale = act(*database_, {id, version - 1}, "why", ada);
        QCOMPARE(stale.refusal, std::optional(ErrorCode::InvalidState));
        QVERIFY(stale.changed_since);
        QCOMPARE(stale.version, version);
        QCOMPARE(stage_->audit_count(), std::int64_t{0});

        const auto outcome = act(*database_, {id, version}, "why", ada);
        QCOMPARE(QString::fromStdString(told(outcome)), wanted);
        QVERIFY(!outcome.changed_since);
        QCOMPARE(QString::fromStdString(stage_->state_of(id)), wanted.section(' ', 1));
        if (outcome.refusal) {
            QCOMPARE(outcome.audit_seq, std::int64_t{0});
            QCOMPARE(stage_->audit_count(), std::int64_t{0});
            QCOMPARE(stage_->version_of(id), version);
            return;
        }
        QCOMPARE(outcome.audit_seq, std::int64_t{1});
        const auto entries = insight::list_audit(*database_);
        QCOMPARE(entries.size(), std::size_t{1});
        QCOMPARE(entries[0].actor, ada.name);
        QCOMPARE(entries[0].role, ada.role);
        QCOMPARE(entries[0].reason, std::string("why"));
        QCOMPARE(entries[0].trace_id, ada.trace_id);
        QCOMPARE(entries[0].target, "reservation/" + id.to_string());
        QCOMPARE(entries[0].reservation_id, std::optional(id));
        if (outcome.version > version)
            QCOMPARE(stage_->text("select actor || ' ' || reason || ' ' || trace_id from holdfast.reservation_event "
                                  "where reservation_id = $1 order by version desc limit 1", id.to_string()),
                     "admin:Ada why " + ada.trace_id);
    }

    void anExtensionIsBounded()
    {
        const auto id = stage_->hold();
        const auto deadline = [&] {
            return stage_->text("select extract(epoch from deadline - created_at)::bigint from holdfast.reservation "
                                "where id = $1", id.to_string());
        };
        QCOMPARE(deadline(), std::string("600"));
        QVERIFY(!acts::extend(*database_, {id, {}}, 20h, "", ann).refusal);
        QCOMPARE(deadline(), std::to_string(600 + 20 * 3600));
        for (const auto by : {std::chrono::seconds(0), std::chrono::seconds(-5), std::chrono::seconds(24h) + 1s})
            QVERIFY_THROWS_EXCEPTION(acts::InvalidAct,
                                     static_cast<void>(acts::extend(*database_, {id, {}}, by, "", ann)));
        QCOMPARE(deadline(), std::to_string(600 + 20 * 3600));
        // A day from now, however many the steps; what there is of the time is given, as long as there is any.
        QVERIFY(!acts::extend(*database_, {id, {}}, 4h, "", ann).refusal);
        QCOMPARE(stage_->text("select abs(extract(epoch from deadline - holdfast.now() - interval '24 hours')) < 60 "
                              "from holdfast.reservation where id = $1", id.to_string()), std::string("t"));
        database_->query("update holdfast.reservation set deadline = holdfast.now() + interval '1 day 1 minute' where id = $1",
                         {id.to_string()});
        QVERIFY_THROWS_EXCEPTION(acts::InvalidAct, static_cast<void>(acts::extend(*database_, {id, {}}, 4h, "", ann)));

        // Not beyond what the gateway keeps for us.
        const auto authorized = stage_->vendor_confirmed();
        stage_->authorize(authorized, "vendor", "2026-01-01");
        database_->run_script("update holdfast.payment set capture_before = holdfast.now() + interval '2 hours'");
        QVERIFY(!acts::extend(*database_, {authorized, {}}, 10h, "", ann).refusal);
        QCOMPARE(stage_->text("select deadline < p.capture_before from holdfast.reservation r join holdfast.payment p "
                              "on p.reservation_id = r.id where r.id = $1", authorized.to_string()),
                 std::string("t"));
        // There is no more to give, and nothing is taken away.
        const auto version = stage_->version_of(authorized);
        for (const auto *left : {"119 minutes", "1 minute"}) {
            database_->query("update holdfast.payment set capture_before = holdfast.now() + $1::interval", {left});
            QVERIFY_THROWS_EXCEPTION(acts::InvalidAct,
                                     static_cast<void>(acts::extend(*database_, {authorized, {}}, 1h, "", ann)));
        }
        QCOMPARE(stage_->version_of(authorized), version);
    }

    void aReasonIsKeptInBounds()
    {
        const auto id = stage_->hold();
        for (const auto &reason : {std::string(), std::string("   "), std::string(501, 'x'), std::string("\u200b"),
                                   std::string(" \u00a0\u3000\u2060\u200d\u202e\ufeff\t"), std::string("\u2800\U000e0041"),
                                   std::string("card 4242 4242 4242 4242")})
            QVERIFY_THROWS_EXCEPTION(acts::InvalidAct,
                                     static_cast<void>(acts::force_release(*database_, {id, {}}, reason, ada)));
        QVERIFY_THROWS_EXCEPTION(acts::InvalidAct,
                                 static_cast<void>(acts::release(*database_, {id, {}}, std::string(501, 'x'), ada)));
        QCOMPARE(stage_->state_of(id), std::string("HELD"));
        for (const auto &text : {std::string(" \u200b\u200b"), std::string("\u00ad"), std::string("5555-5555-5555-4444")})
            QVERIFY_THROWS_EXCEPTION(acts::InvalidAct, static_cast<void>(acts::add_note(*database_, id, text, ada)));
        QCOMPARE(stage_->text("select count(*) from holdfast.note"), std::string("0"));
        QVERIFY(!acts::add_note(*database_, id, "\u4f60\u597d \u200b", ada).refusal);
        QVERIFY(!acts::force_release(*database_, {id, {}}, std::string(500, 'x'), ada).refusal);
    }

    void nobodysReservationIsNotFound()
    {
        for (const auto act : {acts::release, acts::void_authorizations, acts::force_release, extend_by_an_hour})
            QCOMPARE(act(*database_, {Uuid::make_v7(), {}}, "why", ada).refusal,
                     std::optional(ErrorCode::ReservationNotFound));
        QCOMPARE(acts::add_note(*database_, Uuid::make_v7(), "x", ada).refusal,
                 std::optional(ErrorCode::ReservationNotFound));
        QCOMPARE(stage_->audit_count(), std::int64_t{0});
    }

    /// The money moves as the operation that was under way says; then it is released, by the admin who wanted it.
    void aCommitIsAwaitedBeforeItIsForced()
    {
        const auto id = stage_->committing();
        const auto leased = stage_->lease(id, "commit");
        const auto outcome = acts::force_release(*database_, {id, {}}, "fraud", ada);
        QVERIFY(!outcome.refusal);
        QVERIFY(outcome.operation_id.has_value());
        QVERIFY(insight::find_reservation(*database_, id)->release_requested); // and is told until it is done
        QVERIFY(!insight::find_reservation(*database_, stage_->committing())->release_requested);
        QCOMPARE(stage_->commit(id, leased), std::string("RELEASED"));
        QVERIFY(!insight::find_reservation(*database_, id)->release_requested);
        QCOMPARE(stage_->text("select actor || ' ' || reason from holdfast.reservation_event where reservation_id = $1 "
                              "order by version desc limit 1", id.to_string()), std::string("admin:Ada fraud"));
        QCOMPARE(stage_->text("select string_agg(party, ',' order by party) from holdfast.operation "
                              "where kind = 'unwind' and status = 'PENDING' and reservation_id = $1", id.to_string()),
                 std::string("requester,vendor"));
    }

    /// As the sweeper would have: nothing past its deadline is anything but expired.
    void whatIsOverdueExpires()
    {
        const auto id = stage_->vendor_authorized();
        const auto held = stage_->hold();
        database_->query("select holdfast.advance_clock('2 hours')");
        QCOMPARE(told(acts::force_release(*database_, {id, {}}, "stuck", ada)), std::string("DONE EXPIRED"));
        QCOMPARE(stage_->text("select count(*) from holdfast.operation where kind = 'unwind' and reservation_id = $1",
                              id.to_string()), std::string("1"));
        QCOMPARE(acts::release(*database_, {held, {}}, "", ann).refusal, std::optional(ErrorCode::ReservationNotFound));
    }

    void aGivenUpUnwindIsVoidedAgain()
    {
        const auto id = stage_->released_unwinding();
        QCOMPARE(told(acts::void_authorizations(*database_, {id, {}}, "", ann)),
                 std::string("INVALID_STATE RELEASED")); // it is at work
        const auto operation = stage_->give_up(id, "unwind");
        QCOMPARE(told(acts::void_authorizations(*database_, {id, {}}, "", ann)), std::string("DONE RELEASED"));
        QCOMPARE(stage_->text("select status || attempts from holdfast.operation where id = $1", operation.to_string()),
                 std::string("PENDING0"));
    }

    /// Of what is settled there is nothing to look at again; of what is not, or was never planned, there is.
    void onlyWhatIsNotSettledIsVoidedAgain()
    {
        const auto id = stage_->released_unwinding();
        const auto leased = stage_->lease(id, "unwind");
        database_->query("select holdfast.record_unwind($1, $2, 'pi_vendor_' || $3::text, 'canceled', 0, 0, '')",
                         {leased.operation.to_string(), leased.fence, id.to_string()});
        const auto void_it = [&] { return told(acts::void_authorizations(*database_, {id, {}}, "", ann)); };
        const auto settle = [&](const char *intent, const char *refunded) {
            database_->query("update holdfast.payment set intent_status = $2, captured_minor = 700, refunded_minor = $3 "
                             "where reservation_id = $1", {id.to_string(), intent, refunded});
            database_->run_script("update holdfast.operation set status = 'DONE', lease_owner = null, lease_until = null "
                                  "where kind = 'unwind'");
        };
        QCOMPARE(void_it(), std::string("RESERVATION_NOT_FOUND RELEASED"));
        settle("succeeded", "700");
        QCOMPARE(void_it(), std::string("RESERVATION_NOT_FOUND RELEASED"));
        QCOMPARE(stage_->text("select status from holdfast.operation where id = $1", leased.operation.to_string()),
                 std::string("DONE"));
        settle("succeeded", "600");
        QCOMPARE(void_it(), std::string("DONE RELEASED"));
        QCOMPARE(void_it(), std::string("INVALID_STATE RELEASED"));
        settle("canceled", "700");
        database_->run_script("delete from holdfast.operation where kind = 'unwind'");
        QCOMPARE(void_it(), std::string("DONE RELEASED"));
    }

    void manyAreEndedAtOnce()
    {
        const auto ids = test::hold_many(*database_, stage_->partner, stage_->slot, 1'003, "many");
        const auto other = stage_->vendor_confirmed();
        acts::Selection held;
        held.states = {State::Held};
        const auto first = acts::force_release_many(*database_, held, "storm", ada);
        QCOMPARE(first.outcomes.size(), acts::most_at_once);
        QCOMPARE(first.left, std::int64_t{3});
        QCOMPARE(stage_->audit_count(), std::int64_t{1'000});
        const auto second = acts::force_release_many(*database_, held, "storm", ada);
        QCOMPARE(second.outcomes.size(), std::size_t{3});
        QCOMPARE(second.left, std::int64_t{0});
        QCOMPARE(acts::force_release_many(*database_, held, "storm", ada).outcomes.size(), std::size_t{0});
        QCOMPARE(stage_->state_of(other), std::string("VENDOR_CONFIRMED"));
        QCOMPARE(stage_->text("select held from holdfast.slot where id = $1", stage_->slot.to_string()),
                 std::string("1"));
        QCOMPARE(stage_->text("select count(*) from holdfast.reservation where state = 'RELEASED'"),
                 std::string("1003"));
        QCOMPARE(stage_->text("select count(*) from holdfast.audit_entry where detail @> '{\"bulk\": true}'"),
                 std::string("1003"));
    }

    /// Those named, each by itself: what one was refused for does not keep the others.
    void thoseNamedAreEndedAsTheyWereShown()
    {
        const auto held = stage_->hold();
        const auto moved = stage_->hold();
        const auto confirmed_by_vendor = stage_->vendor_confirmed();
        const auto booked = stage_->confirmed();
        const auto nobody = Uuid::make_v7();
        acts::Selection selection;
        selection.reservations = {{held, 1}, {moved, 7}, {confirmed_by_vendor, {}}, {booked, {}}, {nobody, {}}};
        std::map<Uuid, std::string> outcomes;
        for (const auto &outcome : acts::force_release_many(*database_, selection, "chosen", ada).outcomes)
            outcomes[outcome.reservation_id] = told(outcome) + (outcome.changed_since ? " since" : "");
        QCOMPARE(outcomes.size(), std::size_t{5});
        QCOMPARE(outcomes[held], std::string("DONE RELEASED"));
        QCOMPARE(outcomes[moved], std::string("INVALID_STATE HELD since"));
        QCOMPARE(outcomes[confirmed_by_vendor], std::string("DONE RELEASED"));
        QCOMPARE(outcomes[booked], std::string("INVALID_STATE CONFIRMED"));
        QCOMPARE(outcomes[nobody], std::string("RESERVATION_NOT_FOUND "));

        const auto another = stage_->vendor_confirmed();
        selection = {};
        selection.reservations = {{moved, {}}, {another, {}}};
        selection.states = {State::VendorConfirmed};
        for (const auto &outcome : acts::force_release_many(*database_, selection, "chosen", ada).outcomes)
            QCOMPARE(told(outcome),
                     std::string(outcome.reservation_id == another ? "DONE RELEASED" : "INVALID_STATE HELD"));
    }

    void aSelectionIsBounded()
    {
        const auto id = stage_->hold();
        acts::Selection none, twice, too_many, over;
        twice.reservations = {{id, {}}, {id, {}}};
        too_many.reservations.emplace(1'001);
        for (auto &shown : *too_many.reservations)
            shown.id = Uuid::make_v7();
        over.states = {State::Confirmed};
        for (const auto &selection : {none, twice, too_many, over})
            QVERIFY_THROWS_EXCEPTION(acts::InvalidAct,
                                     static_cast<void>(acts::force_release_many(*database_, selection, "why", ada)));
        QCOMPARE(stage_->state_of(id), std::string("HELD"));
    }

    void workIsTriedAgain()
    {
        const auto row = [&](const Uuid &operation) {
            return stage_->text(
                "select concat_ws(' ', status, attempts, due_at <= clock_timestamp()) from holdfast.operation "
                "where id = $1",
                operation.to_string());
        };
        const auto retry = [&](const Uuid &operation, std::optional<std::int64_t> version = {}) {
            return acts::retry_operation(*database_, operation, version, "", ann);
        };
        const auto dead = stage_->give_up(stage_->released_unwinding(), "unwind");
        const auto stale = retry(dead, 0);
        QVERIFY(stale.refusal && stale.changed_since);
        const auto done = retry(dead, stale.version);
        QVERIFY(!done.refusal);
        QCOMPARE(done.status, std::string("PENDING"));
        QCOMPARE(row(dead), std::string("PENDING 0 t"));

        const auto busy = stage_->lease(*done.reservation_id, "unwind");
        QCOMPARE(retry(busy.operation).refusal, std::optional(ErrorCode::InvalidState));
        database_->query("select holdfast.postpone_operation($1, $2, '1 hour', true, 9, 0, 'later', 'test')",
                         {busy.operation.to_string(), busy.fence});
        QCOMPARE(row(dead), std::string("PENDING 1 f"));
        QVERIFY(!retry(dead).refusal);
        QCOMPARE(row(dead), std::string("PENDING 1 t"));

        const auto stray = Uuid::make_v7();
        database_->query(
            "insert into holdfast.operation (id, kind, intent_id, status, planned_at, actor, trace_id, attempts) "
            "values ($1, 'void', 'pi_stray', 'DEAD', now(), 'system', 't', 9)",
            {stray.to_string()});
        QVERIFY(!retry(stray).refusal);
        QCOMPARE(row(stray), std::string("PENDING 0 t"));
        database_->query("update holdfast.operation set status = 'DONE' where id = $1", {stray.to_string()});
        QCOMPARE(retry(stray).refusal, std::optional(ErrorCode::InvalidState));
        QCOMPARE(retry(Uuid::make_v7()).refusal, std::optional(ErrorCode::NotFound));
        QCOMPARE(stage_->audit_count(), std::int64_t{3});
    }

    void aDeadWebhookIsProcessedAgain()
    {
        database_->run_script(
            "insert into holdfast.webhook_event (id, type, created_at, status, attempts) values "
            "('evt_dead', 'charge.updated', now(), 'DEAD', 9), ('evt_done', 'charge.updated', now(), 'DONE', 1)");
        QVERIFY(!acts::retry_webhook(*database_, "evt_dead", "", ann).refusal);
        QCOMPARE(stage_->text("select status || attempts from holdfast.webhook_event where id = 'evt_dead'"),
                 std::string("PENDING0"));
        QCOMPARE(acts::retry_webhook(*database_, "evt_done", "", ann).refusal, std::optional(ErrorCode::InvalidState));
        QCOMPARE(acts::retry_webhook(*database_, "evt_none", "", ann).refusal, std::optional(ErrorCode::NotFound));
        QCOMPARE(stage_->text("select target from holdfast.audit_entry"), std::string("webhook/evt_dead"));
    }

    void notesStayAsTheyWereWritten()
    {
        const auto id = stage_->released_unwinding(); // whatever its state
        QVERIFY(!acts::add_note(*database_, id, "  called the vendor\nno answer ", ann).refusal);
        QCOMPARE(stage_->text("select body from holdfast.note"), std::string("called the vendor\nno answer"));
        for (const auto &text : {std::string(), std::string("  "), std::string(4'001, 'x')})
            QVERIFY_THROWS_EXCEPTION(acts::InvalidAct, static_cast<void>(acts::add_note(*database_, id, text, ann)));
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed,
                                 database_->run_script("update holdfast.note set body = 'x'"));
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed, database_->run_script("delete from holdfast.note"));
        // The chain knows what the note said.
        QCOMPARE(stage_->text("select detail ->> 'sha256' = encode(sha256(convert_to(n.body, 'UTF8')), 'hex') "
                              "from holdfast.audit_entry, holdfast.note n"), std::string("t"));
    }

    /// Two do not begin with the same one unaware of each other.
    void aClaimIsOnePersonsForAWhile()
    {
        const auto id = stage_->committing(); // whatever its state
        const auto holder = [&] {
            return stage_->text("select actor || ' ' || role || ' ' || (until - holdfast.now() between interval "
                                "'14 minutes 30 seconds' and interval '15 minutes')::text from holdfast.claim");
        };
        QCOMPARE(told(acts::claim(*database_, {id, stage_->version_of(id)}, "", ann)), std::string("DONE COMMITTING"));
        QCOMPARE(holder(), std::string("Ann operator true"));
        try {
            static_cast<void>(acts::claim(*database_, {id, {}}, "", ada));
            QFAIL("taken over without a reason");
        } catch (const acts::InvalidAct &refused) {
            QVERIFY2(std::string(refused.what()).starts_with("Ann has claimed it until "), refused.what());
        }
        QCOMPARE(holder(), std::string("Ann operator true"));
        QVERIFY_THROWS_EXCEPTION(acts::InvalidAct, static_cast<void>(acts::unclaim(*database_, {id, {}}, "", ada)));
        QCOMPARE(holder(), std::string("Ann operator true")); // the refusal undid nothing

        QVERIFY(!acts::claim(*database_, {id, {}}, "she is ill", ada).refusal);
        QCOMPARE(holder(), std::string("Ada admin true"));
        QCOMPARE(stage_->text("select concat_ws(' ', act, actor, reason, detail ->> 'from') from holdfast.audit_entry "
                              "order by seq desc limit 1"), std::string("claim Ada she is ill Ann"));
        const auto changed = acts::claim(*database_, {id, 1}, "", ada);
        QVERIFY(changed.refusal == ErrorCode::InvalidState && changed.changed_since);

        QVERIFY(!acts::unclaim(*database_, {id, {}}, "", ada).refusal);
        QCOMPARE(stage_->text("select count(*) from holdfast.claim"), std::string("0"));
        const auto entries = stage_->audit_count();
        QCOMPARE(acts::unclaim(*database_, {id, {}}, "", ada).refusal, std::optional(ErrorCode::InvalidState));
        QCOMPARE(acts::claim(*database_, {Uuid::make_v7(), {}}, "", ada).refusal,
                 std::optional(ErrorCode::ReservationNotFound));
        QCOMPARE(stage_->audit_count(), entries);
    }

    void aClaimLapsesByItself()
    {
        const auto id = stage_->hold();
        const auto other = stage_->hold();
        QVERIFY(!acts::claim(*database_, {id, {}}, "", ann).refusal);
        const auto since = stage_->text("select since from holdfast.claim");
        const auto later = [&](const char *minutes) {
            database_->query("update holdfast.clock set offset_by = offset_by + $1 * interval '1 minute'", {minutes});
        };
        later("10");
        QVERIFY(!acts::claim(*database_, {id, {}}, "", ann).refusal); // for another quarter of an hour
        QCOMPARE(stage_->text("select since from holdfast.claim"), since);
        later("10");
        QVERIFY_THROWS_EXCEPTION(acts::InvalidAct, static_cast<void>(acts::claim(*database_, {id, {}}, "", ada)));
        later("6");
        QCOMPARE(acts::unclaim(*database_, {id, {}}, "", ann).refusal, std::optional(ErrorCode::InvalidState));
        QVERIFY(!acts::claim(*database_, {id, {}}, "", ada).refusal);
        QVERIFY(stage_->text("select since from holdfast.claim") != since);
        later("16");
        QVERIFY(!acts::claim(*database_, {other, {}}, "", ann).refusal);
        // What lapsed is not kept.
        QCOMPARE(stage_->text("select string_agg(reservation_id::text, ' ') from holdfast.claim"), other.to_string());
    }

    void oneReconciliationServesAllWhoAsk()
    {
        const auto first = acts::request_reconciliation(*database_, false, ann);
        QCOMPARE(acts::request_reconciliation(*database_, false, ada).id, first.id);
        const auto repairing = acts::request_reconciliation(*database_, true, ada, "end of month");
        QCOMPARE(insight::list_audit(*database_).front().reason, std::string("end of month"));
        QVERIFY(repairing.id != first.id);
        database_->run_script("update holdfast.reconciliation set status = 'RUNNING'");
        QVERIFY(acts::request_reconciliation(*database_, false, ann).id != first.id);
        QCOMPARE(stage_->audit_count(), std::int64_t{4});
    }

    /// What can be repaired without a person, and was not yet: all that was selected, or none of it.
    void aRepairIsAboutWhatWasSelected()
    {
        const auto paid = stage_->released_unwinding();
        const auto unpaid = stage_->hold();
        const auto run = acts::request_reconciliation(*database_, false, ann).id;
        database_->query("insert into holdfast.discrepancy (reconciliation_id, class, intent_id, amount_minor, currency, repair, "
                         "repaired_at) values ($1, 'INTENT_WITHOUT_RESERVATION', 'pi_safe', 700, 'EUR', 'SAFE', null), "
                         "($1, 'AMOUNT_MISMATCH', 'pi_person', 700, 'EUR', 'PERSON', null), "
                         "($1, 'INTENT_WITHOUT_RESERVATION', 'pi_done', 700, 'EUR', 'SAFE', now())",
                         {run.to_string()});
        const auto found = [&](const std::string &intent) {
            return Uuid::parse(stage_->text("select id from holdfast.discrepancy where intent_id = $1", intent)).value();
        };
        const auto ask = [&](std::vector<Uuid> discrepancies, std::vector<Uuid> reservations) {
            return acts::request_repair(*database_, {std::move(discrepancies), std::move(reservations)}, "seen twice", ann);
        };
        const auto before = stage_->audit_count();
        QCOMPARE(ask({Uuid::make_v7()}, {}).refusal, std::optional(ErrorCode::NotFound));
        QCOMPARE(ask({}, {Uuid::make_v7()}).refusal, std::optional(ErrorCode::NotFound));
        QCOMPARE(ask({found("pi_safe"), found("pi_person")}, {}).refusal, std::optional(ErrorCode::InvalidState));
        QVERIFY(ask({found("pi_safe"), found("pi_done")}, {}).changed_since);
        QCOMPARE(ask({}, {unpaid}).refusal, std::optional(ErrorCode::InvalidState));
        QVERIFY_THROWS_EXCEPTION(acts::InvalidAct, static_cast<void>(ask({}, {})));
        QVERIFY_THROWS_EXCEPTION(acts::InvalidAct, static_cast<void>(ask(std::vector<Uuid>(1'001, run), {})));
        QVERIFY_THROWS_EXCEPTION(acts::InvalidAct,
                                 static_cast<void>(acts::request_repair(*database_, {{found("pi_safe")}, {}}, " ", ann)));
        QCOMPARE(stage_->text("select count(*) from holdfast.reconciliation"), std::string("1"));
        QCOMPARE(stage_->audit_count(), before);

        const auto asked = ask({found("pi_safe")}, {paid});
        QVERIFY(!asked.refusal);
        QCOMPARE(asked.audit_seq, before + 1);
        QCOMPARE(stage_->text("select array_to_string(intents, ' ') from holdfast.reconciliation where id = $1",
                              asked.id.to_string()),
                 stage_->text("select 'pi_safe ' || intent_id from holdfast.payment where reservation_id = $1",
                              paid.to_string()));
        const auto entry = insight::list_audit(*database_).front();
        QCOMPARE(entry.act, std::string("repair"));
        QCOMPARE(entry.target, "reconciliation/" + asked.id.to_string());
        QCOMPARE(entry.reason, std::string("seen twice"));
        QCOMPARE(entry.reservation_id, std::optional(paid));

        // Of what a run found, and of several: in the timeline of each.
        const auto other = stage_->released_unwinding();
        database_->query("insert into holdfast.discrepancy (reconciliation_id, class, intent_id, reservation_id, amount_minor, "
                         "currency, repair) values ($1, 'INTENT_WITHOUT_RESERVATION', 'pi_theirs', $2, 700, 'EUR', 'SAFE')",
                         {run.to_string(), other.to_string()});
        QVERIFY(!ask({found("pi_theirs")}, {}).refusal);
        QCOMPARE(insight::list_audit(*database_).front().reservation_id, std::optional(other));
        const auto both = ask({found("pi_theirs")}, {paid});
        QVERIFY(!both.refusal);
        QCOMPARE(both.audit_seq, before + 3);
        QCOMPARE(stage_->audit_count(), before + 5);
        QCOMPARE(stage_->text("select string_agg(reservation_id::text, ' ' order by seq) from holdfast.audit_entry "
                              "where target = $1 and act = 'repair'", "reconciliation/" + both.id.to_string()),
                 std::min(paid, other).to_string() + " " + std::max(paid, other).to_string());
        // Who asks for everything is not served by it, nor is it by theirs.
        QVERIFY(acts::request_reconciliation(*database_, true, ann).id != asked.id);
    }

    /// No act without its entry: when that cannot be written, nothing happened.
    void anActWithoutItsEntryIsNone()
    {
        const auto id = stage_->authorized_both();
        database_->run_script("create function holdfast.full() returns trigger language plpgsql as "
                              "$$ begin raise exception 'no space left' using errcode = '53100'; end $$;"
                              "create trigger full_disk before insert on holdfast.audit_entry "
                              "for each row execute function holdfast.full()");
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed,
                                 static_cast<void>(acts::force_release(*database_, {id, {}}, "why", ada)));
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed,
                                 static_cast<void>(acts::add_note(*database_, id, "why", ada)));
        QCOMPARE(stage_->state_of(id), std::string("AUTHORIZED_BOTH"));
        QCOMPARE(stage_->text("select count(*) from holdfast.note"), std::string("0"));
        QCOMPARE(stage_->text("select count(*) from holdfast.operation where kind = 'unwind'"), std::string("0"));
    }

    void theRecordCannotBeChanged()
    {
        static_cast<void>(acts::release(*database_, {stage_->hold(), {}}, "", ann));
        for (const auto *sql : {"update holdfast.audit_entry set reason = 'x'", "delete from holdfast.audit_entry",
                                "truncate holdfast.audit_entry"})
            QVERIFY_THROWS_EXCEPTION(storage::StatementFailed, database_->run_script(sql));
    }

    /// Sessions that act at once wait for each other at the head only: no number is lost, none is given twice.
    void manyActAtOnce()
    {
        constexpr int sessions = 4;
        constexpr int each = 40;
        std::vector<Uuid> ids;
        for (int i = 0; i < sessions * each; ++i)
            ids.push_back(stage_->hold());
        const auto dsn = stage_->text("select current_database()");
        std::atomic<int> done = 0;
        {
            std::vector<std::jthread> threads;
            for (int session = 0; session < sessions; ++session) {
                threads.emplace_back([&, session] {
                    Connection own(cluster_.dsn() + " dbname=" + dsn);
                    for (int i = 0; i < each; ++i) {
                        const acts::Shown shown{ids[static_cast<std::size_t>(i * sessions + session)], {}};
                        done += !acts::rerun_transient([&] { return acts::release(own, shown, "", ann); }).refusal;
                    }
                });
            }
        }
        QCOMPARE(done.load(), sessions * each);
        const auto head = insight::read_audit_head(*database_);
        QCOMPARE(head.count, std::int64_t{sessions * each});
    }

    void aKeyIsBoundToWhatItDid()
    {
        const acts::Key key{Uuid::make_v7(), "k", {1}};
        acts::Key other_body = key;
        other_body.fingerprint = {2};
        const auto claim = [&](const acts::Key &wanted, bool keep) {
            storage::Transaction transaction(*database_);
            auto claimed = acts::claim_key(*database_, wanted);
            if (keep) {
                acts::bind_key(*database_, wanted, {202, "{}"});
                transaction.commit();
            }
            return claimed;
        };
        QVERIFY(!claim(key, false).answer); // rolled back: as if it had never been
        QVERIFY(!claim(other_body, false).reused);
        QVERIFY(!claim(key, true).answer);
        const auto again = claim(key, false);
        QVERIFY(again.answer && again.answer->status == 202 && again.answer->body == "{}");
        QVERIFY(claim(other_body, false).reused);
        QCOMPARE(acts::forget_keys(*database_, 1h, 10), std::size_t{0});
        database_->run_script("update holdfast.act_key set created_at = created_at - interval '2 hours'");
        QCOMPARE(acts::forget_keys(*database_, 1h, 10), std::size_t{1});
        QVERIFY(!claim(other_body, false).reused);
    }
};

QTEST_APPLESS_MAIN(ActsTest)
#include "acts_test.moc"

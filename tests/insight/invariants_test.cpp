#include "backend/insight/invariants.h"
#include "backend/storage/connection.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <set>

using namespace holdfast;
using storage::Connection;

namespace {

/// A few reservations in several states, answered and replayed, and a sweep: everything that an invariant looks at.
struct Place
{
    explicit Place(Connection &database)
        : partner(test::plant_partner(database, "partner")), vendor(test::plant_vendor(database, "vendor")),
          slot(test::plant_slot(database, {.vendor = vendor, .capacity = 10})),
          other_slot(test::plant_slot(database, {.vendor = vendor, .capacity = 10, .hour = 1})),
          held(test::hold(database, partner, slot, "held", 2)), confirmed(test::hold(database, partner, slot, "confirmed")),
          released(test::hold(database, partner, slot, "released"))
    {
        test::change(database, confirmed, "confirm", partner, "confirm");
        test::change(database, released, "release", partner, "release");
        database.run_script("insert into holdfast.sweep (id, kind, cutoff, ended) "
                            "values (gen_random_uuid(), 'expiry', holdfast.now(), 0)");
    }
    Uuid partner;
    Uuid vendor;
    Uuid slot;
    Uuid other_slot;
    Uuid held;
    Uuid confirmed;
    Uuid released;
};

std::string with_ids(std::string sql, const Place &place)
{
    const std::array<std::pair<std::string, Uuid>, 7> names = {{{":held", place.held},
                                                                {":confirmed", place.confirmed},
                                                                {":released", place.released},
                                                                {":partner", place.partner},
                                                                {":other_slot", place.other_slot},
                                                                {":slot", place.slot},
                                                                {":vendor", place.vendor}}};
    for (const auto &[name, id] : names) {
        for (auto at = sql.find(name); at != std::string::npos; at = sql.find(name, at))
            sql.replace(at, name.size(), "'" + id.to_string() + "'");
    }
    return sql;
}

} // namespace

class InvariantsTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    static constexpr const char *event_columns =
        "insert into holdfast.reservation_event (reservation_id, version, event, from_state, to_state, deadline, at, "
        "actor, trace_id) ";

    /// Past its deadline, but not by the cutoff of the place's sweep; its event says the same.
    static constexpr const char *overdue_since_now =
        "alter table holdfast.reservation_event disable trigger user;"
        "update holdfast.reservation set deadline = holdfast.now() where id = :held;"
        "update holdfast.reservation_event e set deadline = r.deadline from holdfast.reservation r "
        "where r.id = e.reservation_id and r.id = :held;";

    static constexpr const char *payment =
        "insert into holdfast.payment (reservation_id, party, amount_minor, currency, payment_method, intent_id, "
        "intent_status, captured_minor, refunded_minor, changed_at) ";
    static constexpr const char *operation =
        "insert into holdfast.operation (id, kind, reservation_id, party, intent_id, status, planned_at, opened_at, "
        "actor, trace_id) ";
    static constexpr const char *now_by_test = "holdfast.now(), clock_timestamp(), 'test', 't')";
    static constexpr const char *long_ago_by_test =
        "holdfast.now(), clock_timestamp() - interval '31 minutes', 'test', 't')";

private slots:
    void aSoundDatabaseHolds()
    {
        Connection database(cluster_.fresh_database());
        const Place place(database);
        const auto results = insight::check_invariants(database);
        QStringList ids;
        for (const auto &result : results) {
            ids << QString::fromStdString(result.id);
            QVERIFY2(result.holds, result.examples.empty() ? "" : result.examples.front().c_str());
            QCOMPARE(result.violations, std::int64_t{0});
            QVERIFY(result.examples.empty());
            QVERIFY(!result.title.empty());
        }
        QCOMPARE(ids, (QStringList{"I1", "I2", "I3", "I4", "I6", "I7", "I9", "I10", "I11", "I12", "I13"}));
    }

    void anEmptyDatabaseHolds()
    {
        Connection database(cluster_.fresh_database());
        for (const auto &result : insight::check_invariants(database))
            QVERIFY(result.holds);
    }

    /// Each row breaks one thing in a sound database, removing the guard that would have stopped it; exactly the
    /// invariant that is about it goes red, and its example says what is wrong.
    void aViolationIsFound_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("invariant");
        QTest::addColumn<QString>("words");

        QTest::newRow("a hold not given back")
            << "update holdfast.slot set held = held + 1 where id = :slot" << "I1" << "held 3 but its reservations hold 2";
        QTest::newRow("a hold given back twice")
            << "update holdfast.slot set held = 0 where id = :slot" << "I1" << "held 0 but its reservations hold 2";
        QTest::newRow("a booking not counted")
            << "update holdfast.slot set confirmed = 0 where id = :slot" << "I1" << "confirmed 0 but they make 1";
        QTest::newRow("more booked than there is")
            << "alter table holdfast.slot drop constraint slot_not_oversold;"
               "update holdfast.slot set capacity = 2 where id = :slot"
            << "I1" << "capacity 2";
        // Back to before the sweep: its deadline, and the event that set it, lie an hour in the past.
        QTest::newRow("overdue after a sweep")
            << "alter table holdfast.reservation_event disable trigger user;"
               "update holdfast.reservation set deadline = deadline - interval '1 hour' where id = :held;"
               "update holdfast.reservation_event set deadline = deadline - interval '1 hour' where reservation_id = :held"
            << "I3" << "HELD past its deadline";
        QTest::newRow("left behind by a sweep long ago")
            << QString(overdue_since_now) + "insert into holdfast.sweep (id, kind, cutoff, ended, left_behind, completed_at) "
               "values (gen_random_uuid(), 'expiry', holdfast.now(), 0, 1, clock_timestamp() - interval '31 seconds')"
            << "I3" << "and left it behind at";

        QTest::newRow("a creation key with two reservations")
            << "alter table holdfast.reservation drop constraint reservation_creation_key;"
               "update holdfast.reservation set creation_key = 'held' where id = :confirmed"
            << "I4" << "creation key 'held' made 2 reservations";
        QTest::newRow("a command key with two answers")
            << "alter table holdfast.command_key drop constraint command_key_pkey;"
               "update holdfast.command_key set key = 'confirm' where key = 'release'"
            << "I4" << "command key 'confirm' has 2 answers";
        QTest::newRow("an event that answers two keys")
            << "insert into holdfast.command_key (partner_id, key, fingerprint, reservation_id, version) "
               "select partner_id, 'again', fingerprint, reservation_id, version from holdfast.command_key "
               "where key = 'confirm'"
            << "I4" << "is the answer to 2 keys: 'again', 'confirm'";

        QTest::newRow("no event at all")
            << "alter table holdfast.reservation_event disable trigger user;"
               "delete from holdfast.reservation_event where reservation_id = :held"
            << "I7" << "no event tells how";
        QTest::newRow("the beginning is missing")
            << "alter table holdfast.reservation_event disable trigger user;"
               "delete from holdfast.reservation_event where reservation_id = :confirmed and version = 1"
            << "I7" << "event 2 stands at place 1";
        QTest::newRow("a gap")
            << "alter table holdfast.reservation_event disable trigger user;"
               "update holdfast.reservation_event set version = 3 where reservation_id = :confirmed and version = 2;"
               "update holdfast.reservation set version = 3 where id = :confirmed;"
               "update holdfast.command_key set version = 3 where key = 'confirm'"
            << "I7" << "event 3 stands at place 2";
        QTest::newRow("a state without its event")
            << "update holdfast.reservation set state = 'VENDOR_CONFIRMED' where id = :held" << "I7"
            << "stored as VENDOR_CONFIRMED, version 1";
        QTest::newRow("a deadline without its event")
            << "update holdfast.reservation set deadline = deadline + interval '1 hour' where id = :held" << "I7"
            << "but its last event says HELD, 1";
        QTest::newRow("a version without its event")
            << "update holdfast.reservation set version = 2 where id = :held" << "I7" << "version 2";
        QTest::newRow("a step that is not in the table")
            << QString(event_columns)
                    + "select id, 2, 'committed', 'HELD', 'HELD', deadline, holdfast.now(), 'test', 't' "
                      "from holdfast.reservation where id = :held;"
                      "update holdfast.reservation set version = 2 where id = :held"
            << "I7" << "committed from HELD to HELD, is not in the table";
        QTest::newRow("a right event to a wrong state")
            << "alter table holdfast.reservation_event disable trigger user;"
               "update holdfast.reservation_event set to_state = 'CANCELLED' "
               "where reservation_id = :released and version = 2;"
               "update holdfast.reservation set state = 'CANCELLED' where id = :released"
            << "I7" << "release from HELD to CANCELLED, is not in the table";
        QTest::newRow("a step from where it was not")
            << "alter table holdfast.reservation_event disable trigger user;"
               "update holdfast.reservation_event set from_state = 'VENDOR_CONFIRMED' "
               "where reservation_id = :released and version = 2"
            << "I7" << "is from VENDOR_CONFIRMED, but the one before led to HELD";
        QTest::newRow("a beginning that is no hold")
            << "alter table holdfast.reservation_event disable trigger user;"
               "update holdfast.reservation_event set event = 'confirm' where reservation_id = :held"
            << "I7" << "begins with confirm into HELD";
        QTest::newRow("made at another time than its story begins")
            << "update holdfast.reservation set created_at = created_at - interval '1 day' where id = :confirmed" << "I7"
            << "but its hold is of";
        QTest::newRow("changed at another time than its story ends")
            << "update holdfast.reservation set changed_at = changed_at + interval '1 day' where id = :confirmed" << "I7"
            << "but its last event is of";

        const QString without_guard = "alter table holdfast.reservation drop constraint "
                                      "reservation_deadline_while_in_flight;"
                                      "alter table holdfast.reservation_event disable trigger user;";
        QTest::newRow("in flight without a deadline")
            << without_guard
                    + "update holdfast.reservation set deadline = null where id = :held;"
                      "update holdfast.reservation_event set deadline = null where reservation_id = :held"
            << "I10" << "HELD with no deadline";
        QTest::newRow("confirmed with a deadline")
            << without_guard
                    + "update holdfast.reservation set deadline = holdfast.now() + interval '1 hour' where id = :confirmed;"
                      "update holdfast.reservation_event e set deadline = r.deadline from holdfast.reservation r "
                      "where r.id = e.reservation_id and r.id = :confirmed and e.version = 2"
            << "I10" << "CONFIRMED with deadline";

        QTest::newRow("a step into flight without a deadline")
            << "alter table holdfast.reservation_event disable trigger user;"
               "update holdfast.reservation_event set deadline = null where reservation_id = :confirmed and version = 1"
            << "I10" << "its event 1 led to HELD with no deadline";

        // A row that goes although others name it: without its foreign keys, as in a table put back by hand.
        const QString free_of_keys = "set session_replication_role = replica;";
        QTest::newRow("a slot that is gone") << "delete from holdfast.slot where id = :slot" << "I6" << "its slot";
        QTest::newRow("a partner that is gone")
            << free_of_keys + "delete from holdfast.partner where id = :partner" << "I6" << "its partner";
        QTest::newRow("a vendor that is gone")
            << free_of_keys + "delete from holdfast.vendor where id = :vendor" << "I6" << "its vendor";
        QTest::newRow("a reservation moved to no slot")
            << "update holdfast.reservation set slot_id = gen_random_uuid() where id = :released" << "I6" << "its slot";
        QTest::newRow("a story of nothing")
            << QString(event_columns)
                    + "values (gen_random_uuid(), 1, 'hold', null, 'HELD', now(), holdfast.now(), 'test', 't')"
            << "I6" << "it has 1 events but does not exist";
        QTest::newRow("a slot's key without the slot")
            << free_of_keys + "insert into holdfast.slot_key (owner_id, key, fingerprint, slot_id) "
                              "values (:partner, 'k', sha256('x'), gen_random_uuid())"
            << "I6" << "key 'k' of a slot";
        QTest::newRow("an API key without its partner")
            << free_of_keys + "insert into holdfast.api_key (key_hash, partner_id) values (sha256('x'), gen_random_uuid())"
            << "I6" << "an API key";

        const QString pays = payment;
        const QString owes = operation;
        const QString unwound =
            owes + "values (gen_random_uuid(), 'unwind', :released, 'requester', null, 'DONE', " + now_by_test + ";";
        QTest::newRow("captured for nothing")
            << unwound + pays
                    + "values (:released, 'requester', 500, 'EUR', 'pm_card', 'pi_1', 'succeeded', 500, 100, holdfast.now())"
            << "I2" << "owes 0, but 500 is captured and 100 refunded";
        QTest::newRow("booked with less than is owed")
            << pays + "values (:confirmed, 'requester', 500, 'EUR', 'pm_card', 'pi_1', 'succeeded', 400, 0, holdfast.now())"
            << "I2" << "owes 500, but 400 is captured";
        QTest::newRow("booked without a payment")
            << "update holdfast.slot set settlement = 'card' where id = :slot" << "I2" << "there is no payment of the requester";
        QTest::newRow("an end that nothing unwinds")
            << pays + "values (:released, 'requester', 500, 'EUR', 'pm_card', null, null, 0, 0, holdfast.now())" << "I6"
            << "no unwind is after the requester's authorization";
        QTest::newRow("an authorization left open")
            << unwound + pays
                    + "values (:released, 'requester', 500, 'EUR', 'pm_card', 'pi_1', 'requires_capture', 0, 0, holdfast.now())"
            << "I6" << "no unwind is after the requester's authorization";
        QTest::newRow("a payment of nothing")
            << pays + "values (gen_random_uuid(), 'vendor', 500, 'EUR', 'pm_card', null, null, 0, 0, holdfast.now())" << "I6"
            << "payment of the vendor: its reservation";
        QTest::newRow("an operation on nothing")
            << owes + "values (gen_random_uuid(), 'unwind', gen_random_uuid(), 'vendor', null, 'DONE', " + now_by_test << "I6"
            << "its reservation";
        QTest::newRow("a second intent that nobody could void")
            << owes + "values (gen_random_uuid(), 'void', :held, 'vendor', 'pi_2', 'DEAD', " + now_by_test << "I4"
            << "intent pi_2 is one more than the vendor's";
        QTest::newRow("an operation that answers two keys")
            << owes + "values (:other_slot, 'authorize', :held, 'vendor', null, 'DONE', " + now_by_test
                    + "; insert into holdfast.command_key (partner_id, key, fingerprint, reservation_id, operation_id) "
                      "select :partner, k, sha256('x'), :held, :other_slot from unnest(array['one', 'two']) k"
            << "I4" << "is the answer to 2 keys: 'one', 'two'";
        QTest::newRow("an operation that nobody does")
            << owes + "values (gen_random_uuid(), 'authorize', :held, 'vendor', null, 'PENDING', " + long_ago_by_test << "I12"
            << "open since";
        QTest::newRow("a lease that nobody takes over")
            << owes + "values (:slot, 'authorize', :held, 'vendor', null, 'PENDING', " + now_by_test
                    + "; update holdfast.operation set lease_owner = :slot, "
                      "lease_until = clock_timestamp() - interval '3 minutes' where id = :slot"
            << "I12" << "nobody took over";
        QTest::newRow("a hint that nobody follows")
            << "insert into holdfast.webhook_event (id, type, created_at, due_at) values "
               "('evt_1', 'charge.captured', now(), clock_timestamp() - interval '11 minutes')"
            << "I12" << "webhook evt_1 (charge.captured)";

        const QString key = "insert into holdfast.command_key (partner_id, key, fingerprint, reservation_id, version) ";
        QTest::newRow("an answer that is no event")
            << key + "values (:partner, 'new', sha256('x'), :held, 7)" << "I11" << "has no event 7";
        QTest::newRow("an answer about nothing")
            << key + "values (:partner, 'new', sha256('x'), gen_random_uuid(), 2)" << "I11" << "does not exist";
        QTest::newRow("an answer that is a creation")
            << key + "values (:partner, 'new', sha256('x'), :held, 1)" << "I11" << "is the creation of";
        QTest::newRow("an answer that is no operation")
            << "insert into holdfast.command_key (partner_id, key, fingerprint, reservation_id, operation_id) "
               "values (:partner, 'new', sha256('x'), :held, gen_random_uuid())"
            << "I11" << "has no operation";
        QTest::newRow("a claim left behind")
            << key + "values (:partner, 'new', sha256('x'), :held, null)" << "I11" << "without an answer";
        const QString audit = "alter table holdfast.audit_entry disable trigger user;"
                              "select holdfast.append_audit('Ann', 'operator', 'note', 'x', null, 'why', 't', '{}') "
                              "from generate_series(1, 3);";
        QTest::newRow("an entry that was changed")
            << audit + "update holdfast.audit_entry set reason = 'because' where seq = 2" << "I9"
            << "audit entry 2: is not what was written, note by Ann";
        QTest::newRow("an entry in another's name")
            << audit + "update holdfast.audit_entry set actor = 'Ben' where seq = 3" << "I9" << "audit entry 3: is not what";
        QTest::newRow("an entry of another time")
            << audit + "update holdfast.audit_entry set at = at + interval '1 microsecond' where seq = 1" << "I9"
            << "audit entry 1: is not what";
        QTest::newRow("an entry that says more")
            << audit + "update holdfast.audit_entry set detail = '{\"a\": 1}' where seq = 1" << "I9"
            << "audit entry 1: is not what";
        QTest::newRow("an entry that is gone")
            << audit + "delete from holdfast.audit_entry where seq = 2" << "I9" << "audit entry 3 follows 1";
        QTest::newRow("a beginning that is gone")
            << audit + "delete from holdfast.audit_entry where seq = 1" << "I9" << "audit entry 2 follows nothing";
        QTest::newRow("an end that is gone")
            << audit + "delete from holdfast.audit_entry where seq = 3" << "I9" << "tells of 3 entries, but there are 2";
        QTest::newRow("an entry that was hashed again")
            << audit + "update holdfast.audit_entry set reason = 'because' where seq = 2;"
                       "update holdfast.audit_entry e set hash = holdfast.audit_hash(e) where seq = 2"
            << "I9" << "audit entry 3: does not name the hash of the one before it";
        QTest::newRow("a last entry that was hashed again")
            << audit + "update holdfast.audit_entry set reason = 'because' where seq = 3;"
                       "update holdfast.audit_entry e set hash = holdfast.audit_hash(e) where seq = 3"
            << "I9" << "the audit's head does not have the hash of its last entry 3";
        QTest::newRow("an audit without a head") << audit + "delete from holdfast.audit_head" << "I9" << "no head";

        QTest::newRow("appointments that overlap")
            << "alter table holdfast.slot drop constraint slot_appointments_exclusive;"
               "insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement) "
               "select gen_random_uuid(), :vendor, 'appointment', at, at + interval '1 hour', 1, 'free' from unnest(array["
               "'2032-01-01 10:00Z', '2032-01-01 11:00Z', '2032-01-01 11:59Z']::timestamptz[]) at"
            << "I13" << "begins at 2032-01-01 11:59:00+00, when another one is not over until 2032-01-01 12:00:00+00";
        QTest::newRow("an appointment within another")
            << "alter table holdfast.slot drop constraint slot_appointments_exclusive;"
               "insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement) values "
               "(gen_random_uuid(), :vendor, 'appointment', '2032-01-01 10:00Z', '2032-01-01 20:00Z', 1, 'free'),"
               "(gen_random_uuid(), :vendor, 'appointment', '2032-01-01 11:00Z', '2032-01-01 12:00Z', 1, 'free'),"
               "(gen_random_uuid(), :vendor, 'appointment', '2032-01-01 13:00Z', '2032-01-01 14:00Z', 1, 'free')"
            << "I13" << "begins at 2032-01-01 13:00:00+00, when another one is not over until 2032-01-01 20:00:00+00";

        QTest::newRow("an answer about another's reservation")
            << "update holdfast.command_key set partner_id = gen_random_uuid() where key = 'confirm'" << "I11"
            << "belongs to partner";
    }
    void aViolationIsFound()
    {
        QFETCH(QString, sql);
        QFETCH(QString, invariant);
        QFETCH(QString, words);
        Connection database(cluster_.fresh_database());
        const Place place(database);
        database.run_script(with_ids(sql.toStdString(), place));

        QStringList red;
        QStringList examples;
        for (const auto &result : insight::check_invariants(database)) {
            QCOMPARE(result.holds, result.violations == 0);
            QCOMPARE(result.examples.empty(), result.holds);
            if (result.holds)
                continue;
            red << QString::fromStdString(result.id);
            for (const auto &example : result.examples)
                examples << QString::fromStdString(example);
        }
        QVERIFY2(red == QStringList{invariant}, qPrintable(red.join(' ') + ": " + examples.join('\n')));
        QVERIFY2(examples.join('\n').contains(words), qPrintable(examples.join('\n')));
        for (const auto &example : examples)
            QVERIFY(!example.contains('\n'));
    }

    /// What is allowed although it looks alike.
    void notAViolation_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("events and classes at the same time, and appointments of several vendors")
            << "insert into holdfast.vendor (id, name) values (:other_slot, 'other');"
               "insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement) "
               "select gen_random_uuid(), v, k, '2032-01-01 10:00Z', '2032-01-01 12:00Z', 1, 'free' "
               "from unnest(array[:vendor, :other_slot]::uuid[]) v cross join unnest(array['appointment', 'class', 'event']) k";
        QTest::newRow("another system overbooks") << "update holdfast.slot set external = 50 where id = :slot";
        QTest::newRow("an unwind at work")
            << QString(payment)
                    + "values (:released, 'requester', 500, 'EUR', 'pm_card', 'pi_1', 'succeeded', 500, 0, holdfast.now());"
                    + operation + "values (gen_random_uuid(), 'unwind', :released, 'requester', null, 'PENDING', "
                    + now_by_test;
        QTest::newRow("overdue, with a payment on its way")
            << QString(overdue_since_now) + operation
                    + "values (gen_random_uuid(), 'authorize', :held, 'requester', null, 'PENDING', " + now_by_test
                    + "; insert into holdfast.sweep (id, kind, cutoff, ended) "
                      "values (gen_random_uuid(), 'expiry', holdfast.now(), 0)";
        QTest::newRow("overdue without a sweep since") << overdue_since_now;
        QTest::newRow("left behind by a sweep just now")
            << QString(overdue_since_now) + "insert into holdfast.sweep (id, kind, cutoff, ended, left_behind) "
               "values (gen_random_uuid(), 'expiry', holdfast.now(), 0, 1)";
        QTest::newRow("made behind the sweep's back, with the clock moved")
            << QString(overdue_since_now) + "insert into holdfast.sweep (id, kind, cutoff, ended, seen) "
               "values (gen_random_uuid(), 'expiry', holdfast.now(), 0, (select format('%s:%s:', xid, xid)::pg_snapshot "
               "from holdfast.reservation_event where reservation_id = :held))";
    }
    void notAViolation()
    {
        QFETCH(QString, sql);
        Connection database(cluster_.fresh_database());
        const Place place(database);
        database.run_script(with_ids(sql.toStdString(), place));
        for (const auto &result : insight::check_invariants(database))
            QVERIFY2(result.holds, (result.id + (result.examples.empty() ? "" : result.examples.front())).c_str());
    }

    /// Whoever replaced chain and head together did not replace the anchor.
    void theAuditGoesThroughItsAnchor()
    {
        Connection database(cluster_.fresh_database());
        const auto append = [&] {
            database.query("select holdfast.append_audit('Ann', 'operator', 'note', 'x', null, 'why', 't', '{}')");
            return insight::read_audit_head(database);
        };
        const auto holds = [&](const std::optional<insight::AuditHead> &anchor) {
            for (const auto &result : insight::check_invariants(database, anchor)) {
                if (result.id == "I9")
                    return result.holds && insight::verify_audit(database, anchor).problems.empty();
            }
            return false;
        };
        const auto empty = insight::read_audit_head(database);
        const auto first = append();
        const auto second = append();
        for (const auto &anchor : {empty, first, second})
            QVERIFY(holds(anchor));
        QVERIFY(!holds(insight::AuditHead{3, second.hash}));
        QVERIFY(!holds(insight::AuditHead{2, first.hash}));

        database.run_script("alter table holdfast.audit_entry disable trigger user;"
                            "delete from holdfast.audit_entry where seq = 2;"
                            "update holdfast.audit_head h set count = 1, hash = e.hash from holdfast.audit_entry e");
        QVERIFY(holds(std::nullopt) && holds(first)); // cut off, head and all
        QVERIFY(!holds(second));
        const auto other = append();
        QCOMPARE(other.count, second.count);
        QVERIFY(holds(std::nullopt) && holds(other));
        QVERIFY(!holds(second)); // and made as long again

        QCOMPARE(insight::parse_audit_head(insight::to_text(second)), std::optional(second));
        for (const auto &text : {std::string(), std::string("holdfast-audit 1 abc\n"), insight::to_text(second) + "\n",
                                 insight::to_text(second).substr(1), "holdfast-audit -1 " + second.hash + "\n",
                                 "holdfast-audit 1 " + std::string(64, 'g') + "\n"})
            QVERIFY(!insight::parse_audit_head(text));
    }

    void violationsAreCountedAndTheExamplesBounded()
    {
        Connection database(cluster_.fresh_database());
        const Place place(database);
        test::hold_many(database, place.partner,
                        test::plant_slot(database, {.vendor = place.vendor, .capacity = 500, .hour = 5}), 300, "many");
        database.run_script("update holdfast.reservation set version = 2 where creation_key like 'many%'");
        for (const auto &result : insight::check_invariants(database)) {
            if (result.id != "I7")
                continue;
            QCOMPARE(result.violations, std::int64_t{300});
            QCOMPARE(result.examples.size(), std::size_t{10});
        }
    }
};

QTEST_APPLESS_MAIN(InvariantsTest)
#include "invariants_test.moc"

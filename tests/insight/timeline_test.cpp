#include "backend/insight/timeline.h"

#include "backend/insight/reconciliation.h"
#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <stdexcept>

using namespace holdfast;
using storage::Connection;

class TimelineTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::unique_ptr<Connection> database_;
    std::unique_ptr<test::Stage> stage_;

    /// A booking with everything in its life: both authorizations, calls that failed and were repeated, captures, a
    /// webhook, an act, a note, and its end.
    Uuid lived()
    {
        const auto id = stage_->vendor_confirmed();
        static_cast<void>(acts::extend(*database_, {id, {}}, std::chrono::hours(1), "asked by phone", test::ann));
        stage_->authorize(id, "vendor");
        const auto operation = stage_->text("select id from holdfast.operation where kind = 'authorize' "
                                            "and reservation_id = $1", id.to_string());
        for (const auto *status : {"", "500", "200"})
            database_->query(
                "insert into holdfast.gateway_call (operation_id, reservation_id, at, method, path, status, error, "
                "request_id, replayed, took_ms) select $1, $2, holdfast.now(), 'POST', '/v1/payment_intents', "
                "nullif($3, '')::integer, case $3 when '200' then null else 'connection closed' end, 'req_1', "
                "$3 = '200', 12",
                {operation, id.to_string(), status});
        stage_->authorize(id, "requester");
        if (stage_->change(id, "confirm") != "DONE" || stage_->commit(id) != "CONFIRMED")
            qFatal("not booked");
        database_->query("insert into holdfast.webhook_event (id, type, intent_id, created_at, status, reservation_id) "
                         "values ('evt_' || $1, 'payment_intent.succeeded', 'pi_1', holdfast.now(), 'DONE', $1::uuid)",
                         {id.to_string()});
        static_cast<void>(acts::add_note(*database_, id, "wants a refund", test::ann));
        if (stage_->change(id, "cancel") != "DONE")
            qFatal("not cancelled");
        return id;
    }

private slots:
    void initTestCase()
    {
        database_ = std::make_unique<Connection>(cluster_.fresh_database());
        test::mark_as_sandbox(*database_);
        stage_ = std::make_unique<test::Stage>(*database_);
    }
    void cleanupTestCase()
    {
        stage_.reset();
        database_.reset();
    }

    void aWholeLifeIsTold()
    {
        const auto id = lived();
        const auto timeline = insight::read_timeline(*database_, id);
        QVERIFY(timeline.has_value());
        QCOMPARE(timeline->state, State::Cancelled);
        QVERIFY(timeline->whole);
        QCOMPARE(timeline->replayed, std::optional(State::Cancelled));
        QVERIFY(timeline->next_cursor.empty());

        QStringList told;
        std::int32_t version = 0;
        Timestamp last{};
        for (const auto &entry : timeline->entries) {
            QVERIFY(entry.at >= last);
            last = entry.at;
            QVERIFY(!entry.actor.empty());
            if (entry.kind == "transition") {
                QCOMPARE(entry.version, std::optional(++version)); // gapless, in order
                QVERIFY(!entry.trace_id.empty());
                QVERIFY(entry.to.has_value());
            }
            told << QString::fromStdString(entry.kind + " " + (entry.party.empty() ? "" : entry.party + " ")
                                           + entry.what);
        }
        QCOMPARE(version, timeline->version);
        const QStringList wanted = {
            "transition hold", "transition vendor_confirm", "transition extend", "act extend",
            "operation_planned vendor authorize", "transition vendor_authorized", "operation_ended vendor authorize",
            "gateway_call vendor POST /v1/payment_intents", "gateway_call vendor POST /v1/payment_intents",
            "gateway_call vendor POST /v1/payment_intents", "operation_planned requester authorize",
            "transition requester_authorized", "operation_ended requester authorize", "transition commit",
            "operation_planned commit", "transition committed", "operation_ended commit",
            "webhook payment_intent.succeeded", "note note", "transition cancel", "operation_planned requester unwind",
            "operation_planned vendor unwind"};
        QStringList sorted = told, wanted_sorted = wanted;
        // What one transaction did at one moment comes in the order of its kinds, two unwinds in that of their ids.
        std::sort(sorted.end() - 2, sorted.end());
        QCOMPARE(sorted.join('\n'), wanted_sorted.join('\n'));
    }

    void theMoneyAndTheDeadlineAreTold()
    {
        QVERIFY(insight::read_timeline(*database_, stage_->hold())->money.empty());
        const auto id = stage_->authorized_both();
        auto timeline = *insight::read_timeline(*database_, id);
        QVERIFY(timeline.deadline > timeline.now);
        QCOMPARE(timeline.unsettled, std::int64_t{0});
        QCOMPARE(timeline.money.size(), std::size_t{2});
        QCOMPARE(timeline.money[0].party, std::string("requester"));
        QCOMPARE(timeline.money[0].intent_id, "pi_requester_" + id.to_string());
        QCOMPARE(timeline.money[0].authorized_minor, std::int64_t{1500});
        QCOMPARE(timeline.money[1].authorized_minor, std::int64_t{700});
        QCOMPARE(timeline.money[1].captured_minor, std::int64_t{0});

        QCOMPARE(stage_->change(id, "release"), std::string("DONE"));
        timeline = *insight::read_timeline(*database_, id);
        QVERIFY(!timeline.deadline.has_value());
        QCOMPARE(timeline.unsettled, std::int64_t{2}); // nobody has given the money back yet
        timeline = *insight::read_timeline(*database_, stage_->confirmed());
        QCOMPARE(timeline.money[0].captured_minor, std::int64_t{1500});
    }

    void whoAndWhyIsTold()
    {
        const auto id = lived();
        const auto timeline = insight::read_timeline(*database_, id);
        const auto entry = [&](const std::string &kind, const std::string &what, std::size_t nth = 0) {
            for (const auto &candidate : timeline->entries) {
                if (candidate.kind == kind && candidate.what == what && nth-- == 0)
                    return candidate;
            }
            qFatal("no %s %s", kind.c_str(), what.c_str());
        };
        const auto extended = entry("transition", "extend");
        QCOMPARE(extended.actor, std::string("operator:Ann"));
        QCOMPARE(extended.trace_id, test::ann.trace_id);
        QVERIFY(extended.detail.starts_with("asked by phone, deadline 20"));
        QCOMPARE(entry("act", "extend").trace_id, test::ann.trace_id);
        QCOMPARE(entry("note", "note").detail, std::string("wants a refund"));
        QCOMPARE(entry("note", "note").actor, std::string("operator:Ann"));
        const auto failed = entry("gateway_call", "POST /v1/payment_intents");
        QCOMPARE(failed.detail, std::string("no answer, connection closed, req_1, 12 ms"));
        QCOMPARE(failed.trace_id, std::string("t")); // of the operation it served
        QCOMPARE(failed.took, std::optional(std::chrono::milliseconds(12)));
        QVERIFY(!failed.answer.has_value());
        QCOMPARE(entry("gateway_call", "POST /v1/payment_intents", 2).answer, std::optional<std::int32_t>(200));
        QVERIFY(extended.deadline > extended.at);
        QVERIFY(!entry("transition", "cancel").deadline.has_value());
        QCOMPARE(entry("gateway_call", "POST /v1/payment_intents", 2).detail,
                 std::string("200, req_1, replayed, 12 ms"));
        QVERIFY(failed.operation_id.has_value());
        QCOMPARE(entry("operation_ended", "commit").detail, std::string("DONE, committed"));
    }

    void pagesMissAndRepeatNothing_data()
    {
        QTest::addColumn<int>("limit");
        for (const int limit : {1, 2, 7, 21, 22, 23})
            QTest::addRow("%d", limit) << limit;
    }
    void pagesMissAndRepeatNothing()
    {
        QFETCH(int, limit);
        const auto id = lived();
        const auto whole = insight::read_timeline(*database_, id);
        std::vector<insight::TimelineEntry> entries;
        std::string cursor;
        int pages = 0;
        do {
            const auto page = insight::read_timeline(*database_, id, cursor, static_cast<std::size_t>(limit));
            QVERIFY(page->entries.size() <= static_cast<std::size_t>(limit));
            entries.insert(entries.end(), page->entries.begin(), page->entries.end());
            cursor = page->next_cursor;
            QVERIFY(page->whole); // of the reservation, not of the page
        } while (!cursor.empty() && ++pages < 100);
        QCOMPARE(entries.size(), whole->entries.size());
        for (std::size_t i = 0; i < entries.size(); ++i) {
            QCOMPARE(entries[i].kind, whole->entries[i].kind);
            QCOMPARE(entries[i].what, whole->entries[i].what);
            QCOMPARE(entries[i].detail, whole->entries[i].detail);
        }
    }

    void aForgedCursorIsRefused()
    {
        const auto id = lived();
        const auto cursor = insight::read_timeline(*database_, id, {}, 3)->next_cursor;
        const auto own_id = cursor.substr(0, 32);
        for (const auto &forged : {std::string("x"), cursor.substr(1), cursor + "0", cursor + "00", own_id,
                                   own_id + "6e6f7700310061006200", own_id + "6e6f00310061" + "00"})
            QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                     static_cast<void>(insight::read_timeline(*database_, id, forged)));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(insight::read_timeline(*database_, stage_->hold(), cursor)));
        QVERIFY(!insight::read_timeline(*database_, Uuid::make_v7()).has_value());
    }

    /// Each breaks the story of a reservation in one way.
    void aBrokenStoryIsNotWhole_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("a gap") << "delete from holdfast.reservation_event where reservation_id = $1 and version = 3";
        QTest::newRow("no end") << "delete from holdfast.reservation_event where reservation_id = $1 and version = 4";
        QTest::newRow("no beginning")
            << "delete from holdfast.reservation_event where reservation_id = $1 and version = 1";
        QTest::newRow("nothing") << "delete from holdfast.reservation_event where reservation_id = $1";
        QTest::newRow("another state") << "update holdfast.reservation set state = 'VENDOR_CONFIRMED' where id = $1";
        QTest::newRow("another version") << "update holdfast.reservation set version = 9 where id = $1";
        QTest::newRow("a step from elsewhere")
            << "update holdfast.reservation_event set from_state = 'HELD' where reservation_id = $1 and version = 4";
        QTest::newRow("a step that is not allowed")
            << "update holdfast.reservation_event set event = 'release' where reservation_id = $1 and version = 4";
    }
    void aBrokenStoryIsNotWhole()
    {
        QFETCH(QString, sql);
        const auto id = stage_->authorized_both();
        QVERIFY(insight::read_timeline(*database_, id)->whole);
        database_->run_script("alter table holdfast.reservation_event disable trigger user");
        database_->query(sql.toStdString(), {id.to_string()});
        QVERIFY(!insight::read_timeline(*database_, id)->whole);
        database_->run_script("alter table holdfast.reservation_event enable trigger user");
    }

    void aReconciliationIsTold()
    {
        QVERIFY(!insight::find_reconciliation(*database_).has_value());
        const auto first = acts::request_reconciliation(*database_, false, test::ann);
        database_->query(
            "update holdfast.reconciliation set status = 'DONE', progress = '3 of 3', finished_at = clock_timestamp() "
            "where id = $1",
            {first.id.to_string()});
        database_->query(
            "insert into holdfast.discrepancy (reconciliation_id, class, intent_id, amount_minor, currency, repair, "
            "expected, observed) values ($1, 'AUTHORIZATION_EXPIRING', 'pi_1', 5, 'EUR', 'PERSON', '', ''), "
            "($1, 'CAPTURED_NOT_CONFIRMED', 'pi_2', 700, 'EUR', 'SAFE', 'nothing captured', '700 captured')",
            {first.id.to_string()});
        const auto found = insight::find_reconciliation(*database_);
        QCOMPARE(found->id, first.id);
        QCOMPARE(found->requested_by, std::string("operator:Ann"));
        QCOMPARE(found->status, std::string("DONE"));
        QCOMPARE(found->found, std::int64_t{2});
        QCOMPARE(found->unrepaired, std::int64_t{2});
        QCOMPARE(found->discrepancies[0].kind, std::string("CAPTURED_NOT_CONFIRMED")); // the worst first
        QCOMPARE(found->discrepancies[0].severity, std::string("CRITICAL"));
        QVERIFY(found->discrepancies[0].repairable);
        QCOMPARE(found->discrepancies[0].amount_minor, std::optional<std::int64_t>(700));
        QCOMPARE(found->discrepancies[1].severity, std::string("MEDIUM"));

        const auto expiring = insight::find_reconciliation(*database_, first.id, {"AUTHORIZATION_EXPIRING", "AMOUNT_MISMATCH"});
        QCOMPARE(expiring->discrepancies.size(), std::size_t{1});
        QCOMPARE(expiring->discrepancies[0].kind, std::string("AUTHORIZATION_EXPIRING"));
        QCOMPARE(expiring->found, std::int64_t{2});

        const auto second = acts::request_reconciliation(*database_, true, test::ann);
        QCOMPARE(insight::find_reconciliation(*database_)->id, second.id);
        QCOMPARE(insight::find_reconciliation(*database_, first.id)->found, std::int64_t{2});
        QVERIFY(!insight::find_reconciliation(*database_, Uuid::make_v7()).has_value());
    }
};

QTEST_APPLESS_MAIN(TimelineTest)
#include "timeline_test.moc"

#include "backend/acts/acts.h"
#include "backend/booking/operations.h"
#include "backend/insight/reconciliation.h"
#include "backend/payments/gateway.h"
#include "backend/storage/connection.h"
#include "backend/workers/payment_worker.h"
#include "backend/workers/reconciler.h"
#include "tests/booking/town.h"
#include "tests/payments/scripted_peer.h"
#include "tests/simulators/gateway.h"
#include "tests/support/test_cluster.h"

#include <QTest>

using namespace holdfast;
using namespace std::chrono_literals;
using storage::Connection;
using test::Json;

namespace {

const acts::Person operator_of_test = {.name = "test", .role = "operator", .trace_id = "trace"};

payments::GatewaySettings settings_for(const test::Gateway &gateway)
{
    payments::GatewaySettings settings;
    settings.base_url = "http://127.0.0.1:" + std::to_string(gateway.port());
    settings.secret_key = Secret("sk_test_of_the_tests");
    return settings;
}

/// One reservation with the requester's payment, as our books have it, and an intent, as the gateway's have it.
struct Books
{
    explicit Books(std::string of_test)
        : dsn(std::move(of_test)), database(dsn), town(database), slot(town.add_paid_slot(100, "card")), client(settings_for(gateway)),
          environment(booking::money_policy(database).environment)
    {
        const auto hold = test::make_hold(town.partner(0), slot, "hold");
        (void)test::run_one(database, hold);
        reservation = hold.reservation_id;
    }

    [[nodiscard]] Json ours(const Json &more = Json::object()) const
    {
        Json intent = {{"amount", 5000}, {"currency", "eur"},
                       {"metadata", {{"holdfast_reservation", reservation.to_string()}, {"holdfast_party", "requester"},
                                     {"holdfast_environment", environment}}}};
        intent.update(more);
        return intent;
    }

    void pay(const std::string &intent, const std::string &state, const std::string &more = {})
    {
        database.query("insert into holdfast.payment (reservation_id, party, amount_minor, currency, payment_method, intent_id, "
                       "intent_status, changed_at) values ($1, 'requester', 5000, 'EUR', 'pm_card_visa', $2, "
                       "'requires_capture', holdfast.now())",
                       {reservation.to_string(), intent});
        database.query("insert into holdfast.operation (id, kind, reservation_id, party, status, planned_at, actor, trace_id) "
                       "select holdfast.new_id(), kind, $1, 'requester', 'DONE', holdfast.now(), 'test', 'trace' "
                       "from unnest(array['authorize', 'unwind']) kind",
                       {reservation.to_string()});
        database.query("update holdfast.reservation r set state = $2, deadline = case when s.in_flight then r.deadline end "
                       "from holdfast.state s where r.id = $1 and s.name = $2",
                       {reservation.to_string(), state});
        if (!more.empty())
            database.run_script(more);
    }

    insight::Reconciliation run(bool repair = false)
    {
        const auto asked = acts::request_reconciliation(database, repair, operator_of_test);
        const auto report = workers::reconcile(database, client, asked.id, {});
        const auto found = insight::find_reconciliation(database, asked.id).value();
        if (!report || !report->finished)
            qFatal("the run did not come to its end: %s", found.error.c_str());
        return found;
    }

    const std::string dsn;
    test::Gateway gateway;
    Connection database;
    test::Town town;
    Uuid slot;
    payments::Gateway client;
    std::string environment;
    Uuid reservation;
};

QString classes(const insight::Reconciliation &run)
{
    QStringList names;
    for (const auto &found : run.discrepancies)
        names << QString::fromStdString(found.kind) + (found.repairable ? " safe" : " person");
    names.sort();
    return names.join(", ");
}

} // namespace

class ReconcileTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

private slots:
    /// Each row is one way in which the two books differ, or only seem to.
    void everyDifferenceIsFound_data()
    {
        QTest::addColumn<QString>("status"); // of the intent at the gateway
        QTest::addColumn<QString>("state");  // of our reservation; empty: it has no payment
        QTest::addColumn<QString>("more");   // about the intent
        QTest::addColumn<QString>("found");
        const auto row = [](const char *name, const char *status, const char *state, const char *more, const char *found) {
            QTest::newRow(name) << status << state << more << found;
        };
        row("agreed: authorized", "requires_capture", "AUTHORIZED_BOTH", "{}", "");
        row("agreed: booked", "succeeded", "CONFIRMED", "{}", "");
        row("agreed: given back", "canceled", "RELEASED", "{}", "");
        row("agreed: refunded", "succeeded", "CANCELLED", R"({"refunded": 5000})", "");
        row("nobody's, and settled", "canceled", "", "{}", "");
        row("of another installation", "requires_capture", "", R"({"metadata": {"holdfast_environment": "other"}})", "");
        row("nobody's", "requires_capture", "", "{}", "INTENT_WITHOUT_RESERVATION safe");
        row("not given back", "requires_capture", "EXPIRED", "{}", "INTENT_WITHOUT_RESERVATION safe");
        row("captured, not booked", "succeeded", "FAILED_COMMIT", "{}", "CAPTURED_NOT_CONFIRMED safe");
        row("refunded in part", "succeeded", "CANCELLED", R"({"refunded": 1000})", "CAPTURED_NOT_CONFIRMED safe");
        row("booked, not captured", "requires_capture", "CONFIRMED", "{}", "CONFIRMED_NOT_CAPTURED person");
        row("booked, and refunded", "succeeded", "CONFIRMED", R"({"refunded": 5000})", "CONFIRMED_NOT_CAPTURED person");
        row("another amount", "requires_capture", "AUTHORIZED_BOTH", R"({"amount": 6000})", "AMOUNT_MISMATCH person");
        row("another currency", "requires_capture", "AUTHORIZED_BOTH", R"({"currency": "usd"})", "CURRENCY_MISMATCH person");
        row("canceled behind our back", "canceled", "AUTHORIZED_BOTH", "{}", "RESERVATION_WITHOUT_INTENT person");
        row("about to lapse", "requires_capture", "AUTHORIZED_BOTH", R"({"lapses_in": 1800})", "AUTHORIZATION_EXPIRING person");
    }
    void everyDifferenceIsFound()
    {
        QFETCH(QString, status);
        QFETCH(QString, state);
        QFETCH(QString, more);
        QFETCH(QString, found);
        Books books(cluster_.fresh_database());
        auto extra = Json::parse(more.toStdString());
        if (extra.contains("lapses_in")) {
            extra["capture_before"] = std::chrono::duration_cast<std::chrono::seconds>(wall_clock_now().time_since_epoch()).count()
                + extra["lapses_in"].get<std::int64_t>();
            extra.erase("lapses_in");
        }
        const auto intent = books.gateway.planted(status.toStdString(), books.ours(extra));
        QVERIFY(!intent.empty());
        if (!state.isEmpty())
            books.pay(intent, state.toStdString());
        const auto run = books.run();
        QCOMPARE(classes(run), found);
        QCOMPARE(run.found, found.isEmpty() ? 0 : 1);
    }

    void anIntentThatTheGatewayDoesNotKnow()
    {
        Books books(cluster_.fresh_database());
        books.pay("pi_lost", "AUTHORIZED_BOTH");
        QCOMPARE(classes(books.run()), QString("RESERVATION_WITHOUT_INTENT person"));
    }

    /// What is at work is given its time.
    void workUnderWayIsNotJudged()
    {
        Books books(cluster_.fresh_database());
        books.pay(books.gateway.planted("requires_capture", books.ours()), "EXPIRED",
                  "update holdfast.operation set status = 'PENDING' where kind = 'unwind'");
        const auto run = books.run();
        QCOMPARE(classes(run), QString());
        QCOMPARE(run.worked_on, std::int64_t{1});
        books.database.run_script("update holdfast.reconciliation set finished_at = finished_at - interval '1 hour'");
        QCOMPARE(insight::find_reconciliation(books.database, run.id).value().worked_on, std::int64_t{0}); // of now, not of then
        books.database.run_script("update holdfast.operation set opened_at = opened_at - interval '31 minutes'");
        QCOMPARE(classes(books.run()), QString("INTENT_WITHOUT_RESERVATION safe"));
    }

    /// More than one page of the gateway's list, each with something to find.
    void everyPageIsRead()
    {
        Books books(cluster_.fresh_database());
        constexpr int many = 230;
        for (int i = 0; i < many; ++i)
            QVERIFY(!books.gateway.planted("requires_capture", books.ours()).empty());
        QCOMPARE(books.run().found, std::int64_t{many});
    }

    /// Of all requests two in five come to nothing, one way or another; what is asked often enough is answered.
    void aRunOutlastsAFailingGateway_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"drop_before", "drop_after", "error", "rate_limit"})
            QTest::newRow(kind) << kind;
    }
    void aRunOutlastsAFailingGateway()
    {
        QFETCH(QString, kind);
        const auto seed = qEnvironmentVariableIsSet("HOLDFAST_SEED") ? qEnvironmentVariableIntValue("HOLDFAST_SEED") : 71;
        qInfo("HOLDFAST_SEED=%d", seed);
        Books books(cluster_.fresh_database());
        constexpr int many = 40;
        for (int i = 0; i < many; ++i)
            QVERIFY(!books.gateway.planted("requires_capture", books.ours()).empty());
        auto settings = settings_for(books.gateway);
        settings.back_off = {1ms, 5ms};
        settings.breaker_pause = 500ms;
        payments::Gateway client(settings);
        const auto fault = books.gateway.fault({{"call", "any"}, {"kind", kind.toStdString()}, {"rate", 0.4}, {"seed", seed}});
        QVERIFY(!fault.empty());
        const auto asked = acts::request_reconciliation(books.database, false, operator_of_test);
        const auto report = workers::reconcile(books.database, client, asked.id, {});
        const auto run = insight::find_reconciliation(books.database, asked.id).value();
        QVERIFY2(report && report->finished, run.error.c_str());
        QCOMPARE(run.found, std::int64_t{many});
        QVERIFY(books.gateway.hits(fault) > many / 4);
    }

    /// Repair goes through operations, which the payment workers perform; then both books agree.
    void whatIsSafeIsPutRight()
    {
        Books books(cluster_.fresh_database());
        const auto nobodys = books.gateway.planted("requires_capture", books.ours());
        const auto kept = books.gateway.planted("succeeded", books.ours());
        books.pay(kept, "FAILED_COMMIT");
        const auto run = books.run(true);
        QCOMPARE(classes(run), QString("CAPTURED_NOT_CONFIRMED safe, INTENT_WITHOUT_RESERVATION safe"));
        QCOMPARE(run.unrepaired, std::int64_t{0});
        {
            workers::PaymentOptions options;
            options.dsn = books.dsn;
            workers::PaymentWorker worker(options, books.client);
            QTRY_COMPARE(books.database.query("select count(*) from holdfast.operation where status = 'PENDING'").integer(0, 0),
                         std::int64_t{0});
            books.client.stop();
        }
        QCOMPARE(books.gateway.row(nobodys).value("status", ""), std::string("canceled"));
        QCOMPARE(books.gateway.row(kept).value("refunded", 0), 5000);
        payments::Gateway again(settings_for(books.gateway));
        const auto asked = acts::request_reconciliation(books.database, false, operator_of_test);
        const auto report = workers::reconcile(books.database, again, asked.id, {});
        QVERIFY(report && report->finished);
        QCOMPARE(report->found, std::int64_t{0});
    }

    /// Two differ, one is selected: the other stays as it is, there and in the books.
    void onlyWhatWasSelectedIsPutRight()
    {
        Books books(cluster_.fresh_database());
        const auto selected = books.gateway.planted("requires_capture", books.ours());
        const auto other = books.gateway.planted("requires_capture", books.ours());
        const auto first = books.run();
        QCOMPARE(first.unrepaired, std::int64_t{2});
        QVERIFY(!first.selected.has_value());
        acts::RepairSelection selection;
        for (const auto &found : first.discrepancies) {
            if (found.intent_id == selected)
                selection.discrepancies.push_back(found.id);
        }
        const auto asked = acts::request_repair(books.database, selection, "nobody's", operator_of_test);
        QVERIFY(!asked.refusal);
        // A worker of before there were selections leaves it alone: it would repair everything.
        QVERIFY(books.database.query("select * from holdfast.lease_reconciliation(gen_random_uuid(), null, '1 minute')").empty());
        const auto report = workers::reconcile(books.database, books.client, std::nullopt, {});
        QVERIFY(report && report->finished);
        QCOMPARE(report->run, asked.id);
        QCOMPARE(report->intents, std::int64_t{1});
        QCOMPARE(books.database.query("select string_agg(intent_id, ' ') from holdfast.operation where kind = 'void'").text(0, 0),
                 selected);

        const auto repair = insight::find_reconciliation(books.database, asked.id).value();
        QCOMPARE(repair.selected, std::optional<std::int64_t>(1));
        QCOMPARE(repair.discrepancies.at(0).repair_outcome, std::string("void planned"));
        const auto told = insight::find_reconciliation(books.database, first.id).value();
        QCOMPARE(told.unrepaired, std::int64_t{1}); // where it was found it says so, too
        for (const auto &found : told.discrepancies)
            QCOMPARE(found.repaired_at.has_value(), found.intent_id == selected);
        const auto sums = insight::sum_discrepancies(books.database, first.id);
        QCOMPARE(sums.size(), std::size_t{1});
        QCOMPARE(sums[0].count, std::int64_t{2});
        QCOMPARE(sums[0].amount_minor, std::int64_t{0}); // nothing of it was kept
        QCOMPARE(sums[0].repairable, std::int64_t{1});
        const auto runs = insight::list_reconciliations(books.database);
        QCOMPARE(runs.size(), std::size_t{2});
        QCOMPARE(runs[0].id, asked.id);
        QVERIFY(runs[0].discrepancies.empty());
        QCOMPARE(insight::list_reconciliations(books.database, 1).size(), std::size_t{1});
    }

    /// What agrees by the time a worker looks was found all the same, and is not left standing as unrepaired.
    void whatAgreesByNowIsNotRepairedAgain()
    {
        Books books(cluster_.fresh_database());
        const auto intent = books.gateway.planted("requires_capture", books.ours());
        const auto first = books.run();
        acts::RepairSelection selection;
        selection.discrepancies = {first.discrepancies.at(0).id};
        const auto asked = acts::request_repair(books.database, selection, "nobody's", operator_of_test);
        QVERIFY(static_cast<bool>(books.client.cancel(intent, "", "by-hand")));
        const auto report = workers::reconcile(books.database, books.client, asked.id, {});
        QVERIFY(report && report->finished);
        QCOMPARE(report->found, std::int64_t{0});
        const auto told = insight::find_reconciliation(books.database, first.id).value().discrepancies.at(0);
        QCOMPARE(told.repair_outcome, std::string("nothing was left to be repaired"));
        QCOMPARE(books.database.query("select count(*) from holdfast.operation where kind = 'void'").integer(0, 0),
                 std::int64_t{0});
    }

    void aWorkerSaysWhetherItReconciles()
    {
        Books books(cluster_.fresh_database());
        QVERIFY(!insight::has_reconciling_worker(books.database));
        const auto tell = [&](const char *metrics) {
            books.database.query("delete from holdfast.component");
            books.database.query("insert into holdfast.component (id, kind, host, pid, started_at, seen_at, healthy, detail, metrics) "
                                 "values (gen_random_uuid(), 'repair', 'here', 1, now(), clock_timestamp(), true, '', $1::jsonb)",
                                 {metrics});
            return insight::has_reconciling_worker(books.database);
        };
        QVERIFY(!tell(R"({"reconciles": 0})"));
        QVERIFY(tell(R"({"reconciles": 1})"));
        QVERIFY(tell("{}"));
        books.database.query("update holdfast.component set seen_at = seen_at - interval '10 seconds'");
        QVERIFY(!insight::has_reconciling_worker(books.database));
    }

    /// Asked to stop while it waits to ask again: that says nothing of the gateway.
    void aRunThatIsStoppedWhileItWaitsIsInterrupted()
    {
        Books books(cluster_.fresh_database());
        books.client.stop();
        const auto asked = acts::request_reconciliation(books.database, false, operator_of_test);
        int looks = 0;
        const auto report = workers::reconcile(books.database, books.client, asked.id, [&] { return ++looks > 1; });
        QVERIFY(report && !report->finished);
        const auto run = insight::find_reconciliation(books.database, asked.id).value();
        QCOMPARE(run.status, std::string("FAILED"));
        QCOMPARE(run.error, std::string("interrupted"));
    }

    /// Whatever stands before the gateway knows nothing of intents.
    void a404ThatIsNotTheGatewaysProvesNothing()
    {
        Books books(cluster_.fresh_database());
        books.pay("pi_kept", "AUTHORIZED_BOTH");
        test::ScriptedPeer proxy([](const test::Seen &seen, int) {
            if (seen.path.ends_with("/pi_kept"))
                return test::Say{404, "<html>not here</html>"};
            return test::Say{200, R"({"object": "list", "data": [], "has_more": false})"};
        });
        auto settings = settings_for(books.gateway);
        settings.base_url = "http://127.0.0.1:" + std::to_string(proxy.port());
        settings.back_off = {1ms, 5ms};
        payments::Gateway client(settings);
        const auto asked = acts::request_reconciliation(books.database, false, operator_of_test);
        const auto report = workers::reconcile(books.database, client, asked.id, {});
        QVERIFY(report && !report->finished);
        QVERIFY(insight::find_reconciliation(books.database, asked.id).value().discrepancies.empty());
    }

    void aGatewayThatIsNotThereFailsTheRun()
    {
        Books books(cluster_.fresh_database());
        books.client.stop();
        const auto asked = acts::request_reconciliation(books.database, false, operator_of_test);
        const auto report = workers::reconcile(books.database, books.client, asked.id, {});
        QVERIFY(report && !report->finished);
        const auto run = insight::find_reconciliation(books.database, asked.id).value();
        QCOMPARE(run.status, std::string("FAILED"));
        QVERIFY(!run.error.empty());
    }
};

QTEST_GUILESS_MAIN(ReconcileTest)
#include "reconcile_test.moc"

#include "tests/payments/gateway_fixture.h" // first: moc does not read <compare> without it

#include "backend/core/uuid.h"
#include "backend/payments/performer.h"
#include "backend/payments/webhook_signature.h"
#include "tests/simulators/gateway.h"

#include <QTest>

#include <atomic>
#include <future>
#include <thread>

using namespace holdfast;
using namespace holdfast::payments;
using namespace std::chrono_literals;
using Simulator = holdfast::test::Gateway;
using holdfast::test::Json;

namespace {

constexpr int amount = 4500;

GatewaySettings impatient(const Simulator &simulator)
{
    auto settings = holdfast::test::gateway_settings(simulator.port());
    settings.secret_key = Secret("sk_test_of_the_tests");
    settings.timeout = 150ms;
    settings.attempts = 2;
    settings.in_flight_grace = 600ms; // longer than any delay ordered here
    return settings;
}

/// What one party's money goes through, as the saga would plan it.
struct Life
{
    Gateway &gateway;
    std::string operation_id = Uuid::make_v7().to_string();
    PlannedOperation planned = {};
    std::string intent_id = {};

    /// Again and again until it has come to its end; what a saga keeps between tries is kept.
    OperationResult run(OperationKind kind, int owed = 0, const std::string &method = "pm_card_visa")
    {
        begin(kind, method);
        planned.owed_minor = owed;
        OperationResult result;
        (void)QTest::qWaitFor(
            [&] {
                result = attempt();
                return is_final(result.outcome);
            },
            20'000);
        return result;
    }

    void begin(OperationKind kind, const std::string &method = "pm_card_visa")
    {
        const auto last_tried_at = planned.last_tried_at;
        planned = {};
        planned.kind = kind;
        planned.operation_id = kind == OperationKind::Authorize ? operation_id : Uuid::make_v7().to_string();
        planned.idempotency_key = planned.operation_id;
        planned.intent_id = intent_id;
        planned.create_operation_id = operation_id;
        planned.payment_method = method;
        planned.amount = {amount, "EUR"};
        planned.reservation_id = "res_1";
        planned.party = "vendor";
        planned.environment = "test";
        planned.planned_at = wall_clock_now();
        planned.last_tried_at = last_tried_at;
    }

    OperationResult attempt()
    {
        auto result = perform(gateway, planned);
        planned.outcome_unknown = planned.outcome_unknown || std::holds_alternative<Unknown>(result.outcome);
        planned.key_round = result.key_round;
        if (planned.kind == OperationKind::Authorize)
            planned.last_tried_at = wall_clock_now();
        if (result.intent)
            intent_id = result.intent->id;
        return result;
    }
};

std::string told(const OperationResult &result)
{
    const auto *reason = reason_of(result.outcome);
    return std::string(name(result.outcome)) + (reason ? ": " + reason->code + " " + reason->message : "");
}

/// The gateway's own books on an operation.
std::vector<Json> rows_of(Simulator &simulator, const std::string &operation_id)
{
    std::vector<Json> rows;
    const auto books = simulator.control("GET", "/books").body;
    for (const auto &row : books.at("intents")) {
        if (row["metadata"].value("holdfast_operation", "") == operation_id)
            rows.push_back(row);
    }
    return rows;
}

/// At most one intent, and nobody is charged for it. Empty: so it is.
std::string what_is_left(Simulator &simulator, const std::string &operation_id)
{
    const auto rows = rows_of(simulator, operation_id);
    if (rows.size() > 1)
        return std::to_string(rows.size()) + " intents for one operation";
    for (const auto &row : rows) {
        const bool released = row["status"] == "canceled";
        const bool given_back = row["status"] == "succeeded" && row["amount_received"] == row["refunded"];
        if (!released && !given_back)
            return row.dump();
    }
    return {};
}

} // namespace

class GatewaySimulatorTest final : public QObject
{
    Q_OBJECT

private slots:
    void moneyGoesThereAndBack()
    {
        Simulator simulator;
        Gateway gateway(impatient(simulator));
        Life life{gateway};
        const auto authorized = life.run(OperationKind::Authorize);
        QVERIFY2(std::holds_alternative<Authorized>(authorized.outcome), told(authorized).c_str());
        const auto row = rows_of(simulator, life.operation_id).at(0);
        const auto before = std::get<Authorized>(authorized.outcome).capture_before;
        QCOMPARE(before, std::optional(Timestamp(std::chrono::seconds(row["capture_before"].get<std::int64_t>()))));
        QCOMPARE(row["metadata"]["holdfast_party"].get<std::string>(), std::string("vendor"));

        QCOMPARE(std::get<Captured>(life.run(OperationKind::Capture).outcome).received_minor, amount);
        QCOMPARE(std::get<Captured>(life.run(OperationKind::Capture).outcome).received_minor, amount); // another key
        QVERIFY(std::holds_alternative<Gone>(life.run(OperationKind::Cancel).outcome));
        const auto kept = std::get<Settled>(life.run(OperationKind::Unwind, 1000).outcome);
        QCOMPARE(kept.refunded_minor, amount - 1000);
        const auto settled = std::get<Settled>(life.run(OperationKind::Unwind).outcome);
        QCOMPARE(settled.captured_minor, amount);
        QCOMPARE(settled.refunded_minor, amount);
        QCOMPARE(what_is_left(simulator, life.operation_id), std::string());
        QCOMPARE(gateway.refunds_of(life.intent_id)->size(), std::size_t{2});
    }

    void declinesSayWhy_data()
    {
        QTest::addColumn<std::string>("method");
        QTest::addColumn<std::string>("decline_code");
        const auto row = [](const char *method, const char *code) {
            QTest::newRow(method) << std::string(method) << std::string(code);
        };
        row("pm_card_visa_chargeDeclined", "generic_decline");
        row("pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds");
        row("pm_card_visa_chargeDeclinedLostCard", "lost_card");
        row("pm_card_chargeDeclinedExpiredCard", "expired_card");
        row("pm_card_chargeCustomerFail", "generic_decline");
        row("pm_card_authenticationRequired", "authentication_required");
    }
    void declinesSayWhy()
    {
        QFETCH(std::string, method);
        QFETCH(std::string, decline_code);
        Simulator simulator;
        Gateway gateway(impatient(simulator));
        Life life{gateway};
        const auto result = life.run(OperationKind::Authorize, 0, method);
        QVERIFY2(std::holds_alternative<Declined>(result.outcome), told(result).c_str());
        QCOMPARE(std::get<Declined>(result.outcome).decline_code, decline_code);
        QVERIFY(!std::get<Declined>(result.outcome).intent_id.empty());
        QVERIFY(std::holds_alternative<Settled>(life.run(OperationKind::Unwind).outcome));
        QCOMPARE(what_is_left(simulator, life.operation_id), std::string());
    }

    void everyFaultOfEveryCallIsOvercome_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<bool>("gives_up"); // after the first try of the authorization
        const std::vector<std::pair<const char *, Json>> kinds = {
            {"dropped before", {{"kind", "drop_before"}, {"times", 1}}},
            {"dropped before, for long", {{"kind", "drop_before"}, {"times", 5}}},
            {"dropped after", {{"kind", "drop_after"}, {"times", 1}}},
            {"dropped after, for long", {{"kind", "drop_after"}, {"times", 5}}},
            {"delayed", {{"kind", "delay"}, {"delay_ms", 40}, {"times", 1}}},
            {"delayed beyond patience", {{"kind", "delay"}, {"delay_ms", 400}, {"times", 1}}},
            {"500 before", {{"kind", "error"}, {"times", 1}}},
            {"500 before, for long", {{"kind", "error"}, {"times", 5}}},
            {"500 after", {{"kind", "error"}, {"after", true}, {"times", 1}}},
            {"500 stored", {{"kind", "error"}, {"stored", true}, {"times", 1}}},
            {"500 stored, for long", {{"kind", "error"}, {"stored", true}, {"times", 5}}},
            {"409", {{"kind", "error"}, {"status", 409}, {"times", 1}}},
            {"rate limited", {{"kind", "rate_limit"}, {"times", 2}}},
            {"hangs, done", {{"kind", "hang"}, {"delay_ms", 300}, {"after", true}, {"times", 1}}},
            {"hangs, not done", {{"kind", "hang"}, {"delay_ms", 300}, {"after", false}, {"times", 1}}},
        };
        for (const auto *call : {"create", "capture", "retrieve", "cancel", "refund", "list"}) {
            for (auto [name, fault] : kinds) {
                fault["call"] = call;
                const auto row = QByteArray(call) + ": " + name;
                QTest::newRow(row) << QByteArray::fromStdString(fault.dump()) << false;
                if (call == std::string_view("create"))
                    QTest::newRow(row + ", given up") << QByteArray::fromStdString(fault.dump()) << true;
            }
        }
    }
    void everyFaultOfEveryCallIsOvercome()
    {
        QFETCH(QByteArray, fault);
        QFETCH(bool, gives_up);
        Simulator simulator;
        Gateway gateway(impatient(simulator));
        const auto order = Json::parse(fault.toStdString());
        const auto id = simulator.fault(order);
        QVERIFY(!id.empty());

        Life life{gateway};
        if (gives_up) {
            life.begin(OperationKind::Authorize);
            life.attempt();
        } else {
            const auto authorized = life.run(OperationKind::Authorize);
            QVERIFY2(std::holds_alternative<Authorized>(authorized.outcome), told(authorized).c_str());
            QCOMPARE(rows_of(simulator, life.operation_id).size(), std::size_t{1});
            if (order["call"] == "capture" || order["call"] == "refund") {
                const auto captured = life.run(OperationKind::Capture);
                QVERIFY2(std::holds_alternative<Captured>(captured.outcome), told(captured).c_str());
                QCOMPARE(rows_of(simulator, life.operation_id).at(0)["amount_received"].get<int>(), amount);
            }
        }
        if (order["call"] == "list")
            life.intent_id.clear(); // so that it has to be looked for
        const auto settled = life.run(OperationKind::Unwind);
        QVERIFY2(std::holds_alternative<Settled>(settled.outcome), told(settled).c_str());
        QVERIFY(QTest::qWaitFor([&] { return simulator.hits(id) >= 1; }, 5'000)); // also what came late
        QCOMPARE(what_is_left(simulator, life.operation_id), std::string());
    }

    void aDeclinedCaptureIsToldAndUnwound()
    {
        Simulator simulator;
        Gateway gateway(impatient(simulator));
        Life life{gateway};
        QVERIFY(std::holds_alternative<Authorized>(life.run(OperationKind::Authorize).outcome));
        QVERIFY(
            !simulator.fault({{"call", "capture"}, {"kind", "decline"}, {"decline_code", "lost_card"}, {"times", 1}})
                 .empty());
        const auto result = life.run(OperationKind::Capture);
        QVERIFY2(std::holds_alternative<Declined>(result.outcome), told(result).c_str());
        QCOMPARE(std::get<Declined>(result.outcome).decline_code, std::string("lost_card"));
        QVERIFY(std::holds_alternative<Settled>(life.run(OperationKind::Unwind).outcome));
        QCOMPARE(what_is_left(simulator, life.operation_id), std::string());
    }

    void aKeyIsOneEffectAndItsReuseIsTold()
    {
        Simulator simulator;
        auto patient = impatient(simulator);
        patient.timeout = 5s;
        patient.attempts = 20; // those in flight are told 409
        Gateway gateway(patient);
        const CreateIntent wanted{amount, "EUR", "pm_card_visa", {}};
        std::vector<std::future<std::string>> ids;
        for (int i = 0; i < 8; ++i) {
            ids.push_back(std::async(std::launch::async, [&] {
                const auto intent = gateway.create(wanted, "one-key");
                return intent ? intent->id : "";
            }));
        }
        const auto first = ids.front().get();
        QVERIFY(!first.empty());
        for (std::size_t i = 1; i < ids.size(); ++i)
            QCOMPARE(ids[i].get(), first);
        QCOMPARE(simulator.intents(), std::size_t{1});
        QCOMPARE(gateway.metrics().replayed, std::uint64_t{7});
        auto other = wanted;
        other.amount_minor += 1;
        QCOMPARE(gateway.create(other, "one-key").error().kind, GatewayErrorKind::KeyReused);
        QCOMPARE(gateway.cancel("pi_unknown", "", "key").error().code, std::string("resource_missing"));
    }

    void anOperationIsFoundAmongMany()
    {
        Simulator simulator;
        auto settings = impatient(simulator);
        settings.timeout = 5s;
        Gateway gateway(settings);
        Life oldest{gateway};
        QVERIFY(std::holds_alternative<Authorized>(oldest.run(OperationKind::Authorize).outcome));
        for (int i = 0; i < 250; ++i)
            QVERIFY(!simulator.planted("requires_capture").empty());
        Errand errand;
        const auto found = gateway.retrieve_by_operation(oldest.operation_id, wall_clock_now(), &errand);
        QVERIFY(found && found->size() == 1 && found->front().id == oldest.intent_id);
        QVERIFY(errand.calls.size() >= 3);
        QVERIFY(gateway.retrieve_by_operation("none", wall_clock_now())->empty());
    }

    void anAuthorizationLapsesByTheGatewaysClock()
    {
        Simulator simulator;
        Gateway gateway(impatient(simulator));
        Life life{gateway};
        QVERIFY(std::holds_alternative<Authorized>(life.run(OperationKind::Authorize).outcome));
        const auto eight_days = std::chrono::milliseconds(std::chrono::days(8)).count();
        QCOMPARE(simulator.control("POST", "/clock", {{"offset_ms", eight_days}}).status, 200);
        QCOMPARE(std::get<Gone>(life.run(OperationKind::Capture).outcome).status, IntentStatus::Canceled);
        const auto intent = gateway.retrieve(life.intent_id);
        QCOMPARE(intent->cancellation_reason, std::optional<std::string>("expired"));
        QVERIFY(std::holds_alternative<Settled>(life.run(OperationKind::Unwind).outcome));
    }

    void aRefundThatFailsLaterOpensTheUnwindAgain()
    {
        Simulator simulator;
        Gateway gateway(impatient(simulator));
        Life life{gateway};
        QVERIFY(std::holds_alternative<Authorized>(life.run(OperationKind::Authorize).outcome));
        QVERIFY(std::holds_alternative<Captured>(life.run(OperationKind::Capture).outcome));
        life.begin(OperationKind::Unwind);
        const auto unwind = life.planned; // planned once, performed again
        QVERIFY(std::holds_alternative<Settled>(life.attempt().outcome));
        const auto refund = gateway.refunds_of(life.intent_id)->at(0).id;
        QCOMPARE(simulator.control("POST", "/refunds/" + refund + "/fail").status, 200);
        QVERIFY(!what_is_left(simulator, life.operation_id).empty());
        const auto again = perform(gateway, unwind);
        QVERIFY2(std::holds_alternative<Settled>(again.outcome), told(again).c_str());
        QCOMPARE(what_is_left(simulator, life.operation_id), std::string());
        QCOMPARE(gateway.refunds_of(life.intent_id)->size(), std::size_t{2});
    }

    void webhooksAreSignedForUs()
    {
        Simulator simulator;
        const holdfast::test::Inbox inbox;
        QCOMPARE(simulator.control("POST", "/webhook", {{"url", inbox.url()}, {"secret", "whsec_ours"}}).status, 200);
        Gateway gateway(impatient(simulator));
        Life life{gateway};
        QVERIFY(std::holds_alternative<Authorized>(life.run(OperationKind::Authorize).outcome));
        QVERIFY(QTest::qWaitFor([&] { return inbox.count() >= 2; }, 10'000));
        const std::vector<Secret> ours = {Secret("whsec_ours")};
        const std::vector<Secret> others = {Secret("whsec_other")};
        for (const auto &delivery : inbox.deliveries()) {
            const auto verify = [&](const std::string &body, const std::vector<Secret> &secrets) {
                return verify_webhook(delivery.signature, body, secrets, wall_clock_now());
            };
            QCOMPARE(verify(delivery.body, ours), WebhookVerdict::Ok);
            QCOMPARE(verify(delivery.body + " ", ours), WebhookVerdict::Mismatch);
            QCOMPARE(verify(delivery.body, others), WebhookVerdict::Mismatch);
        }
    }

    void manyLivesUnderRandomFaultsLeaveNothing()
    {
        constexpr int threads = 4, lives = 12;
        const auto seed = qEnvironmentVariableIsSet("HOLDFAST_SEED") ? qEnvironmentVariableIntValue("HOLDFAST_SEED")
                                                                     : static_cast<int>(std::random_device{}() >> 2);
        qInfo("seed %d (HOLDFAST_SEED)", seed);
        Simulator simulator;
        std::vector<std::string> faults;
        for (Json fault :
             {Json{{"kind", "drop_before"}}, Json{{"kind", "drop_after"}}, Json{{"kind", "error"}},
              Json{{"kind", "error"}, {"after", true}}, Json{{"kind", "rate_limit"}},
              Json{{"kind", "hang"}, {"delay_ms", 200}, {"after", true}}, Json{{"kind", "delay"}, {"delay_ms", 200}}}) {
            fault["call"] = "any";
            fault["rate"] = 0.05;
            fault["seed"] = seed + static_cast<int>(faults.size());
            faults.push_back(simulator.fault(fault));
            QVERIFY(!faults.back().empty());
        }
        Gateway gateway(impatient(simulator));
        std::mutex mutex;
        std::vector<std::string> operations, complaints;
        std::vector<std::thread> workers;
        for (int t = 0; t < threads; ++t) {
            workers.emplace_back([&, t] {
                for (int i = 0; i < lives; ++i) {
                    Life life{gateway};
                    const auto patience = std::chrono::steady_clock::now() + 60s;
                    const auto end = [&](OperationKind kind) {
                        life.begin(kind);
                        auto result = life.attempt();
                        while (!is_final(result.outcome) && std::chrono::steady_clock::now() < patience)
                            result = life.attempt();
                        return result;
                    };
                    if ((t + i) % 3 == 0) {
                        life.begin(OperationKind::Authorize);
                        life.attempt(); // given up, whatever came of it
                    } else if (std::holds_alternative<Authorized>(end(OperationKind::Authorize).outcome)
                               && i % 2 == 0) {
                        end(OperationKind::Capture);
                    }
                    const auto settled = end(OperationKind::Unwind);
                    const std::lock_guard lock(mutex);
                    operations.push_back(life.operation_id);
                    if (!std::holds_alternative<Settled>(settled.outcome))
                        complaints.push_back(told(settled));
                }
            });
        }
        for (auto &worker : workers)
            worker.join();
        QVERIFY2(complaints.empty(), complaints.empty() ? "" : complaints.front().c_str());
        int hits = 0;
        for (const auto &fault : faults)
            hits += simulator.hits(fault);
        QVERIFY(hits > 0);
        QCOMPARE(simulator.control("DELETE", "/faults").status, 200);
        for (const auto &operation : operations)
            QCOMPARE(what_is_left(simulator, operation), std::string());
    }
};

QTEST_GUILESS_MAIN(GatewaySimulatorTest)
#include "gateway_simulator_test.moc"

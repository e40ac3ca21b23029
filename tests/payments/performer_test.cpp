#include "tests/payments/gateway_fixture.h" // first: moc does not read <compare> without it

#include "backend/payments/performer.h"

#include <QTest>

using namespace holdfast;
using namespace holdfast::payments;
using namespace holdfast::test;
using namespace std::chrono_literals;

namespace {

const std::string intents = "/v1/payment_intents";
const std::string refunds = "/v1/refunds";

/// By method and path: what is said one after another, the last for ever. What is not in it is a 404.
using Routes = std::map<std::string, std::vector<Say>>;

ScriptedPeer::Script script(Routes routes)
{
    return [routes = std::move(routes), asked = std::map<std::string, std::size_t>()](const Seen &seen, int) mutable {
        const auto route = routes.find(seen.method + " " + seen.path);
        if (route == routes.end())
            return error_answer(404, "invalid_request_error", "resource_missing");
        const auto number = asked[route->first]++;
        return route->second[std::min(number, route->second.size() - 1)];
    };
}

Say intent(const std::string &status, int received = 0, const std::string &id = "pi_1")
{
    return {200, IntentText{.id = id, .status = status, .received = received}.json()};
}

Say list(const std::vector<std::string> &items)
{
    return {200, list_json(items)};
}

const Say stored_failure = error_answer(500, "api_error", "", {{"Idempotent-Replayed", "true"}});
const Say wrong_state = error_answer(400, "invalid_request_error", "payment_intent_unexpected_state");
const Say dropped{.drop = true};

PlannedOperation operation(OperationKind kind)
{
    PlannedOperation planned;
    planned.kind = kind;
    planned.operation_id = kind == OperationKind::Authorize ? "op_1" : "op_2";
    planned.idempotency_key = "key";
    planned.reservation_id = "res_1";
    planned.party = "vendor";
    planned.environment = "test";
    planned.planned_at = Timestamp(1'700'000'000s);
    if (kind == OperationKind::Authorize) {
        planned.payment_method = "pm_card_visa";
        planned.amount = {4500, "EUR"};
    } else {
        planned.intent_id = "pi_1";
        planned.create_operation_id = "op_1";
    }
    return planned;
}

/// What a timeline would show, "POST /v1/payment_intents key" one after another.
QStringList told(const ScriptedPeer &peer)
{
    QStringList lines;
    for (const auto &seen : peer.requests())
        lines.append(
            QString::fromStdString(seen.method + " " + seen.path + " " + seen.header("Idempotency-Key")).trimmed());
    return lines;
}

OperationResult run(const ScriptedPeer &peer, const PlannedOperation &planned)
{
    auto settings = gateway_settings(peer.port());
    settings.in_flight_grace = 1h;
    Gateway gateway(settings);
    return perform(gateway, planned);
}

std::string code_of(const OperationResult &result)
{
    const auto *reason = reason_of(result.outcome);
    return reason ? reason->code : "";
}

} // namespace

class PerformerTest final : public QObject
{
    Q_OBJECT

private slots:
    void authorizeTellsWhatBecameOfIt_data()
    {
        QTest::addColumn<QList<int>>("answers"); // statuses; see the test
        QTest::addColumn<QString>("status");     // of the intent in an answer of 200
        QTest::addColumn<bool>("uncertain");
        QTest::addColumn<std::string>("outcome");
        const auto row = [](const char *name, QList<int> answers, const char *status, bool uncertain,
                            const char *outcome) {
            QTest::newRow(name) << answers << QString(status) << uncertain << std::string(outcome);
        };
        row("authorized", {200}, "requires_capture", false, "authorized");
        row("authorized at the second attempt", {0, 200}, "requires_capture", false, "authorized");
        row("captured already", {200}, "succeeded", true, "authorized");
        row("declined", {402}, "", false, "declined");
        row("declined, told by the intent", {200}, "requires_payment_method", false, "declined");
        row("wants somebody to act", {200}, "requires_action", false, "declined");
        row("not decided yet", {200}, "processing", false, "unknown");
        row("canceled meanwhile", {200}, "canceled", true, "refused");
        row("wrong", {400}, "", false, "refused");
        row("barred", {401}, "", false, "not_done");
        row("barred, an earlier try unknown", {401}, "", true, "unknown");
        row("too many requests", {429}, "", false, "not_done");
        row("too many requests, an earlier try unknown", {429}, "", true, "unknown");
        row("no answer", {0}, "", false, "unknown");
        row("failure", {500}, "", false, "unknown");
    }
    void authorizeTellsWhatBecameOfIt()
    {
        QFETCH(QList<int>, answers);
        QFETCH(QString, status);
        QFETCH(bool, uncertain);
        QFETCH(std::string, outcome);
        std::vector<Say> says;
        for (const int answer : answers)
            says.push_back(answer == 0 ? dropped
                           : answer == 200
                               ? intent(status.toStdString())
                               : error_answer(answer, answer == 402 ? "card_error" : "invalid_request_error", "x"));
        ScriptedPeer peer(script({{"POST " + intents, says}}));
        auto planned = operation(OperationKind::Authorize);
        planned.outcome_unknown = uncertain;
        const auto result = run(peer, planned);
        QCOMPARE(std::string(name(result.outcome)), outcome);
        QCOMPARE(is_final(result.outcome), outcome != "unknown" && outcome != "not_done");
        QCOMPARE(result.calls.size(), peer.requests().size());
        QCOMPARE(result.key_round, 0);
        if (const auto *authorized = std::get_if<Authorized>(&result.outcome))
            QCOMPARE(authorized->capture_before, std::optional(Timestamp(1'700'600'000s)));
        const auto fields = peer.requests().at(0).fields;
        QCOMPARE(fields.at("metadata[holdfast_reservation]"), std::string("res_1"));
        QCOMPARE(fields.at("metadata[holdfast_party]"), std::string("vendor"));
        QCOMPARE(fields.at("metadata[holdfast_operation]"), std::string("op_1"));
        QCOMPARE(fields.at("metadata[holdfast_environment]"), std::string("test"));
    }

    void anIntentOverAnotherAmountIsNoAuthorization()
    {
        ScriptedPeer peer(script({{"POST " + intents, {{200, IntentText{.amount = 4501}.json()}}}}));
        const auto result = run(peer, operation(OperationKind::Authorize));
        QCOMPARE(code_of(result), std::string("amount_mismatch"));
        QCOMPARE(result.intent->id, std::string("pi_1")); // for who unwinds it
    }

    void aStoredFailureIsLookedUp()
    {
        ScriptedPeer peer(script({{"POST " + intents, {stored_failure}},
                                  {"GET " + intents, {list({IntentText().json()})}},
                                  {"GET " + intents + "/pi_1", {intent("requires_capture")}}}));
        const auto result = run(peer, operation(OperationKind::Authorize));
        QCOMPARE(std::string(name(result.outcome)), std::string("authorized"));
        QCOMPARE(told(peer), (QStringList{"POST /v1/payment_intents key", "GET /v1/payment_intents",
                                          "GET /v1/payment_intents/pi_1"}));
    }

    void aNewKeyIsTakenOnlyOnceTheOldOneIsProvenWithoutEffect()
    {
        ScriptedPeer peer(script({{"POST " + intents, {stored_failure, stored_failure, intent("requires_capture")}},
                                  {"GET " + intents, {list({IntentText{.operation = "op_other"}.json()})}}}));
        auto planned = operation(OperationKind::Authorize);
        planned.last_tried_at = wall_clock_now(); // what was answered for is not in flight
        const auto result = run(peer, planned);
        QCOMPARE(std::string(name(result.outcome)), std::string("authorized"));
        QCOMPARE(result.key_round, 2);
        QCOMPARE(told(peer), (QStringList{"POST /v1/payment_intents key", "GET /v1/payment_intents",
                                          "POST /v1/payment_intents key/r1", "GET /v1/payment_intents",
                                          "POST /v1/payment_intents key/r2"}));

        ScriptedPeer blind(script({{"POST " + intents, {stored_failure}}, {"GET " + intents, {dropped}}}));
        const auto unknown = run(blind, operation(OperationKind::Authorize));
        QCOMPARE(std::string(name(unknown.outcome)), std::string("unknown"));
        QCOMPARE(unknown.key_round, 0);
        QCOMPARE(told(blind).count("POST /v1/payment_intents key"), 1);
    }

    void anOldKeyIsNotRepeatedBlindly()
    {
        auto planned = operation(OperationKind::Authorize);
        planned.look_up_first = planned.outcome_unknown = true;
        {
            ScriptedPeer peer(script({{"GET " + intents, {list({IntentText().json()})}},
                                      {"GET " + intents + "/pi_1", {intent("requires_capture")}}}));
            QCOMPARE(std::string(name(run(peer, planned).outcome)), std::string("authorized"));
        }
        {
            ScriptedPeer peer(
                script({{"GET " + intents, {list({})}}, {"POST " + intents, {intent("requires_capture")}}}));
            QCOMPARE(std::string(name(run(peer, planned).outcome)), std::string("authorized"));
            QCOMPARE(told(peer).last(), QString("POST /v1/payment_intents key/r1"));
        }
        planned.last_tried_at = wall_clock_now() - 1min; // the grace is an hour
        ScriptedPeer early(script({{"GET " + intents, {list({})}}}));
        const auto result = run(early, planned);
        QCOMPARE(std::string(name(result.outcome)), std::string("unknown"));
        QCOMPARE(code_of(result), std::string("in_flight"));
    }

    void captureTellsWhatTheIntentIs_data()
    {
        QTest::addColumn<QString>("answer"); // of the capture
        QTest::addColumn<QString>("status"); // of the intent, when asked
        QTest::addColumn<std::string>("outcome");
        QTest::addColumn<int>("key_round");
        const auto row = [](const char *name, const char *answer, const char *status, const char *outcome, int round) {
            QTest::newRow(name) << QString(answer) << QString(status) << std::string(outcome) << round;
        };
        row("captured", "succeeded", "", "captured", 0);
        row("captured before", "wrong_state", "succeeded", "captured", 0);
        row("canceled before", "wrong_state", "canceled", "gone", 0);
        row("never authorized", "wrong_state", "requires_payment_method", "gone", 0);
        row("refused though capturable", "wrong_state", "requires_capture", "refused", 3);
        row("declined", "declined", "", "declined", 0);
        row("too many requests", "busy", "", "not_done", 0);
        row("no answer, but done", "dropped", "succeeded", "captured", 0);
        row("no answer, not done yet", "dropped", "requires_capture", "unknown", 0);
        row("stored failure, but done", "stored", "succeeded", "captured", 0);
        row("stored failure, not done", "stored", "requires_capture", "not_done", 3);
        row("stored failure, no word", "stored", "", "unknown", 0);
    }
    void captureTellsWhatTheIntentIs()
    {
        QFETCH(QString, answer);
        QFETCH(QString, status);
        QFETCH(std::string, outcome);
        QFETCH(int, key_round);
        const std::map<QString, Say> answers = {{"succeeded", intent("succeeded", 4500)},
                                                {"wrong_state", wrong_state},
                                                {"declined", error_answer(402, "card_error", "card_declined")},
                                                {"busy", error_answer(429, "invalid_request_error", "rate_limit")},
                                                {"dropped", dropped},
                                                {"stored", stored_failure}};
        Routes routes = {{"POST " + intents + "/pi_1/capture", {answers.at(answer)}},
                         {"GET " + intents + "/pi_1", {dropped}},
                         {"GET " + refunds, {list({})}}};
        if (!status.isEmpty())
            routes["GET " + intents + "/pi_1"] = {intent(status.toStdString(), status == "succeeded" ? 4500 : 0)};
        ScriptedPeer peer(script(routes));
        const auto result = run(peer, operation(OperationKind::Capture));
        QCOMPARE(std::string(name(result.outcome)), outcome);
        QCOMPARE(result.key_round, key_round);
        if (const auto *captured = std::get_if<Captured>(&result.outcome))
            QCOMPARE(captured->received_minor, 4500);
    }

    void unwindEndsOnlyWhenTheGatewaySaysSo_data()
    {
        QTest::addColumn<Routes>("routes");
        QTest::addColumn<int>("owed");
        QTest::addColumn<std::string>("outcome");
        QTest::addColumn<QList<int>>("settled"); // captured, refunded
        QTest::addColumn<std::string>("code");
        const auto row = [](const char *name, Routes routes, int owed, const char *outcome, QList<int> settled,
                            const char *code) {
            QTest::newRow(name) << std::move(routes) << owed << std::string(outcome) << settled << std::string(code);
        };
        const auto get = "GET " + intents + "/pi_1";
        const auto cancel = "POST " + intents + "/pi_1/cancel";
        const auto give = "POST " + refunds;
        const auto given = "GET " + refunds;
        const auto taken = intent("succeeded", 4500);
        const auto re = [](const char *id, int amount, const char *status) { return refund_json(id, amount, status); };
        const Say re_all{200, refund_json("re_1", 4500, "succeeded")};

        row("canceled already", {{get, {intent("canceled")}}}, 0, "settled", {0, 0}, "");
        row("authorized", {{get, {intent("requires_capture"), intent("canceled")}}, {cancel, {intent("canceled")}}}, 0,
            "settled", {0, 0}, "");
        row("declined",
            {{get, {intent("requires_payment_method"), intent("canceled")}}, {cancel, {intent("canceled")}}}, 0,
            "settled", {0, 0}, "");
        row("canceled by another meanwhile",
            {{get, {intent("requires_capture"), intent("canceled")}}, {cancel, {wrong_state}}}, 0, "settled", {0, 0},
            "");
        row("captured meanwhile",
            {{get, {intent("requires_capture"), taken}},
             {cancel, {wrong_state}},
             {give, {re_all}},
             {given, {list({}), list({re("re_1", 4500, "succeeded")})}}},
            0, "settled", {4500, 4500}, "");
        row("captured", {{get, {taken}}, {give, {re_all}}, {given, {list({}), list({re("re_1", 4500, "succeeded")})}}},
            0, "settled", {4500, 4500}, "");
        row("refunded already", {{get, {taken}}, {given, {list({re("re_1", 4500, "succeeded")})}}}, 0, "settled",
            {4500, 4500}, "");
        row("owed", {{get, {taken}}, {given, {list({})}}}, 4500, "settled", {4500, 0}, "");
        row("a part owed",
            {{get, {taken}},
             {give, {{200, re("re_1", 4000, "succeeded")}}},
             {given, {list({}), list({re("re_1", 4000, "succeeded")})}}},
            500, "settled", {4500, 4000}, "");
        row("a refund failed",
            {{get, {taken}},
             {give, {re_all}},
             {given,
              {list({re("re_0", 4500, "failed")}), list({re("re_1", 4500, "succeeded"), re("re_0", 4500, "failed")})}}},
            0, "settled", {4500, 4500}, "");
        row("the refund is pending",
            {{get, {taken}},
             {give, {{200, re("re_1", 4500, "pending")}}},
             {given, {list({}), list({re("re_1", 4500, "pending")})}}},
            0, "not_done", {}, "refund_pending");
        row("too much given back", {{get, {taken}}, {given, {list({re("re_1", 4500, "succeeded")})}}}, 500, "refused",
            {}, "refunded_too_much");
        row("the gateway is away", {{get, {dropped}}}, 0, "not_done", {}, "unavailable");
        row("no answer to the cancel, but done",
            {{get, {intent("requires_capture"), intent("canceled")}}, {cancel, {dropped}}}, 0, "settled", {0, 0}, "");
        row("no answer to the cancel", {{get, {intent("requires_capture")}}, {cancel, {dropped}}}, 0, "unknown", {},
            "unknown");
        row("no answer to the refund, but done",
            {{get, {taken}}, {give, {dropped}}, {given, {list({}), list({re("re_1", 4500, "succeeded")})}}}, 0,
            "settled", {4500, 4500}, "");
        row("no answer to the refund", {{get, {taken}}, {give, {dropped}}, {given, {list({})}}}, 0, "unknown", {},
            "unknown");
        row("a stored failure of the cancel",
            {{get, {intent("requires_capture"), intent("requires_capture"), intent("canceled")}},
             {cancel, {stored_failure, intent("canceled")}}},
            0, "settled", {0, 0}, "");
        row("processing", {{get, {intent("processing")}}}, 0, "not_done", {}, "processing");
        row("refused for ever", {{get, {intent("requires_capture")}}, {cancel, {wrong_state}}}, 0, "refused", {},
            "payment_intent_unexpected_state");
        row("the refund is refused for ever",
            {{get, {taken}},
             {given, {list({})}},
             {give, {error_answer(400, "invalid_request_error", "charge_disputed")}}},
            0, "refused", {}, "charge_disputed");
        row("failures are stored for ever", {{get, {intent("requires_capture")}}, {cancel, {stored_failure}}}, 0,
            "not_done", {}, "unknown");
        row("may not refund",
            {{get, {taken}}, {given, {list({})}}, {give, {error_answer(403, "invalid_request_error", "")}}}, 0,
            "not_done", {}, "rejected");
        row("no such intent", {}, 0, "refused", {}, "resource_missing");
        row("a 404 that is not the gateway's", {{get, {{404, "<html>not here</html>"}}}}, 0, "not_done", {},
            "unavailable");
        row("not let in", {{get, {error_answer(401, "invalid_request_error", "")}}}, 0, "not_done", {}, "rejected");
    }
    void unwindEndsOnlyWhenTheGatewaySaysSo()
    {
        QFETCH(Routes, routes);
        QFETCH(int, owed);
        QFETCH(std::string, outcome);
        QFETCH(QList<int>, settled);
        QFETCH(std::string, code);
        ScriptedPeer peer(script(routes));
        auto planned = operation(OperationKind::Unwind);
        planned.owed_minor = owed;
        const auto result = run(peer, planned);
        QCOMPARE(std::string(name(result.outcome)), outcome);
        QCOMPARE(code_of(result), code);
        if (const auto *end = std::get_if<Settled>(&result.outcome)) {
            QCOMPARE((QList<int>{int(end->captured_minor), int(end->refunded_minor)}), settled);
            QVERIFY(end->status.has_value());
        }
    }

    void keysOfAnUnwindFollowWhatTheGatewayShows()
    {
        // The same refund again while none shows; another one once one has failed.
        const auto get = "GET " + intents + "/pi_1";
        ScriptedPeer silent(script(
            {{get, {intent("succeeded", 4500)}}, {"GET " + refunds, {list({})}}, {"POST " + refunds, {dropped}}}));
        run(silent, operation(OperationKind::Unwind));
        run(silent, operation(OperationKind::Unwind));
        const auto lines = told(silent);
        QVERIFY(lines.count("POST /v1/refunds key/refund/0/4500") >= 6);
        QCOMPARE(lines.filter("POST").size(), lines.count("POST /v1/refunds key/refund/0/4500"));

        ScriptedPeer failed(script({{get, {intent("succeeded", 4500)}},
                                    {"GET " + refunds, {list({refund_json("re_1", 4500, "failed")})}},
                                    {"POST " + refunds, {dropped}}}));
        run(failed, operation(OperationKind::Unwind));
        QVERIFY(told(failed).contains("POST /v1/refunds key/refund/1/4500"));
    }

    void anUnwindLooksForAnIntentItWasNotToldOf()
    {
        auto planned = operation(OperationKind::Unwind);
        planned.intent_id.clear();
        const Routes found = {{"GET " + intents, {list({IntentText().json()})}},
                              {"GET " + intents + "/pi_1", {intent("requires_capture"), intent("canceled")}},
                              {"POST " + intents + "/pi_1/cancel", {intent("canceled")}}};
        ScriptedPeer peer(script(found));
        QCOMPARE(std::get<Settled>(run(peer, planned).outcome).status, std::optional(IntentStatus::Canceled));

        ScriptedPeer none(script({{"GET " + intents, {list({})}}}));
        QCOMPARE(std::get<Settled>(run(none, planned).outcome).status, std::nullopt);
        planned.last_tried_at = wall_clock_now();
        QCOMPARE(code_of(run(none, planned)), std::string("in_flight"));

        ScriptedPeer blind(script({{"GET " + intents, {dropped}}}));
        QCOMPARE(std::string(name(run(blind, planned).outcome)), std::string("not_done"));

        planned.create_operation_id.clear(); // nothing was ever asked for
        ScriptedPeer unasked(script({}));
        QCOMPARE(std::get<Settled>(run(unasked, planned).outcome).status, std::nullopt);
        QVERIFY(unasked.requests().empty());
    }

    void everyIntentOfAnOperationIsUnwound()
    {
        auto planned = operation(OperationKind::Unwind);
        planned.intent_id.clear();
        const auto path = "GET " + intents + "/pi_";
        ScriptedPeer peer(script({{"GET " + intents, {list({IntentText().json(), IntentText{.id = "pi_2"}.json()})}},
                                  {path + "1", {intent("canceled")}},
                                  {path + "2", {intent("requires_capture", 0, "pi_2"), intent("canceled", 0, "pi_2")}},
                                  {"POST " + intents + "/pi_2/cancel", {intent("canceled", 0, "pi_2")}}}));
        QCOMPARE(std::string(name(run(peer, planned).outcome)), std::string("settled"));
        QVERIFY(told(peer).contains("POST /v1/payment_intents/pi_2/cancel key/cancel/requires_capture"));
    }

    void aCancelNeverGivesMoneyBack()
    {
        ScriptedPeer peer(
            script({{"GET " + intents + "/pi_1", {intent("succeeded", 4500)}}, {"GET " + refunds, {list({})}}}));
        QCOMPARE(std::get<Gone>(run(peer, operation(OperationKind::Cancel)).outcome).status, IntentStatus::Succeeded);
        QVERIFY(told(peer).filter("POST").isEmpty());
    }

    void aRefundIsLookedForWhenItsKeyIsSpent()
    {
        auto planned = operation(OperationKind::Refund);
        planned.amount = {700, "EUR"};
        ScriptedPeer done(script({{"POST " + refunds, {stored_failure}},
                                  {"GET " + refunds, {list({refund_json("re_1", 700, "succeeded", "op_2")})}}}));
        QCOMPARE(std::get<Refunded>(run(done, planned).outcome).refund.id, std::string("re_1"));
        ScriptedPeer not_done(
            script({{"POST " + refunds, {stored_failure, {200, refund_json("re_2", 700, "pending")}}},
                    {"GET " + refunds, {list({refund_json("re_1", 700, "succeeded", "op_other")})}}}));
        const auto result = run(not_done, planned);
        QCOMPARE(std::get<Refunded>(result.outcome).refund.status, RefundStatus::Pending);
        QCOMPARE(result.key_round, 1);
    }

    void aLookUpTellsWhatThereIs()
    {
        auto planned = operation(OperationKind::LookUp);
        ScriptedPeer peer(
            script({{"GET " + intents + "/pi_1", {intent("requires_capture")}}, {"GET " + intents, {list({})}}}));
        QCOMPARE(std::get<Found>(run(peer, planned).outcome).intents.at(0).id, std::string("pi_1"));
        planned.intent_id.clear();
        QVERIFY(std::get<Found>(run(peer, planned).outcome).intents.empty());
        planned.last_tried_at = wall_clock_now();
        QCOMPARE(code_of(run(peer, planned)), std::string("in_flight"));
    }
};

QTEST_GUILESS_MAIN(PerformerTest)
#include "performer_test.moc"

#include "tests/payments/gateway_fixture.h"

#include <QTest>

#include <atomic>
#include <future>
#include <thread>

using namespace holdfast;
using namespace holdfast::payments;
using namespace holdfast::test;
using namespace std::chrono_literals;

namespace {

const CreateIntent wanted{4500, "EUR", "pm_card_visa", {{"holdfast_operation", "op_1"}, {"holdfast_party", "vendor"}}};

/// A gateway that says these one after another, the last for ever.
ScriptedPeer::Script one_after_another(std::vector<Say> answers)
{
    return [answers = std::move(answers)](const Seen &, int number) {
        return answers[std::min(static_cast<std::size_t>(number), answers.size()) - 1];
    };
}

std::string key_of(const Seen &seen)
{
    return seen.header("Idempotency-Key");
}

/// Waits for a condition that another thread brings about.
bool soon(const std::function<bool()> &condition)
{
    return QTest::qWaitFor(condition, 10'000);
}

} // namespace

class GatewayTest final : public QObject
{
    Q_OBJECT

private slots:
    void aCreateSaysWhatStripeWantsToHear()
    {
        ScriptedPeer peer(one_after_another({{200, IntentText().json()}}));
        Gateway gateway(gateway_settings(peer.port()));
        const auto intent = gateway.create(wanted, "key-1");
        QVERIFY(intent.ok());
        QCOMPARE(intent->id, std::string("pi_1"));
        QCOMPARE(intent->status, IntentStatus::RequiresCapture);
        QCOMPARE(intent->amount_minor, 4500);
        QCOMPARE(intent->capturable_minor, 4500);
        QCOMPARE(intent->currency, std::string("EUR"));
        QCOMPARE(intent->capture_before, std::optional(Timestamp(1'700'600'000s)));
        QCOMPARE(intent->metadata.at("holdfast_operation"), std::string("op_1"));

        const auto seen = peer.requests().at(0);
        QCOMPARE(seen.method + " " + seen.path, std::string("POST /v1/payment_intents"));
        QCOMPARE(key_of(seen), std::string("key-1"));
        QCOMPARE(seen.header("Authorization"), std::string("Bearer ") + planted_key);
        QCOMPARE(seen.header("Content-Type"), std::string("application/x-www-form-urlencoded"));
        const std::map<std::string, std::string> fields = {{"amount", "4500"},
                                                           {"currency", "eur"},
                                                           {"payment_method", "pm_card_visa"},
                                                           {"payment_method_types[]", "card"},
                                                           {"capture_method", "manual"},
                                                           {"confirm", "true"},
                                                           {"expand[]", "latest_charge"},
                                                           {"metadata[holdfast_operation]", "op_1"},
                                                           {"metadata[holdfast_party]", "vendor"}};
        QVERIFY(seen.fields == fields);
    }

    void theOtherCallsGoWhereStripeHasThem()
    {
        ScriptedPeer peer([](const Seen &seen, int) -> Say {
            if (seen.path.ends_with("/capture"))
                return {200, IntentText{.status = "succeeded", .received = 4500}.json()};
            if (seen.path.ends_with("/cancel"))
                return {200, IntentText{.status = "canceled"}.json()};
            if (seen.path == "/v1/refunds")
                return {200, refund_json("re_1", 700, "succeeded")};
            return {200, IntentText().json()};
        });
        Gateway gateway(gateway_settings(peer.port()));
        const auto captured = gateway.capture("pi_1", 4000, "key-c");
        QVERIFY(captured && captured->status == IntentStatus::Succeeded && captured->received_minor == 4500);
        QVERIFY(gateway.cancel("pi_1", "abandoned", "key-x")->status == IntentStatus::Canceled);
        const auto refund = gateway.refund({"pi_1", 700, {{"holdfast_party", "vendor"}}}, "key-r");
        QVERIFY(refund && refund->status == RefundStatus::Succeeded && refund->intent_id == "pi_1");
        QVERIFY(gateway.retrieve("pi_1").ok());

        const auto seen = peer.requests();
        QCOMPARE(seen.at(0).body, std::string("amount_to_capture=4000"));
        QCOMPARE(seen.at(1).body, std::string("cancellation_reason=abandoned"));
        QCOMPARE(seen.at(2).body, std::string("payment_intent=pi_1&amount=700&metadata%5Bholdfast_party%5D=vendor"));
        QCOMPARE(seen.at(3).method + " " + seen.at(3).path, std::string("GET /v1/payment_intents/pi_1"));
        QVERIFY(key_of(seen.at(3)).empty());
    }

    void repeatsKeepTheKeyAndEndAtTheBound_data()
    {
        QTest::addColumn<QList<int>>("statuses"); // 0: closes without a word; the last for ever
        QTest::addColumn<bool>("replayed");
        QTest::addColumn<std::string>("kind"); // empty: it worked
        QTest::addColumn<int>("requests");
        QTest::newRow("at once") << QList{200} << false << std::string() << 1;
        QTest::newRow("after a dropped connection") << QList{0, 200} << false << std::string() << 2;
        QTest::newRow("after failures") << QList{500, 503, 200} << false << std::string() << 3;
        QTest::newRow("after a conflict") << QList{409, 200} << false << std::string() << 2;
        QTest::newRow("failures without end") << QList{500} << false << std::string("unknown") << 3;
        QTest::newRow("closed without end") << QList{0} << false << std::string("unknown") << 3;
        QTest::newRow("a stored failure") << QList{500} << true << std::string("unknown") << 1;
        QTest::newRow("too many requests") << QList{429} << false << std::string("unavailable") << 1;
        QTest::newRow("unknown stays unknown") << QList{500, 429} << false << std::string("unknown") << 2;
        QTest::newRow("barred after unknown") << QList{0, 401} << false << std::string("unknown") << 2;
        QTest::newRow("barred") << QList{401} << false << std::string("rejected") << 1;
        QTest::newRow("declined after unknown") << QList{0, 402} << false << std::string("declined") << 2;
        QTest::newRow("rejected") << QList{400} << false << std::string("rejected") << 1;
    }
    void repeatsKeepTheKeyAndEndAtTheBound()
    {
        QFETCH(QList<int>, statuses);
        QFETCH(bool, replayed);
        QFETCH(std::string, kind);
        QFETCH(int, requests);
        std::vector<Say> answers;
        for (const int status : statuses) {
            if (status == 0)
                answers.push_back({.drop = true});
            else if (status == 200)
                answers.push_back({200, IntentText().json()});
            else
                answers.push_back(
                    error_answer(status, status == 402 ? "card_error" : "invalid_request_error", "x",
                                 replayed ? net::Headers{{"Idempotent-Replayed", "true"}} : net::Headers{}));
        }
        ScriptedPeer peer(one_after_another(answers));
        Gateway gateway(gateway_settings(peer.port()));
        Errand errand;
        const auto result = gateway.create(wanted, "key-1", &errand);
        QCOMPARE(result ? std::string() : std::string(name(result.error().kind)), kind);
        const auto seen = peer.requests();
        QCOMPARE(static_cast<int>(seen.size()), requests);
        for (const auto &request : seen) {
            QCOMPARE(key_of(request), std::string("key-1"));
            QCOMPARE(request.body, seen.front().body);
        }
        QCOMPARE(errand.calls.size(), seen.size());
        for (std::size_t i = 0; i < seen.size(); ++i) {
            QCOMPARE(errand.calls[i].attempt, static_cast<int>(i) + 1);
            QCOMPARE(errand.calls[i].http_status, statuses[std::min<qsizetype>(qsizetype(i), statuses.size() - 1)]);
            QCOMPARE(errand.calls[i].transport_error.empty(), errand.calls[i].http_status != 0);
            QCOMPARE(errand.calls[i].replayed, replayed);
        }
        QCOMPARE(gateway.metrics().attempts, std::uint64_t(requests));
        QCOMPARE(gateway.metrics().retries, std::uint64_t(requests - 1));
        QCOMPARE(gateway.metrics().in_flight, std::uint64_t{0});
    }

    void theGatewaysWishToBeAskedAgainWins()
    {
        ScriptedPeer wants(one_after_another(
            {error_answer(429, "invalid_request_error", "rate_limit", {{"Stripe-Should-Retry", "true"}}),
             {200, IntentText().json()}}));
        QVERIFY(Gateway(gateway_settings(wants.port())).create(wanted, "k").ok());
        ScriptedPeer wants_not(
            one_after_another({error_answer(500, "api_error", "", {{"Stripe-Should-Retry", "false"}})}));
        const auto refused = Gateway(gateway_settings(wants_not.port())).create(wanted, "k");
        QVERIFY(refused.error().kind == GatewayErrorKind::Unknown && refused.error().replayed);
        QCOMPARE(wants_not.requests().size(), std::size_t{1});
    }

    void aDeclineSaysWhyAndLeavesItsIntent()
    {
        const auto intent = R"(,"decline_code":"insufficient_funds","payment_intent":)"
                            + IntentText{.status = "requires_payment_method"}.json();
        ScriptedPeer peer(
            one_after_another({error_answer(402, "card_error", "card_declined", {{"Request-Id", "req_7"}}, intent)}));
        Gateway gateway(gateway_settings(peer.port()));
        Errand errand;
        const auto result = gateway.create(wanted, "key-1", &errand);
        QVERIFY(!result && result.error().kind == GatewayErrorKind::Declined);
        QCOMPARE(result.error().decline_code, std::string("insufficient_funds"));
        QCOMPARE(result.error().intent->id, std::string("pi_1"));
        QCOMPARE(errand.calls.at(0).request_id, std::string("req_7"));
    }

    void aClosedKeptConnectionIsNoFailureOfTheGateway()
    {
        ScriptedPeer peer(one_after_another({{200, IntentText().json()}}));
        auto settings = gateway_settings(peer.port());
        settings.attempts = 1;
        settings.breaker_failures = 1;
        Gateway gateway(settings);
        for (int i = 0; i < 3; ++i)
            QVERIFY(gateway.create(wanted, "key").ok());
        QCOMPARE(peer.connections(), 1);
        peer.close_connections();
        QVERIFY(gateway.create(wanted, "key").ok());
        QCOMPARE(peer.connections(), 2);
        QCOMPARE(gateway.metrics().breaker_opened, std::uint64_t{0});
    }

    void nothingListensIsCertainAndSilenceIsNot()
    {
        std::uint16_t free_port = 0;
        {
            ScriptedPeer peer(one_after_another({{}}));
            free_port = peer.port();
        }
        const auto refused = Gateway(gateway_settings(free_port)).create(wanted, "key");
        QCOMPARE(refused.error().kind, GatewayErrorKind::Unavailable);

        ScriptedPeer silent(one_after_another({{.hang = true}}));
        auto settings = gateway_settings(silent.port());
        settings.timeout = 50ms;
        settings.attempts = 2;
        Gateway gateway(settings);
        QCOMPARE(gateway.create(wanted, "key").error().kind, GatewayErrorKind::Unknown);
        QCOMPARE(silent.requests().size(), std::size_t{2});
        QCOMPARE(gateway.retrieve("pi_1").error().kind, GatewayErrorKind::Unavailable); // reading changes nothing
    }

    void anAnswerThatCannotBeReadIsUnknown()
    {
        for (const char *body :
             {"", "<html>", "[]", "{}", R"({"id":"pi_1","status":"dreaming","amount":1,"currency":"eur"})",
              R"({"id":"pi_1","status":"succeeded","amount":-1,"currency":"eur"})"}) {
            ScriptedPeer peer(one_after_another({{200, body}}));
            Gateway gateway(gateway_settings(peer.port()));
            QCOMPARE(gateway.create(wanted, "key").error().kind, GatewayErrorKind::Unknown);
            QCOMPARE(gateway.retrieve("pi_1").error().kind, GatewayErrorKind::Unavailable);
        }
    }

    void stopEndsWhatWaits_data()
    {
        QTest::addColumn<bool>("hangs");
        QTest::newRow("for an answer") << true;
        QTest::newRow("to try again") << false;
    }
    void stopEndsWhatWaits()
    {
        QFETCH(bool, hangs);
        ScriptedPeer peer(one_after_another({hangs ? Say{.hang = true} : Say{.drop = true}}));
        auto settings = gateway_settings(peer.port());
        settings.timeout = 1h;
        settings.back_off = {1h, 1h};
        Gateway gateway(settings);
        auto waiting = std::async(std::launch::async, [&] { return gateway.create(wanted, "key"); });
        QVERIFY(soon([&] { return peer.requests().size() == 1 && (hangs || gateway.metrics().attempts == 1); }));
        gateway.stop();
        QVERIFY(waiting.wait_for(10s) == std::future_status::ready);
        QCOMPARE(waiting.get().error().kind, GatewayErrorKind::Unknown);
        QCOMPARE(gateway.create(wanted, "key").error().kind, GatewayErrorKind::Unavailable);
        QCOMPARE(peer.requests().size(), std::size_t{1});
    }

    void anErrandEndsInTime()
    {
        ScriptedPeer peer(one_after_another({{.hang = true}}));
        auto settings = gateway_settings(peer.port());
        settings.timeout = 1h;
        Gateway gateway(settings);
        Errand errand;
        errand.until = std::chrono::steady_clock::now() + 50ms;
        QCOMPARE(gateway.create(wanted, "key", &errand).error().kind, GatewayErrorKind::Unknown);
        QCOMPARE(errand.calls.size(), std::size_t{1});
        QCOMPARE(gateway.create(wanted, "key", &errand).error().kind, GatewayErrorKind::Unavailable);
        QCOMPARE(peer.requests().size(), std::size_t{1});
    }

    void theBreakerKeepsCallsAwayUntilTheGatewayIsBack()
    {
        std::atomic<bool> works = false;
        ScriptedPeer peer([&](const Seen &, int) -> Say {
            return works ? Say{200, IntentText().json()} : error_answer(500, "api_error", "");
        });
        auto settings = gateway_settings(peer.port());
        settings.attempts = 1;
        settings.breaker_failures = 3;
        settings.breaker_pause = 100ms;
        Gateway gateway(settings);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(gateway.create(wanted, "key").error().kind, GatewayErrorKind::Unknown);
        QCOMPARE(gateway.metrics().breaker, CircuitBreaker::State::Open);
        QCOMPARE(gateway.create(wanted, "key").error().kind, GatewayErrorKind::Unavailable);
        QCOMPARE(peer.requests().size(), std::size_t{3});
        works = true;
        QVERIFY(soon([&] { return gateway.create(wanted, "key").ok(); }));
        QCOMPARE(gateway.metrics().breaker, CircuitBreaker::State::Closed);
        QCOMPARE(gateway.metrics().breaker_opened, std::uint64_t{1});
    }

    void whenACaptureMustHappenIsAskedOfTheChargeIfNeedBe()
    {
        ScriptedPeer peer([](const Seen &seen, int) -> Say {
            if (seen.path == "/v1/charges/ch_1")
                return {200, R"({"id":"ch_1","payment_method_details":{"card":{"capture_before":1700600000}}})"};
            return {200, IntentText{.charge = R"("ch_1")"}.json()};
        });
        Gateway gateway(gateway_settings(peer.port()));
        const auto intent = gateway.create(wanted, "key");
        QCOMPARE(intent->latest_charge, std::string("ch_1"));
        QCOMPARE(intent->capture_before, std::optional(Timestamp(1'700'600'000s)));
    }

    void refundsAreCountedByWhatBecameOfThem()
    {
        ScriptedPeer peer([](const Seen &seen, int) -> Say {
            if (seen.path != "/v1/refunds")
                return {200, IntentText{.status = "succeeded", .received = 4500}.json()};
            if (seen.fields.at("payment_intent") != "pi_1")
                return error_answer(400, "invalid_request_error", "");
            if (!seen.fields.contains("starting_after"))
                return {200, list_json({refund_json("re_5", 1, "succeeded"), refund_json("re_4", 20, "failed")}, true)};
            return seen.fields.at("starting_after") == "re_4"
                       ? Say{200,
                             list_json({refund_json("re_3", 300, "pending"), refund_json("re_2", 4000, "succeeded")})}
                       : error_answer(404, "invalid_request_error", "");
        });
        Gateway gateway(gateway_settings(peer.port()));
        const auto intent = gateway.retrieve("pi_1");
        QVERIFY(intent.ok());
        QCOMPARE(intent->refunded_minor, 4001);
        QCOMPARE(intent->refund_pending_minor, 300);
        QCOMPARE(intent->refund_count, std::size_t{4});
    }

    void anOperationIsFoundAcrossPagesOrProvenAbsent()
    {
        ScriptedPeer peer([](const Seen &seen, int) -> Say {
            const auto item = [](int i) {
                return IntentText{.id = "pi_" + std::to_string(i), .operation = "op_" + std::to_string(i)}.json();
            };
            if (seen.fields.at("limit") != "100" || seen.fields.at("created[gte]") != "1699999700")
                return error_answer(400, "invalid_request_error", "");
            const auto after = seen.fields.contains("starting_after") ? seen.fields.at("starting_after") : "";
            if (after.empty())
                return {200, list_json({item(9), item(8)}, true)};
            return after == "pi_8" ? Say{200, list_json({item(7), item(6)}, true)} : Say{200, list_json({item(5)})};
        });
        Gateway gateway(gateway_settings(peer.port()));
        const auto found = gateway.retrieve_by_operation("op_5", Timestamp(1'700'000'000s));
        QVERIFY(found && found->size() == 1 && found->front().id == "pi_5");
        QCOMPARE(peer.requests().size(), std::size_t{3});
        QVERIFY(gateway.retrieve_by_operation("op_1", Timestamp(1'700'000'000s))->empty());
    }

    void aListThatCannotBeReadProvesNothing()
    {
        for (const auto &body : {list_json({R"({"id":"pi_1"})"}), list_json({}, true), std::string(R"({"data":[]})")}) {
            ScriptedPeer peer(one_after_another({{200, body}}));
            const auto found = Gateway(gateway_settings(peer.port())).retrieve_by_operation("op_1", {});
            QVERIFY(!found && found.error().kind == GatewayErrorKind::Unavailable);
        }
    }

    void whatMustNotLeaveIsRefusedHere()
    {
        ScriptedPeer peer(one_after_another({{200, IntentText().json()}}));
        Gateway gateway(gateway_settings(peer.port()));
        const auto refused = [&](CreateIntent intent, std::string key) {
            const auto result = gateway.create(intent, key);
            return !result && result.error().kind == GatewayErrorKind::Rejected
                   && result.error().message.find("4242") == std::string::npos;
        };
        auto card = wanted;
        card.payment_method = "4242424242424242";
        QVERIFY(refused(card, "key"));
        card.payment_method = "pm_1&card[number]=4242424242424242";
        QVERIFY(refused(card, "key"));
        auto nothing = wanted;
        nothing.amount_minor = 0;
        QVERIFY(refused(nothing, "key"));
        auto nowhere = wanted;
        nowhere.currency = "eur";
        QVERIFY(refused(nowhere, "key"));
        QVERIFY(refused(wanted, ""));
        QVERIFY(refused(wanted, std::string(256, 'k')));
        QVERIFY(refused(wanted, "a\r\nX-Forged: 1"));
        QVERIFY(!gateway.capture("pi_1/../../refunds", std::nullopt, "key"));
        QVERIFY(!gateway.retrieve(""));
        QVERIFY(peer.requests().empty());
    }

    void theKeyIsToldToNobody()
    {
        auto refusal = error_answer(401, "invalid_request_error", "");
        refusal.body.replace(refusal.body.find("told so"), 7, std::string("Invalid API Key provided: ") + planted_key);
        ScriptedPeer peer(one_after_another({refusal}));
        Gateway gateway(gateway_settings(peer.port()));
        Errand errand;
        const auto result = gateway.create(wanted, "key", &errand);
        QCOMPARE(result.error().message, std::string("Invalid API Key provided: [secret]"));
        auto told = gateway.metrics().last_error;
        for (const auto &call : errand.calls)
            told += call.path + call.transport_error + call.request_id;
        QVERIFY(told.find(planted_key) == std::string::npos);
    }

    void settingsWithAFlawAreRefused_data()
    {
        QTest::addColumn<std::string>("url");
        QTest::addColumn<std::string>("key");
        QTest::newRow("plain to another machine") << std::string("http://api.stripe.com") << std::string("sk_test_1");
        QTest::newRow("a name like ours") << std::string("http://localhost.example.org") << std::string("sk_test_1");
        QTest::newRow("no scheme") << std::string("api.stripe.com") << std::string("sk_test_1");
        QTest::newRow("a user in it") << std::string("https://sk_test_1@api.stripe.com") << std::string("sk_test_1");
        QTest::newRow("no key") << std::string("https://api.stripe.com") << std::string();
        QTest::newRow("a key with a line break") << std::string("https://api.stripe.com") << std::string("sk_test_1\n");
    }
    void settingsWithAFlawAreRefused()
    {
        QFETCH(std::string, url);
        QFETCH(std::string, key);
        GatewaySettings settings;
        settings.base_url = url;
        settings.secret_key = Secret(key);
        QVERIFY(flaw_of(settings).has_value());
        QVERIFY(flaw_of(settings)->find("sk_test_1") == std::string::npos);
        QVERIFY_EXCEPTION_THROWN(Gateway{settings}, std::invalid_argument);
    }

    void manyThreadsShareOneGateway()
    {
        ScriptedPeer peer([](const Seen &, int number) -> Say {
            return number % 10 == 0 ? Say{.drop = true} : Say{200, IntentText().json()};
        });
        auto settings = gateway_settings(peer.port());
        settings.attempts = 10;
        Gateway gateway(settings);
        std::atomic<int> done = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 25; ++n)
                    done += gateway.create(wanted, "key").ok() ? 1 : 0;
            });
        }
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(done.load(), 200);
        QCOMPARE(gateway.metrics().succeeded, std::uint64_t{200});
    }
};

QTEST_GUILESS_MAIN(GatewayTest)
#include "gateway_test.moc"

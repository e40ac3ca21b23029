#pragma once

#include "backend/payments/gateway.h"
#include "tests/payments/scripted_peer.h"

#include <string>

// What the tests of the gateway's client share: settings that do not wait long, and answers as the gateway writes them.
namespace holdfast::test {

inline constexpr const char *planted_key = "sk_test_planted_4f9c";

inline payments::GatewaySettings gateway_settings(std::uint16_t port)
{
    using std::chrono::milliseconds;
    payments::GatewaySettings settings;
    settings.base_url = "http://127.0.0.1:" + std::to_string(port);
    settings.secret_key = Secret(planted_key);
    settings.connect_timeout = milliseconds(2'000);
    settings.timeout = milliseconds(5'000);
    settings.back_off = {milliseconds(1), milliseconds(4)};
    settings.breaker_failures = 1'000;
    settings.in_flight_grace = milliseconds(0);
    settings.seed = 1;
    return settings;
}

struct IntentText
{
    std::string id = "pi_1";
    std::string status = "requires_capture";
    int amount = 4500;
    int received = 0;
    std::string operation = "op_1";
    std::string charge = R"({"id":"ch_1","payment_method_details":{"card":{"capture_before":1700600000}}})";
    std::string last_error = "null";

    [[nodiscard]] std::string json() const
    {
        return R"({"id":")" + id + R"(","object":"payment_intent","status":")" + status + R"(","amount":)"
               + std::to_string(amount) + R"(,"amount_capturable":)"
               + std::to_string(status == "requires_capture" ? amount : 0) + R"(,"amount_received":)"
               + std::to_string(received) + R"(,"currency":"eur","created":1700000000,"payment_method":"pm_card_visa",)"
               + R"("cancellation_reason":null,"metadata":{"holdfast_operation":")" + operation
               + R"("},"latest_charge":)" + charge + R"(,"last_payment_error":)" + last_error + "}";
    }
};

inline std::string refund_json(const std::string &id, int amount, const std::string &status,
                               const std::string &operation = "op_9")
{
    return R"({"id":")" + id + R"(","object":"refund","payment_intent":"pi_1","amount":)" + std::to_string(amount)
           + R"(,"currency":"eur","status":")" + status + R"(","created":1700000001,"metadata":{"holdfast_operation":")"
           + operation + R"("}})";
}

inline std::string list_json(const std::vector<std::string> &items, bool more = false)
{
    std::string data;
    for (const auto &item : items)
        data += (data.empty() ? "" : ",") + item;
    return R"({"object":"list","data":[)" + data + R"(],"has_more":)" + (more ? "true" : "false") + "}";
}

inline Say error_answer(int status, const std::string &type, const std::string &code, net::Headers headers = {},
                        const std::string &more = "")
{
    return {status, R"({"error":{"type":")" + type + R"(","code":")" + code + R"(","message":"told so")" + more + "}}",
            std::move(headers)};
}

} // namespace holdfast::test

#pragma once

#include "backend/net/http.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace holdfast::test {

using Json = nlohmann::json;

/// An intent as the gateway's own books show it. Amounts in minor units.
struct BookedIntent
{
    std::string id;
    std::string status;
    std::int64_t amount = 0, capturable = 0, received = 0, refunded = 0, refunds_pending = 0;
    std::string reservation, party, operation; ///< as its metadata say
};

/// The side of the simulator that Holdfast does not see: its faults, its clock, its books. Over HTTP, wherever it runs.
/// What it refuses throws std::runtime_error. Thread-safe.
class GatewayControl final
{
public:
    /// `key`: what its callers must show.
    GatewayControl(const std::string &url, std::string key);

    /// Orders a fault; its id.
    std::string fault(const Json &order);
    /// As the gateway tells of each, in the order they were made: `id`, `matched`, `hit`, ...
    [[nodiscard]] Json faults();
    /// How often a fault was applied.
    [[nodiscard]] std::uint64_t hits(const std::string &id);
    void clear_faults();
    /// Intents whose metadata name this environment.
    [[nodiscard]] std::vector<BookedIntent> books(const std::string &environment);
    void set_clock(std::chrono::milliseconds ahead);
    /// Every event about an intent, oldest first, as the gateway would deliver it.
    [[nodiscard]] std::vector<Json> events_of(const std::string &intent);
    /// Lets each refund of an intent that succeeded fail after all.
    void fail_refunds_of(const std::string &intent);
    /// Where webhooks go from now on.
    void deliver_to(const std::string &url, const std::string &secret);
    Json ask(const std::string &method, const std::string &target, const Json &body = nullptr);

private:
    /// The gateway's own routes, which faults befall.
    Json look(const std::string &target);

    net::Client client_;
    const std::string key_;
};

} // namespace holdfast::test

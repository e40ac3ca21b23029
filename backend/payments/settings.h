#pragma once

#include "backend/core/secret.h"
#include "backend/core/time.h"
#include "backend/payments/circuit_breaker.h"
#include "backend/payments/retry.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace holdfast::payments {

/// Stripe and the simulator are told apart by the base URL alone.
struct GatewaySettings
{
    std::string base_url = "https://api.stripe.com"; ///< http:// for this machine only
    Secret secret_key;
    std::string ca_file = {}; ///< PEM, the only authorities trusted; empty: the system's
    std::chrono::milliseconds connect_timeout{2'000};
    std::chrono::milliseconds timeout{10'000}; ///< of one attempt
    int attempts = 3;                          ///< of one call, the first included
    BackOff back_off = {};
    int breaker_failures = 5; ///< in a row
    std::chrono::milliseconds breaker_pause{5'000};
    /// How long after our last attempt a create may still come to its effect unseen. Before that a look-up proves
    /// nothing.
    std::chrono::milliseconds in_flight_grace{15'000};
    std::uint64_t seed = 0; ///< of the jitter; 0: random
};

/// What is wrong with the settings, in a sentence without secrets; nullopt: nothing.
[[nodiscard]] std::optional<std::string> flaw_of(const GatewaySettings &settings);

/// Since the start. Of a call, not of its attempts, unless said otherwise.
struct GatewayMetrics
{
    std::uint64_t calls = 0;
    std::uint64_t attempts = 0; ///< requests sent, or tried to
    std::uint64_t retries = 0;  ///< attempts beyond the first of a call
    std::uint64_t replayed = 0; ///< answers out of the gateway's idempotency store
    std::uint64_t succeeded = 0, declined = 0, rejected = 0, unavailable = 0, unknown = 0, key_reused = 0;
    std::uint64_t in_flight = 0;
    CircuitBreaker::State breaker = CircuitBreaker::State::Closed;
    std::uint64_t breaker_opened = 0;
    std::optional<Timestamp> last_answer_at = std::nullopt; ///< by this machine's clock
    std::string last_error = {};                            ///< of a call that got no clear answer
};

} // namespace holdfast::payments

#pragma once

#include "backend/payments/gateway_error.h"

#include <chrono>
#include <optional>

// When a call is repeated, and what an answer means. Pure.
namespace holdfast::payments {

/// What an answer's head says beside its status.
struct AnswerMarks
{
    bool replayed = false;                                          ///< Idempotent-Replayed
    std::optional<bool> should_retry = std::nullopt;                ///< Stripe-Should-Retry
    std::optional<std::chrono::seconds> retry_after = std::nullopt; ///< Retry-After in seconds
};

struct Judgement
{
    GatewayErrorKind kind = GatewayErrorKind::Unknown;
    bool repeat = false; ///< unchanged, with the same key, while attempts are left
};

/// An answer that is not 2xx. `error` has what its body said. Stripe-Should-Retry wins; else 409, 5xx and lock_timeout
/// are repeated, other 429 are not. A replayed 5xx is never repeated: the same key would give it for ever.
[[nodiscard]] Judgement judge(const GatewayError &error, const AnswerMarks &marks);

struct BackOff
{
    std::chrono::milliseconds shortest{500};
    std::chrono::milliseconds longest{5'000};
};

/// Before the `retry`th repetition, from 1: anywhere between the shortest and a bound that doubles each time, up to the
/// longest. `random` is from 0 to 1.
[[nodiscard]] std::chrono::milliseconds delay_before(int retry, double random, const BackOff &back_off);

} // namespace holdfast::payments

#pragma once

#include "backend/core/secret.h"
#include "backend/core/time.h"

#include <chrono>
#include <span>
#include <string>
#include <string_view>

// Stripe-Signature: t=SECONDS,v1=HEX[,v1=HEX...]. HMAC-SHA256 over "SECONDS.BODY", the body byte for byte as it came.
namespace holdfast::payments {

enum class WebhookVerdict {
    Ok,
    Malformed, ///< not a signature header at all
    Mismatch,  ///< no signature in it is one of ours over this body
    TooOld,    ///< signed, but longer ago than the tolerance: a replay, or a very late delivery
    TooNew,    ///< signed, but further ahead of us than the tolerance
};

/// "ok", "malformed", ...
[[nodiscard]] std::string_view name(WebhookVerdict verdict);

inline constexpr std::chrono::seconds webhook_tolerance{300};

/// Any of the secrets will do: two are valid while one is being replaced. The tolerance is for both sides: what was
/// signed for a time to come could be replayed until then. The comparison takes the same time whatever differs.
[[nodiscard]] WebhookVerdict verify_webhook(std::string_view header, std::string_view raw_body,
                                            std::span<const Secret> secrets, Timestamp now,
                                            std::chrono::seconds tolerance = webhook_tolerance);

/// The header's value, as the gateway makes it.
[[nodiscard]] std::string sign_webhook(std::string_view raw_body, const Secret &secret, Timestamp at);

} // namespace holdfast::payments

#pragma once

#include "backend/payments/gateway_error.h"
#include "backend/payments/values.h"

#include <optional>
#include <string_view>

// The gateway's JSON as values. A body that is not what it should be is nullopt.
namespace holdfast::payments {

[[nodiscard]] std::optional<Intent> read_intent(std::string_view body);
[[nodiscard]] std::optional<Refund> read_refund(std::string_view body);
[[nodiscard]] std::optional<Page<Intent>> read_intents(std::string_view body);
[[nodiscard]] std::optional<Page<Refund>> read_refunds(std::string_view body);
/// Of a charge: when its authorization lapses; nullopt also when it does not say.
[[nodiscard]] std::optional<Timestamp> read_capture_before(std::string_view body);

/// What an error says of itself; kind, status and `replayed` are the caller's to fill. Words that are not the gateway's
/// leave `type` empty. Texts are bounded.
[[nodiscard]] GatewayError read_error(std::string_view body);

} // namespace holdfast::payments

#pragma once

#include "backend/core/secret.h"
#include "backend/payments/settings.h"

#include <optional>

namespace holdfast::app {

/// Where the payment gateway is and how to speak to it, from HOLDFAST_GATEWAY_URL and HOLDFAST_GATEWAY_KEY; nullopt when
/// neither is set. HOLDFAST_GATEWAY_TIMEOUT_MS says how long an answer is waited for. Secrets come by the environment alone:
/// a command line is everybody's to read.
/// Throws std::invalid_argument when one of the two is missing or there is a flaw in them.
[[nodiscard]] std::optional<payments::GatewaySettings> gateway_from_environment();

/// From HOLDFAST_WEBHOOK_SECRET; several are separated by commas, as while one is being replaced.
[[nodiscard]] std::vector<Secret> webhook_secrets_from_environment();

} // namespace holdfast::app

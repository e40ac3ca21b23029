#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::simulators {

/// A Stripe-Signature header: "t=SECONDS,v1=HEX", HMAC-SHA256 with the endpoint's secret over "SECONDS.BODY".
[[nodiscard]] std::string sign_webhook(std::string_view body, std::string_view secret, std::int64_t at_seconds);

} // namespace holdfast::simulators

#pragma once

#include "backend/core/money.h"

#include <cstdint>
#include <string>
#include <string_view>

// What the gateway will not charge, so that a price is refused when it is set, not when somebody wants to book. After
// https://docs.stripe.com/currencies: its presentment currencies, and its limits on amounts.
namespace holdfast {

/// 0.50 USD and its like, 0.30 GBP; a low bound where none is told. What an account is paid out in may ask for more, which
/// only the gateway knows.
[[nodiscard]] std::int64_t least_charge_minor(std::string_view currency);
/// Eight digits; twelve of rupiahs. As holdfast.judge_charge() has it.
[[nodiscard]] std::int64_t most_charge_minor(std::string_view currency);

/// A currency of ISO 4217 that the gateway takes, and counts in the same minor unit. Capital letters.
[[nodiscard]] bool is_charged_in(std::string_view currency);

/// Why the gateway would not charge this amount, in a currency it takes; empty: it would.
[[nodiscard]] std::string charge_flaw(const Money &money);

} // namespace holdfast

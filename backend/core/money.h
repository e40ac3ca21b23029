#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast {

/// An amount in the currency's minor unit (cents for EUR, whole yen for JPY). Never a float.
struct Money
{
    std::int64_t amount_minor = 0;
    std::string currency; ///< ISO 4217, upper case, e.g. "EUR"

    bool operator==(const Money &) const = default;
};

/// Three upper-case letters, assigned or not.
[[nodiscard]] bool is_currency_code(std::string_view text);

/// Digits after the point for display: 0 (JPY, KRW, ...), 3 (KWD, BHD, ...), otherwise 2.
[[nodiscard]] int minor_digits(std::string_view currency);

/// "45.00 EUR"; the sign first when negative.
[[nodiscard]] std::string format(const Money &money);

} // namespace holdfast

#include "backend/core/charge_limits.h"

#include <algorithm>
#include <array>

namespace holdfast {

namespace {

// In the order of the alphabet. Not ISK, MGA and UGX: the gateway counts them in other units than ISO 4217 does.
constexpr std::array<std::string_view, 136> charged = {
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CVE",
    "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GIP", "GMD", "GNF", "GTQ",
    "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KRW",
    "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MKD", "MMK", "MNT", "MOP", "MUR", "MVR",
    "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR",
    "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD",
    "SZL", "THB", "TJS", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VND", "VUV", "WST",
    "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW"};

constexpr std::array<std::string_view, 10> at_least_fifty = {"AUD", "BRL", "CAD", "CHF", "EUR",
                                                             "INR", "JPY", "NZD", "SGD", "USD"};

} // namespace

std::int64_t least_charge_minor(std::string_view currency)
{
    return std::binary_search(at_least_fifty.begin(), at_least_fifty.end(), currency) ? 50 : 30;
}

std::int64_t most_charge_minor(std::string_view currency)
{
    return currency == "IDR" ? 999'999'999'999 : 99'999'999;
}

bool is_charged_in(std::string_view currency)
{
    return std::binary_search(charged.begin(), charged.end(), currency);
}

std::string charge_flaw(const Money &money)
{
    const auto least = least_charge_minor(money.currency), most = most_charge_minor(money.currency);
    if (money.amount_minor < least || money.amount_minor > most)
        return "Must be from " + std::to_string(least) + " to " + std::to_string(most) + " to be paid by card.";
    if (minor_digits(money.currency) == 3 && money.amount_minor % 10 != 0)
        return "Must end in 0: the last of " + money.currency + "'s three decimals is not charged.";
    return {};
}

} // namespace holdfast

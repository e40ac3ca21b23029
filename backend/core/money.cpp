#include "backend/core/money.h"

#include <algorithm>
#include <array>

namespace holdfast {

bool is_currency_code(std::string_view text)
{
    return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

int minor_digits(std::string_view currency)
{
    // ISO 4217 list one, the currencies whose exponent is not 2.
    constexpr std::array<std::string_view, 16> none = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                       "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF"};
    constexpr std::array<std::string_view, 7> three = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    if (std::find(none.begin(), none.end(), currency) != none.end() || currency == "XPF")
        return 0;
    return std::find(three.begin(), three.end(), currency) != three.end() ? 3 : 2;
}

std::string format(const Money &money)
{
    const int digits = minor_digits(money.currency);
    // Negating the smallest value would overflow, so the magnitude is unsigned.
    const auto value = static_cast<std::uint64_t>(money.amount_minor);
    std::string text = std::to_string(money.amount_minor < 0 ? 0 - value : value);
    if (digits > 0) {
        const auto least = static_cast<std::size_t>(digits) + 1;
        if (text.size() < least)
            text.insert(0, least - text.size(), '0');
        text.insert(text.size() - static_cast<std::size_t>(digits), ".");
    }
    if (money.amount_minor < 0)
        text.insert(0, "-");
    return money.currency.empty() ? text : text + ' ' + money.currency;
}

} // namespace holdfast

#include "backend/core/card_number.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace holdfast {

namespace {

constexpr std::size_t shortest = 13, longest = 19;
constexpr std::array<std::size_t, 4> fours = {4, 4, 4, 4};
constexpr std::array<std::size_t, 5> fours_and_three = {4, 4, 4, 4, 3};
constexpr std::array<std::size_t, 3> amex = {4, 6, 5}, diners = {4, 6, 4};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// ISO/IEC 7812-1, annex B.
bool has_check_digit(std::string_view digits)
{
    int sum = 0;
    bool doubled = false;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, doubled = !doubled) {
        const int value = (*at - '0') * (doubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

bool is_card_number(std::string_view digits)
{
    if (digits.size() < shortest || digits.size() > longest)
        return false;
    // Networks begin with 3 to 6, or 22 to 27; what begins with 1 or 20 is a time or a date.
    const bool network = (digits[0] >= '3' && digits[0] <= '6')
                         || (digits[0] == '2' && digits[1] >= '2' && digits[1] <= '7');
    return network && has_check_digit(digits);
}

/// The first digits, as a number.
int leading(std::string_view digits, std::size_t count)
{
    int value = 0;
    for (const char c : digits.substr(0, count))
        value = value * 10 + (c - '0');
    return value;
}

bool is_network_card_number(std::string_view digits)
{
    const int two = leading(digits, 2), four = leading(digits, 4);
    bool network = false;
    if (digits.size() == 14)
        network = two == 30 || two == 36 || two == 38 || two == 39;
    else if (digits.size() == 15)
        network = two == 34 || two == 37;
    else if (digits.size() == 16)
        network = digits[0] == '4' || (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) || two == 35 || two == 60
                  || two == 62 || two == 64 || two == 65;
    return network && has_check_digit(digits);
}

using Judge = bool (*)(std::string_view digits);

std::size_t digits_at(std::string_view text)
{
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count]))
        ++count;
    return count;
}

/// The text begins with a number in these groups, all divided by the same blank or dash.
bool is_grouped_number(std::string_view text, std::span<const std::size_t> groups, Judge is_number)
{
    const char divider = text.size() > groups[0] ? text[groups[0]] : '\0';
    if (divider != ' ' && divider != '-')
        return false;
    std::string digits;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i > 0) {
            if (text.empty() || text[0] != divider)
                return false;
            text.remove_prefix(1);
        }
        if (digits_at(text.substr(0, groups[i])) != groups[i])
            return false;
        digits += text.substr(0, groups[i]);
        text.remove_prefix(groups[i]);
    }
    return (text.empty() || !is_letter_or_digit(text[0])) && is_number(digits);
}

/// `not_after`: what does not come before such a number.
bool has_number(std::string_view text, Judge is_number, char not_after)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i]) || (i > 0 && (is_letter_or_digit(text[i - 1]) || text[i - 1] == not_after)))
            continue;
        const auto rest = text.substr(i);
        const auto count = digits_at(rest);
        const bool ends = count == rest.size() || !is_letter_or_digit(rest[count]);
        if ((ends && is_number(rest.substr(0, count))) || is_grouped_number(rest, fours, is_number)
            || is_grouped_number(rest, fours_and_three, is_number) || is_grouped_number(rest, amex, is_number)
            || is_grouped_number(rest, diners, is_number))
            return true;
    }
    return false;
}

} // namespace

bool holds_card_number(std::string_view text)
{
    return has_number(text, is_card_number, '\0');
}

bool refers_to_card_number(std::string_view text)
{
    return has_number(text, is_network_card_number, '+');
}

} // namespace holdfast

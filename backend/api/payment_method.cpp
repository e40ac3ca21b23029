#include "backend/api/payment_method.h"

#include <algorithm>
#include <array>

namespace holdfast::api {

namespace {

constexpr std::string_view prefix = "pm_";
constexpr std::size_t longest_name = 255;
constexpr std::size_t shortest_card_number = 12; // of digits, as ISO/IEC 7812 has them
constexpr std::array<std::string_view, 13> card_members = {"card",       "cardnumber",  "number",       "pan",
                                                           "cvc",        "cvv",         "cvv2",         "cvc2",
                                                           "cardholder", "securitycode", "expmonth",    "expyear",
                                                           "expiry"};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// "cardNumber", "card_number" and "card[number]" are one.
std::string folded(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (is_letter(c) || is_digit(c))
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

bool has_card_member(const JsonValue &value)
{
    const auto is_card = [](const auto &member) {
        const auto name = folded(member.first);
        return std::find(card_members.begin(), card_members.end(), name) != card_members.end()
               || has_card_member(member.second);
    };
    return std::any_of(value.members.begin(), value.members.end(), is_card)
           || std::any_of(value.items.begin(), value.items.end(), has_card_member);
}

/// As many digits in a row as a card's number has, also when they are written in groups.
bool has_card_number(std::string_view text)
{
    std::size_t digits = 0;
    for (const char c : text) {
        if (is_digit(c))
            ++digits;
        else if (is_letter(c))
            digits = 0;
        if (digits >= shortest_card_number)
            return true;
    }
    return false;
}

} // namespace

std::optional<std::string> read_payment_method(Fields &fields, const JsonValue *body)
{
    constexpr std::string_view field = "payment_method";
    if (body && has_card_member(*body)) {
        fields.refuse(field, "Card data is not taken here: give the gateway's name of a payment method, pm_...");
        return std::nullopt;
    }
    fields.require(field);
    auto name = fields.text(field, 1, longest_name);
    if (!name)
        return std::nullopt;
    if (has_card_number(*name))
        fields.refuse(field, "This looks like the number of a card, which is not taken here.");
    else if (!is_gateway_name(*name, prefix))
        fields.refuse(field, "Must be the gateway's name of a payment method: pm_ and up to 250 letters, digits or '_'.");
    else
        return name;
    return std::nullopt;
}

} // namespace holdfast::api

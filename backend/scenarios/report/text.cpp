#include "backend/scenarios/report/text.h"

#include "backend/core/time.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace holdfast::scenarios::text {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Character
{
    char32_t code = 0;
    std::size_t bytes = 1;
    bool good = false;
};

/// The character that begins at `at`: strict, as RFC 3629 has it.
Character decode(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80)
        return {lead, 1, true};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > text.size())
        return {};
    char32_t code = lead & (0x7F >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xC0) != 0x80)
            return {};
        code = code << 6 | (next & 0x3F);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return {code, length, code >= least[length] && code <= 0x10FFFF && !surrogate};
}

bool turns_direction(char32_t code)
{
    return code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E)
           || (code >= 0x2066 && code <= 0x2069);
}

std::string in_one_line(std::string_view text)
{
    std::string line = clean(text);
    std::ranges::replace_if(
        line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return line;
}

std::string formatted(const char *format, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

} // namespace

std::string clean(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Character character = decode(text, at);
        const bool control = character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0);
        const bool separator = character.code == 0x2028 || character.code == 0x2029;
        if (!character.good || turns_direction(character.code) || (character.code & 0xFFFE) == 0xFFFE)
            out += replacement;
        else if ((control && character.code != '\n' && character.code != '\t') || separator)
            out += ' ';
        else
            out += text.substr(at, character.bytes);
        at += character.bytes;
    }
    return out;
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : clean(text)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string markdown(std::string_view text)
{
    constexpr std::string_view special = "\\`*_{}[]<>()#|~!&";
    std::string out;
    for (const char c : in_one_line(text)) {
        if (special.find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::string markdown_code(std::string_view text)
{
    const std::string line = in_one_line(text);
    std::size_t longest = 0;
    std::size_t row = 0;
    for (const char c : line) {
        row = c == '`' ? row + 1 : 0;
        longest = std::max(longest, row);
    }
    const std::string fence(longest + 1, '`');
    const bool apart = line.empty() || line.front() == '`' || line.back() == '`';
    return fence + (apart ? " " : "") + line + (apart ? " " : "") + fence;
}

std::string address(std::string_view path)
{
    constexpr std::string_view plain = "-._~/";
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || plain.find(c) != std::string_view::npos)
            out += c;
        else
            out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

std::string duration(std::chrono::milliseconds time)
{
    const auto seconds = static_cast<double>(time.count()) / 1000;
    if (seconds < 59.995)
        return formatted("%.2f s", seconds);
    const auto whole = std::llround(seconds);
    char text[64];
    std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
    return text;
}

std::string count(std::int64_t number)
{
    std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;)
        digits.insert(at -= 3, ",");
    return digits;
}

std::string number(double value)
{
    if (!std::isfinite(value))
        return "not a number";
    if (std::abs(value) >= 1000 && std::abs(value) < 1e15)
        return count(std::llround(value));
    const double size = std::abs(value);
    std::string text = formatted(size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.')) {
        const bool point = text.back() == '.';
        text.pop_back();
        if (point)
            break;
    }
    return text == "-0" ? "0" : text;
}

std::string percent(double share)
{
    const double of_hundred = share * 100;
    if (of_hundred >= 9.95 || of_hundred == 0)
        return formatted("%.0f %%", of_hundred);
    return formatted("%.2g %%", of_hundred);
}

std::string plural(std::int64_t number, std::string_view one, std::string_view many)
{
    if (number == 1)
        return "1 " + std::string(one);
    return count(number) + " " + (many.empty() ? std::string(one) + "s" : std::string(many));
}

std::string moment(std::string_view rfc3339)
{
    const auto time = parse_rfc3339(rfc3339);
    if (!time)
        return clean(rfc3339);
    std::string text = to_rfc3339(*time).substr(0, 19) + " UTC";
    text[10] = ' ';
    return text;
}

} // namespace holdfast::scenarios::text

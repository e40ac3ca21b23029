#include "backend/insight/search.h"

#include "backend/core/trace.h"
#include "backend/insight/parsing.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <optional>

namespace holdfast::insight {

namespace {

using storage::Param;

constexpr std::size_t most_matches = 200;
constexpr std::size_t longest_text = 255; // nothing that we keep is found by more
constexpr std::size_t fewest_digits = 4;  // of an id's beginning
constexpr std::size_t id_digits = 32;

std::string lower(std::string_view text)
{
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](char sign) { return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign; });
    return folded;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

/// The hexadecimal digits of what may be the beginning of an id; nullopt when it cannot be.
std::optional<std::string> digits_of(std::string_view text)
{
    std::string digits = lower(text);
    std::erase(digits, '-');
    const bool all = digits.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!all || digits.size() < fewest_digits || digits.size() > id_digits)
        return std::nullopt;
    return digits;
}

/// The digits of an id with the missing ones at its end: PostgreSQL takes them without dashes.
Param filled(const std::optional<std::string> &digits, char missing)
{
    if (!digits)
        return std::nullopt;
    return *digits + std::string(id_digits - digits->size(), missing);
}

/// Whatever begins with `text`, with LIKE's own signs taken literally.
std::string beginning(std::string_view text)
{
    std::string escaped;
    for (const char sign : text) {
        if (sign == '%' || sign == '_' || sign == '\\')
            escaped += '\\';
        escaped += sign;
    }
    return escaped + '%';
}

std::vector<Param> params_of(std::string_view text, std::size_t limit)
{
    const auto digits = digits_of(text);
    const auto when = [&](bool it_is, std::string value) { return it_is ? Param(std::move(value)) : std::nullopt; };
    const auto begins = [&](std::string_view prefix) { return when(text.starts_with(prefix), std::string(text)); };
    auto trace = trace_id_of(text);
    if (!trace && digits && digits->size() == id_digits && text.size() == id_digits)
        trace = digits;
    const auto intent = begins("pi_");
    const auto event = begins("evt_");
    const auto request = begins("req_");
    // What says by itself what it is is not looked for as a part of something else.
    const bool plain = !intent && !event && !request && !trace && !Uuid::parse(text);
    return {filled(digits, '0'), filled(digits, 'f'), std::string(text), when(plain, beginning(text)), intent, event, request,
            trace, when(plain, lower(text)), std::to_string(limit + 1), std::to_string(searched_newest)};
}

} // namespace

ReferenceMatches find_by_reference(storage::Connection &connection, std::string_view text, std::size_t limit)
{
    ReferenceMatches found;
    text = trimmed(text);
    // No text of ours holds a NUL, and PostgreSQL takes none.
    if (text.empty() || text.size() > longest_text || text.find('\0') != std::string_view::npos)
        return found;
    limit = std::clamp<std::size_t>(limit, 1, most_matches);
    const auto rows = connection.query(resources::text("sql/insight/find_by_reference.sql"), params_of(text, limit));
    found.more = rows.size() > limit;
    for (std::size_t row = 0; row < std::min(rows.size(), limit); ++row)
        found.matches.push_back({.way = rows.text(row, 0), .value = rows.text(row, 1), .exact = rows.boolean(row, 2),
                                 .reservation_id = rows.uuid(row, 3), .state = state_of(rows.text(row, 4)),
                                 .created_at = rows.time(row, 5), .vendor = rows.text(row, 6), .partner = rows.text(row, 7),
                                 .partner_booking_ref = rows.text(row, 8), .requester_id = rows.text(row, 9)});
    return found;
}

} // namespace holdfast::insight

#pragma once

#include "backend/core/reservation_state.h"
#include "backend/insight/stuck.h"
#include "backend/storage/connection.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What several readers of this room need to turn text cells into values.
namespace holdfast::insight {

/// Throws DatabaseError for a state that this program does not know: the schema is newer.
[[nodiscard]] inline State state_of(const std::string &name)
{
    if (const auto state = parse_state(name))
        return *state;
    throw storage::DatabaseError("the database holds a state this program does not know: " + name);
}

/// A transaction id (xid8), which needs all 64 bits. False for anything but digits that fit.
[[nodiscard]] inline bool parse_xid(std::string_view text, std::uint64_t &xid)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), xid);
    return error == std::errc{} && end == text.data() + text.size();
}

[[nodiscard]] inline std::uint64_t xid_of(const std::string &text)
{
    std::uint64_t xid = 0;
    if (!parse_xid(text, xid))
        throw storage::DatabaseError("not a transaction id: " + text);
    return xid;
}

/// An interval as a parameter; a negative one is none.
[[nodiscard]] inline std::string seconds_text(std::chrono::seconds span)
{
    return std::to_string(std::max<std::int64_t>(span.count(), 0)) + " seconds";
}

/// Reason, currency, number, money.
[[nodiscard]] inline std::vector<StuckSum> sums_of(const storage::Rows &rows)
{
    std::vector<StuckSum> sums;
    sums.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        sums.push_back({.reason = rows.text(row, 0), .currency = rows.text(row, 1), .count = rows.integer(row, 2),
                        .at_risk_minor = rows.integer(row, 3)});
    return sums;
}

} // namespace holdfast::insight

#pragma once

#include "backend/core/uuid.h"
#include "backend/insight/reservations.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where a page ended, as text for a client to hand back.
namespace holdfast::insight {

struct Cursor
{
    std::string key; ///< what the last row is ordered by, as the database writes it
    Uuid id;
};

/// Hexadecimal digits: a mark of the filter it belongs to, the id, the key.
[[nodiscard]] std::string encode_cursor(const ReservationFilter &filter, const Cursor &cursor);
/// nullopt unless `text` was made for the same filter and order; the limit may differ.
[[nodiscard]] std::optional<Cursor> decode_cursor(const ReservationFilter &filter, std::string_view text);

/// The same for a place that several texts make up, in a list that belongs to `owner`. None holds a zero byte.
[[nodiscard]] std::string encode_place(const Uuid &owner, const std::vector<std::string> &parts);
/// nullopt unless `text` was made for the same owner and has so many parts.
[[nodiscard]] std::optional<std::vector<std::string>> decode_place(const Uuid &owner, std::string_view text,
                                                                   std::size_t parts);

} // namespace holdfast::insight

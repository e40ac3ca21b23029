#include "backend/insight/timeline.h"

#include "backend/insight/cursor.h"
#include "backend/insight/parsing.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <stdexcept>

namespace holdfast::insight {

namespace {

constexpr std::size_t most_entries = 1'000;
constexpr std::size_t parts_of_a_place = 3; // time, rank, key

TimelineEntry entry_of(const storage::Rows &rows, std::size_t row)
{
    const auto state = [&](std::size_t column) {
        const auto text = rows.optional_text(row, column);
        return text ? std::optional(state_of(*text)) : std::nullopt;
    };
    TimelineEntry entry;
    entry.at = rows.time(row, 0);
    entry.kind = rows.text(row, 3);
    entry.what = rows.text(row, 4);
    entry.detail = rows.optional_text(row, 5).value_or("");
    entry.actor = rows.text(row, 6);
    entry.trace_id = rows.text(row, 7);
    if (!rows.is_null(row, 8))
        entry.version = static_cast<std::int32_t>(rows.integer(row, 8));
    entry.from = state(9);
    entry.to = state(10);
    if (!rows.is_null(row, 11))
        entry.operation_id = rows.uuid(row, 11);
    entry.party = rows.optional_text(row, 12).value_or("");
    entry.deadline = rows.optional_time(row, 13);
    if (!rows.is_null(row, 14))
        entry.took = std::chrono::milliseconds(rows.integer(row, 14));
    if (!rows.is_null(row, 15))
        entry.answer = static_cast<std::int32_t>(rows.integer(row, 15));
    return entry;
}

std::vector<PartyMoney> money_of(const storage::Rows &rows)
{
    std::vector<PartyMoney> money;
    for (std::size_t row = 0; row < rows.size(); ++row)
        money.push_back({.party = rows.text(row, 0), .currency = rows.text(row, 1), .amount_minor = rows.integer(row, 2),
                         .intent_id = rows.optional_text(row, 3).value_or(""),
                         .intent_status = rows.optional_text(row, 4).value_or(""),
                         .authorized_minor = rows.integer(row, 5), .captured_minor = rows.integer(row, 6),
                         .refunded_minor = rows.integer(row, 7)});
    return money;
}

storage::Rows read_page(storage::Connection &connection, const Uuid &id, const std::vector<std::string> &place,
                        std::size_t limit)
{
    const auto part = [&](std::size_t number) {
        return place.empty() ? storage::Param() : storage::Param(place[number]);
    };
    try {
        return connection.query(resources::text("sql/insight/timeline.sql"),
                                {id.to_string(), part(0), part(1), part(2), std::to_string(limit + 1)});
    } catch (const storage::StatementFailed &failure) {
        // Class 22: a forged place that is no time.
        if (!place.empty() && failure.sqlstate().starts_with("22"))
            throw std::invalid_argument("not a cursor of this list");
        throw;
    }
}

} // namespace

std::optional<Timeline> read_timeline(storage::Connection &connection, const Uuid &reservation_id,
                                      const std::string &cursor, std::size_t limit)
{
    std::vector<std::string> place;
    if (!cursor.empty()) {
        auto decoded = decode_place(reservation_id, cursor, parts_of_a_place);
        if (!decoded)
            throw std::invalid_argument("not a cursor of this list");
        place = std::move(*decoded);
    }
    limit = std::clamp<std::size_t>(limit, 1, most_entries);

    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    const auto story = connection.query(resources::text("sql/insight/story.sql"), {reservation_id.to_string()});
    if (story.empty())
        return std::nullopt;
    const auto rows = read_page(connection, reservation_id, place, limit);
    Timeline timeline;
    timeline.money = money_of(connection.query(resources::text("sql/insight/timeline_money.sql"), {reservation_id.to_string()}));
    timeline.now = connection.query("select holdfast.now()").time(0, 0);
    snapshot.commit();

    timeline.state = state_of(story.text(0, 0));
    timeline.version = static_cast<std::int32_t>(story.integer(0, 1));
    if (const auto replayed = story.optional_text(0, 3))
        timeline.replayed = state_of(*replayed);
    timeline.whole = !story.is_null(0, 2) && story.boolean(0, 2) && timeline.replayed == timeline.state;
    timeline.deadline = story.optional_time(0, 4);
    timeline.unsettled = story.integer(0, 5);
    const auto shown = std::min(rows.size(), limit);
    timeline.entries.reserve(shown);
    for (std::size_t row = 0; row < shown; ++row)
        timeline.entries.push_back(entry_of(rows, row));
    if (rows.size() > limit)
        timeline.next_cursor = encode_place(
            reservation_id, {rows.text(limit - 1, 0), rows.text(limit - 1, 1), rows.text(limit - 1, 2)});
    return timeline;
}

} // namespace holdfast::insight

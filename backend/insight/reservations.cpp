#include "backend/insight/reservations.h"

#include "backend/insight/cursor.h"
#include "backend/insight/parsing.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace holdfast::insight {

namespace {

using storage::Param;

constexpr std::size_t most_rows = 5'000;
constexpr std::int64_t most_counted = 2'000'000;
constexpr std::int64_t most_events = 1'000;
constexpr std::int64_t most_examined = 20'000; // a page by id
constexpr std::int64_t longest_span = 100LL * 365 * 24 * 3600; // seconds; within every date PostgreSQL can hold
constexpr std::size_t key_column = 22;

/// What an order compares, and its type in the database.
struct OrderInfo
{
    ReservationOrder order;
    std::string_view key;
    std::string_view type;
};

constexpr std::array order_table = {
    OrderInfo{ReservationOrder::Deadline, "coalesce(r.deadline, 'infinity')", "timestamptz"},
    OrderInfo{ReservationOrder::Created, "r.created_at", "timestamptz"},
    OrderInfo{ReservationOrder::Changed, "r.changed_at", "timestamptz"},
    OrderInfo{ReservationOrder::State, "array_position('{states}'::text[], r.state)", "integer"},
    OrderInfo{ReservationOrder::Vendor, "lower(v.name)", "text"},
    OrderInfo{ReservationOrder::Slot, "s.starts_at", "timestamptz"},
    OrderInfo{ReservationOrder::Quantity, "r.quantity", "integer"},
    OrderInfo{ReservationOrder::Partner, "lower(p.name)", "text"},
    OrderInfo{ReservationOrder::Amount, "s.requester_amount_minor::numeric * r.quantity", "numeric"},
    OrderInfo{ReservationOrder::Id, "r.id", "uuid"},
};

using Parts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Replaces each {name} by its part, in turn, so that a part may hold a later name.
std::string compose(std::string_view text, Parts parts)
{
    std::string composed(text);
    for (const auto &[part, value] : parts) {
        const auto mark = '{' + std::string(part) + '}';
        for (auto at = composed.find(mark); at != std::string::npos; at = composed.find(mark, at + value.size()))
            composed.replace(at, mark.size(), value);
    }
    return composed;
}

/// {HELD,VENDOR_CONFIRMED,...}: a state's place in its life.
std::string states_literal()
{
    std::vector<Param> names;
    for (const auto &row : state_table)
        names.emplace_back(std::string(row.name));
    return storage::array_literal(names);
}

/// Whatever contains `part`, with LIKE's own signs taken literally.
Param pattern(const std::string &part)
{
    if (part.empty())
        return std::nullopt;
    std::string escaped = "%";
    for (const char sign : part) {
        if (sign == '%' || sign == '_' || sign == '\\')
            escaped += '\\';
        escaped += sign;
    }
    return escaped + '%';
}

/// Null when the partial index on the deadline says it all.
Param states_param(const std::vector<State> &states)
{
    if (states.empty())
        return std::nullopt;
    std::vector<Param> names;
    for (const auto state : states)
        names.emplace_back(std::string(name(state)));
    return storage::array_literal(names);
}

bool only_in_flight(const ReservationFilter &filter)
{
    return std::all_of(filter.states.begin(), filter.states.end(), [](State state) { return info(state).in_flight; });
}

/// $1 to $14 of reservation_filter.sql.
std::vector<Param> filter_params(const ReservationFilter &filter, const std::string &now)
{
    const auto id = Uuid::parse(filter.text);
    const auto seconds = [](std::optional<std::chrono::seconds> span) {
        return span ? Param(std::to_string(std::clamp(span->count(), -longest_span, longest_span)) + " seconds") : Param();
    };
    const auto whole = [](const std::optional<Uuid> &one) { return one ? Param(one->to_string()) : Param(); };
    const auto time = [](const std::optional<Timestamp> &at) { return at ? Param(to_rfc3339(*at)) : Param(); };
    return {
        states_param(filter.states),
        only_in_flight(filter) ? "true" : "false",
        pattern(filter.vendor),
        pattern(filter.partner),
        id ? Param() : pattern(filter.text),
        whole(id),
        seconds(filter.deadline_within),
        seconds(filter.older_than),
        now,
        filter.claimed_by.empty() ? Param() : Param(filter.claimed_by),
        whole(filter.slot_id),
        time(filter.slot_from),
        time(filter.slot_until),
        whole(filter.vendor_id),
    };
}

std::optional<Claim> claim_of(const storage::Rows &rows, std::size_t row)
{
    if (rows.is_null(row, 19))
        return std::nullopt;
    return Claim{rows.text(row, 19), rows.time(row, 20)};
}

ReservationRow row_of(const storage::Rows &rows, std::size_t row)
{
    return {
        .id = rows.uuid(row, 0),
        .state = state_of(rows.text(row, 1)),
        .version = static_cast<std::int32_t>(rows.integer(row, 2)),
        .slot_id = rows.uuid(row, 3),
        .slot_kind = rows.text(row, 4),
        .slot_starts_at = rows.time(row, 5),
        .slot_ends_at = rows.time(row, 6),
        .vendor_id = rows.uuid(row, 7),
        .vendor = rows.text(row, 8),
        .partner_id = rows.uuid(row, 9),
        .partner = rows.text(row, 10),
        .partner_booking_ref = rows.text(row, 11),
        .requester_id = rows.text(row, 12),
        .quantity = static_cast<std::int32_t>(rows.integer(row, 13)),
        .amount_minor = rows.integer(row, 14),
        .currency = rows.text(row, 15),
        .created_at = rows.time(row, 16),
        .changed_at = rows.time(row, 17),
        .deadline = rows.optional_time(row, 18),
        .claim = claim_of(rows, row),
        .release_requested = rows.boolean(row, 21),
    };
}

/// The parts of a page's statements that filter, order and direction decide.
std::string compose_for(std::string_view text, const ReservationFilter &filter, Reading reading)
{
    const auto &order = order_table.at(static_cast<std::size_t>(filter.order));
    // In flight there always is a deadline, and the bare column is what the index holds.
    const bool bare = order.order == ReservationOrder::Deadline && only_in_flight(filter);
    const bool backwards = reading == Reading::Backwards;
    const bool falling = filter.descending != backwards;
    return compose(text, {{"choice", resources::text("sql/insight/reservation_choice.sql")},
                          {"filter", resources::text("sql/insight/reservation_filter.sql")},
                          {"key", bare ? "r.deadline" : order.key},
                          {"type", order.type},
                          {"after", falling ? "<" : ">"},
                          {"until", falling ? ">=" : "<="},
                          // Before the page that is read: backwards, not the row at the place itself.
                          {"passed", filter.descending ? (backwards ? ">" : ">=") : (backwards ? "<" : "<=")},
                          {"reading", falling ? "desc" : "asc"},
                          {"direction", filter.descending ? "desc" : "asc"},
                          {"states", states_literal()}});
}

std::string page_sql(const ReservationFilter &filter, Reading reading)
{
    const auto page = compose(resources::text("sql/insight/reservation_page.sql"),
                              {{"row", resources::text("sql/insight/reservation_row.sql")},
                               {"key", "r.key"},
                               {"source", resources::text("sql/insight/reservation_source.sql")}});
    return compose_for(page, filter, reading);
}

/// The id up to which a page by id looks; nothing: to the end. Read from the primary key alone, so that a page over a long
/// history of other states costs as little as any.
std::optional<Uuid> end_of_window(storage::Connection &connection, const ReservationFilter &filter,
                                  const std::optional<Cursor> &after, Reading reading)
{
    if (filter.order != ReservationOrder::Id || reading == Reading::Backwards)
        return std::nullopt;
    const auto sql = compose(resources::text("sql/insight/reservation_window.sql"),
                             {{"after", filter.descending ? "<" : ">"}, {"direction", filter.descending ? "desc" : "asc"}});
    const auto rows = connection.query(
        sql, {after ? Param(after->id.to_string()) : Param(), std::to_string(most_examined - 1)});
    return rows.empty() ? std::nullopt : std::optional(rows.uuid(0, 0));
}

/// `params`: the filter's, and the place.
ReservationTotals read_totals(storage::Connection &connection, std::vector<Param> params, const ReservationFilter &filter,
                              Reading reading)
{
    const auto sql = compose_for(resources::text("sql/insight/reservation_totals.sql"), filter, reading);
    const auto bound = std::clamp<std::int64_t>(filter.count_up_to, 0, most_counted);
    params.emplace_back(std::to_string(bound));
    const auto rows = connection.query(sql, params);
    ReservationTotals totals;
    totals.matching = rows.integer(0, 0);
    totals.held_currency = rows.text(0, 2);
    totals.held_minor = totals.held_currency.empty() ? 0 : rows.integer(0, 1);
    if (totals.matching < bound)
        totals.passed = rows.integer(0, 3);
    return totals;
}

std::optional<Cursor> read_cursor(const ReservationFilter &filter, const std::string &cursor)
{
    if (cursor.empty())
        return std::nullopt;
    auto place = decode_cursor(filter, cursor);
    if (!place)
        throw std::invalid_argument("not a cursor of this list");
    return place;
}

/// The filter's parameters, and the place: $1 to $16.
std::vector<Param> list_params(const ReservationFilter &filter, const std::string &now, const std::optional<Cursor> &place)
{
    auto params = filter_params(filter, now);
    params.emplace_back(place ? Param(place->key) : Param());
    params.emplace_back(place ? Param(place->id.to_string()) : Param());
    return params;
}

/// Class 22: a forged key that is not a value of its type.
bool is_forged(const std::optional<Cursor> &place, const storage::StatementFailed &failure)
{
    return place && failure.sqlstate().starts_with("22");
}

/// The rows of a page out of those read, which are one more when there is another page behind them.
void take_rows(const storage::Rows &rows, std::size_t limit, Reading reading, ReservationPage &page)
{
    const auto shown = std::min(rows.size(), limit);
    const auto first = reading == Reading::Backwards ? rows.size() - shown : 0;
    page.rows.reserve(shown);
    for (std::size_t row = first; row < first + shown; ++row)
        page.rows.push_back(row_of(rows, row));
}

/// Where the pages before and behind these rows begin.
void set_cursors(const storage::Rows &rows, std::size_t limit, const ReservationFilter &filter, bool placed,
                 Reading reading, ReservationPage &page)
{
    if (page.rows.empty())
        return;
    const bool more = rows.size() > limit;
    const bool backwards = reading == Reading::Backwards;
    const std::size_t first = backwards && more ? 1 : 0;
    if (backwards ? placed : more)
        page.next_cursor = encode_cursor(
            filter, {rows.text(first + page.rows.size() - 1, key_column), page.rows.back().id});
    if (backwards ? more : placed)
        page.previous_cursor = encode_cursor(filter, {rows.text(first, key_column), page.rows.front().id});
}

} // namespace

ReservationPage list_reservations(storage::Connection &connection, const ReservationFilter &filter,
                                  const std::string &cursor, Reading reading)
{
    const auto place = read_cursor(filter, cursor);
    const auto limit = std::clamp<std::size_t>(filter.limit, 1, most_rows);

    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    ReservationPage page;
    const auto clock = connection.query("select holdfast.now()");
    page.now = clock.time(0, 0);
    const auto window_end = end_of_window(connection, filter, place, reading);
    auto params = list_params(filter, clock.text(0, 0), place);
    const bool first = !place && reading == Reading::Onwards;
    ReservationTotals totals;
    storage::Rows rows;
    try {
        if (filter.count_up_to > 0 && (filter.count_on_every_page || (first && !window_end)))
            totals = read_totals(connection, params, filter, reading);
        params.emplace_back(std::to_string(limit + 1)); // one more tells whether there is another page
        params.emplace_back(window_end ? Param(window_end->to_string()) : Param());
        rows = connection.query(page_sql(filter, reading), params);
    } catch (const storage::StatementFailed &failure) {
        if (is_forged(place, failure))
            throw std::invalid_argument("not a cursor of this list");
        throw;
    }
    snapshot.commit();

    take_rows(rows, limit, reading, page);
    set_cursors(rows, limit, filter, place.has_value(), reading, page);
    if (rows.size() <= limit && window_end)
        page.next_cursor = encode_cursor(filter, {window_end->to_string(), *window_end});
    put_totals(totals, place.has_value(), reading, page);
    return page;
}

ReservationTotals count_reservations(storage::Connection &connection, const ReservationFilter &filter,
                                     const std::string &cursor, Reading reading)
{
    const auto place = read_cursor(filter, cursor);
    const auto now = connection.query("select holdfast.now()").text(0, 0);
    try {
        return read_totals(connection, list_params(filter, now, place), filter, reading);
    } catch (const storage::StatementFailed &failure) {
        if (is_forged(place, failure))
            throw std::invalid_argument("not a cursor of this list");
        throw;
    }
}

void put_totals(const ReservationTotals &totals, bool from_cursor, Reading reading, ReservationPage &page)
{
    page.matching = totals.matching;
    page.held_minor = totals.held_minor;
    page.held_currency = totals.held_currency;
    page.preceding = totals.passed;
    if (page.preceding >= 0 && reading == Reading::Backwards)
        page.preceding = (from_cursor ? totals.passed : totals.matching) - static_cast<std::int64_t>(page.rows.size());
}

std::optional<ReservationRow> find_reservation(storage::Connection &connection, const Uuid &id)
{
    static const auto sql = compose(resources::text("sql/insight/reservation_row.sql"), {{"key", "null"}, {"source", "holdfast.reservation r"}})
        + "where r.id = $1::uuid";
    const auto rows = connection.query(sql, {id.to_string()});
    return rows.empty() ? std::nullopt : std::optional(row_of(rows, 0));
}

std::map<State, std::int64_t> count_in_flight(storage::Connection &connection)
{
    std::map<State, std::int64_t> counts;
    for (const auto &row : state_table) {
        if (row.in_flight)
            counts[row.state] = 0;
    }
    const auto rows = connection.query(resources::text("sql/insight/count_in_flight.sql"));
    for (std::size_t row = 0; row < rows.size(); ++row)
        counts[state_of(rows.text(row, 0))] = rows.integer(row, 1);
    return counts;
}

std::vector<EventRow> list_events(storage::Connection &connection, const Uuid &reservation_id)
{
    const auto rows = connection.query(resources::text("sql/insight/reservation_events.sql"),
                                       {reservation_id.to_string(), std::to_string(most_events)});
    std::vector<EventRow> events;
    events.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto from = rows.optional_text(row, 2);
        events.push_back({
            .version = static_cast<std::int32_t>(rows.integer(row, 0)),
            .event = rows.text(row, 1),
            .from = from ? std::optional(state_of(*from)) : std::nullopt,
            .to = state_of(rows.text(row, 3)),
            .deadline = rows.optional_time(row, 4),
            .at = rows.time(row, 5),
            .actor = rows.text(row, 6),
            .trace_id = rows.text(row, 7),
            .reason = rows.text(row, 8),
        });
    }
    return events;
}

} // namespace holdfast::insight

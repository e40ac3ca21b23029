#include "backend/api/json_text.h"
#include "backend/api/node.h"
#include "backend/insight/reservations.h"

#include <algorithm>
#include <stdexcept>

namespace holdfast::api {

namespace {

constexpr std::int64_t default_limit = 100;
constexpr std::int64_t most_limit = 1000;
constexpr std::int64_t most_counted = 10'000;

void read_states(QueryFields &query, std::vector<State> &states)
{
    const auto given = query.text("state");
    if (!given)
        return;
    std::string_view rest = *given;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        const auto state = parse_state(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!state)
            return query.refuse("state", "Must be names of states, separated by commas.");
        states.push_back(*state);
    }
}

std::string describe(const insight::ReservationRow &row)
{
    JsonObject body;
    body.text("reservation_id", row.id.to_string()).text("state", name(row.state)).number("version", row.version);
    body.text("slot_id", row.slot_id.to_string()).text("slot_kind", row.slot_kind);
    body.text("slot_starts_at", to_rfc3339(row.slot_starts_at)).text("slot_ends_at", to_rfc3339(row.slot_ends_at));
    body.text("vendor_id", row.vendor_id.to_string()).text("vendor", row.vendor);
    body.text("partner_id", row.partner_id.to_string()).text("partner", row.partner);
    body.text("partner_booking_ref", row.partner_booking_ref).text("requester_id", row.requester_id);
    body.number("quantity", row.quantity).number("amount_minor", row.amount_minor);
    body.text_or_null("currency", row.currency.empty() ? std::nullopt : std::optional(row.currency));
    body.text("created_at", to_rfc3339(row.created_at)).text("changed_at", to_rfc3339(row.changed_at));
    body.text_or_null("expires_at", row.deadline ? std::optional(to_rfc3339(*row.deadline)) : std::nullopt);
    return body.finish();
}

} // namespace

void list_all_reservations(Node &node, const std::shared_ptr<Call> &call)
{
    QueryFields query(call->query);
    insight::ReservationFilter filter;
    read_states(query, filter.states);
    // Whatever is in flight has a deadline, and an index on it. History only grows: it is read by creation, newest first.
    if (!std::all_of(filter.states.begin(), filter.states.end(), [](State state) { return info(state).in_flight; })) {
        filter.order = insight::ReservationOrder::Id;
        filter.descending = true;
    }
    filter.count_up_to = most_counted;
    filter.limit = static_cast<std::size_t>(query.integer("limit", default_limit, 1, most_limit));
    const auto cursor = query.text("cursor").value_or("");
    if (query.fail(*call))
        return;
    node.query(call, [call, filter, cursor](storage::Connection &connection) {
        try {
            const auto page = insight::list_reservations(connection, filter, cursor);
            std::string rows = "[";
            for (const auto &row : page.rows)
                (rows += rows.size() > 1 ? "," : "") += describe(row);
            JsonObject body;
            body.raw("reservations", rows + "]").text("now", to_rfc3339(page.now));
            body.raw("matching", page.matching < 0 ? "null" : std::to_string(page.matching));
            body.text_or_null("next_cursor", page.next_cursor.empty() ? std::nullopt : std::optional(page.next_cursor));
            call->answer(json_response(body.finish()));
        } catch (const std::invalid_argument &) {
            QueryFields wrong("");
            wrong.refuse("cursor", "Not one of ours: give next_cursor of the page before, with the same filter.");
            wrong.fail(*call);
        }
    });
}

} // namespace holdfast::api

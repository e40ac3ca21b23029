#include "backend/api/json_text.h"
#include "backend/api/node.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/insight/audit.h"
#include "backend/insight/reconciliation.h"
#include "backend/insight/reservations.h"
#include "backend/insight/stuck.h"
#include "backend/insight/timeline.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace holdfast::api {

namespace {

constexpr std::int64_t default_limit = 100;
constexpr std::int64_t most_limit = 1000;
constexpr std::int64_t most_counted = 10'000;
constexpr std::int64_t longest_threshold_s = 366LL * 24 * 3600;

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

std::optional<std::string> or_null(std::string text)
{
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> or_null(const std::optional<Uuid> &id)
{
    return id ? std::optional(id->to_string()) : std::nullopt;
}

std::optional<std::string> or_null(const std::optional<Timestamp> &time)
{
    return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

std::optional<std::string> or_null(const std::optional<State> &state)
{
    return state ? std::optional(std::string(name(*state))) : std::nullopt;
}

template <typename Rows, typename Describe>
std::string list_of(const Rows &rows, const Describe &one)
{
    std::string list = "[";
    for (const auto &row : rows)
        (list += list.size() > 1 ? "," : "") += one(row);
    return list + "]";
}

std::string describe_stuck(const insight::StuckItem &item)
{
    JsonObject body;
    body.text("reason", item.reason)
        .text("subject", item.subject)
        .text_or_null("reservation_id", or_null(item.reservation_id));
    body.text_or_null("operation_id", or_null(item.operation_id)).text_or_null("state", or_null(item.state));
    body.raw("version", item.state ? std::to_string(item.version) : "null");
    body.text("since", to_rfc3339(item.since)).number("age_s", item.age.count());
    body.text_or_null("expires_at", or_null(item.deadline)).number("at_risk_minor", item.at_risk_minor);
    body.text_or_null("currency", or_null(item.currency)).text_or_null("detail", or_null(item.detail));
    return body.finish();
}

std::string describe_entry(const insight::TimelineEntry &entry)
{
    JsonObject body;
    body.text("at", to_rfc3339(entry.at)).text("kind", entry.kind).text("what", entry.what);
    body.text_or_null("detail", or_null(entry.detail)).text("actor", entry.actor);
    body.text_or_null("trace_id", or_null(entry.trace_id));
    body.raw("version", entry.version ? std::to_string(*entry.version) : "null");
    body.text_or_null("from", or_null(entry.from)).text_or_null("to", or_null(entry.to));
    body.text_or_null("operation_id", or_null(entry.operation_id)).text_or_null("party", or_null(entry.party));
    return body.finish();
}

std::string describe_audit(const insight::AuditEntry &entry)
{
    JsonObject body;
    body.number("seq", entry.seq).text("at", to_rfc3339(entry.at)).text("actor", entry.actor).text("role", entry.role);
    body.text("act", entry.act)
        .text("target", entry.target)
        .text_or_null("reservation_id", or_null(entry.reservation_id));
    body.text_or_null("reason", or_null(entry.reason)).text("trace_id", entry.trace_id).raw("detail", entry.detail);
    return body.text("hash", entry.hash).finish();
}

std::string describe_discrepancy(const insight::Discrepancy &found)
{
    JsonObject body;
    body.text("discrepancy_id", found.id.to_string()).text("class", found.kind).text("severity", found.severity);
    body.text_or_null("intent_id", or_null(found.intent_id))
        .text_or_null("reservation_id", or_null(found.reservation_id));
    body.text_or_null("party", or_null(found.party)).text_or_null("expected", or_null(found.expected));
    body.text_or_null("observed", or_null(found.observed));
    body.raw("amount_minor", found.amount_minor ? std::to_string(*found.amount_minor) : "null");
    body.text_or_null("currency", or_null(found.currency)).boolean("repairable", found.repairable);
    body.text_or_null("repaired_at", or_null(found.repaired_at));
    body.text_or_null("repair_outcome", or_null(found.repair_outcome));
    return body.finish();
}

std::string describe_run(const insight::Reconciliation &run)
{
    JsonObject body;
    body.text("reconciliation_id", run.id.to_string()).text("status", run.status).boolean("repair", run.repair);
    body.text("requested_by", run.requested_by).text("requested_at", to_rfc3339(run.requested_at));
    body.text_or_null("started_at", or_null(run.started_at)).text_or_null("finished_at", or_null(run.finished_at));
    body.text_or_null("progress", or_null(run.progress)).text_or_null("error", or_null(run.error));
    body.number("found", run.found).number("unrepaired", run.unrepaired);
    return body.finish();
}

void refuse_cursor(Call &call, std::string message)
{
    QueryFields wrong("");
    wrong.refuse("cursor", std::move(message));
    wrong.fail(call);
}

} // namespace

void list_all_reservations(Node &node, const std::shared_ptr<Call> &call)
{
    QueryFields query(call->query);
    insight::ReservationFilter filter;
    read_states(query, filter.states);
    if (filter.states.empty() && node.fault_points && node.fault_points->hit("sabotage.state_not_listed"))
        filter.states = {State::Held, State::VendorConfirmed, State::AuthorizedBoth, State::Committing};
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
            JsonObject body;
            body.raw("reservations", list_of(page.rows, describe)).text("now", to_rfc3339(page.now));
            body.raw("matching", page.matching < 0 ? "null" : std::to_string(page.matching));
            body.text_or_null("next_cursor", page.next_cursor.empty() ? std::nullopt : std::optional(page.next_cursor));
            call->answer(json_response(body.finish()));
        } catch (const std::invalid_argument &) {
            refuse_cursor(*call, "Not one of ours: give next_cursor of the page before, with the same filter.");
        }
    });
}

void list_stuck_authorizations(Node &node, const std::shared_ptr<Call> &call)
{
    QueryFields query(call->query);
    const std::chrono::seconds threshold(
        query.integer("threshold_s", insight::stuck_after.count(), 0, longest_threshold_s));
    const auto limit = static_cast<std::size_t>(query.integer("limit", default_limit, 1, most_limit));
    if (query.fail(*call))
        return;
    node.query(call, [call, threshold, limit](storage::Connection &connection) {
        const auto page = insight::list_stuck(connection, threshold, limit);
        JsonObject body;
        body.raw("stuck", list_of(page.items, describe_stuck)).number("matching", page.matching);
        body.number("threshold_s", threshold.count()).text("now", to_rfc3339(page.now));
        call->answer(json_response(body.finish()));
    });
}

void read_reservation_timeline(Node &node, const std::shared_ptr<Call> &call)
{
    const auto id = read_id(*call, ErrorCode::ReservationNotFound);
    if (!id)
        return;
    QueryFields query(call->query);
    const auto limit = static_cast<std::size_t>(query.integer("limit", most_limit, 1, most_limit));
    const auto cursor = query.text("cursor").value_or("");
    if (query.fail(*call))
        return;
    node.query(call, [call, id = *id, cursor, limit](storage::Connection &connection) {
        try {
            const auto timeline = insight::read_timeline(connection, id, cursor, limit);
            if (!timeline)
                return call->fail(ErrorCode::ReservationNotFound);
            JsonObject body;
            body.text("reservation_id", id.to_string()).text("state", name(timeline->state));
            body.number("version", timeline->version).boolean("whole", timeline->whole);
            body.text_or_null("replayed_state", or_null(timeline->replayed));
            body.raw("entries", list_of(timeline->entries, describe_entry)).text("now", to_rfc3339(timeline->now));
            body.text_or_null("next_cursor", or_null(timeline->next_cursor));
            call->answer(json_response(body.finish()));
        } catch (const std::invalid_argument &) {
            refuse_cursor(*call, "Not one of ours: give next_cursor of the page before, of the same reservation.");
        }
    });
}

void list_audit_entries(Node &node, const std::shared_ptr<Call> &call)
{
    QueryFields query(call->query);
    const auto before = query.integer("before", 0, 1, std::numeric_limits<std::int64_t>::max());
    const auto limit = static_cast<std::size_t>(query.integer("limit", default_limit, 1, most_limit));
    const auto verify = query.text("verify").value_or("false");
    if (verify != "true" && verify != "false")
        query.refuse("verify", "Must be true or false.");
    if (query.fail(*call))
        return;
    node.query(call, [call, before, limit, verify](storage::Connection &connection) {
        const auto entries = insight::list_audit(connection, before > 0 ? std::optional(before) : std::nullopt, limit);
        insight::AuditVerdict verdict;
        if (verify == "true")
            verdict = insight::verify_audit(connection);
        else
            verdict.head = insight::read_audit_head(connection);
        JsonObject body;
        body.raw("entries", list_of(entries, describe_audit));
        body.raw("head", JsonObject().number("count", verdict.head.count).text("hash", verdict.head.hash).finish());
        body.raw("holds", verify == "false" ? "null" : verdict.problems.empty() ? "true" : "false");
        body.raw("problems", list_of(verdict.problems, json_string));
        const bool more = entries.size() == limit && entries.back().seq > 1;
        call->answer(
            json_response(body.raw("next_before", more ? std::to_string(entries.back().seq) : "null").finish()));
    });
}

void read_reconciliation(Node &node, const std::shared_ptr<Call> &call)
{
    QueryFields query(call->query);
    const auto id = query.uuid("id");
    if (query.fail(*call))
        return;
    node.query(call, [call, id](storage::Connection &connection) {
        const auto run = insight::find_reconciliation(connection, id);
        JsonObject body;
        body.raw("run", run ? describe_run(*run) : "null");
        body.raw("discrepancies", run ? list_of(run->discrepancies, describe_discrepancy) : "[]");
        call->answer(json_response(body.finish()));
    });
}

} // namespace holdfast::api

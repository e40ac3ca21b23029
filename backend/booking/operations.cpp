#include "backend/booking/operations.h"

#include "backend/core/trace.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace holdfast::booking {

namespace {

using storage::Param;

constexpr std::array parties = {Party::Vendor, Party::Requester};
constexpr std::array kinds_of_operations = {OperationKind::Authorize, OperationKind::Commit, OperationKind::Unwind,
                                            OperationKind::Void};

/// The value whose name the database gave.
template <typename Value, std::size_t count>
Value named(const std::array<Value, count> &values, std::string_view text)
{
    const auto at = std::ranges::find_if(values, [&](Value value) { return name(value) == text; });
    if (at == values.end())
        throw std::logic_error("the database names something this program does not know: " + std::string(text));
    return *at;
}

std::string_view query(std::string_view file)
{
    return resources::text("sql/booking/queries/" + std::string(file) + ".sql");
}

std::string interval(std::chrono::milliseconds time)
{
    return std::to_string(time.count()) + " milliseconds";
}

Param text_or_null(const std::string &text)
{
    return text.empty() ? Param() : Param(text);
}

Recorded read_recorded(const storage::Rows &rows)
{
    static constexpr std::array<std::pair<std::string_view, Recorded>, 6> words = {{{"RECORDED", Recorded::Done},
                                                                                    {"STALE", Recorded::Stale},
                                                                                    {"TOO_LATE", Recorded::TooLate},
                                                                                    {"POSTPONED", Recorded::Postponed},
                                                                                    {"FAILED", Recorded::Failed},
                                                                                    {"DEAD", Recorded::Dead}}};
    const auto at = std::ranges::find(words, std::string_view(rows.text(0, 0)), &std::pair<std::string_view, Recorded>::first);
    if (at == words.end())
        throw std::logic_error("the database recorded a result in words this program does not know: " + rows.text(0, 0));
    return at->second;
}

template <typename Field>
std::string column(std::span<const GatewayCall> calls, Field field)
{
    std::vector<Param> cells;
    cells.reserve(calls.size());
    for (const auto &call : calls)
        cells.push_back(field(call));
    return storage::array_literal(cells);
}

std::string uuid_array(std::span<const Uuid> ids)
{
    std::vector<Param> cells;
    cells.reserve(ids.size());
    for (const auto &id : ids)
        cells.emplace_back(id.to_string());
    return storage::array_literal(cells);
}

LeasedOperation read_leased(const storage::Rows &rows, std::size_t row)
{
    enum Column : std::size_t { Id, Kind, Reservation, OfParty, Intent, Fence, Attempts, Lapsed, TriedMs, KeyExpired,
                               TooLate, KeyRound, PlannedAt, Trace };
    LeasedOperation operation;
    operation.id = rows.uuid(row, Id);
    operation.kind = named(kinds_of_operations, rows.text(row, Kind));
    if (!rows.is_null(row, Reservation))
        operation.reservation_id = rows.uuid(row, Reservation);
    if (!rows.is_null(row, OfParty))
        operation.party = named(parties, rows.text(row, OfParty));
    operation.intent_id = rows.optional_text(row, Intent);
    operation.fence = rows.integer(row, Fence);
    operation.attempts = static_cast<std::int32_t>(rows.integer(row, Attempts));
    operation.lapsed = rows.boolean(row, Lapsed);
    if (!rows.is_null(row, TriedMs))
        operation.tried = std::chrono::milliseconds(rows.integer(row, TriedMs));
    operation.key_expired = rows.boolean(row, KeyExpired);
    operation.too_late = rows.boolean(row, TooLate);
    operation.key_round = static_cast<std::int32_t>(rows.integer(row, KeyRound));
    operation.planned_at = rows.time(row, PlannedAt);
    operation.trace_id = rows.text(row, Trace);
    return operation;
}

Payment read_payment(const storage::Rows &rows, std::size_t row)
{
    enum Column : std::size_t { Reservation, OfParty, Amount, Currency, Method, Intent, Captured, Authorization, PlannedAt,
                               TriedMs };
    Payment payment;
    payment.party = named(parties, rows.text(row, OfParty));
    payment.amount_minor = rows.integer(row, Amount);
    payment.currency = rows.text(row, Currency);
    payment.payment_method = rows.text(row, Method);
    payment.intent_id = rows.optional_text(row, Intent);
    payment.captured_minor = rows.integer(row, Captured);
    payment.authorization = rows.uuid(row, Authorization);
    payment.authorization_planned_at = rows.time(row, PlannedAt);
    if (!rows.is_null(row, TriedMs))
        payment.authorization_tried = std::chrono::milliseconds(rows.integer(row, TriedMs));
    return payment;
}

/// Their payments, read after the lease: what was known when it began is known.
void add_payments(storage::Connection &connection, std::vector<LeasedOperation> &operations)
{
    std::vector<Uuid> ids;
    for (const auto &operation : operations) {
        if (operation.reservation_id)
            ids.push_back(*operation.reservation_id);
    }
    if (ids.empty())
        return;
    const auto rows = connection.query(query("payments_of"), {uuid_array(ids)});
    std::map<Uuid, std::vector<Payment>> by_reservation;
    for (std::size_t row = 0; row < rows.size(); ++row)
        by_reservation[rows.uuid(row, 0)].push_back(read_payment(rows, row));
    for (auto &operation : operations) {
        if (operation.reservation_id)
            operation.payments = by_reservation[*operation.reservation_id];
    }
}

} // namespace

std::string_view name(Party party)
{
    return party == Party::Vendor ? "vendor" : "requester";
}

std::string_view name(OperationKind kind)
{
    switch (kind) {
    case OperationKind::Authorize:
        return "authorize";
    case OperationKind::Commit:
        return "commit";
    case OperationKind::Unwind:
        return "unwind";
    case OperationKind::Void:
        return "void";
    }
    return {};
}

const Payment *LeasedOperation::payment_of(Party of) const
{
    const auto at = std::ranges::find(payments, of, &Payment::party);
    return at == payments.end() ? nullptr : &*at;
}

std::vector<LeasedOperation> lease_operations(storage::Connection &connection, const Uuid &owner,
                                              std::span<const OperationKind> kinds, std::size_t limit,
                                              std::chrono::milliseconds lease)
{
    std::vector<Param> names;
    for (const auto kind : kinds)
        names.emplace_back(std::string(name(kind)));
    const auto until = std::chrono::steady_clock::now() + lease;
    const auto rows = connection.query(query("lease_operations"), {owner.to_string(), storage::array_literal(names),
                                                                   std::to_string(limit), interval(lease)});
    std::vector<LeasedOperation> operations;
    operations.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        operations.emplace_back(read_leased(rows, row)).until = until;
    add_payments(connection, operations);
    return operations;
}

Recorded record_authorization(storage::Connection &connection, const LeasedOperation &operation, Authorization outcome,
                              const std::optional<IntentFacts> &intent, const std::string &detail,
                              const std::string &actor)
{
    static constexpr std::array<const char *, 3> words = {"AUTHORIZED", "DECLINED", "REFUSED"};
    return read_recorded(connection.query(
        query("record_authorization"),
        {operation.id.to_string(), std::to_string(operation.fence), words.at(static_cast<std::size_t>(outcome)),
         intent ? Param(intent->id) : Param(), intent ? Param(intent->status) : Param(),
         std::to_string(intent ? intent->authorized_minor : 0),
         intent && intent->capture_before ? Param(to_rfc3339(*intent->capture_before)) : Param(), text_or_null(detail),
         actor}));
}

Recorded record_capture(storage::Connection &connection, const LeasedOperation &operation, Party party,
                        const IntentFacts &intent)
{
    return read_recorded(connection.query(query("record_capture"),
                                          {operation.id.to_string(), std::to_string(operation.fence),
                                           std::string(name(party)), intent.id, intent.status,
                                           std::to_string(intent.captured_minor)}));
}

Recorded record_commit(storage::Connection &connection, const LeasedOperation &operation, bool captured,
                       bool after_death, const std::string &detail, const std::string &actor)
{
    const auto rows = connection.query(query("record_commit"),
                                       {operation.id.to_string(), std::to_string(operation.fence),
                                        captured ? "CAPTURED" : "FAILED", after_death ? "true" : "false",
                                        text_or_null(detail), actor});
    return rows.text(0, 0) == "STALE" ? Recorded::Stale : Recorded::Done;
}

Recorded record_unwind(storage::Connection &connection, const LeasedOperation &operation,
                       const std::optional<IntentFacts> &intent, const std::string &detail)
{
    return read_recorded(connection.query(
        query("record_unwind"),
        {operation.id.to_string(), std::to_string(operation.fence), intent ? Param(intent->id) : Param(),
         intent ? Param(intent->status) : Param(), std::to_string(intent ? intent->captured_minor : 0),
         std::to_string(intent ? intent->refunded_minor : 0), text_or_null(detail)}));
}

Recorded postpone(storage::Connection &connection, const LeasedOperation &operation, std::chrono::milliseconds delay,
                  bool counts, std::int32_t most_attempts, std::int32_t key_round, const std::string &detail,
                  const std::string &actor)
{
    return read_recorded(connection.query(query("postpone_operation"),
                                          {operation.id.to_string(), std::to_string(operation.fence), interval(delay),
                                           counts ? "true" : "false", std::to_string(most_attempts), std::to_string(key_round),
                                           text_or_null(detail), actor}));
}

void log_gateway_calls(storage::Connection &connection, const LeasedOperation &operation,
                       std::span<const GatewayCall> calls)
{
    if (calls.empty())
        return;
    connection.query(
        query("log_gateway_calls"),
        {operation.id.to_string(), operation.reservation_id ? Param(operation.reservation_id->to_string()) : Param(),
         column(calls, [](const GatewayCall &call) { return call.method; }),
         column(calls, [](const GatewayCall &call) { return call.path; }),
         column(calls, [](const GatewayCall &call) { return call.status ? Param(std::to_string(*call.status)) : Param(); }),
         column(calls, [](const GatewayCall &call) { return text_or_null(call.error); }),
         column(calls, [](const GatewayCall &call) { return text_or_null(call.request_id); }),
         column(calls, [](const GatewayCall &call) { return std::string(call.replayed ? "true" : "false"); }),
         column(calls, [](const GatewayCall &call) { return std::to_string(call.took.count()); })});
}

MoneyPolicy money_policy(storage::Connection &connection)
{
    const auto rows = connection.query(query("money_policy"));
    return {rows.boolean(0, 0), rows.text(0, 1)};
}

std::size_t end_overdue_commits(storage::Connection &connection, std::size_t limit, const std::string &actor)
{
    return static_cast<std::size_t>(
        connection.query(query("end_overdue_commits"), {std::to_string(limit), actor, make_trace_id()}).integer(0, 0));
}

std::size_t plan_missing_unwinds(storage::Connection &connection, std::optional<Uuid> &cursor, std::size_t limit)
{
    const auto rows = connection.query(query("plan_missing_unwinds"), {cursor ? Param(cursor->to_string()) : Param(),
                                                                       std::to_string(limit), make_trace_id()});
    cursor = rows.is_null(0, 0) ? std::nullopt : std::optional(rows.uuid(0, 0));
    return static_cast<std::size_t>(rows.integer(0, 1));
}

std::vector<OperationResult> operation_results(storage::Connection &connection, std::span<const Uuid> operations)
{
    enum Column : std::size_t { Id, Succeeded, Declined, Detail, StateName, Version, Deadline, Reservation, Slot, Quantity };
    const auto rows = connection.query(query("operation_results"), {uuid_array(operations)});
    std::vector<OperationResult> results;
    results.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        OperationResult result;
        result.operation = rows.uuid(row, Id);
        result.succeeded = rows.boolean(row, Succeeded);
        result.declined = rows.boolean(row, Declined);
        result.detail = rows.text(row, Detail);
        const auto state = parse_state(rows.text(row, StateName));
        if (!state)
            throw std::logic_error("the database answered with a state this program does not know");
        result.state = *state;
        result.version = static_cast<std::int32_t>(rows.integer(row, Version));
        result.expires_at = rows.optional_time(row, Deadline);
        result.reservation_id = rows.uuid(row, Reservation);
        result.slot_id = rows.uuid(row, Slot);
        result.quantity = static_cast<std::int32_t>(rows.integer(row, Quantity));
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace holdfast::booking

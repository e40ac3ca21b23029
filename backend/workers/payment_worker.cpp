#include "backend/workers/payment_worker.h"

#include "backend/booking/operations.h"
#include "backend/core/money.h"
#include "backend/core/uuid.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/payments/performer.h"
#include "backend/storage/connection.h"
#include "backend/storage/session_thread.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <list>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace holdfast::workers {

namespace {

using booking::LeasedOperation;
using booking::OperationKind;
using booking::Party;
using booking::Recorded;
using payments::OperationResult;
using payments::PlannedOperation;

/// A lease's last part is for the record.
constexpr int lease_share_for_record = 10; ///< percent
constexpr std::chrono::milliseconds first_record_wait{20}; ///< before a record is tried again; doubles
constexpr std::chrono::milliseconds longest_record_wait{500};

constexpr std::array party_kinds = {OperationKind::Authorize, OperationKind::Unwind, OperationKind::Void};
constexpr std::array commit_kinds = {OperationKind::Commit};

booking::IntentFacts facts_of(const payments::Intent &intent)
{
    return {.id = intent.id,
            .status = std::string(name(intent.status)),
            .authorized_minor = intent.amount_minor,
            .captured_minor = intent.received_minor,
            .refunded_minor = intent.refunded_minor,
            .capture_before = intent.capture_before};
}

std::vector<booking::GatewayCall> calls_of(const OperationResult &result)
{
    std::vector<booking::GatewayCall> calls;
    calls.reserve(result.calls.size());
    for (const auto &call : result.calls) {
        calls.push_back({.method = call.method,
                         .path = call.path,
                         .status = call.http_status == 0 ? std::nullopt : std::optional(call.http_status),
                         .error = call.transport_error,
                         .request_id = call.request_id,
                         .replayed = call.replayed,
                         .took = call.duration});
    }
    return calls;
}

std::string words_of(const payments::Outcome &outcome)
{
    const auto *reason = payments::reason_of(outcome);
    if (!reason)
        return std::string(payments::name(outcome));
    return reason->message.empty() ? reason->code : reason->code + ": " + reason->message;
}

} // namespace

struct PaymentWorker::State
{
    State(PaymentOptions of_worker, payments::Gateway &of_all) : options(std::move(of_worker)), gateway(of_all)
    {
        for (std::size_t i = 0; i < options.threads; ++i) {
            storage::SessionThreadOptions session;
            session.name = std::string(options.work == PaymentWork::Commits ? "commit-" : "payment-") + std::to_string(i);
            session.dsn = options.dsn;
            session.connection.lock_timeout = std::chrono::seconds(1);
            session.step_limit = 2 * options.lease;
            session.patience = options.lease; // the gateway is stopped first, which ends the call under way
            threads.emplace_back(session, [this](storage::Connection &connection) { return step(connection); });
        }
    }

    std::chrono::milliseconds step(storage::Connection &connection);
    bool settle(storage::Connection &connection, const LeasedOperation &operation);
    Recorded authorize(storage::Connection &connection, const LeasedOperation &operation);
    Recorded unwind(storage::Connection &connection, const LeasedOperation &operation);
    Recorded commit(storage::Connection &connection, const LeasedOperation &operation);
    template <typename Record>
    Recorded record(storage::Connection &connection, const LeasedOperation &operation, Record with);
    void log_calls(storage::Connection &connection, const LeasedOperation &operation, const OperationResult &result);
    OperationResult perform(storage::Connection &connection, const LeasedOperation &operation,
                            const PlannedOperation &planned);
    PlannedOperation plan(storage::Connection &connection, const LeasedOperation &operation,
                          payments::OperationKind kind, const booking::Payment *payment) const;
    Recorded postpone(storage::Connection &connection, const LeasedOperation &operation, const OperationResult &result);
    [[nodiscard]] std::int32_t most_attempts(const LeasedOperation &operation) const;
    [[nodiscard]] std::chrono::milliseconds delay_after(std::int32_t attempts) const;
    bool hit(std::string_view point) const { return options.fault_points && options.fault_points->hit(point); }

    const PaymentOptions options;
    payments::Gateway &gateway;
    const Uuid owner = Uuid::make_v7();
    const std::string actor = "payments";
    std::atomic<std::uint64_t> performed = 0, postponed = 0, stale = 0, dead = 0, failures = 0;
    std::list<storage::SessionThread> threads; // last: they use the others
};

/// What came of an operation is worth more than the connection it was leased on: while the lease lasts, a record that lost
/// to others, or to a database that went away, is tried again. The second time it may be stale, which is as good.
template <typename Record>
Recorded PaymentWorker::State::record(storage::Connection &connection, const LeasedOperation &operation, Record with)
{
    std::optional<storage::Connection> fresh;
    for (auto wait = first_record_wait;; wait = std::min(wait * 2, longest_record_wait)) {
        try {
            if (!connection.is_open() && !(fresh && fresh->is_open())) {
                storage::ConnectionOptions session;
                session.application_name = "holdfast payments";
                session.lock_timeout = std::chrono::seconds(1);
                fresh.emplace(options.dsn, session);
            }
            return with(connection.is_open() ? connection : *fresh);
        } catch (const storage::StatementFailed &failure) {
            if (!failure.transient() || std::chrono::steady_clock::now() + wait >= operation.until)
                throw;
        } catch (const storage::ConnectionLost &) {
            if (std::chrono::steady_clock::now() + wait >= operation.until)
                throw;
        }
        std::this_thread::sleep_for(wait);
    }
}

/// The story must not cost the result.
void PaymentWorker::State::log_calls(storage::Connection &connection, const LeasedOperation &operation,
                                     const OperationResult &result)
{
    try {
        booking::log_gateway_calls(connection, operation, calls_of(result));
    } catch (const storage::DatabaseError &failure) {
        spdlog::warn("payments: the calls of {} {} are not in its story: {}", name(operation.kind),
                     operation.id.to_string(), failure.first_line());
    }
}

std::chrono::milliseconds PaymentWorker::State::step(storage::Connection &connection)
{
    const bool commits = options.work == PaymentWork::Commits;
    const auto kinds = commits ? std::span<const OperationKind>(commit_kinds) : std::span<const OperationKind>(party_kinds);
    const auto leased = booking::lease_operations(connection, owner, kinds, 1, options.lease);
    if (leased.empty())
        return options.period;
    if (commits ? hit("commit.after_lease") : hit("payment.after_lease"))
        return options.period; // as if the work had been lost: the lease lapses
    // What kills or fails its worker every time never gets to count its attempts itself.
    if (leased.front().attempts > 2 * most_attempts(leased.front())) {
        (void)postpone(connection, leased.front(), {.outcome = payments::Unknown{{"attempts_spent", "no attempt came to an end", 0}}});
        return std::chrono::milliseconds(0);
    }
    return settle(connection, leased.front()) ? std::chrono::milliseconds(0) : options.period;
}

/// One operation, from its lease to its record. False: it was lost on the way, and comes again after its lease.
bool PaymentWorker::State::settle(storage::Connection &connection, const LeasedOperation &operation)
{
    try {
        const auto recorded = operation.kind == OperationKind::Commit ? commit(connection, operation)
            : operation.kind == OperationKind::Authorize              ? authorize(connection, operation)
                                                                      : unwind(connection, operation);
        switch (recorded) {
        case Recorded::Postponed:
            ++postponed;
            return true;
        case Recorded::Stale:
            ++stale;
            break;
        case Recorded::Dead:
            ++dead;
            spdlog::error("payments: the {} {} of reservation {} has had its last attempt", name(operation.kind),
                          operation.id.to_string(),
                          operation.reservation_id ? operation.reservation_id->to_string() : "(none)");
            break;
        default:
            ++performed;
        }
        if (options.on_commit)
            options.on_commit();
        return true;
    } catch (const storage::StatementFailed &failure) {
        ++failures;
        spdlog::error("payments: what came of the {} {} was not recorded: {}", name(operation.kind),
                      operation.id.to_string(), failure.first_line());
        return false;
    }
}

PlannedOperation PaymentWorker::State::plan(storage::Connection &connection, const LeasedOperation &operation,
                                            payments::OperationKind kind, const booking::Payment *payment) const
{
    PlannedOperation planned;
    planned.kind = kind;
    planned.operation_id = operation.id.to_string();
    planned.idempotency_key = operation.id.to_string();
    planned.key_round = operation.key_round;
    planned.environment = booking::money_policy(connection).environment;
    planned.planned_at = operation.planned_at;
    planned.outcome_unknown = operation.attempts > 1;
    planned.look_up_first = operation.key_expired;
    const auto ago = [](std::chrono::milliseconds time) { return wall_clock_now() - time; };
    if (operation.tried)
        planned.last_tried_at = ago(*operation.tried);
    // Counted from the lease: whoever takes over must not meet a request of ours that is sent after it.
    planned.until = operation.until - options.lease * lease_share_for_record / 100;
    if (operation.reservation_id)
        planned.reservation_id = operation.reservation_id->to_string();
    if (payment) {
        planned.party = std::string(name(payment->party));
        planned.idempotency_key += "/" + planned.party;
        planned.payment_method = payment->payment_method;
        planned.amount = Money{payment->amount_minor, payment->currency};
        planned.intent_id = payment->intent_id.value_or("");
        planned.create_operation_id = payment->authorization.to_string();
        if (kind == payments::OperationKind::Authorize && hit("sabotage.fresh_gateway_key")) {
            planned.idempotency_key += "/" + Uuid::make_v7().to_string();
            planned.intent_id.clear(); // a webhook's hint would hide the bug
        }
        if (kind != payments::OperationKind::Authorize) {
            planned.planned_at = payment->authorization_planned_at;
            planned.last_tried_at =
                payment->authorization_tried ? std::optional(ago(*payment->authorization_tried)) : std::nullopt;
        }
    }
    return planned;
}

OperationResult PaymentWorker::State::perform(storage::Connection &connection, const LeasedOperation &operation,
                                              const PlannedOperation &planned)
{
    const bool before = planned.kind == payments::OperationKind::Authorize ? hit("payment.before_call")
        : planned.kind == payments::OperationKind::Capture                 ? hit("commit.before_call")
                                                                           : hit("unwind.before_call");
    if (before)
        return {.outcome = payments::NotDone{{"fault", "failed before the call, as armed", 0}}};
    auto result = payments::perform(gateway, planned);
    const bool after = planned.kind == payments::OperationKind::Authorize ? hit("payment.after_call")
        : planned.kind == payments::OperationKind::Unwind                 ? hit("unwind.after_call")
                                                                          : false;
    if (after)
        result.outcome = payments::Unknown{{"fault", "failed after the call, as armed", 0}};
    log_calls(connection, operation, result);
    return result;
}

Recorded PaymentWorker::State::authorize(storage::Connection &connection, const LeasedOperation &operation)
{
    // Its result would not count any more; whatever was sent before is for the unwind to find.
    if (operation.too_late) {
        return record(connection, operation, [&](storage::Connection &on) {
            return record_authorization(on, operation, booking::Authorization::Refused, {}, "too late", actor);
        });
    }
    const auto *payment = operation.payment_of(operation.party.value());
    const auto result =
        perform(connection, operation, plan(connection, operation, payments::OperationKind::Authorize, payment));
    if (!payments::is_final(result.outcome))
        return postpone(connection, operation, result);
    const auto intent = result.intent ? std::optional(facts_of(*result.intent)) : std::nullopt;
    const bool authorized = std::holds_alternative<payments::Authorized>(result.outcome);
    const auto outcome = authorized ? booking::Authorization::Authorized
        : std::holds_alternative<payments::Declined>(result.outcome) ? booking::Authorization::Declined
                                                                      : booking::Authorization::Refused;
    std::string detail;
    if (const auto *declined = std::get_if<payments::Declined>(&result.outcome))
        detail = declined->decline_code;
    else if (!authorized)
        detail = words_of(result.outcome);
    const auto recorded = record(connection, operation, [&](storage::Connection &on) {
        return record_authorization(on, operation, outcome, intent, detail, actor);
    });
    (void)hit("payment.after_record");
    return recorded;
}

Recorded PaymentWorker::State::unwind(storage::Connection &connection, const LeasedOperation &operation)
{
    const auto *payment = operation.kind == OperationKind::Unwind ? operation.payment_of(operation.party.value()) : nullptr;
    // An authorization that no worker ever took was never sent.
    if (payment && !payment->intent_id && !payment->authorization_tried) {
        return record(connection, operation, [&](storage::Connection &on) {
            return record_unwind(on, operation, std::nullopt, "never sent");
        });
    }

    auto planned = plan(connection, operation, payments::OperationKind::Unwind, payment);
    if (operation.kind == OperationKind::Void)
        planned.intent_id = operation.intent_id.value();
    const auto result = perform(connection, operation, planned);
    if (!std::holds_alternative<payments::Settled>(result.outcome))
        return postpone(connection, operation, result);
    const auto intent = result.intent ? std::optional(facts_of(*result.intent)) : std::nullopt;
    const auto recorded = record(
        connection, operation, [&](storage::Connection &on) { return record_unwind(on, operation, intent, ""); });
    (void)hit("unwind.after_record");
    return recorded;
}

/// The requester first: of two captures the larger risk is taken before the smaller one.
Recorded PaymentWorker::State::commit(storage::Connection &connection, const LeasedOperation &operation)
{
    const auto fail = [&](const std::string &why) {
        const auto recorded = record(connection, operation, [&](storage::Connection &on) {
            return record_commit(on, operation, false, operation.attempts > 1, why, actor);
        });
        (void)hit("commit.after_record");
        return recorded;
    };
    if (operation.lapsed && !booking::money_policy(connection).roll_dead_commits_forward)
        return fail("the worker that began the commit died");

    bool first = true;
    for (const auto &payment : operation.payments) {
        if (payment.captured_minor == payment.amount_minor)
            continue;
        const auto result = perform(connection, operation,
                                    plan(connection, operation, payments::OperationKind::Capture, &payment));
        if (!payments::is_final(result.outcome))
            return postpone(connection, operation, result);
        const auto *captured = std::get_if<payments::Captured>(&result.outcome);
        if (!captured || !result.intent)
            return fail("the " + std::string(name(payment.party)) + "'s capture failed: " + words_of(result.outcome));
        if (first ? hit("commit.after_capture") : hit("commit.after_second_capture"))
            return postpone(connection, operation, {.outcome = payments::Unknown{{"fault", "as armed", 0}}});
        const auto recorded = record(connection, operation, [&](storage::Connection &on) {
            return record_capture(on, operation, payment.party, facts_of(*result.intent));
        });
        if (recorded == Recorded::Stale)
            return recorded;
        if (captured->received_minor != payment.amount_minor)
            return fail("the gateway captured another amount of the " + std::string(name(payment.party)));
        if (std::exchange(first, false) && hit("commit.between_captures"))
            return postpone(connection, operation, {.outcome = payments::Unknown{{"fault", "as armed", 0}}});
    }
    if (hit("commit.after_captures"))
        return postpone(connection, operation, {.outcome = payments::Unknown{{"fault", "as armed", 0}}});
    const auto recorded = record(connection, operation, [&](storage::Connection &on) {
        return record_commit(on, operation, true, operation.attempts > 1, "", actor);
    });
    (void)hit("commit.after_record");
    return recorded;
}

Recorded PaymentWorker::State::postpone(storage::Connection &connection, const LeasedOperation &operation,
                                        const OperationResult &result)
{
    const bool counts = !std::holds_alternative<payments::NotDone>(result.outcome);
    const auto delay = counts ? delay_after(operation.attempts) : std::max(delay_after(operation.attempts), options.outage_delay);
    return record(connection, operation, [&](storage::Connection &on) {
        return booking::postpone(on, operation, delay, counts, most_attempts(operation), result.key_round,
                                 words_of(result.outcome), actor);
    });
}

std::int32_t PaymentWorker::State::most_attempts(const LeasedOperation &operation) const
{
    const bool gives_back = operation.kind == OperationKind::Unwind || operation.kind == OperationKind::Void;
    return gives_back ? options.most_unwind_attempts : options.most_attempts;
}

std::chrono::milliseconds PaymentWorker::State::delay_after(std::int32_t attempts) const
{
    auto delay = options.first_delay;
    for (std::int32_t i = 1; i < attempts && delay < options.longest_delay; ++i)
        delay *= 2;
    return std::min(delay, options.longest_delay);
}

PaymentWorker::PaymentWorker(PaymentOptions options, payments::Gateway &gateway)
    : state_(std::make_unique<State>(std::move(options), gateway))
{
}

PaymentWorker::~PaymentWorker() = default;

void PaymentWorker::wake()
{
    for (auto &thread : state_->threads)
        thread.wake();
}

PaymentMetrics PaymentWorker::metrics() const
{
    return {
        .performed = state_->performed,
        .postponed = state_->postponed,
        .stale = state_->stale,
        .dead = state_->dead,
        .failures = state_->failures,
        .connected = std::ranges::all_of(state_->threads, [](const auto &thread) { return thread.healthy(); }),
    };
}

} // namespace holdfast::workers

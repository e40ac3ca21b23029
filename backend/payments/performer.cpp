#include "backend/payments/performer.h"

#include "backend/payments/performance.h"

#include <array>

namespace holdfast::payments {

Reason reason_of(const GatewayError &error)
{
    return {error.code.empty() ? std::string(name(error.kind)) : error.code, error.message, error.http_status};
}

std::string Performance::key() const
{
    if (result.key_round == 0)
        return operation.idempotency_key;
    return operation.idempotency_key + "/r" + std::to_string(result.key_round);
}

Metadata Performance::metadata() const
{
    Metadata fields;
    const auto add = [&](std::string_view name, const std::string &value) {
        if (!value.empty())
            fields.emplace(name, value);
    };
    add(reservation_field, operation.reservation_id);
    add(party_field, operation.party);
    add(operation_field, operation.operation_id);
    add(environment_field, operation.environment);
    return fields;
}

Result<Intent> Performance::retrieve(std::string_view intent_id)
{
    auto intent = gateway.retrieve(intent_id, &errand);
    if (intent)
        result.intent = *intent;
    return intent;
}

Result<std::vector<Intent>> Performance::look_up(const std::string &operation_id)
{
    auto found = gateway.retrieve_by_operation(operation_id, operation.planned_at, &errand);
    if (!found)
        return found;
    for (auto &intent : *found) {
        auto whole = retrieve(intent.id);
        if (!whole)
            return std::move(whole.error());
        intent = std::move(*whole);
    }
    return found;
}

bool Performance::may_be_in_flight() const
{
    return operation.last_tried_at && wall_clock_now() - *operation.last_tried_at < gateway.settings().in_flight_grace;
}

void Performance::fail(const GatewayError &error, bool uncertain)
{
    // A wrong key is ours to put right, and says nothing of the booking, nor of earlier tries.
    const bool barred = error.http_status == 401 || error.http_status == 403;
    switch (error.kind) {
    case GatewayErrorKind::Declined:
        end(Declined{error.decline_code.empty() ? error.code : error.decline_code,
                     error.intent ? error.intent->id : std::string(), reason_of(error)});
        return;
    case GatewayErrorKind::Unknown:
        end(Unknown{reason_of(error)});
        return;
    case GatewayErrorKind::Unavailable:
        uncertain ? end(Unknown{reason_of(error)}) : end(NotDone{reason_of(error)});
        return;
    case GatewayErrorKind::Rejected:
    case GatewayErrorKind::KeyReused:
        if (!barred)
            end(Refused{reason_of(error)});
        else
            uncertain ? end(Unknown{reason_of(error)}) : end(NotDone{reason_of(error)});
        return;
    }
}

namespace {

/// What an intent says of its authorization.
void judge_authorization(Performance &performance, const Intent &intent)
{
    const auto &wanted = performance.operation.amount;
    performance.result.intent = intent;
    switch (intent.status) {
    case IntentStatus::RequiresCapture:
    case IntentStatus::Succeeded:
        if (intent.amount_minor != wanted.amount_minor || intent.currency != wanted.currency)
            performance.end(Refused{{"amount_mismatch", "the intent is over another amount", 0}});
        else
            performance.end(Authorized{intent, intent.capture_before});
        return;
    case IntentStatus::RequiresPaymentMethod:
        performance.end(Declined{intent.decline_code.value_or("generic_decline"), intent.id, {}});
        return;
    case IntentStatus::RequiresAction: // nobody is there to act
        performance.end(Declined{"authentication_required", intent.id, {}});
        return;
    case IntentStatus::Processing:
        performance.end(Unknown{{"processing", "the gateway has not decided yet", 0}});
        return;
    case IntentStatus::RequiresConfirmation:
    case IntentStatus::Canceled:
        performance.end(Refused{{std::string(name(intent.status)), "the intent authorizes nothing", 0}});
        return;
    }
}

/// Looks for the intent of our own create. True when that ended the operation; false when it is proven that there is
/// none, and a new key was taken. `over`: the gateway has answered for the key, so that no create is under way.
bool found_own_intent(Performance &performance, bool over)
{
    const auto found = performance.look_up(performance.operation.operation_id);
    if (!found) {
        performance.end(Unknown{reason_of(found.error())});
        return true;
    }
    if (found->size() > 1) {
        performance.end(Unknown{{"several_intents", "more than one intent carries this operation", 0}});
        return true;
    }
    if (found->size() == 1) {
        judge_authorization(performance, found->front());
        return true;
    }
    if (!over && performance.may_be_in_flight()) {
        performance.end(Unknown{{"in_flight", "no intent yet, but one may still come", 0}});
        return true;
    }
    ++performance.result.key_round;
    return false;
}

void authorize(Performance &performance)
{
    const auto &operation = performance.operation;
    if (!operation.intent_id.empty()) {
        const auto intent = performance.retrieve(operation.intent_id);
        if (intent)
            judge_authorization(performance, *intent);
        else
            performance.end(Unknown{reason_of(intent.error())});
        return;
    }
    bool uncertain = operation.outcome_unknown;
    bool look = operation.look_up_first;
    bool over = false;
    for (int round = 0; round < max_rounds; ++round) {
        if (look) {
            if (found_own_intent(performance, over))
                return;
            uncertain = false;
        }
        const auto intent = performance.gateway.create({operation.amount.amount_minor, operation.amount.currency,
                                                        operation.payment_method, performance.metadata()},
                                                       performance.key(), &performance.errand);
        if (intent) {
            judge_authorization(performance, *intent);
            return;
        }
        const auto &error = intent.error();
        performance.fail(error, uncertain);
        if (error.intent)
            performance.result.intent = error.intent;
        over = error.kind == GatewayErrorKind::Unknown && error.replayed;
        look = over || error.kind == GatewayErrorKind::KeyReused;
        if (!look)
            return;
    }
    performance.end(Unknown{{"keys_spent", "every key came back with a stored failure", 0}});
}

/// What an intent says of its capture; false when it still waits for it.
bool judge_capture(Performance &performance, const Intent &intent)
{
    performance.result.intent = intent;
    switch (intent.status) {
    case IntentStatus::Succeeded:
        performance.end(Captured{intent.received_minor});
        return true;
    case IntentStatus::Processing:
        performance.end(Unknown{{"processing", "the gateway has not decided yet", 0}});
        return true;
    case IntentStatus::RequiresCapture:
        return false;
    default:
        performance.end(Gone{intent.status});
        return true;
    }
}

/// The operation's intent; empty when the operation has ended for want of it.
std::string intent_to_capture(Performance &performance)
{
    const auto &operation = performance.operation;
    if (!operation.intent_id.empty())
        return operation.intent_id;
    const auto found = performance.look_up(operation.create_operation_id);
    if (!found)
        performance.fail(found.error(), operation.outcome_unknown);
    else if (found->size() == 1)
        return found->front().id;
    else
        performance.end(Refused{{"no_intent", "there is not exactly one intent to capture", 0}});
    return {};
}

void capture(Performance &performance)
{
    const auto id = intent_to_capture(performance);
    for (int round = 0; !id.empty() && round < max_rounds; ++round) {
        const auto captured = performance.gateway.capture(id, std::nullopt, performance.key(), &performance.errand);
        if (captured) {
            if (!judge_capture(performance, *captured))
                performance.end(Unknown{{"not_captured", "the gateway took the capture and shows none", 0}});
            return;
        }
        const auto &error = captured.error();
        performance.fail(error, performance.operation.outcome_unknown);
        if (error.kind == GatewayErrorKind::Unavailable || error.kind == GatewayErrorKind::Declined)
            return;
        const auto now = performance.retrieve(id);
        const bool open = error.kind == GatewayErrorKind::Unknown && !error.replayed; // it may come to its effect yet
        if (!now || judge_capture(performance, *now) || open)
            return;
        ++performance.result.key_round; // proven to be without effect
        if (error.kind == GatewayErrorKind::Unknown)
            performance.end(NotDone{reason_of(error)});
    }
}

void look_up(Performance &performance)
{
    const auto &operation = performance.operation;
    Found found;
    if (!operation.intent_id.empty()) {
        auto intent = performance.retrieve(operation.intent_id);
        if (!intent)
            return performance.fail(intent.error(), false);
        found.intents.push_back(std::move(*intent));
    } else {
        auto intents = performance.look_up(operation.create_operation_id);
        if (!intents)
            return performance.fail(intents.error(), false);
        if (intents->empty() && performance.may_be_in_flight())
            return performance.end(NotDone{{"in_flight", "no intent yet, but one may still come", 0}});
        found.intents = std::move(*intents);
    }
    performance.end(std::move(found));
}

} // namespace

std::string_view name(const Outcome &outcome)
{
    constexpr std::array names = {std::string_view("not_done"),   std::string_view("unknown"),
                                  std::string_view("refused"),    std::string_view("declined"),
                                  std::string_view("authorized"), std::string_view("captured"),
                                  std::string_view("gone"),       std::string_view("refunded"),
                                  std::string_view("settled"),    std::string_view("found")};
    static_assert(names.size() == std::variant_size_v<Outcome>);
    return names[outcome.index()];
}

const Reason *reason_of(const Outcome &outcome)
{
    return std::visit(
        [](const auto &one) -> const Reason * {
            if constexpr (requires { one.reason; })
                return &one.reason;
            else
                return nullptr;
        },
        outcome);
}

bool is_final(const Outcome &outcome)
{
    return !std::holds_alternative<NotDone>(outcome) && !std::holds_alternative<Unknown>(outcome);
}

OperationResult perform(Gateway &gateway, const PlannedOperation &operation)
{
    Performance performance{gateway, operation, {}, {}};
    performance.errand.until = operation.until;
    performance.result.key_round = operation.key_round;
    switch (operation.kind) {
    case OperationKind::Authorize:
        authorize(performance);
        break;
    case OperationKind::Capture:
        capture(performance);
        break;
    case OperationKind::Cancel:
        cancel(performance);
        break;
    case OperationKind::Refund:
        refund(performance);
        break;
    case OperationKind::Unwind:
        unwind(performance);
        break;
    case OperationKind::LookUp:
        look_up(performance);
        break;
    }
    performance.result.calls = std::move(performance.errand.calls);
    performance.result.calls_left_out = performance.errand.calls_left_out;
    return std::move(performance.result);
}

} // namespace holdfast::payments

#pragma once

#include "backend/payments/performer.h"

#include <string>
#include <vector>

// One perform() under way. Included by the performer's sources only.
namespace holdfast::payments {

struct Performance
{
    Gateway &gateway;
    const PlannedOperation &operation;
    Errand errand;
    OperationResult result;

    /// The operation's key, or what stands for it once `key_round` others are spent.
    [[nodiscard]] std::string key() const;
    [[nodiscard]] Metadata metadata() const;

    Result<Intent> retrieve(std::string_view intent_id);
    /// The intents of an authorize. Each is complete, refunds included.
    Result<std::vector<Intent>> look_up(const std::string &operation_id);
    /// Whether a create of ours may be under way, so that finding no intent proves nothing.
    [[nodiscard]] bool may_be_in_flight() const;

    void end(Outcome outcome) { result.outcome = std::move(outcome); }
    /// A call failed, and with it the operation. `uncertain`: something earlier may have had its effect.
    void fail(const GatewayError &error, bool uncertain);
};

/// How often one perform() takes a new key.
inline constexpr int max_rounds = 3;

[[nodiscard]] Reason reason_of(const GatewayError &error);

/// Until the party is charged what it owes and nothing else.
void unwind(Performance &performance);
/// The same, but where money would have to be given back it is refused.
void cancel(Performance &performance);
void refund(Performance &performance);

} // namespace holdfast::payments

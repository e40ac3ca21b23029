#include "backend/payments/performance.h"

#include <algorithm>

namespace holdfast::payments {

namespace {

constexpr int max_steps = 8; ///< of settling one intent, in one perform()
constexpr std::string_view too_much = "refunded_too_much";

enum class GiveBack { No, Yes };

/// Settles one intent step by step, each decided by what the gateway shows after the one before.
class Settlement final
{
public:
    Settlement(Performance &performance, std::int64_t owed_minor, GiveBack give_back)
        : performance_(performance), owed_minor_(owed_minor), give_back_(give_back)
    {}

    /// True when the gateway shows that it is settled; else the operation has been ended with why not.
    bool settle(Intent intent)
    {
        for (int step = 0; step < max_steps; ++step) {
            if (is_settled(intent))
                return true;
            const auto hindrance = hindrance_to(intent);
            if (hindrance.code == too_much)
                return refuse(hindrance); // no attempt of ours can take it back
            if (!hindrance.code.empty())
                return stop(hindrance);
            auto failure = act_on(intent);
            if (failure && failure->kind == GatewayErrorKind::Unavailable)
                return stop(reason_of(*failure));
            auto now = performance_.retrieve(intent.id);
            if (!now) {
                const auto &why = failure ? *failure : now.error();
                return why.kind == GatewayErrorKind::Unknown ? leave_open(why) : stop(reason_of(why));
            }
            if (failure && *now == intent) {
                if (failure->kind == GatewayErrorKind::Unknown && !failure->replayed)
                    return leave_open(*failure); // it may come to its effect yet
                last_ = failure;
                ++performance_.result.key_round; // proven to be without effect
            }
            intent = std::move(*now);
        }
        // What the gateway will not do, it will not do next time either: people have to hear of it.
        if (!last_)
            return refuse({"no_progress", "the intent did not come to an end", 0});
        const bool barred = last_->http_status == 401 || last_->http_status == 403; // ours to put right
        const bool refused = last_->kind != GatewayErrorKind::Unknown && !barred;
        return refused ? refuse(reason_of(*last_)) : stop(reason_of(*last_));
    }

private:
    [[nodiscard]] bool is_settled(const Intent &intent) const
    {
        return intent.status == IntentStatus::Canceled
               || (intent.status == IntentStatus::Succeeded
                   && intent.received_minor - intent.refunded_minor == owed_minor_);
    }

    /// Why nothing can be done about it now; an empty code: something can.
    [[nodiscard]] Reason hindrance_to(const Intent &intent) const
    {
        if (intent.status == IntentStatus::Processing)
            return {"processing", "the gateway has not decided yet", 0};
        if (intent.status != IntentStatus::Succeeded)
            return {};
        if (give_back_ == GiveBack::No)
            return {"captured", "the intent is captured: only a refund is left", 0};
        const auto left = intent.received_minor - intent.refunded_minor - owed_minor_;
        if (left < 0)
            return {std::string(too_much), "more was refunded than should be", 0};
        if (left <= intent.refund_pending_minor)
            return {"refund_pending", "a refund is under way", 0};
        return {};
    }

    /// Keys tell the state they act on, so that an answer stored for one state is never replayed into another, and are
    /// the same again as long as the gateway shows the same.
    std::optional<GatewayError> act_on(const Intent &intent)
    {
        auto &gateway = performance_.gateway;
        if (intent.status != IntentStatus::Succeeded) {
            const auto key = performance_.key() + "/cancel/" + std::string(name(intent.status));
            const auto canceled = gateway.cancel(intent.id, "requested_by_customer", key, &performance_.errand);
            return canceled ? std::nullopt : std::optional(canceled.error());
        }
        const auto amount = intent.received_minor - intent.refunded_minor - intent.refund_pending_minor - owed_minor_;
        const auto key =
            performance_.key() + "/refund/" + std::to_string(intent.refund_count) + "/" + std::to_string(amount);
        const auto given = gateway.refund({intent.id, amount, performance_.metadata()}, key, &performance_.errand);
        return given ? std::nullopt : std::optional(given.error());
    }

    /// For certain without effect, for now.
    bool stop(const Reason &reason)
    {
        performance_.end(NotDone{reason});
        return false;
    }

    /// As stop(), but it counts as an attempt.
    bool refuse(const Reason &reason)
    {
        performance_.end(Refused{reason});
        return false;
    }

    bool leave_open(const GatewayError &error)
    {
        performance_.end(Unknown{reason_of(error)});
        return false;
    }

    Performance &performance_;
    const std::int64_t owed_minor_;
    const GiveBack give_back_;
    std::optional<GatewayError> last_; ///< proven to be without effect
};

/// The intents to settle; nullopt when the operation has been ended instead.
std::optional<std::vector<Intent>> intents_of(Performance &performance)
{
    const auto &operation = performance.operation;
    if (!operation.intent_id.empty()) {
        auto intent = performance.retrieve(operation.intent_id);
        if (intent)
            return std::vector{std::move(*intent)};
        // One that the gateway has lost will not be there next time either: people have to hear of it.
        if (intent.error().kind == GatewayErrorKind::Rejected && intent.error().http_status == 404)
            performance.end(Refused{reason_of(intent.error())});
        else
            performance.end(NotDone{reason_of(intent.error())});
        return std::nullopt;
    }
    if (operation.create_operation_id.empty())
        return std::vector<Intent>(); // nothing was ever asked of the gateway
    auto found = performance.look_up(operation.create_operation_id);
    if (!found) {
        performance.end(NotDone{reason_of(found.error())});
        return std::nullopt;
    }
    if (found->empty() && performance.may_be_in_flight()) {
        performance.end(NotDone{{"in_flight", "no intent yet, but one may still come", 0}});
        return std::nullopt;
    }
    return std::move(*found);
}

void settle_all(Performance &performance, GiveBack give_back)
{
    const auto intents = intents_of(performance);
    if (!intents)
        return;
    Settled total;
    auto owed = performance.operation.owed_minor;
    for (const auto &intent : *intents) {
        // Of several, the first that was captured.
        const auto keep = intents->size() == 1 ? owed : std::min(owed, intent.received_minor);
        if (!Settlement(performance, keep, give_back).settle(intent))
            return;
        owed -= keep;
        const auto &ended = performance.result.intent;
        total.status = ended->status;
        total.captured_minor += ended->received_minor;
        total.refunded_minor += ended->refunded_minor;
    }
    performance.end(total);
}

/// A refund that carries our operation already.
std::optional<Refund> own_refund(const Performance &performance, const std::vector<Refund> &refunds)
{
    const auto is_ours = [&](const Refund &refund) {
        const auto field = refund.metadata.find(std::string(operation_field));
        return field != refund.metadata.end() && field->second == performance.operation.operation_id;
    };
    const auto at = std::find_if(refunds.begin(), refunds.end(), is_ours);
    return at == refunds.end() ? std::nullopt : std::optional(*at);
}

} // namespace

void unwind(Performance &performance)
{
    settle_all(performance, GiveBack::Yes);
}

void cancel(Performance &performance)
{
    settle_all(performance, GiveBack::No);
    const auto *reason = reason_of(performance.result.outcome);
    if (reason && reason->code == "captured")
        performance.end(Gone{IntentStatus::Succeeded});
}

void refund(Performance &performance)
{
    const auto &operation = performance.operation;
    for (int round = 0; round < max_rounds; ++round) {
        auto given =
            performance.gateway.refund({operation.intent_id, operation.amount.amount_minor, performance.metadata()},
                                       performance.key(), &performance.errand);
        if (given) {
            performance.end(Refunded{std::move(*given)});
            return;
        }
        const auto &error = given.error();
        performance.fail(error, operation.outcome_unknown);
        const bool spent =
            error.kind == GatewayErrorKind::KeyReused || (error.kind == GatewayErrorKind::Unknown && error.replayed);
        if (!spent)
            return;
        const auto refunds = performance.gateway.refunds_of(operation.intent_id, &performance.errand);
        if (!refunds)
            return performance.end(Unknown{reason_of(refunds.error())});
        if (auto ours = own_refund(performance, *refunds))
            return performance.end(Refunded{std::move(*ours)});
        ++performance.result.key_round;
        performance.end(NotDone{reason_of(error)});
    }
}

} // namespace holdfast::payments

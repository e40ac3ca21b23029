#include "backend/simulators/books.h"

namespace holdfast::simulators {

void Books::plant_charge(Intent &intent, const PaymentMethod &method, const Planted &planted)
{
    auto &charge = charge_card(intent, method, intent.place.first);
    if (charge.manual)
        charge.capture_before = planted.capture_before.value_or(intent.place.first + authorization_lasts);
    switch (intent.status) {
    case IntentStatus::RequiresCapture:
        intent.amount_capturable = intent.amount;
        expiries_.emplace(charge.capture_before, intent.id);
        tell("payment_intent.amount_capturable_updated", &intent);
        break;
    case IntentStatus::Canceled:
        charge.amount_released = charge.amount;
        break;
    default:
        intent.amount_received = planted.amount_received.value_or(intent.amount);
        charge.captured = true;
        charge.amount_captured = intent.amount_received;
        charge.amount_released = charge.amount - charge.amount_captured;
        tell("payment_intent.succeeded", &intent);
    }
}

Result<const Intent *> Books::plant(const Planted &planted, bool announced)
{
    struct Quiet // for its scope, nobody is told
    {
        Quiet(Announce &of, bool quiet) : announce(of), kept(of)
        {
            if (quiet)
                announce = [](std::string_view, const Object &) {};
        }
        ~Quiet() { announce = kept; }
        Announce &announce;
        const Announce kept;
    } const quiet(announce_, !announced);

    if (intents_.size() >= max_intents || charges_.size() >= max_charges || refunds_.size() >= max_refunds)
        return too_much("rate_limit", "The simulator holds as many objects as it may.");
    const auto &wanted = planted.intent;
    auto found = usable_method(wanted.payment_method.empty() ? "pm_card_visa" : wanted.payment_method);
    if (auto *refusal = std::get_if<Refusal>(&found))
        return *refusal;
    const auto &method = *std::get<PaymentMethod *>(found);

    Intent intent;
    intent.id = make_id("pi_3");
    intent.client_secret = make_id(intent.id + "_secret_");
    intent.place = next_place();
    intent.place.first = planted.created.value_or(intent.place.first);
    intent.status = planted.status;
    intent.amount = wanted.amount;
    intent.currency = wanted.currency;
    intent.capture_method = wanted.capture_method;
    intent.metadata = wanted.metadata;
    if (planted.status != IntentStatus::RequiresPaymentMethod)
        intent.payment_method = method.id;
    auto &kept = intents_.add(std::move(intent));
    tell("payment_intent.created", &kept);

    const bool canceled = planted.status == IntentStatus::Canceled;
    if (canceled || planted.status == IntentStatus::RequiresCapture || planted.status == IntentStatus::Succeeded)
        plant_charge(kept, method, planted);
    if (canceled) {
        kept.canceled_at = clock_.now_seconds();
        kept.cancellation_reason = planted.cancellation_reason;
        tell("payment_intent.canceled", &kept);
    }
    if (planted.refunded > 0) {
        std::optional<std::string> not_declined;
        auto refunded = refund({kept.id, {}, planted.refunded}, not_declined);
        if (auto *refusal = std::get_if<Refusal>(&refunded))
            return *refusal;
    }
    return &kept;
}

} // namespace holdfast::simulators

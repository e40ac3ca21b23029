#include "backend/simulators/books.h"

#include <algorithm>
#include <cassert>
#include <initializer_list>

namespace holdfast::simulators {

namespace {

constexpr std::int64_t refund_ends_after = 5; // seconds: of the cards whose refunds do not end at once

Refusal unexpected(const Intent &intent, std::string message)
{
    Refusal refusal;
    refusal.code = "payment_intent_unexpected_state";
    refusal.message = std::move(message);
    refusal.intent = intent.id;
    return refusal;
}

Refusal not_now(const Intent &intent, const std::string &verb, std::string_view statuses)
{
    return unexpected(intent, "This PaymentIntent could not be " + verb + " because it has a status of "
                                  + std::string(name(intent.status))
                                  + ". Only a PaymentIntent with one of the following " + "statuses may be " + verb
                                  + ": " + std::string(statuses) + ".");
}

Refusal card_refusal(const CardError &error)
{
    Refusal refusal;
    refusal.http_status = 402;
    refusal.type = "card_error";
    refusal.code = error.code;
    refusal.decline_code = error.decline_code;
    refusal.message = error.message;
    return refusal;
}

Refusal full(const std::string &what)
{
    return too_much("rate_limit", "The simulator holds as many " + what + " as it may.");
}

bool is_one_of(IntentStatus status, std::initializer_list<IntentStatus> statuses)
{
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

void merge(Metadata &metadata, const Metadata &changes)
{
    for (const auto &[key, value] : changes) {
        if (value.empty())
            metadata.erase(key);
        else
            metadata.insert_or_assign(key, value);
    }
}

} // namespace

std::optional<IntentStatus> parse_intent_status(std::string_view name)
{
    const auto at = std::find(intent_status_names.begin(), intent_status_names.end(), name);
    if (at == intent_status_names.end())
        return std::nullopt;
    return static_cast<IntentStatus>(at - intent_status_names.begin());
}

Books::Books(const GatewayClock &clock, Announce announce)
    : clock_(clock),
      announce_(std::move(announce)),
      random_((std::uint64_t{std::random_device{}()} << 32) ^ std::random_device{}())
{}

std::string Books::make_id(std::string_view prefix)
{
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string id(prefix);
    for (int i = 0; i < 24; ++i)
        id += digits[random_() % digits.size()];
    return id;
}

void Books::tell(std::string_view type, const Object &object)
{
    ++changes_;
    announce_(type, object);
}

Result<PaymentMethod *> Books::usable_method(const std::string &id)
{
    if (auto *method = methods_.find(id))
        return method;
    if (!test_method(id) || id.starts_with("tok_"))
        return missing(400, "PaymentMethod", id, "payment_method");
    if (methods_.size() >= max_methods)
        return full("payment methods");
    // A test method's name stands for a new card each time.
    return &methods_.add({make_id("pm_1"), next_place(), id, *test_method(id)});
}

Result<const PaymentMethod *> Books::make_method(const std::string &test_name, const Metadata &metadata)
{
    const auto card = test_method(test_name);
    if (!card)
        return missing(400, "token", test_name, "card[token]");
    if (methods_.size() >= max_methods)
        return full("payment methods");
    ++changes_;
    return &methods_.add({make_id("pm_1"), next_place(), test_name, *card, metadata});
}

Result<const Intent *> Books::create(const NewIntent &wanted)
{
    if (intents_.size() >= max_intents)
        return full("payment intents");
    Intent intent;
    if (!wanted.payment_method.empty()) {
        auto method = usable_method(wanted.payment_method);
        if (auto *refusal = std::get_if<Refusal>(&method))
            return *refusal;
        intent.payment_method = std::get<PaymentMethod *>(method)->id;
        intent.status = IntentStatus::RequiresConfirmation;
    }
    intent.id = make_id("pi_3");
    intent.client_secret = make_id(intent.id + "_secret_");
    intent.place = next_place();
    intent.amount = wanted.amount;
    intent.currency = wanted.currency;
    intent.capture_method = wanted.capture_method;
    intent.confirmation_method = wanted.confirmation_method;
    intent.description = wanted.description;
    intent.receipt_email = wanted.receipt_email;
    intent.statement_descriptor_suffix = wanted.statement_descriptor_suffix;
    intent.any_method = wanted.any_method;
    merge(intent.metadata, wanted.metadata);
    const auto &kept = intents_.add(std::move(intent));
    tell("payment_intent.created", &kept);
    return &kept;
}

Charge &Books::charge_card(Intent &intent, const PaymentMethod &method, std::optional<std::int64_t> at)
{
    Charge charge;
    charge.id = make_id("ch_3");
    charge.place = next_place();
    charge.place.first = at.value_or(charge.place.first);
    charge.intent = intent.id;
    charge.amount = intent.amount;
    charge.currency = intent.currency;
    charge.payment_method = method.id;
    charge.manual = intent.capture_method == "manual";
    charge.metadata = intent.metadata;
    intent.latest_charge = charge.id;
    return charges_.add(std::move(charge));
}

Refusal Books::decline(Intent &intent, const PaymentMethod &method, const CardError &error)
{
    auto &charge = charge_card(intent, method);
    charge.failure = error;
    intent.status = IntentStatus::RequiresPaymentMethod;
    intent.last_payment_error = LastPaymentError{error, charge.id, method.id};
    intent.payment_method.clear();
    tell("charge.failed", &charge);
    tell("payment_intent.payment_failed", &intent);
    auto refusal = card_refusal(error);
    refusal.intent = intent.id;
    refusal.charge = charge.id;
    return refusal;
}

void Books::authorize(Intent &intent, const PaymentMethod &method)
{
    auto &charge = charge_card(intent, method);
    intent.last_payment_error.reset();
    if (charge.manual) {
        charge.capture_before = charge.place.first + authorization_lasts;
        expiries_.emplace(charge.capture_before, intent.id);
        intent.status = IntentStatus::RequiresCapture;
        intent.amount_capturable = intent.amount;
        tell("charge.succeeded", &charge);
        tell("payment_intent.amount_capturable_updated", &intent);
        return;
    }
    charge.captured = true;
    charge.amount_captured = charge.amount;
    intent.status = IntentStatus::Succeeded;
    intent.amount_received = intent.amount;
    tell("charge.succeeded", &charge);
    tell("payment_intent.succeeded", &intent);
}

Result<const Intent *> Books::confirm(const std::string &id, const std::string &payment_method,
                                      std::optional<std::string> &forced)
{
    auto *intent = intents_.find(id);
    if (!intent) {
        forced.reset();
        return missing(404, "payment_intent", id, "intent");
    }
    if (!is_one_of(intent->status, {IntentStatus::RequiresPaymentMethod, IntentStatus::RequiresConfirmation,
                                    IntentStatus::RequiresAction})) {
        forced.reset();
        return unexpected(*intent, "You cannot confirm this PaymentIntent because it has already succeeded or been "
                                   "canceled, or awaits its capture: it has a status of "
                                       + std::string(name(intent->status)) + ".");
    }
    const auto &chosen = payment_method.empty() ? intent->payment_method : payment_method;
    if (chosen.empty()) {
        forced.reset();
        return unexpected(*intent,
                          "You cannot confirm this PaymentIntent because it's missing a payment method. You can "
                          "either update the PaymentIntent with a payment method and then confirm it again, or "
                          "confirm it again directly with a payment method.");
    }
    auto found = usable_method(chosen);
    if (auto *refusal = std::get_if<Refusal>(&found)) {
        forced.reset();
        return *refusal;
    }
    if (charges_.size() >= max_charges)
        return full("charges");
    const auto &method = *std::get<PaymentMethod *>(found);
    intent->payment_method = method.id;
    if (forced)
        return decline(*intent, method, card_error(*forced));
    if (method.card.decline)
        return decline(*intent, method, *method.card.decline);
    if (method.card.needs_action) {
        intent->status = IntentStatus::RequiresAction;
        tell("payment_intent.requires_action", intent);
        return intent;
    }
    authorize(*intent, method);
    return intent;
}

Result<const Intent *> Books::answer_action(const std::string &id, bool agreed)
{
    auto *intent = intents_.find(id);
    if (!intent)
        return missing(404, "payment_intent", id, "intent");
    const auto *method = methods_.find(intent->payment_method);
    if (intent->status != IntentStatus::RequiresAction || !method)
        return unexpected(*intent, "Nobody is asked to act on this PaymentIntent.");
    if (charges_.size() >= max_charges)
        return full("charges");
    if (agreed)
        authorize(*intent, *method);
    else
        (void)refuse_action(id); // told of by events: this is not the caller's answer
    return intent;
}

Refusal Books::refuse_action(const std::string &id)
{
    auto &intent = *intents_.find(id);
    return decline(intent, *methods_.find(intent.payment_method), card_error("authentication_required"));
}

Result<const Intent *> Books::capture(const std::string &id, std::optional<std::int64_t> amount,
                                      const Metadata &metadata, std::optional<std::string> &forced)
{
    auto *intent = intents_.find(id);
    const auto asked = std::exchange(forced, std::nullopt);
    if (!intent)
        return missing(404, "payment_intent", id, "intent");
    if (intent->status != IntentStatus::RequiresCapture)
        return not_now(*intent, "captured", "requires_capture");
    const auto captured = amount.value_or(intent->amount_capturable);
    if (captured > intent->amount_capturable) {
        auto refusal =
            invalid("amount_too_large",
                    "The amount_to_capture (" + std::to_string(captured) + ") is greater than the capturable amount ("
                        + std::to_string(intent->amount_capturable) + ").",
                    "amount_to_capture");
        refusal.intent = id;
        refusal.executed = true;
        return refusal;
    }
    auto &charge = *charges_.find(intent->latest_charge);
    if (asked) {
        forced = asked;
        auto refusal = card_refusal(card_error(*asked));
        refusal.intent = id;
        refusal.charge = charge.id;
        return refusal;
    }
    expiries_.erase({charge.capture_before, id});
    charge.captured = true;
    charge.amount_captured = captured;
    charge.amount_released = charge.amount - captured;
    intent->status = IntentStatus::Succeeded;
    intent->amount_received = captured;
    intent->amount_capturable = 0;
    merge(intent->metadata, metadata);
    tell("charge.captured", &charge);
    tell("payment_intent.succeeded", intent);
    return intent;
}

void Books::release(Intent &intent, std::string_view reason)
{
    const bool authorized = intent.status == IntentStatus::RequiresCapture;
    intent.status = IntentStatus::Canceled;
    intent.amount_capturable = 0;
    intent.canceled_at = clock_.now_seconds();
    intent.cancellation_reason = reason;
    if (auto *charge = authorized ? charges_.find(intent.latest_charge) : nullptr) {
        expiries_.erase({charge->capture_before, intent.id});
        charge->amount_released = charge->amount;
        // Stripe tells of a released authorization as of a refund, of a charge that was not captured.
        tell(reason == "expired" ? "charge.expired" : "charge.refunded", charge);
    }
    tell("payment_intent.canceled", &intent);
}

Result<const Intent *> Books::cancel(const std::string &id, const std::string &reason)
{
    auto *intent = intents_.find(id);
    if (!intent)
        return missing(404, "payment_intent", id, "intent");
    if (is_one_of(intent->status, {IntentStatus::Processing, IntentStatus::Canceled, IntentStatus::Succeeded}))
        return not_now(*intent, "canceled",
                       "requires_payment_method, requires_capture, requires_confirmation, requires_action");
    release(*intent, reason);
    return intent;
}

Result<const Intent *> Books::update(const std::string &id, std::optional<std::int64_t> amount,
                                     const std::string &description, const Metadata &metadata)
{
    auto *intent = intents_.find(id);
    if (!intent)
        return missing(404, "payment_intent", id, "intent");
    if (amount
        && !is_one_of(intent->status, {IntentStatus::RequiresPaymentMethod, IntentStatus::RequiresConfirmation,
                                       IntentStatus::RequiresAction}))
        return unexpected(*intent, "This PaymentIntent's amount could not be updated because it has a status of "
                                       + std::string(name(intent->status)) + ".");
    if (amount)
        intent->amount = *amount;
    if (!description.empty())
        intent->description = description;
    merge(intent->metadata, metadata);
    ++changes_;
    return intent;
}

void Books::pass_time()
{
    const auto now = clock_.now_seconds();
    while (!expiries_.empty() && expiries_.begin()->first <= now)
        release(*intents_.find(expiries_.begin()->second), "expired");
    while (!refund_ends_.empty() && refund_ends_.begin()->first <= now) {
        const auto [id, end] = refund_ends_.begin()->second;
        refund_ends_.erase(refund_ends_.begin());
        auto &refund = *refunds_.find(id);
        if (end == RefundEnd::Fails && refund.status == "succeeded")
            end_refund(refund, "failed", "unknown");
        else if (end == RefundEnd::Succeeds && refund.status == "pending")
            end_refund(refund, "succeeded", {});
    }
}

std::int64_t Books::refunded(const Intent &intent, std::string_view status) const
{
    std::int64_t sum = 0;
    for (const auto &id : intent.refunds) {
        const auto *refund = refunds_.find(id);
        if (refund->status == status)
            sum += refund->amount;
    }
    return sum;
}

std::optional<std::int64_t> Books::capture_before(const Intent &intent) const
{
    const auto *charge = charges_.find(intent.latest_charge);
    if (!charge || charge->capture_before == 0)
        return std::nullopt;
    return charge->capture_before;
}

Result<Charge *> Books::refundable_charge(const NewRefund &wanted)
{
    auto *charge = wanted.charge.empty() ? nullptr : charges_.find(wanted.charge);
    if (!wanted.charge.empty() && !charge)
        return missing(404, "charge", wanted.charge, "charge");
    const auto &id = charge ? charge->intent : wanted.intent;
    const auto *intent = intents_.find(id);
    if (!intent)
        return missing(404, "payment_intent", wanted.intent, "payment_intent");
    if (!charge)
        charge = charges_.find(intent->latest_charge);
    if (!charge || charge->failure)
        return unexpected(*intent, "This PaymentIntent (" + id + ") does not have a successful charge to refund.");
    if (!charge->captured)
        return unexpected(*intent, "This PaymentIntent (" + id + ") could not be refunded because it has a status of "
                                       + std::string(name(intent->status)) + ". Cancel it to release what it holds.");
    return charge;
}

Result<const Refund *> Books::refund(const NewRefund &wanted, std::optional<std::string> &forced)
{
    const auto asked = std::exchange(forced, std::nullopt);
    auto found = refundable_charge(wanted);
    if (auto *refusal = std::get_if<Refusal>(&found))
        return *refusal;
    auto &charge = *std::get<Charge *>(found);
    const auto left = charge.amount_captured - charge.amount_refunded;
    const auto amount = wanted.amount.value_or(left);
    Refusal refusal;
    refusal.charge = charge.id;
    if (left == 0) {
        refusal.code = "charge_already_refunded";
        refusal.message = "Charge " + charge.id + " has already been refunded.";
        return refusal;
    }
    if (amount > left) {
        refusal.param = "amount";
        refusal.message = "Refund amount (" + std::to_string(amount) + ") is greater than unrefunded amount on charge ("
                          + std::to_string(left) + ").";
        return refusal;
    }
    if (asked) {
        forced = asked;
        return card_refusal(card_error(*asked));
    }
    if (refunds_.size() >= max_refunds)
        return full("refunds");

    const auto &card = methods_.find(charge.payment_method)->card;
    Refund made{make_id("re_3"), next_place(), charge.intent, charge.id, amount, charge.currency};
    made.status = card.refund_pends ? "pending" : "succeeded";
    made.reason = wanted.reason;
    merge(made.metadata, wanted.metadata);
    if (card.refund_pends || card.refund_fails)
        refund_ends_.emplace(made.place.first + refund_ends_after,
                             std::pair(made.id, card.refund_fails ? RefundEnd::Fails : RefundEnd::Succeeds));
    charge.amount_refunded += amount;
    intents_.find(charge.intent)->refunds.push_back(made.id);
    const auto &kept = refunds_.add(std::move(made));
    tell("refund.created", &kept);
    tell("charge.refunded", &charge);
    return &kept;
}

Result<const Refund *> Books::update_refund(const std::string &id, const Metadata &metadata)
{
    auto *refund = refunds_.find(id);
    if (!refund)
        return missing(404, "refund", id, "id");
    merge(refund->metadata, metadata);
    tell("refund.updated", refund);
    return refund;
}

void Books::end_refund(Refund &refund, const std::string &status, const std::string &reason)
{
    refund.status = status;
    refund.failure_reason = reason;
    auto &charge = *charges_.find(refund.charge);
    if (status == "failed") {
        charge.amount_refunded -= refund.amount;
        tell("refund.failed", &refund);
    }
    tell("refund.updated", &refund);
    tell("charge.refund.updated", &refund);
}

Result<const Refund *> Books::fail_refund(const std::string &id, const std::string &reason)
{
    auto *refund = refunds_.find(id);
    if (!refund)
        return missing(404, "refund", id, "id");
    if (refund->status != "succeeded" && refund->status != "pending")
        return invalid("", "The refund has a status of " + refund->status + ".", "id");
    end_refund(*refund, "failed", reason);
    return refund;
}

} // namespace holdfast::simulators

#pragma once

#include "backend/simulators/gateway_clock.h"
#include "backend/simulators/objects.h"

#include <functional>
#include <random>
#include <set>
#include <variant>

namespace holdfast::simulators {

struct NewIntent
{
    std::int64_t amount = 0;
    std::string currency;
    std::string capture_method = "automatic";
    std::string confirmation_method = "automatic";
    std::string payment_method = {};
    std::string description = {};
    std::string receipt_email = {};
    std::string statement_descriptor_suffix = {};
    bool any_method = false;
    Metadata metadata = {};
};

struct NewRefund
{
    std::string intent; ///< or the charge
    std::string charge;
    std::optional<std::int64_t> amount;
    std::string reason = {};
    Metadata metadata = {};
};

/// An intent in any state, without what led there.
struct Planted
{
    NewIntent intent;
    IntentStatus status = IntentStatus::RequiresCapture;
    std::optional<std::int64_t> amount_received = {};
    std::int64_t refunded = 0;
    std::optional<std::int64_t> created = {};
    std::optional<std::int64_t> capture_before = {};
    std::string cancellation_reason = {};
};

/// The gateway's books: intents, charges, refunds, and the rules of money between them (Stripe's PaymentIntents guide).
/// Knows nothing of HTTP, keys or faults. Used by one thread at a time.
class Books final
{
public:
    static constexpr std::size_t max_intents = 100'000;
    static constexpr std::size_t max_refunds = 200'000;
    static constexpr std::size_t max_charges = 400'000;
    static constexpr std::size_t max_methods = 400'000;
    static constexpr std::int64_t authorization_lasts = 7 * 24 * 3600;
    static constexpr std::int64_t smallest_amount = 50;
    static constexpr std::int64_t largest_amount = 99'999'999;
    static constexpr std::int64_t smallest_in_pence = 30;
    static constexpr std::int64_t largest_in_rupiahs = 999'999'999'999;

    using Object = std::variant<const Intent *, const Charge *, const Refund *>;
    /// Told of every event as it occurs, with the object as it is then.
    using Announce = std::function<void(std::string_view type, const Object &object)>;

    Books(const GatewayClock &clock, Announce announce);

    [[nodiscard]] Result<const Intent *> create(const NewIntent &wanted);
    /// With another payment method where one is given. `forced` is a decline code that the bank gives whatever the card;
    /// it is set to nothing when the bank was not even asked.
    [[nodiscard]] Result<const Intent *> confirm(const std::string &id, const std::string &payment_method,
                                                 std::optional<std::string> &forced);
    [[nodiscard]] Result<const Intent *> capture(const std::string &id, std::optional<std::int64_t> amount,
                                                 const Metadata &metadata, std::optional<std::string> &forced);
    [[nodiscard]] Result<const Intent *> cancel(const std::string &id, const std::string &reason);
    /// Metadata is merged; an empty value removes its key.
    [[nodiscard]] Result<const Intent *> update(const std::string &id, std::optional<std::int64_t> amount,
                                                const std::string &description, const Metadata &metadata);
    /// What the owner of the card did when asked: an intent in requires_action goes on.
    [[nodiscard]] Result<const Intent *> answer_action(const std::string &id, bool agreed);
    /// The caller wants no such question asked: the intent in requires_action is declined.
    [[nodiscard]] Refusal refuse_action(const std::string &id);
    [[nodiscard]] Result<const Refund *> refund(const NewRefund &wanted, std::optional<std::string> &forced);
    [[nodiscard]] Result<const Refund *> update_refund(const std::string &id, const Metadata &metadata);
    /// A refund that succeeded, or is pending, fails after all.
    [[nodiscard]] Result<const Refund *> fail_refund(const std::string &id, const std::string &reason);
    /// A payment method of a test token.
    [[nodiscard]] Result<const PaymentMethod *> make_method(const std::string &test_name, const Metadata &metadata);
    [[nodiscard]] Result<const Intent *> plant(const Planted &planted, bool announced);

    /// Lets happen what is due by now: authorizations expire, refunds come to their end.
    void pass_time();

    [[nodiscard]] const Shelf<Intent> &intents() const { return intents_; }
    [[nodiscard]] const Shelf<Charge> &charges() const { return charges_; }
    [[nodiscard]] const Shelf<Refund> &refunds() const { return refunds_; }
    [[nodiscard]] const Shelf<PaymentMethod> &methods() const { return methods_; }
    /// Of an intent: what its refunds of one status sum up to.
    [[nodiscard]] std::int64_t refunded(const Intent &intent, std::string_view status) const;
    /// Of its open authorization.
    [[nodiscard]] std::optional<std::int64_t> capture_before(const Intent &intent) const;
    /// Grows with every change.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }
    [[nodiscard]] std::string make_id(std::string_view prefix);
    [[nodiscard]] Place next_place() { return {clock_.now_seconds(), ++sequence_}; }

private:
    enum class RefundEnd { Fails, Succeeds };

    void tell(std::string_view type, const Object &object);
    [[nodiscard]] Result<PaymentMethod *> usable_method(const std::string &id);
    Charge &charge_card(Intent &intent, const PaymentMethod &method, std::optional<std::int64_t> at = {});
    void plant_charge(Intent &intent, const PaymentMethod &method, const Planted &planted);
    [[nodiscard]] Refusal decline(Intent &intent, const PaymentMethod &method, const CardError &error);
    void authorize(Intent &intent, const PaymentMethod &method);
    void release(Intent &intent, std::string_view reason);
    [[nodiscard]] Result<Charge *> refundable_charge(const NewRefund &wanted);
    void end_refund(Refund &refund, const std::string &status, const std::string &reason);

    const GatewayClock &clock_;
    Announce announce_;
    std::mt19937_64 random_;
    Shelf<Intent> intents_;
    Shelf<Charge> charges_;
    Shelf<Refund> refunds_;
    Shelf<PaymentMethod> methods_;
    std::set<std::pair<std::int64_t, std::string>> expiries_; ///< open authorizations: capture_before and the intent
    std::multimap<std::int64_t, std::pair<std::string, RefundEnd>> refund_ends_;
    std::uint64_t sequence_ = 0;
    std::uint64_t changes_ = 0;
};

/// "requires_capture" -> the status.
[[nodiscard]] std::optional<IntentStatus> parse_intent_status(std::string_view name);

} // namespace holdfast::simulators

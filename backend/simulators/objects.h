#pragma once

#include "backend/simulators/form.h"
#include "backend/simulators/test_methods.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// What the gateway keeps. Amounts are in minor units, currencies in lower case, times in seconds since 1970: as Stripe
// has them.
namespace holdfast::simulators {

enum class IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Canceled,
    Succeeded,
};

inline constexpr std::array<std::string_view, 7> intent_status_names = {
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "canceled",
    "succeeded",
};

[[nodiscard]] constexpr std::string_view name(IntentStatus status)
{
    return intent_status_names[static_cast<std::size_t>(status)];
}

/// Where an object stands in lists: when it was made, and its number among those made then.
using Place = std::pair<std::int64_t, std::uint64_t>;

struct PaymentMethod
{
    std::string id;
    Place place;
    std::string test_name; ///< "pm_card_visa"
    TestMethod card;
    Metadata metadata = {};
};

struct LastPaymentError
{
    CardError error;
    std::string charge;
    std::string payment_method;
};

struct Intent
{
    std::string id;
    Place place;
    IntentStatus status = IntentStatus::RequiresPaymentMethod;
    std::int64_t amount = 0;
    std::int64_t amount_capturable = 0;
    std::int64_t amount_received = 0;
    std::string currency;
    std::string capture_method = "automatic";
    std::string confirmation_method = "automatic";
    std::string client_secret;
    std::string payment_method = {};
    std::string latest_charge = {};
    std::string description = {};
    std::string receipt_email = {};
    std::string statement_descriptor_suffix = {};
    std::string return_url = {};
    bool any_method = false; ///< automatic_payment_methods rather than a list of types
    Metadata metadata = {};
    std::optional<std::int64_t> canceled_at = {};
    std::string cancellation_reason = {};
    std::optional<LastPaymentError> last_payment_error = {};
    std::vector<std::string> refunds = {}; ///< ids, oldest first
};

struct Charge
{
    std::string id;
    Place place;
    std::string intent;
    std::int64_t amount = 0;
    std::int64_t amount_captured = 0;
    std::int64_t amount_released = 0; ///< authorized and given back without having been captured
    std::int64_t amount_refunded = 0; ///< captured and given back, refunds under way included
    std::string currency;
    bool captured = false;
    bool manual = false; ///< authorized first
    std::optional<CardError> failure = {};
    std::string payment_method;
    std::int64_t capture_before = 0; ///< of a manual one that succeeded
    Metadata metadata = {};
};

struct Refund
{
    std::string id;
    Place place;
    std::string intent;
    std::string charge;
    std::int64_t amount = 0;
    std::string currency;
    std::string status = "succeeded"; ///< pending, requires_action, succeeded, failed, canceled
    std::string reason = {};
    std::string failure_reason = {};
    Metadata metadata = {};
};

/// Objects of one kind, by id and in the order of lists. Pointers stay good while the shelf lives.
template <typename T>
class Shelf final
{
public:
    T &add(T object)
    {
        auto owned = std::make_unique<T>(std::move(object));
        T &kept = *owned;
        in_order_.emplace(kept.place, &kept);
        by_id_.emplace(kept.id, std::move(owned));
        return kept;
    }
    [[nodiscard]] T *find(const std::string &id) const
    {
        const auto at = by_id_.find(id);
        return at == by_id_.end() ? nullptr : at->second.get();
    }
    [[nodiscard]] const std::map<Place, T *> &in_order() const { return in_order_; } ///< oldest first
    [[nodiscard]] std::size_t size() const { return by_id_.size(); }

private:
    std::unordered_map<std::string, std::unique_ptr<T>> by_id_;
    std::map<Place, T *> in_order_;
};

} // namespace holdfast::simulators

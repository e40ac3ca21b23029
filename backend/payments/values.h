#pragma once

#include "backend/core/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the gateway keeps, as values. Amounts are in the currency's minor unit.
namespace holdfast::payments {

using Metadata = std::map<std::string, std::string>;

// What every intent and refund of ours carries.
inline constexpr std::string_view reservation_field = "holdfast_reservation";
inline constexpr std::string_view party_field = "holdfast_party";         ///< "vendor" or "requester"
inline constexpr std::string_view operation_field = "holdfast_operation"; ///< the operation that created it
inline constexpr std::string_view environment_field = "holdfast_environment";

enum class IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Canceled,
    Succeeded,
};

/// As the gateway spells it, "requires_capture".
[[nodiscard]] std::string_view name(IntentStatus status);
[[nodiscard]] std::optional<IntentStatus> parse_intent_status(std::string_view name);

struct Intent
{
    std::string id;
    IntentStatus status = IntentStatus::RequiresPaymentMethod;
    std::int64_t amount_minor = 0;
    std::int64_t capturable_minor = 0;
    std::int64_t received_minor = 0;
    std::string currency; ///< upper case
    std::string payment_method = {};
    std::optional<Timestamp> capture_before = std::nullopt; ///< when the authorization lapses, as the gateway says
    Metadata metadata = {};
    Timestamp created = {};
    std::optional<std::string> cancellation_reason = std::nullopt;
    std::optional<std::string> decline_code = std::nullopt; ///< of its last payment error
    std::string latest_charge = {};                         ///< empty: none yet

    // Told by retrieve() alone; a list would need a call for each.
    std::int64_t refunded_minor = 0;       ///< by refunds that succeeded
    std::int64_t refund_pending_minor = 0; ///< by refunds that may yet succeed or fail
    std::size_t refund_count = 0;          ///< in any state

    bool operator==(const Intent &) const = default;
};

enum class RefundStatus { Pending, RequiresAction, Succeeded, Failed, Canceled };

[[nodiscard]] std::string_view name(RefundStatus status);
[[nodiscard]] std::optional<RefundStatus> parse_refund_status(std::string_view name);

struct Refund
{
    std::string id;
    std::string intent_id;
    std::int64_t amount_minor = 0;
    std::string currency; ///< upper case
    RefundStatus status = RefundStatus::Pending;
    Metadata metadata = {};
    Timestamp created = {};

    bool operator==(const Refund &) const = default;
};

/// A part of a list, newest first. The next one begins after `next`, which is empty at the end.
template <typename T>
struct Page
{
    std::vector<T> items = {};
    std::string next = {};
};

struct ListFilter
{
    std::optional<Timestamp> created_from = std::nullopt; ///< inclusive, by the gateway's clock, in whole seconds
    std::optional<Timestamp> created_to = std::nullopt;   ///< inclusive
};

/// Authorizes a card in one step: created, confirmed, to be captured later.
struct CreateIntent
{
    std::int64_t amount_minor = 0;
    std::string currency;       ///< upper case
    std::string payment_method; ///< "pm_...", never a card
    Metadata metadata = {};
};

struct RefundRequest
{
    std::string intent_id;
    std::optional<std::int64_t> amount_minor = std::nullopt; ///< nullopt: all that is left
    Metadata metadata = {};
};

} // namespace holdfast::payments

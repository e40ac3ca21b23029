#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast::simulators {

/// Why a card says no: Stripe's error code, its decline code (may be empty) and its words.
struct CardError
{
    std::string code = {};
    std::string decline_code = {};
    std::string message = {};
};

/// A card of Stripe's test mode.
struct TestMethod
{
    std::string brand = "visa";
    std::string last4 = "4242";
    std::optional<CardError> decline = {};
    bool needs_action = false; ///< asks its owner first (3-D Secure)
    bool refund_fails = false; ///< its refunds succeed, and fail later
    bool refund_pends = false; ///< its refunds are pending, and succeed later
};

/// "pm_card_visa" and the like; "tok_visa" names the same card. nullopt when Stripe has no such test method.
[[nodiscard]] std::optional<TestMethod> test_method(std::string_view name);

/// The error for a decline code such as "insufficient_funds".
[[nodiscard]] CardError card_error(std::string_view decline_code);

} // namespace holdfast::simulators

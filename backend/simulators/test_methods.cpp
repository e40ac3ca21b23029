#include "backend/simulators/test_methods.h"

#include <array>

namespace holdfast::simulators {

namespace {

struct Brand
{
    std::string_view name; ///< after "pm_card_"
    std::string_view brand;
    std::string_view last4;
};

constexpr std::array brands = {
    Brand{"visa", "visa", "4242"},
    Brand{"visa_debit", "visa", "5556"},
    Brand{"mastercard", "mastercard", "4444"},
    Brand{"mastercard_debit", "mastercard", "3222"},
    Brand{"mastercard_prepaid", "mastercard", "5100"},
    Brand{"amex", "amex", "8431"},
    Brand{"discover", "discover", "1117"},
    Brand{"diners", "diners", "0505"},
    Brand{"jcb", "jcb", "0505"},
    Brand{"unionpay", "unionpay", "0005"},
    Brand{"us", "visa", "4242"},
    Brand{"de", "visa", "0016"},
    Brand{"fr", "visa", "0003"},
    Brand{"gb", "visa", "0000"},
};

/// What follows "Declined" in a test method's name.
struct Decline
{
    std::string_view suffix;
    std::string_view decline_code;
    std::string_view last4;
};

constexpr std::array declines = {
    Decline{"", "generic_decline", "0002"},
    Decline{"InsufficientFunds", "insufficient_funds", "9995"},
    Decline{"LostCard", "lost_card", "9987"},
    Decline{"StolenCard", "stolen_card", "9979"},
    Decline{"ExpiredCard", "expired_card", "0069"},
    Decline{"IncorrectCvc", "incorrect_cvc", "0127"},
    Decline{"ProcessingError", "processing_error", "0119"},
    Decline{"VelocityLimitExceeded", "card_velocity_exceeded", "6975"},
    Decline{"Fraudulent", "fraudulent", "0019"},
};

std::optional<TestMethod> declining(std::string_view name)
{
    constexpr std::string_view word = "Declined";
    const auto at = name.find(word);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto suffix = name.substr(at + word.size());
    for (const auto &row : declines) {
        if (row.suffix == suffix) {
            TestMethod method;
            method.last4 = row.last4;
            method.decline = card_error(row.decline_code);
            return method;
        }
    }
    return std::nullopt;
}

} // namespace

CardError card_error(std::string_view decline_code)
{
    if (decline_code == "expired_card")
        return {"expired_card", "expired_card", "Your card has expired."};
    if (decline_code == "incorrect_cvc")
        return {"incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."};
    if (decline_code == "processing_error")
        return {"processing_error", "processing_error",
                "An error occurred while processing your card. Try again in a little bit."};
    if (decline_code == "authentication_required")
        return {"authentication_required", "authentication_required",
                "Your card was declined. This transaction requires authentication."};
    if (decline_code == "insufficient_funds")
        return {"card_declined", "insufficient_funds", "Your card has insufficient funds."};
    return {"card_declined", std::string(decline_code), "Your card was declined."};
}

std::optional<TestMethod> test_method(std::string_view name)
{
    if (name.starts_with("tok_"))
        name.remove_prefix(4);
    else if (name.starts_with("pm_card_"))
        name.remove_prefix(8);
    else
        return std::nullopt;

    TestMethod method;
    for (const auto &row : brands) {
        if (row.name == name) {
            method.brand = row.brand;
            method.last4 = row.last4;
            return method;
        }
    }
    if (name == "chargeCustomerFail") { // attaches, then fails when it is charged
        method.last4 = "0341";
        method.decline = card_error("generic_decline");
        return method;
    }
    if (name.starts_with("authenticationRequired") || name.starts_with("threeDSecure")) {
        method.last4 = "3220";
        method.needs_action = name.find("Optional") == std::string_view::npos;
        return method;
    }
    if (name == "refundFail") {
        method.last4 = "5126";
        method.refund_fails = true;
        return method;
    }
    if (name == "pendingRefund") {
        method.last4 = "7726";
        method.refund_pends = true;
        return method;
    }
    return declining(name);
}

} // namespace holdfast::simulators

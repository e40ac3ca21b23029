#include "backend/payments/values.h"

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::payments {

namespace {

constexpr std::array intent_names = {
    std::pair{IntentStatus::RequiresPaymentMethod, std::string_view("requires_payment_method")},
    std::pair{IntentStatus::RequiresConfirmation, std::string_view("requires_confirmation")},
    std::pair{IntentStatus::RequiresAction, std::string_view("requires_action")},
    std::pair{IntentStatus::Processing, std::string_view("processing")},
    std::pair{IntentStatus::RequiresCapture, std::string_view("requires_capture")},
    std::pair{IntentStatus::Canceled, std::string_view("canceled")},
    std::pair{IntentStatus::Succeeded, std::string_view("succeeded")},
};

constexpr std::array refund_names = {
    std::pair{RefundStatus::Pending, std::string_view("pending")},
    std::pair{RefundStatus::RequiresAction, std::string_view("requires_action")},
    std::pair{RefundStatus::Succeeded, std::string_view("succeeded")},
    std::pair{RefundStatus::Failed, std::string_view("failed")},
    std::pair{RefundStatus::Canceled, std::string_view("canceled")},
};

template <typename Names, typename Status>
std::string_view name_in(const Names &names, Status status)
{
    return names[static_cast<std::size_t>(status)].second;
}

template <typename Names>
auto status_in(const Names &names, std::string_view name)
{
    const auto row = std::find_if(names.begin(), names.end(), [&](const auto &pair) { return pair.second == name; });
    return row == names.end() ? std::nullopt : std::optional(row->first);
}

} // namespace

std::string_view name(IntentStatus status)
{
    return name_in(intent_names, status);
}

std::optional<IntentStatus> parse_intent_status(std::string_view name)
{
    return status_in(intent_names, name);
}

std::string_view name(RefundStatus status)
{
    return name_in(refund_names, status);
}

std::optional<RefundStatus> parse_refund_status(std::string_view name)
{
    return status_in(refund_names, name);
}

} // namespace holdfast::payments

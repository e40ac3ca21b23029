#pragma once

#include "backend/simulators/books.h"
#include "backend/simulators/event_log.h"

#include <nlohmann/json.hpp>

// Objects as Stripe shows them. Included by sources only.
namespace holdfast::simulators {

using Json = nlohmann::ordered_json;

/// Which references are shown whole: the paths of `expand`, those of a list without their "data.".
class Expansion final
{
public:
    static constexpr std::size_t deepest = 4;

    Expansion() = default;
    explicit Expansion(std::vector<std::string> paths) : paths_(std::move(paths)) {}

    [[nodiscard]] bool wants(std::string_view property) const;
    /// What is expanded within an expanded property.
    [[nodiscard]] Expansion below(std::string_view property) const;
    [[nodiscard]] const std::vector<std::string> &paths() const { return paths_; }

private:
    std::vector<std::string> paths_;
};

/// 400 for a path that leads nowhere from an object of this kind ("payment_intent", "charge", "refund"), or too deep.
/// Of a list, the paths begin with "data.", which is taken off.
[[nodiscard]] std::optional<Refusal> check_expansion(std::string_view kind, bool of_list,
                                                     std::vector<std::string> &paths);

[[nodiscard]] Json intent_json(const Books &books, const Intent &intent, const Expansion &expansion = {});
[[nodiscard]] Json charge_json(const Books &books, const Charge &charge, const Expansion &expansion = {});
[[nodiscard]] Json refund_json(const Books &books, const Refund &refund, const Expansion &expansion = {});
[[nodiscard]] Json method_json(const PaymentMethod &method);
[[nodiscard]] Json endpoint_json(const WebhookEndpoint &endpoint, bool with_secret);
[[nodiscard]] Json refusal_json(const Books &books, const Refusal &refusal);

/// JSON text, with U+FFFD for what is no UTF-8.
[[nodiscard]] std::string text_of(const Json &json);

} // namespace holdfast::simulators

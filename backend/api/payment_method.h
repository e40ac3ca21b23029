#pragma once

#include "backend/api/fields.h"

#include <optional>
#include <string>

namespace holdfast::api {

/// The member `payment_method`: the gateway's name of one, "pm_...", and nothing else. Refuses in `fields` whatever looks
/// like a card, there or in members beside it, and never repeats a value: card data is neither taken nor logged.
[[nodiscard]] std::optional<std::string> read_payment_method(Fields &fields, const JsonValue *body);

} // namespace holdfast::api

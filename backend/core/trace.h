#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// Follows one request through logs, events and replies: 32 lower-case hex digits, not all zero (W3C Trace Context).
[[nodiscard]] std::string make_trace_id();

/// The trace id of a `traceparent` header ("00-<32 hex>-<16 hex>-<2 hex>"); nullopt when it is not valid.
[[nodiscard]] std::optional<std::string> trace_id_of(std::string_view traceparent);

} // namespace holdfast

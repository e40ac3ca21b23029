#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace holdfast {

/// Everything a client can be told went wrong.
enum class ErrorCode {
    SlotHeld,
    SlotFull,
    InsufficientSeats,
    AvailabilityChanged,
    SlotNotFound,
    ReservationNotFound,
    NotFound,
    InvalidState,
    AlreadyBooked,
    NoCredits,
    PaymentDeclined,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    MalformedRequest,
    MalformedJson,
    ValidationFailed,
    Unauthenticated,
    Forbidden,
    MethodNotAllowed,
    RequestTimeout,
    PayloadTooLarge,
    UriTooLong,
    UnsupportedMediaType,
    ExpectationFailed,
    HeadersTooLarge,
    RateLimited,
    ServiceUnavailable,
};

/// One row of the error table: what a code means over HTTP (RFC 9457 problem details).
struct ErrorInfo
{
    ErrorCode code;
    std::string_view name; ///< on the wire, "SLOT_HELD"
    int http_status;
    bool retryable; ///< whether the same request may succeed when repeated unchanged or with the version in the body
    std::string_view title;
};

/// The whole table, in the order of the enumeration.
[[nodiscard]] std::span<const ErrorInfo> error_table();
[[nodiscard]] const ErrorInfo &info(ErrorCode code);
[[nodiscard]] std::optional<ErrorCode> parse_error_code(std::string_view name);

} // namespace holdfast

#include "backend/core/error.h"

#include <algorithm>
#include <array>

namespace holdfast {

namespace {

constexpr std::array table = {
    ErrorInfo{ErrorCode::SlotHeld, "SLOT_HELD", 409, false, "The slot is held by another reservation"},
    ErrorInfo{ErrorCode::SlotFull, "SLOT_FULL", 409, false, "The class is full"},
    ErrorInfo{ErrorCode::InsufficientSeats, "INSUFFICIENT_SEATS", 409, false, "Not enough seats are left"},
    ErrorInfo{ErrorCode::AvailabilityChanged, "AVAILABILITY_CHANGED", 412, true, "The slot's availability has changed"},
    ErrorInfo{ErrorCode::SlotNotFound, "SLOT_NOT_FOUND", 404, false, "No such slot"},
    ErrorInfo{ErrorCode::ReservationNotFound, "RESERVATION_NOT_FOUND", 404, false, "No such live reservation"},
    ErrorInfo{ErrorCode::NotFound, "NOT_FOUND", 404, false, "No such resource"},
    ErrorInfo{ErrorCode::InvalidState, "INVALID_STATE", 409, false, "The reservation's state does not allow this"},
    ErrorInfo{ErrorCode::AlreadyBooked, "ALREADY_BOOKED", 409, false, "Already booked"},
    ErrorInfo{ErrorCode::NoCredits, "NO_CREDITS", 409, false, "No credits are left"},
    ErrorInfo{ErrorCode::PaymentDeclined, "PAYMENT_DECLINED", 402, false, "The payment was declined"},
    ErrorInfo{ErrorCode::IdempotencyKeyMissing, "IDEMPOTENCY_KEY_MISSING", 400, false, "An idempotency key is required"},
    ErrorInfo{ErrorCode::IdempotencyKeyReused, "IDEMPOTENCY_KEY_REUSED", 422, false,
              "The idempotency key was used with another request"},
    ErrorInfo{ErrorCode::MalformedRequest, "MALFORMED_REQUEST", 400, false, "The request is not well-formed"},
    ErrorInfo{ErrorCode::MalformedJson, "MALFORMED_JSON", 400, false, "The body is not well-formed JSON"},
    ErrorInfo{ErrorCode::ValidationFailed, "VALIDATION_FAILED", 422, false, "The request is not valid"},
    ErrorInfo{ErrorCode::Unauthenticated, "UNAUTHENTICATED", 401, false, "A valid key or token is required"},
    ErrorInfo{ErrorCode::Forbidden, "FORBIDDEN", 403, false, "This key or token does not allow this"},
    ErrorInfo{ErrorCode::MethodNotAllowed, "METHOD_NOT_ALLOWED", 405, false, "The method is not allowed here"},
    ErrorInfo{ErrorCode::RequestTimeout, "REQUEST_TIMEOUT", 408, false, "The request did not arrive in time"},
    ErrorInfo{ErrorCode::PayloadTooLarge, "PAYLOAD_TOO_LARGE", 413, false, "The body is too large"},
    ErrorInfo{ErrorCode::UriTooLong, "URI_TOO_LONG", 414, false, "The request target is too long"},
    ErrorInfo{ErrorCode::UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", 415, false, "The body must be JSON"},
    ErrorInfo{ErrorCode::ExpectationFailed, "EXPECTATION_FAILED", 417, false, "The expectation cannot be met"},
    ErrorInfo{ErrorCode::HeadersTooLarge, "HEADERS_TOO_LARGE", 431, false, "The header fields are too large"},
    ErrorInfo{ErrorCode::RateLimited, "RATE_LIMITED", 429, true, "Too many requests"},
    ErrorInfo{ErrorCode::ServiceUnavailable, "SERVICE_UNAVAILABLE", 503, true, "The service cannot answer just now"},
};

constexpr bool in_order()
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].code) != i)
            return false;
    }
    return true;
}
static_assert(in_order(), "info() indexes the table by the code");

} // namespace

std::span<const ErrorInfo> error_table()
{
    return table;
}

const ErrorInfo &info(ErrorCode code)
{
    return table[static_cast<std::size_t>(code)];
}

std::optional<ErrorCode> parse_error_code(std::string_view name)
{
    const auto row = std::find_if(table.begin(), table.end(), [&](const ErrorInfo &entry) { return entry.name == name; });
    if (row == table.end())
        return std::nullopt;
    return row->code;
}

} // namespace holdfast

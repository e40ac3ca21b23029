#pragma once

#include "backend/core/error.h"
#include "backend/core/reservation_state.h"
#include "backend/net/http.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::api {

/// What is wrong with one field of a request.
struct FieldError
{
    std::string field;
    std::string message;
};

/// An answer that is not a success (RFC 9457). Status, title and `retryable` come from the error table.
struct Problem
{
    ErrorCode code{};
    std::string detail = {}; ///< for people; the title stands alone when it is empty
    std::vector<FieldError> errors = {};
    std::optional<State> state = {};                       ///< where the reservation is
    std::optional<std::int64_t> availability_version = {}; ///< the version to retry with
    std::string allow = {};                                ///< 405: the methods there are
    bool replayed = false;                                 ///< told again under the key of the request that caused it
    std::string more = {};                                 ///< one more member and its value, as JSON: "\"checks\":{...}"
};

[[nodiscard]] net::Response to_response(const Problem &problem, std::string_view path, std::string_view trace_id);

/// The code for an error that the server found before any route did: 400, 408, 413, 414, 417, 431, 503.
[[nodiscard]] ErrorCode code_for_status(int status);

} // namespace holdfast::api

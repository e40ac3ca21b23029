#pragma once

#include <string>
#include <variant>

namespace holdfast::simulators {

/// Why a call was not granted, as Stripe words it.
struct Refusal
{
    int http_status = 400;
    std::string type = "invalid_request_error";
    std::string code = {};
    std::string message = {};
    std::string param = {};
    std::string decline_code = {};
    std::string intent = {}; ///< its id; the whole object is shown with the error
    std::string charge = {};
    /// The endpoint had begun its work: the answer is kept under the idempotency key. Not so when parameters failed
    /// validation, when another call was in the way, and when there were too many.
    bool executed = true;
};

template <typename T>
using Result = std::variant<T, Refusal>;

/// 400 for a parameter that failed validation.
[[nodiscard]] inline Refusal invalid(std::string code, std::string message, std::string param)
{
    Refusal refusal;
    refusal.code = std::move(code);
    refusal.message = std::move(message);
    refusal.param = std::move(param);
    refusal.executed = false;
    return refusal;
}

/// The object does not exist: 404 where the path names it, 400 where a parameter does.
[[nodiscard]] inline Refusal missing(int http_status, const std::string &what, const std::string &id, std::string param)
{
    Refusal refusal;
    refusal.http_status = http_status;
    refusal.code = "resource_missing";
    refusal.message = "No such " + what + ": '" + id + "'";
    refusal.param = std::move(param);
    return refusal;
}

/// 429: for certain nothing was done.
[[nodiscard]] inline Refusal too_much(std::string code, std::string message)
{
    Refusal refusal;
    refusal.http_status = 429;
    refusal.code = std::move(code);
    refusal.message = std::move(message);
    refusal.executed = false;
    return refusal;
}

} // namespace holdfast::simulators

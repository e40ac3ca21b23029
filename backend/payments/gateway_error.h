#pragma once

#include "backend/payments/values.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace holdfast::payments {

enum class GatewayErrorKind {
    Declined,    ///< the card said no; final
    Rejected,    ///< the request was wrong, or not allowed in the state things are in; final, nothing happened
    Unavailable, ///< for certain not carried out: not sent, refused for now (429), or the breaker is open
    Unknown,     ///< it may have happened, or may yet
    KeyReused,   ///< the idempotency key belongs to a request with other parameters
};

/// "declined", "rejected", ...: for logs and records.
[[nodiscard]] std::string_view name(GatewayErrorKind kind);

struct GatewayError
{
    GatewayErrorKind kind = GatewayErrorKind::Unknown;
    int http_status = 0;           ///< 0: there was no answer
    std::string type = {};         ///< "invalid_request_error", as the gateway says; empty without an answer
    std::string code = {};         ///< "resource_missing"
    std::string decline_code = {}; ///< "insufficient_funds"
    std::string message = {};      ///< for people; bounded, and never with a secret in it
    std::optional<Intent> intent = std::nullopt; ///< as the error carried it
    /// Stored under the idempotency key, replayed or said not to be worth a repeat: the same key will answer the same
    /// again, and what it was the key of is over.
    bool replayed = false;
};

/// A value, or what went wrong.
template <typename T>
class [[nodiscard]] Result final
{
public:
    Result(T value) : held_(std::move(value)) {}
    Result(GatewayError error) : held_(std::move(error)) {}

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }
    /// Only when ok().
    [[nodiscard]] T &value() { return std::get<0>(held_); }
    [[nodiscard]] const T &value() const { return std::get<0>(held_); }
    [[nodiscard]] T &operator*() { return value(); }
    [[nodiscard]] const T &operator*() const { return value(); }
    [[nodiscard]] T *operator->() { return &value(); }
    [[nodiscard]] const T *operator->() const { return &value(); }
    /// Only when not ok().
    [[nodiscard]] GatewayError &error() { return std::get<1>(held_); }
    [[nodiscard]] const GatewayError &error() const { return std::get<1>(held_); }

private:
    std::variant<T, GatewayError> held_;
};

} // namespace holdfast::payments

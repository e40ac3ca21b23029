#pragma once

#include "backend/net/http.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::net {

/// Reads the head of one response from bytes as they come; the body is the caller's.
class ResponseHead final
{
public:
    enum class State { More, Done, Malformed };

    ResponseHead();
    ~ResponseHead();

    /// Takes from the front of `data`, which begins with what it did not take before; returns how many bytes it took.
    std::size_t feed(std::string_view data);
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const std::string &flaw() const { return flaw_; } ///< when malformed

    // When done:
    [[nodiscard]] Response &response(); ///< without its body
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool body_is_chunked() const;
    [[nodiscard]] std::optional<std::size_t> body_length() const;

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
    State state_ = State::More;
    std::string flaw_;
};

} // namespace holdfast::net

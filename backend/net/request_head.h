#pragma once

#include "backend/net/http.h"

#include <memory>
#include <string_view>

namespace holdfast::net {

/// What the server itself has against a request; status 0: nothing.
struct Objection
{
    int status = 0;
    std::string_view detail;
};

struct RequestLimits
{
    std::size_t head = 0;
    std::size_t target = 0;
    std::size_t body = 0;
};

/// Reads the head of one request after the other, from bytes as they come; the body is the caller's. Stricter than its
/// parser where two readers of one message might disagree about where it ends: exactly one way to say its length, and
/// said once. One per connection.
class RequestHead final
{
public:
    enum class State { More, Done, Refused };

    explicit RequestHead(const RequestLimits &limits);
    ~RequestHead();

    /// The next request begins.
    void restart();
    /// Takes from the front of `data`, which begins with what it did not take before; returns how many bytes it took.
    std::size_t feed(std::string_view data);

    [[nodiscard]] State state() const;
    [[nodiscard]] const Objection &objection() const; ///< when refused

    // When done:
    [[nodiscard]] Request &request(); ///< without its body
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool expects_continue() const;
    [[nodiscard]] bool body_is_chunked() const;
    [[nodiscard]] std::size_t body_length() const; ///< when it is not chunked; within the limit

private:
    class Parser;
    struct Place; // where the parser of the present request stands: made once, not per request
    RequestLimits limits_;
    std::unique_ptr<Place> place_;
    Objection objection_;
    State state_ = State::More;
    std::size_t taken_ = 0;
};

} // namespace holdfast::net

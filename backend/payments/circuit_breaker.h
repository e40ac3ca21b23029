#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace holdfast::payments {

/// Keeps calls away from a gateway that fails again and again: after so many failures in a row it is open for a pause,
/// then lets one attempt through, and closes when that succeeds. Thread-safe. Time is handed in.
class CircuitBreaker final
{
public:
    using Clock = std::chrono::steady_clock;
    enum class State { Closed, Open, HalfOpen };

    CircuitBreaker(int failures_in_a_row, std::chrono::milliseconds pause);

    /// Whether an attempt may begin. Each one admitted is followed by exactly one of the reports below.
    [[nodiscard]] bool admit(Clock::time_point now);
    void succeeded();
    void failed(Clock::time_point now);
    void abandoned(); ///< it says nothing about the gateway

    [[nodiscard]] State state() const;
    [[nodiscard]] std::uint64_t times_opened() const;

private:
    const int failures_in_a_row_;
    const std::chrono::milliseconds pause_;
    mutable std::mutex mutex_;
    State state_ = State::Closed;
    int failures_ = 0;
    Clock::time_point open_until_;
    std::uint64_t times_opened_ = 0;
};

/// "closed", "open", "half_open".
[[nodiscard]] std::string_view name(CircuitBreaker::State state);

} // namespace holdfast::payments

#include "backend/payments/circuit_breaker.h"

namespace holdfast::payments {

CircuitBreaker::CircuitBreaker(int failures_in_a_row, std::chrono::milliseconds pause)
    : failures_in_a_row_(failures_in_a_row), pause_(pause)
{}

bool CircuitBreaker::admit(Clock::time_point now)
{
    const std::lock_guard lock(mutex_);
    if (state_ == State::Closed)
        return true;
    if (state_ == State::HalfOpen || now < open_until_)
        return false; // half open: the one attempt is under way
    state_ = State::HalfOpen;
    return true;
}

void CircuitBreaker::succeeded()
{
    const std::lock_guard lock(mutex_);
    state_ = State::Closed;
    failures_ = 0;
}

void CircuitBreaker::failed(Clock::time_point now)
{
    const std::lock_guard lock(mutex_);
    if (state_ == State::Open)
        return; // begun before it opened: no news
    ++failures_;
    if (state_ == State::Closed && failures_ < failures_in_a_row_)
        return;
    state_ = State::Open;
    open_until_ = now + pause_;
    ++times_opened_;
}

void CircuitBreaker::abandoned()
{
    const std::lock_guard lock(mutex_);
    if (state_ == State::HalfOpen)
        state_ = State::Open; // its pause is over: the next one may try
}

CircuitBreaker::State CircuitBreaker::state() const
{
    const std::lock_guard lock(mutex_);
    return state_;
}

std::uint64_t CircuitBreaker::times_opened() const
{
    const std::lock_guard lock(mutex_);
    return times_opened_;
}

std::string_view name(CircuitBreaker::State state)
{
    switch (state) {
    case CircuitBreaker::State::Closed:
        return "closed";
    case CircuitBreaker::State::Open:
        return "open";
    case CircuitBreaker::State::HalfOpen:
        return "half_open";
    }
    return {};
}

} // namespace holdfast::payments

#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace holdfast::faultpoints {

/// What an armed point does to the thread that reaches it.
enum class Act {
    Crash, ///< SIGKILL to this very process
    Stall, ///< wait for `duration`, or until disarmed
    Fail,  ///< hit() returns true: the caller takes its own failure path
};

/// Every point there is, by name. A point that is not listed cannot be armed; a test crosses this with the code.
[[nodiscard]] std::span<const std::string_view> known_points();

/// Named places in the program where a sandbox can make things go wrong. Armed over a socket pair inherited from the
/// sandbox (its descriptor number in HOLDFAST_FAULT_FD), one JSON line per order, each answered by one line:
///   {"arm":"booking.before_call","act":"crash|stall|fail","nth":1,"count":1,"duration_ms":500} -> {"ok":true}
///   {"disarm":"booking.before_call"}  {"report":true} -> {"hits":{"booking.before_call":3}, "fired":{...}}
/// Without that descriptor nothing can ever be armed and hit() is one branch. Thread-safe.
class FaultPoints final
{
public:
    /// Unarmed for ever.
    FaultPoints();
    /// Listens on the descriptor named in the environment, when there is one and it is a socket. Takes it over.
    [[nodiscard]] static std::unique_ptr<FaultPoints> from_environment();
    ~FaultPoints();

    /// Says that execution is at `point`. True when the point is armed to fail this time.
    bool hit(std::string_view point);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::faultpoints

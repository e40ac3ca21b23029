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
///   {"disarm":"booking.before_call"} -> {"ok":true}
///   {"report":true} -> {"ok":true,"hits":{"booking.before_call":3},"fired":{"booking.before_call":1}}
/// An order that cannot be followed gets {"ok":false,"error":...}. `nth` is the hit that fires first, counted from the
/// arming; `count` how many hits fire from there on, one after another. Arming again starts anew. Hits are counted
/// while anything is armed; both counts survive disarming.
/// When the sandbox's end closes, everything is disarmed and stalled threads go on.
/// Without that descriptor nothing can ever be armed and hit() is one branch; with it, one relaxed load more.
/// Thread-safe.
class FaultPoints final
{
public:
    /// Unarmed for ever.
    FaultPoints();
    /// Listens on the descriptor named in the environment, when there is one and it is one end of a socket pair;
    /// otherwise unarmed for ever, never null. Takes the descriptor over and removes the variable: call it once, before
    /// other threads run.
    [[nodiscard]] static std::unique_ptr<FaultPoints> from_environment();
    ~FaultPoints();

    /// Says that execution is at `point`. True when the point is armed to fail this time.
    bool hit(std::string_view point);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::faultpoints

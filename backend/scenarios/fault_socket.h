#pragma once

#include "backend/process/descriptor.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace holdfast::scenarios {

/// What an armed fault point does to the thread that reaches it; see backend/faultpoints.
struct FaultOrder
{
    std::string point;
    std::string act;         ///< "crash", "stall" or "fail"
    std::uint64_t nth = 1;   ///< the hit that fires first
    std::uint64_t count = 1; ///< hits that fire from there on
    std::chrono::milliseconds duration{500};
};

struct FaultReport
{
    std::map<std::string, std::uint64_t> hits;  ///< how often points were reached while anything was armed
    std::map<std::string, std::uint64_t> fired;
};

/// The sandbox's end of the socket over which one process takes orders for its fault points. Used by one thread.
/// Everything throws std::runtime_error when the process refuses, is gone or does not answer within two seconds.
class FaultSocket final
{
public:
    /// Makes the pair; `for_child()` is what the process inherits.
    FaultSocket();
    [[nodiscard]] int for_child() const { return theirs_.get(); }
    /// After the process was started: its end is its own alone, so that its death is seen.
    void close_child_end() { theirs_.reset(); }

    void arm(const FaultOrder &order);
    void disarm(const std::string &point);
    [[nodiscard]] FaultReport report();

private:
    std::string ask(std::string_view order);

    process::Descriptor ours_;
    process::Descriptor theirs_;
};

} // namespace holdfast::scenarios

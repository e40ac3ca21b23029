#pragma once

#include "tests/workers/money_stage.h"

#include <chrono>
#include <string>
#include <vector>

// What can go wrong at the gateway, and at which of its calls.
namespace holdfast::test {

struct Trouble
{
    std::string name;
    Json order; ///< for the simulator, without the call
    bool declines = false; ///< the bank says no, which is an answer
};

/// `beyond`: longer than an answer is waited for.
[[nodiscard]] std::vector<Trouble> troubles(std::chrono::milliseconds beyond);

/// A call, and what is asked of a two-party reservation so that it is made for its requester.
struct Target
{
    std::string call;
    std::vector<booking::Verb> steps;
    std::string end;             ///< where the reservation ends, whatever happens to the call
    std::string end_if_declined; ///< empty: a bank has no say in it
};
/// All calls but the list, which is about nobody in particular.
[[nodiscard]] std::vector<Target> targets();

[[nodiscard]] std::vector<booking::Verb> and_then(std::vector<booking::Verb> steps, booking::Verb last);

} // namespace holdfast::test

#pragma once

#include "backend/net/load_connections.h"
#include "backend/scenarios/check.h"
#include "backend/scenarios/histogram.h"
#include "backend/scenarios/run_event.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

/// When requests are meant to be sent. Fixed beforehand, so that a slow answer delays no later request unseen.
enum class Arrivals {
    Closed,   ///< so many users, each of whom thinks a while after an answer before asking again
    Constant, ///< at even distances
    Poisson,  ///< at random ones, independent of each other
};

struct LoadPlan
{
    std::string phase; ///< its name, in events and conditions
    std::string url;   ///< of a server on 127.0.0.1
    Arrivals arrivals = Arrivals::Closed;
    std::size_t connections = 64; ///< the users; of open arrivals, the most that may be under way: what is more is dropped
    std::chrono::microseconds think{0}; ///< of a user
    double rate = 0;                    ///< of open arrivals, per second
    std::uint64_t seed = 1;             ///< of Poisson arrivals
    std::uint64_t count = 1'000;        ///< requests, at most
    std::chrono::milliseconds duration{60'000}; ///< no request is meant to be sent after that
    std::chrono::milliseconds timeout{10'000};  ///< for an answer
};

/// What to send, and who wants to know what came of it. Both are called by the thread that runs the load, in between what
/// it measures: they must be quick.
struct LoadWork
{
    /// The bytes of the request with this number, from 0; they must last until it is answered. None: there is nothing more
    /// to send, and the load ends before its count and its time.
    std::function<std::string_view(std::uint64_t number)> request;
    /// May be empty.
    std::function<void(std::uint64_t number, const net::LoadAnswer &answer)> answered = {};
};

struct LoadReport
{
    std::string phase;
    bool open = false; ///< its arrivals did not wait for answers
    std::uint64_t offered = 0; ///< meant to be sent
    std::uint64_t started = 0;
    std::uint64_t dropped = 0; ///< not sent, because too many were under way
    std::uint64_t ok = 0;      ///< answered below 400
    std::uint64_t refused = 0; ///< 4xx
    std::uint64_t failed = 0;  ///< 5xx
    std::uint64_t unknown = 0; ///< without an answer
    Histogram latency; ///< from the intended start to the answer; of what was answered, like the next
    Histogram service; ///< from the true start
    Histogram lag;     ///< from the intended start to the true one: the generator's own, of all that was sent
    std::chrono::microseconds took{0}; ///< from the first intended start until the last answer
    double busy = 0; ///< share of that time the generator's thread was computing

    [[nodiscard]] double per_second() const; ///< answers
    /// That what was measured was the server: the generator was neither late nor out of breath, and a rate was kept.
    [[nodiscard]] std::vector<Condition> conditions() const;
    [[nodiscard]] std::string summary() const; ///< in a line
};

/// Runs it in the calling thread and waits for every answer. `told` hears a sample about once a second and at the end, with
/// `at` counted from the load's begin. Throws Aborted soon after `aborted` says so, leaving what is under way open;
/// std::runtime_error when it cannot connect; std::invalid_argument for a plan that makes no sense or leaves this machine.
[[nodiscard]] LoadReport run_load(const LoadPlan &plan, const LoadWork &work,
                                  const std::function<void(const LoadSample &)> &told,
                                  const std::function<bool()> &aborted);

} // namespace holdfast::scenarios

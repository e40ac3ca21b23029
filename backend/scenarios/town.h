#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace holdfast::scenarios {

class Sandbox;

struct TownOptions
{
    std::uint64_t seed = 1;
    std::function<bool()> aborted; ///< asked while it is built; then the constructor throws Aborted
};

struct TownTraffic
{
    std::uint64_t sent = 0;
    std::uint64_t answered = 0;
    std::uint64_t failed = 0; ///< answered 5xx, or not at all
};

/// A small believable town in a sandbox: vendors, partners, slots of every kind with prices in EUR, settled in every way
/// with the sandbox's gateway, people who book through the API, and people of the operating side who act and have something
/// to see to (TownTrouble). Seeded: the same seed asks for the same things in the same order.
/// The constructor builds it and lets an hour of booking time pass, the last quarter in small steps, so that about 250
/// reservations are in flight, with deadlines spread over the next half hour, and others at every end. Used by one thread.
class Town final
{
public:
    Town(Sandbox &sandbox, const TownOptions &options);
    ~Town();

    /// Traffic of `rate` requests per second, at random moments of an open schedule, while `pause(until)` says to go on. A
    /// request that would be late because the system is slow is sent all the same, up to a bound.
    void live(double rate, const std::function<bool(std::chrono::milliseconds)> &pause);
    [[nodiscard]] TownTraffic traffic() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::scenarios

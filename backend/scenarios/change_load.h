#pragma once

#include "backend/core/uuid.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace holdfast::scenarios {

class Sandbox;

struct ChangeLoadOptions
{
    std::size_t rows = 100'000; ///< reservations in flight
    double rate = 5'000;        ///< changes per second
    std::size_t probes = 10;    ///< of the rows: those whose deadlines are the first
    std::chrono::milliseconds probe_period{200};
    std::uint64_t seed = 1;
    std::function<bool()> aborted; ///< asked while it loads, which then throws Aborted
};

/// One of the probes was changed to this version.
struct ProbeChange
{
    Uuid reservation;
    std::int32_t version = 0;
    std::chrono::steady_clock::time_point committed; ///< not before this: taken when its commit was sent
};

/// Keeps a sandbox's database busy in sets, as a lane would: so many reservations in flight, all held through the domain,
/// and so many changes to them per second, alike everywhere: holds, confirmations by the vendor and releases, with as many
/// in flight as before. Beside it single reservations change whose moments of commit are told. Used by one thread; throws
/// storage::DatabaseError.
class ChangeLoad final
{
public:
    ChangeLoad(Sandbox &sandbox, ChangeLoadOptions options);
    ~ChangeLoad();

    void load();
    /// Some of the changes that are due by now, late ones too, up to a bound; how many were made. Then wait_until() a moment.
    std::size_t change(const std::function<void(const ProbeChange &)> &probed);
    [[nodiscard]] std::chrono::steady_clock::time_point next() const; ///< when change() has something to do again
    [[nodiscard]] std::size_t in_flight() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::scenarios

#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// What a part of the system says of itself each second.
struct Vitals
{
    bool healthy = true;
    std::string detail;                    ///< why not, for people
    std::map<std::string, double> metrics; ///< names as in /metrics
    /// Requests answered since the start, by the upper bound of the step of time they took, in microseconds. Steps that
    /// none took are absent; beyond the last finite bound all are counted at it.
    std::map<std::int64_t, std::int64_t> latency_us = {};
};

struct Component
{
    Uuid id;
    std::string kind; ///< "api", "expiry"
    std::string host;
    int pid = 0;
    Timestamp started_at;
    std::chrono::milliseconds silent_for{0}; ///< since it was last seen, by the database's clock
    bool alive = false;                      ///< seen within the last 5 s
    bool starting = false;                   ///< not healthy, but it never was and has begun lately
    Vitals vitals;
};

/// Those seen within the last minute, by kind and start.
[[nodiscard]] std::vector<Component> list_components(storage::Connection &connection);

/// Writes one component's vitals to the component table each second from a thread of its own, reconnecting as needed;
/// rows not seen for a day are removed. Until its first healthy report, and at most for 15 s, it says that it is
/// starting. The row is deleted on a clean stop. `read_vitals` is called on that thread.
class HealthReporter final
{
public:
    HealthReporter(std::string dsn, std::string kind, std::function<Vitals()> read_vitals);
    ~HealthReporter();
    HealthReporter(const HealthReporter &) = delete;
    HealthReporter &operator=(const HealthReporter &) = delete;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::insight

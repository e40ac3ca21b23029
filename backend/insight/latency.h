#pragma once

#include "backend/insight/health.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace holdfast::insight {

/// What the API has answered lately. Each percentile is the upper bound of the step it lies in: never too short, and an
/// eighth too long at most.
struct Latency
{
    std::int64_t requests = 0;
    std::int64_t server_errors = 0;
    std::chrono::milliseconds over{0}; ///< what the counts cover
    std::chrono::microseconds p50{0}, p95{0}, p99{0}, longest{0}; ///< zero without requests
};

/// Follows the components' histograms, which count since each one's start, and tells of the last minute: the nodes' counts
/// are added up, percentiles never averaged. One thread.
class LatencyMeter final
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds window{60};

    /// What was read of list_components() at that time. What a component answered before it was first seen counts only if it
    /// came after the first reading.
    void add(Clock::time_point at, const std::vector<Component> &components);
    /// nullopt before the second reading.
    [[nodiscard]] std::optional<Latency> latest() const;

private:
    using Histogram = std::map<std::int64_t, std::int64_t>;
    struct Known
    {
        Histogram answered;
        double server_errors = 0;
    };
    struct Step
    {
        Clock::time_point from, to;
        Histogram answered;
        std::int64_t server_errors = 0;
    };

    std::map<Uuid, Known> known_;
    std::optional<Clock::time_point> last_;
    std::deque<Step> steps_;
};

} // namespace holdfast::insight

#pragma once

#include "backend/api/api.h"
#include "backend/api/route.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace holdfast::api {

/// What the API counts, without a lock. Every route has its own row; requests that fit none share one more.
class Metrics final
{
public:
    Metrics();

    /// `route`: null for a request that fits none.
    void count(const Route *route, int status, std::chrono::nanoseconds took);

    std::atomic<std::uint64_t> readers_full = 0;      ///< queries turned away because the queue was full
    std::atomic<std::uint64_t> out_of_time = 0;       ///< requests answered by the API's own timer
    std::atomic<std::uint64_t> answered_pending = 0;  ///< 202: their operation had not ended in time
    std::atomic<std::uint64_t> waits_full = 0;        ///< of these, at once, because too many were waiting
    std::atomic<std::uint64_t> webhooks_refused = 0;  ///< not signed as the gateway does, or too old
    std::atomic<std::uint64_t> authentication_hits = 0;
    std::atomic<std::uint64_t> authentication_misses = 0;

    /// Over all routes; connections are the server's to count.
    [[nodiscard]] ApiMetrics totals() const;

    /// Appends in Prometheus' text format.
    void write(std::string &out) const;

    static constexpr std::array bounds_ms = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

    /// Over all routes time is counted in eight steps to a doubling, from 64 us to 16.8 s: a percentile read as the upper
    /// bound of its step is never too short and an eighth too long at most. Beyond the last there is one more step.
    static constexpr std::size_t steps = 18 * 8 + 1;
    [[nodiscard]] static std::size_t step_of(std::uint64_t us);
    [[nodiscard]] static double step_end_ms(std::size_t step); ///< infinite for the last

private:
    struct Row
    {
        std::array<std::atomic<std::uint64_t>, 6> by_class{}; // 0 unused, 1xx unused, ..., 5xx
        std::array<std::atomic<std::uint64_t>, bounds_ms.size() + 1> by_bucket{};
        std::atomic<std::uint64_t> total_us = 0;
    };
    static void write_histogram(std::string &out, const std::string &labels, const Row &row);

    std::unique_ptr<Row[]> rows_;
    std::size_t routes_;
    std::array<std::atomic<std::uint64_t>, steps> by_step_{};
};

/// How often the server itself answered with an error, on no route's behalf, by status.
void write_rejections(std::string &out, const std::map<int, std::uint64_t> &by_status);

/// "# HELP", "# TYPE" and one value.
void write_metric(std::string &out, std::string_view name, std::string_view type, std::string_view help, double value);

} // namespace holdfast::api

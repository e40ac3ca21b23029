#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// Durations, counted in fixed memory (about 170 KB): exact below 2,048 us, to three significant digits up to 17 minutes;
/// what is longer counts as the longest. Histograms are merged, percentiles never averaged.
class Histogram final
{
public:
    Histogram();

    void record(std::chrono::microseconds duration);
    void merge(const Histogram &other);
    void clear();

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::chrono::microseconds max() const { return max_; } ///< exact; 0 of none
    /// The duration below or at which `percent` (above 0, to 100) of them lie, by nearest rank: never less than the
    /// true one, and at most a thousandth more. 0 of none.
    [[nodiscard]] std::chrono::microseconds percentile(double percent) const;
    /// In milliseconds; nullopt when there are not samples_needed() of them.
    [[nodiscard]] std::optional<double> percentile_ms(double percent) const;

private:
    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    std::chrono::microseconds max_{0};
};

/// So many that with 95 % confidence one of them lies beyond the percentile: 59 for p95, 2,995 for p99.9.
[[nodiscard]] std::uint64_t samples_needed(double percent);

/// "p50 1.2 ms, p95 3.4 ms, p99 9 ms, p99.9 insufficient samples, max 12 ms, n 800"
[[nodiscard]] std::string describe(const Histogram &histogram);

} // namespace holdfast::scenarios

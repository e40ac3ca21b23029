#include "backend/scenarios/statistics.h"

#include <algorithm>
#include <cmath>

namespace holdfast::scenarios {

std::uint64_t nearest_rank(std::uint64_t count, double percent)
{
    // 99.9 % of 1,000 are 999 of them, whatever becomes of it in binary.
    const double rank = std::ceil(percent / 100.0 * static_cast<double>(count) - 1e-9);
    return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(rank, 1.0)), 1, std::max<std::uint64_t>(count, 1));
}

double percentile(std::vector<double> samples, double percent)
{
    if (samples.empty())
        return 0;
    std::ranges::sort(samples);
    return samples[nearest_rank(samples.size(), percent) - 1];
}

std::vector<double> durations_ms(std::span<const Answer> answers)
{
    std::vector<double> durations;
    for (const Answer &answer : answers)
        if (answer.status > 0)
            durations.push_back(static_cast<double>(answer.duration().count()) / 1000.0);
    return durations;
}

} // namespace holdfast::scenarios

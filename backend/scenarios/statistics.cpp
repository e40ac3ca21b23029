#include "backend/scenarios/statistics.h"

#include <algorithm>
#include <cmath>

namespace holdfast::scenarios {

double percentile(std::vector<double> samples, double percent)
{
    if (samples.empty())
        return 0;
    std::ranges::sort(samples);
    const double rank = std::ceil(percent / 100.0 * static_cast<double>(samples.size()));
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return samples[std::min(index, samples.size() - 1)];
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

#pragma once

#include <cstdint>

namespace holdfast::scenarios {

/// Between which the probability of a violation lies.
struct RateBounds
{
    double lowest = 0;
    double highest = 1;
};

/// Clopper and Pearson's exact bounds of a probability from `violations` among `runs` independent trials: without
/// violations the one-sided upper bound 1 - (1 - C)^(1/n), which the rule of three approximates, else the two-sided
/// interval. Of no runs: 0 to 1. `confidence` between 0 and 1.
[[nodiscard]] RateBounds bound_failure_rate(std::int64_t violations, std::int64_t runs, double confidence);

} // namespace holdfast::scenarios

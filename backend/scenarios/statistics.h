#pragma once

#include "backend/scenarios/answer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace holdfast::scenarios {

/// Of so many sorted samples, the place from 1 of the lowest one below or at which `percent` (0 to 100) of them lie.
[[nodiscard]] std::uint64_t nearest_rank(std::uint64_t count, double percent);

/// The value below or at which `percent` (0 to 100) of the samples lie: the nearest rank, of an exact sort. 0 of none.
[[nodiscard]] double percentile(std::vector<double> samples, double percent);

/// Of those that were answered, in milliseconds.
[[nodiscard]] std::vector<double> durations_ms(std::span<const Answer> answers);

} // namespace holdfast::scenarios

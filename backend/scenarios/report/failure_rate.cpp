#include "backend/scenarios/report/failure_rate.h"

#include <boost/math/distributions/beta.hpp>

#include <cmath>

namespace holdfast::scenarios {

RateBounds bound_failure_rate(std::int64_t violations, std::int64_t runs, double confidence)
{
    if (runs <= 0)
        return {};
    const double tail = 1 - confidence;
    const auto n = static_cast<double>(runs);
    const auto k = static_cast<double>(violations);
    if (violations <= 0)
        return {0, 1 - std::pow(tail, 1 / n)};
    if (violations >= runs)
        return {std::pow(tail, 1 / n), 1}; // one-sided as well
    using boost::math::quantile;
    return {quantile(boost::math::beta_distribution<>(k, n - k + 1), tail / 2),
            quantile(boost::math::beta_distribution<>(k + 1, n - k), 1 - tail / 2)};
}

} // namespace holdfast::scenarios

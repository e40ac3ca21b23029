#include "backend/scenarios/histogram.h"

#include "backend/scenarios/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <sstream>

namespace holdfast::scenarios {

namespace {

// Below 2^11 a count per microsecond, then 2^10 of equal width for each doubling: no wider than a thousandth of what they
// count.
constexpr int exact_bits = 11;
constexpr int longest_bits = 30;
constexpr std::size_t half = std::size_t{1} << (exact_bits - 1);
constexpr std::size_t counts = half * static_cast<std::size_t>(longest_bits - exact_bits + 2);
constexpr std::uint64_t longest = (std::uint64_t{1} << longest_bits) - 1;

std::size_t place_of(std::uint64_t value)
{
    const int width = static_cast<int>(std::bit_width(value));
    const int shift = std::max(0, width - exact_bits);
    return half * static_cast<std::size_t>(shift) + static_cast<std::size_t>(value >> shift);
}

/// The highest value counted there.
std::uint64_t highest_at(std::size_t place)
{
    const std::size_t shift = place < 2 * half ? 0 : place / half - 1;
    return ((place - half * shift + 1) << shift) - 1;
}

} // namespace

Histogram::Histogram() : counts_(counts)
{
}

void Histogram::record(std::chrono::microseconds duration)
{
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    ++counts_[place_of(std::min(value, longest))];
    ++count_;
    max_ = std::max(max_, duration);
}

void Histogram::merge(const Histogram &other)
{
    std::ranges::transform(counts_, other.counts_, counts_.begin(), std::plus<>());
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
}

void Histogram::clear()
{
    std::ranges::fill(counts_, 0);
    count_ = 0;
    max_ = {};
}

std::chrono::microseconds Histogram::percentile(double percent) const
{
    const std::uint64_t rank = nearest_rank(count_, percent);
    std::uint64_t below = 0;
    for (std::size_t place = 0; place < counts_.size(); ++place) {
        below += counts_[place];
        if (below >= rank)
            return std::min(max_, std::chrono::microseconds(highest_at(place)));
    }
    return max_;
}

std::optional<double> Histogram::percentile_ms(double percent) const
{
    if (count_ < samples_needed(percent))
        return std::nullopt;
    return static_cast<double>(percentile(percent).count()) / 1000.0;
}

std::uint64_t samples_needed(double percent)
{
    constexpr double doubt = 0.05; // 95 % confidence
    const double share = percent / 100.0;
    return share >= 1.0 ? 1 : static_cast<std::uint64_t>(std::ceil(std::log(doubt) / std::log(share)));
}

std::string describe(const Histogram &histogram)
{
    std::ostringstream text;
    for (const double percent : {50.0, 95.0, 99.0, 99.9}) {
        text << 'p' << percent;
        if (const auto ms = histogram.percentile_ms(percent))
            text << ' ' << *ms << " ms, ";
        else
            text << " insufficient samples, ";
    }
    text << "max " << static_cast<double>(histogram.max().count()) / 1000.0 << " ms, n " << histogram.count();
    return text.str();
}

} // namespace holdfast::scenarios

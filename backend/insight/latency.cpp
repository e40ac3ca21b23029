#include "backend/insight/latency.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace holdfast::insight {

namespace {

constexpr std::size_t most_known = 1'000;

double server_errors_of(const Component &component)
{
    const auto found = component.vitals.metrics.find("server_errors");
    return found == component.vitals.metrics.end() ? 0 : found->second;
}

std::chrono::microseconds quantile(const std::map<std::int64_t, std::int64_t> &answered, std::int64_t all, double share)
{
    const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(all)));
    std::int64_t below = 0;
    for (const auto &[us, count] : answered) {
        below += count;
        if (below >= wanted)
            return std::chrono::microseconds(us);
    }
    return std::chrono::microseconds(0);
}

} // namespace

void LatencyMeter::add(Clock::time_point at, const std::vector<Component> &components)
{
    Step step{last_.value_or(at), at, {}, 0};
    for (const auto &component : components) {
        if (component.vitals.latency_us.empty())
            continue;
        const auto found = known_.find(component.id);
        if (found != known_.end() || last_) {
            const Known before = found == known_.end() ? Known{} : found->second;
            for (const auto &[us, count] : component.vitals.latency_us) {
                const auto earlier = before.answered.find(us);
                const auto more = count - (earlier == before.answered.end() ? 0 : earlier->second);
                if (more > 0)
                    step.answered[us] += more;
            }
            step.server_errors += std::max<std::int64_t>(0, std::llround(server_errors_of(component) - before.server_errors));
        }
        known_[component.id] = {component.vitals.latency_us, server_errors_of(component)};
    }
    // One that fell silent may come back: it is forgotten only when there are too many.
    std::erase_if(known_, [&, full = known_.size() > most_known](const auto &entry) {
        return full && std::none_of(components.begin(), components.end(),
                                    [&](const Component &component) { return component.id == entry.first; });
    });
    if (last_)
        steps_.push_back(std::move(step));
    last_ = at;
    while (!steps_.empty() && steps_.front().from + window < at)
        steps_.pop_front();
}

std::optional<Latency> LatencyMeter::latest() const
{
    if (steps_.empty())
        return std::nullopt;
    Histogram answered;
    Latency latency;
    for (const auto &step : steps_) {
        latency.server_errors += step.server_errors;
        for (const auto &[us, count] : step.answered) {
            answered[us] += count;
            latency.requests += count;
        }
    }
    latency.over = std::chrono::round<std::chrono::milliseconds>(steps_.back().to - steps_.front().from);
    if (latency.requests == 0)
        return latency;
    latency.p50 = quantile(answered, latency.requests, 0.50);
    latency.p95 = quantile(answered, latency.requests, 0.95);
    latency.p99 = quantile(answered, latency.requests, 0.99);
    latency.longest = std::chrono::microseconds(answered.rbegin()->first);
    return latency;
}

} // namespace holdfast::insight

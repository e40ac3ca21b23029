#include "backend/simulators/faults.h"

#include <algorithm>

namespace holdfast::simulators {

namespace {

/// splitmix64: a fair coin for each number of each seed, the same on every machine.
std::uint64_t mix(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

bool coin(std::uint64_t seed, std::uint64_t number, double rate)
{
    constexpr double unit = 1.0 / 9007199254740992.0; // 2 to the power of -53
    return static_cast<double>(mix(mix(seed) + number) >> 11) * unit < rate;
}

/// Changes what is done or kept, so that it means nothing to a call which does not act.
bool changes_the_act(const Fault &fault)
{
    return fault.kind == FaultKind::Decline || (fault.kind == FaultKind::Error && (fault.after || fault.stored));
}

bool matches(const Fault &fault, CallKind call, const Metadata &subject, bool acts, std::string_view event_type)
{
    if (fault.call ? *fault.call != call : call == CallKind::Webhook)
        return false;
    if (!acts && changes_the_act(fault))
        return false;
    if (!fault.event_type.empty() && fault.event_type != event_type)
        return false;
    return std::all_of(fault.match.begin(), fault.match.end(), [&](const auto &wanted) {
        const auto at = subject.find(wanted.first);
        return at != subject.end() && at->second == wanted.second;
    });
}

/// Whether a fault takes the call it has just counted.
bool takes(const Fault &fault)
{
    if (fault.times != 0 && fault.taken >= fault.times)
        return false;
    if (fault.matched < fault.nth)
        return false;
    return !fault.rate || coin(fault.seed, fault.matched, *fault.rate);
}

} // namespace

bool befalls_webhooks(FaultKind kind)
{
    return kind == FaultKind::Delay || kind >= FaultKind::Duplicate;
}

bool befalls_calls(FaultKind kind)
{
    return kind < FaultKind::Duplicate;
}

std::optional<std::string> Faults::add(Fault fault)
{
    const std::lock_guard lock(mutex_);
    if (faults_.size() >= max_faults)
        return std::nullopt;
    fault.id = "flt_" + std::to_string(++made_);
    if (fault.nth != 0 && fault.times == 0)
        fault.times = 1; // the nth call, not all from then on
    return faults_.emplace_back(std::move(fault)).id;
}

std::vector<Fault> Faults::list() const
{
    const std::lock_guard lock(mutex_);
    return faults_;
}

void Faults::clear()
{
    const std::lock_guard lock(mutex_);
    faults_.clear();
}

bool Faults::remove(const std::string &id)
{
    const std::lock_guard lock(mutex_);
    return std::erase_if(faults_, [&](const Fault &fault) { return fault.id == id; }) > 0;
}

std::optional<Fault> Faults::choose(CallKind call, const Metadata &subject, bool acts, std::string_view event_type)
{
    const std::lock_guard lock(mutex_);
    for (auto &fault : faults_) {
        if (!matches(fault, call, subject, acts, event_type))
            continue;
        ++fault.matched;
        if (!takes(fault))
            continue;
        ++fault.taken;
        return fault;
    }
    return std::nullopt;
}

void Faults::settle(const std::string &id, bool applied)
{
    const std::lock_guard lock(mutex_);
    const auto at = std::find_if(faults_.begin(), faults_.end(), [&](const Fault &fault) { return fault.id == id; });
    if (at == faults_.end())
        return;
    if (applied)
        ++at->hit;
    else
        --at->taken;
}

} // namespace holdfast::simulators

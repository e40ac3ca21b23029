#include "backend/simulators/gateway_clock.h"

#include <algorithm>

namespace holdfast::simulators {

GatewayClock::Milliseconds GatewayClock::now() const
{
    const std::lock_guard lock(mutex_);
    const auto wall = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    latest_ = std::max(latest_, wall + offset_);
    return latest_;
}

GatewayClock::Milliseconds GatewayClock::offset() const
{
    const std::lock_guard lock(mutex_);
    return offset_;
}

bool GatewayClock::set_offset(Milliseconds offset)
{
    const std::lock_guard lock(mutex_);
    if (offset < offset_)
        return false;
    offset_ = offset;
    return true;
}

} // namespace holdfast::simulators

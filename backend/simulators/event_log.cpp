#include "backend/simulators/event_log.h"

namespace holdfast::simulators {

void EventLog::add(Event event)
{
    if (events_.size() >= max_events) {
        const auto &oldest = events_.front();
        by_id_.erase(oldest.id);
        in_order_.erase(oldest.place);
        events_.pop_front();
    }
    const auto &kept = events_.emplace_back(std::move(event)); // a deque's elements stay where they are
    by_id_.emplace(kept.id, &kept);
    in_order_.emplace(kept.place, &kept);
}

const Event *EventLog::find(const std::string &id) const
{
    const auto at = by_id_.find(id);
    return at == by_id_.end() ? nullptr : at->second;
}

} // namespace holdfast::simulators

#pragma once

#include "backend/simulators/webhooks.h"

#include <deque>

namespace holdfast::simulators {

/// The latest events, for GET /v1/events; older ones are forgotten. Used by one thread at a time.
class EventLog final
{
public:
    static constexpr std::size_t max_events = 20'000;

    void add(Event event);
    [[nodiscard]] const Event *find(const std::string &id) const;
    /// By place, oldest first.
    [[nodiscard]] const std::map<Place, const Event *> &in_order() const { return in_order_; }

private:
    std::deque<Event> events_;
    std::unordered_map<std::string, const Event *> by_id_;
    std::map<Place, const Event *> in_order_;
};

} // namespace holdfast::simulators

#include "backend/core/reservation_state.h"

namespace holdfast {

namespace {

constexpr bool tables_are_sound()
{
    for (std::size_t i = 0; i < state_table.size(); ++i) {
        const auto &row = state_table[i];
        if (static_cast<std::size_t>(row.state) != i || (row.in_flight && row.terminal)
            || row.in_flight != (row.default_deadline.count() > 0))
            return false;
    }
    for (std::size_t i = 0; i < event_table.size(); ++i) {
        if (static_cast<std::size_t>(event_table[i].event) != i)
            return false;
    }
    for (const auto &row : transition_table) {
        // No step out of a terminal state and none backwards; more time is the only one that stays.
        if (info(row.from).terminal || row.to < row.from || (row.to == row.from) != (row.event == Event::Extend))
            return false;
    }
    return true;
}
static_assert(tables_are_sound());

} // namespace

std::optional<State> parse_state(std::string_view text)
{
    for (const auto &row : state_table) {
        if (row.name == text)
            return row.state;
    }
    return std::nullopt;
}

std::optional<Event> parse_event(std::string_view text)
{
    for (const auto &row : event_table) {
        if (row.name == text)
            return row.event;
    }
    return std::nullopt;
}

} // namespace holdfast

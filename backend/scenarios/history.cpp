#include "backend/scenarios/history.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace holdfast::scenarios {

namespace {

/// What clients were told is there.
struct Promises
{
    std::vector<Operation> reservations;
    std::vector<storage::Param> slots;
    std::vector<std::string> unreadable; ///< successes that do not say what they are about
};

Promises collect(const History &history)
{
    Promises promises;
    for (Operation &operation : history.operations()) {
        if (operation.outcome != Outcome::Ok)
            continue;
        if (operation.slot && (operation.kind == "create_slot" || operation.kind == "external_booking"))
            promises.slots.emplace_back(operation.slot->to_string());
        else if (operation.reservation && operation.state && operation.version)
            promises.reservations.push_back(std::move(operation));
        else
            promises.unreadable.push_back(operation.kind + " acknowledged without id, state and version");
    }
    return promises;
}

std::string describe(const Operation &operation)
{
    std::string text = operation.kind + " of " + operation.reservation->to_string();
    if (operation.state)
        text += ", told " + std::string(name(*operation.state));
    return text;
}

std::vector<std::string> find_broken_reservations(const Promises &promises, storage::Connection &database)
{
    std::vector<storage::Param> ids;
    std::vector<storage::Param> versions;
    for (const Operation &operation : promises.reservations) {
        ids.emplace_back(operation.reservation->to_string());
        versions.emplace_back(std::to_string(*operation.version));
    }
    const auto rows = database.query(resources::text("sql/scenarios/find_acknowledged.sql"),
                                     {storage::array_literal(ids), storage::array_literal(versions)});
    std::vector<std::string> broken;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const Operation &operation = promises.reservations.at(static_cast<std::size_t>(rows.integer(row, 0) - 1));
        const auto logged = rows.optional_text(row, 1);
        const auto current = rows.optional_text(row, 2);
        if (!current)
            broken.push_back(describe(operation) + ", does not exist");
        else if (!logged || parse_state(*logged) != operation.state)
            broken.push_back(describe(operation) + ", its log says " + logged.value_or("nothing"));
        else if (const auto state = parse_state(*current); !state || !reachable(*operation.state, *state))
            broken.push_back(describe(operation) + ", is " + *current);
    }
    return broken;
}

std::vector<std::string> find_missing_slots(const Promises &promises, storage::Connection &database)
{
    const auto rows = database.query(resources::text("sql/scenarios/find_missing_slots.sql"),
                                     {storage::array_literal(promises.slots)});
    std::vector<std::string> missing;
    for (std::size_t row = 0; row < rows.size(); ++row)
        missing.push_back("slot " + rows.text(row, 0) + ", does not exist");
    return missing;
}

} // namespace

std::string_view name(Outcome outcome)
{
    constexpr std::array<std::string_view, 3> names = {"ok", "fail", "unknown"};
    return names[static_cast<std::size_t>(outcome)];
}

std::optional<State> parse_state(std::string_view name)
{
    const auto found = std::ranges::find(state_table, name, &StateInfo::name);
    return found == state_table.end() ? std::nullopt : std::optional(found->state);
}

std::chrono::microseconds History::since_began(std::chrono::steady_clock::time_point time) const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time - began_);
}

void History::record(Operation operation)
{
    const std::lock_guard lock(mutex_);
    operations_.push_back(std::move(operation));
}

std::vector<Operation> History::operations() const
{
    const std::lock_guard lock(mutex_);
    return operations_;
}

void History::know_slot(const Uuid &slot, int capacity)
{
    const std::lock_guard lock(mutex_);
    known_slots_[slot] = capacity;
}

std::map<Uuid, int> History::known_slots() const
{
    const std::lock_guard lock(mutex_);
    return known_slots_;
}

std::size_t History::count(Outcome outcome) const
{
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count(operations_, outcome, &Operation::outcome));
}

bool reachable(State from, State to)
{
    std::array<bool, state_table.size()> seen{};
    std::deque<State> open = {from};
    while (!open.empty()) {
        const State state = open.front();
        open.pop_front();
        if (state == to)
            return true;
        if (std::exchange(seen[static_cast<std::size_t>(state)], true))
            continue;
        for (const Transition &transition : transition_table)
            if (transition.from == state)
                open.push_back(transition.to);
    }
    return false;
}

Check check_acknowledged(const History &history, storage::Connection &database)
{
    const Promises promises = collect(history);
    std::vector<std::string> broken = promises.unreadable;
    for (auto *find : {&find_broken_reservations, &find_missing_slots}) {
        const auto found = (*find)(promises, database);
        broken.insert(broken.end(), found.begin(), found.end());
    }
    const std::size_t count = promises.reservations.size() + promises.slots.size();
    std::string observed = broken.empty() ? "all " + std::to_string(count) + " exist" : broken.front();
    if (broken.size() > 1)
        observed += " (and " + std::to_string(broken.size() - 1) + " more)";
    return {"I14 Every acknowledged success exists", "all that was acknowledged exists", observed, broken.empty(),
            Severity::Critical};
}

} // namespace holdfast::scenarios

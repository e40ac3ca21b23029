#pragma once

#include "backend/scenarios/links.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

class Context;

using Parameters = std::map<std::string, std::int64_t, std::less<>>;

/// A whole number a run can be given with --param.
struct Parameter
{
    std::string name;
    std::int64_t fallback = 0;
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
    std::string text; ///< for people
};

/// A deliberate bug, loaded into the sandbox only, under which the scenario must fail. Exactly one of `sql` and
/// `fault_point` is set.
struct Saboteur
{
    std::string name;
    std::string text;        ///< what it breaks, for people
    std::string sql;         ///< a resource below sql/saboteurs/, which raises when it does not fit the code any more
    std::string fault_point; ///< a point named sabotage.*, armed to fail in every process
    std::string caught_by;   ///< the check that must fail
};

/// One entry of the catalogue. `run` talks to the system as its clients do and says what it saw through the Context;
/// it throws when it cannot go on, which makes the run an ERROR. Everything it breaks it mends, also when it throws.
struct Scenario
{
    std::string id;          ///< "1.1"
    std::string title;
    std::string expectation; ///< what must come out of it, in a sentence
    std::string area;        ///< heading it is listed under
    bool exclusive = false;  ///< must run alone: it measures time
    int api_nodes = 1;       ///< of the sandbox; 1 or 2
    int workers = 1;         ///< likewise; 1 to 4
    std::vector<Link> links = {}; ///< of the sandbox that it breaks
    std::vector<Parameter> parameters;
    /// Why these values make no sense together, though each is in range; empty when they do. May be unset.
    std::function<std::string(const Parameters &)> contradiction;
    std::vector<std::string> steps; ///< its own, in order; the runner adds its own around them
    std::vector<Saboteur> saboteurs;
    std::function<void(Context &)> run;
};

/// Every scenario there is, in the order of the list.
[[nodiscard]] std::span<const Scenario> catalogue();
[[nodiscard]] const Scenario *find_scenario(std::string_view id);

/// The ids of all that is specified, also of what the catalogue does not have: nothing is said of what that would cover.
[[nodiscard]] std::span<const std::string_view> specified_ids();

/// Whether a scenario covers what must never go wrong: when it makes no statement, there is no assessment at all.
[[nodiscard]] bool covers_critical_area(std::string_view id);

/// The scenario's parameters with those given ("name=value") over their defaults. A name that the scenario does not
/// know is left out: with several scenarios each takes its own. Throws std::invalid_argument for a malformed text, for a
/// value that is no whole number or out of range, and for values that contradict each other.
[[nodiscard]] Parameters parse_parameters(const Scenario &scenario, std::span<const std::string> given);

} // namespace holdfast::scenarios

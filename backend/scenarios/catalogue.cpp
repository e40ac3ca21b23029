#include "backend/scenarios/scenario.h"

#include "backend/scenarios/cases/cases.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace holdfast::scenarios {

std::span<const Scenario> catalogue()
{
    static const std::vector<Scenario> all = {
        concurrent_attempts(),       // 1.1
        idempotency_replay(),        // 1.2
        retry_after_errors(),        // 1.3
        authorization_idempotency(), // 1.4
        vendor_confirms_late(),      // 2.1
        authorized_at_deadline(),    // 2.2
        idle_past_deadlines(),       // 2.3
        volume(),                    // 3.1
        gateway_failures(),          // 3.2
        worker_crashes(),            // 3.3
        repair_loop(),               // 3.4
        requester_declined(),        // 4.1
        vendor_capture_fails(),      // 4.2
        revalidation_fails(),        // 4.3
        crash_before_commit(),       // 4.4
        list_in_flight(),            // 5.1
        stuck_authorizations(),      // 5.2
        reconcile_books(),           // 5.3
        booking_life(),              // 5.4
    };
    return all;
}

const Scenario *find_scenario(std::string_view id)
{
    const auto found = std::ranges::find(catalogue(), id, &Scenario::id);
    return found == catalogue().end() ? nullptr : &*found;
}

std::span<const std::string_view> specified_ids()
{
    static constexpr std::array<std::string_view, 40> ids = {
        "1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.4", "5.1",
        "5.2", "5.3", "5.4", "D1",  "D2",  "D3",  "D4",  "D5",  "D6",  "D7",  "D8",  "D9",  "D10", "T-BUG-001",
        "T-CONC-001", "T-MULTI-001", "matrix", "E1", "E2", "E3", "E4", "E5a", "E5b", "E6"};
    return ids;
}

bool covers_critical_area(std::string_view id)
{
    constexpr std::array<std::string_view, 20> ids = {"1.1", "1.2", "1.3", "1.4", "2.3", "3.2", "3.3",
                                                      "3.4", "5.3", "D1",  "D2",  "D3",  "D4",  "D5",
                                                      "D6",  "D7",  "D8",  "D9",  "E1",  "E5b"};
    return std::ranges::find(ids, id) != ids.end() || id.starts_with("4.") || id.starts_with("T-");
}

Parameters parse_parameters(const Scenario &scenario, std::span<const std::string> given)
{
    Parameters parameters;
    for (const Parameter &parameter : scenario.parameters)
        parameters[parameter.name] = parameter.fallback;

    for (const std::string &text : given) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            throw std::invalid_argument("'" + text + "' is not of the form name=value");
        const auto known = std::ranges::find(scenario.parameters, text.substr(0, equals), &Parameter::name);
        if (known == scenario.parameters.end())
            continue;
        std::int64_t value = 0;
        const char *end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + equals + 1, end, value);
        if (parsed.ec != std::errc{} || parsed.ptr != end || value < known->lowest || value > known->highest)
            throw std::invalid_argument("'" + text + "': " + known->name + " of scenario " + scenario.id
                                        + " is a whole number from " + std::to_string(known->lowest) + " to "
                                        + std::to_string(known->highest));
        parameters[known->name] = value;
    }
    if (const std::string why = scenario.contradiction ? scenario.contradiction(parameters) : ""; !why.empty())
        throw std::invalid_argument("scenario " + scenario.id + ": " + why);
    return parameters;
}

} // namespace holdfast::scenarios

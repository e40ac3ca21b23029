#pragma once

#include "backend/scenarios/run_event.h"
#include "backend/scenarios/scenario.h"

#include <string>
#include <vector>

/// Scenarios told for people at a terminal.
namespace holdfast::ctl::scenarios_text {

[[nodiscard]] std::string describe(const scenarios::Scenario &scenario);

/// Turns the events of a run into lines, most into none.
class Narrator final
{
public:
    [[nodiscard]] std::vector<std::string> tell(const scenarios::RunEvent &event);

private:
    [[nodiscard]] std::vector<std::string> end(const scenarios::Result &result);
    [[nodiscard]] std::vector<std::string> sum_up(const scenarios::Finished &finished) const;

    int passed_ = 0; ///< or caught
    int ended_ = 0;
    bool saboteurs_ = false;
};

} // namespace holdfast::ctl::scenarios_text

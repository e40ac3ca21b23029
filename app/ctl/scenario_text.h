#pragma once

#include "backend/scenarios/run_event.h"
#include "backend/scenarios/scenario.h"

#include <deque>
#include <string>
#include <vector>

/// Scenarios told for people at a terminal.
namespace holdfast::ctl::scenarios_text {

[[nodiscard]] std::string describe(const scenarios::Scenario &scenario);

/// Turns the events of runs into lines, most into none. Of runs at the same time one has the floor; what the others say
/// comes when it has ended, run by run.
class Narrator final
{
public:
    [[nodiscard]] std::vector<std::string> tell(const scenarios::RunEvent &event);

private:
    /// A run that was not told to its end.
    struct Run
    {
        std::string id;
        std::vector<std::string> lines; ///< not yet told
        bool over = false;
    };

    [[nodiscard]] std::vector<std::string> describe_event(const scenarios::RunEvent &event);
    [[nodiscard]] std::vector<std::string> end(const scenarios::Result &result);
    [[nodiscard]] std::vector<std::string> sum_up(const scenarios::Finished &finished) const;

    std::deque<Run> runs_; ///< the first has the floor
    int passed_ = 0; ///< or caught
    int ended_ = 0;
    int flaky_ = 0;
    int reruns_ = 0;
    bool saboteurs_ = false;
};

} // namespace holdfast::ctl::scenarios_text

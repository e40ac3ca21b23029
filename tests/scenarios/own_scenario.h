#pragma once

#include "backend/scenarios/context.h"
#include "backend/scenarios/runner.h"
#include "tests/scenarios/ctl.h"

#include <functional>

/// Scenarios made for a test of the runner.
namespace holdfast::test {

/// "t.1", which does this.
[[nodiscard]] scenarios::Scenario make_scenario(std::function<void(scenarios::Context &)> body);
/// To run it in the data folder, with seed 1, and nothing again. The scenario must outlive it.
[[nodiscard]] scenarios::RunRequest request_for(const scenarios::Scenario &scenario, const Ctl &ctl);
/// Makes a slot and holds one place of it: one check, "held".
void hold_one(scenarios::Context &context);

} // namespace holdfast::test

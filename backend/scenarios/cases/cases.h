#pragma once

#include "backend/scenarios/scenario.h"

/// One function per scenario, each in a file of its own; catalogue.cpp lists them.
namespace holdfast::scenarios {

[[nodiscard]] Scenario concurrent_attempts();
[[nodiscard]] Scenario idempotency_replay();
[[nodiscard]] Scenario retry_after_errors();

} // namespace holdfast::scenarios

#pragma once

#include "backend/scenarios/scenario.h"

/// One function per scenario, each in a file of its own; catalogue.cpp lists them.
namespace holdfast::scenarios {

[[nodiscard]] Scenario concurrent_attempts();
[[nodiscard]] Scenario idempotency_replay();
[[nodiscard]] Scenario retry_after_errors();
[[nodiscard]] Scenario authorization_idempotency();
[[nodiscard]] Scenario vendor_confirms_late();
[[nodiscard]] Scenario authorized_at_deadline();
[[nodiscard]] Scenario idle_past_deadlines();
[[nodiscard]] Scenario volume();
[[nodiscard]] Scenario gateway_failures();
[[nodiscard]] Scenario worker_crashes();
[[nodiscard]] Scenario repair_loop();
[[nodiscard]] Scenario requester_declined();
[[nodiscard]] Scenario vendor_capture_fails();
[[nodiscard]] Scenario revalidation_fails();
[[nodiscard]] Scenario crash_before_commit();
[[nodiscard]] Scenario list_in_flight();
[[nodiscard]] Scenario stuck_authorizations();
[[nodiscard]] Scenario reconcile_books();
[[nodiscard]] Scenario booking_life();

} // namespace holdfast::scenarios

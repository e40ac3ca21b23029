#include "tests/scenarios/own_scenario.h"

#include "backend/storage/private_cluster.h"

namespace holdfast::test {

using namespace scenarios;

Scenario make_scenario(std::function<void(Context &)> body)
{
    Scenario scenario;
    scenario.id = "t.1";
    scenario.title = "For the test";
    scenario.run = std::move(body);
    return scenario;
}

RunRequest request_for(const Scenario &scenario, const Ctl &ctl)
{
    RunRequest request;
    request.scenarios = {&scenario};
    request.executable = Ctl::executable();
    request.data_dir = ctl.data_dir();
    request.runtime_dir = storage::default_runtime_dir();
    request.seed = 1;
    request.reruns = 0;
    return request;
}

void hold_one(Context &context)
{
    SlotRequest slot;
    slot.vendor_id = Uuid::make_v7();
    slot.kind = "class";
    slot.capacity = 4;
    slot.starts_at = wall_clock_now() + std::chrono::days(1);
    const Answer made = context.api().create_slot(slot);
    const std::string name = context.next_name("booking");
    const Answer held = context.api().hold({made.slot_id.value(), 1, name, name, name});
    context.check({"held", "201", held.summary(), held.status == 201, Severity::High});
}

} // namespace holdfast::test

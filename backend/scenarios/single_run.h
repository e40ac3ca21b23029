#pragma once

#include "backend/core/uuid.h"
#include "backend/scenarios/runner.h"

#include <chrono>
#include <memory>

namespace holdfast::scenarios {

class Context;
class Evidence;
class History;
class Invocation;
class Sandbox;

/// One scenario, once, in a sandbox of its own: sandbox up, steady state, saboteur, the scenario, faults undone, steady
/// state again, invariants, sandbox down. Each stage leaves its evidence in the run's folder.
class SingleRun final
{
public:
    SingleRun(const RunRequest &request, const PlannedRun &planned, const Invocation &invocation,
              const Observer &observer);
    ~SingleRun();

    /// Never throws for what happens in the run.
    [[nodiscard]] Result execute();

private:
    void tell(decltype(RunEvent::body) body);
    void step(const std::string &name, const std::function<void()> &work);
    /// What it throws becomes the result's error, unless something went wrong before; then goes on.
    void attempt(const std::function<void()> &work);
    void bring_up();
    void experiment();
    void load_saboteur(Context &context);
    void judge_data(Context &context);
    void judge_order_of(Context &context);
    void take_down();
    [[nodiscard]] std::vector<Uuid> told_reservations() const;
    [[nodiscard]] std::vector<std::string> step_names() const;

    const RunRequest &request_;
    const PlannedRun &planned_;
    const Invocation &invocation_;
    const Observer &observer_;
    Result result_;
    std::chrono::microseconds own_from_{0}, own_to_{0}; ///< when the scenario itself ran, by the history
    std::unique_ptr<Evidence> evidence_;
    std::unique_ptr<History> history_;
    std::unique_ptr<Sandbox> sandbox_;
};

/// The result of a run that was never begun.
[[nodiscard]] Result describe_unrun(const PlannedRun &planned);

/// The command that runs it again.
[[nodiscard]] std::string reproduce_command(const PlannedRun &planned);

/// result.json of the run's folder. What cannot be written is logged.
void write_result(const Result &result);

} // namespace holdfast::scenarios

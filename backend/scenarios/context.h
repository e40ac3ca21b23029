#pragma once

#include "backend/scenarios/api_client.h"
#include "backend/scenarios/check.h"
#include "backend/scenarios/evidence.h"
#include "backend/scenarios/load.h"
#include "backend/scenarios/result.h"
#include "backend/scenarios/run_event.h"
#include "backend/scenarios/sandbox.h"
#include "backend/scenarios/scenario.h"

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

/// Runs a named part of a run and tells how it went. What `work` throws goes on after that.
void run_step(const std::function<void(decltype(RunEvent::body))> &tell, const std::string &name,
              const std::function<void()> &work);

/// How fast a run goes.
struct Tempo
{
    std::chrono::milliseconds pace{0}; ///< to wait after each of the scenario's steps
    bool real_time = false;            ///< time passes only by waiting
};

/// What a scenario has to hand: the sandbox and a client of it, and a place to say what it saw. Used by the thread
/// that runs the scenario. Faults made through it are undone by undo_faults(), which the runner calls in any case.
class Context final
{
public:
    Context(Sandbox &sandbox, Evidence &evidence, History &history, Result &result, Observer observer,
            std::function<bool()> aborted, Tempo tempo = {});

    [[nodiscard]] Sandbox &sandbox() { return sandbox_; }
    [[nodiscard]] ApiClient &api() { return api_; }
    [[nodiscard]] const History &history() const { return history_; } ///< what was asked for and told so far
    [[nodiscard]] ApiClient &admin() { return admin_; } ///< a client of it that a person with the role admin uses
    /// Somebody other than the clients acts on this reservation from now on, and may end it: an admin, a repair.
    void note_elsewhere(const std::string &act, const Uuid &reservation);
    /// A session of our own in the sandbox's database; a new one when the last one broke.
    [[nodiscard]] storage::Connection &database();
    [[nodiscard]] std::int64_t parameter(std::string_view name) const;
    /// Seeded: the same run draws the same numbers.
    [[nodiscard]] std::mt19937_64 &random() { return random_; }
    /// Unlike any other of this run, and the same when it is run again: "ref-3".
    [[nodiscard]] std::string next_name(const std::string &prefix);

    /// A step of the scenario: run_step(), unless it is time to end; then, and while it waits for its pace, it throws Aborted.
    void step(const std::string &name, const std::function<void()> &work);
    /// Records a check. The hint is kept when it fails.
    void check(Check check, Hint hint = {});
    void must_have_happened(const std::string &name, bool happened, const std::string &detail);
    void metric(const std::string &name, double value);
    void progress(std::int64_t done, std::int64_t total);
    void log(LogLine::Level level, const std::string &source, const std::string &text);
    /// Throws Aborted when it is time to end. Call it in anything that lasts.
    void throw_if_aborted() const;

    /// Runs a load, says each second what it does, and takes its conditions and figures over: metrics "PHASE_p95_ms" and others.
    LoadReport load(const LoadPlan &plan, const LoadWork &work);

    /// Asks the database itself (a resource below sql/scenarios/) and keeps query and rows as evidence.
    storage::Rows oracle(const std::string &name, std::initializer_list<storage::Param> params = {});

    /// Runs `holdfastctl ARGUMENTS --json` on the sandbox's database and returns what it printed, which is kept as evidence.
    /// Throws std::runtime_error when it fails or does not end in time.
    [[nodiscard]] std::string holdfastctl(std::vector<std::string> arguments);

    /// What it arms to crash is brought back when the faults are undone.
    void arm(Part part, const FaultOrder &order);
    /// Takes a point back that has not fired, or no longer is to.
    void disarm(Part part, const std::string &point);
    void kill(Part part);
    void pause(Part part);
    void resume(Part part); ///< before that is undone
    /// When the faults are undone, it must have been hit: a fault that touched nothing proves nothing.
    void break_gateway(const GatewayFault &fault);
    /// Of a link the scenario has; its handle. Its seed is drawn. When it ends, it must have hit something.
    std::size_t break_link(Link link, net::NetFault fault);
    [[nodiscard]] net::NetFaultReport link_fault(std::size_t handle) const; ///< what it did so far, or until it ended
    void end_link_fault(std::size_t handle); ///< before the others are undone; no effect on one that has ended
    /// Arms a point named sabotage.* to fail in whatever has fault points, also after a restart.
    void sabotage(const std::string &point);
    /// Brings a part up again that died of a fault, or was killed.
    void restart(Part part);
    /// Every intent in the gateway's own books, which are kept as evidence.
    [[nodiscard]] std::vector<GatewayIntent> books();
    /// Lets booking time go by: moves the sandbox's clock, or in real time waits that long. Throws Aborted.
    void let_pass(std::chrono::milliseconds time);
    /// Until `done` says so, asked every few milliseconds; false after `patience`. Throws Aborted.
    bool wait_until(const std::function<bool()> &done, std::chrono::milliseconds patience) const;

    /// Disarms, resumes and restarts whatever the above did. Goes on after a failure and tells the first. What each fault
    /// did becomes evidence.
    void undo_faults();

    /// Before and after whatever a scenario does, the system does its daily work: every node is ready, a slot can be made,
    /// held, paid for, read, released. One check named "Steady state WHEN". What was broken may take some seconds to recover by itself; the
    /// metric "steady_WHEN_ms" tells how long it took.
    void check_steady_state(const std::string &when);
    /// CPU, memory, connections, as they are now; metrics keep the highest.
    void sample_resources();

private:
    struct Undo
    {
        enum Rank { Let, StartDatabase, StartOthers }; ///< in this order
        Rank rank = Let;
        std::function<void()> work;
    };

    /// A fault on a link, and what it did once it has ended.
    struct LinkFault
    {
        std::string name;
        Links::Fault fault;
        std::size_t use = 0; ///< in faults_
        std::optional<net::NetFaultReport> report;
    };

    /// A point that waits for its moment in a process.
    struct ArmedPoint
    {
        Part part;
        std::string point;
        pid_t process = 0;
        std::size_t use = 0; ///< in faults_
    };

    void tell(decltype(RunEvent::body) body) const;
    /// A fault is on; its place in faults_.
    std::size_t begin_fault(const std::string &name, const std::string &detail);
    void end_fault(std::size_t fault, const std::string &did, std::map<std::string, std::uint64_t> counts = {});
    [[nodiscard]] std::chrono::milliseconds lasted(std::size_t fault) const;
    void bring_back(Part part);
    /// A part's armed points are off: they died with their process.
    void bury_armed(Part part);
    [[nodiscard]] std::string try_daily_work();

    Sandbox &sandbox_;
    Evidence &evidence_;
    History &history_;
    Result &result_;
    Observer observer_;
    std::function<bool()> aborted_;
    Tempo tempo_;
    ApiClient api_;
    ApiClient admin_;
    std::optional<storage::Connection> database_;
    std::mt19937_64 random_;
    std::map<std::string, int> names_;
    std::vector<Undo> undo_;
    std::vector<FaultUse> faults_;        ///< all there were, for the evidence
    std::map<Part, std::size_t> killed_; ///< and not brought back: the fault
    std::vector<LinkFault> link_faults_;
    std::vector<ArmedPoint> armed_;
    std::vector<std::string> sabotaged_; ///< points
};

} // namespace holdfast::scenarios

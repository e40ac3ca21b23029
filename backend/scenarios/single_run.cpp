#include "backend/scenarios/single_run.h"

#include "backend/process/files.h"
#include "backend/scenarios/context.h"
#include "backend/scenarios/evidence.h"
#include "backend/scenarios/history.h"
#include "backend/scenarios/invariants.h"
#include "backend/scenarios/invocation.h"
#include "backend/scenarios/linearizability.h"
#include "backend/scenarios/sandbox.h"
#include "resources/resources.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <utility>

namespace holdfast::scenarios {

namespace fs = std::filesystem;

namespace {

constexpr const char *sandbox_up = "Sandbox up";
constexpr const char *steady_before = "Steady state before";
constexpr const char *saboteur_in = "Saboteur in";
constexpr const char *steady_after = "Steady state after";
constexpr const char *invariants_hold = "Invariants";
constexpr const char *sandbox_down = "Sandbox down";

Result describe(const PlannedRun &planned)
{
    Result result;
    result.run = Uuid::make_v7().to_string();
    result.id = planned.scenario->id;
    result.title = planned.scenario->title;
    result.repeat = planned.repeat;
    result.rerun_of = planned.rerun_of;
    result.parameters = planned.parameters;
    result.seed = planned.seed;
    result.reproduce = reproduce_command(planned);
    if (planned.saboteur)
        result.saboteur = planned.saboteur->name;
    return result;
}

/// In the order of the text; at most a screen's.
std::vector<Uuid> uuids_in(std::string_view text)
{
    constexpr std::size_t length = 36;
    constexpr std::size_t first_dash = 8;
    constexpr std::size_t most = 20;
    std::vector<Uuid> found;
    for (auto dash = text.find('-', first_dash); dash != std::string_view::npos && found.size() < most;
         dash = text.find('-', dash + 1))
        if (const auto id = Uuid::parse(text.substr(dash - first_dash, length)))
            found.push_back(*id);
    return found;
}

} // namespace

Result describe_unrun(const PlannedRun &planned)
{
    Result result = describe(planned);
    result.error = "aborted before its start";
    result.aborted = true;
    return result;
}

std::string reproduce_command(const PlannedRun &planned)
{
    std::string command = "holdfastctl scenario run " + planned.scenario->id + " --seed " + std::to_string(planned.seed);
    for (const auto &[name, value] : planned.parameters)
        command += " --param " + name + "=" + std::to_string(value);
    if (planned.saboteur)
        command += " --saboteur " + planned.saboteur->name;
    return planned.real_time ? command + " --real-time" : command;
}

void write_result(const Result &result)
{
    try {
        process::write_atomically(result.report / "result.json", to_json(result) + "\n");
    } catch (const std::system_error &error) {
        spdlog::error("{}", error.what());
    }
}

SingleRun::SingleRun(const RunRequest &request, const PlannedRun &planned, const Invocation &invocation,
                     const Observer &observer)
    : request_(request), planned_(planned), invocation_(invocation), observer_(observer), result_(describe(planned))
{
}

SingleRun::~SingleRun() = default;

void SingleRun::tell(decltype(RunEvent::body) body)
{
    const RunEvent event{wall_clock_now(), result_.run, std::move(body)};
    if (evidence_)
        evidence_->run_line(to_json(event));
    observer_(event);
}

std::vector<std::string> SingleRun::step_names() const
{
    std::vector<std::string> names = {sandbox_up, steady_before};
    if (planned_.saboteur)
        names.emplace_back(saboteur_in);
    names.insert(names.end(), planned_.scenario->steps.begin(), planned_.scenario->steps.end());
    names.insert(names.end(), {steady_after, invariants_hold, sandbox_down});
    return names;
}

void SingleRun::step(const std::string &name, const std::function<void()> &work)
{
    run_step([this](auto body) { tell(std::move(body)); }, name, work);
}

void SingleRun::attempt(const std::function<void()> &work)
{
    try {
        work();
    } catch (const std::exception &error) {
        const bool again = std::exchange(result_.aborted, result_.aborted || dynamic_cast<const Aborted *>(&error));
        if (!again)
            spdlog::error("scenario {}: {}", result_.id, error.what());
        if (result_.error.empty())
            result_.error = error.what();
    }
}

Result SingleRun::execute()
{
    const auto began = std::chrono::steady_clock::now();
    attempt([this] {
        evidence_ = std::make_unique<Evidence>(invocation_.run_folder(result_));
        history_ = std::make_unique<History>();
        result_.report = evidence_->folder();
        evidence_->text("reproduce.txt", result_.reproduce + "\n");
        tell(RunStarted{result_.id, result_.title, result_.seed, result_.saboteur, planned_.repeat, planned_.of,
                        step_names(), result_.rerun_of, invocation_.id(), invocation_.folder().string()});
        bring_up();
        experiment();
    });
    attempt([this] {
        if (sandbox_)
            step(sandbox_down, [this] { take_down(); });
    });
    judge(result_, planned_.saboteur ? planned_.saboteur->caught_by : std::string());
    result_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    return std::move(result_);
}

void SingleRun::bring_up()
{
    step(sandbox_up, [this] {
        SandboxOptions options;
        options.executable = request_.executable;
        options.data_dir = request_.data_dir;
        options.runtime_dir = request_.runtime_dir;
        options.log_dir = evidence_->logs();
        options.scenario = result_.id;
        options.run = result_.run;
        options.api_nodes = planned_.scenario->api_nodes;
        options.workers = planned_.scenario->workers;
        options.links = planned_.scenario->links;
        options.keep = request_.keep;
        options.aborted = request_.aborted;
        options.told = [this](const std::string &what) { tell(LogLine{LogLine::Level::Info, "sandbox", what}); };
        sandbox_ = std::make_unique<Sandbox>(std::move(options));
    });
    const SandboxInfo &info = sandbox_->info();
    tell(SandboxUp{info.name, info.dsn, info.api_url});
    result_.metrics["sandbox_up_ms"] = static_cast<double>(info.came_up_in.count());
}

void SingleRun::experiment()
{
    Context context(*sandbox_, *evidence_, *history_, result_,
                    [this](const RunEvent &event) { tell(event.body); }, request_.aborted, {request_.pace, request_.real_time});
    const auto unless_aborted = [&](const char *name, const std::function<void()> &work) {
        context.throw_if_aborted();
        step(name, work);
    };
    unless_aborted(steady_before, [&] { context.check_steady_state("before"); });
    evidence_->snapshot("before", context.database());
    if (planned_.saboteur)
        unless_aborted(saboteur_in, [&] { load_saboteur(context); });

    // What the scenario throws is the reason, whatever else goes wrong in its wake.
    const auto now = [&] { return history_->since_began(std::chrono::steady_clock::now()); };
    own_from_ = now();
    attempt([&] {
        const std::size_t before = result_.checks.size();
        planned_.scenario->run(context);
        const std::size_t checks = result_.checks.size() - before;
        context.must_have_happened("the scenario checked something", checks > 0,
                                   checks == 0 ? "no check" : std::to_string(checks) + " checks");
    });
    attempt([&] { context.undo_faults(); });
    own_to_ = now();
    attempt([&] { context.sample_resources(); });
    if (result_.error.empty())
        unless_aborted(steady_after, [&] { context.check_steady_state("after"); });
    unless_aborted(invariants_hold, [&] { judge_data(context); });
}

void SingleRun::load_saboteur(Context &context)
{
    const Saboteur &saboteur = *planned_.saboteur;
    tell(FaultChange{"saboteur " + saboteur.name, true, saboteur.text});
    if (!saboteur.sql.empty()) {
        sandbox_->sabotage(resources::text(saboteur.sql));
        return;
    }
    context.sabotage(saboteur.fault_point);
}

/// Whose lives somebody will ask for: those that checks name, then those the scenario itself was told of.
std::vector<Uuid> SingleRun::told_reservations() const
{
    std::vector<Uuid> told;
    std::set<Uuid> known;
    const auto add = [&](const Uuid &id) {
        if (told.size() < Evidence::told_limit && known.insert(id).second)
            told.push_back(id);
    };
    for (const Check &check : result_.checks) {
        for (const Uuid &id : uuids_in(check.observed))
            add(id);
        for (const Uuid &id : uuids_in(check.expected))
            add(id);
    }
    for (const Operation &operation : history_->operations())
        if (operation.reservation && operation.started >= own_from_ && operation.started <= own_to_)
            add(*operation.reservation);
    return told;
}

/// The data, judged: the system's invariants by `holdfastctl verify`, I14 from what clients were told.
void SingleRun::judge_data(Context &context)
{
    evidence_->snapshot("after", context.database());
    evidence_->timelines(context.database(), told_reservations());
    evidence_->history(*history_);
    evidence_->text("gateway_calls.json", sandbox_->gateway().calls_text());
    evidence_->text("gateway_books.json", sandbox_->gateway().books_text());

    const Verification verification = verify_invariants(request_.executable, sandbox_->info().dsn,
                                                        evidence_->logs() / "verify.log", request_.aborted);
    evidence_->text("invariants.jsonl", verification.output);
    for (const Check &check : verification.checks)
        context.check(check, hint_for_invariant(check.name));
    const Check acknowledged = check_acknowledged(*history_, context.database());
    context.check(acknowledged, hint_for_invariant(acknowledged.name));
    judge_order_of(context);
    result_.metrics["operations_ok"] = static_cast<double>(history_->count(Outcome::Ok));
    result_.metrics["operations_refused"] = static_cast<double>(history_->count(Outcome::Fail));
    result_.metrics["operations_unknown"] = static_cast<double>(history_->count(Outcome::Unknown));
    evidence_->metrics(result_.metrics);
}

/// What clients were told of each slot, judged without the database's word for it.
void SingleRun::judge_order_of(Context &context)
{
    const auto rows = context.database().query(resources::text("sql/scenarios/find_clock_offset.sql"));
    OrderScope scope;
    scope.clock_ahead = std::chrono::milliseconds(rows.integer(0, 0));
    scope.from = own_from_;
    scope.to = own_to_;
    scope.between = [&] { context.throw_if_aborted(); };
    const OrderReport order = judge_order(*history_, scope);
    const std::string looked_at = std::to_string(order.operations) + " operations on " + std::to_string(order.judged)
                                  + " slots of the scenario";
    context.check(check_order(order),
                  {"Two commands were decided on the same free places, or an answer told what was not so.",
                   "history.jsonl; events.jsonl; resources/sql/booking/functions/hold.sql"});
    result_.metrics["order_operations"] = static_cast<double>(order.operations);
    // Whoever was told that a hold stands could be told wrong; who asks for none has nothing to be set in an order.
    const auto holds = std::ranges::count_if(history_->operations(), [&](const Operation &one) {
        return one.kind == "hold" && one.outcome == Outcome::Ok && one.started >= own_from_ && one.started <= own_to_;
    });
    context.must_have_happened("the scenario's operations on slots were set in an order", order.operations > 0 || holds == 0,
                               looked_at);
    context.must_have_happened("the order of every slot's history was decided",
                               order.undecided == 0 || !order.unexplained.empty(),
                               order.undecided == 0 ? looked_at : std::to_string(order.undecided) + " slots were not");
}

void SingleRun::take_down()
{
    evidence_->copy_log(sandbox_->info().dir / "postgresql.log", "postgresql.log");
    sandbox_->take_down();
    if (sandbox_->is_kept())
        result_.kept_sandbox = sandbox_->info().dir;
}

} // namespace holdfast::scenarios

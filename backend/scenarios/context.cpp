#include "backend/scenarios/context.h"

#include "backend/process/process.h"
#include "resources/resources.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <thread>
#include <utility>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

/// Far enough ahead to be out of the way of what scenarios book.
constexpr auto probe_distance = std::chrono::days(400);
constexpr auto recovery_patience = 10s;
constexpr auto look_period = 20ms; ///< while waiting for it
constexpr auto wait_period = 2ms;  ///< in wait_until()
constexpr auto command_patience = 30s;
constexpr std::uint64_t always = 1'000'000'000; ///< as often as a fault point can be armed to fire
constexpr std::int64_t probe_pays = 1'200;      ///< cents

} // namespace

void run_step(const std::function<void(decltype(RunEvent::body))> &tell, const std::string &name,
              const std::function<void()> &work)
{
    const auto began = std::chrono::steady_clock::now();
    const auto took = [began] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    };
    const auto say = [&](LogLine::Level level, std::chrono::milliseconds after, const std::string &what) {
        tell(LogLine{level, "step", name + what + std::to_string(after.count()) + " ms"});
    };
    tell(Step{name, Step::State::Running, {}, 0ms});
    try {
        work();
    } catch (const std::exception &error) {
        const auto after = took();
        tell(Step{name, Step::State::Failed, error.what(), after});
        say(LogLine::Level::Fail, after, " failed after ");
        throw;
    }
    const auto after = took();
    tell(Step{name, Step::State::Done, {}, after});
    say(LogLine::Level::Info, after, " took ");
}

Context::Context(Sandbox &sandbox, Evidence &evidence, History &history, Result &result, Observer observer,
                 std::function<bool()> aborted, Tempo tempo)
    : sandbox_(sandbox), evidence_(evidence), history_(history), result_(result), observer_(std::move(observer)),
      aborted_(aborted), tempo_(tempo),
      api_(sandbox.info().api_urls, sandbox.info().partner_key, history, evidence, aborted,
           [this](const std::string &text) { log(LogLine::Level::Info, "client", text); }),
      admin_(sandbox.info().api_urls, sandbox.info().admin_token, history, evidence, std::move(aborted),
             [this](const std::string &text) { log(LogLine::Level::Info, "admin", text); }),
      random_(result.seed)
{
}

storage::Connection &Context::database()
{
    if (!database_ || !database_->is_open())
        database_.emplace(sandbox_.connect());
    return *database_;
}

std::int64_t Context::parameter(std::string_view name) const
{
    const auto found = result_.parameters.find(name);
    if (found == result_.parameters.end())
        throw std::logic_error("scenario " + result_.id + " has no parameter " + std::string(name));
    return found->second;
}

std::string Context::next_name(const std::string &prefix)
{
    return prefix + "-" + std::to_string(++names_[prefix]);
}

void Context::tell(decltype(RunEvent::body) body) const
{
    observer_({wall_clock_now(), result_.run, std::move(body)});
}

void Context::step(const std::string &name, const std::function<void()> &work)
{
    throw_if_aborted();
    run_step([this](auto body) { tell(std::move(body)); }, name, work);
    if (tempo_.pace > 0ms)
        (void)wait_until([] { return false; }, tempo_.pace);
}

void Context::let_pass(std::chrono::milliseconds time)
{
    const std::string span = std::to_string(time.count()) + " ms";
    log(LogLine::Level::Info, "clock", tempo_.real_time ? "waiting " + span : "moved on by " + span);
    if (tempo_.real_time)
        (void)wait_until([] { return false; }, time);
    else
        sandbox_.advance_clock(time);
}

bool Context::wait_until(const std::function<bool()> &done, std::chrono::milliseconds patience) const
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        throw_if_aborted();
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::this_thread::sleep_for(wait_period);
    }
    return true;
}

void Context::check(Check check, Hint hint)
{
    tell(check);
    if (check.ok) {
        log(LogLine::Level::Info, "check", check.name + ": " + check.observed);
    } else {
        log(LogLine::Level::Fail, "check", check.name + ": expected " + check.expected + ", observed " + check.observed);
        result_.diagnoses.push_back({check.name, std::move(hint)});
    }
    result_.checks.push_back(std::move(check));
}

void Context::must_have_happened(const std::string &name, bool happened, const std::string &detail)
{
    log(happened ? LogLine::Level::Info : LogLine::Level::Warn, "condition",
        (happened ? "" : "did not happen: ") + name + " (" + detail + ")");
    result_.conditions.push_back({name, happened, detail});
}

void Context::metric(const std::string &name, double value)
{
    result_.metrics[name] = value;
    tell(Metric{name, value});
}

void Context::progress(std::int64_t done, std::int64_t total)
{
    tell(Progress{done, total});
}

void Context::log(LogLine::Level level, const std::string &source, const std::string &text)
{
    tell(LogLine{level, source, text});
}

void Context::note_elsewhere(const std::string &act, const Uuid &reservation)
{
    Operation operation;
    operation.kind = act;
    operation.reservation = reservation;
    operation.started = operation.finished = history_.since_began(std::chrono::steady_clock::now());
    history_.record(std::move(operation));
}

void Context::throw_if_aborted() const
{
    if (aborted_ && aborted_())
        throw Aborted();
}

LoadReport Context::load(const LoadPlan &plan, const LoadWork &work)
{
    const auto told = [this](LoadSample sample) {
        sample.at = evidence_.age();
        tell(std::move(sample));
    };
    LoadReport report = run_load(plan, work, told, aborted_);
    log(LogLine::Level::Info, "load", plan.phase + ": " + report.summary());
    for (const Condition &condition : report.conditions())
        must_have_happened(condition.name, condition.happened, condition.detail);
    metric(plan.phase + "_per_second", report.per_second());
    for (const int percent : {50, 95, 99}) {
        const std::string name = "p" + std::to_string(percent) + "_ms";
        if (const auto ms = report.latency.percentile_ms(percent))
            metric(plan.phase + "_" + name, *ms);
        if (const auto ms = report.service.percentile_ms(percent))
            metric(plan.phase + "_service_" + name, *ms);
    }
    metric(plan.phase + "_max_ms", static_cast<double>(report.latency.max().count()) / 1000.0);
    metric(plan.phase + "_dropped", static_cast<double>(report.dropped));
    return report;
}

storage::Rows Context::oracle(const std::string &name, std::initializer_list<storage::Param> params)
{
    const auto sql = resources::text("sql/scenarios/" + name + ".sql");
    storage::Rows rows = database().query(sql, params);
    evidence_.oracle(name, sql, rows);
    return rows;
}

std::string Context::holdfastctl(std::vector<std::string> arguments)
{
    std::string what = "holdfastctl";
    for (const std::string &argument : arguments)
        what += " " + argument;
    process::SpawnOptions options;
    options.arguments = std::move(arguments);
    options.arguments.insert(options.arguments.begin(), sandbox_.executable());
    options.arguments.insert(options.arguments.end(), {"--json", "--dsn", sandbox_.info().dsn});
    options.death_signal = SIGKILL;
    options.new_session = true;
    const process::Completed completed = process::run(options, command_patience);
    if (!completed.status.success())
        throw std::runtime_error(what + " failed: " + (completed.err.empty() ? completed.out : completed.err));
    evidence_.text(next_name("holdfastctl") + ".txt", what + "\n" + completed.out);
    return completed.out;
}

std::size_t Context::begin_fault(const std::string &name, const std::string &detail)
{
    tell(FaultChange{name, true, detail});
    faults_.push_back({name, {}, wall_clock_now(), {}, {}});
    return faults_.size() - 1;
}

void Context::end_fault(std::size_t fault, const std::string &did, std::map<std::string, std::uint64_t> counts)
{
    FaultUse &use = faults_.at(fault);
    use.did = did;
    use.until = wall_clock_now();
    use.counts = std::move(counts);
    tell(FaultChange{use.name, false, did});
}

std::chrono::milliseconds Context::lasted(std::size_t fault) const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(wall_clock_now() - faults_.at(fault).from);
}

void Context::arm(Part part, const FaultOrder &order)
{
    sandbox_.faults(part).arm(order);
    const std::size_t fault = begin_fault(order.point, order.act + " in the " + std::string(name(part)));
    if (order.act == "crash")
        undo_.push_back({Undo::StartOthers, [this, part] {
            if (sandbox_.pid(part) == 0)
                restart(part);
        }});
    armed_.push_back({part, order.point, sandbox_.pid(part), fault});
    undo_.push_back({Undo::Let, [this, part, point = order.point] { disarm(part, point); }});
}

void Context::disarm(Part part, const std::string &point)
{
    bury_armed(part);
    if (sandbox_.pid(part) == 0)
        return;
    const auto fired = sandbox_.faults(part).report().fired;
    sandbox_.faults(part).disarm(point); // also what a sabotaged part was given again when it came back
    const auto armed = std::ranges::find_if(
        armed_, [&](const ArmedPoint &one) { return one.part == part && one.point == point; });
    if (armed == armed_.end())
        return;
    const std::size_t fault = armed->use;
    armed_.erase(armed);
    const auto found = fired.find(point);
    const std::uint64_t times = found == fired.end() ? 0 : found->second;
    end_fault(fault, "disarmed after it fired " + std::to_string(times) + " times", {{"fired", times}});
}

void Context::bury_armed(Part part)
{
    std::erase_if(armed_, [&](const ArmedPoint &one) {
        const bool gone = one.part == part && sandbox_.pid(part) != one.process;
        if (gone)
            end_fault(one.use, "the " + std::string(name(part)) + " died", {{"process_died", 1}});
        return gone;
    });
}

void Context::sabotage(const std::string &point)
{
    sabotaged_.push_back(point);
    for (const Part part : sandbox_.parts())
        if (has_faults(part))
            arm(part, {point, "fail", 1, always});
}

void Context::restart(Part part)
{
    bring_back(part);
    const auto killed = killed_.find(part);
    if (killed == killed_.end()) {
        tell(FaultChange{"crash of the " + std::string(name(part)), false, "started again"});
        return;
    }
    const auto down = static_cast<std::uint64_t>(lasted(killed->second).count());
    end_fault(killed->second, "started again after " + std::to_string(down) + " ms", {{"down_ms", down}});
    killed_.erase(killed);
}

void Context::bring_back(Part part)
{
    sandbox_.restart(part);
    bury_armed(part);
    if (has_faults(part))
        for (const std::string &point : sabotaged_)
            sandbox_.faults(part).arm({point, "fail", 1, always});
}

void Context::break_gateway(const GatewayFault &fault)
{
    const std::string what = "gateway: " + describe(fault);
    const std::string id = sandbox_.gateway().add(fault);
    const std::size_t begun = begin_fault(what, "from matching call " + std::to_string(fault.nth) + " on, at most "
                                                    + std::to_string(fault.times) + " times");
    undo_.push_back({Undo::Let, [this, what, id, begun] {
        GatewayFaultUse use;
        try {
            use = sandbox_.gateway().use_of(id);
        } catch (...) { // it ends in any case
            sandbox_.gateway().remove(id);
            throw;
        }
        sandbox_.gateway().remove(id);
        const std::string hit = "hit " + std::to_string(use.hit) + " of " + std::to_string(use.matched) + " calls";
        end_fault(begun, hit, {{"calls_matched", use.matched}, {"calls_hit", use.hit}});
        must_have_happened(what, use.hit > 0, hit);
    }});
}

std::size_t Context::break_link(Link link, net::NetFault fault)
{
    fault.seed = random_();
    const std::size_t handle = link_faults_.size();
    const std::string what = std::string(name(link)) + ": " + net::describe(fault);
    const Links::Fault added = sandbox_.links().add(link, fault);
    link_faults_.push_back({what, added, begin_fault(what, "through a proxy"), {}});
    undo_.push_back({Undo::Let, [this, handle] { end_link_fault(handle); }});
    return handle;
}

net::NetFaultReport Context::link_fault(std::size_t handle) const
{
    const LinkFault &fault = link_faults_.at(handle);
    return fault.report ? *fault.report : sandbox_.links().report(fault.fault);
}

void Context::end_link_fault(std::size_t handle)
{
    LinkFault &fault = link_faults_.at(handle);
    if (fault.report)
        return;
    const net::NetFaultReport did = sandbox_.links().end(fault.fault);
    fault.report = did;
    end_fault(fault.use, net::describe(did),
              {{"connections_seen", did.connections_seen},
               {"connections_hit", did.connections_hit},
               {"bytes_forwarded", did.bytes_forwarded},
               {"bytes_dropped", did.bytes_dropped},
               {"bytes_delayed", did.bytes_delayed},
               {"resets", did.resets}});
    must_have_happened(fault.name, did.connections_hit > 0, net::describe(did));
}

std::vector<GatewayIntent> Context::books()
{
    evidence_.gateway_books(sandbox_.gateway().books_text());
    return sandbox_.gateway().intents();
}

void Context::kill(Part part)
{
    const std::size_t killed = sandbox_.kill(part);
    const std::size_t fault = begin_fault("kill " + std::string(name(part)),
                                          "SIGKILL to " + std::to_string(killed) + " processes");
    must_have_happened(faults_[fault].name, killed > 0, std::to_string(killed) + " processes");
    killed_[part] = fault;
    undo_.push_back({part == Part::Database ? Undo::StartDatabase : Undo::StartOthers, [this, part] {
        if (killed_.contains(part))
            restart(part);
    }});
}

void Context::pause(Part part)
{
    const std::size_t stopped = sandbox_.pause(part);
    const std::size_t fault = begin_fault("pause " + std::string(name(part)),
                                          "SIGSTOP to " + std::to_string(stopped) + " processes");
    must_have_happened(faults_[fault].name, stopped > 0, std::to_string(stopped) + " processes");
    undo_.push_back({Undo::Let, [this, part, fault, stopped] {
        const std::size_t resumed = sandbox_.resume(part);
        end_fault(fault, "SIGCONT to " + std::to_string(resumed) + " processes after "
                             + std::to_string(lasted(fault).count()) + " ms",
                  {{"processes_stopped", stopped}, {"stopped_ms", static_cast<std::uint64_t>(lasted(fault).count())}});
    }});
}

void Context::resume(Part part)
{
    sandbox_.resume(part);
    tell(FaultChange{"pause " + std::string(name(part)), false, "SIGCONT"});
}

void Context::undo_faults()
{
    // The last first; but what others lean on before those who lean on it.
    std::ranges::reverse(undo_);
    std::ranges::stable_sort(undo_, {}, &Undo::rank);
    std::exception_ptr first;
    for (const Undo &undo : std::exchange(undo_, {})) {
        try {
            undo.work();
        } catch (...) {
            if (!first)
                first = std::current_exception();
        }
    }
    evidence_.faults(faults_);
    if (first)
        std::rethrow_exception(first);
}

void Context::check_steady_state(const std::string &when)
{
    const auto began = std::chrono::steady_clock::now();
    std::string wrong = try_daily_work();
    while (!wrong.empty() && std::chrono::steady_clock::now() - began < recovery_patience) {
        throw_if_aborted();
        std::this_thread::sleep_for(look_period);
        wrong = try_daily_work();
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    metric("steady_" + when + "_ms", static_cast<double>(took.count()));
    check({"Steady state " + when, "ready; a slot is made, held, paid for, read and released",
           wrong.empty() ? "as expected" : wrong, wrong.empty(), Severity::High},
          {"The system is not well apart from what the scenario does.", "logs/api.log, logs/worker.log, GET /ready"});
}

/// Empty when all went well, otherwise the first thing that did not.
std::string Context::try_daily_work()
{
    const auto unless = [](const Answer &answer, int status, const char *what) {
        return answer.status == status ? std::string() : std::string(what) + ": " + answer.summary();
    };
    std::string wrong;
    for (std::size_t node = 0; node < api_.nodes() && wrong.empty(); ++node)
        wrong = unless(api_.ready(node), 200, "GET /ready");
    if (!wrong.empty())
        return wrong;
    SlotRequest wanted;
    wanted.vendor_id = Uuid::make_v7();
    wanted.kind = "appointment";
    wanted.settlement = "card";
    wanted.currency = "EUR";
    wanted.requester_amount_minor = probe_pays;
    wanted.starts_at = wall_clock_now() + probe_distance;
    const Answer slot = api_.create_slot(wanted);
    if (!slot.slot_id)
        return "making a slot: " + slot.summary();
    const std::string name = next_name("probe");
    const Answer held = api_.hold({*slot.slot_id, 1, name, name, name});
    if (held.status != 201 || !held.reservation_id)
        return "holding it: " + held.summary();
    wrong = unless(api_.ask({*held.reservation_id, "requester-authorization", name + "-pay", "pm_card_visa"}), 200,
                   "authorizing its payment");
    if (wrong.empty())
        wrong = unless(api_.get_reservation(*held.reservation_id), 200, "reading the reservation");
    if (wrong.empty()) // what one node took another can give back
        wrong = unless(api_.release(*held.reservation_id, name + "-release", api_.nodes() - 1), 200, "releasing it");
    return wrong;
}

void Context::sample_resources()
{
    const auto keep_highest = [this](const std::string &name, double value) {
        auto &kept = result_.metrics[name];
        kept = std::max(kept, value);
    };
    for (const Part part : sandbox_.parts()) {
        const ResourceUse use = sandbox_.resource_use(part);
        const std::string prefix(name(part));
        keep_highest(prefix + "_cpu_ms", static_cast<double>(use.cpu.count()));
        keep_highest(prefix + "_memory_mb", static_cast<double>(use.resident_kib) / 1024.0);
    }
    if (!undo_.empty())
        return; // a database that is paused or gone is asked nothing
    const auto rows = database().query(resources::text("sql/scenarios/count_connections.sql"));
    keep_highest("database_connections", static_cast<double>(rows.integer(0, 0)));
}

} // namespace holdfast::scenarios

#include "app/ctl/context.h"
#include "app/ctl/sandbox.h"
#include "app/ctl/scenario_text.h"
#include "app/ctl/subcommands.h"
#include "backend/scenarios/runner.h"
#include "backend/scenarios/sandbox.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::ctl {

namespace {

struct RunOptions
{
    std::vector<std::string> ids;
    std::vector<std::string> parameters;
    int repeat = 1;
    int jobs = 2;
    int reruns = scenarios::most_reruns;
    std::uint64_t seed = 0;
    bool saboteurs = false;
    std::string saboteur;
    bool keep = false;
    bool events = false;
    bool real_time = false;
    int pace_ms = 0;
    std::filesystem::path report;
};

constexpr int highest_pace_ms = 60'000;
constexpr std::uint64_t highest_seed = 9'007'199'254'740'991; // exact in every JSON reader

int list(const Context &context)
{
    for (const scenarios::Scenario &scenario : scenarios::catalogue())
        print_line(context.json ? scenarios::to_json(scenario) : scenarios_text::describe(scenario));
    return exit_success;
}

/// Whoever reads `--events` gets all of them, `--json` the results, people a text.
scenarios::Observer make_observer(const Context &context, bool events)
{
    if (events)
        return [](const scenarios::RunEvent &event) { print_line(scenarios::to_json(event)); };
    if (context.json)
        return [](const scenarios::RunEvent &event) {
            if (const auto *result = std::get_if<scenarios::Result>(&event.body))
                print_line(scenarios::to_json(*result));
        };
    return [text = std::make_shared<scenarios_text::Narrator>()](const scenarios::RunEvent &event) {
        for (const std::string &line : text->tell(event))
            print_line(line);
    };
}

scenarios::RunRequest make_request(const Context &context, const CLI::App &command, const RunOptions &options)
{
    const scenarios::SandboxOptions sandbox = sandbox_options(context);
    scenarios::RunRequest request;
    request.scenarios = scenarios::choose_scenarios(options.ids);
    request.parameters = options.parameters;
    request.repeat = options.repeat;
    request.jobs = options.jobs;
    request.reruns = options.reruns;
    if (command.count("--seed") > 0)
        request.seed = options.seed;
    if (request.seed && *request.seed > highest_seed - static_cast<std::uint64_t>(options.repeat + options.reruns))
        throw scenarios::UsageError("after this seed there are too few for every repeat and re-run: take a smaller one");
    if (command.count("--report") > 0 && options.report.empty())
        throw scenarios::UsageError("--report names no folder");
    request.saboteurs = options.saboteurs || command.count("--saboteur") > 0;
    request.saboteur = options.saboteur;
    if (command.count("--saboteur") > 0 && options.saboteur.empty())
        throw scenarios::UsageError("--saboteur names none");
    request.keep = options.keep;
    request.real_time = options.real_time;
    request.version = HOLDFAST_VERSION;
    request.pace = std::chrono::milliseconds(options.pace_ms);
    request.executable = sandbox.executable;
    request.data_dir = sandbox.data_dir;
    request.runtime_dir = sandbox.runtime_dir;
    request.report_dir = options.report;
    request.aborted = sandbox.aborted;
    (void)scenarios::plan_runs(request); // everything is checked before anything starts
    return request;
}

} // namespace

void add_scenario(CLI::App &program, Context &context)
{
    CLI::App *scenario = program.add_subcommand("scenario", "Experiments that try to break the system");
    scenario->require_subcommand(1);
    scenario->add_subcommand("list", "What there is, with parameters and saboteurs")->callback([&context] {
        context.run = [&context] { return list(context); };
    });

    CLI::App *run = scenario->add_subcommand("run", "Run scenarios, each in a fresh sandbox");
    const auto options = std::make_shared<RunOptions>();
    run->add_option("ids", options->ids, "Ids as in the list, or all")->required()->type_name("ID");
    run->add_option("--param", options->parameters, "A scenario's parameter, name=value; repeatable")
        ->expected(1)
        ->take_all();
    run->add_option("--repeat", options->repeat, "How often; nothing is run again by itself then")
        ->check(CLI::Range(1, 100'000));
    run->add_option("--jobs", options->jobs, "How many at a time; what measures time runs alone")
        ->check(CLI::Range(1, scenarios::most_jobs))
        ->capture_default_str();
    run->add_option("--reruns", options->reruns, "How often at most what failed is run again, to see whether it is flaky")
        ->check(CLI::Range(0, scenarios::most_reruns))
        ->capture_default_str();
    run->add_option("--seed", options->seed, "Of the first run; drawn when not given")
        ->check(CLI::Range(std::uint64_t{0}, highest_seed));
    run->add_flag("--saboteurs", options->saboteurs, "Once per deliberate bug; exit 0 means all were caught");
    run->add_option("--saboteur", options->saboteur, "Only with this deliberate bug")->type_name("NAME");
    run->add_flag("--keep", options->keep, "Leave the sandboxes' data folders");
    run->add_option("--report", options->report, "Where the folder with results and evidence is made");
    run->add_flag("--real-time", options->real_time, "Wait for deadlines instead of moving the sandbox's clock");
    run->add_option("--pace", options->pace_ms, "Milliseconds to wait after each step, for people who watch")
        ->check(CLI::Range(0, highest_pace_ms));
    run->add_flag("--events", options->events, "Everything that happens, one JSON object a line");
    run->callback([&context, run, options] {
        try {
            auto request = std::make_shared<scenarios::RunRequest>(make_request(context, *run, *options));
            context.run = [request, observer = make_observer(context, options->events)] {
                return scenarios::run_scenarios(*request, observer);
            };
        } catch (const scenarios::UsageError &error) {
            // The command line is well-formed: the complaint alone, without a hint at --help.
            context.run = [why = std::string(error.what())]() -> int { throw Failure(why, exit_usage); };
        }
    });
}

} // namespace holdfast::ctl

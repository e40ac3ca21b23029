#include "app/ctl/bench_changes.h"
#include "app/ctl/context.h"
#include "app/ctl/sandbox.h"
#include "app/ctl/subcommands.h"
#include "backend/process/process.h"
#include "backend/scenarios/load.h"
#include "backend/scenarios/sandbox.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::ctl {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t connections = 64;
constexpr int rounds = 3;
constexpr const char *route = "/health"; ///< does nothing, so that what is measured is the client

struct BenchOptions
{
    int seconds = 5;
};

/// Requests per second of each round.
using Rates = std::array<double, rounds>;

double median(Rates rates)
{
    std::ranges::sort(rates);
    return rates[rounds / 2];
}

double run_wrk(const std::string &url, int seconds)
{
    process::SpawnOptions options;
    options.arguments = {"wrk", "-t2", "-c" + std::to_string(connections), "-d" + std::to_string(seconds) + "s", url + route};
    process::Completed run;
    try {
        run = process::run(options, std::chrono::seconds(seconds) + 30s);
    } catch (const std::system_error &error) {
        throw Failure(std::string("wrk, which this is compared with, cannot be started: ") + error.what());
    }
    constexpr std::string_view label = "Requests/sec:";
    const auto found = run.out.find(label);
    if (!run.status.success() || found == std::string::npos || run.out.find("Non-2xx") != std::string::npos)
        throw Failure("wrk did not measure: " + run.out + run.err);
    return std::strtod(run.out.c_str() + found + label.size(), nullptr);
}

scenarios::LoadReport run_ours(const Context &context, const std::string &url, int seconds)
{
    scenarios::LoadPlan plan;
    plan.phase = "bench";
    plan.url = url;
    plan.connections = connections;
    plan.duration = std::chrono::seconds(seconds);
    plan.count = 1'000'000'000;
    const std::string bytes = net::request_bytes({"GET", route, {}, {}}, net::parse_http_url(url).value().second);
    const auto report = scenarios::run_load(plan, {[&bytes](std::uint64_t) { return std::string_view(bytes); }}, {},
                                            [&context] { return context.interrupt.requested(); });
    if (report.ok != report.started)
        throw Failure("not every request of ours was answered well: " + report.summary());
    return report;
}

/// The load average tells what else the machine was doing.
void show(const Context &context, const Rates &wrk, const Rates &ours, double busy, double load_average)
{
    const double ratio = median(ours) / median(wrk);
    if (context.json) {
        print_line(nlohmann::json{{"bench", "load"}, {"route", route}, {"connections", connections}, {"wrk", wrk},
                                  {"holdfast", ours}, {"wrk_median", median(wrk)}, {"holdfast_median", median(ours)},
                                  {"ratio", ratio}, {"generator_busy", busy}, {"load_average_before", load_average}}
                       .dump());
        return;
    }
    const auto row = [](const char *name, const Rates &rates) {
        std::array<char, 160> line{};
        std::snprintf(line.data(), line.size(), "| %s | %.0f | %.0f | %.0f | %.0f |", name, rates[0], rates[1], rates[2],
                      median(rates));
        print_line(line.data());
    };
    print_line("| answers per second | 1st | 2nd | 3rd | median |");
    print_line("|---|---|---|---|---|");
    row("wrk, 2 threads", wrk);
    row("ours, 1 thread", ours);
    std::array<char, 160> line{};
    std::snprintf(line.data(), line.size(), "\nratio %.2f; our thread was busy %.0f %% of the time; load average before: %.2f",
                  ratio, busy * 100, load_average);
    print_line(line.data());
}

int bench_load(const Context &context, const BenchOptions &wanted)
{
    double load_average = 0;
    (void)::getloadavg(&load_average, 1);
    try {
        scenarios::Sandbox sandbox(sandbox_options(context));
        const std::string &url = sandbox.info().api_url;
        Rates wrk{}, ours{};
        double busy = 0;
        (void)run_ours(context, url, 1); // neither begins cold
        for (std::size_t round = 0; round < rounds; ++round) {
            wrk[round] = run_wrk(url, wanted.seconds);
            const auto report = run_ours(context, url, wanted.seconds);
            ours[round] = report.per_second();
            busy = std::max(busy, report.busy);
        }
        show(context, wrk, ours, busy, load_average);
        sandbox.take_down();
    } catch (const scenarios::Aborted &) {
        return exit_aborted;
    }
    return exit_success;
}

} // namespace

void add_bench(CLI::App &program, Context &context)
{
    CLI::App *bench = program.add_subcommand("bench", "Measures something, and asserts nothing");
    bench->require_subcommand(1);
    CLI::App *load = bench->add_subcommand("load", "The load generator beside wrk: the same route of a sandbox, in turns");
    const auto wanted = std::make_shared<BenchOptions>();
    load->add_option("--seconds", wanted->seconds, "Of each turn")->check(CLI::Range(1, 60))->capture_default_str();
    load->callback([&context, wanted] { context.run = [&context, wanted] { return bench_load(context, *wanted); }; });
    add_bench_changes(*bench, context);
}

} // namespace holdfast::ctl

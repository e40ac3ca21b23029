#include "app/ctl/context.h"
#include "app/ctl/sandbox.h"
#include "app/ctl/subcommands.h"
#include "backend/scenarios/sandbox.h"
#include "backend/scenarios/town.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace holdfast::ctl {

using namespace std::chrono_literals;

namespace {

struct DemoOptions
{
    double rate = 6;
    std::uint64_t seed = 1;
    bool once = false;
};

int run_demo(const Context &context, const DemoOptions &options)
{
    const ParentWatch parent;
    try {
        scenarios::Sandbox sandbox(sandbox_options(context));
        scenarios::Town town(sandbox, {options.seed, [&context] { return context.interrupt.requested(); }});
        announce(context, sandbox);
        const auto pause = [&](std::chrono::milliseconds time) { return !parent.ended(context.interrupt, time); };
        if (options.once)
            while (pause(1h))
                ;
        else
            town.live(options.rate, pause);
        const auto traffic = town.traffic();
        spdlog::info("the town sent {} requests, {} of them failed", traffic.sent, traffic.failed);
    } catch (const scenarios::Aborted &) {
        return exit_aborted;
    }
    return exit_success;
}

} // namespace

void add_demo(CLI::App &program, Context &context)
{
    CLI::App *demo = program.add_subcommand("demo", "A sandbox with a small town that books; to look at");
    const auto options = std::make_shared<DemoOptions>();
    demo->add_option("--rate", options->rate, "Requests per second")
        ->check(CLI::Range(0.1, 500.0))
        ->check([](const std::string &text) { // not a number is neither below nor above a range
            return std::string(std::isnan(std::strtod(text.c_str(), nullptr)) ? "must be a number" : "");
        });
    demo->add_option("--seed", options->seed, "The same seed makes the same town");
    demo->add_flag("--once", options->once, "Only what led up to now: no traffic from then on");
    demo->callback([&context, options] { context.run = [&context, options] { return run_demo(context, *options); }; });
}

} // namespace holdfast::ctl

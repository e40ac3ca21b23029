#include "app/ctl/context.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/subcommands.h"
#include "backend/process/descriptor_limit.h"

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <string>

using namespace holdfast;

namespace {

/// Logs go to stderr: stdout belongs to the answers.
void set_up_log()
{
    auto log = spdlog::stderr_color_mt("holdfast");
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    spdlog::set_default_logger(std::move(log));
}

/// One line, whatever libpq or the system said on several.
void complain(std::string message)
{
    while (!message.empty() && std::isspace(static_cast<unsigned char>(message.back())))
        message.pop_back();
    std::replace(message.begin(), message.end(), '\n', ' ');
    std::replace(message.begin(), message.end(), '\t', ' ');
    std::cerr << "holdfastctl: " << message << '\n';
}

int run_chosen(const ctl::Context &context)
{
    try {
        return context.run();
    } catch (const ctl::Failure &failure) {
        complain(failure.what());
        return failure.exit_code();
    } catch (const std::exception &error) {
        if (context.interrupt.requested()) {
            complain("interrupted");
            return ctl::exit_aborted;
        }
        complain(error.what());
        return ctl::exit_could_not_run;
    }
}

} // namespace

int main(int argc, char **argv)
{
    try {
        ctl::Interrupt interrupt; // before any thread
        process::raise_descriptor_limit();
        set_up_log();
        ctl::Context context(interrupt);

        CLI::App program("Holdfast: a booking backend that keeps its word, and the means to prove it.", "holdfastctl");
        program.set_version_flag("--version", HOLDFAST_VERSION);
        program.require_subcommand(1);
        program.fallthrough();
        program.add_flag("--json", context.json, "One JSON object a line on standard output");
        // An unset variable of a script must not become the default folder.
        program.add_option("--data-dir", context.data_dir, "Where the private cluster and results live")
            ->check([](const std::string &text) { return std::string(text.empty() ? "must not be empty" : ""); });
        int lifeline = -1;
        program.add_option("--lifeline", lifeline)->group("")->check(CLI::NonNegativeNumber);
        ctl::add_subcommands(program, context);

        try {
            program.parse(argc, argv);
            if (lifeline >= 0)
                interrupt.watch_lifeline(lifeline);
        } catch (const CLI::ParseError &error) {
            // Help and version end well; anything else is a usage error, whatever number CLI11 gives it.
            return program.exit(error) == 0 ? ctl::exit_success : ctl::exit_usage;
        } catch (const std::invalid_argument &error) {
            complain(std::string("--lifeline: ") + error.what());
            return ctl::exit_usage;
        }
        return run_chosen(context);
    } catch (const std::exception &error) {
        complain(error.what());
        return ctl::exit_could_not_run;
    }
}

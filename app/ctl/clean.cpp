#include "app/ctl/context.h"
#include "app/ctl/sandbox.h"
#include "app/ctl/subcommands.h"
#include "backend/scenarios/stored_results.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace holdfast::ctl {

namespace {

namespace fs = std::filesystem;

struct CleanOptions
{
    fs::path report;
    int older_than_days = 0;
    bool dry_run = false;
};

constexpr int most_days = 36'500;

std::string megabytes(std::uintmax_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
    return text;
}

/// What becomes of one folder, as a line.
void tell(const Context &context, const char *what, const fs::path &folder, const std::string &detail,
          const nlohmann::ordered_json &members)
{
    if (!context.json) {
        print_line(std::string(what) + "  " + folder.string() + "  (" + detail + ")");
        return;
    }
    nlohmann::ordered_json line = {{"event", what}, {"folder", folder.string()}};
    line.update(members);
    print_line(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void sum_up(const Context &context, const CleanOptions &options, std::size_t removed, std::uintmax_t bytes,
            std::size_t kept)
{
    if (context.json) {
        print_line(nlohmann::ordered_json{{"event", "cleaned"},
                                          {"removed", removed},
                                          {"bytes", bytes},
                                          {"kept", kept},
                                          {"dry_run", options.dry_run}}
                       .dump());
        return;
    }
    print_line(std::to_string(removed) + (removed == 1 ? " result" : " results")
               + (options.dry_run ? " would be removed, " : " removed, ") + megabytes(bytes) + "; "
               + std::to_string(kept) + " kept");
}

int clean(const Context &context, const CleanOptions &options)
{
    const fs::path runs = options.report.empty() ? chosen_data_dir(context) / "runs" : fs::absolute(options.report);
    if (!options.report.empty() && !fs::is_directory(runs))
        throw Failure(runs.string() + " is no folder", exit_usage);
    const auto newest = wall_clock_now() - std::chrono::days(options.older_than_days);
    const scenarios::StoredResults stored = scenarios::find_stored_results(runs);
    for (const fs::path &other : stored.others)
        tell(context, "kept", other, "no result folder", {{"why", "no result folder"}});
    std::size_t removed = 0;
    std::uintmax_t bytes = 0;
    for (const scenarios::StoredInvocation &invocation : stored.invocations) {
        if (invocation.started_at > newest)
            continue;
        if (invocation.in_use || (!options.dry_run && !scenarios::remove_stored(invocation))) {
            tell(context, "kept", invocation.folder, "still running", {{"why", "still running"}});
            continue;
        }
        ++removed;
        bytes += invocation.bytes;
        tell(context, options.dry_run ? "would_remove" : "removed", invocation.folder,
             std::to_string(invocation.runs) + (invocation.runs == 1 ? " run, " : " runs, ")
                 + megabytes(invocation.bytes),
             {{"runs", invocation.runs}, {"bytes", invocation.bytes}});
        for (const fs::path &foreign : invocation.foreign)
            tell(context, "kept", foreign, "not of a run", {{"why", "not of a run"}});
    }
    sum_up(context, options, removed, bytes, stored.invocations.size() - removed + stored.others.size());
    return exit_success;
}

} // namespace

void add_clean(CLI::App &program, Context &context)
{
    CLI::App *command = program.add_subcommand("clean", "Remove stored results of scenarios");
    const auto options = std::make_shared<CleanOptions>();
    command->add_option("--report", options->report, "The folder they are in, as of scenario run; default: DATA_DIR/runs")
        ->check([](const std::string &text) { return std::string(text.empty() ? "must not be empty" : ""); });
    command->add_option("--older-than", options->older_than_days, "Only those begun more than so many days ago")
        ->type_name("DAYS")
        ->check([](const std::string &text) { // 0x10 is a number, too, but no number of days
            const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
            return std::string(digits ? "" : "must be a whole number of days");
        })
        ->check(CLI::Range(0, most_days));
    command->add_flag("--dry-run", options->dry_run, "Only say what would be removed");
    command->callback([&context, options] { context.run = [&context, options] { return clean(context, *options); }; });
}

} // namespace holdfast::ctl

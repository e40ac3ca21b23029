#include "app/backend/audit_anchor.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"
#include "backend/insight/invariants.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <memory>

namespace holdfast::ctl {

namespace {

struct VerifyOptions
{
    std::string dsn;
    std::filesystem::path audit_anchor;
};

void print_plain(const insight::InvariantResult &result)
{
    const auto verdict = result.holds ? std::string("holds") : fmt::format("VIOLATED {} times", result.violations);
    print_line(fmt::format("{:<4} {:<9} {:>7.1f} ms  {}: {}", result.id, result.severity, result.milliseconds,
                           result.title, verdict));
    for (const auto &example : result.examples)
        print_line("       " + example);
}

void print_json(const insight::InvariantResult &result)
{
    print_line(nlohmann::json{{"id", result.id},
                              {"title", result.title},
                              {"severity", result.severity},
                              {"holds", result.holds},
                              {"violations", result.violations},
                              {"examples", result.examples},
                              {"ms", result.milliseconds}}
                   .dump());
}

int verify(Context &context, const VerifyOptions &options)
{
    Database database(context, options.dsn);
    database.require_schema();
    Session session(context, database.dsn(), {.application_name = "holdfast verify", .read_only = true});
    const auto anchor_file = options.audit_anchor.empty() ? database.audit_anchor() : options.audit_anchor;
    // An anchor that was named has to be there.
    const auto anchor = anchor_file.empty() ? std::nullopt : app::read_audit_anchor(anchor_file);
    if (!anchor && !options.audit_anchor.empty())
        throw Failure("there is no audit anchor at " + options.audit_anchor.string());
    const auto results = insight::check_invariants(session.connection(), anchor);
    for (const auto &result : results)
        context.json ? print_json(result) : print_plain(result);
    return std::ranges::all_of(results, &insight::InvariantResult::holds) ? exit_success : exit_negative;
}

} // namespace

void add_verify(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<VerifyOptions>();
    auto *command = program.add_subcommand("verify", "Checks the invariants; exit status 0 only if none is violated");
    add_dsn_option(*command, options->dsn);
    add_anchor_option(*command, options->audit_anchor);
    command->final_callback([options, &context] {
        context.run = [options, &context] { return verify(context, *options); };
    });
}

} // namespace holdfast::ctl

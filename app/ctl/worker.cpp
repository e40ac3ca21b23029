#include "app/backend/backend.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <memory>
#include <set>

namespace holdfast::ctl {

namespace {

struct WorkerOptions
{
    std::string dsn;
    std::set<std::string> roles = {"expiry"};
};

void work(Context &context, const WorkerOptions &options)
{
    Database database(context, options.dsn);
    database.migrate();
    const app::Backend backend({.dsn = database.dsn(), .serve_api = false,
                                .run_expiry = options.roles.contains("expiry"), .host = {}, .port = 0});
    print_line(nlohmann::json{{"event", "ready"}, {"roles", options.roles}}.dump());
    database.attend();
    spdlog::info("worker: finishing what is under way");
}

} // namespace

void add_worker(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<WorkerOptions>();
    auto *command = program.add_subcommand("worker", "Background work; any number may run");
    add_dsn_option(*command, options->dsn);
    command->add_option("--roles", options->roles, "Which work, separated by commas: expiry")
        ->delimiter(',')
        ->check(CLI::IsMember({"expiry"}))
        ->default_str("expiry");
    command->final_callback([options, &context] {
        context.run = [options, &context] { return run_until_asked(context, [&] { work(context, *options); }); };
    });
}

} // namespace holdfast::ctl

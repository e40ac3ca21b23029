#include "app/backend/backend.h"
#include "app/backend/gateway_environment.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <stdexcept>
#include <string_view>

namespace holdfast::ctl {

namespace {

struct WorkerOptions
{
    std::string dsn;
    std::set<std::string> roles; ///< empty: all that this node can do
    std::int64_t lease_ms = 30'000;
};

std::set<std::string> names_of_roles()
{
    std::set<std::string> names;
    for (const auto role : app::every_role)
        names.emplace(name(role));
    return names;
}

/// Those asked for; of all, those that can be done.
std::set<app::Role> roles_of(const WorkerOptions &options, bool has_gateway)
{
    std::set<app::Role> roles;
    for (const auto role : app::every_role) {
        if (options.roles.contains(std::string(name(role))) || (options.roles.empty() && (has_gateway || !needs_gateway(role))))
            roles.insert(role);
    }
    return roles;
}

void work(Context &context, const WorkerOptions &options)
{
    auto gateway = app::gateway_from_environment();
    auto roles = roles_of(options, gateway.has_value());
    if (!gateway && std::ranges::any_of(roles, app::needs_gateway))
        throw std::invalid_argument("Commit, payments and webhooks need the payment gateway: set HOLDFAST_GATEWAY_URL and "
                                    "HOLDFAST_GATEWAY_KEY");
    Database database(context, options.dsn);
    database.migrate();
    app::BackendOptions node;
    node.dsn = database.dsn();
    node.serve_api = false;
    node.roles = std::move(roles);
    node.gateway = std::move(gateway);
    node.lease = std::chrono::milliseconds(options.lease_ms);
    const app::Backend backend(node);
    std::set<std::string_view> names;
    for (const auto role : node.roles)
        names.insert(name(role));
    print_line(nlohmann::json{{"event", "ready"}, {"roles", names}}.dump());
    database.attend();
    spdlog::info("worker: finishing what is under way");
}

} // namespace

void add_worker(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<WorkerOptions>();
    auto *command = program.add_subcommand("worker", "Background work; any number may run");
    add_dsn_option(*command, options->dsn);
    command->add_option("--roles", options->roles, "Which work, separated by commas: expiry, commit, payments, webhooks, repair. "
                                                  "All of it, or without a gateway what needs none, unless given")
        ->delimiter(',')
        ->check(CLI::IsMember(names_of_roles()));
    command->add_option("--lease-ms", options->lease_ms, "Work on money that nobody answered for this long is taken over")
        ->check(CLI::Range(std::int64_t{200}, std::int64_t{600'000}))
        ->capture_default_str();
    command->final_callback([options, &context] {
        context.run = [options, &context] { return run_until_asked(context, [&] { work(context, *options); }); };
    });
}

} // namespace holdfast::ctl

#include "app/backend/backend.h"
#include "app/backend/gateway_environment.h"
#include "app/ctl/address.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <memory>

namespace holdfast::ctl {

namespace {

constexpr std::int64_t longest_stuck_after_s = 366LL * 24 * 3600;

struct ServeOptions
{
    std::string dsn;
    std::string listen = "127.0.0.1:8787";
    std::filesystem::path audit_anchor;
    std::int64_t stuck_after_s = 3600;
};

void serve(Context &context, const ServeOptions &options, const Address &address)
{
    Database database(context, options.dsn);
    database.migrate();
    app::BackendOptions node;
    node.dsn = database.dsn();
    node.roles = {};
    node.host = address.host;
    node.port = address.port;
    node.webhook_secrets = app::webhook_secrets_from_environment();
    node.stuck_after = std::chrono::seconds(options.stuck_after_s);
    node.audit_anchor = options.audit_anchor.empty() ? database.audit_anchor() : options.audit_anchor;
    app::Backend backend(node);
    print_line(nlohmann::json{{"event", "ready"}, {"url", backend.api_url()}}.dump());
    database.attend();
    spdlog::info("serve: finishing what is under way");
    backend.drain();
}

} // namespace

void add_serve(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<ServeOptions>();
    auto *command = program.add_subcommand("serve", "The API server. Prints its address when it accepts requests");
    add_dsn_option(*command, options->dsn);
    command->add_option("--listen", options->listen, "HOST:PORT; port 0 takes a free one")->capture_default_str();
    add_anchor_option(*command, options->audit_anchor);
    command
        ->add_option("--stuck-after", options->stuck_after_s,
                     "Seconds an authorization may wait before an alert is raised")
        ->check(CLI::Range(std::int64_t{1}, longest_stuck_after_s))
        ->capture_default_str();
    command->final_callback([options, &context] {
        const auto address = parse_address(options->listen);
        if (!address)
            throw CLI::ValidationError("--listen", "'" + options->listen + "' is not HOST:PORT");
        context.run = [options, address = *address, &context] {
            return run_until_asked(context, [&] { serve(context, *options, address); });
        };
    });
}

} // namespace holdfast::ctl

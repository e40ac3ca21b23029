#include "app/backend/backend.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <charconv>
#include <memory>
#include <optional>

namespace holdfast::ctl {

namespace {

struct Address
{
    std::string host;
    std::uint16_t port = 0;
};

struct ServeOptions
{
    std::string dsn;
    std::string listen = "127.0.0.1:8787";
};

/// HOST:PORT, or [HOST]:PORT where the host is an IPv6 address.
std::optional<Address> parse_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return std::nullopt;
    auto host = text.substr(0, colon);
    if (host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return std::nullopt;
    const auto digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (host.empty() || digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return Address{std::string(host), port};
}

void serve(Context &context, const ServeOptions &options, const Address &address)
{
    Database database(context, options.dsn);
    database.migrate();
    app::BackendOptions node;
    node.dsn = database.dsn();
    node.roles = {};
    node.host = address.host;
    node.port = address.port;
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

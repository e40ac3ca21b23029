#include "app/ctl/address.h"
#include "app/ctl/context.h"
#include "app/ctl/subcommands.h"
#include "backend/simulators/stripe_simulator.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>

namespace holdfast::ctl {

namespace {

struct StripeSimOptions
{
    std::string listen = "127.0.0.1:0";
    std::string webhook_url;
};

std::string environment(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

int simulate(Context &context, const simulators::SimulatorOptions &options)
{
    const simulators::StripeSimulator simulator(options);
    const auto host = options.host.find(':') == std::string::npos ? options.host : '[' + options.host + ']';
    const auto url = "http://" + host + ':' + std::to_string(simulator.port());
    print_line(nlohmann::json{{"event", "ready"}, {"url", url}}.dump());
    context.interrupt.wait();
    spdlog::info("stripe-sim: ends, and forgets");
    return exit_success;
}

} // namespace

void add_stripe_sim(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<StripeSimOptions>();
    auto *command = program.add_subcommand("stripe-sim", "A gateway that answers as Stripe does, to test against");
    command->add_option("--listen", options->listen, "HOST:PORT on this machine; port 0 takes a free one")
        ->capture_default_str();
    command->add_option("--webhook-url", options->webhook_url, "Where events are delivered to, http://HOST:PORT/PATH");
    command->footer(
        "The secret key that callers must show is HOLDFAST_GATEWAY_KEY (unset: any sk_test_...), the secret\n"
        "that webhooks are signed with HOLDFAST_WEBHOOK_SECRET, both in the environment.");
    command->final_callback([options, &context] {
        const auto address = parse_address(options->listen);
        if (!address)
            throw CLI::ValidationError("--listen", "'" + options->listen + "' is not HOST:PORT");
        if (address->host != "127.0.0.1" && address->host != "localhost" && address->host != "::1")
            throw CLI::ValidationError("--listen",
                                       "the simulator listens on this machine only: 127.0.0.1, ::1 or localhost");
        simulators::SimulatorOptions wanted;
        wanted.host = address->host;
        wanted.port = address->port;
        wanted.secret_key = Secret(environment("HOLDFAST_GATEWAY_KEY"));
        wanted.webhook_url = options->webhook_url;
        wanted.webhook_secret = Secret(environment("HOLDFAST_WEBHOOK_SECRET"));
        if (!wanted.secret_key.empty() && !wanted.secret_key.reveal().starts_with("sk_test_"))
            throw CLI::ValidationError("HOLDFAST_GATEWAY_KEY", "a simulator takes test keys only, sk_test_...");
        if (!wanted.webhook_url.empty() && wanted.webhook_secret.empty())
            throw CLI::ValidationError("--webhook-url", "HOLDFAST_WEBHOOK_SECRET is not set");
        if (!wanted.webhook_url.empty() && !simulators::is_webhook_url(wanted.webhook_url))
            throw CLI::ValidationError("--webhook-url",
                                       "'" + wanted.webhook_url + "' is not http://HOST[:PORT][/PATH]");
        context.run = [wanted, &context] { return simulate(context, wanted); };
    });
}

} // namespace holdfast::ctl

#include "tests/app/ctl.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <iterator>

namespace holdfast::test {

namespace {

process::SpawnOptions options_of(std::vector<std::string> arguments, Surroundings surroundings)
{
    process::SpawnOptions options;
    options.arguments = {HOLDFASTCTL};
    options.arguments.insert(options.arguments.end(), std::make_move_iterator(arguments.begin()),
                             std::make_move_iterator(arguments.end()));
    options.environment = std::move(surroundings.environment);
    options.stderr_file = std::move(surroundings.log);
    options.death_signal = SIGKILL;
    return options;
}

process::SpawnOptions lasting(std::vector<std::string> arguments, std::vector<std::pair<int, int>> inherit,
                              Surroundings surroundings)
{
    auto options = options_of(std::move(arguments), std::move(surroundings));
    options.capture_stdout = true;
    options.inherit = std::move(inherit);
    return options;
}

} // namespace

process::Completed run_ctl(std::vector<std::string> arguments, Surroundings surroundings)
{
    return process::run(options_of(std::move(arguments), std::move(surroundings)), std::chrono::minutes(1));
}

RunningCtl::RunningCtl(std::vector<std::string> arguments, std::vector<std::pair<int, int>> inherit, Surroundings surroundings)
    : process_(lasting(std::move(arguments), std::move(inherit), std::move(surroundings)))
{
}

std::string RunningCtl::wait_ready()
{
    auto line = process_.read_line(std::chrono::seconds(30)).value_or("");
    const auto ready = nlohmann::json::parse(line, nullptr, false);
    if (ready.is_object())
        url_ = ready.value("url", "");
    return line;
}

std::string hold_body(const Uuid &slot, const std::string &key)
{
    return R"({"slot_id":")" + slot.to_string() + R"(","quantity":1,"partner_booking_ref":"r","requester_id":"q",)"
           + R"("idempotency_key":")" + key + "\"}";
}

net::Exchange request(const std::string &url, const std::string &method, const std::string &target,
                      const std::string &key, const std::string &body)
{
    const auto address = net::parse_http_url(url);
    if (!address) {
        net::Exchange none;
        none.error = "no address: " + url;
        return none;
    }
    net::ClientOptions options;
    options.host = address->first;
    options.port = address->second;
    net::Client client(options);
    net::Request message{.method = method, .target = target, .headers = {}, .body = body};
    if (!key.empty())
        message.headers.emplace_back("Authorization", "Bearer " + key);
    if (!body.empty())
        message.headers.emplace_back("Content-Type", "application/json");
    return client.exchange(std::move(message));
}

int status_of(const std::string &url, const std::string &target)
{
    const auto exchange = request(url, "GET", target);
    return exchange.response ? exchange.response->status : 0;
}

} // namespace holdfast::test

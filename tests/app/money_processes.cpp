#include "tests/app/money_processes.h"

#include "tests/support/eventually.h"

#include <csignal>
#include <stdexcept>

namespace holdfast::test {

namespace {

constexpr int faults_in_child = 20;
constexpr std::chrono::seconds patience{60}; ///< of a customer with one command

} // namespace

ArmedCtl::ArmedCtl(std::vector<std::string> arguments, Surroundings surroundings)
    : arguments_(std::move(arguments)), surroundings_(std::move(surroundings))
{
}

void ArmedCtl::start()
{
    running_.reset();
    faults_ = std::make_unique<scenarios::FaultSocket>();
    auto around = surroundings_;
    around.environment.emplace_back("HOLDFAST_FAULT_FD", std::to_string(faults_in_child));
    auto arguments = arguments_;
    // The port stays: clients come back to where they were.
    if (arguments.front() == "serve")
        arguments.insert(arguments.end(),
                         {"--listen", url_.empty() ? "127.0.0.1:0" : url_.substr(std::string("http://").size())});
    running_.emplace(std::move(arguments), std::vector{std::pair(faults_->for_child(), faults_in_child)}, around);
    faults_->close_child_end();
    if (running_->wait_ready().empty())
        throw std::runtime_error(arguments_.front() + " did not start");
    url_ = running_->url();
}

void ArmedCtl::kill()
{
    running_->process().signal(SIGKILL);
    running_->process().wait(std::chrono::seconds(10));
}

bool ArmedCtl::died(std::chrono::seconds time)
{
    const auto status = running_->process().wait(time);
    return status && status->signal == SIGKILL;
}

bool ArmedCtl::stop()
{
    return running_->process().stop(std::chrono::seconds(11)).success();
}

GatewayProcess::GatewayProcess(const std::filesystem::path &log)
    : running_({"stripe-sim"}, {},
               {{{"HOLDFAST_GATEWAY_KEY", processes_gateway_key}, {"HOLDFAST_WEBHOOK_SECRET", processes_webhook_secret}}, log})
{
    if (running_.wait_ready().empty())
        throw std::runtime_error("stripe-sim did not start");
}

Surroundings GatewayProcess::surroundings(const std::filesystem::path &log, std::chrono::milliseconds timeout) const
{
    return {{{"HOLDFAST_GATEWAY_URL", url()},
             {"HOLDFAST_GATEWAY_KEY", processes_gateway_key},
             {"HOLDFAST_GATEWAY_TIMEOUT_MS", std::to_string(timeout.count())},
             {"HOLDFAST_WEBHOOK_SECRET", processes_webhook_secret}},
            log};
}

Customer::Customer(std::string key, std::function<bool()> stop) : key_(std::move(key)), stop_(std::move(stop)) {}

void Customer::use(const std::string &url)
{
    const auto address = net::parse_http_url(url);
    if (!address)
        throw std::runtime_error("no address: " + url);
    net::ClientOptions options;
    options.host = address->first;
    options.port = address->second;
    options.request_timeout = std::chrono::seconds(10); // an answer may wait for its operation
    client_.emplace(options);
}

std::string Customer::hold(const std::string &slot, const std::string &key)
{
    const Json body = {{"slot_id", slot}, {"quantity", 1}, {"partner_booking_ref", key}, {"requester_id", "q"},
                       {"idempotency_key", key}};
    return settle({"POST", "/v1/reservations", {{"Content-Type", "application/json"}}, body.dump()});
}

std::string Customer::step(const std::string &reservation, const std::string &verb, const std::string &key,
                           const std::string &card)
{
    net::Request request{"POST", "/v1/reservations/" + reservation + "/" + verb, {{"Idempotency-Key", key}}, {}};
    if (!card.empty()) {
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = Json{{"payment_method", card}}.dump();
    }
    return settle(std::move(request));
}

std::string Customer::settle(net::Request request)
{
    request.headers.emplace_back("Authorization", "Bearer " + key_);
    refusal_.clear();
    std::string state;
    bool first = true;
    const bool settled = eventually(
        [&] {
            if (!std::exchange(first, false))
                ++repeats_;
            const auto exchange = client_->exchange(request);
            const int status = exchange.response ? exchange.response->status : 0;
            if (status == 0 || status == 202 || status == 429 || status == 503)
                return stop_ && stop_();
            const auto body = Json::parse(exchange.response->body, nullptr, false);
            if (status / 100 == 2 && body.is_object()) {
                reservation_ = body.value("reservation_id", "");
                state = body.value("state", "");
            } else {
                refusal_ = exchange.response->body;
            }
            return true;
        },
        patience);
    if (!settled)
        refusal_ = "no answer within a minute";
    return state;
}

} // namespace holdfast::test

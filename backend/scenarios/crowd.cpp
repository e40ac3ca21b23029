#include "backend/scenarios/crowd.h"

#include "backend/scenarios/sandbox.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

constexpr auto request_timeout = 10s;
constexpr auto look_up_period = 50ms; ///< from waiting, to see whether it is time to end

net::ClientOptions client_options(const std::string &url, std::size_t threads)
{
    const auto address = net::parse_http_url(url);
    if (!address)
        throw std::runtime_error("not an address to send requests to: " + url);
    net::ClientOptions options;
    options.host = address->first;
    options.port = address->second;
    options.threads = threads;
    options.request_timeout = request_timeout;
    return options;
}

/// Answers on their way, from the client's threads to the one that waits.
struct Landing
{
    std::mutex mutex;
    std::condition_variable arrived;
    std::vector<net::Exchange> exchanges;
    std::size_t missing = 0;
};

} // namespace

Crowd::Crowd(const std::string &url, std::size_t threads, std::function<bool()> aborted)
    : Crowd(std::vector<std::string>{url}, threads, std::move(aborted))
{
}

Crowd::Crowd(const std::vector<std::string> &urls, std::size_t threads, std::function<bool()> aborted)
    : aborted_(std::move(aborted))
{
    for (const std::string &url : urls)
        clients_.push_back(std::make_unique<net::Client>(client_options(url, threads)));
}

Crowd::~Crowd() = default;

net::Exchange Crowd::send(const net::Request &request, std::size_t server)
{
    if (aborted_ && aborted_())
        throw Aborted();
    return clients_.at(server)->exchange(request);
}

void Crowd::open(Connections &into, std::size_t count)
{
    while (into.size() < count) {
        auto connection = clients_[into.size() % clients_.size()]->open_connection();
        std::string error;
        if (!connection->connect(error))
            throw std::runtime_error("connection " + std::to_string(into.size() + 1) + " could not be made: " + error);
        into.push_back(std::move(connection));
    }
}

std::vector<net::Exchange> Crowd::exchange_all(const Connections &over, const std::vector<net::Request> &requests,
                                               const Sent &sent)
{
    const auto landing = std::make_shared<Landing>();
    landing->exchanges.resize(requests.size());
    landing->missing = requests.size();
    for (std::size_t i = 0; i < requests.size(); ++i) {
        over[i % over.size()]->send(requests[i], [landing, i](net::Exchange exchange) {
            const std::lock_guard lock(landing->mutex);
            landing->exchanges[i] = std::move(exchange);
            --landing->missing;
            landing->arrived.notify_one();
        });
        if (sent)
            sent(i + 1);
    }
    std::unique_lock lock(landing->mutex);
    while (!landing->arrived.wait_for(lock, look_up_period, [&] { return landing->missing == 0; }))
        if (aborted_ && aborted_())
            throw Aborted(); // the client ends what is under way
    return std::move(landing->exchanges);
}

std::vector<net::Exchange> Crowd::send_together(const std::vector<net::Request> &requests, const Sent &sent)
{
    Connections connections;
    open(connections, requests.size());
    return exchange_all(connections, requests, sent);
}

std::vector<net::Exchange> Crowd::send_over(std::size_t connections, const std::vector<net::Request> &requests)
{
    open(kept_, connections);
    return exchange_all(kept_, requests);
}

void Crowd::post(std::size_t connections, net::Request request, std::function<void(net::Exchange)> done)
{
    open(kept_, connections);
    kept_[next_++ % connections]->send(std::move(request), std::move(done));
}

} // namespace holdfast::scenarios

#include "tests/app/soak_load.h"

#include "backend/net/http.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <random>

namespace holdfast::test {

namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds retry_pause{25};
constexpr std::chrono::seconds patience{30};

net::ClientOptions client_options(const std::string &url)
{
    net::ClientOptions options;
    const auto address = net::parse_http_url(url);
    options.host = address->first;
    options.port = address->second;
    options.connect_timeout = std::chrono::milliseconds(500);
    options.request_timeout = std::chrono::seconds(5);
    return options;
}

} // namespace

/// One client's thread: its connection, and the reservations it may still act on.
struct SoakLoad::Client
{
    Client(SoakLoad &of_load, unsigned number)
        : load(of_load), http(client_options(of_load.plan_.url)), random(of_load.plan_.seed + number),
          prefix("client" + std::to_string(number) + "-")
    {
    }

    bool stopping()
    {
        const std::lock_guard lock(load.mutex_);
        return load.stopping_;
    }
    /// Waits a little; true when it is time to end.
    bool pause()
    {
        std::unique_lock lock(load.mutex_);
        return load.changed_.wait_for(lock, retry_pause, [this] { return load.stopping_; });
    }
    void contradict(const std::string &text)
    {
        {
            const std::lock_guard lock(load.mutex_);
            if (!load.contradiction_)
                load.contradiction_ = text;
        }
        load.changed_.notify_all();
    }

    net::Exchange send(const net::Request &request);
    std::optional<json> settle(const net::Request &request, const std::string &key);
    void book();
    void act();

    SoakLoad &load;
    net::Client http;
    std::shared_ptr<net::Client::Connection> connection;
    std::minstd_rand random;
    std::string prefix;
    std::vector<std::string> held;
    int commands = 0;
};

net::Exchange SoakLoad::Client::send(const net::Request &request)
{
    net::Exchange failed;
    if (!connection) {
        connection = http.open_connection();
        if (!connection->connect(failed.error)) {
            connection.reset();
            return failed;
        }
    }
    auto answered = std::make_shared<std::promise<net::Exchange>>();
    auto answer = answered->get_future();
    connection->send(request, [answered](net::Exchange exchange) { answered->set_value(std::move(exchange)); });
    auto exchange = answer.get();
    if (!exchange.response)
        connection.reset();
    return exchange;
}

/// Sends a command until its outcome is known. The answer of a success; nullopt when it was refused or time is up.
std::optional<json> SoakLoad::Client::settle(const net::Request &request, const std::string &key)
{
    for (bool first = true; !stopping(); first = false) {
        if (!first)
            ++load.repeated_;
        const auto exchange = send(request);
        const int status = exchange.response ? exchange.response->status : 0;
        if (status == 0 || status == 503) {
            if (pause())
                return std::nullopt;
            continue;
        }
        const auto body = json::parse(exchange.response->body, nullptr, false);
        if (status == 200 || status == 201) {
            if (!body.is_object() || !body.contains("reservation_id"))
                contradict("an answer without a reservation: " + exchange.response->body);
            else
                return body;
        } else if (status == 404 || status == 409) {
            ++load.refused_; // full, expired, released
        } else {
            contradict("command " + key + " was answered " + std::to_string(status) + ": " + exchange.response->body);
        }
        return std::nullopt;
    }
    return std::nullopt;
}

void SoakLoad::Client::book()
{
    const auto key = prefix + std::to_string(commands++);
    const auto &place = load.plan_.places[random() % load.plan_.places.size()];
    const json body = {{"slot_id", place.to_string()}, {"quantity", 1 + random() % 3}, {"partner_booking_ref", key},
                       {"requester_id", "soak"}, {"idempotency_key", key}};
    const net::Request request{.method = "POST",
                               .target = "/v1/reservations",
                               .headers = {{"Authorization", "Bearer " + load.plan_.api_key},
                                           {"Content-Type", "application/json"}},
                               .body = body.dump()};
    const auto made = settle(request, key);
    if (!made)
        return;
    const auto id = made->at("reservation_id").get<std::string>();
    {
        const std::lock_guard lock(load.mutex_);
        load.acknowledged_.push_back({id, made->value("version", 0), made->value("state", ""), key});
        ++load.total_;
    }
    load.changed_.notify_all();
    held.push_back(id);
    if (random() % 8 != 0)
        return;
    // A repeat long after: the same reservation, nothing new.
    const auto again = settle(request, key);
    if (again && again->at("reservation_id") != id)
        contradict("key " + key + " made " + id + " and then " + again->at("reservation_id").get<std::string>());
}

void SoakLoad::Client::act()
{
    const auto at = held.begin() + static_cast<std::ptrdiff_t>(random() % held.size());
    const auto id = *at;
    held.erase(at);
    const auto key = prefix + std::to_string(commands++);
    const net::Request request{.method = "POST",
                               .target = "/v1/reservations/" + id + (random() % 4 == 0 ? "/confirm" : "/release"),
                               .headers = {{"Authorization", "Bearer " + load.plan_.api_key}, {"Idempotency-Key", key}},
                               .body = ""};
    const auto done = settle(request, key);
    if (!done)
        return;
    {
        const std::lock_guard lock(load.mutex_);
        load.acknowledged_.push_back({id, done->value("version", 0), done->value("state", ""), key});
        ++load.total_;
    }
    load.changed_.notify_all();
}

SoakLoad::SoakLoad(LoadPlan plan) : plan_(std::move(plan))
{
    for (int number = 0; number < plan_.clients; ++number)
        threads_.emplace_back([this, number] { run(static_cast<unsigned>(number)); });
}

SoakLoad::~SoakLoad()
{
    stop();
}

void SoakLoad::run(unsigned number)
{
    Client client(*this, number);
    while (!client.stopping()) {
        if (client.held.size() > 20 || (!client.held.empty() && client.random() % 2 == 0))
            client.act();
        else
            client.book();
    }
}

bool SoakLoad::wait_acknowledged(std::size_t more)
{
    std::unique_lock lock(mutex_);
    const auto wanted = total_ + more;
    changed_.wait_for(lock, patience, [&] { return total_ >= wanted || contradiction_; });
    return total_ >= wanted;
}

std::vector<Acknowledged> SoakLoad::take_acknowledged()
{
    const std::lock_guard lock(mutex_);
    return std::exchange(acknowledged_, {});
}

std::optional<std::string> SoakLoad::contradiction() const
{
    const std::lock_guard lock(mutex_);
    return contradiction_;
}

void SoakLoad::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto &thread : threads_)
        thread.join();
    threads_.clear();
}

} // namespace holdfast::test

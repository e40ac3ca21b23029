#pragma once

#include "backend/net/http.h"
#include "backend/simulators/stripe_simulator.h"

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The simulator over real HTTP, as a client and as an endpoint see it.
namespace holdfast::test {

using Json = nlohmann::json;
using Fields = std::vector<std::pair<std::string, std::string>>;

struct Answer
{
    int status = 0; ///< 0: the connection was closed without one
    Json body = {};
    net::Headers headers = {};

    [[nodiscard]] std::string header(std::string_view name) const;
    [[nodiscard]] std::string id() const { return body.value("id", ""); }
    /// A member of the error, "" when there is none.
    [[nodiscard]] std::string error(const char *member) const;
};

class Gateway final
{
public:
    explicit Gateway(simulators::SimulatorOptions options = {});

    [[nodiscard]] Answer post(const std::string &path, const Fields &fields = {}, const std::string &key = {});
    [[nodiscard]] Answer get(const std::string &target);
    [[nodiscard]] Answer remove(const std::string &path);
    /// On a thread of its own.
    [[nodiscard]] std::future<Answer> post_later(const std::string &path, const Fields &fields = {},
                                                 const std::string &key = {});
    [[nodiscard]] Answer send(net::Request request);
    [[nodiscard]] Answer control(const std::string &method, const std::string &path, const Json &body = nullptr);

    /// An intent that waits for its capture; its id.
    [[nodiscard]] std::string authorized(const std::string &reservation = "r",
                                         const std::string &card = "pm_card_visa");
    [[nodiscard]] std::string planted(const std::string &status, const Json &more = Json::object());
    /// Orders a fault; its id, "" when it was refused.
    [[nodiscard]] std::string fault(const Json &order);
    /// As the control API tells of it; null when there is none.
    [[nodiscard]] Json fault_state(const std::string &id);
    [[nodiscard]] int hits(const std::string &id) { return fault_state(id).value("hit", -1); }
    /// An intent's row of the books; null when there is none.
    [[nodiscard]] Json row(const std::string &intent);
    [[nodiscard]] std::size_t intents() { return control("GET", "/books").body["intents"].size(); }
    [[nodiscard]] std::uint16_t port() const { return simulator_.port(); }

private:
    simulators::StripeSimulator simulator_;
    net::Client client_;
};

/// What creates an intent that is authorized at once.
[[nodiscard]] Fields wish(const std::string &reservation = "r", const std::string &card = "pm_card_visa");

/// An endpoint for webhooks that keeps what it was sent.
class Inbox final
{
public:
    struct Delivery
    {
        std::string body;
        std::string signature;
        Json event;
    };
    /// `status` says how the nth delivery, counted from 1, is answered.
    explicit Inbox(std::function<int(int)> status = [](int) { return 200; });

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/hook"; }
    [[nodiscard]] std::vector<Delivery> deliveries() const;
    [[nodiscard]] std::size_t count() const { return deliveries().size(); }
    [[nodiscard]] std::vector<std::string> types() const;

private:
    const std::function<int(int)> status_;
    mutable std::mutex mutex_;
    std::vector<Delivery> deliveries_;
    net::Server server_; // last: it calls us
};

} // namespace holdfast::test

#pragma once

#include "backend/core/secret.h"
#include "backend/net/http.h"
#include "backend/simulators/faults.h"
#include "backend/simulators/gateway_clock.h"
#include "backend/simulators/objects.h"

#include <condition_variable>
#include <set>
#include <thread>

namespace holdfast::simulators {

/// Where events are delivered to.
struct WebhookEndpoint
{
    std::string id;
    Place place;
    std::string url;
    Secret secret;
    std::vector<std::string> events; ///< types, or "*"
    std::string host = {};
    std::uint16_t port = 0;
    std::string target = {}; ///< path and query
};

/// Splits http://HOST[:PORT][/PATH]; false for anything else, https too: the simulator and what it serves share a machine.
[[nodiscard]] bool parse_endpoint_url(const std::string &url, WebhookEndpoint &endpoint);

struct Event
{
    std::string id;
    Place place;
    std::string type;
    std::shared_ptr<const std::string> body; ///< JSON
    Metadata subject;                        ///< metadata of the intent it is about
};

struct WebhookCounts
{
    std::uint64_t attempts = 0, delivered = 0, failed = 0; ///< failed attempts
    std::uint64_t given_up = 0, lost = 0, overflowed = 0;  ///< deliveries that never came to be
    std::size_t pending = 0;
};

/// Delivers events: signed, from several connections at once, again with growing pauses until the endpoint says 2xx.
/// What is still pending when it is destroyed is discarded. Thread-safe; its thread and its clients' are its own.
class Webhooks final
{
public:
    static constexpr std::size_t max_endpoints = 16;
    static constexpr std::size_t max_addresses = 64;   ///< hosts and ports, one client each, over the whole life
    static constexpr std::size_t max_pending = 50'000; ///< more are not delivered, and counted as overflowed
    static constexpr std::size_t max_at_once = 32;
    static constexpr int max_attempts = 40;
    static constexpr std::chrono::milliseconds first_pause{250}, longest_pause{10'000};
    static constexpr std::chrono::milliseconds patience{10'000}; ///< with an endpoint that does not answer
    static constexpr std::chrono::milliseconds longest_disorder{3'000};
    static constexpr std::int64_t stale_by = 3'600; ///< seconds

    Webhooks(const GatewayClock &clock, Faults &faults);
    ~Webhooks();
    Webhooks(const Webhooks &) = delete;
    Webhooks &operator=(const Webhooks &) = delete;

    /// Replaces the one with the same id. False when there are too many.
    [[nodiscard]] bool put(WebhookEndpoint endpoint);
    [[nodiscard]] bool remove(const std::string &id);
    [[nodiscard]] std::vector<WebhookEndpoint> endpoints() const;
    /// How many endpoints want events of this type.
    [[nodiscard]] int subscribers(std::string_view type) const;
    void publish(const Event &event);
    [[nodiscard]] WebhookCounts counts() const;

private:
    using Clock = std::chrono::steady_clock;
    enum class Manner { Plain, Forged, Stale };
    struct Delivery
    {
        std::shared_ptr<const WebhookEndpoint> to;
        std::shared_ptr<const std::string> body;
        std::uint64_t number = 0; ///< of the event
        Manner manner = Manner::Plain;
        int attempts = 0;
        std::string fault = {}; ///< that is applied by this delivery
    };
    struct Held
    {
        Delivery delivery;
        Clock::time_point until;
    };

    void run();
    void schedule(Delivery delivery, std::chrono::milliseconds after);
    void befall(const Fault &fault, Delivery delivery, const Event &event);
    void send(Delivery delivery);
    void settle(Delivery delivery, const net::Exchange &exchange);
    void release_held(const Delivery &delivered);
    void release_overdue(Clock::time_point now);
    [[nodiscard]] std::optional<Clock::time_point> next_due() const;
    [[nodiscard]] net::Request request_of(const Delivery &delivery) const;

    const GatewayClock &clock_;
    Faults &faults_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::map<std::string, std::shared_ptr<const WebhookEndpoint>> endpoints_;
    std::set<std::string> addresses_;
    std::multimap<Clock::time_point, Delivery> due_;
    std::vector<Held> held_; ///< until a later event was delivered
    std::size_t in_flight_ = 0;
    std::uint64_t published_ = 0;
    WebhookCounts counts_;
    std::map<std::string, std::unique_ptr<net::Client>> clients_; ///< by address; the thread's alone
    std::thread thread_;
};

} // namespace holdfast::simulators

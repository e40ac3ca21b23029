#include "backend/simulators/webhooks.h"

#include "backend/simulators/webhook_signature.h"

#include <pthread.h>

#include <algorithm>

namespace holdfast::simulators {

namespace {

constexpr std::string_view scheme = "http://";
constexpr auto duplicate_after = std::chrono::milliseconds(20);

bool wants(const WebhookEndpoint &endpoint, std::string_view type)
{
    return std::any_of(endpoint.events.begin(), endpoint.events.end(),
                       [&](const std::string &wanted) { return wanted == "*" || wanted == type; });
}

std::string replaced(std::string text, const std::string &what, const std::string &by)
{
    if (const auto at = text.find(what); at != std::string::npos)
        text.replace(at, what.size(), by);
    return text;
}

std::string address_of(const WebhookEndpoint &endpoint)
{
    return endpoint.host + ':' + std::to_string(endpoint.port);
}

} // namespace

bool parse_endpoint_url(const std::string &url, WebhookEndpoint &endpoint)
{
    if (!url.starts_with(scheme))
        return false;
    const auto path = std::min(url.find_first_of("/?", scheme.size()), url.size());
    const auto address = net::parse_http_url(std::string_view(url).substr(0, path));
    const bool clean =
        std::none_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c >= 0x7f || c == '#'; });
    if (!address || !clean)
        return false;
    endpoint.url = url;
    endpoint.host = address->first;
    endpoint.port = address->second;
    endpoint.target = url.substr(path);
    if (!endpoint.target.starts_with('/'))
        endpoint.target.insert(0, "/");
    return true;
}

Webhooks::Webhooks(const GatewayClock &clock, Faults &faults) : clock_(clock), faults_(faults)
{
    thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "webhooks");
        run();
    });
}

Webhooks::~Webhooks()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
    clients_.clear(); // ends what is under way; what it tells us goes nowhere
}

bool Webhooks::put(WebhookEndpoint endpoint)
{
    const std::lock_guard lock(mutex_);
    const auto address = address_of(endpoint);
    const bool one_too_many = endpoints_.size() >= max_endpoints && !endpoints_.contains(endpoint.id);
    if (one_too_many || (addresses_.size() >= max_addresses && !addresses_.contains(address)))
        return false;
    addresses_.insert(address);
    auto id = endpoint.id;
    endpoints_.insert_or_assign(std::move(id), std::make_shared<const WebhookEndpoint>(std::move(endpoint)));
    return true;
}

bool Webhooks::remove(const std::string &id)
{
    const std::lock_guard lock(mutex_);
    return endpoints_.erase(id) > 0;
}

std::vector<WebhookEndpoint> Webhooks::endpoints() const
{
    const std::lock_guard lock(mutex_);
    std::vector<WebhookEndpoint> all;
    for (const auto &[id, endpoint] : endpoints_)
        all.push_back(*endpoint);
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.place > b.place; });
    return all;
}

int Webhooks::subscribers(std::string_view type) const
{
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::count_if(endpoints_.begin(), endpoints_.end(),
                                          [&](const auto &entry) { return wants(*entry.second, type); }));
}

WebhookCounts Webhooks::counts() const
{
    const std::lock_guard lock(mutex_);
    auto counts = counts_;
    counts.pending = due_.size() + held_.size() + in_flight_;
    return counts;
}

void Webhooks::schedule(Delivery delivery, std::chrono::milliseconds after)
{
    due_.emplace(Clock::now() + after, std::move(delivery));
}

void Webhooks::publish(const Event &event)
{
    {
        const std::lock_guard lock(mutex_);
        ++published_;
        for (const auto &[id, endpoint] : endpoints_) {
            if (!wants(*endpoint, event.type))
                continue;
            if (due_.size() + held_.size() + in_flight_ >= max_pending) {
                ++counts_.overflowed;
                continue;
            }
            Delivery delivery{endpoint, event.body, published_};
            if (const auto fault = faults_.choose(CallKind::Webhook, event.subject, true, event.type))
                befall(*fault, std::move(delivery), event);
            else
                schedule(std::move(delivery), {});
        }
    }
    changed_.notify_all();
}

void Webhooks::befall(const Fault &fault, Delivery delivery, const Event &event)
{
    auto marked = delivery;
    marked.fault = fault.id;
    switch (fault.kind) {
    case FaultKind::Lose:
        ++counts_.lost;
        return faults_.settle(fault.id, true);
    case FaultKind::Delay:
        return schedule(std::move(marked), fault.delay);
    case FaultKind::Disorder:
        held_.push_back({std::move(marked), Clock::now() + longest_disorder});
        return;
    case FaultKind::Forge:
        marked.manner = Manner::Forged;
        marked.body = std::make_shared<const std::string>(replaced(*event.body, event.id, event.id + "forged"));
        schedule(std::move(marked), {});
        return schedule(std::move(delivery), duplicate_after);
    case FaultKind::Stale:
        marked.manner = Manner::Stale;
        schedule(std::move(delivery), {});
        return schedule(std::move(marked), std::max(fault.delay, duplicate_after));
    default: // Duplicate
        schedule(std::move(delivery), {});
        return schedule(std::move(marked), std::max(fault.delay, duplicate_after));
    }
}

std::optional<Webhooks::Clock::time_point> Webhooks::next_due() const
{
    std::optional<Clock::time_point> next;
    if (!due_.empty() && in_flight_ < max_at_once)
        next = due_.begin()->first;
    for (const auto &held : held_)
        next = next ? std::min(*next, held.until) : held.until;
    return next;
}

/// Nothing overtook it: it was not applied.
void Webhooks::release_overdue(Clock::time_point now)
{
    for (auto &held : held_) {
        if (held.until > now)
            continue;
        faults_.settle(held.delivery.fault, false);
        held.delivery.fault.clear();
        due_.emplace(now, std::move(held.delivery));
    }
    std::erase_if(held_, [&](const Held &held) { return held.until <= now; });
}

void Webhooks::run()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto next = next_due();
        const auto now = Clock::now();
        if (!next) {
            changed_.wait(lock);
        } else if (*next > now) {
            changed_.wait_until(lock, *next);
        } else {
            release_overdue(now);
            while (!due_.empty() && due_.begin()->first <= now && in_flight_ < max_at_once) {
                auto delivery = std::move(due_.begin()->second);
                due_.erase(due_.begin());
                ++in_flight_;
                ++counts_.attempts;
                lock.unlock();
                send(std::move(delivery));
                lock.lock();
            }
        }
    }
}

net::Request Webhooks::request_of(const Delivery &delivery) const
{
    const auto &secret = delivery.to->secret.reveal();
    const auto at = clock_.now_seconds() - (delivery.manner == Manner::Stale ? stale_by : 0);
    const auto signature =
        sign_webhook(*delivery.body, delivery.manner == Manner::Forged ? "not " + secret : secret, at);
    return {"POST",
            delivery.to->target,
            {{"Content-Type", "application/json; charset=utf-8"},
             {"User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"},
             {"Stripe-Signature", signature},
             {"Connection", "close"}},
            *delivery.body};
}

void Webhooks::send(Delivery delivery)
{
    auto &client = clients_[address_of(*delivery.to)];
    if (!client) {
        net::ClientOptions options;
        options.host = delivery.to->host;
        options.port = delivery.to->port;
        options.request_timeout = patience;
        client = std::make_unique<net::Client>(options);
    }
    auto request = request_of(delivery);
    const auto connection = client->open_connection();
    connection->send(std::move(request), [this, connection, delivery = std::move(delivery)](
                                             const net::Exchange &exchange) { settle(delivery, exchange); });
}

/// Those that waited for a later event of the same endpoint go out now.
void Webhooks::release_held(const Delivery &delivered)
{
    const auto overtaken = [&](const Held &held) {
        return held.delivery.to == delivered.to && held.delivery.number < delivered.number;
    };
    for (auto &held : held_) {
        if (!overtaken(held))
            continue;
        due_.emplace(Clock::now(), held.delivery);
    }
    std::erase_if(held_, overtaken);
}

void Webhooks::settle(Delivery delivery, const net::Exchange &exchange)
{
    const int status = exchange.response ? exchange.response->status : 0;
    const bool accepted = status >= 200 && status < 300;
    {
        const std::lock_guard lock(mutex_);
        --in_flight_;
        if (stopping_)
            return;
        if (status != 0 && !delivery.fault.empty()) {
            faults_.settle(delivery.fault, true);
            delivery.fault.clear();
        }
        const bool was_seen = status != 0 && delivery.manner != Manner::Plain; // refusing those is right
        if (accepted) {
            ++counts_.delivered;
            release_held(delivery);
        } else if (!was_seen) {
            ++counts_.failed;
            if (++delivery.attempts >= max_attempts) {
                ++counts_.given_up;
            } else {
                const auto doubled = first_pause * (1 << std::min(delivery.attempts - 1, 10));
                schedule(std::move(delivery), std::min<std::chrono::milliseconds>(doubled, longest_pause));
            }
        }
    }
    changed_.notify_all();
}

} // namespace holdfast::simulators

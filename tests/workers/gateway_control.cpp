#include "tests/workers/gateway_control.h"

#include <stdexcept>

namespace holdfast::test {

namespace {

constexpr int most_looks = 20;

net::ClientOptions options_for(const std::string &url)
{
    const auto address = net::parse_http_url(url);
    if (!address)
        throw std::runtime_error("no address: " + url);
    net::ClientOptions options;
    options.host = address->first;
    options.port = address->second;
    return options;
}

} // namespace

GatewayControl::GatewayControl(const std::string &url, std::string key) : client_(options_for(url)), key_(std::move(key)) {}

Json GatewayControl::ask(const std::string &method, const std::string &target, const Json &body)
{
    net::Request request{method, target, {{"Authorization", "Bearer " + key_}}, {}};
    if (!body.is_null()) {
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = body.dump();
    }
    const auto exchange = client_.exchange(std::move(request));
    if (!exchange.response || exchange.response->status / 100 != 2)
        throw std::runtime_error(method + " " + target + ": "
                                 + (exchange.response ? exchange.response->body : exchange.error));
    return Json::parse(exchange.response->body);
}

Json GatewayControl::look(const std::string &target)
{
    for (int tries = 1;; ++tries) {
        try {
            return ask("GET", target);
        } catch (const std::runtime_error &) {
            if (tries == most_looks)
                throw; // no fault that was ordered lasts so long
        }
    }
}

std::string GatewayControl::fault(const Json &order)
{
    return ask("POST", "/_control/faults", order).at("id");
}

Json GatewayControl::faults()
{
    return ask("GET", "/_control/faults").at("faults");
}

std::uint64_t GatewayControl::hits(const std::string &id)
{
    for (const auto &fault : faults()) {
        if (fault.at("id") == id)
            return fault.at("hit");
    }
    throw std::runtime_error("there is no fault " + id);
}

void GatewayControl::clear_faults()
{
    ask("DELETE", "/_control/faults");
}

std::vector<BookedIntent> GatewayControl::books(const std::string &environment)
{
    std::vector<BookedIntent> booked;
    const auto books = ask("GET", "/_control/books");
    for (const auto &row : books.at("intents")) {
        const auto &metadata = row.at("metadata");
        if (metadata.value("holdfast_environment", "") != environment)
            continue;
        booked.push_back({.id = row.at("id"),
                          .status = row.at("status"),
                          .amount = row.at("amount"),
                          .capturable = row.at("amount_capturable"),
                          .received = row.at("amount_received"),
                          .refunded = row.at("refunded"),
                          .refunds_pending = row.at("refunds_pending"),
                          .reservation = metadata.value("holdfast_reservation", ""),
                          .party = metadata.value("holdfast_party", ""),
                          .operation = metadata.value("holdfast_operation", "")});
    }
    return booked;
}

void GatewayControl::set_clock(std::chrono::milliseconds ahead)
{
    ask("POST", "/_control/clock", {{"offset_ms", ahead.count()}});
}

std::vector<Json> GatewayControl::events_of(const std::string &intent)
{
    std::vector<Json> found;
    std::string cursor;
    for (bool more = true; more;) {
        const auto page = look("/v1/events?limit=100" + cursor);
        for (const auto &event : page.at("data")) {
            const auto &object = event.at("data").at("object");
            if (object.at("id") == intent || (object.contains("payment_intent") && object.at("payment_intent") == intent))
                found.insert(found.begin(), event);
            cursor = "&starting_after=" + event.at("id").get<std::string>();
        }
        more = page.at("has_more");
    }
    return found;
}

void GatewayControl::fail_refunds_of(const std::string &intent)
{
    const auto refunds = look("/v1/refunds?limit=100&payment_intent=" + intent);
    for (const auto &refund : refunds.at("data")) {
        if (refund.at("status") == "succeeded")
            ask("POST", "/_control/refunds/" + refund.at("id").get<std::string>() + "/fail", Json::object());
    }
}

void GatewayControl::deliver_to(const std::string &url, const std::string &secret)
{
    ask("POST", "/_control/webhook", {{"url", url}, {"secret", secret}});
}

} // namespace holdfast::test

#include "backend/scenarios/gateway_control.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace holdfast::scenarios {

using json = nlohmann::json;

namespace {

/// The metadata by which the system says what an intent is for.
constexpr const char *party_key = "holdfast_party";
constexpr const char *reservation_key = "holdfast_reservation";
constexpr const char *environment_key = "holdfast_environment";

GatewayIntent read_intent(const json &object)
{
    GatewayIntent intent;
    intent.id = object.at("id").get<std::string>();
    intent.status = object.at("status").get<std::string>();
    intent.amount_minor = object.at("amount").get<std::int64_t>();
    intent.captured_minor = object.at("amount_received").get<std::int64_t>();
    intent.refunded_minor = object.at("refunded").get<std::int64_t>();
    const json &metadata = object.at("metadata");
    intent.party = metadata.value(party_key, "");
    intent.reservation = metadata.value(reservation_key, "");
    intent.environment = metadata.value(environment_key, "");
    return intent;
}

} // namespace

std::string describe(const GatewayFault &fault)
{
    return fault.kind + " of " + fault.call + (fault.party.empty() ? "" : ", " + fault.party);
}

GatewayControl::GatewayControl(const std::string &url, std::function<bool()> aborted) : crowd_(url, 1, std::move(aborted))
{
}

/// What is sent may be a secret: nothing of it is told.
std::string GatewayControl::ask(const char *method, const std::string &target, const std::string &body,
                                int expected_status)
{
    net::Request request;
    request.method = method;
    request.target = target;
    if (!body.empty())
        request.headers = {{"Content-Type", "application/json"}};
    request.body = body;
    const net::Exchange exchange = crowd_.send(request);
    const std::string what = "the gateway, asked " + request.method + " " + target + ", ";
    if (!exchange.response)
        throw std::runtime_error(what + "did not answer: " + exchange.error);
    if (exchange.response->status != expected_status)
        throw std::runtime_error(what + "answered " + std::to_string(exchange.response->status) + ": "
                                 + exchange.response->body);
    return exchange.response->body;
}

std::string GatewayControl::add(const GatewayFault &fault)
{
    json order = {{"call", fault.call}, {"kind", fault.kind}, {"nth", fault.nth}, {"times", fault.times}};
    if (fault.delay.count() > 0)
        order["delay_ms"] = fault.delay.count();
    if (fault.kind == "error")
        order["status"] = fault.status;
    if (fault.after)
        order["after"] = true;
    if (!fault.party.empty())
        order["match"]["party"] = fault.party;
    if (fault.reservation)
        order["match"]["reservation"] = fault.reservation->to_string();
    return json::parse(ask("POST", "/_control/faults", order.dump(), 201)).at("id").get<std::string>();
}

GatewayFaultUse GatewayControl::use_of(const std::string &fault_id)
{
    const json answer = json::parse(ask("GET", "/_control/faults", {}, 200));
    for (const json &fault : answer.at("faults"))
        if (fault.at("id") == fault_id)
            return {fault.at("matched").get<std::uint64_t>(), fault.at("hit").get<std::uint64_t>()};
    throw std::runtime_error("the gateway knows no fault " + fault_id);
}

void GatewayControl::remove(const std::string &fault_id)
{
    ask("DELETE", "/_control/faults/" + fault_id, {}, 200);
}

std::string GatewayControl::plant(const PlantedIntent &intent)
{
    const json order = {{"amount", intent.amount_minor},
                        {"currency", "eur"},
                        {"status", intent.status},
                        {"metadata",
                         {{environment_key, intent.environment},
                          {reservation_key, intent.reservation},
                          {party_key, intent.party}}}};
    return json::parse(ask("POST", "/_control/intents", order.dump(), 201)).at("id").get<std::string>();
}

std::vector<GatewayIntent> GatewayControl::intents()
{
    std::vector<GatewayIntent> intents;
    const json books = json::parse(books_text());
    for (const json &object : books.at("intents"))
        intents.push_back(read_intent(object));
    return intents;
}

std::vector<GatewayCall> GatewayControl::calls()
{
    std::vector<GatewayCall> calls;
    const json told = json::parse(calls_text());
    for (const json &call : told.at("calls"))
        calls.push_back({call.at("method").get<std::string>(), call.at("path").get<std::string>(),
                         call.value("status", 0)});
    return calls;
}

std::string GatewayControl::books_text()
{
    return ask("GET", "/_control/books", {}, 200);
}

std::string GatewayControl::calls_text()
{
    return ask("GET", "/_control/calls", {}, 200);
}

void GatewayControl::set_clock(std::chrono::milliseconds offset)
{
    ask("POST", "/_control/clock", json{{"offset_ms", offset.count()}}.dump(), 200);
}

std::chrono::milliseconds GatewayControl::clock()
{
    const json clock = json::parse(ask("GET", "/_control/clock", {}, 200));
    return std::chrono::milliseconds(clock.at("offset_ms").get<std::int64_t>());
}

void GatewayControl::set_webhook(const std::string &url, const std::string &secret)
{
    ask("POST", "/_control/webhook", json{{"url", url}, {"secret", secret}}.dump(), 200);
}

} // namespace holdfast::scenarios

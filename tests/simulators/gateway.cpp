#include "tests/simulators/gateway.h"

namespace holdfast::test {

namespace {

constexpr const char *secret_key = "sk_test_of_the_tests";

net::ClientOptions client_of(std::uint16_t port)
{
    net::ClientOptions options;
    options.port = port;
    options.request_timeout = std::chrono::seconds(20);
    return options;
}

simulators::SimulatorOptions with_key(simulators::SimulatorOptions options)
{
    options.secret_key = Secret(secret_key);
    return options;
}

} // namespace

std::string Answer::header(std::string_view name) const
{
    return std::string(net::header(headers, name).value_or(""));
}

std::string Answer::error(const char *member) const
{
    const auto at = body.find("error");
    return at != body.end() && at->is_object() ? at->value(member, "") : "";
}

Gateway::Gateway(simulators::SimulatorOptions options)
    : simulator_(with_key(std::move(options))), client_(client_of(simulator_.port()))
{}

Answer Gateway::send(net::Request request)
{
    const auto exchange = client_.exchange(std::move(request));
    if (!exchange.response)
        return {};
    const auto &response = *exchange.response;
    return {response.status, Json::parse(response.body, nullptr, false), response.headers};
}

Answer Gateway::post(const std::string &path, const Fields &fields, const std::string &key)
{
    net::Request request{"POST", "/v1/" + path, {}, {}};
    for (const auto &[name, value] : fields)
        request.body +=
            (request.body.empty() ? "" : "&") + net::percent_encode(name) + '=' + net::percent_encode(value);
    request.headers = {{"Authorization", std::string("Bearer ") + secret_key},
                       {"Content-Type", "application/x-www-form-urlencoded"}};
    if (!key.empty())
        request.headers.emplace_back("Idempotency-Key", key);
    return send(std::move(request));
}

std::future<Answer> Gateway::post_later(const std::string &path, const Fields &fields, const std::string &key)
{
    return std::async(std::launch::async, [this, path, fields, key] { return post(path, fields, key); });
}

Answer Gateway::get(const std::string &target)
{
    return send({"GET", "/v1/" + target, {{"Authorization", std::string("Bearer ") + secret_key}}, {}});
}

Answer Gateway::remove(const std::string &path)
{
    return send({"DELETE", "/v1/" + path, {{"Authorization", std::string("Bearer ") + secret_key}}, {}});
}

Answer Gateway::control(const std::string &method, const std::string &path, const Json &body)
{
    return send({method, "/_control" + path, {}, body.is_null() ? std::string() : body.dump()});
}

Fields wish(const std::string &reservation, const std::string &card)
{
    return {{"amount", "4500"},
            {"currency", "eur"},
            {"confirm", "true"},
            {"capture_method", "manual"},
            {"payment_method", card},
            {"payment_method_types[]", "card"},
            {"metadata[holdfast_party]", "requester"},
            {"metadata[holdfast_reservation]", reservation}};
}

std::string Gateway::authorized(const std::string &reservation, const std::string &card)
{
    return post("payment_intents", wish(reservation, card)).id();
}

std::string Gateway::planted(const std::string &status, const Json &more)
{
    Json order = {{"amount", 4500}, {"status", status}};
    order.update(more);
    return control("POST", "/intents", order).id();
}

std::string Gateway::fault(const Json &order)
{
    return control("POST", "/faults", order).id();
}

Json Gateway::fault_state(const std::string &id)
{
    const auto list = control("GET", "/faults").body;
    for (const auto &fault : list["faults"]) {
        if (fault["id"] == id)
            return fault;
    }
    return Json::object();
}

Json Gateway::row(const std::string &intent)
{
    const auto books = control("GET", "/books").body;
    for (const auto &row : books["intents"]) {
        if (row["id"] == intent)
            return row;
    }
    return Json::object();
}

Inbox::Inbox(std::function<int(int)> status)
    : status_(std::move(status)), server_({}, [this](net::Request request, net::Responder answer) {
          int number = 0;
          {
              const std::lock_guard lock(mutex_);
              const auto signature = net::header(request.headers, "Stripe-Signature").value_or("");
              auto event = Json::parse(request.body, nullptr, false);
              deliveries_.push_back({std::move(request.body), std::string(signature), std::move(event)});
              number = static_cast<int>(deliveries_.size());
          }
          answer({status_(number), {}, ""});
      })
{}

std::vector<Inbox::Delivery> Inbox::deliveries() const
{
    const std::lock_guard lock(mutex_);
    return deliveries_;
}

std::vector<std::string> Inbox::types() const
{
    std::vector<std::string> types;
    for (const auto &delivery : deliveries())
        types.push_back(delivery.event.value("type", ""));
    return types;
}

} // namespace holdfast::test

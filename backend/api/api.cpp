#include "backend/api/api.h"

#include "backend/api/node.h"
#include "backend/api/problem.h"

namespace holdfast::api {

namespace {

constexpr auto drain_patience = std::chrono::seconds(10);

net::ServerOptions server_options(const ApiOptions &options)
{
    net::ServerOptions server;
    server.host = options.host;
    server.port = options.port;
    server.error_response = [](int status, std::string_view detail) {
        Problem problem{code_for_status(status)};
        problem.detail = detail;
        return to_response(problem, "", "");
    };
    return server;
}

std::string url_of(const std::string &host, std::uint16_t port)
{
    const bool literal = host.find(':') != std::string::npos;
    return "http://" + (literal ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

} // namespace

struct Api::State
{
    State(const ApiOptions &options, booking::Lanes &lanes)
        : node(options, lanes),
          server(server_options(options), [this](net::Request request, net::Responder responder) {
              node.handle(std::move(request), std::move(responder));
          })
    {
        url = url_of(options.host, server.port());
        node.server.store(&server);
    }
    ~State()
    {
        server.shut_down(drain_patience);
        node.server.store(nullptr);
    }

    Node node;
    net::Server server; // ends first: its handler uses the node
    std::string url;
};

Api::Api(ApiOptions options, booking::Lanes &lanes) : state_(std::make_unique<State>(options, lanes)) {}

Api::~Api() = default;

std::string Api::url() const
{
    return state_->url;
}

void Api::drain()
{
    state_->server.shut_down(drain_patience);
}

std::string Api::prometheus_metrics() const
{
    return state_->node.prometheus_text();
}

ApiMetrics Api::metrics() const
{
    auto metrics = state_->node.metrics->totals();
    metrics.connections = state_->server.metrics().connections_open;
    return metrics;
}

} // namespace holdfast::api

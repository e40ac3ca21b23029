#include "backend/api/api.h"

#include "backend/api/node.h"
#include "backend/api/problem.h"
#include "backend/core/trace.h"
#include "backend/net/http_text.h"

#include <spdlog/spdlog.h>

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
        const auto trace_id = make_trace_id();
        spdlog::debug("api: {} before any route: {} trace={}", status, detail, trace_id);
        return to_response(problem, "", trace_id);
    };
    return server;
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
        url = "http://" + net::authority(options.host, server.port());
        node.server.store(&server);
    }
    ~State()
    {
        drain();
        node.server.store(nullptr);
    }
    void drain()
    {
        node.operations->drain();
        server.shut_down(drain_patience);
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
    state_->drain();
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

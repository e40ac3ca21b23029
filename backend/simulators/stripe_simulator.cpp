#include "backend/simulators/stripe_simulator.h"

#include "backend/simulators/control.h"
#include "backend/simulators/front.h"

#include <stdexcept>

namespace holdfast::simulators {

using namespace std::chrono_literals;

namespace {

constexpr auto tick = 100ms; // by so much an authorization may expire late when nobody asks
constexpr auto farewell = 500ms;

net::ServerOptions server_options(const SimulatorOptions &options)
{
    net::ServerOptions server;
    server.host = options.host;
    server.port = options.port;
    server.threads = 2;
    server.handler_timeout = 11min; // a fault may hold an answer back for ten
    server.error_response = [](int status, std::string_view detail) {
        return net::Response{status,
                             {{"Content-Type", "application/json"}},
                             R"({"error":{"message":")" + std::string(detail)
                                 + R"(","type":"invalid_request_error"}})"};
    };
    return server;
}

} // namespace

struct StripeSimulator::State
{
    explicit State(const SimulatorOptions &options)
        : desk(options.secret_key), control(desk), later(tick, [this] { pass_time(); }), front(desk, later)
    {
        if (!options.webhook_url.empty() && !set_control_endpoint(desk, options.webhook_url, options.webhook_secret))
            throw std::invalid_argument("webhooks go to http://HOST[:PORT][/PATH], signed with a secret");
        server.emplace(server_options(options), [this](net::Request request, net::Responder respond) {
            handle(std::move(request), std::move(respond));
        });
    }
    ~State()
    {
        if (server)
            server->shut_down(farewell);
    }

    void pass_time()
    {
        const std::lock_guard lock(desk.mutex);
        desk.books.pass_time();
    }
    void handle(net::Request request, net::Responder respond)
    {
        if (request.target.starts_with(Control::prefix))
            respond(control.handle(request));
        else
            front.handle(std::move(request), std::move(respond));
    }

    Desk desk;
    Control control;
    Later later;
    Front front;
    std::optional<net::Server> server; // first to go
};

bool is_webhook_url(const std::string &url)
{
    WebhookEndpoint endpoint;
    return parse_endpoint_url(url, endpoint);
}

StripeSimulator::StripeSimulator(const SimulatorOptions &options) : state_(std::make_unique<State>(options)) {}

StripeSimulator::~StripeSimulator() = default;

std::uint16_t StripeSimulator::port() const
{
    return state_->server->port();
}

} // namespace holdfast::simulators

#include "backend/net/http.h"
#include "backend/net/http_text.h"
#include "backend/net/io_loop.h"
#include "backend/net/session.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <system_error>

namespace holdfast::net {

Worker::Worker(const std::string &name, Clock::duration tick)
    : loop(name, tick), mailbox(std::make_shared<Mailbox>(loop.context())), date(http_date(std::time(nullptr)))
{
}

Response Host::error(int status, std::string_view detail)
{
    const auto &own = Counters::own_statuses;
    if (const auto at = std::find(own.begin(), own.end(), status); at != own.end())
        counters.rejected[static_cast<std::size_t>(at - own.begin())].fetch_add(1, std::memory_order_relaxed);
    if (options.error_response)
        return options.error_response(status, detail);
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(detail) + "\n"};
}

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

constexpr auto tick = std::chrono::milliseconds(50);
constexpr std::size_t max_refusals_at_once = 64; // of connections beyond the cap; more are just closed
constexpr auto accept_pause = std::chrono::milliseconds(50);
constexpr std::size_t other_descriptors = 256; // for the database, files, and refusals

/// How many of the wanted connections the limit on descriptors leaves room for; half of it at least.
std::size_t connections_that_fit(std::size_t wanted)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return wanted;
    const auto most = static_cast<std::size_t>(limit.rlim_cur);
    return std::min(wanted, std::max(most / 2, most - std::min(most, other_descriptors)));
}

/// Everything of a server: its threads, its acceptor, its counters.
struct Node final : Host
{
    Node(ServerOptions options_in, Handler handler_in);
    ~Node();

    void listen();
    Task<> accept();
    void admit(Socket socket, Worker &worker);
    Task<> serve(std::shared_ptr<Session> session, bool full);
    void end_session();
    void shut_down(std::chrono::milliseconds patience);
    bool wait_for_sessions(Clock::time_point until);

    std::vector<std::unique_ptr<Worker>> workers;
    std::optional<Acceptor> acceptor;
    std::optional<Timer> accept_timer;
    std::uint16_t bound_port = 0;
    std::size_t next_worker = 0;
    std::atomic<std::size_t> admitted = 0; // connections within the cap
    std::atomic<std::size_t> refusing = 0;
    std::mutex mutex;
    std::condition_variable all_ended;
    std::atomic<std::size_t> open = 0; // sessions that have not ended
};

Node::Node(ServerOptions options_in, Handler handler_in)
{
    options = std::move(options_in);
    options.max_connections = connections_that_fit(options.max_connections);
    handler = std::move(handler_in);
    session_ended = [this] { end_session(); };
    for (std::size_t i = 0; i < std::max<std::size_t>(1, options.threads); ++i) {
        auto &worker = *workers.emplace_back(std::make_unique<Worker>("http-" + std::to_string(i), tick));
        asio::post(worker.loop.context(), [&worker] {
            worker.loop.on_tick = [&worker] {
                if (const auto now = std::time(nullptr); now != worker.date_of) {
                    worker.date_of = now;
                    worker.date = http_date(now);
                }
            };
        });
    }
    listen();
}

Node::~Node()
{
    shut_down(std::chrono::milliseconds(0));
    for (const auto &worker : workers) {
        worker->mailbox->close();
        worker->loop.finish();
    }
}

void Node::listen()
{
    auto &context = workers.front()->loop.context();
    IoError error;
    const auto fail = [&](const char *what) {
        if (error)
            throw std::system_error(error.value(), std::system_category(),
                                    std::string(what) + " " + options.host + ":" + std::to_string(options.port));
    };
    auto address = asio::ip::make_address(options.host, error);
    asio::ip::tcp::endpoint endpoint(address, options.port);
    if (error) {
        asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver(context);
        const auto found = resolver.resolve(options.host, std::to_string(options.port), error);
        if (error)
            throw std::system_error(std::make_error_code(std::errc::address_not_available),
                                    "cannot listen on " + options.host + ": " + error.message());
        endpoint = found.begin()->endpoint();
    }
    acceptor.emplace(context);
    acceptor->open(endpoint.protocol(), error);
    fail("cannot open a socket for");
    acceptor->set_option(Acceptor::reuse_address(true), error);
    acceptor->bind(endpoint, error);
    fail("cannot listen on");
    acceptor->listen(asio::socket_base::max_listen_connections, error);
    fail("cannot listen on");
    bound_port = acceptor->local_endpoint().port();
    accept_timer.emplace(context);
    asio::co_spawn(context, accept(), asio::detached);
}

Task<> Node::accept()
{
    while (acceptor->is_open()) {
        auto &worker = *workers[next_worker++ % workers.size()];
        auto [error, socket] = co_await acceptor->async_accept(worker.loop.context(), use_task);
        if (!acceptor->is_open())
            break;
        if (!error) {
            admit(std::move(socket), worker);
        } else if (error != asio::error::connection_aborted) {
            // Out of descriptors, most likely: more come free as connections end.
            counters.accept_failures.fetch_add(1, std::memory_order_relaxed);
            accept_timer->expires_after(accept_pause);
            co_await accept_timer->async_wait(use_task);
        }
    }
}

void Node::admit(Socket socket, Worker &worker)
{
    IoError ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    const bool full = admitted.load() >= options.max_connections;
    if (full) {
        counters.refused.fetch_add(1, std::memory_order_relaxed);
        if (refusing.load() >= max_refusals_at_once)
            return; // closes it
        refusing.fetch_add(1);
    } else {
        counters.accepted.fetch_add(1, std::memory_order_relaxed);
        admitted.fetch_add(1);
    }
    open.fetch_add(1);
    auto session = std::make_shared<Session>(*this, worker, std::move(socket));
    asio::co_spawn(worker.loop.context(), serve(std::move(session), full), asio::detached);
}

Task<> Node::serve(std::shared_ptr<Session> session, bool full)
{
    if (full) {
        co_await session->refuse();
        refusing.fetch_sub(1);
    } else {
        co_await session->run();
        admitted.fetch_sub(1);
    }
}

void Node::end_session()
{
    const std::lock_guard lock(mutex);
    if (open.fetch_sub(1) == 1)
        all_ended.notify_all();
}

bool Node::wait_for_sessions(Clock::time_point until)
{
    std::unique_lock lock(mutex);
    return all_ended.wait_until(lock, until, [this] { return open.load() == 0; });
}

void Node::shut_down(std::chrono::milliseconds patience)
{
    const auto until = Clock::now() + patience;
    // The acceptor first and alone, so that no session begins on a worker that has been asked to drain already.
    const auto closed = std::make_shared<std::promise<void>>(); // kept by both: the waiter may be gone before it is told
    asio::post(workers.front()->loop.context(), [this, closed] {
        IoError ignored;
        if (acceptor)
            acceptor->close(ignored);
        if (accept_timer)
            accept_timer->cancel();
        closed->set_value();
    });
    closed->get_future().wait();
    const auto tell_all = [this](auto act) {
        for (const auto &worker : workers) {
            asio::post(worker->loop.context(), [&worker = *worker, act] {
                worker.draining = true;
                for (const auto &timed : worker.loop.all())
                    act(static_cast<Session &>(*timed));
            });
        }
    };
    tell_all([](Session &session) { session.drain(); });
    if (wait_for_sessions(until))
        return;
    tell_all([](Session &session) { session.abort(); });
    wait_for_sessions(Clock::now() + std::chrono::seconds(5));
}

} // namespace

struct Server::State
{
    Node node;
};

Server::Server(ServerOptions options, Handler handler)
    : state_(new State{Node(std::move(options), std::move(handler))})
{
}

Server::~Server() = default;

std::uint16_t Server::port() const
{
    return state_->node.bound_port;
}

void Server::shut_down(std::chrono::milliseconds patience)
{
    state_->node.shut_down(patience);
}

ServerMetrics Server::metrics() const
{
    const auto &counters = state_->node.counters;
    ServerMetrics metrics;
    metrics.connections_accepted = counters.accepted;
    metrics.connections_refused = counters.refused;
    metrics.accept_failures = counters.accept_failures;
    for (std::size_t i = 0; i < Counters::own_statuses.size(); ++i)
        metrics.rejected[Counters::own_statuses[i]] = counters.rejected[i];
    metrics.timeouts = counters.timeouts;
    metrics.connections_open = state_->node.admitted;
    return metrics;
}

} // namespace holdfast::net

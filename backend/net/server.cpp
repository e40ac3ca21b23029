#include "backend/net/answer.h"
#include "backend/net/chunked_body.h"
#include "backend/net/http.h"
#include "backend/net/http_text.h"
#include "backend/net/io_loop.h"
#include "backend/net/request_parser.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <array>
#include <atomic>
#include <condition_variable>
#include <stdexcept>
#include <system_error>

namespace holdfast::net {

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

constexpr auto tick = std::chrono::milliseconds(50);
constexpr std::size_t read_size = 8 * 1024;
constexpr auto write_timeout = std::chrono::seconds(10); // a client that does not read its answer
constexpr auto linger_timeout = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = 256 * 1024;
constexpr std::size_t max_refusals_at_once = 64; // of connections beyond the cap; more are just closed
constexpr auto accept_pause = std::chrono::milliseconds(50);

struct Counters
{
    std::atomic<std::uint64_t> accepted = 0, refused = 0, requests = 0, client_errors = 0, server_errors = 0, timeouts = 0;
};

/// Everything of a server: its threads, its acceptor, its counters.
struct Node
{
    /// A thread and what belongs to it.
    struct Worker
    {
        explicit Worker(const std::string &name)
            : loop(name, tick), mailbox(std::make_shared<Mailbox>(loop.context())), date(http_date(std::time(nullptr)))
        {
        }
        IoLoop loop;
        std::shared_ptr<Mailbox> mailbox;
        std::string date; // of the last second
        std::time_t date_of = 0;
        bool draining = false;
    };

    Node(ServerOptions options_in, Handler handler_in);
    ~Node();

    void listen();
    Task<> accept();
    void admit(Socket socket, Worker &worker);
    void session_ended();
    void shut_down(std::chrono::milliseconds patience);
    bool wait_for_sessions(Clock::time_point until);
    [[nodiscard]] Response error(int status, std::string_view detail) const;

    ServerOptions options;
    Handler handler;
    Counters counters;
    std::vector<std::unique_ptr<Worker>> workers;
    std::optional<Acceptor> acceptor;
    std::optional<Timer> accept_timer;
    std::uint16_t bound_port = 0;
    std::size_t next_worker = 0;
    std::atomic<std::size_t> refusing = 0;
    std::mutex mutex;
    std::condition_variable all_ended;
    std::atomic<std::size_t> open = 0;
};

/// One connection, from its first byte to its last. Lives on its worker's thread.
class Session final : public Timed
{
public:
    Session(Node &server, Node::Worker &worker, Socket socket)
        : server_(server), worker_(worker), socket_(std::move(socket)),
          in_(server.options.max_header_bytes + 3 * read_size)
    {
    }

    Task<> run();
    /// The server is full: says so and closes.
    Task<> refuse();

    /// No new request is begun; a connection between two ends at once.
    void drain();
    void abort();

private:
    /// Keeps the session known to its loop while its coroutine runs, however that ends.
    class Presence final
    {
    public:
        explicit Presence(Session &session) : session_(session), self_(session.shared_from_this())
        {
            session_.worker_.loop.add(self_);
        }
        ~Presence()
        {
            IoError ignored;
            session_.socket_.close(ignored);
            session_.worker_.loop.remove(self_);
            session_.server_.session_ended();
        }
        Presence(const Presence &) = delete;
        Presence &operator=(const Presence &) = delete;

    private:
        Session &session_;
        std::shared_ptr<Timed> self_;
    };

    enum class Phase { Idle, Head, Body, Handling, Writing, Lingering };
    enum class Got { Request, Objection, Nothing };

    void enter(Phase phase);
    void on_deadline() override;

    Task<Got> read_request(RequestParser &parser);
    Task<Got> read_head(RequestParser &parser);
    Task<Got> read_body(RequestParser &parser);
    Task<Got> read_chunks(RequestParser &parser);
    Task<Got> read_more();
    Got judge_head_error(const RequestParser &parser, const IoError &error);
    Got object(int status, std::string_view detail);
    Task<bool> say_continue(const RequestParser &parser);

    Task<Response> ask(Request request);
    void count(const Response &response);
    Task<bool> write(const Response &response, bool keep_alive, bool without_body);
    Task<> linger();

    Node &server_;
    Node::Worker &worker_;
    Socket socket_;
    boost::beast::flat_buffer in_;
    std::string out_;
    Objection objection_;
    std::shared_ptr<Answer> answer_;
    Phase phase_ = Phase::Idle;
    bool timed_out_ = false;
    bool aborted_ = false;
};

std::string_view view(const boost::beast::flat_buffer &buffer)
{
    return {static_cast<const char *>(buffer.data().data()), buffer.size()};
}

/// "http://host/path" -> "/path": a server must understand what a client says to a proxy (RFC 9112, 3.2.2).
void strip_authority(std::string &target)
{
    constexpr std::string_view scheme = "http://";
    if (!target.starts_with(scheme))
        return;
    const auto path = target.find_first_of("/?", scheme.size());
    target.erase(0, path == std::string::npos ? target.size() : path);
    if (!target.starts_with('/'))
        target.insert(0, 1, '/');
}

void Session::enter(Phase phase)
{
    phase_ = phase;
    switch (phase) {
    case Phase::Idle:
        return expire_after(server_.options.idle_timeout);
    case Phase::Head:
        return expire_after(server_.options.header_timeout);
    case Phase::Body:
        return expire_after(server_.options.body_timeout);
    case Phase::Handling:
        return expire_after(server_.options.handler_timeout);
    case Phase::Writing:
        return expire_after(write_timeout);
    case Phase::Lingering:
        return expire_after(linger_timeout);
    }
}

void Session::on_deadline()
{
    if (phase_ != Phase::Idle && phase_ != Phase::Lingering)
        server_.counters.timeouts.fetch_add(1, std::memory_order_relaxed);
    if (phase_ == Phase::Handling) {
        if (answer_)
            answer_->give_up(server_.error(503, "The answer took too long."));
        return;
    }
    timed_out_ = true;
    IoError ignored;
    socket_.cancel(ignored);
}

void Session::drain()
{
    if (phase_ == Phase::Idle)
        abort();
}

void Session::abort()
{
    aborted_ = true;
    IoError ignored;
    socket_.close(ignored);
    if (answer_)
        answer_->give_up({});
}

Session::Got Session::object(int status, std::string_view detail)
{
    objection_ = {status, detail};
    return Got::Objection;
}

/// Waits for bytes. Request: some came. Objection: time-out or an end amid a request. Nothing: the connection is over.
Task<Session::Got> Session::read_more()
{
    const auto space = in_.prepare(read_size);
    const auto [error, size] = co_await socket_.async_read_some(space, use_task);
    in_.commit(size);
    if (aborted_)
        co_return Got::Nothing;
    if (timed_out_) {
        if (phase_ == Phase::Head || phase_ == Phase::Body)
            co_return object(408, "The request did not arrive in time.");
        co_return Got::Nothing;
    }
    if (error == asio::error::eof && phase_ != Phase::Idle)
        co_return object(400, "The connection ended amid a request.");
    co_return error ? Got::Nothing : Got::Request;
}

Session::Got Session::judge_head_error(const RequestParser &parser, const IoError &error)
{
    if (parser.objection().status != 0)
        return object(parser.objection().status, parser.objection().detail);
    if (error == boost::beast::http::error::header_limit) {
        if (parser.request.method.empty())
            return object(414, "The request line is too long.");
        return object(431, "The header fields are too large.");
    }
    return object(400, "The request is not well-formed HTTP.");
}

Task<Session::Got> Session::read_head(RequestParser &parser)
{
    const auto limit = server_.options.max_header_bytes;
    parser.header_limit(static_cast<std::uint32_t>(limit + read_size)); // counted here, over all calls
    std::size_t taken = 0;
    enter(in_.size() > 0 ? Phase::Head : Phase::Idle);
    for (;;) {
        if (in_.size() > 0) {
            if (phase_ == Phase::Idle)
                enter(Phase::Head);
            // An empty line before a request is read over (RFC 9112, 2.2).
            while (taken == 0 && view(in_).starts_with("\r\n"))
                in_.consume(2);
            IoError error;
            const auto size = parser.put(in_.data(), error);
            in_.consume(size);
            taken += size;
            if (error && error != boost::beast::http::error::need_more)
                co_return judge_head_error(parser, error);
            if (taken + (error ? in_.size() : 0) > limit)
                co_return judge_head_error(parser, boost::beast::http::error::header_limit);
            if (!error) {
                strip_authority(parser.request.target);
                co_return Got::Request;
            }
        }
        const auto got = co_await read_more();
        if (got != Got::Request)
            co_return got;
    }
}

Task<bool> Session::say_continue(const RequestParser &parser)
{
    const bool expected = parser.expects_continue() && (parser.body_is_chunked() || parser.body_length() > 0);
    if (!expected || in_.size() > 0)
        co_return true;
    constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(text), use_task);
    co_return !error && size == text.size();
}

Task<Session::Got> Session::read_body(RequestParser &parser)
{
    std::string &body = parser.request.body;
    const auto length = parser.body_length();
    body.reserve(length);
    for (;;) {
        const auto part = view(in_).substr(0, length - body.size());
        body += part;
        in_.consume(part.size());
        if (body.size() == length)
            co_return Got::Request;
        const auto got = co_await read_more();
        if (got != Got::Request)
            co_return got;
    }
}

Task<Session::Got> Session::read_chunks(RequestParser &parser)
{
    ChunkedBody chunks(server_.options.max_body_bytes);
    for (;;) {
        in_.consume(chunks.feed(view(in_), parser.request.body));
        switch (chunks.state()) {
        case ChunkedBody::State::Done:
            co_return Got::Request;
        case ChunkedBody::State::Malformed:
            co_return object(400, "The body's chunks are not well-formed.");
        case ChunkedBody::State::TooLarge:
            co_return object(413, "The body is too large.");
        case ChunkedBody::State::More:
            break;
        }
        const auto got = co_await read_more();
        if (got != Got::Request)
            co_return got;
    }
}

Task<Session::Got> Session::read_request(RequestParser &parser)
{
    const auto got = co_await read_head(parser);
    if (got != Got::Request || (!parser.body_is_chunked() && parser.body_length() == 0))
        co_return got;
    enter(Phase::Body);
    const bool said = co_await say_continue(parser);
    if (!said)
        co_return Got::Nothing;
    if (parser.body_is_chunked())
        co_return co_await read_chunks(parser);
    co_return co_await read_body(parser);
}

/// Hands the request on and waits for its answer, for nothing when that is there at once.
Task<Response> Session::ask(Request request)
{
    enter(Phase::Handling);
    answer_ = std::make_shared<Answer>(worker_.mailbox);
    server_.counters.requests.fetch_add(1, std::memory_order_relaxed);
    try {
        server_.handler(std::move(request), [answer = answer_](Response response) { answer->give(std::move(response)); });
    } catch (const std::exception &) {
        answer_->give(server_.error(503, "The request could not be handled."));
    }
    if (!answer_->given()) {
        const auto start = [this](auto handler) {
            using Resumed = decltype(handler);
            struct Resume final : Answer::Continuation
            {
                explicit Resume(Resumed handler_in) : resumed(std::move(handler_in)) {}
                void resume() override { std::move(resumed)(); }
                Resumed resumed;
            };
            if (!answer_->await(std::make_unique<Resume>(std::move(handler)))) {
                // Given in between: go on from the loop, not from within this initiation.
                asio::post(worker_.loop.context(), [answer = answer_] { answer->resume(); });
            }
        };
        asio::use_awaitable_t<Executor> token;
        co_await asio::async_initiate<asio::use_awaitable_t<Executor>, void()>(start, token);
    }
    co_return answer_->take();
}

void Session::count(const Response &response)
{
    if (response.status >= 500)
        server_.counters.server_errors.fetch_add(1, std::memory_order_relaxed);
    else if (response.status >= 400)
        server_.counters.client_errors.fetch_add(1, std::memory_order_relaxed);
}

Task<bool> Session::write(const Response &response, bool keep_alive, bool without_body)
{
    enter(Phase::Writing);
    out_.clear();
    append_response_head(out_, response, worker_.date, keep_alive);
    const bool with_body = !without_body && status_has_body(response.status);
    const std::array buffers = {asio::const_buffer(asio::buffer(out_)),
                                with_body ? asio::const_buffer(asio::buffer(response.body)) : asio::const_buffer()};
    // Nearly always the kernel takes it all at once, and nothing has to wait.
    IoError error;
    const auto size = socket_.write_some(buffers, error);
    const auto total = asio::buffer_size(buffers);
    if (!error && size == total)
        co_return true;
    if (error && error != asio::error::would_block && error != asio::error::try_again)
        co_return false;
    std::string rest = out_;
    if (with_body)
        rest += response.body;
    const auto [late_error, late_size] = co_await asio::async_write(socket_, asio::buffer(rest) + size, use_task);
    co_return !late_error && late_size == total - size;
}

/// Closing a socket with bytes unread sends a reset, which may overtake the answer: reads them away for a while.
Task<> Session::linger()
{
    enter(Phase::Lingering);
    IoError ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    std::size_t total = 0;
    while (!timed_out_ && !aborted_ && total < linger_bytes) {
        in_.clear();
        const auto [error, size] = co_await socket_.async_read_some(in_.prepare(read_size), use_task);
        total += size;
        if (error)
            break;
    }
}

Task<> Session::run()
{
    const Presence presence(*this);
    bool keep_alive = !worker_.draining;
    while (keep_alive && !aborted_) {
        RequestParser parser(server_.options.max_target_bytes, server_.options.max_body_bytes);
        const auto got = co_await read_request(parser);
        if (got == Got::Nothing)
            break;
        Response response;
        bool without_body = false;
        keep_alive = false;
        if (got == Got::Objection) {
            timed_out_ = false;
            response = server_.error(objection_.status, objection_.detail);
        } else {
            without_body = parser.request.method == "HEAD";
            response = co_await ask(std::move(parser.request));
            const bool given_up = answer_->given_up();
            answer_.reset();
            if (aborted_)
                break;
            keep_alive = parser.keep_alive() && !given_up && !worker_.draining;
        }
        count(response);
        const bool written = co_await write(response, keep_alive, without_body);
        if (!written)
            break;
        if (!keep_alive)
            co_await linger();
    }
}

Task<> Session::refuse()
{
    const Presence presence(*this);
    const auto response = server_.error(503, "Too many connections.");
    const bool written = co_await write(response, false, false);
    if (written)
        co_await linger();
    server_.refusing.fetch_sub(1);
}

Node::Node(ServerOptions options_in, Handler handler_in)
    : options(std::move(options_in)), handler(std::move(handler_in))
{
    for (std::size_t i = 0; i < std::max<std::size_t>(1, options.threads); ++i) {
        auto &worker = *workers.emplace_back(std::make_unique<Worker>("http-" + std::to_string(i)));
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
    const bool full = open.load() - refusing.load() >= options.max_connections;
    if (full) {
        counters.refused.fetch_add(1, std::memory_order_relaxed);
        if (refusing.load() >= max_refusals_at_once)
            return; // closes it
        refusing.fetch_add(1);
    } else {
        counters.accepted.fetch_add(1, std::memory_order_relaxed);
    }
    open.fetch_add(1);
    auto session = std::make_shared<Session>(*this, worker, std::move(socket));
    asio::co_spawn(
        worker.loop.context(), [session, full]() -> Task<> { return full ? session->refuse() : session->run(); },
        asio::detached);
}

void Node::session_ended()
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
    std::atomic<bool> closed = false;
    asio::post(workers.front()->loop.context(), [this, &closed] {
        IoError ignored;
        if (acceptor)
            acceptor->close(ignored);
        if (accept_timer)
            accept_timer->cancel();
        closed = true;
        closed.notify_one();
    });
    closed.wait(false);
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

Response Node::error(int status, std::string_view detail) const
{
    if (options.error_response)
        return options.error_response(status, detail);
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(detail) + "\n"};
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
    metrics.requests = counters.requests;
    metrics.client_errors = counters.client_errors;
    metrics.server_errors = counters.server_errors;
    metrics.timeouts = counters.timeouts;
    metrics.connections_open = state_->node.open;
    return metrics;
}

} // namespace holdfast::net

#include "backend/net/chunked_body.h"
#include "backend/net/http.h"
#include "backend/net/http_text.h"
#include "backend/net/io_loop.h"
#include "backend/net/read_buffer.h"
#include "backend/net/response_head.h"
#include "backend/net/tls.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <deque>
#include <future>
#include <mutex>

namespace holdfast::net {

namespace {

constexpr auto tick = std::chrono::milliseconds(10);
constexpr std::size_t read_size = 16 * 1024;
constexpr std::size_t max_body = 64 * 1024 * 1024;
constexpr std::uint16_t https_port = 443;
constexpr std::string_view client_ended = "the client was closed";

/// What connections share with their client, and keep when it is gone.
struct Hub
{
    explicit Hub(ClientOptions options_in) : options(std::move(options_in))
    {
        host = authority(options.host, options.port);
        if (options.tls) {
            tls.emplace(*options.tls, options.host);
            if (options.port == https_port)
                host.resize(host.rfind(':')); // the port that goes without saying
        }
        for (std::size_t i = 0; i < std::max<std::size_t>(1, options.threads); ++i)
            loops.push_back(std::make_unique<IoLoop>("http-client-" + std::to_string(i), tick));
    }

    ClientOptions options;
    std::string host;
    std::optional<Tls> tls;
    std::vector<std::unique_ptr<IoLoop>> loops;
    std::mutex mutex;
    std::size_t next_loop = 0;
    bool closed = false;
};

/// Lives on its loop's thread; only submit() is called from elsewhere.
class ClientConnection final : public Client::Connection, public Timed
{
public:
    ClientConnection(std::shared_ptr<Hub> hub, IoLoop &loop)
        : hub_(std::move(hub)), loop_(loop), socket_(loop.context())
    {
    }

    bool connect(std::string &error) override;
    void send(Request request, std::function<void(Exchange)> done) override;

    /// What is under way and what waits ends with an error.
    void abort();

private:
    struct Job
    {
        Request request;
        std::function<void(Exchange)> done;
        bool only_connect = false;
    };
    using Problem = std::string; ///< empty: none

    void submit(Job job);
    void on_deadline() override { stop_waiting(); }
    void stop_waiting();
    void disconnect();
    [[nodiscard]] Problem problem(std::string_view doing, const IoError &error) const;

    Task<> run();
    Task<Exchange> perform(const Job &job);
    Task<Problem> open();
    Task<Problem> shake_hands();
    Task<Problem> write(const Request &request, bool &sent);
    Task<Problem> read(const Request &request, Response &response, bool &keep_alive);
    Task<Problem> read_head(ResponseHead &head);
    Task<Problem> read_body(const ResponseHead &head, std::string &body);
    Task<IoError> read_more();

    std::shared_ptr<Hub> hub_;
    IoLoop &loop_;
    Socket socket_;
    std::optional<asio::ssl::stream<Socket &>> tls_; ///< over the socket, anew for each connection
    ReadBuffer in_;
    std::string out_;
    std::deque<Job> jobs_;
    bool running_ = false;
    bool connected_ = false;
    bool timed_out_ = false;
    bool aborted_ = false;
};

void ClientConnection::submit(Job job)
{
    {
        const std::lock_guard lock(hub_->mutex);
        if (!hub_->closed) {
            // Under the lock: a client that closes afterwards finds the job on its loop.
            asio::post(loop_.context(), [self = shared_from_this(), this, job = std::move(job)]() mutable {
                jobs_.push_back(std::move(job));
                if (running_)
                    return;
                running_ = true;
                loop_.add(self);
                asio::co_spawn(loop_.context(), run(), asio::detached);
            });
            return;
        }
    }
    Exchange failed;
    failed.error = client_ended;
    failed.started = failed.finished = Clock::now();
    job.done(std::move(failed));
}

bool ClientConnection::connect(std::string &error)
{
    std::promise<Exchange> promise;
    auto future = promise.get_future();
    submit({{}, [&promise](Exchange exchange) { promise.set_value(std::move(exchange)); }, true});
    error = future.get().error;
    return error.empty();
}

void ClientConnection::send(Request request, std::function<void(Exchange)> done)
{
    if (loop_.on_its_thread() && running_)
        jobs_.push_back({std::move(request), std::move(done)}); // from within `done`: the loop goes on with it
    else
        submit({std::move(request), std::move(done)});
}

void ClientConnection::abort()
{
    aborted_ = true;
    stop_waiting();
}

void ClientConnection::stop_waiting()
{
    timed_out_ = true;
    IoError ignored;
    socket_.close(ignored);
}

void ClientConnection::disconnect()
{
    IoError ignored;
    socket_.close(ignored);
    connected_ = false;
    in_.clear();
}

ClientConnection::Problem ClientConnection::problem(std::string_view doing, const IoError &error) const
{
    if (aborted_)
        return std::string(client_ended);
    if (timed_out_)
        return std::string(doing) + ": timed out";
    return std::string(doing) + ": " + error.message();
}

Task<> ClientConnection::run()
{
    const auto self = shared_from_this();
    while (!jobs_.empty()) {
        const Job job = std::move(jobs_.front());
        jobs_.pop_front();
        auto exchange = co_await perform(job);
        job.done(std::move(exchange));
    }
    running_ = false;
    loop_.remove(self);
}

Task<Exchange> ClientConnection::perform(const Job &job)
{
    Exchange exchange;
    Problem found;
    timed_out_ = aborted_;
    exchange.started = Clock::now();
    if (!connected_) {
        found = co_await open();
        exchange.started = Clock::now();
    }
    if (found.empty() && !job.only_connect) {
        expire_after(hub_->options.request_timeout);
        found = co_await write(job.request, exchange.sent);
        bool keep_alive = true;
        Response response;
        if (found.empty())
            found = co_await read(job.request, response, keep_alive);
        if (found.empty())
            exchange.response = std::move(response);
        if (!keep_alive)
            disconnect();
    }
    never_expire();
    exchange.finished = Clock::now();
    if (!found.empty())
        disconnect();
    exchange.error = std::move(found);
    co_return exchange;
}

Task<ClientConnection::Problem> ClientConnection::open()
{
    constexpr std::string_view doing = "connecting";
    if (aborted_)
        co_return problem(doing, {});
    expire_after(hub_->options.connect_timeout);
    IoError error;
    asio::ip::tcp::endpoint endpoint(asio::ip::make_address(hub_->options.host, error), hub_->options.port);
    if (error) {
        asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver(loop_.context());
        const auto [resolve_error, found] =
            co_await resolver.async_resolve(hub_->options.host, std::to_string(hub_->options.port), use_task);
        if (resolve_error || timed_out_)
            co_return problem(doing, resolve_error);
        endpoint = found.begin()->endpoint();
    }
    const auto [connect_error] = co_await socket_.async_connect(endpoint, use_task);
    if (connect_error || timed_out_)
        co_return problem(doing, connect_error);
    socket_.set_option(asio::ip::tcp::no_delay(true), error);
    socket_.non_blocking(true, error);
    Problem found;
    if (hub_->tls)
        found = co_await shake_hands();
    connected_ = found.empty();
    co_return found;
}

Task<ClientConnection::Problem> ClientConnection::shake_hands()
{
    tls_.emplace(socket_, hub_->tls->context());
    if (!hub_->tls->expect_host(tls_->native_handle()))
        co_return Problem("connecting: the host's name cannot be checked");
    const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, use_task);
    if (!error && !timed_out_)
        co_return Problem();
    const auto refusal = timed_out_ ? std::string() : Tls::refusal(tls_->native_handle());
    co_return refusal.empty() ? problem("connecting", error) : "connecting: certificate refused: " + refusal;
}

Task<ClientConnection::Problem> ClientConnection::write(const Request &request, bool &sent)
{
    constexpr std::string_view doing = "sending";
    out_.clear();
    append_request_head(out_, request, hub_->host);
    out_ += request.body;
    IoError error;
    if (tls_) {
        sent = true; // how much of it left within records is not told
        const auto [tls_error, tls_size] = co_await asio::async_write(*tls_, asio::buffer(out_), use_task);
        co_return tls_error || timed_out_ ? problem(doing, tls_error) : Problem();
    }
    auto size = socket_.write_some(asio::buffer(out_), error);
    if (error == asio::error::would_block || error == asio::error::try_again)
        error = {};
    if (!error && size < out_.size()) {
        const auto [late_error, late_size] = co_await asio::async_write(socket_, asio::buffer(out_) + size, use_task);
        error = late_error;
        size += late_size;
    }
    sent = size > 0;
    co_return error || timed_out_ ? problem(doing, error) : Problem();
}

Task<IoError> ClientConnection::read_more()
{
    const auto space = in_.prepare(read_size);
    const auto buffer = asio::buffer(space.data(), space.size());
    IoError error;
    std::size_t size = 0;
    if (tls_)
        std::tie(error, size) = co_await tls_->async_read_some(buffer, use_task);
    else
        std::tie(error, size) = co_await socket_.async_read_some(buffer, use_task);
    in_.commit(size);
    co_return timed_out_ ? IoError(asio::error::timed_out) : error;
}

Task<ClientConnection::Problem> ClientConnection::read_head(ResponseHead &head)
{
    for (;;) {
        in_.consume(head.feed(in_.view()));
        if (head.state() == ResponseHead::State::Done)
            co_return Problem();
        if (head.state() == ResponseHead::State::Malformed)
            co_return "reading: not well-formed HTTP: " + head.flaw();
        const auto error = co_await read_more();
        if (error)
            co_return problem("reading", error);
    }
}

Task<ClientConnection::Problem> ClientConnection::read_body(const ResponseHead &head, std::string &body)
{
    ChunkedBody chunks(max_body);
    const auto length = head.body_length();
    if (length && *length > max_body)
        co_return Problem("reading: the body is too large");
    for (;;) {
        if (head.body_is_chunked()) {
            in_.consume(chunks.feed(in_.view(), body));
            if (chunks.state() == ChunkedBody::State::Done)
                co_return Problem();
            if (chunks.state() != ChunkedBody::State::More)
                co_return Problem("reading: not well-formed chunks");
        } else {
            const auto part = in_.view().substr(0, length.value_or(max_body) - body.size());
            body += part;
            in_.consume(part.size());
            if (body.size() == length.value_or(max_body))
                co_return length ? Problem() : Problem("reading: the body is too large");
        }
        const auto error = co_await read_more();
        if (error == asio::error::eof && !length && !head.body_is_chunked())
            co_return Problem();
        if (error)
            co_return problem("reading", error);
    }
}

Task<ClientConnection::Problem> ClientConnection::read(const Request &request, Response &response, bool &keep_alive)
{
    for (;;) {
        ResponseHead head;
        auto found = co_await read_head(head);
        if (!found.empty())
            co_return found;
        const int status = head.response().status;
        if (status < 200)
            continue; // 100 Continue and the like: the answer follows
        keep_alive = head.keep_alive();
        if (request.method != "HEAD" && status_has_body(status)) {
            if (!head.body_is_chunked() && !head.body_length())
                keep_alive = false; // its end is the connection's
            found = co_await read_body(head, head.response().body);
        }
        response = std::move(head.response());
        co_return found;
    }
}

} // namespace

struct Client::State
{
    std::shared_ptr<Hub> hub;
};

Client::Client(ClientOptions options) : state_(new State{std::make_shared<Hub>(std::move(options))})
{
}

Client::~Client()
{
    {
        const std::lock_guard lock(state_->hub->mutex);
        state_->hub->closed = true;
    }
    for (const auto &loop : state_->hub->loops) {
        asio::post(loop->context(), [&loop = *loop] {
            for (const auto &timed : loop.all())
                static_cast<ClientConnection &>(*timed).abort();
        });
    }
    for (const auto &loop : state_->hub->loops)
        loop->finish();
}

std::shared_ptr<Client::Connection> Client::open_connection()
{
    auto &hub = state_->hub;
    IoLoop *loop = nullptr;
    {
        const std::lock_guard lock(hub->mutex);
        loop = hub->loops[hub->next_loop++ % hub->loops.size()].get();
    }
    return std::make_shared<ClientConnection>(hub, *loop);
}

Exchange Client::exchange(Request request)
{
    const auto connection = open_connection();
    if (!header(request.headers, "Connection"))
        request.headers.emplace_back("Connection", "close");
    std::promise<Exchange> promise;
    auto future = promise.get_future();
    connection->send(std::move(request), [&promise](Exchange done) { promise.set_value(std::move(done)); });
    return future.get();
}

} // namespace holdfast::net

#include "backend/net/session.h"

#include "backend/net/chunked_body.h"
#include "backend/net/http_text.h"

#include <boost/asio/write.hpp>

#include <array>

namespace holdfast::net {

namespace {

constexpr std::size_t read_size = 8 * 1024;
constexpr auto write_timeout = std::chrono::seconds(10); // a client that does not read its answer
constexpr auto linger_timeout = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = 256 * 1024;

} // namespace

/// Keeps the session known to its loop while its coroutine runs, however that ends.
class Session::Presence final
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
        session_.host_.session_ended();
    }
    Presence(const Presence &) = delete;
    Presence &operator=(const Presence &) = delete;

private:
    Session &session_;
    std::shared_ptr<Timed> self_;
};

Session::Session(Host &host, Worker &worker, Socket socket)
    : host_(host), worker_(worker), socket_(std::move(socket)),
      head_({host.options.max_header_bytes, host.options.max_target_bytes, host.options.max_body_bytes})
{
}

void Session::enter(Phase phase)
{
    phase_ = phase;
    timed_out_ = false; // of the phase before, which came to its end all the same
    switch (phase) {
    case Phase::Idle:
        return expire_after(host_.options.idle_timeout);
    case Phase::Head:
        return expire_after(host_.options.header_timeout);
    case Phase::Body:
        return expire_after(host_.options.body_timeout);
    case Phase::Handling:
        return expire_after(host_.options.handler_timeout);
    case Phase::Writing:
        return expire_after(write_timeout);
    case Phase::Lingering:
        return expire_after(linger_timeout);
    }
}

void Session::on_deadline()
{
    if (phase_ != Phase::Idle && phase_ != Phase::Lingering)
        host_.counters.timeouts.fetch_add(1, std::memory_order_relaxed);
    if (phase_ == Phase::Handling) {
        if (answer_)
            answer_->give_up(host_.error(503, "The answer took too long."));
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
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(space.data(), space.size()), use_task);
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

Task<Session::Got> Session::read_head()
{
    head_.restart();
    enter(in_.empty() ? Phase::Idle : Phase::Head);
    for (;;) {
        if (!in_.empty()) {
            if (phase_ == Phase::Idle)
                enter(Phase::Head);
            in_.consume(head_.feed(in_.view()));
            if (head_.state() == RequestHead::State::Done)
                co_return Got::Request;
            if (head_.state() == RequestHead::State::Refused)
                co_return object(head_.objection().status, head_.objection().detail);
        }
        const auto got = co_await read_more();
        if (got != Got::Request)
            co_return got;
    }
}

Task<bool> Session::say_continue()
{
    const bool expected = head_.expects_continue() && (head_.body_is_chunked() || head_.body_length() > 0);
    if (!expected || !in_.empty())
        co_return true;
    constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(text), use_task);
    co_return !error && size == text.size();
}

Task<Session::Got> Session::read_body()
{
    std::string &body = head_.request().body;
    const auto length = head_.body_length();
    body.reserve(length);
    for (;;) {
        const auto part = in_.view().substr(0, length - body.size());
        body += part;
        in_.consume(part.size());
        if (body.size() == length)
            co_return Got::Request;
        const auto got = co_await read_more();
        if (got != Got::Request)
            co_return got;
    }
}

Task<Session::Got> Session::read_chunks()
{
    ChunkedBody chunks(host_.options.max_body_bytes);
    for (;;) {
        in_.consume(chunks.feed(in_.view(), head_.request().body));
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

Task<Session::Got> Session::read_request()
{
    const auto got = co_await read_head();
    if (got != Got::Request || (!head_.body_is_chunked() && head_.body_length() == 0))
        co_return got;
    enter(Phase::Body);
    const bool said = co_await say_continue();
    if (!said)
        co_return Got::Nothing;
    if (head_.body_is_chunked())
        co_return co_await read_chunks();
    co_return co_await read_body();
}

/// Hands the request on and waits for its answer, for nothing when that is there at once.
Task<Response> Session::ask(Request request)
{
    enter(Phase::Handling);
    answer_ = std::make_shared<Answer>(worker_.mailbox);
    try {
        host_.handler(std::move(request), [answer = answer_](Response response) { answer->give(std::move(response)); });
    } catch (const std::exception &) {
        answer_->give(host_.error(503, "The request could not be handled."));
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
        const auto space = in_.prepare(read_size);
        const auto [error, size] = co_await socket_.async_read_some(asio::buffer(space.data(), space.size()), use_task);
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
        const auto got = co_await read_request();
        if (got == Got::Nothing)
            break;
        Response response;
        const bool without_body = head_.request().method == "HEAD"; // errors included
        keep_alive = false;
        if (got == Got::Objection) {
            response = host_.error(objection_.status, objection_.detail);
        } else {
            response = co_await ask(std::move(head_.request()));
            const bool given_up = answer_->given_up();
            answer_.reset();
            if (aborted_ || response.status == Response::no_answer)
                break;
            keep_alive = head_.keep_alive() && !given_up && !worker_.draining;
        }
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
    const auto response = host_.error(503, "Too many connections.");
    const bool written = co_await write(response, false, false);
    if (written)
        co_await linger();
}

} // namespace holdfast::net

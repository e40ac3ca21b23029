#pragma once

#include "backend/net/answer.h"
#include "backend/net/http.h"
#include "backend/net/io_loop.h"
#include "backend/net/read_buffer.h"
#include "backend/net/request_head.h"

#include <array>
#include <atomic>
#include <ctime>
#include <functional>
#include <memory>
#include <string>

// A server's connections. Included by server.cpp and session.cpp only.
namespace holdfast::net {

struct Counters
{
    /// Every status the server gives by itself.
    static constexpr std::array own_statuses = {400, 408, 413, 414, 417, 431, 503};

    std::atomic<std::uint64_t> accepted = 0, refused = 0, accept_failures = 0, timeouts = 0;
    std::array<std::atomic<std::uint64_t>, own_statuses.size()> rejected{};
};

/// A thread of a server and what belongs to it.
struct Worker
{
    Worker(const std::string &name, Clock::duration tick);

    IoLoop loop;
    std::shared_ptr<Mailbox> mailbox;
    std::string date; ///< of the present second, as the Date field wants it
    std::time_t date_of = 0;
    bool draining = false; ///< no connection is kept alive any more
};

/// What every session of a server uses. Outlives them.
struct Host
{
    /// The answer to what the server itself has against a request; counted.
    [[nodiscard]] Response error(int status, std::string_view detail);

    ServerOptions options;
    Handler handler;
    std::function<void()> session_ended;
    Counters counters;
};

/// One connection, from its first byte to its last. Lives on its worker's thread.
class Session final : public Timed
{
public:
    Session(Host &host, Worker &worker, Socket socket);

    Task<> run();
    /// The server is full: says so and closes.
    Task<> refuse();

    /// No new request is begun; a connection between two ends at once.
    void drain();
    void abort();

private:
    class Presence;

    enum class Phase { Idle, Head, Body, Handling, Writing, Lingering };
    enum class Got { Request, Objection, Nothing };

    void enter(Phase phase);
    void on_deadline() override;

    Task<Got> read_request();
    Task<Got> read_head();
    Task<Got> read_body();
    Task<Got> read_chunks();
    Task<Got> read_more();
    Got object(int status, std::string_view detail);
    Task<bool> say_continue();

    Task<Response> ask(Request request);
    Task<bool> write(const Response &response, bool keep_alive, bool without_body);
    Task<> linger();

    Host &host_;
    Worker &worker_;
    Socket socket_;
    ReadBuffer in_;
    RequestHead head_;
    std::string out_;
    Objection objection_;
    std::shared_ptr<Answer> answer_;
    Phase phase_ = Phase::Idle;
    bool timed_out_ = false;
    bool aborted_ = false;
};

} // namespace holdfast::net

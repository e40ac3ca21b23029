#include "backend/net/load_connections.h"

#include "backend/net/http_text.h"
#include "backend/net/read_buffer.h"
#include "backend/net/response_scan.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace holdfast::net {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::string_view host = "127.0.0.1";
constexpr std::size_t read_size = 16 * 1024;
constexpr std::size_t events_at_once = 256;
constexpr auto look_period = 100ms; ///< between looks for requests that timed out
constexpr auto opening_patience = 2s;
constexpr std::uint64_t timer_tag = ~std::uint64_t{0};
constexpr Clock::time_point not_set = Clock::time_point::max();

[[noreturn]] void throw_errno(const char *doing)
{
    throw std::system_error(errno, std::generic_category(), doing);
}

/// A descriptor that is closed with its owner.
class Descriptor final
{
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    void close()
    {
        if (is_open())
            ::close(std::exchange(number_, -1));
    }

private:
    int number_;
};

struct Peer
{
    enum class At { Idle, Sending, Reading, Failed };

    Descriptor socket;
    At at = At::Idle;
    bool awaits_room = false; ///< epoll tells when it can be written to
    bool sent = false;
    std::string_view request; ///< what of it is still to be sent
    ReadBuffer in;
    std::string error;
    Clock::time_point started;
};

} // namespace

Exchange keep(const LoadAnswer &answer)
{
    Exchange exchange;
    if (answer.status > 0)
        exchange.response = Response{answer.status, {}, std::string(answer.body)};
    exchange.error = answer.error;
    exchange.sent = answer.sent;
    exchange.started = answer.started;
    exchange.finished = answer.finished;
    return exchange;
}

struct LoadConnections::State
{
    void open(Peer &peer);
    void watch(Peer &peer, bool for_room, int operation);
    void write(Peer &peer);
    void read(Peer &peer, const Done &done);
    void fail(Peer &peer, std::string error);
    void finish(Peer &peer, LoadAnswer answer, const Done &done);
    void handle(const epoll_event &event, const Done &done);
    void tell_failures(const Done &done);
    void look_for_late(Clock::time_point now);
    void set_timer(Clock::time_point until);

    std::uint16_t port = 0;
    std::chrono::milliseconds timeout{};
    Descriptor poll{::epoll_create1(EPOLL_CLOEXEC)};
    Descriptor timer{::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)}; // epoll waits in whole milliseconds
    Clock::time_point timer_at = not_set;
    Clock::time_point look_at;
    std::vector<Peer> peers;
    std::vector<std::size_t> failed; ///< to be told
    std::size_t under_way = 0;
};

void LoadConnections::State::open(Peer &peer)
{
    peer.socket = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!peer.socket.is_open())
        throw_errno("a socket");
    const int on = 1;
    ::setsockopt(peer.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer.in.clear();
    if (::connect(peer.socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 && errno != EINPROGRESS)
        return fail(peer, "connecting: " + std::generic_category().message(errno));
    watch(peer, false, EPOLL_CTL_ADD);
}

void LoadConnections::State::watch(Peer &peer, bool for_room, int operation)
{
    epoll_event event{};
    event.events = EPOLLIN | (for_room ? EPOLLOUT : 0U);
    event.data.u64 = static_cast<std::uint64_t>(&peer - peers.data());
    if (::epoll_ctl(poll.get(), operation, peer.socket.get(), &event) != 0)
        throw_errno("watching a socket");
    peer.awaits_room = for_room;
}

void LoadConnections::State::write(Peer &peer)
{
    while (!peer.request.empty()) {
        const auto size = ::send(peer.socket.get(), peer.request.data(), peer.request.size(), MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0 && (errno == EAGAIN || errno == ENOTCONN)) { // full, or still connecting
            if (!peer.awaits_room)
                watch(peer, true, EPOLL_CTL_MOD);
            return;
        }
        if (size < 0)
            return fail(peer, (peer.sent ? "sending: " : "connecting: ") + std::generic_category().message(errno));
        peer.sent = true;
        peer.request.remove_prefix(static_cast<std::size_t>(size));
    }
    if (peer.awaits_room)
        watch(peer, false, EPOLL_CTL_MOD);
    peer.at = Peer::At::Reading;
}

void LoadConnections::State::read(Peer &peer, const Done &done)
{
    const auto space = peer.in.prepare(read_size);
    const auto size = ::recv(peer.socket.get(), space.data(), space.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (peer.at == Peer::At::Idle) { // closed by the server, which it may; or it spoke without being asked
        peer.socket.close();
        return;
    }
    if (size <= 0) {
        const std::string why = size == 0 ? "the server closed the connection" : std::generic_category().message(errno);
        return fail(peer, (peer.sent ? "reading: " : "connecting: ") + why);
    }
    peer.in.commit(static_cast<std::size_t>(size));
    const ResponseScan scan = scan_response(peer.in.view());
    if (scan.state == ResponseScan::State::More)
        return;
    if (scan.state == ResponseScan::State::Malformed)
        return fail(peer, "reading: the response cannot be read: " + std::string(scan.flaw));
    if (peer.at == Peer::At::Sending || scan.size != peer.in.view().size())
        return fail(peer, "reading: there is more than was asked for");
    LoadAnswer answer;
    answer.status = scan.status;
    answer.body = scan.body;
    if (!scan.keep_alive)
        peer.socket.close();
    finish(peer, answer, done);
}

void LoadConnections::State::fail(Peer &peer, std::string error)
{
    peer.socket.close();
    if (peer.at == Peer::At::Idle)
        return;
    peer.at = Peer::At::Failed;
    peer.error = std::move(error);
    failed.push_back(static_cast<std::size_t>(&peer - peers.data()));
}

void LoadConnections::State::finish(Peer &peer, LoadAnswer answer, const Done &done)
{
    answer.connection = static_cast<std::size_t>(&peer - peers.data());
    answer.sent = peer.sent;
    answer.started = peer.started;
    answer.finished = Clock::now();
    peer.at = Peer::At::Idle;
    --under_way;
    // The body lies in the buffer until it is told; the next answer on this connection can only be read after that.
    done(answer);
    peer.in.clear();
}

void LoadConnections::State::handle(const epoll_event &event, const Done &done)
{
    if (event.data.u64 == timer_tag) {
        std::uint64_t expirations = 0;
        [[maybe_unused]] const auto size = ::read(timer.get(), &expirations, sizeof expirations);
        timer_at = not_set;
        return;
    }
    Peer &peer = peers[event.data.u64];
    if (!peer.socket.is_open())
        return; // closed for an event before this one
    if (peer.at == Peer::At::Sending && (event.events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0)
        write(peer);
    if (peer.socket.is_open() && (event.events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0)
        read(peer, done);
}

void LoadConnections::State::tell_failures(const Done &done)
{
    for (const std::size_t index : std::exchange(failed, {})) {
        Peer &peer = peers[index];
        const std::string error = std::exchange(peer.error, {});
        LoadAnswer answer;
        answer.error = error;
        finish(peer, answer, done);
    }
}

void LoadConnections::State::look_for_late(Clock::time_point now)
{
    if (now < look_at)
        return;
    look_at = now + look_period;
    for (Peer &peer : peers)
        if ((peer.at == Peer::At::Sending || peer.at == Peer::At::Reading) && now - peer.started >= timeout)
            fail(peer, "no answer within " + std::to_string(timeout.count()) + " ms");
}

void LoadConnections::State::set_timer(Clock::time_point until)
{
    if (until == timer_at)
        return;
    timer_at = until;
    const auto since = std::max(until.time_since_epoch(), Clock::duration(1)); // zero would switch it off
    itimerspec at{};
    at.it_value.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(since).count();
    at.it_value.tv_nsec = (since % 1s).count();
    if (::timerfd_settime(timer.get(), TFD_TIMER_ABSTIME, &at, nullptr) != 0)
        throw_errno("setting a timer");
}

LoadConnections::LoadConnections(std::uint16_t port, std::size_t count, std::chrono::milliseconds timeout)
    : state_(std::make_unique<State>())
{
    state_->port = port;
    state_->timeout = timeout;
    if (!state_->poll.is_open() || !state_->timer.is_open())
        throw_errno("waiting for sockets");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = timer_tag;
    if (::epoll_ctl(state_->poll.get(), EPOLL_CTL_ADD, state_->timer.get(), &event) != 0)
        throw_errno("watching a timer");
    state_->peers.resize(count);
    for (Peer &peer : state_->peers) {
        state_->open(peer);
        pollfd writable{peer.socket.get(), POLLOUT, 0};
        int error = peer.socket.is_open() ? ETIMEDOUT : ECONNREFUSED;
        socklen_t size = sizeof error;
        const auto patience = static_cast<int>(std::chrono::milliseconds(opening_patience).count());
        if (!peer.socket.is_open() || ::poll(&writable, 1, patience) != 1
            || ::getsockopt(peer.socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
            throw std::runtime_error("no connection to " + authority(host, port) + ": "
                                     + std::generic_category().message(error));
    }
}

LoadConnections::~LoadConnections() = default;

void LoadConnections::send(std::size_t connection, std::string_view request)
{
    Peer &peer = state_->peers.at(connection);
    if (peer.at != Peer::At::Idle)
        throw std::logic_error("a connection was given a second request");
    peer.at = Peer::At::Sending;
    peer.sent = false;
    peer.request = request;
    peer.started = Clock::now();
    ++state_->under_way;
    if (!peer.socket.is_open())
        state_->open(peer);
    if (peer.at == Peer::At::Sending)
        state_->write(peer);
}

std::size_t LoadConnections::under_way() const
{
    return state_->under_way;
}

void LoadConnections::wait_until(Clock::time_point until, const Done &done)
{
    std::array<epoll_event, events_at_once> events;
    int wait = -1; // the timer ends it
    if (!state_->failed.empty() || until <= Clock::now())
        wait = 0;
    else
        state_->set_timer(state_->under_way == 0 ? until : std::min(until, state_->look_at));
    const int count = ::epoll_wait(state_->poll.get(), events.data(), static_cast<int>(events.size()), wait);
    if (count < 0 && errno != EINTR)
        throw_errno("waiting for sockets");
    for (int i = 0; i < count; ++i)
        state_->handle(events[static_cast<std::size_t>(i)], done);
    state_->look_for_late(Clock::now());
    state_->tell_failures(done);
}

std::string request_bytes(const Request &request, std::uint16_t port)
{
    std::string bytes;
    append_request_head(bytes, request, authority(host, port));
    return bytes += request.body;
}

} // namespace holdfast::net

#include "backend/net/fault_proxy.h"

#include "backend/net/io_loop.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <future>
#include <map>
#include <random>
#include <stdexcept>
#include <system_error>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace holdfast::net {

namespace {

using Way = NetFault::Way;
using Kind = NetFault::Kind;
using Reach = NetFault::Reach;
using Protocol = asio::generic::stream_protocol;
using Stream = asio::basic_stream_socket<Protocol, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

constexpr auto tick = std::chrono::seconds(1);
constexpr auto accept_pause = std::chrono::milliseconds(50); ///< when there are no descriptors left
constexpr std::size_t longest_read = std::size_t{16} * 1024;
constexpr std::size_t most_queued = std::size_t{256} * 1024; ///< bytes, one way of a connection
constexpr std::uint64_t parts_of_a_second = 20; ///< in which a bandwidth is given out

struct Chunk
{
    std::vector<char> bytes;
    Clock::time_point due;
    bool then_reset = false;
};

/// One way of a connection: what was read and is not written yet.
struct Pipe
{
    explicit Pipe(asio::io_context &context) : reader(context), writer(context) {}

    std::deque<Chunk> queue;
    std::size_t queued = 0; ///< bytes
    Clock::time_point last_due;
    Clock::time_point line_free; ///< when a bandwidth lets more through
    Timer reader, writer;        ///< on which the two wait for each other and for time
    bool ended = false;          ///< the sender has
    bool broken = false;         ///< by a reset
    bool unheard = false;        ///< the receiver has gone
};

struct Connection
{
    Connection(asio::io_context &context, Stream client_in, std::uint64_t number_in)
        : number(number_in), client(std::move(client_in)), server(context), to_server(context), to_client(context)
    {
    }

    [[nodiscard]] Pipe &pipe(Way way) { return way == Way::ToServer ? to_server : to_client; }
    [[nodiscard]] Stream &from(Way way) { return way == Way::ToServer ? client : server; }
    [[nodiscard]] Stream &to(Way way) { return way == Way::ToServer ? server : client; }

    void wake()
    {
        for (auto *pipe : {&to_server, &to_client}) {
            pipe->reader.cancel();
            pipe->writer.cancel();
        }
    }

    static void reset(Stream &stream)
    {
        IoError ignored;
        stream.set_option(asio::socket_base::linger(true, 0), ignored);
        stream.close(ignored);
    }

    void reset()
    {
        dead = true;
        reset(client);
        reset(server);
        wake();
    }

    const std::uint64_t number;
    Stream client, server;
    Pipe to_server, to_client;
    bool dead = false;
    bool harmed = false; ///< by any fault
    int at_work = 0;     ///< coroutines
};

using ConnectionPtr = std::shared_ptr<Connection>;

/// A fault that is on, and what it did to whom.
struct Active
{
    struct Use
    {
        bool hit = false;
        bool lost = false;                  ///< bytes
        std::array<std::uint64_t, 2> passed{}; ///< each way
    };

    Active(const NetFault &fault_in, std::uint64_t next_connection)
        : fault(fault_in), first_new(next_connection), random(fault_in.seed)
    {
    }

    [[nodiscard]] bool reaches(std::uint64_t connection) const
    {
        return fault.reach == Reach::All || (fault.reach == Reach::New) == (connection >= first_new);
    }

    [[nodiscard]] bool befalls(const Connection &connection, Way way) const
    {
        if (!reaches(connection.number) || (fault.way != Way::Both && fault.way != way))
            return false;
        const auto use = uses.find(connection.number);
        return (use != uses.end() && use->second.hit) || fault.most_connections == 0
               || report.connections_hit < fault.most_connections;
    }

    void hit(std::uint64_t connection)
    {
        if (!std::exchange(uses[connection].hit, true))
            ++report.connections_hit;
    }

    [[nodiscard]] Clock::duration delay()
    {
        std::uniform_int_distribution<std::int64_t> more(0, fault.jitter.count());
        return fault.latency + std::chrono::milliseconds(more(random));
    }

    const NetFault fault;
    const std::uint64_t first_new;
    NetFaultReport report;
    std::unordered_map<std::uint64_t, Use> uses; ///< by connection
    std::mt19937_64 random;
};

/// What becomes of bytes that were read.
struct Passage
{
    std::size_t size = 0; ///< that may pass
    Clock::time_point due;
    bool reset = false; ///< after that
};

Protocol::endpoint endpoint_of(const ProxyTarget &target)
{
    if (!target.unix_socket.empty())
        return asio::local::stream_protocol::endpoint(target.unix_socket);
    IoError error;
    const auto address = asio::ip::make_address(target.host, error);
    if (error)
        throw std::invalid_argument(target.host + " is no address");
    return asio::ip::tcp::endpoint(address, target.port);
}

void check(const NetFault &fault)
{
    if (fault.kind == Kind::Latency && fault.latency + fault.jitter <= std::chrono::milliseconds(0))
        throw std::invalid_argument("a latency of nothing");
    if (fault.latency.count() < 0 || fault.jitter.count() < 0)
        throw std::invalid_argument("a latency before its time");
    if (fault.kind == Kind::Bandwidth && fault.bytes_per_second == 0)
        throw std::invalid_argument("a bandwidth of nothing");
    if (fault.kind == Kind::Refuse && fault.reach == Reach::Existing)
        throw std::invalid_argument("existing connections cannot be refused");
}

} // namespace

/// All of it but the counters' readers lives on the loop's thread.
struct FaultProxy::State
{
    explicit State(const ProxyTarget &target);
    ~State();

    template <typename Work>
    std::invoke_result_t<Work> on_loop(Work work);

    Task<> accept();
    Task<> serve(ConnectionPtr connection);
    Task<> read(ConnectionPtr connection, Way way);
    Task<> write(ConnectionPtr connection, Way way);
    void admit(Stream client);
    void begin(Task<> work, const ConnectionPtr &connection);
    void leave(const ConnectionPtr &connection);

    [[nodiscard]] Passage judge(Connection &connection, Way way, std::size_t size);
    void befall(Active &active, Connection &connection, Way way, Passage &passage);
    void hit(Active &active, Connection &connection);
    void reset(Active &active, Connection &connection);
    [[nodiscard]] bool holds_back(Connection &connection, Way way);
    [[nodiscard]] std::size_t read_limit(const Connection &connection, Way way) const;
    [[nodiscard]] Active &active(std::uint64_t fault);
    std::uint64_t add(const NetFault &fault);
    NetFaultReport end(std::uint64_t fault);
    void let_go();

    const Protocol::endpoint target;
    std::uint16_t port = 0;
    std::map<std::uint64_t, Active> faults; ///< in the order they were added
    std::map<std::uint64_t, ConnectionPtr> connections;
    std::uint64_t next_connection = 1;
    std::uint64_t next_fault = 1;
    NetFaultReport totals;
    IoLoop loop{"fault-proxy", tick};
    Acceptor acceptor{loop.context()};
    Timer accept_timer{loop.context()};
};

FaultProxy::State::State(const ProxyTarget &target_in) : target(endpoint_of(target_in))
{
    try {
        const asio::ip::tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
        acceptor.open(any.protocol());
        acceptor.bind(any);
        acceptor.listen();
        port = acceptor.local_endpoint().port();
    } catch (const boost::system::system_error &error) {
        throw std::system_error(error.code().value(), std::system_category(), "a fault proxy cannot listen");
    }
    asio::co_spawn(loop.context(), accept(), asio::detached);
}

FaultProxy::State::~State()
{
    on_loop([this] {
        IoError ignored;
        acceptor.close(ignored);
        accept_timer.cancel();
        for (const auto &[number, connection] : connections)
            connection->reset();
    });
    loop.finish();
}

/// Waits for it; what it throws is thrown here.
template <typename Work>
std::invoke_result_t<Work> FaultProxy::State::on_loop(Work work)
{
    const auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Work>()>>(std::move(work));
    auto result = task->get_future();
    asio::post(loop.context(), [task] { (*task)(); });
    return result.get();
}

Task<> FaultProxy::State::accept()
{
    while (acceptor.is_open()) {
        auto [error, socket] = co_await acceptor.async_accept(use_task);
        if (!acceptor.is_open())
            break;
        if (!error) {
            admit(Stream(std::move(socket)));
        } else if (error != asio::error::connection_aborted) {
            accept_timer.expires_after(accept_pause);
            co_await accept_timer.async_wait(use_task);
        }
    }
}

void FaultProxy::State::admit(Stream client)
{
    const std::uint64_t number = next_connection++;
    ++totals.connections_seen;
    bool refused = false;
    for (auto &[id, active] : faults) {
        if (!active.reaches(number))
            continue;
        ++active.report.connections_seen;
        const bool more = active.fault.most_connections == 0 || active.report.connections_hit < active.fault.most_connections;
        if (active.fault.kind == Kind::Refuse && more && !refused) {
            refused = true;
            active.hit(number);
            ++active.report.resets;
            ++totals.connections_hit;
        }
    }
    if (refused || connections.size() >= connection_limit) {
        ++totals.resets;
        Connection::reset(client);
        return;
    }
    const auto connection = std::make_shared<Connection>(loop.context(), std::move(client), number);
    connections.emplace(number, connection);
    begin(serve(connection), connection);
}

/// Counts who is at work on a connection; it is forgotten when nobody is any more.
void FaultProxy::State::begin(Task<> work, const ConnectionPtr &connection)
{
    ++connection->at_work;
    asio::co_spawn(loop.context(), std::move(work), [this, connection](const std::exception_ptr &) { leave(connection); });
}

void FaultProxy::State::leave(const ConnectionPtr &connection)
{
    if (--connection->at_work > 0)
        return;
    IoError ignored;
    connection->client.close(ignored);
    connection->server.close(ignored);
    connections.erase(connection->number);
}

Task<> FaultProxy::State::serve(ConnectionPtr connection)
{
    auto [error] = co_await connection->server.async_connect(target, use_task);
    if (error || connection->dead) {
        connection->reset(); // as nobody listens there
        co_return;
    }
    IoError ignored; // a Unix socket has no such thing
    connection->client.set_option(asio::ip::tcp::no_delay(true), ignored);
    connection->server.set_option(asio::ip::tcp::no_delay(true), ignored);
    for (const Way way : {Way::ToServer, Way::ToClient}) {
        begin(read(connection, way), connection);
        begin(write(connection, way), connection);
    }
}

Task<> FaultProxy::State::read(ConnectionPtr connection, Way way)
{
    Pipe &pipe = connection->pipe(way);
    while (!connection->dead) {
        if (pipe.queued >= most_queued) {
            pipe.reader.expires_at(Clock::time_point::max());
            co_await pipe.reader.async_wait(use_task);
            continue;
        }
        std::vector<char> bytes(read_limit(*connection, way));
        auto [error, size] = co_await connection->from(way).async_read_some(asio::buffer(bytes), use_task);
        if (connection->dead)
            break;
        if (error) {
            pipe.ended = true;
            pipe.broken = error != asio::error::eof;
            pipe.writer.cancel();
            break;
        }
        const Passage passage = judge(*connection, way, size);
        if (passage.reset && passage.size == 0 && pipe.queue.empty()) {
            connection->reset();
            break;
        }
        bytes.resize(passage.size);
        pipe.queued += passage.size;
        if (passage.size > 0 || passage.reset)
            pipe.queue.push_back({std::move(bytes), passage.due, passage.reset});
        pipe.writer.cancel();
        if (passage.reset)
            break;
    }
}

Task<> FaultProxy::State::write(ConnectionPtr connection, Way way)
{
    Pipe &pipe = connection->pipe(way);
    while (!connection->dead) {
        const bool nothing = pipe.queue.empty();
        if ((nothing && !pipe.ended) || holds_back(*connection, way)) {
            pipe.writer.expires_at(Clock::time_point::max());
            co_await pipe.writer.async_wait(use_task);
            continue;
        }
        if (nothing)
            break;
        if (pipe.queue.front().due > Clock::now()) {
            pipe.writer.expires_at(pipe.queue.front().due);
            co_await pipe.writer.async_wait(use_task);
            continue;
        }
        const Chunk chunk = std::move(pipe.queue.front());
        pipe.queue.pop_front();
        if (!pipe.unheard) {
            auto [error, written] = co_await asio::async_write(connection->to(way), asio::buffer(chunk.bytes), use_task);
            pipe.unheard = bool(error); // the other way tells what has become of the receiver
        }
        pipe.queued -= chunk.bytes.size();
        pipe.reader.cancel();
        if (chunk.then_reset)
            connection->reset();
    }
    if (connection->dead)
        co_return;
    IoError ignored;
    if (pipe.broken)
        Connection::reset(connection->to(way));
    else
        connection->to(way).shutdown(asio::socket_base::shutdown_send, ignored);
}

/// Applies a fault to what is left of the bytes by those before it.
void FaultProxy::State::befall(Active &active, Connection &connection, Way way, Passage &passage)
{
    const auto lose = [&](std::size_t all_but) {
        active.report.bytes_dropped += passage.size - all_but;
        totals.bytes_dropped += passage.size - all_but;
        passage.size = all_but;
    };
    const NetFault &fault = active.fault;
    auto &passed = active.uses[connection.number].passed[way == Way::ToServer ? 0 : 1];
    switch (fault.kind) {
    case Kind::Latency:
        passage.due = std::max(passage.due, Clock::now() + active.delay());
        active.report.bytes_delayed += passage.size;
        break;
    case Kind::Bandwidth: {
        auto &line_free = connection.pipe(way).line_free;
        line_free = std::max(line_free, Clock::now())
                    + std::chrono::microseconds(passage.size * 1'000'000 / fault.bytes_per_second);
        passage.due = std::max(passage.due, line_free);
        active.report.bytes_delayed += passage.size;
        break;
    }
    case Kind::Drop:
        lose(0);
        active.uses[connection.number].lost = true;
        break;
    case Kind::Reset:
        lose(0);
        passage.reset = true;
        break;
    case Kind::Cut:
        if (passed + passage.size < fault.after_bytes) {
            passed += passage.size;
            return; // not yet
        }
        lose(static_cast<std::size_t>(fault.after_bytes - passed));
        passed = fault.after_bytes;
        passage.reset = true;
        break;
    case Kind::HalfOpen:
    case Kind::Refuse:
        return;
    }
    hit(active, connection);
    if (passage.reset) {
        ++active.report.resets;
        ++totals.resets;
    }
}

void FaultProxy::State::hit(Active &active, Connection &connection)
{
    active.hit(connection.number);
    if (!std::exchange(connection.harmed, true))
        ++totals.connections_hit;
}

void FaultProxy::State::reset(Active &active, Connection &connection)
{
    ++active.report.resets;
    ++totals.resets;
    connection.reset();
}

Passage FaultProxy::State::judge(Connection &connection, Way way, std::size_t size)
{
    Passage passage{size, Clock::time_point::min(), false};
    for (auto &[id, active] : faults) {
        if (passage.reset || passage.size == 0)
            break;
        if (active.befalls(connection, way))
            befall(active, connection, way, passage);
    }
    for (auto &[id, active] : faults)
        if (active.reaches(connection.number))
            active.report.bytes_forwarded += passage.size;
    totals.bytes_forwarded += passage.size;
    Pipe &pipe = connection.pipe(way);
    if (passage.due > Clock::now())
        totals.bytes_delayed += passage.size;
    passage.due = pipe.last_due = std::max(passage.due, pipe.last_due);
    return passage;
}

/// Whether something waits to be written, and must not be.
bool FaultProxy::State::holds_back(Connection &connection, Way way)
{
    bool held = false;
    for (auto &[id, active] : faults) {
        if (active.fault.kind != Kind::HalfOpen || !active.befalls(connection, way))
            continue;
        hit(active, connection);
        held = true;
    }
    return held;
}

/// A bandwidth is given out in small parts.
std::size_t FaultProxy::State::read_limit(const Connection &connection, Way way) const
{
    std::uint64_t limit = longest_read;
    for (const auto &[id, active] : faults)
        if (active.fault.kind == Kind::Bandwidth && active.befalls(connection, way))
            limit = std::min(limit, std::max<std::uint64_t>(1, active.fault.bytes_per_second / parts_of_a_second));
    return static_cast<std::size_t>(limit);
}

Active &FaultProxy::State::active(std::uint64_t fault)
{
    const auto found = faults.find(fault);
    if (found == faults.end())
        throw std::out_of_range("a fault proxy has no fault " + std::to_string(fault));
    return found->second;
}

std::uint64_t FaultProxy::State::add(const NetFault &fault)
{
    Active &added = faults.try_emplace(next_fault, fault, next_connection).first->second;
    for (const auto &[number, connection] : connections) {
        if (!added.reaches(number))
            continue;
        ++added.report.connections_seen;
        const bool more = fault.most_connections == 0 || added.report.connections_hit < fault.most_connections;
        if (fault.kind == Kind::Reset && fault.way == Way::Both && more && !connection->dead) {
            hit(added, *connection);
            reset(added, *connection);
        }
    }
    return next_fault++;
}

NetFaultReport FaultProxy::State::end(std::uint64_t fault)
{
    Active &ending = active(fault);
    for (const auto &[number, use] : ending.uses) {
        const auto found = connections.find(number);
        if (use.lost && found != connections.end() && !found->second->dead)
            reset(ending, *found->second);
    }
    const NetFaultReport report = ending.report;
    faults.erase(fault);
    let_go();
    return report;
}

/// Whatever waits for a time goes on now, also where another latency made it wait; a half-open way looks again.
void FaultProxy::State::let_go()
{
    for (const auto &[number, connection] : connections) {
        for (auto *pipe : {&connection->to_server, &connection->to_client}) {
            pipe->last_due = pipe->line_free = Clock::time_point::min();
            for (Chunk &chunk : pipe->queue)
                chunk.due = Clock::time_point::min();
        }
        connection->wake();
    }
}

FaultProxy::FaultProxy(const ProxyTarget &target) : state_(std::make_unique<State>(target))
{
}

FaultProxy::~FaultProxy() = default;

std::uint16_t FaultProxy::port() const
{
    return state_->port;
}

std::uint64_t FaultProxy::add(const NetFault &fault)
{
    check(fault);
    return state_->on_loop([this, &fault] { return state_->add(fault); });
}

NetFaultReport FaultProxy::end(std::uint64_t fault)
{
    return state_->on_loop([this, fault] { return state_->end(fault); });
}

NetFaultReport FaultProxy::report(std::uint64_t fault) const
{
    return state_->on_loop([this, fault] { return state_->active(fault).report; });
}

NetFaultReport FaultProxy::totals() const
{
    return state_->on_loop([this] { return state_->totals; });
}

NetFaultReport &NetFaultReport::operator+=(const NetFaultReport &other)
{
    connections_seen += other.connections_seen;
    connections_hit += other.connections_hit;
    bytes_forwarded += other.bytes_forwarded;
    bytes_dropped += other.bytes_dropped;
    bytes_delayed += other.bytes_delayed;
    resets += other.resets;
    return *this;
}

std::string describe(const NetFault &fault)
{
    static constexpr std::array kinds = {"latency", "bandwidth", "drop", "reset", "half-open", "cut", "refuse"};
    static constexpr std::array ways = {"", " to the server", " to the client"};
    static constexpr std::array reaches = {"", ", existing connections", ", new connections"};
    std::string text = kinds[static_cast<std::size_t>(fault.kind)];
    if (fault.kind == Kind::Latency)
        text += " " + std::to_string(fault.latency.count()) + " to "
                + std::to_string((fault.latency + fault.jitter).count()) + " ms";
    if (fault.kind == Kind::Bandwidth)
        text += " " + std::to_string(fault.bytes_per_second) + " bytes/s";
    if (fault.kind == Kind::Cut)
        text += " after " + std::to_string(fault.after_bytes) + " bytes";
    return text + ways[static_cast<std::size_t>(fault.way)] + reaches[static_cast<std::size_t>(fault.reach)];
}

std::string describe(const NetFaultReport &report)
{
    std::string text = "hit " + std::to_string(report.connections_hit) + " of " + std::to_string(report.connections_seen)
                       + " connections";
    const auto add = [&](std::uint64_t count, const char *what) {
        if (count > 0)
            text += ", " + std::to_string(count) + " " + what;
    };
    add(report.bytes_forwarded, "bytes forwarded");
    add(report.bytes_dropped, "bytes dropped");
    add(report.bytes_delayed, "bytes delayed");
    add(report.resets, "resets");
    return text;
}

} // namespace holdfast::net

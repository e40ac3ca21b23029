#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

// A network that fails on order: TCP connections pass through it, and come to harm. No Boost in this header.
namespace holdfast::net {

/// Where a proxy leads: an address and a port, or a Unix socket.
struct ProxyTarget
{
    std::string host = "127.0.0.1"; ///< an address; no name
    std::uint16_t port = 0;
    std::string unix_socket = {}; ///< its path, instead of the two
};

/// What goes wrong between two ends that believe to talk to each other.
struct NetFault
{
    enum class Kind {
        Latency,   ///< what is sent arrives later, in its order
        Bandwidth, ///< only so many bytes a second pass, each way of each connection
        Drop,      ///< what is sent is swallowed
        Reset,     ///< RST: both ways at once; one way, or a new connection, at the next byte, which is lost
        HalfOpen,  ///< nothing arrives, neither bytes nor a close
        Cut,       ///< RST after so many bytes one way
        Refuse,    ///< a new connection is reset before its first byte; not to be told from a refused one by HTTP or libpq
    };
    enum class Way { Both, ToServer, ToClient };
    enum class Reach { All, Existing, New }; ///< the connections it may befall

    Kind kind = Kind::Latency;
    Way way = Way::Both;
    Reach reach = Reach::All;
    std::chrono::milliseconds latency{0};
    std::chrono::milliseconds jitter{0};    ///< up to so much more, as the seed decides
    std::uint64_t bytes_per_second = 0;     ///< of a bandwidth
    std::uint64_t after_bytes = 0;          ///< of a cut: what still passes
    std::uint64_t most_connections = 0;     ///< it may hit; 0: any number
    std::uint64_t seed = 1;
};

[[nodiscard]] std::string describe(const NetFault &fault); ///< "reset to the client, new connections"

/// What really happened.
struct NetFaultReport
{
    std::uint64_t connections_seen = 0; ///< that it could have befallen
    std::uint64_t connections_hit = 0;
    std::uint64_t bytes_forwarded = 0; ///< on those seen
    std::uint64_t bytes_dropped = 0;
    std::uint64_t bytes_delayed = 0;
    std::uint64_t resets = 0;

    NetFaultReport &operator+=(const NetFaultReport &other);
};

[[nodiscard]] std::string describe(const NetFaultReport &report); ///< "hit 2 of 5 connections, 2 resets"

/// Listens on 127.0.0.1 and passes on what comes, each connection on one of its own to the target. Faults can be added
/// and ended at any time, several at once. Without any, closes, half-closes and resets are passed on as they are. Buffers
/// are bounded: who reads slowly is written to slowly. Owns its thread; its destructor ends every connection. Thread-safe.
class FaultProxy final
{
public:
    /// Beyond this many connections at a time a new one is reset.
    static constexpr std::size_t connection_limit = 1'024;

    /// Throws std::system_error when it cannot listen, or std::invalid_argument for a target that is no address.
    explicit FaultProxy(const ProxyTarget &target);
    ~FaultProxy();
    FaultProxy(const FaultProxy &) = delete;
    FaultProxy &operator=(const FaultProxy &) = delete;

    [[nodiscard]] std::uint16_t port() const;

    /// In effect when it returns its number. Throws std::invalid_argument for a fault that could do nothing.
    std::uint64_t add(const NetFault &fault);
    /// Out of effect when it returns what it did. What it held back goes on at once; a connection that has lost bytes
    /// cannot go on, and is reset. Throws std::out_of_range when there is no such fault any more.
    NetFaultReport end(std::uint64_t fault);
    [[nodiscard]] NetFaultReport report(std::uint64_t fault) const;
    /// Since the beginning, with and without faults.
    [[nodiscard]] NetFaultReport totals() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::net

#pragma once

#include "backend/net/http.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace holdfast::net {

/// What came of one request of a load.
struct LoadAnswer
{
    std::size_t connection = 0;
    int status = 0;          ///< 0 without an answer
    std::string_view body;   ///< while the call lasts
    std::string_view error;  ///< why there is no answer; likewise
    bool sent = false;       ///< any byte of the request may have reached the server
    std::chrono::steady_clock::time_point started;  ///< when send() was called
    std::chrono::steady_clock::time_point finished; ///< the last byte was read, or the error was met
};

/// A copy that lasts, without the answer's headers.
[[nodiscard]] Exchange keep(const LoadAnswer &answer);

/// Connections to one server on this machine, each with at most one request under way, for one thread that sends as much
/// as it can: prepared bytes go out as they are, and answers are read by scan_response(). A connection that broke, timed out
/// or was closed by the server is made again by the next request on it. Used by one thread.
class LoadConnections final
{
public:
    using Done = std::function<void(const LoadAnswer &)>;

    /// Opens all of them. Throws std::runtime_error when one cannot be made, std::system_error when the system has no more
    /// descriptors. `timeout`: for a request, from send() on.
    LoadConnections(std::uint16_t port, std::size_t count, std::chrono::milliseconds timeout);
    ~LoadConnections(); ///< without a word about what is under way

    /// On a connection without a request under way. `request` must last until it is answered. What goes wrong is told
    /// by wait_until().
    void send(std::size_t connection, std::string_view request);
    [[nodiscard]] std::size_t under_way() const;
    /// Waits until then, or until there is something to tell, and tells it: each request that ended, once. `done` may send
    /// again on the same connection.
    void wait_until(std::chrono::steady_clock::time_point until, const Done &done);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A request as it goes over the wire to 127.0.0.1.
[[nodiscard]] std::string request_bytes(const Request &request, std::uint16_t port);

} // namespace holdfast::net

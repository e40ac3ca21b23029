#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// HTTP/1.1 as values: no Boost in this header, so that only net pays for compiling Beast.
namespace holdfast::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of a header field, names compared without case.
[[nodiscard]] std::optional<std::string_view> header(const Headers &headers, std::string_view name);

/// The client adds Host and Content-Length where they are missing; the server hands on what it read, chunks joined.
struct Request
{
    std::string method;  ///< "GET"
    std::string target;  ///< path and query, as sent
    Headers headers;
    std::string body;
};

struct Response
{
    static constexpr int no_answer = 0; ///< as a status: the server closes the connection without a word

    int status = 200;
    Headers headers; ///< Content-Length, Date, Connection and Server are added by the server
    std::string body;
};

/// Answers one request. Called exactly once, from any thread; later calls are ignored.
using Responder = std::function<void(Response)>;
/// Called on an I/O thread; must not block: hand the work on and answer later through the responder.
using Handler = std::function<void(Request, Responder)>;

struct ServerOptions
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: the system picks one
    std::size_t threads = 1;
    /// One more is answered 503 and closed. Fewer where the process may not open that many descriptors: what else it needs
    /// them for must not starve, its database least of all.
    std::size_t max_connections = 4096;
    std::size_t max_header_bytes = 8 * 1024;
    std::size_t max_target_bytes = 4 * 1024;
    std::size_t max_body_bytes = 64 * 1024;
    std::chrono::milliseconds idle_timeout{60'000};  ///< between requests: closed without a word
    std::chrono::milliseconds header_timeout{10'000}; ///< from a request's first byte to its last header: 408
    std::chrono::milliseconds body_timeout{10'000};   ///< for the body: 408
    std::chrono::milliseconds handler_timeout{8'000}; ///< a handler that never answers: 503, the connection closes
    /// Writes the body of an error the server finds itself (400, 408, 413, 414, 417, 431, 503): status and detail in, response out.
    std::function<Response(int status, std::string_view detail)> error_response;
};

struct ServerMetrics
{
    std::uint64_t connections_accepted = 0, connections_refused = 0, timeouts = 0;
    std::uint64_t accept_failures = 0;           ///< out of descriptors, most likely
    std::map<int, std::uint64_t> rejected = {};  ///< by status: errors the server found itself
    std::size_t connections_open = 0;
};

/// An HTTP/1.1 server: keep-alive, pipelining (answered in order), HEAD, Expect: 100-continue, Connection: close.
/// Owns its threads. Throws std::system_error when it cannot listen.
class Server final
{
public:
    Server(ServerOptions options, Handler handler);
    ~Server();
    [[nodiscard]] std::uint16_t port() const;
    /// Stops accepting, lets requests under way finish within `patience`, closes idle connections at once, then the rest.
    void shut_down(std::chrono::milliseconds patience);
    [[nodiscard]] ServerMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// What came of a request. Without a response, `error` says why; `sent` tells whether any byte may have reached the server.
struct Exchange
{
    std::optional<Response> response;
    std::string error;
    bool sent = false;
    std::chrono::steady_clock::time_point started;  ///< before the first byte was written
    std::chrono::steady_clock::time_point finished; ///< after the last byte was read, or on the error
};

struct TlsOptions
{
    std::string ca_file = {}; ///< PEM, the only authorities trusted; empty: the system's
};

struct ClientOptions
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::optional<TlsOptions> tls = std::nullopt; ///< a server that does not prove to be `host` is not spoken to
    std::size_t threads = 1;
    std::chrono::milliseconds connect_timeout{2'000};
    std::chrono::milliseconds request_timeout{10'000};
};

/// An HTTP/1.1 client with its own I/O threads, for many requests at once. Thread-safe. Its constructor throws
/// std::runtime_error when certificate authorities cannot be read.
class Client final
{
public:
    explicit Client(ClientOptions options);
    ~Client(); ///< ends what is under way with an error

    /// One keep-alive connection of this client; requests on it go one after another in order of their calls. A reused
    /// connection that the server closed before a byte of the answer is reported as an error, never repeated silently.
    class Connection
    {
    public:
        virtual ~Connection() = default;
        /// Connects now; false with `error` set when that fails. Blocks.
        virtual bool connect(std::string &error) = 0;
        virtual void send(Request request, std::function<void(Exchange)> done) = 0;
    };
    [[nodiscard]] std::shared_ptr<Connection> open_connection();

    /// On a connection of its own, waiting for the answer.
    [[nodiscard]] Exchange exchange(Request request);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// "http://127.0.0.1:8787" -> host and port; nullopt for anything but http with an explicit or default port and no path.
[[nodiscard]] std::optional<std::pair<std::string, std::uint16_t>> parse_http_url(std::string_view url);

/// Percent-decoding, and the pairs of a query string. nullopt on a malformed escape.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);
[[nodiscard]] std::string percent_encode(std::string_view text);

} // namespace holdfast::net

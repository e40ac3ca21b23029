#pragma once

#include "backend/net/http.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// Many clients at once, as connections of one per server. Used by one thread.
class Crowd final
{
public:
    /// `aborted` is asked while waiting, which then throws Aborted; may be empty. Throws std::runtime_error for a bad URL.
    Crowd(const std::string &url, std::size_t threads, std::function<bool()> aborted);
    /// The same service at several addresses.
    Crowd(const std::vector<std::string> &urls, std::size_t threads, std::function<bool()> aborted);
    ~Crowd(); ///< ends what is under way with an error

    [[nodiscard]] std::size_t servers() const { return clients_.size(); }

    /// On a connection of its own, to one of the servers.
    [[nodiscard]] net::Exchange send(const net::Request &request, std::size_t server = 0);

    /// Told how many requests are sent, after each of them; what it throws ends them all.
    using Sent = std::function<void(std::size_t)>;

    /// All at once: a new connection each, to the servers in turn, every one open before the first request is sent. Answers
    /// in the order of the requests. Throws std::runtime_error when a connection cannot be made.
    [[nodiscard]] std::vector<net::Exchange> send_together(const std::vector<net::Request> &requests,
                                                           const Sent &sent = {});

    /// Over at most `connections` that stay open for the next time, one after another on each.
    [[nodiscard]] std::vector<net::Exchange> send_over(std::size_t connections, const std::vector<net::Request> &requests);

    /// Without waiting, over the connections that stay open, in turn. `done` is called on an I/O thread.
    void post(std::size_t connections, net::Request request, std::function<void(net::Exchange)> done);

private:
    using Connections = std::vector<std::shared_ptr<net::Client::Connection>>;

    void open(Connections &into, std::size_t count);
    std::vector<net::Exchange> exchange_all(const Connections &over, const std::vector<net::Request> &requests,
                                            const Sent &sent = {});

    std::function<bool()> aborted_;
    std::vector<std::unique_ptr<net::Client>> clients_; ///< one per server
    Connections kept_;
    std::size_t next_ = 0;
};

} // namespace holdfast::scenarios

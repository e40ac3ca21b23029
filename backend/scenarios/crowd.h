#pragma once

#include "backend/net/http.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// Many clients at once, as connections of one. Used by one thread.
class Crowd final
{
public:
    /// `aborted` is asked while waiting, which then throws Aborted; may be empty. Throws std::runtime_error for a bad URL.
    Crowd(const std::string &url, std::size_t threads, std::function<bool()> aborted);
    ~Crowd(); ///< ends what is under way with an error

    /// On a connection of its own.
    [[nodiscard]] net::Exchange send(const net::Request &request);

    /// All at once: a new connection each, every one open before the first request is sent. Answers in the order of the
    /// requests. Throws std::runtime_error when a connection cannot be made.
    [[nodiscard]] std::vector<net::Exchange> send_together(const std::vector<net::Request> &requests);

    /// Over at most `connections` that stay open for the next time, one after another on each.
    [[nodiscard]] std::vector<net::Exchange> send_over(std::size_t connections, const std::vector<net::Request> &requests);

    /// Without waiting, over the connections that stay open, in turn. `done` is called on an I/O thread.
    void post(std::size_t connections, net::Request request, std::function<void(net::Exchange)> done);

private:
    using Connections = std::vector<std::shared_ptr<net::Client::Connection>>;

    void open(Connections &into, std::size_t count);
    std::vector<net::Exchange> exchange_all(const Connections &over, const std::vector<net::Request> &requests);

    std::function<bool()> aborted_;
    net::Client client_;
    Connections kept_;
    std::size_t next_ = 0;
};

} // namespace holdfast::scenarios

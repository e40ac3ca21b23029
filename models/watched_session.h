#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::models {

/// A connection that another thread can cut when it takes too long. One thread opens, uses and closes it; check() and
/// cut() may come from any other.
class WatchedSession final
{
public:
    WatchedSession();
    ~WatchedSession();

    /// Throws storage::DatabaseError. `statementTimeout` is the server's own. One that is not read-only may change data.
    void open(const std::string &dsn, std::optional<std::chrono::milliseconds> statementTimeout, bool readOnly = true);
    /// False also when the server has ended the session meanwhile.
    [[nodiscard]] bool isOpen();
    void close();

    /// Runs `work`, which must end within `limit`; beyond it the connection is cut and ConnectionLost thrown.
    void within(std::chrono::milliseconds limit, const std::function<void(storage::Connection &)> &work);

    /// Cuts the connection when its work is over the limit.
    void check();
    /// Cuts it now, and every one opened later: it is over.
    void cut();
    /// Whether check() has cut the connection opened last: the database was there and did not answer.
    [[nodiscard]] bool hung();

private:
    std::mutex mutex_;
    std::shared_ptr<storage::Connection> connection_;
    std::optional<std::chrono::steady_clock::time_point> limit_;
    bool hung_ = false;
    bool over_ = false;
};

} // namespace holdfast::models

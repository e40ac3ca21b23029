#include "models/watched_session.h"

#include "backend/storage/connection.h"

namespace holdfast::models {

WatchedSession::WatchedSession() = default;
WatchedSession::~WatchedSession() = default;

void WatchedSession::open(const std::string &dsn, std::optional<std::chrono::milliseconds> statementTimeout,
                          bool readOnly)
{
    close();
    {
        const std::lock_guard lock(mutex_);
        hung_ = false; // the one before did
    }
    storage::ConnectionOptions options;
    options.application_name = "holdfast console";
    options.statement_timeout = statementTimeout;
    options.read_only = readOnly;
    auto connection = std::make_shared<storage::Connection>(dsn, options);
    const std::lock_guard lock(mutex_);
    if (over_)
        throw storage::ConnectionLost("the reader is ending");
    connection_ = std::move(connection);
}

bool WatchedSession::isOpen()
{
    const std::lock_guard lock(mutex_);
    return connection_ && connection_->is_open();
}

void WatchedSession::close()
{
    std::shared_ptr<storage::Connection> closing; // its destructor may talk to the server: not under the mutex
    const std::lock_guard lock(mutex_);
    closing.swap(connection_);
    limit_.reset();
}

void WatchedSession::within(std::chrono::milliseconds limit, const std::function<void(storage::Connection &)> &work)
{
    std::shared_ptr<storage::Connection> connection;
    {
        const std::lock_guard lock(mutex_);
        if (!connection_ || over_)
            throw storage::ConnectionLost("not connected");
        connection = connection_;
        limit_ = std::chrono::steady_clock::now() + limit;
    }
    const auto done = [this] {
        const std::lock_guard lock(mutex_);
        limit_.reset();
    };
    try {
        work(*connection);
    } catch (...) {
        done();
        throw;
    }
    done();
}

void WatchedSession::check()
{
    const std::lock_guard lock(mutex_);
    if (!connection_ || !limit_ || std::chrono::steady_clock::now() < *limit_)
        return;
    connection_->shut_down();
    hung_ = true;
    limit_.reset();
}

void WatchedSession::cut()
{
    const std::lock_guard lock(mutex_);
    over_ = true;
    if (connection_)
        connection_->shut_down();
}

bool WatchedSession::hung()
{
    const std::lock_guard lock(mutex_);
    return hung_;
}

} // namespace holdfast::models

#pragma once

#include "backend/api/call.h"
#include "backend/storage/connection.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace holdfast::api {

/// One query's work on a reader's thread.
struct ReaderJob
{
    std::function<void(storage::Connection &)> work;
    /// Instead of `work`, or after it threw: the database cannot be reached, hangs, or said no, or its answer makes no sense.
    std::function<void()> failed;
    Clock::time_point until;  ///< not begun later, and its connection is shut when it is still under way then
    bool repeatable = true;   ///< it only reads: done again once on a new connection when the old one turns out dead
};

/// Threads with a connection each, for queries and for what is too rare for a lane. A bounded queue; a hanging database
/// costs a job its time and never a thread. Connections come back by themselves.
class Readers final
{
public:
    static constexpr std::size_t queue_capacity = 1024;

    Readers(std::string dsn, std::size_t threads);
    ~Readers() { stop(); }

    /// Ends what is under way, fails what is queued, joins the threads.
    void stop();

    /// False: the queue is full, and the job was not taken.
    [[nodiscard]] bool submit(ReaderJob job);
    /// Shuts the connections of jobs that are out of time. Called again and again, from one thread.
    void shut_overdue();
    [[nodiscard]] std::size_t queued() const;

private:
    struct Reader
    {
        std::mutex mutex; // guards what shut_overdue() looks at
        std::optional<storage::Connection> connection;
        Clock::time_point until = Clock::time_point::max();
        bool closing = false;
        std::thread thread;
    };

    void run(Reader &reader);
    void perform(Reader &reader, ReaderJob &job);
    bool connect(Reader &reader);

    std::string dsn_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<ReaderJob> queue_;
    bool stopping_ = false;
    std::vector<std::unique_ptr<Reader>> readers_;
};

} // namespace holdfast::api

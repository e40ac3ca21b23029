#include "backend/api/readers.h"

#include <spdlog/spdlog.h>

#include <pthread.h>

#include <utility>

namespace holdfast::api {

Readers::Readers(std::string dsn, std::size_t threads) : dsn_(std::move(dsn))
{
    for (std::size_t i = 0; i < std::max<std::size_t>(1, threads); ++i) {
        auto &reader = *readers_.emplace_back(std::make_unique<Reader>());
        reader.thread = std::thread([this, &reader] { run(reader); });
        pthread_setname_np(reader.thread.native_handle(), ("api-reader-" + std::to_string(i)).c_str());
    }
}

void Readers::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (const auto &reader : readers_) {
        {
            const std::lock_guard lock(reader->mutex);
            reader->closing = true;
            if (reader->connection)
                reader->connection->shut_down();
        }
        if (reader->thread.joinable())
            reader->thread.join();
    }
    for (const auto &job : std::exchange(queue_, {}))
        job.failed();
}

bool Readers::submit(ReaderJob job)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_capacity)
            return false;
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

std::size_t Readers::queued() const
{
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Readers::shut_overdue()
{
    const auto now = Clock::now();
    for (const auto &reader : readers_) {
        const std::lock_guard lock(reader->mutex);
        if (reader->until > now || !reader->connection)
            continue;
        reader->until = Clock::time_point::max();
        reader->connection->shut_down();
    }
}

void Readers::run(Reader &reader)
{
    for (;;) {
        ReaderJob job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_)
                return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        perform(reader, job);
    }
}

void Readers::perform(Reader &reader, ReaderJob &job)
{
    for (int attempt = 0;; ++attempt) {
        const bool fresh = !reader.connection;
        if (Clock::now() >= job.until || !connect(reader))
            return job.failed();
        {
            const std::lock_guard lock(reader.mutex);
            if (reader.closing)
                return job.failed();
            reader.until = job.until;
        }
        std::string trouble;
        bool lost = false;
        bool begun = false;
        try {
            // What cannot be repeated is not tried on a connection that may have died while it was idle.
            if (!fresh && !job.repeatable)
                reader.connection->query("select 1");
            begun = true;
            job.work(*reader.connection);
        } catch (const storage::ConnectionLost &error) {
            trouble = error.what();
            lost = true;
        } catch (const std::exception &error) {
            trouble = error.what();
        }
        {
            const std::lock_guard lock(reader.mutex);
            reader.until = Clock::time_point::max();
            if (lost || !reader.connection->is_open())
                reader.connection.reset();
        }
        if (trouble.empty())
            return;
        // A connection that had been idle may have died long ago: that says nothing of the database now.
        if (lost && !fresh && (job.repeatable || !begun) && attempt == 0)
            continue;
        spdlog::warn("api: a query failed: {}", trouble);
        return job.failed();
    }
}

bool Readers::connect(Reader &reader)
{
    if (reader.connection)
        return true;
    storage::ConnectionOptions options;
    options.application_name = "holdfast api";
    options.lock_timeout = std::chrono::milliseconds(1000);
    options.statement_timeout = std::chrono::milliseconds(1500); // nothing runs on when nobody waits for it
    try {
        storage::Connection connection(dsn_, options);
        const std::lock_guard lock(reader.mutex);
        reader.connection.emplace(std::move(connection));
        return true;
    } catch (const storage::DatabaseError &error) {
        spdlog::debug("api: {}", error.what());
        return false;
    }
}

} // namespace holdfast::api

#include "backend/storage/session_thread.h"

#include <spdlog/spdlog.h>

#include <pthread.h>

#include <algorithm>

namespace holdfast::storage {

namespace {

constexpr std::chrono::milliseconds first_back_off{50};
constexpr std::chrono::milliseconds longest_back_off{2'000};

void name_thread(const std::string &name)
{
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

} // namespace

SessionThread::SessionThread(SessionThreadOptions options, Step step, std::function<void(Connection &)> farewell)
    : options_(std::move(options)), step_(std::move(step)), farewell_(std::move(farewell))
{
    options_.connection.application_name = "holdfast " + options_.name;
    thread_ = std::thread([this] {
        name_thread(options_.name);
        run();
    });
    watchdog_ = std::thread([this] {
        name_thread("watch " + options_.name);
        watch();
    });
}

SessionThread::~SessionThread()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (deadline_)
            deadline_ = std::min(*deadline_, Clock::now() + options_.patience);
    }
    wake_.notify_all();
    watch_.notify_all();
    thread_.join();
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
    }
    watch_.notify_all();
    watchdog_.join();
}

void SessionThread::wake()
{
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    wake_.notify_all();
}

void SessionThread::run()
{
    while (!stopping_) {
        const auto wait = run_once();
        std::unique_lock lock(mutex_);
        // A wake-up does not cut a back-off short: a database in trouble is asked less often, not more.
        wake_.wait_for(lock, wait, [this] { return stopping_ || (woken_ && back_off_.count() == 0); });
        woken_ = false;
    }
    say_farewell();
}

std::chrono::milliseconds SessionThread::run_once()
{
    try {
        if (!connection_ || !connection_->is_open()) {
            Connection fresh(options_.dsn, options_.connection);
            const std::lock_guard lock(mutex_);
            connection_.emplace(std::move(fresh));
        }
        begin_call();
        const auto wait = step_(*connection_);
        end_call();
        report({});
        return wait;
    } catch (const DatabaseError &error) {
        end_call();
        report(error.what());
        back_off_ = std::clamp(back_off_ * 2, first_back_off, longest_back_off);
        return back_off_;
    }
}

void SessionThread::say_farewell()
{
    if (!farewell_ || !connection_ || !connection_->is_open())
        return;
    try {
        begin_call();
        farewell_(*connection_);
    } catch (const DatabaseError &) {
        // It was a courtesy.
    }
    end_call();
}

void SessionThread::begin_call()
{
    {
        const std::lock_guard lock(mutex_);
        deadline_ = Clock::now() + (stopping_ ? options_.patience : options_.step_limit);
    }
    watch_.notify_all();
}

void SessionThread::end_call()
{
    const std::lock_guard lock(mutex_);
    deadline_.reset();
}

/// Logs a change of fortune, not every try.
void SessionThread::report(const std::string &trouble)
{
    healthy_ = trouble.empty();
    if (trouble.empty()) {
        back_off_ = {};
        if (!trouble_.empty())
            spdlog::info("{}: the database answers again", options_.name);
    } else if (trouble_.empty() && !stopping_) {
        spdlog::warn("{}: {}; trying again", options_.name, trouble);
    }
    trouble_ = trouble;
}

/// Shuts the socket of a call that takes too long. The call then throws ConnectionLost.
void SessionThread::watch()
{
    std::unique_lock lock(mutex_);
    while (!finished_) {
        if (!deadline_) {
            watch_.wait(lock, [this] { return finished_ || deadline_; });
        } else if (Clock::now() < *deadline_) {
            const auto until = *deadline_;
            watch_.wait_until(lock, until);
        } else {
            if (connection_)
                connection_->shut_down();
            deadline_.reset();
        }
    }
}

} // namespace holdfast::storage

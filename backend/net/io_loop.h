#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <pthread.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

// What the server and the client share of Asio. Included by their sources only.
namespace holdfast::net {

namespace asio = boost::asio;

using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type; // named, not any_io_executor: no virtual call per operation
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using IoError = boost::system::error_code;

template <typename T = void>
using Task = asio::awaitable<T, Executor>;

/// co_await operation(..., use_task): errors come back as values.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_task;

/// Something that may wait for at most so long. Lives on one loop and is touched by its thread only.
class Timed : public std::enable_shared_from_this<Timed>
{
public:
    virtual ~Timed() = default;

    void expire_after(Clock::duration time) { deadline_ = Clock::now() + time; }
    void never_expire() { deadline_ = Clock::time_point::max(); }

protected:
    /// Called on the loop's thread once the deadline is over; it is unset then.
    virtual void on_deadline() = 0;

private:
    friend class IoLoop;
    Clock::time_point deadline_ = Clock::time_point::max();
};

/// One I/O thread. Deadlines are a number per connection that one tick compares: arming one costs a store, where a timer
/// per request would cost two changes of a heap; they are late by at most a tick.
class IoLoop final
{
public:
    explicit IoLoop(std::string name, Clock::duration tick)
        : tick_(tick), timer_(context_), work_(context_.get_executor())
    {
        schedule_tick();
        thread_ = std::thread([this, name = std::move(name)] {
            pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
            context_.run();
        });
    }

    /// Waits until everything on the loop has come to its end: whoever owns it has closed the sockets before.
    ~IoLoop() { finish(); }

    void finish()
    {
        if (!thread_.joinable())
            return;
        asio::post(context_, [this] {
            ticking_ = false;
            timer_.cancel();
            work_.reset();
        });
        thread_.join();
    }

    [[nodiscard]] asio::io_context &context() { return context_; }
    [[nodiscard]] bool on_its_thread() { return context_.get_executor().running_in_this_thread(); }

    /// On the loop's thread only.
    void add(const std::shared_ptr<Timed> &timed) { timed_.insert(timed); }
    void remove(const std::shared_ptr<Timed> &timed) { timed_.erase(timed); }
    [[nodiscard]] std::vector<std::shared_ptr<Timed>> all() const { return {timed_.begin(), timed_.end()}; }

    /// Called on each tick, on the loop's thread. Set before the loop is used.
    std::function<void()> on_tick;

private:
    void schedule_tick()
    {
        timer_.expires_after(tick_);
        timer_.async_wait([this](const IoError &error) {
            if (error || !ticking_)
                return;
            tick();
            schedule_tick();
        });
    }

    void tick()
    {
        const auto now = Clock::now();
        for (const auto &timed : timed_) {
            if (timed->deadline_ <= now)
                expired_.push_back(timed); // its reaction may change the set
        }
        for (const auto &timed : expired_) {
            timed->never_expire();
            timed->on_deadline();
        }
        expired_.clear();
        if (on_tick)
            on_tick();
    }

    asio::io_context context_{1};
    Clock::duration tick_;
    Timer timer_;
    asio::executor_work_guard<Executor> work_;
    bool ticking_ = true;
    std::unordered_set<std::shared_ptr<Timed>> timed_;
    std::vector<std::shared_ptr<Timed>> expired_;
    std::thread thread_;
};

} // namespace holdfast::net

#include "app/ctl/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace holdfast::ctl {

Interrupt::Interrupt()
{
    sigset_t asked{};
    sigemptyset(&asked);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&asked, number);
    pthread_sigmask(SIG_BLOCK, &asked, nullptr);
    ::signal(SIGPIPE, SIG_IGN);

    signals_ = ::signalfd(-1, &asked, SFD_CLOEXEC | SFD_NONBLOCK);
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (signals_ < 0 || wake_ < 0)
        throw std::system_error(errno, std::generic_category(), "cannot listen for signals");
    thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "interrupt");
        run();
    });
}

Interrupt::~Interrupt()
{
    lifeline_.reset();
    stopping_ = true;
    wake();
    thread_.join();
    ::close(signals_);
    ::close(wake_);
}

void Interrupt::watch_lifeline(int descriptor)
{
    if (::fcntl(descriptor, F_GETFD) < 0)
        throw std::invalid_argument("nothing is open at descriptor " + std::to_string(descriptor));
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    lifeline_.emplace(process::Descriptor(descriptor), [this] { request(); });
}

void Interrupt::request()
{
    {
        const std::lock_guard lock(mutex_);
        requested_ = true;
    }
    changed_.notify_all();
    wake();
}

void Interrupt::wait()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return requested_.load(); });
}

bool Interrupt::wait_for(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [this] { return requested_.load(); });
}

void Interrupt::on_request(std::function<void()> callback)
{
    {
        const std::lock_guard lock(callback_mutex_);
        callback_ = std::move(callback);
    }
    wake();
}

void Interrupt::wake() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

void Interrupt::run()
{
    while (!stopping_) {
        std::array<pollfd, 2> watched{{{signals_, POLLIN, 0}, {wake_, POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0)
            continue;
        std::uint64_t ignored = 0;
        [[maybe_unused]] const auto woken = ::read(wake_, &ignored, sizeof ignored);

        signalfd_siginfo taken{};
        if (::read(signals_, &taken, sizeof taken) == sizeof taken && !requested_)
            request();
        if (requested_) {
            const std::lock_guard lock(callback_mutex_);
            if (const auto callback = std::exchange(callback_, nullptr))
                callback();
        }
    }
}

} // namespace holdfast::ctl

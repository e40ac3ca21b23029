#include "backend/process/observe.h"

#include <poll.h>
#include <sys/syscall.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace holdfast::process {

namespace fs = std::filesystem;

std::optional<Observed> observe(pid_t pid)
{
    const fs::path folder = "/proc/" + std::to_string(pid);
    std::error_code error;
    if (pid <= 0 || !fs::exists(folder, error))
        return std::nullopt;
    Observed observed{pid, {}, {}};
    std::error_code unseen;
    observed.executable = fs::read_symlink(folder / "exe", unseen);
    observed.working_directory = fs::read_symlink(folder / "cwd", unseen);
    return observed;
}

std::vector<Observed> observe_all()
{
    std::vector<Observed> all;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        pid_t pid = 0;
        const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (failure != std::errc{} || end != name.data() + name.size())
            continue;
        if (auto observed = observe(pid))
            all.push_back(std::move(*observed));
    }
    return all;
}

Watch::Watch(pid_t pid) : pidfd_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)))
{
}

bool Watch::running() const
{
    return !wait(std::chrono::milliseconds(0));
}

bool Watch::wait(std::chrono::milliseconds timeout) const
{
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (pidfd_) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd watched{pidfd_.get(), POLLIN, 0};
        if (::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) == 1)
            return true;
        if (left.count() <= 0)
            return false;
    }
    return true;
}

void Watch::signal(int number) const
{
    if (pidfd_)
        ::syscall(SYS_pidfd_send_signal, pidfd_.get(), number, nullptr, 0);
}

} // namespace holdfast::process

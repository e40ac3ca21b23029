#include "backend/process/observe.h"

#include <poll.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace holdfast::process {

namespace fs = std::filesystem;

namespace {

/// Root without CAP_SYS_PTRACE, as in a container, may not look into another account's process; that account may.
/// Concerns the calling thread only.
class AsOwnerOf final
{
public:
    explicit AsOwnerOf(const fs::path &process)
    {
        struct stat status{};
        if (::geteuid() != 0 || ::stat(process.c_str(), &status) != 0)
            return;
        ::setfsgid(status.st_gid); // before the user: it needs root's rights
        ::setfsuid(status.st_uid);
    }
    ~AsOwnerOf()
    {
        ::setfsuid(::geteuid());
        ::setfsgid(::getegid());
    }
    AsOwnerOf(const AsOwnerOf &) = delete;
    AsOwnerOf &operator=(const AsOwnerOf &) = delete;
};

} // namespace

std::optional<Observed> observe(pid_t pid)
{
    const fs::path folder = "/proc/" + std::to_string(pid);
    std::error_code error;
    if (pid <= 0 || !fs::exists(folder, error))
        return std::nullopt;
    Observed observed{pid, {}, {}};
    const AsOwnerOf owner(folder);
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
    if (!pidfd_ && errno != ESRCH)
        throw std::system_error(errno, std::generic_category(), "cannot watch process " + std::to_string(pid));
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

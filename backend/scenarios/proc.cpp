#include "backend/scenarios/proc.h"

#include "backend/process/descriptor.h"
#include "backend/process/files.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <sstream>
#include <string>
#include <thread>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

/// The fields of /proc/PID/stat that matter here.
struct Stat
{
    char state = 'X';
    pid_t parent = 0;
    std::uint64_t user_ticks = 0;
    std::uint64_t system_ticks = 0;
    std::uint64_t started = 0;
    std::uint64_t resident_pages = 0;
};

std::optional<Stat> read_stat(pid_t pid)
{
    const auto text = process::read_file("/proc/" + std::to_string(pid) + "/stat");
    // The second field is the command in parentheses and may hold anything, parentheses too.
    const auto after_command = text ? text->rfind(')') : std::string::npos;
    if (after_command == std::string::npos)
        return std::nullopt;
    std::istringstream fields(text->substr(after_command + 1));
    Stat stat;
    std::string skipped;
    fields >> stat.state >> stat.parent;
    for (int field = 5; field < 14; ++field)
        fields >> skipped;
    fields >> stat.user_ticks >> stat.system_ticks;
    for (int field = 16; field < 22; ++field)
        fields >> skipped;
    fields >> stat.started >> skipped >> stat.resident_pages;
    return fields ? std::optional(stat) : std::nullopt;
}

bool runs(const Stat &stat)
{
    return stat.state != 'Z' && stat.state != 'X';
}

/// A handle that stays with the process even when its pid is given to another; checked to be the right one.
process::Descriptor open_exactly(const ProcessIdentity &process)
{
    process::Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
    return handle && still_runs(process) ? std::move(handle) : process::Descriptor();
}

} // namespace

std::optional<ProcessIdentity> identify(pid_t pid)
{
    if (pid <= 0)
        return std::nullopt;
    const auto stat = read_stat(pid);
    if (!stat || !runs(*stat))
        return std::nullopt;
    return ProcessIdentity{pid, stat->started};
}

bool still_runs(const ProcessIdentity &process)
{
    return identify(process.pid) == process;
}

bool send_signal(const ProcessIdentity &process, int number)
{
    const auto handle = open_exactly(process);
    return handle && ::syscall(SYS_pidfd_send_signal, handle.get(), number, nullptr, 0) == 0;
}

bool wait_until_gone(const ProcessIdentity &process, std::chrono::milliseconds timeout)
{
    const auto handle = open_exactly(process);
    if (!handle)
        return true;
    pollfd ended{handle.get(), POLLIN, 0};
    return ::poll(&ended, 1, static_cast<int>(timeout.count())) == 1;
}

std::vector<pid_t> children_of(pid_t parent)
{
    std::vector<pid_t> children;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename();
        pid_t pid = 0;
        const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (parsed.ec != std::errc{} || parsed.ptr != name.data() + name.size())
            continue;
        const auto stat = read_stat(pid);
        if (stat && stat->parent == parent && runs(*stat))
            children.push_back(pid);
    }
    return children;
}

std::optional<ProcessIdentity> find_postmaster(const fs::path &cluster)
{
    const auto text = process::read_file(cluster / "postmaster.pid");
    pid_t pid = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), pid).ec != std::errc{})
        return std::nullopt;
    const auto process = identify(pid);
    std::error_code error;
    const auto works_in = fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", error);
    if (!process || error || works_in != fs::weakly_canonical(cluster, error))
        return std::nullopt;
    return process;
}

bool end_postmaster(const fs::path &cluster)
{
    const auto postmaster = find_postmaster(cluster);
    if (!postmaster)
        return true;
    std::vector<ProcessIdentity> family = {*postmaster};
    for (const pid_t child : children_of(postmaster->pid))
        if (const auto process = identify(child))
            family.push_back(*process);
    for (const auto &process : family)
        send_signal(process, SIGCONT); // it may have been stopped
    send_signal(*postmaster, SIGQUIT);
    if (wait_until_gone(*postmaster, 3s))
        return true;
    for (const auto &process : family)
        send_signal(process, SIGKILL);
    return wait_until_gone(*postmaster, 2s);
}

ResourceUse resource_use(std::span<const pid_t> processes)
{
    std::uint64_t ticks = 0;
    std::uint64_t pages = 0;
    for (const pid_t pid : processes) {
        if (const auto stat = read_stat(pid)) {
            ticks += stat->user_ticks + stat->system_ticks;
            pages += stat->resident_pages;
        }
    }
    const auto ticks_per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const auto page_kib = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024;
    return {std::chrono::milliseconds(ticks * 1000 / ticks_per_second), pages * page_kib};
}

} // namespace holdfast::scenarios

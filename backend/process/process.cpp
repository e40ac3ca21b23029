#include "backend/process/process.h"

#include "backend/process/launch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace holdfast::process {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t output_limit = 1024 * 1024;

/// For poll(): what is left until `deadline`, rounded up so that a wait never ends early.
int remaining_ms(Clock::time_point deadline)
{
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    return static_cast<int>(std::clamp<milliseconds::rep>(left.count(), 0, 1'000'000'000));
}

Clock::time_point after(milliseconds timeout)
{
    return Clock::now() + std::min<milliseconds>(timeout, std::chrono::hours(24 * 365));
}

/// Appends what can be read at once; false at the end.
bool read_some(int descriptor, std::string &into)
{
    char buffer[16 * 1024];
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got > 0)
        into.append(buffer, static_cast<std::size_t>(got));
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

struct Child
{
    Launched child;
    std::optional<ExitStatus> status;

    /// Reaps it when it has ended.
    bool ended()
    {
        if (status)
            return true;
        int raw = 0;
        pid_t got = 0;
        do {
            got = ::waitpid(child.pid, &raw, WNOHANG);
        } while (got < 0 && errno == EINTR);
        if (got == 0)
            return false;
        if (got < 0)
            status = ExitStatus{255, 0}; // somebody else reaped it
        else if (WIFSIGNALED(raw))
            status = ExitStatus{0, WTERMSIG(raw)};
        else
            status = ExitStatus{WEXITSTATUS(raw), 0};
        child.pidfd.reset();
        return true;
    }

    bool wait_until(Clock::time_point deadline)
    {
        while (!ended()) {
            const int left = remaining_ms(deadline);
            if (left == 0)
                return false;
            if (child.pidfd) {
                pollfd watched{child.pidfd.get(), POLLIN, 0};
                ::poll(&watched, 1, left);
            } else {
                std::this_thread::sleep_for(milliseconds(std::min(left, 5)));
            }
        }
        return true;
    }

    ExitStatus kill_and_reap()
    {
        if (!ended())
            ::kill(child.pid, SIGKILL);
        wait_until(Clock::time_point::max());
        return *status;
    }
};

} // namespace

struct Process::State : Child
{
    std::string unread; ///< of stdout: less than a line, or not yet asked for
    bool stdout_ended = false;
};

Process::Process(const SpawnOptions &options) : state_(std::make_unique<State>())
{
    state_->child = launch(options);
}

Process::~Process()
{
    if (state_)
        state_->kill_and_reap();
}

Process::Process(Process &&) noexcept = default;

Process &Process::operator=(Process &&other) noexcept
{
    Process old(std::move(*this));
    state_ = std::move(other.state_);
    return *this;
}

pid_t Process::pid() const
{
    return state_->child.pid;
}

bool Process::running()
{
    return !state_->ended();
}

void Process::signal(int number)
{
    if (!state_->ended())
        ::kill(state_->child.pid, number);
}

std::optional<ExitStatus> Process::wait(milliseconds timeout)
{
    state_->wait_until(after(timeout));
    return state_->status;
}

ExitStatus Process::stop(milliseconds patience, int number)
{
    signal(number);
    state_->wait_until(after(patience));
    return state_->kill_and_reap();
}

std::optional<std::string> Process::read_line(milliseconds timeout)
{
    if (!state_->child.out)
        return std::nullopt;
    const auto deadline = after(timeout);
    std::string &unread = state_->unread;
    std::size_t searched = 0;
    while (true) {
        const auto newline = unread.find('\n', searched);
        const bool cut = newline == std::string::npos && (state_->stdout_ended || unread.size() >= output_limit);
        if (cut && unread.empty())
            return std::nullopt;
        if (newline != std::string::npos || cut) {
            std::string line = unread.substr(0, newline);
            unread.erase(0, cut ? unread.size() : newline + 1);
            return line;
        }
        searched = unread.size();
        pollfd watched{state_->child.out.get(), POLLIN, 0};
        const int ready = ::poll(&watched, 1, remaining_ms(deadline));
        if (ready == 0 || (ready < 0 && errno != EINTR))
            return std::nullopt;
        if (ready > 0)
            state_->stdout_ended = !read_some(state_->child.out.get(), unread);
    }
}

namespace {

/// Reads both pipes to their ends; false when that takes longer than `deadline`.
bool collect(std::array<Descriptor *, 2> pipes, std::array<std::string *, 2> texts, Clock::time_point deadline)
{
    while (*pipes[0] || *pipes[1]) {
        std::array<pollfd, 2> watched{{{pipes[0]->get(), POLLIN, 0}, {pipes[1]->get(), POLLIN, 0}}};
        const int ready = ::poll(watched.data(), watched.size(), remaining_ms(deadline));
        if (ready == 0)
            return false;
        for (std::size_t i = 0; ready > 0 && i < pipes.size(); ++i) {
            if (watched[i].revents != 0 && !read_some(pipes[i]->get(), *texts[i]))
                pipes[i]->reset();
            if (texts[i]->size() > output_limit)
                texts[i]->resize(output_limit);
        }
    }
    return true;
}

} // namespace

Completed run(const SpawnOptions &options, milliseconds timeout)
{
    SpawnOptions with_pipes = options;
    with_pipes.capture_stdout = true;
    const auto deadline = after(timeout);
    Child state;
    state.child = launch(with_pipes, Capture::OutAndErr);

    Completed completed;
    const bool ended = collect({&state.child.out, &state.child.err}, {&completed.out, &completed.err}, deadline)
                       && state.wait_until(deadline);
    if (!ended) {
        state.kill_and_reap();
        throw std::runtime_error(options.arguments.front() + " did not end within "
                                 + std::to_string(timeout.count()) + " ms");
    }
    completed.status = *state.status;
    return completed;
}

pid_t start_detached(const SpawnOptions &options)
{
    SpawnOptions without_pipe = options;
    without_pipe.capture_stdout = false;
    return launch(without_pipe, Capture::AsAsked, Bond::None).pid;
}

std::filesystem::path own_executable()
{
    return std::filesystem::read_symlink("/proc/self/exe");
}

} // namespace holdfast::process

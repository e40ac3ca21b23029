#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::process {

/// A Unix account a child runs as, when the caller is root.
struct Account
{
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
};

struct SpawnOptions
{
    std::vector<std::string> arguments; ///< argv; [0] is the program, a path or a name found in PATH
    std::vector<std::pair<std::string, std::string>> environment; ///< added to the caller's
    std::optional<std::filesystem::path> stdout_file;              ///< appended to; otherwise see capture_stdout
    std::optional<std::filesystem::path> stderr_file;              ///< appended to; otherwise inherited
    bool capture_stdout = false;           ///< read it with Process::read_line()
    std::optional<Account> account;        ///< switch to it before exec
    /// PR_SET_PDEATHSIG: sent when the spawning *thread* ends, so spawn from one that lasts.
    std::optional<int> death_signal;
    /// (our descriptor, number in the child). Of the others a child gets 0 (/dev/null), 1 and 2 only.
    std::vector<std::pair<int, int>> inherit;
    bool new_session = false;              ///< setsid(): a terminal's Ctrl+C does not reach it
    std::optional<std::filesystem::path> working_directory; ///< otherwise the caller's
};

struct ExitStatus
{
    int code = 0;    ///< when it exited
    int signal = 0;  ///< when it was killed, otherwise 0
    [[nodiscard]] bool success() const { return code == 0 && signal == 0; }
};

/// One child process. Owned by one thread. Destroying it kills (SIGKILL) and reaps a child that still runs.
/// Throws std::system_error when the child cannot be started (the exec's own error included).
class Process final
{
public:
    explicit Process(const SpawnOptions &options);
    ~Process();
    Process(Process &&) noexcept;
    Process &operator=(Process &&) noexcept;

    [[nodiscard]] pid_t pid() const;
    /// False once it has ended, reaped or not.
    [[nodiscard]] bool running();
    /// Only ever signals our own child: nothing happens after it was reaped.
    void signal(int number);
    /// Waits at most `timeout`; nullopt when it still runs.
    std::optional<ExitStatus> wait(std::chrono::milliseconds timeout);
    /// Asks with SIGTERM (or `number`), waits, then SIGKILL. Returns how it ended.
    ExitStatus stop(std::chrono::milliseconds patience, int number = 15);
    /// The next line of a captured stdout without its newline; nullopt at the end or after `timeout`.
    std::optional<std::string> read_line(std::chrono::milliseconds timeout);

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct Completed
{
    ExitStatus status;
    std::string out;
    std::string err;
};

/// Runs a program to its end with stdout and stderr collected (at most 1 MiB each). Throws std::system_error when it
/// cannot start, std::runtime_error when it does not end in time (it is killed then).
[[nodiscard]] Completed run(const SpawnOptions &options, std::chrono::milliseconds timeout);

/// Starts a program that outlives us: no child of ours, in a session of its own, reaped by init. Returns its pid.
/// Throws std::system_error. capture_stdout and death_signal mean nothing here.
pid_t start_detached(const SpawnOptions &options);

/// The path of the running program's own executable.
[[nodiscard]] std::filesystem::path own_executable();

} // namespace holdfast::process

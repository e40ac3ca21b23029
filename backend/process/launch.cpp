#include "backend/process/launch.h"

#include "backend/process/account.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <system_error>

extern char **environ;

namespace holdfast::process {

namespace {

/// All that the child needs, prepared before the fork: after it, in a program with threads, only system calls are safe.
struct Plan
{
    std::string program;
    std::vector<std::string> environment_texts;
    std::vector<char *> argv;
    std::vector<char *> envp;
    std::vector<gid_t> groups;
    std::vector<std::pair<int, int>> moves; ///< (our descriptor, number in the child)
    std::vector<int> parked;                ///< as many, filled in the child
    const SpawnOptions *options = nullptr;
    pid_t parent = 0;
    bool detached = false; ///< the child forks again and leaves its own child to init
};

/// What the child tells through the pipe; two of them when a detached one fails.
struct Report
{
    int error = 0;
    pid_t pid = 0;
};

std::string find_program(const std::string &name)
{
    if (name.find('/') != std::string::npos)
        return name;
    const char *path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
        const std::string candidate = std::string(folder.empty() ? "." : folder) + "/" + name;
        if (::access(candidate.c_str(), X_OK) == 0)
            return candidate;
    }
    throw std::system_error(ENOENT, std::generic_category(), "cannot start " + name);
}

std::vector<std::string> make_environment(const SpawnOptions &options)
{
    std::vector<std::string> texts;
    const auto replaced = [&](std::string_view entry) {
        return std::any_of(options.environment.begin(), options.environment.end(), [&](const auto &added) {
            return entry.substr(0, entry.find('=')) == added.first;
        });
    };
    for (char **entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        if (!replaced(*entry))
            texts.emplace_back(*entry);
    }
    for (const auto &[name, value] : options.environment)
        texts.push_back(name + "=" + value);
    return texts;
}

Descriptor open_for_append(const std::filesystem::path &file)
{
    Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!descriptor)
        throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
    return descriptor;
}

void reset_signals()
{
    struct sigaction action{};
    action.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number)
        ::sigaction(number, &action, nullptr);
    action.sa_handler = SIG_IGN; // a file that may not grow is an error to report rather than a sudden death
    ::sigaction(SIGXFSZ, &action, nullptr);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Puts each descriptor at its number. They are parked above every target first, so that none overwrites another.
bool place_descriptors(Plan &plan, int &report)
{
    int above = 2;
    for (const auto &[ours, number] : plan.moves)
        above = std::max(above, number);
    if ((report = ::fcntl(report, F_DUPFD_CLOEXEC, above + 1)) < 0)
        return false;
    for (std::size_t i = 0; i < plan.moves.size(); ++i) {
        if ((plan.parked[i] = ::fcntl(plan.moves[i].first, F_DUPFD_CLOEXEC, above + 1)) < 0)
            return false;
    }
    if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {
        for (long fd = 3, end = ::sysconf(_SC_OPEN_MAX); fd < end; ++fd)
            ::fcntl(static_cast<int>(fd), F_SETFD, FD_CLOEXEC);
    }
    for (std::size_t i = 0; i < plan.moves.size(); ++i) {
        if (::dup2(plan.parked[i], plan.moves[i].second) < 0)
            return false;
    }
    return true;
}

/// The raw calls: glibc's wrappers would address the other threads of a process that has none any more.
bool become(const Plan &plan, const Account &account)
{
    return ::syscall(SYS_setgroups, plan.groups.size(), plan.groups.data()) == 0
        && ::syscall(SYS_setresgid, account.gid, account.gid, account.gid) == 0
        && ::syscall(SYS_setresuid, account.uid, account.uid, account.uid) == 0;
}

void tell(int pipe, const Report &report)
{
    [[maybe_unused]] const auto told = ::write(pipe, &report, sizeof report);
}

[[noreturn]] void run_child(Plan &plan, int report)
{
    const SpawnOptions &options = *plan.options;
    reset_signals();
    if (options.new_session || plan.detached)
        ::setsid();
    if (plan.detached && ::_Fork() != 0)
        ::_exit(0);
    bool ready = place_descriptors(plan, report);
    if (plan.detached)
        tell(report, {0, ::getpid()});
    if (ready && options.account && ::geteuid() == 0)
        ready = become(plan, *options.account);
    // A change of user clears the death signal, so it is set after it. Our parent may have died before that.
    if (ready && options.death_signal && !plan.detached) {
        ready = ::prctl(PR_SET_PDEATHSIG, *options.death_signal) == 0;
        if (::getppid() != plan.parent)
            ::_exit(127);
    }
    if (ready && options.working_directory)
        ready = ::chdir(options.working_directory->c_str()) == 0;
    if (ready)
        ::execve(plan.program.c_str(), plan.argv.data(), plan.envp.data());
    tell(report, {errno, 0});
    ::_exit(127);
}

/// All the child has to say: the exec closes the pipe, or its failure comes first.
Report read_report(int report)
{
    Report all;
    Report next;
    ssize_t got = 0;
    while ((got = ::read(report, &next, sizeof next)) == sizeof next || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        all.error = next.error;
        all.pid = std::max(all.pid, next.pid);
    }
    return all;
}

Plan make_plan(const SpawnOptions &options)
{
    if (options.arguments.empty())
        throw std::system_error(EINVAL, std::generic_category(), "cannot start a program without a name");
    Plan plan;
    plan.options = &options;
    plan.parent = ::getpid();
    plan.program = find_program(options.arguments.front());
    plan.environment_texts = make_environment(options);
    for (const std::string &argument : options.arguments)
        plan.argv.push_back(const_cast<char *>(argument.c_str()));
    for (std::string &text : plan.environment_texts)
        plan.envp.push_back(text.data());
    plan.argv.push_back(nullptr);
    plan.envp.push_back(nullptr);
    if (options.account)
        plan.groups = groups_of(*options.account);
    return plan;
}

pid_t fork_child(Plan &plan, int report)
{
    // No handler of ours may run in the child.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0)
        run_child(plan, report);
    const int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0)
        throw std::system_error(error, std::generic_category(), "cannot start " + plan.program);
    return pid;
}

/// Opens /dev/null, log files and pipes for the child's 0, 1 and 2, and adds what it inherits.
std::vector<Descriptor> plan_descriptors(Plan &plan, Launched &launched, bool capture_stderr)
{
    const SpawnOptions &options = *plan.options;
    std::vector<Descriptor> opened;
    const auto give = [&](Descriptor descriptor, int number) {
        plan.moves.emplace_back(descriptor.get(), number);
        opened.push_back(std::move(descriptor));
    };
    const auto capture = [&](Descriptor &ours, int number) {
        Pipe pipe = make_pipe();
        ours = std::move(pipe.read);
        give(std::move(pipe.write), number);
    };

    give(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)), STDIN_FILENO);
    if (options.stdout_file)
        give(open_for_append(*options.stdout_file), STDOUT_FILENO);
    else if (options.capture_stdout)
        capture(launched.out, STDOUT_FILENO);
    if (options.stderr_file)
        give(open_for_append(*options.stderr_file), STDERR_FILENO);
    else if (capture_stderr)
        capture(launched.err, STDERR_FILENO);
    plan.moves.insert(plan.moves.end(), options.inherit.begin(), options.inherit.end());
    plan.parked.resize(plan.moves.size());
    return opened;
}

} // namespace

Launched launch(const SpawnOptions &options, Capture capture, Bond bond)
{
    Plan plan = make_plan(options);
    plan.detached = bond == Bond::None;
    Launched launched;
    const std::vector<Descriptor> opened = plan_descriptors(plan, launched, capture == Capture::OutAndErr);
    Pipe report = make_pipe();
    launched.pid = fork_child(plan, report.write.get());
    report.write.reset();
    Report told = read_report(report.read.get());
    if (plan.detached && told.pid == 0 && told.error == 0)
        told.error = EAGAIN; // its own fork failed
    if (plan.detached || told.error != 0)
        ::waitpid(launched.pid, nullptr, 0);
    if (told.error != 0)
        throw std::system_error(told.error, std::generic_category(), "cannot start " + plan.program);
    if (plan.detached) {
        launched.pid = told.pid;
        return launched;
    }
    launched.pidfd = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, launched.pid, 0)));
    return launched;
}

} // namespace holdfast::process

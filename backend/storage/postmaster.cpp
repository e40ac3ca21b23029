#include "backend/storage/postmaster.h"

#include "backend/process/files.h"
#include "backend/process/observe.h"
#include "backend/storage/cluster_error.h"

#include <csignal>
#include <charconv>
#include <sstream>
#include <thread>

namespace holdfast::storage {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto start_patience = 120s; // crash recovery reads up to max_wal_size
constexpr auto fast_stop_patience = 20s;
constexpr auto immediate_stop_patience = 10s;
constexpr std::uintmax_t log_limit = 16 * 1024 * 1024;

/// The lines of postmaster.pid.
enum Line { PidLine, DataLine, StartLine, PortLine, SocketLine, AddressLine, MemoryLine, StatusLine, LineCount };

std::vector<std::string> read_lines(const fs::path &file)
{
    std::vector<std::string> lines;
    std::istringstream stream(process::read_file(file).value_or(""));
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

int to_number(const std::string &text)
{
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// Each process of a server stays in its cluster's folder.
bool works_in(const process::Observed &observed, const fs::path &cluster)
{
    std::error_code error;
    return observed.executable.filename().string().starts_with("postgres")
        && fs::equivalent(observed.working_directory, cluster, error);
}

process::Watch watch(pid_t pid, const std::string &doing, const fs::path &cluster)
{
    return explained(doing, cluster, [&] { return process::Watch(pid); });
}

/// Backends may outlive a killed postmaster for a while; a new server would refuse to start beside them. What they had
/// not committed is lost with it anyway, and what they had is in the log on disk.
void end_orphans(const fs::path &cluster)
{
    for (const process::Observed &observed : process::observe_all()) {
        if (!works_in(observed, cluster))
            continue;
        const process::Watch orphan = watch(observed.pid, "end what is left of a server", cluster);
        const auto still = process::observe(observed.pid);
        if (still && works_in(*still, cluster)) {
            orphan.signal(SIGKILL);
            (void)orphan.wait(10s);
        }
    }
}

/// PostgreSQL itself takes a lock file for stale only when no process at all has that number now.
void remove_stale_locks(const StartOptions &options)
{
    std::error_code ignored;
    fs::remove(options.cluster / "postmaster.pid", ignored);
    const fs::path socket = options.socket_dir / (".s.PGSQL." + std::to_string(options.port));
    const fs::path socket_lock = socket.string() + ".lock";
    const auto lines = read_lines(socket_lock);
    if (lines.size() > DataLine && fs::equivalent(lines[DataLine], options.cluster, ignored)) {
        fs::remove(socket_lock, ignored);
        fs::remove(socket, ignored);
    }
}

std::vector<std::string> server_command(const StartOptions &options)
{
    std::vector<std::string> command{options.programs.program("postgres"), "-D", options.cluster.string()};
    const auto set = [&](const std::string &name, const std::string &value) {
        command.emplace_back("-c");
        command.push_back(name + "=" + value);
    };
    set("listen_addresses", options.host);
    set("port", std::to_string(options.port));
    set("unix_socket_directories", options.socket_dir.string());
    set("unix_socket_permissions", "0700");
    set("cluster_name", "holdfast");
    set("max_connections", "200");
    set("password_encryption", "scram-sha-256");
    set("timezone", "UTC");
    set("log_timezone", "UTC");
    set("log_line_prefix", "%m [%p] ");
    set("log_checkpoints", "off");
    set("logging_collector", "off");
    set("jit", "off"); // every statement of ours is short
    if (options.programs.major >= 14)
        set("recovery_init_sync_method", "syncfs"); // after a crash: one call instead of one for each of 1,000 files
    // Beside the server's programs; not every installation has it. Only what is normalised is kept: no secret of a "create role".
    std::error_code missing;
    if (fs::exists(options.programs.folder / "../lib/pg_stat_statements.so", missing)) {
        set("shared_preload_libraries", "pg_stat_statements");
        set("pg_stat_statements.track_utility", "off");
    }
    for (const char *name : {"fsync", "full_page_writes", "synchronous_commit"})
        set(name, options.durable ? "on" : "off");
    return command;
}

void rotate(const fs::path &log)
{
    std::error_code error;
    if (fs::file_size(log, error) > log_limit && !error)
        fs::rename(log, log.string() + ".1", error);
}

/// What the server wrote to its log since it was started.
std::string log_since(const fs::path &log, std::uintmax_t begin)
{
    const std::string text = process::read_file(log).value_or("");
    return text.size() > begin ? text.substr(begin) : std::string();
}

} // namespace

std::optional<Postmaster> find_postmaster(const fs::path &cluster)
{
    const auto lines = read_lines(cluster / "postmaster.pid");
    if (lines.size() < MemoryLine)
        return std::nullopt; // none, or one that has only just begun
    const auto observed = process::observe(to_number(lines[PidLine]));
    if (!observed || !works_in(*observed, cluster))
        return std::nullopt;
    Postmaster postmaster;
    postmaster.pid = observed->pid;
    postmaster.port = to_number(lines[PortLine]);
    postmaster.socket_dir = lines[SocketLine];
    postmaster.ready = lines.size() > StatusLine && lines[StatusLine].starts_with("ready");
    return postmaster;
}

Postmaster start_postmaster(const StartOptions &options)
{
    const std::string doing = "start PostgreSQL";
    end_orphans(options.cluster);
    remove_stale_locks(options);
    rotate(options.log);
    std::error_code no_log;
    const std::uintmax_t begin = fs::exists(options.log, no_log) ? fs::file_size(options.log, no_log) : 0;

    process::SpawnOptions spawn;
    spawn.arguments = server_command(options);
    spawn.account = options.account;
    spawn.stdout_file = options.log;
    spawn.stderr_file = options.log;
    spawn.working_directory = "/";
    const pid_t pid = explained(doing, options.cluster, [&] { return process::start_detached(spawn); });
    const process::Watch server = watch(pid, doing, options.cluster);

    const auto deadline = std::chrono::steady_clock::now() + start_patience;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto postmaster = find_postmaster(options.cluster);
        if (postmaster && postmaster->ready)
            return *postmaster;
        if (server.wait(2ms))
            throw explain_output(log_since(options.log, begin), doing, options.cluster);
    }
    stop_postmaster(options.cluster);
    throw explain_output(log_since(options.log, begin), doing + " within 2 minutes", options.cluster);
}

void stop_postmaster(const fs::path &cluster, Shutdown shutdown)
{
    const auto postmaster = find_postmaster(cluster);
    if (postmaster) {
        const process::Watch server = watch(postmaster->pid, "stop PostgreSQL", cluster);
        const auto still = process::observe(postmaster->pid);
        if (still && works_in(*still, cluster)) {
            if (shutdown == Shutdown::Fast) {
                server.signal(SIGINT);
                server.signal(SIGCONT); // a stopped one would never hear of it
                if (server.wait(fast_stop_patience))
                    return;
            }
            server.signal(SIGQUIT);
            server.signal(SIGCONT);
            if (server.wait(immediate_stop_patience))
                return;
            server.signal(SIGKILL);
        }
    }
    end_orphans(cluster);
}

} // namespace holdfast::storage

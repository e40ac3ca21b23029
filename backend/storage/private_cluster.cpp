#include "backend/storage/private_cluster.h"

#include "backend/process/file_lock.h"
#include "backend/process/files.h"
#include "backend/process/secret.h"
#include "backend/storage/cluster_error.h"
#include "backend/storage/cluster_layout.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/create_cluster.h"
#include "backend/storage/postmaster.h"

#include <spdlog/spdlog.h>

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <thread>

namespace holdfast::storage {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using process::FileLock;
using Kind = ClusterError::Kind;

namespace {

constexpr auto change_patience = 130s; // another may be recovering after a crash
constexpr auto answer_patience = 30s;
constexpr std::uintmax_t needed_to_start = 32 * 1024 * 1024; // two segments of log
constexpr std::size_t longest_socket_dir = 107 - sizeof("/.s.PGSQL.65535.lock");

FileLock take_lock(const fs::path &file, FileLock::Mode mode)
{
    auto lock = explained("use the database folder", file.parent_path(),
                          [&] { return FileLock::take(file, mode, change_patience); });
    if (!lock) {
        throw ClusterError(Kind::Locked, "Another Holdfast has been starting or stopping the database in "
                                             + file.parent_path().string()
                                             + " for minutes. Nothing was changed. End it, then start again.");
    }
    return std::move(*lock);
}

/// Creates a folder that is missing; one that exists must be ours or the server's, and is left as it is.
void provide_folder(const fs::path &folder, mode_t mode, const std::optional<process::Account> &account)
{
    explained("use the folder", folder, [&] {
        if (!fs::exists(folder))
            process::make_folder(folder, mode, account);
        struct stat status{};
        if (::stat(folder.c_str(), &status) != 0)
            throw std::system_error(errno, std::generic_category());
        const bool trusted = status.st_uid == 0 || status.st_uid == geteuid() || (account && status.st_uid == account->uid);
        if (!trusted)
            throw std::system_error(EPERM, std::generic_category());
    });
}

std::optional<int> version_of(const fs::path &cluster)
{
    std::error_code error;
    if (!fs::exists(cluster, error))
        return std::nullopt;
    const auto text = process::read_file(cluster / "PG_VERSION");
    int major = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), major);
    if (major == 0)
        throw explain_output("PG_VERSION is missing or empty: this is not a valid data directory", "use the database",
                             cluster);
    return major;
}

std::pair<std::string, int> split_listen(const std::optional<std::string> &listen)
{
    if (!listen)
        return {"", 5432};
    const auto colon = listen->rfind(':');
    int port = 0;
    if (colon != std::string::npos)
        std::from_chars(listen->data() + colon + 1, listen->data() + listen->size(), port);
    if (port <= 0 || port > 65535)
        throw ClusterError(Kind::StartFailed, "\"" + *listen + "\" is not HOST:PORT. Nothing was changed.");
    return {listen->substr(0, colon), port};
}

std::string address(const Postmaster &server, const std::string &name, const fs::path &passfile)
{
    return to_dsn({{"host", server.socket_dir.string()},
                   {"port", std::to_string(server.port)},
                   {"user", superuser},
                   {"dbname", name},
                   {"passfile", passfile.string()}});
}

} // namespace

struct PrivateCluster::State
{
    ClusterOptions options;
    ClusterLayout layout;
    std::optional<process::Account> account;
    PostgresPrograms programs;
    std::optional<FileLock> users;
    std::string dsn;

    void tell(const std::string &what) const
    {
        if (options.progress)
            options.progress(what);
    }

    InitOptions init_options() const { return {programs, account}; }

    /// While holding the change lock.
    void create_if_missing()
    {
        remove_drafts(layout.data_dir);
        const auto major = version_of(layout.cluster());
        programs = choose_postgres(find_postgres(options.program_dirs), major, layout.cluster());
        if (!major) {
            tell("Creating a database with PostgreSQL " + std::to_string(programs.major));
            create_cluster(layout, init_options());
        }
    }

    Postmaster start()
    {
        require_space(layout.cluster(), needed_to_start, "start PostgreSQL");
        if (!fs::exists(layout.password()) && !fs::exists(layout.template_password())) {
            tell("Giving the database a new password");
            renew_password(layout, init_options());
        }
        tell("Starting PostgreSQL " + std::to_string(programs.major));
        const auto [host, port] = split_listen(options.tcp_listen);
        StartOptions start{programs, account, layout.cluster(), options.socket_dir, layout.log(), host, port, true};
        return start_postmaster(start);
    }

    Postmaster wait_until_ready(Postmaster server)
    {
        tell("Attaching to the running PostgreSQL");
        const auto deadline = std::chrono::steady_clock::now() + change_patience;
        while (!server.ready && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(20ms);
            const auto now = find_postmaster(layout.cluster());
            if (!now)
                return start();
            server = *now;
        }
        return server;
    }

    /// A server that has just said "ready" answers at once; one that was stopped or is swamped may not.
    Connection connect(const std::string &where) const
    {
        const auto deadline = std::chrono::steady_clock::now() + answer_patience;
        while (true) {
            try {
                return Connection(where, {.application_name = "holdfast cluster"});
            } catch (const ConnectionLost &error) {
                const std::string_view why = error.what();
                if (why.find("authentication failed") != why.npos || why.find("no password") != why.npos) {
                    throw ClusterError(Kind::PermissionDenied,
                                       "The database in " + layout.data_dir.string() + " does not accept the password in "
                                           + layout.password().string() + ". Nothing was changed. Remove that file, end "
                                           "every Holdfast that uses the database, then start again: it gets a new one.");
                }
                if (why.find("does not exist") != why.npos) // not even the database that every cluster is born with
                    throw explain_output(why, "use the database", layout.cluster(), Kind::Damaged);
                if (std::chrono::steady_clock::now() > deadline) {
                    throw ClusterError(Kind::StartFailed, "The database server in " + layout.data_dir.string()
                                                              + " runs but does not answer. Nothing was changed. "
                                                              + error.what());
                }
                std::this_thread::sleep_for(50ms);
            }
        }
    }

    /// A copied cluster has its template's password until here.
    void replace_template_password(const Postmaster &server)
    {
        const std::string password = process::random_secret();
        Connection connection = connect(address(server, maintenance_database, layout.template_password()));
        connection.run_script("alter role " + std::string(superuser) + " password '" + password + "'");
        explained("write the database's password", layout.password(), [&] {
            process::write_atomically(layout.password(), passfile_line(password), 0600);
            fs::remove(layout.template_password());
        });
    }

    void provide_database(const Postmaster &server)
    {
        if (!fs::exists(layout.password()) && fs::exists(layout.template_password()))
            replace_template_password(server);
        Connection connection = connect(address(server, maintenance_database, layout.password()));
        const Rows found = connection.query("select datallowconn from pg_database where datname = $1", {database});
        if (found.empty())
            connection.run_script("create database " + std::string(database));
        else if (!found.boolean(0, 0)) // a restore was cut short just before its swap
            connection.run_script("alter database " + std::string(database) + " allow_connections true");
    }

    void attach()
    {
        create_if_missing();
        const auto running = find_postmaster(layout.cluster());
        const Postmaster server = running ? wait_until_ready(*running) : start();
        provide_database(server);
        dsn = address(server, database, layout.password());
    }
};

PrivateCluster::PrivateCluster(ClusterOptions options) : state_(std::make_unique<State>())
{
    State &state = *state_;
    if (options.socket_dir.string().size() > longest_socket_dir) {
        throw ClusterError(Kind::StartFailed, "The folder for the database's socket, " + options.socket_dir.string()
                                                  + ", has too long a path. Nothing was changed. Choose a shorter one.");
    }
    state.options = std::move(options);
    state.options.data_dir = fs::absolute(state.options.data_dir);
    state.options.socket_dir = fs::absolute(state.options.socket_dir);
    state.layout.data_dir = state.options.data_dir;
    try {
        state.account = server_account_for(state.layout.cluster());
    } catch (const std::runtime_error &error) {
        throw ClusterError(Kind::BinaryMissing, error.what());
    }
    // As root the server's account must be able to pass through.
    provide_folder(state.options.data_dir, state.account ? 0711 : 0700, std::nullopt);
    provide_folder(state.options.socket_dir, 0700, state.account);

    const FileLock change = take_lock(state.layout.change_lock(), FileLock::Mode::Exclusive);
    const bool was_running = find_postmaster(state.layout.cluster()).has_value();
    state.users = take_lock(state.layout.users_lock(), FileLock::Mode::Shared);
    try {
        state.attach();
    } catch (const DatabaseError &error) {
        if (!was_running)
            stop_postmaster(state.layout.cluster());
        throw ClusterError(Kind::StartFailed, error.what());
    } catch (...) {
        if (!was_running)
            stop_postmaster(state.layout.cluster());
        throw;
    }
}

PrivateCluster::~PrivateCluster()
{
    if (!state_ || !state_->users)
        return;
    try {
        const FileLock change = take_lock(state_->layout.change_lock(), FileLock::Mode::Exclusive);
        if (state_->users->change(FileLock::Mode::Exclusive))
            stop_postmaster(state_->layout.cluster(),
                            state_->options.disposable ? Shutdown::Immediate : Shutdown::Fast);
    } catch (const std::exception &error) {
        spdlog::warn("the database server was left running: {}", error.what());
    }
}

PrivateCluster::PrivateCluster(PrivateCluster &&) noexcept = default;

const std::string &PrivateCluster::dsn() const
{
    return state_->dsn;
}

pid_t PrivateCluster::postmaster_pid() const
{
    const auto server = find_postmaster(state_->layout.cluster());
    return server ? server->pid : 0;
}

void PrivateCluster::ensure_running()
{
    if (find_postmaster(state_->layout.cluster()))
        return;
    const FileLock change = take_lock(state_->layout.change_lock(), FileLock::Mode::Exclusive);
    state_->attach();
}

} // namespace holdfast::storage

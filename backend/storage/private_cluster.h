#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace holdfast::storage {

/// Where a program keeps things when nobody says otherwise.
/// As root /var/lib/holdfast; otherwise $XDG_DATA_HOME/holdfast, by default ~/.local/share/holdfast.
[[nodiscard]] std::filesystem::path default_data_dir();
/// Short-lived things (sockets, sandboxes): as root /run/holdfast, otherwise $XDG_RUNTIME_DIR/holdfast or
/// /tmp/holdfast-UID. Mode 0711 at most.
[[nodiscard]] std::filesystem::path default_runtime_dir();

/// What went wrong with a cluster, told so that a person knows what to do. `what()` is one or two plain sentences.
class ClusterError : public std::runtime_error
{
public:
    enum class Kind { BinaryMissing, WrongVersion, DiskFull, ReadOnly, PermissionDenied, Damaged, StartFailed, Locked,
                      ToolFailed };
    ClusterError(Kind kind, const std::string &message) : std::runtime_error(message), kind_(kind) {}
    [[nodiscard]] Kind kind() const { return kind_; }

private:
    Kind kind_;
};

struct ClusterOptions
{
    std::filesystem::path data_dir;   ///< the cluster lives in data_dir/cluster, its password beside it, 0600
    std::filesystem::path socket_dir; ///< short (a socket path holds 107 bytes); created 0700 or 0711
    std::optional<std::string> tcp_listen; ///< "127.0.0.1:5433"; no TCP unless asked
    std::function<void(const std::string &)> progress; ///< told what it is doing, for the splash and the log
    /// The data are thrown away with it (a sandbox): the last user stops the server at once, without writing them out.
    bool disposable = false;
    std::vector<std::filesystem::path> program_dirs;   ///< where the server's programs are; empty: the usual places
};

/// A PostgreSQL of our own: initialised when missing, started or re-attached to, migrated by the caller.
/// Several processes may hold one cluster (a shared file lock); the last to let go stops it (fast shutdown).
/// After a SIGKILL of its users the server keeps running, and the next holder re-attaches. Runs as an unprivileged
/// account when we are root. fsync is on, always. Constructor throws ClusterError.
class PrivateCluster final
{
public:
    explicit PrivateCluster(ClusterOptions options);
    ~PrivateCluster();
    PrivateCluster(PrivateCluster &&) noexcept;

    /// libpq keywords with a passfile, no secret in it: safe to hand to children and to show.
    [[nodiscard]] const std::string &dsn() const;
    [[nodiscard]] pid_t postmaster_pid() const; ///< 0 when it is not running
    /// Starts the server again when it is not running (it was killed). No effect otherwise.
    void ensure_running();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Copies a prepared, migrated cluster into `target_data_dir` (made once per server version and schema, kept in
/// `cache_dir`), so that a sandbox's PrivateCluster starts in a fraction of a second.
void copy_template_cluster(const std::filesystem::path &cache_dir, const std::filesystem::path &target_data_dir);

/// pg_dump custom format of the cluster behind `dsn`; written beside `file` and renamed when complete, so that an
/// existing backup survives a full disk. Only its owner may read it.
void backup(const std::string &dsn, const std::filesystem::path &file);
/// Replaces the contents of the database behind `dsn`; checks the file first, and in one transaction, so that a failure
/// loses nothing. Refuses a newer schema.
void restore(const std::string &dsn, const std::filesystem::path &file);

} // namespace holdfast::storage

#pragma once

#include "backend/process/process.h"
#include "backend/storage/postgres_programs.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::storage {

/// A running server, as its own lock file tells.
struct Postmaster
{
    pid_t pid = 0;
    int port = 0;
    std::filesystem::path socket_dir;
    bool ready = false; ///< it accepts connections
};

/// The server that runs on `cluster`; nullopt when none does, whatever a stale lock file says.
[[nodiscard]] std::optional<Postmaster> find_postmaster(const std::filesystem::path &cluster);

struct StartOptions
{
    PostgresPrograms programs;
    std::optional<process::Account> account;
    std::filesystem::path cluster;
    std::filesystem::path socket_dir;
    std::filesystem::path log;
    std::string host;    ///< no TCP when empty
    int port = 5432;
    bool durable = true; ///< only a cluster that nobody has seen yet may do without
};

/// Starts a server and waits until it accepts connections. Clears away first what a killed one left: lock files, and
/// processes that still use the cluster. Only while holding the cluster's change lock. Throws ClusterError.
Postmaster start_postmaster(const StartOptions &options);

/// Fast writes everything out and ends; immediate leaves that to the next start.
enum class Shutdown { Fast, Immediate };

/// After 20 s a fast shutdown becomes an immediate one, and that after 10 s SIGKILL. Nothing committed is lost by any.
/// Throws ClusterError when the server's processes cannot be had hold of.
void stop_postmaster(const std::filesystem::path &cluster, Shutdown shutdown = Shutdown::Fast);

} // namespace holdfast::storage

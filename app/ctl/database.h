#pragma once

#include "backend/storage/connection.h"
#include "backend/storage/private_cluster.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace holdfast::ctl {

struct Context;

/// Adds --dsn: the database a command works on; without it the private cluster.
void add_dsn_option(CLI::App &command, std::string &dsn);

/// Adds --audit-anchor: the file that keeps the audit's head; without it that of the private cluster.
void add_anchor_option(CLI::App &command, std::filesystem::path &file);

/// A connection that a request to end cuts off, so that a command which waits for the database can be interrupted.
/// One at a time.
class Session final
{
public:
    Session(Context &context, const std::string &dsn, const storage::ConnectionOptions &options = {});
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;
    [[nodiscard]] storage::Connection &connection() { return connection_; }

private:
    Context &context_;
    storage::Connection connection_;
};

/// The database a command works on. Without a DSN it keeps the private cluster, started when it does not run.
/// Throws storage::ClusterError, storage::DatabaseError.
class Database final
{
public:
    Database(Context &context, const std::string &dsn);

    [[nodiscard]] const std::string &dsn() const { return dsn_; }
    /// The file that keeps the audit's head: of the private cluster; empty for a database elsewhere.
    [[nodiscard]] std::filesystem::path audit_anchor() const;
    /// Brings the schema up to date; several programs may do it at once.
    void migrate();
    /// Refuses a database that Holdfast has never been at home in. For commands that change nothing.
    void require_schema();
    /// Returns when the command should end. Meanwhile starts a private server again that was killed.
    void attend();

private:
    Context &context_;
    std::optional<storage::PrivateCluster> cluster_;
    std::filesystem::path data_dir_; // of the private cluster
    std::string dsn_;
};

/// Runs what lasts until it is asked to end. Being asked during its start is no failure.
[[nodiscard]] int run_until_asked(Context &context, const std::function<void()> &work);

} // namespace holdfast::ctl

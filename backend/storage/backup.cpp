#include "backend/process/descriptor.h"
#include "backend/process/files.h"
#include "backend/storage/cluster_error.h"
#include "backend/storage/cluster_layout.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/migrations.h"
#include "backend/storage/postgres_programs.h"
#include "resources/resources.h"

#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <sstream>
#include <thread>

namespace holdfast::storage {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Kind = ClusterError::Kind;

namespace {

constexpr auto tool_patience = 6h;
constexpr auto swap_patience = 15s;
/// Two restores of one cluster at once would use each other's names. Any number will do.
constexpr std::string_view restore_lock_sql = "select pg_try_advisory_lock(4804150316285244)";

/// A database as the PostgreSQL programs are told of it: no password where other users could read it.
struct ToolAddress
{
    std::string dsn;
    std::vector<std::pair<std::string, std::string>> environment;
};

ToolAddress address_for_tools(Conninfo conninfo)
{
    ToolAddress address;
    address.environment = {{"LC_ALL", "C"}, {"PGCONNECT_TIMEOUT", "10"}};
    if (const auto password = conninfo.find("password"); password != conninfo.end()) {
        address.environment.emplace_back("PGPASSWORD", password->second);
        conninfo.erase(password);
    }
    address.dsn = to_dsn(conninfo);
    return address;
}

process::Completed run_tool(std::vector<std::string> arguments, const ToolAddress &address = {})
{
    process::SpawnOptions spawn;
    spawn.arguments = std::move(arguments);
    spawn.environment = address.environment;
    spawn.death_signal = SIGTERM;
    return process::run(spawn, tool_patience);
}

void sync_file(const fs::path &file)
{
    const process::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor || ::fsync(descriptor.get()) != 0)
        throw std::system_error(errno, std::generic_category());
}

/// A rename replaces whatever stands there: a device, a pipe or a link would be gone.
void require_replaceable(const fs::path &file, const std::string &doing)
{
    const auto type = fs::symlink_status(file).type();
    if (type == fs::file_type::not_found || type == fs::file_type::regular)
        return;
    throw ClusterError(Kind::PermissionDenied, "Cannot " + doing + ": what stands there is no regular file. Nothing was "
                                               "changed. Choose the name of a file, new or to be replaced.");
}

ClusterError not_a_backup(const fs::path &file, const std::string &why)
{
    return {Kind::Damaged, "Cannot restore " + file.string() + ": " + why
                               + " Nothing was changed. Choose another backup."};
}

/// Reads the file to its end before anything is touched: every table is unpacked, and thrown away. Returns the version
/// of the schema in it.
int check_backup(const PostgresPrograms &tools, const fs::path &file)
{
    const std::string restore = tools.program("pg_restore");
    if (::access(file.c_str(), R_OK) != 0)
        throw explain({errno, std::generic_category()}, "read the backup", file);
    const auto list = run_tool({restore, "--list", file.string()});
    if (!list.status.success())
        throw not_a_backup(file, "it is damaged or no backup at all.");
    if (list.out.find(" TABLE DATA holdfast schema_migration ") == std::string::npos)
        throw not_a_backup(file, "it is no backup of Holdfast.");
    if (!run_tool({restore, "--file=/dev/null", file.string()}).status.success())
        throw not_a_backup(file, "it is damaged.");

    const auto table = run_tool({restore, "--data-only", "--schema=holdfast", "--table=schema_migration", "--file=-",
                                 file.string()});
    int version = 0;
    std::istringstream lines(table.out);
    for (std::string line; std::getline(lines, line);) {
        int number = 0;
        const auto parsed = std::from_chars(line.data(), line.data() + line.size(), number);
        if (parsed.ec == std::errc{} && parsed.ptr != line.data() + line.size() && *parsed.ptr == '\t')
            version = std::max(version, number);
    }
    return version;
}

std::string identifier(const std::string &name)
{
    std::string text = "\"";
    for (const char letter : name)
        text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return text + '"';
}

/// Whether a database is a sandbox, whose clock may be moved, is its own affair, not that of what is restored into it.
struct Standing
{
    std::optional<std::string> sandbox; ///< its name
    std::string clock_offset = "0";
};

Standing read_standing(Connection connection)
{
    if (!connection.query("select to_regclass('holdfast.sandbox') is not null").boolean(0, 0))
        return {};
    const Rows rows = connection.query(resources::text("sql/storage/queries/read_standing.sql"));
    return {rows.optional_text(0, 0), rows.text(0, 1)};
}

void keep_standing(Connection &connection, const Standing &own)
{
    const Rows rows = connection.query(resources::text("sql/storage/queries/read_standing.sql"));
    const auto came = rows.optional_text(0, 0);
    const bool clock_was_moved = !rows.boolean(0, 2);
    Transaction transaction(connection);
    if (own.sandbox) {
        connection.query(resources::text("sql/storage/queries/stay_sandbox.sql"), {*own.sandbox});
        connection.query(resources::text("sql/storage/queries/stay_ahead.sql"), {own.clock_offset});
    } else if (came || clock_was_moved) {
        connection.run_script(resources::text("sql/storage/queries/leave_sandbox.sql"));
        spdlog::warn("the backup is of the sandbox {}, which this database is not: its mark and its clock, moved by {}, were "
                     "left out. Its API keys and tokens are valid here now, and its times may lie ahead",
                     came.value_or("(unnamed)"), rows.text(0, 1));
    }
    transaction.commit();
}

/// A restore of one database: beside it into a new one, then the two change names.
class Restore final
{
public:
    Restore(const std::string &dsn, PostgresPrograms tools)
        : tools_(std::move(tools)), target_(parse_conninfo(dsn)), name_(target_["dbname"]), admin_(open_admin(target_))
    {
        if (!admin_.query(restore_lock_sql).boolean(0, 0)) {
            throw ClusterError(Kind::Locked, "Another restore of this database is under way. Nothing was changed. Wait for "
                                             "it to end, then try again.");
        }
        drop(restoring());
        drop(replaced());
    }

    void fill(const fs::path &file)
    {
        const Standing standing = read_standing(Connection(to_dsn(target_)));
        admin_.run_script("create database " + identifier(restoring()));
        try {
            load(file);
            Connection connection(to_dsn(with_name(restoring())));
            migrate(connection);
            connection.run_script(resources::text("sql/storage/queries/restart_feed.sql"));
            keep_standing(connection, standing);
            connection.run_script("analyze");
        } catch (...) {
            drop(restoring());
            throw;
        }
    }

    /// Both names change in one transaction. The old contents are dropped only when the new ones are in their place.
    void swap()
    {
        admin_.run_script("alter database " + identifier(name_) + " allow_connections false");
        try {
            rename_both();
        } catch (...) {
            admin_.run_script("alter database " + identifier(name_) + " allow_connections true");
            drop(restoring());
            throw;
        }
        drop(replaced());
    }

private:
    std::string restoring() const { return name_ + "_restoring"; }
    std::string replaced() const { return name_ + "_replaced"; }

    Conninfo with_name(const std::string &name) const
    {
        Conninfo conninfo = target_;
        conninfo["dbname"] = name;
        return conninfo;
    }

    static Connection open_admin(Conninfo conninfo)
    {
        conninfo["dbname"] = maintenance_database;
        return Connection(to_dsn(conninfo), {.application_name = "holdfast restore"});
    }

    void load(const fs::path &file)
    {
        // A backup carries the rights of people's roles, not the roles: they belong to the server.
        admin_.run_script(resources::text("sql/acts/functions/roles.sql"));
        const ToolAddress address = address_for_tools(with_name(restoring()));
        const auto completed = run_tool({tools_.program("pg_restore"), "--dbname=" + address.dsn, "--single-transaction",
                                         "--exit-on-error", "--no-owner", file.string()}, address);
        if (!completed.status.success())
            throw explain_output(completed.err, "restore " + file.string(), file, Kind::ToolFailed);
    }

    void rename_both()
    {
        const auto deadline = std::chrono::steady_clock::now() + swap_patience;
        while (true) {
            try {
                admin_.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1::text[])",
                             {array_literal(std::vector<Param>{name_, restoring()})});
                Transaction transaction(admin_);
                admin_.run_script("alter database " + identifier(name_) + " rename to " + identifier(replaced()));
                admin_.run_script("alter database " + identifier(restoring()) + " rename to " + identifier(name_));
                transaction.commit();
                return;
            } catch (const StatementFailed &error) {
                // Sessions just told to end may still be on their way out.
                if (error.sqlstate() != "55006" || std::chrono::steady_clock::now() > deadline)
                    throw;
                std::this_thread::sleep_for(20ms);
            }
        }
    }

    void drop(const std::string &name)
    {
        try {
            admin_.run_script("drop database if exists " + identifier(name) + " with (force)");
        } catch (const DatabaseError &error) {
            spdlog::warn("the database {} could not be removed: {}", name, error.what());
        }
    }

    PostgresPrograms tools_;
    Conninfo target_;
    std::string name_;
    Connection admin_;
};

PostgresPrograms tools_for(const std::string &dsn)
{
    const Connection connection(dsn);
    return choose_tools(find_postgres({}), connection.server_version() / 10000);
}

} // namespace

void backup(const std::string &dsn, const fs::path &file)
{
    const std::string doing = "write the backup " + file.string();
    const PostgresPrograms tools = tools_for(dsn);
    const ToolAddress address = address_for_tools(parse_conninfo(dsn));
    explained(doing, file, [&] {
        const fs::path folder = fs::absolute(file).parent_path();
        require_replaceable(file, doing);
        const process::TemporaryFolder draft(".holdfast-backup-", folder); // same disk: the rename is atomic
        const fs::path fresh = draft.path() / "backup";
        const auto completed = run_tool({tools.program("pg_dump"), "--format=custom", "--file=" + fresh.string(),
                                         "--dbname=" + address.dsn}, address);
        if (!completed.status.success())
            throw explain_output(completed.err, doing, file, Kind::ToolFailed);
        fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write); // it tells who booked what
        sync_file(fresh);
        require_replaceable(file, doing); // hours may have passed
        fs::rename(fresh, file);
        process::sync_folder(folder);
    });
}

void restore(const std::string &dsn, const fs::path &file)
{
    explained("restore " + file.string(), file, [&] {
        const PostgresPrograms tools = tools_for(dsn);
        const int version = check_backup(tools, file);
        if (version > newest_schema_version()) {
            throw SchemaError("The backup " + file.string() + " has schema version " + std::to_string(version)
                              + ", newer than the version " + std::to_string(newest_schema_version())
                              + " this program knows. Nothing was changed. Restore it with the newer Holdfast.");
        }
        Restore job(dsn, tools);
        job.fill(file);
        job.swap();
    });
}

} // namespace holdfast::storage

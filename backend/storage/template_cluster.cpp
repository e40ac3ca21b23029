#include "backend/process/account.h"
#include "backend/process/file_lock.h"
#include "backend/process/files.h"
#include "backend/storage/cluster_error.h"
#include "backend/storage/cluster_layout.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/copy_tree.h"
#include "backend/storage/create_cluster.h"
#include "backend/storage/migrations.h"
#include "backend/storage/postmaster.h"

namespace holdfast::storage {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using process::FileLock;

namespace {

constexpr auto build_patience = 5min;
constexpr const char *format = "2"; // counts changes to how a template is made
constexpr auto unused_for = std::chrono::hours(24 * 14);

void migrate_in(const ClusterLayout &layout, const Postmaster &server)
{
    const auto open = [&](const std::string &name) {
        return Connection(to_dsn({{"host", server.socket_dir.string()},
                                  {"port", std::to_string(server.port)},
                                  {"user", superuser},
                                  {"dbname", name},
                                  {"passfile", layout.password().string()}}));
    };
    Connection maintenance = open(maintenance_database);
    maintenance.run_script("create database " + std::string(database));
    {
        Connection connection = open(database);
        migrate(connection);
        connection.run_script("vacuum (freeze, analyze)");
    }
    // Half of the files to copy would be databases that nobody uses.
    maintenance.run_script("alter database template0 is_template false");
    for (const char *unused : {"template0", "postgres"})
        maintenance.run_script("drop database " + std::string(unused));
}

/// Makes the template in a draft and renames it: nobody ever sees half a template.
void build_template(const fs::path &cache_dir, const fs::path &finished, const PostgresPrograms &programs,
                    const std::optional<process::Account> &account)
{
    const process::TemporaryFolder draft(draft_prefix, cache_dir, 0711);
    const process::TemporaryFolder scratch;
    const fs::path socket_dir = scratch.path() / "socket";
    process::make_folder(socket_dir, 0700, account);
    if (account)
        fs::permissions(scratch.path(), fs::perms(0711));

    const ClusterLayout layout{draft.path()};
    create_cluster(layout, {programs, account, true, false});
    const Postmaster server = start_postmaster(
        {programs, account, layout.cluster(), socket_dir, scratch.path() / "log", "", 5432, false});
    try {
        migrate_in(layout, server);
    } catch (...) {
        stop_postmaster(layout.cluster());
        throw;
    }
    stop_postmaster(layout.cluster());

    process::sync_file_system(draft.path());
    fs::rename(draft.path(), finished);
    process::sync_folder(cache_dir);
}

/// Templates of schemas and servers that are gone.
void remove_old_templates(const fs::path &cache_dir)
{
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(cache_dir, ignored)) {
        const auto used = fs::last_write_time(entry.path(), ignored);
        if (entry.is_directory(ignored) && fs::file_time_type::clock::now() - used > unused_for)
            fs::remove_all(entry.path(), ignored);
    }
}

FileLock take_lock(const fs::path &cache_dir, FileLock::Mode mode)
{
    auto lock = FileLock::take(cache_dir / "template.lock", mode, build_patience);
    if (!lock) {
        throw ClusterError(ClusterError::Kind::Locked, "Another Holdfast has been preparing a database in "
                                                           + cache_dir.string()
                                                           + " for minutes. End it, then try again.");
    }
    return std::move(*lock);
}

/// A shared lock on a cache that holds the template.
FileLock provide_template(const fs::path &cache_dir, const fs::path &finished, const PostgresPrograms &programs,
                          const std::optional<process::Account> &account)
{
    FileLock reading = take_lock(cache_dir, FileLock::Mode::Shared);
    while (!fs::exists(finished)) {
        {
            const FileLock given_back = std::move(reading);
        }
        FileLock building = take_lock(cache_dir, FileLock::Mode::Exclusive);
        remove_drafts(cache_dir);
        remove_old_templates(cache_dir);
        if (!fs::exists(finished))
            build_template(cache_dir, finished, programs, account);
        (void)building.change(FileLock::Mode::Shared);
        reading = std::move(building);
    }
    return reading;
}

} // namespace

void copy_template_cluster(const fs::path &cache_dir, const fs::path &target_data_dir)
{
    const std::string doing = "prepare a database";
    const PostgresPrograms programs = choose_postgres(find_postgres({}), std::nullopt, cache_dir);
    const auto account = process::server_account();
    const fs::path finished =
        cache_dir / (std::string(format) + "-postgresql-" + std::to_string(programs.major) + "-"
                     + schema_checksum().substr(0, 16));
    explained(doing, cache_dir, [&] {
        if (!fs::exists(cache_dir))
            process::make_folder(cache_dir, account ? 0711 : 0700);
    });
    const FileLock reading = explained(doing, cache_dir,
                                       [&] { return provide_template(cache_dir, finished, programs, account); });

    explained(doing, target_data_dir, [&] {
        if (!fs::exists(target_data_dir))
            process::make_folder(target_data_dir, account ? 0711 : 0700);
        const ClusterLayout source{finished};
        const ClusterLayout target{target_data_dir};
        if (fs::exists(target.cluster()))
            throw std::system_error(EEXIST, std::generic_category());
        const process::TemporaryFolder draft(draft_prefix, target_data_dir, 0700);
        copy_tree(source.cluster(), draft.path() / "cluster");
        copy_tree(source.password(), draft.path() / "password");
        fs::rename(draft.path() / "password", target.template_password());
        fs::rename(draft.path() / "cluster", target.cluster());
        fs::last_write_time(finished, fs::file_time_type::clock::now());
    });
}

} // namespace holdfast::storage

#include "backend/storage/create_cluster.h"

#include "backend/process/descriptor.h"
#include "backend/process/files.h"
#include "backend/process/secret.h"
#include "backend/storage/cluster_error.h"

#include <csignal>
#include <unistd.h>

namespace holdfast::storage {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::uintmax_t needed_space = 128 * 1024 * 1024;
constexpr const char *doing = "create the database cluster";

/// initdb takes the password from a file that the account it runs as can read.
void run_initdb(const fs::path &cluster, const fs::path &password_file, const InitOptions &options)
{
    process::SpawnOptions spawn;
    spawn.arguments = {options.programs.program("initdb"), "--pgdata=" + cluster.string(),
                       "--username=" + std::string(superuser), "--pwfile=" + password_file.string(),
                       "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions", "--no-sync"};
    if (options.small)
        spawn.arguments.emplace_back("--wal-segsize=1");
    spawn.account = options.account;
    spawn.working_directory = "/";
    spawn.environment = {{"LC_ALL", "C"}};
    spawn.death_signal = SIGKILL;
    const process::Completed completed = process::run(spawn, 5min);
    if (!completed.status.success())
        throw explain_output(completed.out + completed.err, doing, cluster.parent_path());
}

} // namespace

void create_cluster(const ClusterLayout &layout, const InitOptions &options)
{
    require_space(layout.data_dir, needed_space, doing);
    explained(doing, layout.data_dir, [&] {
        const process::TemporaryFolder draft(draft_prefix, layout.data_dir, 0711);
        const std::string password = process::random_secret();
        const fs::path cluster = draft.path() / "cluster";
        const fs::path password_file = draft.path() / "password";
        process::make_folder(cluster, 0700, options.account);
        process::write_atomically(password_file, password + "\n", 0600, options.account);
        run_initdb(cluster, password_file, options);
        if (options.durable)
            process::sync_file_system(cluster);
        // The password first: a cluster that has its name is complete.
        process::write_atomically(layout.password(), passfile_line(password), 0600);
        fs::rename(cluster, layout.cluster());
        process::sync_folder(layout.data_dir);
    });
}

void renew_password(const ClusterLayout &layout, const InitOptions &options)
{
    const std::string renewing = "give the database a new password";
    explained(renewing, layout.data_dir, [&] {
        const std::string password = process::random_secret();
        const std::string statement = "alter role " + std::string(superuser) + " password '" + password + "'\n";
        process::Pipe input = process::make_pipe();
        if (::write(input.write.get(), statement.data(), statement.size()) != static_cast<ssize_t>(statement.size()))
            throw std::system_error(errno, std::generic_category(), "pipe");
        input.write.reset();

        process::SpawnOptions spawn;
        spawn.arguments = {options.programs.program("postgres"), "--single", "-D", layout.cluster().string(),
                           "-c", "password_encryption=scram-sha-256", "-c", "exit_on_error=on", maintenance_database};
        spawn.account = options.account;
        spawn.working_directory = "/";
        spawn.inherit = {{input.read.get(), STDIN_FILENO}};
        spawn.death_signal = SIGKILL;
        const process::Completed completed = process::run(spawn, 5min);
        if (!completed.status.success())
            throw explain_output(completed.out + completed.err, renewing, layout.cluster());
        process::write_atomically(layout.password(), passfile_line(password), 0600);
    });
}

} // namespace holdfast::storage

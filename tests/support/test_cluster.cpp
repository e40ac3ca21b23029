#include "tests/support/test_cluster.h"

#include "backend/process/files.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/postmaster.h"

#include <csignal>
#include <unistd.h>

#include <charconv>
#include <optional>

namespace holdfast::test {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = "hf-test-";

/// Folders are named hf-test-PID-XXXXXX; those of programs that are gone still hold a running server.
void clear_leftovers(const fs::path &folder)
{
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(prefix))
            continue;
        pid_t owner = 0;
        std::from_chars(name.data() + prefix.size(), name.data() + name.size(), owner);
        if (owner <= 0 || ::kill(owner, 0) == 0 || errno != ESRCH)
            continue;
        storage::stop_postmaster(entry.path() / "data" / "cluster", storage::Shutdown::Immediate);
        fs::remove_all(entry.path(), ignored);
    }
}

std::string with_database(const std::string &dsn, const std::string &name)
{
    storage::Conninfo conninfo = storage::parse_conninfo(dsn);
    conninfo["dbname"] = name;
    return storage::to_dsn(conninfo);
}

} // namespace

struct TestCluster::State
{
    process::TemporaryFolder folder{scratch_prefix(), scratch_folder(), 0711};
    std::optional<storage::PrivateCluster> cluster;
    int databases = 0;

    /// By a session in neither of the two: a template must not be in use.
    std::string create_database(const std::string &from, const std::string &session)
    {
        const std::string name = "test_" + std::to_string(++databases);
        run_sql(with_database(cluster->dsn(), session), "create database " + name + " template " + from);
        return with_database(cluster->dsn(), name);
    }
};

TestCluster::TestCluster()
{
    clear_leftovers(scratch_folder());
    clear_leftovers(fs::temp_directory_path());
    state_ = std::make_unique<State>();
    storage::copy_template_cluster(template_cache(), state_->folder.path() / "data");
    storage::ClusterOptions options = options_in(state_->folder.path());
    options.disposable = true;
    state_->cluster.emplace(options);
}

TestCluster::~TestCluster() = default;

std::string TestCluster::dsn() const
{
    return state_->cluster->dsn();
}

std::string TestCluster::fresh_database()
{
    return state_->create_database("holdfast", "template1");
}

std::string TestCluster::empty_database()
{
    return state_->create_database("template1", "holdfast");
}

pid_t TestCluster::postmaster_pid() const
{
    return state_->cluster->postmaster_pid();
}

void TestCluster::ensure_running()
{
    state_->cluster->ensure_running();
}

const fs::path &TestCluster::folder() const
{
    return state_->folder.path();
}

storage::ClusterOptions options_in(const fs::path &folder)
{
    storage::ClusterOptions options;
    options.data_dir = folder / "data";
    options.socket_dir = folder / "s";
    return options;
}

storage::Rows run_sql(const std::string &dsn, std::string_view sql, std::initializer_list<storage::Param> params)
{
    storage::Connection connection(dsn, {.application_name = "test"});
    return connection.query(sql, params);
}

fs::path scratch_folder()
{
    constexpr std::uintmax_t enough = 2'000'000'000;
    const fs::path memory = "/dev/shm";
    std::error_code error;
    if (::access(memory.c_str(), W_OK | X_OK) == 0 && fs::space(memory, error).available > enough && !error)
        return memory;
    return fs::temp_directory_path();
}

std::string scratch_prefix()
{
    return std::string(prefix) + std::to_string(::getpid()) + "-";
}

fs::path template_cache()
{
    return fs::temp_directory_path() / ("holdfast-test-templates-" + std::to_string(::geteuid()));
}

} // namespace holdfast::test

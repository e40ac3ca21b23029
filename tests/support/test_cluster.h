#pragma once

#include "backend/storage/connection.h"
#include "backend/storage/private_cluster.h"

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

namespace holdfast::test {

/// A real PostgreSQL for one test program: a copy of the prepared, migrated cluster in a folder of its own, gone when
/// this is. Works as root and as a user, and beside other test programs; the next one clears away what a killed one
/// left.
class TestCluster final
{
public:
    TestCluster();
    ~TestCluster();

    /// A migrated database. It is the template of fresh_database(), which needs it without connections meanwhile.
    [[nodiscard]] std::string dsn() const;
    /// A new migrated database of its own. Costs some 50 ms.
    [[nodiscard]] std::string fresh_database();
    /// A new database with nothing in it.
    [[nodiscard]] std::string empty_database();

    [[nodiscard]] pid_t postmaster_pid() const;
    /// Starts the server again after a test killed it.
    void ensure_running();
    /// For files of the test; removed with the cluster.
    [[nodiscard]] const std::filesystem::path &folder() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A cluster below `folder`, not made yet.
[[nodiscard]] storage::ClusterOptions options_in(const std::filesystem::path &folder);

/// One statement, or several without parameters, on a connection of its own.
storage::Rows run_sql(const std::string &dsn, std::string_view sql, std::initializer_list<storage::Param> params = {});

/// Where tests keep what they throw away: in memory where there is room for it, which spares a thousand syncs.
[[nodiscard]] std::filesystem::path scratch_folder();
/// How a folder in it is named: should this program be killed, the next one ends a server in FOLDER/data/cluster.
[[nodiscard]] std::string scratch_prefix();

/// Where prepared clusters are kept from one test program to the next.
[[nodiscard]] std::filesystem::path template_cache();

} // namespace holdfast::test

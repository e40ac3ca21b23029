#include "backend/storage/migrations.h"

#include "backend/storage/checksum.h"
#include "backend/storage/migration_plan.h"
#include "resources/resources.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace holdfast::storage {

namespace {

/// Every node of one database waits here for its turn. Any number will do as long as nobody else uses it.
constexpr std::string_view lock_sql = "select pg_advisory_xact_lock(4804150316285243)";

struct Applied
{
    std::map<int, std::string> checksums; ///< by version
    std::string functions;                ///< empty before the first time
    [[nodiscard]] int version() const { return checksums.empty() ? 0 : checksums.rbegin()->first; }
};

Applied read_applied(Connection &connection)
{
    Applied applied;
    const Rows rows = connection.query(resources::text("sql/storage/bookkeeping/applied_migrations.sql"));
    for (std::size_t row = 0; row < rows.size(); ++row)
        applied.checksums[static_cast<int>(rows.integer(row, 0))] = rows.text(row, 1);
    const Rows functions = connection.query(resources::text("sql/storage/bookkeeping/applied_functions.sql"));
    if (!functions.empty())
        applied.functions = functions.text(0, 0);
    return applied;
}

void run_named(Connection &connection, std::string_view path, std::string_view sql)
{
    try {
        connection.run_script(sql);
    } catch (const StatementFailed &error) {
        throw StatementFailed(error.sqlstate(), std::string(path) + ": " + error.what(), error.constraint());
    }
}

/// In a transaction that has the lock. The next migration, if one is missing; false when none is.
bool apply_next(Connection &connection, const MigrationPlan &plan, const Applied &applied)
{
    const auto next = std::find_if(plan.migrations.begin(), plan.migrations.end(), [&](const Migration &migration) {
        return migration.version > applied.version();
    });
    if (next == plan.migrations.end())
        return false;
    run_named(connection, next->name, next->sql);
    connection.query(resources::text("sql/storage/bookkeeping/record_migration.sql"),
                     {std::to_string(next->version), next->name, next->checksum});
    connection.query(resources::text("sql/storage/bookkeeping/outdate_functions.sql"));
    spdlog::info("schema: applied {}", next->name);
    return true;
}

void apply_functions(Connection &connection, const MigrationPlan &plan)
{
    for (const auto &[path, sql] : plan.functions)
        run_named(connection, path, sql);
    connection.query(resources::text("sql/storage/bookkeeping/record_functions.sql"), {plan.functions_checksum});
    spdlog::info("schema: applied {} function files", plan.functions.size());
}

void check(const MigrationPlan &plan, const Applied &applied)
{
    const int newest = plan.migrations.empty() ? 0 : plan.migrations.back().version;
    if (applied.version() > newest) {
        throw SchemaError("The database's schema is version " + std::to_string(applied.version())
                          + ", newer than the version " + std::to_string(newest)
                          + " this program knows. Nothing was changed. Start the newer Holdfast, or use another database.");
    }
    for (const Migration &migration : plan.migrations) {
        const auto known = applied.checksums.find(migration.version);
        if (known != applied.checksums.end() && known->second != migration.checksum) {
            throw SchemaError("The database was built with another text of migration " + migration.name
                              + " than this program carries. Nothing was changed. Use the Holdfast that built it, or a "
                                "new database.");
        }
    }
}

} // namespace

MigrationPlan embedded_plan()
{
    MigrationPlan plan;
    std::string functions;
    for (const std::string_view path : resources::list("sql/")) {
        const std::string_view sql = resources::text(path);
        const std::string_view file = path.substr(path.rfind('/') + 1);
        if (path.find("/migrations/") != std::string_view::npos) {
            int version = 0;
            std::from_chars(file.data(), file.data() + file.size(), version);
            plan.migrations.push_back({version, std::string(file.substr(0, file.rfind('.'))), sql, sha256(sql)});
        } else if (path.find("/functions/") != std::string_view::npos) {
            plan.functions.emplace_back(path, sql);
            functions.append(path).append("\n").append(sql);
        }
    }
    std::sort(plan.migrations.begin(), plan.migrations.end(),
              [](const Migration &left, const Migration &right) { return left.version < right.version; });
    plan.functions_checksum = sha256(functions);
    return plan;
}

MigrationReport migrate(Connection &connection, const MigrationPlan &plan)
{
    MigrationReport report;
    for (bool first = true, more = true; more; first = false) {
        Transaction transaction(connection);
        connection.query(lock_sql);
        if (first)
            connection.run_script(resources::text("sql/storage/bookkeeping/tables.sql"));
        const Applied applied = read_applied(connection);
        check(plan, applied);
        if (first)
            report.from_version = applied.version();
        report.to_version = applied.version();

        more = apply_next(connection, plan, applied);
        if (!more && applied.functions != plan.functions_checksum) {
            apply_functions(connection, plan);
            report.functions_applied = true;
        }
        transaction.commit();
    }
    return report;
}

MigrationReport migrate(Connection &connection)
{
    return migrate(connection, embedded_plan());
}

int newest_schema_version()
{
    const MigrationPlan plan = embedded_plan();
    return plan.migrations.empty() ? 0 : plan.migrations.back().version;
}

std::string schema_checksum()
{
    const MigrationPlan plan = embedded_plan();
    std::string all = plan.functions_checksum;
    for (const Migration &migration : plan.migrations)
        all += "\n" + migration.name + " " + migration.checksum;
    return sha256(all);
}

} // namespace holdfast::storage

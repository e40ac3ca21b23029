#pragma once

#include "backend/core/time.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

/// What the server's own statistics tell of this database.
namespace holdfast::insight {

struct Statement
{
    std::string id;   ///< the server's number for it
    std::string text; ///< its values replaced by $1, $2, ...
    std::int64_t calls = 0;
    double total_ms = 0, mean_ms = 0, longest_ms = 0, deviation_ms = 0;
    std::int64_t rows = 0;
    std::optional<double> found_in_memory; ///< share of blocks, 0 to 1; nullopt: none were read
};

/// Why there are no statements: the server does not measure them.
enum class Unmeasured {
    NoExtension, ///< "create extension pg_stat_statements" has not been run in this database
    NoLibrary,   ///< the server was started without it in shared_preload_libraries
};

struct Statements
{
    std::optional<Unmeasured> unmeasured;
    std::vector<Statement> rows; ///< those that took most of the server's time first
};
[[nodiscard]] Statements list_statements(storage::Connection &connection, std::size_t limit = 50);

struct IndexHint
{
    enum class Kind { SequentialScans, UnusedIndex };
    Kind kind = Kind::SequentialScans;
    std::string table;
    std::string index; ///< empty for a table
    std::int64_t bytes = 0;
    std::int64_t live_rows = 0; ///< of the table, about
    std::int64_t scans = 0;
    std::int64_t rows_read = 0; ///< by those scans
    Timestamp since;            ///< what is told has been counted since then
};
/// Tables of 10,000 rows and more that are read from end to end, and indexes of 1 MB and more that nobody reads. 100 at most.
[[nodiscard]] std::vector<IndexHint> list_index_hints(storage::Connection &connection);

struct Sessions
{
    std::string application;
    std::string state; ///< "active", "idle", "idle in transaction", ...
    std::string waits; ///< what kind of thing the active ones wait for; empty: nothing
    std::int64_t count = 0;
    std::chrono::milliseconds oldest{0};                           ///< how long the longest has been in this state
    std::optional<std::chrono::milliseconds> oldest_transaction{}; ///< nullopt: none is open
};
/// Who is connected to this database, by application and what it is doing.
[[nodiscard]] std::vector<Sessions> list_sessions(storage::Connection &connection);

} // namespace holdfast::insight

#include "backend/insight/performance.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>

namespace holdfast::insight {

namespace {

constexpr std::size_t most_statements = 500;
constexpr std::int64_t long_table_rows = 10'000;
constexpr std::int64_t costly_index_bytes = 1'048'576;
constexpr std::int64_t most_hints = 100;
constexpr const char *not_measured = "0A000"; // what holdfast.slow_statements() raises

Statement statement_of(const storage::Rows &rows, std::size_t row)
{
    Statement statement{
        .id = rows.text(row, 0),
        .text = rows.text(row, 1),
        .calls = rows.integer(row, 2),
        .total_ms = rows.number(row, 3),
        .mean_ms = rows.number(row, 4),
        .longest_ms = rows.number(row, 5),
        .deviation_ms = rows.number(row, 6),
        .rows = rows.integer(row, 7),
        .found_in_memory = std::nullopt,
    };
    const auto hit = static_cast<double>(rows.integer(row, 8));
    const auto read = static_cast<double>(rows.integer(row, 9));
    if (hit + read > 0)
        statement.found_in_memory = hit / (hit + read);
    return statement;
}

} // namespace

Statements list_statements(storage::Connection &connection, std::size_t limit)
{
    Statements statements;
    try {
        const auto rows =
            connection.query(resources::text("sql/insight/slow_statements.sql"),
                             {std::to_string(std::clamp<std::size_t>(limit, 1, most_statements))});
        for (std::size_t row = 0; row < rows.size(); ++row)
            statements.rows.push_back(statement_of(rows, row));
    } catch (const storage::StatementFailed &error) {
        if (error.sqlstate() != not_measured)
            throw;
        const bool library = error.first_line().find("library") != std::string_view::npos;
        statements.unmeasured = library ? Unmeasured::NoLibrary : Unmeasured::NoExtension;
    }
    return statements;
}

std::vector<IndexHint> list_index_hints(storage::Connection &connection)
{
    const auto rows = connection.query(resources::text("sql/insight/index_hints.sql"),
                                       {std::to_string(long_table_rows), std::to_string(costly_index_bytes),
                                        std::to_string(most_hints)});
    std::vector<IndexHint> hints;
    for (std::size_t row = 0; row < rows.size(); ++row)
        hints.push_back({.kind = rows.text(row, 0) == "UNUSED_INDEX" ? IndexHint::Kind::UnusedIndex
                                                                     : IndexHint::Kind::SequentialScans,
                         .table = rows.text(row, 1),
                         .index = rows.text(row, 2),
                         .bytes = rows.integer(row, 3),
                         .live_rows = rows.integer(row, 4),
                         .scans = rows.integer(row, 5),
                         .rows_read = rows.integer(row, 6),
                         .since = rows.time(row, 7)});
    return hints;
}

std::vector<Sessions> list_sessions(storage::Connection &connection)
{
    const auto rows = connection.query(resources::text("sql/insight/sessions.sql"));
    std::vector<Sessions> sessions;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Sessions group{.application = rows.text(row, 0),
                       .state = rows.text(row, 1),
                       .waits = rows.text(row, 2),
                       .count = rows.integer(row, 3),
                       .oldest = std::chrono::milliseconds(rows.integer(row, 4))};
        if (!rows.is_null(row, 5))
            group.oldest_transaction = std::chrono::milliseconds(rows.integer(row, 5));
        sessions.push_back(std::move(group));
    }
    return sessions;
}

} // namespace holdfast::insight

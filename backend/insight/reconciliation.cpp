#include "backend/insight/reconciliation.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

namespace holdfast::insight {

namespace {

constexpr std::size_t most_discrepancies = 1'000;

Discrepancy discrepancy_of(const storage::Rows &rows, std::size_t row)
{
    return {
        .id = rows.uuid(row, 0),
        .kind = rows.text(row, 1),
        .severity = rows.text(row, 2),
        .intent_id = rows.text(row, 3),
        .reservation_id = rows.is_null(row, 4) ? std::nullopt : std::optional(rows.uuid(row, 4)),
        .party = rows.text(row, 5),
        .expected = rows.text(row, 6),
        .observed = rows.text(row, 7),
        .amount_minor = rows.is_null(row, 8) ? std::nullopt : std::optional(rows.integer(row, 8)),
        .currency = rows.text(row, 9),
        .repairable = rows.boolean(row, 10),
        .repaired_at = rows.optional_time(row, 11),
        .repair_outcome = rows.text(row, 12),
    };
}

} // namespace

std::optional<Reconciliation> find_reconciliation(storage::Connection &connection, const std::optional<Uuid> &id)
{
    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    const auto run = connection.query(resources::text("sql/insight/reconciliation_run.sql"),
                                      {id ? storage::Param(id->to_string()) : storage::Param()});
    if (run.empty())
        return std::nullopt;
    const auto rows = connection.query(resources::text("sql/insight/discrepancies.sql"),
                                       {run.text(0, 0), std::to_string(most_discrepancies)});
    snapshot.commit();
    Reconciliation found{
        .id = run.uuid(0, 0),
        .requested_by = run.text(0, 1),
        .requested_at = run.time(0, 2),
        .repair = run.boolean(0, 3),
        .status = run.text(0, 4),
        .progress = run.text(0, 5),
        .started_at = run.optional_time(0, 6),
        .finished_at = run.optional_time(0, 7),
        .error = run.text(0, 8),
        .found = run.integer(0, 9),
        .unrepaired = run.integer(0, 10),
        .worked_on = run.integer(0, 11),
        .discrepancies = {},
    };
    for (std::size_t row = 0; row < rows.size(); ++row)
        found.discrepancies.push_back(discrepancy_of(rows, row));
    return found;
}

} // namespace holdfast::insight

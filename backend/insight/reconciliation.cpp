#include "backend/insight/reconciliation.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>

namespace holdfast::insight {

namespace {

constexpr std::size_t most_discrepancies = 1'000;
constexpr std::size_t most_runs = 1'000;

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

Reconciliation run_of(const storage::Rows &rows, std::size_t row)
{
    Reconciliation run;
    run.id = rows.uuid(row, 0);
    run.requested_by = rows.text(row, 1);
    run.requested_at = rows.time(row, 2);
    run.repair = rows.boolean(row, 3);
    run.status = rows.text(row, 4);
    run.progress = rows.text(row, 5);
    run.started_at = rows.optional_time(row, 6);
    run.finished_at = rows.optional_time(row, 7);
    run.error = rows.text(row, 8);
    run.found = rows.integer(row, 9);
    run.unrepaired = rows.integer(row, 10);
    run.worked_on = rows.integer(row, 11);
    if (!rows.is_null(row, 12))
        run.selected = rows.integer(row, 12);
    return run;
}

storage::Rows runs(storage::Connection &connection, const std::optional<Uuid> &id, std::size_t limit)
{
    return connection.query(resources::text("sql/insight/reconciliation_run.sql"),
                            {id ? storage::Param(id->to_string()) : storage::Param(), std::to_string(limit)});
}

} // namespace

std::optional<Reconciliation> find_reconciliation(storage::Connection &connection, const std::optional<Uuid> &id,
                                                  const std::vector<std::string> &classes)
{
    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    const auto run = runs(connection, id, 1);
    if (run.empty())
        return std::nullopt;
    const std::vector<storage::Param> chosen(classes.begin(), classes.end());
    const auto rows = connection.query(resources::text("sql/insight/discrepancies.sql"),
                                       {run.text(0, 0), std::to_string(most_discrepancies), storage::array_literal(chosen)});
    snapshot.commit();
    auto found = run_of(run, 0);
    for (std::size_t row = 0; row < rows.size(); ++row)
        found.discrepancies.push_back(discrepancy_of(rows, row));
    return found;
}

std::vector<Reconciliation> list_reconciliations(storage::Connection &connection, std::size_t limit)
{
    const auto rows = runs(connection, std::nullopt, std::clamp<std::size_t>(limit, 1, most_runs));
    std::vector<Reconciliation> found;
    found.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        found.push_back(run_of(rows, row));
    return found;
}

std::vector<DiscrepancySum> sum_discrepancies(storage::Connection &connection, const Uuid &run)
{
    const auto rows = connection.query(resources::text("sql/insight/discrepancy_sums.sql"), {run.to_string()});
    const auto number = [&](std::size_t row, std::size_t column) {
        return rows.is_null(row, column) ? 0 : rows.integer(row, column);
    };
    std::vector<DiscrepancySum> sums;
    sums.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        sums.push_back({
            .kind = rows.text(row, 0),
            .severity = rows.text(row, 1),
            .currency = rows.text(row, 2),
            .count = rows.integer(row, 3),
            .amount_minor = number(row, 4),
            .unrepaired = rows.integer(row, 5),
            .repairable = rows.integer(row, 6),
            .repairable_minor = number(row, 7),
        });
    }
    return sums;
}

bool has_reconciling_worker(storage::Connection &connection)
{
    return connection.query(resources::text("sql/insight/reconciliation_worker.sql")).boolean(0, 0);
}

} // namespace holdfast::insight

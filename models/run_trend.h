#pragma once

#include "models/stored_runs.h"

#include <QAbstractTableModel>

#include <vector>

namespace holdfast::models {

/// How one scenario fared from run to run, the oldest first: what a chart draws and, as a table, its numbers. Runs with
/// a saboteur and those that only ask whether one is flaky are not among them. GUI thread.
class RunTrend final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { When, Verdict, Duration, PerSecond, P95, P99, Parameters, ColumnCount };
    static constexpr std::size_t cap = 200; ///< the newest

    using QAbstractTableModel::QAbstractTableModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Of all these, in any order; only the scenario's are taken.
    void setRuns(const QString &scenario, const std::vector<StoredRun> &runs);
    [[nodiscard]] const StoredRun &at(int row) const { return m_runs.at(std::size_t(row)); }
    /// Duration in seconds, rates and percentiles as they are; unset where the run has none.
    [[nodiscard]] std::optional<double> valueAt(int row, Column column) const;
    /// Whether any run has a value there.
    [[nodiscard]] bool has(Column column) const;

private:
    std::vector<StoredRun> m_runs;
};

} // namespace holdfast::models

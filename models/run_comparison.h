#pragma once

#include "models/run_record.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

/// Two runs side by side: `before` is the older one. They keep nothing of the records. GUI thread.
namespace holdfast::models {

/// Their checks and conditions, what differs first.
class CheckComparison final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Difference, Check, Before, After, ColumnCount };
    enum class Kind { NowFails, NowHolds, OnlyAfter, OnlyBefore, OtherValue, Same };
    Q_ENUM(Kind)

    using QAbstractTableModel::QAbstractTableModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void compare(const RunCheckModel &before, const RunCheckModel &after);
    [[nodiscard]] Kind kindOf(int row) const { return m_rows.at(std::size_t(row)).kind; }
    [[nodiscard]] int count(Kind kind) const;

private:
    struct Row
    {
        Kind kind = Kind::Same;
        QString name;
        std::optional<CheckResult> before, after;
    };
    std::vector<Row> m_rows;
};

/// Their duration and metrics: by how much they differ, and whether that is for the better where a name says so.
class MetricComparison final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Metric, Before, After, Difference, Change, Direction, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void compare(const ScenarioResult &before, const ScenarioResult &after);
    /// 1: less is better, -1: more is, 0: neither, by the metric's name.
    [[nodiscard]] static int lessIsBetter(const QString &metric);

private:
    struct Row
    {
        QString name;
        std::optional<double> before, after;
    };
    [[nodiscard]] static std::optional<double> changeOf(const Row &row); ///< of the value before
    [[nodiscard]] static int verdictOf(const Row &row); ///< 1 better, -1 worse, 0 neither or next to nothing
    std::vector<Row> m_rows;
};

/// Percentiles of their loads over time: the twin of a chart with both.
class LatencyComparison final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Second, BeforeP95, BeforeP99, AfterP95, AfterP99, ColumnCount };

    struct Moment
    {
        qint64 second = 0; ///< since its run began
        std::optional<double> values[4]; ///< in the order of the columns
    };

    using QAbstractTableModel::QAbstractTableModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void compare(const LoadSeries &before, const LoadSeries &after);
    [[nodiscard]] const std::vector<Moment> &moments() const { return m_moments; }

private:
    std::vector<Moment> m_moments;
};

} // namespace holdfast::models

#pragma once

#include <QAbstractTableModel>
#include <QList>
#include <QString>

#include <deque>
#include <optional>

namespace holdfast::models {

/// What a load did in an interval. Percentiles are in milliseconds, unset with too few samples for them; those without
/// "service" count from the intended start.
struct LoadSample
{
    QString phase;
    qint64 atMs = 0; ///< the interval's end, since the run began
    qint64 intervalMs = 0;
    qint64 offered = 0;
    qint64 started = 0;
    qint64 dropped = 0;
    qint64 ok = 0;
    qint64 refused = 0;
    qint64 failed = 0;
    qint64 unknown = 0;
    std::optional<double> p50Ms, p95Ms, p99Ms;
    std::optional<double> serviceP50Ms, serviceP95Ms, serviceP99Ms;
    double lagMs = 0;

    /// `count` of this interval as a rate.
    [[nodiscard]] double perSecond(qint64 count) const
    {
        return intervalMs > 0 ? double(count) * 1000 / double(intervalMs) : 0;
    }
    bool operator==(const LoadSample &) const = default;
};

/// From when to when a fault was on, since the run began.
struct FaultSpan
{
    QString name;
    QString detail;
    qint64 fromMs = 0;
    qint64 toMs = -1; ///< -1: still on
    bool operator==(const FaultSpan &) const = default;
};

/// A run's load over time and the faults behind it: what charts draw and, as a table, their numbers. The newest samples
/// are kept up to a bound. On one thread at a time.
class LoadSeries final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr std::size_t cap = 3600; ///< an hour of seconds; the oldest go
    static constexpr qsizetype faultCap = 500;

    enum Column {
        Time, Phase, Offered, Started, Dropped, Ok, Refused, Failed, Unknown,
        P50, P95, P99, ServiceP50, ServiceP95, ServiceP99, Lag, ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const std::deque<LoadSample> &samples() const { return m_samples; }
    [[nodiscard]] const QList<FaultSpan> &faults() const { return m_faults; }
    [[nodiscard]] qint64 dropped() const { return m_dropped; } ///< samples no longer kept

    void add(const LoadSample &sample);
    /// On: a new span; off: ends the last one of that name.
    void setFault(const QString &name, bool on, const QString &detail, qint64 atMs);
    /// The run is over: no fault outlives it.
    void endFaults(qint64 atMs);

signals:
    void faultsChanged();

private:
    std::deque<LoadSample> m_samples;
    QList<FaultSpan> m_faults;
    qint64 m_dropped = 0;
};

} // namespace holdfast::models

#pragma once

#include "models/polled_table.h"
#include "models/trends.h"

#include <memory>
#include <optional>

/// What the Performance page shows: each table asks by itself while it is looked at, and keeps the last values of each row
/// for a small line.
namespace holdfast::models {

struct StatementRow
{
    QString id, text;
    qint64 calls = 0, rows = 0;
    double totalMs = 0, meanMs = 0, longestMs = 0, deviationMs = 0;
    double share = 0; ///< of the time of all that are listed
    std::optional<double> inMemory;
    QList<double> trend; ///< ms spent per second

    bool operator==(const StatementRow &) const = default;
};

/// The statements that took most of the server's time.
class StatementTable final : public PolledTable<StatementRow>
{
    Q_OBJECT

public:
    enum Column { Text, Share, Calls, Total, Mean, Longest, RowsPerCall, InMemory, Trend, ColumnCount };

    explicit StatementTable(Questions &questions, QObject *parent = nullptr);
    /// Why the server tells of none, and how that is changed; empty: it does.
    [[nodiscard]] const QString &whyNot() const { return m_whyNot; }
    [[nodiscard]] const QString &remedy() const { return m_remedy; }

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    [[nodiscard]] QString key(const StatementRow &row) const override { return row.id; }
    [[nodiscard]] QVariant cell(const StatementRow &row, int column, int role) const override;

private:
    QString m_whyNot, m_remedy;
    Trends m_trends;
    QHash<QString, double> m_totals; // of the last reading
    std::chrono::steady_clock::time_point m_readAt;
};

struct IndexHintRow
{
    enum class Kind { SequentialScans, UnusedIndex };
    Kind kind = Kind::SequentialScans;
    QString table, index;
    qint64 bytes = 0, liveRows = 0, scans = 0, rowsRead = 0;
    QDateTime since;

    bool operator==(const IndexHintRow &) const = default;
};

/// Long tables that are read from end to end, and indexes that nobody reads.
class IndexHintTable final : public PolledTable<IndexHintRow>
{
    Q_OBJECT

public:
    enum Column { Hint, Subject, Size, Detail, ColumnCount };

    explicit IndexHintTable(Questions &questions, QObject *parent = nullptr);

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    [[nodiscard]] QString key(const IndexHintRow &row) const override;
    [[nodiscard]] QVariant cell(const IndexHintRow &row, int column, int role) const override;
};

struct SessionRow
{
    QString application, state, waits;
    qint64 count = 0, oldestMs = 0;
    std::optional<qint64> transactionMs; ///< since the oldest open one began
    QList<double> trend;

    bool operator==(const SessionRow &) const = default;
};

/// Who is connected, by application and what it is doing.
class SessionTable final : public PolledTable<SessionRow>
{
    Q_OBJECT

public:
    enum Column { Application, Doing, Count, Oldest, Transaction, Trend, ColumnCount };
    static constexpr qint64 longTransactionMs = 60'000; ///< holds back what the server may remove

    explicit SessionTable(Questions &questions, QObject *parent = nullptr);
    [[nodiscard]] qint64 total() const;

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    [[nodiscard]] QString key(const SessionRow &row) const override;
    [[nodiscard]] QVariant cell(const SessionRow &row, int column, int role) const override;

private:
    Trends m_trends;
};

struct WorkRow
{
    QString id, kind, where, detail;
    Mark mark = Mark::None;
    std::optional<double> perSecond; ///< of its work: requests, or what a worker does; nothing before the second reading
    std::optional<double> p99Ms;
    std::optional<double> batch; ///< commands in one call to the database, at the last reading that had any
    qint64 largestBatch = 0;
    std::optional<qint64> queued;
    std::optional<double> failuresPerMinute;
    QString metrics; ///< all that it reports, a line each
    QList<double> trend;

    bool operator==(const WorkRow &) const = default;
};

/// What each component does: how much, how fast, in what batches, and what waits.
class WorkTable final : public PolledTable<WorkRow>
{
    Q_OBJECT

public:
    enum Column { Name, Where, Work, P99, Batch, Queue, Failures, Trend, ColumnCount };

    explicit WorkTable(Questions &questions, QObject *parent = nullptr);
    ~WorkTable() override;

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    [[nodiscard]] QString key(const WorkRow &row) const override { return row.id; }
    [[nodiscard]] QVariant cell(const WorkRow &row, int column, int role) const override;

private:
    struct Memory;
    std::unique_ptr<Memory> m_memory;
    Trends m_trends;
};

} // namespace holdfast::models

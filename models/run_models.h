#pragma once

#include "models/scenario.h"

#include <QAbstractListModel>
#include <QAbstractTableModel>

#include <deque>
#include <vector>

/// What a run shows while it goes: its steps, its checks and its log. All are GUI thread, written by ScenarioRun.
namespace holdfast::models {

class RunStepModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Status { Waiting, Running, Done, Failed };
    Q_ENUM(Status)
    enum Role { StatusRole = Qt::UserRole + 1, DetailRole, MillisecondsRole };
    Q_ENUM(Role)
    struct Step
    {
        QString name;
        Status status = Status::Waiting;
        QString detail;
        qint64 ms = -1; ///< -1: not known
    };

    using QAbstractListModel::QAbstractListModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// DisplayRole: "Sandbox up, 5 processes, 0.9 s".
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] const Step &at(int row) const { return m_steps.at(std::size_t(row)); }

    void reset(const QStringList &names);
    /// A step nobody announced is appended (up to a bound).
    void update(const Step &step);
    /// The run is over: steps that were running did not finish.
    void endRunning();

private:
    std::vector<Step> m_steps;
};

class RunCheckModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Ok, Name, Expected, Observed, Severity, ColumnCount };
    enum Role { OkRole = Qt::UserRole + 1 };
    Q_ENUM(Role)

    using QAbstractTableModel::QAbstractTableModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const CheckResult &at(int row) const { return m_checks.at(std::size_t(row)); }
    [[nodiscard]] int failed() const;
    [[nodiscard]] QString toText(int row) const; ///< "Exactly one 201: expected 1, observed 2", for the clipboard

    void clear();
    /// A check of the same name is replaced.
    void set(const CheckResult &check);

private:
    std::vector<CheckResult> m_checks;
};

/// Append-only; beyond 5,000 lines the oldest go and the first row says how many.
class RunLogModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int cap = 5000;
    static constexpr int lineCap = 4000; ///< characters; longer ones end in an ellipsis

    enum class Level { Info, Warn, Fault, Fail, Raw, Dropped };
    Q_ENUM(Level)
    enum Role { LevelRole = Qt::UserRole + 1, TimeRole, SourceRole, TextRole };
    Q_ENUM(Role)
    struct Line
    {
        QDateTime at; ///< invalid for output that is no event
        Level level = Level::Info;
        QString source;
        QString text;
    };

    using QAbstractListModel::QAbstractListModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// DisplayRole is the whole line, "14:07:30.118  INFO  gateway: capture succeeded"; parts by role.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] qint64 dropped() const { return m_dropped; }
    [[nodiscard]] QString toText() const; ///< all of it, for the clipboard

    void clear();
    void append(const QList<Line> &lines);

private:
    [[nodiscard]] Line lineAt(int row) const;
    [[nodiscard]] static QString lineText(const Line &line);

    std::deque<Line> m_lines;
    qint64 m_dropped = 0;
};

/// "critical", "high", "medium", "low", "validity".
[[nodiscard]] QString severityText(const QString &severity);
/// "INFO", "WARN", ...; empty for Raw and Dropped.
[[nodiscard]] QString label(RunLogModel::Level level);

} // namespace holdfast::models

#pragma once

#include "models/load_series.h"
#include "models/run_event.h"
#include "models/run_models.h"
#include "models/scenario.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <optional>

namespace holdfast::models {

/// One run as its events tell it, whether they come from a process or from a file. It may be filled on another thread
/// and moved to the GUI's whole; from then on it is the GUI thread's.
class RunRecord final : public QObject
{
    Q_OBJECT

public:
    explicit RunRecord(QObject *parent = nullptr);
    ~RunRecord() override;

    [[nodiscard]] RunStepModel *steps() { return &m_steps; }
    [[nodiscard]] const RunStepModel *steps() const { return &m_steps; }
    [[nodiscard]] RunCheckModel *checks() { return &m_checks; }
    [[nodiscard]] const RunCheckModel *checks() const { return &m_checks; }
    [[nodiscard]] RunLogModel *log() { return &m_log; }
    [[nodiscard]] LoadSeries *load() { return &m_load; }

    [[nodiscard]] const QString &id() const { return m_id; } ///< empty until it has begun
    [[nodiscard]] bool hasBegun() const { return m_begun; }
    [[nodiscard]] bool isOver() const { return m_over; }
    [[nodiscard]] const RunStarted &started() const { return m_started; }
    [[nodiscard]] const QDateTime &startedAt() const { return m_startedAt; }
    [[nodiscard]] const QString &sandboxName() const { return m_sandbox; } ///< the last one's; see isOver()
    [[nodiscard]] const std::optional<ScenarioResult> &result() const { return m_result; }
    [[nodiscard]] const QString &folder() const { return m_folder; }   ///< with its evidence; empty when unknown
    [[nodiscard]] const QString &problem() const { return m_problem; } ///< what of its files could not be read
    /// 0..1 by steps, and within the one that runs by what it counts.
    [[nodiscard]] double progress() const;
    [[nodiscard]] qint64 elapsedMs() const;
    /// The name of the step that runs, empty when none does.
    [[nodiscard]] QString runningStep() const;
    /// The command that does it again from a shell; empty when nothing is known.
    [[nodiscard]] const QString &command() const;

    void apply(const RunEvent &event);
    /// Lines are shown in batches: with flushLog().
    void addLine(const RunLogModel::Line &line);
    void flushLog();
    void setResult(const ScenarioResult &result);
    void setFolder(const QString &folder) { m_folder = folder; }
    void setProblem(const QString &problem) { m_problem = problem; }
    /// Nothing more comes: what was running did not finish.
    void end();

signals:
    void changed();

private:
    void begin(const RunEvent &event, const RunStarted &started);
    void addFault(const QDateTime &at, const RunFault &fault);
    [[nodiscard]] qint64 sinceStart(const QDateTime &at) const;

    RunStepModel m_steps;
    RunCheckModel m_checks;
    RunLogModel m_log;
    LoadSeries m_load;
    QList<RunLogModel::Line> m_pendingLog;
    QString m_id;
    RunStarted m_started;
    QDateTime m_startedAt;
    QDateTime m_lastAt;
    RunProgress m_progress;
    QString m_sandbox;
    std::optional<ScenarioResult> m_result;
    QString m_folder;
    QString m_problem;
    QElapsedTimer m_clock;
    qint64 m_elapsedMs = 0;
    bool m_begun = false;
    bool m_over = false;
};

} // namespace holdfast::models

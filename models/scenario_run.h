#pragma once

#include "models/run_event.h"
#include "models/run_models.h"
#include "models/scenario.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace holdfast::models {

class LifelineProcess;

/// The run on the Scenarios page: starts `holdfastctl scenario run ... --events`, follows its events and keeps the last
/// run on show until the next one starts. The child ends itself, sandbox included, when this process dies. One at a
/// time. GUI thread.
class ScenarioRun final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t resultCap = 10'000; ///< of one request; the oldest go

    enum class State {
        Idle,     ///< nothing has run yet
        Starting, ///< the process is being started
        Running,
        Stopping, ///< asked to stop; killed if it has not after ten seconds
        Finished, ///< see results()
        Failed,   ///< the runner could not be started or died; see error()
    };
    Q_ENUM(State)

    /// How far the verdict has come.
    struct Counts
    {
        int checks = 0; ///< of the last run, conditions included
        int checksPassed = 0;
        int results = 0;
        int good = 0; ///< of the results: passed, or a saboteur that was caught
        bool operator==(const Counts &) const = default;
    };

    ScenarioRun(const QString &ctl, const QString &dataDir, QObject *parent = nullptr);
    ~ScenarioRun() override; ///< ends a run that is still on, waiting a few seconds for it to clean up

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isActive() const;
    [[nodiscard]] const ScenarioRequest &request() const { return m_request; }

    [[nodiscard]] RunStepModel *steps() { return &m_steps; }
    [[nodiscard]] RunCheckModel *checks() { return &m_checks; }
    [[nodiscard]] RunLogModel *log() { return &m_log; }

    /// The one under way or, at the end, the last one: id, title, seed, saboteur, k of n.
    [[nodiscard]] const RunStarted &current() const { return m_current; }
    [[nodiscard]] QString sandboxName() const { return m_sandbox; } ///< empty before it is up and after it is down
    /// 0..1 over all that was asked for; -1 when nothing is known yet.
    [[nodiscard]] double progress() const;
    [[nodiscard]] const std::vector<ScenarioResult> &results() const { return m_results; } ///< in order of arrival
    [[nodiscard]] qint64 elapsedMs() const;
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] bool wasStopped() const { return m_cancelled; } ///< ended before all results were in, as asked
    [[nodiscard]] const QString &error() const { return m_error; }
    [[nodiscard]] const QString &reportFolder() const { return m_reportFolder; } ///< of the last one; empty until it began
    /// The command that reproduces it from a shell.
    [[nodiscard]] QString command() const;

public slots:
    /// Does nothing while one is active.
    void start(const holdfast::models::ScenarioRequest &request);
    /// SIGINT; SIGKILL when it still runs after ten seconds.
    void cancel();

signals:
    void stateChanged();
    void progressChanged();
    /// A scenario (or its next repeat or saboteur) began: steps and checks start anew.
    void scenarioStarted(const QString &id);
    /// Once its sandbox is up; it is in the registry by then.
    void sandboxUp(const QString &name);
    void resultReady(const holdfast::models::ScenarioResult &result);

private:
    void setState(State state);
    void readOutput();
    void readErrors();
    void launch();
    void addComplaint(const QByteArray &line);
    void addLog(const RunLogModel::Line &line);
    void handle(const RunEvent &event);
    void began(const RunStarted &started);
    void concluded(const ScenarioResult &result, bool onShow);
    void flushLog();
    void ended(int exitCode, bool crashed);
    [[nodiscard]] QStringList arguments() const;

    QString m_ctl;
    QString m_dataDir;
    ScenarioRequest m_request;
    State m_state = State::Idle;
    std::unique_ptr<LifelineProcess> m_process;
    LineSplitter m_output;
    LineSplitter m_errors;
    RunStepModel m_steps;
    RunCheckModel m_checks;
    RunLogModel m_log;
    QList<RunLogModel::Line> m_pendingLog;
    RunStarted m_current;
    QString m_currentRun;
    RunProgress m_progress;
    QString m_sandbox;
    QString m_reportFolder;
    QString m_error;
    QString m_firstComplaint; // the reason; what follows it is advice
    std::vector<ScenarioResult> m_results;
    int m_startedCount = 0;
    bool m_cancelled = false;
    QElapsedTimer m_clock;
    qint64 m_elapsedMs = 0;
    QTimer m_killTimer;
    QTimer m_logTimer;
};

} // namespace holdfast::models

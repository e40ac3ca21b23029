#pragma once

#include "models/run_event.h"
#include "models/run_record.h"
#include "models/scenario.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace holdfast::models {

class LifelineProcess;

/// The runs of this session: starts `holdfastctl scenario run ... --events` and keeps a record of each run it tells
/// of, of which several may be under way, until the next start. The child ends itself, sandboxes included, when this
/// process dies. One such child at a time. GUI thread.
class ScenarioRun final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t resultCap = 10'000; ///< of one request; the oldest go
    static constexpr std::size_t recordCap = 64;     ///< likewise; older runs are read from their files

    enum class State {
        Idle,     ///< nothing has run yet
        Starting, ///< the process is being started
        Running,
        Stopping, ///< asked to stop; killed if it has not after ten seconds
        Finished, ///< see results()
        Failed,   ///< the runner could not be started or died; see error()
    };
    Q_ENUM(State)

    /// How far the verdict has come. What is run again to see whether it is flaky is not counted.
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

    using Record = std::shared_ptr<RunRecord>;
    /// In order of their start. The first is there, blank, before its run has begun.
    [[nodiscard]] const std::vector<Record> &records() const { return m_records; }
    /// The one in the foreground: under way or, at the end, the last one. Never null.
    [[nodiscard]] const Record &followed() const { return m_followed; }
    /// The last one of a scenario, or the one of a run; null when it is not held.
    [[nodiscard]] Record recordOf(const QString &scenario) const;
    [[nodiscard]] Record recordWithId(const QString &run) const;
    [[nodiscard]] QStringList runningIds() const; ///< of scenarios

    /// Of the one that is followed.
    [[nodiscard]] RunStepModel *steps() { return m_followed->steps(); }
    [[nodiscard]] RunCheckModel *checks() { return m_followed->checks(); }
    [[nodiscard]] RunLogModel *log() { return m_followed->log(); }
    [[nodiscard]] const RunStarted &current() const { return m_followed->started(); }
    [[nodiscard]] QString sandboxName() const; ///< empty before it is up and after it is down
    /// Of several runs, by what was asked for or what became of it.
    [[nodiscard]] bool isOfSeveral() const;
    /// 0..1 over all that was asked for; -1 when nothing is known yet.
    [[nodiscard]] double progress() const;
    [[nodiscard]] const std::vector<ScenarioResult> &results() const { return m_results; } ///< in order of arrival
    [[nodiscard]] qint64 elapsedMs() const;
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] bool wasStopped() const { return m_cancelled; } ///< ended before all results were in, as asked
    [[nodiscard]] const QString &error() const { return m_error; }
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
    /// A scenario (or its next repeat or saboteur) began, with a record of its own.
    void scenarioStarted(const QString &id);
    void followedChanged();
    /// Once the followed one's sandbox is up; it is in the registry by then.
    void sandboxUp(const QString &name);
    void resultReady(const holdfast::models::ScenarioResult &result);

private:
    void setState(State state);
    void readOutput();
    void readErrors();
    void launch();
    void addComplaint(const QByteArray &line);
    void addLog(const RunLogModel::Line &line);
    void flushLater();
    void handle(const RunEvent &event);
    void began(const RunEvent &event);
    void concluded(const Record &record, const ScenarioResult &result);
    void setFollowed(const Record &record);
    void reset();
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
    std::vector<Record> m_records;
    Record m_followed;
    QString m_error;
    QString m_firstComplaint; // the reason; what follows it is advice
    std::vector<ScenarioResult> m_results;
    int m_startedCount = 0;
    int m_concludedCount = 0;
    bool m_cancelled = false;
    QElapsedTimer m_clock;
    qint64 m_elapsedMs = 0;
    QTimer m_killTimer;
    QTimer m_logTimer;
};

} // namespace holdfast::models

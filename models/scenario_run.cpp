#include "models/scenario_run.h"

#include "models/lifeline_process.h"

#include <QRegularExpression>

#include <algorithm>
#include <csignal>

namespace holdfast::models {

namespace {

constexpr int patienceMs = 10'000;   // between SIGINT and SIGKILL
constexpr int logPeriodMs = 100;     // lines are shown in batches
constexpr qsizetype pendingCap = 2 * RunLogModel::cap;
constexpr int exitAborted = 4;

QString shellQuoted(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9._/=:,+-]+$"));
    return plain.match(word).hasMatch() ? word : u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

} // namespace

ScenarioRun::ScenarioRun(const QString &ctl, const QString &dataDir, QObject *parent)
    : QObject(parent), m_ctl(ctl), m_dataDir(dataDir)
{
    m_killTimer.setSingleShot(true);
    m_killTimer.setInterval(patienceMs);
    connect(&m_killTimer, &QTimer::timeout, this, [this] {
        if (m_process)
            m_process->kill();
    });
    m_logTimer.setSingleShot(true);
    m_logTimer.setInterval(logPeriodMs);
    connect(&m_logTimer, &QTimer::timeout, this, &ScenarioRun::flushLog);
}

ScenarioRun::~ScenarioRun()
{
    if (m_process)
        m_process->disconnect(this);
}

bool ScenarioRun::isActive() const
{
    return m_state == State::Starting || m_state == State::Running || m_state == State::Stopping;
}

double ScenarioRun::progress() const
{
    if (m_startedCount == 0)
        return m_state == State::Finished ? 1 : -1;
    if (!isActive())
        return 1;
    // By steps; within the one that runs, by what it counts.
    double within = 0;
    if (m_steps.rowCount() > 0) {
        double over = 0;
        for (int row = 0; row < m_steps.rowCount(); ++row) {
            const auto status = m_steps.at(row).status;
            if (status == RunStepModel::Status::Done || status == RunStepModel::Status::Failed)
                over += 1;
            else if (status == RunStepModel::Status::Running && m_progress.total > 0)
                over += qBound(0.0, double(m_progress.done) / double(m_progress.total), 1.0);
        }
        within = over / m_steps.rowCount();
    } else if (m_progress.total > 0) {
        within = double(m_progress.done) / double(m_progress.total);
    }
    const bool between = int(m_results.size()) >= m_startedCount;
    const double all = qMax(m_startedCount, int(m_request.ids.size()) * m_current.of);
    return qBound(0.0, (m_startedCount - 1 + (between ? 1 : qBound(0.0, within, 1.0))) / all, 1.0);
}

qint64 ScenarioRun::elapsedMs() const
{
    return isActive() ? m_clock.elapsed() : m_elapsedMs;
}

ScenarioRun::Counts ScenarioRun::counts() const
{
    Counts counts;
    counts.checks = m_checks.rowCount();
    counts.checksPassed = counts.checks - m_checks.failed();
    counts.results = int(m_results.size());
    counts.good = int(std::count_if(m_results.begin(), m_results.end(),
                                    [](const ScenarioResult &result) { return result.isGood(); }));
    return counts;
}

QStringList ScenarioRun::arguments() const
{
    QStringList arguments{QStringLiteral("scenario"), QStringLiteral("run")};
    arguments += m_request.ids;
    if (m_request.repeat > 1)
        arguments += {QStringLiteral("--repeat"), QString::number(m_request.repeat)};
    if (!m_request.seed.isEmpty())
        arguments += {QStringLiteral("--seed"), m_request.seed};
    for (auto it = m_request.parameters.begin(); it != m_request.parameters.end(); ++it)
        arguments += {QStringLiteral("--param"), it.key() + u'=' + it.value()};
    if (m_request.saboteurs)
        arguments += QStringLiteral("--saboteurs");
    return arguments;
}

QString ScenarioRun::command() const
{
    if (!m_results.empty() && !m_results.back().reproduce.isEmpty())
        return m_results.back().reproduce;
    QStringList words{QStringLiteral("holdfastctl")};
    words += arguments();
    if (m_request.seed.isEmpty() && !m_current.seed.isEmpty())
        words += {QStringLiteral("--seed"), m_current.seed};
    for (auto &word : words)
        word = shellQuoted(word);
    return words.join(u' ');
}

void ScenarioRun::start(const ScenarioRequest &request)
{
    if (isActive() || request.ids.isEmpty())
        return;
    m_request = request;
    m_steps.reset({});
    m_checks.clear();
    m_log.clear();
    m_pendingLog.clear();
    m_current = {};
    m_progress = {};
    m_sandbox.clear();
    m_error.clear();
    m_firstComplaint.clear();
    m_results.clear();
    m_startedCount = 0;
    m_elapsedMs = 0;
    m_cancelled = false;
    m_output = {};
    m_errors = {};
    m_clock.start();
    m_reportFolder.clear();
    setState(State::Starting);
    launch();
}

void ScenarioRun::launch()
{
    m_process = std::make_unique<LifelineProcess>();
    connect(m_process.get(), &QProcess::started, this, [this] {
        if (m_state == State::Starting)
            setState(State::Running);
    });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &ScenarioRun::readOutput);
    connect(m_process.get(), &QProcess::readyReadStandardError, this, &ScenarioRun::readErrors);
    connect(m_process.get(), &QProcess::finished, this, [this](int exitCode, QProcess::ExitStatus status) {
        ended(exitCode, status == QProcess::CrashExit);
    });
    const auto failed = [this] {
        m_error = tr("%1 could not be started: %2").arg(m_ctl, m_process->errorString());
        setState(State::Failed);
    };
    connect(m_process.get(), &QProcess::errorOccurred, this, [failed](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            failed();
    });
    QStringList words = arguments();
    if (m_request.paceMs > 0)
        words += {QStringLiteral("--pace"), QString::number(m_request.paceMs)};
    // The page follows one run at a time.
    words += {QStringLiteral("--jobs"), QStringLiteral("1"), QStringLiteral("--events"), QStringLiteral("--data-dir"),
              m_dataDir};
    if (!m_process->startWithLifeline(m_ctl, words))
        failed();
}

void ScenarioRun::cancel()
{
    if (m_state != State::Starting && m_state != State::Running)
        return;
    m_cancelled = true;
    if (const qint64 pid = m_process->processId(); pid > 0)
        ::kill(pid_t(pid), SIGINT);
    m_killTimer.start();
    setState(State::Stopping);
}

void ScenarioRun::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    emit stateChanged();
}

void ScenarioRun::readOutput()
{
    const auto lines = m_output.feed(m_process->readAllStandardOutput());
    for (const auto &line : lines)
        handle(parseRunEvent(line));
}

void ScenarioRun::readErrors()
{
    const auto lines = m_errors.feed(m_process->readAllStandardError());
    for (const auto &line : lines)
        addComplaint(line);
}

void ScenarioRun::addComplaint(const QByteArray &line)
{
    const auto text = QString::fromUtf8(line.left(RunLogModel::lineCap));
    if (m_firstComplaint.isEmpty())
        m_firstComplaint = text.trimmed();
    addLog({{}, RunLogModel::Level::Raw, {}, text});
}

void ScenarioRun::addLog(const RunLogModel::Line &line)
{
    if (m_pendingLog.size() >= pendingCap)
        flushLog();
    m_pendingLog.append(line);
    if (!m_logTimer.isActive())
        m_logTimer.start();
}

void ScenarioRun::flushLog()
{
    m_log.append(std::exchange(m_pendingLog, {}));
}

void ScenarioRun::handle(const RunEvent &event)
{
    const auto &body = event.body;
    if (const auto *garbage = std::get_if<RunGarbage>(&body)) {
        addLog({event.at, RunLogModel::Level::Raw, {}, garbage->text});
    } else if (const auto *started = std::get_if<RunStarted>(&body)) {
        m_currentRun = event.run;
        began(*started);
    } else if (const auto *sandbox = std::get_if<RunSandbox>(&body)) {
        m_sandbox = sandbox->name;
        emit sandboxUp(m_sandbox);
    } else if (const auto *step = std::get_if<RunStepModel::Step>(&body)) {
        // What was counted belongs to the step that was running.
        if (step->status == RunStepModel::Status::Running)
            m_progress = {};
        m_steps.update(*step);
        emit progressChanged();
    } else if (const auto *progress = std::get_if<RunProgress>(&body)) {
        m_progress = *progress;
        emit progressChanged();
    } else if (const auto *check = std::get_if<CheckResult>(&body)) {
        m_checks.set(*check);
        emit progressChanged();
    } else if (const auto *line = std::get_if<RunLogModel::Line>(&body)) {
        addLog(*line);
    } else if (const auto *fault = std::get_if<RunFault>(&body)) {
        QString text = (fault->on ? tr("on: %1") : tr("off: %1")).arg(fault->name);
        if (!fault->detail.isEmpty())
            text += QStringLiteral(", ") + fault->detail;
        addLog({event.at, RunLogModel::Level::Fault, QStringLiteral("fault"), text});
    } else if (const auto *result = std::get_if<ScenarioResult>(&body)) {
        concluded(*result, event.run == m_currentRun);
    }
    // RunFinished says what the process's exit says again; metrics and loads are in the report.
}

void ScenarioRun::began(const RunStarted &started)
{
    ++m_startedCount;
    m_current = started;
    m_reportFolder = started.report;
    m_progress = {};
    m_sandbox.clear();
    m_steps.reset(started.steps);
    m_checks.clear();
    emit scenarioStarted(started.scenario);
    emit progressChanged();
}

void ScenarioRun::concluded(const ScenarioResult &result, bool onShow)
{
    if (m_results.size() == resultCap)
        m_results.erase(m_results.begin());
    m_results.push_back(result);
    // The result is the truth; events before it may have been lost to a cut. That of a run that was run again comes late.
    if (onShow) {
        for (const auto &check : result.checks)
            m_checks.set(check);
        for (const auto &condition : result.conditions)
            m_checks.set(condition);
    }
    m_sandbox.clear();
    emit progressChanged();
    emit resultReady(result);
}

void ScenarioRun::ended(int exitCode, bool crashed)
{
    readOutput();
    readErrors();
    if (const auto rest = m_output.finish(); !rest.isEmpty())
        handle(parseRunEvent(rest));
    if (const auto rest = m_errors.finish(); !rest.isEmpty())
        addComplaint(rest);
    flushLog();
    m_killTimer.stop();
    m_process->closeLifeline();
    m_elapsedMs = m_clock.elapsed();
    m_sandbox.clear();
    m_steps.endRunning();
    const bool stopped = m_cancelled || (!crashed && exitCode == exitAborted);
    // Asked to stop, it may have been done already: then its results stand.
    const bool cut = std::any_of(m_results.begin(), m_results.end(), [](const ScenarioResult &result) {
        return result.status == ScenarioStatus::Aborted || result.status == ScenarioStatus::NotRun;
    });
    m_cancelled = stopped && (cut || int(m_results.size()) < qMax(1, m_startedCount));
    if (!stopped && (crashed || m_results.empty())) {
        m_error = crashed ? tr("The scenario runner ended unexpectedly.")
            : m_firstComplaint.isEmpty() ? tr("The scenario runner ended with exit code %1.").arg(exitCode)
                                         : m_firstComplaint;
        setState(State::Failed);
    } else {
        setState(State::Finished);
    }
    emit progressChanged();
}

} // namespace holdfast::models

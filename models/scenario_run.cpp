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

QString checksText(const ScenarioResult &result)
{
    qsizetype passed = 0;
    for (const auto &check : result.checks)
        passed += check.ok ? 1 : 0;
    return QStringLiteral("%1 of %2 checks passed").arg(passed).arg(result.checks.size());
}

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
    double within = 0;
    if (m_progress.total > 0) {
        within = double(m_progress.done) / double(m_progress.total);
    } else if (m_steps.rowCount() > 0) {
        int over = 0;
        for (int row = 0; row < m_steps.rowCount(); ++row) {
            const auto status = m_steps.at(row).status;
            over += status == RunStepModel::Status::Done || status == RunStepModel::Status::Failed ? 1 : 0;
        }
        within = double(over) / m_steps.rowCount();
    }
    const bool between = int(m_results.size()) >= m_startedCount;
    const double all = qMax(m_startedCount, int(m_request.ids.size()) * m_current.of);
    return qBound(0.0, (m_startedCount - 1 + (between ? 1 : qBound(0.0, within, 1.0))) / all, 1.0);
}

qint64 ScenarioRun::elapsedMs() const
{
    return isActive() ? m_clock.elapsed() : m_elapsedMs;
}

QString ScenarioRun::summary() const
{
    if (m_state == State::Failed)
        return m_error;
    if (m_state != State::Finished)
        return {};
    if (m_cancelled)
        return QStringLiteral("Stopped");
    if (m_results.empty())
        return QStringLiteral("No result");
    const auto seconds = QStringLiteral("%1 s").arg(double(m_elapsedMs) / 1000, 0, 'f', 1);
    if (m_request.saboteurs) {
        const auto caught = std::count_if(m_results.begin(), m_results.end(),
                                          [](const ScenarioResult &result) { return result.isGood(); });
        return QStringLiteral("%1 of %2 saboteurs caught, %3").arg(caught).arg(m_results.size()).arg(seconds);
    }
    if (m_results.size() == 1) {
        const auto &result = m_results.front();
        return QStringLiteral("%1, %2, %3").arg(label(result.status), checksText(result), seconds);
    }
    const auto passed = std::count_if(m_results.begin(), m_results.end(),
                                      [](const ScenarioResult &result) { return result.isGood(); });
    return QStringLiteral("%1 of %2 runs passed, %3").arg(passed).arg(m_results.size()).arg(seconds);
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
    if (m_request.keepSandbox)
        arguments += QStringLiteral("--keep");
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
    m_metrics.clear();
    m_current = {};
    m_progress = {};
    m_runId.clear();
    m_sandbox.clear();
    m_error.clear();
    m_results.clear();
    m_exitCode = 0;
    m_startedCount = 0;
    m_elapsedMs = 0;
    m_cancelled = false;
    m_output = {};
    m_errors = {};
    m_clock.start();
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    m_reportFolder = QStringLiteral("%1/runs/%2-%3").arg(m_dataDir, stamp, request.ids.first());
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
        m_error = QStringLiteral("%1 could not be started: %2").arg(m_ctl, m_process->errorString());
        setState(State::Failed);
    };
    connect(m_process.get(), &QProcess::errorOccurred, this, [failed](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            failed();
    });
    QStringList words = arguments();
    words += {QStringLiteral("--events"), QStringLiteral("--report"), m_reportFolder, QStringLiteral("--data-dir"),
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
        addLog({{}, RunLogModel::Level::Raw, {}, QString::fromUtf8(line.left(RunLogModel::lineCap))});
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
    if (!event.run.isEmpty())
        m_runId = event.run;
    const auto &body = event.body;
    if (const auto *garbage = std::get_if<RunGarbage>(&body)) {
        addLog({event.at, RunLogModel::Level::Raw, {}, garbage->text});
    } else if (const auto *started = std::get_if<RunStarted>(&body)) {
        began(*started);
    } else if (const auto *sandbox = std::get_if<RunSandbox>(&body)) {
        m_sandbox = sandbox->name;
        emit sandboxUp(m_sandbox);
    } else if (const auto *step = std::get_if<RunStepModel::Step>(&body)) {
        m_steps.update(*step);
        emit progressChanged();
    } else if (const auto *progress = std::get_if<RunProgress>(&body)) {
        m_progress = *progress;
        emit progressChanged();
    } else if (const auto *metric = std::get_if<RunMetric>(&body)) {
        if (m_metrics.size() < metricCap || m_metrics.contains(metric->name))
            m_metrics.insert(metric->name, metric->value);
        emit metricsChanged();
    } else if (const auto *check = std::get_if<CheckResult>(&body)) {
        m_checks.set(*check);
        emit progressChanged();
    } else if (const auto *line = std::get_if<RunLogModel::Line>(&body)) {
        addLog(*line);
    } else if (const auto *fault = std::get_if<RunFault>(&body)) {
        QString text = (fault->on ? QStringLiteral("on: ") : QStringLiteral("off: ")) + fault->name;
        if (!fault->detail.isEmpty())
            text += QStringLiteral(", ") + fault->detail;
        addLog({event.at, RunLogModel::Level::Fault, QStringLiteral("fault"), text});
    } else if (const auto *result = std::get_if<ScenarioResult>(&body)) {
        concluded(*result);
    }
    // RunFinished says what the process's exit says again.
}

void ScenarioRun::began(const RunStarted &started)
{
    ++m_startedCount;
    m_current = started;
    m_progress = {};
    m_sandbox.clear();
    m_steps.reset(started.steps);
    m_checks.clear();
    m_metrics.clear();
    emit scenarioStarted(started.scenario);
    emit progressChanged();
    emit metricsChanged();
}

void ScenarioRun::concluded(const ScenarioResult &result)
{
    if (m_results.size() == resultCap)
        m_results.erase(m_results.begin());
    m_results.push_back(result);
    // The result is the truth; events before it may have been lost to a cut.
    for (const auto &check : result.checks)
        m_checks.set(check);
    for (const auto &condition : result.conditions)
        m_checks.set(condition);
    m_metrics = result.metrics.isEmpty() ? m_metrics : result.metrics;
    m_sandbox.clear();
    emit metricsChanged();
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
        addLog({{}, RunLogModel::Level::Raw, {}, QString::fromUtf8(rest.left(RunLogModel::lineCap))});
    QString lastWords;
    for (const auto &line : m_pendingLog)
        lastWords = line.level == RunLogModel::Level::Raw ? line.text : lastWords;
    flushLog();
    m_killTimer.stop();
    m_process->closeLifeline();
    m_elapsedMs = m_clock.elapsed();
    m_exitCode = exitCode;
    m_sandbox.clear();
    m_steps.endRunning();
    const bool stopped = m_cancelled || (!crashed && exitCode == exitAborted);
    m_cancelled = stopped && int(m_results.size()) < qMax(1, m_startedCount);
    if (!stopped && (crashed || m_results.empty())) {
        m_error = crashed ? QStringLiteral("The scenario runner ended unexpectedly.")
            : lastWords.isEmpty() ? QStringLiteral("The scenario runner ended with exit code %1.").arg(exitCode)
                                  : lastWords;
        setState(State::Failed);
    } else {
        setState(State::Finished);
    }
    emit progressChanged();
}

} // namespace holdfast::models

#include "models/scenario_run.h"

#include "models/lifeline_process.h"

#include <QRegularExpression>

#include <algorithm>
#include <csignal>

namespace holdfast::models {

namespace {

constexpr int patienceMs = 10'000;   // between SIGINT and SIGKILL
constexpr int logPeriodMs = 100;     // lines are shown in batches
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
    reset();
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

ScenarioRun::Record ScenarioRun::recordOf(const QString &scenario) const
{
    const auto found = std::find_if(m_records.rbegin(), m_records.rend(), [&](const Record &record) {
        return record->hasBegun() && record->started().scenario == scenario;
    });
    return found == m_records.rend() ? Record() : *found;
}

ScenarioRun::Record ScenarioRun::recordWithId(const QString &run) const
{
    const auto found = std::find_if(m_records.rbegin(), m_records.rend(), [&](const Record &record) {
        return record->hasBegun() && record->id() == run;
    });
    return found == m_records.rend() ? Record() : *found;
}

QStringList ScenarioRun::runningIds() const
{
    QStringList ids;
    for (const auto &record : m_records) {
        if (isActive() && record->hasBegun() && !record->isOver())
            ids.append(record->started().scenario);
    }
    return ids;
}

QString ScenarioRun::sandboxName() const
{
    return isActive() && !m_followed->isOver() ? m_followed->sandboxName() : QString();
}

bool ScenarioRun::isOfSeveral() const
{
    return m_results.size() > 1 || m_startedCount > 1 || m_request.ids.size() > 1 || m_request.saboteurs
        || current().of > 1;
}

double ScenarioRun::progress() const
{
    if (m_startedCount == 0)
        return m_state == State::Finished ? 1 : -1;
    if (!isActive())
        return 1;
    double done = m_concludedCount;
    for (const auto &record : m_records) {
        if (record->hasBegun() && !record->isOver() && record->started().rerunOf.isEmpty())
            done += record->progress();
    }
    const int all = std::max({m_startedCount, m_concludedCount, int(m_request.ids.size()) * current().of});
    return qBound(0.0, done / all, 1.0);
}

qint64 ScenarioRun::elapsedMs() const
{
    return isActive() ? m_clock.elapsed() : m_elapsedMs;
}

ScenarioRun::Counts ScenarioRun::counts() const
{
    Counts counts;
    counts.checks = m_followed->checks()->rowCount();
    counts.checksPassed = counts.checks - m_followed->checks()->failed();
    for (const auto &result : m_results) {
        if (!result.rerunOf.isEmpty())
            continue;
        ++counts.results;
        counts.good += result.isGood() ? 1 : 0;
    }
    return counts;
}

QStringList ScenarioRun::arguments() const
{
    QStringList arguments{QStringLiteral("scenario"), QStringLiteral("run")};
    if (m_request.all)
        arguments += QStringLiteral("all");
    else
        arguments += m_request.ids;
    if (m_request.jobs > 0)
        arguments += {QStringLiteral("--jobs"), QString::number(m_request.jobs)};
    if (m_request.repeat > 1)
        arguments += {QStringLiteral("--repeat"), QString::number(m_request.repeat)};
    if (!m_request.seed.isEmpty())
        arguments += {QStringLiteral("--seed"), m_request.seed};
    for (auto it = m_request.parameters.begin(); it != m_request.parameters.end(); ++it)
        arguments += {QStringLiteral("--param"), it.key() + u'=' + it.value()};
    if (m_request.saboteurs && !m_request.saboteur.isEmpty())
        arguments += {QStringLiteral("--saboteur"), m_request.saboteur};
    else if (m_request.saboteurs)
        arguments += QStringLiteral("--saboteurs");
    if (m_request.keep)
        arguments += QStringLiteral("--keep");
    return arguments;
}

QString ScenarioRun::command() const
{
    if (!isOfSeveral() && !m_results.empty() && !m_results.back().reproduce.isEmpty())
        return m_results.back().reproduce;
    QStringList words{QStringLiteral("holdfastctl")};
    words += arguments();
    if (const auto &first = m_records.front()->started().seed; m_request.seed.isEmpty() && !first.isEmpty())
        words += {QStringLiteral("--seed"), first};
    for (auto &word : words)
        word = shellQuoted(word);
    return words.join(u' ');
}

void ScenarioRun::start(const ScenarioRequest &request)
{
    if (isActive() || request.ids.isEmpty())
        return;
    m_request = request;
    reset();
    m_error.clear();
    m_firstComplaint.clear();
    m_results.clear();
    m_startedCount = 0;
    m_concludedCount = 0;
    m_elapsedMs = 0;
    m_cancelled = false;
    m_output = {};
    m_errors = {};
    m_clock.start();
    setState(State::Starting);
    launch();
}

/// A blank record: what the runner says before its first run belongs somewhere.
void ScenarioRun::reset()
{
    m_records.assign(1, std::make_shared<RunRecord>());
    setFollowed(m_records.front());
}

void ScenarioRun::setFollowed(const Record &record)
{
    if (m_followed == record)
        return;
    m_followed = record;
    emit followedChanged();
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
    words += {QStringLiteral("--events"), QStringLiteral("--data-dir"), m_dataDir};
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

/// What no run has said itself.
void ScenarioRun::addLog(const RunLogModel::Line &line)
{
    m_followed->addLine(line);
    flushLater();
}

void ScenarioRun::flushLater()
{
    if (!m_logTimer.isActive())
        m_logTimer.start();
}

void ScenarioRun::flushLog()
{
    for (const auto &record : m_records)
        record->flushLog();
}

void ScenarioRun::handle(const RunEvent &event)
{
    if (std::holds_alternative<RunStarted>(event.body)) {
        began(event);
        return;
    }
    if (std::holds_alternative<RunFinished>(event.body))
        return; // the process's exit says it again
    auto record = event.run.isEmpty() ? m_followed : recordWithId(event.run);
    if (const auto *result = std::get_if<ScenarioResult>(&event.body)) {
        const bool neverBegan = result->status == ScenarioStatus::NotRun || (record && !record->hasBegun());
        concluded(neverBegan ? Record() : record, *result);
        return;
    }
    if (!record)
        record = m_followed;
    record->apply(event);
    flushLater();
    if (const auto *sandbox = std::get_if<RunSandbox>(&event.body); sandbox && record == m_followed)
        emit sandboxUp(sandbox->name);
    const bool moved = std::holds_alternative<RunStepModel::Step>(event.body)
        || std::holds_alternative<RunProgress>(event.body) || std::holds_alternative<CheckResult>(event.body);
    if (moved)
        emit progressChanged();
}

void ScenarioRun::began(const RunEvent &event)
{
    if (std::get<RunStarted>(event.body).rerunOf.isEmpty())
        ++m_startedCount;
    auto record = m_records.front();
    if (record->hasBegun()) {
        if (m_records.size() == recordCap) {
            const auto over = std::find_if(m_records.begin(), m_records.end(),
                                           [](const Record &known) { return known->isOver(); });
            m_records.erase(over == m_records.end() ? m_records.begin() : over);
        }
        record = std::make_shared<RunRecord>();
        m_records.push_back(record);
    }
    record->apply(event);
    if (m_followed->isOver())
        setFollowed(record);
    emit scenarioStarted(record->started().scenario);
    emit progressChanged();
}

/// `record`: null for a run that never began.
void ScenarioRun::concluded(const Record &record, const ScenarioResult &result)
{
    if (result.rerunOf.isEmpty())
        ++m_concludedCount;
    if (m_results.size() == resultCap)
        m_results.erase(m_results.begin());
    m_results.push_back(result);
    if (record)
        record->setResult(result);
    emit progressChanged();
    emit resultReady(result);
    if (!m_followed->isOver())
        return;
    // Others may be under way: the one that began first is the next to be followed.
    const auto next = std::find_if(m_records.begin(), m_records.end(),
                                   [](const Record &known) { return !known->isOver(); });
    if (next != m_records.end())
        setFollowed(*next);
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
    for (const auto &record : m_records) {
        if (!record->isOver())
            record->end();
    }
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

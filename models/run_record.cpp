#include "models/run_record.h"

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr qsizetype pendingCap = 2 * RunLogModel::cap;

} // namespace

// The models are children: they move to another thread with it.
RunRecord::RunRecord(QObject *parent)
    : QObject(parent), m_steps(this), m_checks(this), m_log(this), m_load(this)
{
    m_clock.start();
}

RunRecord::~RunRecord() = default;

double RunRecord::progress() const
{
    if (m_over)
        return 1;
    if (m_steps.rowCount() == 0)
        return m_progress.total > 0 ? qBound(0.0, double(m_progress.done) / double(m_progress.total), 1.0) : 0;
    double over = 0;
    for (int row = 0; row < m_steps.rowCount(); ++row) {
        const auto status = m_steps.at(row).status;
        if (status == RunStepModel::Status::Done || status == RunStepModel::Status::Failed)
            over += 1;
        else if (status == RunStepModel::Status::Running && m_progress.total > 0)
            over += qBound(0.0, double(m_progress.done) / double(m_progress.total), 1.0);
    }
    return over / m_steps.rowCount();
}

qint64 RunRecord::elapsedMs() const
{
    return m_over ? m_elapsedMs : m_clock.elapsed();
}

QString RunRecord::runningStep() const
{
    for (int row = 0; row < m_steps.rowCount(); ++row) {
        if (m_steps.at(row).status == RunStepModel::Status::Running)
            return m_steps.at(row).name;
    }
    return {};
}

const QString &RunRecord::command() const
{
    static const QString none;
    return m_result ? m_result->reproduce : none;
}

void RunRecord::apply(const RunEvent &event)
{
    const auto &body = event.body;
    if (event.at.isValid())
        m_lastAt = event.at;
    if (const auto *garbage = std::get_if<RunGarbage>(&body)) {
        addLine({event.at, RunLogModel::Level::Raw, {}, garbage->text});
    } else if (const auto *started = std::get_if<RunStarted>(&body)) {
        begin(event, *started);
    } else if (const auto *sandbox = std::get_if<RunSandbox>(&body)) {
        m_sandbox = sandbox->name;
    } else if (const auto *step = std::get_if<RunStepModel::Step>(&body)) {
        // What was counted belongs to the step that was running.
        if (step->status == RunStepModel::Status::Running)
            m_progress = {};
        m_steps.update(*step);
    } else if (const auto *progress = std::get_if<RunProgress>(&body)) {
        m_progress = *progress;
    } else if (const auto *check = std::get_if<CheckResult>(&body)) {
        m_checks.set(*check);
    } else if (const auto *line = std::get_if<RunLogModel::Line>(&body)) {
        addLine(*line);
        return; // shown when flushed
    } else if (const auto *fault = std::get_if<RunFault>(&body)) {
        addFault(event.at, *fault);
    } else if (const auto *sample = std::get_if<LoadSample>(&body)) {
        m_load.add(*sample);
    } else if (const auto *result = std::get_if<ScenarioResult>(&body)) {
        setResult(*result);
        return;
    } else {
        return; // metrics are in the report; that all is over the process says
    }
    emit changed();
}

void RunRecord::begin(const RunEvent &event, const RunStarted &started)
{
    m_id = event.run;
    m_begun = true;
    m_started = started;
    m_startedAt = event.at;
    m_progress = {};
    m_clock.start();
    m_steps.reset(started.steps);
    m_checks.clear();
}

void RunRecord::addFault(const QDateTime &at, const RunFault &fault)
{
    m_load.setFault(fault.name, fault.on, fault.detail, sinceStart(at));
    QString text = (fault.on ? tr("on: %1") : tr("off: %1")).arg(fault.name);
    if (!fault.detail.isEmpty())
        text += QStringLiteral(", ") + fault.detail;
    addLine({at, RunLogModel::Level::Fault, QStringLiteral("fault"), text});
}

qint64 RunRecord::sinceStart(const QDateTime &at) const
{
    return m_startedAt.isValid() && at.isValid() ? std::max<qint64>(0, m_startedAt.msecsTo(at)) : 0;
}

void RunRecord::addLine(const RunLogModel::Line &line)
{
    if (m_pendingLog.size() >= pendingCap)
        flushLog();
    m_pendingLog.append(line);
}

void RunRecord::flushLog()
{
    if (!m_pendingLog.isEmpty())
        m_log.append(std::exchange(m_pendingLog, {}));
}

void RunRecord::setResult(const ScenarioResult &result)
{
    // The result is the truth; events before it may have been lost to a cut.
    for (const auto &check : result.checks)
        m_checks.set(check);
    for (const auto &condition : result.conditions)
        m_checks.set(condition);
    m_result = result;
    if (!result.report.isEmpty())
        m_folder = result.report;
    if (!m_begun) { // a file without events
        m_started.scenario = result.id;
        m_started.title = result.title;
        m_started.seed = result.seed;
        m_started.saboteur = result.saboteur;
    }
    end();
    m_elapsedMs = result.durationMs;
}

void RunRecord::end()
{
    if (!m_over)
        m_elapsedMs = m_clock.elapsed();
    m_over = true;
    flushLog();
    m_steps.endRunning();
    m_load.endFaults(std::max(sinceStart(m_lastAt),
                              m_load.samples().empty() ? qint64(0) : m_load.samples().back().atMs));
    emit changed();
}

} // namespace holdfast::models

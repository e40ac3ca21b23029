#include "models/scenario_catalogue.h"

#include "models/run_event.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <algorithm>
#include <memory>

namespace holdfast::models {

namespace {

constexpr qsizetype runCap = 100;         // stored runs looked at, newest first
constexpr qint64 resultFileCap = 4 << 20; // a result is a few kilobytes
constexpr qint64 outputCap = 8 << 20;

/// Whether it says something about the scenario: without saboteur, run to its end, and not only to see whether another
/// run was flaky.
bool counts(const ScenarioResult &result)
{
    return result.saboteur.isEmpty() && result.rerunOf.isEmpty() && result.status != ScenarioStatus::Aborted
        && result.status != ScenarioStatus::NotRun;
}

/// A scenario's stored results below one folder. A run of several has a folder each.
void readResults(const QString &folder, QHash<QString, ScenarioResult> &newest)
{
    QDirIterator files(folder, {QStringLiteral("result.json")}, QDir::Files, QDirIterator::Subdirectories);
    for (int found = 0; files.hasNext() && found < runCap; ++found) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly) || file.size() > resultFileCap)
            continue;
        auto result = parseResult(file.readAll());
        if (result.id.isEmpty() || !counts(result))
            continue;
        result.finishedAt = QFileInfo(file).lastModified();
        if (result.report.isEmpty())
            result.report = QFileInfo(file).absolutePath();
        auto &known = newest[result.id];
        if (!known.finishedAt.isValid() || known.finishedAt < result.finishedAt)
            known = result;
    }
}

QHash<QString, ScenarioResult> newestResults(const QString &runs)
{
    QHash<QString, ScenarioResult> newest;
    const auto folders = QDir(runs).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
    for (qsizetype i = 0; i < std::min(folders.size(), runCap); ++i)
        readResults(folders.at(i).absoluteFilePath(), newest);
    return newest;
}

std::optional<qint64> bound(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

Scenario toScenario(const QJsonObject &json)
{
    Scenario scenario;
    scenario.id = json.value(u"id").toString();
    scenario.title = json.value(u"title").toString();
    scenario.expectation = json.value(u"expectation").toString();
    scenario.area = json.value(u"area").toString();
    scenario.exclusive = json.value(u"exclusive").toBool();
    const auto parameters = json.value(u"parameters").toArray();
    for (const auto &value : parameters) {
        const auto parameter = value.toObject();
        scenario.parameters.append({parameter.value(u"name").toString(),
                                    parameter.value(u"default").toVariant().toString(),
                                    parameter.value(u"text").toString(), bound(parameter.value(u"lowest")),
                                    bound(parameter.value(u"highest"))});
    }
    const auto saboteurs = json.value(u"saboteurs").toArray();
    for (const auto &value : saboteurs) {
        const auto saboteur = value.toObject();
        scenario.saboteurs.append({saboteur.value(u"name").toString(), saboteur.value(u"text").toString(),
                                   saboteur.value(u"caught_by").toString()});
    }
    return scenario;
}

} // namespace

ScenarioCatalogue::ScenarioCatalogue(const QString &ctl, const QString &dataDir, QObject *parent)
    : QAbstractTableModel(parent), m_ctl(ctl), m_dataDir(dataDir)
{
    connect(&m_process, &QProcess::finished, this, &ScenarioCatalogue::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(tr("%1 could not be started: %2").arg(m_ctl, m_process.errorString()));
    });
}

ScenarioCatalogue::~ScenarioCatalogue()
{
    m_process.disconnect(this);
    if (m_resultReader)
        m_resultReader->wait();
}

int ScenarioCatalogue::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_scenarios.size());
}

int ScenarioCatalogue::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ScenarioCatalogue::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &scenario = at(index.row());
    const auto result = lastResult(scenario.id);
    const auto status = isRunning(scenario.id) ? ScenarioStatus::Running : result.status;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        break;
    case Qt::ToolTipRole:
        return index.column() == LastStatus && !result.error.isEmpty() ? result.error : scenario.expectation;
    case ScenarioIdRole:
        return scenario.id;
    case StatusRole:
        return int(status);
    case ExpectationRole:
        return scenario.expectation;
    case FlakyRole:
        return result.flaky;
    case GroupRole:
        return index.row() == 0 || at(index.row() - 1).area != scenario.area ? scenario.area : QString();
    default:
        return {};
    }
    switch (index.column()) {
    case Id:
        return scenario.id;
    case Title:
        return scenario.title;
    case Area:
        return scenario.area;
    case LastStatus:
        return label(status);
    case LastRun:
        return momentText(result.finishedAt);
    case Duration:
        return result.durationMs > 0 ? durationText(result.durationMs) : QString();
    default:
        return {};
    }
}

QVariant ScenarioCatalogue::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return tr("Id");
    case Title:
        return tr("Scenario");
    case Area:
        return tr("Area");
    case LastStatus:
        return tr("Last result");
    case LastRun:
        return tr("Last run");
    case Duration:
        return tr("Took");
    default:
        return {};
    }
}

int ScenarioCatalogue::rowOf(const QString &id) const
{
    const auto found = std::find_if(m_scenarios.begin(), m_scenarios.end(),
                                    [&](const Scenario &scenario) { return scenario.id == id; });
    return found == m_scenarios.end() ? -1 : int(found - m_scenarios.begin());
}

ScenarioResult ScenarioCatalogue::lastResult(const QString &id) const
{
    return m_results.value(id);
}

std::vector<Scenario> ScenarioCatalogue::parse(const QByteArray &output, int *skipped)
{
    std::vector<Scenario> scenarios;
    int unreadable = 0;
    const auto lines = output.split('\n');
    for (const auto &line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        auto scenario = toScenario(QJsonDocument::fromJson(line).object());
        const bool repeated = std::any_of(scenarios.begin(), scenarios.end(),
                                          [&](const Scenario &known) { return known.id == scenario.id; });
        if (scenario.id.isEmpty() || scenario.title.isEmpty() || repeated)
            ++unreadable;
        else
            scenarios.push_back(std::move(scenario));
    }
    if (skipped)
        *skipped = unreadable;
    return scenarios;
}

void ScenarioCatalogue::reload()
{
    if (m_state == State::Loading)
        return;
    m_state = State::Loading;
    m_error.clear();
    emit stateChanged();
    m_process.start(m_ctl, {QStringLiteral("scenario"), QStringLiteral("list"), QStringLiteral("--json")},
                    QIODevice::ReadOnly);
}

void ScenarioCatalogue::finish(int exitCode, QProcess::ExitStatus status)
{
    const QByteArray output = m_process.read(outputCap);
    const QString complaint = QString::fromUtf8(m_process.readAllStandardError()).trimmed().section(u'\n', 0, 0);
    if (status != QProcess::NormalExit || exitCode != 0) {
        fail(complaint.isEmpty() ? tr("The scenario runner ended with exit code %1.").arg(exitCode)
                                 : complaint);
        return;
    }
    auto scenarios = parse(output);
    if (scenarios.empty()) {
        fail(tr("The scenario runner lists no scenarios."));
        return;
    }
    QStringList areas; // in the order of their first scenario
    for (const auto &scenario : scenarios) {
        if (!areas.contains(scenario.area))
            areas.append(scenario.area);
    }
    std::stable_sort(scenarios.begin(), scenarios.end(), [&areas](const Scenario &a, const Scenario &b) {
        return areas.indexOf(a.area) < areas.indexOf(b.area);
    });
    beginResetModel();
    m_scenarios = std::move(scenarios);
    endResetModel();
    m_state = State::Ready;
    emit stateChanged();
    readStoredResults();
}

void ScenarioCatalogue::fail(const QString &error)
{
    m_state = State::Failed;
    m_error = error;
    emit stateChanged();
}

void ScenarioCatalogue::readStoredResults()
{
    if (m_resultReader)
        return;
    // Hundreds of small files, perhaps on a slow disk: not on the GUI thread.
    auto found = std::make_shared<QHash<QString, ScenarioResult>>();
    m_resultReader.reset(QThread::create([found, runs = m_dataDir + QStringLiteral("/runs")] {
        *found = newestResults(runs);
    }));
    m_resultReader->setObjectName(QStringLiteral("stored-results"));
    connect(m_resultReader.get(), &QThread::finished, this, [this, found] {
        for (auto it = found->cbegin(); it != found->cend(); ++it) {
            if (lastResult(it.key()).finishedAt < it->finishedAt)
                setResult(*it);
        }
        m_resultReader->wait();
        m_resultReader.release()->deleteLater();
    });
    m_resultReader->start(QThread::LowPriority);
}

void ScenarioCatalogue::setResult(const ScenarioResult &result)
{
    if (!counts(result) || rowOf(result.id) < 0)
        return;
    auto stored = result;
    if (!stored.finishedAt.isValid())
        stored.finishedAt = QDateTime::currentDateTime();
    m_results.insert(result.id, stored);
    rowChanged(result.id);
}

void ScenarioCatalogue::setRunning(const QStringList &ids)
{
    if (ids == m_running)
        return;
    const auto before = std::exchange(m_running, ids);
    for (const auto &id : before + ids)
        rowChanged(id);
}

void ScenarioCatalogue::rowChanged(const QString &id)
{
    if (const int row = rowOf(id); row >= 0) {
        emit dataChanged(index(row, LastStatus), index(row, ColumnCount - 1),
                         {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, StatusRole, FlakyRole});
    }
}

} // namespace holdfast::models

#include "models/stored_runs.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(StoredRuns)
};

constexpr qint64 jsonCap = 16 << 20;    // a result is kilobytes, an invocation of thousands of runs a megabyte
constexpr qint64 eventsCap = 256 << 20; // of run.jsonl; what follows is left out, and said
constexpr qint64 pieceSize = 1 << 20;

const auto invocationFile = QStringLiteral("/invocation.json");
const auto resultFile = QStringLiteral("/result.json");
const auto eventsFile = QStringLiteral("/run.jsonl");

/// The object in a file; `problem` says why there is none, in words. A file that does not exist is no problem.
QJsonObject readObject(const QString &path, QString &problem)
{
    QFile file(path);
    if (!file.exists())
        return {};
    if (!QFileInfo(path).isFile()) { // a pipe would be waited for without an end
        problem = Words::tr("%1 is no file").arg(QFileInfo(path).fileName());
        return {};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        problem = Words::tr("%1 cannot be opened: %2").arg(QFileInfo(path).fileName(), file.errorString());
        return {};
    }
    if (file.size() > jsonCap) {
        problem = Words::tr("%1 is larger than any we write").arg(QFileInfo(path).fileName());
        return {};
    }
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject()) {
        problem = Words::tr("%1 is damaged: %2")
                      .arg(QFileInfo(path).fileName(),
                           error.error == QJsonParseError::NoError ? Words::tr("not an object") : error.errorString());
        return {};
    }
    return document.object();
}

QDateTime timeOf(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toLocalTime();
}

/// Of the metrics whose names end so; what counts from the intended start is what clients had to wait, service is not.
std::optional<double> highest(const QMap<QString, double> &metrics, const QString &end)
{
    std::optional<double> most;
    for (auto it = metrics.begin(); it != metrics.end(); ++it) {
        if (it.key().endsWith(end) && !it.key().contains(QLatin1String("service_")))
            most = std::max(most.value_or(*it), *it);
    }
    return most;
}

/// A run as its own files tell it.
StoredRun fromFolder(const QString &folder)
{
    StoredRun run;
    run.folder = folder;
    run.id = QFileInfo(folder).fileName();
    const auto json = readObject(folder + resultFile, run.problem);
    if (json.isEmpty()) {
        run.status = run.problem.isEmpty() ? ScenarioStatus::Aborted : ScenarioStatus::Error;
        run.scenario = run.id.section(u'-', 0, 0);
        run.at = QFileInfo(folder).lastModified();
        return run;
    }
    const auto result = parseResult(QJsonDocument(json).toJson(QJsonDocument::Compact));
    run.scenario = result.id;
    run.title = result.title;
    run.saboteur = result.saboteur;
    run.status = result.status;
    run.caught = !result.caughtBy.isEmpty();
    run.flaky = result.flaky;
    run.durationMs = result.durationMs;
    run.seed = result.seed;
    QStringList parameters;
    for (auto it = result.parameters.begin(); it != result.parameters.end(); ++it)
        parameters.append(it.key() + u'=' + it.value());
    run.parameters = parameters.join(QStringLiteral(", "));
    run.p95Ms = highest(result.metrics, QStringLiteral("p95_ms"));
    run.p99Ms = highest(result.metrics, QStringLiteral("p99_ms"));
    run.perSecond = highest(result.metrics, QStringLiteral("per_second"));
    run.at = QFileInfo(folder + resultFile).lastModified();
    return run;
}

bool isRunFolder(const QString &folder)
{
    return QFile::exists(folder + resultFile) || QFile::exists(folder + eventsFile);
}

std::vector<StoredRun> runsBelow(const QString &folder)
{
    std::vector<StoredRun> runs;
    const auto folders = QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time | QDir::Reversed);
    for (const auto &entry : folders) {
        if (runs.size() == runsOfInvocationCap)
            break;
        if (isRunFolder(entry.absoluteFilePath()))
            runs.push_back(fromFolder(entry.absoluteFilePath()));
    }
    return runs;
}

StoredRun toRun(const QJsonObject &json, const QString &invocationFolder)
{
    StoredRun run;
    run.id = json.value(u"id").toString();
    run.scenario = json.value(u"scenario").toString();
    run.saboteur = json.value(u"saboteur").toString();
    run.repeat = std::max(1, json.value(u"repeat").toInt(1));
    run.rerunOf = json.value(u"rerun_of").toString();
    run.status = parseScenarioStatus(json.value(u"status").toString());
    run.flaky = json.value(u"flaky").toBool();
    run.durationMs = qint64(json.value(u"duration_ms").toDouble());
    if (const auto folder = json.value(u"folder").toString(); !folder.isEmpty())
        run.folder = QDir::cleanPath(QDir(invocationFolder).absoluteFilePath(folder));
    if (run.folder.isEmpty() || !QFile::exists(run.folder + resultFile))
        return run; // it never began, or its evidence was cleared away
    const auto own = fromFolder(run.folder); // who caught it and when it ended stand there
    run.problem = own.problem;
    run.caught = own.caught;
    run.title = own.title;
    run.seed = own.seed;
    run.parameters = own.parameters;
    run.p95Ms = own.p95Ms;
    run.p99Ms = own.p99Ms;
    run.perSecond = own.perSecond;
    run.at = own.at;
    if (own.problem.isEmpty() && own.status == ScenarioStatus::Aborted)
        run.status = ScenarioStatus::Aborted;
    return run;
}

void readIndex(const QJsonObject &json, StoredInvocation &invocation)
{
    invocation.startedAt = timeOf(json.value(u"started_at"));
    invocation.finishedAt = timeOf(json.value(u"finished_at"));
    invocation.command = json.value(u"command").toString();
    invocation.seed = json.value(u"seed").toVariant().toString();
    invocation.saboteurs = json.value(u"saboteurs").toBool();
    const auto runs = json.value(u"runs").toArray();
    for (const auto &run : runs) {
        if (invocation.runs.size() == runsOfInvocationCap)
            break;
        if (!run.isObject())
            continue;
        invocation.runs.push_back(toRun(run.toObject(), invocation.folder));
        // A copied file is younger than what it tells of.
        auto &at = invocation.runs.back().at;
        if (invocation.finishedAt.isValid() && at > invocation.finishedAt)
            at = invocation.finishedAt;
    }
}

/// Without its index: what lies there is told all the same.
void readWithoutIndex(const QFileInfo &entry, StoredInvocation &invocation)
{
    if (isRunFolder(invocation.folder))
        invocation.runs.push_back(fromFolder(invocation.folder)); // a run by itself
    else
        invocation.runs = runsBelow(invocation.folder);
    invocation.startedAt = entry.lastModified();
    const bool whole = invocation.problem.isEmpty() && !invocation.runs.empty()
        && std::all_of(invocation.runs.begin(), invocation.runs.end(),
                       [](const StoredRun &run) { return run.status != ScenarioStatus::Aborted; });
    if (whole)
        invocation.finishedAt = entry.lastModified();
    for (const auto &run : invocation.runs)
        invocation.saboteurs = invocation.saboteurs || !run.saboteur.isEmpty();
}

const StoredInvocation *knownAs(const std::vector<StoredInvocation> &known, const QString &key,
                                const QDateTime &fileTime)
{
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const StoredInvocation &invocation) { return invocation.key == key; });
    const bool same = found != known.end() && fileTime.isValid() && found->fileTime == fileTime
        && found->finishedAt.isValid();
    return same ? &*found : nullptr;
}

} // namespace

std::vector<StoredInvocation> readInvocations(const QString &runsFolder, const std::vector<StoredInvocation> &known)
{
    std::vector<StoredInvocation> found;
    const auto folders = QDir(runsFolder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
    for (qsizetype i = 0; i < std::min(folders.size(), invocationCap); ++i) {
        const auto &entry = folders.at(i);
        StoredInvocation invocation;
        invocation.key = entry.fileName();
        invocation.folder = entry.absoluteFilePath();
        const QFileInfo index(invocation.folder + invocationFile);
        invocation.fileTime = index.exists() ? index.lastModified() : QDateTime();
        if (const auto *same = knownAs(known, invocation.key, invocation.fileTime)) {
            found.push_back(*same);
            continue;
        }
        const auto json = readObject(invocation.folder + invocationFile, invocation.problem);
        if (json.isEmpty())
            readWithoutIndex(entry, invocation);
        else
            readIndex(json, invocation);
        // One that has just begun has its runs' folders before its list.
        if (!json.isEmpty() && invocation.runs.empty() && !invocation.finishedAt.isValid())
            invocation.runs = runsBelow(invocation.folder);
        if (!invocation.runs.empty() || !invocation.problem.isEmpty() || !json.isEmpty())
            found.push_back(std::move(invocation));
    }
    std::stable_sort(found.begin(), found.end(), [](const StoredInvocation &a, const StoredInvocation &b) {
        return a.startedAt > b.startedAt;
    });
    return found;
}

std::shared_ptr<RunRecord> readRun(const QString &folder)
{
    auto record = std::make_shared<RunRecord>();
    record->setFolder(folder);
    QString problem;
    QFile events(folder + eventsFile);
    if (QFileInfo(events).isFile() && events.open(QIODevice::ReadOnly)) {
        LineSplitter lines;
        while (!events.atEnd() && events.pos() < eventsCap) {
            const auto pieces = lines.feed(events.read(pieceSize));
            for (const auto &line : pieces)
                record->apply(parseRunEvent(line));
        }
        if (!events.atEnd())
            problem = Words::tr("run.jsonl is longer than is read; its end is left out");
        if (const auto rest = lines.finish(); !rest.isEmpty())
            record->apply(parseRunEvent(rest));
    } else {
        problem = Words::tr("Its events cannot be read: %1").arg(events.errorString());
    }
    QString resultProblem;
    const auto json = readObject(folder + resultFile, resultProblem);
    if (!json.isEmpty())
        record->setResult(parseResult(QJsonDocument(json).toJson(QJsonDocument::Compact)));
    else if (!resultProblem.isEmpty())
        problem = resultProblem;
    else if (!record->result())
        problem = problem.isEmpty() ? Words::tr("It has no result: it did not finish, or has not yet.") : problem;
    if (!record->isOver())
        record->end();
    record->setFolder(folder);
    record->setProblem(problem);
    return record;
}

QString reportOf(const QString &folder)
{
    for (const auto &candidate : {folder, QFileInfo(folder).absolutePath()}) {
        const auto report = candidate + QStringLiteral("/report.html");
        if (QFile::exists(report))
            return report;
    }
    return folder;
}

} // namespace holdfast::models

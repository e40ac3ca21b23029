#include "models/run_history.h"

#include "models/scenario_run.h"

#include <QDir>

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr int settleMs = 250; // a run writes many files at once

/// Gravest first: what a person wants to know of several.
int gravity(const StoredRun &run)
{
    if (!run.rerunOf.isEmpty()) // says only whether another one is flaky
        return 6;
    if (!run.problem.isEmpty() || run.status == ScenarioStatus::Error)
        return 1;
    if (run.isGood())
        return 5;
    switch (run.status) {
    case ScenarioStatus::Running:
        return 2;
    case ScenarioStatus::Aborted:
        return 3;
    case ScenarioStatus::NotRun:
        return 4;
    default:
        return 0;
    }
}

/// The run that says most about the invocation; -1 without any.
int gravestOf(const StoredInvocation &invocation)
{
    const auto &runs = invocation.runs;
    const auto found = std::min_element(runs.begin(), runs.end(), [](const StoredRun &a, const StoredRun &b) {
        return gravity(a) < gravity(b);
    });
    return found == runs.end() ? -1 : int(found - runs.begin());
}

ScenarioStatus statusOf(const StoredInvocation &invocation)
{
    if (invocation.live)
        return ScenarioStatus::Running;
    const int gravest = gravestOf(invocation);
    if (gravest < 0 || !invocation.problem.isEmpty())
        return invocation.problem.isEmpty() ? ScenarioStatus::Aborted : ScenarioStatus::Error;
    const auto &run = invocation.runs[std::size_t(gravest)];
    // Under saboteurs a run that was caught did well.
    if (run.isGood())
        return invocation.finishedAt.isValid() ? ScenarioStatus::Pass : ScenarioStatus::Aborted;
    if (!run.problem.isEmpty())
        return ScenarioStatus::Error;
    return run.status == ScenarioStatus::Pass ? ScenarioStatus::Fail : run.status; // a saboteur that was missed
}

QString tookText(qint64 ms)
{
    return ms > 0 ? durationText(ms) : QString();
}

QString joined(const QStringList &parts)
{
    QStringList full;
    for (const auto &part : parts) {
        if (!part.isEmpty())
            full.append(part);
    }
    return full.join(QStringLiteral(" · "));
}

StoredRun toRun(const RunRecord &record)
{
    StoredRun run;
    run.id = record.id();
    run.scenario = record.started().scenario;
    run.title = record.started().title;
    run.saboteur = record.started().saboteur;
    run.repeat = record.started().repeat;
    run.rerunOf = record.started().rerunOf;
    run.folder = record.folder();
    run.status = ScenarioStatus::Running;
    run.at = record.startedAt();
    if (const auto &result = record.result()) {
        run.status = result->status;
        run.caught = !result->caughtBy.isEmpty();
        run.flaky = result->flaky;
        run.durationMs = result->durationMs;
    } else if (record.isOver()) {
        run.status = ScenarioStatus::Aborted;
    }
    return run;
}

bool share(const StoredInvocation &a, const StoredInvocation &b)
{
    if (!a.folder.isEmpty() && a.folder == b.folder)
        return true;
    return std::any_of(a.runs.begin(), a.runs.end(), [&](const StoredRun &run) {
        return std::any_of(b.runs.begin(), b.runs.end(), [&](const StoredRun &other) {
            return (!run.id.isEmpty() && run.id == other.id) || (!run.folder.isEmpty() && run.folder == other.folder);
        });
    });
}

} // namespace

RunHistory::RunHistory(const QString &runsFolder, QObject *parent)
    : QAbstractItemModel(parent), m_runsFolder(runsFolder)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(settleMs);
    connect(&m_soon, &QTimer::timeout, this, &RunHistory::reload);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_soon, qOverload<>(&QTimer::start));
}

RunHistory::~RunHistory()
{
    if (m_reader) {
        m_reader->disconnect(this);
        m_reader->wait();
    }
}

// Rows ------------------------------------------------------------------------------------------------------

int RunHistory::childrenOf(const StoredInvocation &invocation)
{
    return invocation.runs.size() > 1 ? int(invocation.runs.size()) : 0;
}

QModelIndex RunHistory::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? m_nodes[std::size_t(parent.row())].get() : nullptr);
}

QModelIndex RunHistory::parent(const QModelIndex &index) const
{
    if (!index.isValid() || !index.internalPointer())
        return {};
    const int row = rowOf(static_cast<const Node *>(index.internalPointer()));
    return row < 0 ? QModelIndex() : createIndex(row, 0, nullptr);
}

int RunHistory::rowOf(const Node *node) const
{
    const auto found = std::find_if(m_nodes.begin(), m_nodes.end(), [node](const auto &known) {
        return known.get() == node;
    });
    return found == m_nodes.end() ? -1 : int(found - m_nodes.begin());
}

int RunHistory::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_nodes.size());
    if (parent.internalPointer() || parent.column() > 0)
        return 0;
    return childrenOf(m_nodes[std::size_t(parent.row())]->invocation);
}

int RunHistory::columnCount(const QModelIndex &) const
{
    return 1;
}

const StoredInvocation *RunHistory::invocationAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    const auto *node = static_cast<const Node *>(index.internalPointer());
    return node ? &node->invocation : &m_nodes[std::size_t(index.row())]->invocation;
}

const StoredRun *RunHistory::runAt(const QModelIndex &index) const
{
    const auto *invocation = invocationAt(index);
    if (!invocation || invocation->runs.empty())
        return nullptr;
    if (index.internalPointer())
        return &invocation->runs[std::size_t(index.row())];
    return &invocation->runs[std::size_t(gravestOf(*invocation))];
}

std::vector<StoredRun> RunHistory::allRuns() const
{
    std::vector<StoredRun> runs;
    for (const auto &node : m_nodes)
        runs.insert(runs.end(), node->invocation.runs.begin(), node->invocation.runs.end());
    return runs;
}

QModelIndex RunHistory::indexOfRun(const QString &runId) const
{
    for (std::size_t row = 0; row < m_nodes.size(); ++row) {
        const auto &runs = m_nodes[row]->invocation.runs;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            if (runs[i].id == runId)
                return runs.size() > 1 ? index(int(i), 0, index(int(row), 0)) : index(int(row), 0);
        }
    }
    return {};
}

// Words -----------------------------------------------------------------------------------------------------

void RunHistory::setTitle(const QString &scenario, const QString &title)
{
    if (m_titles.value(scenario) == title)
        return;
    m_titles.insert(scenario, title);
    for (int row = 0; row < rowCount(); ++row) {
        const auto at = index(row, 0);
        emit dataChanged(at, at);
        if (const int children = rowCount(at); children > 0)
            emit dataChanged(index(0, 0, at), index(children - 1, 0, at));
    }
}

QString RunHistory::titleOf(const StoredRun &run) const
{
    const auto title = m_titles.value(run.scenario, run.title);
    return title.isEmpty() ? run.scenario : run.scenario + u' ' + title;
}

QString RunHistory::titleOf(const StoredInvocation &invocation) const
{
    QStringList scenarios;
    for (const auto &run : invocation.runs) {
        if (!scenarios.contains(run.scenario))
            scenarios.append(run.scenario);
    }
    if (scenarios.isEmpty())
        return invocation.live ? tr("Starting") : tr("No run");
    if (scenarios.size() > 1)
        return tr("%1 scenarios").arg(scenarios.size());
    return titleOf(invocation.runs.front());
}

QString RunHistory::detailOf(const StoredInvocation &invocation) const
{
    if (!invocation.problem.isEmpty())
        return invocation.problem;
    QStringList parts;
    const auto &runs = invocation.runs;
    const auto asked = std::count_if(runs.begin(), runs.end(),
                                     [](const StoredRun &run) { return run.rerunOf.isEmpty(); });
    const auto good = std::count_if(runs.begin(), runs.end(), [](const StoredRun &run) {
        return run.isGood() && run.rerunOf.isEmpty();
    });
    if (asked > 1) {
        parts.append((invocation.saboteurs ? tr("%1 of %2 caught") : tr("%1 of %2 passed")).arg(good).arg(asked));
    } else if (runs.size() == 1 && !runs.front().saboteur.isEmpty()) {
        parts.append(tr("saboteur %1").arg(runs.front().saboteur));
    }
    if (std::any_of(runs.begin(), runs.end(), [](const StoredRun &run) { return run.flaky; }))
        parts.append(tr("flaky"));
    if (!invocation.live && !invocation.finishedAt.isValid())
        parts.append(tr("not finished"));
    if (runs.size() == 1)
        parts.append(tookText(runs.front().durationMs));
    else if (invocation.finishedAt.isValid())
        parts.append(tookText(invocation.startedAt.msecsTo(invocation.finishedAt)));
    parts.append(momentText(invocation.startedAt));
    return joined(parts);
}

QVariant RunHistory::dataOf(const StoredInvocation &invocation, int role) const
{
    const int gravest = gravestOf(invocation);
    const auto *run = gravest < 0 ? nullptr : &invocation.runs[std::size_t(gravest)];
    const bool one = invocation.runs.size() == 1;
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(invocation);
    case Qt::ToolTipRole:
        return joined({titleOf(invocation), detailOf(invocation), run ? run->problem : QString()});
    case Qt::AccessibleTextRole:
        return joined({titleOf(invocation), label(statusOf(invocation)), detailOf(invocation)});
    case StatusRole:
        return int(statusOf(invocation));
    case GoodRole:
        return statusOf(invocation) == ScenarioStatus::Pass;
    case DetailRole:
        return one && !invocation.runs.front().problem.isEmpty() ? invocation.runs.front().problem
                                                                 : detailOf(invocation);
    case FolderRole:
        return one ? invocation.runs.front().folder : invocation.folder;
    case RunIdRole:
        return run ? run->id : QString();
    case ScenarioIdRole:
        return one ? invocation.runs.front().scenario : QString();
    case ProblemRole:
        return invocation.problem.isEmpty() && one ? invocation.runs.front().problem : invocation.problem;
    case LiveRole:
        return invocation.live;
    default:
        return {};
    }
}

QVariant RunHistory::dataOf(const StoredInvocation &invocation, const StoredRun &run, int role) const
{
    const auto detail = [&] {
        if (!run.problem.isEmpty())
            return run.problem;
        return joined({run.saboteur.isEmpty() ? QString()
                           : run.caught       ? tr("saboteur %1, caught").arg(run.saboteur)
                                              : tr("saboteur %1").arg(run.saboteur),
                       run.rerunOf.isEmpty() ? QString() : tr("tried again"), run.flaky ? tr("flaky") : QString(),
                       run.repeat > 1 ? tr("no. %1").arg(run.repeat) : QString(), tookText(run.durationMs),
                       momentText(run.at)});
    };
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(run);
    case Qt::ToolTipRole:
        return joined({titleOf(run), detail()});
    case Qt::AccessibleTextRole:
        return joined({titleOf(run), label(run.status), detail()});
    case StatusRole:
        return int(run.problem.isEmpty() ? run.status : ScenarioStatus::Error);
    case GoodRole:
        return run.isGood();
    case DetailRole:
        return detail();
    case FolderRole:
        return run.folder;
    case RunIdRole:
        return run.id;
    case ScenarioIdRole:
        return run.scenario;
    case ProblemRole:
        return run.problem;
    case LiveRole:
        return invocation.live && run.status == ScenarioStatus::Running;
    default:
        return {};
    }
}

QVariant RunHistory::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &invocation = *invocationAt(index);
    return index.internalPointer() ? dataOf(invocation, invocation.runs[std::size_t(index.row())], role)
                                   : dataOf(invocation, role);
}

// Reading ---------------------------------------------------------------------------------------------------

void RunHistory::reload()
{
    if (m_reader) {
        m_again = true; // what is being read may be older than what changed
        return;
    }
    auto found = std::make_shared<std::vector<StoredInvocation>>();
    m_reader.reset(QThread::create([found, known = m_stored, folder = m_runsFolder] {
        *found = readInvocations(folder, known);
    }));
    m_reader->setObjectName(QStringLiteral("run-history"));
    connect(m_reader.get(), &QThread::finished, this, [this, found] {
        m_reader->wait();
        m_reader.release()->deleteLater();
        m_stored = std::move(*found);
        m_loaded = true;
        merge();
        watch();
        emit loadingChanged();
        if (std::exchange(m_again, false))
            reload();
    });
    m_reader->start(QThread::LowPriority);
    emit loadingChanged();
}

void RunHistory::watch()
{
    // New invocations appear in the folder; the newest one is written until it is done.
    QStringList folders{m_runsFolder};
    if (!m_stored.empty() && !m_stored.front().finishedAt.isValid())
        folders.append(m_stored.front().folder);
    const auto watched = m_watcher.directories();
    for (const auto &folder : watched) {
        if (!folders.contains(folder))
            m_watcher.removePath(folder);
    }
    for (const auto &folder : folders) {
        if (!watched.contains(folder) && QDir(folder).exists())
            m_watcher.addPath(folder);
    }
}

void RunHistory::follow(const ScenarioRun &run)
{
    m_run = &run;
    connect(&run, &ScenarioRun::stateChanged, this, [this, &run] {
        if (run.state() == ScenarioRun::State::Starting) {
            m_live = {};
            m_live.key = QStringLiteral("live/%1").arg(++m_liveCount);
            m_live.startedAt = QDateTime::currentDateTime();
        }
        readLive();
        if (!run.isActive())
            reload();
    });
    connect(&run, &ScenarioRun::scenarioStarted, this, &RunHistory::readLive);
    connect(&run, &ScenarioRun::resultReady, this, &RunHistory::readLive);
}

void RunHistory::readLive()
{
    if (m_live.key.isEmpty())
        return;
    m_live.live = m_run->isActive();
    m_live.saboteurs = m_run->request().saboteurs;
    if (!m_live.live && !m_live.finishedAt.isValid() && m_run->state() == ScenarioRun::State::Finished
        && !m_run->wasStopped())
        m_live.finishedAt = QDateTime::currentDateTime();
    m_live.command = m_run->command();
    for (const auto &record : m_run->records()) { // older ones it no longer holds stay as they were
        if (!record->hasBegun())
            continue;
        const auto run = toRun(*record);
        if (m_live.folder.isEmpty())
            m_live.folder = record->started().report;
        const auto known = std::find_if(m_live.runs.begin(), m_live.runs.end(),
                                        [&](const StoredRun &other) { return other.id == run.id; });
        if (known != m_live.runs.end())
            *known = run;
        else if (m_live.runs.size() < runsOfInvocationCap)
            m_live.runs.push_back(run);
    }
    merge();
}

void RunHistory::merge()
{
    std::vector<StoredInvocation> next;
    next.reserve(m_stored.size() + 1);
    const auto same = std::find_if(m_stored.begin(), m_stored.end(), [this](const StoredInvocation &stored) {
        return !m_live.key.isEmpty() && share(stored, m_live);
    });
    // While it goes its events are newer than its files; afterwards the files are the truth.
    if (!m_live.key.isEmpty() && (m_live.live || (same == m_stored.end() && !m_live.runs.empty())))
        next.push_back(m_live);
    for (auto stored = m_stored.begin(); stored != m_stored.end(); ++stored) {
        if (stored == same && m_live.live)
            continue;
        next.push_back(*stored);
        if (stored == same)
            m_keys.insert(stored->key, m_live.key);
        next.back().key = m_keys.value(stored->key, stored->key); // the row it had while it went
    }
    const auto keep = [&](const QString &key) {
        return std::any_of(next.begin(), next.end(), [&](const StoredInvocation &entry) { return entry.key == key; });
    };
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (keep(m_nodes[std::size_t(row)]->invocation.key))
            continue;
        beginRemoveRows({}, row, row);
        m_nodes.erase(m_nodes.begin() + row);
        endRemoveRows();
    }
    for (int row = 0; row < int(next.size()); ++row) {
        int at = row;
        while (at < rowCount() && m_nodes[std::size_t(at)]->invocation.key != next[std::size_t(row)].key)
            ++at;
        if (at < rowCount() && at > row) {
            beginMoveRows({}, at, at, {}, row);
            std::rotate(m_nodes.begin() + row, m_nodes.begin() + at, m_nodes.begin() + at + 1);
            endMoveRows();
        } else if (at == rowCount()) {
            auto node = std::make_unique<Node>();
            node->invocation = std::move(next[std::size_t(row)]);
            beginInsertRows({}, row, row);
            m_nodes.insert(m_nodes.begin() + row, std::move(node));
            endInsertRows();
            continue;
        }
        mergeRuns(row, std::move(next[std::size_t(row)]));
    }
}

void RunHistory::mergeRuns(int row, StoredInvocation next)
{
    auto &invocation = m_nodes[std::size_t(row)]->invocation;
    if (invocation == next)
        return;
    const auto at = index(row, 0);
    const int before = childrenOf(invocation);
    const int after = childrenOf(next);
    // Runs are only ever added at the end; anything else is another list.
    const auto common = std::min(invocation.runs.size(), next.runs.size());
    const bool grown = after >= before
        && std::equal(invocation.runs.begin(), invocation.runs.begin() + std::ptrdiff_t(common), next.runs.begin(),
                      [](const StoredRun &a, const StoredRun &b) { return a.id == b.id; });
    if (!grown && before > 0) {
        beginRemoveRows(at, 0, before - 1);
        invocation.runs.clear();
        endRemoveRows();
    }
    const int kept = childrenOf(invocation);
    if (after > kept) {
        beginInsertRows(at, kept, after - 1);
        invocation = std::move(next);
        endInsertRows();
    } else {
        invocation = std::move(next);
    }
    emit dataChanged(at, at);
    if (kept > 0)
        emit dataChanged(index(0, 0, at), index(kept - 1, 0, at));
}

// One run ---------------------------------------------------------------------------------------------------

RunReader::RunReader(QObject *parent) : QObject(parent) {}

RunReader::~RunReader()
{
    if (m_thread) {
        m_thread->disconnect(this);
        m_thread->wait();
    }
}

void RunReader::forget()
{
    m_wanted.clear();
}

void RunReader::read(const QString &folder)
{
    m_wanted = folder;
    if (m_thread)
        return; // when it is done
    m_reading = folder;
    auto record = std::make_shared<std::shared_ptr<RunRecord>>();
    m_thread.reset(QThread::create([record, folder, home = thread()] {
        *record = readRun(folder);
        (*record)->moveToThread(home);
    }));
    m_thread->setObjectName(QStringLiteral("run-reader"));
    connect(m_thread.get(), &QThread::finished, this, [this, record] {
        m_thread->wait();
        m_thread.release()->deleteLater();
        const auto read = std::exchange(m_reading, {});
        if (m_wanted == read)
            emit done(read, *record);
        else if (!m_wanted.isEmpty())
            this->read(m_wanted);
    });
    m_thread->start();
}

} // namespace holdfast::models

#include "models/environment_list.h"

#include "models/connections.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace holdfast::models {

namespace {

constexpr int pollMs = 1000;
constexpr qint64 fileCap = 64 * 1024; // an entry is a few hundred bytes
constexpr qsizetype sandboxCap = 200;
const QString embeddedKey = QStringLiteral("embedded");
const QString givenKey = QStringLiteral("given");

bool processLives(qint64 pid)
{
    return pid > 0 && (::kill(pid_t(pid), 0) == 0 || errno == EPERM);
}

/// "Sandbox 1.1 · d27392" for a run's "sandbox-d27392f0...": enough to tell them apart.
QString sandboxTitle(const QString &name, const QString &scenario)
{
    const QString own = name.startsWith(QLatin1String("sandbox-")) ? name.mid(8, 6) : name;
    return scenario.isEmpty() ? EnvironmentList::tr("Sandbox %1").arg(own)
                              : EnvironmentList::tr("Sandbox %1 · %2").arg(scenario, own);
}

/// One file of the registry; nullopt when it is not one, or when whoever wrote it is gone.
std::optional<Environment> readSandbox(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > fileCap)
        return std::nullopt;
    const auto json = QJsonDocument::fromJson(file.readAll()).object();
    const QString name = json.value(u"name").toString();
    Environment sandbox;
    sandbox.kind = Environment::Kind::Sandbox;
    sandbox.dsn = json.value(u"dsn").toString();
    sandbox.pid = json.value(u"pid").toInteger();
    if (name.isEmpty() || sandbox.dsn.isEmpty() || !processLives(sandbox.pid))
        return std::nullopt;
    sandbox.key = QStringLiteral("sandbox/%1@%2").arg(name).arg(sandbox.pid); // a name may be used again
    sandbox.apiUrl = json.value(u"api_url").toString();
    sandbox.scenario = json.value(u"scenario").toString();
    sandbox.name = sandboxTitle(name, sandbox.scenario);
    sandbox.run = json.value(u"run").toString();
    sandbox.startedAt = QDateTime::fromString(json.value(u"started_at").toString(), Qt::ISODateWithMs).toLocalTime();
    sandbox.alive = true;
    return sandbox;
}

QList<Environment> readRegistry(const QString &folder)
{
    QList<Environment> sandboxes;
    const auto files = QDir(folder).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const auto &file : files) {
        if (sandboxes.size() == sandboxCap)
            break;
        if (auto sandbox = readSandbox(folder + u'/' + file))
            sandboxes.append(*std::move(sandbox));
    }
    return sandboxes;
}

/// Embedded, given, added ones, then sandboxes by start.
bool comesBefore(const Environment &a, const Environment &b)
{
    if (a.kind != b.kind)
        return a.kind < b.kind;
    if (a.kind == Environment::Kind::Saved)
        return false; // the newest at the end
    return std::tie(a.startedAt, a.key) < std::tie(b.startedAt, b.key);
}

} // namespace

EnvironmentList::EnvironmentList(const QString &runtimeDir, QObject *parent)
    : QAbstractListModel(parent), m_folder(runtimeDir + QStringLiteral("/sandboxes")), m_currentKey(embeddedKey)
{
    Environment embedded;
    embedded.key = embeddedKey;
    embedded.name = tr("Embedded");
    m_environments.append(embedded);

    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &EnvironmentList::rescan);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &EnvironmentList::rescan);
    m_poll.start();
    rescan();
}

int EnvironmentList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_environments.size());
}

QVariant EnvironmentList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &environment = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return environment.name;
    case Qt::ToolTipRole:
        return environment.dsn.isEmpty() ? tr("Not running") : withoutPassword(environment.dsn);
    case Qt::AccessibleTextRole:
        return environment.alive ? environment.name : tr("%1, not running").arg(environment.name);
    default:
        return {};
    }
}

const Environment &EnvironmentList::at(int row) const
{
    return m_environments.at(row);
}

int EnvironmentList::rowOf(const QString &key) const
{
    const auto found = std::find_if(m_environments.begin(), m_environments.end(),
                                    [&](const Environment &environment) { return environment.key == key; });
    return found == m_environments.end() ? -1 : int(found - m_environments.begin());
}

std::optional<Environment> EnvironmentList::firstAlive() const
{
    const auto found = std::find_if(m_environments.begin(), m_environments.end(), [this](const Environment &candidate) {
        return candidate.alive && candidate.key != m_currentKey;
    });
    return found == m_environments.end() ? std::nullopt : std::optional(*found);
}

std::optional<Environment> EnvironmentList::sandboxNamed(const QString &name) const
{
    const QString prefix = QStringLiteral("sandbox/%1@").arg(name);
    // The newest, should a name have been used twice.
    const auto found = std::find_if(m_environments.rbegin(), m_environments.rend(), [&](const Environment &candidate) {
        return candidate.alive && candidate.key.startsWith(prefix);
    });
    return found == m_environments.rend() ? std::nullopt : std::optional(*found);
}

const Environment &EnvironmentList::current() const
{
    return at(currentRow());
}

int EnvironmentList::currentRow() const
{
    const int row = rowOf(m_currentKey);
    Q_ASSERT(row >= 0);
    return row;
}

void EnvironmentList::setCurrent(const QString &key)
{
    const int row = rowOf(key);
    if (row < 0 || key == m_currentKey)
        return;
    const int old = currentRow();
    m_currentKey = key;
    const Environment chosen = at(row);
    if (at(old).kind == Environment::Kind::Sandbox && !at(old).alive)
        removeRow(old);
    emit currentChanged(chosen);
}

void EnvironmentList::setEmbedded(const QString &dsn, const QString &apiUrl)
{
    const int row = rowOf(embeddedKey);
    if (row < 0)
        return;
    Environment embedded = at(row);
    embedded.dsn = dsn;
    embedded.apiUrl = apiUrl;
    embedded.alive = !dsn.isEmpty();
    change(row, embedded);
}

void EnvironmentList::setGiven(const QString &dsn)
{
    Environment given;
    given.key = givenKey;
    given.kind = Environment::Kind::Given;
    given.name = tr("Database given with --dsn");
    given.dsn = dsn;
    given.alive = true;
    if (const int row = rowOf(givenKey); row >= 0)
        change(row, given);
    else
        insert(given);
    setCurrent(givenKey);
    if (const int embedded = rowOf(embeddedKey); embedded >= 0 && !at(embedded).alive)
        removeRow(embedded);
}

void EnvironmentList::setSaved(const QList<Environment> &saved)
{
    const auto isSaved = [&](const QString &key) {
        return std::any_of(saved.begin(), saved.end(), [&](const Environment &one) { return one.key == key; });
    };
    for (int row = int(m_environments.size()) - 1; row >= 0; --row) {
        const Environment known = at(row);
        if (known.kind != Environment::Kind::Saved || isSaved(known.key))
            continue;
        const auto edited = std::find_if(saved.begin(), saved.end(), [&](const Environment &one) {
            return Connections::idOf(one.key) == Connections::idOf(known.key);
        });
        if (edited != saved.end()) { // it leads elsewhere now
            if (known.key == m_currentKey)
                m_currentKey = edited->key;
            change(row, *edited);
            continue;
        }
        if (known.key == m_currentKey)
            setCurrent(at(0).key);
        removeRow(row);
    }
    for (const auto &environment : saved) {
        if (const int row = rowOf(environment.key); row >= 0)
            change(row, environment);
        else
            insert(environment);
    }
}

void EnvironmentList::rescan()
{
    watchFolders();
    const auto sandboxes = readRegistry(m_folder);
    for (int row = int(m_environments.size()) - 1; row >= 0; --row) {
        const Environment known = at(row);
        if (known.kind != Environment::Kind::Sandbox)
            continue;
        const bool there = std::any_of(sandboxes.begin(), sandboxes.end(),
                                       [&](const Environment &sandbox) { return sandbox.key == known.key; });
        if (there)
            continue;
        if (known.key == m_currentKey) {
            Environment ended = known;
            ended.alive = false;
            change(row, ended);
        } else {
            removeRow(row);
        }
    }
    for (const auto &sandbox : sandboxes) {
        if (const int row = rowOf(sandbox.key); row >= 0)
            change(row, sandbox);
        else
            insert(sandbox);
    }
}

void EnvironmentList::insert(const Environment &environment)
{
    const auto place = std::upper_bound(m_environments.begin(), m_environments.end(), environment, comesBefore);
    const int row = int(place - m_environments.begin());
    beginInsertRows({}, row, row);
    m_environments.insert(row, environment);
    endInsertRows();
}

void EnvironmentList::removeRow(int row)
{
    beginRemoveRows({}, row, row);
    m_environments.removeAt(row);
    endRemoveRows();
}

void EnvironmentList::change(int row, const Environment &environment)
{
    if (m_environments.at(row) == environment)
        return;
    m_environments[row] = environment;
    emit dataChanged(index(row), index(row));
    if (environment.key == m_currentKey)
        emit currentChanged(environment);
}

void EnvironmentList::watchFolders()
{
    // The folder comes and goes with the first and the last sandbox.
    if (!m_watcher.directories().contains(m_folder) && QDir(m_folder).exists())
        m_watcher.addPath(m_folder);
}

} // namespace holdfast::models

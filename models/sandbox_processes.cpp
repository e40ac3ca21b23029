#include "models/sandbox_processes.h"

#include "models/cell.h"
#include "models/environment.h"
#include "models/scenario.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <unistd.h>

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr int pollMs = 1000;
constexpr qint64 fileCap = 64 * 1024;
constexpr std::size_t processCap = 40;
const auto keepFile = QStringLiteral("/keep"); // scenarios::Sandbox::keep_name

QByteArray kernelFile(qint64 pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid).arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.read(fileCap) : QByteArray();
}

} // namespace

SandboxProcesses::SandboxProcesses(const QString &runtimeDir, QObject *parent)
    : QAbstractTableModel(parent), m_registry(runtimeDir + QStringLiteral("/sandboxes/"))
{
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &SandboxProcesses::look);
}

int SandboxProcesses::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SandboxProcesses::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant SandboxProcesses::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[std::size_t(index.row())];
    const bool paused = row.state == 'T' || row.state == 't';
    switch (role) {
    case RowIdRole:
        return QString::number(row.pid);
    case CellKindRole:
        return int(index.column() == Part || index.column() == Condition ? CellKind::Text : CellKind::Number);
    case MarkRole:
        if (index.column() != Condition)
            return int(Mark::None);
        return int(row.state == 0 ? Mark::Bad : paused ? Mark::Warn : Mark::Good);
    case RawValueRole:
        switch (index.column()) {
        case Process:
            return row.pid;
        case Memory:
            return row.residentKib;
        case Cpu:
            return row.cpuMs;
        default:
            return data(index, Qt::DisplayRole);
        }
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case Part:
            return row.part;
        case Process:
            return QString::number(row.pid);
        case Condition:
            return row.state == 0 ? tr("gone") : paused ? tr("paused") : tr("runs");
        case Memory:
            return row.state == 0 ? QString() : tr("%1 MB").arg(double(row.residentKib) / 1024, 0, 'f', 1);
        default:
            return row.state == 0 ? QString() : durationText(row.cpuMs);
        }
    default:
        return {};
    }
}

QVariant SandboxProcesses::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool number = section == Process || section == Memory || section == Cpu;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Part:
        return tr("Part");
    case Process:
        return tr("Process");
    case Condition:
        return tr("Condition");
    case Memory:
        return tr("Memory");
    default:
        return tr("CPU time");
    }
}

void SandboxProcesses::setName(const QString &name)
{
    if (name == m_name)
        return;
    m_name = name;
    m_about = {};
    m_up = false;
    show({});
    look();
}

void SandboxProcesses::setActive(bool active)
{
    if (active == m_poll.isActive())
        return;
    if (active)
        m_poll.start();
    else
        m_poll.stop();
    if (active)
        look();
}

bool SandboxProcesses::readRegistry(About &about, std::vector<ProcessRow> &rows) const
{
    const auto path = m_registry + m_name + QStringLiteral(".json");
    QFile file(path);
    if (m_name.isEmpty() || m_name.contains(u'/') || !QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)
        || file.size() > fileCap)
        return false;
    const auto json = QJsonDocument::fromJson(file.readAll()).object();
    about.name = json.value(u"name").toString();
    about.scenario = json.value(u"scenario").toString();
    about.run = json.value(u"run").toString();
    about.folder = json.value(u"dir").toString();
    about.apiUrl = json.value(u"api_url").toString();
    about.gatewayUrl = json.value(u"gateway_url").toString();
    about.dsn = withoutPassword(json.value(u"dsn").toString());
    about.startedAt = QDateTime::fromString(json.value(u"started_at").toString(), Qt::ISODateWithMs).toLocalTime();
    about.kept = !about.folder.isEmpty() && QFileInfo::exists(about.folder + keepFile);
    const auto add = [&rows](const QString &part, qint64 pid) {
        ProcessRow row;
        row.part = part;
        row.pid = pid;
        // "pid (name) state ppid ...": the name may hold anything, a closing bracket too.
        const auto stat = kernelFile(pid, "stat");
        const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        constexpr int userTicks = 11, systemTicks = 12; // after the name
        if (fields.size() > systemTicks && fields[0] != "Z") {
            row.state = fields[0].isEmpty() ? char(0) : fields[0][0];
            row.cpuMs = (fields[userTicks].toLongLong() + fields[systemTicks].toLongLong()) * 1000 / ::sysconf(_SC_CLK_TCK);
            row.residentKib = kernelFile(pid, "statm").split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE) / 1024;
        }
        rows.push_back(row);
    };
    const auto pids = json.value(u"pids").toObject();
    for (auto it = pids.begin(); it != pids.end() && rows.size() < processCap; ++it)
        add(it.key(), it->toInteger());
    add(tr("keeper"), json.value(u"pid").toInteger());
    return rows.back().state != 0; // without its keeper it is only what was left behind
}

void SandboxProcesses::look()
{
    About about;
    std::vector<ProcessRow> rows;
    const bool up = readRegistry(about, rows);
    const auto before = std::pair(m_up, m_about);
    m_up = up;
    if (up)
        m_about = about;
    show(up ? std::move(rows) : std::vector<ProcessRow>());
    if (before != std::pair(m_up, m_about))
        emit changed();
}

/// By part: a part that got another process keeps its row.
void SandboxProcesses::show(std::vector<ProcessRow> rows)
{
    const bool same = rows.size() == m_rows.size()
        && std::equal(rows.begin(), rows.end(), m_rows.begin(),
                      [](const ProcessRow &a, const ProcessRow &b) { return a.part == b.part; });
    if (!same) {
        beginResetModel(); // another sandbox, or none
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    if (rows == m_rows)
        return;
    m_rows = std::move(rows);
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool SandboxProcesses::setKept(bool kept)
{
    if (!m_up || m_about.folder.isEmpty())
        return false;
    QFile file(m_about.folder + keepFile);
    const bool done = kept ? file.open(QIODevice::WriteOnly) : !file.exists() || file.remove();
    file.close();
    look();
    return done;
}

} // namespace holdfast::models

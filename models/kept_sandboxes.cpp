#include "models/kept_sandboxes.h"

#include "models/cell.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr qsizetype waitingCap = 50;
constexpr std::size_t rowCap = 500;
constexpr int farewellMs = 3000;
const auto listVerb = QStringLiteral("list");

} // namespace

KeptSandboxes::KeptSandboxes(const QString &ctl, const QString &dataDir, QObject *parent)
    : QAbstractTableModel(parent), m_ctl(ctl), m_dataDir(dataDir)
{
    connect(&m_process, &QProcess::finished, this, &KeptSandboxes::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_error = tr("%1 could not be started: %2").arg(m_ctl, m_process.errorString());
        m_waiting.clear();
        emit loaded();
    });
}

KeptSandboxes::~KeptSandboxes()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.waitForFinished(farewellMs); // half a folder removed helps nobody
    m_process.kill();
    m_process.waitForFinished(farewellMs);
}

int KeptSandboxes::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int KeptSandboxes::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant KeptSandboxes::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case RowIdRole:
        return row.folder;
    case CellKindRole:
        return int(index.column() == Size     ? CellKind::Number
                   : index.column() == Use    ? CellKind::Muted
                   : index.column() == Folder ? CellKind::Mono
                                              : CellKind::Text);
    case RawValueRole:
        return index.column() == Size ? QVariant(row.bytes) : data(index, Qt::DisplayRole);
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case Name:
            return row.name;
        case Size:
            return QLocale::c().formattedDataSize(row.bytes, 0, QLocale::DataSizeSIFormat);
        case Use:
            return row.inUse ? tr("in use") : tr("at rest");
        default:
            return row.folder;
        }
    default:
        return {};
    }
}

QVariant KeptSandboxes::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Kept sandbox");
    case Size:
        return tr("Size");
    case Use:
        return tr("Database");
    default:
        return tr("Folder");
    }
}

void KeptSandboxes::reload()
{
    start({listVerb});
}

void KeptSandboxes::remove(const QString &name)
{
    start({QStringLiteral("remove"), name});
    start({listVerb});
}

void KeptSandboxes::start(const QStringList &arguments)
{
    if (m_waiting.size() == waitingCap || m_waiting.contains(arguments))
        return;
    m_waiting.append(arguments);
    if (m_process.state() == QProcess::NotRunning)
        next();
}

void KeptSandboxes::next()
{
    if (m_waiting.isEmpty())
        return;
    const auto arguments = m_waiting.takeFirst();
    m_lists = arguments.first() == listVerb;
    QStringList words{QStringLiteral("sandbox")};
    words += arguments;
    words += {QStringLiteral("--json"), QStringLiteral("--data-dir"), m_dataDir};
    m_process.start(m_ctl, words, QIODevice::ReadOnly);
}

void KeptSandboxes::finish(int exitCode, QProcess::ExitStatus status)
{
    const bool well = status == QProcess::NormalExit && exitCode == 0;
    const auto said = QString::fromUtf8(m_process.readAllStandardError()).trimmed();
    if (!well)
        m_error = said.isEmpty() ? tr("holdfastctl ended with exit code %1.").arg(exitCode) : said.section(u'\n', -1);
    else if (!m_lists)
        m_error.clear();
    if (m_lists && well) {
        std::vector<Row> rows;
        const auto lines = m_process.readAllStandardOutput().split('\n');
        for (const auto &line : lines) {
            const auto json = QJsonDocument::fromJson(line).object();
            if (json.value(u"event").toString() == QLatin1String("kept") && rows.size() < rowCap)
                rows.push_back({json.value(u"name").toString(), json.value(u"folder").toString(),
                                json.value(u"bytes").toInteger(), json.value(u"in_use").toBool()});
        }
        m_loaded = true;
        show(std::move(rows));
    }
    emit loaded();
    next();
}

/// Both lists are in the order of names.
void KeptSandboxes::show(std::vector<Row> rows)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const auto kept = [&](const Row &one) { return one.folder == m_rows[std::size_t(row)].folder; };
        if (std::any_of(rows.begin(), rows.end(), kept))
            continue;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }
    for (int row = 0; row < int(rows.size()); ++row) {
        const bool known = row < rowCount() && m_rows[std::size_t(row)].folder == rows[std::size_t(row)].folder;
        if (!known) {
            beginInsertRows({}, row, row);
            m_rows.insert(m_rows.begin() + row, rows[std::size_t(row)]);
            endInsertRows();
        } else if (m_rows[std::size_t(row)] != rows[std::size_t(row)]) {
            m_rows[std::size_t(row)] = rows[std::size_t(row)];
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

} // namespace holdfast::models

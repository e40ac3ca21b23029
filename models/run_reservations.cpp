#include "models/run_reservations.h"

#include "models/cell.h"
#include "models/scenario.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace holdfast::models {

namespace {

QString text(const Uuid &id)
{
    return QString::fromStdString(id.to_string());
}

QString clockText(const QDateTime &at)
{
    return at.isValid() ? at.toString(QStringLiteral("HH:mm:ss.zzz")) : QString();
}

} // namespace

RunReservations::RunReservations(QObject *parent)
    : QAbstractTableModel(parent), m_read(QStringLiteral("run-timelines"))
{
}

int RunReservations::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int RunReservations::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RunReservations::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[std::size_t(index.row())];
    if (role == RowIdRole)
        return text(row.id);
    if (role == LinkRole)
        return QVariant::fromValue(linkOf(index.row()));
    if (role == StateRole)
        return row.state ? QVariant(int(*row.state)) : QVariant();
    if (role == CellKindRole) {
        constexpr CellKind kinds[] = {CellKind::Id,     CellKind::State, CellKind::Muted,
                                      CellKind::Number, CellKind::Time,  CellKind::Time};
        return int(kinds[index.column()]);
    }
    const bool time = index.column() == Began || index.column() == Ended;
    const auto &at = index.column() == Began ? row.began : row.ended;
    if (time && role == RawValueRole)
        return at;
    if (time && role == Qt::ToolTipRole)
        return at.isValid() ? at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t")) : QString();
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole && role != RawValueRole)
        return {};
    switch (index.column()) {
    case Reservation:
        return text(row.id);
    case State:
        return row.state ? label(*row.state) : tr("unknown");
    case Whose:
        return row.own ? tr("the scenario") : tr("the steady state");
    case Entries:
        return row.entries;
    default:
        return clockText(at);
    }
}

QVariant RunReservations::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Entries ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Reservation:
        return tr("Reservation");
    case State:
        return tr("State");
    case Whose:
        return tr("Made by");
    case Entries:
        return tr("Entries");
    case Began:
        return tr("From");
    case Ended:
        return tr("To");
    default:
        return {};
    }
}

RunReservations::Found RunReservations::read(const QString &path)
{
    Found found;
    const auto timelines = readStoredTimelines(path, &found.problem);
    for (const auto &timeline : timelines) {
        Row row{timeline.reservation, timeline.state, timeline.own, int(timeline.entries.size()), {}, {}};
        if (!timeline.entries.isEmpty()) {
            row.began = timeline.entries.first().at;
            row.ended = timeline.entries.last().at;
        }
        found.rows.push_back(row);
    }
    std::stable_partition(found.rows.begin(), found.rows.end(), [](const Row &row) { return row.own; });
    return found;
}

void RunReservations::load(const QString &folder)
{
    const auto path = folder.isEmpty() ? QString() : folder + u'/' + storedTimelinesFile;
    if (path == m_wanted)
        return;
    m_wanted = path;
    m_read.forget();
    show(path, {}); // what stands there is another run's
    if (path.isEmpty())
        return;
    m_read.start([path] { return read(path); }, [this, path](Found found) { show(path, std::move(found)); });
}

void RunReservations::show(const QString &path, Found found)
{
    beginResetModel(); // another run's rows are other rows
    m_path = path;
    m_rows = std::move(found.rows);
    m_problem = std::move(found.problem);
    endResetModel();
    emit loaded();
}

int RunReservations::own() const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.own; }));
}

Link RunReservations::linkOf(int row) const
{
    Link link;
    link.page = QStringLiteral("timeline");
    link.reservation = m_rows.at(std::size_t(row)).id;
    link.item = m_path;
    return link;
}

std::optional<Link> RunReservations::linkTo(const Uuid &reservation) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row &row) { return row.id == reservation; });
    return found == m_rows.end() ? std::nullopt : std::optional(linkOf(int(found - m_rows.begin())));
}

QList<Uuid> uuidsIn(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b"));
    constexpr qsizetype most = 20;
    QList<Uuid> found;
    for (auto matches = pattern.globalMatch(text); matches.hasNext() && found.size() < most;) {
        if (const auto id = Uuid::parse(matches.next().captured().toStdString()); id && !found.contains(*id))
            found.append(*id);
    }
    return found;
}

} // namespace holdfast::models

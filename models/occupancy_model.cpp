#include "models/occupancy_model.h"

#include "backend/insight/database.h"
#include "backend/insight/occupancy.h"
#include "models/local_time.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace holdfast::models {

namespace {

constexpr std::chrono::milliseconds period{5'000};
constexpr std::size_t mostVendors = 40;
constexpr std::size_t mostSlots = 100;
constexpr qint64 hour = 3600;

struct Read
{
    OccupancyGrid grid;
    std::vector<OccupancySlot> fullest;
};

SeatCounts toSeats(const insight::Seats &seats)
{
    return {seats.capacity, seats.held, seats.confirmed, seats.external};
}

void place(QList<OccupancyCell> &cells, const std::vector<insight::OccupancyStep> &steps)
{
    for (const auto &step : steps) {
        if (step.step < cells.size())
            cells[step.step] = {step.slot_count, toSeats(step.seats)};
    }
}

Read read(storage::Connection &connection, OccupancySpan span, int turns, const std::optional<OccupancyBrush> &brush)
{
    const auto now = localTime(insight::read_database_vitals(connection).now);
    Read answer{emptyGrid(span, turns, now), {}};
    auto &grid = answer.grid;
    const auto all = insight::read_occupancy(
        connection,
        {timestampOf(grid.from), timestampOf(grid.at(grid.steps())), std::chrono::seconds(grid.stepSeconds)}, mostVendors);
    place(grid.all, all.all);
    for (const auto &vendor : all.vendors) {
        grid.vendors.append({vendor.id, QString::fromStdString(vendor.name), QList<OccupancyCell>(grid.steps())});
        place(grid.vendors.last().cells, vendor.steps);
    }
    grid.vendorCount = all.vendor_count;
    grid.cut = all.cut;
    const int first = brush ? std::clamp(brush->first, 0, grid.steps() - 1) : 0;
    const int last = brush ? std::clamp(brush->last, first, grid.steps() - 1) : grid.steps() - 1;
    for (const auto &slot : insight::list_fullest_slots(connection, timestampOf(grid.at(first)),
                                                        timestampOf(grid.at(last + 1)), {}, mostSlots))
        answer.fullest.push_back({slot.id, QString::fromStdString(slot.vendor), QString::fromStdString(slot.kind),
                                  localTime(slot.starts_at), localTime(slot.ends_at), toSeats(slot.seats)});
    return answer;
}

QVariant seatsOf(const SeatCounts &seats, int column)
{
    switch (column) {
    case OccupancyModel::HeldColumn:
        return seats.held;
    case OccupancyModel::ConfirmedColumn:
        return seats.confirmed;
    case OccupancyModel::ExternalColumn:
        return seats.external;
    case OccupancyModel::FreeColumn:
        return seats.free();
    default:
        return {};
    }
}

QString kindWords(const QString &kind)
{
    if (kind == QLatin1String("appointment"))
        return OccupancyModel::tr("appointment");
    if (kind == QLatin1String("class"))
        return OccupancyModel::tr("class");
    if (kind == QLatin1String("event"))
        return OccupancyModel::tr("event");
    return kind;
}

} // namespace

OccupancyGrid emptyGrid(OccupancySpan span, int turns, const QDateTime &now)
{
    OccupancyGrid grid;
    grid.now = now;
    int steps = 25;
    if (span == OccupancySpan::Ahead) {
        const auto whole = now.toSecsSinceEpoch() / hour * hour;
        grid.from = QDateTime::fromSecsSinceEpoch(whole - hour).addSecs(turns * 24 * hour);
    } else {
        const bool week = span == OccupancySpan::Week;
        grid.from = now.date().addDays(turns * (week ? 7 : 1)).startOfDay();
        grid.stepSeconds = week ? 6 * hour : hour;
        steps = week ? 28 : 24;
    }
    grid.all.resize(steps);
    return grid;
}

QString utilisationText(const SeatCounts &seats)
{
    const double percent = seats.utilisation() * 100;
    const auto shown = percent < 100 ? std::floor(percent) : std::round(percent);
    return QStringLiteral("%1\u00a0%").arg(shown, 0, 'f', 0);
}

QString stepText(const OccupancyGrid &grid, int step)
{
    return QLocale().toString(grid.at(step), QStringLiteral("ddd HH:mm"));
}

OccupancyModel::OccupancyModel(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Slot"), CellKind::Time},
                   {tr("Vendor"), CellKind::Text},
                   {tr("Seats"), CellKind::Text},
                   {tr("Taken"), CellKind::Number},
                   {tr("Held"), CellKind::Number},
                   {tr("Confirmed"), CellKind::Number},
                   {tr("External"), CellKind::Number},
                   {tr("Free"), CellKind::Number},
                   {tr("Kind"), CellKind::Muted}},
                  period, parent)
{
}

void OccupancyModel::setSpan(OccupancySpan span, int turns)
{
    if (span == m_span && turns == m_turns)
        return;
    m_span = span;
    m_turns = turns;
    m_brush.reset();
    subjectChanged();
}

void OccupancyModel::setBrush(const std::optional<OccupancyBrush> &brush)
{
    if (brush == m_brush)
        return;
    m_brush = brush;
    questionChanged();
}

DatabaseQueue::Work OccupancyModel::question() const
{
    return [span = m_span, turns = m_turns, brush = m_brush](storage::Connection &connection) {
        return std::any(read(connection, span, turns, brush));
    };
}

void OccupancyModel::apply(const std::any &answer)
{
    const auto &told = std::any_cast<const Read &>(answer);
    setRows(told.fullest);
    m_grid = told.grid;
    emit gridChanged();
}

void OccupancyModel::forget()
{
    m_brush.reset();
    clear();
}

void OccupancyModel::clear()
{
    PolledTable::clear();
    m_grid = {};
    emit gridChanged();
}

QString OccupancyModel::key(const OccupancySlot &slot) const
{
    return QString::fromStdString(slot.id.to_string());
}

QVariant OccupancyModel::cell(const OccupancySlot &slot, int column, int role) const
{
    const auto &seats = slot.seats;
    if (role == RowIdRole)
        return key(slot);
    if (role == SeatsRole)
        return QVariant::fromValue(QList<qint64>{seats.capacity, seats.held, seats.confirmed, seats.external});
    if (column == StartColumn) {
        if (role == Qt::DisplayRole)
            return QLocale().toString(slot.startsAt, QStringLiteral("ddd d MMM HH:mm"));
        if (role == RawValueRole)
            return slot.startsAt;
        if (role == Qt::ToolTipRole)
            return QStringLiteral("%1 \u2013 %2 %3").arg(
                QLocale().toString(slot.startsAt, QStringLiteral("d MMM yyyy HH:mm")),
                QLocale().toString(slot.endsAt, QStringLiteral("HH:mm")), slot.startsAt.timeZoneAbbreviation());
    } else if (column == SeatsColumn) {
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return tr("%1 of %2").arg(seats.taken()).arg(seats.capacity);
        if (role == Qt::ToolTipRole)
            return tr("%1 held, %2 confirmed, %3 external, %4 free of %5")
                .arg(seats.held).arg(seats.confirmed).arg(seats.external).arg(seats.free()).arg(seats.capacity);
    } else if (column == UtilisationColumn) {
        if (role == Qt::DisplayRole)
            return utilisationText(seats);
        if (role == RawValueRole)
            return seats.utilisation();
        if (role == MarkRole)
            return int(seats.utilisation() > 1 ? Mark::Bad : Mark::None);
    } else if (column == VendorColumn) {
        if (role == Qt::DisplayRole)
            return slot.vendor;
    } else if (column == KindColumn) {
        if (role == Qt::DisplayRole)
            return kindWords(slot.kind);
    } else if (role == Qt::DisplayRole || role == RawValueRole) {
        return seatsOf(seats, column);
    }
    return {};
}

OccupancyTable::OccupancyTable(const OccupancyModel &model, QObject *parent) : QAbstractTableModel(parent)
{
    m_grid = model.grid();
    connect(&model, &OccupancyModel::gridChanged, this, [this, &model] { take(model.grid()); });
}

void OccupancyTable::take(const OccupancyGrid &grid)
{
    const bool alike = grid.from == m_grid.from && grid.steps() == m_grid.steps()
        && std::equal(grid.vendors.begin(), grid.vendors.end(), m_grid.vendors.begin(), m_grid.vendors.end(),
                      [](const auto &left, const auto &right) { return left.id == right.id; });
    if (!alike)
        beginResetModel(); // other rows, other columns
    m_grid = grid;
    if (!alike)
        endResetModel();
    else if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int OccupancyTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_grid.vendors.isEmpty() ? 0 : int(m_grid.vendors.size()) + 1;
}

int OccupancyTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_grid.steps() + 1;
}

QVariant OccupancyTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool sums = index.row() == 0;
    if (role == CellKindRole)
        return int(index.column() == 0 ? CellKind::Text : CellKind::Number);
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == RowIdRole)
        return sums ? QString() : QString::fromStdString(m_grid.vendors[index.row() - 1].id.to_string());
    if (index.column() == 0)
        return role != Qt::DisplayRole ? QVariant() : sums ? tr("All vendors") : m_grid.vendors[index.row() - 1].name;
    const auto &cell = (sums ? m_grid.all : m_grid.vendors[index.row() - 1].cells)[index.column() - 1];
    if (cell.slotCount == 0)
        return {};
    if (role == Qt::DisplayRole)
        return utilisationText(cell.seats);
    if (role == RawValueRole)
        return cell.seats.utilisation();
    if (role == MarkRole)
        return int(cell.seats.utilisation() > 1 ? Mark::Bad : Mark::None);
    if (role == Qt::ToolTipRole)
        return tr("%1 of %2 seats").arg(cell.seats.taken()).arg(cell.seats.capacity);
    return {};
}

QVariant OccupancyTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section > m_grid.steps())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Vendor") : stepText(m_grid, section - 1);
}

} // namespace holdfast::models

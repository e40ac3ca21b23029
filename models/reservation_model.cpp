#include "models/reservation_model.h"

#include "models/language.h"
#include "models/local_time.h"

#include <QDateTime>
#include <QSet>

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr int claimColumn = int(ReservationColumn::Claim);
constexpr int deadlineColumn = int(ReservationColumn::Deadline);
static_assert(int(ReservationColumn::Age) == claimColumn + 1 && deadlineColumn == claimColumn + 2,
              "a tick changes one rectangle");

QString longTime(Timestamp time)
{
    return writtenTime(localTime(time), QStringLiteral("ddd d MMM yyyy, HH:mm:ss"));
}

QString headerText(ReservationColumn column)
{
    switch (column) {
    case ReservationColumn::Id:
        return ReservationModel::tr("Reservation");
    case ReservationColumn::State:
        return ReservationModel::tr("State");
    case ReservationColumn::Vendor:
        return ReservationModel::tr("Vendor");
    case ReservationColumn::Slot:
        return ReservationModel::tr("Slot");
    case ReservationColumn::Quantity:
        return ReservationModel::tr("Qty");
    case ReservationColumn::Partner:
        return ReservationModel::tr("Partner");
    case ReservationColumn::PartnerRef:
        return ReservationModel::tr("Partner ref");
    case ReservationColumn::Amount:
        return ReservationModel::tr("Amount");
    case ReservationColumn::Claim:
        return ReservationModel::tr("Claimed by");
    case ReservationColumn::Age:
        return ReservationModel::tr("Age");
    case ReservationColumn::Deadline:
        return ReservationModel::tr("Deadline");
    }
    return {};
}

bool isNumeric(ReservationColumn column)
{
    return column == ReservationColumn::Quantity || column == ReservationColumn::Amount
        || column == ReservationColumn::Age;
}

qint64 secondsBetween(Timestamp from, Timestamp to)
{
    return std::chrono::floor<std::chrono::seconds>(to - from).count();
}

/// What is left of the time this state allows. It was entered at the last change; a deadline that was moved otherwise
/// must not make a bar longer than its track.
double deadlineFraction(const Reservation &value, Timestamp now)
{
    const auto full = *value.deadline - std::min(value.changedAt, *value.deadline);
    if (full.count() <= 0)
        return 0;
    return std::clamp(double((*value.deadline - now).count()) / double(full.count()), 0.0, 1.0);
}

} // namespace

ReservationModel::ReservationModel(QObject *parent) : QAbstractTableModel(parent)
{
    m_sinceSnapshot.start();
    m_displayNow = wall_clock_now();
    m_snapshotNow = m_displayNow;
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &ReservationModel::tick);
    m_tick.start();
}

int ReservationModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ReservationModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : reservationColumnCount;
}

QVariant ReservationModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_rows.size()) || index.column() >= reservationColumnCount)
        return {};
    const auto &row = m_rows[std::size_t(index.row())];
    const auto column = ReservationColumn(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return QString(tr("%1: %2").arg(headerText(column), display(row, column).toString()));
    case Qt::TextAlignmentRole:
        return int(isNumeric(column) ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    case RawValueRole:
        return raw(row, column);
    case IdRole:
        return row.id;
    case StateRole:
        return int(row.value.state);
    case DeadlineFractionRole:
        return row.value.deadline ? QVariant(deadlineFraction(row.value, m_displayNow)) : QVariant();
    case SecondsLeftRole:
        return row.value.deadline ? QVariant(secondsBetween(m_displayNow, *row.value.deadline)) : QVariant();
    case AgeRole:
        return secondsBetween(row.value.createdAt, m_displayNow);
    case ClaimRole:
        return claimWords(row.value, true);
    case OwnClaimRole:
        return row.value.claim && row.value.claim->actor == m_person;
    default:
        return {};
    }
}

void ReservationModel::multiData(const QModelIndex &index, QModelRoleDataSpan roles) const
{
    for (auto &role : roles)
        role.setData(data(index, role.role()));
}

QVariant ReservationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= reservationColumnCount)
        return {};
    const auto column = ReservationColumn(section);
    if (role == Qt::DisplayRole)
        return headerText(column);
    if (role == Qt::TextAlignmentRole)
        return int(isNumeric(column) ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    return {};
}

void ReservationModel::sort(int column, Qt::SortOrder order)
{
    if (column >= 0 && column < reservationColumnCount)
        setOrder(ReservationColumn(column), order == Qt::DescendingOrder);
}

int ReservationModel::rowOf(const Uuid &id) const
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? -1 : found->second;
}

QString ReservationModel::summary() const
{
    if (!m_loaded)
        return {};
    const auto &grouped = screenLocale();
    QString text = m_matching == 1 ? tr("1 reservation")
        : m_counted               ? tr("%1 reservations").arg(grouped.toString(m_matching))
                                  : tr("%1 reservations or more").arg(grouped.toString(m_matching));
    // The sum is of prices: what is authorized at the gateway of it is another question.
    const auto &states = m_filter.states;
    const bool inFlight = std::all_of(states.begin(), states.end(), [](State state) { return info(state).in_flight; });
    if (!m_held.currency.empty() && m_held.amount_minor != 0)
        text += (inFlight ? tr(" in flight, worth %1") : tr(", worth %1")).arg(formatMoney(m_held));
    return text;
}

QString ReservationModel::range() const
{
    if (!m_loaded || m_rows.empty())
        return {};
    const auto &grouped = screenLocale();
    const auto count = qint64(m_rows.size());
    if (m_preceding < 0)
        return tr("%1 of %2 or more").arg(grouped.toString(count), grouped.toString(m_matching));
    const auto first = grouped.toString(m_preceding + 1);
    const auto last = grouped.toString(m_preceding + count);
    return m_counted ? tr("%1 to %2 of %3").arg(first, last, grouped.toString(m_matching))
                     : tr("%1 to %2 of %3 or more").arg(first, last, grouped.toString(m_matching));
}

bool ReservationModel::canTurn(PageTurn turn) const
{
    switch (turn) {
    case PageTurn::First:
        return !isFirstPage();
    case PageTurn::Previous:
        return !m_previousCursor.isEmpty();
    case PageTurn::Next:
    case PageTurn::Last:
        return !m_nextCursor.isEmpty();
    }
    return false;
}

void ReservationModel::turnPage(PageTurn turn)
{
    if (!canTurn(turn))
        return;
    switch (turn) {
    case PageTurn::First:
        return goTo({});
    case PageTurn::Previous:
        return goTo({m_previousCursor, true});
    case PageTurn::Next:
        return goTo({m_nextCursor, false});
    case PageTurn::Last:
        return goTo({{}, true});
    }
}

void ReservationModel::goTo(const PagePlace &place)
{
    m_place = place;
    m_loading = true;
    m_resetWithNextPage = true;
    emit placeRequested(m_place);
    emit summaryChanged();
}

Timestamp ReservationModel::now() const
{
    return m_snapshotNow + std::chrono::milliseconds(m_sinceSnapshot.elapsed());
}

std::chrono::seconds ReservationModel::clockAhead() const
{
    return m_loaded ? std::chrono::round<std::chrono::seconds>(now() - wall_clock_now()) : std::chrono::seconds(0);
}

void ReservationModel::setFilter(const ReservationFilterSpec &filter)
{
    if (filter == m_filter)
        return;
    const bool reordered = filter.order != m_filter.order || filter.descending != m_filter.descending;
    m_filter = filter;
    m_place = {};
    m_loading = true;
    m_resetWithNextPage = true;
    if (reordered)
        emit orderChanged(m_filter.order, m_filter.descending);
    emit filterRequested(m_filter);
    emit summaryChanged();
}

void ReservationModel::setOrder(ReservationColumn column, bool descending)
{
    if (!isSortable(column))
        return;
    auto filter = m_filter;
    filter.order = column;
    filter.descending = descending;
    setFilter(filter);
}

void ReservationModel::setTicking(bool on)
{
    if (on == m_tick.isActive())
        return;
    if (on) {
        m_tick.start();
        tick();
    } else {
        m_tick.stop();
    }
}

void ReservationModel::applyPage(const ReservationPage &page)
{
    m_snapshotNow = page.now;
    m_displayNow = page.now;
    m_sinceSnapshot.start();
    m_matching = page.matching;
    m_counted = page.counted;
    m_preceding = page.preceding;
    m_nextCursor = page.nextCursor;
    m_previousCursor = page.previousCursor;
    m_held = page.held;
    m_loaded = true;
    m_loading = false;
    if (m_resetWithNextPage) {
        m_resetWithNextPage = false;
        beginResetModel();
        m_rows.clear();
        m_index.clear();
        for (const auto &value : withoutRepeats(page.rows))
            m_rows.push_back(makeRow(value));
        reindex(0, m_rows.size());
        endResetModel();
    } else {
        merge(withoutRepeats(page.rows));
    }
    emit summaryChanged();
    // Behind the end there is nothing to see; and before what is first there may be rows again.
    if (page.rows.isEmpty() && !m_place.cursor.isEmpty() && !m_place.backwards)
        goTo({{}, true});
    else if (m_place.backwards && page.previousCursor.isEmpty())
        goTo({});
}

void ReservationModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_index.clear();
    endResetModel();
    m_place = {};
    m_matching = 0;
    m_preceding = 0;
    m_nextCursor.clear();
    m_previousCursor.clear();
    m_held = {};
    m_pending.clear();
    m_loaded = false;
    m_loading = true;
    m_resetWithNextPage = true;
    emit summaryChanged();
}

void ReservationModel::tick()
{
    m_displayNow = now();
    if (m_rows.empty())
        return;
    emit dataChanged(index(0, claimColumn), index(int(m_rows.size()) - 1, deadlineColumn),
                     {Qt::DisplayRole, Qt::AccessibleTextRole, RawValueRole, DeadlineFractionRole, SecondsLeftRole,
                      AgeRole, ClaimRole});
}

void ReservationModel::setPending(const Uuid &id, const QString &words)
{
    if (words.isEmpty())
        m_pending.erase(id);
    else
        m_pending[id] = words;
    const int row = rowOf(id);
    if (row < 0)
        return;
    m_rows[std::size_t(row)] = makeRow(at(row));
    const auto cell = index(row, int(ReservationColumn::State));
    emit dataChanged(cell, cell, {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole});
}

void ReservationModel::setPerson(const QString &name)
{
    if (name == m_person)
        return;
    m_person = name;
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, deadlineColumn),
                         {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, ClaimRole, OwnClaimRole});
}

QString ReservationModel::claimWords(const Reservation &reservation, bool sentence) const
{
    const auto &claim = reservation.claim;
    if (!claim || claim->until <= m_displayNow)
        return {};
    const auto who = claim->actor == m_person ? tr("you") : claim->actor;
    const auto left = formatAge(secondsBetween(m_displayNow, claim->until));
    return sentence ? tr("claimed by %1, %2 left").arg(who, left) : tr("%1, %2").arg(who, left);
}

ReservationModel::Row ReservationModel::makeRow(const Reservation &value) const
{
    Row row;
    row.value = value;
    row.id = QString::fromStdString(value.id.to_string());
    row.shortId = shortenId(row.id);
    const auto pending = m_pending.find(value.id);
    row.state = pending != m_pending.end() ? pending->second
        : value.releaseRequested           ? tr("Release requested")
                                           : label(value.state);
    const auto start = localTime(value.slotStartsAt);
    row.slot = writtenTime(start, QStringLiteral("ddd d MMM, HH:mm")) + QStringLiteral(" · ") + value.slotKind;
    row.quantity = QString::number(value.quantity);
    row.amount = formatMoney(value.amount);
    return row;
}

QVariant ReservationModel::display(const Row &row, ReservationColumn column) const
{
    switch (column) {
    case ReservationColumn::Id:
        return row.shortId;
    case ReservationColumn::State:
        return row.state;
    case ReservationColumn::Vendor:
        return row.value.vendor;
    case ReservationColumn::Slot:
        return row.slot;
    case ReservationColumn::Quantity:
        return row.quantity;
    case ReservationColumn::Partner:
        return row.value.partner;
    case ReservationColumn::PartnerRef:
        return row.value.partnerBookingRef;
    case ReservationColumn::Amount:
        return row.amount;
    case ReservationColumn::Claim:
        return claimWords(row.value, false);
    case ReservationColumn::Age:
        return formatAge(secondsBetween(row.value.createdAt, m_displayNow));
    case ReservationColumn::Deadline:
        return row.value.deadline ? formatTimeLeft(secondsBetween(m_displayNow, *row.value.deadline)) : QString();
    }
    return {};
}

QVariant ReservationModel::raw(const Row &row, ReservationColumn column) const
{
    switch (column) {
    case ReservationColumn::Id:
        return row.id;
    case ReservationColumn::State:
        return int(row.value.state);
    case ReservationColumn::Vendor:
        return row.value.vendor;
    case ReservationColumn::Slot:
        return localTime(row.value.slotStartsAt);
    case ReservationColumn::Quantity:
        return row.value.quantity;
    case ReservationColumn::Partner:
        return row.value.partner;
    case ReservationColumn::PartnerRef:
        return row.value.partnerBookingRef;
    case ReservationColumn::Amount:
        return qint64(row.value.amount.amount_minor);
    case ReservationColumn::Claim:
        return claimWords(row.value, false).isEmpty() ? QString() : row.value.claim->actor;
    case ReservationColumn::Age:
        return localTime(row.value.createdAt);
    case ReservationColumn::Deadline:
        return row.value.deadline ? QVariant(localTime(*row.value.deadline)) : QVariant();
    }
    return {};
}

QString ReservationModel::toolTip(const Row &row, ReservationColumn column) const
{
    switch (column) {
    case ReservationColumn::Id: {
        const auto claim = claimWords(row.value, true);
        return claim.isEmpty() ? row.id : row.id + u'\n' + claim;
    }
    case ReservationColumn::State: {
        const auto since = tr("%1 since %2").arg(label(row.value.state), longTime(row.value.changedAt));
        return row.state == label(row.value.state) ? since : since + u'\n' + row.state;
    }
    case ReservationColumn::Claim: {
        const auto claim = claimWords(row.value, true);
        return claim.isEmpty() ? QString() : tr("%1, until %2").arg(claim, longTime(row.value.claim->until));
    }
    case ReservationColumn::Slot:
        return tr("%1 to %2, %3 at %4")
            .arg(writtenTime(localTime(row.value.slotStartsAt), QStringLiteral("ddd d MMM yyyy, HH:mm")),
                 localTime(row.value.slotEndsAt).toString(QStringLiteral("HH:mm")), row.value.slotKind,
                 row.value.vendor);
    case ReservationColumn::Age:
        return tr("Made %1").arg(longTime(row.value.createdAt));
    case ReservationColumn::Deadline:
        return row.value.deadline ? tr("Until %1").arg(longTime(*row.value.deadline)) : QString();
    default:
        return display(row, column).toString();
    }
}

} // namespace holdfast::models

#include "models/reservation_model.h"

#include <algorithm>
#include <unordered_set>

/// How a new page becomes the rows: what is gone is removed, what stays is put in order with as few moves as can be,
/// what is new is inserted, and what differs is told with the columns and roles that differ.
namespace holdfast::models {

namespace {

/// Beyond this many moves one layout change is cheaper for everybody than telling of each.
constexpr std::size_t moveCap = 64;

/// Which members of `positions` (all different) form a longest increasing subsequence.
std::vector<bool> longestIncreasing(const std::vector<int> &positions)
{
    std::vector<std::size_t> tails; // index of the smallest end of an increasing run of each length
    std::vector<std::ptrdiff_t> before(positions.size(), -1);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto place = std::lower_bound(tails.begin(), tails.end(), positions[i],
                                            [&](std::size_t tail, int value) { return positions[tail] < value; });
        if (place != tails.begin())
            before[i] = std::ptrdiff_t(*std::prev(place));
        if (place == tails.end())
            tails.push_back(i);
        else
            *place = i;
    }
    std::vector<bool> kept(positions.size(), false);
    for (std::ptrdiff_t i = tails.empty() ? -1 : std::ptrdiff_t(tails.back()); i >= 0; i = before[std::size_t(i)])
        kept[std::size_t(i)] = true;
    return kept;
}

/// The columns and roles in which two values of one reservation differ.
struct Difference
{
    int firstColumn = reservationColumnCount;
    int lastColumn = -1;
    QList<int> roles;

    void column(ReservationColumn column, bool differs)
    {
        if (!differs)
            return;
        firstColumn = std::min(firstColumn, int(column));
        lastColumn = std::max(lastColumn, int(column));
    }
    void add(int role)
    {
        if (!roles.contains(role))
            roles.append(role);
    }
    void unite(const Difference &other)
    {
        firstColumn = std::min(firstColumn, other.firstColumn);
        lastColumn = std::max(lastColumn, other.lastColumn);
        for (const int role : other.roles)
            add(role);
    }
};

Difference compare(const Reservation &was, const Reservation &is)
{
    const bool state = was.state != is.state;
    const bool deadline = was.deadline != is.deadline || was.changedAt != is.changedAt;
    const bool slot = was.slotId != is.slotId || was.slotStartsAt != is.slotStartsAt || was.slotEndsAt != is.slotEndsAt
        || was.slotKind != is.slotKind;
    const bool vendor = was.vendor != is.vendor;
    Difference found;
    const bool claim = was.claim != is.claim;
    found.column(ReservationColumn::Id, was.version != is.version || claim);
    found.column(ReservationColumn::State,
                 state || was.changedAt != is.changedAt || was.releaseRequested != is.releaseRequested);
    found.column(ReservationColumn::Claim, claim);
    found.column(ReservationColumn::Vendor, vendor);
    found.column(ReservationColumn::Slot, slot || vendor);
    found.column(ReservationColumn::Quantity, was.quantity != is.quantity);
    found.column(ReservationColumn::Partner, was.partner != is.partner);
    found.column(ReservationColumn::PartnerRef, was.partnerBookingRef != is.partnerBookingRef);
    found.column(ReservationColumn::Amount, was.amount != is.amount);
    found.column(ReservationColumn::Age, was.createdAt != is.createdAt);
    found.column(ReservationColumn::Deadline, deadline);
    found.roles = {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, ReservationModel::RawValueRole};
    if (state) {
        // A delegate may tint any cell of the row by it.
        found.add(ReservationModel::StateRole);
        found.firstColumn = 0;
        found.lastColumn = reservationColumnCount - 1;
    }
    if (claim) {
        found.add(ReservationModel::ClaimRole);
        found.add(ReservationModel::OwnClaimRole);
    }
    if (deadline) {
        found.add(ReservationModel::DeadlineFractionRole);
        found.add(ReservationModel::SecondsLeftRole);
    }
    if (was.createdAt != is.createdAt)
        found.add(ReservationModel::AgeRole);
    return found;
}

} // namespace

QList<Reservation> ReservationModel::withoutRepeats(const QList<Reservation> &rows)
{
    std::unordered_set<Uuid> seen;
    QList<Reservation> unique;
    unique.reserve(rows.size());
    for (const auto &row : rows) {
        if (seen.insert(row.id).second)
            unique.append(row);
    }
    return unique;
}

void ReservationModel::merge(const QList<Reservation> &rows)
{
    removeAbsent(rows);
    placeInOrder(rows);
    insertNew(rows);
    updateValues(rows);
}

void ReservationModel::removeAbsent(const QList<Reservation> &rows)
{
    std::unordered_set<Uuid> present;
    for (const auto &row : rows)
        present.insert(row.id);
    const auto absent = [&](int row) { return !present.contains(m_rows[std::size_t(row)].value.id); };
    for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
        if (!absent(last))
            continue;
        int first = last;
        while (first > 0 && absent(first - 1))
            --first;
        beginRemoveRows({}, first, last);
        for (int row = first; row <= last; ++row)
            m_index.erase(m_rows[std::size_t(row)].value.id);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        reindex(std::size_t(first), m_rows.size());
        endRemoveRows();
        last = first;
    }
}

void ReservationModel::placeInOrder(const QList<Reservation> &rows)
{
    // Those on the page already, as they are to follow each other.
    std::vector<Uuid> wanted;
    wanted.reserve(m_rows.size());
    std::vector<int> target(m_rows.size(), 0); // by row: its place in `wanted`
    for (const auto &value : rows) {
        const int row = rowOf(value.id);
        if (row < 0)
            continue;
        target[std::size_t(row)] = int(wanted.size());
        wanted.push_back(value.id);
    }
    const auto kept = longestIncreasing(target);
    const auto moves = std::size_t(std::count(kept.begin(), kept.end(), false));
    if (moves == 0)
        return;
    if (moves > moveCap) {
        rearrange(target);
        return;
    }
    std::vector<bool> settled(wanted.size(), false);
    for (std::size_t row = 0; row < kept.size(); ++row)
        settled[std::size_t(target[row])] = kept[row];
    // Each that is out of order goes directly behind the one it is to follow, which is settled by then.
    for (std::size_t place = 0; place < wanted.size(); ++place) {
        if (settled[place])
            continue;
        const int from = rowOf(wanted[place]);
        const int to = place == 0 ? 0 : rowOf(wanted[place - 1]) + 1;
        if (from != to && from + 1 != to)
            moveRow(from, to);
    }
}

void ReservationModel::moveRow(int from, int to)
{
    beginMoveRows({}, from, from, {}, to);
    const auto begin = m_rows.begin();
    if (from < to)
        std::rotate(begin + from, begin + from + 1, begin + to);
    else
        std::rotate(begin + to, begin + from, begin + from + 1);
    reindex(std::size_t(std::min(from, to)), std::size_t(std::max(from + 1, to)));
    endMoveRows();
}

void ReservationModel::rearrange(const std::vector<int> &target)
{
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    std::vector<Row> rows(m_rows.size());
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        rows[std::size_t(target[row])] = std::move(m_rows[row]);
    m_rows = std::move(rows);
    reindex(0, m_rows.size());
    const auto was = persistentIndexList();
    QModelIndexList is;
    is.reserve(was.size());
    for (const auto &old : was)
        is.append(index(target[std::size_t(old.row())], old.column()));
    changePersistentIndexList(was, is);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void ReservationModel::insertNew(const QList<Reservation> &rows)
{
    for (int row = 0; row < int(rows.size()); ++row) {
        if (rowOf(rows.at(row).id) >= 0)
            continue;
        int last = row;
        while (last + 1 < int(rows.size()) && rowOf(rows.at(last + 1).id) < 0)
            ++last;
        beginInsertRows({}, row, last);
        std::vector<Row> fresh;
        fresh.reserve(std::size_t(last - row + 1));
        for (int i = row; i <= last; ++i)
            fresh.push_back(makeRow(rows.at(i)));
        m_rows.insert(m_rows.begin() + row, std::make_move_iterator(fresh.begin()),
                      std::make_move_iterator(fresh.end()));
        reindex(std::size_t(row), m_rows.size());
        endInsertRows();
        row = last;
    }
}

void ReservationModel::updateValues(const QList<Reservation> &rows)
{
    Q_ASSERT(rows.size() == qsizetype(m_rows.size()));
    int first = -1;
    Difference together;
    const auto tell = [&](int end) {
        if (first >= 0 && together.lastColumn >= 0) {
            emit dataChanged(index(first, together.firstColumn), index(end - 1, together.lastColumn),
                             together.roles);
        }
        first = -1;
        together = {};
    };
    for (int row = 0; row < int(rows.size()); ++row) {
        auto &known = m_rows[std::size_t(row)];
        const auto &value = rows.at(row);
        if (known.value == value) {
            tell(row);
            continue;
        }
        together.unite(compare(known.value, value));
        known = makeRow(value);
        if (first < 0)
            first = row;
    }
    tell(int(rows.size()));
}

void ReservationModel::reindex(std::size_t from, std::size_t to)
{
    for (std::size_t row = from; row < to; ++row)
        m_index[m_rows[row].value.id] = int(row);
}

} // namespace holdfast::models

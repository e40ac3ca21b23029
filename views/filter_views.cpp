#include "views/filter_views.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace holdfast::views {

using models::ReservationColumn;
using models::ReservationFilterSpec;

namespace {

/// Columns by names that outlive their numbers.
struct ColumnName
{
    ReservationColumn column;
    const char *name;
};
constexpr std::array columnNames = {
    ColumnName{ReservationColumn::Id, "id"},           ColumnName{ReservationColumn::State, "state"},
    ColumnName{ReservationColumn::Vendor, "vendor"},   ColumnName{ReservationColumn::Slot, "slot"},
    ColumnName{ReservationColumn::Quantity, "qty"},    ColumnName{ReservationColumn::Partner, "partner"},
    ColumnName{ReservationColumn::Amount, "amount"},   ColumnName{ReservationColumn::Age, "age"},
    ColumnName{ReservationColumn::Deadline, "deadline"},
};

constexpr qint64 longestSeconds = 366LL * 24 * 3600;

std::optional<std::chrono::seconds> secondsFrom(const QJsonValue &value)
{
    const auto seconds = value.toInteger(-1);
    return seconds >= 0 && seconds <= longestSeconds ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
}

QJsonObject toObject(const ReservationFilterSpec &filter)
{
    QJsonArray states;
    for (const auto state : filter.states)
        states.append(QString::fromLatin1(name(state).data(), qsizetype(name(state).size())));
    QJsonObject object{{QStringLiteral("states"), states},
                       {QStringLiteral("vendor"), filter.vendor},
                       {QStringLiteral("partner"), filter.partner},
                       {QStringLiteral("text"), filter.text},
                       {QStringLiteral("claimed_by"), filter.claimedBy},
                       {QStringLiteral("descending"), filter.descending},
                       {QStringLiteral("limit"), filter.limit}};
    if (filter.deadlineWithin)
        object.insert(QStringLiteral("deadline_within_s"), qint64(filter.deadlineWithin->count()));
    if (filter.olderThan)
        object.insert(QStringLiteral("older_than_s"), qint64(filter.olderThan->count()));
    const auto addId = [&](const QString &member, const std::optional<Uuid> &id) {
        if (id)
            object.insert(member, QString::fromStdString(id->to_string()));
    };
    addId(QStringLiteral("vendor_id"), filter.vendorId);
    addId(QStringLiteral("slot_id"), filter.slot);
    const auto addTime = [&](const QString &member, const std::optional<Timestamp> &at) {
        if (at)
            object.insert(member, QString::fromStdString(to_rfc3339(*at)));
    };
    addTime(QStringLiteral("slot_from"), filter.slotFrom);
    addTime(QStringLiteral("slot_to"), filter.slotTo);
    for (const auto &[column, word] : columnNames) {
        if (column == filter.order)
            object.insert(QStringLiteral("order"), QString::fromLatin1(word));
    }
    return object;
}

ReservationFilterSpec filterFrom(const QJsonObject &object)
{
    constexpr qsizetype longestText = 200;
    const auto text = [&](const char *member) {
        return object.value(QLatin1String(member)).toString().left(longestText);
    };
    ReservationFilterSpec filter;
    for (const auto &value : object.value(QStringLiteral("states")).toArray()) {
        const auto state = parse_state(value.toString().toStdString());
        if (state && !filter.states.contains(*state))
            filter.states.append(*state);
    }
    filter.vendor = text("vendor");
    filter.partner = text("partner");
    filter.text = text("text");
    filter.claimedBy = text("claimed_by");
    filter.deadlineWithin = secondsFrom(object.value(QStringLiteral("deadline_within_s")));
    filter.olderThan = secondsFrom(object.value(QStringLiteral("older_than_s")));
    const auto member = [&](const char *name) { return text(name).toStdString(); };
    filter.vendorId = Uuid::parse(member("vendor_id"));
    filter.slot = Uuid::parse(member("slot_id"));
    filter.slotFrom = parse_rfc3339(member("slot_from"));
    filter.slotTo = parse_rfc3339(member("slot_to"));
    filter.descending = object.value(QStringLiteral("descending")).toBool();
    filter.limit = std::clamp(object.value(QStringLiteral("limit")).toInt(filter.limit), 1, 5'000);
    for (const auto &[column, word] : columnNames) {
        if (object.value(QStringLiteral("order")).toString() == QLatin1String(word))
            filter.order = column;
    }
    return filter;
}

} // namespace

QByteArray toJson(const QList<FilterView> &views)
{
    QJsonArray list;
    for (const auto &view : views) {
        auto object = toObject(view.filter);
        object.insert(QStringLiteral("name"), view.name);
        object.insert(QStringLiteral("columns"), QString::fromLatin1(view.columns.toBase64()));
        list.append(object);
    }
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

QList<FilterView> filterViewsFrom(const QByteArray &json)
{
    QList<FilterView> views;
    for (const auto &value : QJsonDocument::fromJson(json).array()) {
        const auto object = value.toObject();
        const auto name = object.value(QStringLiteral("name")).toString().trimmed().left(FilterView::longestName);
        if (name.isEmpty() || views.size() >= FilterView::most)
            continue;
        views.append({name, filterFrom(object),
                      QByteArray::fromBase64(object.value(QStringLiteral("columns")).toString().toLatin1())});
    }
    return views;
}

} // namespace holdfast::views

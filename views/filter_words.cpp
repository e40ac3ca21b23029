#include "views/filter_words.h"

#include "models/local_time.h"
#include "models/reservation_model.h"

#include <QCoreApplication>
#include <QStringList>

namespace holdfast::views {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

/// "Sat 21 Nov, 14:00 – 15:00", or what is known of it.
QString timeWords(const std::optional<Timestamp> &from, const std::optional<Timestamp> &to)
{
    const auto format = QStringLiteral("ddd d MMM, HH:mm");
    const auto write = [&](Timestamp at) { return models::writtenTime(models::localTime(at), format); };
    if (!from)
        return Words::tr("before %1").arg(write(*to));
    if (!to)
        return Words::tr("from %1").arg(write(*from));
    const bool sameDay = models::localTime(*from).date() == models::localTime(*to).date();
    const auto end = sameDay ? models::localTime(*to).toString(QStringLiteral("HH:mm")) : write(*to);
    return Words::tr("%1 – %2").arg(write(*from), end);
}

} // namespace

QString labelOf(State state)
{
    return models::label(state);
}

QList<State> endedStates()
{
    QList<State> states;
    for (const auto &row : state_table) {
        if (row.terminal)
            states.append(row.state);
    }
    return states;
}

QList<State> seatedStates()
{
    QList<State> states(models::inFlightStates.begin(), models::inFlightStates.end());
    states.append(State::Confirmed);
    return states;
}

QList<FilterPreset> filterPresets()
{
    using models::ReservationColumn;
    models::ReservationFilterSpec soon;
    soon.deadlineWithin = std::chrono::minutes(5);
    models::ReservationFilterSpec all;
    // What has no deadline any more is read newest first.
    models::ReservationFilterSpec confirmed;
    confirmed.states = {State::Confirmed};
    confirmed.order = ReservationColumn::Id;
    confirmed.descending = true;
    models::ReservationFilterSpec ended;
    ended.states = endedStates();
    ended.order = ReservationColumn::Id;
    ended.descending = true;
    return {
        {Words::tr("All in flight"), all},
        {Words::tr("Expiring soon"), soon},
        {Words::tr("Confirmed"), confirmed},
        {Words::tr("Ended"), ended},
    };
}

bool narrowsAlike(const models::ReservationFilterSpec &a, const models::ReservationFilterSpec &b)
{
    auto left = a;
    left.order = b.order;
    left.descending = b.descending;
    left.limit = b.limit;
    return left == b;
}

QString pastDeadline()
{
    return Words::tr("past deadline");
}

QString shortDuration(std::chrono::seconds duration)
{
    using namespace std::chrono;
    const auto count = duration.count();
    if (count % 86400 == 0)
        return Words::tr("%1 d").arg(count / 86400);
    if (count % 3600 == 0)
        return Words::tr("%1 h").arg(count / 3600);
    if (count % 60 == 0)
        return Words::tr("%1 min").arg(count / 60);
    return Words::tr("%1 s").arg(count);
}

QList<FilterPart> partsOf(const models::ReservationFilterSpec &filter)
{
    QList<FilterPart> parts;
    if (!filter.states.isEmpty()) {
        QStringList names;
        for (const auto state : filter.states)
            names.append(labelOf(state));
        auto without = filter;
        without.states.clear();
        const bool ended = filter.states == endedStates();
        constexpr qsizetype spelledOut = 2;
        parts.append({Words::tr("state"),
                      ended ? Words::tr("any ended")
                      : filter.states == seatedStates() ? Words::tr("any that takes seats")
                      : names.size() <= spelledOut ? names.join(Words::tr(" or "))
                                                   : Words::tr("any of %1").arg(names.size()),
                      without});
    }
    if (filter.deadlineWithin) {
        auto without = filter;
        without.deadlineWithin.reset();
        if (filter.deadlineWithin->count() == 0)
            parts.append({{}, pastDeadline(), without});
        else
            parts.append({Words::tr("deadline"), Words::tr("< %1").arg(shortDuration(*filter.deadlineWithin)), without});
    }
    if (filter.olderThan) {
        auto without = filter;
        without.olderThan.reset();
        parts.append({Words::tr("age"), Words::tr("> %1").arg(shortDuration(*filter.olderThan)), without});
    }
    if (!filter.claimedBy.isEmpty()) {
        auto without = filter;
        without.claimedBy.clear();
        parts.append({Words::tr("claimed by"), filter.claimedBy, without});
    }
    const auto addText = [&](const QString &subject, QString models::ReservationFilterSpec::*field) {
        if ((filter.*field).isEmpty())
            return;
        auto without = filter;
        (without.*field).clear();
        parts.append({subject, filter.*field, without});
    };
    addText(Words::tr("vendor"), &models::ReservationFilterSpec::vendor);
    const auto shortId = [](const Uuid &id) { return models::shortenId(QString::fromStdString(id.to_string())); };
    if (filter.vendorId) {
        if (filter.vendor.isEmpty())
            parts.append({Words::tr("vendor"), shortId(*filter.vendorId), filter});
        parts.last().without.vendorId.reset();
    }
    if (filter.slot) {
        auto without = filter;
        without.slot.reset();
        parts.append({Words::tr("slot"), shortId(*filter.slot), without});
    }
    if (filter.slotFrom || filter.slotTo) {
        auto without = filter;
        without.slotFrom.reset();
        without.slotTo.reset();
        parts.append({Words::tr("slot starts"), timeWords(filter.slotFrom, filter.slotTo), without});
    }
    addText(Words::tr("partner"), &models::ReservationFilterSpec::partner);
    addText(Words::tr("text"), &models::ReservationFilterSpec::text);
    return parts;
}

} // namespace holdfast::views

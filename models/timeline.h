#pragma once

#include "models/cell.h"
#include "models/reservation.h"

#include <QDateTime>

/// The story of one reservation as page Timeline tells it, read from a database or from what a run stored.
namespace holdfast::models {

struct StoredTimeline;

enum class TimelineLane { State, Payments, Webhooks, Events, People };
inline constexpr int timelineLaneCount = 5;

struct TimelineEntry
{
    QString key; ///< the same in the next answer
    Timestamp at;
    QString kind; ///< as in insight::TimelineEntry
    QString what;
    QString detail;
    QString actor;
    QString traceId;
    QString party;     ///< "vendor", "requester" or empty
    QString operation; ///< id; empty: of none
    std::optional<State> to;
    std::optional<Timestamp> deadline; ///< after a transition
    std::optional<qint64> tookMs;      ///< of a call, which is logged when it is over
    std::optional<int> answer;         ///< of a call; none: no answer

    // What tellTimeline() makes of it.
    TimelineLane lane = TimelineLane::Events;
    std::optional<State> after; ///< where the reservation stood then
    Mark mark = Mark::None;
    QString title; ///< for the axis: "authorize vendor 10.00 €"
    QString words; ///< for the table: what happened

    bool operator==(const TimelineEntry &) const = default;
};

/// What is known of one party's money now.
struct TimelineMoney
{
    QString party;
    QString currency;
    qint64 askedMinor = 0;
    bool awaitsCapture = false; ///< the gateway still holds what was authorized
    qint64 authorizedMinor = 0;
    qint64 keptMinor = 0; ///< captured and not refunded

    bool operator==(const TimelineMoney &) const = default;
};

struct TimelineStory
{
    Uuid id;
    State state = State::Held;
    qint32 version = 0;
    bool whole = false;            ///< the transitions have no gap and lead to what is stored
    std::optional<State> replayed; ///< where they lead
    std::optional<Timestamp> deadline;
    Timestamp now;                 ///< when it was read, or stored
    std::optional<QList<TimelineMoney>> money; ///< nullopt: not known, as of a stored one
    qint64 unsettled = 0;          ///< operations that have not ended, or were given up
    QList<TimelineEntry> entries;  ///< by time
    bool cut = false;              ///< there are more
    std::optional<Reservation> row; ///< for what is done to it; none of a stored one
    QString origin;                ///< of a stored one: whose it is; empty: it is read from a database

    bool operator==(const TimelineStory &) const = default;
};

/// Gives every entry its lane, its words, and the state it left behind.
void tellTimeline(TimelineStory &story);

/// "settled: nothing captured, nothing authorized": what stands now, in a sentence.
struct Standing
{
    Mark mark = Mark::None;
    QString words;
};
[[nodiscard]] Standing standingOf(const TimelineStory &story);

/// "State", "Payment", ...: what an entry is about.
[[nodiscard]] QString timelineKind(const TimelineEntry &entry);
[[nodiscard]] QString timelineLaneLabel(TimelineLane lane);

/// `origin`: whose it is, for people; `storedAt`: when it was written.
[[nodiscard]] TimelineStory toTimeline(const StoredTimeline &stored, const QString &origin, const QDateTime &storedAt);

} // namespace holdfast::models

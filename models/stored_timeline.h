#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/uuid.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

/// What a scenario's run wrote down of its reservations before its sandbox went: `timelines.jsonl` in the run's folder, one
/// reservation a line, members as in insight::Timeline. Plain functions for whichever thread may wait for a disk.
namespace holdfast::models {

struct StoredTimelineEntry
{
    QDateTime at; ///< local time
    QString kind; ///< as in insight::TimelineEntry: "transition", "gateway_call", ...
    QString what;
    QString detail;
    QString actor;
    QString traceId;
    std::optional<int> version;
    std::optional<State> from;
    std::optional<State> to;
    QString operationId;
    QString party; ///< "vendor", "requester" or empty
    bool operator==(const StoredTimelineEntry &) const = default;
};

struct StoredTimeline
{
    Uuid reservation;
    std::optional<State> state; ///< as stored; unset when this program does not know it
    int version = 0;
    bool own = false; ///< the scenario's, or named by one of its checks; the others are of the runner's steady state
    QList<StoredTimelineEntry> entries; ///< by time
    bool operator==(const StoredTimeline &) const = default;
};

const auto storedTimelinesFile = QStringLiteral("timelines.jsonl");

constexpr qsizetype storedTimelineCap = 500;      ///< reservations of a file; the runner writes fewer
constexpr qsizetype storedTimelineEntryCap = 1000; ///< of a reservation
constexpr qint64 storedTimelineFileCap = 64 << 20;

/// In the order of the file, the scenario's own first. `problem`: in words, what could not be read or was left out;
/// empty otherwise. Lines that are none are skipped, and counted there.
[[nodiscard]] QList<StoredTimeline> readStoredTimelines(const QString &path, QString *problem = nullptr);

} // namespace holdfast::models

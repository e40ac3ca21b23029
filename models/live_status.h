#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace holdfast::models {

enum class LiveState {
    Idle,         ///< nothing to connect to yet (the embedded backend is starting or failed)
    Connecting,
    Live,
    Paused,       ///< the display stands still at the operator's wish; the lag is still read
    Disconnected, ///< lost or hung; tried again with back-off
    Ended,        ///< the sandbox went down for good; its last data stays on the screen
};

struct LiveStatus
{
    LiveState state = LiveState::Idle;
    /// Everything committed longer ago than this is on the screen (or would be, when paused); -1 when unknown.
    qint64 lagMs = -1;
    QDateTime since;    ///< of this state, local time
    QDateTime dataAsOf; ///< local time of the snapshot on the screen; invalid when there is none
    QString error;      ///< plain words, while Disconnected

    /// One short line for the pill: "live, 38 ms behind", "disconnected, data as of 14:07:32".
    [[nodiscard]] QString text() const;
    bool operator==(const LiveStatus &) const = default;
};

struct Component
{
    Uuid id;
    QString kind; ///< "api", "expiry"
    QString host;
    int pid = 0;
    Timestamp startedAt;
    qint64 silentForMs = 0;
    bool alive = false;
    bool healthy = false;
    bool starting = false; ///< not healthy, but it never was and has begun lately
    QString detail;
    QMap<QString, double> metrics;

    bool operator==(const Component &) const = default;
};

struct DatabaseInfo
{
    QString version; ///< "15.18"
    int connections = -1;

    bool operator==(const DatabaseInfo &) const = default;
};

/// What one invariant said.
struct InvariantLight
{
    QString id; ///< "I1"
    QString title;
    QString severity; ///< "CRITICAL", "HIGH"
    bool holds = false;
    qint64 violations = 0; ///< counted up to a bound
    QStringList examples;  ///< a line each, of some that violate it
    double tookMs = 0;

    bool operator==(const InvariantLight &) const = default;
};

/// The last pass over the invariants.
struct VerifyReport
{
    QList<InvariantLight> lights; ///< every one of them, in the order of their numbers
    int checked = 0;
    int violated = 0;
    QString firstViolation; ///< "I1: slot counters equal their reservations"
    QDateTime at;           ///< invalid before the first pass
    qint64 tookMs = 0;
};

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::LiveStatus)
Q_DECLARE_METATYPE(holdfast::models::Component)
Q_DECLARE_METATYPE(holdfast::models::DatabaseInfo)
Q_DECLARE_METATYPE(holdfast::models::VerifyReport)

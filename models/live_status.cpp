#include "models/live_status.h"

namespace holdfast::models {

namespace {

/// "38 ms", "1.2 s", "14 s": no more digits than can be read while they change.
QString formatLag(qint64 ms)
{
    if (ms < 1000)
        return QStringLiteral("%1 ms").arg(ms);
    if (ms < 10'000)
        return QStringLiteral("%1 s").arg(double(ms) / 1000, 0, 'f', 1);
    return QStringLiteral("%1 s").arg(ms / 1000);
}

} // namespace

QString LiveStatus::text() const
{
    const QString asOf = dataAsOf.isValid()
        ? QStringLiteral(", data as of ") + dataAsOf.toString(QStringLiteral("HH:mm:ss"))
        : QString();
    switch (state) {
    case LiveState::Idle:
        return QStringLiteral("not connected");
    case LiveState::Connecting:
        return QStringLiteral("connecting");
    case LiveState::Live:
        return lagMs < 0 ? QStringLiteral("live") : QStringLiteral("live, %1 behind").arg(formatLag(lagMs));
    case LiveState::Paused:
        return QStringLiteral("paused") + asOf;
    case LiveState::Disconnected:
        return QStringLiteral("disconnected") + asOf;
    case LiveState::Ended:
        return QStringLiteral("ended") + asOf;
    }
    return {};
}

} // namespace holdfast::models

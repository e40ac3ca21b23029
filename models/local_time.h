#pragma once

#include "backend/core/time.h"
#include "models/language.h"

#include <QDateTime>

namespace holdfast::models {

[[nodiscard]] inline QDateTime localTime(Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

[[nodiscard]] inline Timestamp timestampOf(const QDateTime &time)
{
    return Timestamp(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

/// "Sat 21 Nov 2026, 14:07:32 EET".
[[nodiscard]] inline QString zonedText(Timestamp time)
{
    const auto at = localTime(time);
    return writtenTime(at, QStringLiteral("ddd d MMM yyyy, HH:mm:ss")) + u' ' + at.timeZoneAbbreviation();
}

} // namespace holdfast::models

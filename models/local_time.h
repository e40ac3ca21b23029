#pragma once

#include "backend/core/time.h"

#include <QDateTime>

namespace holdfast::models {

[[nodiscard]] inline QDateTime localTime(Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

} // namespace holdfast::models

#include "models/live_status.h"

#include "models/language.h"

#include <QCoreApplication>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LiveStatus)
};

/// "38 ms", "1.2 s", "14 s": no more digits than can be read while they change.
QString formatLag(qint64 ms)
{
    if (ms < 1000)
        return Words::tr("%1 ms").arg(ms);
    if (ms < 10'000)
        return Words::tr("%1 s").arg(screenLocale().toString(double(ms) / 1000, 'f', 1));
    return Words::tr("%1 s").arg(ms / 1000);
}

} // namespace

QString LiveStatus::text() const
{
    const auto withTime = [this](const QString &word) {
        return dataAsOf.isValid() ? Words::tr("%1, data as of %2").arg(word, dataAsOf.toString(QStringLiteral("HH:mm:ss")))
                                  : word;
    };
    switch (state) {
    case LiveState::Idle:
        return Words::tr("not connected");
    case LiveState::Connecting:
        return Words::tr("connecting");
    case LiveState::Live:
        return lagMs < 0 ? Words::tr("live") : Words::tr("live, %1 behind").arg(formatLag(lagMs));
    case LiveState::Paused:
        return withTime(Words::tr("paused"));
    case LiveState::Disconnected:
        return withTime(Words::tr("disconnected"));
    case LiveState::Ended:
        return withTime(Words::tr("ended"));
    }
    return {};
}

} // namespace holdfast::models

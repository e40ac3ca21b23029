#include "models/scenario.h"

#include "models/language.h"

#include <QCoreApplication>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ScenarioStatus)
};

} // namespace

ScenarioStatus parseScenarioStatus(const QString &text)
{
    if (text == QLatin1String("PASS"))
        return ScenarioStatus::Pass;
    if (text == QLatin1String("FAIL"))
        return ScenarioStatus::Fail;
    if (text == QLatin1String("NOT_RUN"))
        return ScenarioStatus::NotRun;
    return ScenarioStatus::Error;
}

QString durationText(qint64 ms)
{
    return ms < 1000 ? Words::tr("%1 ms").arg(ms) : Words::tr("%1 s").arg(screenLocale().toString(double(ms) / 1000, 'f', 1));
}

QString momentText(const QDateTime &at)
{
    if (!at.isValid())
        return {};
    const bool today = at.date() == QDate::currentDate();
    return writtenTime(at, today ? QStringLiteral("HH:mm:ss") : QStringLiteral("d MMM, HH:mm"));
}

QString label(ScenarioStatus status)
{
    switch (status) {
    case ScenarioStatus::NotRun:
        return Words::tr("Not run");
    case ScenarioStatus::Running:
        return Words::tr("Running");
    case ScenarioStatus::Pass:
        return Words::tr("Passed");
    case ScenarioStatus::Fail:
        return Words::tr("Failed");
    case ScenarioStatus::Error:
        return Words::tr("Error");
    case ScenarioStatus::Aborted:
        return Words::tr("Aborted");
    }
    return {};
}

} // namespace holdfast::models

#include "models/scenario.h"

namespace holdfast::models {

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

QString label(ScenarioStatus status)
{
    switch (status) {
    case ScenarioStatus::NotRun:
        return QStringLiteral("Not run");
    case ScenarioStatus::Running:
        return QStringLiteral("Running");
    case ScenarioStatus::Pass:
        return QStringLiteral("Passed");
    case ScenarioStatus::Fail:
        return QStringLiteral("Failed");
    case ScenarioStatus::Error:
        return QStringLiteral("Error");
    case ScenarioStatus::Aborted:
        return QStringLiteral("Stopped");
    }
    return {};
}

} // namespace holdfast::models

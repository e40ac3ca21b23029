#include "models/scenario.h"

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

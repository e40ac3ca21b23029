#pragma once

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

/// What the catalogue says about a scenario and what a run of one yields, as `holdfastctl` tells it.
namespace holdfast::models {

struct ScenarioParameter
{
    QString name;
    QString defaultValue;
    QString text;
    std::optional<qint64> lowest; ///< of a whole number; unset: the runner says what it takes
    std::optional<qint64> highest;
    bool operator==(const ScenarioParameter &) const = default;
};

/// A deliberate bug, loaded into the sandbox only, under which the scenario must fail.
struct Saboteur
{
    QString name;
    QString text;
    QString caughtBy; ///< the check declared for it
    bool operator==(const Saboteur &) const = default;
};

struct Scenario
{
    QString id;
    QString title;
    QString expectation;
    QString area;
    bool exclusive = false; ///< must run alone: it measures time
    QList<ScenarioParameter> parameters;
    QList<Saboteur> saboteurs;
    bool operator==(const Scenario &) const = default;
};

struct CheckResult
{
    QString name;
    QString expected;
    QString observed;
    QString severity; ///< "CRITICAL", "HIGH", "MEDIUM", "LOW"; "VALIDITY": it must have happened, or nothing is proven
    bool ok = false;
    bool operator==(const CheckResult &) const = default;
};

enum class ScenarioStatus { NotRun, Running, Pass, Fail, Error, Aborted };

struct ScenarioResult
{
    QString id;
    QString title;
    ScenarioStatus status = ScenarioStatus::NotRun;
    bool flaky = false;
    qint64 durationMs = 0;
    QList<CheckResult> checks;
    QList<CheckResult> conditions; ///< severity VALIDITY
    QString seed;
    QString reproduce; ///< the command that runs it again
    QString report;   ///< folder with the evidence, empty when unknown
    QString error;    ///< why, when Error
    QString saboteur; ///< when run with one
    QString caughtBy; ///< the check that caught it, empty when it was missed
    QMap<QString, QString> parameters;
    QMap<QString, double> metrics;
    QString keptSandbox; ///< folder, when it was kept
    QDateTime finishedAt;
    QString rerunOf; ///< the run that failed, when this one only asks whether it is flaky

    /// With a saboteur the scenario must fail: true when it was caught, or without one, when it passed.
    [[nodiscard]] bool isGood() const
    {
        return saboteur.isEmpty() ? status == ScenarioStatus::Pass : !caughtBy.isEmpty();
    }
    bool operator==(const ScenarioResult &) const = default;
};

/// What to run. Each id in a fresh sandbox, `repeat` times; with saboteurs, once per saboteur instead.
struct ScenarioRequest
{
    QStringList ids;
    QMap<QString, QString> parameters;
    int repeat = 1;
    QString seed; ///< empty: a new one
    bool saboteurs = false;
    QString saboteur; ///< with saboteurs, only this one; empty: all
    bool keep = false; ///< leave the sandboxes' data folders
    int jobs = 0;         ///< sandboxes at once; 0: as the runner sees fit
    bool all = false;     ///< `ids` are all there are
    int paceMs = 0; ///< a rest after each of the scenario's own steps, for somebody who watches
};

/// "PASS" and so on; anything else is Error.
[[nodiscard]] ScenarioStatus parseScenarioStatus(const QString &text);
/// "912 ms", "12.4 s".
[[nodiscard]] QString durationText(qint64 ms);
/// "14:07:30" of today, else "20 Nov, 14:07"; empty when invalid.
[[nodiscard]] QString momentText(const QDateTime &at);
/// For people: "Passed", "Failed", "Error", "Not run", "Running", "Aborted".
[[nodiscard]] QString label(ScenarioStatus status);

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::Scenario)
Q_DECLARE_METATYPE(holdfast::models::ScenarioResult)
Q_DECLARE_METATYPE(holdfast::models::ScenarioRequest)

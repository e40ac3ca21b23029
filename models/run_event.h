#pragma once

#include "models/load_series.h"
#include "models/run_models.h"
#include "models/scenario.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QtNumeric>

#include <variant>

/// The lines of `holdfastctl scenario run --events`, as values.
namespace holdfast::models {

struct RunStarted
{
    QString scenario, title, seed, saboteur;
    int repeat = 1, of = 1;
    QStringList steps;
    QString rerunOf; ///< as in a result
    QString report;  ///< folder of the invocation, when told
};
struct RunSandbox { QString name, dsn, apiUrl; };
struct RunProgress { qint64 done = 0, total = 0; };
struct RunMetric { QString name; double value = 0; };
struct RunFault { QString name; bool on = false; QString detail; };
struct RunFinished { int exit = 0; QString report; };
/// Not an event: a line that is no JSON object, or one of a kind this program does not know. Shown as log.
struct RunGarbage { QString text; };

using RunEventBody = std::variant<RunGarbage, RunStarted, RunSandbox, RunStepModel::Step, RunProgress, RunMetric,
                                  CheckResult, RunLogModel::Line, RunFault, LoadSample, ScenarioResult, RunFinished>;

struct RunEvent
{
    QDateTime at; ///< local time; invalid when the line had none
    QString run;
    RunEventBody body;
};

/// One line without its newline. Never fails: what it cannot read is RunGarbage.
[[nodiscard]] RunEvent parseRunEvent(const QByteArray &line);

/// Cuts a stream into lines. Keeps a partial line for the next piece; a line beyond the bound is cut there, and the
/// rest of it is skipped.
class LineSplitter final
{
public:
    static constexpr qsizetype lineCap = 1 << 20;

    [[nodiscard]] QList<QByteArray> feed(const QByteArray &piece);
    /// What is left when the stream ends; empty when it ended with a newline.
    [[nodiscard]] QByteArray finish();

private:
    QByteArray m_partial;
    bool m_skipping = false;
};

/// A result object as in a result event, a result line or result.json; status Error when it is none.
[[nodiscard]] ScenarioResult parseResult(const QByteArray &json);

} // namespace holdfast::models

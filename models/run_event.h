#pragma once

#include "models/run_models.h"
#include "models/scenario.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QtNumeric>

#include <variant>

/// The lines of `holdfastctl scenario run --events`, as values.
namespace holdfast::models {

struct RunStarted { QString scenario, title, seed, saboteur; int repeat = 1, of = 1; QStringList steps; QString rerunOf, report; };
struct RunSandbox { QString name, dsn, apiUrl; };
struct RunProgress { qint64 done = 0, total = 0; };
struct RunMetric { QString name; double value = 0; };
struct RunFault { QString name; bool on = false; QString detail; };
/// An interval of a load. Percentiles are NaN with too few samples for them; those without "service" count from the
/// intended start.
struct RunLoad
{
    QString phase;
    qint64 atMs = 0; ///< the interval's end, since the run began
    qint64 intervalMs = 0;
    qint64 offered = 0, started = 0, dropped = 0, ok = 0, refused = 0, failed = 0, unknown = 0;
    double p50Ms = qQNaN(), p95Ms = qQNaN(), p99Ms = qQNaN();
    double serviceP50Ms = qQNaN(), serviceP95Ms = qQNaN(), serviceP99Ms = qQNaN();
    double lagMs = 0;
};
struct RunFinished { int exit = 0; QString report; };
/// Not an event: a line that is no JSON object, or one of a kind this program does not know. Shown as log.
struct RunGarbage { QString text; };

using RunEventBody = std::variant<RunGarbage, RunStarted, RunSandbox, RunStepModel::Step, RunProgress, RunMetric,
                                  CheckResult, RunLogModel::Line, RunFault, RunLoad, ScenarioResult, RunFinished>;

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

#pragma once

#include "models/run_record.h"
#include "models/scenario.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

/// What runs have left in the runs folder: `<invocation>/invocation.json`, and beside it a folder per run with
/// result.json and run.jsonl. Plain functions for whichever thread may wait for a disk.
namespace holdfast::models {

struct StoredRun
{
    QString id; ///< of the run; its folder's name when nothing says
    QString scenario;
    QString title; ///< empty when nothing says
    QString saboteur;
    int repeat = 1;
    QString rerunOf; ///< the id of the run this one tries again
    ScenarioStatus status = ScenarioStatus::NotRun;
    bool caught = false; ///< its saboteur was
    bool flaky = false;
    qint64 durationMs = 0;
    QString seed;
    QString parameters; ///< "clients=30, capacity=1"
    /// Of its loads, in milliseconds the highest; unset where it had none.
    std::optional<double> p95Ms, p99Ms, perSecond;
    QDateTime at; ///< when it ended
    QString folder;
    QString problem; ///< why it cannot be read; empty otherwise

    [[nodiscard]] bool isGood() const
    {
        return problem.isEmpty() && (saboteur.isEmpty() ? status == ScenarioStatus::Pass : caught);
    }
    bool operator==(const StoredRun &) const = default;
};

/// One call of `scenario run`, with all it did.
struct StoredInvocation
{
    QString key; ///< stable while the program runs
    QString folder;
    QDateTime startedAt;
    QDateTime finishedAt; ///< invalid: it did not finish, or has not yet
    QString command;
    QString seed;
    bool saboteurs = false;
    bool live = false; ///< the one this program runs
    QString problem;   ///< what cannot be read; empty otherwise
    QDateTime fileTime; ///< of invocation.json: read again only when it changed
    std::vector<StoredRun> runs;

    bool operator==(const StoredInvocation &) const = default;
};

constexpr qsizetype invocationCap = 200; ///< the newest ones are listed
constexpr std::size_t runsOfInvocationCap = 2000;

/// The newest first. `known`: what was read before, taken over where nothing changed.
[[nodiscard]] std::vector<StoredInvocation> readInvocations(const QString &runsFolder,
                                                            const std::vector<StoredInvocation> &known = {});

/// A run with its events; what cannot be read is said in its problem(). Nothing of it belongs to a thread yet but the
/// caller's: move it where it is shown.
[[nodiscard]] std::shared_ptr<RunRecord> readRun(const QString &folder);

/// The page to open for a run's folder: its report or its invocation's, else the folder.
[[nodiscard]] QString reportOf(const QString &folder);

} // namespace holdfast::models

#include "backend/workers/repair_worker.h"

#include "backend/booking/operations.h"
#include "backend/core/uuid.h"
#include "backend/storage/session_thread.h"
#include "backend/workers/reconciler.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <optional>
#include <utility>

namespace holdfast::workers {

namespace {

constexpr std::size_t payments_per_pass = 1'000;

} // namespace

struct RepairWorker::State
{
    explicit State(RepairOptions of_worker)
        : options(std::move(of_worker)),
          thread(session_options("repair"), [this](storage::Connection &connection) { return step(connection); })
    {
        if (options.gateway) {
            // The gateway's whole books take their time, in which repair must not rest.
            auto session = session_options("reconcile");
            session.step_limit = std::chrono::hours(1);
            reconciler.emplace(session, [this](storage::Connection &connection) { return reconcile_on_request(connection); });
        }
    }

    [[nodiscard]] storage::SessionThreadOptions session_options(const char *name) const
    {
        storage::SessionThreadOptions session;
        session.name = name;
        session.dsn = options.dsn;
        session.connection.lock_timeout = std::chrono::seconds(1);
        return session;
    }

    /// A run that was asked for, if one was.
    std::chrono::milliseconds reconcile_on_request(storage::Connection &connection)
    {
        const auto report = workers::reconcile(connection, *options.gateway, std::nullopt,
                                               [this] { return reconciler->stopping(); }, options.fault_points);
        if (!report || !report->finished)
            return options.period;
        ++reconciled;
        spdlog::info("reconciliation: {} intents, {} discrepancies", report->intents, report->found);
        return std::chrono::milliseconds(0);
    }

    std::chrono::milliseconds step(storage::Connection &connection)
    {
        const auto ended = booking::end_overdue_commits(connection, options.batch, "repair");
        const auto planned = booking::plan_missing_unwinds(connection, walked_to, payments_per_pass);
        ++passes;
        if (ended + planned == 0)
            return options.period;
        repaired += ended + planned;
        spdlog::warn("repair: ended {} commits that nobody finished, planned {} unwinds that were missing", ended, planned);
        if (options.on_commit)
            options.on_commit();
        return std::chrono::milliseconds(0);
    }

    const RepairOptions options;
    std::optional<Uuid> walked_to; // through the payments; the repair thread's own
    std::atomic<std::uint64_t> passes = 0, repaired = 0, reconciled = 0;
    storage::SessionThread thread; // last: they use the others
    std::optional<storage::SessionThread> reconciler;
};

RepairWorker::RepairWorker(RepairOptions options) : state_(std::make_unique<State>(std::move(options)))
{
}

RepairWorker::~RepairWorker() = default;

RepairMetrics RepairWorker::metrics() const
{
    return {.passes = state_->passes,
            .reconciled = state_->reconciled,
            .repaired = state_->repaired,
            .connected = state_->thread.healthy(),
            .reconciles = state_->reconciler.has_value()};
}

} // namespace holdfast::workers

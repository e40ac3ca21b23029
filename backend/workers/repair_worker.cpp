#include "backend/workers/repair_worker.h"

#include "backend/booking/operations.h"
#include "backend/storage/session_thread.h"
#include "backend/workers/reconciler.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <utility>

namespace holdfast::workers {

struct RepairWorker::State
{
    explicit State(RepairOptions of_worker)
        : options(std::move(of_worker)),
          thread(session_options(), [this](storage::Connection &connection) { return step(connection); })
    {
    }

    [[nodiscard]] storage::SessionThreadOptions session_options() const
    {
        storage::SessionThreadOptions session;
        session.name = "repair";
        session.dsn = options.dsn;
        session.connection.lock_timeout = std::chrono::seconds(1);
        session.step_limit = std::chrono::hours(1); // a reconciliation reads the gateway's whole books
        return session;
    }

    /// Runs that were asked for, one after another.
    void reconcile_on_request(storage::Connection &connection)
    {
        while (options.gateway) {
            const auto report = workers::reconcile(connection, *options.gateway, std::nullopt,
                                                   [this] { return thread.stopping(); });
            if (!report || !report->finished)
                return;
            ++reconciled;
            spdlog::info("reconciliation: {} intents, {} discrepancies", report->intents, report->found);
        }
    }

    std::chrono::milliseconds step(storage::Connection &connection)
    {
        reconcile_on_request(connection);
        const auto found = booking::repair(connection, options.batch, "repair");
        ++passes;
        if (found == 0)
            return options.period;
        repaired += found;
        spdlog::warn("repair: took up {} things that were left behind", found);
        if (options.on_commit)
            options.on_commit();
        return std::chrono::milliseconds(0);
    }

    const RepairOptions options;
    std::atomic<std::uint64_t> passes = 0, repaired = 0, reconciled = 0;
    storage::SessionThread thread; // last: it uses the others
};

RepairWorker::RepairWorker(RepairOptions options) : state_(std::make_unique<State>(std::move(options)))
{
}

RepairWorker::~RepairWorker() = default;

RepairMetrics RepairWorker::metrics() const
{
    return {.passes = state_->passes, .reconciled = state_->reconciled, .repaired = state_->repaired, .connected = state_->thread.healthy()};
}

} // namespace holdfast::workers

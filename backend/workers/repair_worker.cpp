#include "backend/workers/repair_worker.h"

#include "backend/booking/operations.h"
#include "backend/storage/session_thread.h"

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
        return session;
    }

    std::chrono::milliseconds step(storage::Connection &connection)
    {
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
    std::atomic<std::uint64_t> passes = 0, repaired = 0;
    storage::SessionThread thread; // last: it uses the others
};

RepairWorker::RepairWorker(RepairOptions options) : state_(std::make_unique<State>(std::move(options)))
{
}

RepairWorker::~RepairWorker() = default;

RepairMetrics RepairWorker::metrics() const
{
    return {.passes = state_->passes, .repaired = state_->repaired, .connected = state_->thread.healthy()};
}

} // namespace holdfast::workers

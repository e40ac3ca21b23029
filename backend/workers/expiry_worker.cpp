#include "backend/workers/expiry_worker.h"

#include "backend/booking/expire.h"
#include "backend/core/uuid.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/storage/connection.h"
#include "backend/storage/session_thread.h"
#include "resources/resources.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace holdfast::workers {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int most_attempts = 3; ///< for a batch that lost to others
constexpr std::chrono::milliseconds first_settle_wait{20}; ///< while others finish what is left of a pass; doubles
constexpr std::chrono::milliseconds settle_patience{500};  ///< what is left after it, the pass leaves behind
constexpr std::chrono::seconds idle_record_period{1}; ///< between records of passes that ended nothing
constexpr std::chrono::minutes forget_period{1};
constexpr std::int64_t forget_batch = 1'000;
constexpr int most_forget_batches = 10;

/// From the reading of the clock to the record: everything due by `cutoff` that is not under another's lease is tried.
struct Pass
{
    std::string cutoff; // as the database writes it
    std::int64_t cutoff_us = 0;
    std::int64_t ended = 0;
    std::chrono::milliseconds settle_wait = first_settle_wait;
    std::optional<Clock::time_point> settling_since = std::nullopt; // nothing more can be leased
};

storage::SessionThreadOptions session_options(const std::string &dsn)
{
    storage::SessionThreadOptions options;
    options.name = "expiry";
    options.dsn = dsn;
    options.connection.lock_timeout = std::chrono::seconds(1);
    return options;
}

} // namespace

struct ExpiryWorker::State
{
    explicit State(ExpiryOptions of_worker)
        : options(std::move(of_worker)),
          thread(session_options(options.dsn), [this](storage::Connection &connection) { return step(connection); })
    {
    }

    std::chrono::milliseconds step(storage::Connection &connection);
    std::vector<Uuid> lease(storage::Connection &connection) const;
    std::size_t expire(storage::Connection &connection, std::span<const Uuid> ids);
    std::chrono::milliseconds finish(storage::Connection &connection);
    std::chrono::milliseconds end_pass();
    void note_record(std::uint64_t left);
    void report(std::span<const Uuid> ids, std::string_view complaint) const;
    void forget(storage::Connection &connection);
    bool hit(std::string_view point) const { return options.fault_points && options.fault_points->hit(point); }

    const ExpiryOptions options;
    const Uuid owner = Uuid::make_v7();
    const std::string actor = "expiry";
    std::optional<Pass> pass;
    Clock::time_point recorded_at{};
    std::int64_t recorded_cutoff_us = 0;
    std::optional<Clock::time_point> forgot_at;
    std::atomic<std::uint64_t> sweeps = 0, expired = 0, failures = 0, left_behind = 0;
    storage::SessionThread thread; // last: it uses the others
};

/// One batch of the pass under way, or its end.
std::chrono::milliseconds ExpiryWorker::State::step(storage::Connection &connection)
{
    if (!pass) {
        const auto now = connection.query("select holdfast.now()");
        pass = Pass{.cutoff = now.text(0, 0), .cutoff_us = now.time(0, 0).time_since_epoch().count()};
    }
    const auto ids = lease(connection);
    if (ids.empty())
        return finish(connection);
    if (hit("expiry.after_lease"))
        return options.period; // as if the work had been lost: the lease lapses

    const auto ended = expire(connection, ids);
    pass->ended += static_cast<std::int64_t>(ended);
    expired += ended;
    if (ended > 0 && options.on_commit)
        options.on_commit();
    // A batch that got nowhere is not followed at once by another.
    return ended > 0 ? std::chrono::milliseconds(0) : options.period;
}

std::vector<Uuid> ExpiryWorker::State::lease(storage::Connection &connection) const
{
    const auto rows = connection.query("select holdfast.lease_due($1::uuid, $2::integer, $3::interval, $4::timestamptz)",
                                       {owner.to_string(), std::to_string(options.batch),
                                        std::to_string(options.lease.count()) + " milliseconds", pass->cutoff});
    std::vector<Uuid> ids;
    ids.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        ids.push_back(rows.uuid(row, 0));
    return ids;
}

/// Halves a batch that fails by its own fault, so that only the reservation at fault stays behind.
std::size_t ExpiryWorker::State::expire(storage::Connection &connection, std::span<const Uuid> ids)
{
    for (int attempt = 1;; ++attempt) {
        try {
            return booking::expire(connection, ids, actor);
        } catch (const storage::StatementFailed &failure) {
            if (failure.transient() && attempt < most_attempts)
                continue;
            if (failure.transient() || ids.size() == 1) {
                failures += ids.size();
                report(ids, failure.what());
                return 0;
            }
        }
        const auto half = ids.size() / 2;
        const auto first = expire(connection, ids.first(half));
        return first + expire(connection, ids.subspan(half));
    }
}

/// The first line of what the server said; the rest is its context.
void ExpiryWorker::State::report(std::span<const Uuid> ids, std::string_view complaint) const
{
    spdlog::error("expiry: {} reservations, {} first, could not be ended: {}", ids.size(), ids.front().to_string(),
                  complaint.substr(0, complaint.find('\n')));
}

/// Nothing is free to be leased. The pass is over when what others had leased is gone as well, or is not going.
std::chrono::milliseconds ExpiryWorker::State::finish(storage::Connection &connection)
{
    forget(connection);
    const auto now = Clock::now();
    // Passes that end nothing follow each other closely; unless the clock was moved, one a second is told of.
    const auto since_record = std::chrono::duration_cast<std::chrono::microseconds>(now - recorded_at);
    const bool clock_moved = pass->cutoff_us - recorded_cutoff_us > since_record.count() + 1'000'000;
    const bool worth_a_record = pass->ended > 0 || clock_moved || since_record >= idle_record_period;
    if (!worth_a_record && left_behind == 0)
        return end_pass();
    if (hit("expiry.before_record"))
        return end_pass();

    const bool settled = now - pass->settling_since.value_or(now) >= settle_patience;
    const bool only_if_complete = !settled || !worth_a_record;
    const auto left = static_cast<std::uint64_t>(
        connection.query("select holdfast.record_sweep($1::uuid, $2::timestamptz, $3::integer, $4::boolean)",
                         {Uuid::make_v7().to_string(), pass->cutoff, std::to_string(pass->ended),
                          only_if_complete ? "true" : "false"}).integer(0, 0));
    if (left > 0 && !settled) {
        pass->settling_since = pass->settling_since.value_or(now);
        return std::exchange(pass->settle_wait, std::min(pass->settle_wait * 2, options.period));
    }
    if (left == 0 || !only_if_complete)
        note_record(left);
    return end_pass();
}

std::chrono::milliseconds ExpiryWorker::State::end_pass()
{
    pass.reset();
    return options.period;
}

void ExpiryWorker::State::note_record(std::uint64_t left)
{
    if (left == 0)
        ++sweeps;
    recorded_at = Clock::now();
    recorded_cutoff_us = pass->cutoff_us;
    const auto before = left_behind.exchange(left);
    if (left > 0 && before == 0)
        spdlog::warn("expiry: a pass left {} reservations behind that are past their deadline", left);
    else if (left == 0 && before > 0)
        spdlog::info("expiry: nothing is left behind any more");
}

void ExpiryWorker::State::forget(storage::Connection &connection)
{
    if (forgot_at && Clock::now() - *forgot_at < forget_period)
        return;
    forgot_at = Clock::now();
    for (const auto file : {"forget_keys", "forget_slot_keys", "forget_sweeps", "forget_webhooks", "forget_alerts"}) {
        const auto sql = resources::text("sql/workers/queries/" + std::string(file) + ".sql");
        for (int batch = 0; batch < most_forget_batches && !thread.stopping(); ++batch) {
            if (connection.query(sql, {std::to_string(forget_batch)}).affected() < std::size_t{forget_batch})
                break;
        }
    }
}

ExpiryWorker::ExpiryWorker(ExpiryOptions options) : state_(std::make_unique<State>(std::move(options)))
{
}

ExpiryWorker::~ExpiryWorker() = default;

ExpiryMetrics ExpiryWorker::metrics() const
{
    return {
        .sweeps = state_->sweeps,
        .left_behind = state_->left_behind,
        .expired = state_->expired,
        .failures = state_->failures,
        .connected = state_->thread.healthy(),
    };
}

} // namespace holdfast::workers

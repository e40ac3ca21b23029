#include "app/backend/watch.h"

#include "app/backend/audit_anchor.h"
#include "backend/acts/keys.h"
#include "backend/insight/alerts.h"
#include "backend/storage/connection.h"
#include "backend/storage/session_thread.h"

#include <spdlog/spdlog.h>

#include <exception>
#include <mutex>
#include <vector>

namespace holdfast::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds period{2'000};
constexpr std::chrono::milliseconds shortest_period{100}; ///< between two looks, however often it is woken
constexpr auto keys_period = std::chrono::minutes(1);
constexpr std::chrono::hours keys_kept{7 * 24};
constexpr std::size_t most_keys = 1'000; ///< forgotten at a time

storage::SessionThreadOptions session_options(std::string dsn)
{
    storage::SessionThreadOptions options;
    options.name = "watch";
    options.dsn = std::move(dsn);
    options.connection.application_name = "holdfast watch";
    options.step_limit = std::chrono::seconds(20);
    return options;
}

std::string text_of(const std::vector<insight::StuckSum> &alerts)
{
    std::string out = "# HELP holdfast_stuck Things that are stuck, by reason.\n# TYPE holdfast_stuck gauge\n";
    for (const auto reason : insight::stuck_reasons) {
        std::int64_t count = 0;
        for (const auto &row : alerts)
            count += row.reason == reason ? row.count : 0;
        ((out += "holdfast_stuck{reason=\"") += reason) += "\"} " + std::to_string(count) + '\n';
    }
    out += "# HELP holdfast_stuck_at_risk_minor Money of what is stuck, in minor units.\n"
           "# TYPE holdfast_stuck_at_risk_minor gauge\n";
    for (const auto &row : alerts) {
        if (!row.currency.empty())
            out += "holdfast_stuck_at_risk_minor{reason=\"" + row.reason + "\",currency=\"" + row.currency + "\"} "
                   + std::to_string(row.at_risk_minor) + '\n';
    }
    return out;
}

} // namespace

struct Watch::State
{
    explicit State(WatchOptions given)
        : options(std::move(given)),
          thread(session_options(options.dsn), [this](storage::Connection &connection) { return step(connection); })
    {
    }

    std::chrono::milliseconds step(storage::Connection &connection)
    {
        if (const auto now = Clock::now(); now < looked + shortest_period)
            return std::chrono::ceil<std::chrono::milliseconds>(looked + shortest_period - now);
        looked = Clock::now();
        const auto changes = insight::raise_alerts(connection, options.stuck_after);
        auto alerts = insight::count_open_alerts(connection);
        {
            const std::lock_guard lock(mutex);
            open = changes.open;
            text = text_of(alerts);
        }
        if (changes.raised > 0 || changes.cleared > 0)
            spdlog::warn("watch: {} things became stuck, {} are not any more, {} still are", changes.raised,
                         changes.cleared, changes.open);
        if (!options.audit_anchor.empty())
            anchor(connection);
        if (looked >= forget_at) {
            forget_at = looked + keys_period;
            acts::forget_keys(connection, keys_kept, most_keys);
        }
        return period;
    }

    /// Whatever is wrong with it is told once, and must not end the rest.
    void anchor(storage::Connection &connection)
    {
        std::string found;
        try {
            if (!renew_audit_anchor(connection, options.audit_anchor))
                found = "the audit does not go through its anchor " + options.audit_anchor.string()
                        + ": see holdfastctl verify";
        } catch (const storage::DatabaseError &) {
            throw;
        } catch (const std::exception &error) {
            found = error.what();
        }
        if (found != trouble && !found.empty())
            spdlog::error("watch: {}", found);
        trouble = std::move(found);
    }

    const WatchOptions options;
    Clock::time_point looked{};
    Clock::time_point forget_at = Clock::now() + keys_period;
    std::string trouble; // with the anchor
    mutable std::mutex mutex;
    std::int64_t open = 0; // of the last look, as the next
    std::string text;
    storage::SessionThread thread; // last: it uses the others
};

Watch::Watch(WatchOptions options) : state_(std::make_unique<State>(std::move(options)))
{
}

Watch::~Watch() = default;

void Watch::wake()
{
    state_->thread.wake();
}

std::string Watch::prometheus_text() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->text;
}

std::int64_t Watch::stuck() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->open;
}

} // namespace holdfast::app

#include "app/backend/change_notifier.h"

#include "backend/storage/connection.h"
#include "backend/storage/session_thread.h"

#include <atomic>
#include <chrono>

namespace holdfast::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds shortest_period{50};
constexpr std::chrono::milliseconds until_woken = std::chrono::minutes(10);

storage::SessionThreadOptions session_options(std::string dsn)
{
    storage::SessionThreadOptions options;
    options.name = "notifier";
    options.dsn = std::move(dsn);
    options.step_limit = std::chrono::seconds(5);
    return options;
}

} // namespace

struct ChangeNotifier::State
{
    explicit State(std::string dsn)
        : thread(session_options(std::move(dsn)), [this](storage::Connection &connection) { return step(connection); })
    {
    }

    std::chrono::milliseconds step(storage::Connection &connection)
    {
        const auto next = sent + shortest_period;
        if (const auto now = Clock::now(); now < next)
            return std::chrono::ceil<std::chrono::milliseconds>(next - now);
        // Cleared first: what changes while this is under way is told next time.
        if (!pending.exchange(false))
            return until_woken;
        try {
            connection.query("select pg_notify($1, '')", {channel});
        } catch (const storage::DatabaseError &) {
            pending = true;
            throw;
        }
        sent = Clock::now();
        return shortest_period;
    }

    std::atomic<bool> pending = false;
    Clock::time_point sent{};
    storage::SessionThread thread; // last: it uses the others
};

ChangeNotifier::ChangeNotifier(std::string dsn) : state_(std::make_unique<State>(std::move(dsn)))
{
}

ChangeNotifier::~ChangeNotifier() = default;

void ChangeNotifier::changed()
{
    if (!state_->pending.exchange(true))
        state_->thread.wake();
}

} // namespace holdfast::app

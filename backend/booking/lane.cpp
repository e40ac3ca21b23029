#include "backend/booking/lane.h"

#include "backend/booking/batch.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/storage/connection.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

namespace holdfast::booking {

namespace {

/// A transient failure settles as soon as the other side is done; this many times without luck is something else.
constexpr int max_reruns = 8;
constexpr std::chrono::milliseconds lock_timeout{1000};
constexpr std::chrono::milliseconds idle_check_period{250};

/// What may stand only once in a batch: a key within its partner and family, and of changes a reservation.
class BatchGuard final
{
public:
    bool admits(const Command &command)
    {
        if (const auto *hold = std::get_if<Hold>(&command))
            return creation_keys_.emplace(hold->partner_id, hold->key).second;
        const auto &change = std::get<Change>(command);
        if (reservations_.contains(change.reservation_id))
            return false;
        if (change.key && !command_keys_.emplace(change.partner_id.value_or(Uuid{}), *change.key).second)
            return false;
        reservations_.insert(change.reservation_id);
        return true;
    }

private:
    using Key = std::pair<Uuid, std::string>;
    std::set<Key> creation_keys_;
    std::set<Key> command_keys_;
    std::set<Uuid> reservations_;
};

void raise_to(std::atomic<std::size_t> &largest, std::size_t value)
{
    std::size_t seen = largest;
    while (seen < value && !largest.compare_exchange_weak(seen, value)) {
    }
}

} // namespace

Lane::Lane(const LaneOptions &options, LaneCounters &counters, std::size_t number)
    : options_(options), counters_(counters), number_(number), thread_([this] { run(); })
{
}

Lane::~Lane()
{
    stop(Clock::now());
    join();
}

void Lane::submit(Command command, Reply reply)
{
    const char *turned_away = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            turned_away = "shutting down";
        } else if (queue_.size() >= options_.queue_capacity) {
            turned_away = "too many commands are waiting";
            ++counters_.rejected_full;
        } else {
            queue_.push_back({std::move(command), std::move(reply), Clock::now()});
        }
    }
    if (turned_away)
        reply(Unknown{false, turned_away});
    else
        wake_.notify_one();
}

void Lane::stop(Clock::time_point deadline)
{
    {
        const std::lock_guard lock(mutex_);
        stop_deadline_ = stopping_ ? std::min(stop_deadline_, deadline) : deadline;
        stopping_ = true;
    }
    wake_.notify_one();
}

void Lane::join()
{
    if (thread_.joinable())
        thread_.join();
}

void Lane::watch()
{
    const std::lock_guard lock(connection_mutex_);
    if (connection_ && call_started_ && Clock::now() - *call_started_ > options_.patience)
        connection_->shut_down();
}

bool Lane::writable() const
{
    const auto refused_at = Clock::time_point(Clock::duration(write_refused_at_.load()));
    return refused_at == Clock::time_point{} || Clock::now() - refused_at > options_.refusal_memory;
}

std::size_t Lane::queued() const
{
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Lane::run()
{
    keep_connected();
    while (await_work()) {
        std::vector<Item> items = take();
        settle(items);
    }
    drop_connection();
    std::unique_lock lock(mutex_);
    std::deque<Item> left = std::exchange(queue_, {});
    lock.unlock();
    for (Item &item : left)
        item.reply(Unknown{false, "shutting down"});
}

/// Waits for commands, and keeps the connection alive meanwhile, so that no command pays for one that died while idle.
/// False: stop.
bool Lane::await_work()
{
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, idle_check_period, [this] { return stopping_ || !queue_.empty(); })) {
        lock.unlock();
        keep_connected();
        lock.lock();
    }
    return !stopping_ || (!queue_.empty() && Clock::now() < stop_deadline_);
}

void Lane::keep_connected()
{
    const bool was_connected = connected_;
    try {
        (void)connection();
    } catch (const storage::DatabaseError &error) {
        if (was_connected || !said_unreachable_)
            spdlog::warn("lane {}: {}", number_, error.first_line());
        said_unreachable_ = true;
        return;
    }
    if (std::exchange(said_unreachable_, false))
        spdlog::info("lane {}: connected", number_);
}

/// What fits one batch.
std::vector<Lane::Item> Lane::take()
{
    std::vector<Item> taken;
    BatchGuard guard;
    std::deque<Item> kept;
    const std::lock_guard lock(mutex_);
    while (!queue_.empty() && taken.size() < options_.batch_limit) {
        Item &item = queue_.front();
        (guard.admits(item.command) ? taken.emplace_back(std::move(item)) : kept.emplace_back(std::move(item)));
        queue_.pop_front();
    }
    queue_.insert(queue_.begin(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
    return taken;
}

void Lane::settle(std::vector<Item> &items)
{
    Batch holds;
    Batch changes;
    const auto now = Clock::now();
    for (Item &item : items) {
        // Nobody waits for it any more: not attempting it leaves nothing unknown.
        if (now - item.submitted > options_.patience) {
            ++counters_.timed_out_waiting;
            item.reply(Unknown{false, "waited too long for the database"});
        } else {
            (std::holds_alternative<Hold>(item.command) ? holds : changes).push_back(&item);
        }
    }
    settle_kind<Hold>(holds);
    settle_kind<Change>(changes);
}

template <typename Kind>
void Lane::settle_kind(Batch &batch)
{
    if (batch.empty())
        return;
    raise_to(counters_.largest_batch, batch.size());
    if (options_.fault_points && options_.fault_points->hit("booking.before_call")) {
        answer_all(batch, Unknown{false, "failed at booking.before_call, as armed"});
        return;
    }
    call<Kind>(batch);
}

/// One call for the batch, repeated as long as the database asks for it; every command of it is answered.
template <typename Kind>
void Lane::call(std::span<Item *> batch)
{
    for (int run = 0;; ++run) {
        try {
            const std::vector<Outcome> outcomes = call_guarded<Kind>(batch);
            ++counters_.batches;
            counters_.commands += batch.size();
            const bool changed = std::ranges::any_of(outcomes, [](const Outcome &outcome) {
                const auto *done = std::get_if<Done>(&outcome);
                return done && !done->replayed;
            });
            if (changed)
                note_write();
            if (options_.fault_points && options_.fault_points->hit("booking.after_call")) {
                counters_.unknown += batch.size();
                answer_all(batch, Unknown{true, "failed at booking.after_call, as armed"});
            } else {
                for (std::size_t i = 0; i < batch.size(); ++i)
                    batch[i]->reply(outcomes[i]);
            }
            if (changed && options_.on_commit)
                options_.on_commit();
            return;
        } catch (const storage::StatementFailed &error) {
            const bool in_time = Clock::now() - batch.front()->submitted < options_.patience; // the first is the oldest
            if (error.transient() && run < max_reruns && in_time) {
                ++counters_.reruns;
                continue;
            }
            const auto sqlstate_class = error.sqlstate().substr(0, 2);
            if (sqlstate_class == "22" || sqlstate_class == "23") {
                split<Kind>(batch, error.first_line(), sqlstate_class == "22");
                return;
            }
            // The server said no to the whole transaction, so for certain nothing of it happened.
            if (error.transient()) {
                counters_.timed_out_waiting += batch.size();
                spdlog::warn("lane {}: {} commands waited too long for others: {}", number_, batch.size(),
                             error.first_line());
                answer_all(batch, Unknown{false, "waited too long for others in the database"});
                return;
            }
            note_rollback(error, batch.size());
            answer_all(batch, Unknown{false, "the database refused the batch"});
            return;
        } catch (const storage::DatabaseError &error) { // the connection is lost, or libpq failed at the answer
            const bool attempted = connected_;
            drop_connection();
            if (attempted || !said_unreachable_)
                spdlog::warn("lane {}: {}", number_, error.first_line());
            said_unreachable_ = true;
            if (attempted)
                counters_.unknown += batch.size();
            answer_all(batch, Unknown{attempted, attempted ? "the database went away before it answered"
                                                           : "the database cannot be reached"});
            return;
        }
    }
}

/// The call itself, with the watchdog told of its start and end.
template <typename Kind>
std::vector<Outcome> Lane::call_guarded(std::span<Item *> batch)
{
    storage::Connection &database = connection();
    std::vector<const Kind *> commands;
    commands.reserve(batch.size());
    for (const Item *item : batch)
        commands.push_back(&std::get<Kind>(item->command));

    const auto note_call = [this](std::optional<Clock::time_point> started) {
        const std::lock_guard lock(connection_mutex_);
        call_started_ = started;
    };
    note_call(Clock::now());
    try {
        auto outcomes = run_batch(database, std::span<const Kind *const>(commands));
        note_call({});
        return outcomes;
    } catch (...) {
        note_call({});
        throw;
    }
}

/// A value the database does not take fails its whole batch. Halve until the command that carries it stands alone.
template <typename Kind>
void Lane::split(std::span<Item *> batch, std::string_view reason, bool bad_value)
{
    if (batch.size() > 1) {
        const std::size_t half = batch.size() / 2;
        call<Kind>(batch.first(half));
        call<Kind>(batch.subspan(half));
        return;
    }
    ++counters_.poisoned;
    spdlog::error("lane {}: a command was refused by the database: {}", number_, reason);
    if (bad_value)
        batch.front()->reply(Refused{ErrorCode::ValidationFailed, {}, {}, "a value is not acceptable"});
    else
        batch.front()->reply(Unknown{false, "the command would have broken a rule of the database"});
}

/// What refuses one batch refuses the next as well, and thousands more: the log hears of the first, and how many it were.
void Lane::note_rollback(const storage::StatementFailed &error, std::size_t commands)
{
    ++counters_.rolled_back;
    if (error.cannot_write())
        write_refused_at_ = Clock::now().time_since_epoch().count();
    if (rollbacks_in_a_row_++ == 0)
        spdlog::error("lane {}: a batch of {} was rolled back: {}", number_, commands, error.first_line());
}

/// A batch that only refuses proves nothing: it writes nothing.
void Lane::note_write()
{
    write_refused_at_ = 0;
    if (const auto rolled_back = std::exchange(rollbacks_in_a_row_, 0); rolled_back > 0)
        spdlog::info("lane {}: the database writes again; {} batches had been rolled back", number_, rolled_back);
}

storage::Connection &Lane::connection()
{
    if (connection_ && connection_->is_open())
        return *connection_;
    drop_connection();
    storage::ConnectionOptions options;
    options.application_name = "holdfast lane " + std::to_string(number_);
    options.lock_timeout = lock_timeout;
    auto made = std::make_unique<storage::Connection>(options_.dsn, options);
    const std::lock_guard lock(connection_mutex_);
    connection_ = std::move(made);
    connected_ = true;
    return *connection_;
}

void Lane::drop_connection()
{
    connected_ = false;
    const std::lock_guard lock(connection_mutex_);
    connection_.reset();
}

void Lane::answer_all(std::span<Item *> batch, const Outcome &outcome)
{
    for (Item *item : batch)
        item->reply(outcome);
}

} // namespace holdfast::booking

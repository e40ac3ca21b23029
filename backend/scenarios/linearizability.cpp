#include "backend/scenarios/linearizability.h"

#include "backend/scenarios/history.h"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

namespace holdfast::scenarios {

using std::chrono::microseconds;

namespace {

constexpr std::size_t deepest = 5'000;       ///< operations of one slot that change something: each is a call deeper
constexpr std::size_t most_shrunk = 2'000;   ///< operations that are tried one by one for a counterexample
constexpr std::size_t shrink_bound = 20'000; ///< situations for each of these

enum Standing : std::int64_t { NotMade, Stands, Gone };

std::uint64_t mix(std::uint64_t value) // splitmix64
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

bool is_required(const SlotOperation &operation)
{
    return !operation.optional && operation.effect != SlotEffect::MayEnd && operation.effect != SlotEffect::Nothing;
}

/// Looks for an order. All that changes on the way is in numbered cells, with a trail to go back by.
class Search final
{
public:
    Search(const SlotHistory &history, std::size_t bound)
        : history_(history),
          operations_(history.operations),
          bound_(bound),
          done_(0),
          standing_(operations_.size()),
          version_(standing_ + history.reservations),
          deadline_(version_ + history.reservations),
          needed_(deadline_ + history.reservations),
          waited_for_(needed_ + history.reservations),
          made_(waited_for_ + history.reservations),
          taken_(made_ + history.keys),
          first_(taken_ + 1),
          cells_(first_ + 1, 0),
          may_end_from_(history.reservations, never),
          has_missing_(history.reservations),
          quantity_(history.reservations, 0)
    {
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            const SlotOperation &one = operations_[i];
            if (one.effect == SlotEffect::MayEnd)
                may_end_from_[one.reservation] = std::min(may_end_from_[one.reservation], one.started);
            else if (is_required(one))
                required_.push_back(i);
            else if (one.optional)
                optional_.push_back(i);
            if (one.effect == SlotEffect::Missing)
                has_missing_[one.reservation] = true;
            if (one.effect == SlotEffect::Take)
                quantity_[one.reservation] = one.quantity;
            if (is_required(one) && names_reservation(one)) {
                ++cells_[waited_for_ + one.reservation];
                cells_[needed_ + one.reservation] += needs_standing(one);
            }
            if (is_required(one))
                last_answer_ = std::max(last_answer_, one.finished);
        }
        const auto began = [&](std::size_t i) { return operations_[i].started; };
        std::ranges::stable_sort(required_, {}, began);
        std::ranges::stable_sort(optional_, {}, began);
        missing_ = required_.size();
        std::vector<std::size_t> takers(history.keys, 0);
        for (const SlotOperation &one : operations_)
            if (one.effect == SlotEffect::Take || one.effect == SlotEffect::Full)
                ++takers[one.key];
        shared_key_.resize(history.keys);
        std::transform(takers.begin(), takers.end(), shared_key_.begin(), [](std::size_t count) { return count > 1; });
    }

    Explained run()
    {
        const auto changes = [](const SlotOperation &one) {
            return one.effect == SlotEffect::Take || one.effect == SlotEffect::TakeOutside
                   || one.effect == SlotEffect::End || one.effect == SlotEffect::Ended;
        };
        if (std::ranges::count_if(operations_, changes) > static_cast<std::ptrdiff_t>(deepest))
            return Explained::Undecided;
        if (explore())
            return Explained::Yes;
        return exhausted_ ? Explained::Undecided : Explained::No;
    }

private:
    static bool names_reservation(const SlotOperation &one)
    {
        return one.effect != SlotEffect::Full && one.effect != SlotEffect::TakeOutside;
    }
    static bool needs_standing(const SlotOperation &one)
    {
        return one.effect == SlotEffect::Stand || one.effect == SlotEffect::End;
    }

    void set(std::size_t cell, std::int64_t value)
    {
        trail_.emplace_back(cell, cells_[cell]);
        hash_ ^= mix(mix(cell) ^ static_cast<std::uint64_t>(cells_[cell]));
        cells_[cell] = value;
        hash_ ^= mix(mix(cell) ^ static_cast<std::uint64_t>(value));
    }

    void go_back_to(std::size_t mark)
    {
        while (trail_.size() > mark) {
            const auto [cell, value] = trail_.back();
            hash_ ^= mix(mix(cell) ^ static_cast<std::uint64_t>(cells_[cell]));
            hash_ ^= mix(mix(cell) ^ static_cast<std::uint64_t>(value));
            if (cell < standing_ && cells_[cell] != value && is_required(operations_[cell]))
                ++missing_;
            cells_[cell] = value;
            trail_.pop_back();
        }
    }

    void finish(std::size_t i)
    {
        const SlotOperation &one = operations_[i];
        set(done_ + i, 1);
        if (!is_required(one))
            return;
        --missing_;
        if (names_reservation(one)) {
            set(waited_for_ + one.reservation, cells_[waited_for_ + one.reservation] - 1);
            if (needs_standing(one))
                set(needed_ + one.reservation, cells_[needed_ + one.reservation] - 1);
        }
    }

    /// Those that may come next, the soonest answered first: all that began before the first answer still missing.
    std::vector<std::size_t> candidates()
    {
        auto first = static_cast<std::size_t>(cells_[first_]);
        while (first < required_.size() && cells_[done_ + required_[first]])
            ++first;
        set(first_, static_cast<std::int64_t>(first));
        horizon_ = never;
        std::vector<std::size_t> found;
        for (std::size_t at = first; at < required_.size(); ++at) {
            const std::size_t i = required_[at];
            if (operations_[i].started > horizon_)
                break;
            if (cells_[done_ + i])
                continue;
            horizon_ = std::min(horizon_, operations_[i].finished);
            found.push_back(i);
        }
        std::erase_if(found, [&](std::size_t i) { return operations_[i].started > horizon_; });
        std::ranges::stable_sort(found, {}, [&](std::size_t i) { return operations_[i].finished; });
        return found;
    }

    std::int64_t room() const { return history_.capacity - cells_[taken_]; }
    bool stands(std::size_t reservation) const { return cells_[standing_ + reservation] == Stands; }
    bool is_made(std::size_t key) const { return cells_[made_ + key] != 0; }
    bool made_this(const SlotOperation &one) const
    {
        return cells_[made_ + one.key] == static_cast<std::int64_t>(one.reservation) + 1;
    }

    /// The answer is right at this moment, and gave or took nothing.
    bool explains_itself(const SlotOperation &one) const
    {
        switch (one.effect) {
        case SlotEffect::Take:
            return one.replay && made_this(one);
        case SlotEffect::TakeOutside:
            return is_made(one.key);
        case SlotEffect::Full:
            return room() < one.quantity && !is_made(one.key);
        case SlotEffect::Ended:
            return cells_[standing_ + one.reservation] == Gone;
        case SlotEffect::Missing:
            return cells_[standing_ + one.reservation] == Gone
                   || (stands(one.reservation) && one.finished.count() >= cells_[deadline_ + one.reservation]);
        case SlotEffect::Stand: // a later deadline is not learnt before the one who found the earlier one over
            return stands(one.reservation) && !has_missing_[one.reservation];
        default:
            return false;
        }
    }

    bool can_be_applied(const SlotOperation &one) const
    {
        switch (one.effect) {
        case SlotEffect::Take:
            return !is_made(one.key) && cells_[standing_ + one.reservation] == NotMade && room() >= one.quantity;
        case SlotEffect::TakeOutside:
            return !is_made(one.key);
        case SlotEffect::End:
        case SlotEffect::Ended:
        case SlotEffect::Stand:
            return stands(one.reservation);
        default:
            return false;
        }
    }

    void learn_deadline(const SlotOperation &one)
    {
        if (one.version < cells_[version_ + one.reservation])
            return;
        set(version_ + one.reservation, one.version);
        set(deadline_ + one.reservation, one.deadline.count());
    }

    void end(std::size_t reservation)
    {
        set(standing_ + reservation, Gone);
        set(taken_, cells_[taken_] - quantity_[reservation]);
    }

    void apply(std::size_t i)
    {
        const SlotOperation &one = operations_[i];
        finish(i);
        switch (one.effect) {
        case SlotEffect::Take:
            set(made_ + one.key, static_cast<std::int64_t>(one.reservation) + 1);
            set(standing_ + one.reservation, Stands);
            set(taken_, cells_[taken_] + one.quantity);
            learn_deadline(one);
            break;
        case SlotEffect::TakeOutside:
            set(made_ + one.key, 1);
            set(taken_, cells_[taken_] + one.quantity);
            break;
        case SlotEffect::Stand:
            learn_deadline(one);
            break;
        default:
            end(one.reservation);
        }
    }

    /// Settling what changes nothing at once loses no order: it is true now, and later it might not be.
    std::vector<std::size_t> settle()
    {
        for (;;) {
            std::vector<std::size_t> open = candidates();
            const auto settled = std::erase_if(open, [&](std::size_t i) {
                if (!explains_itself(operations_[i]))
                    return false;
                if (operations_[i].effect == SlotEffect::Stand)
                    learn_deadline(operations_[i]);
                finish(i);
                return true;
            });
            if (settled == 0)
                return open;
        }
    }

    bool explore()
    {
        const std::size_t mark = trail_.size();
        const std::vector<std::size_t> open = settle();
        if (missing_ == 0)
            return true;
        if (!seen_.insert(hash_).second || exhausted_) {
            go_back_to(mark);
            return false;
        }
        exhausted_ = seen_.size() > bound_;
        const microseconds horizon = horizon_;
        if (try_required(open) || try_unknown(open, horizon) || try_ends(open, horizon))
            return true;
        go_back_to(mark);
        return false;
    }

    template <typename Step>
    bool attempt(Step step)
    {
        const std::size_t mark = trail_.size();
        step();
        if (explore())
            return true;
        go_back_to(mark);
        return false;
    }

    /// Of those that differ in nothing but their times, the one answered first stands for all: wherever another one comes
    /// before it, the two can change places.
    bool try_required(const std::vector<std::size_t> &open)
    {
        std::set<int> plain_quantities;
        for (const std::size_t i : open) {
            const SlotOperation &one = operations_[i];
            if (!can_be_applied(one))
                continue;
            if (is_plain(one) && !plain_quantities.insert(one.quantity).second)
                continue;
            if (attempt([&] { apply(i); }))
                return true;
        }
        return false;
    }

    /// A hold of whose reservation and key nothing else is told, and which the system does not end.
    bool is_plain(const SlotOperation &one) const
    {
        return one.effect == SlotEffect::Take && !shared_key_[one.key] && cells_[waited_for_ + one.reservation] == 1
               && one.deadline > last_answer_ && may_end_from_[one.reservation] == never;
    }

    /// An unknown outcome may help it: what is told only if that happened, and what another system takes, after which
    /// there may be no room for it any more.
    bool waits_for_unknown(const SlotOperation &one) const
    {
        return one.effect == SlotEffect::Full || one.effect == SlotEffect::TakeOutside
               || (one.effect != SlotEffect::Take && cells_[standing_ + one.reservation] == NotMade);
    }

    bool any_waits_for_unknown(const std::vector<std::size_t> &open) const
    {
        return !optional_.empty()
               && std::ranges::any_of(open, [&](std::size_t i) { return waits_for_unknown(operations_[i]); });
    }

    /// One of which nothing else is told only when an answer waits for it: later it explains as much. Whoever asked again
    /// may have been told of it when there was no room left to begin with.
    bool try_unknown(const std::vector<std::size_t> &open, microseconds horizon)
    {
        const bool waited_for = any_waits_for_unknown(open);
        std::set<std::pair<SlotEffect, int>> anonymous; // alike, as nothing else is told of them
        for (const std::size_t i : optional_) {
            const SlotOperation &one = operations_[i];
            if (one.started > horizon)
                break;
            if (cells_[done_ + i] || !can_be_applied(one))
                continue;
            const bool alone = !shared_key_[one.key]
                               && (one.effect == SlotEffect::TakeOutside || cells_[waited_for_ + one.reservation] == 0);
            if (alone && (!waited_for || !anonymous.emplace(one.effect, one.quantity).second))
                continue;
            if (attempt([&] { apply(i); }))
                return true;
        }
        return false;
    }

    /// Likewise: an end that nobody waits for can come later.
    bool try_ends(const std::vector<std::size_t> &open, microseconds horizon)
    {
        const auto waits = [&](std::size_t i) {
            const SlotOperation &one = operations_[i];
            return one.effect == SlotEffect::Missing || (one.effect == SlotEffect::Take && room() < one.quantity);
        };
        // An unknown hold may itself wait for room.
        if (!any_waits_for_unknown(open) && std::ranges::none_of(open, waits))
            return false;
        std::set<int> alike;
        for (std::size_t r = 0; r < history_.reservations; ++r) {
            if (!stands(r) || cells_[needed_ + r] > 0)
                continue; // somebody will yet be told that it stands
            if (std::min(may_end_from_[r].count(), cells_[deadline_ + r]) > horizon.count())
                continue;
            if (cells_[waited_for_ + r] == 0 && !alike.insert(static_cast<int>(quantity_[r])).second)
                continue;
            if (attempt([&] { end(r); }))
                return true;
        }
        return false;
    }

    const SlotHistory &history_;
    const std::vector<SlotOperation> &operations_;
    std::size_t bound_;
    // Where the cells of each kind begin: by operation, by reservation, by key.
    std::size_t done_, standing_, version_, deadline_, needed_, waited_for_, made_, taken_, first_;
    std::vector<std::int64_t> cells_;
    std::vector<std::pair<std::size_t, std::int64_t>> trail_;
    std::vector<microseconds> may_end_from_;
    std::vector<bool> has_missing_; // by reservation: somebody did not find it
    std::vector<std::int64_t> quantity_;
    std::vector<bool> shared_key_;
    std::vector<std::size_t> required_, optional_; // by their beginning
    std::size_t missing_ = 0;                      // required ones not placed yet
    microseconds last_answer_{0};
    microseconds horizon_ = never; // of the last candidates()
    std::uint64_t hash_ = 0;
    std::unordered_set<std::uint64_t> seen_;
    bool exhausted_ = false;
};

/// What was known when the last of these answers was there.
SlotHistory cut_after(const SlotHistory &history, microseconds end)
{
    SlotHistory cut = history;
    std::erase_if(cut.operations, [&](const SlotOperation &one) { return one.started > end; });
    for (SlotOperation &one : cut.operations)
        if (is_required(one) && one.finished > end)
            forget_outcome(one);
    return cut;
}

/// When something was answered, in order.
std::vector<microseconds> answers_of(const SlotHistory &history)
{
    std::set<microseconds> times;
    for (const SlotOperation &one : history.operations)
        if (is_required(one))
            times.insert(one.finished);
    return {times.begin(), times.end()};
}

void pause_between(const std::function<void()> &between)
{
    if (between)
        between();
}

/// Of a history too large to be decided as a whole, a beginning that no order explains, if one is found.
bool has_unexplained_beginning(SlotHistory &history, const OrderScope &scope)
{
    const auto answers = answers_of(history);
    for (std::size_t count = answers.size() / 2; count > 1; count /= 2) {
        pause_between(scope.between);
        SlotHistory cut = cut_after(history, answers[count]);
        if (explain(cut, scope.bound) == Explained::No) {
            history = std::move(cut);
            return true;
        }
    }
    return false;
}

} // namespace

Explained explain(const SlotHistory &history, std::size_t bound)
{
    return Search(history, bound).run();
}

SlotHistory find_counterexample(SlotHistory history, std::size_t bound, const std::function<void()> &between)
{
    const auto answers = answers_of(history);
    const auto first = std::ranges::partition_point(answers, [&](microseconds end) {
        pause_between(between);
        return explain(cut_after(history, end), bound) != Explained::No;
    });
    if (first != answers.end())
        history = cut_after(history, *first);
    const std::size_t tried = std::min(history.operations.size(), most_shrunk);
    for (std::size_t i = 0; i < tried; ++i) {
        pause_between(between);
        SlotHistory less = history;
        forget_outcome(less.operations[i]);
        if (explain(less, shrink_bound) == Explained::No)
            history = std::move(less);
    }
    std::erase_if(history.operations, [](const SlotOperation &one) { return one.effect == SlotEffect::Nothing; });
    return history;
}

OrderReport judge_order(const History &history, const OrderScope &scope)
{
    OrderReport report;
    const auto is_own = [&](const SlotOperation &one) { return one.started >= scope.from && one.started <= scope.to; };
    for (auto &[id, slot] : slot_histories(history.operations(), scope.clock_ahead, history.known_slots())) {
        if (slot.operations.empty())
            continue;
        pause_between(scope.between);
        const bool own = std::ranges::any_of(slot.operations, is_own);
        ++(own ? report.judged : report.judged_probes);
        (own ? report.operations : report.probes) += slot.operations.size();
        const Explained explained = explain(slot, scope.bound);
        if (explained == Explained::No || (explained == Explained::Undecided && has_unexplained_beginning(slot, scope)))
            report.unexplained.push_back("slot " + id.to_string() + ": "
                                         + tell_unexplained(find_counterexample(slot, scope.bound, scope.between)));
        else
            report.undecided += explained == Explained::Undecided;
    }
    return report;
}

Check check_order(const OrderReport &report)
{
    std::string observed = std::to_string(report.operations) + " operations on " + std::to_string(report.judged)
                           + " slots of the scenario, and " + std::to_string(report.probes) + " on "
                           + std::to_string(report.judged_probes) + " of the probes, have one";
    if (!report.unexplained.empty())
        observed = report.unexplained.front();
    if (report.unexplained.size() > 1)
        observed += " (and " + std::to_string(report.unexplained.size() - 1) + " more slots)";
    return {order_explains, "some order of the operations, one at a time, gives every answer that was given", observed,
            report.unexplained.empty(), Severity::Critical};
}

} // namespace holdfast::scenarios

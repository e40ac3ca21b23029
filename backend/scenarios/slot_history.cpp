#include "backend/scenarios/slot_history.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace holdfast::scenarios {

using std::chrono::microseconds;

namespace {

/// Between the wall clock that deadlines are told by and the steady one that a history is kept by.
constexpr microseconds clock_tolerance{100'000};

constexpr std::array<std::string_view, 3> full_codes = {"SLOT_HELD", "SLOT_FULL", "INSUFFICIENT_SEATS"};
constexpr std::array<std::string_view, 4> slot_kinds = {"hold", "external_booking", "create_slot", ""};

bool has_ended(State state)
{
    return state_table[static_cast<std::size_t>(state)].terminal;
}

std::string span_of(const Operation &operation)
{
    const auto ms = [](microseconds time) { return std::to_string(time.count() / 1'000); };
    return ms(operation.started) + "-" + ms(operation.finished) + " ms";
}

std::string answer_of(const Operation &operation)
{
    std::string text = operation.status == 0 ? "nothing" : std::to_string(operation.status);
    if (!operation.code.empty())
        text += " " + operation.code;
    if (operation.state && operation.kind != "hold")
        text += ", " + std::string(name(*operation.state));
    return text;
}

/// Puts the operations of a run apart by slot, and gives keys and reservations their indices.
class Sorting final
{
public:
    explicit Sorting(microseconds clock_ahead) : early_by_(clock_ahead + clock_tolerance) {}

    void see_slots(const std::vector<Operation> &operations, const std::map<Uuid, int> &known)
    {
        for (const auto &[id, capacity] : known)
            slots_[id].capacity = capacity;
        for (const Operation &operation : operations)
            if (operation.kind == "create_slot" && operation.outcome == Outcome::Ok && operation.slot)
                slots_[*operation.slot].capacity = operation.quantity;
    }

    /// First, so that what is asked of a reservation is known to be about its slot.
    void see_holds(const std::vector<Operation> &operations)
    {
        for (const Operation &operation : operations) {
            if (operation.kind != "hold" || operation.outcome != Outcome::Ok || !operation.slot
                || !operation.reservation)
                continue;
            const auto slot = slots_.find(*operation.slot);
            if (slot == slots_.end())
                continue;
            if (reservations_
                    .emplace(*operation.reservation,
                             Place{*operation.slot, slot->second.reservations, operation.partner})
                    .second)
                ++slot->second.reservations;
            by_key_.emplace(std::pair(operation.partner, operation.key), *operation.reservation);
        }
    }

    void add(const Operation &operation)
    {
        if (operation.kind == "hold")
            add_hold(operation);
        else if (operation.kind == "external_booking")
            add_external(operation);
        else if (std::ranges::find(slot_kinds, operation.kind) == slot_kinds.end() && operation.reservation)
            add_request(operation);
    }

    std::map<Uuid, SlotHistory> take()
    {
        for (auto &[id, slot] : slots_)
            std::ranges::stable_sort(slot.operations, {}, &SlotOperation::started);
        return std::move(slots_);
    }

private:
    struct Place
    {
        Uuid slot;
        std::size_t index = 0;
        std::string partner;
    };

    SlotOperation begin(const Operation &operation) const
    {
        SlotOperation made;
        made.quantity = operation.quantity;
        made.version = operation.version.value_or(0);
        made.started = operation.started;
        made.finished = operation.finished;
        made.optional = operation.outcome == Outcome::Unknown;
        made.deadline = operation.started;
        made.who = operation.key;
        return made;
    }

    microseconds deadline_of(const Operation &operation) const
    {
        return operation.deadline ? *operation.deadline - early_by_ : never;
    }

    std::size_t key_of(SlotHistory &slot, const Uuid &slot_id, const std::string &family, const Operation &operation)
    {
        const std::string key = slot_id.to_string() + family + operation.partner + " " + operation.key;
        const auto [found, is_new] = keys_.emplace(key, slot.keys);
        slot.keys += is_new;
        return found->second;
    }

    void add_hold(const Operation &operation)
    {
        const auto found = operation.slot ? slots_.find(*operation.slot) : slots_.end();
        if (found == slots_.end())
            return;
        SlotHistory &slot = found->second;
        SlotOperation made = begin(operation);
        made.words = "asked for " + std::to_string(made.quantity) + " at " + span_of(operation);
        made.key = key_of(slot, *operation.slot, " hold ", operation);
        if (operation.outcome == Outcome::Fail) {
            if (std::ranges::find(full_codes, operation.code) == full_codes.end())
                return; // the slot had no part in it
            made.effect = SlotEffect::Full;
        } else {
            made.effect = SlotEffect::Take;
            made.replay = operation.replayed;
            const auto told = by_key_.find({operation.partner, operation.key});
            if (operation.outcome == Outcome::Ok && operation.reservation) {
                made.reservation = reservations_.at(*operation.reservation).index;
                made.deadline = deadline_of(operation);
                made.words = "held " + std::to_string(made.quantity) + " at " + span_of(operation);
            } else if (told != by_key_.end() && reservations_.at(told->second).slot == *operation.slot) {
                made.reservation = reservations_.at(told->second).index;
            } else {
                made.reservation = slot.reservations++; // whose name nobody was told
            }
        }
        made.words += " and was told " + answer_of(operation);
        slot.operations.push_back(std::move(made));
    }

    void add_external(const Operation &operation)
    {
        const auto found = operation.slot ? slots_.find(*operation.slot) : slots_.end();
        if (found == slots_.end() || operation.outcome == Outcome::Fail)
            return;
        SlotOperation made = begin(operation);
        made.effect = SlotEffect::TakeOutside;
        made.key = key_of(found->second, *operation.slot, " external ", operation);
        made.words = "of another system took " + std::to_string(made.quantity) + " at " + span_of(operation)
                     + " and was told " + answer_of(operation);
        found->second.operations.push_back(std::move(made));
    }

    /// Whatever is asked of a reservation: what counts is whether it stands.
    void add_request(const Operation &operation)
    {
        const auto place = reservations_.find(*operation.reservation);
        if (place == reservations_.end())
            return;
        SlotOperation made = begin(operation);
        made.reservation = place->second.index;
        made.optional = false;
        made.effect = effect_of(operation, place->second.partner);
        if (made.effect == SlotEffect::Nothing)
            return;
        made.deadline = deadline_of(operation);
        made.words =
            "was asked for " + operation.kind + " at " + span_of(operation) + " and told " + answer_of(operation);
        slots_.at(place->second.slot).operations.push_back(std::move(made));
    }

    static SlotEffect effect_of(const Operation &operation, const std::string &owner)
    {
        if (operation.outcome == Outcome::Unknown)
            return SlotEffect::MayEnd;
        // A success that finds it ended, as a note upon it, need not have ended it.
        const bool ends = operation.kind == "release" || operation.kind == "cancel";
        if (operation.state && has_ended(*operation.state))
            return ends && operation.outcome == Outcome::Ok && !operation.replayed ? SlotEffect::End : SlotEffect::Ended;
        if (operation.outcome == Outcome::Ok)
            return operation.state && !operation.replayed ? SlotEffect::Stand : SlotEffect::Nothing;
        const bool missing = operation.code == "RESERVATION_NOT_FOUND" && operation.partner == owner;
        return missing ? SlotEffect::Missing : SlotEffect::Nothing;
    }

    microseconds early_by_;
    std::map<Uuid, SlotHistory> slots_;
    std::map<Uuid, Place> reservations_;
    std::map<std::pair<std::string, std::string>, Uuid> by_key_; ///< partner and key
    std::map<std::string, std::size_t> keys_;
};

/// "A", "B", ..., "Z", "A2", ...
std::string letter(std::size_t index)
{
    const std::string first(1, static_cast<char>('A' + index % 26));
    return index < 26 ? first : first + std::to_string(index / 26 + 1);
}

std::string conclude(const SlotHistory &history, const SlotOperation &last)
{
    const auto gives_back = [](const SlotOperation &one) {
        return one.effect == SlotEffect::End || one.effect == SlotEffect::Ended;
    };
    const bool same_key = std::ranges::any_of(history.operations, [&](const SlotOperation &one) {
        return &one != &last && !one.optional && one.effect == SlotEffect::Take && last.effect == SlotEffect::Take
               && one.key == last.key;
    });
    switch (last.effect) {
    case SlotEffect::Take:
        if (same_key)
            return "both under one key, which makes one reservation only";
        return std::ranges::any_of(history.operations, gives_back)
                   ? "however that is ordered, there was no room for the last"
                   : "nothing was released in between";
    case SlotEffect::Full:
        return "at no moment in between was so much taken";
    case SlotEffect::Missing:
        return "nothing had ended it";
    default:
        return "that had ended before, or never began";
    }
}

} // namespace

std::map<Uuid, SlotHistory> slot_histories(const std::vector<Operation> &operations, microseconds clock_ahead,
                                           const std::map<Uuid, int> &known)
{
    Sorting sorting(clock_ahead);
    sorting.see_slots(operations, known);
    sorting.see_holds(operations);
    for (const Operation &operation : operations)
        sorting.add(operation);
    return sorting.take();
}

void forget_outcome(SlotOperation &operation)
{
    switch (operation.effect) {
    case SlotEffect::Take:
    case SlotEffect::TakeOutside:
        operation.optional = true;
        operation.deadline = operation.started;
        operation.version = 0;
        break;
    case SlotEffect::End:
    case SlotEffect::Ended:
        operation.effect = SlotEffect::MayEnd;
        break;
    case SlotEffect::Full:
    case SlotEffect::Stand:
    case SlotEffect::Missing:
        operation.effect = SlotEffect::Nothing;
        break;
    case SlotEffect::MayEnd:
    case SlotEffect::Nothing:
        break;
    }
}

std::string tell_unexplained(const SlotHistory &history)
{
    std::map<std::size_t, std::string> names; // by reservation
    std::string text = "capacity " + std::to_string(history.capacity);
    std::size_t unknown = 0;
    std::size_t named = 0;
    const SlotOperation *last = nullptr;
    for (const SlotOperation &operation : history.operations) {
        if (operation.optional || operation.effect == SlotEffect::MayEnd || operation.effect == SlotEffect::Nothing) {
            unknown += operation.effect != SlotEffect::Nothing;
            continue;
        }
        if (!last || operation.finished >= last->finished)
            last = &operation;
        const std::string who = operation.who.empty() ? "" : " (" + operation.who + ")";
        const bool of_one = operation.effect != SlotEffect::Full && operation.effect != SlotEffect::TakeOutside;
        std::string subject;
        if (of_one) {
            const auto [found, is_new] = names.emplace(operation.reservation, "");
            if (is_new)
                found->second = letter(named++);
            subject = found->second;
        } else {
            subject = letter(named++);
        }
        text += "; " + subject + who + " " + operation.words;
    }
    if (!last)
        return text;
    text += "; " + conclude(history, *last);
    if (unknown > 0)
        text += ", also if those had happened of which nobody knows the outcome or which are left out here ("
                + std::to_string(unknown) + ")";
    return text;
}

} // namespace holdfast::scenarios

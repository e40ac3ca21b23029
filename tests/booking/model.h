#pragma once

#include "backend/booking/command.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace holdfast::test {

/// The booking rules written down a second time, one command after another, in plain maps: what the database must do,
/// whatever the batches. Time stands still but for advance().
class Model final
{
public:
    void add_slot(const Uuid &id, const std::string &kind, const std::string &settlement, int capacity);
    void advance(std::chrono::minutes by) { now_ += by; }

    /// An outcome. What is told of the reservation counts when `name` is "DONE" or "REPLAYED", its state with
    /// "INVALID_STATE" as well.
    struct Verdict
    {
        std::string name;
        Uuid reservation = {};
        Uuid slot = {};
        int quantity = 0;
        State state = State::Held;
        int version = 0;
    };
    /// What the outcome would be now: "DONE" or why not.
    [[nodiscard]] Verdict judge(const booking::Hold &hold) const;
    /// Judges and, when it is "DONE", makes the reservation.
    Verdict apply(const booking::Hold &hold);
    Verdict apply(const booking::Change &change);
    /// What the sweeper would end now.
    void expire_due();

    struct Slot
    {
        std::string kind;
        std::string settlement;
        int capacity = 0;
        int held = 0;
        int confirmed = 0;
        std::int64_t version = 1;
    };
    struct Reservation
    {
        Uuid slot;
        Uuid partner;
        State state = State::Held;
        int quantity = 0;
        int version = 1;
        std::chrono::minutes deadline{0};
    };
    [[nodiscard]] const std::map<Uuid, Slot> &slot_states() const { return slots_; }
    [[nodiscard]] const std::map<Uuid, Reservation> &reservations() const { return reservations_; }

private:
    using Key = std::pair<Uuid, std::string>;
    struct Bound
    {
        booking::Fingerprint fingerprint{};
        Verdict answer;
        [[nodiscard]] Verdict replay() const;
    };
    [[nodiscard]] Verdict done(const Uuid &id) const;
    void move(Reservation &reservation, State to);

    std::chrono::minutes now_{0};
    std::map<Uuid, Slot> slots_;
    std::map<Uuid, Reservation> reservations_;
    std::map<Key, Bound> creation_keys_;
    std::map<Key, Bound> command_keys_;
};

} // namespace holdfast::test

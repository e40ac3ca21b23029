#pragma once

#include "backend/booking/command.h"
#include "backend/core/reservation_state.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace holdfast::test {

/// The rules of paid bookings written down a second time, in plain values. While work is under way it knows where a
/// reservation may be; once all is at rest it wants it to be in one of these places. Booking time is in minutes.
class MoneyModel final
{
public:
    /// `lossy`: workers may lose a commit that they began, which fails it or not.
    explicit MoneyModel(bool lossy) : lossy_(lossy) {}
    void add_slot(bool two_party, int capacity) { slots_.push_back({two_party, capacity, 0}); }

    /// What a hold may be answered.
    [[nodiscard]] std::set<std::string> may_hold(std::size_t slot) const;
    /// One was made: the next number.
    void held(std::size_t slot);
    /// What a command may be answered, and that it was.
    [[nodiscard]] std::set<std::string> may(std::size_t reservation, booking::Verb verb) const;
    void answered(std::size_t reservation, booking::Verb verb, bool good_card, const std::string &answer);
    void take_away(std::size_t slot);
    void jump(double minutes);

    /// All is at rest, and the reservation is there, for `left` minutes if it is in flight. What is wrong with that.
    [[nodiscard]] std::optional<std::string> at_rest(std::size_t reservation, State state, std::optional<double> left);
    /// How many authorizations a reservation at rest holds at the gateway.
    [[nodiscard]] std::size_t open_authorizations(std::size_t reservation) const;

private:
    struct Slot
    {
        bool two_party = true;
        int capacity = 1;
        int external = 0;
    };
    struct Reservation
    {
        std::size_t slot = 0;
        std::set<State> may_be = {State::Held};
        std::optional<State> leaving = {}; ///< at rest it is not there any more
        bool vendor_asked = false, requester_asked = false;
        bool late = false;    ///< the clock was moved: it may be past its deadline
        bool unswept = false; ///< it is, and may not be ended yet
        double left = 10;     ///< minutes to its deadline, if that is known
    };
    [[nodiscard]] std::string verdict(const Reservation &of, State state, booking::Verb verb) const;
    [[nodiscard]] std::set<State> after(const Reservation &of, booking::Verb verb, bool good_card) const;
    /// Whether a commit finds its place; nullopt: that is for others to decide, who are on their way.
    [[nodiscard]] std::optional<bool> available(const Reservation &of) const;

    const bool lossy_;
    std::vector<Slot> slots_;
    std::vector<Reservation> reservations_;
};

} // namespace holdfast::test

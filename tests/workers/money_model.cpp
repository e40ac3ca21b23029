#include "tests/workers/money_model.h"

#include <algorithm>

namespace holdfast::test {

namespace {

using booking::Verb;

constexpr double margin = 0.5; ///< minutes: what real time may have passed

bool in_flight(State state)
{
    return state <= State::Committing;
}

double longest(State state)
{
    switch (state) {
    case State::Held:
        return 10;
    case State::VendorConfirmed:
    case State::VendorAuthorized:
        return 30;
    default:
        return 15;
    }
}

} // namespace

std::set<std::string> MoneyModel::may_hold(std::size_t slot) const
{
    int sure = slots_[slot].external, perhaps = slots_[slot].external;
    for (const auto &one : reservations_) {
        if (one.slot != slot)
            continue;
        const auto takes = [](State state) { return in_flight(state) || state == State::Confirmed; };
        sure += std::ranges::all_of(one.may_be, takes) && !one.late ? 1 : 0;
        perhaps += std::ranges::any_of(one.may_be, takes) || one.unswept ? 1 : 0;
    }
    std::set<std::string> answers;
    if (sure < slots_[slot].capacity)
        answers.insert("DONE");
    if (perhaps >= slots_[slot].capacity)
        answers.insert("SLOT_FULL");
    return answers;
}

void MoneyModel::held(std::size_t slot)
{
    reservations_.push_back({.slot = slot});
}

std::string MoneyModel::verdict(const Reservation &of, State state, Verb verb) const
{
    const bool two_party = slots_[of.slot].two_party;
    const auto if_so = [](bool condition) { return std::string(condition ? "DONE" : "INVALID_STATE"); };
    if (state == State::Released || state == State::Expired)
        return "RESERVATION_NOT_FOUND";
    switch (verb) {
    case Verb::VendorConfirm:
        return if_so(two_party && state == State::Held);
    case Verb::AuthorizeVendor:
        return if_so(two_party && state == State::VendorConfirmed && !of.vendor_asked);
    case Verb::AuthorizeRequester:
        return if_so(state == (two_party ? State::VendorAuthorized : State::Held) && !of.requester_asked);
    case Verb::Confirm:
        return if_so(state == State::AuthorizedBoth);
    case Verb::Release:
        return if_so(in_flight(state) && state != State::Committing);
    case Verb::Cancel:
        return if_so(state == State::Confirmed);
    default:
        return "INVALID_STATE";
    }
}

std::set<std::string> MoneyModel::may(std::size_t reservation, Verb verb) const
{
    const auto &one = reservations_[reservation];
    std::set<std::string> answers;
    for (const auto state : one.may_be)
        answers.insert(verdict(one, state, verb));
    if (one.late)
        answers.insert("RESERVATION_NOT_FOUND");
    return answers;
}

std::optional<bool> MoneyModel::available(const Reservation &of) const
{
    const auto &slot = slots_[of.slot];
    int taken = slot.external, before = slot.external;
    for (const auto &one : reservations_) {
        if (one.slot != of.slot)
            continue;
        if (&one != &of && (one.may_be.size() > 1 || one.late || one.unswept))
            return slot.external == 0 ? std::optional(true) : std::nullopt;
        const auto state = *one.may_be.begin();
        taken += in_flight(state) || state == State::Confirmed ? 1 : 0;
        before += state == State::Confirmed ? 1 : 0;
    }
    return taken <= slot.capacity || before + 1 <= slot.capacity;
}

std::set<State> MoneyModel::after(const Reservation &of, Verb verb, bool good_card) const
{
    const bool two_party = slots_[of.slot].two_party;
    switch (verb) {
    case Verb::VendorConfirm:
        return {State::VendorConfirmed};
    case Verb::AuthorizeVendor:
        return {State::VendorConfirmed, good_card ? State::VendorAuthorized : State::FailedVendorAuth};
    case Verb::AuthorizeRequester:
        return {two_party ? State::VendorAuthorized : State::Held,
                good_card ? State::AuthorizedBoth : State::FailedRequesterAuth};
    case Verb::Confirm: {
        if (available(of) == false)
            return {State::FailedAvailabilityChanged};
        std::set<State> states = {State::Committing, State::Confirmed};
        if (slots_[of.slot].external > 0)
            states.insert(State::FailedAvailabilityChanged);
        if (lossy_)
            states.insert(State::FailedCommit);
        return states;
    }
    case Verb::Release:
        return {State::Released};
    default:
        return {State::Cancelled};
    }
}

void MoneyModel::answered(std::size_t reservation, Verb verb, bool good_card, const std::string &answer)
{
    auto &one = reservations_[reservation];
    if (answer != "DONE") {
        if (one.late && answer == "RESERVATION_NOT_FOUND")
            one.may_be = {State::Expired};
        return;
    }
    one.may_be = after(one, verb, good_card);
    one.leaving.reset();
    if (verb == Verb::AuthorizeVendor) {
        one.vendor_asked = true;
        one.leaving = State::VendorConfirmed;
    } else if (verb == Verb::AuthorizeRequester) {
        one.requester_asked = true;
        one.leaving = slots_[one.slot].two_party ? State::VendorAuthorized : State::Held;
    } else if (verb == Verb::Confirm) {
        one.leaving = State::Committing;
    }
    one.late = false;
    // With work under way, how long it has is not known before it is at rest.
    one.left = one.may_be.size() == 1 ? longest(*one.may_be.begin()) : 0;
}

void MoneyModel::take_away(std::size_t slot)
{
    ++slots_[slot].external;
    for (auto &one : reservations_) {
        if (one.slot == slot && one.leaving == State::Committing)
            one.may_be.insert(State::FailedAvailabilityChanged);
    }
}

void MoneyModel::jump(double minutes)
{
    for (auto &one : reservations_) {
        if (one.leaving == State::Committing)
            one.may_be.insert(State::FailedCommit); // past its deadline, or the authorizations lapsed
        const bool may_end = std::ranges::any_of(one.may_be, [](State state) { return in_flight(state) && state != State::Committing; });
        if (!may_end)
            continue;
        one.left -= minutes;
        if (one.may_be.size() > 1) {
            one.may_be.insert(State::Expired);
            one.late = true;
        } else if (one.left < -margin) {
            one.may_be = {State::Expired};
            one.unswept = true;
        } else if (one.left < margin) {
            one.may_be.insert(State::Expired);
            one.late = true;
        }
    }
}

std::optional<std::string> MoneyModel::at_rest(std::size_t reservation, State state, std::optional<double> left)
{
    auto &one = reservations_[reservation];
    const auto number = "reservation " + std::to_string(reservation) + " is " + std::string(name(state));
    if (!one.may_be.contains(state) || (one.leaving == state && one.may_be.size() > 1)) {
        std::string places;
        for (const auto place : one.may_be)
            places += (places.empty() ? "" : " or ") + std::string(name(place));
        return number + ", not " + places;
    }
    if (left.has_value() != in_flight(state))
        return number + (left ? " and has a deadline" : " without a deadline");
    if (left && (*left <= -margin || *left > longest(state) + margin))
        return number + " for another " + std::to_string(*left) + " minutes";
    one.may_be = {state};
    one.leaving.reset();
    one.late = one.unswept = false;
    one.left = left.value_or(0);
    return std::nullopt;
}

std::size_t MoneyModel::open_authorizations(std::size_t reservation) const
{
    const auto &one = reservations_[reservation];
    const auto state = *one.may_be.begin();
    if (state == State::VendorAuthorized)
        return 1;
    if (state == State::AuthorizedBoth)
        return slots_[one.slot].two_party ? 2 : 1;
    return 0;
}

} // namespace holdfast::test

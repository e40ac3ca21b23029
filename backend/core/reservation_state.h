#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>

namespace holdfast {

/// Where a reservation is in its life. The order is that of the lifecycle and is part of no stored format.
enum class State {
    Held,
    VendorConfirmed,
    VendorAuthorized,
    AuthorizedBoth,
    Committing,
    Confirmed,
    Released,
    Expired,
    Cancelled,
    FailedVendorAuth,
    FailedRequesterAuth,
    FailedAvailabilityChanged,
    FailedCommit,
};

/// What can happen to a reservation after it was made.
enum class Event {
    Confirm, ///< settlement `free`: nothing is owed
    VendorConfirm,
    VendorAuthorized,
    VendorAuthFailed,
    RequesterAuthorized,
    RequesterAuthFailed,
    Commit,
    Committed,
    CommitFailed,
    AvailabilityChanged,
    Release,
    Expire,
    Cancel,
    Extend,       ///< more time, where it stands
    ForceRelease, ///< an admin ends it, wherever it is stuck
};

struct StateInfo
{
    State state;
    std::string_view name;  ///< on the wire and in the database, "HELD"
    std::string_view label; ///< for people, "Held"
    bool in_flight;         ///< holds capacity for a while and has a deadline
    bool terminal;          ///< nothing can happen any more
    /// How long a reservation may stay here unless configured otherwise; zero where there is no deadline.
    std::chrono::seconds default_deadline;
};

struct EventInfo
{
    Event event;
    std::string_view name; ///< in the database, "confirm"
};

struct Transition
{
    State from;
    Event event;
    State to;
};

/// The state of a reservation when it is made; its event is logged as "hold", version 1.
inline constexpr State initial_state = State::Held;

inline constexpr std::array state_table = {
    StateInfo{State::Held, "HELD", "Held", true, false, std::chrono::minutes(10)},
    StateInfo{State::VendorConfirmed, "VENDOR_CONFIRMED", "Vendor confirmed", true, false, std::chrono::minutes(30)},
    StateInfo{State::VendorAuthorized, "VENDOR_AUTHORIZED", "Vendor authorized", true, false, std::chrono::minutes(30)},
    StateInfo{State::AuthorizedBoth, "AUTHORIZED_BOTH", "Authorized both", true, false, std::chrono::minutes(15)},
    StateInfo{State::Committing, "COMMITTING", "Committing", true, false, std::chrono::minutes(15)},
    StateInfo{State::Confirmed, "CONFIRMED", "Confirmed", false, false, std::chrono::seconds(0)},
    StateInfo{State::Released, "RELEASED", "Released", false, true, std::chrono::seconds(0)},
    StateInfo{State::Expired, "EXPIRED", "Expired", false, true, std::chrono::seconds(0)},
    StateInfo{State::Cancelled, "CANCELLED", "Cancelled", false, true, std::chrono::seconds(0)},
    StateInfo{State::FailedVendorAuth, "FAILED_VENDOR_AUTH", "Vendor authorization failed", false, true,
              std::chrono::seconds(0)},
    StateInfo{State::FailedRequesterAuth, "FAILED_REQUESTER_AUTH", "Requester authorization failed", false, true,
              std::chrono::seconds(0)},
    StateInfo{State::FailedAvailabilityChanged, "FAILED_AVAILABILITY_CHANGED", "Availability changed", false, true,
              std::chrono::seconds(0)},
    StateInfo{State::FailedCommit, "FAILED_COMMIT", "Commit failed", false, true, std::chrono::seconds(0)},
};

inline constexpr std::array event_table = {
    EventInfo{Event::Confirm, "confirm"},
    EventInfo{Event::VendorConfirm, "vendor_confirm"},
    EventInfo{Event::VendorAuthorized, "vendor_authorized"},
    EventInfo{Event::VendorAuthFailed, "vendor_auth_failed"},
    EventInfo{Event::RequesterAuthorized, "requester_authorized"},
    EventInfo{Event::RequesterAuthFailed, "requester_auth_failed"},
    EventInfo{Event::Commit, "commit"},
    EventInfo{Event::Committed, "committed"},
    EventInfo{Event::CommitFailed, "commit_failed"},
    EventInfo{Event::AvailabilityChanged, "availability_changed"},
    EventInfo{Event::Release, "release"},
    EventInfo{Event::Expire, "expire"},
    EventInfo{Event::Cancel, "cancel"},
    EventInfo{Event::Extend, "extend"},
    EventInfo{Event::ForceRelease, "force_release"},
};

/// Every allowed transition; what is not here is refused. Mirrored by the table holdfast.transition.
inline constexpr std::array transition_table = {
    Transition{State::Held, Event::Confirm, State::Confirmed},
    Transition{State::Held, Event::VendorConfirm, State::VendorConfirmed},
    Transition{State::Held, Event::RequesterAuthorized, State::AuthorizedBoth}, // settlement `card`: no vendor leg
    Transition{State::Held, Event::RequesterAuthFailed, State::FailedRequesterAuth},
    Transition{State::Held, Event::Release, State::Released},
    Transition{State::Held, Event::Expire, State::Expired},
    Transition{State::VendorConfirmed, Event::VendorAuthorized, State::VendorAuthorized},
    Transition{State::VendorConfirmed, Event::VendorAuthFailed, State::FailedVendorAuth},
    Transition{State::VendorConfirmed, Event::Release, State::Released},
    Transition{State::VendorConfirmed, Event::Expire, State::Expired},
    Transition{State::VendorAuthorized, Event::RequesterAuthorized, State::AuthorizedBoth},
    Transition{State::VendorAuthorized, Event::RequesterAuthFailed, State::FailedRequesterAuth},
    Transition{State::VendorAuthorized, Event::Release, State::Released},
    Transition{State::VendorAuthorized, Event::Expire, State::Expired},
    Transition{State::AuthorizedBoth, Event::Commit, State::Committing},
    Transition{State::AuthorizedBoth, Event::AvailabilityChanged, State::FailedAvailabilityChanged},
    Transition{State::AuthorizedBoth, Event::Release, State::Released},
    Transition{State::AuthorizedBoth, Event::Expire, State::Expired},
    Transition{State::Committing, Event::Committed, State::Confirmed},
    Transition{State::Committing, Event::CommitFailed, State::FailedCommit},
    Transition{State::Committing, Event::AvailabilityChanged, State::FailedAvailabilityChanged},
    Transition{State::Confirmed, Event::Cancel, State::Cancelled},
    Transition{State::Held, Event::Extend, State::Held},
    Transition{State::VendorConfirmed, Event::Extend, State::VendorConfirmed},
    Transition{State::VendorAuthorized, Event::Extend, State::VendorAuthorized},
    Transition{State::AuthorizedBoth, Event::Extend, State::AuthorizedBoth},
    Transition{State::Held, Event::ForceRelease, State::Released},
    Transition{State::VendorConfirmed, Event::ForceRelease, State::Released},
    Transition{State::VendorAuthorized, Event::ForceRelease, State::Released},
    Transition{State::AuthorizedBoth, Event::ForceRelease, State::Released},
    Transition{State::Committing, Event::ForceRelease, State::Released},
};

[[nodiscard]] constexpr const StateInfo &info(State state)
{
    return state_table[static_cast<std::size_t>(state)];
}

[[nodiscard]] constexpr std::string_view name(State state)
{
    return info(state).name;
}

[[nodiscard]] constexpr std::string_view name(Event event)
{
    return event_table[static_cast<std::size_t>(event)].name;
}

/// The state `event` leads to, or nullopt when it is not allowed in `from`.
[[nodiscard]] constexpr std::optional<State> next_state(State from, Event event)
{
    for (const auto &row : transition_table) {
        if (row.from == from && row.event == event)
            return row.to;
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<State> parse_state(std::string_view name);
[[nodiscard]] std::optional<Event> parse_event(std::string_view name);

} // namespace holdfast

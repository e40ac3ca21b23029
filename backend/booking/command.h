#pragma once

#include "backend/core/error.h"
#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace holdfast::booking {

/// SHA-256 of route, path and body, without the key and `availability_version`.
using Fingerprint = std::array<std::uint8_t, 32>;

/// Make a reservation: yields HELD.
struct Hold
{
    Uuid reservation_id; ///< version 7, made by the caller; a replay answers with the first one's instead
    Uuid partner_id;
    Uuid slot_id;
    std::int32_t quantity = 1; ///< 1 to 10,000
    std::string key;           ///< idempotency key, 1 to 255 characters
    Fingerprint fingerprint{};
    std::string partner_booking_ref;
    std::string requester_id;
    std::optional<std::int64_t> availability_version; ///< refused with AVAILABILITY_CHANGED when the slot's differs
    std::string actor; ///< for the event log: "partner:NAME"
    std::string trace_id;
};

/// What can be asked of a reservation.
enum class Verb {
    Confirm, ///< settlement `free`: at once; `two_party` and `card`: begins the commit
    VendorConfirm,
    AuthorizeVendor,
    AuthorizeRequester,
    Release,
    Expire,
    Cancel,
};

/// In the database, "authorize_vendor".
[[nodiscard]] std::string_view name(Verb verb);

/// Move a reservation along its state table, or plan the operation whose result will.
struct Change
{
    Uuid reservation_id;
    Verb verb = Verb::Confirm;
    /// The partner that asks, which must own the reservation; nullopt for the system itself, which needs no key.
    std::optional<Uuid> partner_id;
    std::optional<std::string> key;
    Fingerprint fingerprint{};
    std::string actor; ///< "partner:NAME", "expiry", "admin:NAME"
    std::string trace_id;
    std::optional<std::string> reason;
    std::optional<std::string> payment_method; ///< of authorizations: the gateway's name of it, "pm_..."; 1 to 255 characters
};

using Command = std::variant<Hold, Change>;

/// What a client is told of a reservation: after its command, or when it was made in case of a replay.
struct Reservation
{
    Uuid id;
    State state = State::Held;
    Uuid slot_id;
    std::int32_t quantity = 0;
    std::int32_t version = 0; ///< 0 when an operation was planned and nothing else happened
    std::optional<Timestamp> expires_at;
};

struct Done
{
    Reservation reservation;
    bool replayed = false; ///< a repeat under its key: nothing changed now
    std::optional<Uuid> operation; ///< its result is the answer, see operation_result()
};

struct Refused
{
    ErrorCode code{};
    std::optional<State> state;                ///< INVALID_STATE: where the reservation is
    std::optional<std::int64_t> slot_version;  ///< AVAILABILITY_CHANGED: the version to retry with
    std::string detail;                        ///< for people; may be empty
};

/// Nobody can say that the command succeeded or was refused. It may have been carried out exactly when `attempted`.
struct Unknown
{
    /// False: for certain not carried out (overloaded, shutting down, waited too long, rolled back).
    bool attempted = true;
    std::string detail;
};

using Outcome = std::variant<Done, Refused, Unknown>;

/// Called exactly once, from a lane's thread or, when the command is refused at the door, from the caller's.
using Reply = std::function<void(Outcome)>;

} // namespace holdfast::booking

#pragma once

#include "backend/core/reservation_state.h"
#include "backend/scenarios/context.h"

#include <chrono>
#include <cstdint>
#include <string>

/// What the scenarios about money have in common: a booking that two parties pay for, and what came of it, seen from three
/// sides: by its client, in the database, in the gateway's own books.
namespace holdfast::scenarios {

inline constexpr const char *vendor = "vendor";
inline constexpr const char *requester = "requester";
inline constexpr const char *good_card = "pm_card_visa";
inline constexpr const char *declined_card = "pm_card_visa_chargeDeclined";

struct TwoPartyBooking
{
    Uuid slot; ///< an appointment
    Uuid reservation;
    std::int64_t vendor_pays = 0; ///< cents; nothing when the requester alone pays, by card
    std::int64_t requester_pays = 0;
};

/// Each throws std::runtime_error when the system does not do it.
[[nodiscard]] TwoPartyBooking hold_for_two(Context &context);
[[nodiscard]] TwoPartyBooking hold_for_card(Context &context);
void confirm_by_vendor(Context &context, const TwoPartyBooking &booking);
void authorize(Context &context, const TwoPartyBooking &booking, const std::string &party);
void authorize_both(Context &context, const TwoPartyBooking &booking); ///< after the vendor's confirmation, which it makes

[[nodiscard]] ReservationRequest authorization(const TwoPartyBooking &booking, const std::string &party,
                                               const std::string &key, const std::string &card = good_card);
/// Somebody else wants the same appointment.
Answer hold_by_another(Context &context, const TwoPartyBooking &booking);
/// Whether they get it, when the booking has ended.
void check_free_again(Context &context, const TwoPartyBooking &booking);

/// Where the reservation stands by the database.
[[nodiscard]] std::string state_of(Context &context, const TwoPartyBooking &booking);
/// "hold, vendor_confirm": its story by the log.
[[nodiscard]] std::string story_of(Context &context, const TwoPartyBooking &booking);
/// "1 intent, canceled, captured 0, refunded 0": what the gateway has of a party.
[[nodiscard]] std::string money_at_gateway(Context &context, const TwoPartyBooking &booking, const std::string &party);

/// What one party's card has come to.
struct Money
{
    std::string status; ///< of the one intent
    std::int64_t captured_minor = 0;
    std::int64_t refunded_minor = 0;
};

/// Whether a party's money comes to this, at the gateway (the check of this name) and by the database, within some seconds.
void check_money(Context &context, const TwoPartyBooking &booking, const std::string &party, const Money &expected,
                 const std::string &check, const Hint &hint);
/// Nothing was ever captured for this reservation, by the gateway's books.
void check_no_money_moved(Context &context, const TwoPartyBooking &booking);

/// A reservation's end, told to its client and in the database, with what its slot says then.
struct End
{
    State state;
    int confirmed = 0;
    int external = 0;
};
void check_end(Context &context, const TwoPartyBooking &booking, const End &expected, const std::string &check);

} // namespace holdfast::scenarios

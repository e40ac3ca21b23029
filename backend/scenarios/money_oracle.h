#pragma once

#include "backend/core/reservation_state.h"
#include "backend/scenarios/context.h"
#include "backend/scenarios/gateway_control.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// Money, seen from three sides: by the gateway's own books, by the database, by what clients were told.
namespace holdfast::scenarios {

/// What the database knows of one party of a reservation that costs something.
struct PartyMoney
{
    std::string reservation;
    State state = State::Held;
    std::string party;
    std::int64_t amount_minor = 0;     ///< to be paid for a booking
    std::optional<std::string> intent; ///< nullopt: none is known
    std::string intent_status;
    std::int64_t captured_minor = 0;
    std::int64_t refunded_minor = 0;
};

struct Books
{
    std::vector<GatewayIntent> intents;
    std::vector<PartyMoney> parties;
    std::set<std::string> unneeded;    ///< intents taken up to be voided: no reservation is behind them
    std::map<std::string, State> told; ///< by reservation: the latest state a client was told it is in
};

/// What does not agree, in words; empty when all does:
/// - every intent belongs to a party of a reservation, or nobody needs it and it is empty;
/// - a party has one intent at most that may still take money, and none once its reservation has ended;
/// - captured less refunded is what the party owes: its amount for a booking, nothing without one, in between only while
///   its commit is at work;
/// - the database knows of every intent what the gateway has captured and refunded, and its status once all is at rest.
/// A reservation stands where the database says, unless a client was told what cannot lead there: then as was told.
[[nodiscard]] std::vector<std::string> find_disagreements(const Books &books);

inline constexpr const char *books_agree =
    "The gateway's books agree with the database and with what clients were told";

/// The check of this name (CRITICAL), over every reservation of the run, once nothing is left to be done about money or
/// `patience` is over. That there was money to look at is a condition.
void check_books(Context &context, std::chrono::milliseconds patience = std::chrono::seconds(10));

/// Until it is so, or no operation on this reservation and of this kind is left to bring it about; nullopt is any.
void wait_until_settled(Context &context, const storage::Param &reservation, const storage::Param &kind,
                        const std::function<bool()> &settled,
                        std::chrono::milliseconds patience = std::chrono::seconds(4));

} // namespace holdfast::scenarios

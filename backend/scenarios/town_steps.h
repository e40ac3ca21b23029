#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/scenarios/requests.h"

#include <cstddef>
#include <deque>
#include <string>

namespace holdfast::scenarios {

class Sandbox;

/// A reservation of the demonstration town.
struct TownBooking
{
    Uuid id;
    std::size_t partner = 0;
    Uuid slot;
    std::string settlement;
    int quantity = 1;
    State state = State::Held;
    Timestamp deadline; ///< in booking time
    bool sold_elsewhere = false;
};

/// Which step comes next on the way to a booking, and what goes wrong on it: a card of each party is declined now and then,
/// and so is what is to be captured at the end. Used by one thread.
class TownSteps final
{
public:
    explicit TownSteps(Sandbox &sandbox) : sandbox_(sandbox) {}

    [[nodiscard]] net::Request next(const TownBooking &booking, const Requests &partner);
    void slow_captures() { slow_ = true; } ///< from now on some take long enough to be seen on their way

private:
    void trouble_capture(const Uuid &reservation);

    Sandbox &sandbox_;
    bool slow_ = false;
    int vendor_cards_ = 0;
    int requester_cards_ = 0;
    int captures_ = 0;
    std::deque<std::string> faults_; ///< at the gateway, the oldest first
};

} // namespace holdfast::scenarios

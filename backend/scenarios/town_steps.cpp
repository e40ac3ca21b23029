#include "backend/scenarios/town_steps.h"

#include "backend/scenarios/sandbox.h"

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

// Every so many of them something goes wrong.
constexpr int vendor_declined_every = 9;
constexpr int requester_declined_every = 11;
constexpr int capture_declined_every = 10;
constexpr int capture_slow_every = 6;
constexpr auto slow_capture = 1200ms;
constexpr std::size_t most_faults = 100; ///< that the gateway is to remember

} // namespace

net::Request TownSteps::next(const TownBooking &booking, const Requests &partner)
{
    const std::string id = booking.id.to_string();
    const auto authorize = [&](const std::string &party, bool declined) {
        return partner.ask({booking.id, party + "-authorization", id + "-" + party,
                            declined ? "pm_card_visa_chargeDeclined" : "pm_card_visa"});
    };
    const bool is_held = booking.state == State::Held;
    if (is_held && booking.settlement == "two_party")
        return partner.ask({booking.id, "vendor-confirmation", id + "-vendor-confirmation"});
    if (booking.state == State::VendorConfirmed)
        return authorize("vendor", ++vendor_cards_ % vendor_declined_every == 0);
    if (booking.state == State::VendorAuthorized || (is_held && booking.settlement == "card"))
        return authorize("requester", ++requester_cards_ % requester_declined_every == 0);
    if (booking.state == State::AuthorizedBoth)
        trouble_capture(booking.id);
    return partner.confirm(booking.id, id + "-confirm");
}

void TownSteps::trouble_capture(const Uuid &reservation)
{
    GatewayFault fault{"capture", "decline"};
    fault.reservation = reservation;
    ++captures_;
    if (captures_ % capture_declined_every != 0) {
        if (!slow_ || captures_ % capture_slow_every != 0)
            return;
        fault.kind = "delay";
        fault.delay = slow_capture;
    }
    faults_.push_back(sandbox_.gateway().add(fault));
    if (faults_.size() > most_faults) {
        sandbox_.gateway().remove(faults_.front());
        faults_.pop_front();
    }
}

} // namespace holdfast::scenarios

#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// What has no index of its own, requesters, traces, requests at the gateway and parts of anything, is looked for among
/// so many of the newest.
inline constexpr int searched_newest = 50'000;

struct ReferenceMatch
{
    std::string way; ///< "reservation", "partner reference", "operation", "intent", "webhook", "gateway request", "trace",
                     ///< "slot", "requester": what the text names
    std::string value;  ///< of that, whole
    bool exact = false; ///< the text is the whole of it
    Uuid reservation_id;
    State state = State::Held;
    Timestamp created_at;
    std::string vendor;
    std::string partner;
    std::string partner_booking_ref;
    std::string requester_id;
};

struct ReferenceMatches
{
    std::vector<ReferenceMatch> matches; ///< each reservation once; exact ones first, the surest way first, then the newest
    bool more = false;                   ///< than were asked for
};

/// The reservations that a text names: the id, whole or at least four digits of its beginning, of a reservation, a slot
/// or an operation; a partner's reference, a requester; an intent (pi_), a webhook event (evt_) or a request (req_) of the
/// gateway; a trace id, also within a traceparent. Spaces around it do not count. `limit`: 1 to 200.
[[nodiscard]] ReferenceMatches find_by_reference(storage::Connection &connection, std::string_view text,
                                                 std::size_t limit = 50);

} // namespace holdfast::insight

#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

struct TimelineEntry
{
    Timestamp at;
    std::string
        kind; ///< "transition", "operation_planned", "gateway_call", "operation_ended", "webhook", "note", "act"
    std::string what; ///< the event, the kind of operation, the call, the type of webhook, the act
    std::string detail;
    std::string actor;
    std::string trace_id; ///< empty where none is known
    std::optional<std::int32_t> version; ///< of the reservation: a transition's, or of the one an operation caused
    std::optional<State> from;
    std::optional<State> to;
    std::optional<Uuid> operation_id;
    std::string party; ///< "vendor", "requester" or empty
    std::optional<Timestamp> deadline;               ///< after a transition
    std::optional<std::chrono::milliseconds> took;   ///< of a gateway call, which is logged when it is over
    std::optional<std::int32_t> answer;              ///< HTTP status of a gateway call; none: no answer
};

/// What is known of one party's money now.
struct PartyMoney
{
    std::string party;
    std::string currency;
    std::int64_t amount_minor = 0; ///< what is asked for
    std::string intent_id;         ///< empty: none is known
    std::string intent_status;     ///< the gateway's word
    std::int64_t authorized_minor = 0, captured_minor = 0, refunded_minor = 0;
};

struct Timeline
{
    State state = State::Held; ///< as stored
    std::int32_t version = 0;
    std::optional<Timestamp> deadline;
    std::vector<PartyMoney> money;        ///< the vendor's after the requester's; empty where nobody pays
    std::int64_t unsettled = 0;           ///< operations that have not ended, or were given up
    bool whole = false;                   ///< the transitions have no gap, follow the table and lead to what is stored
    std::optional<State> replayed;        ///< where they lead
    std::vector<TimelineEntry> entries;   ///< by time
    Timestamp now;                        ///< holdfast.now()
    std::string next_cursor;              ///< empty at the end. Opaque
};

/// The whole life of a reservation: transitions, operations, gateway calls, webhooks, notes and acts. `limit`: 1 to
/// 1,000 entries. nullopt: there is no such reservation. Throws std::invalid_argument for a cursor that is not one of ours.
/// Not within an open Transaction.
[[nodiscard]] std::optional<Timeline> read_timeline(storage::Connection &connection, const Uuid &reservation_id,
                                                    const std::string &cursor = {}, std::size_t limit = 200);

} // namespace holdfast::insight

#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

/// The read side: what people look at. Every query is bounded; filter and order are the database's work.
namespace holdfast::insight {

/// Who works on a reservation, until when by holdfast.now().
struct Claim
{
    std::string actor;
    Timestamp until;
};

struct ReservationRow
{
    Uuid id;
    State state = State::Held;
    std::int32_t version = 0;
    Uuid slot_id;
    std::string slot_kind; ///< "appointment", "class", "event"
    Timestamp slot_starts_at;
    Timestamp slot_ends_at;
    Uuid vendor_id;
    std::string vendor;
    Uuid partner_id;
    std::string partner;
    std::string partner_booking_ref;
    std::string requester_id;
    std::int32_t quantity = 0;
    std::int64_t amount_minor = 0; ///< what the requester owes for the whole quantity
    std::string currency;          ///< empty when nothing is owed
    Timestamp created_at;
    Timestamp changed_at;
    std::optional<Timestamp> deadline;
    std::optional<Claim> claim;     ///< the last one: it may have lapsed
    bool release_requested = false; ///< an admin's release waits for the outcome of its captures
};

/// By Id is by creation, told by the ids, and the only order whose cost does not grow with history: see ReservationPage.
enum class ReservationOrder { Deadline, Created, Changed, State, Vendor, Slot, Quantity, Partner, Amount, Id };

struct ReservationFilter
{
    std::vector<State> states; ///< empty: everything in flight
    std::string vendor;        ///< part of the name, without case; empty: any
    std::string partner;       ///< likewise
    std::string text;          ///< part of an id, a slot's id, partner reference or requester; a whole id is found by it, a slot's too
    std::optional<std::chrono::seconds> deadline_within;
    std::optional<std::chrono::seconds> older_than; ///< since created_at, by holdfast.now()
    std::string claimed_by; ///< has a claim that has not lapsed; empty: any
    std::optional<Uuid> vendor_id;
    std::optional<Uuid> slot_id;
    std::optional<Timestamp> slot_from;  ///< its slot starts then or later
    std::optional<Timestamp> slot_until; ///< its slot starts before
    ReservationOrder order = ReservationOrder::Deadline;
    bool descending = false;
    std::size_t limit = 500; ///< 1 to 5,000
    std::int64_t count_up_to = 1'000'000; ///< to 2,000,000; what `matching` is then is "at least". 0: not counted
    bool count_on_every_page = false;     ///< not only on the first one

    bool operator==(const ReservationFilter &) const = default;
};

/// Ordered by Id, a page looks at 20,000 reservations at most: it may hold fewer rows than its limit, even none, while
/// there is a next one; and what matches is counted only when it could look at all of them.
struct ReservationPage
{
    std::vector<ReservationRow> rows; ///< in the filter's order, ties by id in the same direction
    std::int64_t matching = 0;        ///< all that match, counted up to a bound; -1 when not counted, as after the first page
    std::int64_t preceding = -1;      ///< of them, those before the first row; -1 when not counted, or not up to there
    std::int64_t held_minor = 0;      ///< sum of amount_minor over what matches, when all is in one currency
    std::string held_currency;        ///< empty when mixed or none, and after the first page
    Timestamp now;                    ///< holdfast.now() of the snapshot: what deadlines are measured against
    std::string next_cursor;          ///< empty at the end. Opaque, for the same filter
    std::string previous_cursor;      ///< to read backwards from; empty at the beginning
};

/// From a cursor on, or from the beginning; or the last rows before a cursor, or before the end. A page is in the list's
/// order either way. Backwards by Id is bounded by nothing but the limit.
enum class Reading { Onwards, Backwards };

/// One snapshot; not within an open Transaction. Pages neither miss nor repeat a row that stays in the filter and keeps
/// its place. Throws storage::DatabaseError; std::invalid_argument for a cursor that is not one of this filter's.
[[nodiscard]] ReservationPage list_reservations(storage::Connection &connection, const ReservationFilter &filter,
                                                const std::string &cursor = {},
                                                Reading reading = Reading::Onwards);
/// What a page says of those it does not hold. Counting costs as much as there is; a page costs as much as it holds.
struct ReservationTotals
{
    std::int64_t matching = -1;
    std::int64_t passed = -1; ///< of them, those before the cursor; -1 when not counted up to there
    std::int64_t held_minor = 0;
    std::string held_currency;

    bool operator==(const ReservationTotals &) const = default;
};
/// Throws as list_reservations() does.
[[nodiscard]] ReservationTotals count_reservations(storage::Connection &connection, const ReservationFilter &filter,
                                                   const std::string &cursor = {}, Reading reading = Reading::Onwards);
/// Puts them on a page of the same filter and cursor that was read without counting.
void put_totals(const ReservationTotals &totals, bool from_cursor, Reading reading, ReservationPage &page);

[[nodiscard]] std::optional<ReservationRow> find_reservation(storage::Connection &connection, const Uuid &id);

/// How many reservations are in each in-flight state now; every in-flight state is present.
[[nodiscard]] std::map<State, std::int64_t> count_in_flight(storage::Connection &connection);

struct EventRow
{
    std::int32_t version = 0;
    std::string event; ///< "hold" for the first, otherwise an Event's name
    std::optional<State> from;
    State to = State::Held;
    std::optional<Timestamp> deadline;
    Timestamp at;
    std::string actor;
    std::string trace_id;
    std::string reason;
};

/// The story of one reservation, oldest first, at most 1,000 events.
[[nodiscard]] std::vector<EventRow> list_events(storage::Connection &connection, const Uuid &reservation_id);

} // namespace holdfast::insight

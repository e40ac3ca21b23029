#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

// After Qt: moc 6.4 cannot read <compare> of libstdc++ 12 when it comes first.
#include "backend/core/money.h"
#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <tuple>

/// The values that cross from the live source's thread to the models: plain, comparable, cheap to copy.
namespace holdfast::models {

/// The states that hold capacity and have a deadline, in the order of the lifecycle.
inline constexpr std::array inFlightStates = {State::Held, State::VendorConfirmed, State::VendorAuthorized,
                                              State::AuthorizedBoth, State::Committing};

/// Who works on a reservation. It lapses by itself.
struct Claim
{
    QString actor;
    Timestamp until; ///< by holdfast.now()

    bool operator==(const Claim &) const = default;
};

struct Reservation
{
    Uuid id;
    State state = State::Held;
    qint32 version = 0;
    Uuid slotId;
    QString slotKind; ///< "appointment", "class", "event"
    Timestamp slotStartsAt;
    Timestamp slotEndsAt;
    QString vendor;
    QString partner;
    QString partnerBookingRef;
    QString requesterId;
    qint32 quantity = 0;
    Money amount; ///< currency empty when nothing is owed
    Timestamp createdAt;
    Timestamp changedAt; ///< when it entered its state
    std::optional<Timestamp> deadline;
    std::optional<Claim> claim;     ///< the last one: it may have lapsed
    bool releaseRequested = false;  ///< it is released when the outcome of its captures is known

    bool operator==(const Reservation &) const = default;
};

/// One line in the story of a reservation.
struct ReservationEvent
{
    qint32 version = 0;
    QString event; ///< "hold", or an Event's name
    QString label; ///< for people, "held by acme-travel"
    State to = State::Held;
    std::optional<Timestamp> deadline;
    Timestamp at;
    QString actor;
    QString traceId;
    QString reason;

    bool operator==(const ReservationEvent &) const = default;
};

struct ReservationStory
{
    std::optional<Reservation> reservation; ///< nullopt: this environment has none with that id
    QList<ReservationEvent> events;         ///< oldest first
    Timestamp now;                          ///< holdfast.now() of the snapshot
};

/// For people: "Vendor confirmed".
[[nodiscard]] QString label(State state);

enum class ReservationColumn { Id, State, Vendor, Slot, Quantity, Partner, PartnerRef, Amount, Claim, Age, Deadline };
inline constexpr int reservationColumnCount = 11;

/// What the In flight page asks for. Filter and order are the database's work; see isSortable() for the columns.
struct ReservationFilterSpec
{
    QList<State> states; ///< empty: everything in flight
    QString vendor;      ///< part of the name, without case; empty: any
    QString partner;     ///< likewise
    QString text;        ///< part of an id, partner reference or requester; a whole id, also a slot's
    std::optional<std::chrono::seconds> deadlineWithin;
    std::optional<std::chrono::seconds> olderThan;
    QString claimedBy; ///< has a claim that has not lapsed; empty: any
    std::optional<Uuid> vendorId;      ///< exactly this one; `vendor` is its name then
    std::optional<Uuid> slot;
    std::optional<Timestamp> slotFrom; ///< the slot starts then or later
    std::optional<Timestamp> slotTo;   ///< the slot starts before
    ReservationColumn order = ReservationColumn::Deadline;
    bool descending = false;
    int limit = 500; ///< rows on the screen, 1 to 5,000

    bool operator==(const ReservationFilterSpec &other) const
    {
        // Not by QList's own comparison: Qt 6.4 gives memcmp() a null pointer for an empty list of enumerators.
        const auto rest = [](const ReservationFilterSpec &spec) {
            return std::tie(spec.vendor, spec.partner, spec.text, spec.deadlineWithin, spec.olderThan, spec.claimedBy,
                            spec.vendorId, spec.slot, spec.slotFrom, spec.slotTo, spec.order, spec.descending, spec.limit);
        };
        return std::equal(states.begin(), states.end(), other.states.begin(), other.states.end())
            && rest(*this) == rest(other);
    }
    /// Whether it narrows anything down, the order aside.
    [[nodiscard]] bool isNarrowed() const
    {
        return !states.isEmpty() || !vendor.isEmpty() || !partner.isEmpty() || !text.isEmpty() || deadlineWithin
            || olderThan || !claimedBy.isEmpty() || vendorId || slot || slotFrom || slotTo;
    }
};

[[nodiscard]] constexpr bool isSortable(ReservationColumn column)
{
    return column != ReservationColumn::PartnerRef && column != ReservationColumn::Claim;
}

/// Which page of the list: the rows after a cursor, or the last ones before it. Without one: the first page, or the last.
struct PagePlace
{
    QString cursor; ///< out of a page of the same filter
    bool backwards = false;

    bool operator==(const PagePlace &) const = default;
};

struct ReservationPage
{
    quint64 request = 0; ///< which environment-and-filter choice it answers
    QList<Reservation> rows;
    qint64 matching = 0; ///< all that match, also beyond the page
    bool counted = true; ///< otherwise at least so many match
    qint64 preceding = 0; ///< of them before the first row; -1 when not known
    QString nextCursor;     ///< empty on the last page
    QString previousCursor; ///< to be read backwards; empty on the first page
    Money held;          ///< their amounts together; currency empty when mixed or none
    Timestamp now;       ///< holdfast.now() of the snapshot
};

/// How many reservations are in each of inFlightStates, in that order.
using StateCounts = std::array<qint64, inFlightStates.size()>;

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::Reservation)
Q_DECLARE_METATYPE(holdfast::models::ReservationStory)
Q_DECLARE_METATYPE(holdfast::models::ReservationPage)
Q_DECLARE_METATYPE(holdfast::models::ReservationFilterSpec)
Q_DECLARE_METATYPE(holdfast::models::PagePlace)
Q_DECLARE_METATYPE(holdfast::models::StateCounts)

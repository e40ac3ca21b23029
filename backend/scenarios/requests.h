#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/net/http.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace holdfast::scenarios {

struct HoldRequest
{
    Uuid slot_id;
    int quantity = 1;
    std::string partner_booking_ref;
    std::string requester_id;
    std::string key; ///< idempotency key
    std::optional<std::int64_t> availability_version = {}; ///< in the body
    std::optional<std::int64_t> if_match = {};             ///< in the header
};

/// Something wanted of a reservation.
struct ReservationRequest
{
    Uuid reservation_id;
    std::string verb; ///< the end of its route: "vendor-confirmation", "confirm"
    std::string key;
    std::string payment_method = {}; ///< of an authorization
};

/// What a person does to a reservation.
struct ActRequest
{
    Uuid reservation_id;
    std::string verb; ///< the end of its route: "extend", "void", "notes"
    std::string key;
    std::string reason = {};
    std::string text = {}; ///< of a note
    std::optional<std::chrono::seconds> extend_by = {};
};

/// What another system has sold of a slot.
struct ExternalBooking
{
    Uuid slot_id;
    int quantity = 1;
    std::string external_ref;
};

struct SlotRequest
{
    Uuid vendor_id;
    std::string kind; ///< "appointment", "class", "event"
    Timestamp starts_at;
    std::chrono::minutes length{60};
    int capacity = 1;
    std::string settlement = "free";
    std::string currency; ///< empty: nothing is owed
    std::int64_t requester_amount_minor = 0;
    std::int64_t vendor_amount_minor = 0;
};

/// Writes the requests of one partner, or of one person with a token.
class Requests final
{
public:
    explicit Requests(std::string credential) : credential_(std::move(credential)) {}

    [[nodiscard]] net::Request create_slot(const SlotRequest &slot) const;
    [[nodiscard]] net::Request hold(const HoldRequest &hold) const;
    [[nodiscard]] net::Request ask(const ReservationRequest &wanted) const;
    [[nodiscard]] net::Request act(const ActRequest &act) const;
    [[nodiscard]] net::Request confirm(const Uuid &reservation, const std::string &key) const;
    [[nodiscard]] net::Request release(const Uuid &reservation, const std::string &key) const;
    [[nodiscard]] net::Request book_externally(const ExternalBooking &booking) const;
    [[nodiscard]] net::Request reconcile(bool repair, const std::string &key) const;
    [[nodiscard]] net::Request get(const std::string &target) const;

private:
    [[nodiscard]] net::Request post(std::string target, std::string body, const std::string &key = {}) const;

    std::string credential_;
};

} // namespace holdfast::scenarios

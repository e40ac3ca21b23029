#pragma once

#include "backend/acts/acts.h"
#include "backend/core/uuid.h"
#include "backend/storage/connection.h"

#include <string>

// Reservations wherever they may stand, brought there by the functions that do it in the product.
namespace holdfast::test {

/// A vendor, a partner and a slot whose bookings both parties pay for. Uses the connection it was given.
class Stage final
{
public:
    explicit Stage(storage::Connection &database);

    Uuid hold();
    Uuid vendor_confirmed();
    Uuid vendor_authorized();
    Uuid authorized_both();
    Uuid committing();  ///< no worker has taken its commit yet
    Uuid confirmed();
    Uuid released_unwinding(); ///< its vendor's money is being unwound
    Uuid in_state(State state); ///< in flight

    /// For the system; "DONE" or the refusal.
    std::string change(const Uuid &reservation, const std::string &verb, const std::string &argument = {});
    void authorize(const Uuid &reservation, const std::string &party, const std::string &capture_before = "infinity");
    struct Lease
    {
        Uuid operation;
        std::string fence;
    };
    /// Captures both and ends the commit; where the reservation stands then.
    std::string commit(const Uuid &reservation) { return commit(reservation, lease(reservation, "commit")); }
    std::string commit(const Uuid &reservation, const Lease &leased);
    Lease lease(const Uuid &reservation, const std::string &kind);
    /// Leases the operation for the last time it is tried; it is dead then.
    Uuid give_up(const Uuid &reservation, const std::string &kind);

    [[nodiscard]] std::string text(std::string_view sql, const std::string &parameter = {});
    [[nodiscard]] std::string state_of(const Uuid &reservation);
    [[nodiscard]] std::int32_t version_of(const Uuid &reservation);
    [[nodiscard]] std::int64_t audit_count();

    storage::Connection &database;
    Uuid partner;
    Uuid vendor;
    Uuid slot;

private:
    int made_ = 0;
};

inline const acts::Person ann{"Ann", "operator", "0af7651916cd43dd8448eb211c80319c"};
inline const acts::Person ada{"Ada", "admin", "1bf7651916cd43dd8448eb211c80319d"};

} // namespace holdfast::test

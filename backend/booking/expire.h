#pragma once

#include "backend/core/uuid.h"

#include <cstddef>
#include <span>
#include <string>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::booking {

/// Ends those of the reservations, each named once, whose deadline has passed, in one transaction like any other
/// command; the rest are left alone. Returns how many it ended. Throws storage::DatabaseError; transient failures are
/// the caller's to repeat.
std::size_t expire(storage::Connection &connection, std::span<const Uuid> reservations, const std::string &actor);

} // namespace holdfast::booking

#pragma once

#include "backend/booking/command.h"

#include <span>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::booking {

/// One call of the set-based SQL function, one transaction; one outcome per command, in order. At most one command per
/// (partner, key), and of changes at most one per reservation. Throws storage::StatementFailed when the transaction was
/// rolled back, storage::ConnectionLost when its outcome is unknown.
[[nodiscard]] std::vector<Outcome> run_batch(storage::Connection &connection, std::span<const Hold *const> holds);
[[nodiscard]] std::vector<Outcome> run_batch(storage::Connection &connection, std::span<const Change *const> changes);

} // namespace holdfast::booking

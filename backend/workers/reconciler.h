#pragma once

#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace holdfast::faultpoints {
class FaultPoints;
}

namespace holdfast::payments {
class Gateway;
}

namespace holdfast::storage {
class Connection;
}

namespace holdfast::workers {

struct ReconcileReport
{
    Uuid run;
    bool finished = false;      ///< false: the gateway or the database failed, or it was asked to stop
    std::int64_t intents = 0;   ///< read from the gateway's lists
    std::int64_t found = 0;     ///< discrepancies that stood up to a second look
};

/// Sets the gateway's books, read through its lists page by page, against ours. What does not agree is looked at again, one
/// by one, because both sides move meanwhile; what is at work is not judged. With the run's `repair`, what is safe is put
/// right: through operations that the payment workers perform. Progress and findings are in holdfast.reconciliation and
/// holdfast.discrepancy.
///
/// Takes `run`, or when nullopt whichever was asked for; nullopt when there is none to be taken. Throws
/// storage::DatabaseError; the run then lapses and comes again.
[[nodiscard]] std::optional<ReconcileReport> reconcile(storage::Connection &connection, payments::Gateway &gateway,
                                                       const std::optional<Uuid> &run,
                                                       const std::function<bool()> &stopping,
                                                       faultpoints::FaultPoints *fault_points = nullptr);

} // namespace holdfast::workers

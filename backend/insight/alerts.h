#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/insight/stuck.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// That something became stuck. Times are booking time.
struct Alert
{
    std::int64_t id = 0; ///< ascending as they are raised
    std::string reason;
    std::string subject; ///< as StuckItem's
    std::optional<Uuid> reservation_id;
    Timestamp since;
    std::int64_t at_risk_minor = 0;
    std::string currency;
    std::string detail;
    Timestamp raised_at;
};

/// What is stuck by the alerts that stand.
[[nodiscard]] std::vector<StuckSum> count_open_alerts(storage::Connection &connection);

/// Those that stand, the newest first. `after`: only those raised later than this one. `limit`: 1 to 1,000.
[[nodiscard]] std::vector<Alert> list_alerts(storage::Connection &connection, std::int64_t after = 0,
                                             std::size_t limit = 100);

/// Raises an alert for whatever has become stuck and clears those of what is not any more. Several nodes may do it.
struct AlertChanges
{
    std::int64_t raised = 0, cleared = 0, open = 0;
};
AlertChanges raise_alerts(storage::Connection &connection, std::chrono::seconds threshold);

} // namespace holdfast::insight

#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// Why something is stuck, as the database names it; resources/sql/insight/functions/stuck.sql tells what each means.
inline constexpr std::array<std::string_view, 7> stuck_reasons = {
    "AUTHORIZED_TOO_LONG", "NEVER_CAPTURED", "NOT_GIVEN_BACK", "PAST_DEADLINE",
    "DEAD_LETTERED",       "DEAD_WEBHOOK",   "NO_WORKER"};

inline constexpr std::int64_t most_stuck = 10'000; ///< counted for each reason

inline constexpr std::chrono::seconds stuck_after = std::chrono::hours(1); ///< unless configured otherwise

struct StuckItem
{
    std::string reason;
    std::string subject; ///< "reservation/ID", "operation/ID", "webhook/ID", "worker/ROLE"
    std::optional<Uuid> reservation_id;
    std::optional<Uuid> operation_id;
    std::optional<State> state; ///< of the reservation
    std::int32_t version = 0;   ///< of the reservation
    Timestamp since;
    std::chrono::seconds age{0}; ///< since then, by holdfast.now()
    std::optional<Timestamp> deadline;
    std::int64_t at_risk_minor = 0; ///< authorized and not captured, or captured and not given back
    std::string currency;           ///< empty when no money is known of
    std::string detail;
    std::optional<std::int64_t> fence; ///< of the operation: its version
    std::string claimed_by;            ///< works on the reservation now; empty: nobody
};

/// How many there are of a reason, and the money, by currency.
struct StuckSum
{
    std::string reason;
    std::string currency; ///< empty where there is none
    std::int64_t count = 0;
    std::int64_t at_risk_minor = 0;
};

struct StuckPage
{
    std::vector<StuckItem> items; ///< the oldest first, one per reason and subject
    std::int64_t matching = 0;    ///< counted up to most_stuck per reason
    Timestamp now;                ///< holdfast.now()
};

/// `threshold`: how long an authorization may wait. `limit`: 1 to 1,000. `reasons`: those alone; empty: any. Not within
/// an open Transaction.
[[nodiscard]] StuckPage list_stuck(storage::Connection &connection, std::chrono::seconds threshold,
                                   std::size_t limit = 200, const std::vector<std::string> &reasons = {});

/// What is stuck for every reason, counted up to most_stuck for each.
[[nodiscard]] std::vector<StuckSum> sum_stuck(storage::Connection &connection, std::chrono::seconds threshold);

} // namespace holdfast::insight

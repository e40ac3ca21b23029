#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// What the gateway's books and ours do not agree on.
struct Discrepancy
{
    Uuid id;
    std::string kind;     ///< "INTENT_WITHOUT_RESERVATION", ...
    std::string severity; ///< "CRITICAL", "HIGH", "MEDIUM"
    std::string intent_id;
    std::optional<Uuid> reservation_id;
    std::string party; ///< "vendor", "requester" or empty
    std::string expected;
    std::string observed;
    std::optional<std::int64_t> amount_minor;
    std::string currency;
    bool repairable = false; ///< without a person
    std::optional<Timestamp> repaired_at;
    std::string repair_outcome;
};

/// One comparison, and how far it is. Times are real.
struct Reconciliation
{
    Uuid id;
    std::string requested_by;
    Timestamp requested_at;
    bool repair = false;
    std::string status; ///< "REQUESTED", "RUNNING", "DONE", "FAILED"
    std::string progress;
    std::optional<Timestamp> started_at;
    std::optional<Timestamp> finished_at;
    std::string error;
    std::int64_t found = 0;
    std::int64_t unrepaired = 0;
    std::optional<std::int64_t> selected; ///< how many intents it was about; nullopt: all there are
    /// Of the newest run, while it is open and a minute after: operations that are open now, whose money is not judged yet.
    std::int64_t worked_on = 0;
    std::vector<Discrepancy> discrepancies; ///< the worst first, at most 1,000
};

/// One run, or the newest. nullopt: there is none. `classes`: of its discrepancies, empty for any. Not within an open
/// Transaction.
[[nodiscard]] std::optional<Reconciliation> find_reconciliation(storage::Connection &connection,
                                                                const std::optional<Uuid> &id = std::nullopt,
                                                                const std::vector<std::string> &classes = {});

/// The newest first, without their discrepancies. `limit`: 1 to 1,000.
[[nodiscard]] std::vector<Reconciliation> list_reconciliations(storage::Connection &connection, std::size_t limit = 100);

/// How many discrepancies of a class there are in one currency, and their money.
struct DiscrepancySum
{
    std::string kind;
    std::string severity;
    std::string currency; ///< empty where there is none
    std::int64_t count = 0;
    std::int64_t amount_minor = 0;
    std::int64_t unrepaired = 0;
    std::int64_t repairable = 0; ///< of the unrepaired, without a person
    std::int64_t repairable_minor = 0;
};
/// Of one run, the worst first.
[[nodiscard]] std::vector<DiscrepancySum> sum_discrepancies(storage::Connection &connection, const Uuid &run);

/// Whether somebody is there to perform what is requested.
[[nodiscard]] bool has_reconciling_worker(storage::Connection &connection);

} // namespace holdfast::insight

#pragma once

#include "backend/insight/audit.h"
#include "backend/storage/connection.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::insight {

struct InvariantResult
{
    std::string id;       ///< "I1"
    std::string title;
    std::string severity; ///< "CRITICAL", "HIGH"
    bool holds = false;
    std::int64_t violations = 0;         ///< counted up to 10,000
    std::vector<std::string> examples;   ///< at most 10, each one line that names the offending row
    double milliseconds = 0;
};

/// Runs every invariant (I1 to I4, I6, I7, I9 to I13) in one REPEATABLE READ snapshot; each is a query in
/// resources/sql/insight/invariants that must return no row. `anchor`: a head that the audit had once, for I9.
[[nodiscard]] std::vector<InvariantResult> check_invariants(storage::Connection &connection,
                                                            const std::optional<AuditHead> &anchor = std::nullopt);

} // namespace holdfast::insight

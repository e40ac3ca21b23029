#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// How long the chain of what people did is, and the hash of its last entry. Kept outside of the database it is an
/// anchor: a chain that was replaced, or cut off together with its head, does not go through it any more.
struct AuditHead
{
    std::int64_t count = 0;
    std::string hash; ///< 64 hexadecimal digits

    bool operator==(const AuditHead &) const = default;
};

/// One line of text, and back; nullopt for anything else.
[[nodiscard]] std::string to_text(const AuditHead &head);
[[nodiscard]] std::optional<AuditHead> parse_audit_head(std::string_view text);

[[nodiscard]] AuditHead read_audit_head(storage::Connection &connection);

struct AuditVerdict
{
    AuditHead head;
    std::vector<std::string> problems; ///< at most 100, each one line; none: chain, head and anchor agree
};
/// Reads the whole chain. `anchor`: a head it had once. Not within an open Transaction.
[[nodiscard]] AuditVerdict verify_audit(storage::Connection &connection, const std::optional<AuditHead> &anchor = {});

struct AuditEntry
{
    std::int64_t seq = 0;
    Timestamp at;
    std::string actor;
    std::string role;
    std::string act;
    std::string target; ///< "reservation/ID", "operation/ID", "webhook/ID", "reconciliation/ID"
    std::optional<Uuid> reservation_id;
    std::string reason;
    std::string trace_id;
    std::string detail; ///< a JSON object
    std::string hash;
    std::string previous_hash;
};

/// Empty and nullopt: any.
struct AuditFilter
{
    std::string actor;
    std::string act;
    std::string target; ///< the whole of it
    std::optional<Uuid> reservation_id;
    std::string text; ///< part of whatever is written in the entry, without case
    std::optional<Timestamp> from;
    std::optional<Timestamp> until; ///< not included
    std::optional<std::int64_t> before; ///< only those with a smaller number
    std::size_t limit = 100;            ///< 1 to 1,000
};

struct AuditPage
{
    std::vector<AuditEntry> entries;          ///< the newest first
    std::optional<std::int64_t> next_before;  ///< where the next page begins; nullopt: there are no older ones
};

/// Looks at 20,000 entries at most that match all but the text: a page may be short, or empty, and not the last.
[[nodiscard]] AuditPage find_audit(storage::Connection &connection, const AuditFilter &filter);

/// The newest first. `before`: only those with a smaller number. `limit`: 1 to 1,000.
[[nodiscard]] std::vector<AuditEntry>
list_audit(storage::Connection &connection, std::optional<std::int64_t> before = std::nullopt, std::size_t limit = 100);

/// Who acted, and which acts there are: at most 200 of each, by name.
struct AuditChoices
{
    std::vector<std::string> actors;
    std::vector<std::string> acts;
};
[[nodiscard]] AuditChoices list_audit_choices(storage::Connection &connection);

} // namespace holdfast::insight

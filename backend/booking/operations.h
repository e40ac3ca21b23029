#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::booking {

// The work that commands owe the gateway. Planned by SQL in the transaction of the command; leased, performed outside of
// any transaction and recorded under the lease's fence by whoever works it off. Each function is one transaction and
// throws storage::StatementFailed when it was rolled back, storage::ConnectionLost when its outcome is unknown: recording
// again is safe, the second time is Stale.

enum class Party { Vendor, Requester };
[[nodiscard]] std::string_view name(Party party); ///< "vendor"

enum class OperationKind {
    Authorize, ///< one party's money is reserved
    Commit,    ///< every party's is captured
    Unwind,    ///< one party's goes back, whatever there is of it
    Void,      ///< an intent that belongs to nobody goes back
};
[[nodiscard]] std::string_view name(OperationKind kind); ///< "authorize"

/// One party's part of a reservation, as the gateway last told it. Amounts in minor units.
struct Payment
{
    Party party = Party::Requester;
    std::int64_t amount_minor = 0;
    std::string currency;       ///< "EUR"
    std::string payment_method; ///< "pm_..."
    std::optional<std::string> intent_id;
    std::int64_t captured_minor = 0;
    Uuid authorization; ///< the operation: its idempotency key at the gateway comes from it
    Timestamp authorization_planned_at;                    ///< booking time
    std::optional<std::chrono::milliseconds> authorization_tried; ///< ago; nullopt: the gateway never heard of it
};

/// An operation under a lease, with what is known of the reservation's payments.
struct LeasedOperation
{
    Uuid id;
    OperationKind kind{};
    std::optional<Uuid> reservation_id;
    std::optional<Party> party;           ///< none of a commit
    std::optional<std::string> intent_id; ///< of a void
    std::int64_t fence = 0;
    std::int32_t attempts = 0; ///< this one included
    bool lapsed = false;       ///< the worker before this one never told what came of it
    std::optional<std::chrono::milliseconds> tried; ///< ago something may last have been sent; none: this is the first attempt
    bool key_expired = false; ///< the gateway may have forgotten the first attempt's idempotency key
    bool too_late = false;    ///< an authorization whose deadline and grace are over
    std::int32_t key_round = 0;        ///< idempotency keys before it are spent, without effect
    Timestamp planned_at;
    std::string trace_id;
    std::chrono::steady_clock::time_point until; ///< of the lease, by this machine; never later than the database's
    std::vector<Payment> payments; ///< the requester's first
    [[nodiscard]] const Payment *payment_of(Party of) const;
};

/// Leases go by real time. What nobody answered for within its lease comes again.
[[nodiscard]] std::vector<LeasedOperation> lease_operations(storage::Connection &connection, const Uuid &owner,
                                                            std::span<const OperationKind> kinds, std::size_t limit,
                                                            std::chrono::milliseconds lease);

/// What the gateway says of an intent.
struct IntentFacts
{
    std::string id;
    std::string status; ///< "requires_capture"
    std::int64_t authorized_minor = 0, captured_minor = 0, refunded_minor = 0;
    std::optional<Timestamp> capture_before;
};

enum class Recorded {
    Done,
    Stale,     ///< the work did not count any more; what it told of the gateway is kept
    TooLate,   ///< the deadline and its grace were over: the reservation expired
    Postponed, ///< it comes again
    Failed,    ///< it was the last attempt: the reservation has failed, and is unwound
    Dead,      ///< it was the last attempt: people have to look
};

enum class Authorization { Authorized, Declined, Refused };

Recorded record_authorization(storage::Connection &connection, const LeasedOperation &operation, Authorization outcome,
                              const std::optional<IntentFacts> &intent, const std::string &detail,
                              const std::string &actor);
Recorded record_capture(storage::Connection &connection, const LeasedOperation &operation, Party party,
                        const IntentFacts &intent);
/// `captured`: every party's money is. `after_death`: another worker began it. Done, or Stale.
Recorded record_commit(storage::Connection &connection, const LeasedOperation &operation, bool captured,
                       bool after_death, const std::string &detail, const std::string &actor);
/// `intent`: nullopt when the gateway has none. Captures and refunds must be equal.
Recorded record_unwind(storage::Connection &connection, const LeasedOperation &operation,
                       const std::optional<IntentFacts> &intent, const std::string &detail);
/// `counts`: something may have been done, or was refused for good; what for certain did nothing may be tried for ever.
Recorded postpone(storage::Connection &connection, const LeasedOperation &operation, std::chrono::milliseconds delay,
                  bool counts, std::int32_t most_attempts, std::int32_t key_round, const std::string &detail,
                  const std::string &actor);

/// One request to the gateway, for the reservation's story.
struct GatewayCall
{
    std::string method;
    std::string path;          ///< never a secret
    std::optional<int> status; ///< none: no answer
    std::string error;         ///< empty: none
    std::string request_id;    ///< the gateway's; empty: none
    bool replayed = false;
    std::chrono::milliseconds took{0};
};
void log_gateway_calls(storage::Connection &connection, const LeasedOperation &operation,
                       std::span<const GatewayCall> calls);

struct MoneyPolicy
{
    bool roll_dead_commits_forward = false; ///< a commit whose worker died is finished, not unwound
    std::string environment;                ///< marks our intents at the gateway
};
[[nodiscard]] MoneyPolicy money_policy(storage::Connection &connection);

/// Ends commits past their deadline that nobody is at work on, a bounded part at a time; returns how many.
std::size_t end_overdue_commits(storage::Connection &connection, std::size_t limit, const std::string &actor);
/// Plans the unwinds that ended reservations lack: there should be none. Walks all payments, `limit` at a call, from behind
/// `cursor`, which it moves and at the end clears. Returns how many it planned.
std::size_t plan_missing_unwinds(storage::Connection &connection, std::optional<Uuid> &cursor, std::size_t limit);

/// The end of an operation: the answer to the command that planned it.
struct OperationResult
{
    Uuid operation;
    bool succeeded = false;
    bool declined = false;      ///< by the card's issuer
    std::string detail;         ///< why not; for people
    State state = State::Held;  ///< that its result led to; where the reservation stands when it led to none
    std::int32_t version = 0;
    std::optional<Timestamp> expires_at;
    Uuid reservation_id;
    Uuid slot_id;
    std::int32_t quantity = 0;
};
/// Those of `operations` that have ended.
[[nodiscard]] std::vector<OperationResult> operation_results(storage::Connection &connection,
                                                             std::span<const Uuid> operations);

} // namespace holdfast::booking

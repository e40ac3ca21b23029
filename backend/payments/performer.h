#pragma once

#include "backend/core/money.h"
#include "backend/payments/errand.h"
#include "backend/payments/gateway.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// An operation on money that was planned, carried out once. No database, no memory: all it needs to know is handed in,
// all it found out comes back to be recorded.
namespace holdfast::payments {

enum class OperationKind {
    Authorize, ///< a new intent for `amount`
    Capture,   ///< all that is capturable
    Cancel,    ///< releases an authorization; never refunds
    Refund,    ///< exactly `amount`
    Unwind,    ///< whatever it takes until the party is charged `owed_minor` and nothing else
    LookUp,    ///< reads only
};

struct PlannedOperation
{
    OperationKind kind = OperationKind::LookUp;
    std::string operation_id;             ///< becomes metadata of what the operation creates
    std::string idempotency_key;          ///< at most 200 characters; what else is needed is derived from it
    int key_round = 0;                    ///< as the last result said
    std::string intent_id = {};           ///< empty: not known
    std::string create_operation_id = {}; ///< the authorize to look for while the intent is not known
    std::string payment_method = {};
    Money amount = {};
    std::int64_t owed_minor = 0;
    std::string reservation_id = {};
    std::string party = {};
    std::string environment = {};
    Timestamp planned_at = {}; ///< of the authorize, by the gateway's clock: its intent is no older

    bool outcome_unknown = false;                          ///< an earlier try may have had its effect
    bool look_up_first = false;                            ///< the key is too old to be repeated (23 h)
    std::optional<Timestamp> last_tried_at = std::nullopt; ///< the authorize, by this machine's clock
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max(); ///< the lease's end
};

/// Why: the gateway's code or a word of ours, and a sentence.
struct Reason
{
    std::string code = {};
    std::string message = {};
    int http_status = 0;
};

struct Authorized
{
    Intent intent;
    std::optional<Timestamp> capture_before;
};
struct Declined
{
    std::string decline_code; ///< "insufficient_funds"
    std::string intent_id;    ///< of the intent that stays behind; may be empty
    Reason reason;
};
struct Refused ///< our fault, or not possible in the state things are in; trying again changes nothing
{
    Reason reason;
};
struct NotDone ///< for certain; to be tried again
{
    Reason reason;
};
struct Unknown ///< it may have happened, or may yet; to be tried again with the same key
{
    Reason reason;
};
struct Captured
{
    std::int64_t received_minor = 0;
};
struct Gone ///< not capturable any more, or not yet
{
    IntentStatus status = IntentStatus::Canceled;
};
struct Refunded
{
    Refund refund; ///< pending ones too: see its status
};
struct Settled ///< the gateway says so
{
    std::optional<IntentStatus> status = std::nullopt; ///< nullopt: there never was an intent
    std::int64_t captured_minor = 0;
    std::int64_t refunded_minor = 0;
};
struct Found
{
    std::vector<Intent> intents; ///< none: proven that there is none
};

using Outcome = std::variant<NotDone, Unknown, Refused, Declined, Authorized, Captured, Gone, Refunded, Settled, Found>;

/// "not_done", "authorized", ...
[[nodiscard]] std::string_view name(const Outcome &outcome);
/// Of those that have one.
[[nodiscard]] const Reason *reason_of(const Outcome &outcome);
/// Whether the operation has come to its end.
[[nodiscard]] bool is_final(const Outcome &outcome);

struct OperationResult
{
    Outcome outcome = NotDone{};
    std::optional<Intent> intent = std::nullopt; ///< as last seen, whatever came of it
    int key_round = 0; ///< to be handed in when tried again: keys before it are proven to be without effect, and spent
    std::vector<GatewayCall> calls = {};
    std::size_t calls_left_out = 0;
};

/// Blocks for some calls of the gateway. A key is repeated until its answer is known. Once the gateway gives a stored
/// 500 for it, or it is too old, the gateway is asked what there is, and a new key is taken only when that proves that
/// the old one had no effect. Never throws for what a gateway may do.
[[nodiscard]] OperationResult perform(Gateway &gateway, const PlannedOperation &operation);

} // namespace holdfast::payments

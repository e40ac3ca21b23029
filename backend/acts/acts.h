#pragma once

#include "backend/core/error.h"
#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/storage/connection.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// What people do to reservations and to work that is stuck. One SQL function each decides, changes and writes the
/// audit, in one statement, for the API, the console and the command line alike; the database holds each login to its role.
namespace holdfast::acts {

/// Who acts. Believed where the connection's login may do anything anyway; any other login acts for itself.
struct Person
{
    std::string name;
    std::string role; ///< "viewer", "tester", "operator" or "admin"
    std::string trace_id;
};

/// The act was not one that anybody could perform: no reason given, too long an extension.
class InvalidAct final : public std::invalid_argument
{
    using std::invalid_argument::invalid_argument;
};

/// The connection's login, or the person's role, does not do.
class NotAllowed final : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// What this connection's login may do: "viewer", "tester", "operator" or "admin"; nullopt when nothing. Throws
/// storage::DatabaseError.
[[nodiscard]] std::optional<std::string> read_role(storage::Connection &connection);

/// Whom this connection's login acts as; nullopt: for whoever it says. Throws storage::DatabaseError.
[[nodiscard]] std::optional<std::string> read_actor(storage::Connection &connection);

/// What became of one reservation. Refused: where it stands, as far as there is one.
struct Outcome
{
    std::optional<ErrorCode> refusal; ///< ReservationNotFound, InvalidState
    bool changed_since = false;       ///< InvalidState because it is not at the version that was shown
    Uuid reservation_id;
    std::optional<State> state;
    std::int32_t version = 0;
    std::optional<Timestamp> deadline;
    std::optional<Uuid> operation_id; ///< the release follows when this has ended
    std::int64_t audit_seq = 0;       ///< 0: refused
};

/// What became of a piece of work.
struct WorkOutcome
{
    std::optional<ErrorCode> refusal; ///< NotFound, InvalidState
    bool changed_since = false;
    std::string status; ///< "PENDING", ...
    std::int64_t version = 0;
    std::optional<Uuid> reservation_id;
    std::int64_t audit_seq = 0;
};

/// A reservation as a person saw it.
struct Shown
{
    Uuid id;
    std::optional<std::int32_t> version; ///< nullopt: whatever it is now
};

inline constexpr std::chrono::seconds longest_extension = std::chrono::hours(24);
inline constexpr std::size_t longest_reason = 500; ///< characters
inline constexpr std::size_t longest_note = 4'000;
inline constexpr std::size_t most_at_once = 1'000;

// Each throws InvalidAct, NotAllowed, storage::DatabaseError. `reason` may be empty where it is not required.

/// Operators. Ends a hold that is not being committed.
[[nodiscard]] Outcome release(storage::Connection &connection, const Shown &shown, const std::string &reason,
                              const Person &person);
/// Operators. `by`: 1 s to longest_extension; the deadline stays before its authorizations lapse.
[[nodiscard]] Outcome extend(storage::Connection &connection, const Shown &shown, std::chrono::seconds by,
                             const std::string &reason, const Person &person);
/// Operators. Gives the money of an authorized one back by releasing it, or unwinds one that has ended once more.
[[nodiscard]] Outcome void_authorizations(storage::Connection &connection, const Shown &shown,
                                          const std::string &reason, const Person &person);
/// Admins, with a reason. One whose deadline is over expires; one that is being committed is released when the outcome
/// of its captures is known.
[[nodiscard]] Outcome force_release(storage::Connection &connection, const Shown &shown, const std::string &reason,
                                    const Person &person);
/// Operators. 1 to longest_note characters.
[[nodiscard]] Outcome add_note(storage::Connection &connection, const Uuid &reservation_id, const std::string &text,
                               const Person &person);

/// Operators. Tells others that this person works on it, for a quarter of an hour; again: for another one. One that somebody
/// else has claimed is taken over, which needs a reason: InvalidAct says whose it is.
[[nodiscard]] Outcome claim(storage::Connection &connection, const Shown &shown, const std::string &reason,
                            const Person &person);
/// Operators. InvalidState when nobody has claimed it; somebody else's claim is given back with a reason.
[[nodiscard]] Outcome unclaim(storage::Connection &connection, const Shown &shown, const std::string &reason,
                              const Person &person);

/// Which to end at once: those named, those in these states, or those named that are in these states.
struct Selection
{
    std::optional<std::vector<Shown>> reservations; ///< each once, at most most_at_once
    std::vector<State> states;                      ///< in flight; the first most_at_once of them by deadline
};
struct BulkOutcome
{
    std::vector<Outcome> outcomes;
    std::int64_t left = 0; ///< still in these states when none was named, counted up to 100,000
};
/// Admins, with a reason. Each by itself as force_release(), all in one transaction.
[[nodiscard]] BulkOutcome force_release_many(storage::Connection &connection, const Selection &selection,
                                             const std::string &reason, const Person &person);

/// Operators. Tries a given-up or waiting operation again now. `version`: its fence as shown.
[[nodiscard]] WorkOutcome retry_operation(storage::Connection &connection, const Uuid &operation_id,
                                          std::optional<std::int64_t> version, const std::string &reason,
                                          const Person &person);
/// Operators. The same for an event of the gateway that could not be processed.
[[nodiscard]] WorkOutcome retry_webhook(storage::Connection &connection, const std::string &event_id,
                                        const std::string &reason, const Person &person);

struct ReconciliationRequest
{
    std::optional<ErrorCode> refusal; ///< of a repair: NotFound, InvalidState
    bool changed_since = false;       ///< InvalidState because something of it has been repaired meanwhile
    Uuid id;
    std::string status;
    Timestamp requested_at;
    std::int64_t audit_seq = 0;
};
/// Operators. A worker performs it; one that waits already serves all who ask for the same, each with a reason of
/// their own or none.
[[nodiscard]] ReconciliationRequest request_reconciliation(storage::Connection &connection, bool repair,
                                                           const Person &person, const std::string &reason = {});

/// What a person wants put right, at most most_at_once of both.
struct RepairSelection
{
    std::vector<Uuid> discrepancies; ///< of any run, each repairable without a person and not repaired yet
    std::vector<Uuid> reservations;  ///< whatever the gateway keeps of them
};
/// Operators, with a reason. A worker looks at each at the gateway, and puts right what is safe. All of it or nothing.
[[nodiscard]] ReconciliationRequest request_repair(storage::Connection &connection, const RepairSelection &selection,
                                                   const std::string &reason, const Person &person);

inline constexpr int most_runs = 3;

/// Runs a transaction again when it lost against another one.
template <typename Work>
auto rerun_transient(Work &&work)
{
    for (int run = 1;; ++run) {
        try {
            return work();
        } catch (const storage::StatementFailed &failure) {
            if (!failure.transient() || run == most_runs)
                throw;
        }
    }
}

} // namespace holdfast::acts

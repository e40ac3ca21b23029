#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/scenarios/check.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::scenarios {

enum class Outcome {
    Ok,      ///< acknowledged: it must exist
    Fail,    ///< refused: what was asked for was not done
    Unknown, ///< no answer, or one that says so: it may have been carried out, at any later time
};

[[nodiscard]] std::string_view name(Outcome outcome); ///< "ok"

/// One operation as its client saw it.
struct Operation
{
    std::string kind; ///< "hold", "confirm", "release", "create_slot"
    std::string key;  ///< idempotency key, may be empty
    Outcome outcome = Outcome::Unknown;
    int status = 0; ///< HTTP; 0 without an answer
    std::string code;      ///< of a refusal: "SLOT_HELD"
    std::string partner;   ///< tells the partners of a run apart; keys are a partner's own
    bool replayed = false; ///< answered as a repeat
    int quantity = 1;      ///< places asked for; the capacity of a slot
    std::optional<Uuid> slot;        ///< that was made, or asked for
    std::optional<Uuid> reservation; ///< that was made, changed, or asked about
    std::optional<State> state;          ///< acknowledged
    std::optional<std::int32_t> version; ///< acknowledged
    std::optional<std::chrono::microseconds> deadline; ///< acknowledged, in booking time, as the next are by the clock
    std::chrono::microseconds started{0}; ///< since the run began
    std::chrono::microseconds finished{0};
};

/// Everything a run asked for and was told, in order of the answers. Thread-safe.
class History final
{
public:
    /// Since the run began: by the steady clock, and by the one that deadlines are told by.
    [[nodiscard]] std::chrono::microseconds since_began(std::chrono::steady_clock::time_point time) const;
    [[nodiscard]] std::chrono::microseconds since_began(Timestamp time) const { return time - began_wall_; }

    void record(Operation operation);
    [[nodiscard]] std::vector<Operation> operations() const;
    /// A slot made behind the clients' backs, before anything was asked of it.
    void know_slot(const Uuid &slot, int capacity);
    [[nodiscard]] std::map<Uuid, int> known_slots() const; ///< and their capacity
    [[nodiscard]] std::size_t count(Outcome outcome) const;

private:
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    const Timestamp began_wall_ = wall_clock_now();
    mutable std::mutex mutex_;
    std::vector<Operation> operations_;
    std::map<Uuid, int> known_slots_;
};

[[nodiscard]] std::optional<State> parse_state(std::string_view name); ///< as answers and the database have it

/// Whether a reservation acknowledged in one state may be found in the other later on.
[[nodiscard]] bool reachable(State from, State to);

/// Invariant I14: every success acknowledged to a client exists: the slot is there; the reservation is, its log has the
/// acknowledged version in the acknowledged state, and where it stands now can be reached from that.
[[nodiscard]] Check check_acknowledged(const History &history, storage::Connection &database);

} // namespace holdfast::scenarios

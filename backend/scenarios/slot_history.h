#pragma once

#include "backend/core/uuid.h"
#include "backend/scenarios/history.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// What an operation of a client means for the places of one slot.
enum class SlotEffect {
    Take,        ///< a hold: places for a reservation, once under its key
    TakeOutside, ///< places sold by another system, room or not; once under its reference
    Full,        ///< a hold that was refused: there were not so many places
    Stand,       ///< the reservation was told to stand
    End,         ///< it stood, and gave its places back
    Ended,       ///< it was told to have ended: by this or before
    Missing,     ///< it was not found: it has ended, or its deadline is over
    MayEnd,      ///< whatever came of this, the reservation may have ended since
    Nothing,
};

inline constexpr std::chrono::microseconds never = std::chrono::microseconds::max();

struct SlotOperation
{
    SlotEffect effect = SlotEffect::Nothing;
    bool optional = false; ///< may have happened, at any time from `started` on, or never
    bool replay = false;   ///< of a Take: answered as a repeat
    int quantity = 1;
    std::size_t key = 0;                  ///< index; of Take, TakeOutside and Full
    std::size_t reservation = 0;          ///< index; of those about one
    std::int32_t version = 0;             ///< of the reservation, as told
    std::chrono::microseconds started{0}; ///< since the run began
    std::chrono::microseconds finished{0};
    /// From then on the system may end the reservation by itself; what was told with the highest version counts.
    std::chrono::microseconds deadline{0};
    std::string words; ///< "held 1 at 12-15 ms and was told 201", without who
    std::string who;   ///< "key-attempt-3", may be empty
};

/// Everything that clients asked of one slot and were told, in order of the beginnings.
struct SlotHistory
{
    int capacity = 1;
    std::size_t keys = 0;         ///< so many indices
    std::size_t reservations = 0; ///< likewise
    std::vector<SlotOperation> operations;
};

/// The histories of the slots that the history itself saw made, and of those `known` otherwise, with their capacity;
/// whatever befell others before it began is not known. `clock_ahead`: so far booking time was moved ahead of the wall clock
/// by the end: deadlines may have come so much sooner.
[[nodiscard]] std::map<Uuid, SlotHistory> slot_histories(const std::vector<Operation> &operations,
                                                         std::chrono::microseconds clock_ahead = {},
                                                         const std::map<Uuid, int> &known = {});

/// The same, as if nobody knew what came of this operation. What explains the former explains this.
void forget_outcome(SlotOperation &operation);

/// In words that a person understands: "capacity 1; A (key-1) held 1 at 12-15 ms and was told 201; ...". The last operation to
/// be answered is taken for the one that no order explains.
[[nodiscard]] std::string tell_unexplained(const SlotHistory &history);

} // namespace holdfast::scenarios

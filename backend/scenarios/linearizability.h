#pragma once

#include "backend/scenarios/check.h"
#include "backend/scenarios/slot_history.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

class History;

/// Whether there is an order of a slot's operations, each at one moment between its beginning and its answer, that
/// explains every answer: holds found room, those refused for want of it found none, and so on. What has no known outcome
/// may have happened at any later time, or never; the system may end a reservation at any time past its deadline.
enum class Explained {
    Yes,
    No,
    Undecided, ///< the search met its bound: no statement is made
};

inline constexpr std::size_t search_bound = 200'000; ///< situations looked at, of one slot

/// The search of Wing and Gong, with Lowe's memory of situations: depth first, what changes nothing at once, what only
/// makes other answers possible (unknown outcomes, ends past a deadline) when one waits for it.
[[nodiscard]] Explained explain(const SlotHistory &history, std::size_t bound = search_bound);

/// The smallest part of an unexplained history that stays so: no later than the first answer that no order explains, and
/// without every operation whose outcome might as well be unknown.
/// `between` is called between two searches, and may throw to end them; may be empty.
[[nodiscard]] SlotHistory find_counterexample(SlotHistory history, std::size_t bound = search_bound,
                                              const std::function<void()> &between = {});

/// What to judge of a run, and how.
struct OrderScope
{
    std::chrono::microseconds clock_ahead{0}; ///< as for slot_histories()
    std::chrono::microseconds from{0};        ///< what began from then on is the scenario's own
    std::chrono::microseconds to = never;     ///< ... and until then; the rest are probes
    std::size_t bound = search_bound;
    std::function<void()> between = {}; ///< as for find_counterexample()
};

/// What came of judging the slots of a run.
struct OrderReport
{
    std::size_t judged = 0;               ///< slots of the scenario itself
    std::size_t operations = 0;           ///< that said something about them
    std::size_t judged_probes = 0;        ///< other slots
    std::size_t probes = 0;               ///< operations on them
    std::size_t undecided = 0;            ///< slots
    std::vector<std::string> unexplained; ///< a counterexample each, in words
};

[[nodiscard]] OrderReport judge_order(const History &history, const OrderScope &scope = {});

inline constexpr const char *order_explains = "Each slot's history has an order that explains it";
[[nodiscard]] Check check_order(const OrderReport &report); ///< of this name, CRITICAL

} // namespace holdfast::scenarios

#pragma once

#include "backend/booking/command.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// What happens to paid bookings in one run, as data: it can be made from a seed, printed, and made shorter.
namespace holdfast::test {

struct Step
{
    enum class Kind {
        Hold,      ///< of slot `which`
        Ask,       ///< reservation `which` for `verb`
        Repeat,    ///< what reservation `which` was last granted, under its key
        Trouble,   ///< the `what`th, at `call`, `times` over, whoever comes first
        Lose,      ///< a worker fails at the fault point `call`
        Stall,     ///< a worker stalls there for longer than its lease
        Restart,   ///< all workers stop, and others begin
        Jump,      ///< the clocks, by `what` minutes
        TakeAway,  ///< another system takes a place of slot `which`
        Hints,     ///< the gateway tells all it has to tell of reservation `which`, twice, the latest first
        FailRefunds, ///< the bank takes the refunds of reservation `which` back
        Settle,    ///< wait until nothing is to be done, and compare
    };
    Kind kind = Kind::Settle;
    std::size_t which = 0;
    booking::Verb verb = booking::Verb::Confirm;
    bool good_card = true;
    std::string call = {};
    int what = 0, times = 1;
};
using Script = std::vector<Step>;

[[nodiscard]] std::string describe(const Step &step);
[[nodiscard]] std::string describe(const Script &script); ///< a line each

/// How many slots a script may speak of.
inline constexpr std::size_t script_slots = 3;

/// `rough`: workers lose their work and stall as well.
[[nodiscard]] Script make_script(std::uint64_t seed, int steps, bool rough);

/// The shortest script found that still fails, by leaving steps out; `fails` is asked at most `tries` times.
[[nodiscard]] Script shrink(Script script, const std::function<bool(const Script &)> &fails, int tries);

} // namespace holdfast::test

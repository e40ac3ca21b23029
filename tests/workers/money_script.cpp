#include "tests/workers/money_script.h"

#include "tests/workers/troubles.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace holdfast::test {

namespace {

using booking::Verb;
using Kind = Step::Kind;

constexpr std::array calls = {"create", "capture", "cancel", "refund", "retrieve", "list"};
constexpr std::array lossy_points = {"payment.after_lease", "payment.before_call", "payment.after_call", "unwind.before_call",
                                     "unwind.after_call", "commit.after_lease", "commit.before_call", "commit.after_capture",
                                     "commit.between_captures", "commit.after_second_capture", "commit.after_captures",
                                     "webhook.after_lease", "webhook.before_record"};
constexpr std::array steps_of_a_booking = {Verb::VendorConfirm, Verb::AuthorizeVendor, Verb::AuthorizeRequester, Verb::Confirm,
                                           Verb::Cancel};
/// No sum of jumps comes near to a deadline of 10, 15 or 30 minutes, so that real time can't decide.
constexpr double minutes_of_a_jump = 4.5;

class Writer final
{
public:
    Writer(std::uint64_t seed, bool rough) : random_(seed), rough_(rough) {}

    Step next()
    {
        const int dice = pick(0, 99);
        if (std::exchange(settles_, false))
            return {.kind = Kind::Settle};
        if (held_.empty() || dice < 12)
            return hold();
        if (dice < 66)
            return ask();
        if (dice < 72)
            return {.kind = Kind::Settle};
        return something_else(dice);
    }

private:
    int pick(int from, int to) { return std::uniform_int_distribution(from, to)(random_); }
    std::size_t some_reservation()
    {
        // Mostly one of the last: the others have come to their end.
        const auto count = int(held_.size());
        return std::size_t(pick(0, 5) == 0 ? pick(0, count - 1) : std::max(0, count - pick(1, 4)));
    }

    Step hold()
    {
        const auto slot = std::size_t(pick(0, int(script_slots) - 1));
        held_.push_back(slot == script_slots - 1 ? 2 : 0); // the last is a card's
        return {.kind = Kind::Hold, .which = slot};
    }

    Step ask()
    {
        const auto which = some_reservation();
        Step step{.kind = Kind::Ask, .which = which, .good_card = pick(0, 14) != 0};
        const int dice = pick(0, 99);
        if (dice < 88 && held_[which] < steps_of_a_booking.size() - (dice < 50 ? 1 : 0)) {
            step.verb = steps_of_a_booking[held_[which]++];
            settles_ = step.verb != Verb::VendorConfirm && pick(0, 3) != 0; // or the next step mostly comes too early
        } else {
            step.verb = dice < 94 ? Verb::Release : steps_of_a_booking[std::size_t(pick(0, int(steps_of_a_booking.size()) - 1))];
        }
        return step;
    }

    Step something_else(int dice)
    {
        if (dice < 83)
            return {.kind = Kind::Trouble, .call = calls[std::size_t(pick(0, int(calls.size()) - 1))],
                    .what = pick(0, 10), .times = pick(1, 3)};
        if (dice < 88 && rough_)
            return {.kind = pick(0, 2) ? Kind::Lose : Kind::Stall,
                    .call = lossy_points[std::size_t(pick(0, int(lossy_points.size()) - 1))]};
        if (dice < 90)
            return {.kind = Kind::Repeat, .which = some_reservation()};
        if (dice < 92)
            return {.kind = Kind::Restart};
        if (dice < 94)
            return {.kind = Kind::Jump, .what = pick(0, 9) == 0 ? 8 * 24 * 60 : int(minutes_of_a_jump * 2 * pick(1, 3))};
        if (dice < 96)
            return {.kind = Kind::TakeAway, .which = std::size_t(pick(0, int(script_slots) - 1))};
        if (dice < 98)
            return {.kind = Kind::Hints, .which = some_reservation()};
        return {.kind = Kind::FailRefunds, .which = some_reservation()};
    }

    std::mt19937_64 random_;
    const bool rough_;
    std::vector<std::size_t> held_; ///< how far each was brought
    bool settles_ = false;          ///< next
};

} // namespace

std::string describe(const Step &step)
{
    const auto which = std::to_string(step.which);
    switch (step.kind) {
    case Kind::Hold:
        return "hold slot " + which;
    case Kind::Ask:
        return std::string(name(step.verb)) + " reservation " + which + (step.good_card ? "" : ", a card that is declined");
    case Kind::Repeat:
        return "repeat the last command of reservation " + which;
    case Kind::Trouble:
        return "trouble at " + step.call + ", " + std::to_string(step.times) + " times: "
               + troubles(std::chrono::milliseconds(1)).at(std::size_t(step.what)).name;
    case Kind::Lose:
        return "fail at " + step.call;
    case Kind::Stall:
        return "stall at " + step.call;
    case Kind::Restart:
        return "restart the workers";
    case Kind::Jump:
        return "jump " + std::to_string(step.what) + " minutes";
    case Kind::TakeAway:
        return "take a place of slot " + which + " away";
    case Kind::Hints:
        return "hints about reservation " + which;
    case Kind::FailRefunds:
        return "let the refunds of reservation " + which + " fail";
    case Kind::Settle:
        return "settle";
    }
    return {};
}

std::string describe(const Script &script)
{
    std::string text;
    for (const auto &step : script)
        text += "  " + describe(step) + "\n";
    return text;
}

Script make_script(std::uint64_t seed, int steps, bool rough)
{
    Writer writer(seed, rough);
    Script script;
    for (int i = 0; i < steps; ++i)
        script.push_back(writer.next());
    script.push_back({.kind = Kind::Settle});
    return script;
}

Script shrink(Script script, const std::function<bool(const Script &)> &fails, int tries)
{
    for (auto chunk = script.size() / 2; chunk >= 1 && tries > 0; chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
        for (std::size_t at = 0; at < script.size() && tries > 0;) {
            auto shorter = script;
            const auto from = shorter.begin() + std::ptrdiff_t(at);
            shorter.erase(from, from + std::ptrdiff_t(std::min(chunk, script.size() - at)));
            --tries;
            if (fails(shorter))
                script = std::move(shorter);
            else
                at += chunk;
        }
    }
    return script;
}

} // namespace holdfast::test

#include "backend/scenarios/cases/many_bookings.h"

#include "resources/resources.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <stdexcept>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

std::int64_t count_repairs(Context &context)
{
    return context.database().query(resources::text("sql/scenarios/count_repairs.sql")).integer(0, 0);
}

void require_all(const std::vector<Answer> &answers, const std::string &what)
{
    for (const Answer &answer : answers)
        if (answer.status != 200)
            throw std::runtime_error(what + ": " + answer.standing());
}

} // namespace

std::vector<Answer> ask_each(Context &context, const Bookings &bookings, const std::string &verb, const Crowd::Sent &sent)
{
    std::vector<ReservationRequest> wanted;
    for (const TwoPartyBooking &booking : bookings) {
        const bool pays = verb.ends_with("authorization");
        wanted.push_back({booking.reservation, verb, context.next_name(verb), pays ? good_card : ""});
    }
    return context.api().ask_together(wanted, sent);
}

Bookings of_two_parties(const Bookings &bookings)
{
    Bookings chosen;
    std::ranges::copy_if(bookings, std::back_inserter(chosen), [](const auto &booking) { return booking.vendor_pays > 0; });
    return chosen;
}

void let_all_authorize(Context &context, const Bookings &bookings)
{
    require_all(ask_each(context, of_two_parties(bookings), "vendor-confirmation"), "a vendor could not confirm");
    require_all(ask_each(context, of_two_parties(bookings), "vendor-authorization"), "a vendor could not authorize");
    require_all(ask_each(context, bookings, "requester-authorization"), "a requester could not authorize");
}

bool wait_for_work(Context &context, const char *kind, std::chrono::milliseconds patience)
{
    return context.wait_until([&] {
        const auto sql = resources::text("sql/scenarios/count_pending.sql");
        return context.database().query(sql, {std::nullopt, kind}).integer(0, 0) == 0;
    }, patience);
}

void wait_for_rest(Context &context, std::chrono::milliseconds patience)
{
    const auto began = std::chrono::steady_clock::now();
    const std::int64_t repairs = count_repairs(context);
    const bool rests = context.wait_until([&] {
        return context.database().query(resources::text("sql/scenarios/unfinished_work.sql")).empty();
    }, patience);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    context.metric("recovery_ms", static_cast<double>(took.count()));
    const bool repaired = rests && context.wait_until([&] { return count_repairs(context) > repairs; }, patience);
    context.must_have_happened("repair ran after the faults", repaired || !rests,
                               std::to_string(count_repairs(context) - repairs) + " passes");
}

void check_all_ended(Context &context)
{
    const auto rows = context.oracle("unfinished_work");
    std::string left;
    for (std::size_t row = 0; row < rows.size(); ++row)
        left += (left.empty() ? "" : "; ") + rows.text(row, 0) + " " + rows.text(row, 1) + ": " + rows.text(row, 2);
    context.check({"Everything has come to its end", "nothing on its way, nothing waiting, nothing given up",
                   rows.empty() ? "all at rest" : left, rows.empty(), Severity::High},
                  {"Work that a fault interrupted was not taken up again, or given up.",
                   "holdfast.lease_operations, holdfast.postpone_operation; logs/worker.log; events.jsonl"});
}

Compensated check_compensated(Context &context)
{
    enum Column : std::size_t { Reservation, Party, State, Status, Outcome };
    const auto rows = context.oracle("compensations");
    Compensated compensated;
    std::string missing;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        compensated.refunded += rows.text(row, Outcome) == "refunded";
        compensated.voided += rows.text(row, Outcome) == "voided";
        if (rows.text(row, Status) != "DONE" && missing.empty())
            missing = rows.text(row, Party) + " of " + rows.text(row, Reservation) + " (" + rows.text(row, State)
                      + "): " + rows.text(row, Status);
    }
    context.check({"Compensation is complete", "every party of an ended reservation is unwound",
                   missing.empty() ? std::to_string(rows.size()) + " parties are" : missing, missing.empty(),
                   Severity::Critical},
                  {"A reservation ended and nobody brought its money back.", "holdfast.plan_unwinds; logs/worker.log"});
    return compensated;
}

std::size_t count_confirmed(Context &context, const Bookings &bookings)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        bookings, [&](const TwoPartyBooking &booking) { return state_of(context, booking) == name(State::Confirmed); }));
}

void check_places(Context &context, const Bookings &bookings)
{
    std::vector<HoldRequest> holds;
    std::vector<bool> sold;
    for (const TwoPartyBooking &booking : bookings) {
        const std::string next = context.next_name("next");
        holds.push_back({booking.slot, 1, next, "requester-" + next, "key-" + next});
        sold.push_back(state_of(context, booking) == name(State::Confirmed));
    }
    const std::vector<Answer> answers = context.api().hold_together(holds);
    std::string wrong;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const bool as_expected = sold[i] ? answers[i].summary() == "409 SLOT_HELD" : answers[i].status == 201;
        if (!as_expected && wrong.empty())
            wrong = (sold[i] ? "a sold place: " : "a free place: ") + answers[i].summary();
    }
    const auto count = std::to_string(std::ranges::count(sold, false));
    context.check({"No place is blocked, none sold twice", "201 for every place that is not sold, 409 SLOT_HELD for the others",
                   wrong.empty() ? count + " of " + std::to_string(sold.size()) + " were free" : wrong, wrong.empty(),
                   Severity::Critical},
                  {"The end of a reservation did not give its place back, or a booking does not count.",
                   "resources/sql/booking/functions/steps.sql"});
}

} // namespace holdfast::scenarios

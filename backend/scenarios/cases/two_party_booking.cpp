#include "backend/scenarios/cases/two_party_booking.h"

#include "backend/scenarios/money_oracle.h"
#include "resources/resources.h"

#include <optional>
#include <stdexcept>

namespace holdfast::scenarios {

namespace {

void require(const Answer &answer, int status, const std::string &what)
{
    if (answer.status != status)
        throw std::runtime_error(what + ": " + answer.standing());
}

std::string sum_up(std::size_t intents, const std::string &status, std::int64_t captured, std::int64_t refunded)
{
    if (intents == 0)
        return "no intent";
    return std::to_string(intents) + (intents == 1 ? " intent, " : " intents, ") + status + ", captured "
           + std::to_string(captured) + ", refunded " + std::to_string(refunded);
}

std::string sum_up(const std::vector<GatewayIntent> &intents, const TwoPartyBooking &booking, const std::string &party)
{
    std::size_t count = 0;
    std::string statuses;
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
    for (const GatewayIntent &intent : intents) {
        if (intent.reservation != booking.reservation.to_string() || intent.party != party)
            continue;
        ++count;
        statuses += (statuses.empty() ? "" : " and ") + intent.status;
        captured += intent.captured_minor;
        refunded += intent.refunded_minor;
    }
    return sum_up(count, statuses, captured, refunded);
}

std::string sum_up(const storage::Rows &payments, const std::string &party)
{
    for (std::size_t row = 0; row < payments.size(); ++row)
        if (payments.text(row, 0) == party)
            return sum_up(payments.optional_text(row, 1) ? 1 : 0, payments.optional_text(row, 2).value_or("unknown"),
                          payments.integer(row, 3), payments.integer(row, 4));
    return "no intent";
}

storage::Rows ask_payments(Context &context, const TwoPartyBooking &booking)
{
    return context.database().query(resources::text("sql/scenarios/payments_of_reservation.sql"),
                                    {booking.reservation.to_string()});
}

TwoPartyBooking hold(Context &context, const std::string &settlement)
{
    std::uniform_int_distribution<std::int64_t> cents(1'000, 20'000);
    TwoPartyBooking booking;
    if (settlement == "two_party")
        booking.vendor_pays = cents(context.random());
    booking.requester_pays = cents(context.random());
    SlotRequest slot;
    slot.vendor_id = Uuid::make_v7();
    slot.kind = "appointment";
    slot.starts_at = wall_clock_now() + std::chrono::days(2);
    slot.settlement = settlement;
    slot.currency = "EUR";
    slot.vendor_amount_minor = booking.vendor_pays;
    slot.requester_amount_minor = booking.requester_pays;
    const Answer made = context.api().create_slot(slot);
    require(made, 201, "the slot could not be made");
    booking.slot = made.slot_id.value();
    const std::string name = context.next_name("booking");
    const Answer held = context.api().hold({booking.slot, 1, name, "requester-" + name, "key-" + name});
    require(held, 201, "the slot could not be held");
    booking.reservation = held.reservation_id.value();
    return booking;
}

} // namespace

TwoPartyBooking hold_for_two(Context &context)
{
    return hold(context, "two_party");
}

TwoPartyBooking hold_for_card(Context &context)
{
    return hold(context, "card");
}

void confirm_by_vendor(Context &context, const TwoPartyBooking &booking)
{
    const std::string key = context.next_name("vendor-confirmation");
    require(context.api().ask({booking.reservation, "vendor-confirmation", key}), 200, "the vendor could not confirm");
}

void authorize(Context &context, const TwoPartyBooking &booking, const std::string &party)
{
    require(context.api().ask(authorization(booking, party, context.next_name(party + "-authorization"))), 200,
            "the " + party + " could not authorize");
}

void authorize_both(Context &context, const TwoPartyBooking &booking)
{
    confirm_by_vendor(context, booking);
    authorize(context, booking, vendor);
    authorize(context, booking, requester);
}

ReservationRequest authorization(const TwoPartyBooking &booking, const std::string &party, const std::string &key,
                                 const std::string &card)
{
    return {booking.reservation, party + "-authorization", key, card};
}

Answer hold_by_another(Context &context, const TwoPartyBooking &booking)
{
    const std::string name = context.next_name("another");
    return context.api().hold({booking.slot, 1, name, "requester-" + name, "key-" + name});
}

void check_free_again(Context &context, const TwoPartyBooking &booking)
{
    const Answer next = hold_by_another(context, booking);
    context.check({"The place is free again", "201", next.summary(), next.status == 201, Severity::Critical},
                  {"The end of the reservation did not give its place back.", "resources/sql/booking/functions/steps.sql"});
}

std::string state_of(Context &context, const TwoPartyBooking &booking)
{
    return context.database()
        .query(resources::text("sql/scenarios/standing_of_reservation.sql"), {booking.reservation.to_string()})
        .text(0, 0);
}

std::string story_of(Context &context, const TwoPartyBooking &booking)
{
    return context.oracle("story_of_reservation", {booking.reservation.to_string()}).text(0, 0);
}

std::string money_at_gateway(Context &context, const TwoPartyBooking &booking, const std::string &party)
{
    return sum_up(context.sandbox().gateway().intents(), booking, party);
}

void check_money(Context &context, const TwoPartyBooking &booking, const std::string &party, const Money &expected,
                 const std::string &check, const Hint &hint)
{
    const std::string text = sum_up(1, expected.status, expected.captured_minor, expected.refunded_minor);
    wait_until_settled(context, booking.reservation.to_string(), "unwind", [&] {
        return money_at_gateway(context, booking, party) == text
               && sum_up(ask_payments(context, booking), party) == text;
    });
    const std::string at_gateway = sum_up(context.books(), booking, party);
    context.check({check, text, at_gateway, at_gateway == text, Severity::Critical}, hint);
    const std::string in_database =
        sum_up(context.oracle("payments_of_reservation", {booking.reservation.to_string()}), party);
    context.check({check + ", and the database knows", text, in_database, in_database == text, Severity::High},
                  {"What the gateway said was not recorded.", "holdfast.note_intent; the operations; logs/worker.log"});
}

void check_no_money_moved(Context &context, const TwoPartyBooking &booking)
{
    std::int64_t captured = 0;
    for (const GatewayIntent &intent : context.books())
        if (intent.reservation == booking.reservation.to_string())
            captured += intent.captured_minor;
    context.check({"No money moved", "captured 0", "captured " + std::to_string(captured), captured == 0,
                   Severity::Critical},
                  {"Something was captured although it was not committed.", "oracles/; gateway_calls.json"});
}

void check_end(Context &context, const TwoPartyBooking &booking, const End &expected, const std::string &check)
{
    const std::string state(name(expected.state));
    wait_until_settled(context, booking.reservation.to_string(), std::nullopt,
                       [&] { return state_of(context, booking) == state; });
    const auto describe = [](const std::string &told, const std::string &stored, const std::string &held,
                             const std::string &confirmed, const std::string &external) {
        return told + " for its client, " + stored + " in the database; the slot says held " + held + ", confirmed "
               + confirmed + ", external " + external;
    };
    const Answer read = context.api().get_reservation(booking.reservation);
    const auto rows = context.oracle("standing_of_reservation", {booking.reservation.to_string()});
    const std::string wanted =
        describe(state, state, "0", std::to_string(expected.confirmed), std::to_string(expected.external));
    const std::string observed =
        describe(read.state, rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), rows.text(0, 3));
    context.check({check, wanted, observed, observed == wanted, Severity::Critical},
                  {"What happened at the gateway was not brought to its end here.",
                   "resources/sql/booking/functions/operations.sql; logs/worker.log; events.jsonl"});
}

} // namespace holdfast::scenarios

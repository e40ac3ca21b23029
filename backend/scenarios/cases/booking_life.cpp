#include "backend/net/http.h"
#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

// 5.4: a booking with all that can befall one: a gateway that fails once, a capture, webhooks, an admin's act and note, a
// cancel, a refund. Its timeline alone tells its life without a gap, and playing it again ends where the reservation stands.
namespace holdfast::scenarios {

namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

const std::string gapless = "Transitions are gapless by version";
const std::string note_text = "Called the vendor, who is ill.";
constexpr auto webhook_patience = 6s;
constexpr int page_limit = 7; ///< entries; several pages

/// An entry as it was told.
struct Entry
{
    std::string at;
    std::string kind;
    std::string what;
    std::string detail;
    std::string actor;
    std::string trace;
    std::optional<std::int64_t> version;
    std::string from;
    std::string to;
    std::string party;

    bool operator==(const Entry &) const = default;
};

struct Life
{
    std::string state;
    std::int64_t version = 0;
    bool whole = false; ///< by the system's own judgement, as is the next
    std::string replayed;
    std::vector<Entry> entries;

    bool operator==(const Life &) const = default;
};

std::string text_of(const json &object, const char *member)
{
    const auto found = object.find(member);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Entry read_entry(const json &told)
{
    Entry entry{text_of(told, "at"),    text_of(told, "kind"),     text_of(told, "what"), text_of(told, "detail"),
                text_of(told, "actor"), text_of(told, "trace_id"), std::nullopt,          text_of(told, "from"),
                text_of(told, "to"),    text_of(told, "party")};
    if (told.at("version").is_number_integer())
        entry.version = told.at("version").get<std::int64_t>();
    return entry;
}

/// Its timeline, `limit` entries at a time.
Life read_life(Context &context, const Uuid &reservation, int limit)
{
    Life life;
    std::string cursor;
    do {
        std::string target = "/api/admin/reservations/" + reservation.to_string() + "/timeline?limit="
                             + std::to_string(limit);
        if (!cursor.empty())
            target += "&cursor=" + net::percent_encode(cursor);
        const Answer answer = context.admin().get(target);
        const json body = json::parse(answer.body, nullptr, false);
        if (answer.status != 200 || !body.contains("entries"))
            throw std::runtime_error("the timeline could not be read: " + answer.summary());
        life.state = text_of(body, "state");
        life.version = body.at("version").get<std::int64_t>();
        life.whole = body.at("whole").get<bool>();
        life.replayed = text_of(body, "replayed_state");
        for (const json &told : body.at("entries"))
            life.entries.push_back(read_entry(told));
        cursor = text_of(body, "next_cursor");
        context.throw_if_aborted();
    } while (!cursor.empty());
    return life;
}

std::vector<Entry> of_kind(const Life &life, std::string_view kind)
{
    std::vector<Entry> entries;
    std::ranges::copy_if(life.entries, std::back_inserter(entries), [&](const Entry &entry) { return entry.kind == kind; });
    return entries;
}

std::size_t count_webhooks(const Life &life, std::string_view type)
{
    const auto webhooks = of_kind(life, "webhook");
    return static_cast<std::size_t>(std::ranges::count(webhooks, type, &Entry::what));
}

/// Calls that captured, by their statuses: "500, 200, 200".
std::string capture_statuses(const Life &life)
{
    std::string statuses;
    for (const Entry &call : of_kind(life, "gateway_call"))
        if (call.what.ends_with("/capture"))
            statuses += (statuses.empty() ? "" : ", ") + call.detail.substr(0, call.detail.find(','));
    return statuses;
}

TwoPartyBooking live(Context &context)
{
    TwoPartyBooking booking;
    context.step("Book, and let both authorize", [&] {
        booking = hold_for_two(context);
        authorize_both(context, booking);
        (void)context.admin().act({booking.reservation, "extend", context.next_name("extend"), "asked by telephone", {},
                                   600s});
    });
    context.step("Commit, while the gateway fails once", [&] {
        GatewayFault fault;
        fault.call = "capture";
        fault.kind = "error";
        fault.party = requester;
        fault.reservation = booking.reservation;
        context.break_gateway(fault);
        const Answer confirmed = context.api().ask({booking.reservation, "confirm", context.next_name("confirm")});
        context.must_have_happened("the booking was confirmed", confirmed.standing() == "200, CONFIRMED",
                                   confirmed.standing());
    });
    context.step("Cancel, and write a note", [&] {
        const Answer cancelled = context.api().ask({booking.reservation, "cancel", context.next_name("cancel")});
        context.must_have_happened("it was cancelled", cancelled.standing() == "200, CANCELLED", cancelled.standing());
        (void)context.admin().act({booking.reservation, "notes", context.next_name("note"), {}, note_text});
        context.sample_resources();
    });
    return booking;
}

void check_transitions(Context &context, const TwoPartyBooking &booking, const Life &life)
{
    const auto steps = of_kind(life, "transition");
    std::string versions;
    for (const Entry &step : steps)
        versions += (versions.empty() ? "" : ", ") + std::to_string(step.version.value_or(0));
    std::string expected;
    for (std::int64_t version = 1; version <= life.version; ++version)
        expected += (expected.empty() ? "" : ", ") + std::to_string(version);
    context.check({gapless, expected, versions, versions == expected, Severity::High},
                  {"A step was made without its event.", "holdfast.take_steps; events.jsonl"});

    // Played again by the table of transitions, and not by what the events say they led to.
    std::optional<State> state;
    std::string stopped;
    for (const Entry &step : steps) {
        if (!stopped.empty())
            break;
        const auto event = parse_event(step.what);
        const auto next = !state ? (step.what == "hold" ? std::optional(initial_state) : std::nullopt)
                          : event ? next_state(*state, *event)
                                  : std::nullopt;
        if (!next || name(*next) != step.to || step.from != (state ? name(*state) : std::string_view()))
            stopped = "version " + std::to_string(step.version.value_or(0)) + ", " + step.what + ", does not follow "
                      + (state ? std::string(name(*state)) : "nothing");
        state = next;
    }
    const auto stored = context.oracle("standing_of_reservation", {booking.reservation.to_string()}).text(0, 0);
    const std::string replayed = !stopped.empty() ? stopped : state ? std::string(name(*state)) : "nothing";
    context.check({"Replaying them gives the stored state", stored, replayed, replayed == stored, Severity::High},
                  {"The log and the reservation went different ways.", "holdfast.take_steps; events.jsonl"});
    const std::string judged = life.whole ? "whole, " + life.replayed : "not whole, " + life.replayed;
    context.check({"The timeline says so itself", "whole, " + stored, judged, judged == "whole, " + stored, Severity::High},
                  {"What the system says of its own log is not so.", "resources/sql/insight/story.sql"});
}

void check_payments(Context &context, const Life &life)
{
    std::map<std::string, std::string> operations; // what became of each
    for (const Entry &planned : of_kind(life, "operation_planned"))
        operations[planned.what + (planned.party.empty() ? "" : " " + planned.party)] = "planned";
    for (const Entry &ended : of_kind(life, "operation_ended"))
        operations[ended.what + (ended.party.empty() ? "" : " " + ended.party)] +=
            ", " + ended.detail.substr(0, ended.detail.find(','));
    std::string observed;
    for (const auto &[operation, became] : operations)
        observed += (observed.empty() ? "" : "; ") + operation + " " + became;
    const std::string expected = "authorize requester planned, DONE; authorize vendor planned, DONE; commit planned, DONE; "
                                 "unwind requester planned, DONE; unwind vendor planned, DONE";
    context.check({"Every payment is in it, from its plan to its end", expected, observed, observed == expected,
                   Severity::High},
                  {"An operation left no entry.", "resources/sql/insight/timeline.sql"});
    const std::string captures = capture_statuses(life);
    context.check({"The gateway's error and its retry are in it", "500, 200, 200", captures, captures == "500, 200, 200",
                   Severity::High},
                  {"A call of the gateway is not kept.", "resources/sql/booking/queries/log_gateway_calls.sql"});
    const std::string told = std::to_string(count_webhooks(life, "payment_intent.succeeded")) + " of captures, "
                             + std::to_string(count_webhooks(life, "charge.refunded")) + " of refunds";
    context.check({"The gateway's webhooks are in it", "2 of captures, 2 of refunds", told,
                   told == "2 of captures, 2 of refunds", Severity::High},
                  {"A hint was not kept, or not found to belong to this reservation.", "holdfast.webhook_event; logs/api.log"});
}

void check_people(Context &context, const Life &life)
{
    std::string observed;
    for (const char *kind : {"act", "note"})
        for (const Entry &entry : of_kind(life, kind))
            observed += (observed.empty() ? "" : "; ") + entry.actor + ": " + entry.what + ", " + entry.detail;
    const bool both = observed.starts_with("admin:Sandbox: extend, asked by telephone")
                      && observed.ends_with("admin:Sandbox: note, " + note_text);
    context.check({"What the admin did and wrote is in it",
                   "admin:Sandbox: extend, asked by telephone; admin:Sandbox: note, " + note_text, observed, both,
                   Severity::High},
                  {"An act left no entry.", "resources/sql/insight/timeline.sql; holdfast.audit_entry"});
    std::string nameless;
    for (const Entry &entry : life.entries) {
        const bool ours = entry.kind != "webhook" && entry.kind != "gateway_call";
        if (nameless.empty() && (entry.actor.empty() || (ours && entry.trace.empty())))
            nameless = entry.kind + " " + entry.what;
    }
    context.check({"Each entry says who, and under which trace", "all do", nameless.empty() ? "all do" : "not " + nameless,
                   nameless.empty(), Severity::Medium},
                  {"Somebody acts without a name or a trace.", "events.jsonl"});
}

/// The timeline at once and page by page, when nothing came to it meanwhile.
void check_pages(Context &context, const TwoPartyBooking &booking, const Life &life)
{
    Life at_once = life;
    Life by_page;
    const bool still = context.wait_until([&] {
        const Life before = std::exchange(at_once, {});
        by_page = read_life(context, booking.reservation, page_limit);
        at_once = read_life(context, booking.reservation, 1'000);
        return before == at_once;
    }, webhook_patience);
    const auto size = [](const Life &one) { return std::to_string(one.entries.size()) + " entries"; };
    context.check({"Pages miss and repeat nothing", size(at_once), size(by_page) + (still ? "" : ", and more coming"),
                   still && by_page == at_once, Severity::High},
                  {"The place after which a page begins is not the one where the last ended.", "backend/insight/timeline.cpp"});
    const bool in_order = std::ranges::is_sorted(at_once.entries, {}, &Entry::at);
    context.check({"Entries come in the order of their time", "in order", in_order ? "in order" : "not in order", in_order,
                   Severity::Medium},
                  {"The parts of the timeline go by different clocks.", "resources/sql/insight/timeline.sql"});
}

void run(Context &context)
{
    const TwoPartyBooking booking = live(context);
    Life life;
    bool told = false;
    context.step("Wait for the gateway's word", [&] {
        const Hint hint{"What was captured was not given back after the cancel.", "gateway_calls.json; logs/worker.log"};
        check_money(context, booking, requester, {"succeeded", booking.requester_pays, booking.requester_pays},
                    "The requester is refunded", hint);
        check_money(context, booking, vendor, {"succeeded", booking.vendor_pays, booking.vendor_pays},
                    "The vendor is refunded", hint);
        told = context.wait_until([&] {
            life = read_life(context, booking.reservation, 1'000);
            return count_webhooks(life, "payment_intent.succeeded") >= 2 && count_webhooks(life, "charge.refunded") >= 2;
        }, webhook_patience);
    });
    context.must_have_happened("the gateway told of captures and refunds", told,
                               std::to_string(of_kind(life, "webhook").size()) + " webhooks");
    const auto calls = context.sandbox().gateway().calls();
    const auto captures = std::ranges::count_if(
        calls, [](const GatewayCall &call) { return call.path.ends_with("/capture"); });
    context.must_have_happened("a capture failed and was tried again", captures >= 3, std::to_string(captures) + " captures");
    context.metric("timeline_entries", static_cast<double>(life.entries.size()));

    context.step("Replay its life", [&] { check_transitions(context, booking, life); });
    context.step("Look for what belongs to it", [&] {
        check_payments(context, life);
        check_people(context, life);
        check_pages(context, booking, life);
        check_books(context);
    });
}

} // namespace

Scenario booking_life()
{
    Scenario scenario;
    scenario.id = "5.4";
    scenario.title = "Reconstruct a booking's life";
    scenario.expectation = "One timeline holds a booking's transitions, payments, webhooks and what people did, gapless by "
                           "version; replaying it gives the stored state.";
    scenario.area = "Insight";
    scenario.steps = {"Book, and let both authorize", "Commit, while the gateway fails once", "Cancel, and write a note",
                      "Wait for the gateway's word", "Replay its life", "Look for what belongs to it"};
    scenario.saboteurs = {{"transition-not-logged", "The step of a booking into its commit writes no event.",
                           "sql/saboteurs/transition_not_logged.sql", "", gapless}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios

#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/many_bookings.h"
#include "backend/scenarios/money_oracle.h"

#include <algorithm>
#include <optional>
#include <set>

// 3.2: whatever can go wrong between us and the gateway does, at random bookings: answers lost after acting, requests lost
// before it, late ones, refusals, webhooks twice, late and never, and the network in between. Then all is well again.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

constexpr auto answer_patience = 15s; ///< for what was answered 202
constexpr auto rest_patience = 25s;
constexpr auto too_long = 2'500ms;    ///< longer than a worker waits for an answer
constexpr std::uint64_t all = 1'000;
constexpr std::int64_t fewest_bookings = 24; ///< room for each trouble

/// Where a booking's way ends, unless its trouble ends it before.
enum class Way { Confirm, Release, Cancel };

/// What befalls one booking at the gateway.
struct Trouble
{
    std::vector<GatewayFault> faults;
    Way way = Way::Confirm;
    bool two_parties = false; ///< only such a booking meets it
};

GatewayFault fault(const std::string &call, const std::string &kind, std::uint64_t times = 1, const std::string &party = {})
{
    GatewayFault one;
    one.call = call;
    one.kind = kind;
    one.times = times;
    one.party = party;
    return one;
}

GatewayFault error(const std::string &call, int status, bool after = false, const std::string &party = {})
{
    GatewayFault one = fault(call, "error", 1, party);
    one.status = status;
    one.after = after;
    return one;
}

GatewayFault late(const std::string &call, const std::string &kind, std::chrono::milliseconds delay, bool after = false,
                  std::uint64_t times = 1)
{
    GatewayFault one = fault(call, kind, times);
    one.delay = delay;
    one.after = after;
    return one;
}

std::vector<Trouble> every_trouble()
{
    return {
        // The outcome stays unknown: no attempt of the first try is answered, and no webhook gives a hint.
        {{fault("create", "drop_after", 3, requester), fault("webhook", "lose", all)}},
        {{fault("create", "drop_after")}},
        {{fault("create", "drop_before", 2)}},
        {{late("create", "hang", too_long, true)}},
        {{late("create", "hang", too_long)}},
        {{error("create", 500)}},
        {{error("create", 503, true)}},
        {{fault("create", "rate_limit", 2)}},
        {{fault("create", "decline", 1, requester)}, Way::Confirm, true},
        {{fault("capture", "drop_after", 2)}},
        {{fault("capture", "drop_before", 2)}},
        {{late("capture", "hang", too_long, true)}},
        {{late("capture", "delay", 300ms)}},
        {{error("capture", 500, true)}},
        {{error("capture", 400)}},
        {{fault("capture", "rate_limit", 2)}},
        {{fault("capture", "decline", 1, vendor)}, Way::Confirm, true},
        {{fault("refund", "drop_after")}, Way::Cancel},
        {{error("refund", 500)}, Way::Cancel},
        {{fault("cancel", "drop_after")}, Way::Release},
        {{fault("cancel", "drop_before")}, Way::Release},
        {{fault("webhook", "duplicate", all)}},
        {{late("webhook", "delay", 400ms, false, all)}},
        {{fault("webhook", "lose", all)}},
    };
}

struct Troubled
{
    Bookings all;
    Bookings confirmed, released, cancelled; ///< on their way to it
    std::set<std::string> classes;
};

/// Half of the bookings are paid for by two parties, in random order, and so are the troubles dealt out.
Troubled hold_many(Context &context)
{
    const auto troubles = every_trouble();
    const auto count = static_cast<std::size_t>(context.parameter("bookings"));
    std::vector<const Trouble *> dealt;
    for (std::size_t i = 0; i < count; ++i)
        dealt.push_back(&troubles[i % troubles.size()]);
    std::ranges::shuffle(dealt, context.random());
    Troubled troubled;
    for (std::size_t i = 0; i < count; ++i) {
        const Trouble &trouble = *dealt[i];
        const TwoPartyBooking booking = trouble.two_parties || i % 2 == 0 ? hold_for_two(context) : hold_for_card(context);
        for (GatewayFault fault : trouble.faults) {
            fault.reservation = booking.reservation;
            context.break_gateway(fault);
            troubled.classes.insert(fault.kind + " of " + fault.call);
        }
        troubled.all.push_back(booking);
        (trouble.way == Way::Release ? troubled.released : troubled.confirmed).push_back(booking);
        if (trouble.way == Way::Cancel)
            troubled.cancelled.push_back(booking);
        context.progress(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(count));
    }
    return troubled;
}

void break_the_network(Context &context)
{
    net::NetFault slow;
    slow.latency = 5ms;
    slow.jitter = 20ms;
    context.break_link(Link::WorkerGateway, slow);
    net::NetFault lost_answers;
    lost_answers.kind = net::NetFault::Kind::Reset;
    lost_answers.way = net::NetFault::Way::ToClient;
    lost_answers.most_connections = 4;
    context.break_link(Link::WorkerGateway, lost_answers);
}

/// Everybody goes on as far as they are let.
void pay_and_book(Context &context, const Troubled &troubled)
{
    const auto let = [&](const Bookings &bookings, const char *verb, const char *kind) {
        if (!bookings.empty())
            ask_each(context, bookings, verb);
        if (!wait_for_work(context, kind, answer_patience))
            context.log(LogLine::Level::Warn, "scenario", std::string(verb) + ": not all is answered");
    };
    let(of_two_parties(troubled.all), "vendor-confirmation", "authorize");
    let(of_two_parties(troubled.all), "vendor-authorization", "authorize");
    let(troubled.all, "requester-authorization", "authorize");
    let(troubled.released, "release", "authorize");
    let(troubled.confirmed, "confirm", "commit");
    let(troubled.cancelled, "cancel", "commit");
    context.sample_resources();
}

void run(Context &context)
{
    Troubled troubled;
    context.step("Hold places", [&] { troubled = hold_many(context); });
    context.step("Pay and book while everything fails", [&] {
        break_the_network(context);
        pay_and_book(context, troubled);
    });
    context.step("Let the failures end, and wait for repair", [&] {
        // What gives money back may meet its trouble only now.
        if (!wait_for_work(context, "unwind", answer_patience))
            context.log(LogLine::Level::Warn, "scenario", "not all is unwound yet");
        context.undo_faults();
        wait_for_rest(context, rest_patience);
    });
    context.metric("fault_classes", static_cast<double>(troubled.classes.size()));
    context.step("Look into the books", [&] {
        check_all_ended(context);
        check_books(context); // no money leaked
        const Compensated compensated = check_compensated(context);
        const std::size_t confirmed = count_confirmed(context, troubled.all);
        context.must_have_happened("some bookings came to be, and some did not",
                                   confirmed > 0 && confirmed < troubled.all.size(),
                                   std::to_string(confirmed) + " of " + std::to_string(troubled.all.size()));
        context.must_have_happened("money was given back, captured and not",
                                   compensated.refunded > 0 && compensated.voided > 0,
                                   std::to_string(compensated.refunded) + " refunded, " + std::to_string(compensated.voided)
                                       + " voided");
    });
    context.step("Take every place", [&] { check_places(context, troubled.all); });
}

} // namespace

Scenario gateway_failures()
{
    Scenario scenario;
    scenario.id = "3.2";
    scenario.title = "Gateway failures";
    scenario.expectation = "Whatever is lost, late, refused or told twice between us and the gateway: no money leaks, no "
                           "place stays blocked, and what has to be given back is.";
    scenario.area = "Failure and recovery";
    scenario.workers = 2; // half as many wait for one that hangs
    scenario.links = {Link::WorkerGateway};
    scenario.parameters = {{"bookings", 30, fewest_bookings, 200, "bookings, each with a trouble of its own"}};
    scenario.steps = {"Hold places", "Pay and book while everything fails", "Let the failures end, and wait for repair",
                      "Look into the books", "Take every place"};
    scenario.saboteurs = {{"unknown-is-failed",
                           "An outcome that is not known is taken for a failure, after which there is nothing to give back.",
                           "sql/saboteurs/unknown_is_failed.sql", "", books_agree}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios

#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/many_bookings.h"
#include "backend/scenarios/money_oracle.h"
#include "resources/resources.h"

#include <algorithm>
#include <array>
#include <stdexcept>

// 3.3: workers are killed wherever they stand in a commit, again and again, while the gateway captures, and their database
// is cut off from them. A booking is made with all of its money or not at all.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

constexpr std::array workers = {Part::Worker, Part::SecondWorker};
constexpr std::array points = {"commit.after_lease",          "commit.before_call",    "commit.after_capture",
                               "commit.between_captures",     "commit.after_second_capture", "commit.after_captures",
                               "commit.after_record"};
constexpr auto crash_patience = 5s;
constexpr auto capture_patience = 4s;
constexpr auto cut_patience = 5s;
constexpr auto rest_patience = 25s;
constexpr auto capture_takes = 800ms; ///< where a worker is killed meanwhile
constexpr std::size_t kills_in_captures = 2;
constexpr std::size_t cuts = 6;
constexpr std::uint64_t most_cut = 4; ///< connections at a time

bool all_live(Context &context)
{
    return std::ranges::all_of(workers, [&](Part worker) { return context.sandbox().pid(worker) != 0; });
}

/// Whoever died is started again, and whoever lives is told to.
void calm(Context &context, const std::string &point)
{
    for (const Part worker : workers) {
        try {
            if (context.sandbox().pid(worker) != 0)
                context.disarm(worker, point);
        } catch (const std::runtime_error &) {
            // It has died of the point just now.
            (void)context.wait_until([&] { return context.sandbox().pid(worker) == 0; }, crash_patience);
        }
        if (context.sandbox().pid(worker) == 0)
            context.restart(worker);
    }
}

/// Either worker dies at the point, with the commit just asked for or with one that was left over.
void crash_at(Context &context, const std::string &point)
{
    const bool died = context.wait_until([&] { return !all_live(context); }, crash_patience);
    calm(context, point);
    context.must_have_happened("a worker died at " + point, died, died ? "SIGKILL" : "both live");
}

void arm_both(Context &context, const std::string &point)
{
    for (const Part worker : workers)
        context.arm(worker, {point, "crash"});
}

/// One booking after another is committed, and each time a worker dies on the way.
void crash_in_commits(Context &context, const Bookings &bookings)
{
    std::vector<std::string> order;
    for (std::size_t i = 0; i < bookings.size(); ++i)
        order.emplace_back(points[i % points.size()]);
    std::ranges::shuffle(order, context.random());
    arm_both(context, order.front());
    ask_each(context, bookings, "confirm", [&](std::size_t sent) {
        crash_at(context, order[sent - 1]);
        if (sent < order.size())
            arm_both(context, order[sent]);
        context.progress(static_cast<std::int64_t>(sent), static_cast<std::int64_t>(order.size()));
    });
}

/// Both are killed while the gateway has captured and has not answered yet.
void kill_in_captures(Context &context, const Bookings &bookings)
{
    for (const TwoPartyBooking &booking : bookings) {
        GatewayFault slow;
        slow.call = "capture";
        slow.kind = "hang";
        slow.after = true;
        slow.delay = capture_takes;
        slow.reservation = booking.reservation;
        context.break_gateway(slow);
    }
    ask_each(context, bookings, "confirm", [&](std::size_t sent) {
        const TwoPartyBooking &booking = bookings[sent - 1];
        const bool captured = context.wait_until(
            [&] { return money_at_gateway(context, booking, requester).starts_with("1 intent, succeeded"); },
            capture_patience);
        const std::string stood = state_of(context, booking);
        for (const Part worker : workers)
            context.kill(worker);
        for (const Part worker : workers)
            context.restart(worker);
        context.must_have_happened("workers were killed in the midst of a capture", captured && stood == "COMMITTING",
                                   "the reservation was " + stood);
    });
}

/// Until the workers' connections are cut; whether one was while the commit was on its way, before and after.
bool wait_for_cuts(Context &context, const TwoPartyBooking &booking, std::size_t handle)
{
    std::uint64_t seen = 0;
    bool stood = false, in_commit = false;
    (void)context.wait_until([&] {
        const std::uint64_t hit = context.link_fault(handle).connections_hit;
        const bool stands = state_of(context, booking) == name(State::Committing);
        in_commit = in_commit || (hit > seen && stood && stands);
        seen = hit;
        stood = stands;
        return hit == most_cut;
    }, cut_patience);
    return in_commit;
}

/// The workers lose their database somewhere in a commit: after so many bytes of theirs, or of its answers.
void cut_in_commits(Context &context, const Bookings &bookings)
{
    std::uniform_int_distribution<std::uint64_t> bytes(200, 4'000);
    std::size_t in_commits = 0;
    ask_each(context, bookings, "confirm", [&](std::size_t sent) {
        net::NetFault cut;
        cut.kind = net::NetFault::Kind::Cut;
        cut.way = sent % 2 == 0 ? net::NetFault::Way::ToServer : net::NetFault::Way::ToClient;
        cut.after_bytes = bytes(context.random());
        cut.most_connections = most_cut;
        const std::size_t handle = context.break_link(Link::WorkerDatabase, cut);
        in_commits += wait_for_cuts(context, bookings[sent - 1], handle);
        if (sent % 3 == 0) { // all of them at once, too
            net::NetFault reset;
            reset.kind = net::NetFault::Kind::Reset;
            context.end_link_fault(context.break_link(Link::WorkerDatabase, reset));
        }
        context.end_link_fault(handle);
    });
    context.must_have_happened("workers were cut off in the midst of a commit", in_commits > 0,
                               std::to_string(in_commits) + " of " + std::to_string(bookings.size()) + " commits");
}

void run(Context &context)
{
    const bool roll_forward = context.parameter("roll_forward") == 1;
    Bookings in_commits, in_captures, in_cuts, all;
    context.step("Book, and let all authorize", [&] {
        (void)context.database().query(resources::text("sql/scenarios/set_dead_commit.sql"),
                                       {roll_forward ? "roll_forward" : "compensate"});
        const auto hold = [&](Bookings &into, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i)
                all.push_back(into.emplace_back(hold_for_two(context)));
        };
        hold(in_commits, points.size() * static_cast<std::size_t>(context.parameter("rounds")));
        hold(in_captures, kills_in_captures);
        hold(in_cuts, cuts);
        let_all_authorize(context, all);
    });
    context.step("Kill workers in commits", [&] { crash_in_commits(context, in_commits); });
    context.step("Kill workers in captures", [&] { kill_in_captures(context, in_captures); });
    context.step("Cut off their database", [&] {
        cut_in_commits(context, in_cuts);
        context.sample_resources();
    });
    context.step("Let the failures end, and wait for repair", [&] {
        context.undo_faults();
        wait_for_rest(context, rest_patience);
    });
    context.step("Look into the books", [&] {
        check_all_ended(context);
        check_books(context); // no commit is partial: all of its money, or none
        (void)check_compensated(context);
        const std::size_t confirmed = count_confirmed(context, all);
        context.must_have_happened("some commits were finished", confirmed > 0, std::to_string(confirmed));
        context.must_have_happened("some were unwound", confirmed < all.size() || roll_forward,
                                   std::to_string(all.size() - confirmed));
    });
    context.step("Take every place", [&] { check_places(context, all); });
}

} // namespace

Scenario worker_crashes()
{
    Scenario scenario;
    scenario.id = "3.3";
    scenario.title = "Worker crashes";
    scenario.expectation = "Workers that are killed in commits and captures, and lose their database, leave no commit half "
                           "done: each ends with all of its money or with none.";
    scenario.area = "Failure and recovery";
    scenario.workers = workers.size();
    scenario.links = {Link::WorkerDatabase};
    scenario.parameters = {{"rounds", 2, 1, 10, "times a worker is killed at each point of a commit"},
                           {"roll_forward", 0, 0, 1, "1: a dead commit is finished, where it can be; 0: it is unwound"}};
    scenario.steps = {"Book, and let all authorize", "Kill workers in commits", "Kill workers in captures",
                      "Cut off their database", "Let the failures end, and wait for repair", "Look into the books",
                      "Take every place"};
    scenario.saboteurs = {{"commit-in-two",
                           "A commit is recorded in two transactions: the booking with the first capture, the rest later.",
                           "sql/saboteurs/commit_in_two.sql", "", books_agree}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios

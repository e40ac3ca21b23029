#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/deadlines.h"
#include "backend/scenarios/money_oracle.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

// 5.2: reservations that are stuck, each in its way, are planted beside healthy ones that look much like them. Who asks finds
// exactly the stuck ones, alerts stand for them, and after repair there is nothing to find.
namespace holdfast::scenarios {

namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

const std::string exactly_those = "Exactly the planted ones are listed";
constexpr auto threshold = 60min; ///< by default, of what is too long
constexpr auto head_start = 10min; ///< that the stuck ones have
constexpr auto margin = 5min;
constexpr auto more_time = 3h; ///< what keeps an authorized one from its deadline
constexpr auto watch_patience = 6s; ///< alerts are looked after every two seconds
constexpr auto repair_patience = 10s;

/// "NEVER_CAPTURED 0199...": a reason and a reservation.
using Finding = std::string;
/// With the money at risk. What is told twice is in it twice.
using Findings = std::multimap<Finding, std::int64_t>;

struct Town
{
    std::vector<TwoPartyBooking> too_long;   ///< AUTHORIZED_BOTH, and nobody commits
    std::vector<TwoPartyBooking> committing; ///< their worker does not come back
    std::vector<TwoPartyBooking> released;   ///< likewise, before their money was let go of
    std::vector<TwoPartyBooking> overdue;    ///< HELD
    std::map<std::string, TwoPartyBooking> healthy; ///< by the state they are in
    Findings stuck;
    std::map<std::string, std::string> names; ///< of reservations, for people
};

/// The gateway's hints of this one get lost: each would open again what was planted as left undone.
void lose_webhooks(Context &context, const TwoPartyBooking &booking)
{
    GatewayFault fault;
    fault.call = "webhook";
    fault.kind = "lose";
    fault.reservation = booking.reservation;
    fault.times = 1'000;
    context.break_gateway(fault);
}

TwoPartyBooking authorized_by_both(Context &context, bool with_hints = true)
{
    const TwoPartyBooking booking = hold_for_two(context);
    if (!with_hints)
        lose_webhooks(context, booking);
    authorize_both(context, booking);
    return booking;
}

void give_time(Context &context, const TwoPartyBooking &booking)
{
    const Answer given = context.admin().act({booking.reservation, "extend", context.next_name("extend"), "more time", {},
                                              std::chrono::seconds(more_time)});
    if (given.status != 200)
        throw std::runtime_error("a reservation could not be extended: " + given.summary());
}

/// What a partner could ask for; with `leased`, taken by a worker that does not come back.
void plant(Context &context, const TwoPartyBooking &booking, const std::string &verb, bool leased)
{
    context.note_elsewhere(verb, booking.reservation);
    storage::Connection &database = context.database();
    storage::Transaction transaction(database);
    const std::string id = booking.reservation.to_string();
    const auto rows = database.query(resources::text("sql/scenarios/plant_command.sql"), {id, verb});
    if (rows.text(0, 0) != "DONE")
        throw std::runtime_error("could not be planted: " + verb + ": " + rows.text(0, 0));
    if (leased)
        (void)database.query(resources::text("sql/scenarios/plant_leases.sql"), {id});
    transaction.commit();
}

void note_stuck(Town &town, const TwoPartyBooking &booking, const std::string &what, const std::vector<std::string> &reasons,
                bool has_money)
{
    const std::string id = booking.reservation.to_string();
    town.names[id] = what;
    for (const std::string &reason : reasons)
        town.stuck.emplace(reason + " " + id, has_money ? booking.vendor_pays + booking.requester_pays : 0);
}

void note_healthy(Town &town, const TwoPartyBooking &booking, const std::string &state)
{
    town.names[booking.reservation.to_string()] = "a healthy one, " + state;
    town.healthy[state] = booking;
}

/// Those that will be stuck for longer than the threshold, and two that are as old and well.
void plant_old(Context &context, Town &town)
{
    for (std::int64_t i = 0; i < context.parameter("planted"); ++i) {
        town.too_long.push_back(authorized_by_both(context));
        give_time(context, town.too_long.back());
        note_stuck(town, town.too_long.back(), "authorized by both", {"AUTHORIZED_TOO_LONG"}, true);
        town.committing.push_back(authorized_by_both(context));
        plant(context, town.committing.back(), "confirm", true);
        note_stuck(town, town.committing.back(), "committing", {"NEVER_CAPTURED", "PAST_DEADLINE"}, true);
        town.released.push_back(authorized_by_both(context, false));
        plant(context, town.released.back(), "release", true);
        note_stuck(town, town.released.back(), "released", {"NEVER_CAPTURED"}, true);
    }
    const TwoPartyBooking confirmed = authorized_by_both(context);
    (void)context.api().ask({confirmed.reservation, "confirm", context.next_name("confirm")});
    note_healthy(town, confirmed, "CONFIRMED");
    const TwoPartyBooking let_go = authorized_by_both(context);
    (void)context.api().release(let_go.reservation, context.next_name("release"));
    note_healthy(town, let_go, "RELEASED");
    for (const char *party : {vendor, requester})
        (void)context.wait_until([&] {
            return money_at_gateway(context, let_go, party).starts_with("1 intent, canceled");
        }, repair_patience);
}

/// Those that are younger than the threshold, and those that will be past their deadline.
void plant_young(Context &context, Town &town, TwoPartyBooking &about_to_commit)
{
    const TwoPartyBooking both = authorized_by_both(context);
    note_healthy(town, both, "AUTHORIZED_BOTH");
    about_to_commit = authorized_by_both(context);
    const TwoPartyBooking one = hold_for_two(context);
    confirm_by_vendor(context, one);
    authorize(context, one, vendor);
    note_healthy(town, one, "VENDOR_AUTHORIZED");
    for (const TwoPartyBooking &booking : {both, about_to_commit, one})
        give_time(context, booking);
    context.pause(Part::Worker);
    for (std::int64_t i = 0; i < context.parameter("planted"); ++i) {
        town.overdue.push_back(hold_for_two(context));
        note_stuck(town, town.overdue.back(), "held past its deadline", {"PAST_DEADLINE"}, false);
    }
}

void plant_fresh(Context &context, Town &town, const TwoPartyBooking &about_to_commit)
{
    plant(context, about_to_commit, "confirm", false);
    note_healthy(town, about_to_commit, "COMMITTING");
    note_healthy(town, hold_for_two(context), "HELD");
}

Findings read_list(const json &items)
{
    Findings found;
    for (const json &item : items) {
        const json &id = item.at("reservation_id");
        found.emplace(item.at("reason").get<std::string>() + " " + (id.is_string() ? id.get<std::string>() : "(none)"),
                      item.at("at_risk_minor").get<std::int64_t>());
    }
    return found;
}

Findings list_by_http(Context &context)
{
    const Answer answer = context.admin().get("/api/admin/authorizations/stuck?limit=1000");
    const json body = json::parse(answer.body, nullptr, false);
    if (answer.status != 200 || !body.contains("stuck"))
        throw std::runtime_error("what is stuck could not be asked for: " + answer.summary());
    return read_list(body.at("stuck"));
}

Findings list_by_command(Context &context)
{
    json items = json::array();
    std::istringstream lines(context.holdfastctl({"admin", "list-stuck"}));
    for (std::string line; std::getline(lines, line);)
        items.push_back(json::parse(line));
    return read_list(items);
}

Findings read_alerts(const storage::Rows &rows)
{
    Findings found;
    for (std::size_t row = 0; row < rows.size(); ++row)
        found.emplace(rows.text(row, 0) + " " + rows.optional_text(row, 1).value_or("(none)"), rows.integer(row, 3));
    return found;
}

Findings alerts(Context &context)
{
    return read_alerts(context.database().query(resources::text("sql/scenarios/open_alerts.sql")));
}

/// "5 found; missing: none; beside them: none", with names where it is otherwise. What is listed twice counts twice.
std::string compare(const Town &town, const Findings &found)
{
    const auto but_not = [&](const auto &these, const auto &those) {
        std::string text;
        for (const auto &[finding, at_risk] : these) {
            if (those.contains(finding))
                continue;
            const auto space = finding.find(' ');
            const auto known = town.names.find(finding.substr(space + 1));
            text += (text.empty() ? "" : ", ") + finding.substr(0, space) + " "
                    + (known == town.names.end() ? finding.substr(space + 1) : known->second);
        }
        return text.empty() ? std::string("none") : text;
    };
    return std::to_string(found.size()) + " found; missing: " + but_not(town.stuck, found) + "; beside them: "
           + but_not(found, town.stuck);
}

std::string expected_list(const Town &town)
{
    return compare(town, town.stuck);
}

/// "holdfast_stuck by reason: ...", as the API's metrics tell, or as the planted ones come to.
std::string count_by_reason(const Findings &stuck)
{
    std::map<std::string, int> counts;
    for (const auto &[finding, at_risk] : stuck)
        ++counts[finding.substr(0, finding.find(' '))];
    std::string text;
    for (const auto &[reason, count] : counts)
        text += (text.empty() ? "" : ", ") + reason + " " + std::to_string(count);
    return text.empty() ? "none" : text;
}

std::string counted_by_metrics(Context &context)
{
    const std::string before = "holdfast_stuck{reason=\"";
    std::string text;
    std::istringstream lines(context.admin().get("/metrics").body);
    for (std::string line; std::getline(lines, line);) {
        const auto quote = line.starts_with(before) ? line.find('"', before.size()) : std::string::npos;
        if (quote == std::string::npos || line.ends_with("} 0"))
            continue;
        text += (text.empty() ? "" : ", ") + line.substr(before.size(), quote - before.size()) + " "
                + line.substr(line.rfind(' ') + 1);
    }
    return text.empty() ? "none" : text;
}

void check_lists(Context &context, const Town &town)
{
    const auto listed = list_by_http(context);
    context.check({exactly_those, expected_list(town), compare(town, listed), compare(town, listed) == expected_list(town),
                   Severity::High},
                  {"What counts as stuck is decided by other rules than these.", "resources/sql/insight/functions/stuck.sql"});
    const auto sum = [](const auto &findings) {
        std::int64_t all = 0;
        for (const auto &[finding, at_risk] : findings)
            all += at_risk;
        return std::to_string(all) + " cents";
    };
    context.check({"The money at risk is told", sum(town.stuck), sum(listed), listed == town.stuck, Severity::Medium},
                  {"What is authorized and not captured is added up otherwise.", "resources/sql/insight/functions/stuck.sql"});
    const auto printed = compare(town, list_by_command(context));
    context.check({"holdfastctl lists the same", expected_list(town), printed, printed == expected_list(town), Severity::High},
                  {"The command asks something else than the API.", "app/ctl/admin_acts.cpp"});
}

/// Until the alerts that stand, and what the metrics say of them, are those of what is listed.
void wait_for_alerts(Context &context)
{
    const auto listed = list_by_http(context);
    (void)context.wait_until([&] {
        return alerts(context) == listed && counted_by_metrics(context) == count_by_reason(listed);
    }, watch_patience);
}

void check_alerts(Context &context, const Town &town)
{
    wait_for_alerts(context);
    const auto stored = compare(town, read_alerts(context.oracle("open_alerts")));
    context.check({"An alert is stored for each", expected_list(town), stored, stored == expected_list(town), Severity::High},
                  {"Nobody looks after what is stuck, or not everything is kept.", "holdfast.raise_alerts; logs/api.log"});
    const std::string wanted = count_by_reason(town.stuck);
    const std::string counted = counted_by_metrics(context);
    context.check({"The metrics count them", wanted, counted, counted == wanted, Severity::High},
                  {"The alerts that stand are not what /metrics tells.", "app/backend/watch.cpp"});
}

void repair(Context &context, const Town &town)
{
    context.undo_faults(); // the worker goes on
    (void)context.database().query(resources::text("sql/scenarios/lapse_leases.sql"));
    for (const TwoPartyBooking &booking : town.too_long)
        (void)context.admin().act({booking.reservation, "void", context.next_name("void"), "stuck for too long"});
}

void check_clean(Context &context, const Town &town)
{
    const auto repaired = [&] {
        const auto listed = list_by_http(context);
        return std::ranges::none_of(town.stuck, [&](const auto &planted) { return listed.contains(planted.first); });
    };
    (void)context.wait_until(repaired, repair_patience);
    const auto left = list_by_http(context);
    context.check({"Nothing is stuck after repair", "0 found", left.empty() ? "0 found" : compare(town, left), left.empty(),
                   Severity::Critical},
                  {"What is stuck stays stuck, although workers are there.", "logs/worker.log; events.jsonl"});
    wait_for_alerts(context);
    const std::string cleared =
        std::to_string(context.oracle("open_alerts").size()) + " stand, counted: " + counted_by_metrics(context);
    context.check({"Its alerts are cleared", "0 stand, counted: none", cleared, cleared == "0 stand, counted: none",
                   Severity::High},
                  {"An alert outlives what it was raised for.", "holdfast.raise_alerts; logs/api.log"});
    std::string moved;
    for (const auto &[state, booking] : town.healthy) {
        const std::string wanted = state == "COMMITTING" ? "CONFIRMED" : state; // its worker is back
        (void)context.wait_until([&] { return state_of(context, booking) == wanted; }, repair_patience);
        if (const std::string stands = state_of(context, booking); stands != wanted)
            moved += (moved.empty() ? "" : ", ") + state + " became " + stands;
    }
    context.check({"The healthy ones were left alone", "all where they were, and the one on its way booked",
                   moved.empty() ? "all where they were, and the one on its way booked" : moved, moved.empty(),
                   Severity::Critical},
                  {"Repair ends what nobody asked it to end.", "events.jsonl; logs/worker.log"});
    check_books(context);
}

/// "AUTHORIZED_BOTH 1, COMMITTING 1": of the planted ones, stuck and healthy.
std::string planted_states(Context &context, const Town &town)
{
    std::map<std::string, int> counts;
    for (const auto *bookings : {&town.too_long, &town.committing, &town.released, &town.overdue})
        for (const TwoPartyBooking &booking : *bookings)
            ++counts[state_of(context, booking)];
    std::string text;
    for (const auto &[state, count] : counts)
        text += (text.empty() ? "" : ", ") + state + " " + std::to_string(count);
    return text;
}

void run(Context &context)
{
    Town town;
    TwoPartyBooking about_to_commit;
    context.step("Plant what is stuck", [&] {
        plant_old(context, town);
        context.let_pass(head_start);
    });
    context.step("Plant healthy ones beside it", [&] {
        plant_young(context, town, about_to_commit);
        context.let_pass(threshold - head_start + margin);
        plant_fresh(context, town, about_to_commit);
        context.sample_resources();
    });
    const std::string each = std::to_string(context.parameter("planted"));
    const std::string stuck = planted_states(context, town);
    context.must_have_happened("stuck ones were planted",
                               stuck == "AUTHORIZED_BOTH " + each + ", COMMITTING " + each + ", HELD " + each + ", RELEASED "
                                            + each,
                               stuck);
    std::string well;
    bool all_well = town.healthy.size() == 6;
    for (const auto &[state, booking] : town.healthy) {
        all_well = all_well && state_of(context, booking) == state;
        well += (well.empty() ? "" : ", ") + state_of(context, booking);
    }
    context.must_have_happened("healthy ones stood beside them", all_well, well);
    context.step("List what is stuck", [&] { check_lists(context, town); });
    context.step("Look for alerts", [&] { check_alerts(context, town); });
    context.step("Repair", [&] { repair(context, town); });
    context.step("Look again", [&] { check_clean(context, town); });
}

} // namespace

Scenario stuck_authorizations()
{
    Scenario scenario;
    scenario.id = "5.2";
    scenario.title = "Find stuck authorizations";
    scenario.expectation = "Of what was planted exactly the stuck ones are listed, by HTTP and by command, with an alert "
                           "each; after repair nothing is.";
    scenario.area = "Insight";
    scenario.parameters = {{"planted", 1, 1, 20, "how many are stuck in each way"}};
    scenario.steps = {"Plant what is stuck", "Plant healthy ones beside it", "List what is stuck", "Look for alerts",
                      "Repair", "Look again"};
    scenario.saboteurs = {{"threshold-ignored", "Everything authorized counts as stuck, however short it waits.",
                           "sql/saboteurs/threshold_ignored.sql", "", exactly_those}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios

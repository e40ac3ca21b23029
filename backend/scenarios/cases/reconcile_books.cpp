#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"
#include "resources/resources.h"

#include <nlohmann/json.hpp>

#include <set>
#include <stdexcept>

// 5.3: the gateway's books and ours are made to differ in every way that counts, behind more intents of others than the
// gateway lists at once. Reconciling finds exactly that, puts right what is safe, and lists the rest for a person.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;
using json = nlohmann::json;

const std::string exactly_planted = "Exactly what was planted is found";
constexpr auto run_patience = 20s;
constexpr std::int64_t gateway_page = 100; ///< intents it lists at once, at most
constexpr std::int64_t orphan_amount = 4'200;
constexpr const char *nowhere = "pi_3planted_nowhere";

/// What differs, as a reconciliation is to tell it: "CLASS intent reservation party".
struct Planted
{
    std::set<std::string> safe; ///< to put right without a person
    std::set<std::string> for_person;
    std::string orphan; ///< intents
    std::string unlinked;
    std::string foreign;
    TwoPartyBooking good;     ///< nothing wrong with it
    TwoPartyBooking missing;  ///< ours names an intent that the gateway does not have
    TwoPartyBooking captured; ///< released, and captured at the gateway
    TwoPartyBooking misstated;
};

std::string finding(const std::string &kind, const std::string &intent, const std::string &reservation,
                    const std::string &party)
{
    return kind + " " + intent + " " + (reservation.empty() ? "-" : reservation) + " " + (party.empty() ? "-" : party);
}

std::string join(const std::set<std::string> &texts)
{
    std::string all;
    for (const std::string &text : texts)
        all += (all.empty() ? "" : "; ") + text;
    return all.empty() ? "nothing" : all;
}

TwoPartyBooking book(Context &context)
{
    TwoPartyBooking booking = hold_for_two(context);
    authorize_both(context, booking);
    return booking;
}

/// The oldest first: what is planted last is what the gateway lists first.
void plant(Context &context, Planted &planted)
{
    const std::string environment = context.oracle("gateway_environment").text(0, 0);
    GatewayControl &gateway = context.sandbox().gateway();
    const auto reservation = [](const TwoPartyBooking &booking) { return booking.reservation.to_string(); };
    context.pause(Part::Worker);

    planted.orphan =
        gateway.plant({orphan_amount, "requires_capture", environment, Uuid::make_v7().to_string(), vendor});
    planted.safe.insert(finding("INTENT_WITHOUT_RESERVATION", planted.orphan, "", ""));

    planted.unlinked = context.oracle("relink_payment", {reservation(planted.missing), vendor, nowhere}).text(0, 0);
    planted.for_person.insert(finding("RESERVATION_WITHOUT_INTENT", nowhere, reservation(planted.missing), vendor));
    planted.safe.insert(finding("INTENT_WITHOUT_RESERVATION", planted.unlinked, "", ""));

    const std::string kept =
        gateway.plant({planted.captured.vendor_pays, "succeeded", environment, reservation(planted.captured), vendor});
    (void)context.oracle("relink_payment", {reservation(planted.captured), vendor, kept});
    planted.safe.insert(finding("CAPTURED_NOT_CONFIRMED", kept, reservation(planted.captured), vendor));

    const std::string misstated =
        context.oracle("misstate_payment", {reservation(planted.misstated), requester, "100"}).text(0, 0);
    planted.for_person.insert(finding("AMOUNT_MISMATCH", misstated, reservation(planted.misstated), requester));

    const std::string others = Uuid::make_v7().to_string();
    const std::int64_t count = context.parameter("others");
    for (std::int64_t i = 0; i < count; ++i) {
        context.throw_if_aborted();
        planted.foreign =
            gateway.plant({orphan_amount, "requires_capture", others, Uuid::make_v7().to_string(), vendor});
    }
    context.resume(Part::Worker);
    const auto intents = static_cast<std::int64_t>(context.books().size());
    context.must_have_happened("what was planted is behind a page of others' intents", count >= gateway_page,
                               std::to_string(count) + " of others, " + std::to_string(intents) + " in all");
}

/// Asks for one and waits until a worker has come to its end with it.
json reconcile(Context &context, bool repair)
{
    const Answer asked = context.admin().reconcile(repair, context.next_name("reconcile"));
    if (asked.status != 202)
        throw std::runtime_error("a reconciliation could not be asked for: " + asked.summary());
    const std::string id = json::parse(asked.body).at("reconciliation_id").get<std::string>();
    json report;
    const bool ended = context.wait_until(
        [&] {
            const Answer read = context.admin().get("/api/admin/reconciliation?id=" + id);
            report = json::parse(read.body, nullptr, false);
            return read.status == 200 && report.at("run").is_object()
                   && (report.at("run").at("status") == "DONE" || report.at("run").at("status") == "FAILED");
        },
        run_patience);
    if (!ended || report.at("run").at("status") != "DONE")
        throw std::runtime_error("the reconciliation did not come to its end: " + report.dump());
    return report;
}

/// Those of a report that were, or were not, put right; nullopt: all.
std::set<std::string> findings(const json &report, std::optional<bool> repaired = {})
{
    const auto text = [](const json &value) { return value.is_string() ? value.get<std::string>() : std::string(); };
    std::set<std::string> found;
    for (const json &one : report.at("discrepancies"))
        if (!repaired || *repaired == one.at("repaired_at").is_string())
            found.insert(finding(text(one.at("class")), text(one.at("intent_id")), text(one.at("reservation_id")),
                                 text(one.at("party"))));
    return found;
}

void check_found(Context &context, const Planted &planted)
{
    std::set<std::string> all = planted.safe;
    all.insert(planted.for_person.begin(), planted.for_person.end());
    const std::set<std::string> found = findings(reconcile(context, false));
    context.check({exactly_planted, join(all), join(found), found == all, Severity::Critical},
                  {"The gateway's list was not read to its end, or the two sides are compared wrongly.",
                   "backend/workers/reconciler.cpp; holdfast.find_discrepancies; gateway_calls.json"});
}

std::string status_at_gateway(Context &context, const std::string &id)
{
    for (const GatewayIntent &intent : context.sandbox().gateway().intents())
        if (intent.id == id)
            return intent.status;
    return "unknown";
}

void check_repaired(Context &context, const Planted &planted)
{
    const json report = reconcile(context, true);
    const std::string expected = "put right: " + join(planted.safe) + "; for a person: " + join(planted.for_person);
    const std::string observed =
        "put right: " + join(findings(report, true)) + "; for a person: " + join(findings(report, false));
    context.check({"What is safe is put right, the rest is listed for a person", expected, observed,
                   observed == expected, Severity::High},
                  {"A discrepancy is of another kind than it was taken for.", "holdfast.record_discrepancies"});

    const auto both = [&] {
        return status_at_gateway(context, planted.orphan) + ", " + status_at_gateway(context, planted.unlinked);
    };
    (void)context.wait_until([&] { return both() == "canceled, canceled"; }, 5s);
    const std::string voided = both();
    context.check({"Authorizations of nobody are voided", "canceled, canceled", voided, voided == "canceled, canceled",
                   Severity::Critical},
                  {"A void that was planned did not reach the gateway.", "holdfast.plan_void; logs/worker.log"});
    const std::int64_t kept = planted.captured.vendor_pays;
    const std::string wanted =
        "2 intents, canceled and succeeded, captured " + std::to_string(kept) + ", refunded " + std::to_string(kept);
    (void)context.wait_until([&] { return money_at_gateway(context, planted.captured, vendor) == wanted; }, 5s);
    const std::string refunded = money_at_gateway(context, planted.captured, vendor);
    context.check(
        {"What was captured without a booking is refunded", wanted, refunded, refunded == wanted, Severity::Critical},
        {"The unwind was not opened again.", "holdfast.reopen_unwind; logs/worker.log"});
    const std::string others = status_at_gateway(context, planted.foreign);
    context.check({"Other installations' intents are left alone", "requires_capture", others,
                   others == "requires_capture", Severity::Critical},
                  {"An intent was taken for ours that is not.", "backend/workers/reconciler.cpp"});
}

/// What only a person can judge: here, that neither of the two is a booking.
void act_as_person(Context &context, const Planted &planted)
{
    (void)context.oracle("relink_payment", {planted.missing.reservation.to_string(), vendor, planted.unlinked});
    for (const TwoPartyBooking *one : {&planted.missing, &planted.misstated})
        (void)context.api().release(one->reservation, context.next_name("release"));
    wait_until_settled(context, std::nullopt, std::nullopt, [&] {
        return money_at_gateway(context, planted.missing, requester).starts_with("1 intent, canceled")
               && money_at_gateway(context, planted.misstated, requester).starts_with("1 intent, canceled");
    });
}

void check_invariants_before(Context &context)
{
    std::string observed = "all hold";
    try {
        (void)context.holdfastctl({"verify"});
    } catch (const std::runtime_error &error) {
        observed = error.what();
    }
    context.check({"The invariants hold before anything is planted", "all hold", observed, observed == "all hold",
                   Severity::High},
                  {"The bookings themselves left something wrong.", "the output of holdfastctl verify"});
}

void run(Context &context)
{
    Planted planted;
    context.step("Book", [&] {
        for (TwoPartyBooking *one : {&planted.good, &planted.missing, &planted.captured, &planted.misstated})
            *one = book(context);
        if (context.api().confirm(planted.good.reservation, context.next_name("confirm")).status != 200)
            throw std::runtime_error("a reservation could not be confirmed");
        if (context.api().release(planted.captured.reservation, context.next_name("release")).status != 200)
            throw std::runtime_error("a reservation could not be released");
        wait_until_settled(context, std::nullopt, std::nullopt, [&] {
            return money_at_gateway(context, planted.captured, vendor).starts_with("1 intent, canceled")
                   && money_at_gateway(context, planted.captured, requester).starts_with("1 intent, canceled");
        });
        // A hint that came later would have what is planted put right before anybody looks for it.
        const auto unfollowed = [&] {
            return context.database().query(resources::text("sql/scenarios/count_unfollowed.sql")).integer(0, 0);
        };
        if (!context.wait_until([&] { return unfollowed() == 0; }, run_patience))
            throw std::runtime_error("the gateway's hints are not followed");
        check_invariants_before(context);
    });
    context.step("Plant the discrepancies", [&] { plant(context, planted); });
    context.step("Find them", [&] {
        check_found(context, planted);
        context.sample_resources();
    });
    context.step("Put right what is safe", [&] { check_repaired(context, planted); });
    context.step("A person does the rest", [&] {
        act_as_person(context, planted);
        const std::set<std::string> left = findings(reconcile(context, false));
        context.check({"A last look finds nothing", "nothing", join(left), left.empty(), Severity::High},
                      {"What was put right is not.", "holdfast.find_discrepancies; oracles/"});
        check_books(context);
    });
}

} // namespace

Scenario reconcile_books()
{
    Scenario scenario;
    scenario.id = "5.3";
    scenario.title = "Reconcile gateway and bookings";
    scenario.expectation =
        "However the gateway's books and the bookings differ, reconciling finds exactly that, puts right "
        "what is safe and lists the rest for a person.";
    scenario.area = "Insight";
    scenario.parameters = {
        {"others", 130, 100, 5'000, "intents of other installations, listed before what is planted"}};
    scenario.steps = {"Book", "Plant the discrepancies", "Find them", "Put right what is safe",
                      "A person does the rest"};
    scenario.saboteurs = {{"list-not-paginated", "Of the gateway's list only the first page is read.", "",
                           "sabotage.first_page_only", exactly_planted}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios

#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/context.h"
#include "backend/scenarios/statistics.h"
#include "resources/resources.h"

#include <algorithm>
#include <map>
#include <span>
#include <sstream>
#include <stdexcept>

namespace holdfast::scenarios {

namespace {

constexpr const char *each_once = "Each slot once";
constexpr const char *others_refused = "Every collision refused";
constexpr const char *counters_right = "Counters equal the reservations";
constexpr const char *no_slower = "No slower at the end than at the beginning";

constexpr std::int64_t warm_up_requests = 500;
constexpr std::int64_t collisions_percent = 20; ///< of the requests want what another one wants
constexpr std::int64_t given_back_percent = 10; ///< of the slots that were taken
constexpr std::chrono::milliseconds least_time{60'000}; ///< that a load is given, and so much more for each request
constexpr std::chrono::milliseconds time_each{50};
constexpr double slower_by = 1.5;
constexpr double fast_enough_ms = 20;

/// One request for a slot, and what came of it.
struct Attempt
{
    net::Request request;
    std::string bytes;
    HoldRequest hold;
    std::size_t slot = 0; ///< of its wave
    std::size_t partner = 0;
    net::Exchange exchange = {};
    bool sent = false;
    Answer answer = {};
};

/// What is given back again.
struct GivenBack
{
    net::Request request;
    std::string bytes;
    ReservationRequest wanted;
    net::Exchange exchange = {};
    bool sent = false;
};

/// Attempts that go out as one load, over slots of their own.
struct Wave
{
    std::string phase;
    std::vector<std::string> slots;
    std::vector<Attempt> attempts;
};

struct Volume
{
    std::uint16_t port = 0;
    std::vector<storage::Param> vendors;
    std::vector<Requests> partners;
    std::vector<std::string> slots; ///< not yet given to a wave
    Wave first, warm_up, full;
};

std::int64_t slots_for(std::int64_t requests)
{
    return requests - requests * collisions_percent / 100;
}

void make_parties(Context &context, Volume &volume)
{
    volume.port = net::parse_http_url(context.sandbox().info().api_url).value().second;
    for (std::int64_t i = 0; i < context.parameter("vendors"); ++i) {
        const Uuid id = Uuid::make_v7();
        context.sandbox().create_vendor(id, context.next_name("Vendor"));
        volume.vendors.emplace_back(id.to_string());
    }
    for (std::int64_t i = 0; i < context.parameter("partners"); ++i)
        volume.partners.emplace_back(context.sandbox().create_partner(context.next_name("Partner")));
}

void make_slots(Context &context, Volume &volume)
{
    const std::int64_t wanted = slots_for(context.parameter("first")) + slots_for(warm_up_requests)
                                + slots_for(context.parameter("requests"));
    const auto vendors = static_cast<std::int64_t>(volume.vendors.size());
    const auto rows = context.database().query(resources::text("sql/scenarios/make_appointments.sql"),
                                               {storage::array_literal(volume.vendors),
                                                std::to_string(wanted / vendors + 1)});
    for (std::size_t row = 0; row < rows.size(); ++row) {
        volume.slots.push_back(rows.text(row, 0));
        context.api().know_slot(Uuid::parse(volume.slots.back()).value(), 1);
    }
    std::ranges::shuffle(volume.slots, context.random());
}

/// Each slot is wanted once, and some of them again, by anybody and in any order.
Wave plan_wave(Context &context, Volume &volume, const std::string &phase, std::int64_t requests)
{
    Wave wave;
    wave.phase = phase;
    const auto slots = static_cast<std::size_t>(slots_for(requests));
    wave.slots.assign(volume.slots.end() - static_cast<std::ptrdiff_t>(slots), volume.slots.end());
    volume.slots.resize(volume.slots.size() - slots);
    const auto below = [&](std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(context.random());
    };
    for (std::size_t i = 0; i < static_cast<std::size_t>(requests); ++i) {
        Attempt attempt;
        attempt.slot = i < slots ? i : below(slots);
        attempt.partner = below(volume.partners.size());
        const std::string key = context.next_name(phase);
        const std::string number = std::to_string(below(100'000));
        attempt.hold = {Uuid::parse(wave.slots[attempt.slot]).value(), 1, "booking-" + number, "requester-" + number, key};
        attempt.request = volume.partners[attempt.partner].hold(attempt.hold);
        attempt.bytes = net::request_bytes(attempt.request, volume.port);
        wave.attempts.push_back(std::move(attempt));
    }
    std::ranges::shuffle(wave.attempts, context.random());
    return wave;
}

LoadPlan plan_for(Context &context, const std::string &phase, std::size_t count)
{
    LoadPlan plan;
    plan.phase = phase;
    plan.url = context.sandbox().info().api_url;
    plan.connections = static_cast<std::size_t>(context.parameter("users"));
    plan.count = count;
    plan.duration = least_time + static_cast<std::int64_t>(count) * time_each;
    return plan;
}

/// What was never sent was refused by nobody: who ran out of time makes no statement.
void send_all(Context &context, const LoadPlan &plan, const LoadWork &work)
{
    const LoadReport report = context.load(plan, work);
    context.must_have_happened(plan.phase + ": every planned request was sent", report.started == plan.count,
                               std::to_string(report.started) + " of " + std::to_string(plan.count));
}

void send(Context &context, Wave &wave)
{
    const auto total = static_cast<std::int64_t>(wave.attempts.size());
    std::int64_t answered = 0;
    LoadWork work;
    work.request = [&](std::uint64_t number) { return std::string_view(wave.attempts[number].bytes); };
    work.answered = [&](std::uint64_t number, const net::LoadAnswer &answer) {
        wave.attempts[number].exchange = net::keep(answer);
        wave.attempts[number].sent = true;
        const std::int64_t twentieth = answered * 20 / total;
        if (++answered * 20 / total != twentieth)
            context.progress(answered, total);
    };
    send_all(context, plan_for(context, wave.phase, wave.attempts.size()), work);
    for (Attempt &attempt : wave.attempts)
        if (attempt.sent)
            attempt.answer = context.api().record(attempt.request, std::move(attempt.exchange), attempt.hold);
}

/// Some of what was taken is released by whom it belongs to; returns how many were told so.
std::int64_t give_back(Context &context, Volume &volume)
{
    std::vector<GivenBack> releases;
    for (const Attempt &taken : volume.full.attempts) {
        const std::size_t wanted = volume.full.slots.size() * given_back_percent / 100;
        if (taken.answer.status != 201 || !taken.answer.reservation_id || releases.size() >= std::max<std::size_t>(wanted, 1))
            continue;
        GivenBack release;
        release.wanted = {*taken.answer.reservation_id, "release", context.next_name("give-back")};
        release.request = volume.partners[taken.partner].ask(release.wanted);
        release.bytes = net::request_bytes(release.request, volume.port);
        releases.push_back(std::move(release));
    }
    LoadWork work;
    work.request = [&](std::uint64_t number) { return std::string_view(releases[number].bytes); };
    work.answered = [&](std::uint64_t number, const net::LoadAnswer &answer) {
        releases[number].exchange = net::keep(answer);
        releases[number].sent = true;
    };
    send_all(context, plan_for(context, "give_back", releases.size()), work);
    std::int64_t released = 0;
    for (GivenBack &release : releases)
        if (release.sent)
            released += context.api().record(release.request, std::move(release.exchange), release.wanted).status == 200;
    return released;
}

/// What clients were told: of each slot one request succeeded, and all others were refused because it is held.
void check_answers(Context &context, const Volume &volume)
{
    std::size_t slots = 0, taken_once = 0, wrong = 0, collisions = 0, planned = 0;
    std::string first_wrong;
    for (const Wave *wave : {&volume.first, &volume.warm_up, &volume.full}) {
        std::vector<int> taken(wave->slots.size());
        std::vector<bool> wanted(wave->slots.size()), unknown(wave->slots.size());
        for (const Attempt &attempt : wave->attempts) {
            if (!attempt.sent)
                continue;
            planned += wanted[attempt.slot]; // it is not the first
            slots += !wanted[attempt.slot];
            wanted[attempt.slot] = true;
            taken[attempt.slot] += attempt.answer.status == 201;
            unknown[attempt.slot] = unknown[attempt.slot] || attempt.answer.outcome() == Outcome::Unknown;
            const std::string summary = attempt.answer.summary();
            collisions += summary == "409 SLOT_HELD";
            if (attempt.answer.status != 201 && summary != "409 SLOT_HELD" && wrong++ == 0)
                first_wrong = summary;
        }
        for (std::size_t i = 0; i < taken.size(); ++i) // who heard nothing may be the one
            taken_once += taken[i] == 1 || (taken[i] == 0 && unknown[i]);
    }
    context.must_have_happened("collisions were seen", collisions > 0, std::to_string(collisions) + " refused");
    context.metric("collisions", static_cast<double>(collisions));

    const auto rows = context.oracle("count_volume", {storage::array_literal(volume.vendors)});
    const std::string expected = std::to_string(slots) + " told once, " + std::to_string(slots)
                                 + " with one reservation, 0 with more";
    const std::string observed = std::to_string(taken_once) + " told once, " + rows.text(0, 1) + " with one reservation, "
                                 + rows.text(0, 2) + " with more";
    context.check({each_once, expected, observed, observed == expected, Severity::Critical},
                  {"Two requests for one slot both saw it free, or a success was not kept.",
                   "resources/sql/booking/functions/hold.sql; history.jsonl"});

    const std::string refused = std::to_string(collisions) + " × 409 SLOT_HELD"
                                + (wrong == 0 ? "" : ", " + std::to_string(wrong) + " others, first: " + first_wrong);
    const std::string wanted = std::to_string(planned) + " × 409 SLOT_HELD";
    context.check({others_refused, wanted, refused, refused == wanted, Severity::High},
                  {"Under volume, requests failed that ought to be refused or to succeed.", "logs/api.log; requests.jsonl"});
}

void check_counters(Context &context, const Volume &volume)
{
    const auto rows = context.oracle("count_volume", {storage::array_literal(volume.vendors)});
    const std::string observed = rows.text(0, 3) + " slots off; counted " + rows.text(0, 4) + ", reservations "
                                 + rows.text(0, 5);
    context.check({counters_right, "0 slots off", observed, rows.integer(0, 3) == 0, Severity::Critical},
                  {"A step of a reservation changes the row and not the slot's counter, or the counter twice.",
                   "resources/sql/booking/functions/steps.sql: what it adds to held and confirmed"});
}

/// Service times of those that made a reservation, in milliseconds: refusals cost less, and there are more of them at the end.
std::vector<double> service_of(std::span<const Attempt> attempts)
{
    std::vector<double> times;
    for (const Attempt &attempt : attempts)
        if (attempt.answer.status == 201)
            times.push_back(static_cast<double>(attempt.answer.duration().count()) / 1000.0);
    return times;
}

void check_speed(Context &context, const Wave &wave)
{
    const std::size_t tenth = wave.attempts.size() / 10;
    const std::span<const Attempt> all(wave.attempts);
    const auto early = service_of(all.first(tenth));
    const auto late = service_of(all.last(tenth));
    const std::uint64_t needed = samples_needed(95);
    context.must_have_happened("both tenths have samples enough for a p95", early.size() >= needed && late.size() >= needed,
                               std::to_string(early.size()) + " and " + std::to_string(late.size()));
    const double before = percentile(early, 95);
    const double after = percentile(late, 95);
    context.metric("first_tenth_p95_ms", before);
    context.metric("last_tenth_p95_ms", after);
    std::ostringstream expected, observed;
    expected << "p95 of the last tenth at most " << slower_by << " × that of the first, or below " << fast_enough_ms << " ms";
    observed << "first " << before << " ms, last " << after << " ms";
    context.check({no_slower, expected.str(), observed.str(), after <= slower_by * before || after < fast_enough_ms,
                   Severity::Medium},
                  {"Something costs more the more reservations there are: a scan where an index ought to serve.",
                   "pg_stat_statements; the indexes of reservation and slot"});
}

void run(Context &context)
{
    Volume volume;
    context.step("Make slots", [&] {
        make_parties(context, volume);
        make_slots(context, volume);
        volume.first = plan_wave(context, volume, "first", context.parameter("first"));
        volume.warm_up = plan_wave(context, volume, "warm_up", warm_up_requests);
        volume.full = plan_wave(context, volume, "full", context.parameter("requests"));
    });
    context.step("First reservations", [&] { send(context, volume.first); });
    context.step("Warm up", [&] { send(context, volume.warm_up); });
    context.step("Full volume", [&] {
        send(context, volume.full);
        context.sample_resources();
    });
    context.step("Judge the answers", [&] {
        check_answers(context, volume);
        check_speed(context, volume.full);
    });
    context.step("Give some back", [&] {
        const std::int64_t released = give_back(context, volume);
        context.must_have_happened("reservations were given back", released > 0, std::to_string(released) + " released");
        check_counters(context, volume);
    });
}

} // namespace

Scenario volume()
{
    Scenario scenario;
    scenario.id = "3.1";
    scenario.title = "Volume of reservations";
    scenario.expectation = "Many partners want many slots, some of them the same: each slot is booked once, whoever comes "
                           "second is refused, and the last requests are as fast as the first.";
    scenario.area = "Failure and recovery";
    scenario.exclusive = true;
    scenario.parameters = {{"first", 100, 10, 10'000, "requests of the small wave that comes first"},
                           {"requests", 10'000, 1'000, 100'000, "requests of the full wave, a fifth of them collisions"},
                           {"vendors", 10, 1, 100, "whose slots are wanted"},
                           {"partners", 10, 1, 100, "who want them"},
                           {"users", 8, 1, 256, "who ask at the same time, each again after its answer"}};
    scenario.steps = {"Make slots",  "First reservations", "Warm up", "Full volume",
                      "Judge the answers", "Give some back"};
    scenario.saboteurs = {{"counter-drift", "A release does not take its place off the slot's counter.",
                           "sql/saboteurs/counter_drift.sql", "", counters_right}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios

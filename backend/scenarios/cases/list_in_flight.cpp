#include "backend/core/reservation_state.h"
#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/context.h"
#include "resources/resources.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <span>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <variant>

namespace holdfast::scenarios {

using namespace std::chrono_literals;
using json = nlohmann::json;

namespace {

constexpr const char *all_listed = "Everything in flight is listed";
constexpr const char *listed_once = "Nothing is listed twice";
constexpr const char *told_right = "State, timestamps and deadline are right";
constexpr const char *pages_fast = "Pages come fast";

constexpr double most_page_ms = 50; ///< at the 99th percentile
constexpr std::chrono::milliseconds least_time{60'000}; ///< that a load is given, and so much more for each page
constexpr std::chrono::milliseconds time_each{200};
constexpr std::uint64_t spare_pages = 100; ///< of a walk: rows that change come again
constexpr int changing_slots = 8;
constexpr std::size_t fewest_changes = 50;
constexpr std::size_t change_connections = 32; ///< more than are ever under way at once
constexpr const char *bulk_partner = "Partner of many";

/// A reservation as the database or a page tells it.
struct Row
{
    std::string state;
    std::int64_t version = 0;
    std::string created_at, changed_at, deadline;

    bool operator==(const Row &) const = default;
};
using Rows = std::unordered_map<std::string, Row>; ///< by id

/// Something sent while pages are read.
struct Change
{
    net::Request request;
    std::string bytes;
    std::variant<HoldRequest, ReservationRequest> wanted;
    net::Exchange exchange = {};
};

/// The pages of one way through the list, as they came.
struct Walk
{
    std::vector<std::string> pages;
    bool whole = false; ///< it reached the end of the list
};

struct Listing
{
    std::uint16_t port = 0;
    std::vector<Uuid> changing; ///< reservations made through the API, for changes to come
    std::vector<Uuid> slots;    ///< theirs
    std::vector<Change> changes;
    LoadReport changed; ///< what came of sending them
    Rows before, after;
    std::vector<Walk> walks;
    std::size_t pages = 0;
    std::size_t refused_pages = 0;
    std::chrono::steady_clock::time_point began, ended; ///< of the pages
};

/// Rows without a story, for as long as this lives.
class Bulk final
{
public:
    explicit Bulk(Context &context) : context_(context) {}
    ~Bulk()
    {
        try {
            remove();
        } catch (const std::exception &error) {
            context_.log(LogLine::Level::Fail, "scenario", std::string("what was loaded is still there: ") + error.what());
        }
    }
    Bulk(const Bulk &) = delete;
    Bulk &operator=(const Bulk &) = delete;

    void load(std::int64_t count)
    {
        (void)context_.sandbox().create_partner(bulk_partner);
        loaded_ = true; // also if it should fail half-way
        context_.database().query(resources::text("sql/scenarios/load_in_flight.sql"), {bulk_partner, std::to_string(count)});
        context_.database().run_script(resources::text("sql/scenarios/analyze_reservations.sql"));
    }
    void remove()
    {
        if (std::exchange(loaded_, false))
            context_.database().query(resources::text("sql/scenarios/remove_in_flight.sql"), {bulk_partner});
    }

private:
    Context &context_;
    bool loaded_ = false;
};

Rows read_rows(Context &context)
{
    const auto found = context.database().query(resources::text("sql/scenarios/list_in_flight.sql"));
    Rows rows;
    rows.reserve(found.size());
    for (std::size_t row = 0; row < found.size(); ++row)
        rows.emplace(found.text(row, 0),
                     Row{found.text(row, 1), found.integer(row, 2), to_rfc3339(found.time(row, 3)),
                         to_rfc3339(found.time(row, 4)), to_rfc3339(found.time(row, 5))});
    return rows;
}

/// Reservations with a life: two-party ones, whose vendor can confirm them.
void make_changing(Context &context, Listing &listing)
{
    const std::int64_t count = context.parameter("changing");
    const Uuid vendor = Uuid::make_v7();
    for (int i = 0; i < changing_slots; ++i) {
        SlotRequest slot;
        slot.vendor_id = vendor;
        slot.kind = "event";
        slot.starts_at = wall_clock_now() + std::chrono::days(3 + i);
        slot.capacity = static_cast<int>(count);
        slot.settlement = "two_party";
        slot.currency = "EUR";
        slot.requester_amount_minor = 2'000;
        slot.vendor_amount_minor = 200;
        const Answer made = context.api().create_slot(slot);
        if (!made.slot_id)
            throw std::runtime_error("a slot could not be made: " + made.summary());
        listing.slots.push_back(*made.slot_id);
    }
    std::vector<HoldRequest> holds;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string name = context.next_name("changing");
        holds.push_back({listing.slots[static_cast<std::size_t>(i) % listing.slots.size()], 1, name, name, name});
    }
    for (std::size_t at = 0; at < holds.size(); at += 100) {
        const auto some = std::span(holds).subspan(at, std::min<std::size_t>(100, holds.size() - at));
        for (const Answer &held : context.api().hold_together(some)) {
            if (held.status != 201 || !held.reservation_id)
                throw std::runtime_error("a reservation could not be made: " + held.summary());
            listing.changing.push_back(*held.reservation_id);
        }
        context.progress(static_cast<std::int64_t>(at), count);
    }
}

/// One is confirmed and stays in flight, in another place of the list; one leaves it; one comes.
void plan_changes(Context &context, Listing &listing)
{
    const Requests requests(context.sandbox().info().partner_key);
    const auto add = [&](net::Request request, std::variant<HoldRequest, ReservationRequest> wanted) {
        std::string bytes = net::request_bytes(request, listing.port);
        listing.changes.push_back({std::move(request), std::move(bytes), std::move(wanted)});
    };
    const auto ask = [&](const ReservationRequest &wanted) { add(requests.ask(wanted), wanted); };
    const auto hold = [&](const HoldRequest &wanted) { add(requests.hold(wanted), wanted); };
    std::ranges::shuffle(listing.changing, context.random());
    for (std::size_t i = 0; i < listing.changing.size(); ++i) {
        const std::string key = context.next_name("change");
        if (i % 2 == 0) {
            ask({listing.changing[i], "vendor-confirmation", key});
        } else {
            ask({listing.changing[i], "release", key});
            const std::string name = context.next_name("new");
            hold({listing.slots[i % listing.slots.size()], 1, name, name, name});
        }
    }
}

/// Where the page after this one begins; empty at the end. Read without its rows, which would take the time of the next page.
std::string cursor_in(std::string_view body)
{
    constexpr std::string_view label = "\"next_cursor\":\"";
    const auto found = body.rfind(label);
    if (found == std::string_view::npos)
        return {};
    const std::string_view rest = body.substr(found + label.size());
    return std::string(rest.substr(0, rest.find('"')));
}

/// More than a way through the list has, also if everything that changes comes once more.
std::uint64_t most_pages_of_walk(Context &context)
{
    const std::int64_t rows = context.parameter("rows") + 2 * context.parameter("changing");
    return static_cast<std::uint64_t>(rows / context.parameter("page")) + spare_pages;
}

/// Until there are enough for a 99th percentile and the last way through the list is at its end.
std::uint64_t most_pages(Context &context)
{
    return samples_needed(99) + most_pages_of_walk(context);
}

std::chrono::milliseconds time_for_pages(Context &context)
{
    return least_time + static_cast<std::int64_t>(most_pages(context)) * time_each;
}

/// From page to page, from the front again at the end, until there are enough for a 99th percentile.
LoadReport read_pages(Context &context, Listing &listing)
{
    net::Request page;
    page.method = "GET";
    page.headers = {{"Authorization", "Bearer " + context.sandbox().info().admin_token}};
    const std::string limit = std::to_string(context.parameter("page"));
    std::string cursor, bytes;
    const std::uint64_t enough = samples_needed(99);

    LoadPlan plan;
    plan.phase = "pages";
    plan.url = context.sandbox().info().api_url;
    plan.connections = 1;
    plan.count = most_pages(context);
    plan.duration = time_for_pages(context);
    LoadWork work;
    work.request = [&](std::uint64_t number) -> std::string_view {
        if (cursor.empty()) {
            if (number >= enough || listing.refused_pages > 0)
                return {};
            listing.walks.emplace_back();
        }
        page.target = "/api/admin/reservations?limit=" + limit + (cursor.empty() ? "" : "&cursor=" + net::percent_encode(cursor));
        return bytes = net::request_bytes(page, listing.port);
    };
    work.answered = [&](std::uint64_t, const net::LoadAnswer &answer) {
        listing.refused_pages += answer.status != 200;
        cursor = answer.status == 200 ? cursor_in(answer.body) : std::string();
        listing.walks.back().pages.emplace_back(answer.body);
        listing.walks.back().whole = answer.status == 200 && cursor.empty();
        ++listing.pages;
    };
    return context.load(plan, work);
}

/// The pages, while another thread changes rows.
LoadReport page_while_rows_change(Context &context, Listing &listing)
{
    listing.before = read_rows(context);
    std::atomic<bool> done = false;
    LoadPlan plan;
    plan.phase = "changes";
    plan.url = context.sandbox().info().api_url;
    plan.arrivals = Arrivals::Poisson;
    plan.rate = static_cast<double>(context.parameter("rate"));
    plan.seed = context.random()();
    plan.connections = change_connections;
    plan.count = listing.changes.size();
    plan.duration = time_for_pages(context);
    LoadWork work;
    work.request = [&](std::uint64_t number) {
        return done ? std::string_view() : std::string_view(listing.changes[number].bytes);
    };
    work.answered = [&](std::uint64_t number, const net::LoadAnswer &answer) {
        listing.changes[number].exchange = net::keep(answer);
    };
    std::exception_ptr failed;
    std::jthread changing([&] {
        try {
            listing.changed = run_load(plan, work, {}, {});
        } catch (...) {
            failed = std::current_exception();
        }
    });
    const auto end = [&] {
        done = true;
        changing.join();
    };
    listing.began = std::chrono::steady_clock::now();
    LoadReport report;
    try {
        report = read_pages(context, listing);
    } catch (...) {
        end();
        throw;
    }
    listing.ended = std::chrono::steady_clock::now();
    end();
    if (failed)
        std::rethrow_exception(failed);
    listing.after = read_rows(context);
    return report;
}

/// Into the history; those that were acknowledged while pages were read count.
void record_changes(Context &context, Listing &listing)
{
    context.log(LogLine::Level::Info, "load", "changes: " + listing.changed.summary());
    for (const Condition &condition : listing.changed.conditions())
        context.must_have_happened(condition.name, condition.happened, condition.detail);
    context.metric("changes_per_second", listing.changed.per_second());
    if (const auto p95 = listing.changed.latency.percentile_ms(95))
        context.metric("changes_p95_ms", *p95);
    std::size_t within = 0;
    for (Change &change : listing.changes) {
        if (change.exchange.finished == std::chrono::steady_clock::time_point())
            continue; // there was no time for it
        const Answer answer = std::visit(
            [&](const auto &wanted) { return context.api().record(change.request, std::move(change.exchange), wanted); },
            change.wanted);
        within += answer.outcome() == Outcome::Ok && answer.started >= listing.began && answer.finished <= listing.ended;
    }
    context.must_have_happened("rows changed while pages were read", within >= fewest_changes,
                               std::to_string(within) + " changes acknowledged");
    context.metric("changes_while_paging", static_cast<double>(within));
}

/// What one way through the list tells, held against what was true before and after it.
struct Judgement
{
    std::size_t throughout = 0, missing = 0, repeated = 0, wrong = 0;
    std::map<std::string, std::size_t> missing_by_state;
    std::string first_wrong;

    void complain(const std::string &id, const std::string &text)
    {
        if (wrong++ == 0)
            first_wrong = id + ": " + text;
    }
};

Row row_in(const json &listed)
{
    return {listed.at("state"), listed.at("version"), listed.at("created_at"), listed.at("changed_at"),
            listed.at("expires_at").is_null() ? std::string() : listed.at("expires_at").get<std::string>()};
}

void judge_walk(const Listing &listing, const Walk &walk, Judgement &judgement)
{
    Rows seen; // in the last version it was listed with
    seen.reserve(listing.before.size());
    for (const std::string &body : walk.pages) {
        const json page = json::parse(body);
        for (const json &listed : page.at("reservations")) {
            const std::string id = listed.at("reservation_id");
            const Row row = row_in(listed);
            const auto [known, is_new] = seen.try_emplace(id, row);
            // A step moves a reservation in the list, whose order is the deadline: then it may come again, changed.
            if (!is_new && std::exchange(known->second, row).version == row.version)
                ++judgement.repeated;
            const auto before = listing.before.find(id);
            const auto after = listing.after.find(id);
            const bool still = before != listing.before.end() && after != listing.after.end() && before->second == after->second;
            const auto state = parse_state(row.state);
            if (!state || !info(*state).in_flight || row.deadline.empty())
                judgement.complain(id, "listed as " + row.state + " with deadline '" + row.deadline + "'");
            else if (still && row != before->second)
                judgement.complain(id, "listed as " + row.state + ", version " + std::to_string(row.version) + ", is "
                                           + before->second.state + ", version " + std::to_string(before->second.version));
        }
    }
    for (const auto &[id, row] : listing.before) {
        if (!listing.after.contains(id))
            continue;
        ++judgement.throughout;
        if (!seen.contains(id)) {
            ++judgement.missing;
            ++judgement.missing_by_state[row.state];
        }
    }
}

void judge(Context &context, const Listing &listing, const LoadReport &pages)
{
    context.must_have_happened("every page was answered 200", listing.refused_pages == 0 && listing.pages > 0,
                               std::to_string(listing.pages) + " pages, " + std::to_string(listing.refused_pages) + " not");
    std::map<std::string, std::size_t> by_state;
    for (const auto &[id, row] : listing.before)
        ++by_state[row.state];
    context.must_have_happened("every state of flight was there", by_state.size() == 5,
                               std::to_string(by_state.size()) + " states, " + std::to_string(listing.before.size()) + " rows");
    if (listing.refused_pages > 0)
        return;
    const auto whole = std::ranges::count_if(listing.walks, &Walk::whole);
    context.must_have_happened("every walk reached the end of the list",
                               whole > 0 && whole == static_cast<std::ptrdiff_t>(listing.walks.size()),
                               std::to_string(whole) + " of " + std::to_string(listing.walks.size()));
    Judgement judgement;
    for (const Walk &walk : listing.walks)
        if (walk.whole)
            judge_walk(listing, walk, judgement);
    std::string missing = std::to_string(judgement.missing) + " of " + std::to_string(judgement.throughout) + " missing";
    for (const auto &[state, count] : judgement.missing_by_state)
        missing += ", " + std::to_string(count) + " " + state;
    context.check({all_listed, "0 of " + std::to_string(judgement.throughout) + " missing", missing, judgement.missing == 0,
                   Severity::High},
                  {"The list's filter leaves a state out, or a page begins behind where the one before ended.",
                   "backend/insight/reservations.cpp; resources/sql/insight/reservation_page.sql"});
    context.check({listed_once, "0 repeated", std::to_string(judgement.repeated) + " repeated", judgement.repeated == 0,
                   Severity::High},
                  {"A cursor does not say where its page ended: ties of the deadline are not broken.",
                   "resources/sql/insight/reservation_page.sql: what comes after the cursor"});
    context.check({told_right, "0 wrong", std::to_string(judgement.wrong) + " wrong"
                                              + (judgement.wrong == 0 ? "" : ", first: " + judgement.first_wrong),
                   judgement.wrong == 0, Severity::High},
                  {"The list tells something else than the database has.", "resources/sql/insight/reservation_row.sql"});

    const double p99 = static_cast<double>(pages.service.percentile(99).count()) / 1000.0;
    context.must_have_happened("there were pages enough for a p99", pages.service.count() >= samples_needed(99),
                               std::to_string(pages.service.count()) + " pages");
    std::ostringstream observed;
    observed << "p99 " << p99 << " ms of " << pages.service.count() << " pages";
    context.check({pages_fast, "p99 below 50 ms", observed.str(), p99 < most_page_ms, Severity::Medium},
                  {"A page costs more than its rows: it sorts or counts what lies behind it.",
                   "explain resources/sql/insight/reservation_page.sql; the index reservation_by_deadline"});
}

void run(Context &context)
{
    Listing listing;
    listing.port = net::parse_http_url(context.sandbox().info().api_url).value().second;
    context.pause(Part::Worker); // nothing is to be done for rows without a story
    Bulk bulk(context);
    context.step("Load reservations", [&] { bulk.load(context.parameter("rows")); });
    context.step("Make some through the API", [&] {
        make_changing(context, listing);
        plan_changes(context, listing);
    });
    LoadReport pages;
    context.step("Page while rows change", [&] {
        pages = page_while_rows_change(context, listing);
        record_changes(context, listing);
        context.sample_resources();
    });
    context.step("Judge the pages", [&] { judge(context, listing, pages); });
    context.step("Take the loaded ones out", [&] { bulk.remove(); });
}

} // namespace

Scenario list_in_flight()
{
    Scenario scenario;
    scenario.id = "5.1";
    scenario.title = "List of what is in flight";
    scenario.expectation = "With a hundred thousand reservations in flight, and rows changing all the time, the admin's list "
                           "misses and repeats nothing, and each page comes fast.";
    scenario.area = "Insight";
    scenario.exclusive = true;
    scenario.parameters = {{"rows", 100'000, 1'000, 300'000, "reservations in flight, loaded beforehand"},
                           {"changing", 600, 100, 5'000, "others, made through the API, that change while pages are read"},
                           {"rate", 150, 10, 2'000, "changes per second"},
                           {"page", 250, 10, 1'000, "reservations on a page"}};
    scenario.steps = {"Load reservations", "Make some through the API", "Page while rows change", "Judge the pages",
                      "Take the loaded ones out"};
    scenario.saboteurs = {{"state-not-listed", "The list of what is in flight leaves out those whose vendor has authorized.",
                           "", "sabotage.state_not_listed", all_listed}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios

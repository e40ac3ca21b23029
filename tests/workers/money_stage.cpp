#include "tests/workers/money_stage.h"

#include "backend/core/time.h"
#include "backend/insight/invariants.h"
#include "tests/support/eventually.h"

#include <algorithm>
#include <map>
#include <set>

namespace holdfast::test {

namespace {

using booking::Verb;

/// One party's payment as the database has it.
struct Kept
{
    std::string reservation, party, state, intent, status;
    bool ended = false; ///< booked or over: its money must be at rest
    std::int64_t owed = 0, captured = 0, refunded = 0;
};

constexpr const char *kept_sql = R"(
    select p.reservation_id, p.party, w.state, coalesce(p.intent_id, ''), coalesce(p.intent_status, ''),
           n.terminal or w.state = 'CONFIRMED', case when w.state = 'CONFIRMED' then p.amount_minor else 0 end,
           p.captured_minor, p.refunded_minor
    from holdfast.payment p
    join holdfast.reservation w on w.id = p.reservation_id
    join holdfast.state n on n.name = w.state
)";

std::vector<Kept> read_kept(storage::Connection &database)
{
    const auto rows = database.query(kept_sql);
    std::vector<Kept> all;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        all.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
                       rows.boolean(row, 5), rows.integer(row, 6), rows.integer(row, 7), rows.integer(row, 8)});
    }
    return all;
}

std::string describe(const BookedIntent &intent)
{
    return intent.id + " of the " + intent.party + " of " + intent.reservation + " (" + intent.status + ", captured "
           + std::to_string(intent.received) + ", refunded " + std::to_string(intent.refunded) + ")";
}

/// What the gateway has of one party against what it should have.
void compare(const Kept &kept, const std::vector<const BookedIntent *> &intents, std::vector<std::string> &wrong)
{
    std::int64_t charged = 0;
    for (const auto *intent : intents) {
        charged += intent->received - intent->refunded;
        if (kept.ended && intent->status != "canceled" && intent->status != "succeeded")
            wrong.push_back("left open: " + describe(*intent) + ", " + kept.state);
        if (kept.ended && intent->refunds_pending != 0)
            wrong.push_back("a refund is pending: " + describe(*intent));
        if (intent->id == kept.intent && kept.ended
            && (intent->received != kept.captured || intent->refunded != kept.refunded || intent->status != kept.status))
            wrong.push_back("the books differ: " + describe(*intent) + ", but " + kept.status + ", captured "
                            + std::to_string(kept.captured) + ", refunded " + std::to_string(kept.refunded) + " is known");
    }
    const auto known = std::ranges::any_of(intents, [&](const auto *intent) { return intent->id == kept.intent; });
    if (!kept.intent.empty() && !known)
        wrong.push_back("the gateway has no intent " + kept.intent);
    if (kept.ended && charged != kept.owed)
        wrong.push_back(kept.reservation + ", " + kept.state + ": the " + kept.party + " owes " + std::to_string(kept.owed)
                        + " and is charged " + std::to_string(charged));
}

} // namespace

std::vector<Verb> steps_to_authorize()
{
    return {Verb::VendorConfirm, Verb::AuthorizeVendor, Verb::AuthorizeRequester};
}

std::vector<Verb> steps_to_book()
{
    auto steps = steps_to_authorize();
    steps.push_back(Verb::Confirm);
    return steps;
}

MoneyStage::MoneyStage(const std::string &dsn)
    : database_(dsn), town_(database_, 1),
      // Databases of tests are copies of one, and would be one to the gateway.
      environment_(database_.query("update holdfast.money_policy set environment = gen_random_uuid() returning environment").text(0, 0))
{
    mark_as_sandbox(database_);
}

Uuid MoneyStage::hold(const std::string &settlement)
{
    const auto wish = make_hold(partner(), town_.add_paid_slot(1, settlement), "hold " + std::to_string(++keys_));
    const auto outcome = short_name(run_one(database_, wish));
    if (outcome != "DONE")
        throw std::runtime_error("no hold: " + outcome);
    return wish.reservation_id;
}

std::string MoneyStage::ask(const Uuid &reservation, Verb verb, const std::string &card)
{
    auto change = make_change(reservation, verb, partner(), "key " + std::to_string(++keys_));
    if (verb == Verb::AuthorizeVendor || verb == Verb::AuthorizeRequester)
        change.payment_method = card;
    return short_name(run_one(database_, change));
}

bool MoneyStage::advance(std::vector<Course> &courses)
{
    const auto rows = database_.query("select reservation_id from holdfast.operation where status = 'PENDING' "
                                      "and reservation_id is not null");
    std::set<Uuid> busy;
    for (std::size_t row = 0; row < rows.size(); ++row)
        busy.insert(rows.uuid(row, 0));
    bool all_over = true;
    for (auto &course : courses) {
        while (!course.over && !busy.contains(course.reservation)) {
            if (course.taken == course.steps.size()) {
                course.over = true;
                break;
            }
            const auto verb = course.steps[course.taken++];
            course.over = ask(course.reservation, verb, course.card) != "DONE";
            if (verb != Verb::VendorConfirm)
                break; // something is under way now
        }
        all_over = all_over && course.over;
    }
    return all_over;
}

bool MoneyStage::run(std::vector<Course> &courses, std::chrono::seconds patience)
{
    return eventually([&] { return advance(courses) && is_at_rest(); }, patience);
}

std::string MoneyStage::text(const Uuid &reservation, const std::string &sql) const
{
    const auto rows = database_.query(sql, {reservation.to_string()});
    return rows.empty() ? std::string() : rows.optional_text(0, 0).value_or("");
}

std::string MoneyStage::state(const Uuid &reservation) const
{
    return text(reservation, "select state from holdfast.reservation where id = $1");
}

std::string MoneyStage::intent(const Uuid &reservation, const std::string &party) const
{
    return text(reservation,
                "select intent_id from holdfast.payment where reservation_id = $1 and party = '" + party + "'");
}

std::int64_t MoneyStage::count(const std::string &from) const
{
    return database_.query("select count(*) from holdfast." + from).integer(0, 0);
}

bool MoneyStage::is_at_rest() const
{
    // One statement, one moment. What is past its deadline is work too, once nobody is waited for.
    return database_
        .query("select not exists (select from holdfast.operation where status = 'PENDING') "
               "and not exists (select from holdfast.webhook_event where status = 'PENDING') "
               "and not exists (select from holdfast.reservation where deadline + interval '6 seconds' <= holdfast.now())")
        .boolean(0, 0);
}

void MoneyStage::store_hint(const Json &event) const
{
    const auto &object = event.at("data").at("object");
    const std::string intent = object.at("object") == "payment_intent" ? object.at("id") : object.at("payment_intent");
    database_.query("insert into holdfast.webhook_event (id, type, intent_id, created_at) "
                    "values ($1, $2, $3, to_timestamp($4::bigint)) on conflict (id) do nothing",
                    {event.at("id").get<std::string>(), event.at("type").get<std::string>(), intent,
                     std::to_string(event.at("created").get<std::int64_t>())});
}

void MoneyStage::roll_dead_commits_forward() const
{
    database_.query("update holdfast.money_policy set dead_commit = 'roll_forward'");
}

void MoneyStage::jump(GatewayControl &gateway, std::chrono::seconds by)
{
    ahead_ += by;
    gateway.set_clock(ahead_);
    database_.query("select holdfast.advance_clock($1::interval)", {std::to_string(by.count()) + " seconds"});
}

std::vector<std::string> MoneyStage::find_unsettled(GatewayControl &gateway) const
{
    std::vector<std::string> wrong;
    const auto work = database_.query("select format('%s %s of %s is %s: %s', kind, party, reservation_id, status, detail) "
                                      "from holdfast.operation where status in ('PENDING', 'DEAD')");
    for (std::size_t row = 0; row < work.size(); ++row)
        wrong.push_back(work.text(row, 0));
    const auto booked = gateway.books(environment_);
    std::map<std::pair<std::string, std::string>, std::vector<const BookedIntent *>> of_party;
    for (const auto &intent : booked)
        of_party[{intent.reservation, intent.party}].push_back(&intent);
    for (const auto &kept : read_kept(database_)) {
        compare(kept, of_party[{kept.reservation, kept.party}], wrong);
        of_party.erase({kept.reservation, kept.party});
    }
    for (const auto &[owner, intents] : of_party) {
        for (const auto *intent : intents) {
            if (intent->status != "canceled" && intent->received != intent->refunded)
                wrong.push_back("nobody's: " + describe(*intent));
        }
    }
    return wrong;
}

std::vector<std::string> MoneyStage::find_violated()
{
    std::vector<std::string> violated;
    for (const auto &result : insight::check_invariants(database_)) {
        if (!result.holds)
            violated.push_back(result.id + " " + result.title + ": "
                               + (result.examples.empty() ? std::string() : result.examples.front()));
    }
    return violated;
}

std::string lines(const std::vector<std::string> &all)
{
    std::string text;
    for (const auto &line : all)
        text += line + '\n';
    return text;
}

} // namespace holdfast::test

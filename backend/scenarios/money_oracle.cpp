#include "backend/scenarios/money_oracle.h"

#include "backend/scenarios/history.h"
#include "resources/resources.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

constexpr auto quiet_patience = 500ms; ///< once nothing is to be done any more: nothing will come of waiting

using PartyKey = std::pair<std::string, std::string>; // reservation, party

bool takes_money(const GatewayIntent &intent)
{
    return intent.status != "canceled" && intent.status != "succeeded" && intent.status != "requires_payment_method";
}

std::string describe(const GatewayIntent &intent)
{
    return intent.id + " (" + intent.status + ", captured " + std::to_string(intent.captured_minor) + ", refunded "
           + std::to_string(intent.refunded_minor) + ")";
}

/// Where the money has to be for: what a client was told counts when the database says what cannot come of it.
State standing_of(const PartyMoney &money, const std::map<std::string, State> &told)
{
    const auto promised = told.find(money.reservation);
    return promised == told.end() || reachable(promised->second, money.state) ? money.state : promised->second;
}

std::string describe(const PartyMoney &money, State standing)
{
    const std::string text = "reservation " + money.reservation + ", " + std::string(name(money.state));
    const std::string told = standing == money.state ? "" : " (a client was told " + std::string(name(standing)) + ")";
    return text + told + ": the " + money.party;
}

bool has_ended(State state)
{
    return state != State::Confirmed && state_table[static_cast<std::size_t>(state)].terminal;
}

/// What one party's intents come to at the gateway, against what it owes and what the database knows.
void judge_party(const PartyMoney &money, State standing, const std::vector<const GatewayIntent *> &intents,
                 std::vector<std::string> &wrong)
{
    std::int64_t kept = 0;
    std::ptrdiff_t live = 0;
    for (const GatewayIntent *intent : intents) {
        kept += intent->captured_minor - intent->refunded_minor;
        live += takes_money(*intent);
    }
    const std::string who = describe(money, standing);
    const std::int64_t owed = standing == State::Confirmed ? money.amount_minor : 0;
    const bool on_the_way = standing == State::Committing && kept >= 0 && kept <= money.amount_minor;
    if (kept != owed && !on_the_way)
        wrong.push_back(who + " owes " + std::to_string(owed) + ", and the gateway keeps " + std::to_string(kept));
    if (live > 1)
        wrong.push_back(who + " has " + std::to_string(live) + " live intents");
    if (live > 0 && has_ended(standing)) {
        const auto open = std::ranges::find_if(intents, [](const auto *one) { return takes_money(*one); });
        wrong.push_back(who + "'s intent is live: " + describe(**open));
    }
    if (!money.intent)
        return;
    const auto known = std::ranges::find(intents, *money.intent, &GatewayIntent::id);
    if (known == intents.end()) {
        wrong.push_back(who + "'s intent " + *money.intent + " is not the gateway's");
        return;
    }
    const bool at_rest = standing == State::Confirmed || has_ended(standing);
    if ((*known)->captured_minor != money.captured_minor || (*known)->refunded_minor != money.refunded_minor
        || (at_rest && (*known)->status != money.intent_status))
        wrong.push_back(who + "'s intent is " + describe(**known) + ", and the database says " + money.intent_status
                        + ", captured " + std::to_string(money.captured_minor) + ", refunded "
                        + std::to_string(money.refunded_minor));
}

std::vector<PartyMoney> read_parties(const storage::Rows &rows)
{
    std::vector<PartyMoney> parties;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        PartyMoney money;
        money.reservation = rows.text(row, 0);
        const auto state = parse_state(rows.text(row, 1));
        if (!state)
            throw std::runtime_error("reservation " + money.reservation + " is in an unknown state");
        money.state = *state;
        money.party = rows.text(row, 2);
        money.amount_minor = rows.integer(row, 3);
        money.intent = rows.optional_text(row, 4);
        money.intent_status = rows.optional_text(row, 5).value_or("");
        money.captured_minor = rows.integer(row, 6);
        money.refunded_minor = rows.integer(row, 7);
        parties.push_back(std::move(money));
    }
    return parties;
}

/// Those of this installation: others may use the same gateway.
std::vector<GatewayIntent> ours(std::vector<GatewayIntent> intents, const std::string &environment)
{
    std::erase_if(intents, [&](const GatewayIntent &intent) {
        return !intent.environment.empty() && intent.environment != environment;
    });
    return intents;
}

std::set<std::string> read_unneeded(const storage::Rows &rows)
{
    std::set<std::string> intents;
    for (std::size_t row = 0; row < rows.size(); ++row)
        intents.insert(rows.text(row, 0));
    return intents;
}

std::map<std::string, State> read_told(const History &history)
{
    std::map<std::string, std::pair<std::int32_t, State>> latest;
    for (const Operation &operation : history.operations()) {
        if (operation.outcome != Outcome::Ok || !operation.reservation || !operation.state || !operation.version)
            continue;
        auto &[version, state] = latest[operation.reservation->to_string()];
        if (*operation.version >= version) {
            version = *operation.version;
            state = *operation.state;
        }
    }
    std::map<std::string, State> told;
    for (const auto &[reservation, last] : latest)
        told[reservation] = last.second;
    return told;
}

} // namespace

std::vector<std::string> find_disagreements(const Books &books)
{
    std::map<PartyKey, std::vector<const GatewayIntent *>> by_party;
    for (const PartyMoney &money : books.parties)
        by_party[{money.reservation, money.party}];
    std::vector<std::string> wrong;
    for (const GatewayIntent &intent : books.intents) {
        const auto found = by_party.find({intent.reservation, intent.party});
        if (books.unneeded.contains(intent.id)) {
            if (takes_money(intent) || intent.captured_minor != intent.refunded_minor)
                wrong.push_back(describe(intent) + " is needed by nobody, and not given back");
        } else if (found == by_party.end()) {
            wrong.push_back(describe(intent) + " belongs to no party of a reservation");
        }
        if (found != by_party.end())
            found->second.push_back(&intent);
    }
    for (const PartyMoney &money : books.parties)
        judge_party(money, standing_of(money, books.told), by_party[{money.reservation, money.party}], wrong);
    return wrong;
}

void wait_until_settled(Context &context, const storage::Param &reservation, const storage::Param &kind,
                        const std::function<bool()> &settled, std::chrono::milliseconds patience)
{
    auto busy_at = std::chrono::steady_clock::now();
    (void)context.wait_until(
        [&] {
            if (settled())
                return true;
            const auto now = std::chrono::steady_clock::now();
            const auto sql = resources::text("sql/scenarios/count_pending.sql");
            if (context.database().query(sql, {reservation, kind}).integer(0, 0) > 0)
                busy_at = now;
            return now - busy_at > quiet_patience;
        },
        patience);
}

void check_books(Context &context, std::chrono::milliseconds patience)
{
    Books books;
    books.told = read_told(context.history());
    const std::string environment = context.oracle("gateway_environment").text(0, 0);
    wait_until_settled(
        context, std::nullopt, std::nullopt,
        [&] {
            // Ours first: what the gateway does meanwhile shows, and is looked at again.
            books.parties =
                read_parties(context.database().query(resources::text("sql/scenarios/money_of_parties.sql")));
            books.unneeded =
                read_unneeded(context.database().query(resources::text("sql/scenarios/unneeded_intents.sql")));
            books.intents = ours(context.sandbox().gateway().intents(), environment);
            return find_disagreements(books).empty();
        },
        patience);
    books.parties = read_parties(context.oracle("money_of_parties"));
    books.unneeded = read_unneeded(context.oracle("unneeded_intents"));
    books.intents = ours(context.books(), environment);

    const std::vector<std::string> wrong = find_disagreements(books);
    const std::string looked_at = std::to_string(books.intents.size()) + " intents, "
                                  + std::to_string(books.parties.size()) + " parties of reservations";
    std::string observed = wrong.empty() ? "all agree: " + looked_at : wrong.front();
    if (wrong.size() > 1)
        observed += " (and " + std::to_string(wrong.size() - 1) + " more)";
    for (const std::string &one : wrong)
        context.log(LogLine::Level::Fail, "books", one);
    context.must_have_happened("there was money to look at", !books.intents.empty() && !books.parties.empty(),
                               looked_at);
    context.check({books_agree, "each party has paid what it owes, once, and nothing else is kept or open", observed,
                   wrong.empty(), Severity::Critical},
                  {"Money is held, kept or given back at the gateway that no reservation accounts for.",
                   "gateway_books.json beside oracles/money_of_parties; the operations; logs/worker.log"});
}

} // namespace holdfast::scenarios

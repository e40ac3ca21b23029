#include "tests/scenarios/invocations.h"

#include "backend/scenarios/linearizability.h"
#include "backend/scenarios/money_oracle.h"
#include "backend/scenarios/report/risk.h"
#include "backend/scenarios/report/runbook.h"
#include "backend/scenarios/scenario.h"

#include <QRegularExpression>
#include <QtTest>

#include <algorithm>
#include <map>

using namespace holdfast;
using namespace holdfast::scenarios;
using test::check;
using test::error;
using test::result;

Q_DECLARE_METATYPE(std::vector<Result>)

namespace {

const RiskStanding &standing_of(const std::vector<RiskStanding> &standings, Risk risk)
{
    return *std::ranges::find(standings, risk, &RiskStanding::risk);
}

QString shown(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

/// Runs in which everything meant for the risk was looked at, and held.
std::vector<Result> all_held(Risk risk)
{
    std::map<std::string, Result> runs;
    for (const Cover &cover : covers()) {
        const std::string id(cover.scenario);
        if (cover.risk != risk || id.empty())
            continue;
        const Check held = check(cover.check.empty() ? "Its own" : std::string(cover.check), true);
        if (const auto [known, fresh] = runs.emplace(id, result(id, {held})); !fresh)
            known->second.checks.push_back(held);
    }
    std::vector<Result> results;
    for (auto &[id, run] : runs)
        results.push_back(std::move(run));
    return results;
}

std::vector<Result> with(std::vector<Result> runs, const Result &another)
{
    runs.push_back(another);
    return runs;
}

/// Sources in which checks are named; by the scenario they belong to, and empty for those of all.
std::multimap<std::string, std::string> sources_of_checks()
{
    namespace fs = std::filesystem;
    const fs::path root = fs::path(HOLDFAST_SOURCE_DIR) / "backend";
    std::multimap<std::string, std::string> sources = {
        {"", process::read_file(root / "insight" / "invariants.cpp").value()}};
    for (const auto &entry : fs::recursive_directory_iterator(root / "scenarios")) {
        if (!entry.is_regular_file() || entry.path().parent_path().filename() == "report")
            continue;
        const std::string text = process::read_file(entry.path()).value();
        const auto id = QRegularExpression("scenario\\.id = \"([^\"]+)\"").match(shown(text)).captured(1);
        sources.emplace(id.toStdString(), text);
    }
    return sources;
}

/// Whether a check whose name begins so stands there, for this scenario. Without one: for any.
bool is_made(const std::multimap<std::string, std::string> &sources, std::string_view scenario, std::string_view name)
{
    const std::string literal = "\"" + std::string(name);
    const std::string invariant = "Invariant{\"" + std::string(name.substr(0, name.find(' '))) + "\"";
    return std::ranges::any_of(sources, [&](const auto &source) {
        const auto &[id, text] = source;
        return (id.empty() || scenario.empty() || id == scenario)
               && (text.find(literal) != std::string::npos || text.find(invariant) != std::string::npos);
    });
}

} // namespace

/// Which checks a risk rests on, and what the runbook says of them.
class RiskTest final : public QObject
{
    Q_OBJECT

private slots:
    void a_risk_is_assessed_from_its_checks_data();
    void a_risk_is_assessed_from_its_checks();
    void every_scenario_covers_a_risk();
    void every_cover_is_a_check_that_is_made();
    void every_runbook_entry_is_of_a_check_that_is_made();
    void every_declared_check_is_in_the_runbook();
    void the_runbook_takes_whole_words();
    void a_runbook_that_is_not_complete_is_refused();
};

void RiskTest::a_risk_is_assessed_from_its_checks_data()
{
    QTest::addColumn<std::vector<Result>>("runs");
    QTest::addColumn<int>("risk");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name, std::vector<Result> runs, Risk risk, const char *answer) {
        QTest::newRow(name) << std::move(runs) << int(risk) << QString(answer);
    };
    const auto one = [](const char *name, bool ok) { return check(name, ok, Severity::Critical); };
    Result in_error = result("1.1", {one("Exactly one 201", true)});
    in_error.status = Status::Error;
    Result failed_in_error = result("1.1", {one("Exactly one 201", false)});
    failed_in_error.status = Status::Error;
    Result sabotaged = result("1.1", {one("Exactly one 201", false)});
    sabotaged.saboteur = "a-bug";
    const Result held = result("1.1", {one("Exactly one 201", true)});

    row("nothing was run", {}, Risk::DoubleBooking, "NOT ASSESSED");
    const auto all = all_held(Risk::DoubleBooking);
    auto one_missing = all;
    one_missing.pop_back();
    const auto one_order = result("5.1", {one(order_explains, false)});
    row("every check meant for it held", all, Risk::DoubleBooking, "NO");
    row("one scenario meant for it is missing", one_missing, Risk::DoubleBooking, "NOT ASSESSED");
    row("one scenario meant for it is an error", with(one_missing, error("4.4")), Risk::DoubleBooking,
        "NOT ASSESSED");
    row("its check held, in one scenario of them", {held}, Risk::DoubleBooking, "NOT ASSESSED");
    row("the order of a history, in any scenario", with(all, one_order), Risk::DoubleBooking, "YES");
    row("and it is not the scenario's own", with(all_held(Risk::Observability), one_order), Risk::Observability, "NO");
    row("the gateway's books, in any scenario", {result("5.4", {one(books_agree, false)})}, Risk::MoneyLeakage, "YES");
    row("and they are reconciled", {result("5.4", {one(books_agree, false)})}, Risk::ReconciliationGaps, "YES");
    row("compensation is no double booking", with(all, result("3.2", {one("Compensation is complete", false)})),
        Risk::DoubleBooking, "NO");
    row("nor a blocked slot",
        with(all_held(Risk::SlotBlocked), result("3.2", {one("Compensation is complete", false)})), Risk::SlotBlocked,
        "NO");
    row("its check failed", {result("1.1", {one("Exactly one 201", false)})}, Risk::DoubleBooking, "YES");
    row("another risk's check failed", with(all, result("1.1", {one("One error shape", false)})), Risk::DoubleBooking,
        "NO");
    row("the invariant alone held", {result("5.1", {one("I1 counters", true)})}, Risk::DoubleBooking, "NOT ASSESSED");
    row("the invariant failed anywhere", {held, result("5.1", {one("I1 counters", false)})}, Risk::DoubleBooking,
        "YES");
    row("another invariant that begins alike", with(all, result("5.1", {one("I14 acknowledged", false)})),
        Risk::DoubleBooking, "NO");
    row("held in a run that is an error", {in_error}, Risk::DoubleBooking, "NOT ASSESSED");
    row("failed in a run that is an error", {failed_in_error}, Risk::DoubleBooking, "YES");
    row("failed under a saboteur", {sabotaged}, Risk::DoubleBooking, "NOT ASSESSED");
    row("only other scenarios", {held}, Risk::MoneyLeakage, "NOT ASSESSED");
    row("all of a scenario's own checks", {result("1.4", {one("Whatever it is called", false)})},
        Risk::PaymentIdempotency, "YES");
    row("of a scenario's own an invariant is none", {result("1.4", {one("I1 counters", false)})},
        Risk::PaymentIdempotency, "NOT ASSESSED");
    row("a latency check is degradation", {result("5.1", {check("Pages come fast", false, Severity::Medium)})},
        Risk::Degradation, "YES");
    row("and no gap of what is seen",
        with(all_held(Risk::Observability), result("5.1", {check("Pages come fast", false, Severity::Medium)})),
        Risk::Observability, "NO");
    row("money", {result("4.1", {one("No money moved", false)})}, Risk::MoneyLeakage, "YES");
    row("a slot", {result("4.2", {one("The place is free again", false)})}, Risk::SlotBlocked, "YES");
    row("compensation", {result("4.2", {one("The compensation is in the log", false)})}, Risk::Compensation, "YES");
}

void RiskTest::a_risk_is_assessed_from_its_checks()
{
    QFETCH(std::vector<Result>, runs);
    QFETCH(int, risk);
    const auto standings = assess_risks(runs);
    QCOMPARE(standings.size(), risk_count);
    QTEST(shown(name(standing_of(standings, static_cast<Risk>(risk)).exposure)), "answer");
}

void RiskTest::every_scenario_covers_a_risk()
{
    for (const Scenario &scenario : catalogue())
        QVERIFY2(has_risk(scenario.id), ("backend/scenarios/report/risk.cpp does not know " + scenario.id).c_str());
}

void RiskTest::every_cover_is_a_check_that_is_made()
{
    const auto sources = sources_of_checks();
    QVERIFY(!is_made(sources, "", "A check of nobody"));
    for (const Cover &cover : covers())
        QVERIFY2(cover.check.empty() || is_made(sources, cover.scenario, cover.check),
                 ("no source of " + std::string(cover.scenario) + " makes: " + std::string(cover.check)).c_str());
}

void RiskTest::every_runbook_entry_is_of_a_check_that_is_made()
{
    const auto sources = sources_of_checks();
    const auto text = process::read_file(std::filesystem::path(HOLDFAST_SOURCE_DIR) / "resources" / "runbook.md");
    for (const RunbookEntry &entry : parse_runbook(text.value()))
        QVERIFY2(is_made(sources, "", entry.key), ("nobody makes: " + entry.key).c_str());
}

void RiskTest::every_declared_check_is_in_the_runbook()
{
    std::vector<std::string> names = {"Steady state before", "Steady state after", order_explains, books_agree,
                                      "I14 of something"};
    const std::filesystem::path verified = std::filesystem::path(HOLDFAST_SOURCE_DIR) / "backend/insight/invariants.cpp";
    const QString invariants = shown(process::read_file(verified).value());
    for (const auto &made : QRegularExpression("Invariant\\{\"(I[0-9]+)\"").globalMatch(invariants))
        names.push_back(made.captured(1).toStdString() + " of something");
    QVERIFY(names.size() > 12);
    for (const Scenario &scenario : catalogue())
        for (const Saboteur &saboteur : scenario.saboteurs)
            names.push_back(saboteur.caught_by);
    for (const std::string &name : names)
        QVERIFY2(find_in_runbook(name), ("resources/runbook.md has no entry for: " + name).c_str());
}

void RiskTest::the_runbook_takes_whole_words()
{
    QCOMPARE(find_in_runbook("I14 acknowledged").value().key, std::string("I14"));
    QCOMPARE(find_in_runbook("I1 counters").value().key, std::string("I1"));
    QCOMPARE(find_in_runbook("One hold for one key").value().key, std::string("One hold for one key"));
    QVERIFY(!find_in_runbook("I15 to come"));
    const RunbookEntry made = runbook_entry(check("Unheard of", false, Severity::Critical), {"A guess.", "a place"});
    QVERIFY(made.means.ends_with("Perhaps: A guess."));
    QCOMPARE(made.look_at, std::string("a place"));
    QVERIFY(!runbook_entry(check("Unheard of", false, Severity::Low), {}).look_at.empty());
}

void RiskTest::a_runbook_that_is_not_complete_is_refused()
{
    QCOMPARE(parse_runbook("# Title\nwords\n## A\nMeans: m\nLook at: l\nDo: d\n").size(), std::size_t(1));
    QVERIFY_EXCEPTION_THROWN((void)parse_runbook("## A\nMeans: m\nDo: d\n"), std::runtime_error);
    QVERIFY_EXCEPTION_THROWN((void)parse_runbook("## A\nMeans: m\nLook at: l\nDo: d\nAnd: more\n"), std::runtime_error);
}

QTEST_GUILESS_MAIN(RiskTest)
#include "risk_test.moc"

#include "backend/scenarios/report/risk.h"

#include "backend/scenarios/linearizability.h"
#include "backend/scenarios/money_oracle.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdfast::scenarios {

namespace {

constexpr std::array all_covers = {
    Cover{Risk::DoubleBooking, "", "I1 "},
    Cover{Risk::DoubleBooking, "", "I13 "},
    Cover{Risk::DoubleBooking, "", order_explains},
    Cover{Risk::DoubleBooking, "1.1", "Exactly one 201"},
    Cover{Risk::DoubleBooking, "1.1", "One hold in the database"},
    Cover{Risk::DoubleBooking, "1.2", "One hold for one key"},
    Cover{Risk::DoubleBooking, "1.3", "A conflict's retry is refused again"},
    Cover{Risk::DoubleBooking, "1.3", "One hold in the database"},
    Cover{Risk::DoubleBooking, "3.1", "Each slot once"},
    Cover{Risk::DoubleBooking, "3.1", "Counters equal the reservations"},
    Cover{Risk::DoubleBooking, "3.2", "No place is blocked, none sold twice"},
    Cover{Risk::DoubleBooking, "3.3", "No place is blocked, none sold twice"},
    Cover{Risk::DoubleBooking, "4.3", "The place is not sold again"},
    Cover{Risk::DoubleBooking, "4.4", "Nobody else got the place meanwhile"},

    Cover{Risk::MoneyLeakage, "", "I2 "},
    Cover{Risk::MoneyLeakage, "", books_agree},
    Cover{Risk::MoneyLeakage, "2.3", "No funds are held at the gateway"},
    Cover{Risk::MoneyLeakage, "3.2", books_agree},
    Cover{Risk::MoneyLeakage, "3.2", "Compensation is complete"},
    Cover{Risk::MoneyLeakage, "3.3", books_agree},
    Cover{Risk::MoneyLeakage, "3.3", "Compensation is complete"},
    Cover{Risk::MoneyLeakage, "3.4", ""},
    Cover{Risk::MoneyLeakage, "4.1", "No money moved"},
    Cover{Risk::MoneyLeakage, "4.1", "The vendor's authorization is voided"},
    Cover{Risk::MoneyLeakage, "4.2", "The requester is refunded"},
    Cover{Risk::MoneyLeakage, "4.2", "The vendor's authorization is voided"},
    Cover{Risk::MoneyLeakage, "4.3", "No money moved"},
    Cover{Risk::MoneyLeakage, "4.4", "The requester "},
    Cover{Risk::MoneyLeakage, "4.4", "The vendor"},

    Cover{Risk::SlotBlocked, "", "I3 "},
    Cover{Risk::SlotBlocked, "1.1", "A released slot can be held again"},
    Cover{Risk::SlotBlocked, "2.3", "Each ended within one sweep"},
    Cover{Risk::SlotBlocked, "2.3", "Every place can be held again"},
    Cover{Risk::SlotBlocked, "3.1", "Counters equal the reservations"},
    Cover{Risk::SlotBlocked, "3.2", "Everything has come to its end"},
    Cover{Risk::SlotBlocked, "3.2", "No place is blocked, none sold twice"},
    Cover{Risk::SlotBlocked, "3.3", "Everything has come to its end"},
    Cover{Risk::SlotBlocked, "3.3", "No place is blocked, none sold twice"},
    Cover{Risk::SlotBlocked, "3.4", ""},
    Cover{Risk::SlotBlocked, "5.2", "Nothing is stuck after repair"},
    Cover{Risk::SlotBlocked, "4.1", "The place is free again"},
    Cover{Risk::SlotBlocked, "4.2", "The place is free again"},
    Cover{Risk::SlotBlocked, "4.4", "The place is free again"},

    Cover{Risk::PaymentIdempotency, "", "I4 "},
    Cover{Risk::PaymentIdempotency, "1.4", ""},
    Cover{Risk::PaymentIdempotency, "4.4", "The requester "},

    Cover{Risk::RetryLogic, "", "I11 "},
    Cover{Risk::RetryLogic, "1.2", ""},
    Cover{Risk::RetryLogic, "1.3", ""},
    Cover{Risk::RetryLogic, "3.2", "Everything has come to its end"},
    Cover{Risk::RetryLogic, "3.2", books_agree},

    Cover{Risk::Compensation, "", "I6 "},
    Cover{Risk::Compensation, "", "I12 "},
    Cover{Risk::Compensation, "2.3", "No funds are held at the gateway"},
    Cover{Risk::Compensation, "3.2", "Compensation is complete"},
    Cover{Risk::Compensation, "3.3", "Compensation is complete"},
    Cover{Risk::Compensation, "4.1", ""},
    Cover{Risk::Compensation, "4.2", ""},
    Cover{Risk::Compensation, "4.3", ""},
    Cover{Risk::Compensation, "4.4", ""},

    Cover{Risk::Observability, "", "I7 "},
    Cover{Risk::Observability, "", "I9 "},
    Cover{Risk::Observability, "5.1", "Everything in flight is listed"},
    Cover{Risk::Observability, "5.1", "Nothing is listed twice"},
    Cover{Risk::Observability, "5.1", "State, timestamps and deadline are right"},
    Cover{Risk::Observability, "5.2", ""},
    Cover{Risk::Observability, "5.4", ""},

    Cover{Risk::Degradation, "3.1", "No slower at the end than at the beginning"},
    Cover{Risk::Degradation, "5.1", "Pages come fast"},

    Cover{Risk::EdgeTiming, "", "I10 "},
    Cover{Risk::EdgeTiming, "2.1", ""},
    Cover{Risk::EdgeTiming, "2.2", ""},
    Cover{Risk::EdgeTiming, "2.3", ""},

    Cover{Risk::PartialFailures, "", "I14 "},
    Cover{Risk::PartialFailures, "", "Steady state after"},
    Cover{Risk::PartialFailures, "3.2", ""},
    Cover{Risk::PartialFailures, "3.3", ""},
    Cover{Risk::PartialFailures, "3.4", ""},
    Cover{Risk::PartialFailures, "4.4", ""},

    Cover{Risk::ReconciliationGaps, "", books_agree},
    Cover{Risk::ReconciliationGaps, "5.3", ""},
};

struct Described
{
    std::string_view name;
    Severity severity;
};

constexpr std::array<Described, risk_count> risks = {{
    {"Double booking possible", Severity::Critical},
    {"Money leakage", Severity::Critical},
    {"Slot permanently blocked", Severity::Critical},
    {"Payment idempotency broken", Severity::Critical},
    {"Retry logic broken", Severity::High},
    {"Compensation not executed", Severity::High},
    {"Observability gaps", Severity::High},
    {"Performance degradation", Severity::High},
    {"Edge timing", Severity::Medium},
    {"Partial failures", Severity::Medium},
    {"Reconciliation gaps", Severity::Medium},
}};

/// The runner makes the others, in every run.
bool is_own(const Check &check)
{
    const bool invariant =
        check.name.size() > 1 && check.name[0] == 'I' && check.name[1] >= '0' && check.name[1] <= '9';
    return !invariant && !check.name.starts_with("Steady state ") && check.name != order_explains;
}

bool matches(const Cover &cover, const Check &check)
{
    return cover.check.empty() ? is_own(check) : check.name.starts_with(cover.check);
}

bool made_a_statement(const Result &run)
{
    return run.status == Status::Pass || run.status == Status::Fail;
}

struct Tally
{
    std::set<std::string> looked_at;
    std::set<std::string> failed;
    int checks = 0;

    void count(const Result &run, const Check &check, bool meant_for_it)
    {
        if (!check.ok)
            failed.insert(run.id + ": " + check.name);
        if (meant_for_it && made_a_statement(run)) {
            ++checks;
            looked_at.insert(run.id);
        }
    }
};

/// Whether a check covers it, and whether it is one that was meant for it.
std::pair<bool, bool> find_cover(Risk risk, const Result &run, const Check &check)
{
    bool found = false;
    for (const Cover &cover : all_covers) {
        if (cover.risk != risk || !matches(cover, check) || (!cover.scenario.empty() && cover.scenario != run.id))
            continue;
        if (!cover.scenario.empty())
            return {true, true};
        found = true;
    }
    return {found, false};
}

} // namespace

std::string_view name(Risk risk)
{
    return risks[static_cast<std::size_t>(risk)].name;
}

Severity severity_of(Risk risk)
{
    return risks[static_cast<std::size_t>(risk)].severity;
}

std::string_view name(Exposure exposure)
{
    constexpr std::array<std::string_view, 3> names = {"YES", "NO", "NOT ASSESSED"};
    return names[static_cast<std::size_t>(exposure)];
}

std::vector<RiskStanding> assess_risks(std::span<const Result> runs)
{
    std::vector<RiskStanding> standings;
    for (std::size_t i = 0; i < risk_count; ++i) {
        const auto risk = static_cast<Risk>(i);
        Tally tally;
        for (const Result &run : runs) {
            if (run.saboteur)
                continue;
            for (const Check &check : run.checks)
                if (const auto [covered, meant] = find_cover(risk, run, check); covered)
                    tally.count(run, check, meant);
        }
        RiskStanding standing{risk, Exposure::NotAssessed, tally.checks, {}, {}, {}};
        standing.looked_at.assign(tally.looked_at.begin(), tally.looked_at.end());
        standing.failed.assign(tally.failed.begin(), tally.failed.end());
        std::set<std::string> missing;
        for (const Cover &cover : all_covers)
            if (cover.risk == risk && !cover.scenario.empty() && !tally.looked_at.contains(std::string(cover.scenario)))
                missing.emplace(cover.scenario);
        standing.missing.assign(missing.begin(), missing.end());
        if (!tally.failed.empty())
            standing.exposure = Exposure::Yes;
        else if (tally.checks > 0 && missing.empty())
            standing.exposure = Exposure::No;
        standings.push_back(std::move(standing));
    }
    return standings;
}

std::span<const Cover> covers()
{
    return all_covers;
}

bool has_risk(std::string_view scenario)
{
    return std::ranges::find(all_covers, scenario, &Cover::scenario) != all_covers.end();
}

} // namespace holdfast::scenarios

#include "backend/insight/invariants.h"

#include "resources/resources.h"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>

namespace holdfast::insight {

namespace {

constexpr std::int64_t most_counted = 10'000;
constexpr std::int64_t most_shown = 10;

struct Invariant
{
    std::string_view id;
    std::string_view title;
    std::string_view severity;
    std::string_view file; ///< below resources/sql/insight/invariants, a query that must return no row
    bool takes_anchor = false;
};

constexpr std::array invariant_table = {
    Invariant{"I1", "A slot's counters equal its reservations and stay within its capacity", "CRITICAL",
              "i1_slot_counters.sql"},
    Invariant{"I2", "Captured less refunded is what each party owes", "CRITICAL", "i2_money_owed.sql"},
    Invariant{"I3", "Nothing is in flight past its deadline once a sweep was there for it", "CRITICAL",
              "i3_nothing_overdue.sql"},
    Invariant{"I4", "One effect per partner and idempotency key, one live intent per party", "CRITICAL", "i4_one_effect_per_key.sql"},
    Invariant{"I6", "No row names what does not exist, no end leaves an authorization open", "HIGH", "i6_no_dangling_reference.sql"},
    Invariant{"I7", "Every transition is logged, allowed and gapless, and replays to the stored state", "HIGH",
              "i7_every_step_logged.sql"},
    Invariant{"I9", "The audit's chain is unbroken, up to its head and through its anchor", "HIGH", "i9_audit_chain.sql",
              true},
    Invariant{"I10", "A deadline exactly while in flight", "HIGH", "i10_deadline_while_in_flight.sql"},
    Invariant{"I11", "Every stored answer matches an event of its partner's reservation", "HIGH",
              "i11_answers_match.sql"},
    Invariant{"I12", "No operation, hint or lease is open beyond its bound", "HIGH", "i12_nothing_left_open.sql"},
    Invariant{"I13", "A vendor's exclusive slots never overlap", "CRITICAL", "i13_no_overlapping_appointments.sql"},
};

std::string sql_of(const Invariant &invariant)
{
    constexpr std::string_view mark = "{query}";
    std::string sql(resources::text("sql/insight/invariant.sql"));
    return sql.replace(sql.find(mark), mark.size(),
                       resources::text("sql/insight/invariants/" + std::string(invariant.file)));
}

InvariantResult check(storage::Connection &connection, const Invariant &invariant, const std::optional<AuditHead> &anchor)
{
    const auto begun = std::chrono::steady_clock::now();
    std::vector<storage::Param> params = {std::to_string(most_counted), std::to_string(most_shown)};
    if (invariant.takes_anchor) {
        params.push_back(anchor ? storage::Param(std::to_string(anchor->count)) : storage::Param());
        params.push_back(anchor ? storage::Param(anchor->hash) : storage::Param());
    }
    const auto rows = connection.query(sql_of(invariant), params);
    InvariantResult result{
        .id = std::string(invariant.id),
        .title = std::string(invariant.title),
        .severity = std::string(invariant.severity),
        .holds = rows.integer(0, 0) == 0,
        .violations = rows.integer(0, 0),
        .examples = nlohmann::json::parse(rows.text(0, 1)).get<std::vector<std::string>>(),
    };
    result.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
    return result;
}

} // namespace

std::vector<InvariantResult> check_invariants(storage::Connection &connection, const std::optional<AuditHead> &anchor)
{
    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    std::vector<InvariantResult> results;
    for (const auto &invariant : invariant_table)
        results.push_back(check(connection, invariant, anchor));
    snapshot.commit();
    return results;
}

} // namespace holdfast::insight

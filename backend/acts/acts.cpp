#include "backend/acts/acts.h"

#include "backend/core/card_number.h"
#include "resources/resources.h"

#include <span>

namespace holdfast::acts {

namespace {

using storage::Param;

constexpr std::int64_t most_counted = 100'000;

/// What the functions say to people, without the server's own word before it.
std::string words_of(const storage::StatementFailed &failure)
{
    std::string_view words = failure.first_line();
    constexpr std::string_view mark = "ERROR:  ";
    if (words.starts_with(mark))
        words.remove_prefix(mark.size());
    return std::string(words);
}

storage::Rows ask(storage::Connection &connection, std::string_view query, std::initializer_list<Param> params)
{
    try {
        return connection.query(resources::text("sql/acts/queries/" + std::string(query)), params);
    } catch (const storage::StatementFailed &failure) {
        if (failure.sqlstate() == "42501")
            throw NotAllowed(words_of(failure));
        if (failure.sqlstate() == "22023")
            throw InvalidAct(words_of(failure));
        throw;
    }
}

/// What a person wrote, for the record that is never changed.
Param words(const std::string &text)
{
    if (holds_card_number(text))
        throw InvalidAct("this has what looks like the number of a card, which is not kept here");
    return text.empty() ? Param() : Param(text);
}

template <typename Number>
Param param(const std::optional<Number> &number)
{
    return number ? Param(std::to_string(*number)) : Param();
}

/// Reads an act's verdict into what both kinds of outcome have.
template <typename Result>
void read_verdict(const std::string &verdict, Result &result)
{
    if (verdict == "DONE")
        return;
    result.changed_since = verdict == "CHANGED_SINCE";
    result.refusal = result.changed_since ? ErrorCode::InvalidState : parse_error_code(verdict);
    if (!result.refusal)
        throw storage::DatabaseError("the database gives an outcome this program does not know: " + verdict);
}

Outcome outcome_of(const storage::Rows &rows, std::size_t row)
{
    Outcome outcome;
    read_verdict(rows.text(row, 0), outcome);
    outcome.reservation_id = rows.uuid(row, 1);
    if (const auto state = rows.optional_text(row, 2))
        outcome.state = parse_state(*state);
    outcome.version = rows.is_null(row, 3) ? 0 : static_cast<std::int32_t>(rows.integer(row, 3));
    outcome.deadline = rows.optional_time(row, 4);
    if (!rows.is_null(row, 5))
        outcome.operation_id = rows.uuid(row, 5);
    outcome.audit_seq = rows.is_null(row, 6) ? 0 : rows.integer(row, 6);
    return outcome;
}

WorkOutcome work_outcome_of(const storage::Rows &rows)
{
    WorkOutcome outcome;
    read_verdict(rows.text(0, 0), outcome);
    if (!rows.is_null(0, 1))
        outcome.reservation_id = rows.uuid(0, 1);
    outcome.status = rows.optional_text(0, 2).value_or("");
    outcome.version = rows.is_null(0, 3) ? 0 : rows.integer(0, 3);
    outcome.audit_seq = rows.is_null(0, 4) ? 0 : rows.integer(0, 4);
    return outcome;
}

Param ids_of(const std::vector<Uuid> &ids)
{
    std::vector<Param> texts;
    for (const auto &id : ids)
        texts.emplace_back(id.to_string());
    return storage::array_literal(texts);
}

Param states_of(const std::vector<State> &states)
{
    if (states.empty())
        return std::nullopt;
    std::vector<Param> names;
    for (const auto state : states)
        names.emplace_back(std::string(name(state)));
    return storage::array_literal(names);
}

/// The acts on one reservation that take nothing but a reason.
Outcome act_on(storage::Connection &connection, std::string_view query, const Shown &shown, const std::string &reason,
               const Person &person)
{
    return outcome_of(
        ask(connection, query,
            {shown.id.to_string(), param(shown.version), words(reason), person.name, person.role, person.trace_id}),
        0);
}

} // namespace

std::optional<std::string> read_role(storage::Connection &connection)
{
    const auto rows = ask(connection, "role.sql", {});
    return rows.empty() ? std::nullopt : rows.optional_text(0, 0);
}

std::optional<std::string> read_actor(storage::Connection &connection)
{
    const auto rows = ask(connection, "actor.sql", {});
    return rows.empty() ? std::nullopt : rows.optional_text(0, 0);
}

Outcome release(storage::Connection &connection, const Shown &shown, const std::string &reason, const Person &person)
{
    return act_on(connection, "release.sql", shown, reason, person);
}

Outcome extend(storage::Connection &connection, const Shown &shown, std::chrono::seconds by, const std::string &reason,
               const Person &person)
{
    return outcome_of(ask(connection, "extend.sql",
                          {shown.id.to_string(), param(shown.version), std::to_string(by.count()) + " seconds",
                           words(reason), person.name, person.role, person.trace_id}),
                      0);
}

Outcome void_authorizations(storage::Connection &connection, const Shown &shown, const std::string &reason,
                            const Person &person)
{
    return act_on(connection, "void.sql", shown, reason, person);
}

Outcome force_release(storage::Connection &connection, const Shown &shown, const std::string &reason,
                      const Person &person)
{
    return act_on(connection, "force_release.sql", shown, reason, person);
}

Outcome add_note(storage::Connection &connection, const Uuid &reservation_id, const std::string &text,
                 const Person &person)
{
    return outcome_of(ask(connection, "note.sql", {reservation_id.to_string(), words(text), person.name, person.role,
                                                   person.trace_id}), 0);
}

Outcome claim(storage::Connection &connection, const Shown &shown, const std::string &reason, const Person &person)
{
    return act_on(connection, "claim.sql", shown, reason, person);
}

Outcome unclaim(storage::Connection &connection, const Shown &shown, const std::string &reason, const Person &person)
{
    return act_on(connection, "unclaim.sql", shown, reason, person);
}

BulkOutcome force_release_many(storage::Connection &connection, const Selection &selection, const std::string &reason,
                               const Person &person)
{
    Param ids, versions;
    if (selection.reservations) {
        std::vector<Param> id_texts, version_texts;
        for (const auto &shown : *selection.reservations) {
            id_texts.emplace_back(shown.id.to_string());
            version_texts.push_back(param(shown.version));
        }
        ids = storage::array_literal(id_texts);
        versions = storage::array_literal(version_texts);
    }
    const auto states = states_of(selection.states);
    const auto rows = ask(connection, "force_release_many.sql",
                          {ids, versions, states, words(reason), person.name, person.role, person.trace_id});
    BulkOutcome bulk;
    bulk.outcomes.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        bulk.outcomes.push_back(outcome_of(rows, row));
    if (!selection.reservations)
        bulk.left = ask(connection, "count_in_states.sql", {states, std::to_string(most_counted)}).integer(0, 0);
    return bulk;
}

WorkOutcome retry_operation(storage::Connection &connection, const Uuid &operation_id,
                            std::optional<std::int64_t> version, const std::string &reason, const Person &person)
{
    return work_outcome_of(
        ask(connection, "retry.sql",
            {operation_id.to_string(), param(version), words(reason), person.name, person.role, person.trace_id}));
}

WorkOutcome retry_webhook(storage::Connection &connection, const std::string &event_id, const std::string &reason,
                          const Person &person)
{
    return work_outcome_of(ask(connection, "retry_webhook.sql", {event_id, words(reason), person.name, person.role,
                                                                 person.trace_id}));
}

ReconciliationRequest request_reconciliation(storage::Connection &connection, bool repair, const Person &person,
                                             const std::string &reason)
{
    const auto rows = ask(connection, "reconcile.sql",
                          {repair ? "true" : "false", words(reason), person.name, person.role, person.trace_id});
    return {.refusal = {},
            .id = rows.uuid(0, 0),
            .status = rows.text(0, 1),
            .requested_at = rows.time(0, 2),
            .audit_seq = rows.integer(0, 3)};
}

ReconciliationRequest request_repair(storage::Connection &connection, const RepairSelection &selection,
                                     const std::string &reason, const Person &person)
{
    const auto rows = ask(connection, "repair.sql",
                          {ids_of(selection.discrepancies), ids_of(selection.reservations), words(reason), person.name,
                           person.role, person.trace_id});
    ReconciliationRequest request;
    read_verdict(rows.text(0, 0), request);
    if (request.refusal)
        return request;
    request.id = rows.uuid(0, 1);
    request.status = rows.text(0, 2);
    request.requested_at = rows.time(0, 3);
    request.audit_seq = rows.integer(0, 4);
    return request;
}

} // namespace holdfast::acts

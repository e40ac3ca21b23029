#include "backend/acts/acts.h"
#include "backend/acts/keys.h"
#include "backend/api/json_text.h"
#include "backend/api/node.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <variant>

namespace holdfast::api {

namespace {

using storage::Connection;

constexpr auto most_version = std::numeric_limits<std::int32_t>::max();

/// The answer to an act, or why nothing was done.
using Reply = std::variant<net::Response, Problem>;

/// What every act may be given.
struct Given
{
    acts::Person person;
    std::optional<acts::Key> key;
    std::optional<std::int64_t> version;
    std::string reason;
};

/// Reads a body with these members and what all acts have; nullopt: something is wrong, and the call was told.
std::optional<Given> read_given(Call &call, const Body &body, Fields &fields, bool needs_reason)
{
    Given given;
    given.person = {call.principal->name, call.principal->role, call.trace_id};
    given.version = fields.integer("expected_version", 0, std::numeric_limits<std::int64_t>::max());
    given.reason = fields.words("reason", needs_reason ? 1 : 0, acts::longest_reason).value_or("");
    if (needs_reason) {
        fields.require("reason");
        if (!given.reason.empty() && given.reason.find_first_not_of(' ') == std::string::npos)
            fields.refuse("reason", "Must not be blank.");
    }
    const auto key = read_key(call.request.headers, fields);
    if (!fields.good()) {
        call.fail(fields.problem());
        return std::nullopt;
    }
    if (key)
        given.key = acts::Key{call.principal->owner_id, *key, fingerprint_of(call, body.get())};
    return given;
}

/// A version beyond all there are is none that it is at.
acts::Shown shown(const Uuid &id, const Given &given)
{
    if (!given.version)
        return {id, std::nullopt};
    return {id, static_cast<std::int32_t>(std::min<std::int64_t>(*given.version, most_version))};
}

net::Response replay_of(const acts::Answer &answer)
{
    auto response = json_response(answer.body, answer.status);
    response.headers.emplace_back("Idempotent-Replayed", "true");
    return response;
}

/// One transaction: the key, the act with its entry in the audit, the answer under the key. A refusal leaves no trace.
Reply perform_once(Connection &connection, const std::optional<acts::Key> &key,
                   const std::function<Reply(Connection &)> &act)
{
    storage::Transaction transaction(connection);
    if (key) {
        const auto claim = acts::claim_key(connection, *key);
        if (claim.reused)
            return Problem{ErrorCode::IdempotencyKeyReused};
        if (claim.answer)
            return replay_of(*claim.answer);
    }
    auto reply = act(connection);
    const auto *response = std::get_if<net::Response>(&reply);
    if (!response)
        return reply;
    if (key)
        acts::bind_key(connection, *key, {response->status, response->body});
    transaction.commit();
    return reply;
}

void perform(Node &node, const CallPtr &call, std::optional<acts::Key> key, std::function<Reply(Connection &)> act)
{
    node.query(call, [&node, call, key = std::move(key), act = std::move(act)](Connection &connection) {
        try {
            auto reply = acts::rerun_transient([&] { return perform_once(connection, key, act); });
            if (const auto *problem = std::get_if<Problem>(&reply))
                return call->fail(*problem);
            if (node.on_act)
                node.on_act();
            call->answer(std::get<net::Response>(std::move(reply)));
        } catch (const acts::InvalidAct &error) {
            call->fail(ErrorCode::ValidationFailed, error.what());
        } catch (const acts::NotAllowed &error) {
            call->fail(ErrorCode::Forbidden, error.what());
        }
    }, true);
}

Problem to_problem(const acts::Outcome &outcome)
{
    Problem problem{*outcome.refusal};
    problem.state = outcome.state;
    if (outcome.changed_since) {
        problem.detail = "It has changed since: look at it again.";
        problem.more = "\"version\":" + std::to_string(outcome.version);
    }
    return problem;
}

std::string describe(const acts::Outcome &outcome)
{
    JsonObject body;
    body.text("reservation_id", outcome.reservation_id.to_string());
    body.text_or_null("state", outcome.state ? std::optional(std::string(name(*outcome.state))) : std::nullopt);
    body.number("version", outcome.version);
    body.text_or_null("expires_at", outcome.deadline ? std::optional(to_rfc3339(*outcome.deadline)) : std::nullopt);
    if (outcome.refusal)
        return body.text("code", info(*outcome.refusal).name).finish();
    body.text_or_null("operation_id",
                      outcome.operation_id ? std::optional(outcome.operation_id->to_string()) : std::nullopt);
    return body.number("audit_seq", outcome.audit_seq).finish();
}

/// 202 while it waits for an operation's end.
Reply reply_to(const acts::Outcome &outcome, int status = 200)
{
    if (outcome.refusal)
        return to_problem(outcome);
    return json_response(describe(outcome), outcome.operation_id ? 202 : status);
}

Reply reply_to(const acts::WorkOutcome &outcome, std::string_view id_name, const std::string &id)
{
    if (outcome.refusal) {
        Problem problem{*outcome.refusal};
        if (*outcome.refusal == ErrorCode::InvalidState) {
            problem.detail = outcome.changed_since ? "It has changed since: look at it again."
                                                   : "It is " + outcome.status + ": there is nothing to try again now.";
            problem.more = "\"version\":" + std::to_string(outcome.version);
        }
        return problem;
    }
    JsonObject body;
    body.text(id_name, id).text("status", outcome.status).number("version", outcome.version);
    body.text_or_null("reservation_id",
                      outcome.reservation_id ? std::optional(outcome.reservation_id->to_string()) : std::nullopt);
    return json_response(body.number("audit_seq", outcome.audit_seq).finish(), 202);
}

using ReservationAct = acts::Outcome (*)(Connection &, const acts::Shown &, const std::string &, const acts::Person &);

/// The acts on one reservation that take nothing but a reason.
void act_on_reservation(Node &node, const CallPtr &call, ReservationAct act, bool needs_reason)
{
    const auto id = read_id(*call, ErrorCode::ReservationNotFound);
    if (!id)
        return;
    const auto body = read_body(*call, true);
    if (!body)
        return;
    Fields fields(body->get(), {"expected_version", "reason", "idempotency_key"});
    auto given = read_given(*call, *body, fields, needs_reason);
    if (!given)
        return;
    perform(node, call, given->key, [act, id = *id, given = *given](Connection &connection) {
        return reply_to(act(connection, shown(id, given), given.reason, given.person));
    });
}

/// An array member; nullptr: absent, or refused.
const JsonValue *read_array(const JsonValue *body, Fields &fields, std::string_view name)
{
    const auto *value = fields.has(name) ? body->find(name) : nullptr;
    if (!value)
        return nullptr;
    if (value->kind == JsonValue::Kind::Array && !value->items.empty() && value->items.size() <= acts::most_at_once)
        return value;
    fields.refuse(name, "Must be a list of 1 to " + std::to_string(acts::most_at_once) + ".");
    return nullptr;
}

/// The UUIDs of an array member; none: absent, or refused.
std::vector<Uuid> read_uuids(const JsonValue *body, Fields &fields, std::string_view name)
{
    std::vector<Uuid> ids;
    const auto *array = read_array(body, fields, name);
    if (!array)
        return ids;
    for (const auto &item : array->items) {
        const auto id = item.kind == JsonValue::Kind::Text ? Uuid::parse(item.text) : std::nullopt;
        if (!id) {
            fields.refuse(name, "Must be UUIDs.");
            return {};
        }
        ids.push_back(*id);
    }
    return ids;
}

void read_shown(const std::vector<Uuid> &ids, const JsonValue *versions, Fields &fields, acts::Selection &selection)
{
    auto &shown = selection.reservations.emplace();
    for (const auto &id : ids)
        shown.push_back({id, std::nullopt});
    std::vector<acts::Shown> sorted = shown;
    std::ranges::sort(sorted, {}, &acts::Shown::id);
    if (std::ranges::adjacent_find(sorted, {}, &acts::Shown::id) != sorted.end())
        return fields.refuse("reservation_ids", "Must name each once.");
    if (!versions)
        return;
    if (versions->items.size() != shown.size())
        return fields.refuse("expected_versions", "Must be as many as reservation_ids.");
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto &item = versions->items[i];
        if (item.kind != JsonValue::Kind::Integer || item.integer < 1 || item.integer > most_version)
            return fields.refuse("expected_versions", "Must be whole numbers from 1 on.");
        shown[i].version = static_cast<std::int32_t>(item.integer);
    }
}

acts::Selection read_selection(const JsonValue *body, Fields &fields)
{
    acts::Selection selection;
    if (const auto *states = read_array(body, fields, "states")) {
        for (const auto &item : states->items) {
            const auto state = item.kind == JsonValue::Kind::Text ? parse_state(item.text) : std::nullopt;
            if (!state || !info(*state).in_flight) {
                fields.refuse("states", "Must be names of states in flight.");
                break;
            }
            selection.states.push_back(*state);
        }
    }
    const auto *versions = read_array(body, fields, "expected_versions");
    if (const auto ids = read_uuids(body, fields, "reservation_ids"); !ids.empty())
        read_shown(ids, versions, fields, selection);
    else if (fields.has("expected_versions"))
        fields.refuse("expected_versions", "Needs reservation_ids.");
    if (!fields.has("reservation_ids") && !fields.has("states"))
        fields.refuse("reservation_ids", "Required, unless states says which.");
    return selection;
}

Reply reply_to(const acts::BulkOutcome &bulk)
{
    std::int64_t done = 0, waiting = 0;
    std::string rows = "[";
    for (const auto &outcome : bulk.outcomes) {
        if (!outcome.refusal)
            ++(outcome.operation_id ? waiting : done);
        (rows += rows.size() > 1 ? "," : "") += describe(outcome);
    }
    JsonObject body;
    body.number("ended", done).number("waiting", waiting);
    body.number("refused", static_cast<std::int64_t>(bulk.outcomes.size()) - done - waiting).number("left", bulk.left);
    return json_response(body.raw("reservations", rows + "]").finish());
}

} // namespace

void release_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    act_on_reservation(node, call, acts::release, false);
}

void void_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    act_on_reservation(node, call, acts::void_authorizations, false);
}

void force_release_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    act_on_reservation(node, call, acts::force_release, true);
}

void claim_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    act_on_reservation(node, call, acts::claim, false);
}

void unclaim_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    act_on_reservation(node, call, acts::unclaim, false);
}

void extend_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    const auto id = read_id(*call, ErrorCode::ReservationNotFound);
    if (!id)
        return;
    const auto body = read_body(*call, false);
    if (!body)
        return;
    Fields fields(body->get(), {"extend_by_s", "expected_version", "reason", "idempotency_key"});
    fields.require("extend_by_s");
    const auto seconds = fields.integer("extend_by_s", 1, acts::longest_extension.count());
    auto given = read_given(*call, *body, fields, false);
    if (!given)
        return;
    perform(node, call, given->key,
            [id = *id, by = std::chrono::seconds(*seconds), given = *given](Connection &connection) {
                return reply_to(acts::extend(connection, shown(id, given), by, given.reason, given.person));
            });
}

void note_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    const auto id = read_id(*call, ErrorCode::ReservationNotFound);
    if (!id)
        return;
    const auto body = read_body(*call, false);
    if (!body)
        return;
    Fields fields(body->get(), {"text", "idempotency_key"});
    fields.require("text");
    const auto text = fields.words("text", 1, acts::longest_note).value_or("");
    auto given = read_given(*call, *body, fields, false);
    if (!given)
        return;
    perform(node, call, given->key, [id = *id, text, person = given->person](Connection &connection) {
        return reply_to(acts::add_note(connection, id, text, person), 201);
    });
}

void force_release_many_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    const auto body = read_body(*call, false);
    if (!body)
        return;
    Fields fields(body->get(), {"reservation_ids", "expected_versions", "states", "reason", "idempotency_key"});
    auto selection = read_selection(body->get(), fields);
    auto given = read_given(*call, *body, fields, true);
    if (!given)
        return;
    perform(node, call, given->key, [selection = std::move(selection), given = *given](Connection &connection) {
        return reply_to(acts::force_release_many(connection, selection, given.reason, given.person));
    });
}

void retry_operation_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    const auto id = read_id(*call, ErrorCode::NotFound);
    if (!id)
        return;
    const auto body = read_body(*call, true);
    if (!body)
        return;
    Fields fields(body->get(), {"expected_version", "reason", "idempotency_key"});
    auto given = read_given(*call, *body, fields, false);
    if (!given)
        return;
    perform(node, call, given->key, [id = *id, given = *given](Connection &connection) {
        return reply_to(acts::retry_operation(connection, id, given.version, given.reason, given.person),
                        "operation_id", id.to_string());
    });
}

void retry_webhook_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    const auto body = read_body(*call, true);
    if (!body)
        return;
    Fields fields(body->get(), {"reason", "idempotency_key"});
    auto given = read_given(*call, *body, fields, false);
    if (!given)
        return;
    perform(node, call, given->key, [id = call->id, given = *given](Connection &connection) {
        return reply_to(acts::retry_webhook(connection, id, given.reason, given.person), "webhook_id", id);
    });
}

void request_reconciliation_by_person(Node &node, const std::shared_ptr<Call> &call)
{
    const auto body = read_body(*call, true);
    if (!body)
        return;
    Fields fields(body->get(), {"repair", "discrepancy_ids", "reservation_ids", "reason", "idempotency_key"});
    bool repair = false;
    if (fields.has("repair")) {
        const auto *value = body->get()->find("repair");
        repair = value->boolean;
        if (value->kind != JsonValue::Kind::Boolean)
            fields.refuse("repair", "Must be true or false.");
    }
    const acts::RepairSelection selection{read_uuids(body->get(), fields, "discrepancy_ids"),
                                          read_uuids(body->get(), fields, "reservation_ids")};
    const bool selected = fields.has("discrepancy_ids") || fields.has("reservation_ids");
    if (selected && !repair)
        fields.refuse("repair", "Must be true: a selection is repaired.");
    auto given = read_given(*call, *body, fields, selected);
    if (!given)
        return;
    perform(node, call, given->key, [=, given = *given](Connection &connection) -> Reply {
        const auto run = selected ? acts::request_repair(connection, selection, given.reason, given.person)
                                  : acts::request_reconciliation(connection, repair, given.person, given.reason);
        if (run.refusal) {
            Problem problem{*run.refusal};
            if (*run.refusal == ErrorCode::InvalidState)
                problem.detail = run.changed_since ? "Some of it has been repaired meanwhile: look at it again."
                                                   : "Some of it cannot be repaired without a person.";
            return problem;
        }
        JsonObject answer;
        answer.text("reconciliation_id", run.id.to_string()).text("status", run.status).boolean("repair", repair);
        answer.text("requested_at", to_rfc3339(run.requested_at)).number("audit_seq", run.audit_seq);
        return json_response(answer.finish(), 202);
    });
}

} // namespace holdfast::api

#include "backend/api/json_text.h"
#include "backend/api/node.h"
#include "backend/core/charge_limits.h"
#include "resources/resources.h"

#include <array>

namespace holdfast::api {

namespace {

constexpr std::int64_t most_capacity = 1'000'000;
constexpr std::int64_t default_limit = 100;
constexpr std::int64_t most_limit = 500;
constexpr std::array<std::string_view, 3> kinds = {"appointment", "class", "event"};
constexpr std::int64_t most_external_quantity = 10'000;
constexpr std::size_t longest_reference = 255;
constexpr std::array<std::string_view, 3> settlements = {"free", "two_party", "card"};

std::string tag(std::int64_t version)
{
    return '"' + std::to_string(version) + '"';
}

/// `first`: the column of the slot's id; the others follow as in find_slot.sql.
JsonObject describe(const storage::Rows &rows, std::size_t row, std::size_t first = 0)
{
    const auto count = [&](std::size_t column) { return rows.integer(row, first + column); };
    JsonObject body;
    body.text("slot_id", rows.text(row, first)).text("vendor_id", rows.text(row, first + 1));
    body.text("kind", rows.text(row, first + 2));
    body.text("starts_at", to_rfc3339(rows.time(row, first + 3))).text("ends_at", to_rfc3339(rows.time(row, first + 4)));
    body.number("capacity", count(5)).number("held", count(6)).number("confirmed", count(7)).number("external", count(8));
    body.number("available", std::max<std::int64_t>(0, count(5) - count(6) - count(7) - count(8)));
    body.number("version", count(9)).text("settlement", rows.text(row, first + 10));
    body.text_or_null("currency", rows.optional_text(row, first + 11));
    body.number("requester_amount_minor", count(12)).number("vendor_amount_minor", count(13));
    return body;
}

struct NewSlot
{
    Uuid id = Uuid::make_v7();
    std::optional<std::string> key;
    booking::Fingerprint fingerprint{};
    Uuid vendor_id;
    std::string kind = "appointment";
    Timestamp starts_at;
    Timestamp ends_at;
    std::int64_t capacity = 1;
    std::string settlement = "free";
    std::optional<std::string> currency;
    std::int64_t requester_amount_minor = 0;
    std::int64_t vendor_amount_minor = 0;
};

std::string one_of(std::span<const std::string_view> words)
{
    std::string list;
    for (const auto word : words)
        (list += list.empty() ? "" : ", ") += word;
    return "Must be one of: " + list + ".";
}

void read_word(Fields &fields, std::string_view name, std::span<const std::string_view> words, std::string &into)
{
    const auto given = fields.text(name, 1, 40);
    if (!given)
        return;
    if (std::find(words.begin(), words.end(), *given) == words.end())
        fields.refuse(name, one_of(words));
    into = *given;
}

void read_times(Fields &fields, NewSlot &slot)
{
    const auto starts_at = fields.time("starts_at");
    const auto ends_at = fields.time("ends_at");
    fields.require("starts_at");
    fields.require("ends_at");
    if (!starts_at || !ends_at)
        return;
    // What is stored and compared has the milliseconds that answers show: what was read can be asked for.
    slot.starts_at = std::chrono::floor<std::chrono::milliseconds>(*starts_at);
    slot.ends_at = std::chrono::floor<std::chrono::milliseconds>(*ends_at);
    if (slot.ends_at <= slot.starts_at)
        fields.refuse("ends_at", "Must be after starts_at.");
}

void read_price(Fields &fields, NewSlot &slot)
{
    slot.currency = fields.text("currency", 1, 3);
    if (slot.currency && !is_currency_code(*slot.currency))
        fields.refuse("currency", "Must be three capital letters as in ISO 4217.");
    else if (slot.currency && !is_charged_in(*slot.currency))
        fields.refuse("currency", "Is not a currency that the gateway charges in.");
    const auto most = most_charge_minor(slot.currency.value_or(""));
    slot.requester_amount_minor = fields.integer("requester_amount_minor", 0, most).value_or(0);
    slot.vendor_amount_minor = fields.integer("vendor_amount_minor", 0, most).value_or(0);
    if (!fields.has("currency") && (slot.requester_amount_minor > 0 || slot.vendor_amount_minor > 0))
        fields.refuse("currency", "Required where an amount is given.");
}

/// Who pays by card has something to pay, and the gateway will take it.
void read_settlement(Fields &fields, NewSlot &slot)
{
    read_word(fields, "settlement", settlements, slot.settlement);
    if (slot.settlement == "free")
        return;
    fields.require("currency");
    const auto require_amount = [&](std::string_view name, std::int64_t amount) {
        if (amount <= 0)
            fields.refuse(name, "Must be more than 0 with settlement " + slot.settlement + ".");
        else if (auto flaw = charge_flaw({amount, slot.currency.value_or("")}); !flaw.empty())
            fields.refuse(name, std::move(flaw));
    };
    require_amount("requester_amount_minor", slot.requester_amount_minor);
    if (slot.settlement == "two_party")
        require_amount("vendor_amount_minor", slot.vendor_amount_minor);
}

/// nullopt: something is wrong with it, and the call was told.
std::optional<NewSlot> read_slot_wish(Call &call, const JsonValue &body)
{
    Fields fields(&body, {"vendor_id", "kind", "starts_at", "ends_at", "capacity", "settlement", "currency",
                          "requester_amount_minor", "vendor_amount_minor", "idempotency_key"});
    NewSlot slot;
    slot.vendor_id = fields.uuid("vendor_id").value_or(Uuid{});
    fields.require("vendor_id");
    read_word(fields, "kind", kinds, slot.kind);
    read_times(fields, slot);
    slot.capacity = fields.integer("capacity", 1, most_capacity).value_or(1);
    if (!fields.has("capacity") && slot.kind != "appointment")
        fields.refuse("capacity", "Required for a class or an event.");
    if (slot.kind == "appointment" && slot.capacity != 1)
        fields.refuse("capacity", "An appointment is for one: its capacity is 1.");
    read_price(fields, slot);
    read_settlement(fields, slot);
    slot.key = read_key(call.request.headers, fields);
    slot.fingerprint = fingerprint_of(call, &body);
    if (fields.good())
        return slot;
    call.fail(fields.problem());
    return std::nullopt;
}

void refuse_field(Call &call, std::string field, std::string message)
{
    Fields fields(nullptr, {});
    fields.refuse(field, std::move(message));
    call.fail(fields.problem());
}

storage::Rows insert(storage::Connection &connection, const Call &call, const NewSlot &slot)
{
    return connection.query(resources::text("sql/api/queries/create_slot.sql"),
                            {slot.id.to_string(), call.principal->owner_id.to_string(), slot.key,
                             storage::bytea_literal(slot.fingerprint), slot.vendor_id.to_string(), slot.kind,
                             to_rfc3339(slot.starts_at), to_rfc3339(slot.ends_at), std::to_string(slot.capacity),
                             slot.settlement, slot.currency, std::to_string(slot.requester_amount_minor),
                             std::to_string(slot.vendor_amount_minor)});
}

void answer_creation(Call &call, const storage::Rows &rows)
{
    const auto &outcome = rows.text(0, 0);
    if (outcome == "KEY_REUSED")
        return call.fail(ErrorCode::IdempotencyKeyReused);
    if (outcome == "UNKNOWN_VENDOR")
        return refuse_field(call, "vendor_id", "There is no such vendor.");
    const bool replayed = outcome == "REPLAYED";
    auto response = json_response(describe(rows, 0, 1).finish(), replayed ? 200 : 201);
    response.headers.emplace_back("Location", "/v1/slots/" + rows.text(0, 1));
    response.headers.emplace_back("ETag", tag(rows.integer(0, 10)));
    if (replayed)
        response.headers.emplace_back("Idempotent-Replayed", "true");
    call.answer(std::move(response));
}

/// With microseconds: slots that came by SQL have them, and a place in the list is exact.
std::string exact(Timestamp time)
{
    auto text = to_rfc3339(time);
    const auto beyond = (time - std::chrono::floor<std::chrono::milliseconds>(time)).count();
    const auto digits = std::to_string(1000 + beyond);
    return text.insert(text.size() - 1, digits, 1, 3);
}

/// "2026-11-21T14:00:00.000000Z_<id>": where a page ended.
struct Cursor
{
    std::optional<std::string> starts_at;
    std::optional<std::string> id;
};

std::optional<Cursor> read_cursor(const std::optional<std::string> &text)
{
    if (!text)
        return Cursor{};
    const auto bar = text->find('_');
    const auto time = parse_rfc3339(std::string_view(*text).substr(0, bar));
    const auto id = bar == std::string::npos ? std::nullopt : Uuid::parse(std::string_view(*text).substr(bar + 1));
    if (!time || !id)
        return std::nullopt;
    return Cursor{exact(*time), id->to_string()};
}

/// Capacity that another system took; its reference is the key.
struct ExternalBooking
{
    Uuid slot_id;
    std::string reference;
    std::int64_t quantity = 0;
    booking::Fingerprint fingerprint{};
};

void book(storage::Connection &connection, Call &call, const ExternalBooking &booked)
{
    const auto rows = connection.query(resources::text("sql/api/queries/book_externally.sql"),
                                       {Uuid::make_v7().to_string(), call.principal->owner_id.to_string(), booked.reference,
                                        storage::bytea_literal(booked.fingerprint), booked.slot_id.to_string(),
                                        std::to_string(booked.quantity)});
    const auto &outcome = rows.text(0, 0);
    if (outcome == "SLOT_NOT_FOUND")
        return call.fail(ErrorCode::SlotNotFound);
    if (outcome == "KEY_REUSED")
        return call.fail(ErrorCode::IdempotencyKeyReused, "This external_ref was given with another request.");
    const bool replayed = outcome == "REPLAYED";
    auto response = json_response(describe(rows, 0, 1).finish(), replayed ? 200 : 201);
    response.headers.emplace_back("ETag", tag(rows.integer(0, 10)));
    if (replayed)
        response.headers.emplace_back("Idempotent-Replayed", "true");
    call.answer(std::move(response));
}

} // namespace

void create_slot(Node &node, const std::shared_ptr<Call> &call)
{
    const auto body = read_body(*call, false);
    if (!body)
        return;
    auto slot = read_slot_wish(*call, *body->object);
    if (!slot)
        return;
    const auto work = [call, slot = std::move(*slot)](storage::Connection &connection) {
        try {
            answer_creation(*call, insert(connection, *call, slot));
        } catch (const storage::StatementFailed &error) {
            call->withdraw_attempt(); // rolled back, and the server said so
            if (error.constraint() != "slot_appointments_exclusive")
                throw;
            refuse_field(*call, "starts_at", "The vendor has another appointment that overlaps this time.");
        }
    };
    node.query(call, work, true);
}

void read_slot(Node &node, const std::shared_ptr<Call> &call)
{
    const auto id = read_id(*call, ErrorCode::SlotNotFound);
    if (!id)
        return;
    node.query(call, [call, id = *id](storage::Connection &connection) {
        const auto rows = connection.query(resources::text("sql/api/queries/find_slot.sql"), {id.to_string()});
        if (rows.empty())
            return call->fail(ErrorCode::SlotNotFound);
        const auto version = rows.integer(0, 9);
        const auto known = net::header(call->request.headers, "If-None-Match");
        net::Response response{304, {}, ""};
        if (!known || !names_version(*known, version))
            response = json_response(describe(rows, 0).finish());
        response.headers.emplace_back("ETag", tag(version));
        call->answer(std::move(response));
    });
}

void book_externally(Node &node, const std::shared_ptr<Call> &call)
{
    const auto id = read_id(*call, ErrorCode::SlotNotFound);
    if (!id)
        return;
    const auto body = read_body(*call, false);
    if (!body)
        return;
    Fields fields(body->get(), {"quantity", "external_ref"});
    ExternalBooking booked;
    booked.slot_id = *id;
    booked.quantity = fields.integer("quantity", 1, most_external_quantity).value_or(0);
    // Whatever it looks like: a place that is taken elsewhere must be told. It is never logged.
    booked.reference = fields.text("external_ref", 1, longest_reference).value_or("");
    fields.require("quantity");
    fields.require("external_ref");
    if (!fields.good())
        return call->fail(fields.problem());
    booked.fingerprint = fingerprint_of(*call, body->get());
    const auto work = [call, booked = std::move(booked)](storage::Connection &connection) {
        try {
            book(connection, *call, booked);
        } catch (const storage::StatementFailed &) {
            call->withdraw_attempt(); // rolled back, and the server said so
            throw;
        }
    };
    node.query(call, work, true);
}

void list_slots(Node &node, const std::shared_ptr<Call> &call)
{
    QueryFields query(call->query);
    const auto vendor = query.uuid("vendor_id");
    const auto from = query.time("from");
    const auto to = query.time("to");
    const auto limit = query.integer("limit", default_limit, 1, most_limit);
    const auto cursor = read_cursor(query.text("cursor"));
    if (!cursor)
        query.refuse("cursor", "Not one of ours: give next_cursor of the page before.");
    if (query.fail(*call))
        return;
    std::vector<storage::Param> params;
    if (vendor)
        params.emplace_back(vendor->to_string());
    params.push_back(from ? storage::Param(exact(*from)) : std::nullopt);
    params.push_back(to ? storage::Param(exact(*to)) : std::nullopt);
    params.push_back(cursor->starts_at);
    params.push_back(cursor->id);
    params.emplace_back(std::to_string(limit + 1)); // one more tells whether there is a next page
    const auto *sql = vendor ? "sql/api/queries/list_slots_of_vendor.sql" : "sql/api/queries/list_slots.sql";
    node.query(call, [call, params = std::move(params), limit, sql](storage::Connection &connection) {
        const auto rows = connection.query(resources::text(sql), params);
        const auto count = std::min(rows.size(), static_cast<std::size_t>(limit));
        std::string slots = "[";
        for (std::size_t row = 0; row < count; ++row)
            (slots += row > 0 ? "," : "") += describe(rows, row).finish();
        std::optional<std::string> next;
        if (rows.size() > count)
            next = exact(rows.time(count - 1, 3)) + "_" + rows.text(count - 1, 0);
        JsonObject body;
        body.raw("slots", slots + "]").text_or_null("next_cursor", next);
        call->answer(json_response(body.finish()));
    });
}

} // namespace holdfast::api

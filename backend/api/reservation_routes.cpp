#include "backend/api/json_text.h"
#include "backend/api/node.h"
#include "backend/api/payment_method.h"
#include "backend/api/reservation_answer.h"
#include "resources/resources.h"

namespace holdfast::api {

namespace {

constexpr std::int64_t most_quantity = 10'000;
constexpr std::size_t longest_reference = 255;

/// What a client wants held, and of which slot.
struct Wish
{
    booking::Hold hold;
    std::optional<Uuid> slot_id;
    std::optional<Uuid> vendor_id;
    std::optional<Timestamp> starts_at;
    std::optional<Timestamp> ends_at;
};

/// nullopt: something is wrong with it, and the call was told.
std::optional<Wish> read_wish(Call &call, const JsonValue &body)
{
    Fields fields(&body, {"slot_id", "vendor_id", "starts_at", "ends_at", "quantity", "partner_booking_ref", "requester_id",
                          "idempotency_key", "availability_version"});
    Wish wish;
    wish.slot_id = fields.uuid("slot_id");
    wish.vendor_id = fields.uuid("vendor_id");
    wish.starts_at = fields.time("starts_at");
    wish.ends_at = fields.time("ends_at");
    if (fields.has("slot_id")) {
        for (const auto *name : {"vendor_id", "starts_at", "ends_at"}) {
            if (fields.has(name))
                fields.refuse(name, "Give either slot_id, or vendor_id, starts_at and ends_at.");
        }
    } else if (!fields.has("vendor_id") && !fields.has("starts_at") && !fields.has("ends_at")) {
        fields.refuse("slot_id", "Required, unless vendor_id, starts_at and ends_at name the slot.");
    } else {
        for (const auto *name : {"vendor_id", "starts_at", "ends_at"})
            fields.require(name);
    }
    auto &hold = wish.hold;
    hold.quantity = static_cast<std::int32_t>(fields.integer("quantity", 1, most_quantity).value_or(1));
    hold.partner_booking_ref = fields.reference("partner_booking_ref", 0, longest_reference).value_or("");
    hold.requester_id = fields.reference("requester_id", 0, longest_reference).value_or("");
    hold.availability_version = read_expected_version(call.request.headers, fields);
    const auto key = read_key(call.request.headers, fields);
    if (!fields.good()) {
        call.fail(fields.problem());
        return std::nullopt;
    }
    if (!key) {
        call.fail(ErrorCode::IdempotencyKeyMissing, "Give an Idempotency-Key header or the member idempotency_key.");
        return std::nullopt;
    }
    hold.key = *key;
    hold.fingerprint = fingerprint_of(call, &body);
    hold.reservation_id = Uuid::make_v7();
    hold.partner_id = call.principal->partner_id;
    hold.actor = "partner:" + call.principal->name;
    hold.trace_id = call.trace_id;
    return wish;
}

void submit_hold(Node &node, const CallPtr &call, booking::Hold hold)
{
    // A replay has the same references: they are part of the fingerprint.
    const auto reference = hold.partner_booking_ref;
    const auto requester = hold.requester_id;
    node.submit(call, std::move(hold), [reference, requester](const CallPtr &held, const booking::Done &done) {
        auto body = describe(done.reservation);
        if (!reference.empty())
            body.text("partner_booking_ref", reference);
        if (!requester.empty())
            body.text("requester_id", requester);
        auto response = json_response(body.finish(), done.replayed ? 200 : 201);
        response.headers.emplace_back("Location", "/v1/reservations/" + done.reservation.id.to_string());
        mark_replay(response, done.replayed);
        held->answer(std::move(response));
    });
}

/// `pays`: the body names a payment method.
void change_reservation(Node &node, const CallPtr &call, booking::Verb verb, bool pays = false)
{
    const auto id = read_id(*call, ErrorCode::ReservationNotFound);
    if (!id)
        return;
    const auto body = read_body(*call, true);
    if (!body)
        return;
    Fields fields(body->get(), {"idempotency_key", pays ? "payment_method" : "idempotency_key"});
    const auto key = read_key(call->request.headers, fields);
    booking::Change change;
    if (pays)
        change.payment_method = read_payment_method(fields, body->get());
    if (!fields.good())
        return call->fail(fields.problem());
    if (!key)
        return call->fail(ErrorCode::IdempotencyKeyMissing, "Give an Idempotency-Key header or the member idempotency_key.");
    change.reservation_id = *id;
    change.verb = verb;
    change.partner_id = call->principal->partner_id;
    change.key = *key;
    change.fingerprint = fingerprint_of(*call, body->get());
    change.actor = "partner:" + call->principal->name;
    change.trace_id = call->trace_id;
    node.submit(call, std::move(change), [operations = node.operations](const CallPtr &changed, const booking::Done &done) {
        if (done.operation)
            operations->await(changed, done);
        else
            answer_change(*changed, done);
    });
}

} // namespace

void create_reservation(Node &node, const std::shared_ptr<Call> &call)
{
    const auto body = read_body(*call, false);
    if (!body)
        return;
    auto wish = read_wish(*call, *body->object);
    if (!wish)
        return;
    if (wish->slot_id) {
        wish->hold.slot_id = *wish->slot_id;
        return submit_hold(node, call, std::move(wish->hold));
    }
    node.query(call, [&node, call, wish = std::move(*wish)](storage::Connection &connection) mutable {
        const auto rows = connection.query(resources::text("sql/api/queries/resolve_slot.sql"),
                                           {wish.vendor_id->to_string(), to_rfc3339(*wish.starts_at), to_rfc3339(*wish.ends_at)});
        if (rows.empty())
            return call->fail(ErrorCode::SlotNotFound, "This vendor has no slot at that time.");
        wish.hold.slot_id = rows.uuid(0, 0);
        submit_hold(node, call, std::move(wish.hold));
    });
}

void confirm_reservation(Node &node, const std::shared_ptr<Call> &call)
{
    change_reservation(node, call, booking::Verb::Confirm);
}

void confirm_by_vendor(Node &node, const std::shared_ptr<Call> &call)
{
    change_reservation(node, call, booking::Verb::VendorConfirm);
}

void authorize_vendor(Node &node, const std::shared_ptr<Call> &call)
{
    change_reservation(node, call, booking::Verb::AuthorizeVendor, true);
}

void authorize_requester(Node &node, const std::shared_ptr<Call> &call)
{
    change_reservation(node, call, booking::Verb::AuthorizeRequester, true);
}

void cancel_reservation(Node &node, const std::shared_ptr<Call> &call)
{
    change_reservation(node, call, booking::Verb::Cancel);
}

void release_reservation(Node &node, const std::shared_ptr<Call> &call)
{
    change_reservation(node, call, booking::Verb::Release);
}

void read_reservation(Node &node, const std::shared_ptr<Call> &call)
{
    const auto id = read_id(*call, ErrorCode::ReservationNotFound);
    if (!id)
        return;
    node.query(call, [call, id = *id](storage::Connection &connection) {
        storage::Param owner;
        if (call->principal->partner)
            owner = call->principal->partner_id.to_string();
        const auto rows = connection.query(resources::text("sql/api/queries/find_reservation.sql"), {id.to_string(), owner});
        if (rows.empty())
            return call->fail(ErrorCode::ReservationNotFound);
        JsonObject body;
        body.text("reservation_id", rows.text(0, 0)).text("state", rows.text(0, 1)).text("slot_id", rows.text(0, 2));
        body.number("quantity", rows.integer(0, 3)).text_or_null("expires_at", time_text(rows.optional_time(0, 4)));
        body.number("version", rows.integer(0, 5)).number("slot_version", rows.integer(0, 6));
        body.text("partner_booking_ref", rows.text(0, 7)).text("requester_id", rows.text(0, 8));
        body.text("created_at", to_rfc3339(rows.time(0, 9))).text("changed_at", to_rfc3339(rows.time(0, 10)));
        call->answer(json_response(body.finish()));
    });
}

} // namespace holdfast::api

#include "backend/api/json_text.h"
#include "backend/api/node.h"
#include "backend/payments/webhook_signature.h"
#include "resources/resources.h"

namespace holdfast::api {

namespace {

using payments::WebhookVerdict;

constexpr std::string_view signature_header = "Stripe-Signature";
constexpr std::string_view intent_prefix = "pi_";
constexpr std::size_t longest_name = 255;
constexpr std::int64_t last_second = 253'402'300'799; // of the year 9999

/// What is kept of an event: a hint. Its payload never sets a state, so the rest is of no use.
struct WebhookEvent
{
    std::string id;
    std::string type;
    std::optional<std::string> intent_id; ///< that it is about
    Timestamp created;
};

const char *complaint(WebhookVerdict verdict)
{
    switch (verdict) {
    case WebhookVerdict::Malformed:
        return "The Stripe-Signature header is not well-formed.";
    case WebhookVerdict::Mismatch:
        return "No signature in the Stripe-Signature header is one over this body with our secret.";
    case WebhookVerdict::TooOld:
        return "The signature is too old: a replay, or a very late delivery.";
    case WebhookVerdict::TooNew:
        return "The signature is of a time to come: a clock is wrong.";
    case WebhookVerdict::Ok:
        break;
    }
    return "";
}

void refuse(Node &node, Call &call, const char *why)
{
    node.metrics->webhooks_refused.fetch_add(1, std::memory_order_relaxed);
    call.fail(ErrorCode::MalformedRequest, why);
}

/// A member that names an intent: its id, or the object itself where the gateway was asked to expand it. What is no
/// intent's name is not kept: the gateway would be asked for it.
std::optional<std::string> intent_in(const JsonValue *value)
{
    if (value && value->kind == JsonValue::Kind::Object)
        value = value->find("id");
    if (!value || value->kind != JsonValue::Kind::Text || !is_gateway_name(value->text, intent_prefix))
        return std::nullopt;
    return value->text;
}

std::optional<std::string> intent_of(std::string_view type, const JsonValue &event)
{
    const auto *data = event.find("data");
    const auto *object = data ? data->find("object") : nullptr;
    if (!object)
        return std::nullopt;
    if (type.starts_with("payment_intent."))
        return intent_in(object);
    if (type.starts_with("charge.") || type.starts_with("refund."))
        return intent_in(object->find("payment_intent"));
    return std::nullopt;
}

/// nullopt: something is wrong with it, and the call was told.
std::optional<WebhookEvent> read_event(Call &call)
{
    const auto body = read_body(call, false);
    if (!body)
        return std::nullopt;
    Fields fields(body->get(), {"id", "type", "created"});
    WebhookEvent event;
    event.id = fields.text("id", 1, longest_name).value_or("");
    event.type = fields.text("type", 1, longest_name).value_or("");
    event.created = Timestamp(std::chrono::seconds(fields.integer("created", 0, last_second).value_or(0)));
    for (const auto *name : {"id", "type", "created"})
        fields.require(name);
    if (!fields.good()) {
        call.fail(fields.problem());
        return std::nullopt;
    }
    event.intent_id = intent_of(event.type, *body->object);
    return event;
}

void store(storage::Connection &connection, const WebhookEvent &event)
{
    connection.query(resources::text("sql/api/queries/store_webhook_event.sql"),
                     {event.id, event.type, event.intent_id, to_rfc3339(event.created)});
}

} // namespace

void receive_stripe_webhook(Node &node, const std::shared_ptr<Call> &call)
{
    if (node.webhook_secrets.empty())
        return call->fail(ErrorCode::ServiceUnavailable, "No secret for webhooks is configured.");
    const auto signature = net::header(call->request.headers, signature_header);
    if (!signature)
        return refuse(node, *call, "The Stripe-Signature header is missing.");
    // First without its age, which is by booking time: what is forged shall not cost a query.
    const auto verdict_at = [&node, call, header = std::string(*signature)](Timestamp now) {
        return payments::verify_webhook(header, call->request.body, node.webhook_secrets, now);
    };
    const auto forgery = verdict_at(Timestamp{});
    if (forgery != WebhookVerdict::Ok && forgery != WebhookVerdict::TooNew)
        return refuse(node, *call, complaint(forgery));
    auto event = read_event(*call);
    if (!event)
        return;
    const auto work = [&node, call, verdict_at, event = std::move(*event)](storage::Connection &connection) {
        const auto now = connection.query(resources::text("sql/api/queries/booking_time.sql")).time(0, 0);
        if (const auto verdict = verdict_at(now); verdict != WebhookVerdict::Ok)
            return refuse(node, *call, complaint(verdict));
        store(connection, event);
        call->answer(json_response(JsonObject().boolean("received", true).finish()));
    };
    node.query(call, work, true);
}

} // namespace holdfast::api

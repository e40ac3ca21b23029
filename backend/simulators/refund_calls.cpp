#include "backend/simulators/call.h"
#include "backend/simulators/object_json.h"

namespace holdfast::simulators {

namespace {

std::vector<std::string> read_expand(Parameters &parameters, std::string_view kind)
{
    auto paths = parameters.list("expand");
    if (auto refusal = check_expansion(kind, false, paths))
        parameters.refuse(std::move(*refusal));
    return paths;
}

Reply shown(const Desk &desk, const Result<const Refund *> &result, std::vector<std::string> expand)
{
    if (const auto *refusal = std::get_if<Refusal>(&result))
        return refuse(desk, *refusal);
    return {200, text_of(refund_json(desk.books, *std::get<const Refund *>(result), Expansion(std::move(expand))))};
}

} // namespace

Reply create_refund(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    NewRefund wanted;
    wanted.intent = parameters.text("payment_intent").value_or("");
    wanted.charge = parameters.text("charge").value_or("");
    wanted.amount = parameters.integer("amount", 1);
    wanted.reason = parameters.word("reason", {"", "duplicate", "fraudulent", "requested_by_customer"});
    wanted.metadata = parameters.metadata();
    auto expand = read_expand(parameters, "refund");
    if (wanted.intent.empty() == wanted.charge.empty())
        parameters.refuse(invalid("parameter_missing",
                                  "One of the following params should be provided for this request: "
                                  "payment_intent or charge.",
                                  "payment_intent"));
    if (const auto refusal = parameters.finish()) {
        call.forced_decline.reset();
        return refuse(desk, *refusal);
    }
    return shown(desk, desk.books.refund(wanted, call.forced_decline), std::move(expand));
}

Reply update_refund(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto metadata = parameters.metadata();
    auto expand = read_expand(parameters, "refund");
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    return shown(desk, desk.books.update_refund(call.id, metadata), std::move(expand));
}

Reply retrieve_refund(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    auto expand = read_expand(parameters, "refund");
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    const Refund *refund = desk.books.refunds().find(call.id);
    if (!refund)
        return refuse(desk, missing(404, "refund", call.id, "id"));
    return shown(desk, refund, std::move(expand));
}

Reply retrieve_charge(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    auto expand = read_expand(parameters, "charge");
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    const auto *charge = desk.books.charges().find(call.id);
    if (!charge)
        return refuse(desk, missing(404, "charge", call.id, "id"));
    return {200, text_of(charge_json(desk.books, *charge, Expansion(std::move(expand))))};
}

Reply create_method(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    if (parameters.required_text("type") != "card")
        parameters.refuse(invalid("", "The simulator knows payment methods of type card only.", "type"));
    const auto token = parameters.required_text("card[token]");
    const auto metadata = parameters.metadata();
    parameters.tolerate("billing_details");
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    const auto made = desk.books.make_method(token, metadata);
    if (const auto *refusal = std::get_if<Refusal>(&made))
        return refuse(desk, *refusal);
    return {200, text_of(method_json(*std::get<const PaymentMethod *>(made)))};
}

Reply retrieve_method(Desk &desk, Call &call)
{
    const auto *method = desk.books.methods().find(call.id);
    if (!method)
        return refuse(desk, missing(404, "PaymentMethod", call.id, "payment_method"));
    return {200, text_of(method_json(*method))};
}

Reply retrieve_event(Desk &desk, Call &call)
{
    const auto *event = desk.events.find(call.id);
    if (!event)
        return refuse(desk, missing(404, "event", call.id, "id"));
    return {200, *event->body};
}

Reply create_endpoint(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    WebhookEndpoint endpoint;
    const auto url = parameters.required_text("url");
    endpoint.events = parameters.list("enabled_events");
    for (const auto *name : {"description", "api_version", "metadata"})
        parameters.tolerate(name);
    if (endpoint.events.empty())
        parameters.refuse(invalid("parameter_missing", "Missing required param: enabled_events.", "enabled_events"));
    if (!parse_endpoint_url(url, endpoint))
        parameters.refuse(
            invalid("url_invalid", "Invalid URL: the simulator delivers to http:// addresses only.", "url"));
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    endpoint.id = desk.books.make_id("we_1");
    endpoint.secret = Secret(desk.books.make_id("whsec_"));
    endpoint.place = desk.books.next_place();
    if (!desk.webhooks.put(endpoint))
        return refuse(desk, invalid("", "You have reached the maximum of 16 webhook endpoints.", "url"));
    return {200, text_of(endpoint_json(endpoint, true))};
}

Reply retrieve_endpoint(Desk &desk, Call &call)
{
    for (const auto &endpoint : desk.webhooks.endpoints()) {
        if (endpoint.id == call.id)
            return {200, text_of(endpoint_json(endpoint, false))};
    }
    return refuse(desk, missing(404, "webhook endpoint", call.id, "webhook_endpoint"));
}

Reply delete_endpoint(Desk &desk, Call &call)
{
    if (!desk.webhooks.remove(call.id))
        return refuse(desk, missing(404, "webhook endpoint", call.id, "webhook_endpoint"));
    return {200, text_of({{"id", call.id}, {"object", "webhook_endpoint"}, {"deleted", true}})};
}

} // namespace holdfast::simulators

#include "backend/simulators/call.h"

#include "backend/net/url.h"
#include "backend/simulators/object_json.h"

namespace holdfast::simulators {

namespace {

constexpr std::array route_table = {
    Route{"POST", "/v1/payment_intents", CallKind::Create, create_intent},
    Route{"GET", "/v1/payment_intents", CallKind::List, list_intents},
    Route{"GET", "/v1/payment_intents/{id}", CallKind::Retrieve, retrieve_intent},
    Route{"POST", "/v1/payment_intents/{id}", CallKind::Other, update_intent},
    Route{"POST", "/v1/payment_intents/{id}/confirm", CallKind::Confirm, confirm_intent},
    Route{"POST", "/v1/payment_intents/{id}/capture", CallKind::Capture, capture_intent},
    Route{"POST", "/v1/payment_intents/{id}/cancel", CallKind::Cancel, cancel_intent},
    Route{"POST", "/v1/refunds", CallKind::Refund, create_refund},
    Route{"GET", "/v1/refunds", CallKind::List, list_refunds},
    Route{"GET", "/v1/refunds/{id}", CallKind::Retrieve, retrieve_refund},
    Route{"POST", "/v1/refunds/{id}", CallKind::Other, update_refund},
    Route{"GET", "/v1/charges", CallKind::List, list_charges},
    Route{"GET", "/v1/charges/{id}", CallKind::Retrieve, retrieve_charge},
    Route{"POST", "/v1/payment_methods", CallKind::Other, create_method},
    Route{"GET", "/v1/payment_methods/{id}", CallKind::Retrieve, retrieve_method},
    Route{"GET", "/v1/events", CallKind::List, list_events},
    Route{"GET", "/v1/events/{id}", CallKind::Retrieve, retrieve_event},
    Route{"POST", "/v1/webhook_endpoints", CallKind::Other, create_endpoint},
    Route{"GET", "/v1/webhook_endpoints", CallKind::List, list_endpoints},
    Route{"GET", "/v1/webhook_endpoints/{id}", CallKind::Retrieve, retrieve_endpoint},
    Route{"DELETE", "/v1/webhook_endpoints/{id}", CallKind::Other, delete_endpoint},
};

} // namespace

std::span<const Route> routes()
{
    return route_table;
}

const Route *find_route(std::string_view method, std::string_view path, std::string &id)
{
    for (const auto &route : route_table) {
        if (route.method != method)
            continue;
        if (const auto found = net::match_path(route.pattern, path)) {
            id = *found;
            return &route;
        }
    }
    return nullptr;
}

Reply refuse(const Desk &desk, const Refusal &refusal)
{
    Reply reply;
    reply.status = refusal.http_status;
    reply.body = text_of(refusal_json(desk.books, refusal));
    reply.executed = refusal.executed;
    // Stripe's libraries do not repeat a 429 by themselves; of a lock they are told that it is worth it.
    if (refusal.code == "lock_timeout")
        reply.should_retry = true;
    return reply;
}

} // namespace holdfast::simulators

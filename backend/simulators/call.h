#pragma once

#include "backend/simulators/desk.h"

#include <span>

namespace holdfast::simulators {

struct Route;

/// One request to the gateway's API.
struct Call
{
    const Route *route = nullptr;
    std::string method;
    std::string path;
    std::string id; ///< what stands for the pattern's "{id}"
    Form form;
    std::string key; ///< the idempotency key
    std::string request_id;
    std::string version; ///< Stripe-Version, as sent
    /// A decline the bank gives whatever the card; reset by who carries the call out when it did not come to that.
    std::optional<std::string> forced_decline = {};
};

struct Reply
{
    int status = 200;
    std::string body;
    bool executed = true; ///< kept under the idempotency key
    std::optional<bool> should_retry = {};
    std::string original_request = {}; ///< of a replay
};

struct Route
{
    std::string_view method;
    std::string_view pattern;
    CallKind kind;
    Reply (*act)(Desk &desk, Call &call); ///< under the desk's mutex
};

/// Every call the gateway understands.
[[nodiscard]] std::span<const Route> routes();
/// The one for a method and path, with its id; nullptr when there is none.
[[nodiscard]] const Route *find_route(std::string_view method, std::string_view path, std::string &id);

[[nodiscard]] Reply refuse(const Desk &desk, const Refusal &refusal);

// What the routes do.
[[nodiscard]] Reply create_intent(Desk &desk, Call &call);
[[nodiscard]] Reply update_intent(Desk &desk, Call &call);
[[nodiscard]] Reply retrieve_intent(Desk &desk, Call &call);
[[nodiscard]] Reply confirm_intent(Desk &desk, Call &call);
[[nodiscard]] Reply capture_intent(Desk &desk, Call &call);
[[nodiscard]] Reply cancel_intent(Desk &desk, Call &call);
[[nodiscard]] Reply create_refund(Desk &desk, Call &call);
[[nodiscard]] Reply update_refund(Desk &desk, Call &call);
[[nodiscard]] Reply retrieve_refund(Desk &desk, Call &call);
[[nodiscard]] Reply retrieve_charge(Desk &desk, Call &call);
[[nodiscard]] Reply create_method(Desk &desk, Call &call);
[[nodiscard]] Reply retrieve_method(Desk &desk, Call &call);
[[nodiscard]] Reply retrieve_event(Desk &desk, Call &call);
[[nodiscard]] Reply create_endpoint(Desk &desk, Call &call);
[[nodiscard]] Reply retrieve_endpoint(Desk &desk, Call &call);
[[nodiscard]] Reply delete_endpoint(Desk &desk, Call &call);
[[nodiscard]] Reply list_intents(Desk &desk, Call &call);
[[nodiscard]] Reply list_refunds(Desk &desk, Call &call);
[[nodiscard]] Reply list_charges(Desk &desk, Call &call);
[[nodiscard]] Reply list_events(Desk &desk, Call &call);
[[nodiscard]] Reply list_endpoints(Desk &desk, Call &call);

} // namespace holdfast::simulators

#include "backend/simulators/call.h"
#include "backend/simulators/object_json.h"

#include <algorithm>
#include <limits>

namespace holdfast::simulators {

namespace {

constexpr std::int64_t default_limit = 10;
constexpr std::int64_t max_limit = 100;

struct ListQuery
{
    std::size_t limit = default_limit;
    Place lowest{std::numeric_limits<std::int64_t>::min(), 0};
    Place highest{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::uint64_t>::max()};
    std::optional<Place> after;  ///< older ones than this
    std::optional<Place> before; ///< newer ones than this
    Expansion expansion;
};

void read_created(Parameters &parameters, ListQuery &query)
{
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto last = std::numeric_limits<std::uint64_t>::max();
    const auto raise = [&](Place to) { query.lowest = std::max(query.lowest, to); };
    const auto lower = [&](Place to) { query.highest = std::min(query.highest, to); };
    if (const auto at = parameters.integer("created", least)) {
        raise({*at, 0});
        lower({*at, last});
    }
    if (const auto at = parameters.integer("created[gte]", least))
        raise({*at, 0});
    if (const auto at = parameters.integer("created[gt]", least))
        raise({*at, last});
    if (const auto at = parameters.integer("created[lte]", least))
        lower({*at, last});
    if (const auto at = parameters.integer("created[lt]", least))
        lower({*at, 0});
}

/// `place_of` finds the object a cursor names.
template <typename PlaceOf>
ListQuery read_list(Parameters &parameters, std::string_view kind, PlaceOf place_of)
{
    ListQuery query;
    const auto limit = parameters.integer("limit", 1).value_or(default_limit);
    if (limit > max_limit)
        parameters.refuse(
            invalid("parameter_invalid_integer", "This value must be less than or equal to 100.", "limit"));
    query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, max_limit));
    read_created(parameters, query);
    const auto cursor = [&](const char *name) -> std::optional<Place> {
        const auto id = parameters.text(name);
        if (!id)
            return std::nullopt;
        const auto place = place_of(*id);
        if (!place)
            parameters.refuse(missing(400, std::string(kind), *id, name));
        return place;
    };
    query.after = cursor("starting_after");
    query.before = cursor("ending_before");
    if (query.after && query.before)
        parameters.refuse(invalid("", "You cannot parse both `starting_after` and `ending_before`.", "starting_after"));
    auto expand = parameters.list("expand");
    if (auto refusal = check_expansion(kind, true, expand))
        parameters.refuse(std::move(*refusal));
    query.expansion = Expansion(std::move(expand));
    return query;
}

template <typename T>
auto place_in(const Shelf<T> &shelf)
{
    return [&shelf](const std::string &id) {
        const auto *object = shelf.find(id);
        return object ? std::optional(object->place) : std::nullopt;
    };
}

/// One page, newest first. `keep` says which objects are meant, `show` gives their JSON text.
template <typename Objects, typename Keep, typename Show>
Reply page(const Objects &in_order, const ListQuery &query, std::string_view url, Keep keep, Show show)
{
    std::vector<std::string> found;
    const auto take = [&](const auto &entry) {
        if (entry.first != query.after && entry.first != query.before && keep(*entry.second))
            found.push_back(show(*entry.second));
        return found.size() <= query.limit; // one more than asked for tells that there are more
    };
    if (query.before) {
        const auto from = std::max(query.lowest, *query.before);
        for (auto at = in_order.lower_bound(from); at != in_order.end() && at->first <= query.highest && take(*at);)
            ++at;
    } else {
        const auto from = query.after ? std::min(query.highest, *query.after) : query.highest;
        for (auto at = std::make_reverse_iterator(in_order.upper_bound(from));
             at != in_order.rend() && at->first >= query.lowest && take(*at);)
            ++at;
    }
    const bool has_more = found.size() > query.limit;
    if (has_more)
        found.pop_back();
    if (query.before)
        std::reverse(found.begin(), found.end());
    std::string body = R"({"object":"list","data":[)";
    for (std::size_t i = 0; i < found.size(); ++i)
        body += (i == 0 ? "" : ",") + found[i];
    body += R"(],"has_more":)" + std::string(has_more ? "true" : "false") + R"(,"url":")" + std::string(url) + "\"}";
    return {200, std::move(body)};
}

} // namespace

Reply list_intents(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto query = read_list(parameters, "payment_intent", place_in(desk.books.intents()));
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    return page(
        desk.books.intents().in_order(), query, "/v1/payment_intents", [](const Intent &) { return true; },
        [&](const Intent &intent) { return text_of(intent_json(desk.books, intent, query.expansion)); });
}

Reply list_refunds(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto query = read_list(parameters, "refund", place_in(desk.books.refunds()));
    const auto intent_id = parameters.text("payment_intent").value_or("");
    const auto charge_id = parameters.text("charge").value_or("");
    const auto *charge = desk.books.charges().find(charge_id);
    if (!charge_id.empty() && !charge)
        parameters.refuse(missing(404, "charge", charge_id, "charge"));
    const auto *intent = desk.books.intents().find(intent_id);
    if (!intent_id.empty() && !intent)
        parameters.refuse(missing(404, "payment_intent", intent_id, "payment_intent"));
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    const auto keep = [&](const Refund &refund) {
        return (!charge || refund.charge == charge_id) && (!intent || refund.intent == intent_id);
    };
    const auto show = [&](const Refund &refund) { return text_of(refund_json(desk.books, refund, query.expansion)); };
    const auto *owner = charge ? desk.books.intents().find(charge->intent) : intent;
    if (!owner)
        return page(desk.books.refunds().in_order(), query, "/v1/refunds", keep, show);
    std::map<Place, const Refund *> own; // rather than all there are
    for (const auto &id : owner->refunds) {
        const auto *refund = desk.books.refunds().find(id);
        own.emplace(refund->place, refund);
    }
    return page(own, query, "/v1/refunds", keep, show);
}

Reply list_charges(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto query = read_list(parameters, "charge", place_in(desk.books.charges()));
    const auto intent = parameters.text("payment_intent").value_or("");
    if (!intent.empty() && !desk.books.intents().find(intent))
        parameters.refuse(missing(404, "payment_intent", intent, "payment_intent"));
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    return page(
        desk.books.charges().in_order(), query, "/v1/charges",
        [&](const Charge &charge) { return intent.empty() || charge.intent == intent; },
        [&](const Charge &charge) { return text_of(charge_json(desk.books, charge, query.expansion)); });
}

Reply list_events(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto place_of = [&](const std::string &id) {
        const auto *event = desk.events.find(id);
        return event ? std::optional(event->place) : std::nullopt;
    };
    const auto query = read_list(parameters, "event", place_of);
    auto types = parameters.list("types");
    if (const auto type = parameters.text("type"))
        types.push_back(*type);
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    const auto keep = [&](const Event &event) {
        return types.empty() || std::find(types.begin(), types.end(), event.type) != types.end();
    };
    return page(desk.events.in_order(), query, "/v1/events", keep, [](const Event &event) { return *event.body; });
}

Reply list_endpoints(Desk &desk, Call &call)
{
    const auto endpoints = desk.webhooks.endpoints();
    std::map<Place, const WebhookEndpoint *> in_order;
    for (const auto &endpoint : endpoints)
        in_order.emplace(endpoint.place, &endpoint);
    Parameters parameters(call.form);
    const auto place_of = [&](const std::string &id) {
        const auto at =
            std::find_if(endpoints.begin(), endpoints.end(), [&](const auto &known) { return known.id == id; });
        return at == endpoints.end() ? std::nullopt : std::optional(at->place);
    };
    const auto query = read_list(parameters, "webhook_endpoint", place_of);
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    return page(
        in_order, query, "/v1/webhook_endpoints", [](const WebhookEndpoint &) { return true; },
        [](const WebhookEndpoint &endpoint) { return text_of(endpoint_json(endpoint, false)); });
}

} // namespace holdfast::simulators

#include "backend/simulators/control.h"

#include "backend/simulators/fault_json.h"
#include "backend/simulators/object_json.h"

#include <algorithm>
#include <charconv>

namespace holdfast::simulators {

namespace {

constexpr std::string_view control_endpoint = "we_control";
constexpr std::int64_t longest_offset_ms = std::int64_t{100} * 366 * 24 * 3600 * 1000;

struct Asked
{
    std::string_view method;
    std::string_view path; ///< after /_control
    std::string_view query;
    Json body;
};

net::Response told(int status, const Json &json)
{
    return {status, {{"Content-Type", "application/json"}}, text_of(json)};
}

net::Response error(int status, std::string detail)
{
    return told(status, Json::object({{"error", std::move(detail)}}));
}

net::Response clock(Desk &desk, const Asked &asked)
{
    if (asked.method == "POST") {
        JsonReader reader(asked.body);
        const auto offset = reader.integer("offset_ms").value_or(-1);
        if (const auto flaw = reader.finish())
            return error(400, *flaw);
        if (offset < 0 || offset > longest_offset_ms)
            return error(400, "offset_ms is required: from 0 to a hundred years");
        if (!desk.clock.set_offset(std::chrono::milliseconds(offset)))
            return error(409, "the gateway's clock never goes back");
        const std::lock_guard lock(desk.mutex);
        desk.books.pass_time();
    }
    return told(200, {{"offset_ms", desk.clock.offset().count()}, {"now_ms", desk.clock.now().count()}});
}

net::Response faults(Desk &desk, const Asked &asked)
{
    if (asked.method == "DELETE") {
        desk.faults.clear();
        return told(200, Json::object());
    }
    if (asked.method == "GET") {
        auto list = Json::array();
        for (const auto &fault : desk.faults.list())
            list.push_back(fault_json(fault));
        return told(200, Json::object({{"faults", std::move(list)}}));
    }
    const auto fault = read_fault(asked.body);
    if (const auto *flaw = std::get_if<std::string>(&fault))
        return error(400, *flaw);
    const auto id = desk.faults.add(std::get<Fault>(fault));
    if (!id)
        return error(507, "there are as many faults as there may be");
    return told(201, Json::object({{"id", *id}}));
}

/// A row of the books, taken under the mutex and shown outside it.
struct BookRow
{
    const Intent intent;
    std::int64_t refunded, refunds_pending;
    std::optional<std::int64_t> capture_before;
};

Json row_json(const BookRow &row)
{
    const auto &intent = row.intent;
    auto metadata = Json::object();
    for (const auto &[key, value] : intent.metadata)
        metadata[key] = value;
    Json json = {{"id", intent.id}, {"status", name(intent.status)}, {"amount", intent.amount}};
    json["amount_capturable"] = intent.amount_capturable;
    json["amount_received"] = intent.amount_received;
    json["refunded"] = row.refunded;
    json["refunds_pending"] = row.refunds_pending;
    json["currency"] = intent.currency;
    json["metadata"] = std::move(metadata);
    json["created"] = intent.place.first;
    json["capture_before"] = row.capture_before ? Json(*row.capture_before) : Json();
    json["cancellation_reason"] = intent.cancellation_reason.empty() ? Json() : Json(intent.cancellation_reason);
    json["latest_charge"] = intent.latest_charge.empty() ? Json() : Json(intent.latest_charge);
    return json;
}

net::Response books(Desk &desk, const Asked &)
{
    std::vector<BookRow> rows;
    std::uint64_t cursor = 0;
    {
        const std::lock_guard lock(desk.mutex);
        desk.books.pass_time();
        cursor = desk.books.changes();
        rows.reserve(desk.books.intents().size());
        for (const auto &[place, intent] : desk.books.intents().in_order())
            rows.push_back({*intent, desk.books.refunded(*intent, "succeeded"), desk.books.refunded(*intent, "pending"),
                            desk.books.capture_before(*intent)});
    }
    std::string body = R"({"intents":[)";
    for (std::size_t i = 0; i < rows.size(); ++i)
        body += (i == 0 ? "" : ",") + text_of(row_json(rows[i]));
    body += R"(],"cursor":)" + std::to_string(cursor) + "}";
    return {200, {{"Content-Type", "application/json"}}, std::move(body)};
}

net::Response calls(Desk &desk, const Asked &asked)
{
    std::uint64_t since = 0;
    if (!asked.query.empty()) {
        constexpr std::string_view name = "since=";
        const auto digits = asked.query.substr(std::min(name.size(), asked.query.size()));
        const auto [end, flaw] = std::from_chars(digits.data(), digits.data() + digits.size(), since);
        if (!asked.query.starts_with(name) || flaw != std::errc{} || end != digits.data() + digits.size())
            return error(400, "the query is since=NUMBER");
    }
    auto list = Json::array();
    std::uint64_t last = since;
    for (const auto &record : desk.calls.since(since)) {
        last = record.number;
        list.push_back({{"number", record.number},
                        {"at_ms", record.at_ms},
                        {"method", record.method},
                        {"path", record.path},
                        {"call", record.call},
                        {"key", record.key_hash.empty() ? Json() : Json(record.key_hash)},
                        {"status", record.status},
                        {"replayed", record.replayed},
                        {"fault", record.fault.empty() ? Json() : Json(record.fault)},
                        {"request_id", record.request_id}});
    }
    return told(200, {{"calls", std::move(list)}, {"last", last}});
}

net::Response plant(Desk &desk, const Asked &asked)
{
    const auto read = read_planted(asked.body);
    if (const auto *flaw = std::get_if<std::string>(&read))
        return error(400, *flaw);
    const auto &order = std::get<PlantOrder>(read);
    const std::lock_guard lock(desk.mutex);
    const auto planted = desk.books.plant(order.planted, order.announced);
    if (const auto *refusal = std::get_if<Refusal>(&planted))
        return error(refusal->http_status == 429 ? 507 : 400, refusal->message);
    return told(201, intent_json(desk.books, *std::get<const Intent *>(planted)));
}

net::Response fail_refund(Desk &desk, const Asked &asked, const std::string &id)
{
    JsonReader reader(asked.body);
    const auto reason = reader.text("reason").value_or("lost_or_stolen_card");
    if (const auto flaw = reader.finish())
        return error(400, *flaw);
    const std::lock_guard lock(desk.mutex);
    const auto failed = desk.books.fail_refund(id, reason);
    if (const auto *refusal = std::get_if<Refusal>(&failed))
        return error(refusal->http_status == 404 ? 404 : 409, refusal->message);
    return told(200, refund_json(desk.books, *std::get<const Refund *>(failed)));
}

net::Response answer_action(Desk &desk, const Asked &asked, const std::string &id)
{
    JsonReader reader(asked.body);
    const bool agreed = reader.boolean("agreed").value_or(true);
    if (const auto flaw = reader.finish())
        return error(400, *flaw);
    const std::lock_guard lock(desk.mutex);
    const auto answered = desk.books.answer_action(id, agreed);
    if (const auto *refusal = std::get_if<Refusal>(&answered))
        return error(refusal->http_status == 404 ? 404 : 409, refusal->message);
    return told(200, intent_json(desk.books, *std::get<const Intent *>(answered)));
}

net::Response webhook(Desk &desk, const Asked &asked)
{
    if (asked.method == "POST") {
        JsonReader reader(asked.body);
        const auto url = reader.text("url").value_or("");
        const Secret secret(reader.text("secret").value_or(""));
        if (const auto flaw = reader.finish())
            return error(400, *flaw);
        if (!set_control_endpoint(desk, url, secret))
            return error(400, "url is http://HOST[:PORT][/PATH] and secret is not empty; and there is room for it");
    }
    auto url = Json();
    for (const auto &endpoint : desk.webhooks.endpoints()) {
        if (endpoint.id == control_endpoint)
            url = endpoint.url;
    }
    const auto counts = desk.webhooks.counts();
    return told(200, {{"url", std::move(url)},
                      {"pending", counts.pending},
                      {"attempts", counts.attempts},
                      {"delivered", counts.delivered},
                      {"failed", counts.failed},
                      {"given_up", counts.given_up},
                      {"lost", counts.lost},
                      {"overflowed", counts.overflowed}});
}

/// "ID" of "PREFIX/ID/SUFFIX"; empty where the path is none of that kind.
std::string id_between(std::string_view path, std::string_view before, std::string_view after)
{
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
        return {};
    const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
    return id.find('/') == std::string_view::npos ? std::string(id) : std::string();
}

net::Response act(Desk &desk, const Asked &asked)
{
    const bool gets = asked.method == "GET", posts = asked.method == "POST", deletes = asked.method == "DELETE";
    if (asked.path == "/clock" && (gets || posts))
        return clock(desk, asked);
    if (asked.path == "/faults" && (gets || posts || deletes))
        return faults(desk, asked);
    if (asked.path == "/books" && gets)
        return books(desk, asked);
    if (asked.path == "/calls" && gets)
        return calls(desk, asked);
    if (asked.path == "/webhook" && (gets || posts))
        return webhook(desk, asked);
    if (asked.path == "/intents" && posts)
        return plant(desk, asked);
    if (const auto id = id_between(asked.path, "/faults/", ""); deletes && !id.empty())
        return desk.faults.remove(id) ? told(200, Json::object()) : error(404, "there is no fault " + id);
    if (const auto id = id_between(asked.path, "/refunds/", "/fail"); posts && !id.empty())
        return fail_refund(desk, asked, id);
    if (const auto id = id_between(asked.path, "/intents/", "/action"); posts && !id.empty())
        return answer_action(desk, asked, id);
    return error(404, "there is no " + std::string(asked.method) + " /_control" + std::string(asked.path));
}

} // namespace

bool set_control_endpoint(Desk &desk, const std::string &url, const Secret &secret)
{
    WebhookEndpoint endpoint;
    if (secret.empty() || !parse_endpoint_url(url, endpoint))
        return false;
    endpoint.id = control_endpoint;
    endpoint.secret = secret;
    endpoint.events = {"*"};
    {
        const std::lock_guard lock(desk.mutex);
        endpoint.place = desk.books.next_place();
    }
    return desk.webhooks.put(std::move(endpoint));
}

net::Response Control::handle(const net::Request &request)
{
    const std::string_view target = request.target;
    const auto question = std::min(target.find('?'), target.size());
    Asked asked{request.method, target.substr(prefix.size(), question - prefix.size()),
                target.substr(std::min(question + 1, target.size())), Json::object()};
    if (!request.body.empty()) {
        asked.body = Json::parse(request.body, nullptr, false);
        if (!asked.body.is_object())
            return error(400, "the body is not a JSON object");
    }
    return act(desk_, asked);
}

} // namespace holdfast::simulators

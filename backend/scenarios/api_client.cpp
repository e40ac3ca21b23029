#include "backend/scenarios/api_client.h"

#include "backend/scenarios/evidence.h"
#include "backend/scenarios/sandbox.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace holdfast::scenarios {

using json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr auto request_timeout = 10s;

net::ClientOptions client_options(const std::string &url)
{
    const auto address = net::parse_http_url(url);
    if (!address)
        throw std::runtime_error("not an address to send requests to: " + url);
    net::ClientOptions options;
    options.host = address->first;
    options.port = address->second;
    options.threads = 2;
    options.request_timeout = request_timeout;
    return options;
}

std::string text_member(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void read_body(Answer &answer)
{
    const json body = json::parse(answer.body, nullptr, false);
    if (!body.is_object())
        return;
    for (const auto &[member, value] : body.items())
        answer.members.push_back(member); // sorted: json keeps its members by name
    answer.code = text_member(body, "code");
    answer.state = text_member(body, "state");
    answer.reservation_id = Uuid::parse(text_member(body, "reservation_id"));
    answer.slot_id = Uuid::parse(text_member(body, "slot_id"));
    if (const auto version = body.find("version"); version != body.end() && version->is_number_integer())
        answer.version = version->get<std::int64_t>();
}

Answer read(net::Exchange &&exchange)
{
    Answer answer;
    answer.started = exchange.started;
    answer.finished = exchange.finished;
    if (!exchange.response) {
        answer.error = exchange.error;
        return answer;
    }
    answer.status = exchange.response->status;
    answer.headers = std::move(exchange.response->headers);
    answer.body = std::move(exchange.response->body);
    read_body(answer);
    return answer;
}

Outcome outcome_of(const Answer &answer, bool sent)
{
    if (answer.status == 0)
        return sent ? Outcome::Unknown : Outcome::Fail;
    if (answer.status >= 500)
        return Outcome::Unknown;
    return answer.status < 300 ? Outcome::Ok : Outcome::Fail;
}

std::optional<State> state_named(std::string_view name)
{
    const auto found = std::ranges::find(state_table, name, &StateInfo::name);
    return found == state_table.end() ? std::nullopt : std::optional(found->state);
}

/// Answers on their way, from the client's threads to the one that waits.
struct Landing
{
    std::mutex mutex;
    std::condition_variable arrived;
    std::vector<std::optional<net::Exchange>> exchanges;
    std::size_t missing = 0;
};

} // namespace

bool Answer::replayed() const
{
    return net::header(headers, "Idempotent-Replayed") == "true";
}

std::string Answer::content_type() const
{
    const auto value = net::header(headers, "Content-Type").value_or("");
    return std::string(value.substr(0, value.find(';')));
}

std::chrono::microseconds Answer::duration() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(finished - started);
}

std::string Answer::summary() const
{
    if (status == 0)
        return "no answer: " + error;
    return std::to_string(status) + (code.empty() ? "" : " " + code);
}

ApiClient::ApiClient(ApiCredentials credentials, History *history, Evidence *evidence, std::function<bool()> aborted)
    : credentials_(std::move(credentials)), history_(history), evidence_(evidence), aborted_(std::move(aborted)),
      began_(std::chrono::steady_clock::now()), client_(client_options(credentials_.url))
{
}

ApiClient::~ApiClient() = default;

net::Request ApiClient::request(std::string method, std::string target, std::string body,
                                const std::string &credential) const
{
    net::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = {{"Host", credentials_.url.substr(std::string_view("http://").size())},
                       {"Authorization", "Bearer " + credential},
                       {"Accept", "application/json"}};
    if (!body.empty())
        request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(body);
    return request;
}

net::Request ApiClient::hold_request(const HoldRequest &hold) const
{
    const json body = {{"slot_id", hold.slot_id.to_string()},
                       {"quantity", hold.quantity},
                       {"partner_booking_ref", hold.partner_booking_ref},
                       {"requester_id", hold.requester_id}};
    net::Request made = request("POST", "/v1/reservations", body.dump(), credentials_.partner_key);
    made.headers.emplace_back("Idempotency-Key", hold.key);
    return made;
}

net::Request ApiClient::change_request(const Uuid &reservation, const std::string &verb, const std::string &key) const
{
    net::Request made = request("POST", "/v1/reservations/" + reservation.to_string() + "/" + verb, "{}",
                                credentials_.partner_key);
    made.headers.emplace_back("Idempotency-Key", key);
    return made;
}

Answer ApiClient::settle(const net::Request &request, net::Exchange exchange, const std::string &kind,
                         const std::string &key)
{
    if (evidence_)
        evidence_->exchange(request, exchange);
    const bool sent = exchange.sent;
    Answer answer = read(std::move(exchange));
    if (history_ && !kind.empty()) {
        const auto since = [this](auto time) {
            return std::chrono::duration_cast<std::chrono::microseconds>(time - began_);
        };
        Operation operation;
        operation.kind = kind;
        operation.key = key;
        operation.outcome = outcome_of(answer, sent);
        operation.status = answer.status;
        if (kind == "create_slot")
            operation.slot = answer.slot_id;
        operation.reservation = answer.reservation_id;
        operation.state = state_named(answer.state);
        if (answer.version)
            operation.version = static_cast<std::int32_t>(*answer.version);
        operation.started = since(answer.started);
        operation.finished = since(answer.finished);
        history_->record(std::move(operation));
    }
    return answer;
}

Answer ApiClient::send(net::Request request, const std::string &kind, const std::string &key)
{
    if (aborted_ && aborted_())
        throw Aborted();
    net::Exchange exchange = client_.exchange(request);
    return settle(request, std::move(exchange), kind, key);
}

Answer ApiClient::create_slot(const SlotRequest &slot)
{
    json body = {{"vendor_id", slot.vendor_id.to_string()},
                 {"kind", slot.kind},
                 {"starts_at", to_rfc3339(slot.starts_at)},
                 {"ends_at", to_rfc3339(slot.starts_at + slot.length)},
                 {"capacity", slot.capacity},
                 {"settlement", "free"}};
    if (!slot.currency.empty()) {
        body["currency"] = slot.currency;
        body["requester_amount_minor"] = slot.requester_amount_minor;
        body["vendor_amount_minor"] = slot.vendor_amount_minor;
    }
    return send(request("POST", "/v1/slots", body.dump(), credentials_.operator_token), "create_slot");
}

Answer ApiClient::hold(const HoldRequest &hold)
{
    return send(hold_request(hold), "hold", hold.key);
}

Answer ApiClient::confirm(const Uuid &reservation, const std::string &key)
{
    return send(change_request(reservation, "confirm", key), "confirm", key);
}

Answer ApiClient::release(const Uuid &reservation, const std::string &key)
{
    return send(change_request(reservation, "release", key), "release", key);
}

Answer ApiClient::get_reservation(const Uuid &reservation)
{
    return send(request("GET", "/v1/reservations/" + reservation.to_string(), {}, credentials_.partner_key));
}

Answer ApiClient::ready()
{
    return send(request("GET", "/ready", {}, credentials_.partner_key));
}

std::vector<Answer> ApiClient::hold_together(std::span<const HoldRequest> holds)
{
    std::vector<std::shared_ptr<net::Client::Connection>> connections;
    for (std::size_t i = 0; i < holds.size(); ++i) {
        connections.push_back(client_.open_connection());
        std::string error;
        if (!connections.back()->connect(error))
            throw std::runtime_error("connection " + std::to_string(i + 1) + " could not be made: " + error);
    }
    std::vector<net::Request> requests;
    for (const HoldRequest &hold : holds)
        requests.push_back(hold_request(hold));

    const auto landing = std::make_shared<Landing>();
    landing->exchanges.resize(holds.size());
    landing->missing = holds.size();
    for (std::size_t i = 0; i < holds.size(); ++i) {
        connections[i]->send(requests[i], [landing, i](net::Exchange exchange) {
            const std::lock_guard lock(landing->mutex);
            landing->exchanges[i] = std::move(exchange);
            --landing->missing;
            landing->arrived.notify_one();
        });
    }
    std::unique_lock lock(landing->mutex);
    while (!landing->arrived.wait_for(lock, 50ms, [&] { return landing->missing == 0; }))
        if (aborted_ && aborted_())
            throw Aborted(); // the client ends what is under way

    std::vector<Answer> answers;
    for (std::size_t i = 0; i < holds.size(); ++i)
        answers.push_back(settle(requests[i], std::move(*landing->exchanges[i]), "hold", holds[i].key));
    return answers;
}

std::size_t count_overlapping(std::span<const Answer> answers)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        for (std::size_t j = 0; j < answers.size(); ++j) {
            if (i != j && answers[i].started < answers[j].finished && answers[j].started < answers[i].finished) {
                ++count;
                break;
            }
        }
    }
    return count;
}

} // namespace holdfast::scenarios

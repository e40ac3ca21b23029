#include "backend/scenarios/api_client.h"

#include "backend/scenarios/evidence.h"

#include <algorithm>

namespace holdfast::scenarios {

namespace {

constexpr std::size_t client_threads = 2;

std::optional<State> state_named(std::string_view name)
{
    const auto found = std::ranges::find(state_table, name, &StateInfo::name);
    return found == state_table.end() ? std::nullopt : std::optional(found->state);
}

} // namespace

ApiClient::ApiClient(const std::string &url, std::string partner_key, History &history, Evidence &evidence,
                     std::function<bool()> aborted)
    : requests_(std::move(partner_key)), crowd_(url, client_threads, std::move(aborted)), history_(history),
      evidence_(evidence), began_(std::chrono::steady_clock::now())
{
}

Answer ApiClient::settle(const net::Request &request, net::Exchange exchange, const std::string &kind,
                         const std::string &key)
{
    evidence_.exchange(request, exchange);
    Answer answer = read_answer(std::move(exchange));
    if (kind.empty())
        return answer; // a question changes nothing
    const auto since = [this](auto time) { return std::chrono::duration_cast<std::chrono::microseconds>(time - began_); };
    Operation operation;
    operation.kind = kind;
    operation.key = key;
    operation.outcome = answer.outcome();
    operation.status = answer.status;
    if (kind == "create_slot")
        operation.slot = answer.slot_id;
    operation.reservation = answer.reservation_id;
    operation.state = state_named(answer.state);
    if (answer.version)
        operation.version = static_cast<std::int32_t>(*answer.version);
    operation.started = since(answer.started);
    operation.finished = since(answer.finished);
    history_.record(std::move(operation));
    return answer;
}

Answer ApiClient::send(const net::Request &request, const std::string &kind, const std::string &key)
{
    return settle(request, crowd_.send(request), kind, key);
}

Answer ApiClient::create_slot(const SlotRequest &slot)
{
    return send(requests_.create_slot(slot), "create_slot");
}

Answer ApiClient::hold(const HoldRequest &hold)
{
    return send(requests_.hold(hold), "hold", hold.key);
}

Answer ApiClient::confirm(const Uuid &reservation, const std::string &key)
{
    return send(requests_.confirm(reservation, key), "confirm", key);
}

Answer ApiClient::release(const Uuid &reservation, const std::string &key)
{
    return send(requests_.release(reservation, key), "release", key);
}

Answer ApiClient::get_reservation(const Uuid &reservation)
{
    return send(requests_.get("/v1/reservations/" + reservation.to_string()));
}

Answer ApiClient::ready()
{
    return send(requests_.get("/ready"));
}

std::vector<Answer> ApiClient::hold_together(std::span<const HoldRequest> holds)
{
    std::vector<net::Request> requests;
    for (const HoldRequest &hold : holds)
        requests.push_back(requests_.hold(hold));
    std::vector<net::Exchange> exchanges = crowd_.send_together(requests);
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < holds.size(); ++i)
        answers.push_back(settle(requests[i], std::move(exchanges[i]), "hold", holds[i].key));
    return answers;
}

} // namespace holdfast::scenarios

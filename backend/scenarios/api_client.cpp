#include "backend/scenarios/api_client.h"

#include "backend/core/fnv1a.h"
#include "backend/scenarios/evidence.h"

namespace holdfast::scenarios {

namespace {

constexpr std::size_t client_threads = 2;

} // namespace

ApiClient::ApiClient(const std::vector<std::string> &urls, std::string credential, History &history, Evidence &evidence,
                     std::function<bool()> aborted, std::function<void(const std::string &)> told)
    : requests_(credential), crowd_(urls, client_threads, std::move(aborted)), history_(history),
      evidence_(evidence), told_(std::move(told))
{
    Fnv1a hash;
    hash.add(credential);
    partner_ = std::to_string(hash.value());
}

/// "POST /v1/reservations at node 2: 409 SLOT_HELD in 6 ms (key-attempt-3)"
void ApiClient::tell(const net::Request &request, const Answer &answer, const Purpose &purpose)
{
    if (!told_ || told_count_ > told_limit)
        return;
    if (++told_count_ > told_limit) {
        told_("further requests are in requests.jsonl");
        return;
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(answer.duration());
    std::string text = request.method + " " + request.target;
    if (nodes() > 1)
        text += " at node " + std::to_string(purpose.node + 1);
    text += ": " + answer.summary() + " in " + std::to_string(took.count()) + " ms";
    told_(purpose.key.empty() ? text : text + " (" + purpose.key + ")");
}

Answer ApiClient::settle(const net::Request &request, net::Exchange exchange, const Purpose &purpose)
{
    evidence_.exchange(request, exchange);
    Answer answer = read_answer(std::move(exchange));
    answer.node = purpose.node;
    tell(request, answer, purpose);
    if (purpose.kind.empty())
        return answer; // a question changes nothing
    Operation operation;
    operation.kind = purpose.kind;
    operation.key = purpose.key;
    operation.outcome = answer.outcome();
    operation.status = answer.status;
    operation.code = answer.code;
    operation.partner = partner_;
    operation.replayed = answer.replayed();
    operation.quantity = purpose.quantity;
    operation.slot = purpose.slot ? purpose.slot : answer.slot_id;
    operation.reservation = answer.reservation_id;
    // A success has to say itself what it is about.
    if (!operation.reservation && operation.outcome != Outcome::Ok)
        operation.reservation = purpose.reservation;
    operation.state = parse_state(answer.state);
    if (answer.version)
        operation.version = static_cast<std::int32_t>(*answer.version);
    if (answer.deadline)
        operation.deadline = history_.since_began(*answer.deadline);
    operation.started = history_.since_began(answer.started);
    operation.finished = history_.since_began(answer.finished);
    history_.record(std::move(operation));
    return answer;
}

ApiClient::Purpose ApiClient::purpose_of(const HoldRequest &hold, std::size_t node)
{
    return {"hold", hold.key, node, hold.slot_id, {}, hold.quantity};
}

ApiClient::Purpose ApiClient::purpose_of(const ReservationRequest &wanted, std::size_t node)
{
    return {wanted.verb, wanted.key, node, {}, wanted.reservation_id};
}

Answer ApiClient::send(const net::Request &request, const Purpose &purpose)
{
    return settle(request, crowd_.send(request, purpose.node), purpose);
}

Answer ApiClient::create_slot(const SlotRequest &slot)
{
    return send(requests_.create_slot(slot), {"create_slot", {}, 0, {}, {}, slot.capacity});
}

Answer ApiClient::hold(const HoldRequest &hold, std::size_t node)
{
    return send(requests_.hold(hold), purpose_of(hold, node));
}

Answer ApiClient::confirm(const Uuid &reservation, const std::string &key)
{
    return ask({reservation, "confirm", key});
}

Answer ApiClient::release(const Uuid &reservation, const std::string &key, std::size_t node)
{
    return ask({reservation, "release", key}, node);
}

Answer ApiClient::ask(const ReservationRequest &wanted, std::size_t node)
{
    return send(requests_.ask(wanted), purpose_of(wanted, node));
}

Answer ApiClient::book_externally(const ExternalBooking &booking)
{
    return send(requests_.book_externally(booking),
                {"external_booking", booking.external_ref, 0, booking.slot_id, {}, booking.quantity});
}

Answer ApiClient::get_slot(const Uuid &slot)
{
    return send(requests_.get("/v1/slots/" + slot.to_string()), {});
}

Answer ApiClient::get_reservation(const Uuid &reservation)
{
    return send(requests_.get("/v1/reservations/" + reservation.to_string()), {});
}

Answer ApiClient::get(const std::string &target)
{
    return send(requests_.get(target), {});
}

Answer ApiClient::act(const ActRequest &act)
{
    return send(requests_.act(act), {act.verb, act.key, 0, {}, act.reservation_id});
}

Answer ApiClient::reconcile(bool repair, const std::string &key)
{
    return send(requests_.reconcile(repair, key), {{}, key});
}

Answer ApiClient::ready(std::size_t node)
{
    return send(requests_.get("/ready"), {{}, {}, node});
}

std::vector<Answer> ApiClient::hold_together(std::span<const HoldRequest> holds, const Crowd::Sent &sent)
{
    std::vector<net::Request> requests;
    std::vector<Purpose> purposes;
    for (const HoldRequest &hold : holds) {
        requests.push_back(requests_.hold(hold));
        purposes.push_back(purpose_of(hold));
    }
    return send_together(requests, purposes, sent);
}

std::vector<Answer> ApiClient::ask_together(std::span<const ReservationRequest> wanted, const Crowd::Sent &sent)
{
    std::vector<net::Request> requests;
    std::vector<Purpose> purposes;
    for (const ReservationRequest &one : wanted) {
        requests.push_back(requests_.ask(one));
        purposes.push_back(purpose_of(one));
    }
    return send_together(requests, purposes, sent);
}

Answer ApiClient::record(const net::Request &request, net::Exchange exchange, const HoldRequest &hold)
{
    return settle(request, std::move(exchange), purpose_of(hold));
}

Answer ApiClient::record(const net::Request &request, net::Exchange exchange, const ReservationRequest &wanted)
{
    return settle(request, std::move(exchange), purpose_of(wanted));
}

std::vector<Answer> ApiClient::send_together(const std::vector<net::Request> &requests,
                                             const std::vector<Purpose> &purposes, const Crowd::Sent &sent)
{
    std::vector<net::Exchange> exchanges = crowd_.send_together(requests, sent);
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Purpose purpose = purposes[i];
        purpose.node = i % nodes();
        answers.push_back(settle(requests[i], std::move(exchanges[i]), purpose));
    }
    return answers;
}

} // namespace holdfast::scenarios

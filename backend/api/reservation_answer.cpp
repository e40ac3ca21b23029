#include "backend/api/reservation_answer.h"

#include "backend/booking/operations.h"

namespace holdfast::api {

std::optional<std::string> time_text(const std::optional<Timestamp> &time)
{
    return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

JsonObject describe(const booking::Reservation &reservation)
{
    JsonObject body;
    body.text("reservation_id", reservation.id.to_string()).text("state", name(reservation.state));
    body.text("slot_id", reservation.slot_id.to_string()).number("quantity", reservation.quantity);
    body.text_or_null("expires_at", time_text(reservation.expires_at)).number("version", reservation.version);
    return body;
}

void mark_replay(net::Response &response, bool replayed)
{
    if (replayed)
        response.headers.emplace_back("Idempotent-Replayed", "true");
}

void answer_change(Call &call, const booking::Done &done)
{
    // A confirm that found the slot taken did change something, but not what the client asked for.
    if (done.reservation.state == State::FailedAvailabilityChanged) {
        Problem problem{ErrorCode::InvalidState};
        problem.detail = "The slot was taken by another system meanwhile.";
        problem.state = done.reservation.state;
        problem.replayed = done.replayed;
        return call.fail(problem);
    }
    auto response = json_response(describe(done.reservation).finish());
    mark_replay(response, done.replayed);
    call.answer(std::move(response));
}

net::Response pending_response(const booking::Done &done)
{
    JsonObject body;
    body.text("reservation_id", done.reservation.id.to_string()).text("state", name(done.reservation.state));
    body.text("operation_id", done.operation.value().to_string());
    auto response = json_response(body.finish(), 202);
    mark_replay(response, done.replayed);
    return response;
}

void answer_result(Call &call, const booking::OperationResult &result, bool replayed)
{
    if (result.succeeded) {
        auto body = describe({result.reservation_id, result.state, result.slot_id, result.quantity, result.version,
                              result.expires_at});
        auto response = json_response(body.text("operation_id", result.operation.to_string()).finish());
        mark_replay(response, replayed);
        return call.answer(std::move(response));
    }
    Problem problem{result.declined ? ErrorCode::PaymentDeclined : ErrorCode::InvalidState};
    // Why a card was declined is the payer's to know; what else the gateway says is about us, and stays in the story.
    problem.detail = result.declined ? result.detail : "It ended before this could be done; no money is kept.";
    problem.state = result.state;
    problem.replayed = replayed;
    call.fail(problem);
}

} // namespace holdfast::api

#include "backend/api/call.h"

#include "backend/core/trace.h"

#include <cassert>

namespace holdfast::api {

Call::Call(net::Request request_in, net::Responder responder, std::shared_ptr<Metrics> metrics)
    : request(std::move(request_in)), responder_(std::move(responder)), metrics_(std::move(metrics))
{
    const auto question = request.target.find('?');
    path = request.target.substr(0, question);
    if (question != std::string::npos)
        query = request.target.substr(question + 1);
    if (const auto traceparent = net::header(request.headers, "traceparent")) {
        if (auto given = trace_id_of(*traceparent))
            trace_id = std::move(*given);
    }
    if (trace_id.empty())
        trace_id = make_trace_id();
}

bool Call::begin_attempt()
{
    auto expected = Progress::Open;
    progress_.compare_exchange_strong(expected, Progress::Attempted, std::memory_order_acq_rel);
    return expected != Progress::Answered;
}

void Call::withdraw_attempt()
{
    auto expected = Progress::Attempted;
    progress_.compare_exchange_strong(expected, Progress::Open, std::memory_order_acq_rel);
}

void Call::answer(net::Response response)
{
    if (progress_.exchange(Progress::Answered, std::memory_order_acq_rel) != Progress::Answered)
        respond(std::move(response));
}

void Call::respond(net::Response response)
{
    if (!net::header(response.headers, "X-Trace-Id"))
        response.headers.emplace_back("X-Trace-Id", trace_id);
    metrics_->count(route, response.status, Clock::now() - started_);
    responder_(std::move(response));
}

void Call::fail(const Problem &problem)
{
    assert(!route || may_answer(*route, problem.code)); // the table is what clients are told
    answer(to_response(problem, path, trace_id));
}

void Call::fail(ErrorCode code, std::string detail)
{
    Problem problem{code};
    problem.detail = std::move(detail);
    fail(problem);
}

bool Call::fail_unavailable(std::string detail)
{
    const auto before = progress_.exchange(Progress::Answered, std::memory_order_acq_rel);
    if (before == Progress::Answered)
        return false;
    if (before == Progress::Waiting) {
        metrics_->answered_pending.fetch_add(1, std::memory_order_relaxed);
        respond(std::move(pending_));
        return false;
    }
    detail += before == Progress::Attempted
                  ? " Whether the request was carried out is not known: repeat it with the same idempotency key."
                  : " The request was not carried out.";
    Problem problem{ErrorCode::ServiceUnavailable};
    problem.detail = std::move(detail);
    respond(to_response(problem, path, trace_id));
    return true;
}

bool Call::begin_wait(net::Response pending, Clock::time_point until)
{
    pending_ = std::move(pending);
    waits_until_ = until;
    auto expected = Progress::Attempted;
    return progress_.compare_exchange_strong(expected, Progress::Waiting, std::memory_order_acq_rel);
}

std::optional<Clock::time_point> Call::waits_until() const
{
    if (progress_.load(std::memory_order_acquire) != Progress::Waiting)
        return std::nullopt;
    return waits_until_;
}

net::Response json_response(std::string body, int status)
{
    return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

} // namespace holdfast::api

#include "backend/api/problem.h"

#include "backend/api/json_text.h"

namespace holdfast::api {

namespace {

constexpr std::string_view retry_after_seconds = "1";

std::string errors_json(const std::vector<FieldError> &errors)
{
    std::string out = "[";
    for (const auto &error : errors) {
        if (out.size() > 1)
            out += ',';
        out += JsonObject().text("field", error.field).text("message", error.message).finish();
    }
    return out + "]";
}

} // namespace

net::Response to_response(const Problem &problem, std::string_view path, std::string_view trace_id)
{
    const ErrorInfo &row = info(problem.code);
    JsonObject body;
    body.text("type", "urn:holdfast:error:" + std::string(row.name)).text("title", row.title).number("status", row.http_status);
    body.text("detail", problem.detail.empty() ? std::string(row.title) + "." : problem.detail);
    if (!path.empty())
        body.text("instance", path);
    body.text("code", row.name).boolean("retryable", row.retryable);
    if (!trace_id.empty())
        body.text("trace_id", trace_id);
    if (problem.state)
        body.text("state", name(*problem.state));
    if (problem.availability_version)
        body.number("availability_version", *problem.availability_version);
    if (!problem.errors.empty())
        body.raw("errors", errors_json(problem.errors));
    std::string text = body.finish();
    if (!problem.more.empty())
        text.insert(text.size() - 1, "," + problem.more);

    net::Response response{row.http_status, {{"Content-Type", "application/problem+json"}}, std::move(text)};
    if (row.http_status == 401)
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"holdfast\"");
    if (row.http_status == 429 || row.http_status == 503)
        response.headers.emplace_back("Retry-After", retry_after_seconds);
    if (problem.replayed)
        response.headers.emplace_back("Idempotent-Replayed", "true");
    if (!problem.allow.empty())
        response.headers.emplace_back("Allow", problem.allow);
    if (!trace_id.empty())
        response.headers.emplace_back("X-Trace-Id", trace_id);
    return response;
}

ErrorCode code_for_status(int status)
{
    switch (status) {
    case 408:
        return ErrorCode::RequestTimeout;
    case 413:
        return ErrorCode::PayloadTooLarge;
    case 414:
        return ErrorCode::UriTooLong;
    case 417:
        return ErrorCode::ExpectationFailed;
    case 431:
        return ErrorCode::HeadersTooLarge;
    case 503:
        return ErrorCode::ServiceUnavailable;
    default:
        return ErrorCode::MalformedRequest;
    }
}

} // namespace holdfast::api

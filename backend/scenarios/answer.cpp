#include "backend/scenarios/answer.h"

#include <nlohmann/json.hpp>

namespace holdfast::scenarios {

using json = nlohmann::json;

namespace {

std::string text_member(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> number_member(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_number_integer() ? std::optional(found->get<std::int64_t>()) : std::nullopt;
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
    answer.deadline = parse_rfc3339(text_member(body, "expires_at"));
    answer.version = number_member(body, "version");
    answer.availability_version = number_member(body, "availability_version");
    if (const auto retryable = body.find("retryable"); retryable != body.end() && retryable->is_boolean())
        answer.retryable = retryable->get<bool>();
}

} // namespace

Answer read_answer(net::Exchange exchange)
{
    Answer answer;
    answer.sent = exchange.sent;
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

std::string Answer::standing() const
{
    return summary() + (state.empty() ? "" : ", " + state);
}

Outcome Answer::outcome() const
{
    if (status == 0)
        return sent ? Outcome::Unknown : Outcome::Fail;
    if (status >= 500 || status == 202) // accepted, and not done yet
        return Outcome::Unknown;
    return status < 300 ? Outcome::Ok : Outcome::Fail;
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

#include "backend/payments/retry.h"

#include <algorithm>

namespace holdfast::payments {

namespace {

GatewayErrorKind kind_of(const GatewayError &error)
{
    const int status = error.http_status;
    if (status == 408 || status == 409 || status >= 500)
        return GatewayErrorKind::Unknown; // 409: the first request with this key may be under way
    if (status == 429)
        return GatewayErrorKind::Unavailable;
    if (error.type.empty())
        return GatewayErrorKind::Unknown; // not the gateway's words: somebody between us
    if (status == 402 || error.type == "card_error")
        return GatewayErrorKind::Declined;
    if (error.type == "idempotency_error")
        return GatewayErrorKind::KeyReused;
    return GatewayErrorKind::Rejected;
}

} // namespace

Judgement judge(const GatewayError &error, const AnswerMarks &marks)
{
    const int status = error.http_status;
    Judgement judgement{kind_of(error)};
    if (marks.replayed && status >= 500)
        return judgement;
    const bool usual = status == 409 || status >= 500 || (status == 429 && error.code == "lock_timeout");
    judgement.repeat = marks.should_retry.value_or(usual);
    return judgement;
}

std::chrono::milliseconds delay_before(int retry, double random, const BackOff &back_off)
{
    auto bound = back_off.shortest;
    for (int i = 0; i < retry && bound < back_off.longest; ++i)
        bound *= 2;
    const auto room = std::max(std::min(bound, back_off.longest) - back_off.shortest, std::chrono::milliseconds(0));
    return back_off.shortest
           + std::chrono::duration_cast<std::chrono::milliseconds>(random
                                                                   * std::chrono::duration<double, std::milli>(room));
}

} // namespace holdfast::payments

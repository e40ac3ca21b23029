#pragma once

#include "backend/api/metrics.h"
#include "backend/api/problem.h"
#include "backend/api/route.h"
#include "backend/core/uuid.h"
#include "backend/net/http.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace holdfast::api {

using Clock = std::chrono::steady_clock;

/// Who is calling.
struct Principal
{
    bool partner = false;
    Uuid partner_id;  ///< of a partner
    Uuid owner_id;    ///< whose idempotency keys these are: the partner, or the token itself
    std::string name;
    std::string role; ///< of a person
};

/// One request on its way to its answer. Handed from thread to thread, used by one at a time, except for answer() and
/// the like, which any thread may call: the first call counts.
class Call final : public std::enable_shared_from_this<Call>
{
public:
    Call(net::Request request_in, net::Responder responder, std::shared_ptr<Metrics> metrics);

    net::Request request;
    std::string path;  ///< of the target, percent-encoded as sent
    std::string query; ///< after the question mark
    std::string id;    ///< what stands for the pattern's "{id}"
    const Route *route = nullptr;
    std::string trace_id;
    std::shared_ptr<const Principal> principal;

    [[nodiscard]] Clock::time_point started() const { return started_; }
    [[nodiscard]] bool answered() const { return progress_.load(std::memory_order_acquire) == Progress::Answered; }

    /// Before a command goes to a lane or a query may write: from now on a 503 says that it may have happened. False when
    /// the call was answered before: the client may have been told that it did not happen, so it must not.
    [[nodiscard]] bool begin_attempt();
    /// It is certain now that it was not carried out.
    void withdraw_attempt();

    void answer(net::Response response);
    void fail(const Problem &problem);
    void fail(ErrorCode code, std::string detail = {});
    /// 503 that says whether the request may have been carried out. False when it was answered before, and when it waits
    /// for an operation: then it is answered with what that one left it.
    bool fail_unavailable(std::string detail);

    /// The command is accepted, and the operation it planned decides the answer. From now on giving up on the call means
    /// `pending`, no earlier than `until`. False when it was answered before.
    [[nodiscard]] bool begin_wait(net::Response pending, Clock::time_point until);
    /// nullopt: it waits for no operation, or not any more.
    [[nodiscard]] std::optional<Clock::time_point> waits_until() const;

private:
    enum class Progress { Open, Attempted, Waiting, Answered };

    void respond(net::Response response);

    net::Responder responder_;
    std::shared_ptr<Metrics> metrics_;
    Clock::time_point started_ = Clock::now();
    net::Response pending_;           // this and the next are read by others once the call is Waiting
    Clock::time_point waits_until_{};
    std::atomic<Progress> progress_ = Progress::Open; // one, so that what a 503 says and what is done cannot disagree
};

using CallPtr = std::shared_ptr<Call>;

/// 200 with a JSON body.
[[nodiscard]] net::Response json_response(std::string body, int status = 200);

} // namespace holdfast::api

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
    std::string name;
    std::string role; ///< of a person
};

/// One request on its way to its answer. Handed from thread to thread, used by one at a time, except for answer(),
/// which any thread may call: the first call counts.
class Call final : public std::enable_shared_from_this<Call>
{
public:
    Call(net::Request request_in, net::Responder responder, std::shared_ptr<Metrics> metrics);

    net::Request request;
    std::string path;  ///< of the target, percent-encoded as sent
    std::string query; ///< after the question mark
    std::string id;    ///< what stands for the pattern's placeholder
    const Route *route = nullptr;
    std::string trace_id;
    std::shared_ptr<const Principal> principal;
    /// Set once its command is with a lane or its query may have written: nobody knows then what became of it.
    std::atomic<bool> attempted = false;

    [[nodiscard]] Clock::time_point started() const { return started_; }
    [[nodiscard]] bool answered() const { return answered_.load(std::memory_order_acquire); }

    void answer(net::Response response);
    void fail(const Problem &problem);
    void fail(ErrorCode code, std::string detail = {});
    /// 503 that says whether the request may have been carried out. False when it was answered before.
    bool fail_unavailable(std::string detail);

private:
    net::Responder responder_;
    std::shared_ptr<Metrics> metrics_;
    Clock::time_point started_ = Clock::now();
    std::atomic<bool> answered_ = false;
};

using CallPtr = std::shared_ptr<Call>;

/// 200 with a JSON body.
[[nodiscard]] net::Response json_response(std::string body, int status = 200);

} // namespace holdfast::api

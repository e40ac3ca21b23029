#pragma once

#include "backend/scenarios/answer.h"
#include "backend/scenarios/crowd.h"
#include "backend/scenarios/history.h"
#include "backend/scenarios/requests.h"

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace holdfast::scenarios {

class Evidence;

/// A partner's client of the system, like any other. Whatever it does goes into the history (successes are what I14 is
/// checked against) and into the evidence. Used by one thread; throws Aborted when it is time to end.
class ApiClient final
{
public:
    ApiClient(const std::string &url, std::string partner_key, History &history, Evidence &evidence,
              std::function<bool()> aborted);

    Answer create_slot(const SlotRequest &slot);
    Answer hold(const HoldRequest &hold);
    Answer confirm(const Uuid &reservation, const std::string &key);
    Answer release(const Uuid &reservation, const std::string &key);
    Answer get_reservation(const Uuid &reservation);
    Answer ready(); ///< GET /ready

    /// All at once: a connection each, opened before the first request is sent. Answers in the order of `holds`.
    /// Throws std::runtime_error when a connection cannot be made.
    std::vector<Answer> hold_together(std::span<const HoldRequest> holds);

private:
    Answer send(const net::Request &request, const std::string &kind = {}, const std::string &key = {});
    Answer settle(const net::Request &request, net::Exchange exchange, const std::string &kind, const std::string &key);

    Requests requests_;
    Crowd crowd_;
    History &history_;
    Evidence &evidence_;
    std::chrono::steady_clock::time_point began_;
};

} // namespace holdfast::scenarios

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace holdfast::payments {

/// One attempt of a call, for timelines and evidence: nothing secret, nothing of a query or a body.
struct GatewayCall
{
    std::string method;
    std::string path; ///< "/v1/payment_intents/pi_1/capture"
    int attempt = 1;
    int http_status = 0;              ///< 0: no answer came
    std::string transport_error = {}; ///< why not
    std::string request_id = {};      ///< the gateway's
    std::chrono::milliseconds duration{0};
    bool replayed = false;

    bool operator==(const GatewayCall &) const = default;
};

/// What belongs to one errand of a caller, which may take several calls: when it must be over, and what was called.
/// Used by one thread at a time.
struct Errand
{
    static constexpr std::size_t max_calls = 64;

    /// No attempt begins after it, and none is waited for beyond it. A lease's end, less a margin.
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
    std::vector<GatewayCall> calls = {};
    std::size_t calls_left_out = 0; ///< beyond max_calls

    void note(GatewayCall call)
    {
        if (calls.size() < max_calls)
            calls.push_back(std::move(call));
        else
            ++calls_left_out;
    }
};

} // namespace holdfast::payments

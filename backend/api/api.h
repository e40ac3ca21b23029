#pragma once

#include "backend/core/secret.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::booking {
class Lanes;
}
namespace holdfast::faultpoints {
class FaultPoints;
}

namespace holdfast::api {

struct ApiOptions
{
    std::string dsn;
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::size_t readers = 2; ///< threads with a connection each, for queries
    std::chrono::milliseconds operation_patience{5'000}; ///< how long a request waits for the operation it planned
    std::function<std::string()> more_metrics = {}; ///< in Prometheus' text format; called on any thread, and quick
    std::function<void()> on_act = {}; ///< a person changed something; called on any thread, after the commit
    faultpoints::FaultPoints *fault_points = nullptr; ///< may be null; outlives the API
    std::vector<Secret> webhook_secrets = {}; ///< any of them will do; none: webhooks are not taken
};

/// What has been answered since the start.
struct ApiMetrics
{
    struct Latency
    {
        double up_to_ms = 0; ///< infinite for the last
        std::uint64_t requests = 0;
    };
    std::uint64_t requests = 0, client_errors = 0, server_errors = 0, out_of_time = 0;
    std::size_t connections = 0;  ///< open now
    std::vector<Latency> latency; ///< by rising bound, each request in one
};

/// The HTTP face of a node: routes, authentication, limits, problem+json, OpenAPI. Commands go to `lanes`, which
/// outlive it.
class Api final
{
public:
    Api(ApiOptions options, booking::Lanes &lanes);
    ~Api(); ///< as drain(10 s)
    [[nodiscard]] std::string url() const; ///< "http://127.0.0.1:8787"
    /// Stops accepting, finishes what is under way within ten seconds. What waits for an operation is answered 202.
    void drain();
    [[nodiscard]] std::string prometheus_metrics() const;
    [[nodiscard]] ApiMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::api

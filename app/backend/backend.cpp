#include "app/backend/backend.h"

#include "app/backend/change_notifier.h"
#include "backend/api/api.h"
#include "backend/booking/lanes.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/insight/health.h"
#include "backend/workers/expiry_worker.h"

#include <optional>
#include <utility>

namespace holdfast::app {

namespace {

/// What clients have been promised is settled in this time; the API itself may take the ten seconds before it.
constexpr std::chrono::milliseconds lanes_patience{1'500};

/// The 99th percentile of what was answered between two readings, as the bound of its bucket; 0 when nothing was.
double p99_ms(const api::ApiMetrics &now, const api::ApiMetrics &before)
{
    const auto since = [&](std::size_t bucket) {
        return now.latency[bucket].requests - (before.latency.empty() ? 0 : before.latency[bucket].requests);
    };
    std::uint64_t all = 0;
    for (std::size_t bucket = 0; bucket < now.latency.size(); ++bucket)
        all += since(bucket);
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; all > 0 && bucket + 1 < now.latency.size(); ++bucket) {
        below += since(bucket);
        if (static_cast<double>(below) >= 0.99 * static_cast<double>(all))
            return now.latency[bucket].up_to_ms;
    }
    // Beyond the last bound: that much at least.
    return all > 0 ? now.latency[now.latency.size() - 2].up_to_ms : 0;
}

insight::Vitals vitals_of(const api::ApiMetrics &api, const api::ApiMetrics &before, const booking::LaneMetrics &lanes)
{
    insight::Vitals vitals;
    vitals.healthy = lanes.connected && lanes.writable;
    if (!lanes.connected)
        vitals.detail = "a lane has no connection to the database";
    else if (!lanes.writable)
        vitals.detail = "the database refuses to write";
    vitals.metrics = {
        {"requests", static_cast<double>(api.requests)},
        {"client_errors", static_cast<double>(api.client_errors)},
        {"server_errors", static_cast<double>(api.server_errors)},
        {"out_of_time", static_cast<double>(api.out_of_time)},
        {"connections", static_cast<double>(api.connections)},
        {"p99_ms", p99_ms(api, before)},
        {"lanes_connected", lanes.connected ? 1 : 0},
        {"lanes_writable", lanes.writable ? 1 : 0},
        {"queue_depth", static_cast<double>(lanes.queued)},
        {"commands", static_cast<double>(lanes.commands)},
        {"batches", static_cast<double>(lanes.batches)},
        {"largest_batch", static_cast<double>(lanes.largest_batch)},
        {"rejected_full", static_cast<double>(lanes.rejected_full)},
        {"timed_out_waiting", static_cast<double>(lanes.timed_out_waiting)},
        {"unknown_outcomes", static_cast<double>(lanes.unknown)},
        {"reruns", static_cast<double>(lanes.reruns)},
        {"poisoned", static_cast<double>(lanes.poisoned)},
        {"rolled_back", static_cast<double>(lanes.rolled_back)},
    };
    return vitals;
}

insight::Vitals vitals_of(const workers::ExpiryMetrics &expiry)
{
    insight::Vitals vitals;
    vitals.healthy = expiry.connected;
    if (!expiry.connected)
        vitals.detail = "the last pass did not reach the database";
    else if (expiry.left_behind > 0)
        vitals.detail = std::to_string(expiry.left_behind) + " reservations past their deadline could not be ended";
    vitals.metrics = {
        {"expired", static_cast<double>(expiry.expired)},
        {"sweeps", static_cast<double>(expiry.sweeps)},
        {"failures", static_cast<double>(expiry.failures)},
        {"left_behind", static_cast<double>(expiry.left_behind)},
    };
    return vitals;
}

} // namespace

/// In the order of who uses whom: destroyed from the last to the first.
struct Backend::State
{
    explicit State(const BackendOptions &options)
        : fault_points(faultpoints::FaultPoints::from_environment()), notifier(options.dsn)
    {
        const auto on_commit = [this] { notifier.changed(); };
        if (options.serve_api) {
            booking::LaneOptions lane_options;
            lane_options.dsn = options.dsn;
            lane_options.fault_points = fault_points.get();
            lane_options.on_commit = on_commit;
            lanes.emplace(lane_options);

            api::ApiOptions api_options;
            api_options.dsn = options.dsn;
            api_options.host = options.host;
            api_options.port = options.port;
            api.emplace(api_options, *lanes);
            api_health.emplace(options.dsn, "api", [this] {
                const auto now = api->metrics();
                return vitals_of(now, std::exchange(reported, now), lanes->metrics());
            });
        }
        if (options.run_expiry) {
            workers::ExpiryOptions expiry_options;
            expiry_options.dsn = options.dsn;
            expiry_options.fault_points = fault_points.get();
            expiry_options.on_commit = on_commit;
            expiry.emplace(expiry_options);
            expiry_health.emplace(options.dsn, "expiry", [this] { return vitals_of(expiry->metrics()); });
        }
    }

    std::unique_ptr<faultpoints::FaultPoints> fault_points;
    ChangeNotifier notifier;
    std::optional<booking::Lanes> lanes;
    std::optional<api::Api> api;
    api::ApiMetrics reported; // of the last report; its thread's own
    std::optional<workers::ExpiryWorker> expiry;
    std::optional<insight::HealthReporter> api_health;
    std::optional<insight::HealthReporter> expiry_health;
};

Backend::Backend(BackendOptions options) : state_(std::make_unique<State>(options))
{
}

Backend::~Backend()
{
    drain();
}

std::string Backend::api_url() const
{
    return state_->api ? state_->api->url() : std::string();
}

void Backend::drain()
{
    if (state_->api)
        state_->api->drain();
    if (state_->lanes)
        state_->lanes->drain(lanes_patience);
}

} // namespace holdfast::app

#include "app/backend/vitals.h"

#include "backend/api/api.h"
#include "backend/booking/lanes.h"
#include "backend/payments/settings.h"
#include "backend/workers/expiry_worker.h"
#include "backend/workers/payment_worker.h"
#include "backend/workers/repair_worker.h"
#include "backend/workers/webhook_worker.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace holdfast::app {

namespace {

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

/// Sparse: most steps are never taken.
std::map<std::int64_t, std::int64_t> latency_of(const api::ApiMetrics &api)
{
    std::map<std::int64_t, std::int64_t> by_us;
    for (std::size_t step = 0; step < api.latency.size(); ++step) {
        const double end_ms = api.latency[std::min(step, api.latency.size() - 2)].up_to_ms;
        if (api.latency[step].requests > 0)
            by_us[std::llround(end_ms * 1000)] += static_cast<std::int64_t>(api.latency[step].requests);
    }
    return by_us;
}

/// What a worker that talks to the gateway knows of it.
void add_gateway(insight::Vitals &vitals, const payments::GatewayMetrics &gateway)
{
    const bool open = gateway.breaker == payments::CircuitBreaker::State::Open;
    if (open && vitals.healthy) {
        vitals.healthy = false;
        vitals.detail = "the payment gateway does not answer: " + gateway.last_error;
    }
    vitals.metrics["gateway_calls"] = static_cast<double>(gateway.calls);
    vitals.metrics["gateway_retries"] = static_cast<double>(gateway.retries);
    vitals.metrics["gateway_unknown"] = static_cast<double>(gateway.unknown);
    vitals.metrics["gateway_declined"] = static_cast<double>(gateway.declined);
    vitals.metrics["gateway_breaker_open"] = open ? 1 : 0;
}

constexpr auto unreachable = "the database cannot be reached";

} // namespace

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
    vitals.latency_us = latency_of(api);
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

insight::Vitals vitals_of(const workers::PaymentMetrics &payments, const payments::GatewayMetrics &gateway)
{
    insight::Vitals vitals;
    vitals.healthy = payments.connected;
    if (!payments.connected)
        vitals.detail = unreachable;
    vitals.metrics = {
        {"performed", static_cast<double>(payments.performed)},
        {"postponed", static_cast<double>(payments.postponed)},
        {"stale", static_cast<double>(payments.stale)},
        {"dead", static_cast<double>(payments.dead)},
        {"failures", static_cast<double>(payments.failures)},
    };
    add_gateway(vitals, gateway);
    return vitals;
}

insight::Vitals vitals_of(const workers::WebhookMetrics &webhooks, const payments::GatewayMetrics &gateway)
{
    insight::Vitals vitals;
    vitals.healthy = webhooks.connected;
    if (!webhooks.connected)
        vitals.detail = unreachable;
    vitals.metrics = {
        {"followed", static_cast<double>(webhooks.followed)},
        {"ignored", static_cast<double>(webhooks.ignored)},
        {"postponed", static_cast<double>(webhooks.postponed)},
        {"dead", static_cast<double>(webhooks.dead)},
    };
    add_gateway(vitals, gateway);
    return vitals;
}

insight::Vitals vitals_of(const workers::RepairMetrics &repair)
{
    insight::Vitals vitals;
    vitals.healthy = repair.connected;
    if (!repair.connected)
        vitals.detail = unreachable;
    vitals.metrics = {
        {"passes", static_cast<double>(repair.passes)},
        {"repaired", static_cast<double>(repair.repaired)},
        {"reconciled", static_cast<double>(repair.reconciled)},
        {"reconciles", repair.reconciles ? 1.0 : 0.0},
    };
    return vitals;
}

} // namespace holdfast::app

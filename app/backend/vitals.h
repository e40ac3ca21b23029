#pragma once

#include "backend/insight/health.h"

namespace holdfast::api {
struct ApiMetrics;
}
namespace holdfast::booking {
struct LaneMetrics;
}
namespace holdfast::payments {
struct GatewayMetrics;
}
namespace holdfast::workers {
struct ExpiryMetrics;
struct PaymentMetrics;
struct RepairMetrics;
struct WebhookMetrics;
}

namespace holdfast::app {

// What each part of a node reports of itself every second.

/// `before`: what the API said at the report before this one.
[[nodiscard]] insight::Vitals vitals_of(const api::ApiMetrics &now, const api::ApiMetrics &before,
                                        const booking::LaneMetrics &lanes);
[[nodiscard]] insight::Vitals vitals_of(const workers::ExpiryMetrics &expiry);
[[nodiscard]] insight::Vitals vitals_of(const workers::PaymentMetrics &payments, const payments::GatewayMetrics &gateway);
[[nodiscard]] insight::Vitals vitals_of(const workers::WebhookMetrics &webhooks, const payments::GatewayMetrics &gateway);
[[nodiscard]] insight::Vitals vitals_of(const workers::RepairMetrics &repair);

} // namespace holdfast::app

#pragma once

#include "backend/payments/gateway.h"
#include "backend/workers/expiry_worker.h"
#include "backend/workers/payment_worker.h"
#include "backend/workers/repair_worker.h"
#include "backend/workers/webhook_worker.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace holdfast::test {

inline constexpr const char *gateway_key = "sk_test_of_the_workers_tests";

/// How a crew works: quick, so that a test does not wait, and patient, so that an attempt more or less does not decide.
struct CrewPlan
{
    std::string dsn;
    std::uint16_t gateway_port = 0;
    std::chrono::milliseconds timeout{400}; ///< of the gateway's answers
    std::chrono::milliseconds in_flight_grace{700};
    std::chrono::milliseconds lease{20'000};
    std::chrono::milliseconds period{10}; ///< between looks
    std::size_t threads = 4;              ///< of each kind of worker
    std::int32_t most_attempts = 60, most_unwind_attempts = 60;
    faultpoints::FaultPoints *fault_points = nullptr;
};

[[nodiscard]] payments::GatewaySettings gateway_settings(const CrewPlan &plan);
[[nodiscard]] workers::PaymentOptions payment_options(const CrewPlan &plan, workers::PaymentWork work);
[[nodiscard]] workers::WebhookOptions webhook_options(const CrewPlan &plan);

/// All that works on money, as threads of this process. Destroying it stops them as a node stops.
class Crew final
{
public:
    explicit Crew(const CrewPlan &plan);
    ~Crew();

    [[nodiscard]] workers::PaymentMetrics parties() const { return parties_.metrics(); }
    [[nodiscard]] workers::PaymentMetrics commits() const { return commits_.metrics(); }
    [[nodiscard]] workers::WebhookMetrics hints() const { return hints_.metrics(); }
    [[nodiscard]] workers::RepairMetrics repairs() const { return repair_.metrics(); }

private:
    payments::Gateway gateway_;
    workers::PaymentWorker parties_;
    workers::PaymentWorker commits_;
    workers::WebhookWorker hints_;
    workers::RepairWorker repair_;
    workers::ExpiryWorker expiry_;
};

} // namespace holdfast::test

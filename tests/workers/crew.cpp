#include "tests/workers/crew.h"

namespace holdfast::test {

using namespace std::chrono_literals;

payments::GatewaySettings gateway_settings(const CrewPlan &plan)
{
    payments::GatewaySettings settings;
    settings.base_url = "http://127.0.0.1:" + std::to_string(plan.gateway_port);
    settings.secret_key = Secret(gateway_key);
    settings.timeout = plan.timeout;
    settings.back_off = {1ms, 10ms};
    settings.breaker_failures = 1'000;
    settings.in_flight_grace = plan.in_flight_grace;
    settings.seed = 1;
    return settings;
}

workers::PaymentOptions payment_options(const CrewPlan &plan, workers::PaymentWork work)
{
    workers::PaymentOptions options;
    options.dsn = plan.dsn;
    options.work = work;
    options.period = plan.period;
    options.threads = plan.threads;
    options.lease = plan.lease;
    options.most_attempts = plan.most_attempts;
    options.most_unwind_attempts = plan.most_unwind_attempts;
    options.first_delay = 20ms;
    options.longest_delay = 150ms;
    options.outage_delay = 50ms;
    options.fault_points = plan.fault_points;
    return options;
}

workers::WebhookOptions webhook_options(const CrewPlan &plan)
{
    workers::WebhookOptions options;
    options.dsn = plan.dsn;
    options.period = plan.period;
    options.threads = plan.threads;
    options.lease = plan.lease;
    options.most_attempts = plan.most_unwind_attempts;
    options.first_delay = 20ms;
    options.longest_delay = 150ms;
    options.fault_points = plan.fault_points;
    return options;
}

namespace {

workers::RepairOptions repair_options(const CrewPlan &plan)
{
    workers::RepairOptions options;
    options.dsn = plan.dsn;
    options.period = 50ms;
    return options;
}

workers::ExpiryOptions expiry_options(const CrewPlan &plan)
{
    workers::ExpiryOptions options;
    options.dsn = plan.dsn;
    options.period = 20ms;
    options.lease = 1s;
    options.fault_points = plan.fault_points;
    return options;
}

} // namespace

Crew::Crew(const CrewPlan &plan)
    : gateway_(gateway_settings(plan)), parties_(payment_options(plan, workers::PaymentWork::Parties), gateway_),
      commits_(payment_options(plan, workers::PaymentWork::Commits), gateway_), hints_(webhook_options(plan), gateway_),
      repair_(repair_options(plan)), expiry_(expiry_options(plan))
{
}

Crew::~Crew()
{
    gateway_.stop(); // calls under way end, so that the workers can
}

} // namespace holdfast::test

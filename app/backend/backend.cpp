#include "app/backend/backend.h"

#include "app/backend/change_notifier.h"
#include "app/backend/vitals.h"
#include "app/backend/watch.h"
#include "backend/api/api.h"
#include "backend/booking/lanes.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/insight/health.h"
#include "backend/payments/gateway.h"
#include "backend/workers/expiry_worker.h"
#include "backend/workers/payment_worker.h"
#include "backend/workers/repair_worker.h"
#include "backend/workers/webhook_worker.h"

#include <functional>
#include <list>
#include <optional>
#include <tuple>
#include <utility>

namespace holdfast::app {

namespace {

/// What clients have been promised is settled in this time; the API itself may take the ten seconds before it.
constexpr std::chrono::milliseconds lanes_patience{1'500};

} // namespace

/// In the order of who uses whom: destroyed from the last to the first.
struct Backend::State
{
    explicit State(const BackendOptions &options)
        : dsn(options.dsn), fault_points(faultpoints::FaultPoints::from_environment()), notifier(options.dsn)
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
            api_options.webhook_secrets = options.webhook_secrets;
            api_options.fault_points = fault_points.get();
            watch.emplace(WatchOptions{options.dsn, options.stuck_after, options.audit_anchor});
            api_options.more_metrics = [this] { return watch->prometheus_text(); };
            api_options.on_act = [this] {
                notifier.changed();
                watch->wake();
            };
            api.emplace(api_options, *lanes);
            report("api", [this] {
                const auto now = api->metrics();
                auto vitals = vitals_of(now, std::exchange(reported, now), lanes->metrics());
                vitals.metrics["stuck"] = static_cast<double>(watch->stuck());
                return vitals;
            });
        }
        if (options.roles.contains(Role::Expiry)) {
            workers::ExpiryOptions expiry_options;
            expiry_options.dsn = options.dsn;
            expiry_options.fault_points = fault_points.get();
            expiry_options.on_commit = on_commit;
            expiry.emplace(expiry_options);
            report("expiry", [this] { return vitals_of(expiry->metrics()); });
        }
        if (options.gateway)
            gateway.emplace(*options.gateway);
        if (options.roles.contains(Role::Repair)) {
            workers::RepairOptions repair_options;
            repair_options.fault_points = fault_points.get();
            repair_options.dsn = options.dsn;
            repair_options.on_commit = on_commit;
            repair_options.gateway = gateway ? &*gateway : nullptr;
            repair.emplace(repair_options);
            report("repair", [this] { return vitals_of(repair->metrics()); });
        }
        if (gateway)
            start_paying(options, on_commit);
    }

    ~State()
    {
        if (gateway)
            gateway->stop(); // calls under way end, so that the workers can
    }

    void start_paying(const BackendOptions &options, const std::function<void()> &on_commit)
    {
        for (const auto &[role, work, kind] :
             {std::tuple(Role::Payments, workers::PaymentWork::Parties, "payments"),
              std::tuple(Role::Commit, workers::PaymentWork::Commits, "commit")}) {
            if (!options.roles.contains(role))
                continue;
            workers::PaymentOptions payment_options;
            payment_options.dsn = options.dsn;
            payment_options.work = work;
            payment_options.lease = options.lease;
            payment_options.fault_points = fault_points.get();
            payment_options.on_commit = on_commit;
            auto &worker = payment_workers.emplace_back(payment_options, *gateway);
            report(kind, [this, &worker] { return vitals_of(worker.metrics(), gateway->metrics()); });
        }
        if (options.roles.contains(Role::Webhooks)) {
            workers::WebhookOptions webhook_options;
            webhook_options.dsn = options.dsn;
            webhook_options.lease = options.lease;
            webhook_options.fault_points = fault_points.get();
            webhook_options.on_commit = on_commit;
            webhooks.emplace(webhook_options, *gateway);
            report("webhooks", [this] { return vitals_of(webhooks->metrics(), gateway->metrics()); });
        }
    }

    void report(const char *kind, std::function<insight::Vitals()> vitals)
    {
        health.emplace_back(dsn, kind, std::move(vitals));
    }

    const std::string dsn;
    std::unique_ptr<faultpoints::FaultPoints> fault_points;
    ChangeNotifier notifier;
    std::optional<Watch> watch;
    std::optional<booking::Lanes> lanes;
    std::optional<api::Api> api;
    api::ApiMetrics reported; // of the last report; its thread's own
    std::optional<payments::Gateway> gateway;
    std::optional<workers::ExpiryWorker> expiry;
    std::optional<workers::RepairWorker> repair;
    std::list<workers::PaymentWorker> payment_workers;
    std::optional<workers::WebhookWorker> webhooks;
    std::list<insight::HealthReporter> health;
};

std::string_view name(Role role)
{
    switch (role) {
    case Role::Expiry:
        return "expiry";
    case Role::Commit:
        return "commit";
    case Role::Payments:
        return "payments";
    case Role::Webhooks:
        return "webhooks";
    case Role::Repair:
        return "repair";
    }
    return {};
}

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

#include "backend/workers/webhook_worker.h"

#include "backend/booking/operations.h"
#include "backend/core/uuid.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/payments/gateway.h"
#include "backend/storage/connection.h"
#include "backend/storage/session_thread.h"
#include "resources/resources.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <list>
#include <optional>
#include <utility>

namespace holdfast::workers {

namespace {

using storage::Param;

struct Hint
{
    std::string id;
    std::string type;
    std::optional<std::string> intent_id;
    std::int64_t fence = 0;
    std::int32_t attempts = 0;
    std::string leased_at; ///< as the database writes it
};

struct Verdict
{
    const char *status;
    std::optional<Uuid> reservation = std::nullopt;
    std::string detail = {};
};

std::string_view query(std::string_view file)
{
    return resources::text("sql/workers/queries/" + std::string(file) + ".sql");
}

std::string interval(std::chrono::milliseconds time)
{
    return std::to_string(time.count()) + " milliseconds";
}

std::string field(const payments::Intent &intent, std::string_view name)
{
    const auto at = intent.metadata.find(std::string(name));
    return at == intent.metadata.end() ? std::string() : at->second;
}

} // namespace

struct WebhookWorker::State
{
    State(WebhookOptions of_worker, payments::Gateway &of_all) : options(std::move(of_worker)), gateway(of_all)
    {
        for (std::size_t i = 0; i < options.threads; ++i) {
            threads.emplace_back(session_options("webhooks-" + std::to_string(i)),
                                 [this](storage::Connection &connection) { return step(connection); });
        }
    }

    [[nodiscard]] storage::SessionThreadOptions session_options(const std::string &name) const
    {
        storage::SessionThreadOptions session;
        session.name = name;
        session.dsn = options.dsn;
        session.connection.lock_timeout = std::chrono::seconds(1);
        session.step_limit = 2 * options.lease;
        session.patience = options.lease; // the gateway is stopped first, which ends the call under way
        return session;
    }

    std::chrono::milliseconds step(storage::Connection &connection);
    std::optional<Hint> lease(storage::Connection &connection) const;
    std::optional<Verdict> follow(storage::Connection &connection, const Hint &hint);
    void record(storage::Connection &connection, const Hint &hint, const Verdict &verdict);
    bool hit(std::string_view point) const { return options.fault_points && options.fault_points->hit(point); }

    const WebhookOptions options;
    payments::Gateway &gateway;
    const Uuid owner = Uuid::make_v7();
    std::atomic<std::uint64_t> followed = 0, ignored = 0, postponed = 0, dead = 0;
    std::list<storage::SessionThread> threads; // last: they use the others
};

std::chrono::milliseconds WebhookWorker::State::step(storage::Connection &connection)
{
    const auto hint = lease(connection);
    if (!hint || hit("webhook.after_lease"))
        return options.period;
    const auto verdict = follow(connection, *hint);
    if (!verdict || hit("webhook.before_record"))
        return options.period; // the lease lapses
    record(connection, *hint, *verdict);
    if (options.on_commit)
        options.on_commit();
    return std::chrono::milliseconds(0);
}

std::optional<Hint> WebhookWorker::State::lease(storage::Connection &connection) const
{
    enum Column : std::size_t { Id, Type, Intent, Fence, Attempts, LeasedAt };
    const auto rows = connection.query(query("lease_webhooks"), {owner.to_string(), "1", interval(options.lease)});
    if (rows.empty())
        return std::nullopt;
    return Hint{rows.text(0, Id), rows.text(0, Type), rows.optional_text(0, Intent), rows.integer(0, Fence),
                static_cast<std::int32_t>(rows.integer(0, Attempts)), rows.text(0, LeasedAt)};
}

/// nullopt: the database would not take it this time.
std::optional<Verdict> WebhookWorker::State::follow(storage::Connection &connection, const Hint &hint)
{
    if (!hint.intent_id)
        return Verdict{"IGNORED", {}, "about no payment"};
    payments::Errand errand;
    errand.until = std::chrono::steady_clock::now() + options.lease / 2;
    const auto intent = gateway.retrieve(*hint.intent_id, &errand);
    if (!intent) {
        const auto &error = intent.error();
        if (error.kind == payments::GatewayErrorKind::Rejected && error.http_status == 404)
            return Verdict{"IGNORED", {}, "the gateway does not know its intent"};
        // While the gateway is away there is nothing to give up.
        const bool again = error.kind == payments::GatewayErrorKind::Unavailable || hint.attempts < options.most_attempts;
        return Verdict{again ? "PENDING" : "DEAD", {}, std::string(name(error.kind)) + " " + error.code};
    }
    const bool ours = field(*intent, payments::environment_field) == booking::money_policy(connection).environment;
    const auto reservation = Uuid::parse(field(*intent, payments::reservation_field));
    if (!ours || !reservation)
        return Verdict{"IGNORED", {}, "an intent of somebody else"};
    try {
        const auto rows = connection.query(
            query("follow_hint"),
            {intent->id, std::string(name(intent->status)), std::to_string(intent->capturable_minor),
             std::to_string(intent->received_minor), std::to_string(intent->refunded_minor), reservation->to_string(),
             field(*intent, payments::party_field)});
        return Verdict{"DONE", rows.is_null(0, 0) ? std::nullopt : std::optional(rows.uuid(0, 0)), ""};
    } catch (const storage::StatementFailed &failure) {
        spdlog::warn("webhooks: {} {} comes again: {}", hint.type, hint.id, failure.first_line());
        return Verdict{hint.attempts < options.most_attempts ? "PENDING" : "DEAD", {}, std::string(failure.first_line())};
    }
}

void WebhookWorker::State::record(storage::Connection &connection, const Hint &hint, const Verdict &verdict)
{
    const std::string_view status = verdict.status;
    auto delay = options.first_delay;
    for (std::int32_t i = 1; i < hint.attempts && delay < options.longest_delay; ++i)
        delay *= 2;
    connection.query(query("record_webhook"),
                     {hint.id, std::to_string(hint.fence), std::string(status),
                      verdict.reservation ? Param(verdict.reservation->to_string()) : Param(),
                      verdict.detail.empty() ? Param() : Param(verdict.detail),
                      status == "PENDING" ? Param(interval(std::min(delay, options.longest_delay))) : Param(), hint.leased_at});
    if (status == "DEAD")
        spdlog::error("webhooks: {} {} has had its last attempt: {}", hint.type, hint.id, verdict.detail);
    ++(status == "DONE" ? followed : status == "IGNORED" ? ignored : status == "PENDING" ? postponed : dead);
}

WebhookWorker::WebhookWorker(WebhookOptions options, payments::Gateway &gateway)
    : state_(std::make_unique<State>(std::move(options), gateway))
{
}

WebhookWorker::~WebhookWorker() = default;

WebhookMetrics WebhookWorker::metrics() const
{
    return {
        .followed = state_->followed,
        .ignored = state_->ignored,
        .postponed = state_->postponed,
        .dead = state_->dead,
        .connected = std::ranges::all_of(state_->threads, [](const auto &thread) { return thread.healthy(); }),
    };
}

} // namespace holdfast::workers

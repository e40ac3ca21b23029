#include "app/backend/gateway_environment.h"
#include "app/ctl/admin_acts.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"
#include "backend/insight/reconciliation.h"
#include "backend/payments/gateway.h"
#include "backend/workers/reconciler.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <memory>

namespace holdfast::ctl {

namespace {

using nlohmann::json;

struct ReconcileOptions
{
    std::string dsn;
    bool repair = false;
};

void print_plain(const insight::Discrepancy &found)
{
    const auto what = found.intent_id.empty() ? "no intent" : "intent " + found.intent_id;
    const auto whose = found.reservation_id
        ? fmt::format(", {} of reservation {}", found.party, found.reservation_id->to_string())
        : std::string(", of no reservation");
    const auto then = found.repaired_at ? "; " + found.repair_outcome
        : found.repairable              ? "; --repair would put it right"
                                        : "; needs a person";
    print_line(fmt::format("{:<8} {}: {}{}: expected {}, observed {}{}", found.severity, found.kind, what, whose,
                           found.expected, found.observed, then));
}

void print_json(const insight::Discrepancy &found)
{
    print_line(json{{"class", found.kind},
                    {"severity", found.severity},
                    {"intent_id", found.intent_id.empty() ? json() : json(found.intent_id)},
                    {"reservation_id", found.reservation_id ? json(found.reservation_id->to_string()) : json()},
                    {"party", found.party.empty() ? json() : json(found.party)},
                    {"expected", found.expected},
                    {"observed", found.observed},
                    {"amount_minor", found.amount_minor ? json(*found.amount_minor) : json()},
                    {"currency", found.currency.empty() ? json() : json(found.currency)},
                    {"repairable", found.repairable},
                    {"repaired", found.repaired_at.has_value()},
                    {"repair_outcome", found.repair_outcome.empty() ? json() : json(found.repair_outcome)}}
                   .dump());
}

int reconcile(Context &context, const ReconcileOptions &options)
{
    const auto settings = app::gateway_from_environment();
    if (!settings)
        throw Failure("Reconciling asks the payment gateway: set HOLDFAST_GATEWAY_URL and HOLDFAST_GATEWAY_KEY", exit_usage);
    Database database(context, options.dsn);
    database.require_schema();
    Session session(context, database.dsn(), {.application_name = "holdfast reconcile"});
    payments::Gateway gateway(*settings);
    const auto asked = acts::request_reconciliation(session.connection(), options.repair, person());
    const auto report = workers::reconcile(session.connection(), gateway, asked.id,
                                           [&] { return context.interrupt.requested(); });
    if (!report)
        throw Failure("Another reconciliation is under way; a worker performs this one after it");
    const auto run = insight::find_reconciliation(session.connection(), asked.id);
    if (!run)
        throw Failure("The reconciliation is gone");
    if (!report->finished)
        throw Failure("The books were not compared to their end: " + (run->error.empty() ? "interrupted" : run->error));
    for (const auto &found : run->discrepancies)
        context.json ? print_json(found) : print_plain(found);
    if (context.json) {
        print_line(json{{"reconciliation_id", run->id.to_string()}, {"intents", report->intents}, {"found", run->found},
                        {"unrepaired", run->unrepaired}, {"worked_on", run->worked_on}}
                       .dump());
    } else {
        print_line(fmt::format("{} intents compared, {} discrepancies, {} not repaired{}", report->intents, run->found,
                               run->unrepaired,
                               run->worked_on > 0 ? fmt::format("; {} operations still worked on", run->worked_on) : ""));
    }
    return run->unrepaired == 0 ? exit_success : exit_negative;
}

} // namespace

void add_reconcile(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<ReconcileOptions>();
    auto *command = program.add_subcommand(
        "reconcile", "Compares the payment gateway's books with the bookings; exit status 0 only if nothing is left");
    add_dsn_option(*command, options->dsn);
    command->add_flag("--repair", options->repair, "Put right what is safe; the rest is listed for a person");
    command->final_callback([options, &context] {
        context.run = [options, &context] { return reconcile(context, *options); };
    });
}

} // namespace holdfast::ctl

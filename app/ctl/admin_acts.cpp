#include "app/ctl/admin_acts.h"

#include "app/backend/audit_anchor.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "backend/acts/acts.h"
#include "backend/api/json_text.h"
#include "backend/core/trace.h"
#include "backend/insight/audit.h"
#include "backend/insight/stuck.h"
#include "backend/insight/timeline.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace holdfast::ctl {

namespace {

using nlohmann::json;
using storage::Connection;

constexpr std::int64_t longest_threshold_s = 366LL * 24 * 3600;

/// What any of the commands below may be given; each adds the options it takes.
struct ActOptions
{
    std::string dsn;
    std::filesystem::path audit_anchor;
    std::string id;
    std::optional<std::int64_t> version;
    std::string reason;
    std::string text;
    std::int64_t seconds = 3600;
    std::optional<std::int64_t> before;
    std::size_t limit = 200;
};

using Work = int (*)(Context &, Connection &, const ActOptions &);

json or_null(const std::string &text)
{
    return text.empty() ? json() : json(text);
}

template <typename Value, typename Text>
json or_null(const std::optional<Value> &value, const Text &text)
{
    return value ? json(text(*value)) : json();
}

std::string id_text(const Uuid &id)
{
    return id.to_string();
}

std::string state_text(State state)
{
    return std::string(name(state));
}

/// What was done, as one object or one line; exit_negative with the reason when it was refused.
int print(const Context &context, const acts::Outcome &outcome)
{
    const json result = {
        {"done", !outcome.refusal},
        {"reservation_id", outcome.reservation_id.to_string()},
        {"code", outcome.refusal ? json(info(*outcome.refusal).name) : json()},
        {"changed_since", outcome.changed_since},
        {"state", or_null(outcome.state, state_text)},
        {"version", outcome.version},
        {"expires_at", or_null(outcome.deadline, to_rfc3339)},
        {"operation_id", or_null(outcome.operation_id, id_text)},
        {"audit_seq", outcome.audit_seq},
    };
    if (context.json)
        print_line(result.dump());
    else if (outcome.refusal)
        print_line(
            fmt::format("refused: {}{}{}", info(*outcome.refusal).title,
                        outcome.state ? fmt::format(" ({}, version {})", name(*outcome.state), outcome.version) : "",
                        outcome.changed_since ? ", it has changed since" : ""));
    else
        print_line(
            fmt::format("{} version {}{}, audit entry {}", outcome.state ? name(*outcome.state) : "", outcome.version,
                        outcome.operation_id ? ", until operation " + outcome.operation_id->to_string() + " has ended"
                                             : std::string(),
                        outcome.audit_seq));
    return outcome.refusal ? exit_negative : exit_success;
}

int print(const Context &context, const acts::WorkOutcome &outcome)
{
    if (context.json)
        print_line(json{{"done", !outcome.refusal},
                        {"code", outcome.refusal ? json(info(*outcome.refusal).name) : json()},
                        {"changed_since", outcome.changed_since},
                        {"status", or_null(outcome.status)},
                        {"version", outcome.version},
                        {"reservation_id", or_null(outcome.reservation_id, id_text)},
                        {"audit_seq", outcome.audit_seq}}
                       .dump());
    else if (outcome.refusal)
        print_line(fmt::format("refused: {}{}", info(*outcome.refusal).title,
                               outcome.status.empty() ? "" : " (" + outcome.status + ")"));
    else
        print_line(fmt::format("{}, audit entry {}", outcome.status, outcome.audit_seq));
    return outcome.refusal ? exit_negative : exit_success;
}

acts::Shown shown(const ActOptions &options)
{
    return {*Uuid::parse(options.id),
            options.version ? std::optional(static_cast<std::int32_t>(*options.version)) : std::nullopt};
}

int release(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
        return acts::release(connection, shown(options), options.reason, person());
    }));
}

int extend(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
                     return acts::extend(connection, shown(options), std::chrono::seconds(options.seconds),
                                         options.reason, person());
                 }));
}

int void_authorizations(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
        return acts::void_authorizations(connection, shown(options), options.reason, person());
    }));
}

int force_release(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
        return acts::force_release(connection, shown(options), options.reason, person());
    }));
}

int note(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
        return acts::add_note(connection, *Uuid::parse(options.id), options.text, person());
    }));
}

int claim(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
        return acts::claim(connection, shown(options), options.reason, person());
    }));
}

int unclaim(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
        return acts::unclaim(connection, shown(options), options.reason, person());
    }));
}

int retry(Context &context, Connection &connection, const ActOptions &options)
{
    return print(context, acts::rerun_transient([&] {
        const auto operation = Uuid::parse(options.id);
        return operation ? acts::retry_operation(connection, *operation, options.version, options.reason, person())
                         : acts::retry_webhook(connection, options.id, options.reason, person());
    }));
}

int list_stuck(Context &context, Connection &connection, const ActOptions &options)
{
    const auto page = insight::list_stuck(connection, std::chrono::seconds(options.seconds), options.limit);
    for (const auto &item : page.items) {
        if (context.json)
            print_line(json{{"reason", item.reason},
                            {"subject", item.subject},
                            {"reservation_id", or_null(item.reservation_id, id_text)},
                            {"operation_id", or_null(item.operation_id, id_text)},
                            {"state", or_null(item.state, state_text)},
                            {"version", item.version},
                            {"since", to_rfc3339(item.since)},
                            {"age_s", item.age.count()},
                            {"expires_at", or_null(item.deadline, to_rfc3339)},
                            {"at_risk_minor", item.at_risk_minor},
                            {"currency", or_null(item.currency)},
                            {"detail", or_null(item.detail)}}
                           .dump());
        else
            print_line(fmt::format(
                "{:<19}  {:<48}  {:<17}  {:>8} s  {:>12}  {}", item.reason, item.subject,
                item.state ? name(*item.state) : "-", item.age.count(),
                item.currency.empty() ? "-" : fmt::format("{} {}", item.at_risk_minor, item.currency), item.detail));
    }
    if (!context.json)
        print_line(fmt::format("{} of {} shown", page.items.size(), page.matching));
    return exit_success;
}

void print_entry(const Context &context, const insight::TimelineEntry &entry)
{
    if (context.json)
        return print_line(json{{"at", to_rfc3339(entry.at)},
                               {"kind", entry.kind},
                               {"what", entry.what},
                               {"detail", or_null(entry.detail)},
                               {"actor", entry.actor},
                               {"trace_id", or_null(entry.trace_id)},
                               {"version", or_null(entry.version, [](std::int32_t version) { return version; })},
                               {"from", or_null(entry.from, state_text)},
                               {"to", or_null(entry.to, state_text)},
                               {"operation_id", or_null(entry.operation_id, id_text)},
                               {"party", or_null(entry.party)}}
                              .dump());
    const auto step =
        entry.to ? fmt::format(" {} -> {}", entry.from ? name(*entry.from) : "", name(*entry.to)) : std::string();
    print_line(fmt::format("{}  {:<17}  {}{}{}  [{}]  {}", to_rfc3339(entry.at), entry.kind,
                           entry.party.empty() ? "" : entry.party + " ", entry.what, step, entry.actor, entry.detail));
}

int timeline(Context &context, Connection &connection, const ActOptions &options)
{
    const auto id = *Uuid::parse(options.id);
    std::string cursor;
    do {
        const auto page = insight::read_timeline(connection, id, cursor, options.limit);
        if (!page)
            throw Failure("there is no reservation " + options.id, exit_negative);
        for (const auto &entry : page->entries)
            print_entry(context, entry);
        cursor = page->next_cursor;
        if (cursor.empty() && !page->whole)
            throw Failure(fmt::format("its transitions do not tell how it came to be {}, version {}", name(page->state),
                                      page->version), exit_negative);
    } while (!cursor.empty() && !context.interrupt.requested());
    return exit_success;
}

int audit(Context &context, Connection &connection, const ActOptions &options)
{
    for (const auto &entry : insight::list_audit(connection, options.before, options.limit)) {
        if (context.json)
            print_line(json{{"seq", entry.seq},
                            {"at", to_rfc3339(entry.at)},
                            {"actor", entry.actor},
                            {"role", entry.role},
                            {"act", entry.act},
                            {"target", entry.target},
                            {"reservation_id", or_null(entry.reservation_id, id_text)},
                            {"reason", or_null(entry.reason)},
                            {"trace_id", entry.trace_id},
                            {"detail", json::parse(entry.detail, nullptr, false)},
                            {"hash", entry.hash}}
                           .dump());
        else
            print_line(fmt::format("{:>6}  {}  {:<28}  {:<13}  {}  {}", entry.seq, to_rfc3339(entry.at),
                                   entry.role + ":" + entry.actor, entry.act, entry.target, entry.reason));
    }
    return exit_success;
}

int verify_audit(Context &context, Connection &connection, const ActOptions &options)
{
    const auto anchor = options.audit_anchor.empty() ? std::nullopt : app::read_audit_anchor(options.audit_anchor);
    const auto verdict = insight::verify_audit(connection, anchor);
    if (context.json)
        print_line(json{{"holds", verdict.problems.empty()},
                        {"count", verdict.head.count},
                        {"hash", verdict.head.hash},
                        {"anchor_count", anchor ? json(anchor->count) : json()},
                        {"problems", verdict.problems}}
                       .dump());
    else {
        for (const auto &problem : verdict.problems)
            print_line(problem);
        print_line(fmt::format("{} entries, {}: {}", verdict.head.count,
                               anchor ? fmt::format("anchored at {}", anchor->count) : std::string("not anchored"),
                               verdict.problems.empty() ? "holds" : "BROKEN"));
    }
    return verdict.problems.empty() ? exit_success : exit_negative;
}

/// Acting changes rows, never the schema: a person's login may not, and an older one is told by its missing functions.
int run(Context &context, ActOptions options, bool acts, Work work)
{
    Database database(context, options.dsn);
    database.require_schema();
    const auto own_anchor = database.audit_anchor();
    if (options.audit_anchor.empty())
        options.audit_anchor = own_anchor;
    Session session(context, database.dsn(), {.application_name = "holdfast admin", .read_only = !acts});
    try {
        const int status = work(context, session.connection(), options);
        // A node that runs sees to it as well, every few seconds.
        if (acts && !own_anchor.empty() && !app::renew_audit_anchor(session.connection(), own_anchor))
            throw Failure("done, but the audit does not go through its anchor " + own_anchor.string());
        return status;
    } catch (const acts::NotAllowed &error) {
        throw Failure(error.what(), exit_negative);
    } catch (const acts::InvalidAct &error) {
        throw Failure(error.what(), exit_usage);
    }
}

CLI::App *add(CLI::App &admin, Context &context, const std::string &name, const std::string &description,
              const std::shared_ptr<ActOptions> &options, bool acts, Work work)
{
    auto *command = admin.add_subcommand(name, description);
    add_dsn_option(*command, options->dsn);
    command->final_callback([options, &context, acts, work] {
        context.run = [options, &context, acts, work] { return run(context, *options, acts, work); };
    });
    return command;
}

std::string check_uuid(const std::string &text)
{
    return Uuid::parse(text) ? "" : "must be a UUID";
}

CLI::Validator characters(std::size_t most)
{
    return CLI::Validator(
        [most](const std::string &text) -> std::string {
            if (!api::is_utf8(text))
                return "must be UTF-8";
            return text.find_first_not_of(" \t\n") == std::string::npos || api::count_characters(text) > most
                       ? fmt::format("must have 1 to {} characters", most)
                       : "";
        },
        "");
}

void add_limit(CLI::App &command, ActOptions &options)
{
    command.add_option("--limit", options.limit, "At most so many")->check(CLI::Range(1, 1'000))->capture_default_str();
}

/// One that acts on the reservation, or whatever, with this id.
CLI::App *add_act(CLI::App &admin, Context &context, const std::string &name, const std::string &description,
                  const std::shared_ptr<ActOptions> &options, Work work)
{
    auto *command = add(admin, context, name, description, options, true, work);
    command->add_option("ID", options->id, "Which one")->required()->check(check_uuid);
    command->add_option("--version", options->version, "Only if it is at this version still")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{2'147'483'647}));
    return command;
}

void add_looks(CLI::App &admin, Context &context)
{
    auto options = std::make_shared<ActOptions>();
    auto *command =
        add(admin, context, "list-stuck", "Lists what is stuck, the oldest first", options, false, list_stuck);
    command->add_option("--threshold", options->seconds, "Seconds an authorization may wait")
        ->check(CLI::Range(std::int64_t{0}, longest_threshold_s))
        ->capture_default_str();
    add_limit(*command, *options);

    options = std::make_shared<ActOptions>();
    command = add(admin, context, "timeline", "Tells the whole story of a reservation", options, false, timeline);
    command->add_option("ID", options->id, "Of the reservation")->required()->check(check_uuid);

    options = std::make_shared<ActOptions>();
    command = add(admin, context, "audit", "Lists what people did, the newest first", options, false, audit);
    command->add_option("--before", options->before, "Only entries before this number")
        ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()));
    add_limit(*command, *options);

    options = std::make_shared<ActOptions>();
    command = add(admin, context, "verify-audit", "Checks the audit's chain, its head and its anchor", options, false,
                  verify_audit);
    add_anchor_option(*command, options->audit_anchor);
}

} // namespace

acts::Person person()
{
    const auto *account = ::getpwuid(::geteuid());
    return {.name = fmt::format("ctl/{}", account ? account->pw_name : std::to_string(::geteuid())), .role = "admin",
            .trace_id = make_trace_id()};
}

void add_admin_acts(CLI::App &admin, Context &context)
{
    add_looks(admin, context);
    const auto reason = [](CLI::App &command, ActOptions &options) {
        return command.add_option("--reason", options.reason, "For the record")
            ->check(characters(acts::longest_reason));
    };
    auto options = std::make_shared<ActOptions>();
    reason(*add_act(admin, context, "release", "Lets a hold go", options, release), *options);

    options = std::make_shared<ActOptions>();
    auto *command = add_act(admin, context, "extend", "Gives a reservation more time", options, extend);
    command->add_option("--by", options->seconds, "Seconds, up to a day")
        ->required()
        ->check(CLI::Range(std::int64_t{1}, acts::longest_extension.count()));
    reason(*command, *options);

    options = std::make_shared<ActOptions>();
    reason(*add_act(admin, context, "void", "Gives the money of a reservation back", options, void_authorizations),
           *options);

    options = std::make_shared<ActOptions>();
    command =
        add_act(admin, context, "force-release", "Ends a reservation wherever it is stuck", options, force_release);
    reason(*command, *options)->required();

    options = std::make_shared<ActOptions>();
    reason(*add_act(admin, context, "claim", "Tells others that you work on a reservation, or takes it over", options,
                    claim), *options);

    options = std::make_shared<ActOptions>();
    reason(*add_act(admin, context, "unclaim", "Gives a claim back", options, unclaim), *options);

    options = std::make_shared<ActOptions>();
    command = add(admin, context, "note", "Writes something down beside a reservation", options, true, note);
    command->add_option("ID", options->id, "Of the reservation")->required()->check(check_uuid);
    command->add_option("TEXT", options->text, "What to write")->required()->check(characters(acts::longest_note));

    options = std::make_shared<ActOptions>();
    command =
        add(admin, context, "retry", "Has an operation or a webhook's event tried again now", options, true, retry);
    command->add_option("ID", options->id, "Of the operation (a UUID), or of the gateway's event")->required();
    command->add_option("--version", options->version, "Only if the operation is at this version (its fence) still")
        ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
    reason(*command, *options);
}

} // namespace holdfast::ctl

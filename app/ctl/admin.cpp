#include "app/ctl/admin_acts.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"
#include "backend/api/credentials.h"
#include "backend/api/json_text.h"
#include "backend/core/reservation_state.h"
#include "backend/insight/reservations.h"
#include "resources/resources.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <memory>

namespace holdfast::ctl {

namespace {

using nlohmann::json;

constexpr std::size_t longest_name = 200;
constexpr std::int64_t longest_deadline_s = 365LL * 24 * 3600;

/// What any of the commands below may be given; each adds the options it takes.
struct AdminOptions
{
    std::string dsn;
    std::string name;
    std::string role;
    std::vector<std::string> states;
    std::size_t limit = 1'000;
    std::string state;
    std::int64_t seconds = 0;
};

using Work = void (*)(Context &, storage::Connection &, const AdminOptions &);

/// What a command does to the database. One that only looks leaves it as it is, an older schema included.
enum class Needs { Looking, Changing };

/// A line of `name value` for people, the object for programs.
void print_result(const Context &context, const json &result)
{
    if (context.json)
        return print_line(result.dump());
    for (const auto &[name, value] : result.items())
        print_line(fmt::format("{:<10} {}", name, value.is_string() ? value.get<std::string>() : value.dump()));
}

void create_vendor(Context &context, storage::Connection &connection, const AdminOptions &options)
{
    const auto id = api::create_vendor(connection, options.name);
    print_result(context, {{"vendor_id", id.to_string()}, {"name", options.name}});
}

void create_partner(Context &context, storage::Connection &connection, const AdminOptions &options)
{
    try {
        const auto made = api::create_partner(connection, options.name);
        print_result(context, {{"partner_id", made.id.to_string()}, {"name", options.name}, {"key", made.key}});
    } catch (const storage::StatementFailed &failure) {
        if (failure.sqlstate() == "23505")
            throw Failure(fmt::format("there is a partner named '{}' already", options.name));
        throw;
    }
}

void create_token(Context &context, storage::Connection &connection, const AdminOptions &options)
{
    const auto token = api::create_token(connection, options.name, options.role);
    print_result(context, {{"name", options.name}, {"role", options.role}, {"token", token}});
}

json describe(const insight::ReservationRow &row)
{
    return {
        {"reservation_id", row.id.to_string()},
        {"state", name(row.state)},
        {"version", row.version},
        {"slot_id", row.slot_id.to_string()},
        {"vendor", row.vendor},
        {"partner", row.partner},
        {"partner_booking_ref", row.partner_booking_ref},
        {"quantity", row.quantity},
        {"created_at", to_rfc3339(row.created_at)},
        {"changed_at", to_rfc3339(row.changed_at)},
        {"deadline", row.deadline ? json(to_rfc3339(*row.deadline)) : json()},
    };
}

void list_in_flight(Context &context, storage::Connection &connection, const AdminOptions &options)
{
    insight::ReservationFilter filter;
    for (const auto &state : options.states)
        filter.states.push_back(*parse_state(state));
    filter.limit = options.limit;
    const auto page = insight::list_reservations(connection, filter);
    if (!context.json)
        print_line(fmt::format("{:<36}  {:<18}  {:>8}  {:<24}  {:<20}  {}", "reservation", "state", "quantity", "deadline",
                               "vendor", "partner"));
    for (const auto &row : page.rows) {
        print_line(context.json
                       ? describe(row).dump()
                       : fmt::format("{:<36}  {:<18}  {:>8}  {:<24}  {:<20}  {}", row.id.to_string(), name(row.state),
                                     row.quantity, row.deadline ? to_rfc3339(*row.deadline) : std::string("-"),
                                     row.vendor, row.partner));
    }
    if (!context.json)
        print_line(fmt::format("{} of {} shown", page.rows.size(), page.matching));
}

void set_deadline(Context &context, storage::Connection &connection, const AdminOptions &options)
{
    const auto changed = connection.query(resources::text("sql/ctl/set_deadline.sql"),
                                          {options.state, std::to_string(options.seconds)});
    if (changed.affected() != 1)
        throw Failure("the database knows no state " + options.state + " with a deadline");
    print_result(context, {{"state", options.state}, {"seconds", options.seconds}});
}

int run(Context &context, const AdminOptions &options, Needs needs, Work work)
{
    Database database(context, options.dsn);
    if (needs == Needs::Changing)
        database.migrate();
    else
        database.require_schema();
    Session session(context, database.dsn(),
                    {.application_name = "holdfast admin", .read_only = needs == Needs::Looking});
    work(context, session.connection(), options);
    return exit_success;
}

std::vector<std::string> state_names(bool with_a_deadline)
{
    std::vector<std::string> names;
    for (const auto &row : state_table) {
        if (row.in_flight || !with_a_deadline)
            names.emplace_back(row.name);
    }
    return names;
}

/// A command below `admin`; `add_options` gives it what it takes beside --dsn.
void add(CLI::App &admin, Context &context, const std::string &name, const std::string &description, Needs needs,
         Work work, const std::function<void(CLI::App &, AdminOptions &)> &add_options)
{
    const auto options = std::make_shared<AdminOptions>();
    auto *command = admin.add_subcommand(name, description);
    add_dsn_option(*command, options->dsn);
    add_options(*command, *options);
    command->final_callback([options, &context, needs, work] {
        context.run = [options, &context, needs, work] { return run(context, *options, needs, work); };
    });
}

void add_name(CLI::App &command, AdminOptions &options)
{
    command.add_option("NAME", options.name, "1 to 200 characters")
        ->required()
        ->check([](const std::string &text) -> std::string {
            if (!api::is_utf8(text))
                return "must be UTF-8";
            // Characters, as the database counts them.
            return text.empty() || api::count_characters(text) > longest_name ? "must have 1 to 200 characters" : "";
        });
}

} // namespace

void add_admin(CLI::App &program, Context &context)
{
    auto *admin = program.add_subcommand("admin", "What the console's people do, scriptable");
    admin->require_subcommand(1);
    add(*admin, context, "create-vendor", "Makes a vendor", Needs::Changing, create_vendor, add_name);
    add(*admin, context, "create-partner", "Makes a partner and its API key, which is shown once", Needs::Changing,
        create_partner, add_name);
    add(*admin, context, "create-token", "Makes a person's access token, which is shown once", Needs::Changing, create_token,
        [](CLI::App &command, AdminOptions &options) {
            add_name(command, options);
            command.add_option("--role", options.role, "viewer, tester, operator or admin")
                ->required()
                ->check(CLI::IsMember({"viewer", "tester", "operator", "admin"}));
        });
    add(*admin, context, "list-inflight", "Lists reservations, the nearest deadline first", Needs::Looking, list_in_flight,
        [](CLI::App &command, AdminOptions &options) {
            command.add_option("--state", options.states, "Only these, separated by commas; otherwise all in flight")
                ->delimiter(',')
                ->check(CLI::IsMember(state_names(false)));
            command.add_option("--limit", options.limit, "At most so many")
                ->check(CLI::Range(1, 5'000))
                ->capture_default_str();
        });
    add(*admin, context, "set-deadline", "Changes how long a reservation may stay in a state from now on", Needs::Changing,
        set_deadline, [](CLI::App &command, AdminOptions &options) {
            command.add_option("STATE", options.state, "HELD, ...")->required()->check(CLI::IsMember(state_names(true)));
            command.add_option("SECONDS", options.seconds, "1 to one year")
                ->required()
                ->check(CLI::Range(std::int64_t{1}, longest_deadline_s));
        });
    add_admin_acts(*admin, context);
}

} // namespace holdfast::ctl

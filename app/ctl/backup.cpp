#include "app/backend/audit_anchor.h"
#include "app/ctl/context.h"
#include "app/ctl/database.h"
#include "app/ctl/subcommands.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>

namespace holdfast::ctl {

namespace {

struct BackupOptions
{
    std::string dsn;
    std::filesystem::path file;
};

void report(const Context &context, std::string_view event, const std::filesystem::path &file)
{
    if (context.json)
        print_line(
            nlohmann::json{{"event", event}, {"file", file}, {"bytes", std::filesystem::file_size(file)}}.dump());
}

int back_up(Context &context, const BackupOptions &options)
{
    Database database(context, options.dsn);
    database.require_schema();
    storage::backup(database.dsn(), options.file);
    report(context, "backed_up", options.file);
    return exit_success;
}

int restore(Context &context, const BackupOptions &options)
{
    Database database(context, options.dsn);
    storage::restore(database.dsn(), options.file);
    if (const auto anchor = database.audit_anchor(); !anchor.empty()) {
        Session session(context, database.dsn());
        app::replace_audit_anchor(session.connection(), anchor);
    }
    report(context, "restored", options.file);
    return exit_success;
}

} // namespace

void add_backup(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<BackupOptions>();
    auto *command = program.add_subcommand("backup", "Writes the database to a file");
    add_dsn_option(*command, options->dsn);
    command->add_option("FILE", options->file, "Replaced when the backup is complete")->required();
    command->final_callback([options, &context] {
        context.run = [options, &context] { return back_up(context, *options); };
    });
}

void add_restore(CLI::App &program, Context &context)
{
    const auto options = std::make_shared<BackupOptions>();
    auto *command = program.add_subcommand("restore", "Puts a backup in the place of the database, up to date");
    add_dsn_option(*command, options->dsn);
    command->add_option("FILE", options->file, "Written by backup")->required()->check(CLI::ExistingFile);
    command->final_callback([options, &context] {
        context.run = [options, &context] { return restore(context, *options); };
    });
}

} // namespace holdfast::ctl

#include "app/ctl/context.h"
#include "app/ctl/subcommands.h"
#include "backend/scenarios/report/formats.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::ctl {

namespace {

struct ReportOptions
{
    std::filesystem::path folder;
    std::vector<std::string> formats = {"md", "html", "json", "junit"};
};

int report(const Context &context, const ReportOptions &options)
{
    std::vector<scenarios::Format> formats;
    for (const std::string &format : options.formats)
        formats.push_back(scenarios::parse_format(format).value());
    const scenarios::WrittenReport written = scenarios::write_report(options.folder, formats);
    if (context.json) {
        std::vector<std::string> files(written.files.begin(), written.files.end());
        print_line(nlohmann::ordered_json{{"invocation", written.folder.string()},
                                          {"verdict", written.verdict.text},
                                          {"headline", written.headline},
                                          {"files", std::move(files)}}
                       .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
        return exit_success;
    }
    print_line(written.verdict.text + ": " + written.headline);
    for (const std::filesystem::path &file : written.files)
        print_line(file.string());
    return exit_success;
}

} // namespace

void add_report(CLI::App &program, Context &context)
{
    CLI::App *command = program.add_subcommand("report", "Writes the report of a scenario run again, from its folder");
    const auto options = std::make_shared<ReportOptions>();
    command->add_option("dir", options->folder, "Folder of the run, or the one above it for the latest")
        ->required()
        ->check(CLI::ExistingDirectory)
        ->type_name("DIR");
    command->add_option("--format", options->formats, "Which to write: md, html, json, junit; all when not given")
        ->delimiter(',')
        ->check(CLI::IsMember({"md", "html", "json", "junit"}));
    command->callback([&context, options] { context.run = [&context, options] { return report(context, *options); }; });
}

} // namespace holdfast::ctl

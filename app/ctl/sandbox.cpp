#include "app/ctl/sandbox.h"

#include "app/ctl/context.h"
#include "app/ctl/subcommands.h"
#include "backend/process/process.h"
#include "backend/scenarios/kept_sandboxes.h"
#include "backend/scenarios/run_event.h"
#include "backend/scenarios/sandbox.h"
#include "backend/storage/private_cluster.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <iostream>
#include <map>
#include <memory>

namespace holdfast::ctl {

using namespace std::chrono_literals;

std::filesystem::path chosen_data_dir(const Context &context)
{
    return context.data_dir.empty() ? storage::default_data_dir() : std::filesystem::absolute(context.data_dir);
}

scenarios::SandboxOptions sandbox_options(const Context &context)
{
    scenarios::SandboxOptions options;
    options.executable = process::own_executable();
    options.data_dir = chosen_data_dir(context);
    options.runtime_dir = storage::default_runtime_dir();
    options.aborted = [&interrupt = context.interrupt] { return interrupt.requested(); };
    return options;
}

void announce(const Context &context, const scenarios::Sandbox &sandbox)
{
    using scenarios::Part;
    const scenarios::SandboxInfo &info = sandbox.info();
    if (context.json) {
        std::map<std::string, int> pids;
        for (const Part part : sandbox.parts())
            pids[part == Part::Database ? "postgres" : std::string(name(part))] = sandbox.pid(part);
        print_line(scenarios::ready_line(info, pids));
        return;
    }
    print_line(info.name + " is up after " + std::to_string(info.came_up_in.count()) + " ms; Ctrl+C takes it down");
    print_line("  API          " + info.api_url);
    print_line("  gateway      " + info.gateway_url);
    print_line("  partner key  " + info.partner_key);
    print_line("  admin token  " + info.admin_token);
    print_line("  database     " + info.dsn);
    print_line("  folder       " + info.dir.string());
}

ParentWatch::ParentWatch() : parent_(::getppid())
{
}

bool ParentWatch::ended(Interrupt &interrupt, std::chrono::milliseconds patience) const
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        if (::getppid() != parent_)
            return true;
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= 0ms)
            return interrupt.requested();
        if (interrupt.wait_for(std::min<std::chrono::milliseconds>(
                200ms, std::chrono::ceil<std::chrono::milliseconds>(left))))
            return true;
    }
}

namespace {

struct UpOptions
{
    bool keep = false;
    int workers = 1;
};

int keep_up(const Context &context, const UpOptions &wanted)
{
    const ParentWatch parent;
    scenarios::SandboxOptions options = sandbox_options(context);
    options.keep = wanted.keep;
    options.workers = wanted.workers;
    try {
        scenarios::Sandbox sandbox(std::move(options));
        announce(context, sandbox);
        while (!parent.ended(context.interrupt, 1h))
            ;
        sandbox.take_down();
        if (wanted.keep)
            std::cerr << "kept: " << sandbox.info().dir.string() << " (open it with --data-dir)\n";
    } catch (const scenarios::Aborted &) {
        return exit_aborted;
    }
    return exit_success;
}

std::vector<scenarios::KeptSandbox> kept_sandboxes(const Context &context)
{
    return scenarios::find_kept_sandboxes(chosen_data_dir(context), storage::default_runtime_dir());
}

int list_kept(const Context &context)
{
    for (const scenarios::KeptSandbox &kept : kept_sandboxes(context)) {
        if (context.json)
            print_line(nlohmann::ordered_json{{"event", "kept"},
                                              {"name", kept.name},
                                              {"folder", kept.folder.string()},
                                              {"bytes", kept.bytes},
                                              {"in_use", kept.in_use}}
                           .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
        else
            print_line(kept.name + "  " + kept.folder.string() + (kept.in_use ? "  (in use)" : ""));
    }
    return exit_success;
}

int remove_kept(const Context &context, const std::string &name)
{
    for (const scenarios::KeptSandbox &kept : kept_sandboxes(context)) {
        if (kept.name != name)
            continue;
        if (!scenarios::remove_kept_sandbox(kept))
            throw Failure(name + " is in use: its database runs");
        print_line(context.json ? nlohmann::ordered_json{{"event", "removed"}, {"name", name}}.dump() : "removed  " + name);
        return exit_success;
    }
    throw Failure("there is no kept sandbox '" + name + "'; see holdfastctl sandbox list", exit_usage);
}

} // namespace

void add_sandbox(CLI::App &program, Context &context)
{
    CLI::App *sandbox = program.add_subcommand("sandbox", "A small data centre of real processes, to try things on");
    sandbox->require_subcommand(1);
    CLI::App *up = sandbox->add_subcommand("up", "Bring one up; it goes down on Ctrl+C and when its parent ends");
    const auto wanted = std::make_shared<UpOptions>();
    up->add_flag("--keep", wanted->keep, "Leave its data folder when it goes down");
    up->add_option("--workers", wanted->workers, "How many worker processes")
        ->check(CLI::Range(1, scenarios::most_workers))
        ->capture_default_str();
    sandbox->add_subcommand("list", "Those that were kept")->callback([&context] {
        context.run = [&context] { return list_kept(context); };
    });
    CLI::App *remove = sandbox->add_subcommand("remove", "Remove one that was kept, for good");
    const auto name = std::make_shared<std::string>();
    remove->add_option("name", *name, "As in the list")->required()->type_name("NAME");
    remove->callback([&context, name] { context.run = [&context, name] { return remove_kept(context, *name); }; });
    up->callback([&context, wanted] { context.run = [&context, wanted] { return keep_up(context, *wanted); }; });
}

} // namespace holdfast::ctl

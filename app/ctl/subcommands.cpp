#include "app/ctl/subcommands.h"

#include "app/ctl/context.h"

#include <CLI/CLI.hpp>

namespace holdfast::ctl {

void add_subcommands(CLI::App &program, Context &context)
{
    add_sandbox(program, context);
    add_scenario(program, context);
    add_demo(program, context);
}

} // namespace holdfast::ctl

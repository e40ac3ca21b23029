#include "app/ctl/subcommands.h"

#include "app/ctl/context.h"

#include <CLI/CLI.hpp>

namespace holdfast::ctl {

void add_subcommands(CLI::App &, Context &)
{
}

} // namespace holdfast::ctl

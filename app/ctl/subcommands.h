#pragma once

namespace CLI {
class App;
}

namespace holdfast::ctl {

struct Context;

/// Registers every command, in the order of --help. One line here and one in subcommands.cpp for a new one.
void add_subcommands(CLI::App &program, Context &context);

void add_demo(CLI::App &program, Context &context);
void add_sandbox(CLI::App &program, Context &context);
void add_scenario(CLI::App &program, Context &context);

} // namespace holdfast::ctl

#pragma once

namespace CLI {
class App;
}

namespace holdfast::ctl {

struct Context;

/// Registers every command, in the order of --help. A new one has its own file, a line here and one in subcommands.cpp.
void add_subcommands(CLI::App &program, Context &context);

void add_serve(CLI::App &program, Context &context);
void add_worker(CLI::App &program, Context &context);
void add_stripe_sim(CLI::App &program, Context &context);
void add_sandbox(CLI::App &program, Context &context);
void add_scenario(CLI::App &program, Context &context);
void add_report(CLI::App &program, Context &context);
void add_clean(CLI::App &program, Context &context);
void add_demo(CLI::App &program, Context &context);
void add_verify(CLI::App &program, Context &context);
void add_reconcile(CLI::App &program, Context &context);
void add_admin(CLI::App &program, Context &context);
void add_backup(CLI::App &program, Context &context);
void add_restore(CLI::App &program, Context &context);
void add_bench(CLI::App &program, Context &context);

} // namespace holdfast::ctl

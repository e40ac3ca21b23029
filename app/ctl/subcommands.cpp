#include "app/ctl/subcommands.h"

#include "app/ctl/context.h"

namespace holdfast::ctl {

void add_subcommands(CLI::App &program, Context &context)
{
    add_serve(program, context);
    add_worker(program, context);
    add_stripe_sim(program, context);
    add_sandbox(program, context);
    add_scenario(program, context);
    add_report(program, context);
    add_clean(program, context);
    add_demo(program, context);
    add_verify(program, context);
    add_reconcile(program, context);
    add_admin(program, context);
    add_backup(program, context);
    add_restore(program, context);
    add_bench(program, context);
}

} // namespace holdfast::ctl

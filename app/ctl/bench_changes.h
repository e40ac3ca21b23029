#pragma once

namespace CLI {
class App;
}

namespace holdfast::ctl {

struct Context;

/// `bench changes`: what the console's own benchmark has running beside it.
void add_bench_changes(CLI::App &bench, Context &context);

} // namespace holdfast::ctl

#include "app/ctl/bench_changes.h"

#include "app/ctl/context.h"
#include "app/ctl/sandbox.h"
#include "backend/scenarios/change_load.h"
#include "backend/scenarios/sandbox.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <memory>

namespace holdfast::ctl {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

void print_probe(const scenarios::ProbeChange &change)
{
    const auto at = std::chrono::duration_cast<std::chrono::microseconds>(change.committed.time_since_epoch());
    print_line(json{{"event", "probe"}, {"reservation", change.reservation.to_string()}, {"version", change.version},
                    {"committed_at_us", at.count()}}
                   .dump());
}

int bench_changes(const Context &context, scenarios::ChangeLoadOptions wanted)
{
    const ParentWatch parent;
    wanted.aborted = [&context] { return context.interrupt.requested(); };
    try {
        scenarios::Sandbox sandbox(sandbox_options(context));
        scenarios::ChangeLoad load(sandbox, wanted);
        const auto began = Clock::now();
        load.load();
        const std::chrono::duration<double, std::milli> took = Clock::now() - began;
        print_line(json{{"event", "ready"}, {"name", sandbox.info().name}, {"rows", load.in_flight()},
                        {"loaded_in_ms", took.count()}}
                       .dump());
        std::size_t made = 0;
        auto told = Clock::now();
        const auto wait = [&] {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(load.next() - Clock::now());
            return !parent.ended(context.interrupt, std::max(left, 0ms));
        };
        while (wait()) {
            made += load.change(print_probe);
            const std::chrono::duration<double> since = Clock::now() - told;
            if (since < 1s)
                continue;
            print_line(json{{"event", "rate"}, {"changes", made}, {"seconds", since.count()},
                            {"in_flight", load.in_flight()}}
                           .dump());
            made = 0;
            told = Clock::now();
        }
    } catch (const scenarios::Aborted &) {
        return exit_aborted;
    }
    return exit_success;
}

} // namespace

void add_bench_changes(CLI::App &bench, Context &context)
{
    CLI::App *changes = bench.add_subcommand("changes", "A sandbox with many reservations in flight that change all the "
                                                        "time, told in lines of JSON; the console's benchmark watches it");
    const auto wanted = std::make_shared<scenarios::ChangeLoadOptions>();
    changes->add_option("--rows", wanted->rows, "Reservations in flight")->check(CLI::Range(100, 1'000'000))->capture_default_str();
    changes->add_option("--rate", wanted->rate, "Changes per second")->check(CLI::Range(250.0, 50'000.0))->capture_default_str();
    changes->callback([&context, wanted] { context.run = [&context, wanted] { return bench_changes(context, *wanted); }; });
}

} // namespace holdfast::ctl

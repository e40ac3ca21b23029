#include "app/console/options.h"

#include "backend/core/uuid.h"
#include "backend/process/process.h"
#include "backend/storage/private_cluster.h"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace holdfast::console {

namespace {

constexpr int exitUsage = 2;

QString absolutePath(const std::filesystem::path &path)
{
    return QString::fromStdString(std::filesystem::absolute(path).lexically_normal().string());
}

} // namespace

std::optional<Options> parseOptions(int argc, char **argv, int &exitCode)
{
    CLI::App program("Holdfast: watch live reservations, and try to break the backend behind them.", "holdfast");
    program.set_version_flag("--version", HOLDFAST_VERSION);
    std::string dsn;
    std::filesystem::path dataDir;
    std::filesystem::path screenshots;
    program.add_option("--dsn", dsn, "Watch the database behind this libpq connection string instead of an own one");
    program.add_option("--data-dir", dataDir, "Where the private cluster and results live")
        ->check([](const std::string &text) { return std::string(text.empty() ? "must not be empty" : ""); });
    std::string open;
    program.add_option("--open", open, "Open this reservation, in the console that runs already if there is one")
        ->check([](const std::string &text) {
            return Uuid::parse(text) ? std::string() : "'" + text + "' is not the id of a reservation";
        });
    program.add_option("--screenshots", screenshots, "Write pictures of every page to this folder, then exit");
    bool bench = false;
    BenchLoad load;
    CLI::Option *benchUi = program.add_flag("--bench-ui", bench, "Measure the console over a busy sandbox, print a line, then exit");
    program.add_option("--bench-rows", load.rows, "Reservations in flight")
        ->check(CLI::Range(100, 1'000'000))->needs(benchUi)->capture_default_str();
    program.add_option("--bench-rate", load.rate, "Changes per second")
        ->check(CLI::Range(250, 50'000))->needs(benchUi)->capture_default_str();
    program.add_option("--bench-seconds", load.seconds, "For how long to measure")
        ->check(CLI::Range(1, 600))->needs(benchUi)->capture_default_str();
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        exitCode = program.exit(error) == 0 ? 0 : exitUsage;
        return std::nullopt;
    }
    Options options;
    options.dsn = QString::fromStdString(dsn);
    options.dataDir = absolutePath(dataDir.empty() ? storage::default_data_dir() : dataDir);
    options.runtimeDir = absolutePath(storage::default_runtime_dir());
    options.ctl = absolutePath(process::own_executable().parent_path() / "holdfastctl");
    if (const auto id = Uuid::parse(open))
        options.open = QString::fromStdString(id->to_string());
    if (!screenshots.empty())
        options.screenshots = absolutePath(screenshots);
    if (bench)
        options.bench = load;
    return options;
}

} // namespace holdfast::console

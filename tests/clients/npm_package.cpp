#include "tests/clients/npm_package.h"

#include "backend/process/files.h"

#include <csignal>
#include <fstream>

namespace holdfast::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

NpmPackage::NpmPackage(fs::path sources, fs::path folder, std::vector<std::string> files)
    : sources_(std::move(sources)), folder_(std::move(folder)), files_(std::move(files))
{
}

std::string NpmPackage::install() const
{
    fs::create_directories(folder_);
    for (const std::string &name : files_)
        fs::copy_file(sources_ / name, folder_ / name, fs::copy_options::overwrite_existing);
    const auto mark = folder_ / "node_modules" / "installed-lock.json";
    const auto lock = process::read_file(folder_ / "package-lock.json");
    if (!lock || lock->empty())
        return "there is no package-lock.json";
    if (process::read_file(mark) == lock)
        return {};
    const auto installed = process::run(command({"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"}), 120s);
    if (!installed.status.success())
        return installed.out + installed.err;
    std::ofstream(mark) << *lock;
    return {};
}

process::SpawnOptions NpmPackage::command(std::vector<std::string> arguments) const
{
    process::SpawnOptions options;
    options.arguments = std::move(arguments);
    options.working_directory = folder_;
    options.death_signal = SIGKILL;
    return options;
}

} // namespace holdfast::test

#include "backend/storage/postgres_programs.h"

#include "backend/process/process.h"
#include "backend/storage/private_cluster.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <sstream>

namespace holdfast::storage {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

/// The first number in "postgres (PostgreSQL) 15.18 (Debian ...)"; 0 when there is none.
int first_number(std::string_view text)
{
    const auto at = text.find_first_of("0123456789");
    int number = 0;
    if (at != std::string_view::npos)
        std::from_chars(text.data() + at, text.data() + text.size(), number);
    return number;
}

std::string output_of(const fs::path &program, const std::string &argument)
{
    try {
        process::SpawnOptions options;
        options.arguments = {program.string(), argument};
        options.working_directory = "/";
        const process::Completed completed = process::run(options, 10s);
        return completed.status.success() ? completed.out : "";
    } catch (const std::exception &) {
        return "";
    }
}

std::vector<fs::path> folders_in_path()
{
    std::vector<fs::path> folders;
    const char *path = std::getenv("PATH");
    std::istringstream stream(path != nullptr ? path : "");
    for (std::string folder; std::getline(stream, folder, ':');) {
        if (!folder.empty())
            folders.emplace_back(folder);
    }
    return folders;
}

std::vector<fs::path> usual_folders()
{
    std::vector<fs::path> folders = folders_in_path();
    std::error_code error;
    for (const auto &version : fs::directory_iterator("/usr/lib/postgresql", error))
        folders.push_back(version.path() / "bin");
    for (const auto &folder : folders_in_path()) {
        if (::access((folder / "pg_config").c_str(), X_OK) == 0) {
            const std::string told = output_of(folder / "pg_config", "--bindir");
            folders.emplace_back(told.substr(0, told.find('\n')));
            break;
        }
    }
    return folders;
}

std::string versions(const std::vector<PostgresPrograms> &installed)
{
    std::string text;
    for (const PostgresPrograms &each : installed)
        text += (text.empty() ? "" : ", ") + std::to_string(each.major);
    return text;
}

} // namespace

std::vector<PostgresPrograms> find_postgres(const std::vector<fs::path> &folders)
{
    std::vector<PostgresPrograms> installed;
    for (const fs::path &folder : folders.empty() ? usual_folders() : folders) {
        // A link in PATH leads to the folder that also has the programs nobody linked.
        std::error_code missing;
        const fs::path real = fs::canonical(folder / "postgres", missing).parent_path();
        const auto known = [&](const PostgresPrograms &each) { return each.folder == real; };
        if (missing || std::any_of(installed.begin(), installed.end(), known))
            continue;
        if (::access((real / "postgres").c_str(), X_OK) != 0 || ::access((real / "initdb").c_str(), X_OK) != 0)
            continue;
        // Debian's folder names the version; asking the program costs 10 ms.
        int major = real.parent_path().parent_path() == "/usr/lib/postgresql"
                        ? first_number(real.parent_path().filename().string())
                        : 0;
        if (major == 0)
            major = first_number(output_of(real / "postgres", "--version"));
        if (major > 0)
            installed.push_back({real, major});
    }
    std::stable_sort(installed.begin(), installed.end(),
                     [](const auto &left, const auto &right) { return left.major > right.major; });
    return installed;
}

PostgresPrograms choose_postgres(const std::vector<PostgresPrograms> &installed, std::optional<int> major,
                                 const fs::path &cluster)
{
    using Kind = ClusterError::Kind;
    if (installed.empty()) {
        throw ClusterError(Kind::BinaryMissing,
                           "No PostgreSQL server is installed: its programs postgres and initdb were not found in PATH or "
                           "/usr/lib/postgresql. Nothing was changed. Install the package postgresql, then start again.");
    }
    if (!major)
        return installed.front();
    const auto match = std::find_if(installed.begin(), installed.end(),
                                    [&](const PostgresPrograms &each) { return each.major == *major; });
    if (match != installed.end())
        return *match;
    const std::string wanted = std::to_string(*major);
    throw ClusterError(Kind::WrongVersion,
                       "The database in " + cluster.string() + " was made by PostgreSQL " + wanted + ", but only version "
                           + versions(installed) + " is installed. Nothing was changed. Install the package postgresql-"
                           + wanted + ", or take a backup with it and restore that into a new folder (--data-dir).");
}

PostgresPrograms choose_tools(const std::vector<PostgresPrograms> &installed, int major)
{
    std::optional<PostgresPrograms> best;
    for (const PostgresPrograms &each : installed) { // newest first
        if (each.major >= major && ::access((each.folder / "pg_dump").c_str(), X_OK) == 0
            && ::access((each.folder / "pg_restore").c_str(), X_OK) == 0)
            best = each;
    }
    if (!best) {
        throw ClusterError(ClusterError::Kind::BinaryMissing,
                           "pg_dump and pg_restore of PostgreSQL " + std::to_string(major)
                               + " or newer were not found. Nothing was changed. Install the package postgresql-client-"
                               + std::to_string(major) + ", then try again.");
    }
    return *best;
}

} // namespace holdfast::storage

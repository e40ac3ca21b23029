#include "app/backend/private_database.h"

#include <spdlog/spdlog.h>

#include <cstdint>
#include <string_view>

namespace holdfast::app {

namespace {

/// FNV-1a: the same on every machine and in every release, which std::hash does not promise.
std::uint64_t digest(std::string_view text)
{
    std::uint64_t value = 0xcbf29ce484222325;
    for (const unsigned char byte : text)
        value = (value ^ byte) * 0x100000001b3;
    return value;
}

} // namespace

storage::ClusterOptions private_cluster_options(const std::filesystem::path &data_dir)
{
    storage::ClusterOptions options;
    options.data_dir = data_dir.empty() ? storage::default_data_dir()
                                        : std::filesystem::weakly_canonical(std::filesystem::absolute(data_dir));
    options.socket_dir =
        storage::default_runtime_dir() / fmt::format("pg-{:016x}", digest(options.data_dir.string()));
    options.progress = [](const std::string &text) { spdlog::info("{}", text); };
    return options;
}

} // namespace holdfast::app

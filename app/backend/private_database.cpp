#include "app/backend/private_database.h"

#include "backend/core/fnv1a.h"

#include <spdlog/spdlog.h>

namespace holdfast::app {

storage::ClusterOptions private_cluster_options(const std::filesystem::path &data_dir)
{
    storage::ClusterOptions options;
    options.data_dir = data_dir.empty() ? storage::default_data_dir()
                                        : std::filesystem::weakly_canonical(std::filesystem::absolute(data_dir));
    Fnv1a hash;
    hash.add(options.data_dir.string());
    options.socket_dir = storage::default_runtime_dir() / fmt::format("pg-{:016x}", hash.value());
    options.progress = [](const std::string &text) { spdlog::info("{}", text); };
    return options;
}

} // namespace holdfast::app

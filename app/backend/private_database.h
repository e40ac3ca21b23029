#pragma once

#include "backend/storage/private_cluster.h"

#include <filesystem>

namespace holdfast::app {

/// The private cluster of a data folder, by default storage::default_data_dir(). Every program that is given the same
/// folder finds the same server: its socket's folder is short and follows from the data folder's full path.
[[nodiscard]] storage::ClusterOptions private_cluster_options(const std::filesystem::path &data_dir = {});

} // namespace holdfast::app

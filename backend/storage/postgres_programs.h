#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::storage {

/// One installed PostgreSQL server.
struct PostgresPrograms
{
    std::filesystem::path folder;
    int major = 0;
    [[nodiscard]] std::string program(const std::string &name) const { return (folder / name).string(); }
};

/// Every server installed: in `folders`, or when that is empty in PATH, Debian's versioned folders and where pg_config
/// says. Newest first.
[[nodiscard]] std::vector<PostgresPrograms> find_postgres(const std::vector<std::filesystem::path> &folders);

/// The server for a new cluster (the newest), or for one that a server of version `major` made. Throws ClusterError.
[[nodiscard]] PostgresPrograms choose_postgres(const std::vector<PostgresPrograms> &installed, std::optional<int> major,
                                               const std::filesystem::path &cluster);

/// pg_dump or pg_restore for a server of this version: the same version's, else the nearest newer one's.
[[nodiscard]] PostgresPrograms choose_tools(const std::vector<PostgresPrograms> &installed, int major);

} // namespace holdfast::storage

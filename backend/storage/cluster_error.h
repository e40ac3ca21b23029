#pragma once

#include "backend/storage/private_cluster.h"

#include <string>
#include <string_view>
#include <system_error>

namespace holdfast::storage {

/// What a failed system call on `path` means to a person. `doing`: "create the database cluster".
[[nodiscard]] ClusterError explain(const std::error_code &error, const std::string &doing,
                                   const std::filesystem::path &path);

/// What the output of a PostgreSQL program or the server's log means to a person; `otherwise` when it is nothing known.
[[nodiscard]] ClusterError explain_output(std::string_view output, const std::string &doing,
                                          const std::filesystem::path &path,
                                          ClusterError::Kind otherwise = ClusterError::Kind::StartFailed);

/// Runs `work`; its std::system_error and std::filesystem_error become ClusterErrors.
template <typename Work>
auto explained(const std::string &doing, const std::filesystem::path &path, Work &&work)
{
    try {
        return work();
    } catch (const std::system_error &error) {
        throw explain(error.code(), doing, path);
    }
}

/// Throws DiskFull when less than `wanted` bytes are free where `path` lies.
void require_space(const std::filesystem::path &path, std::uintmax_t wanted, const std::string &doing);

} // namespace holdfast::storage

#pragma once

#include "backend/core/time.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// What former runs left in the folder for results.
namespace holdfast::scenarios {

/// The folder of one invocation, known by its name and by the invocation.json in it, which must agree.
struct StoredInvocation
{
    std::filesystem::path folder;
    Timestamp started_at;
    std::size_t runs = 0;    ///< listed in it
    std::uintmax_t bytes = 0;
    bool in_use = false; ///< a runner writes there
    /// What lies there and no runner has written; it stays when the rest is removed.
    std::vector<std::filesystem::path> foreign;
};

struct StoredResults
{
    std::vector<StoredInvocation> invocations; ///< the oldest first
    std::vector<std::filesystem::path> others; ///< whatever else lies there
};

/// What lies directly in `runs`; links are followed nowhere. Nothing when there is no such folder. Throws
/// std::filesystem::filesystem_error when it cannot be read.
[[nodiscard]] StoredResults find_stored_results(const std::filesystem::path &runs);

/// Removes what runners wrote of it; what it is known by goes last, so that one that was begun can be ended. The folder
/// stays with what is foreign in it. False when a runner is at it. Throws std::filesystem::filesystem_error.
bool remove_stored(const StoredInvocation &invocation);

/// The size of the files below; what cannot be read counts nothing.
[[nodiscard]] std::uintmax_t bytes_in(const std::filesystem::path &folder);

} // namespace holdfast::scenarios

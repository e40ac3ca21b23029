#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Sandboxes that went down and left their data folder, because somebody asked for it.
namespace holdfast::scenarios {

struct KeptSandbox
{
    std::string name;
    std::filesystem::path folder; ///< a data folder that every command opens with --data-dir
    std::uintmax_t bytes = 0;
    bool in_use = false; ///< its database runs: somebody has opened it
};

/// Below data_dir, by name. What a sandbox that is up has claimed, or one that died has left to be cleaned, is not among
/// them.
[[nodiscard]] std::vector<KeptSandbox> find_kept_sandboxes(const std::filesystem::path &data_dir,
                                                           const std::filesystem::path &runtime_dir);

/// Removes it for good. False when it is in use. Throws std::filesystem::filesystem_error.
bool remove_kept_sandbox(const KeptSandbox &sandbox);

} // namespace holdfast::scenarios

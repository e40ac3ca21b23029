#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>

// What the system says of this process and of files.
namespace holdfast::test {

[[nodiscard]] inline std::size_t open_descriptors()
{
    std::size_t count = 0;
    for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

/// Permissions; 0 when there is no such file.
[[nodiscard]] inline mode_t mode_of(const std::filesystem::path &path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

} // namespace holdfast::test

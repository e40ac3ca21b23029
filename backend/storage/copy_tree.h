#pragma once

#include <filesystem>

namespace holdfast::storage {

/// Copies a folder with the modes and owners of everything in it, sharing blocks where the file system can. `to` must
/// not exist. Nothing is synced. Throws std::system_error.
void copy_tree(const std::filesystem::path &from, const std::filesystem::path &to);

} // namespace holdfast::storage

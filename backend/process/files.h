#pragma once

#include "backend/process/process.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::process {

/// Replaces `file` in one step: written beside it, synced, renamed, the folder synced. A reader sees the old text or
/// the new one, also after a power cut. With `owner`, given to that account first. Throws std::system_error.
void write_atomically(const std::filesystem::path &file, std::string_view text, mode_t mode = 0644,
                      const std::optional<Account> &owner = std::nullopt);

/// The whole of a small file; nullopt when it does not exist, is none (a folder, a pipe) or cannot be read.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path &file);

/// Creates a folder (and those above it, 0755) with exactly this mode and owner; one that exists is set right when it
/// is ours. Throws std::system_error.
void make_folder(const std::filesystem::path &folder, mode_t mode, const std::optional<Account> &owner = std::nullopt);

/// Makes a folder's entries durable.
void sync_folder(const std::filesystem::path &folder);

/// Makes everything on the file system of `path` durable: for a tree of many files far quicker than each by itself.
void sync_file_system(const std::filesystem::path &path);

/// Bytes an unprivileged user may still write where `path` lies (it or its nearest existing parent).
[[nodiscard]] std::uintmax_t free_bytes(const std::filesystem::path &path);

/// A new private folder with a short path, for sockets and scratch files; removed with everything in it at the end.
class TemporaryFolder final
{
public:
    /// Below the system's folder for temporary files, or `parent`. Mode 0700, or as given.
    explicit TemporaryFolder(const std::string &prefix = "holdfast-", const std::filesystem::path &parent = {},
                             mode_t mode = 0700);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    [[nodiscard]] const std::filesystem::path &path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace holdfast::process

#pragma once

#include "backend/process/descriptor.h"

#include <chrono>
#include <filesystem>
#include <optional>

namespace holdfast::process {

/// A lock on a file (flock), shared or exclusive, released when the object or the process ends. Not inherited by
/// children. Two objects in one process exclude each other as two processes do.
class FileLock final
{
public:
    enum class Mode { Shared, Exclusive };

    /// Opens or creates `file` (0600) and waits for the lock; nullopt when it is not ours within `patience`.
    /// Throws std::system_error when the file cannot be opened.
    static std::optional<FileLock> take(const std::filesystem::path &file, Mode mode,
                                        std::chrono::milliseconds patience);

    /// From one mode to the other without waiting; false, and the lock may be lost to another, when somebody else is in
    /// the way. Turning exclusive into shared always succeeds.
    [[nodiscard]] bool change(Mode mode);

private:
    explicit FileLock(Descriptor file) : file_(std::move(file)) {}
    Descriptor file_;
};

} // namespace holdfast::process

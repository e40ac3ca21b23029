#include "backend/process/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <system_error>
#include <thread>

namespace holdfast::process {

namespace {

bool try_lock(int file, FileLock::Mode mode)
{
    const int operation = (mode == FileLock::Mode::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    while (flock(file, operation) != 0) {
        if (errno == EWOULDBLOCK)
            return false;
        if (errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "cannot lock a file");
    }
    return true;
}

} // namespace

std::optional<FileLock> FileLock::take(const std::filesystem::path &file, Mode mode, std::chrono::milliseconds patience)
{
    using namespace std::chrono_literals;
    Descriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!descriptor)
        throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());

    // flock() has no time-out of its own.
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!try_lock(descriptor.get(), mode)) {
        if (std::chrono::steady_clock::now() >= deadline)
            return std::nullopt;
        std::this_thread::sleep_for(10ms);
    }
    return FileLock(std::move(descriptor));
}

bool FileLock::change(Mode mode)
{
    return try_lock(file_.get(), mode);
}

} // namespace holdfast::process

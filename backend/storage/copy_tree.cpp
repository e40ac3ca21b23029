#include "backend/storage/copy_tree.h"

#include "backend/process/descriptor.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

namespace holdfast::storage {

namespace fs = std::filesystem;

namespace {

void check(bool good, const fs::path &path)
{
    if (!good)
        throw std::system_error(errno, std::generic_category(), "cannot copy " + path.string());
}

/// Cheapest first: shared blocks, a copy within the file system, a copy within the kernel.
bool copy_bytes(int from, int to, off_t size)
{
    if (size == 0 || ::ioctl(to, FICLONE, from) == 0)
        return true;
    off_t copied = 0;
    while (copied < size) {
        const ssize_t step = ::copy_file_range(from, nullptr, to, nullptr, static_cast<std::size_t>(size - copied), 0);
        if (step <= 0)
            break;
        copied += step;
    }
    while (copied < size) {
        const ssize_t step = ::sendfile(to, from, nullptr, static_cast<std::size_t>(size - copied));
        if (step < 0 && errno == EINTR)
            continue;
        if (step <= 0)
            return false;
        copied += step;
    }
    return true;
}

void copy_file(const fs::path &from, const fs::path &to, const struct stat &status)
{
    const process::Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    check(bool(source), from);
    const process::Descriptor target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    check(bool(target), to);
    check(copy_bytes(source.get(), target.get(), status.st_size), to);
    check(::geteuid() != 0 || ::fchown(target.get(), status.st_uid, status.st_gid) == 0, to);
    check(::fchmod(target.get(), status.st_mode & 07777) == 0, to);
}

} // namespace

void copy_tree(const fs::path &from, const fs::path &to)
{
    struct stat status{};
    check(::lstat(from.c_str(), &status) == 0, from);
    if (S_ISREG(status.st_mode)) {
        copy_file(from, to, status);
    } else if (S_ISDIR(status.st_mode)) {
        check(::mkdir(to.c_str(), 0700) == 0, to);
        for (const auto &entry : fs::directory_iterator(from))
            copy_tree(entry.path(), to / entry.path().filename());
        check(::geteuid() != 0 || ::lchown(to.c_str(), status.st_uid, status.st_gid) == 0, to);
        check(::chmod(to.c_str(), status.st_mode & 07777) == 0, to);
    } else {
        throw std::system_error(EINVAL, std::generic_category(), "neither a file nor a folder: " + from.string());
    }
}

} // namespace holdfast::storage

#include "backend/process/files.h"

#include "backend/process/descriptor.h"
#include "backend/process/secret.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <system_error>

namespace holdfast::process {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string &what, const fs::path &path)
{
    throw std::system_error(errno, std::generic_category(), what + " " + path.string());
}

void write_all(int file, std::string_view text, const fs::path &path)
{
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail("cannot write", path);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace

void write_atomically(const fs::path &file, std::string_view text, mode_t mode, const std::optional<Account> &owner)
{
    const fs::path draft = file.string() + "." + random_secret(6) + ".new";
    Descriptor descriptor(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!descriptor)
        fail("cannot create", draft);
    try {
        write_all(descriptor.get(), text, draft);
        if (owner && ::fchown(descriptor.get(), owner->uid, owner->gid) != 0)
            fail("cannot change the owner of", draft);
        if (::fchmod(descriptor.get(), mode) != 0)
            fail("cannot change the mode of", draft);
        if (::fsync(descriptor.get()) != 0)
            fail("cannot write", draft);
        if (::rename(draft.c_str(), file.c_str()) != 0)
            fail("cannot replace", file);
    } catch (...) {
        ::unlink(draft.c_str());
        throw;
    }
    sync_folder(file.parent_path().empty() ? fs::path(".") : file.parent_path());
}

std::optional<std::string> read_file(const fs::path &file)
{
    // Whoever opens a named pipe waits for its other end, unless told not to.
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat now{};
    if (!descriptor || ::fstat(descriptor.get(), &now) != 0 || !S_ISREG(now.st_mode))
        return std::nullopt;
    std::string text;
    for (std::array<char, 16'384> piece;;) {
        const ssize_t got = ::read(descriptor.get(), piece.data(), piece.size());
        if (got == 0)
            return text;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) // of /proc, when the process ends between opening and reading
            return std::nullopt;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

void make_folder(const fs::path &folder, mode_t mode, const std::optional<Account> &owner)
{
    std::error_code error;
    if (folder.has_parent_path())
        fs::create_directories(folder.parent_path(), error);
    if (error)
        throw std::system_error(error, "cannot create " + folder.parent_path().string());
    if (::mkdir(folder.c_str(), mode) != 0 && errno != EEXIST)
        fail("cannot create", folder);

    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat now{};
    if (!descriptor || ::fstat(descriptor.get(), &now) != 0)
        fail("cannot open", folder);
    if (owner && (now.st_uid != owner->uid || now.st_gid != owner->gid)
        && ::fchown(descriptor.get(), owner->uid, owner->gid) != 0)
        fail("cannot change the owner of", folder);
    if ((now.st_mode & 07777) != mode && ::fchmod(descriptor.get(), mode) != 0)
        fail("cannot change the mode of", folder);
}

void sync_folder(const fs::path &folder)
{
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor || ::fsync(descriptor.get()) != 0)
        fail("cannot sync", folder);
}

void sync_file_system(const fs::path &path)
{
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor || ::syncfs(descriptor.get()) != 0)
        fail("cannot sync", path);
}

std::uintmax_t free_bytes(const fs::path &path)
{
    fs::path existing = fs::absolute(path);
    while (!fs::exists(existing) && existing.has_relative_path())
        existing = existing.parent_path();
    return fs::space(existing).available;
}

TemporaryFolder::TemporaryFolder(const std::string &prefix, const fs::path &parent, mode_t mode)
{
    std::string name = ((parent.empty() ? fs::temp_directory_path() : parent) / (prefix + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr)
        fail("cannot create", name);
    path_ = name;
    if (::chmod(name.c_str(), mode) != 0)
        fail("cannot change the mode of", path_);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace holdfast::process

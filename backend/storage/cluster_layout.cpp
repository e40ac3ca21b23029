#include "backend/storage/cluster_layout.h"

#include "backend/process/account.h"
#include "backend/storage/private_cluster.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace holdfast::storage {

namespace fs = std::filesystem;

namespace {

fs::path folder_from_environment(const char *name)
{
    const char *value = std::getenv(name);
    return value != nullptr && *value == '/' ? fs::path(value) : fs::path();
}

fs::path home()
{
    if (const fs::path folder = folder_from_environment("HOME"); !folder.empty())
        return folder;
    const passwd *entry = getpwuid(geteuid());
    return entry != nullptr ? fs::path(entry->pw_dir) : fs::path("/tmp");
}

} // namespace

fs::path default_data_dir()
{
    if (geteuid() == 0)
        return "/var/lib/holdfast";
    const fs::path data = folder_from_environment("XDG_DATA_HOME");
    return (data.empty() ? home() / ".local" / "share" : data) / "holdfast";
}

fs::path default_runtime_dir()
{
    if (geteuid() == 0)
        return "/run/holdfast";
    const fs::path runtime = folder_from_environment("XDG_RUNTIME_DIR");
    std::error_code error;
    if (!runtime.empty() && fs::is_directory(runtime, error))
        return runtime / "holdfast";
    return "/tmp/holdfast-" + std::to_string(geteuid());
}

void remove_drafts(const fs::path &folder)
{
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().filename().string().starts_with(draft_prefix))
            fs::remove_all(entry.path(), ignored);
    }
}

std::optional<process::Account> server_account_for(const fs::path &cluster)
{
    struct stat status{};
    if (geteuid() != 0 || ::stat(cluster.c_str(), &status) != 0 || status.st_uid == 0)
        return process::server_account();
    const passwd *owner = getpwuid(status.st_uid);
    return process::Account{owner != nullptr ? owner->pw_name : "", status.st_uid, status.st_gid};
}

std::string passfile_line(const std::string &password)
{
    return std::string("*:*:*:") + superuser + ":" + password + "\n";
}

} // namespace holdfast::storage

#pragma once

#include "backend/core/time.h"
#include "backend/scenarios/proc.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// What is known of one sandbox outside the process that keeps it.
struct SandboxRecord
{
    std::string name;
    ProcessIdentity owner; ///< while it runs, the sandbox is in use
    Timestamp started_at;
    std::filesystem::path dir;        ///< everything it keeps, its PostgreSQL in dir/cluster
    std::filesystem::path socket_dir;
    std::vector<ProcessIdentity> processes; ///< started by the owner
    std::map<std::string, pid_t> pids; ///< of its parts that run, the database among them, for whoever looks at it
    std::string dsn;
    std::string api_url;
    std::string gateway_url;
    std::string scenario; ///< it was brought up for, or empty
    std::string run;
};

/// The sandboxes of this machine, a file each in <runtime dir>/sandboxes. A sandbox first *claims* its name
/// (NAME.claim, before anything of it exists), so that whatever its owner leaves behind when it dies can be found;
/// NAME.json, which others read, is there from the moment it is up, and written again when a part gets another process.
class SandboxRegistry final
{
public:
    /// Creates the folder. Throws std::system_error.
    explicit SandboxRegistry(const std::filesystem::path &runtime_dir);

    void claim(const SandboxRecord &record) const;   ///< also to add processes
    void publish(const SandboxRecord &record) const;
    void forget(const std::string &name) const;      ///< both files

    /// Removes what dead owners left: processes, PostgreSQL servers, folders, files. Kills nothing it cannot prove to
    /// be theirs. Returns the names; several programs may do it at once.
    std::vector<std::string> clean_stale() const;

    [[nodiscard]] const std::filesystem::path &folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

} // namespace holdfast::scenarios

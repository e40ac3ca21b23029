#include "backend/scenarios/kept_sandboxes.h"

#include "backend/scenarios/proc.h"
#include "backend/scenarios/stored_results.h"

#include <algorithm>

namespace holdfast::scenarios {

namespace fs = std::filesystem;

std::vector<KeptSandbox> find_kept_sandboxes(const fs::path &data_dir, const fs::path &runtime_dir)
{
    std::vector<KeptSandbox> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(data_dir / "sandboxes", error)) {
        const std::string name = entry.path().filename();
        const fs::path cluster = entry.path() / "cluster";
        const bool one = name.starts_with("sandbox-") && fs::symlink_status(entry.path(), error).type() == fs::file_type::directory
                         && fs::exists(cluster / "PG_VERSION", error);
        if (one && !fs::exists(runtime_dir / "sandboxes" / (name + ".claim"), error))
            found.push_back({name, entry.path(), bytes_in(entry.path()), find_postmaster(cluster).has_value()});
    }
    std::ranges::sort(found, {}, &KeptSandbox::name);
    return found;
}

bool remove_kept_sandbox(const KeptSandbox &sandbox)
{
    if (find_postmaster(sandbox.folder / "cluster"))
        return false;
    fs::remove_all(sandbox.folder);
    return true;
}

} // namespace holdfast::scenarios

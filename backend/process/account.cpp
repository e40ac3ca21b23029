#include "backend/process/account.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <stdexcept>

namespace holdfast::process {

std::optional<Account> find_account(const std::string &name)
{
    std::vector<char> buffer(16 * 1024);
    passwd entry{};
    passwd *found = nullptr;
    if (getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return std::nullopt;
    return Account{name, entry.pw_uid, entry.pw_gid};
}

std::optional<Account> server_account()
{
    if (geteuid() != 0)
        return std::nullopt;
    for (const char *name : {"holdfast", "postgres"}) {
        if (auto account = find_account(name))
            return account;
    }
    throw std::runtime_error("PostgreSQL refuses to run as root, and there is no account \"holdfast\" or \"postgres\" to run "
                             "it as. Install the PostgreSQL server package, which creates one.");
}

std::vector<gid_t> groups_of(const Account &account)
{
    int count = 64;
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    while (getgrouplist(account.name.c_str(), account.gid, groups.data(), &count) < 0)
        groups.resize(static_cast<std::size_t>(count));
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

} // namespace holdfast::process

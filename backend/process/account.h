#pragma once

#include "backend/process/process.h"

#include <optional>
#include <string>
#include <vector>

namespace holdfast::process {

[[nodiscard]] std::optional<Account> find_account(const std::string &name);

/// Whom a server runs as: nullopt when we are not root and it simply runs as ourselves; for root the account
/// `holdfast`, else `postgres`. Throws std::runtime_error when we are root and neither exists.
[[nodiscard]] std::optional<Account> server_account();

/// Every group the account belongs to, its own included.
[[nodiscard]] std::vector<gid_t> groups_of(const Account &account);

} // namespace holdfast::process

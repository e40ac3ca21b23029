#pragma once

#include "backend/process/process.h"

#include <filesystem>
#include <optional>

namespace holdfast::storage {

/// Where the parts of a private cluster lie.
struct ClusterLayout
{
    std::filesystem::path data_dir;

    [[nodiscard]] std::filesystem::path cluster() const { return data_dir / "cluster"; }      ///< PGDATA
    [[nodiscard]] std::filesystem::path password() const { return data_dir / "password"; }    ///< libpq's passfile
    /// A copied cluster's first password, which its first start replaces.
    [[nodiscard]] std::filesystem::path template_password() const { return data_dir / "password.template"; }
    [[nodiscard]] std::filesystem::path log() const { return data_dir / "postgresql.log"; }
    [[nodiscard]] std::filesystem::path users_lock() const { return data_dir / "users.lock"; }
    /// Whoever creates, starts, attaches to or stops the cluster holds it meanwhile.
    [[nodiscard]] std::filesystem::path change_lock() const { return data_dir / "change.lock"; }
};

inline constexpr const char *superuser = "holdfast";
inline constexpr const char *database = "holdfast";
/// Where to connect for what concerns all databases. A copied cluster has no other one.
inline constexpr const char *maintenance_database = "template1";

/// Parts of a cluster under construction have names that begin so; a crash may leave them behind.
inline constexpr const char *draft_prefix = "draft-";
/// Removes what a crash left. Only while holding the lock that guards `folder`.
void remove_drafts(const std::filesystem::path &folder);

/// Whom the server runs as: nullopt is ourselves. As root the owner of an existing cluster, else the account for
/// servers.
[[nodiscard]] std::optional<process::Account> server_account_for(const std::filesystem::path &cluster);

/// The passfile line for `password`, good for every database of the cluster.
[[nodiscard]] std::string passfile_line(const std::string &password);

} // namespace holdfast::storage

#pragma once

#include "backend/storage/cluster_layout.h"
#include "backend/storage/postgres_programs.h"

namespace holdfast::storage {

struct InitOptions
{
    PostgresPrograms programs;
    std::optional<process::Account> account;
    bool small = false;   ///< the least write-ahead log, for a cluster that is to be copied
    bool durable = true;  ///< synced to disk before it counts as made
};

/// Initialises a cluster with a new password. It is made under another name and renamed when complete: a crash half way
/// leaves nothing that could be taken for a cluster. Only while holding the change lock. Throws ClusterError.
void create_cluster(const ClusterLayout &layout, const InitOptions &options);

/// Gives the superuser of a cluster that does not run a new password, its old one being lost.
void renew_password(const ClusterLayout &layout, const InitOptions &options);

} // namespace holdfast::storage

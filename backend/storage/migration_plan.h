#pragma once

#include "backend/storage/migrations.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::storage {

struct Migration
{
    int version = 0;
    std::string name; ///< "0001_foundation"
    std::string_view sql;
    std::string checksum;
};

/// What a program would do to a database: numbered migrations in order, then the functions of every room.
struct MigrationPlan
{
    std::vector<Migration> migrations;
    std::vector<std::pair<std::string_view, std::string_view>> functions; ///< path and text
    std::string functions_checksum;
};

/// The one this program carries.
[[nodiscard]] MigrationPlan embedded_plan();

/// As migrate(connection), with another plan: what a newer or an older program would do.
MigrationReport migrate(Connection &connection, const MigrationPlan &plan);

} // namespace holdfast::storage

#pragma once

#include "backend/storage/connection.h"

namespace holdfast::storage {

/// The database's schema is newer than this program, or a migration's text has changed since it was applied.
class SchemaError final : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};

struct MigrationReport
{
    int from_version = 0;
    int to_version = 0;
    bool functions_applied = false; ///< re-applied because their checksum differed
};

/// Brings the database to this program's schema. Safe when several nodes do it at once (advisory lock). Each numbered
/// migration runs in one transaction, then the functions of every room in one more when their checksum changed.
MigrationReport migrate(Connection &connection);

/// The newest migration this program carries, and a checksum over everything it would apply.
[[nodiscard]] int newest_schema_version();
[[nodiscard]] std::string schema_checksum();

} // namespace holdfast::storage

#pragma once

#include "backend/core/time.h"

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// What the database says of itself.
struct DatabaseVitals
{
    Timestamp now;       ///< holdfast.now()
    int connections = 0; ///< of clients, to this database, this one included
};

[[nodiscard]] DatabaseVitals read_database_vitals(storage::Connection &connection);

} // namespace holdfast::insight

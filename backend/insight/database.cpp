#include "backend/insight/database.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

namespace holdfast::insight {

DatabaseVitals read_database_vitals(storage::Connection &connection)
{
    const auto rows = connection.query(resources::text("sql/insight/database_vitals.sql"));
    return {.now = rows.time(0, 0), .connections = static_cast<int>(rows.integer(0, 1))};
}

} // namespace holdfast::insight

#include "backend/insight/login.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

namespace holdfast::insight {

Login read_login(storage::Connection &connection)
{
    const auto rows = connection.query(resources::text("sql/insight/login.sql"));
    Login login{.user = rows.text(0, 0), .has_schema = rows.boolean(0, 1), .schema_version = std::nullopt};
    if (rows.boolean(0, 2))
        login.schema_version =
            static_cast<int>(connection.query(resources::text("sql/api/queries/schema_version.sql")).integer(0, 0));
    return login;
}

} // namespace holdfast::insight

#pragma once

#include <optional>
#include <string>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// Who a connection's login is, and which schema it meets.
struct Login
{
    std::string user;
    bool has_schema = false;           ///< there is something of Holdfast's in this database
    std::optional<int> schema_version; ///< nullopt: this login may not read it
};

[[nodiscard]] Login read_login(storage::Connection &connection);

} // namespace holdfast::insight

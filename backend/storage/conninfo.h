#pragma once

#include "backend/storage/connection.h"

#include <map>
#include <string>

namespace holdfast::storage {

/// libpq's keywords and their values.
using Conninfo = std::map<std::string, std::string>;

/// Takes a connection string or URI apart. Throws ConnectionLost with libpq's complaint.
[[nodiscard]] Conninfo parse_conninfo(const std::string &dsn);
/// Puts one together: "host='/run/x' port='5432'".
[[nodiscard]] std::string to_dsn(const Conninfo &conninfo);
/// `dsn` with the session settings every Connection has, all within the start-up packet: no round trip could hang.
[[nodiscard]] std::string with_session_settings(const std::string &dsn, const ConnectionOptions &options);

} // namespace holdfast::storage

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// A point in time with PostgreSQL's resolution, UTC.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// The wall clock of this machine. Booking deadlines go by `holdfast.now()` in the database instead.
[[nodiscard]] Timestamp wall_clock_now();

/// RFC 3339 in UTC with milliseconds, "2026-11-21T14:07:32.118Z".
[[nodiscard]] std::string to_rfc3339(Timestamp time);

/// RFC 3339 date-time with any offset, also PostgreSQL's "2026-11-21 14:07:32.118+00". Fractions beyond microseconds
/// are cut. Anything else, dates that do not exist, and times outside the years 1 to 9999 in UTC are nullopt.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

} // namespace holdfast

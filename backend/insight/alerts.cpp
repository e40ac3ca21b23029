#include "backend/insight/alerts.h"

#include "backend/insight/parsing.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>

namespace holdfast::insight {

namespace {

constexpr std::size_t most_rows = 1'000;

} // namespace

std::vector<StuckSum> count_open_alerts(storage::Connection &connection)
{
    return sums_of(connection.query(resources::text("sql/insight/open_alerts.sql")));
}

std::vector<Alert> list_alerts(storage::Connection &connection, std::int64_t after, std::size_t limit)
{
    const auto rows = connection.query(
        resources::text("sql/insight/alerts.sql"),
        {std::to_string(after), std::to_string(std::clamp<std::size_t>(limit, 1, most_rows))});
    std::vector<Alert> alerts;
    alerts.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        alerts.push_back({
            .id = rows.integer(row, 0),
            .reason = rows.text(row, 1),
            .subject = rows.text(row, 2),
            .reservation_id = rows.is_null(row, 3) ? std::nullopt : std::optional(rows.uuid(row, 3)),
            .since = rows.time(row, 4),
            .at_risk_minor = rows.integer(row, 5),
            .currency = rows.text(row, 6),
            .detail = rows.text(row, 7),
            .raised_at = rows.time(row, 8),
        });
    }
    return alerts;
}

AlertChanges raise_alerts(storage::Connection &connection, std::chrono::seconds threshold)
{
    const auto rows = connection.query(resources::text("sql/insight/raise_alerts.sql"), {seconds_text(threshold)});
    return {.raised = rows.integer(0, 0), .cleared = rows.integer(0, 1), .open = rows.integer(0, 2)};
}

} // namespace holdfast::insight

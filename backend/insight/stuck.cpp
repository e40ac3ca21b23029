#include "backend/insight/stuck.h"

#include "backend/insight/parsing.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>

namespace holdfast::insight {

namespace {

constexpr std::size_t most_rows = 1'000;

StuckItem item_of(const storage::Rows &rows, std::size_t row, Timestamp now)
{
    StuckItem item;
    item.reason = rows.text(row, 0);
    item.subject = rows.text(row, 1);
    if (!rows.is_null(row, 2))
        item.reservation_id = rows.uuid(row, 2);
    if (!rows.is_null(row, 3))
        item.operation_id = rows.uuid(row, 3);
    if (!rows.is_null(row, 4)) {
        item.state = state_of(rows.text(row, 4));
        item.version = static_cast<std::int32_t>(rows.integer(row, 5));
    }
    item.since = rows.time(row, 6);
    item.age = std::chrono::floor<std::chrono::seconds>(now - item.since);
    item.deadline = rows.optional_time(row, 7);
    item.at_risk_minor = rows.integer(row, 8);
    item.currency = rows.optional_text(row, 9).value_or("");
    item.detail = rows.optional_text(row, 10).value_or("");
    if (!rows.is_null(row, 12))
        item.fence = rows.integer(row, 12);
    item.claimed_by = rows.optional_text(row, 13).value_or("");
    return item;
}

} // namespace

StuckPage list_stuck(storage::Connection &connection, std::chrono::seconds threshold, std::size_t limit,
                     const std::vector<std::string> &reasons)
{
    const std::vector<storage::Param> names(reasons.begin(), reasons.end());
    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    const auto rows = connection.query(resources::text("sql/insight/stuck.sql"),
                                       {seconds_text(threshold),
                                        std::to_string(std::clamp<std::size_t>(limit, 1, most_rows)),
                                        names.empty() ? storage::Param() : storage::array_literal(names)});
    StuckPage page;
    page.now = connection.query("select holdfast.now()").time(0, 0);
    snapshot.commit();
    page.items.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        page.items.push_back(item_of(rows, row, page.now));
    page.matching = rows.empty() ? 0 : rows.integer(0, 11);
    return page;
}

std::vector<StuckSum> sum_stuck(storage::Connection &connection, std::chrono::seconds threshold)
{
    return sums_of(connection.query(resources::text("sql/insight/stuck_sums.sql"), {seconds_text(threshold)}));
}

} // namespace holdfast::insight

#include "backend/insight/audit.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <charconv>

namespace holdfast::insight {

namespace {

constexpr std::size_t most_rows = 1'000;
constexpr std::size_t most_problems = 100;
constexpr std::size_t most_choices = 200;
constexpr std::size_t most_looked_at = 20'000; ///< entries at a time, for a text
constexpr std::size_t last_column = 12;        ///< of a page: the oldest number that was looked at, and how many were
constexpr std::size_t digits_of_hash = 64;
constexpr std::string_view title = "holdfast-audit ";

using storage::Param;

Param or_null(const std::string &text)
{
    return text.empty() ? Param() : Param(text);
}

Param or_null(const std::optional<Timestamp> &time)
{
    return time ? Param(to_rfc3339(*time)) : Param();
}

AuditEntry entry_of(const storage::Rows &rows, std::size_t row)
{
    return {
        .seq = rows.integer(row, 0),
        .at = rows.time(row, 1),
        .actor = rows.text(row, 2),
        .role = rows.text(row, 3),
        .act = rows.text(row, 4),
        .target = rows.text(row, 5),
        .reservation_id = rows.is_null(row, 6) ? std::nullopt : std::optional(rows.uuid(row, 6)),
        .reason = rows.text(row, 7),
        .trace_id = rows.text(row, 8),
        .detail = rows.text(row, 9),
        .hash = rows.text(row, 10),
        .previous_hash = rows.text(row, 11),
    };
}

} // namespace

std::string to_text(const AuditHead &head)
{
    return std::string(title) + std::to_string(head.count) + ' ' + head.hash + '\n';
}

std::optional<AuditHead> parse_audit_head(std::string_view text)
{
    if (!text.starts_with(title) || !text.ends_with('\n'))
        return std::nullopt;
    text.remove_prefix(title.size());
    text.remove_suffix(1);
    AuditHead head;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), head.count);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (error != std::errc{} || head.count < 0 || text.size() != digits_of_hash + 1 || text.front() != ' ')
        return std::nullopt;
    head.hash = text.substr(1);
    if (head.hash.find_first_not_of("0123456789abcdef") != std::string::npos)
        return std::nullopt;
    return head;
}

AuditHead read_audit_head(storage::Connection &connection)
{
    const auto rows = connection.query(resources::text("sql/insight/audit_head.sql"));
    if (rows.empty())
        throw storage::DatabaseError("the audit has no head");
    return {.count = rows.integer(0, 0), .hash = rows.text(0, 1)};
}

AuditVerdict verify_audit(storage::Connection &connection, const std::optional<AuditHead> &anchor)
{
    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    const auto rows = connection.query(resources::text("sql/insight/audit_problems.sql"),
                                       {anchor ? storage::Param(std::to_string(anchor->count)) : storage::Param(),
                                        anchor ? storage::Param(anchor->hash) : storage::Param(),
                                        std::to_string(most_problems)});
    AuditVerdict verdict;
    for (std::size_t row = 0; row < rows.size(); ++row)
        verdict.problems.push_back(rows.text(row, 0));
    const auto head = connection.query(resources::text("sql/insight/audit_head.sql"));
    if (!head.empty())
        verdict.head = {.count = head.integer(0, 0), .hash = head.text(0, 1)};
    snapshot.commit();
    return verdict;
}

AuditPage find_audit(storage::Connection &connection, const AuditFilter &filter)
{
    const auto limit = std::clamp<std::size_t>(filter.limit, 1, most_rows);
    const auto looked_at = filter.text.empty() ? limit : most_looked_at;
    const auto rows = connection.query(
        resources::text("sql/insight/audit_page.sql"),
        {filter.before ? Param(std::to_string(*filter.before)) : Param(), std::to_string(limit), or_null(filter.actor),
         or_null(filter.act), or_null(filter.target),
         filter.reservation_id ? Param(filter.reservation_id->to_string()) : Param(), or_null(filter.from),
         or_null(filter.until), or_null(filter.text), std::to_string(looked_at)});
    AuditPage page;
    if (rows.is_null(0, last_column))
        return page;
    if (!rows.is_null(0, 0)) {
        page.entries.reserve(rows.size());
        for (std::size_t row = 0; row < rows.size(); ++row)
            page.entries.push_back(entry_of(rows, row));
    }
    const bool cut_off = rows.integer(0, last_column + 1) == static_cast<std::int64_t>(looked_at);
    if (page.entries.size() == limit)
        page.next_before = page.entries.back().seq;
    else if (cut_off)
        page.next_before = rows.integer(0, last_column);
    if (page.next_before && *page.next_before <= 1)
        page.next_before.reset();
    return page;
}

std::vector<AuditEntry> list_audit(storage::Connection &connection, std::optional<std::int64_t> before,
                                   std::size_t limit)
{
    AuditFilter all;
    all.before = before;
    all.limit = limit;
    return find_audit(connection, all).entries;
}

AuditChoices list_audit_choices(storage::Connection &connection)
{
    const auto rows =
        connection.query(resources::text("sql/insight/audit_choices.sql"), {std::to_string(most_choices)});
    AuditChoices choices;
    for (std::size_t row = 0; row < rows.size(); ++row)
        (rows.text(row, 0) == "actor" ? choices.actors : choices.acts).push_back(rows.text(row, 1));
    return choices;
}

} // namespace holdfast::insight

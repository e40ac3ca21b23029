#include "app/backend/audit_anchor.h"

#include "backend/process/files.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <stdexcept>
#include <string>

namespace holdfast::app {

namespace fs = std::filesystem;

namespace {

/// Whether the audit, as it is now, had this head once.
bool goes_through(storage::Connection &connection, const insight::AuditHead &anchor)
{
    if (anchor.count == 0)
        return true;
    const auto rows =
        connection.query(resources::text("sql/insight/audit_hash_at.sql"), {std::to_string(anchor.count)});
    return !rows.empty() && rows.text(0, 0) == anchor.hash;
}

} // namespace

fs::path audit_anchor_file(const fs::path &data_dir)
{
    return data_dir / "audit-anchor";
}

std::optional<insight::AuditHead> read_audit_anchor(const fs::path &file)
{
    if (fs::symlink_status(file).type() == fs::file_type::not_found)
        return std::nullopt;
    const auto text = process::read_file(file);
    const auto head = text ? insight::parse_audit_head(*text) : std::nullopt;
    if (!head)
        throw std::runtime_error("the audit's anchor " + file.string() + (text ? " is damaged" : " cannot be read")
                                 + ": nothing can be said about the audit");
    return head;
}

bool renew_audit_anchor(storage::Connection &connection, const fs::path &file)
{
    const auto anchor = read_audit_anchor(file);
    const auto head = insight::read_audit_head(connection);
    if (anchor == head)
        return true;
    // In this order: entries are only ever added, so what holds now held for the head read before.
    if (anchor && (anchor->count >= head.count || !goes_through(connection, *anchor)))
        return false;
    process::write_atomically(file, insight::to_text(head), 0600);
    return true;
}

void replace_audit_anchor(storage::Connection &connection, const fs::path &file)
{
    const auto head = insight::read_audit_head(connection);
    const bool had_one = fs::exists(file);
    if (had_one)
        fs::rename(file, file.string() + ".replaced");
    process::write_atomically(file, insight::to_text(head), 0600);
}

} // namespace holdfast::app

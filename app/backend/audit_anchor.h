#pragma once

#include "backend/insight/audit.h"

#include <filesystem>
#include <optional>

namespace holdfast::storage {
class Connection;
}

/// The audit's head, kept in a file where whoever can write to the database cannot.
namespace holdfast::app {

/// Where the anchor of a private cluster is.
[[nodiscard]] std::filesystem::path audit_anchor_file(const std::filesystem::path &data_dir);

/// nullopt: there is no such file. Throws std::runtime_error for one that is no anchor or cannot be read: without it
/// nothing can be said, so it is not passed over.
[[nodiscard]] std::optional<insight::AuditHead> read_audit_anchor(const std::filesystem::path &file);

/// Writes the audit's head to `file`, mode 0600, if it has moved on since. An anchor that the audit does not go through
/// stays as it is: it is the proof. False then. Throws as read_audit_anchor(), and what database and disk throw.
bool renew_audit_anchor(storage::Connection &connection, const std::filesystem::path &file);

/// After a backup was restored, on purpose: the anchor of what was replaced stays beside as FILE.replaced, and the audit
/// that came with the backup gets one of its own.
void replace_audit_anchor(storage::Connection &connection, const std::filesystem::path &file);

} // namespace holdfast::app

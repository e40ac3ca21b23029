#pragma once

#include "models/audit_table.h"

namespace holdfast::insight {
struct AuditFilter;
}

namespace holdfast::models {

/// As the database is asked.
[[nodiscard]] insight::AuditFilter toFilter(const AuditFilterSpec &spec);

} // namespace holdfast::models

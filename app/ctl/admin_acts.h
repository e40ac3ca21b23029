#pragma once

#include "backend/acts/acts.h"

namespace CLI {
class App;
}

namespace holdfast::ctl {

struct Context;

/// Whoever runs this program. A login that is not the database's owner acts as itself, whatever is said here.
[[nodiscard]] acts::Person person();

/// The commands below `admin` with which people look at what is stuck and act on it, each in the audit.
void add_admin_acts(CLI::App &admin, Context &context);

} // namespace holdfast::ctl

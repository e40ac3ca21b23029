#pragma once

namespace CLI {
class App;
}

namespace holdfast::ctl {

struct Context;

/// The commands below `admin` with which people look at what is stuck and act on it, each in the audit.
void add_admin_acts(CLI::App &admin, Context &context);

} // namespace holdfast::ctl

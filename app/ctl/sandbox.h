#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>

namespace holdfast::scenarios {
class Sandbox;
struct SandboxOptions;
}

namespace holdfast::ctl {

class Interrupt;
struct Context;

/// What `sandbox up`, `demo` and `scenario run` have in common.
[[nodiscard]] std::filesystem::path chosen_data_dir(const Context &context);
[[nodiscard]] scenarios::SandboxOptions sandbox_options(const Context &context);
/// Says that it stands, as a line of JSON or for people.
void announce(const Context &context, const scenarios::Sandbox &sandbox);

/// Notices when whoever started us ends. Make it early.
class ParentWatch final
{
public:
    ParentWatch();
    /// Waits at most `patience`; true when the parent is gone or we are asked to end.
    [[nodiscard]] bool ended(Interrupt &interrupt, std::chrono::milliseconds patience) const;

private:
    pid_t parent_;
};

} // namespace holdfast::ctl

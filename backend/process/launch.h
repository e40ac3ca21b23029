#pragma once

#include "backend/process/descriptor.h"
#include "backend/process/process.h"

namespace holdfast::process {

struct Launched
{
    pid_t pid = 0;
    Descriptor pidfd;  ///< readable once it has ended; none on a kernel without pidfd_open
    Descriptor out;    ///< the read end of its stdout, when captured
    Descriptor err;    ///< likewise stderr
};

enum class Capture { AsAsked, OutAndErr };
enum class Bond { Child, None }; ///< None: init becomes its parent; there is nothing to wait for and no pidfd

/// Forks and executes. Returns after the exec has succeeded; throws std::system_error with the reason when it has not.
[[nodiscard]] Launched launch(const SpawnOptions &options, Capture capture = Capture::AsAsked,
                              Bond bond = Bond::Child);

} // namespace holdfast::process

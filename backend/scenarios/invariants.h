#pragma once

#include "backend/scenarios/check.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

struct Verification
{
    std::vector<Check> checks; ///< one per invariant
    std::string output;        ///< as printed, for the evidence
};

/// Runs `holdfastctl verify` on the database: the system's own invariants, judged outside this process, with what it says
/// on the side in `log`. Throws std::runtime_error when it cannot be run, does not end in time, leaves out an invariant, or
/// its lines and its exit status contradict each other; Aborted when `aborted`, which may be empty, says so meanwhile.
[[nodiscard]] Verification verify_invariants(const std::filesystem::path &executable, const std::string &dsn,
                                             const std::filesystem::path &log, const std::function<bool()> &aborted);

/// Where to begin when this invariant ("I1") is violated.
[[nodiscard]] Hint hint_for_invariant(const std::string &check_name);

} // namespace holdfast::scenarios

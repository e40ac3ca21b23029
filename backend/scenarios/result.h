#pragma once

#include "backend/scenarios/check.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// A failed check, with where to begin.
struct Diagnosis
{
    std::string check;
    Hint hint;
};

/// What one run came to. `seed` and `parameters` make it again.
struct Result
{
    std::string run; ///< its id
    std::string id;  ///< of the scenario
    std::string title;
    std::string tool = "native"; ///< that drove the system
    int repeat = 1;              ///< the k-th, with --repeat
    std::optional<std::string> rerun_of; ///< the failed run it repeats by itself
    Status status = Status::NotRun;
    bool flaky = false; ///< failed, and passed when run again; with repeats: an earlier one ended differently
    std::chrono::milliseconds duration{0};
    std::vector<Check> checks;
    std::vector<Condition> conditions;
    std::vector<Diagnosis> diagnoses;
    std::map<std::string, double> metrics;
    std::map<std::string, std::int64_t, std::less<>> parameters;
    std::uint64_t seed = 0;
    std::filesystem::path report;          ///< folder; empty when it was not run
    std::filesystem::path kept_sandbox;    ///< data folder, when it was to be kept
    std::string reproduce;                 ///< the command that runs it again
    std::string error;                     ///< why, when ERROR
    bool aborted = false;                  ///< it was told to end, or never begun for that reason
    std::optional<std::string> saboteur;   ///< it was run with
    std::optional<std::string> caught_by;  ///< the declared check, when it caught the saboteur
};

/// Why no statement can be made of these checks: a condition that did not happen, or nothing checked at all.
[[nodiscard]] std::optional<std::string> find_vacuous(const Result &result);

/// Whether it failed and is CRITICAL or HIGH: such a check is never made good by anything else.
[[nodiscard]] bool is_serious_failure(const Check &check);

/// The status its checks and conditions give, and with a saboteur whether it was caught: by the declared check only, with
/// every condition met. `result.error` set beforehand makes it an ERROR, as a condition that is not met does; but without
/// a saboteur what was seen to be broken stays broken: a serious failure is a FAIL whatever else went wrong, unless
/// somebody ended the run.
void judge(Result &result, const std::string &declared_check);

} // namespace holdfast::scenarios

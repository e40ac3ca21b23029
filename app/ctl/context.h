#pragma once

#include "app/ctl/interrupt.h"

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace holdfast::ctl {

/// What the program's exit status says, for every command.
inline constexpr int exit_success = 0;
inline constexpr int exit_negative = 1; ///< it ran, and the answer is no: an invariant violated, a scenario FAIL
inline constexpr int exit_usage = 2;
inline constexpr int exit_could_not_run = 3; ///< no verdict: the database is gone, a file cannot be written
inline constexpr int exit_aborted = 4;

/// Why a command could not do its work, told in one line for people. Ends the program with `exit_code`.
class Failure final : public std::runtime_error
{
public:
    explicit Failure(const std::string &message, int exit_code = exit_could_not_run)
        : std::runtime_error(message), exit_code_(exit_code) {}
    [[nodiscard]] int exit_code() const { return exit_code_; }

private:
    int exit_code_;
};

/// What every command has to hand. The options of the program itself may stand before or after the command's name.
///
/// A command is registered by `void add_NAME(CLI::App &program, Context &context)` (subcommands.h), which adds its
/// CLI subcommand with a struct for its options. When the command line named it, its callback checks every option,
/// throwing CLI::ValidationError, and sets `run`; nothing is touched before that. `run` does the work and gives the
/// exit status; what it throws ends the program with one line on stderr.
struct Context
{
    explicit Context(Interrupt &of_the_program) : interrupt(of_the_program) {}

    bool json = false;              ///< --json: machine-readable lines on stdout
    std::filesystem::path data_dir; ///< --data-dir; empty: storage::default_data_dir()
    Interrupt &interrupt;           ///< watch it in anything that lasts
    std::function<int()> run;
};

/// Writes one line to stdout and flushes it. Throws Failure when the reader is gone or the disk is full.
void print_line(std::string_view line);

} // namespace holdfast::ctl

#pragma once

#include "app/console/bench_ui.h"

#include <QString>

#include <optional>

namespace holdfast::console {

struct Options
{
    QString dsn;         ///< --dsn: watch this database, start none
    QString dataDir;     ///< --data-dir, or the default
    QString runtimeDir;  ///< the default
    QString ctl;         ///< holdfastctl, beside this program
    QString open;        ///< --open: a reservation's id in its usual form; empty otherwise
    QString screenshots; ///< --screenshots: folder for pictures; empty otherwise
    std::optional<BenchLoad> bench = {}; ///< --bench-ui
};

/// Reads the command line before there is any application object. nullopt: the program ends with `exitCode`, everything
/// there is to say has been said (--help, --version, a mistake).
[[nodiscard]] std::optional<Options> parseOptions(int argc, char **argv, int &exitCode);

} // namespace holdfast::console

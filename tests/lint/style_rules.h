#pragma once

#include "tests/lint/finding.h"
#include "tests/lint/source_tree.h"

namespace lint {

/// What a reader would trip over: sizes, white space, work left undone, machine paths, SQL outside its files, sleeps in
/// tests.
[[nodiscard]] Findings checkStyle(const SourceTree &tree);

/// Sources and SQL files are listed, each of them, and never globbed.
[[nodiscard]] Findings checkLists(const SourceTree &tree);

/// The first column of TESTING.md's table names what ctest runs, all of it and nothing else. `models_*` is all that begin so.
[[nodiscard]] Findings checkTestTable(const SourceTree &tree, const QStringList &names);

} // namespace lint

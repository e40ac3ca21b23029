#pragma once

#include "backend/scenarios/check.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

/// What somebody does who is woken by a failed check.
struct RunbookEntry
{
    std::string key; ///< how the names of its checks begin
    std::string means;
    std::string look_at;
    std::string act;
};

/// Entries of a text in the form of resources/runbook.md. Throws std::runtime_error for one that is not complete.
[[nodiscard]] std::vector<RunbookEntry> parse_runbook(std::string_view text);

/// The entry of resources/runbook.md for a check of this name, if there is one.
[[nodiscard]] std::optional<RunbookEntry> find_in_runbook(std::string_view check);

/// As find_in_runbook(); else one made of the check's severity and hint.
[[nodiscard]] RunbookEntry runbook_entry(const Check &check, const Hint &hint);

} // namespace holdfast::scenarios

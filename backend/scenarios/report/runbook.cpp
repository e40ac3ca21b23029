#include "backend/scenarios/report/runbook.h"

#include "resources/resources.h"

#include <array>
#include <stdexcept>

namespace holdfast::scenarios {

namespace {

/// A name continues a key at the end of a word only: "I1" is not the key of "I14 ...".
bool continues(std::string_view name, std::string_view key)
{
    if (!name.starts_with(key))
        return false;
    if (name.size() == key.size())
        return true;
    const char next = name[key.size()];
    return !((next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'));
}

/// What follows the label in its line, if this line is it.
bool take(std::string_view line, std::string_view label, std::string &into)
{
    if (!line.starts_with(label))
        return false;
    into = line.substr(label.size());
    std::erase(into, '`'); // each format marks in its own way
    return true;
}

} // namespace

std::vector<RunbookEntry> parse_runbook(std::string_view text)
{
    std::vector<RunbookEntry> entries;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.starts_with("## "))
            entries.push_back({std::string(line.substr(3)), {}, {}, {}});
        else if (!entries.empty() && !line.empty() && !take(line, "Means: ", entries.back().means)
                 && !take(line, "Look at: ", entries.back().look_at) && !take(line, "Do: ", entries.back().act))
            throw std::runtime_error("runbook: no such line in '" + entries.back().key + "': " + std::string(line));
    }
    for (const RunbookEntry &entry : entries)
        if (entry.key.empty() || entry.means.empty() || entry.look_at.empty() || entry.act.empty())
            throw std::runtime_error("runbook: '" + entry.key + "' is not complete");
    return entries;
}

std::optional<RunbookEntry> find_in_runbook(std::string_view check)
{
    static const std::vector<RunbookEntry> entries = parse_runbook(resources::text("runbook.md"));
    const RunbookEntry *best = nullptr;
    for (const RunbookEntry &entry : entries)
        if (continues(check, entry.key) && (!best || entry.key.size() > best->key.size()))
            best = &entry;
    return best ? std::optional(*best) : std::nullopt;
}

RunbookEntry runbook_entry(const Check &check, const Hint &hint)
{
    if (auto found = find_in_runbook(check.name))
        return *found;
    constexpr std::array<const char *, 4> means = {
        "Money or places may be lost, or sold twice.",
        "A promise of the system is broken, though none of the critical ones.",
        "The system works, and not as well as it should.",
        "A blemish.",
    };
    constexpr std::array<const char *, 4> act = {
        "Do not launch. Reproduce it with the command given, mend it, and run everything again.",
        "Mend it before more partners are let in. Reproduce it with the command given.",
        "Plan its mending. Until then watch for it.",
        "Mend it when you come by.",
    };
    const auto severity = static_cast<std::size_t>(check.severity);
    RunbookEntry entry{check.name, means[severity], hint.look_at, act[severity]};
    if (!hint.hypothesis.empty())
        entry.means += " Perhaps: " + hint.hypothesis;
    if (entry.look_at.empty())
        entry.look_at = "requests.jsonl, events.jsonl and the logs of the run";
    return entry;
}

} // namespace holdfast::scenarios

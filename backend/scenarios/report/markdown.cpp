#include "backend/scenarios/report/formats.h"
#include "backend/scenarios/report/text.h"
#include "backend/scenarios/report/words.h"

#include <initializer_list>

// The report as Markdown: for a pull request, a ticket, a terminal.
namespace holdfast::scenarios {

namespace {

using text::markdown;
using text::markdown_code;

constexpr std::size_t most_in_summary = 3;

/// Cells are given as Markdown already.
std::string row(std::initializer_list<std::string> cells)
{
    std::string line = "|";
    for (const std::string &cell : cells)
        line += " " + cell + " |";
    return line + "\n";
}

std::string table(std::initializer_list<std::string> heads)
{
    std::string rule = "|";
    for (std::size_t i = 0; i < heads.size(); ++i)
        rule += "---|";
    return row(heads) + rule + "\n";
}

std::string link(const std::string &folder, const std::string &file)
{
    if (folder.empty())
        return "none";
    return "[" + markdown(folder) + "](" + text::address(folder + "/" + file) + ")";
}

std::string summary(const Report &report)
{
    const InvocationRecord &record = report.record;
    std::string out =
        "# Stress test report\n\n**" + markdown(report.verdict.text) + "**: " + markdown(report.headline) + "\n\n";
    std::size_t shown = 0;
    for (const Failure &failure : report.failures) {
        if (++shown > most_in_summary) {
            out += "- and " + std::to_string(report.failures.size() - most_in_summary) + " more below\n";
            break;
        }
        out += "- **" + words::severity(failure.check.severity) + "** " + markdown(failure.id + " " + failure.title)
               + ": " + markdown(failure.check.name) + ". Expected " + markdown_code(failure.check.expected)
               + ", observed " + markdown_code(failure.check.observed)
               + ".\n  Again: " + markdown_code(failure.reproduce) + "\n";
    }
    if (report.failures.empty())
        for (const TestEntry &entry : report.entries)
            if (entry.status == Status::Error)
                out += "- **no statement** " + markdown(entry.id + " " + entry.title) + ": " + markdown(entry.error)
                       + "\n  Again: " + markdown_code(entry.reproduce) + "\n";
    const std::string took = words::took(record);
    out += "\n" + text::moment(record.started_at) + (took.empty() ? ", did not come to its end" : ", took " + took)
           + ", version " + markdown(record.version) + ", seed " + std::to_string(record.seed)
           + ". All of it again: " + markdown_code(record.command) + "\n\n";
    return out;
}

std::string tests(const Report &report)
{
    std::string out = "## Tests\n\n";
    if (report.entries.empty())
        return out + "None.\n\n";
    out += table({"id", "test", "tool", "status", "duration", "checks", "failures", "severity", "evidence"});
    for (const TestEntry &entry : report.entries) {
        const std::string more = entry.runs.size() > 1 ? " (" + std::to_string(entry.runs.size()) + " runs)" : "";
        out +=
            row({markdown(entry.id), markdown(entry.title + more), markdown(entry.tool), markdown(words::status(entry)),
                 words::duration(entry), words::checks(entry), std::to_string(entry.failed),
                 entry.severity ? words::severity(*entry.severity) : "-", link(entry.evidence, "result.json")});
    }
    return out + "\n";
}

std::string failures(const Report &report)
{
    std::string out = "## Failures found\n\n";
    if (report.failures.empty())
        out += "No check failed.\n\n";
    for (const Failure &failure : report.failures) {
        const std::string runs = words::runs(failure);
        out += "### " + markdown(failure.id + ": " + failure.check.name)
               + "\n\n- Severity: " + words::severity(failure.check.severity) + "; " + markdown(words::age(failure))
               + (runs.empty() ? "" : "; " + runs) + "\n- Expected: " + markdown_code(failure.check.expected)
               + "\n- Observed: " + markdown_code(failure.check.observed) + "\n- It means: "
               + markdown(failure.runbook.means) + "\n- Look at: " + markdown(failure.runbook.look_at)
               + "\n- Do: " + markdown(failure.runbook.act) + "\n- Evidence: " + link(failure.evidence, "result.json")
               + "\n- Again: " + markdown_code(failure.reproduce) + "\n\n";
    }
    const auto list = [&](const char *title, const std::vector<PastFailure> &past) {
        if (past.empty())
            return;
        out += "### " + std::string(title) + "\n\n";
        for (const PastFailure &one : past)
            out += "- " + markdown(one.id + ": " + one.check) + " (" + words::severity(one.severity) + "), failed "
                   + text::moment(one.failed_at) + "\n";
        out += "\n";
    };
    list("Fixed since the previous run", report.fixed);
    list("Failed before, not looked at again", report.unseen);
    std::string silent;
    for (const TestEntry &entry : report.entries)
        if (entry.status == Status::Error || entry.status == Status::NotRun)
            silent += "- " + markdown(entry.id + ", " + std::string(name(entry.status)) + ": " + entry.error) + "\n";
    if (!silent.empty())
        out += "### Without a statement\n\n" + silent + "\n";
    std::string flaky;
    for (const TestEntry &entry : report.entries)
        if (entry.flaky)
            flaky += "- " + markdown(entry.id + " " + entry.title) + "\n";
    return out + (flaky.empty() ? "" : "### Flaky\n\nTheir runs ended differently.\n\n" + flaky + "\n");
}

std::string severity(const Report &report)
{
    std::string out = "## Severity assessment\n\n" + table({"risk", "level", "answer", "rests on"});
    for (const RiskStanding &standing : report.risks)
        out += row({std::string(name(standing.risk)), words::severity(severity_of(standing.risk)),
                    std::string(name(standing.exposure)), markdown(words::covered(standing))});
    return out + "\n## Verdict\n\n**" + markdown(report.verdict.text) + "**"
           + (report.verdict.reasons.empty() ? "" : ": " + markdown(words::join(report.verdict.reasons, "; ")) + ".")
           + "\n\n" + (report.unbuilt.empty() ? "" : markdown(words::unbuilt(report)) + "\n\n");
}

std::string numbered(const char *title, const std::vector<std::string> &items)
{
    std::string out = "## " + std::string(title) + "\n\n";
    if (items.empty())
        return out + "None.\n\n";
    int number = 0;
    for (const std::string &item : items)
        out += std::to_string(++number) + ". " + markdown(item) + "\n";
    return out + "\n";
}

std::string performance(const Report &report)
{
    std::string out = "## Performance\n\n";
    if (report.load.empty() && report.metrics.empty())
        return out + "Nothing was measured.\n\n";
    for (const std::string &sentence : report.performance)
        out += "- " + markdown(sentence) + "\n";
    if (!report.load.empty()) {
        out += "\nPercentiles are those of the worst interval, from the intended start.\n\n"
               + table({"load", "offered", "started", "not started", "ok", "refused", "failed", "unknown", "answers/s",
                        "p50", "p95", "p99", "generator behind"});
        for (const LoadFinding &load : report.load) {
            const LoadSample &total = load.total;
            out += row({markdown(load.id + " " + load.phase), text::count(total.offered), text::count(total.started),
                        text::count(total.dropped), text::count(total.ok), text::count(total.refused),
                        text::count(total.failed), text::count(total.unknown), text::number(load.mean_rate),
                        words::milliseconds(total.p50_ms), words::milliseconds(total.p95_ms),
                        words::milliseconds(total.p99_ms), text::number(total.lag_ms) + " ms"});
        }
    }
    if (!report.metrics.empty()) {
        out += "\n" + table({"metric", "value", "before"});
        for (const MetricLine &line : report.metrics)
            out += row({markdown(line.id + " " + line.name), text::number(line.value),
                        line.previous ? text::number(*line.previous) : "-"});
    }
    return out + "\n";
}

std::string coverage(const Report &report)
{
    std::string out = "## Coverage\n\n" + table({"cells", "run", "exist", "missing"});
    for (const Coverage &one : report.coverage)
        out += row({one.what, std::to_string(one.run), std::to_string(one.exist),
                    one.missing.empty() ? "-" : markdown(one.missing)});
    out += "\n## What the runs prove\n\n";
    if (report.statements.empty())
        out += "Nothing: no run was begun.\n";
    for (const Statement &statement : report.statements)
        out += "- " + markdown(statement.text) + "\n";
    return out + "\n";
}

std::string saboteurs(const Report &report)
{
    if (report.saboteurs.empty())
        return {};
    std::string out =
        "## Saboteurs\n\n" + table({"test", "saboteur", "what it breaks", "check", "outcome", "evidence"});
    for (const SaboteurLine &line : report.saboteurs)
        out += row({markdown(line.id), markdown(line.name), markdown(line.text), markdown(line.declared),
                    words::caught(line), link(line.evidence, "result.json")});
    return out + "\n";
}

} // namespace

std::string to_markdown(const Report &report)
{
    return summary(report) + saboteurs(report) + tests(report) + failures(report) + severity(report)
           + numbered("Recommendations", report.recommendations) + numbered("Next steps", report.next_steps)
           + performance(report) + coverage(report) + "Invocation " + markdown(report.record.id)
           + ". Rebuilt from its folder by `holdfastctl report`.\n";
}

} // namespace holdfast::scenarios

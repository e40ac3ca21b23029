#include "backend/scenarios/report/charts.h"
#include "backend/scenarios/report/formats.h"
#include "backend/scenarios/report/text.h"
#include "backend/scenarios/report/words.h"
#include "resources/resources.h"

#include <algorithm>
#include <initializer_list>
#include <span>

// The report as a page for people: no script, nothing fetched, readable in light, dark, on a phone and on paper.
namespace holdfast::scenarios {

namespace {

using text::escaped;

constexpr std::size_t most_in_summary = 3;
constexpr std::size_t most_plots = 12; ///< of loads; the others are in the table

std::string section(const char *id, const char *title, const std::string &body)
{
    return "<section id=\"" + std::string(id) + "\"><h2>" + title + "</h2>" + body + "</section>\n";
}

std::string marked(const char *style, const char *glyph, const std::string &words)
{
    return "<span class=\"mark " + std::string(style) + "\"><i aria-hidden=\"true\">" + glyph + "</i>" + escaped(words)
           + "</span>";
}

std::string status_mark(Status status, bool flaky)
{
    constexpr std::array styles = {"pass", "fail", "error", "notrun"};
    constexpr std::array glyphs = {"✔︎", "✖︎", "▲︎", "○"};
    const auto place = static_cast<std::size_t>(status);
    return marked(styles[place], glyphs[place], std::string(name(status)))
           + (flaky ? " " + marked("error", "◐", "flaky") : "");
}

std::string severity_mark(Severity severity)
{
    const bool grave = severity == Severity::Critical || severity == Severity::High;
    return marked(grave ? "fail" : "error", grave ? "✖︎" : "▲︎", words::severity(severity));
}

std::string command(const std::string &words)
{
    return "<pre class=\"command\">" + escaped(words) + "</pre>";
}

std::string link(const std::string &address, const char *words)
{
    return "<a href=\"" + escaped(text::address(address)) + "\">" + words + "</a>";
}

/// A run that was killed has left its log, and no result.
std::string evidence(const std::string &folder, bool has_result = true)
{
    if (folder.empty())
        return "<span class=\"muted\">none</span>";
    return (has_result ? link(folder + "/result.json", "result") + " · " : "") + link(folder + "/run.jsonl", "log");
}

/// A table with its heads; those that begin with '#' stand over numbers. Rows are markup already.
std::string table(std::initializer_list<const char *> heads, const std::string &rows)
{
    std::string head;
    for (const std::string_view one : heads)
        head += one.starts_with('#') ? "<th class=\"n\" scope=\"col\">" + std::string(one.substr(1)) + "</th>"
                                     : "<th scope=\"col\">" + std::string(one) + "</th>";
    return "<div class=\"wide\"><table><thead><tr>" + head + "</tr></thead><tbody>" + rows + "</tbody></table></div>";
}

std::string cell(const std::string &markup, const char *style = "")
{
    return *style ? "<td class=\"" + std::string(style) + "\">" + markup + "</td>" : "<td>" + markup + "</td>";
}

std::string paragraph(const std::string &markup, const char *style = "")
{
    return *style ? "<p class=\"" + std::string(style) + "\">" + markup + "</p>" : "<p>" + markup + "</p>";
}

std::string expected_observed(const Check &check)
{
    return "<dl class=\"pair\"><dt>expected</dt><dd>" + escaped(check.expected)
           + "</dd><dt>observed</dt><dd class=\"seen\">" + escaped(check.observed) + "</dd></dl>";
}

std::string begin_page(const Report &report)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
           "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
           "img-src "
           "data:\">\n<link rel=\"icon\" href=\"data:,\">\n<title>"
           + escaped(report.verdict.text) + " · Holdfast stress test report</title>\n<style>\n"
           + std::string(resources::text("report.css")) + "</style>\n</head>\n<body>\n<main>\n";
}

std::string head(const Report &report)
{
    const InvocationRecord &record = report.record;
    const std::string took = words::took(record);
    return "<header><h1>Stress test report</h1>"
           + paragraph(escaped(text::moment(record.started_at)) + " · "
                           + (took.empty() ? "did not come to its end" : "took " + took) + " · version "
                           + escaped(record.version) + " · seed " + std::to_string(record.seed),
                       "muted")
           + "</header>\n";
}

std::string worst_failures(const Report &report)
{
    const auto shown = std::span(report.failures).first(std::min(report.failures.size(), most_in_summary));
    std::string items;
    for (const Failure &failure : shown)
        items += "<li><p>" + severity_mark(failure.check.severity) + " <strong>"
                 + escaped(failure.id + " " + failure.check.name) + "</strong> <span class=\"muted\">"
                 + escaped(failure.title) + "</span></p>" + expected_observed(failure.check)
                 + command(failure.reproduce) + "</li>";
    for (const TestEntry &entry : report.entries)
        if (report.failures.empty() && entry.status == Status::Error)
            items += "<li><p>" + status_mark(entry.status, entry.flaky) + " <strong>"
                     + escaped(entry.id + " " + entry.title) + "</strong></p>" + paragraph(escaped(entry.error))
                     + command(entry.reproduce) + "</li>";
    std::string out = items.empty() ? "" : "<ol class=\"worst\">" + items + "</ol>";
    if (report.failures.size() > most_in_summary)
        out += paragraph("<a href=\"#failures\">"
                         + text::plural(std::ssize(report.failures) - std::ssize(shown), "more failure") + "</a>");
    return out;
}

std::string summary(const Report &report)
{
    struct Looks
    {
        const char *style;
        const char *glyph;
    };
    constexpr std::array<Looks, 5> looks = {
        {{"fail", "✖︎"}, {"error", "▲︎"}, {"error", "▲︎"}, {"pass", "✔︎"}, {"notrun", "○"}}};
    const Looks &look = looks[static_cast<std::size_t>(report.verdict.kind)];
    return "<section class=\"card summary\" aria-label=\"Executive summary\"><p class=\"verdict "
           + std::string(look.style) + "\"><i aria-hidden=\"true\">" + look.glyph + "</i> <strong>"
           + escaped(report.verdict.text) + "</strong></p>" + paragraph(escaped(report.headline), "headline")
           + worst_failures(report) + (report.entries.empty() ? "" : charts::statuses(report))
           + paragraph("Everything again: <code>" + escaped(report.record.command) + "</code>", "muted")
           + "</section>\n";
}

std::string run_list(const TestEntry &entry)
{
    if (entry.runs.size() < 2)
        return {};
    std::string items;
    for (const RunRecord &run : entry.runs)
        items += "<li>" + status_mark(run.result.status, run.result.flaky) + " " + text::duration(run.result.duration)
                 + ", seed " + std::to_string(run.result.seed) + (run.result.rerun_of ? ", run again" : "") + " "
                 + evidence(run.folder.generic_string(), !run.result.checks.empty()) + "</li>";
    return "<details><summary>" + std::to_string(entry.runs.size()) + " runs</summary><ul class=\"plain\">" + items
           + "</ul></details>";
}

std::string tests(const Report &report)
{
    if (report.entries.empty())
        return section("tests", "Tests", paragraph("Nothing was run without a saboteur.", "muted"));
    std::string rows;
    for (const TestEntry &entry : report.entries)
        rows += "<tr>" + cell(status_mark(entry.status, entry.flaky)) + cell(escaped(entry.id), "id")
                + cell(escaped(entry.title) + run_list(entry)) + cell(escaped(entry.tool), "muted")
                + cell(words::duration(entry), "n") + cell(words::checks(entry), "n")
                + cell(std::to_string(entry.failed), "n")
                + cell(entry.severity ? severity_mark(*entry.severity) : "<span class=\"muted\">–</span>")
                + cell(evidence(entry.evidence, entry.checks > 0)) + "</tr>";
    return section(
        "tests", "Tests",
        table({"Status", "Id", "Test", "Tool", "#Duration", "#Checks", "#Failures", "Severity", "Evidence"}, rows)
            + charts::durations(report));
}

std::string failure_card(const Failure &failure)
{
    const std::string runs = words::runs(failure);
    std::string hint;
    if (!failure.hint.hypothesis.empty() || !failure.hint.look_at.empty())
        hint = "<dt>Perhaps</dt><dd>" + escaped(failure.hint.hypothesis) + " Look at " + escaped(failure.hint.look_at)
               + ".</dd>";
    return "<article class=\"card\"><h3>" + severity_mark(failure.check.severity) + " "
           + escaped(failure.id + " " + failure.check.name) + "</h3>"
           + paragraph(escaped(failure.title + " · " + words::age(failure)) + (runs.empty() ? "" : " · " + runs),
                       "muted")
           + expected_observed(failure.check) + "<dl class=\"runbook\"><dt>It means</dt><dd>"
           + escaped(failure.runbook.means) + "</dd><dt>Look at</dt><dd>" + escaped(failure.runbook.look_at)
           + "</dd><dt>Do</dt><dd>" + escaped(failure.runbook.act) + "</dd>" + hint + "</dl>"
           + command(failure.reproduce) + paragraph("Evidence: " + evidence(failure.evidence), "muted") + "</article>";
}

std::string past_list(const char *title, const std::vector<PastFailure> &past)
{
    std::string items;
    for (const PastFailure &one : past)
        items += "<li>" + escaped(one.id + " " + one.check) + " <span class=\"muted\">" + words::severity(one.severity)
                 + ", failed " + escaped(text::moment(one.failed_at)) + "</span></li>";
    return items.empty() ? "" : "<h3>" + std::string(title) + "</h3><ul>" + items + "</ul>";
}

std::string failures(const Report &report)
{
    std::string body;
    if (report.failures.empty())
        body = paragraph("No check failed.", "muted");
    for (const Failure &failure : report.failures)
        body += failure_card(failure);
    std::string silent;
    std::string flaky;
    for (const TestEntry &entry : report.entries) {
        if (entry.status == Status::Error || entry.status == Status::NotRun)
            silent += "<li>" + status_mark(entry.status, false) + " " + escaped(entry.id + " " + entry.title)
                      + " <span class=\"muted\">" + escaped(entry.error) + "</span></li>";
        if (entry.flaky)
            flaky += "<li>" + escaped(entry.id + " " + entry.title) + "</li>";
    }
    if (!silent.empty())
        body += "<h3>Without a statement</h3><ul class=\"plain\">" + silent + "</ul>";
    if (!flaky.empty())
        body += "<h3>Flaky</h3><p class=\"muted\">Their runs ended differently.</p><ul>" + flaky + "</ul>";
    body += past_list("Fixed since the previous run", report.fixed)
            + past_list("Failed before, not looked at again", report.unseen);
    return section("failures", "Failures found", body);
}

std::string severity(const Report &report)
{
    constexpr std::array styles = {"fail", "pass", "notrun"};
    constexpr std::array glyphs = {"✖︎", "✔︎", "○"};
    std::string rows;
    for (const RiskStanding &standing : report.risks) {
        const auto place = static_cast<std::size_t>(standing.exposure);
        rows += "<tr>" + cell(escaped(name(standing.risk))) + cell(words::severity(severity_of(standing.risk)), "muted")
                + cell(marked(styles[place], glyphs[place], std::string(name(standing.exposure))))
                + cell(escaped(words::covered(standing)), "muted") + "</tr>";
    }
    std::string reasons;
    for (const std::string &reason : report.verdict.reasons)
        reasons += "<li>" + escaped(reason) + "</li>";
    return section("severity", "Severity assessment", table({"Risk", "Level", "Answer", "Rests on"}, rows))
           + section("verdict", "Verdict",
                     paragraph("<strong>" + escaped(report.verdict.text) + "</strong>")
                         + (reasons.empty() ? "" : "<ul class=\"plain muted\">" + reasons + "</ul>")
                         + (report.unbuilt.empty() ? "" : paragraph(escaped(words::unbuilt(report)), "muted")));
}

std::string numbered(const char *id, const char *title, const std::vector<std::string> &items)
{
    std::string list;
    for (const std::string &item : items)
        list += "<li>" + escaped(item) + "</li>";
    return section(id, title, list.empty() ? paragraph("None.", "muted") : "<ol>" + list + "</ol>");
}

std::string load_cards(const Report &report)
{
    std::string out;
    std::size_t number = 0;
    for (const LoadFinding &load : report.load) {
        if (++number > most_plots)
            break;
        const std::string id = "load-" + std::to_string(number);
        out += "<article class=\"card\"><h3>" + escaped(load.id + " " + load.title) + " <span class=\"muted\">"
               + escaped(load.phase) + "</span></h3>"
               + paragraph(text::number(load.mean_rate) + " answers a second, " + text::number(load.highest_rate)
                               + " at most · generator up to " + text::number(load.total.lag_ms) + " ms behind",
                           "muted")
               + "<div class=\"plots\">" + charts::throughput(load, id + "-rate")
               + charts::latency(load, id + "-latency") + "</div>" + charts::load_table(load) + "</article>";
    }
    if (report.load.size() > most_plots)
        out += paragraph(std::to_string(report.load.size() - most_plots) + " more loads are in report.json.", "muted");
    return out;
}

std::string performance(const Report &report)
{
    if (report.load.empty() && report.metrics.empty())
        return section("performance", "Performance", paragraph("Nothing was measured.", "muted"));
    std::string sentences;
    for (const std::string &sentence : report.performance)
        sentences += "<li>" + escaped(sentence) + "</li>";
    std::string rows;
    for (const MetricLine &line : report.metrics)
        rows += "<tr>" + cell(escaped(line.id), "id") + cell(escaped(line.name)) + cell(text::number(line.value), "n")
                + cell(line.previous ? text::number(*line.previous) : "–", "n muted") + "</tr>";
    return section("performance", "Performance",
                   (sentences.empty() ? "" : "<ul>" + sentences + "</ul>") + load_cards(report)
                       + (rows.empty()
                              ? ""
                              : "<details><summary>" + std::to_string(report.metrics.size()) + " metrics</summary>"
                                    + table({"Id", "Metric", "#Value", "#Before"}, rows) + "</details>"));
}

std::string coverage(const Report &report)
{
    std::string rows;
    for (const Coverage &one : report.coverage)
        rows += "<tr>" + cell(one.what) + cell(std::to_string(one.run) + " of " + std::to_string(one.exist), "n")
                + cell(one.missing.empty() ? "–" : escaped(one.missing), "muted") + "</tr>";
    std::string items;
    for (const Statement &statement : report.statements)
        items += "<li>" + escaped(statement.text) + "</li>";
    return section("coverage", "Coverage", table({"Cells", "#Run", "Missing"}, rows))
           + section("proof", "What the runs prove",
                     items.empty() ? paragraph("Nothing: no run was begun.", "muted") : "<ul>" + items + "</ul>");
}

std::string saboteurs(const Report &report)
{
    if (report.saboteurs.empty())
        return {};
    std::string rows;
    for (const SaboteurLine &line : report.saboteurs) {
        const bool silent = line.status == Status::Error || line.status == Status::NotRun;
        rows += "<tr>"
                + cell(marked(silent        ? "error"
                              : line.caught ? "pass"
                                            : "fail",
                              silent        ? "▲︎"
                              : line.caught ? "✔︎"
                                            : "✖︎",
                              words::caught(line)))
                + cell(escaped(line.id), "id") + cell(escaped(line.name)) + cell(escaped(line.text), "muted")
                + cell(escaped(line.declared)) + cell(evidence(line.evidence)) + "</tr>";
    }
    return section("saboteurs", "Saboteurs",
                   table({"Outcome", "Id", "Saboteur", "What it breaks", "Check that must see it", "Evidence"}, rows));
}

} // namespace

std::string to_html(const Report &report)
{
    return begin_page(report) + head(report) + summary(report) + saboteurs(report) + tests(report) + failures(report)
           + severity(report) + numbered("recommendations", "Recommendations", report.recommendations)
           + numbered("next", "Next steps", report.next_steps) + performance(report) + coverage(report) + "<footer>"
           + paragraph("Invocation " + escaped(report.record.id)
                           + ". Rebuilt from its folder by <code>holdfastctl report</code>.",
                       "muted")
           + "</footer>\n</main>\n</body>\n</html>\n";
}

} // namespace holdfast::scenarios

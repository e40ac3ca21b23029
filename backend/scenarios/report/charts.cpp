#include "backend/scenarios/report/charts.h"

#include "backend/scenarios/report/text.h"
#include "backend/scenarios/report/words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

namespace holdfast::scenarios::charts {

namespace {

using text::escaped;

constexpr std::size_t most_points = 240; ///< of a line; neighbours are put together beyond
constexpr int plot_top = 20;
constexpr int plot_height = 120;
constexpr double drawn_width = 1000; ///< units across a line's own drawing, which is stretched to the page

std::string fixed(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

std::string share(double part)
{
    return fixed(part * 100) + "%";
}

std::string begin_svg(const std::string &id, int height, const std::string &title, const std::string &description)
{
    return "<svg class=\"chart\" width=\"100%\" height=\"" + std::to_string(height)
           + "\" role=\"img\" aria-labelledby=\"" + id + "-title " + id + "-desc\"><title id=\"" + id + "-title\">"
           + escaped(title) + "</title><desc id=\"" + id + "-desc\">" + escaped(description) + "</desc>";
}

std::string rect(const std::string &style, double x, int y, double width, int height)
{
    return "<rect class=\"" + style + "\" x=\"" + share(x) + "\" y=\"" + std::to_string(y) + "\" width=\""
           + share(width) + "\" height=\"" + std::to_string(height) + "\"/>";
}

std::string label(const std::string &style, double x, int y, const std::string &words, const char *anchor = "start",
                  int shift = 0)
{
    return "<text class=\"" + style + "\" x=\"" + share(x) + "\" y=\"" + std::to_string(y) + "\" dx=\""
           + std::to_string(shift) + "\" text-anchor=\"" + anchor + "\">" + escaped(words) + "</text>";
}

/// The least of 1, 2 and 5 times a power of ten that is not below `value`.
double round_up(double value)
{
    if (value <= 0)
        return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0})
        if (step * power >= value)
            return step * power;
    return 10 * power;
}

std::vector<LoadSample> thin_out(const std::vector<LoadSample> &samples)
{
    const std::size_t group = (samples.size() + most_points - 1) / most_points;
    std::vector<LoadSample> thin;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (i % group == 0)
            thin.push_back(samples[i]);
        else
            add_sample(thin.back(), samples[i]);
    }
    return thin;
}

double per_second(std::int64_t number, const LoadSample &sample)
{
    return sample.interval.count() > 0
               ? 1000.0 * static_cast<double>(number) / static_cast<double>(sample.interval.count())
               : 0.0;
}

struct Series
{
    std::string style;
    std::string name;
    std::function<std::optional<double>(const LoadSample &)> value;
    std::string told; ///< beside its name
};

/// The time that is drawn, of a load and what was shaded in it.
struct Axis
{
    double from = 0;
    double until = 1;

    explicit Axis(const std::vector<LoadSample> &samples)
    {
        if (samples.empty())
            return;
        from = static_cast<double>((samples.front().at - samples.front().interval).count());
        until = std::max(from + 1, static_cast<double>(samples.back().at.count()));
    }
    [[nodiscard]] double place(double at) const { return std::clamp((at - from) / (until - from), 0.0, 1.0); }
};

std::string shade(const LoadFinding &load, const Axis &axis)
{
    std::string out;
    double last_label = -1;
    for (const FaultSpan &fault : load.faults) {
        const double from = axis.place(static_cast<double>(fault.from.count()));
        const double until = fault.until ? axis.place(static_cast<double>(fault.until->count())) : 1;
        if (until <= 0 || from >= 1)
            continue;
        out += "<g><title>" + escaped(fault.name + (fault.detail.empty() ? "" : ": " + fault.detail)) + "</title>"
               + rect("fault", from, plot_top, std::max(until - from, 0.002), plot_height) + "</g>";
        if (from - last_label > 0.2) { // else they would stand on each other
            const bool at_the_end = from > 0.75;
            out += label("note", at_the_end ? until : from, plot_top - 6, fault.name, at_the_end ? "end" : "start");
            last_label = from;
        }
    }
    return out;
}

std::string grid(double highest)
{
    std::string out;
    for (const double part : {0.0, 0.5, 1.0}) {
        const int y = plot_top + static_cast<int>(std::lround((1 - part) * plot_height));
        out += "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"" + std::to_string(y) + "\" y2=\"" + std::to_string(y)
               + "\"/>";
        if (part > 0)
            out += label("axis", 0, y + 12, text::number(highest * part), "start", 2);
    }
    return out;
}

/// Broken where there is no value: a gap is not a zero.
std::string lines(const std::vector<LoadSample> &samples, const Axis &axis, const Series &series, double highest)
{
    std::string out;
    std::string points;
    const auto end = [&] {
        if (!points.empty())
            out += "<polyline class=\"" + series.style + "\" points=\"" + points + "\"/>";
        points.clear();
    };
    for (const LoadSample &sample : samples) {
        const auto value = series.value(sample);
        if (!value) {
            end();
            continue;
        }
        const double x = axis.place(static_cast<double>((sample.at - sample.interval / 2).count())) * drawn_width;
        const std::string point = fixed(x) + "," + fixed((1 - std::min(*value / highest, 1.0)) * plot_height);
        points += points.empty() ? point + " " + point : " " + point; // one alone is a dot
    }
    end();
    return out;
}

std::string over_time(const LoadFinding &load, const std::string &id, const std::string &title, const std::string &unit,
                      const std::vector<Series> &all)
{
    const std::vector<LoadSample> samples = thin_out(load.samples);
    const Axis axis(samples);
    double highest = 0;
    std::string description =
        load.id + " " + load.title + ", over "
        + text::duration(std::chrono::milliseconds(static_cast<std::int64_t>(axis.until - axis.from))) + ".";
    std::string legend;
    for (const Series &series : all) {
        for (const LoadSample &sample : samples)
            highest = std::max(highest, series.value(sample).value_or(0));
        description += " " + series.name + " " + series.told + ".";
        legend += "<li><i class=\"" + series.style + "\"></i>" + escaped(series.name) + " <b>" + escaped(series.told)
                  + "</b></li>";
    }
    if (!load.faults.empty())
        description += " " + text::plural(std::ssize(load.faults), "fault") + " shaded.";
    highest = round_up(highest);
    const int height = plot_top + plot_height + 20;
    std::string out = "<figure class=\"plot\"><figcaption>" + escaped(title) + " <span class=\"muted\">" + escaped(unit)
                      + "</span><ul class=\"legend\">" + legend + "</ul></figcaption>";
    out += begin_svg(id, height, title + ", " + unit, description) + shade(load, axis) + grid(highest);
    out += "<svg x=\"0\" y=\"" + std::to_string(plot_top) + "\" width=\"100%\" height=\"" + std::to_string(plot_height)
           + "\" viewBox=\"0 0 1000 " + std::to_string(plot_height) + "\" preserveAspectRatio=\"none\">";
    for (const Series &series : all)
        out += lines(samples, axis, series, highest);
    out += "</svg>" + label("axis", 0, height - 4, text::number(axis.from / 1000) + " s");
    return out + label("axis", 1, height - 4, text::number(axis.until / 1000) + " s", "end") + "</svg></figure>";
}

} // namespace

std::string statuses(const Report &report)
{
    constexpr std::array styles = {"pass", "fail", "error", "notrun"};
    constexpr std::array glyphs = {"✔︎", "✖︎", "▲︎", "○"};
    constexpr std::array words = {"passed", "failed", "no statement", "not run"};
    const double all = static_cast<double>(std::max<std::size_t>(report.entries.size(), 1));
    std::string bars;
    std::string labels;
    std::string description;
    double x = 0;
    for (std::size_t i = 0; i < styles.size(); ++i) {
        const double part = static_cast<double>(report.counts[i]) / all;
        const std::string told = std::to_string(report.counts[i]) + " " + std::string(name(static_cast<Status>(i)));
        description += (description.empty() ? "" : ", ") + told;
        if (part > 0)
            bars += rect(std::string("bar ") + styles[i], x, 2, std::max(part - 0.002, 0.002), 10);
        labels += "<li class=\"" + std::string(styles[i]) + (report.counts[i] > 0 ? "" : " none") + "\"><i>" + glyphs[i]
                  + "</i> <b>" + std::to_string(report.counts[i]) + "</b> " + words[i] + "</li>";
        x += part;
    }
    return "<figure class=\"statuses\">" + begin_svg("statuses", 14, "Scenarios by status", description)
           + rect("track", 0, 2, 1, 10) + bars + "</svg><ul class=\"legend\">" + labels + "</ul></figure>";
}

std::string durations(const Report &report)
{
    constexpr int line = 22;
    constexpr double names = 0.07;
    constexpr double room = 0.7;
    double longest = 1;
    for (const TestEntry &entry : report.entries)
        longest = std::max(longest, static_cast<double>(entry.duration.count()));
    std::string bars;
    int y = 0;
    for (const TestEntry &entry : report.entries) {
        const double part = static_cast<double>(entry.duration.count()) / longest;
        const std::string style = entry.status == Status::Fail    ? "bar fail"
                                  : entry.status == Status::Error ? "bar error"
                                                                  : "bar plain";
        bars += "<g><title>" + escaped(entry.id + " " + entry.title + ": " + words::status(entry)) + "</title>"
                + label("name", 0, y + 15, entry.id) + rect(style, names, y + 5, std::max(part * room, 0.002), 12)
                + label("value", names + part * room, y + 15, words::duration(entry), "start", 6) + "</g>";
        y += line;
    }
    const std::string description = text::plural(std::ssize(report.entries), "scenario") + ", the longest "
                                    + text::duration(std::chrono::milliseconds(static_cast<std::int64_t>(longest)))
                                    + "; the table of tests has all of them.";
    return "<figure class=\"durations\"><figcaption>Durations</figcaption>"
           + begin_svg("durations", std::max(y, line), "Duration of each scenario", description) + bars
           + "</svg></figure>";
}

std::string throughput(const LoadFinding &load, const std::string &id)
{
    const LoadSample &total = load.total;
    const auto series = [](const char *style, const char *name, std::int64_t LoadSample::*one,
                           std::int64_t LoadSample::*other, std::int64_t all) {
        return Series{style, name,
                      [one, other](const LoadSample &sample) {
                          return std::optional(per_second(sample.*one + (other ? sample.*other : 0), sample));
                      },
                      text::count(all)};
    };
    std::vector<Series> shown = {
        series("s-offered", "offered", &LoadSample::offered, nullptr, total.offered),
        series("s-answered", "ok or refused", &LoadSample::ok, &LoadSample::refused, total.ok + total.refused)};
    if (const auto bad = total.failed + total.unknown; bad > 0)
        shown.push_back(series("s-failed", "failed or unknown", &LoadSample::failed, &LoadSample::unknown, bad));
    if (total.dropped > 0)
        shown.push_back(series("s-dropped", "not started", &LoadSample::dropped, nullptr, total.dropped));
    return over_time(load, id, "Throughput", "requests a second", shown);
}

std::string latency(const LoadFinding &load, const std::string &id)
{
    const LoadSample &total = load.total;
    return over_time(load, id, "Latency", "ms, worst interval",
                     {{"s-p50", "p50", &LoadSample::p50_ms, words::milliseconds(total.p50_ms)},
                      {"s-p95", "p95", &LoadSample::p95_ms, words::milliseconds(total.p95_ms)},
                      {"s-p99", "p99", &LoadSample::p99_ms, words::milliseconds(total.p99_ms)}});
}

std::string load_table(const LoadFinding &load)
{
    std::string rows;
    for (const LoadSample &sample : thin_out(load.samples)) {
        rows += "<tr>";
        for (const std::string &cell :
             {text::number(static_cast<double>(sample.at.count()) / 1000), text::count(sample.offered),
              text::count(sample.ok), text::count(sample.refused), text::count(sample.failed),
              text::count(sample.unknown), text::count(sample.dropped),
              sample.p50_ms ? text::number(*sample.p50_ms) : "", sample.p95_ms ? text::number(*sample.p95_ms) : "",
              sample.p99_ms ? text::number(*sample.p99_ms) : "", text::number(sample.lag_ms)})
            rows += "<td class=\"n\">" + cell + "</td>";
        rows += "</tr>";
    }
    std::string faults;
    for (const FaultSpan &fault : load.faults)
        faults += "<li>" + escaped(fault.name) + ", from " + text::duration(fault.from) + " to "
                  + (fault.until ? text::duration(*fault.until) : "the run's end") + " <span class=\"muted\">"
                  + escaped(fault.detail) + "</span></li>";
    return "<details><summary>As a table</summary>" + (faults.empty() ? "" : "<p>Faults:</p><ul>" + faults + "</ul>")
           + "<div class=\"wide\"><table><thead><tr><th class=\"n\">until, s</th><th class=\"n\">offered</th><th "
             "class=\"n\">ok"
             "</th><th class=\"n\">refused</th><th class=\"n\">failed</th><th class=\"n\">unknown</th><th "
             "class=\"n\">not "
             "started</th><th class=\"n\">p50, ms</th><th class=\"n\">p95, ms</th><th class=\"n\">p99, ms</th><th "
             "class=\"n\">behind, ms</th></tr></thead><tbody>"
           + rows + "</tbody></table></div></details>";
}

} // namespace holdfast::scenarios::charts

#include "backend/api/metrics.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <limits>

namespace holdfast::api {

namespace {

constexpr std::size_t first_doubling = 6; // 64 us

void write_head(std::string &out, std::string_view name, std::string_view type, std::string_view help)
{
    ((out += "# HELP ") += name) += ' ';
    out += help;
    ((out += "\n# TYPE ") += name) += ' ';
    out += type;
    out += '\n';
}

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.15g", value);
    return text;
}

std::string labels_of(std::string_view method, std::string_view pattern)
{
    return "method=\"" + std::string(method) + "\",route=\"" + std::string(pattern) + "\"";
}

} // namespace

Metrics::Metrics() : rows_(std::make_unique<Row[]>(route_table().size() + 1)), routes_(route_table().size()) {}

void Metrics::count(const Route *route, int status, std::chrono::nanoseconds took)
{
    constexpr auto relaxed = std::memory_order_relaxed;
    auto &row = rows_[route ? static_cast<std::size_t>(route - route_table().data()) : routes_];
    row.by_class[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))].fetch_add(1, relaxed);
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    const auto bucket = std::find_if(bounds_ms.begin(), bounds_ms.end(), [us](int bound) { return us <= bound * 1000; });
    row.by_bucket[static_cast<std::size_t>(bucket - bounds_ms.begin())].fetch_add(1, relaxed);
    row.total_us.fetch_add(static_cast<std::uint64_t>(us), relaxed);
    by_step_[step_of(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0)))].fetch_add(1, relaxed);
}

std::size_t Metrics::step_of(std::uint64_t us)
{
    const auto doublings = std::max<std::size_t>(std::bit_width(us), first_doubling + 1) - 1;
    const auto within = us < (1U << first_doubling) ? 0 : (us >> (doublings - 3)) & 7;
    return std::min((doublings - first_doubling) * 8 + static_cast<std::size_t>(within), steps - 1);
}

double Metrics::step_end_ms(std::size_t step)
{
    if (step + 1 >= steps)
        return std::numeric_limits<double>::infinity();
    return static_cast<double>((8 + step % 8 + 1) << (step / 8 + first_doubling - 3)) / 1000;
}

ApiMetrics Metrics::totals() const
{
    ApiMetrics totals;
    for (std::size_t step = 0; step < steps; ++step) {
        totals.latency.push_back({step_end_ms(step), by_step_[step]});
        totals.requests += totals.latency.back().requests;
    }
    for (std::size_t i = 0; i <= routes_; ++i) {
        totals.client_errors += rows_[i].by_class[4];
        totals.server_errors += rows_[i].by_class[5];
    }
    totals.out_of_time = out_of_time;
    return totals;
}

void Metrics::write_histogram(std::string &out, const std::string &labels, const Row &row)
{
    constexpr std::string_view name = "holdfast_http_request_duration_seconds";
    std::uint64_t below = 0;
    const auto line = [&](std::string_view suffix, const std::string &all_labels, double value) {
        ((out += name) += suffix) += '{';
        ((out += all_labels) += "} ") += number(value);
        out += '\n';
    };
    for (std::size_t i = 0; i <= bounds_ms.size(); ++i) {
        below += row.by_bucket[i];
        const std::string bound = i < bounds_ms.size() ? number(bounds_ms[i] / 1000.0) : "+Inf";
        line("_bucket", labels + ",le=\"" + bound + "\"", static_cast<double>(below));
    }
    line("_sum", labels, static_cast<double>(row.total_us) / 1e6);
    line("_count", labels, static_cast<double>(below));
}

void Metrics::write(std::string &out) const
{
    const auto labels = [this](std::size_t i) {
        return i < routes_ ? labels_of(route_table()[i].method, route_table()[i].pattern) : labels_of("", "none");
    };
    write_head(out, "holdfast_http_requests_total", "counter", "Requests answered, by route and class of status.");
    for (std::size_t i = 0; i <= routes_; ++i) {
        for (std::size_t status = 2; status < rows_[i].by_class.size(); ++status) {
            out += "holdfast_http_requests_total{" + labels(i) + ",status=\"" + std::to_string(status) + "xx\"} "
                   + std::to_string(rows_[i].by_class[status].load()) + "\n";
        }
    }
    write_head(out, "holdfast_http_request_duration_seconds", "histogram", "From a request's last byte to its answer.");
    for (std::size_t i = 0; i <= routes_; ++i)
        write_histogram(out, labels(i), rows_[i]);
    write_metric(out, "holdfast_readers_full_total", "counter", "Queries turned away because the queue was full.",
                 static_cast<double>(readers_full));
    write_metric(out, "holdfast_out_of_time_total", "counter", "Requests answered 503 by the API's own timer.",
                 static_cast<double>(out_of_time));
    write_metric(out, "holdfast_operations_pending_total", "counter",
                 "Requests answered 202 because their operation had not ended.", static_cast<double>(answered_pending));
    write_metric(out, "holdfast_operation_waits_full_total", "counter",
                 "Requests that did not wait for their operation because too many did.", static_cast<double>(waits_full));
    write_metric(out, "holdfast_webhooks_refused_total", "counter", "Webhooks not signed as the gateway does, or too old.",
                 static_cast<double>(webhooks_refused));
    write_metric(out, "holdfast_authentication_hits_total", "counter", "Secrets known from the cache.",
                 static_cast<double>(authentication_hits));
    write_metric(out, "holdfast_authentication_misses_total", "counter", "Secrets looked up in the database.",
                 static_cast<double>(authentication_misses));
}

void write_rejections(std::string &out, const std::map<int, std::uint64_t> &by_status)
{
    constexpr std::string_view name = "holdfast_http_rejected_total";
    write_head(out, name, "counter", "Errors the server itself answered with, on no route's behalf, by status.");
    for (const auto &[status, count] : by_status) {
        ((out += name) += "{status=\"") += std::to_string(status);
        (out += "\"} ") += std::to_string(count) + "\n";
    }
}

void write_metric(std::string &out, std::string_view name, std::string_view type, std::string_view help, double value)
{
    write_head(out, name, type, help);
    ((out += name) += ' ') += number(value);
    out += '\n';
}

} // namespace holdfast::api

#include "backend/insight/health.h"

#include "backend/storage/connection.h"
#include "backend/storage/session_thread.h"
#include "resources/resources.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace holdfast::insight {

namespace {

constexpr std::chrono::seconds report_period{1};
constexpr std::chrono::seconds alive_for{5};
constexpr std::chrono::hours forget_period{1};
constexpr std::chrono::seconds starting_for{15}; // who is not healthy by then is in trouble
constexpr const char *starting_metric = "starting";
constexpr const char *latency_metric = "latency_us"; // the only one that is no number: older programs skip it

std::string host_name()
{
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

Vitals vitals_of(const storage::Rows &rows, std::size_t row)
{
    Vitals vitals{.healthy = rows.boolean(row, 6), .detail = rows.text(row, 7), .metrics = {}};
    const auto metrics = nlohmann::json::parse(rows.text(row, 8)); // named: items() only refers to it
    for (const auto &[name, value] : metrics.items()) {
        if (value.is_number())
            vitals.metrics[name] = value.get<double>();
    }
    const auto latency = metrics.find(latency_metric);
    if (latency == metrics.end() || !latency->is_object())
        return vitals;
    for (const auto &[bound, count] : latency->items()) {
        std::int64_t us = 0;
        const auto parsed = std::from_chars(bound.data(), bound.data() + bound.size(), us);
        if (parsed.ec == std::errc{} && parsed.ptr == bound.data() + bound.size() && count.is_number())
            vitals.latency_us[us] = count.get<std::int64_t>();
    }
    return vitals;
}

std::string json_of(const Vitals &vitals)
{
    nlohmann::json json(vitals.metrics);
    for (const auto &[us, count] : vitals.latency_us)
        json[latency_metric][std::to_string(us)] = count;
    return json.dump();
}

} // namespace

std::vector<Component> list_components(storage::Connection &connection)
{
    const auto rows = connection.query(resources::text("sql/insight/components.sql"));
    std::vector<Component> components;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::chrono::milliseconds silent_for(rows.integer(row, 5));
        auto vitals = vitals_of(rows, row);
        const bool starting = vitals.metrics.erase(starting_metric) > 0;
        components.push_back({
            .id = rows.uuid(row, 0),
            .kind = rows.text(row, 1),
            .host = rows.text(row, 2),
            .pid = static_cast<int>(rows.integer(row, 3)),
            .started_at = rows.time(row, 4),
            .silent_for = silent_for,
            .alive = silent_for <= alive_for,
            .starting = starting,
            .vitals = std::move(vitals),
        });
    }
    return components;
}

struct HealthReporter::State
{
    State(std::string dsn, std::string kind_of_component, std::function<Vitals()> read)
        : kind(std::move(kind_of_component)), read_vitals(std::move(read)),
          thread({.name = "health " + kind,
                  .dsn = std::move(dsn),
                  .connection = {},
                  .step_limit = std::chrono::seconds(5)},
                 [this](storage::Connection &connection) { return report(connection); },
                 [this](storage::Connection &connection) { withdraw(connection); })
    {
    }

    std::chrono::milliseconds report(storage::Connection &connection)
    {
        auto vitals = read_vitals();
        was_healthy = was_healthy || vitals.healthy;
        if (!was_healthy && std::chrono::steady_clock::now() - began < starting_for)
            vitals.metrics[starting_metric] = 1;
        const auto seen = connection.query(
            resources::text("sql/insight/component_seen.sql"),
            {id.to_string(), kind, host, std::to_string(getpid()), vitals.healthy ? "true" : "false", vitals.detail,
             json_of(vitals), started_at});
        started_at = seen.text(0, 0); // a row that somebody removed comes back with its age
        if (const auto now = std::chrono::steady_clock::now(); !forgot || now - *forgot >= forget_period) {
            connection.query(resources::text("sql/insight/components_forgotten.sql"));
            forgot = now;
        }
        return report_period;
    }

    void withdraw(storage::Connection &connection) const
    {
        connection.query(resources::text("sql/insight/component_gone.sql"), {id.to_string()});
    }

    const Uuid id = Uuid::make_v7();
    const std::string kind;
    const std::string host = host_name();
    const std::function<Vitals()> read_vitals;
    const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    bool was_healthy = false;
    std::optional<std::string> started_at;
    std::optional<std::chrono::steady_clock::time_point> forgot;
    storage::SessionThread thread; // last: it uses the others
};

HealthReporter::HealthReporter(std::string dsn, std::string kind, std::function<Vitals()> read_vitals)
    : state_(std::make_unique<State>(std::move(dsn), std::move(kind), std::move(read_vitals)))
{
}

HealthReporter::~HealthReporter() = default;

} // namespace holdfast::insight

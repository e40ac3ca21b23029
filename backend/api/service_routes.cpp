#include "backend/api/json_text.h"
#include "backend/api/node.h"
#include "backend/storage/migrations.h"
#include "resources/resources.h"

namespace holdfast::api {

namespace {

constexpr auto readiness_patience = std::chrono::milliseconds(1000);

/// What readiness depends on, as JSON: "ok", or what is wrong.
void answer_readiness(Call &call, const std::string &database, const std::string &schema,
                      const booking::LaneMetrics &lane_metrics)
{
    const std::string ok = "ok";
    const std::string lanes = !lane_metrics.connected ? "not connected"
                              : !lane_metrics.writable ? "the database refuses to write"
                                                       : ok;
    JsonObject checks;
    checks.text("database", database).text("schema", schema).text("lanes", lanes);
    auto text = checks.finish();
    if (database == ok && schema == ok && lanes == ok)
        return call.answer(json_response(JsonObject().text("status", "ready").raw("checks", text).finish()));
    Problem problem{ErrorCode::ServiceUnavailable};
    problem.detail = "Not ready to serve: see the checks.";
    problem.more = "\"checks\":" + text;
    call.fail(problem);
}

} // namespace

void report_health(Node &, const std::shared_ptr<Call> &call)
{
    call->answer(json_response(JsonObject().text("status", "ok").finish()));
}

void report_readiness(Node &node, const std::shared_ptr<Call> &call)
{
    ReaderJob job;
    job.until = call->started() + readiness_patience;
    job.work = [&node, call](storage::Connection &connection) {
        const auto rows = connection.query(resources::text("sql/api/queries/schema_version.sql"));
        const auto found = rows.integer(0, 0);
        const int wanted = storage::newest_schema_version();
        const std::string schema = found == wanted ? "ok"
                                                   : "version " + std::to_string(found) + ", needs " + std::to_string(wanted);
        answer_readiness(*call, "ok", schema, node.lanes.metrics());
    };
    job.failed = [&node, call] {
        answer_readiness(*call, "not reachable", "unknown", node.lanes.metrics());
    };
    node.query(call, std::move(job));
}

void report_metrics(Node &node, const std::shared_ptr<Call> &call)
{
    call->answer({200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, node.prometheus_text()});
}

void send_openapi(Node &, const std::shared_ptr<Call> &call)
{
    call->answer(json_response(std::string(resources::text("openapi.json"))));
}

} // namespace holdfast::api

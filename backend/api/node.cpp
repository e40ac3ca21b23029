#include "backend/api/node.h"

#include "backend/net/http_text.h"

#include <spdlog/spdlog.h>

namespace holdfast::api {

namespace {

using booking::Done;
using booking::Outcome;
using booking::Refused;
using booking::Unknown;

Problem to_problem(const Refused &refused)
{
    Problem problem{refused.code};
    problem.detail = refused.detail;
    problem.state = refused.state;
    problem.availability_version = refused.slot_version;
    return problem;
}

bool is_json(std::string_view content_type)
{
    const auto type = net::trimmed(content_type.substr(0, content_type.find(';')));
    return net::equal_without_case(type, "application/json")
           || (type.size() > 5 && net::equal_without_case(type.substr(type.size() - 5), "+json"));
}

} // namespace

Node::Node(const ApiOptions &options, booking::Lanes &lanes_in)
    : lanes(lanes_in), on_act(options.on_act), more_metrics(options.more_metrics),
      fault_points(options.fault_points),
      operations(std::make_shared<OperationResults>(options.dsn, options.operation_patience, metrics)),
      webhook_secrets(options.webhook_secrets),
      readers_(options.dsn, options.readers), authenticator_(readers_, *metrics),
      deadlines_(metrics, [this] { readers_.shut_overdue(); })
{
}

Node::~Node()
{
    operations->stop(); // a lane may keep it a moment longer
    readers_.stop();    // its last jobs still report to the others
}

void Node::handle(net::Request request, net::Responder responder)
{
    const auto call = std::make_shared<Call>(std::move(request), std::move(responder), metrics);
    auto match = match_route(call->request.method, call->path);
    if (!match.route) {
        Problem problem{match.allow.empty() ? ErrorCode::NotFound : ErrorCode::MethodNotAllowed};
        problem.allow = std::move(match.allow);
        return call->fail(problem);
    }
    call->route = match.route;
    call->id = std::move(match.id);
    if (call->route->access == Access::Open)
        return dispatch(call);

    const auto secret = Authenticator::secret_of(call->request.headers);
    if (!secret || secret->empty())
        return call->fail(ErrorCode::Unauthenticated, "Give an API key or a token as \"Authorization: Bearer ...\".");
    deadlines_.watch(call);
    authenticator_.identify(*secret, call->started() + database_patience,
                            [this, call](Authenticator::Verdict verdict, std::shared_ptr<const Principal> principal) {
                                authorize(call, verdict, std::move(principal));
                            });
}

void Node::authorize(const CallPtr &call, Authenticator::Verdict verdict, std::shared_ptr<const Principal> principal)
{
    if (verdict == Authenticator::Verdict::Unavailable) {
        call->fail_unavailable("The database cannot be reached to check the key.");
        return;
    }
    if (verdict == Authenticator::Verdict::Unknown)
        return call->fail(ErrorCode::Unauthenticated, "This key or token is not known, or was revoked.");
    if (principal->partner && call->route->access == Access::Person)
        return call->fail(ErrorCode::Forbidden, "This needs a token of a person, not a partner's API key.");
    if (!principal->partner && call->route->access == Access::Partner)
        return call->fail(ErrorCode::Forbidden, "This needs a partner's API key, not a token.");
    if (!principal->partner && call->route->access == Access::Offerer && principal->role != "admin")
        return call->fail(ErrorCode::Forbidden, "This needs a partner's API key, or a token of role admin.");
    const bool operates = principal->role == "operator" || principal->role == "admin";
    if (call->route->access == Access::Operator && !operates)
        return call->fail(ErrorCode::Forbidden, "This needs a token of role operator or admin.");
    if (call->route->access == Access::Admin && principal->role != "admin")
        return call->fail(ErrorCode::Forbidden, "This needs a token of role admin.");
    call->principal = std::move(principal);
    dispatch(call);
}

void Node::dispatch(const CallPtr &call)
{
    if (call->answered())
        return;
    if (call->route->reads_body && !call->request.body.empty()) {
        const auto type = net::header(call->request.headers, "Content-Type");
        if (type && !is_json(*type))
            return call->fail(ErrorCode::UnsupportedMediaType, "The body must be application/json.");
    }
    try {
        call->route->handle(*this, call);
    } catch (const std::exception &error) {
        spdlog::error("api: {} {}: {}", call->request.method, call->path, error.what());
        call->fail_unavailable("Something went wrong here.");
    }
}

void Node::query(const CallPtr &call, std::function<void(storage::Connection &)> work, bool writes)
{
    ReaderJob job;
    job.until = call->started() + database_patience;
    job.repeatable = !writes;
    job.work = [call, work = std::move(work), writes](storage::Connection &connection) {
        if (writes ? !call->begin_attempt() : call->answered())
            return;
        work(connection);
    };
    job.failed = [call] { call->fail_unavailable("The database cannot answer this now."); };
    query(call, std::move(job));
}

void Node::query(const CallPtr &call, ReaderJob job)
{
    if (call->route->access == Access::Open)
        deadlines_.watch(call); // the others are watched from their authentication on
    if (readers_.submit(std::move(job)))
        return;
    metrics->readers_full.fetch_add(1, std::memory_order_relaxed);
    call->fail_unavailable("Too many requests are waiting.");
}

void Node::submit(const CallPtr &call, booking::Command command,
                  std::function<void(const CallPtr &, const booking::Done &)> done)
{
    if (!call->begin_attempt())
        return; // out of time before it got here: it must not happen behind the client's back
    lanes.submit(std::move(command), [call, done = std::move(done)](const Outcome &outcome) {
        if (const auto *success = std::get_if<Done>(&outcome))
            return done(call, *success);
        if (const auto *refused = std::get_if<Refused>(&outcome))
            return call->fail(to_problem(*refused));
        const auto &unknown = std::get<Unknown>(outcome);
        if (!unknown.attempted)
            call->withdraw_attempt();
        call->fail_unavailable(unknown.detail.empty() ? "The database did not answer in time." : unknown.detail);
    });
}

std::string Node::prometheus_text() const
{
    std::string out;
    metrics->write(out);
    const auto gauge = [&](std::string_view name, std::string_view help, auto value) {
        write_metric(out, name, "gauge", help, static_cast<double>(value));
    };
    const auto counter = [&](std::string_view name, std::string_view help, auto value) {
        write_metric(out, name, "counter", help, static_cast<double>(value));
    };
    gauge("holdfast_readers_queued", "Queries waiting for a reader.", readers_.queued());
    gauge("holdfast_operations_waited_for", "Requests waiting for the end of their operation.", operations->waiting());

    const auto lane = lanes.metrics();
    counter("holdfast_lane_commands_total", "Commands settled.", lane.commands);
    counter("holdfast_lane_batches_total", "Calls that settled them.", lane.batches);
    counter("holdfast_lane_rejected_full_total", "Commands turned away because a queue was full.", lane.rejected_full);
    counter("holdfast_lane_timed_out_waiting_total", "Commands that waited too long to be tried.", lane.timed_out_waiting);
    counter("holdfast_lane_unknown_total", "Commands whose outcome is unknown.", lane.unknown);
    counter("holdfast_lane_reruns_total", "Batches run again after a deadlock, a lock time-out or a moved row.", lane.reruns);
    counter("holdfast_lane_poisoned_total", "Commands that alone made their batch fail.", lane.poisoned);
    counter("holdfast_lane_rolled_back_total", "Batches the database refused as a whole.", lane.rolled_back);
    gauge("holdfast_lane_queued", "Commands waiting now.", lane.queued);
    gauge("holdfast_lane_largest_batch", "Commands in the largest call so far.", lane.largest_batch);
    gauge("holdfast_lane_connected", "1 when every lane has a connection.", lane.connected ? 1 : 0);
    gauge("holdfast_lane_writable", "0 when the database refused to write lately, for want of space or the like.",
          lane.writable ? 1 : 0);

    if (const auto *http_server = server.load()) {
        const auto http = http_server->metrics();
        gauge("holdfast_http_connections_open", "Connections open now.", http.connections_open);
        counter("holdfast_http_connections_accepted_total", "Connections accepted.", http.connections_accepted);
        counter("holdfast_http_connections_refused_total", "Connections beyond the cap.", http.connections_refused);
        counter("holdfast_http_accept_failures_total", "Connections that could not be accepted: out of descriptors.",
                http.accept_failures);
        counter("holdfast_http_timeouts_total", "Requests and answers that took too long on the wire.", http.timeouts);
        write_rejections(out, http.rejected);
    }
    if (more_metrics)
        out += more_metrics();
    return out;
}

} // namespace holdfast::api

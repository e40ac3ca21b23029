#pragma once

#include "backend/api/api.h"
#include "backend/api/authenticator.h"
#include "backend/api/call.h"
#include "backend/api/deadlines.h"
#include "backend/api/fields.h"
#include "backend/api/json_value.h"
#include "backend/api/metrics.h"
#include "backend/api/operation_results.h"
#include "backend/api/readers.h"
#include "backend/booking/lanes.h"
#include "backend/net/http.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace holdfast::api {

/// What the handlers of routes share. Thread-safe.
struct Node
{
    Node(const ApiOptions &options, booking::Lanes &lanes);
    ~Node();

    /// From a request to its answer: route, who is calling, may they, then the route's handler.
    void handle(net::Request request, net::Responder responder);

    /// Runs a query for `call` on a reader's thread; 503 when that is impossible. `writes`: an unclear end may have done it.
    void query(const CallPtr &call, std::function<void(storage::Connection &)> work, bool writes = false);
    /// The same for a job with a time and a failure of its own.
    void query(const CallPtr &call, ReaderJob job);
    /// Hands a command to the lanes. `done` answers with what was done, from a lane's thread and perhaps when this is gone;
    /// everything else is answered here.
    void submit(const CallPtr &call, booking::Command command,
                std::function<void(const CallPtr &, const booking::Done &)> done);

    [[nodiscard]] std::string prometheus_text() const;

    booking::Lanes &lanes;
    const std::function<void()> on_act; ///< may be empty, as the next
    const std::function<std::string()> more_metrics;
    faultpoints::FaultPoints *const fault_points; ///< may be null
    std::shared_ptr<Metrics> metrics = std::make_shared<Metrics>();
    const std::shared_ptr<OperationResults> operations;
    const std::vector<Secret> webhook_secrets;
    std::atomic<const net::Server *> server = nullptr; ///< for its figures; set once it listens

private:
    void authorize(const CallPtr &call, Authenticator::Verdict verdict, std::shared_ptr<const Principal> principal);
    void dispatch(const CallPtr &call);

    // In this order: deadlines look at the readers, and end before them.
    Readers readers_;
    Authenticator authenticator_;
    Deadlines deadlines_;
};

/// The body as a JSON object; nullopt when the call was failed for it. `absent`: whether no body at all will do.
struct Body
{
    std::optional<JsonValue> object;
    [[nodiscard]] const JsonValue *get() const { return object ? &*object : nullptr; }
};
[[nodiscard]] std::optional<Body> read_body(Call &call, bool absent_will_do);

/// SHA-256 over method, path and body in one spelling of the same request, without what a repeat may change: the key and
/// the expected version.
[[nodiscard]] booking::Fingerprint fingerprint_of(const Call &call, const JsonValue *body);

/// The call's id as a UUID; fails the call with `otherwise` when it is none.
[[nodiscard]] std::optional<Uuid> read_id(Call &call, ErrorCode otherwise);

/// `from=...&limit=20`: by name; fails the call on a malformed escape or a name given twice.
class QueryFields final
{
public:
    explicit QueryFields(std::string_view query);
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const; ///< absent and empty are the same
    std::optional<Uuid> uuid(std::string_view name);
    std::optional<Timestamp> time(std::string_view name);
    std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most);
    void refuse(std::string_view name, std::string message) { errors_.push_back({std::string(name), std::move(message)}); }
    /// True: something is wrong, and the call was told.
    bool fail(Call &call) const;

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
    std::vector<FieldError> errors_;
};

} // namespace holdfast::api

#pragma once

#include "backend/net/url.h"
#include "backend/payments/errand.h"
#include "backend/payments/gateway_error.h"
#include "backend/payments/settings.h"

#include <memory>
#include <string>

namespace holdfast::payments {

struct ApiRequest
{
    std::string method; ///< GET or POST
    std::string path;   ///< without a query
    net::Form fields;   ///< the query of a GET, the body of a POST
    std::string idempotency_key = {};
};

/// Gets a request answered: attempts, back-off, breaker, time-outs, connections kept for the next call. Knows HTTP and
/// the shape of errors, not what is asked. Blocks its caller; thread-safe.
class Transport final
{
public:
    /// Throws std::invalid_argument with what flaw_of() says, std::runtime_error when authorities cannot be read.
    explicit Transport(const GatewaySettings &settings);
    ~Transport();

    /// The body of a 2xx answer.
    Result<std::string> call(const ApiRequest &request, Errand &errand);

    /// Calls that wait end at once, later ones are not begun.
    void stop();
    [[nodiscard]] GatewayMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::payments

#pragma once

#include "backend/core/secret.h"

#include <cstdint>
#include <memory>
#include <string>

namespace holdfast::simulators {

struct SimulatorOptions
{
    std::string host = "127.0.0.1"; ///< of the loopback interface: the control API asks nobody who they are
    std::uint16_t port = 0;         ///< 0: the system picks one
    Secret secret_key = {};         ///< that callers must show; any "sk_test_..." where it is empty
    std::string webhook_url = {};   ///< where events go, if anywhere
    Secret webhook_secret = {};
};

/// A payment gateway that answers as Stripe does, as far as Holdfast goes: PaymentIntents with manual capture, refunds,
/// charges, events, webhook endpoints, idempotency keys, lists, errors. It keeps everything in memory, within the bounds
/// its parts name, and does on order what gateways do on bad days (Control).
/// Thread-safe; owns its threads. Throws std::system_error when it cannot listen, std::invalid_argument for an endpoint
/// that is none.
class StripeSimulator final
{
public:
    explicit StripeSimulator(const SimulatorOptions &options);
    ~StripeSimulator();
    StripeSimulator(const StripeSimulator &) = delete;
    StripeSimulator &operator=(const StripeSimulator &) = delete;

    [[nodiscard]] std::uint16_t port() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Whether events can be delivered there: http://HOST[:PORT][/PATH].
[[nodiscard]] bool is_webhook_url(const std::string &url);

} // namespace holdfast::simulators

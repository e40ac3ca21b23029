#pragma once

#include "backend/core/secret.h"
#include "backend/payments/settings.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::app {

/// What work a node does in the background.
enum class Role { Expiry, Commit, Payments, Webhooks, Repair };
inline constexpr std::array every_role = {Role::Expiry, Role::Commit, Role::Payments, Role::Webhooks, Role::Repair};
[[nodiscard]] std::string_view name(Role role); ///< "expiry"
/// Whether the work needs the payment gateway.
[[nodiscard]] constexpr bool needs_gateway(Role role)
{
    return role == Role::Commit || role == Role::Payments || role == Role::Webhooks;
}

struct BackendOptions
{
    std::string dsn; ///< of a migrated database
    bool serve_api = true;
    std::set<Role> roles = {every_role.begin(), every_role.end()}; ///< those that need a gateway rest without one
    std::optional<payments::GatewaySettings> gateway;
    std::vector<Secret> webhook_secrets = {}; ///< with an API: any of them will do; none: webhooks are not taken
    std::chrono::milliseconds lease{30'000}; ///< of work on money, real time
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::chrono::seconds stuck_after{3600}; ///< how long an authorization may wait before an alert is raised
    std::filesystem::path audit_anchor = {}; ///< with an API: the file that keeps the audit's head; empty: none
};

/// One node: API, lanes, workers and their health reports as threads of this process. The console embeds one;
/// `holdfastctl serve` and `worker` are one each with a part switched off. Destroying it drains within 10 s.
class Backend final
{
public:
    explicit Backend(BackendOptions options);
    ~Backend();
    [[nodiscard]] std::string api_url() const; ///< empty without an API
    void drain();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::app

#include "app/backend/gateway_environment.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace holdfast::app {

namespace {

constexpr std::int64_t shortest_timeout_ms = 100, longest_timeout_ms = 60'000;

std::string variable(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

/// How long an answer is waited for; what the gateway has not done some time after that, it will not do unseen.
void set_timeout(payments::GatewaySettings &settings, const std::string &text)
{
    std::int64_t timeout_ms = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), timeout_ms);
    if (error != std::errc{} || end != text.data() + text.size() || timeout_ms < shortest_timeout_ms
        || timeout_ms > longest_timeout_ms)
        throw std::invalid_argument("HOLDFAST_GATEWAY_TIMEOUT_MS must be a whole number from 100 to 60000");
    settings.in_flight_grace = settings.in_flight_grace * timeout_ms / settings.timeout.count();
    settings.timeout = std::chrono::milliseconds(timeout_ms);
}

} // namespace

std::optional<payments::GatewaySettings> gateway_from_environment()
{
    payments::GatewaySettings settings;
    const auto url = variable("HOLDFAST_GATEWAY_URL");
    settings.secret_key = Secret(variable("HOLDFAST_GATEWAY_KEY"));
    if (url.empty() && settings.secret_key.empty())
        return std::nullopt;
    if (url.empty() || settings.secret_key.empty())
        throw std::invalid_argument("HOLDFAST_GATEWAY_URL and HOLDFAST_GATEWAY_KEY belong together; one of them is not set");
    settings.base_url = url;
    if (const auto timeout = variable("HOLDFAST_GATEWAY_TIMEOUT_MS"); !timeout.empty())
        set_timeout(settings, timeout);
    if (const auto flaw = payments::flaw_of(settings))
        throw std::invalid_argument("HOLDFAST_GATEWAY_URL: " + *flaw);
    return settings;
}

std::vector<Secret> webhook_secrets_from_environment()
{
    const auto text = variable("HOLDFAST_WEBHOOK_SECRET");
    std::vector<Secret> secrets;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find(',', from), text.size());
        if (end > from)
            secrets.emplace_back(text.substr(from, end - from));
        from = end + 1;
    }
    return secrets;
}

} // namespace holdfast::app

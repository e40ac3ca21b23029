#include "app/backend/gateway_environment.h"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace holdfast::app {

namespace {

std::string variable(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
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

#include "backend/payments/gateway_error.h"

namespace holdfast::payments {

std::string_view name(GatewayErrorKind kind)
{
    switch (kind) {
    case GatewayErrorKind::Declined:
        return "declined";
    case GatewayErrorKind::Rejected:
        return "rejected";
    case GatewayErrorKind::Unavailable:
        return "unavailable";
    case GatewayErrorKind::Unknown:
        return "unknown";
    case GatewayErrorKind::KeyReused:
        return "key_reused";
    }
    return {};
}

} // namespace holdfast::payments

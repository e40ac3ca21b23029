#pragma once

#include "backend/net/http.h"
#include "backend/simulators/desk.h"

namespace holdfast::simulators {

/// The control API under /_control: clock, faults, books, calls, planted intents, the webhook endpoint. JSON in and
/// out; what it does not understand is refused, so that no fault is ordered in vain. Errors are {"error":"..."}.
class Control final
{
public:
    static constexpr std::string_view prefix = "/_control";

    explicit Control(Desk &desk) : desk_(desk) {}

    [[nodiscard]] net::Response handle(const net::Request &request);

private:
    Desk &desk_;
};

/// Sets the endpoint that the control API and the command line know; false for an address or secret that is none.
[[nodiscard]] bool set_control_endpoint(Desk &desk, const std::string &url, const Secret &secret);

} // namespace holdfast::simulators

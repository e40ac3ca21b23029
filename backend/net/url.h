#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::net {

/// Where a base URL points.
struct Origin
{
    bool tls = false; ///< https
    std::string host; ///< an IPv6 address without brackets
    std::uint16_t port = 0;

    bool operator==(const Origin &) const = default;
};

/// "https://api.example.com" -> host and port; nullopt for anything but http or https with an explicit or default port
/// and neither path nor user.
[[nodiscard]] std::optional<Origin> parse_origin(std::string_view url);

/// Whether a host is this machine, whatever a resolver says: 127.0.0.0/8, ::1, localhost.
[[nodiscard]] bool is_loopback(std::string_view host);

/// The body of an application/x-www-form-urlencoded request, and a query: fields in their order.
using Form = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::string encode_form(const Form &form);

/// What stands in the path of a request where a route's pattern, "/v1/slots/{id}", has its "{id}": one segment, not empty. Empty
/// for a pattern without one that is the path itself; nullopt when the path is not of the pattern's form.
[[nodiscard]] std::optional<std::string_view> match_path(std::string_view pattern, std::string_view path);

} // namespace holdfast::net

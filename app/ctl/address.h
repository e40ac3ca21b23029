#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::ctl {

struct Address
{
    std::string host;
    std::uint16_t port = 0;
};

/// HOST:PORT, or [HOST]:PORT where the host is an IPv6 address.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

} // namespace holdfast::ctl

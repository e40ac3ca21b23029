#include "backend/net/url.h"

#include "backend/net/http.h"
#include "backend/net/http_text.h"

#include <algorithm>
#include <charconv>

namespace holdfast::net {

namespace {

constexpr std::string_view http_scheme = "http://";
constexpr std::string_view https_scheme = "https://";
constexpr std::string_view id_mark = "{id}";
constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

bool is_decimal_byte(std::string_view text)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && text.size() <= 3 && number <= 255;
}

} // namespace

std::optional<Origin> parse_origin(std::string_view url)
{
    Origin origin;
    origin.tls = url.starts_with(https_scheme);
    if (!origin.tls && !url.starts_with(http_scheme))
        return std::nullopt;
    url.remove_prefix(origin.tls ? https_scheme.size() : http_scheme.size());
    if (url.ends_with('/'))
        url.remove_suffix(1);
    if (url.empty() || url.find_first_of("/?#@ \t\r\n") != std::string_view::npos)
        return std::nullopt;

    std::string_view host = url;
    std::string_view port;
    if (url.front() == '[') { // an IPv6 literal: its colons are not the port's
        const auto end = url.find(']');
        if (end == std::string_view::npos || end < 2)
            return std::nullopt;
        host = url.substr(1, end - 1);
        port = url.substr(end + 1);
        if (!port.empty() && port.front() != ':')
            return std::nullopt;
    } else if (const auto colon = url.find(':'); colon != std::string_view::npos) {
        host = url.substr(0, colon);
        port = url.substr(colon);
        if (port.find(':', 1) != std::string_view::npos)
            return std::nullopt;
    }
    if (host.empty())
        return std::nullopt;
    origin.host = host;
    origin.port = origin.tls ? https_port : http_port;
    if (port.empty())
        return origin;

    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), origin.port);
    if (error != std::errc{} || end != port.data() + port.size() || origin.port == 0)
        return std::nullopt;
    return origin;
}

std::optional<std::pair<std::string, std::uint16_t>> parse_http_url(std::string_view url)
{
    auto origin = parse_origin(url);
    if (!origin || origin->tls)
        return std::nullopt;
    return std::pair{std::move(origin->host), origin->port};
}

bool is_loopback(std::string_view host)
{
    if (equal_without_case(host, "localhost") || host == "::1")
        return true;
    if (!host.starts_with("127.") || host.ends_with('.'))
        return false;
    int bytes = 0;
    while (!host.empty()) { // "127.0.0.1.example.com" is a name
        const auto dot = std::min(host.find('.'), host.size());
        if (!is_decimal_byte(host.substr(0, dot)))
            return false;
        ++bytes;
        host.remove_prefix(std::min(dot + 1, host.size()));
    }
    return bytes == 4;
}

std::string encode_form(const Form &form)
{
    std::string text;
    for (const auto &[name, value] : form) {
        if (!text.empty())
            text += '&';
        text += percent_encode(name) + "=" + percent_encode(value);
    }
    return text;
}

std::optional<std::string_view> match_path(std::string_view pattern, std::string_view path)
{
    const auto at = pattern.find(id_mark);
    if (at == std::string_view::npos)
        return pattern == path ? std::optional(std::string_view()) : std::nullopt;
    const auto before = pattern.substr(0, at);
    const auto after = pattern.substr(at + id_mark.size());
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
        return std::nullopt;
    const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
    return id.find('/') == std::string_view::npos ? std::optional(id) : std::nullopt;
}

} // namespace holdfast::net

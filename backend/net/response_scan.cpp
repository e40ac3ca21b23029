#include "backend/net/response_scan.h"

#include "backend/net/http_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace holdfast::net {

namespace {

constexpr std::size_t max_head = 64 * 1024;
constexpr std::size_t max_body = 64 * 1024 * 1024;
constexpr std::string_view line_end = "\r\n";

struct Framing
{
    std::optional<std::size_t> length;
    bool keep_alive = true;
};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// tchar of RFC 9110, 5.6.2.
bool is_name(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != marks.npos;
    });
}

bool is_text(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
    });
}

/// "HTTP/1.1 404 Not Found"; 0 when it is none.
int status_in(std::string_view line)
{
    constexpr std::string_view version = "HTTP/1.1 ";
    constexpr std::size_t code = 3;
    if (!line.starts_with(version) || !is_text(line))
        return 0;
    line.remove_prefix(version.size());
    if (line.size() <= code || line[code] != ' ' || !std::all_of(line.begin(), line.begin() + code, is_digit))
        return 0;
    int status = 0;
    std::from_chars(line.data(), line.data() + code, status);
    return status >= 100 && status <= 599 ? status : 0;
}

/// What it says about where the response ends, into `framing`; the flaw, or nothing.
std::string_view read_field(std::string_view line, Framing &framing)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_name(line.substr(0, colon)) || !is_text(line))
        return "a header field is none";
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equal_without_case(name, "Transfer-Encoding"))
        return "it is sent in chunks";
    if (equal_without_case(name, "Connection")) {
        framing.keep_alive = framing.keep_alive && !lists_token(value, "close");
    } else if (equal_without_case(name, "Content-Length")) {
        std::size_t length = 0;
        const auto parsed = std::from_chars(value.data(), value.data() + value.size(), length);
        if (framing.length)
            return "it has two lengths";
        if (parsed.ec != std::errc{} || parsed.ptr != value.data() + value.size())
            return "its length is no number";
        if (length > max_body)
            return "its body is too long";
        framing.length = length;
    }
    return {};
}

ResponseScan malformed(std::string_view flaw)
{
    ResponseScan scan;
    scan.state = ResponseScan::State::Malformed;
    scan.flaw = flaw;
    return scan;
}

} // namespace

ResponseScan scan_response(std::string_view bytes)
{
    constexpr std::string_view head_end = "\r\n\r\n";
    const auto end = bytes.substr(0, max_head).find(head_end);
    if (end == std::string_view::npos)
        return bytes.size() < max_head ? ResponseScan{} : malformed("its head is too long");

    std::string_view head = bytes.substr(0, end + line_end.size());
    const auto next_line = [&head] {
        const auto size = head.find(line_end);
        const std::string_view line = head.substr(0, size);
        head.remove_prefix(size + line_end.size());
        return line;
    };
    const int status = status_in(next_line());
    if (status == 0)
        return malformed("its first line is no status line of HTTP/1.1");
    if (status < 200)
        return malformed("it is an interim response");
    Framing framing;
    while (!head.empty())
        if (const auto flaw = read_field(next_line(), framing); !flaw.empty())
            return malformed(flaw);

    if (!status_has_body(status))
        framing.length = 0;
    if (!framing.length)
        return malformed("it has no length");
    ResponseScan scan;
    scan.size = end + head_end.size() + *framing.length;
    if (bytes.size() < scan.size)
        return {};
    scan.state = ResponseScan::State::Done;
    scan.status = status;
    scan.keep_alive = framing.keep_alive;
    scan.body = bytes.substr(scan.size - *framing.length, *framing.length);
    return scan;
}

} // namespace holdfast::net

#include "backend/net/http_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace holdfast::net {

namespace {

struct Reason
{
    int status;
    std::string_view phrase;
};

constexpr std::array reasons = {
    Reason{100, "Continue"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{304, "Not Modified"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{402, "Payment Required"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Content"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{503, "Service Unavailable"},
};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void append_number(std::string &out, std::size_t number)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

/// A line break in a field would let its text forge another field, or another message.
void append_field_text(std::string &out, std::string_view text)
{
    const auto start = out.size();
    out += text;
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
        [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

void append_field(std::string &out, std::string_view name, std::string_view value)
{
    append_field_text(out, name);
    out += ": ";
    append_field_text(out, value);
    out += "\r\n";
}

} // namespace

std::string_view reason_phrase(int status)
{
    const auto row = std::lower_bound(reasons.begin(), reasons.end(), status,
                                      [](const Reason &reason, int wanted) { return reason.status < wanted; });
    return row != reasons.end() && row->status == status ? row->phrase : "Unknown";
}

std::string http_date(std::time_t time)
{
    // Not strftime: weekdays and months are English here whatever the locale.
    constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm parts{};
    gmtime_r(&time, &parts);
    const auto two = [](int number) {
        return std::string{static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
    };
    return std::string(days[static_cast<std::size_t>(parts.tm_wday)]) + ", " + two(parts.tm_mday) + " "
           + months[static_cast<std::size_t>(parts.tm_mon)] + " " + std::to_string(parts.tm_year + 1900) + " "
           + two(parts.tm_hour) + ":" + two(parts.tm_min) + ":" + two(parts.tm_sec) + " GMT";
}

bool equal_without_case(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t";
    const auto first = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string authority(std::string_view host, std::uint16_t port)
{
    const bool literal = host.find(':') != std::string_view::npos;
    std::string text(host);
    return (literal ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

bool lists_token(std::string_view list, std::string_view token)
{
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        const auto item = trimmed(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        if (equal_without_case(item, token))
            return true;
    }
    return false;
}

bool status_has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

void append_response_head(std::string &out, const Response &response, std::string_view date, bool keep_alive)
{
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\nServer: Holdfast\r\nDate: ";
    out += date;
    if (status_has_body(response.status)) {
        out += "\r\nContent-Length: ";
        append_number(out, response.body.size());
    }
    out += keep_alive ? "\r\nConnection: keep-alive\r\n" : "\r\nConnection: close\r\n";
    for (const auto &[name, value] : response.headers)
        append_field(out, name, value);
    out += "\r\n";
}

void append_request_head(std::string &out, const Request &request, std::string_view host)
{
    append_field_text(out, request.method);
    out += ' ';
    append_field_text(out, request.target);
    out += " HTTP/1.1\r\n";
    if (!header(request.headers, "Host"))
        append_field(out, "Host", host);
    const bool framed = header(request.headers, "Content-Length") || header(request.headers, "Transfer-Encoding");
    if (!framed && (!request.body.empty() || (request.method != "GET" && request.method != "HEAD"))) {
        out += "Content-Length: ";
        append_number(out, request.body.size());
        out += "\r\n";
    }
    for (const auto &[name, value] : request.headers)
        append_field(out, name, value);
    out += "\r\n";
}

} // namespace holdfast::net

#pragma once

#include "backend/net/http.h"

#include <ctime>
#include <string>
#include <string_view>

// Heads of messages as text: what the server and the client write, free of any library.
namespace holdfast::net {

[[nodiscard]] std::string_view reason_phrase(int status);

/// "Sat, 21 Nov 2026 14:07:32 GMT" (RFC 9110, 5.6.7).
[[nodiscard]] std::string http_date(std::time_t time);

[[nodiscard]] bool equal_without_case(std::string_view left, std::string_view right);

/// Without the blanks and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// "127.0.0.1:8787"; an IPv6 address in brackets.
[[nodiscard]] std::string authority(std::string_view host, std::uint16_t port);

/// Whether a comma-separated list such as Connection's names `token`, without case.
[[nodiscard]] bool lists_token(std::string_view list, std::string_view token);

/// Whether a response of this status carries a body and a Content-Length at all.
[[nodiscard]] bool status_has_body(int status);

/// Appends the status line and the header section, its blank line included. Content-Length is that of the body, which
/// the caller writes after it, or leaves out for HEAD. Line breaks within a field become blanks.
void append_response_head(std::string &out, const Response &response, std::string_view date, bool keep_alive);

/// Appends the request line and the header section; Host and Content-Length are added where they are missing.
void append_request_head(std::string &out, const Request &request, std::string_view host);

} // namespace holdfast::net

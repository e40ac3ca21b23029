#pragma once

#include "backend/net/http.h"
#include "backend/net/http_text.h"

#include <boost/beast/http/basic_parser.hpp>

#include <charconv>
#include <string>
#include <string_view>

// Beast's parser, filling our own values without a detour. Included by server.cpp only.
namespace holdfast::net {

/// What the server itself has against a request; status 0: nothing.
struct Objection
{
    int status = 0;
    std::string_view detail;
};

/// Parses the head of one request into a Request; the session reads the body. Stricter than Beast where two readers of
/// one message might disagree about where it ends: exactly one way to say its length, and said once. The caller
/// enforces the header limit.
class RequestParser final : public boost::beast::http::basic_parser<true>
{
public:
    using Code = boost::system::error_code;
    using Text = boost::beast::string_view;

    RequestParser(std::size_t max_target, std::size_t max_body) : max_target_(max_target), max_body_(max_body)
    {
        skip(true); // the head only
    }

    Request request;

    [[nodiscard]] const Objection &objection() const { return objection_; }
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }
    [[nodiscard]] bool body_is_chunked() const { return chunked_; }
    [[nodiscard]] std::size_t body_length() const { return length_; } ///< when it is not chunked

private:
    void object(int status, std::string_view detail, Code &error)
    {
        objection_ = {status, detail};
        error = boost::beast::http::make_error_code(boost::beast::http::error::bad_value);
    }

    void on_request_impl(boost::beast::http::verb, Text method, Text target, int version, Code &error) override
    {
        if (target.size() > max_target_)
            return object(414, "The request target is too long.", error);
        old_version_ = version < 11;
        request.method.assign(method.data(), method.size());
        request.target.assign(target.data(), target.size());
    }

    void on_field_impl(boost::beast::http::field known, Text name, Text value, Code &error) override
    {
        using Field = boost::beast::http::field;
        const std::string_view text(value.data(), value.size());
        switch (known) {
        case Field::content_length:
            take_length(text, error);
            break;
        case Field::transfer_encoding:
            if (old_version_ || chunked_ || !equal_without_case(text, "chunked"))
                object(400, "The only transfer encoding known here is chunked, once, in HTTP/1.1.", error);
            chunked_ = true;
            break;
        case Field::host:
            if (++hosts_ > 1)
                object(400, "Host must be given once.", error);
            break;
        case Field::expect:
            if (old_version_)
                break;
            if (!equal_without_case(text, "100-continue"))
                object(417, "The only expectation known here is 100-continue.", error);
            expects_continue_ = true;
            break;
        default:
            break;
        }
        request.headers.emplace_back(std::string(name.data(), name.size()), std::string(text));
    }

    void take_length(std::string_view text, Code &error)
    {
        if (has_length_ || text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
            return object(400, "Content-Length must be one number, given once.", error);
        has_length_ = true;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), length_);
        too_large_ = code != std::errc{} || length_ > max_body_;
    }

    void on_header_impl(Code &error) override
    {
        if (chunked_ && has_length_)
            return object(400, "Content-Length and Transfer-Encoding exclude each other.", error);
        if (hosts_ == 0 && !old_version_)
            return object(400, "Host is required.", error);
        if (too_large_)
            return object(413, "The body is too large.", error);
    }

    // The body is not parsed here.
    void on_response_impl(int, Text, int, Code &) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t> &, Code &) override {}
    std::size_t on_body_impl(Text, Code &) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, Text, Code &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text, Code &) override { return 0; }
    void on_finish_impl(Code &) override {}

    std::size_t max_target_;
    std::size_t max_body_;
    Objection objection_;
    std::size_t length_ = 0;
    int hosts_ = 0;
    bool has_length_ = false;
    bool too_large_ = false;
    bool chunked_ = false;
    bool old_version_ = false;
    bool expects_continue_ = false;
};

} // namespace holdfast::net

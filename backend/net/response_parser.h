#pragma once

#include "backend/net/http.h"
#include "backend/net/http_text.h"

#include <boost/beast/http/basic_parser.hpp>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::net {

/// Parses the head of one response into a Response; the connection reads the body. Included by client.cpp only.
class ResponseParser final : public boost::beast::http::basic_parser<false>
{
public:
    using Code = boost::system::error_code;
    using Text = boost::beast::string_view;

    ResponseParser() { skip(true); } // the head only

    Response response;

    [[nodiscard]] bool body_is_chunked() const { return chunked_; }
    [[nodiscard]] std::optional<std::size_t> body_length() const { return length_; }

private:
    void on_response_impl(int status, Text, int, Code &) override { response.status = status; }

    void on_field_impl(boost::beast::http::field known, Text name, Text value, Code &error) override
    {
        using Field = boost::beast::http::field;
        const std::string_view text(value.data(), value.size());
        if (known == Field::transfer_encoding)
            chunked_ = lists_token(text, "chunked");
        if (known == Field::content_length) {
            std::size_t length = 0;
            const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), length);
            if (code != std::errc{} || end != text.data() + text.size())
                error = boost::beast::http::make_error_code(boost::beast::http::error::bad_content_length);
            length_ = length;
        }
        response.headers.emplace_back(std::string(name.data(), name.size()), std::string(text));
    }

    // The body is not parsed here.
    void on_request_impl(boost::beast::http::verb, Text, Text, int, Code &) override {}
    void on_header_impl(Code &) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t> &, Code &) override {}
    std::size_t on_body_impl(Text, Code &) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, Text, Code &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text, Code &) override { return 0; }
    void on_finish_impl(Code &) override {}

    std::optional<std::size_t> length_;
    bool chunked_ = false;
};

} // namespace holdfast::net

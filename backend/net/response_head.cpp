#include "backend/net/response_head.h"

#include "backend/net/http_text.h"

#include <boost/beast/http/basic_parser.hpp>

#include <charconv>

namespace holdfast::net {

namespace http = boost::beast::http;

namespace {

constexpr std::uint32_t max_head = 64 * 1024;

} // namespace

class ResponseHead::Parser final : public http::basic_parser<false>
{
public:
    using Code = boost::system::error_code;
    using Text = boost::beast::string_view;

    Parser()
    {
        skip(true); // the head only
        header_limit(max_head);
    }

    Response response;
    std::optional<std::size_t> length;
    bool chunked = false;

private:
    void on_response_impl(int status, Text, int, Code &) override { response.status = status; }

    void on_field_impl(http::field known, Text name, Text value, Code &error) override
    {
        const std::string_view text(value.data(), value.size());
        if (known == http::field::transfer_encoding)
            chunked = lists_token(text, "chunked");
        if (known == http::field::content_length) {
            std::size_t number = 0;
            const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (code != std::errc{} || end != text.data() + text.size())
                error = make_error_code(http::error::bad_content_length);
            length = number;
        }
        response.headers.emplace_back(std::string(name.data(), name.size()), std::string(text));
    }

    // The body is not parsed here.
    void on_request_impl(http::verb, Text, Text, int, Code &) override {}
    void on_header_impl(Code &) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t> &, Code &) override {}
    std::size_t on_body_impl(Text, Code &) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, Text, Code &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text, Code &) override { return 0; }
    void on_finish_impl(Code &) override {}
};

ResponseHead::ResponseHead() : parser_(std::make_unique<Parser>()) {}
ResponseHead::~ResponseHead() = default;

std::size_t ResponseHead::feed(std::string_view data)
{
    if (data.empty() || state_ != State::More)
        return 0;
    Parser::Code error;
    const auto size = parser_->put(boost::asio::const_buffer(data.data(), data.size()), error);
    if (!error) {
        state_ = State::Done;
    } else if (error != http::error::need_more || data.size() - size > max_head) {
        state_ = State::Malformed;
        flaw_ = error.message();
    }
    return size;
}

Response &ResponseHead::response()
{
    return parser_->response;
}

bool ResponseHead::keep_alive() const
{
    return parser_->keep_alive();
}

bool ResponseHead::body_is_chunked() const
{
    return parser_->chunked;
}

std::optional<std::size_t> ResponseHead::body_length() const
{
    return parser_->length;
}

} // namespace holdfast::net

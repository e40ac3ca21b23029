#include "backend/net/request_head.h"

#include "backend/net/http_text.h"

#include <boost/beast/http/basic_parser.hpp>

#include <charconv>
#include <optional>

namespace holdfast::net {

namespace http = boost::beast::http;

/// Beast's parser, filling our own values without a detour.
class RequestHead::Parser final : public http::basic_parser<true>
{
public:
    using Code = boost::system::error_code;
    using Text = boost::beast::string_view;

    explicit Parser(const RequestLimits &limits) : limits_(limits)
    {
        skip(true); // the head only
        header_limit(static_cast<std::uint32_t>(limits.head + limits.target + 64 * 1024)); // counted outside, over all calls
    }

    Request request;
    Objection objection;
    std::size_t length = 0;
    bool chunked = false;
    bool expects_continue = false;

private:
    void object(int status, std::string_view detail, Code &error)
    {
        objection = {status, detail};
        error = make_error_code(http::error::bad_value);
    }

    void on_request_impl(http::verb, Text method, Text target, int version, Code &error) override
    {
        request.method.assign(method.data(), method.size());
        request.target.assign(target.data(), target.size());
        old_version_ = version < 11;
        if (target.size() > limits_.target)
            object(414, "The request target is too long.", error);
    }

    void on_field_impl(http::field known, Text name, Text value, Code &error) override
    {
        const std::string_view text(value.data(), value.size());
        switch (known) {
        case http::field::content_length:
            take_length(text, error);
            break;
        case http::field::transfer_encoding:
            if (old_version_ || chunked || !equal_without_case(text, "chunked"))
                object(400, "The only transfer encoding known here is chunked, once, in HTTP/1.1.", error);
            chunked = true;
            break;
        case http::field::host:
            if (++hosts_ > 1)
                object(400, "Host must be given once.", error);
            break;
        case http::field::expect:
            if (old_version_)
                break;
            if (!equal_without_case(text, "100-continue"))
                object(417, "The only expectation known here is 100-continue.", error);
            expects_continue = true;
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
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), length);
        too_large_ = code != std::errc{} || length > limits_.body;
    }

    void on_header_impl(Code &error) override
    {
        if (chunked && has_length_)
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

    const RequestLimits &limits_;
    int hosts_ = 0;
    bool has_length_ = false;
    bool too_large_ = false;
    bool old_version_ = false;
};

struct RequestHead::Place
{
    std::optional<Parser> parser;
};

namespace {

/// "http://host/path" -> "/path": a server must understand what a client says to a proxy (RFC 9112, 3.2.2).
void strip_authority(std::string &target)
{
    constexpr std::string_view scheme = "http://";
    if (!target.starts_with(scheme))
        return;
    const auto path = target.find_first_of("/?", scheme.size());
    target.erase(0, path == std::string::npos ? target.size() : path);
    if (!target.starts_with('/'))
        target.insert(0, 1, '/');
}

} // namespace

RequestHead::RequestHead(const RequestLimits &limits) : limits_(limits), place_(std::make_unique<Place>())
{
    restart();
}

RequestHead::~RequestHead() = default;

void RequestHead::restart()
{
    place_->parser.emplace(limits_);
    objection_ = {};
    state_ = State::More;
    taken_ = 0;
}

std::size_t RequestHead::feed(std::string_view data)
{
    std::size_t skipped = 0;
    // An empty line before a request is read over (RFC 9112, 2.2).
    while (taken_ == 0 && data.substr(skipped).starts_with("\r\n"))
        skipped += 2;
    data.remove_prefix(skipped);
    if (data.empty() || state_ != State::More || (taken_ == 0 && data == "\r")) // half an empty line, perhaps
        return skipped;

    auto &parser = *place_->parser;
    Parser::Code error;
    const auto size = parser.put(boost::asio::const_buffer(data.data(), data.size()), error);
    taken_ += size;
    const bool more = error == http::error::need_more;
    const auto seen = taken_ + (more ? data.size() - size : 0);
    if (error && !more) {
        objection_ = parser.objection;
        if (objection_.status == 0)
            objection_ = {400, "The request is not well-formed HTTP."};
    } else if (seen > limits_.head) {
        const bool in_first_line = parser.request.method.empty();
        objection_ = in_first_line ? Objection{414, "The request line is too long."}
                                   : Objection{431, "The header fields are too large."};
    }
    if (objection_.status != 0) {
        state_ = State::Refused;
    } else if (!more) {
        state_ = State::Done;
        strip_authority(parser.request.target);
    }
    return skipped + size;
}

RequestHead::State RequestHead::state() const
{
    return state_;
}

const Objection &RequestHead::objection() const
{
    return objection_;
}

Request &RequestHead::request()
{
    return place_->parser->request;
}

bool RequestHead::keep_alive() const
{
    return place_->parser->keep_alive();
}

bool RequestHead::expects_continue() const
{
    return place_->parser->expects_continue;
}

bool RequestHead::body_is_chunked() const
{
    return place_->parser->chunked;
}

std::size_t RequestHead::body_length() const
{
    return place_->parser->length;
}

} // namespace holdfast::net

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace holdfast::net {

/// Decodes one chunked body (RFC 9112, 7.1) as its bytes arrive. Extensions and trailers are read over. Strict: a line
/// ends with CR LF and nothing else, because a laxer reading is how two readers come to disagree about a message's end.
class ChunkedBody final
{
public:
    enum class State { More, Done, Malformed, TooLarge };

    explicit ChunkedBody(std::size_t max_body) : max_body_(max_body) {}

    /// Takes from the front of `data` and appends what it decodes to `body`; returns how many bytes it took.
    std::size_t feed(std::string_view data, std::string &body);
    [[nodiscard]] State state() const { return state_; }

private:
    enum class At { Size, Extension, SizeLineFeed, Data, DataReturn, DataLineFeed, Trailer, TrailerLineFeed };

    void take(char c);
    void take_size(char c);

    std::size_t max_body_;
    std::size_t total_ = 0;     // announced by the chunks so far
    std::size_t remaining_ = 0; // of the present chunk
    std::size_t line_ = 0;      // bytes of the present size line, or of all trailers
    int digits_ = 0;
    bool trailer_line_empty_ = true;
    At at_ = At::Size;
    State state_ = State::More;
};

} // namespace holdfast::net

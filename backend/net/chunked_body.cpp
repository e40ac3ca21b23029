#include "backend/net/chunked_body.h"

#include "backend/core/hex.h"

#include <algorithm>

namespace holdfast::net {

namespace {

constexpr std::size_t max_size_line = 256;
constexpr std::size_t max_trailers = 8 * 1024;
constexpr int max_digits = 8; // 4 GiB, far beyond any limit: no overflow to think about

} // namespace

std::size_t ChunkedBody::feed(std::string_view data, std::string &body)
{
    std::size_t taken = 0;
    while (taken < data.size() && state_ == State::More) {
        if (at_ == At::Data) {
            const auto part = data.substr(taken, remaining_);
            body += part;
            taken += part.size();
            remaining_ -= part.size();
            if (remaining_ == 0)
                at_ = At::DataReturn;
        } else {
            take(data[taken++]);
        }
    }
    return taken;
}

void ChunkedBody::take_size(char c)
{
    if (const int value = hex_value(c); value >= 0) {
        if (++digits_ > max_digits) {
            state_ = State::TooLarge;
            return;
        }
        remaining_ = remaining_ << 4 | static_cast<std::size_t>(value);
    } else if (digits_ == 0) {
        state_ = State::Malformed;
    } else if (c == '\r') {
        at_ = At::SizeLineFeed;
    } else if (c == ';') {
        at_ = At::Extension;
    } else {
        state_ = State::Malformed;
    }
}

void ChunkedBody::take(char c)
{
    switch (at_) {
    case At::Size:
        take_size(c);
        break;
    case At::Extension:
        if (c == '\r')
            at_ = At::SizeLineFeed;
        else if (c == '\n' || c == '\0' || ++line_ > max_size_line)
            state_ = State::Malformed;
        break;
    case At::SizeLineFeed:
        if (c != '\n') {
            state_ = State::Malformed;
        } else if (remaining_ == 0) {
            line_ = 0;
            at_ = At::Trailer;
        } else if (total_ += remaining_; total_ > max_body_) {
            state_ = State::TooLarge;
        } else {
            at_ = At::Data;
        }
        break;
    case At::Data:
        break; // feed() copies it as a whole
    case At::DataReturn:
        at_ = At::DataLineFeed;
        if (c != '\r')
            state_ = State::Malformed;
        break;
    case At::DataLineFeed:
        at_ = At::Size;
        digits_ = 0;
        line_ = 0;
        if (c != '\n')
            state_ = State::Malformed;
        break;
    case At::Trailer:
        if (c == '\r')
            at_ = At::TrailerLineFeed;
        else if (c == '\n' || c == '\0' || ++line_ > max_trailers)
            state_ = State::Malformed;
        else
            trailer_line_empty_ = false;
        break;
    case At::TrailerLineFeed:
        if (c != '\n')
            state_ = State::Malformed;
        else if (trailer_line_empty_)
            state_ = State::Done;
        trailer_line_empty_ = true;
        at_ = At::Trailer;
        break;
    }
}

} // namespace holdfast::net

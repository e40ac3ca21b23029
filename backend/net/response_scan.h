#pragma once

#include <cstddef>
#include <string_view>

namespace holdfast::net {

/// The response at the front of some bytes, as far as they go. Points into them.
struct ResponseScan
{
    enum class State { More, Done, Malformed };

    State state = State::More;
    std::string_view flaw; ///< when malformed

    // When done:
    int status = 0;
    bool keep_alive = true;
    std::string_view body;
    std::size_t size = 0; ///< of the head and the body
};

/// Reads what Holdfast's server writes and little else, because a load generator must cost less than what it measures:
/// HTTP/1.1, one Content-Length, no chunks, no interim responses, no end by closing. Whatever departs from that is
/// malformed, with a word why, never guessed at. Keeps nothing between calls: called again with more bytes, it reads the
/// head again, which is short.
[[nodiscard]] ResponseScan scan_response(std::string_view bytes);

} // namespace holdfast::net

#include "backend/process/secret.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <vector>

namespace holdfast::process {

std::string random_secret(std::size_t bytes)
{
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::vector<std::uint8_t> random(bytes);
    for (std::size_t have = 0; have < bytes;) {
        const ssize_t got = getrandom(random.data() + have, bytes - have, 0);
        if (got < 0 && errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "cannot draw random bytes");
        have += got > 0 ? static_cast<std::size_t>(got) : 0;
    }

    std::string text;
    std::uint32_t pending = 0;
    unsigned pending_bits = 0;
    for (const std::uint8_t byte : random) {
        pending = (pending << 8) | byte;
        for (pending_bits += 8; pending_bits >= 6; pending_bits -= 6)
            text += alphabet[(pending >> (pending_bits - 6)) & 63];
    }
    if (pending_bits > 0)
        text += alphabet[(pending << (6 - pending_bits)) & 63];
    return text;
}

} // namespace holdfast::process

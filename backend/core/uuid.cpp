#include "backend/core/uuid.h"

#include "backend/core/hex.h"

#include <chrono>
#include <random>

namespace holdfast {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr bool dash_before_byte(std::size_t byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

/// One generator per thread: no lock, and order within the thread.
struct Generator
{
    std::mt19937_64 random{seed()};
    std::uint64_t last_ms = 0;
    std::uint32_t counter = 0;

    static std::uint64_t seed()
    {
        std::random_device device;
        return std::uint64_t{device()} << 32 | device();
    }
};

} // namespace

std::optional<Uuid> Uuid::parse(std::string_view text)
{
    if (text.size() != 36)
        return std::nullopt;
    Bytes bytes{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (dash_before_byte(i) && text[at++] != '-')
            return std::nullopt;
        const int high = hex_value(text[at++]);
        const int low = hex_value(text[at++]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return Uuid(bytes);
}

Uuid Uuid::make_v7()
{
    thread_local Generator generator;
    using namespace std::chrono;
    const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    auto ms = static_cast<std::uint64_t>(now);
    if (ms <= generator.last_ms) {
        // Same millisecond, or a clock that stepped back: count on, and borrow the next millisecond when full.
        ms = generator.last_ms;
        if (++generator.counter > 0xfff) {
            generator.counter = 0;
            ++ms;
        }
    } else {
        generator.counter = static_cast<std::uint32_t>(generator.random() & 0x7ff);
    }
    generator.last_ms = ms;

    Bytes bytes{};
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    bytes[6] = static_cast<std::uint8_t>(0x70 | generator.counter >> 8);
    bytes[7] = static_cast<std::uint8_t>(generator.counter);
    const std::uint64_t random = generator.random();
    for (std::size_t i = 0; i < 8; ++i)
        bytes[8 + i] = static_cast<std::uint8_t>(random >> (56 - 8 * i));
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));
    return Uuid(bytes);
}

std::string Uuid::to_string() const
{
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
        if (dash_before_byte(i))
            text += '-';
        text += hex_digits[bytes_[i] >> 4];
        text += hex_digits[bytes_[i] & 0xf];
    }
    return text;
}

} // namespace holdfast

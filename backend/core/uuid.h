#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// A 128-bit identifier, RFC 9562. A value type; the default is the nil UUID.
class Uuid final
{
public:
    using Bytes = std::array<std::uint8_t, 16>;

    constexpr Uuid() = default;
    explicit constexpr Uuid(const Bytes &bytes) : bytes_(bytes) {}

    /// The 36-character form in either case; anything else is nullopt.
    [[nodiscard]] static std::optional<Uuid> parse(std::string_view text);

    /// A new version 7 identifier: 48 bits of Unix milliseconds, then a 12-bit counter and 62 random bits. Those made
    /// by one thread are strictly increasing, so that they land at the right edge of an index. Thread-safe.
    [[nodiscard]] static Uuid make_v7();

    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] constexpr const Bytes &bytes() const { return bytes_; }
    [[nodiscard]] constexpr bool is_nil() const { return *this == Uuid{}; }

    constexpr auto operator<=>(const Uuid &) const = default;

private:
    Bytes bytes_{};
};

} // namespace holdfast

template <>
struct std::hash<holdfast::Uuid>
{
    std::size_t operator()(const holdfast::Uuid &id) const noexcept
    {
        // The low half is random in version 7; the high half is mostly the time.
        std::size_t value = 0;
        for (std::size_t i = 8; i < 16; ++i)
            value = value << 8 | id.bytes()[i];
        return value;
    }
};

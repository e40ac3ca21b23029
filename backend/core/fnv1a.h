#pragma once

#include <cstdint>
#include <string_view>

namespace holdfast {

/// FNV-1a with 64 bits: the same on every machine and in every release, which std::hash does not promise. It tells apart
/// what differs by chance, and protects nothing.
class Fnv1a final
{
public:
    constexpr void add(std::uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
    constexpr void add(std::string_view text)
    {
        for (const char character : text)
            add(static_cast<std::uint8_t>(character));
    }
    [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325;
};

} // namespace holdfast

#include "backend/insight/cursor.h"

#include "backend/core/fnv1a.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <span>

namespace holdfast::insight {

namespace {

constexpr std::size_t mark_digits = 16;
constexpr std::size_t id_digits = 32;

/// Enough to notice a cursor that is used with another filter.
class Mark final
{
public:
    void add(std::string_view text)
    {
        hash_.add(text);
        hash_.add(std::uint8_t{0xff}); // so that "ab", "c" is not "a", "bc"
    }
    void add(std::int64_t number) { add(std::to_string(number)); }
    [[nodiscard]] std::uint64_t value() const { return hash_.value(); }

private:
    Fnv1a hash_;
};

std::uint64_t mark_of(const ReservationFilter &filter)
{
    Mark mark;
    for (const auto state : filter.states)
        mark.add(name(state));
    mark.add(filter.vendor);
    mark.add(filter.partner);
    mark.add(filter.text);
    mark.add(filter.deadline_within ? filter.deadline_within->count() : -1);
    mark.add(filter.older_than ? filter.older_than->count() : -1);
    mark.add(filter.claimed_by);
    for (const auto &id : {filter.vendor_id, filter.slot_id})
        mark.add(id ? id->to_string() : std::string());
    for (const auto &time : {filter.slot_from, filter.slot_until})
        mark.add(time ? static_cast<std::int64_t>(time->time_since_epoch().count()) : std::int64_t{-1});
    mark.add(static_cast<std::int64_t>(filter.order));
    mark.add(filter.descending ? 1 : 0);
    return mark.value();
}

void append_hex(std::string &text, std::uint8_t byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[byte >> 4];
    text += digits[byte & 15];
}

std::string mark_text(const ReservationFilter &filter)
{
    std::string text;
    const auto mark = mark_of(filter);
    for (int shift = 56; shift >= 0; shift -= 8)
        append_hex(text, static_cast<std::uint8_t>(mark >> shift));
    return text;
}

std::optional<std::string> bytes_of(std::string_view hex)
{
    std::string bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        std::uint8_t byte = 0;
        const auto pair = hex.substr(at, 2);
        const auto [end, error] = std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
        if (pair.size() != 2 || error != std::errc{} || end != pair.data() + 2)
            return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

} // namespace

std::string encode_cursor(const ReservationFilter &filter, const Cursor &cursor)
{
    auto text = mark_text(filter);
    for (const auto byte : cursor.id.bytes())
        append_hex(text, byte);
    for (const unsigned char byte : cursor.key)
        append_hex(text, byte);
    return text;
}

std::optional<Cursor> decode_cursor(const ReservationFilter &filter, std::string_view text)
{
    if (text.size() <= mark_digits + id_digits || text.substr(0, mark_digits) != mark_text(filter))
        return std::nullopt;
    const auto id = bytes_of(text.substr(mark_digits, id_digits));
    auto key = bytes_of(text.substr(mark_digits + id_digits));
    if (!id || !key || key->find('\0') != std::string::npos)
        return std::nullopt;
    Uuid::Bytes bytes{};
    for (std::size_t at = 0; at < bytes.size(); ++at)
        bytes[at] = static_cast<std::uint8_t>((*id)[at]);
    return Cursor{std::move(*key), Uuid(bytes)};
}

std::string encode_place(const Uuid &owner, const std::vector<std::string> &parts)
{
    std::string text;
    for (const auto byte : owner.bytes())
        append_hex(text, byte);
    for (const auto &part : parts) {
        for (const unsigned char byte : part)
            append_hex(text, byte);
        append_hex(text, 0);
    }
    return text;
}

std::optional<std::vector<std::string>> decode_place(const Uuid &owner, std::string_view text, std::size_t parts)
{
    if (!text.starts_with(encode_place(owner, {})))
        return std::nullopt;
    const auto bytes = bytes_of(text.substr(id_digits));
    if (!bytes)
        return std::nullopt;
    std::vector<std::string> found;
    for (std::size_t at = 0; at < bytes->size();) {
        const auto end = bytes->find('\0', at);
        if (end == std::string::npos)
            return std::nullopt;
        found.push_back(bytes->substr(at, end - at));
        at = end + 1;
    }
    return found.size() == parts ? std::optional(std::move(found)) : std::nullopt;
}

} // namespace holdfast::insight

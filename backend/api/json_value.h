#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace holdfast::api {

/// A JSON value as a client sent it, members ordered by name.
struct JsonValue
{
    enum class Kind { Null, Boolean, Integer, Number, Text, Array, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    std::int64_t integer = 0; ///< Integer: a number written without fraction and exponent that fits
    std::string text = {};    ///< Text: decoded. Number: as canonical digits
    std::vector<JsonValue> items = {};
    std::vector<std::pair<std::string, JsonValue>> members = {};

    [[nodiscard]] const JsonValue *find(std::string_view name) const; ///< null when there is no such member
};

struct JsonFlaw
{
    bool out_of_range = false; ///< well-formed, but a number is beyond any we can hold
    std::string detail;
};

inline constexpr int max_json_depth = 32;

/// Strict: UTF-8 without overlong forms or surrogates, no member twice, nothing after the value, depth at most
/// max_json_depth. An empty text is a flaw.
[[nodiscard]] std::variant<JsonValue, JsonFlaw> parse_json(std::string_view text);

/// The same text for every spelling of the same value: order of members, blanks, escapes. Members of the outermost
/// object named in `without` are left out.
[[nodiscard]] std::string canonical_json(const JsonValue &value, std::span<const std::string_view> without = {});

} // namespace holdfast::api

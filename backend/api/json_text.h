#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::api {

/// Appends `text` as a JSON string. Bytes that are not UTF-8 become U+FFFD.
void append_quoted(std::string &out, std::string_view text);
[[nodiscard]] std::string json_string(std::string_view text);

/// Whether all of it is well-formed UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text);

/// Characters of a UTF-8 text.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// Writes one JSON object, member by member. Names are trusted, values are escaped.
class JsonObject final
{
public:
    JsonObject &text(std::string_view name, std::string_view value);
    JsonObject &text_or_null(std::string_view name, const std::optional<std::string> &value);
    JsonObject &number(std::string_view name, std::int64_t value);
    JsonObject &boolean(std::string_view name, bool value);
    JsonObject &raw(std::string_view name, std::string_view json); ///< a value that is JSON already
    [[nodiscard]] std::string finish(); ///< once, at the end

private:
    void begin(std::string_view name);
    std::string out_ = "{";
};

} // namespace holdfast::api

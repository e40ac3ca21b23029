#include "backend/api/json_text.h"

namespace holdfast::api {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length of the well-formed UTF-8 sequence at the front of `text`, 0 when there is none (Unicode, table 3-7).
std::size_t sequence_length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const auto lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!follows(1) || !follows(2) || (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F))
            return 0;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3) || (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F))
            return 0;
        return 4;
    }
    return 0;
}

void append_escaped(std::string &out, char c)
{
    switch (c) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        out += "\\u00";
        out += hex_digits[static_cast<unsigned char>(c) >> 4];
        out += hex_digits[static_cast<unsigned char>(c) & 0xf];
    }
}

} // namespace

bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto length = sequence_length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

void append_quoted(std::string &out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const char c = text.front();
        std::size_t length = 1;
        if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            append_escaped(out, c);
        } else if (length = sequence_length(text); length > 0) {
            out += text.substr(0, length);
        } else {
            out += replacement;
            length = 1;
        }
        text.remove_prefix(length);
    }
    out += '"';
}

std::string json_string(std::string_view text)
{
    std::string out;
    append_quoted(out, text);
    return out;
}

std::size_t count_characters(std::string_view text)
{
    std::size_t count = 0;
    for (const char c : text)
        count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

void JsonObject::begin(std::string_view name)
{
    if (out_.size() > 1)
        out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
}

JsonObject &JsonObject::text(std::string_view name, std::string_view value)
{
    begin(name);
    append_quoted(out_, value);
    return *this;
}

JsonObject &JsonObject::text_or_null(std::string_view name, const std::optional<std::string> &value)
{
    return value ? text(name, *value) : raw(name, "null");
}

JsonObject &JsonObject::number(std::string_view name, std::int64_t value)
{
    begin(name);
    out_ += std::to_string(value);
    return *this;
}

JsonObject &JsonObject::boolean(std::string_view name, bool value)
{
    return raw(name, value ? "true" : "false");
}

JsonObject &JsonObject::raw(std::string_view name, std::string_view json)
{
    begin(name);
    out_ += json;
    return *this;
}

std::string JsonObject::finish()
{
    out_ += '}';
    return std::move(out_);
}

} // namespace holdfast::api

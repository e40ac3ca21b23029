#include "backend/api/fields.h"

#include "backend/api/json_text.h"
#include "backend/core/card_number.h"
#include "backend/net/http_text.h"

#include <algorithm>
#include <charconv>

namespace holdfast::api {

namespace {

constexpr std::size_t longest_key = 255;
constexpr std::size_t most_errors = 20;
constexpr std::size_t longest_gateway_name = 250; // after the prefix

/// "slotId", "slot-id" and "Slot_ID" are all meant for slot_id.
std::string folded(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (c == '_' || c == '-' || c == ' ')
            continue;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::optional<std::int64_t> parse_version(std::string_view digits)
{
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (error != std::errc{} || end != digits.data() + digits.size() || version < 0)
        return std::nullopt;
    return version;
}

} // namespace

Fields::Fields(const JsonValue *object, std::initializer_list<std::string_view> known) : object_(object)
{
    if (!object_)
        return;
    for (const auto &[name, value] : object_->members) {
        if (std::find(known.begin(), known.end(), name) != known.end())
            continue;
        const auto meant = std::find_if(known.begin(), known.end(),
                                        [&](std::string_view wanted) { return folded(wanted) == folded(name); });
        if (meant != known.end())
            refuse(std::string_view(name).substr(0, 64), "Unknown; did you mean " + std::string(*meant) + "?");
    }
}

const JsonValue *Fields::find(std::string_view name) const
{
    const auto *value = object_ ? object_->find(name) : nullptr;
    return value && value->kind != JsonValue::Kind::Null ? value : nullptr;
}

void Fields::refuse(std::string_view name, std::string message)
{
    if (errors_.size() < most_errors)
        errors_.push_back({std::string(name), std::move(message)});
}

void Fields::require(std::string_view name)
{
    if (!has(name))
        refuse(name, "Required.");
}

Problem Fields::problem() const
{
    Problem problem{ErrorCode::ValidationFailed};
    problem.detail = errors_.front().field + ": " + errors_.front().message;
    problem.errors = errors_;
    return problem;
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t shortest, std::size_t longest)
{
    const auto *value = find(name);
    if (!value)
        return std::nullopt;
    if (value->kind != JsonValue::Kind::Text) {
        refuse(name, "Must be a string.");
        return std::nullopt;
    }
    if (auto flaw = text_flaw(value->text, shortest, longest); !flaw.empty()) {
        refuse(name, std::move(flaw));
        return std::nullopt;
    }
    return value->text;
}

std::optional<std::string> Fields::words(std::string_view name, std::size_t shortest, std::size_t longest)
{
    return without_card(name, text(name, shortest, longest), holds_card_number);
}

std::optional<std::string> Fields::reference(std::string_view name, std::size_t shortest, std::size_t longest)
{
    return without_card(name, text(name, shortest, longest), refers_to_card_number);
}

std::optional<std::string> Fields::without_card(std::string_view name, std::optional<std::string> given,
                                                bool (*has_card)(std::string_view))
{
    if (!given || !has_card(*given))
        return given;
    refuse(name, "This has what looks like the number of a card, which is not taken here.");
    return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view name, std::int64_t least, std::int64_t most)
{
    const auto *value = find(name);
    if (!value)
        return std::nullopt;
    if (value->kind == JsonValue::Kind::Integer && value->integer >= least && value->integer <= most)
        return value->integer;
    refuse(name, "Must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    return std::nullopt;
}

std::optional<Uuid> Fields::uuid(std::string_view name)
{
    const auto *value = find(name);
    if (!value)
        return std::nullopt;
    const auto parsed = value->kind == JsonValue::Kind::Text ? Uuid::parse(value->text) : std::nullopt;
    if (!parsed)
        refuse(name, "Must be a UUID.");
    return parsed;
}

std::optional<Timestamp> Fields::time(std::string_view name)
{
    const auto *value = find(name);
    if (!value)
        return std::nullopt;
    const auto parsed = value->kind == JsonValue::Kind::Text ? parse_rfc3339(value->text) : std::nullopt;
    if (!parsed)
        refuse(name, "Must be a date and time as in RFC 3339, for example 2026-11-21T14:00:00Z.");
    return parsed;
}

std::string text_flaw(std::string_view text, std::size_t shortest, std::size_t longest)
{
    const bool controls = std::any_of(text.begin(), text.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (controls)
        return "Must not contain control characters.";
    const auto characters = count_characters(text);
    if (characters < shortest)
        return "Must not be empty.";
    if (characters > longest)
        return "Must be at most " + std::to_string(longest) + " characters long.";
    return {};
}

bool is_gateway_name(std::string_view text, std::string_view prefix)
{
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return !text.empty() && text.size() <= longest_gateway_name && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::optional<std::string> parse_key_header(std::string_view value)
{
    value = net::trimmed(value);
    if (!value.starts_with('"')) {
        const bool visible = std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"'; });
        if (value.empty() || !visible)
            return std::nullopt;
        return std::string(value);
    }
    if (value.size() < 3 || value.back() != '"')
        return std::nullopt;
    std::string key;
    for (std::size_t i = 1; i + 1 < value.size(); ++i) {
        char c = value[i];
        if (c == '\\') {
            c = value[++i];
            if (i + 1 >= value.size() || (c != '"' && c != '\\'))
                return std::nullopt;
        } else if (c == '"' || c < 0x20 || c >= 0x7f) {
            return std::nullopt;
        }
        key += c;
    }
    return key;
}

std::optional<std::string> read_key(const net::Headers &headers, Fields &fields)
{
    constexpr std::string_view header_name = "Idempotency-Key";
    auto key = fields.text("idempotency_key", 1, longest_key);
    for (const auto &field : headers) {
        if (!net::equal_without_case(field.first, header_name))
            continue;
        auto parsed = parse_key_header(field.second);
        if (!parsed || parsed->size() > longest_key)
            fields.refuse(header_name, "Must be 1 to 255 visible characters, or a quoted string.");
        else if (key && *key != *parsed)
            fields.refuse(header_name, "Differs from another idempotency key of this request.");
        else
            key = std::move(parsed);
    }
    return key;
}

std::optional<std::int64_t> read_expected_version(const net::Headers &headers, Fields &fields)
{
    constexpr std::string_view header_name = "If-Match";
    auto version = fields.integer("availability_version", 0, std::numeric_limits<std::int64_t>::max());
    const auto header = net::header(headers, header_name);
    if (!header || net::trimmed(*header) == "*")
        return version;
    const auto tag = net::trimmed(*header);
    std::optional<std::int64_t> tagged;
    if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"')
        tagged = parse_version(tag.substr(1, tag.size() - 2));
    if (!tagged)
        fields.refuse(header_name, "Must be one entity tag as GET /v1/slots/{id} gives it, for example \"7\".");
    else if (version && *version != *tagged)
        fields.refuse(header_name, "Differs from availability_version.");
    return tagged;
}

bool names_version(std::string_view tags, std::int64_t version)
{
    const std::string wanted = '"' + std::to_string(version) + '"';
    while (!tags.empty()) {
        const auto end = std::min(tags.find(','), tags.size());
        auto tag = net::trimmed(tags.substr(0, end));
        tags.remove_prefix(std::min(end + 1, tags.size()));
        if (tag == "*")
            return true;
        if (tag.starts_with("W/"))
            tag.remove_prefix(2);
        if (tag == wanted)
            return true;
    }
    return false;
}

} // namespace holdfast::api

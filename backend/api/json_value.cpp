#include "backend/api/json_value.h"

#include "backend/api/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace holdfast::api {

namespace {

constexpr int number_out_of_range = 406; // the library's id of that error

/// Builds a JsonValue from the library's events; returns false to stop at a flaw.
class Builder final : public nlohmann::json_sax<nlohmann::json>
{
public:
    JsonValue take() { return std::move(root_); }
    [[nodiscard]] const JsonFlaw &flaw() const { return flaw_; }

    bool null() override { return add({}); }
    bool boolean(bool value) override
    {
        JsonValue added{JsonValue::Kind::Boolean};
        added.boolean = value;
        return add(std::move(added));
    }
    bool number_integer(number_integer_t value) override
    {
        JsonValue added{JsonValue::Kind::Integer};
        added.integer = value;
        return add(std::move(added));
    }
    bool number_unsigned(number_unsigned_t value) override
    {
        if (value <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
            return number_integer(static_cast<std::int64_t>(value));
        return add_number(std::to_string(value));
    }
    bool number_float(number_float_t value, const string_t &) override
    {
        std::array<char, 32> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        return add_number({digits.data(), end});
    }
    bool string(string_t &value) override
    {
        JsonValue added{JsonValue::Kind::Text};
        added.text = std::move(value);
        return add(std::move(added));
    }
    bool binary(binary_t &) override { return false; }

    bool start_object(std::size_t) override { return open(JsonValue::Kind::Object); }
    bool start_array(std::size_t) override { return open(JsonValue::Kind::Array); }
    bool end_array() override { return close(); }
    bool key(string_t &name) override
    {
        keys_.back() = std::move(name);
        return true;
    }
    bool end_object() override
    {
        auto &members = open_.back().members;
        std::sort(members.begin(), members.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        const auto twice = std::adjacent_find(members.begin(), members.end(),
                                              [](const auto &a, const auto &b) { return a.first == b.first; });
        if (twice != members.end()) {
            flaw_.detail = "A member is given twice: " + json_string(twice->first.substr(0, 64)) + ".";
            return false;
        }
        return close();
    }

    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &error) override
    {
        flaw_.out_of_range = error.id == number_out_of_range;
        flaw_.detail = flaw_.out_of_range ? "A number is out of range."
                                          : "Not well-formed JSON at byte " + std::to_string(position) + ".";
        return false;
    }

private:
    bool add_number(std::string digits)
    {
        JsonValue added{JsonValue::Kind::Number};
        added.text = std::move(digits);
        return add(std::move(added));
    }

    bool open(JsonValue::Kind kind)
    {
        if (open_.size() >= static_cast<std::size_t>(max_json_depth)) {
            flaw_.detail = "Nested deeper than " + std::to_string(max_json_depth) + " levels.";
            return false;
        }
        open_.push_back({kind});
        keys_.emplace_back();
        return true;
    }

    bool close()
    {
        JsonValue done = std::move(open_.back());
        open_.pop_back();
        keys_.pop_back();
        return add(std::move(done));
    }

    bool add(JsonValue value)
    {
        if (open_.empty())
            root_ = std::move(value);
        else if (open_.back().kind == JsonValue::Kind::Object)
            open_.back().members.emplace_back(std::move(keys_.back()), std::move(value));
        else
            open_.back().items.push_back(std::move(value));
        return true;
    }

    JsonValue root_;
    std::vector<JsonValue> open_;
    std::vector<std::string> keys_; // the pending member name of each open value
    JsonFlaw flaw_;
};

void write(std::string &out, const JsonValue &value, std::span<const std::string_view> without)
{
    switch (value.kind) {
    case JsonValue::Kind::Null:
        out += "null";
        break;
    case JsonValue::Kind::Boolean:
        out += value.boolean ? "true" : "false";
        break;
    case JsonValue::Kind::Integer:
        out += std::to_string(value.integer);
        break;
    case JsonValue::Kind::Number:
        out += value.text;
        break;
    case JsonValue::Kind::Text:
        append_quoted(out, value.text);
        break;
    case JsonValue::Kind::Array:
        out += '[';
        for (const auto &item : value.items) {
            write(out, item, {});
            out += ',';
        }
        out += ']';
        break;
    case JsonValue::Kind::Object:
        out += '{';
        for (const auto &[name, member] : value.members) {
            if (std::find(without.begin(), without.end(), name) != without.end())
                continue;
            append_quoted(out, name);
            out += ':';
            write(out, member, {});
            out += ',';
        }
        out += '}';
        break;
    }
}

} // namespace

const JsonValue *JsonValue::find(std::string_view name) const
{
    const auto at = std::lower_bound(members.begin(), members.end(), name,
                                     [](const auto &member, std::string_view wanted) { return member.first < wanted; });
    return at != members.end() && at->first == name ? &at->second : nullptr;
}

std::variant<JsonValue, JsonFlaw> parse_json(std::string_view text)
{
    Builder builder;
    // The library would skip a byte order mark; RFC 8259 lets a reader refuse it.
    if (text.starts_with("\xEF\xBB\xBF"))
        return JsonFlaw{false, "Not well-formed JSON at byte 1."};
    // The library would take a zero byte for the end, whatever follows.
    if (const auto zero = text.find('\0'); zero != std::string_view::npos)
        return JsonFlaw{false, "Not well-formed JSON at byte " + std::to_string(zero + 1) + "."};
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
        return builder.flaw();
    return builder.take();
}

std::string canonical_json(const JsonValue &value, std::span<const std::string_view> without)
{
    std::string out;
    write(out, value, without);
    return out;
}

} // namespace holdfast::api

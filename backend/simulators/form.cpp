#include "backend/simulators/form.h"

#include "backend/net/http.h"

#include <algorithm>
#include <charconv>

namespace holdfast::simulators {

namespace {

constexpr std::size_t max_text = 5'000;
constexpr std::size_t max_metadata_keys = 50;
constexpr std::size_t max_metadata_key = 40;
constexpr std::size_t max_metadata_value = 500;

/// "key" of "NAME[key]".
std::optional<std::string_view> nested_key(std::string_view entry, std::string_view name)
{
    if (!entry.starts_with(name) || entry.size() < name.size() + 2 || entry[name.size()] != '[' || entry.back() != ']')
        return std::nullopt;
    return entry.substr(name.size() + 1, entry.size() - name.size() - 2);
}

} // namespace

std::optional<Form> Form::parse(std::string_view text)
{
    auto pairs = net::parse_query(text);
    if (!pairs)
        return std::nullopt;
    Form form;
    form.entries_ = std::move(*pairs);
    return form;
}

std::optional<std::string_view> Form::find(std::string_view name) const
{
    const auto at =
        std::find_if(entries_.rbegin(), entries_.rend(), [&](const auto &entry) { return entry.first == name; });
    return at == entries_.rend() ? std::nullopt : std::optional<std::string_view>(at->second);
}

Metadata Form::map(std::string_view name) const
{
    Metadata found;
    for (const auto &[entry, value] : entries_) {
        if (const auto key = nested_key(entry, name))
            found.insert_or_assign(std::string(*key), value);
    }
    return found;
}

std::string Form::canonical() const
{
    auto sorted = entries_;
    std::sort(sorted.begin(), sorted.end());
    std::string text;
    for (const auto &[name, value] : sorted)
        text += net::percent_encode(name) + '=' + net::percent_encode(value) + '&';
    return text;
}

std::optional<std::string> Parameters::take(std::string_view name)
{
    std::optional<std::string> found;
    const auto &entries = form_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].first == name) {
            read_[i] = true;
            found = entries[i].second;
        }
    }
    return found;
}

std::optional<std::string> Parameters::text(std::string_view name)
{
    auto value = take(name);
    if (value && value->size() > max_text)
        refuse(invalid("parameter_invalid_string_blank", "Invalid string: it may have at most 5000 characters.",
                       std::string(name)));
    if (value && value->empty())
        return std::nullopt; // Stripe's way to unset
    return value;
}

std::string Parameters::required_text(std::string_view name)
{
    auto value = text(name);
    if (!value)
        refuse(invalid("parameter_missing", "Missing required param: " + std::string(name) + ".", std::string(name)));
    return value.value_or(std::string());
}

std::optional<std::int64_t> Parameters::integer(std::string_view name, std::int64_t least)
{
    const auto value = take(name);
    if (!value)
        return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
    if (error != std::errc{} || end != value->data() + value->size()) {
        refuse(invalid("parameter_invalid_integer", "Invalid integer: " + *value, std::string(name)));
        return std::nullopt;
    }
    if (number < least)
        refuse(invalid("parameter_invalid_integer",
                       "This value must be greater than or equal to " + std::to_string(least) + ".",
                       std::string(name)));
    return number;
}

bool Parameters::boolean(std::string_view name, bool otherwise)
{
    const auto value = take(name);
    if (!value || *value == "true" || *value == "false")
        return value ? *value == "true" : otherwise;
    refuse(invalid("", "Invalid boolean: " + *value, std::string(name)));
    return otherwise;
}

std::string Parameters::word(std::string_view name, const std::vector<std::string_view> &words)
{
    const auto value = take(name);
    if (value && std::find(words.begin(), words.end(), *value) == words.end()) {
        std::string list;
        for (const auto known : words)
            list += (list.empty() ? "" : ", ") + std::string(known);
        refuse(invalid("", "Invalid " + std::string(name) + ": must be one of " + list, std::string(name)));
    }
    return value.value_or(std::string(words.front()));
}

std::vector<std::string> Parameters::list(std::string_view name)
{
    std::vector<std::string> found;
    const auto &entries = form_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto key = nested_key(entries[i].first, name);
        if (!key || !std::all_of(key->begin(), key->end(), [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        read_[i] = true;
        found.push_back(entries[i].second);
    }
    return found;
}

Metadata Parameters::metadata(std::string_view name)
{
    Metadata found = form_.map(name);
    const auto &entries = form_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (nested_key(entries[i].first, name))
            read_[i] = true;
    }
    if (found.size() > max_metadata_keys)
        refuse(invalid("", "Metadata can have at most 50 keys.", std::string(name)));
    for (const auto &[key, value] : found) {
        if (key.empty() || key.size() > max_metadata_key || key.find_first_of("[]") != std::string::npos)
            refuse(invalid("", "Metadata keys have 1 to 40 characters and no brackets.", std::string(name)));
        if (value.size() > max_metadata_value)
            refuse(
                invalid("", "Metadata values can have at most 500 characters.", std::string(name) + "[" + key + "]"));
    }
    return found;
}

void Parameters::tolerate(std::string_view name)
{
    const auto &entries = form_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].first == name || entries[i].first.starts_with(std::string(name) + '['))
            read_[i] = true;
    }
}

void Parameters::refuse(Refusal refusal)
{
    if (!refusal_)
        refusal_ = std::move(refusal);
}

std::optional<Refusal> Parameters::finish()
{
    for (std::size_t i = 0; i < read_.size(); ++i) {
        if (!read_[i]) {
            const auto &name = form_.entries()[i].first;
            refuse(invalid("parameter_unknown", "Received unknown parameter: " + name, name));
        }
    }
    return refusal_;
}

} // namespace holdfast::simulators

#include "backend/api/node.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace holdfast::api {

std::optional<Body> read_body(Call &call, bool absent_will_do)
{
    Body body;
    if (call.request.body.empty() && absent_will_do)
        return body;
    auto parsed = parse_json(call.request.body);
    if (const auto *flaw = std::get_if<JsonFlaw>(&parsed)) {
        call.fail(flaw->out_of_range ? ErrorCode::ValidationFailed : ErrorCode::MalformedJson, flaw->detail);
        return std::nullopt;
    }
    body.object = std::get<JsonValue>(std::move(parsed));
    if (body.object->kind != JsonValue::Kind::Object) {
        call.fail(ErrorCode::ValidationFailed, "The body must be a JSON object.");
        return std::nullopt;
    }
    return body;
}

namespace {

/// An id in its one canonical spelling: upper and lower case name the same. Anything else as it is.
std::string canonical_id(const std::string &text)
{
    const auto id = Uuid::parse(text);
    return id ? id->to_string() : text;
}

std::string canonical_path(const Call &call)
{
    auto path = call.path;
    if (const auto at = call.id.empty() ? std::string::npos : path.find(call.id); at != std::string::npos)
        path.replace(at, call.id.size(), canonical_id(call.id));
    return path;
}

std::string canonical_body(JsonValue body)
{
    static constexpr std::array<std::string_view, 2> without = {"idempotency_key", "availability_version"};
    static constexpr std::array<std::string_view, 2> ids = {"slot_id", "vendor_id"};
    for (auto &[name, value] : body.members) {
        if (value.kind == JsonValue::Kind::Text && std::find(ids.begin(), ids.end(), name) != ids.end())
            value.text = canonical_id(value.text);
    }
    return canonical_json(body, without);
}

} // namespace

booking::Fingerprint fingerprint_of(const Call &call, const JsonValue *body)
{
    std::string text = call.request.method;
    ((text += ' ') += canonical_path(call)) += '\n';
    // No body and an empty object ask for the same.
    text += body ? canonical_body(*body) : "{}";
    booking::Fingerprint fingerprint{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), fingerprint.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return fingerprint;
}

std::optional<Uuid> read_id(Call &call, ErrorCode otherwise)
{
    auto id = Uuid::parse(call.id);
    if (!id)
        call.fail(otherwise);
    return id;
}

QueryFields::QueryFields(std::string_view query)
{
    auto pairs = net::parse_query(query);
    if (!pairs) {
        refuse("query", "Not well-formed: a percent sign needs two hexadecimal digits.");
        return;
    }
    pairs_ = std::move(*pairs);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        const auto &[name, value] = pairs_[i];
        const bool again = std::any_of(pairs_.begin(), pairs_.begin() + static_cast<std::ptrdiff_t>(i),
                                       [&name = name](const auto &pair) { return pair.first == name; });
        auto flaw = again ? "Given twice." : text_flaw(value, 0, 1000);
        if (!flaw.empty()) {
            refuse(name, std::move(flaw));
            return;
        }
    }
}

std::optional<std::string> QueryFields::text(std::string_view name) const
{
    for (const auto &[key, value] : pairs_) {
        if (key == name && !value.empty())
            return value;
    }
    return std::nullopt;
}

std::optional<Uuid> QueryFields::uuid(std::string_view name)
{
    const auto value = text(name);
    if (!value)
        return std::nullopt;
    const auto parsed = Uuid::parse(*value);
    if (!parsed)
        refuse(name, "Must be a UUID.");
    return parsed;
}

std::optional<Timestamp> QueryFields::time(std::string_view name)
{
    const auto value = text(name);
    if (!value)
        return std::nullopt;
    // In a query '+' is a blank: an offset written plainly arrives so.
    std::string plain = *value;
    if (const auto blank = plain.rfind(' '); blank != std::string::npos && blank > 10)
        plain[blank] = '+';
    const auto parsed = parse_rfc3339(plain);
    if (!parsed)
        refuse(name, "Must be a date and time as in RFC 3339, for example 2026-11-21T14:00:00Z.");
    return parsed;
}

std::int64_t QueryFields::integer(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most)
{
    const auto value = text(name);
    if (!value)
        return otherwise;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
    if (error != std::errc{} || end != value->data() + value->size() || number < least || number > most) {
        refuse(name, "Must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
        return otherwise;
    }
    return number;
}

bool QueryFields::fail(Call &call) const
{
    if (errors_.empty())
        return false;
    Problem problem{ErrorCode::ValidationFailed};
    problem.detail = errors_.front().field + ": " + errors_.front().message;
    problem.errors = errors_;
    call.fail(problem);
    return true;
}

} // namespace holdfast::api

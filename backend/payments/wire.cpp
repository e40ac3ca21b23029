#include "backend/payments/wire.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace holdfast::payments {

namespace {

using Json = nlohmann::json;

constexpr std::size_t max_text = 300;                 ///< of an error's fields
constexpr std::int64_t max_seconds = 253'402'300'799; ///< the end of the year 9999

const Json *member(const Json &object, const char *name)
{
    if (!object.is_object())
        return nullptr;
    const auto at = object.find(name);
    return at == object.end() || at->is_null() ? nullptr : &*at;
}

std::string text(const Json &object, const char *name)
{
    const auto *value = member(object, name);
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<std::string> optional_text(const Json &object, const char *name)
{
    auto value = text(object, name);
    return value.empty() ? std::nullopt : std::optional(std::move(value));
}

/// Of an amount, never negative; nullopt when there is none.
std::optional<std::int64_t> amount(const Json &object, const char *name)
{
    const auto *value = member(object, name);
    if (!value || !value->is_number_integer())
        return std::nullopt;
    const auto number = value->get<std::int64_t>();
    return number < 0 ? std::nullopt : std::optional(number);
}

std::optional<Timestamp> time(const Json &object, const char *name)
{
    const auto seconds = amount(object, name);
    if (!seconds || *seconds > max_seconds)
        return std::nullopt;
    return Timestamp(std::chrono::seconds(*seconds));
}

/// The id of something that is told as such, or expanded into an object.
std::string id_of(const Json &object, const char *name)
{
    const auto *value = member(object, name);
    if (value && value->is_object())
        return text(*value, "id");
    return text(object, name);
}

std::string currency(const Json &object)
{
    auto code = text(object, "currency");
    std::transform(code.begin(), code.end(), code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return code;
}

Metadata metadata(const Json &object)
{
    Metadata fields;
    if (const auto *value = member(object, "metadata"); value && value->is_object()) {
        for (const auto &[name, field] : value->items()) {
            if (field.is_string())
                fields.emplace(name, field.get<std::string>());
        }
    }
    return fields;
}

std::optional<Timestamp> capture_before(const Json &charge)
{
    const auto *details = member(charge, "payment_method_details");
    const auto *card = details ? member(*details, "card") : nullptr;
    return card ? time(*card, "capture_before") : std::nullopt;
}

std::optional<Intent> intent_of(const Json &object)
{
    const auto status = parse_intent_status(text(object, "status"));
    const auto total = amount(object, "amount");
    Intent intent;
    intent.id = text(object, "id");
    intent.currency = currency(object);
    if (!status || !total || intent.id.empty() || intent.currency.empty())
        return std::nullopt;
    intent.status = *status;
    intent.amount_minor = *total;
    intent.capturable_minor = amount(object, "amount_capturable").value_or(0);
    intent.received_minor = amount(object, "amount_received").value_or(0);
    intent.payment_method = id_of(object, "payment_method");
    intent.metadata = metadata(object);
    intent.created = time(object, "created").value_or(Timestamp{});
    intent.cancellation_reason = optional_text(object, "cancellation_reason");
    intent.latest_charge = id_of(object, "latest_charge");
    if (const auto *charge = member(object, "latest_charge"))
        intent.capture_before = capture_before(*charge);
    if (const auto *last_error = member(object, "last_payment_error")) {
        intent.decline_code = optional_text(*last_error, "decline_code");
        if (!intent.decline_code)
            intent.decline_code = optional_text(*last_error, "code");
    }
    return intent;
}

std::optional<Refund> refund_of(const Json &object)
{
    const auto status = parse_refund_status(text(object, "status"));
    const auto total = amount(object, "amount");
    Refund refund;
    refund.id = text(object, "id");
    if (!status || !total || refund.id.empty())
        return std::nullopt;
    refund.status = *status;
    refund.amount_minor = *total;
    refund.intent_id = id_of(object, "payment_intent");
    refund.currency = currency(object);
    refund.metadata = metadata(object);
    refund.created = time(object, "created").value_or(Timestamp{});
    return refund;
}

template <typename T>
std::optional<Page<T>> page_of(std::string_view body, std::optional<T> (*read)(const Json &))
{
    const auto list = Json::parse(body, nullptr, false);
    const auto *data = member(list, "data");
    const auto *more = member(list, "has_more");
    if (!data || !data->is_array() || !more || !more->is_boolean())
        return std::nullopt;
    Page<T> page;
    for (const auto &row : *data) {
        auto item = read(row);
        if (!item)
            return std::nullopt; // what cannot be read must not be taken for missing
        page.items.push_back(std::move(*item));
    }
    if (more->get<bool>() && page.items.empty())
        return std::nullopt; // no way on from here
    if (more->get<bool>())
        page.next = page.items.back().id;
    return page;
}

/// Bounded, and on one line.
std::string bounded(std::string words)
{
    if (words.size() > max_text) {
        auto end = max_text;
        while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0) == 0x80)
            --end; // not within a character
        words.resize(end);
    }
    std::replace_if(
        words.begin(), words.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return words;
}

} // namespace

std::optional<Intent> read_intent(std::string_view body)
{
    return intent_of(Json::parse(body, nullptr, false));
}

std::optional<Refund> read_refund(std::string_view body)
{
    return refund_of(Json::parse(body, nullptr, false));
}

std::optional<Page<Intent>> read_intents(std::string_view body)
{
    return page_of<Intent>(body, intent_of);
}

std::optional<Page<Refund>> read_refunds(std::string_view body)
{
    return page_of<Refund>(body, refund_of);
}

std::optional<Timestamp> read_capture_before(std::string_view body)
{
    return capture_before(Json::parse(body, nullptr, false));
}

GatewayError read_error(std::string_view body)
{
    GatewayError error;
    const auto answer = Json::parse(body, nullptr, false);
    const auto *told = member(answer, "error");
    if (!told || !told->is_object()) {
        error.message = "the answer is not the gateway's";
        return error;
    }
    error.type = bounded(text(*told, "type"));
    error.code = bounded(text(*told, "code"));
    error.decline_code = bounded(text(*told, "decline_code"));
    error.message = bounded(text(*told, "message"));
    if (const auto *intent = member(*told, "payment_intent"))
        error.intent = intent_of(*intent);
    return error;
}

} // namespace holdfast::payments

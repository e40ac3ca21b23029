#include "backend/simulators/fault_json.h"

#include "backend/core/money.h"

#include <algorithm>
#include <cctype>

namespace holdfast::simulators {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::int64_t longest_delay_ms = 10 * 60 * 1000;
constexpr std::string_view metadata_prefix = "holdfast_";

template <typename Names>
std::optional<std::size_t> index_of(const Names &names, std::string_view name)
{
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - names.begin()));
}

std::optional<CallKind> read_call(JsonReader &reader)
{
    const auto call = reader.text("call").value_or("");
    if (call == "any")
        return std::nullopt;
    const auto kind = index_of(call_kind_names, call);
    if (!kind)
        reader.complain("call is any, create, confirm, retrieve, capture, cancel, refund, list, other or webhook");
    return static_cast<CallKind>(kind.value_or(0));
}

FaultKind read_kind(JsonReader &reader)
{
    const auto kind = index_of(fault_kind_names, reader.text("kind").value_or(""));
    if (!kind)
        reader.complain(
            "kind is drop_before, drop_after, delay, error, decline, rate_limit or hang; of a webhook delay, "
            "duplicate, lose, disorder, forge or stale");
    return static_cast<FaultKind>(kind.value_or(0));
}

std::uint64_t read_count(JsonReader &reader, const char *name)
{
    const auto count = reader.integer(name);
    if (count && *count < 1)
        reader.complain(std::string(name) + " is at least 1");
    return static_cast<std::uint64_t>(count.value_or(0));
}

std::string text_of_scalar(const Json &value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace

const Json *JsonReader::take(const std::string &name)
{
    known_.push_back(name);
    const auto at = object_.find(name);
    return at == object_.end() || at->is_null() ? nullptr : &*at;
}

std::optional<std::string> JsonReader::text(const std::string &name)
{
    const auto *value = take(name);
    if (value && !value->is_string())
        complain(name + " is a text");
    return value && value->is_string() ? std::optional(value->get<std::string>()) : std::nullopt;
}

std::optional<std::int64_t> JsonReader::integer(const std::string &name)
{
    const auto *value = take(name);
    if (value && !value->is_number_integer())
        complain(name + " is an integer");
    return value && value->is_number_integer() ? std::optional(value->get<std::int64_t>()) : std::nullopt;
}

std::optional<double> JsonReader::number(const std::string &name)
{
    const auto *value = take(name);
    if (value && !value->is_number())
        complain(name + " is a number");
    return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

std::optional<bool> JsonReader::boolean(const std::string &name)
{
    const auto *value = take(name);
    if (value && !value->is_boolean())
        complain(name + " is true or false");
    return value && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

Metadata JsonReader::map(const std::string &name)
{
    const auto *value = take(name);
    Metadata found;
    if (value && !value->is_object())
        complain(name + " is an object");
    if (!value || !value->is_object())
        return found;
    for (const auto &[key, member] : value->items()) {
        if (member.is_structured() || member.is_null())
            complain(name + "." + key + " is a text");
        else
            found.emplace(key, text_of_scalar(member));
    }
    return found;
}

void JsonReader::complain(std::string flaw)
{
    if (!flaw_)
        flaw_ = std::move(flaw);
}

std::optional<std::string> JsonReader::finish()
{
    for (const auto &[name, value] : object_.items()) {
        if (std::find(known_.begin(), known_.end(), name) == known_.end())
            complain("there is no " + name + " here");
    }
    return flaw_;
}

std::variant<Fault, std::string> read_fault(const Json &order)
{
    JsonReader reader(order);
    Fault fault;
    fault.call = read_call(reader);
    fault.kind = read_kind(reader);
    const auto delay = reader.integer("delay_ms").value_or(0);
    if (delay < 0 || delay > longest_delay_ms)
        reader.complain("delay_ms is from 0 to ten minutes");
    fault.delay = std::chrono::milliseconds(delay);
    const auto status = reader.integer("status").value_or(500);
    if (status < 400 || status > 599)
        reader.complain("status is from 400 to 599");
    fault.status = static_cast<int>(status);
    fault.type = reader.text("type").value_or("");
    fault.code = reader.text("code").value_or("");
    fault.message = reader.text("message").value_or("");
    fault.decline_code = reader.text("decline_code").value_or(fault.decline_code);
    fault.after = reader.boolean("after").value_or(fault.kind == FaultKind::Hang);
    fault.stored = reader.boolean("stored").value_or(false);
    fault.should_retry = reader.boolean("should_retry");
    fault.rate = reader.number("rate");
    if (fault.rate && !(*fault.rate > 0 && *fault.rate <= 1))
        reader.complain("rate is above 0 and at most 1");
    const auto seed = reader.integer("seed");
    if (fault.rate && *fault.rate < 1 && !seed)
        reader.complain("a rate needs a seed, or nobody could repeat it");
    fault.seed = static_cast<std::uint64_t>(seed.value_or(0));
    fault.nth = read_count(reader, "nth");
    fault.times = read_count(reader, "times");
    for (const auto &[key, value] : reader.map("match")) {
        if (key == "type")
            fault.event_type = value;
        else
            fault.match.emplace(key.starts_with(metadata_prefix) ? key : std::string(metadata_prefix) + key, value);
    }
    const bool of_webhook = fault.call == CallKind::Webhook;
    if (of_webhook ? !befalls_webhooks(fault.kind) : !befalls_calls(fault.kind))
        reader.complain(std::string(name(fault.kind)) + " does not befall " + (of_webhook ? "webhooks" : "calls"));
    if (!of_webhook && !fault.event_type.empty())
        reader.complain("match.type is a webhook's");
    if ((fault.kind == FaultKind::Delay || fault.kind == FaultKind::Hang) && fault.delay.count() == 0)
        reader.complain("delay_ms is missing");
    if (const auto flaw = reader.finish())
        return *flaw;
    return fault;
}

Json fault_json(const Fault &fault)
{
    Json json = {{"id", fault.id}, {"call", fault.call ? name(*fault.call) : "any"}, {"kind", name(fault.kind)}};
    if (fault.delay.count() > 0)
        json["delay_ms"] = fault.delay.count();
    if (fault.kind == FaultKind::Error)
        json["status"] = fault.status;
    if (fault.kind == FaultKind::Decline)
        json["decline_code"] = fault.decline_code;
    if (fault.kind == FaultKind::Error || fault.kind == FaultKind::Hang)
        json["after"] = fault.after;
    if (fault.kind == FaultKind::Error)
        json["stored"] = fault.stored || fault.after;
    if (fault.rate) {
        json["rate"] = *fault.rate;
        json["seed"] = fault.seed;
    }
    if (fault.nth > 0)
        json["nth"] = fault.nth;
    if (fault.times > 0)
        json["times"] = fault.times;
    auto match = Json::object();
    for (const auto &[key, value] : fault.match)
        match[key] = value;
    if (!fault.event_type.empty())
        match["type"] = fault.event_type;
    json["match"] = std::move(match);
    json["matched"] = fault.matched;
    json["hit"] = fault.hit;
    return json;
}

std::variant<PlantOrder, std::string> read_planted(const Json &order)
{
    JsonReader reader(order);
    PlantOrder read;
    auto &planted = read.planted;
    auto &intent = planted.intent;
    intent.amount = reader.integer("amount").value_or(0);
    if (intent.amount < 1 || intent.amount > Books::largest_amount)
        reader.complain("amount is required: from 1 to 99999999");
    intent.currency = reader.text("currency").value_or("eur");
    std::transform(intent.currency.begin(), intent.currency.end(), intent.currency.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    auto upper = intent.currency;
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
    if (!is_currency_code(upper))
        reader.complain("currency is three letters");
    const auto status = parse_intent_status(reader.text("status").value_or("requires_capture"));
    if (!status)
        reader.complain("status is one of Stripe's");
    planted.status = status.value_or(planted.status);
    intent.capture_method = reader.text("capture_method").value_or("manual");
    intent.payment_method = reader.text("payment_method").value_or("");
    intent.metadata = reader.map("metadata");
    planted.amount_received = reader.integer("amount_received");
    if (planted.amount_received && (*planted.amount_received < 1 || *planted.amount_received > intent.amount))
        reader.complain("amount_received is from 1 to the amount");
    planted.refunded = reader.integer("refunded").value_or(0);
    const auto received =
        planted.status == IntentStatus::Succeeded ? planted.amount_received.value_or(intent.amount) : 0;
    if (planted.refunded < 0 || planted.refunded > received)
        reader.complain("refunded is at most what was received");
    planted.created = reader.integer("created");
    planted.capture_before = reader.integer("capture_before");
    planted.cancellation_reason = reader.text("cancellation_reason").value_or("");
    read.announced = reader.boolean("events").value_or(false);
    if (const auto flaw = reader.finish())
        return *flaw;
    return read;
}

} // namespace holdfast::simulators

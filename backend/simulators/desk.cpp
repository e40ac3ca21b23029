#include "backend/simulators/desk.h"

#include "backend/simulators/object_json.h"

#include <algorithm>

namespace holdfast::simulators {

namespace {

constexpr std::string_view api_version = "2025-09-30.clover";

struct Shown
{
    const Books &books;
    Json operator()(const Intent *intent) const { return intent_json(books, *intent); }
    Json operator()(const Charge *charge) const { return charge_json(books, *charge); }
    Json operator()(const Refund *refund) const { return refund_json(books, *refund); }
};

struct IntentOf
{
    std::string operator()(const Intent *intent) const { return intent->id; }
    std::string operator()(const Charge *charge) const { return charge->intent; }
    std::string operator()(const Refund *refund) const { return refund->intent; }
};

} // namespace

void CallLog::add(CallRecord record)
{
    const std::lock_guard lock(mutex_);
    record.number = ++added_;
    calls_.push_back(std::move(record));
    if (calls_.size() > max_calls)
        calls_.pop_front();
}

std::vector<CallRecord> CallLog::since(std::uint64_t number) const
{
    const std::lock_guard lock(mutex_);
    const auto first =
        std::find_if(calls_.begin(), calls_.end(), [&](const auto &record) { return record.number > number; });
    return {first, calls_.end()};
}

Desk::Desk(Secret secret_key_in)
    : secret_key(std::move(secret_key_in)),
      webhooks(clock, faults),
      books(clock, [this](std::string_view type, const Books::Object &object) { announce(type, object); })
{}

/// Within a change of the books, so under the mutex.
void Desk::announce(std::string_view type, const Books::Object &object)
{
    Event event;
    event.id = books.make_id("evt_3");
    event.place = books.next_place();
    event.type = type;
    if (const auto *intent = books.intents().find(std::visit(IntentOf{}, object)))
        event.subject = intent->metadata;
    const Json json = {
        {"id", event.id},
        {"object", "event"},
        {"api_version", api_version},
        {"created", event.place.first},
        {"data", Json::object({{"object", std::visit(Shown{books}, object)}})},
        {"livemode", false},
        {"pending_webhooks", webhooks.subscribers(type)},
        {"request", Json::object({{"id", request_id.empty() ? Json() : Json(request_id)},
                                  {"idempotency_key", request_key.empty() ? Json() : Json(request_key)}})},
        {"type", event.type},
    };
    event.body = std::make_shared<const std::string>(text_of(json));
    webhooks.publish(event);
    events.add(std::move(event));
}

} // namespace holdfast::simulators

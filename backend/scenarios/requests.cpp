#include "backend/scenarios/requests.h"

#include <nlohmann/json.hpp>

namespace holdfast::scenarios {

using json = nlohmann::json;

net::Request Requests::get(const std::string &target) const
{
    net::Request request;
    request.method = "GET";
    request.target = target;
    request.headers = {{"Authorization", "Bearer " + credential_}};
    return request;
}

net::Request Requests::post(std::string target, std::string body, const std::string &key) const
{
    net::Request request = get(target);
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/json");
    if (!key.empty())
        request.headers.emplace_back("Idempotency-Key", key);
    request.body = std::move(body);
    return request;
}

net::Request Requests::reconcile(bool repair, const std::string &key) const
{
    return post("/api/admin/reconciliation", json{{"repair", repair}}.dump(), key);
}

net::Request Requests::create_slot(const SlotRequest &slot) const
{
    json body = {{"vendor_id", slot.vendor_id.to_string()},
                 {"kind", slot.kind},
                 {"starts_at", to_rfc3339(slot.starts_at)},
                 {"ends_at", to_rfc3339(slot.starts_at + slot.length)},
                 {"capacity", slot.capacity},
                 {"settlement", slot.settlement}};
    if (!slot.currency.empty()) {
        body["currency"] = slot.currency;
        body["requester_amount_minor"] = slot.requester_amount_minor;
        body["vendor_amount_minor"] = slot.vendor_amount_minor;
    }
    return post("/v1/slots", body.dump());
}

net::Request Requests::hold(const HoldRequest &hold) const
{
    json body = {{"slot_id", hold.slot_id.to_string()},
                 {"quantity", hold.quantity},
                 {"partner_booking_ref", hold.partner_booking_ref},
                 {"requester_id", hold.requester_id}};
    if (hold.availability_version)
        body["availability_version"] = *hold.availability_version;
    net::Request request = post("/v1/reservations", body.dump(), hold.key);
    if (hold.if_match)
        request.headers.emplace_back("If-Match", '"' + std::to_string(*hold.if_match) + '"');
    return request;
}

net::Request Requests::ask(const ReservationRequest &wanted) const
{
    json body = json::object();
    if (!wanted.payment_method.empty())
        body["payment_method"] = wanted.payment_method;
    return post("/v1/reservations/" + wanted.reservation_id.to_string() + "/" + wanted.verb, body.dump(), wanted.key);
}

net::Request Requests::act(const ActRequest &act) const
{
    json body = json::object();
    if (!act.reason.empty())
        body["reason"] = act.reason;
    if (!act.text.empty())
        body["text"] = act.text;
    if (act.extend_by)
        body["extend_by_s"] = act.extend_by->count();
    return post("/api/admin/reservations/" + act.reservation_id.to_string() + "/" + act.verb, body.dump(), act.key);
}

net::Request Requests::confirm(const Uuid &reservation, const std::string &key) const
{
    return ask({reservation, "confirm", key});
}

net::Request Requests::release(const Uuid &reservation, const std::string &key) const
{
    return ask({reservation, "release", key});
}

net::Request Requests::book_externally(const ExternalBooking &booking) const
{
    const json body = {{"quantity", booking.quantity}, {"external_ref", booking.external_ref}};
    return post("/v1/slots/" + booking.slot_id.to_string() + "/external-bookings", body.dump());
}

} // namespace holdfast::scenarios

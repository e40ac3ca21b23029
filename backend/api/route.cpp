#include "backend/api/route.h"

#include "backend/net/url.h"

#include <algorithm>
#include <array>

namespace holdfast::api {

namespace {

using enum ErrorCode;

constexpr std::array any_route = {MalformedRequest,  RequestTimeout,  PayloadTooLarge, UriTooLong,
                                 ExpectationFailed, HeadersTooLarge, ServiceUnavailable};
constexpr std::array one_kind_only = {Unauthenticated, Forbidden};
constexpr std::array any_kind = {Unauthenticated};

constexpr std::array creation = {SlotHeld,      SlotFull,          InsufficientSeats, AvailabilityChanged,
                                 SlotNotFound,  IdempotencyKeyMissing, IdempotencyKeyReused, MalformedJson,
                                 ValidationFailed, UnsupportedMediaType};
constexpr std::array change = {ReservationNotFound, InvalidState,  IdempotencyKeyMissing, IdempotencyKeyReused,
                               MalformedJson,       ValidationFailed, UnsupportedMediaType};
constexpr std::array authorization = {ReservationNotFound, InvalidState,  PaymentDeclined,  IdempotencyKeyMissing,
                                      IdempotencyKeyReused, MalformedJson, ValidationFailed, UnsupportedMediaType};
constexpr std::array find_reservation = {ReservationNotFound};
constexpr std::array make_slot = {IdempotencyKeyReused, MalformedJson, ValidationFailed, UnsupportedMediaType};
constexpr std::array take_slot = {SlotNotFound, IdempotencyKeyReused, MalformedJson, ValidationFailed, UnsupportedMediaType};
constexpr std::array find_slot = {SlotNotFound};
constexpr std::array webhook = {MalformedJson, ValidationFailed};
constexpr std::array query = {ValidationFailed};
constexpr std::array timeline = {ReservationNotFound, ValidationFailed};
constexpr std::array act = {ReservationNotFound, InvalidState,     IdempotencyKeyReused,
                            MalformedJson,       ValidationFailed, UnsupportedMediaType};
constexpr std::array note = {ReservationNotFound, IdempotencyKeyReused, MalformedJson, ValidationFailed,
                             UnsupportedMediaType};
constexpr std::array work = {NotFound, InvalidState, IdempotencyKeyReused, MalformedJson, ValidationFailed,
                             UnsupportedMediaType};
constexpr std::array request = {IdempotencyKeyReused, MalformedJson, ValidationFailed, UnsupportedMediaType};

constexpr std::array table = {
    Route{"POST", "/v1/reservations", Access::Partner, true, create_reservation, creation},
    Route{"GET", "/v1/reservations/{id}", Access::Anyone, false, read_reservation, find_reservation},
    Route{"POST", "/v1/reservations/{id}/confirm", Access::Partner, true, confirm_reservation, change},
    Route{"POST", "/v1/reservations/{id}/release", Access::Partner, true, release_reservation, change},
    Route{"POST", "/v1/reservations/{id}/vendor-confirmation", Access::Partner, true, confirm_by_vendor, change},
    Route{"POST", "/v1/reservations/{id}/vendor-authorization", Access::Partner, true, authorize_vendor, authorization},
    Route{"POST", "/v1/reservations/{id}/requester-authorization", Access::Partner, true, authorize_requester, authorization},
    Route{"POST", "/v1/reservations/{id}/cancel", Access::Partner, true, cancel_reservation, change},
    Route{"GET", "/v1/slots", Access::Anyone, false, list_slots, query},
    Route{"POST", "/v1/slots", Access::Offerer, true, create_slot, make_slot},
    Route{"GET", "/v1/slots/{id}", Access::Anyone, false, read_slot, find_slot},
    Route{"POST", "/v1/slots/{id}/external-bookings", Access::Offerer, true, book_externally, take_slot},
    // Its body is read byte for byte, whatever it says it is: the signature decides.
    Route{"POST", "/webhooks/stripe", Access::Open, false, receive_stripe_webhook, webhook},
    Route{"GET", "/api/admin/reservations", Access::Person, false, list_all_reservations, query},
    Route{"GET", "/api/admin/authorizations/stuck", Access::Person, false, list_stuck_authorizations, query},
    Route{"GET", "/api/admin/reservations/{id}/timeline", Access::Person, false, read_reservation_timeline, timeline},
    Route{"GET", "/api/admin/audit", Access::Person, false, list_audit_entries, query},
    Route{"GET", "/api/admin/reconciliation", Access::Person, false, read_reconciliation, query},
    Route{"POST", "/api/admin/reconciliation", Access::Operator, true, request_reconciliation_by_person, work},
    Route{"POST", "/api/admin/reservations/force-release", Access::Admin, true, force_release_many_by_person, request},
    Route{"POST", "/api/admin/reservations/{id}/release", Access::Operator, true, release_by_person, act},
    Route{"POST", "/api/admin/reservations/{id}/extend", Access::Operator, true, extend_by_person, act},
    Route{"POST", "/api/admin/reservations/{id}/void", Access::Operator, true, void_by_person, act},
    Route{"POST", "/api/admin/reservations/{id}/force-release", Access::Admin, true, force_release_by_person, act},
    Route{"POST", "/api/admin/reservations/{id}/notes", Access::Operator, true, note_by_person, note},
    Route{"POST", "/api/admin/reservations/{id}/claim", Access::Operator, true, claim_by_person, act},
    Route{"POST", "/api/admin/reservations/{id}/unclaim", Access::Operator, true, unclaim_by_person, act},
    Route{"POST", "/api/admin/operations/{id}/retry", Access::Operator, true, retry_operation_by_person, work},
    Route{"POST", "/api/admin/webhooks/{id}/retry", Access::Operator, true, retry_webhook_by_person, work},
    Route{"GET", "/health", Access::Open, false, report_health, {}},
    Route{"GET", "/ready", Access::Open, false, report_readiness, {}},
    Route{"GET", "/metrics", Access::Open, false, report_metrics, {}},
    Route{"GET", "/openapi.json", Access::Open, false, send_openapi, {}},
};

bool contains(std::span<const ErrorCode> codes, ErrorCode code)
{
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

} // namespace

std::span<const Route> route_table()
{
    return table;
}

std::span<const ErrorCode> any_route_errors()
{
    return any_route;
}

std::span<const ErrorCode> access_errors(Access access)
{
    switch (access) {
    case Access::Open:
        return {};
    case Access::Anyone:
        return any_kind;
    case Access::Partner:
    case Access::Offerer:
    case Access::Person:
    case Access::Operator:
    case Access::Admin:
        return one_kind_only;
    }
    return {};
}

bool may_answer(const Route &route, ErrorCode code)
{
    return contains(route.errors, code) || contains(any_route, code) || contains(access_errors(route.access), code);
}

RouteMatch match_route(std::string_view method, std::string_view path)
{
    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    RouteMatch match;
    for (const auto &route : table) {
        const auto id = net::match_path(route.pattern, path);
        if (!id)
            continue;
        if (route.method == wanted) {
            match.route = &route;
            match.id = *id;
            match.allow.clear();
            return match;
        }
        if (!match.allow.empty())
            match.allow += ", ";
        match.allow += route.method;
        if (route.method == "GET")
            match.allow += ", HEAD";
    }
    return match;
}

} // namespace holdfast::api

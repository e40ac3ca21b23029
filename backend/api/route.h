#pragma once

#include "backend/core/error.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace holdfast::api {

class Call;
struct Node;

/// Who may call a route.
enum class Access {
    Open,     ///< anybody
    Partner,  ///< a partner with its API key
    Offerer,  ///< a partner with its API key, or a person with a token of role admin
    Anyone,   ///< a partner, or a person with a token of any role
    Person,   ///< a person with a token of any role
    Operator, ///< a person with a token of role operator or admin
    Admin,    ///< a person with a token of role admin
};

struct Route
{
    std::string_view method;
    std::string_view pattern; ///< "/v1/slots/{id}": at most one "{id}", for a UUID
    Access access;
    bool reads_body;
    void (*handle)(Node &, const std::shared_ptr<Call> &);
    std::span<const ErrorCode> errors; ///< every code it answers with, beside those of access_errors() and any_route_errors()
};

/// Every route there is. The OpenAPI document lists the same; a test compares them.
[[nodiscard]] std::span<const Route> route_table();

/// What the server itself may say before a request reaches its route, and what follows from the route's access.
[[nodiscard]] std::span<const ErrorCode> any_route_errors();
[[nodiscard]] std::span<const ErrorCode> access_errors(Access access);
[[nodiscard]] bool may_answer(const Route &route, ErrorCode code);

struct RouteMatch
{
    const Route *route = nullptr; ///< null: see `allow`
    std::string id;               ///< what stands for the pattern's "{id}"
    std::string allow;            ///< methods of the path when it exists with others only
};

/// HEAD finds the route of GET.
[[nodiscard]] RouteMatch match_route(std::string_view method, std::string_view path);

// The handlers, by file.
void create_reservation(Node &, const std::shared_ptr<Call> &);
void read_reservation(Node &, const std::shared_ptr<Call> &);
void confirm_reservation(Node &, const std::shared_ptr<Call> &);
void release_reservation(Node &, const std::shared_ptr<Call> &);
void confirm_by_vendor(Node &, const std::shared_ptr<Call> &);
void authorize_vendor(Node &, const std::shared_ptr<Call> &);
void authorize_requester(Node &, const std::shared_ptr<Call> &);
void cancel_reservation(Node &, const std::shared_ptr<Call> &);

void list_slots(Node &, const std::shared_ptr<Call> &);
void create_slot(Node &, const std::shared_ptr<Call> &);
void read_slot(Node &, const std::shared_ptr<Call> &);
void book_externally(Node &, const std::shared_ptr<Call> &);

void receive_stripe_webhook(Node &, const std::shared_ptr<Call> &);

void list_all_reservations(Node &, const std::shared_ptr<Call> &);
void list_stuck_authorizations(Node &, const std::shared_ptr<Call> &);
void read_reservation_timeline(Node &, const std::shared_ptr<Call> &);
void list_audit_entries(Node &, const std::shared_ptr<Call> &);
void read_reconciliation(Node &, const std::shared_ptr<Call> &);

void release_by_person(Node &, const std::shared_ptr<Call> &);
void extend_by_person(Node &, const std::shared_ptr<Call> &);
void void_by_person(Node &, const std::shared_ptr<Call> &);
void force_release_by_person(Node &, const std::shared_ptr<Call> &);
void force_release_many_by_person(Node &, const std::shared_ptr<Call> &);
void note_by_person(Node &, const std::shared_ptr<Call> &);
void claim_by_person(Node &, const std::shared_ptr<Call> &);
void unclaim_by_person(Node &, const std::shared_ptr<Call> &);
void retry_operation_by_person(Node &, const std::shared_ptr<Call> &);
void retry_webhook_by_person(Node &, const std::shared_ptr<Call> &);
void request_reconciliation_by_person(Node &, const std::shared_ptr<Call> &);

void report_health(Node &, const std::shared_ptr<Call> &);
void report_readiness(Node &, const std::shared_ptr<Call> &);
void report_metrics(Node &, const std::shared_ptr<Call> &);
void send_openapi(Node &, const std::shared_ptr<Call> &);

} // namespace holdfast::api

#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/net/http.h"
#include "backend/scenarios/history.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace holdfast::scenarios {

class Evidence;

/// What came of a request, read as far as it can be.
struct Answer
{
    int status = 0;    ///< 0 without an answer
    std::string error; ///< why there is none
    net::Headers headers;
    std::string body;
    std::chrono::steady_clock::time_point started;
    std::chrono::steady_clock::time_point finished;

    std::vector<std::string> members; ///< names in the body's JSON object, sorted
    std::string code;                 ///< of a problem: "SLOT_HELD"
    std::string state;                ///< "HELD"
    std::optional<Uuid> reservation_id;
    std::optional<Uuid> slot_id;
    std::optional<std::int64_t> version;

    [[nodiscard]] bool replayed() const; ///< carries Idempotent-Replayed: true
    [[nodiscard]] std::string content_type() const; ///< without parameters
    [[nodiscard]] std::chrono::microseconds duration() const;
    [[nodiscard]] std::string summary() const; ///< "409 SLOT_HELD", "201", "no answer: ..."
};

struct HoldRequest
{
    Uuid slot_id;
    int quantity = 1;
    std::string partner_booking_ref;
    std::string requester_id;
    std::string key; ///< idempotency key
};

struct SlotRequest
{
    Uuid vendor_id;
    std::string kind; ///< "appointment", "class", "event"
    Timestamp starts_at;
    std::chrono::minutes length{60};
    int capacity = 1;
    std::string currency; ///< empty: nothing is owed
    std::int64_t requester_amount_minor = 0;
    std::int64_t vendor_amount_minor = 0;
};

struct ApiCredentials
{
    std::string url; ///< "http://127.0.0.1:8787"
    std::string partner_key;
    std::string operator_token; ///< for making slots
};

/// A client of the system like any other. Whatever it does goes into the history (successes are what I14 is checked
/// against) and into the evidence. Its blocking calls belong to one thread at a time.
class ApiClient final
{
public:
    /// `history` and `evidence` may be null and outlive the client. `aborted` is asked while waiting.
    ApiClient(ApiCredentials credentials, History *history, Evidence *evidence, std::function<bool()> aborted);
    ~ApiClient();

    Answer create_slot(const SlotRequest &slot);
    Answer hold(const HoldRequest &hold);
    Answer confirm(const Uuid &reservation, const std::string &key);
    Answer release(const Uuid &reservation, const std::string &key);
    Answer get_reservation(const Uuid &reservation);
    Answer ready(); ///< GET /ready

    /// All at once: a connection each, opened before the first request is sent. Answers in the order of `holds`.
    /// Throws std::runtime_error when a connection cannot be made, Aborted when it is time to end.
    std::vector<Answer> hold_together(std::span<const HoldRequest> holds);

    /// As it is, for what the calls above do not know.
    Answer send(net::Request request, const std::string &kind = {}, const std::string &key = {});

    /// The request of hold(), for those that change it. Headers in pairs, the body as JSON.
    [[nodiscard]] net::Request hold_request(const HoldRequest &hold) const;

private:
    [[nodiscard]] net::Request request(std::string method, std::string target, std::string body,
                                       const std::string &credential) const;
    [[nodiscard]] net::Request change_request(const Uuid &reservation, const std::string &verb,
                                              const std::string &key) const;
    Answer settle(const net::Request &request, net::Exchange exchange, const std::string &kind, const std::string &key);

    ApiCredentials credentials_;
    History *history_;
    Evidence *evidence_;
    std::function<bool()> aborted_;
    std::chrono::steady_clock::time_point began_;
    net::Client client_;
};

/// How many of these were under way while another one was.
[[nodiscard]] std::size_t count_overlapping(std::span<const Answer> answers);

} // namespace holdfast::scenarios

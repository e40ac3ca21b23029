#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/net/http.h"
#include "backend/scenarios/history.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// What came of a request, read as far as it can be.
struct Answer
{
    int status = 0;    ///< 0 without an answer
    std::string error; ///< why there is none
    bool sent = false; ///< any byte of the request may have reached the server
    std::size_t node = 0; ///< of the API, that was asked
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
    std::optional<Timestamp> deadline;               ///< of a reservation in flight
    std::optional<bool> retryable;                   ///< of a problem
    std::optional<std::int64_t> availability_version; ///< to retry with

    [[nodiscard]] bool replayed() const;            ///< carries Idempotent-Replayed: true
    [[nodiscard]] std::string content_type() const; ///< without parameters
    [[nodiscard]] std::chrono::microseconds duration() const;
    [[nodiscard]] std::string summary() const; ///< "409 SLOT_HELD", "201", "no answer: ..."
    [[nodiscard]] std::string standing() const; ///< with the state it tells: "200, CONFIRMED"
    /// What a client may conclude of what it asked for.
    [[nodiscard]] Outcome outcome() const;
};

[[nodiscard]] Answer read_answer(net::Exchange exchange);

/// How many of these were under way while another one was.
[[nodiscard]] std::size_t count_overlapping(std::span<const Answer> answers);

} // namespace holdfast::scenarios

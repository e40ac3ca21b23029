#pragma once

#include "backend/api/call.h"
#include "backend/api/json_text.h"
#include "backend/booking/command.h"

namespace holdfast::booking {
struct OperationResult;
}

namespace holdfast::api {

[[nodiscard]] std::optional<std::string> time_text(const std::optional<Timestamp> &time);

/// A reservation as every command answers it.
[[nodiscard]] JsonObject describe(const booking::Reservation &reservation);

void mark_replay(net::Response &response, bool replayed);

/// A change that is settled: no operation has to end for it.
void answer_change(Call &call, const booking::Done &done);

/// 202, for a change whose operation has not ended.
[[nodiscard]] net::Response pending_response(const booking::Done &done);

/// The end of the operation that a change planned.
void answer_result(Call &call, const booking::OperationResult &result, bool replayed);

} // namespace holdfast::api

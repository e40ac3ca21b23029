#pragma once

#include <string_view>

namespace holdfast::scenarios {

/// A part of a sandbox that can be killed, paused and brought back on its own. A gateway that was killed has forgotten
/// its books.
enum class Part { Api, Worker, Database, SecondApi, Gateway, SecondWorker, ThirdWorker, FourthWorker };

inline constexpr int most_api_nodes = 2;
inline constexpr int most_workers = 4;

[[nodiscard]] std::string_view name(Part part); ///< "api"
[[nodiscard]] bool has_faults(Part part);       ///< takes orders for fault points
[[nodiscard]] bool is_worker(Part part);

} // namespace holdfast::scenarios

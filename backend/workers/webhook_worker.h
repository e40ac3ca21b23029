#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace holdfast::faultpoints {
class FaultPoints;
}

namespace holdfast::payments {
class Gateway;
}

namespace holdfast::workers {

struct WebhookOptions
{
    std::string dsn;
    std::size_t threads = 4;                 ///< hints at a time, each with a connection of its own
    std::chrono::milliseconds period{250};   ///< between looks when nothing has come
    std::chrono::milliseconds lease{30'000}; ///< real time; another worker takes over after it
    std::int32_t most_attempts = 12; ///< those count to which the gateway, or the database, said no
    std::chrono::milliseconds first_delay{500}; ///< before the second attempt; doubles
    std::chrono::milliseconds longest_delay{30'000};
    faultpoints::FaultPoints *fault_points = nullptr; ///< may be null; outlives the worker
    std::function<void()> on_commit; ///< called from the worker's thread after something may have changed
};

struct WebhookMetrics
{
    std::uint64_t followed = 0; ///< with those about the same intents, which are not counted
    std::uint64_t ignored = 0; ///< about nothing of ours
    std::uint64_t postponed = 0;
    std::uint64_t dead = 0; ///< hints that led nowhere, attempt after attempt
    bool connected = false;
};

/// Follows the gateway's hints in whatever order they come, once or more often: asks the gateway for the intent a hint is
/// about, and sets what it says against what is known; one answer follows all hints about it that had come before. A payload never sets a state. Any number may run at once.
/// Owns its threads; the destructor waits for the hints under way, which end soon once the gateway is stopped.
class WebhookWorker final
{
public:
    /// The gateway outlives the worker.
    WebhookWorker(WebhookOptions options, payments::Gateway &gateway);
    ~WebhookWorker();
    [[nodiscard]] WebhookMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::workers

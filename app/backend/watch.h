#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace holdfast::app {

struct WatchOptions
{
    std::string dsn;
    std::chrono::seconds stuck_after{3600};
    std::filesystem::path audit_anchor; ///< empty: none is kept
};

/// What a node looks after every few seconds on a thread and connection of its own: alerts for what is stuck, the
/// audit's anchor, keys of people's requests that are old enough to be forgotten. Several nodes may do it at once.
class Watch final
{
public:
    explicit Watch(WatchOptions options);
    ~Watch();
    /// Somebody acted: looks again soon. Thread-safe, and cheap.
    void wake();
    /// What the open alerts say, for every reason there is, in Prometheus' text format. Nothing before the first look.
    /// Thread-safe.
    [[nodiscard]] std::string prometheus_text() const;
    [[nodiscard]] std::int64_t stuck() const; ///< open alerts at the last look

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::app

#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace holdfast::simulators {

/// The gateway's time: the wall clock plus an offset. Only ever goes forward, whatever the wall clock does. Thread-safe.
class GatewayClock final
{
public:
    using Milliseconds = std::chrono::milliseconds;

    /// Since 1970.
    [[nodiscard]] Milliseconds now() const;
    [[nodiscard]] std::int64_t now_seconds() const { return std::chrono::floor<std::chrono::seconds>(now()).count(); }
    [[nodiscard]] Milliseconds offset() const;
    /// False, and nothing changes, when the offset would decrease.
    [[nodiscard]] bool set_offset(Milliseconds offset);

private:
    mutable std::mutex mutex_;
    mutable Milliseconds latest_{0};
    Milliseconds offset_{0};
};

} // namespace holdfast::simulators

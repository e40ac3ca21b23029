#pragma once

#include <memory>
#include <string>

namespace holdfast::app {

/// Tells readers on other connections that something changed, so that they need not wait for their next poll. A NOTIFY
/// inside the write transaction would halve commit throughput; this sends one outside it, from a thread and connection
/// of its own, at most every 50 ms. A lost one costs a reader a second: it polls as well.
class ChangeNotifier final
{
public:
    /// What a reader has to LISTEN to.
    static constexpr const char *channel = "holdfast_changed";

    explicit ChangeNotifier(std::string dsn);
    ~ChangeNotifier();
    /// Thread-safe, and cheap enough for every batch.
    void changed();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::app

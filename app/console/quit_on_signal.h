#pragma once

#include <memory>

class QSocketNotifier;

namespace holdfast::console {

/// SIGINT, SIGTERM and SIGHUP end the event loop as closing the window does, but without a question. One per program,
/// made before any thread (the application object makes some).
class QuitOnSignal final
{
public:
    QuitOnSignal();
    ~QuitOnSignal();
    QuitOnSignal(const QuitOnSignal &) = delete;
    QuitOnSignal &operator=(const QuitOnSignal &) = delete;

    /// Begins to act on them. Needs the application object, and ends before it does.
    void watch();
    void unwatch();

private:
    int m_signals = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace holdfast::console

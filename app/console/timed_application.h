#pragma once

#include <QApplication>
#include <QPointer>
#include <QRegion>
#include <QWidget>

#include <chrono>
#include <functional>
#include <optional>

namespace holdfast::console {

/// Times what the GUI thread does: a pass is everything between two moments at which the event loop goes to sleep, or looks
/// whether it may. GUI thread.
class TimedApplication final : public QApplication
{
public:
    using Clock = std::chrono::steady_clock;

    TimedApplication(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;

    struct Pass
    {
        Clock::duration took{};
        std::chrono::nanoseconds worked{}; ///< of it, on a processor: the rest somebody else had it
        bool painted = false;
    };

    /// Called at the end of each pass.
    void onPass(std::function<void(const Pass &)> call) { m_onPass = std::move(call); }
    /// Called when the watched widget's paint is over and on the screen, with what was painted of it.
    void onPainted(QWidget *watched, std::function<void(const QRegion &region)> call);

private:
    void endPass();

    std::function<void(const Pass &)> m_onPass;
    std::function<void(const QRegion &)> m_onPainted;
    QPointer<QWidget> m_watched;
    QRegion m_region; // painted of the watched widget in the event under way
    std::optional<Clock::time_point> m_began;
    Clock::time_point m_ended{};
    std::chrono::nanoseconds m_workedBefore{}; // by this thread, as it began
    std::chrono::nanoseconds m_workedAfter{};
    int m_depth = 0;
    bool m_painted = false;
};

} // namespace holdfast::console

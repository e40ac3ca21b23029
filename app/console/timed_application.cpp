#include "app/console/timed_application.h"

#include <QAbstractEventDispatcher>
#include <QPaintEvent>
#include <QThread>

#include <time.h>

namespace holdfast::console {

namespace {

std::chrono::nanoseconds workedByThread()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

TimedApplication::TimedApplication(int &argc, char **argv) : QApplication(argc, argv)
{
    connect(eventDispatcher(), &QAbstractEventDispatcher::aboutToBlock, this, [this] { endPass(); });
}

void TimedApplication::onPainted(QWidget *watched, std::function<void(const QRegion &)> call)
{
    m_watched = watched;
    m_onPainted = std::move(call);
}

bool TimedApplication::notify(QObject *receiver, QEvent *event)
{
    if (QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    if (m_depth == 0 && !m_began) {
        m_began = Clock::now();
        m_workedBefore = workedByThread();
    }
    if (event->type() == QEvent::Paint) {
        m_painted = true;
        if (receiver == m_watched)
            m_region += static_cast<QPaintEvent *>(event)->region();
    }
    ++m_depth;
    const bool handled = QApplication::notify(receiver, event);
    if (--m_depth > 0)
        return handled;
    m_ended = Clock::now();
    m_workedAfter = workedByThread();
    // The outermost event is the one that also brings the picture to the screen.
    if (!m_region.isEmpty())
        m_onPainted(std::exchange(m_region, {}));
    return handled;
}

void TimedApplication::endPass()
{
    if (!m_began || m_depth > 0) // or somebody's own loop turns within an event
        return;
    const Pass pass{m_ended - *m_began, m_workedAfter - m_workedBefore, std::exchange(m_painted, false)};
    m_began.reset();
    if (m_onPass)
        m_onPass(pass);
}

} // namespace holdfast::console

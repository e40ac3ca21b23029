#include "app/console/quit_on_signal.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

#include <pthread.h>

namespace holdfast::console {

QuitOnSignal::QuitOnSignal()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, number);
    // Threads inherit the mask, so that the descriptor is the only way these arrive.
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

QuitOnSignal::~QuitOnSignal()
{
    unwatch();
    if (m_signals >= 0)
        ::close(m_signals);
}

void QuitOnSignal::watch()
{
    m_notifier = std::make_unique<QSocketNotifier>(m_signals, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, [this] {
        signalfd_siginfo info;
        while (::read(m_signals, &info, sizeof info) == sizeof info) {
        }
        QCoreApplication::exit(0);
    });
}

void QuitOnSignal::unwatch()
{
    m_notifier.reset();
}

} // namespace holdfast::console

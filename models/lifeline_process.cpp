#include "models/lifeline_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace holdfast::models {

namespace {

constexpr int farewellMs = 5000;

} // namespace

LifelineProcess::LifelineProcess(QObject *parent) : QProcess(parent) {}

LifelineProcess::~LifelineProcess()
{
    finish(farewellMs);
}

bool LifelineProcess::startWithLifeline(const QString &program, const QStringList &arguments)
{
    closeLifeline();
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) {
        setErrorString(tr("no more files can be opened"));
        return false;
    }
    m_end = pipe[1];
    // Only this child keeps the read end across exec; signals that this program takes by descriptor reach it as usual.
    setChildProcessModifier([end = pipe[0]] {
        ::fcntl(end, F_SETFD, 0);
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
    });
    start(program, arguments + QStringList{QStringLiteral("--lifeline"), QString::number(pipe[0])},
          QIODevice::ReadOnly);
    ::close(pipe[0]); // start() has forked
    return true;
}

void LifelineProcess::closeLifeline()
{
    if (m_end >= 0)
        ::close(std::exchange(m_end, -1));
}

void LifelineProcess::finish(int patienceMs)
{
    closeLifeline();
    if (state() == NotRunning)
        return;
    if (waitForFinished(patienceMs))
        return;
    kill();
    waitForFinished(farewellMs);
}

} // namespace holdfast::models

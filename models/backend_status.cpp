#include "models/backend_status.h"

namespace holdfast::models {

void BackendStatus::setStarting(const QString &progress)
{
    set(State::Starting, progress, {});
}

void BackendStatus::setRunning()
{
    set(State::Running, {}, {});
}

void BackendStatus::setFailed(const QString &error)
{
    set(State::Failed, {}, error);
}

void BackendStatus::setOff()
{
    set(State::Off, {}, {});
}

void BackendStatus::set(State state, const QString &progress, const QString &error)
{
    if (m_state == state && m_progress == progress && m_error == error)
        return;
    m_state = state;
    m_progress = progress;
    m_error = error;
    emit changed();
}

} // namespace holdfast::models

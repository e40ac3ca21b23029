#pragma once

#include "models/database_queue.h"
#include "models/environment.h"

namespace holdfast::models {

/// Reads for pages: what LiveSource does not carry anyway. Each question is asked of the chosen environment's database
/// off the GUI thread; what was asked of another environment is never answered. GUI thread.
class Questions final : public QObject
{
    Q_OBJECT

public:
    explicit Questions(QObject *parent = nullptr);

    [[nodiscard]] const Environment &environment() const { return m_environment; }
    [[nodiscard]] bool isPaused() const { return m_paused; }

    /// `read` runs on the questions' thread in a session that cannot write; `then` on the GUI thread, once, unless
    /// `context` is gone or another environment is chosen.
    void ask(QObject *context, DatabaseQueue::Work read, DatabaseQueue::Then then,
             std::chrono::milliseconds limit = DatabaseQueue::usualLimit);

public slots:
    void setEnvironment(const holdfast::models::Environment &environment);
    void setPaused(bool paused);

signals:
    /// What is shown belongs to another environment now.
    void environmentSwitched();
    /// The chosen environment came up, went down or is reached in another way.
    void environmentChanged();
    void pausedChanged(bool paused);

private:
    Environment m_environment;
    bool m_paused = false;
    quint64 m_choice = 0; ///< counts environments chosen
    DatabaseQueue m_queue{DatabaseQueue::Access::Read};
};

} // namespace holdfast::models

#include "models/questions.h"

namespace holdfast::models {

Questions::Questions(QObject *parent) : QObject(parent) {}

void Questions::ask(QObject *context, DatabaseQueue::Work read, DatabaseQueue::Then then,
                    std::chrono::milliseconds limit)
{
    const auto dsn = m_environment.alive ? m_environment.dsn : QString();
    m_queue.add(
        dsn, context, std::move(read),
        [this, choice = m_choice, then = std::move(then)](const Answer &answer) {
            if (choice == m_choice)
                then(answer);
        },
        limit);
}

void Questions::setEnvironment(const Environment &environment)
{
    if (environment == m_environment)
        return;
    const bool switched = environment.key != m_environment.key;
    m_environment = environment;
    if (switched) {
        ++m_choice;
        m_queue.dropWaiting();
        emit environmentSwitched();
    }
    emit environmentChanged();
}

void Questions::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    emit pausedChanged(paused);
}

} // namespace holdfast::models

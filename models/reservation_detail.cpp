#include "models/reservation_detail.h"

namespace holdfast::models {

ReservationDetail::ReservationDetail(QObject *parent) : QObject(parent) {}

QString ReservationDetail::traceId() const
{
    return m_story.events.isEmpty() ? QString() : m_story.events.constLast().traceId;
}

std::optional<qint64> ReservationDetail::secondsLeft() const
{
    if (!m_story.reservation || !m_story.reservation->deadline)
        return std::nullopt;
    const qint64 elapsed = m_frozen ? m_frozenElapsedMs : m_sinceSnapshot.elapsed();
    const auto now = m_story.now + std::chrono::milliseconds(elapsed);
    return std::chrono::floor<std::chrono::seconds>(*m_story.reservation->deadline - now).count();
}

void ReservationDetail::setId(const std::optional<Uuid> &id)
{
    if (id == m_id)
        return;
    m_id = id;
    m_story = {};
    m_state = id ? State::Loading : State::None;
    emit idRequested(id);
    emit changed();
}

void ReservationDetail::setFrozen(bool frozen)
{
    if (frozen == m_frozen)
        return;
    m_frozen = frozen;
    m_frozenElapsedMs = m_sinceSnapshot.isValid() ? m_sinceSnapshot.elapsed() : 0;
    emit changed();
}

void ReservationDetail::applyStory(const Uuid &id, const ReservationStory &story)
{
    if (id != m_id)
        return;
    m_story = story;
    m_sinceSnapshot.start();
    m_frozenElapsedMs = 0;
    m_state = story.reservation ? State::Ready : State::Missing;
    emit changed();
}

} // namespace holdfast::models

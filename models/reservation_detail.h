#pragma once

#include "models/reservation.h"

#include <QElapsedTimer>
#include <QObject>

#include <optional>

namespace holdfast::models {

/// The selected reservation and its last events, read again whenever it changes. GUI thread.
class ReservationDetail final : public QObject
{
    Q_OBJECT

public:
    enum class State { None, Loading, Ready, Missing };
    Q_ENUM(State)

    explicit ReservationDetail(QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const std::optional<Uuid> &id() const { return m_id; }
    /// Set while Ready. While Loading another one, nothing: a detail never shows the wrong row.
    [[nodiscard]] const std::optional<Reservation> &reservation() const { return m_story.reservation; }
    [[nodiscard]] const QList<ReservationEvent> &events() const { return m_story.events; } ///< oldest first
    [[nodiscard]] QString traceId() const;                ///< of the newest event
    [[nodiscard]] std::optional<qint64> secondsLeft() const; ///< to the deadline, by the environment's clock

public slots:
    void setId(const std::optional<holdfast::Uuid> &id);
    /// The time left stands still (paused, or not read any more).
    void setFrozen(bool frozen);
    void applyStory(const holdfast::Uuid &id, const holdfast::models::ReservationStory &story);

signals:
    void idRequested(const std::optional<holdfast::Uuid> &id);
    void changed();

private:
    State m_state = State::None;
    std::optional<Uuid> m_id;
    ReservationStory m_story;
    QElapsedTimer m_sinceSnapshot;
    bool m_frozen = false;
    qint64 m_frozenElapsedMs = 0; // since the snapshot, when it froze
};

} // namespace holdfast::models

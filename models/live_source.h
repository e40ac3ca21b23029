#pragma once

#include "models/environment.h"
#include "models/live_status.h"
#include "models/reservation.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace holdfast::models {

class LiveReader;

/// Reads one environment's database and tells what changed. Lives on the GUI thread and never blocks it: a reader
/// thread owns the connection, a second one runs the invariants now and then, a third watches for a database that
/// hangs and cuts its socket. Choosing an environment, a filter or a reservation is a request with a number; what still
/// arrives for an older one is dropped. Destruction cuts the connections and joins within a moment.
class LiveSource final : public QObject
{
    Q_OBJECT

public:
    explicit LiveSource(QObject *parent = nullptr);
    ~LiveSource() override;

    [[nodiscard]] const Environment &environment() const { return m_environment; }
    [[nodiscard]] const LiveStatus &status() const { return m_status; }
    [[nodiscard]] bool isPaused() const { return m_paused; }
    [[nodiscard]] const ReservationFilterSpec &filter() const { return m_filter; }
    /// The number that pages must carry to be current; grows with each choice.
    [[nodiscard]] quint64 request() const { return m_request; }

public slots:
    /// The same key with another DSN reconnects and keeps what is shown; another key starts from nothing.
    void setEnvironment(const holdfast::models::Environment &environment);
    /// Begins with its first page.
    void setFilter(const holdfast::models::ReservationFilterSpec &filter);
    /// Another page of the same filter.
    void setPlace(const holdfast::models::PagePlace &place);
    /// Reads page and story again now, also while paused: something was done that no event tells of.
    void readAgain();
    /// Follow one reservation's story; nullopt to stop.
    void setReservation(const std::optional<holdfast::Uuid> &id);
    void setPaused(bool paused);
    /// While disconnected: try again now instead of at the end of the back-off.
    void retryNow();

signals:
    void statusChanged(const holdfast::models::LiveStatus &status);
    void pausedChanged(bool paused);
    /// Another environment was chosen: what is shown belongs to the old one.
    void environmentSwitched(const holdfast::models::Environment &environment);
    /// Another filter or order was asked for; the rows on the screen stand until its first page arrives.
    void filterSwitched();
    void pageRead(const holdfast::models::ReservationPage &page);
    void storyRead(const holdfast::Uuid &id, const holdfast::models::ReservationStory &story);
    /// Once a second while connected, also when paused.
    void countsRead(const holdfast::models::StateCounts &counts);
    void componentsRead(const QList<holdfast::models::Component> &components,
                        const holdfast::models::DatabaseInfo &database);
    void verified(const holdfast::models::VerifyReport &report);
    /// Its own, from a reader's thread to the GUI's.
    void newsWaiting(QPrivateSignal);

private:
    void ask();
    void deliver();
    void refreshStatus();

    Environment m_environment;
    ReservationFilterSpec m_filter;
    PagePlace m_place;
    quint64 m_story = 0;
    std::optional<Uuid> m_reservation;
    LiveStatus m_status;
    LiveState m_connection = LiveState::Connecting; // what the reader said last
    QString m_error;
    QDateTime m_dataAsOf;
    bool m_paused = false;
    quint64 m_request = 0;
    quint64 m_database = 0; // the request that chose the database
    QTimer m_tick;
    std::unique_ptr<LiveReader> m_reader; // last: joined first
};

} // namespace holdfast::models

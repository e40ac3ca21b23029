#include "models/live_source.h"

#include "models/live_reader.h"

namespace holdfast::models {

namespace {

constexpr int statusPeriodMs = 1000;

} // namespace

LiveSource::LiveSource(QObject *parent) : QObject(parent)
{
    m_status.since = QDateTime::currentDateTime();
    connect(this, &LiveSource::newsWaiting, this, &LiveSource::deliver, Qt::QueuedConnection);
    // Emitted by a reader's thread; the reader is joined before this object is gone.
    m_reader = std::make_unique<LiveReader>([this] { emit newsWaiting(QPrivateSignal()); });
    m_tick.setInterval(statusPeriodMs);
    connect(&m_tick, &QTimer::timeout, this, &LiveSource::refreshStatus);
    m_tick.start();
}

LiveSource::~LiveSource() = default;

void LiveSource::setEnvironment(const Environment &environment)
{
    if (environment == m_environment)
        return;
    const bool switched = environment.key != m_environment.key;
    const bool reconnect = switched || environment.dsn != m_environment.dsn || environment.alive != m_environment.alive;
    m_environment = environment;
    if (switched) {
        m_place = {};
        m_reservation.reset();
        m_dataAsOf = {};
        m_connection = LiveState::Connecting;
        m_error.clear();
    }
    if (reconnect) {
        m_database = ++m_request;
        ask();
    }
    if (switched)
        emit environmentSwitched(m_environment);
    refreshStatus();
}

void LiveSource::setFilter(const ReservationFilterSpec &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_place = {};
    ++m_request;
    ask();
    emit filterSwitched();
}

void LiveSource::setPlace(const PagePlace &place)
{
    if (place == m_place)
        return;
    m_place = place;
    ++m_request;
    ask();
}

void LiveSource::readAgain()
{
    ++m_request;
    ++m_story;
    ask();
}

void LiveSource::setReservation(const std::optional<Uuid> &id)
{
    if (id == m_reservation)
        return;
    m_reservation = id;
    ask();
}

void LiveSource::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    ask();
    emit pausedChanged(paused);
    refreshStatus();
}

void LiveSource::retryNow()
{
    m_reader->retryNow();
}

void LiveSource::ask()
{
    LiveRequest request;
    request.database = m_database;
    request.page = m_request;
    if (m_environment.alive)
        request.dsn = m_environment.dsn.toStdString();
    request.filter = m_filter;
    request.place = m_place;
    request.story = m_story;
    request.reservation = m_reservation;
    request.paused = m_paused;
    m_reader->ask(request);
}

void LiveSource::deliver()
{
    const auto news = m_reader->take();
    if (news.database != m_database)
        return;
    if (news.state) {
        m_connection = *news.state;
        m_error = news.error;
        refreshStatus();
    }
    // While paused a page comes only because a choice asked for it.
    if (news.page && news.page->request == m_request) {
        m_dataAsOf = QDateTime::currentDateTime();
        emit pageRead(*news.page);
    }
    if (news.story && news.story->first == m_reservation)
        emit storyRead(news.story->first, news.story->second);
    if (news.counts)
        emit countsRead(*news.counts);
    if (news.components)
        emit componentsRead(news.components->first, news.components->second);
    if (news.verify)
        emit verified(*news.verify);
}

void LiveSource::refreshStatus()
{
    LiveStatus status;
    if (!m_environment.alive && m_environment.kind == Environment::Kind::Sandbox)
        status.state = LiveState::Ended;
    else if (!m_environment.alive || m_environment.dsn.isEmpty())
        status.state = LiveState::Idle;
    else if (m_connection == LiveState::Live && m_paused)
        status.state = LiveState::Paused;
    else
        status.state = m_connection;

    if (m_connection == LiveState::Live)
        status.lagMs = m_reader->takeLagMs();
    if (status.state == LiveState::Live && status.lagMs >= 0)
        m_dataAsOf = QDateTime::currentDateTime().addMSecs(-status.lagMs);
    if (status.state == LiveState::Disconnected)
        status.error = m_error;
    status.dataAsOf = m_dataAsOf;
    status.since = status.state == m_status.state ? m_status.since : QDateTime::currentDateTime();
    if (status == m_status)
        return;
    m_status = status;
    emit statusChanged(m_status);
}

} // namespace holdfast::models

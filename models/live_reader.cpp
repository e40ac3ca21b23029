#include "models/live_reader.h"

#include "backend/insight/database.h"
#include "backend/insight/health.h"
#include "backend/insight/invariants.h"
#include "backend/insight/live_feed.h"
#include "backend/insight/reservations.h"
#include "backend/storage/connection.h"
#include "models/database_words.h"
#include "models/from_insight.h"
#include "models/watched_session.h"

#include <algorithm>
#include <utility>

#include <pthread.h>

namespace holdfast::models {

namespace {

using namespace std::chrono_literals;

constexpr auto answerLimit = 2200ms;      // then the database hangs: "disconnected" within three seconds
constexpr auto statementTimeout = 2000ms; // the server gives up first on a query that is merely slow
constexpr auto pollPeriod = 100ms;
constexpr auto waitSlice = 50ms;      // a choice made on the screen waits no longer than this
constexpr auto pageSpacing = 150ms;   // at most one page in this time ...
constexpr int pageShare = 4;          // ... and at most a fifth of the time spent reading pages
constexpr auto pagePeriod = 5s;       // read again also when nothing is known to have changed
constexpr auto timedPagePeriod = 1s;  // what a filter on time lets in changes by itself
constexpr auto vitalsPeriod = 1s;
constexpr auto cheapCount = 10ms; // with every page; what takes longer is counted beside the pages
constexpr auto countPeriod = 1s; // at most one count of the page's filter in this time ...
constexpr int countShare = 4;    // ... and at most a fifth of the time spent counting
constexpr auto countStatementTimeout = 10s;
constexpr auto countLimit = 11s;
constexpr auto firstBackOff = 250ms;
constexpr auto lastBackOff = 4000ms;
constexpr auto verifyDelay = 2s;
constexpr auto verifyPeriod = 10s;
constexpr int verifyShare = 20; // at most a twentieth of the time spent verifying
constexpr auto verifyStatementTimeout = 30s;
constexpr auto verifyLimit = 60s;
constexpr auto watchPeriod = 100ms;
constexpr int feedPagesAtOnce = 20;

insight::Reading readingOf(const PagePlace &place)
{
    return place.backwards ? insight::Reading::Backwards : insight::Reading::Onwards;
}

bool dependsOnTime(const ReservationFilterSpec &filter)
{
    return filter.deadlineWithin || filter.olderThan || !filter.claimedBy.isEmpty();
}

void nameThread(std::thread &thread, const char *name)
{
    ::pthread_setname_np(thread.native_handle(), name);
}

} // namespace

struct LiveReader::Pass
{
    insight::LiveFeed feed;
    quint64 page = 0; // the request the page on the screen answers; 0 before the first. Outlives a connection
    bool live = false; // told of this connection
    std::optional<Uuid> story;
    quint64 storyRead = 0; // the request its story answers
    bool pageStale = true;
    bool storyStale = true;
    Clock::time_point pageAt{};
    Clock::duration pageTook{};
};

struct LiveReader::Totals
{
    quint64 page = 0;
    insight::ReservationTotals of;
    Clock::time_point at;
    Clock::duration took;
};

LiveReader::LiveReader(std::function<void()> wake)
    : wake_(std::move(wake)), readSession_(std::make_unique<WatchedSession>()),
      countSession_(std::make_unique<WatchedSession>()), verifySession_(std::make_unique<WatchedSession>())
{
    reader_ = std::thread([this] { readLoop(); });
    counter_ = std::thread([this] { countLoop(); });
    verifier_ = std::thread([this] { verifyLoop(); });
    watcher_ = std::thread([this] { watchLoop(); });
    nameThread(reader_, "live-reader");
    nameThread(counter_, "live-count");
    nameThread(verifier_, "live-verify");
    nameThread(watcher_, "live-watch");
}

LiveReader::~LiveReader()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    readSession_->cut();
    countSession_->cut();
    verifySession_->cut();
    reader_.join();
    counter_.join();
    verifier_.join();
    watcher_.join();
}

void LiveReader::ask(const LiveRequest &request)
{
    {
        const std::lock_guard lock(mutex_);
        if (request.database != request_.database) {
            live_ = false;
            caughtUp_.reset();
            worstLagMs_ = -1;
        }
        request_ = request;
        asked_ = true;
    }
    changed_.notify_all();
}

void LiveReader::retryNow()
{
    {
        const std::lock_guard lock(mutex_);
        retry_ = true;
    }
    changed_.notify_all();
}

LiveNews LiveReader::take()
{
    const std::lock_guard lock(mutex_);
    woken_ = false;
    LiveNews taken;
    std::swap(taken, news_);
    return taken;
}

qint64 LiveReader::takeLagMs()
{
    const std::lock_guard lock(mutex_);
    if (!caughtUp_)
        return -1;
    const qint64 lag = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - *caughtUp_).count();
    return std::max(lag, std::exchange(worstLagMs_, -1));
}

void LiveReader::readLoop()
{
    while (!stopping()) {
        const auto request = wanted();
        if (!request.dsn.empty()) {
            readOneDatabase(request);
            continue;
        }
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || !request_.dsn.empty(); });
    }
}

void LiveReader::readOneDatabase(const LiveRequest &first)
{
    const auto database = first.database;
    auto backOff = std::chrono::milliseconds(firstBackOff);
    quint64 shown = 0;
    tell(database, [](LiveNews &news) { news.state = LiveState::Connecting; });
    while (!superseded(database)) {
        QString error;
        try {
            readSession_->open(first.dsn, statementTimeout);
            readSession_->within(answerLimit, [](auto &connection) { connection.listen("holdfast_changed"); });
            {
                const std::lock_guard lock(mutex_);
                retry_ = false; // asked for before this connection stood
            }
            Pass pass;
            pass.page = shown;
            while (!superseded(database)) {
                step(*readSession_, pass, wanted());
                shown = pass.page;
                backOff = firstBackOff;
            }
        } catch (const storage::DatabaseError &failure) {
            error = plainWords(failure, readSession_->hung());
        } catch (const std::exception &failure) {
            error = firstLine(failure.what());
        }
        readSession_->close();
        setCaughtUp(std::nullopt);
        if (superseded(database))
            return;
        tell(database, [&](LiveNews &news) {
            news.state = LiveState::Disconnected;
            news.error = error;
        });
        backOffFor(backOff, database);
        backOff = std::min(backOff * 2, std::chrono::milliseconds(lastBackOff));
    }
}

void LiveReader::step(WatchedSession &session, Pass &pass, const LiveRequest &request)
{
    const auto polledAt = Clock::now();
    insight::FeedDelta delta;
    for (int i = 0; i < feedPagesAtOnce; ++i) {
        session.within(answerLimit, [&](auto &connection) { delta = pass.feed.poll(connection); });
        for (const auto &event : delta.events) {
            pass.pageStale = true;
            if (pass.story == event.reservation_id)
                pass.storyStale = true;
        }
        if (!delta.more)
            break;
    }

    {
        const std::lock_guard lock(mutex_);
        countStale_ |= pass.pageStale;
        pass.pageStale |= std::exchange(recounted_, false);
    }

    const bool asked = pass.page != request.page;
    const auto spacing = std::max<Clock::duration>(pageSpacing, pass.pageTook * pageShare);
    const auto period = dependsOnTime(request.filter) ? std::chrono::seconds(timedPagePeriod) : pagePeriod;
    const auto age = polledAt - pass.pageAt;
    const bool due = age >= (pass.pageStale ? spacing : std::max<Clock::duration>(spacing, period));
    if (asked || (due && !request.paused))
        readPage(session, pass, request);
    else if (request.paused || !pass.pageStale)
        setCaughtUp(polledAt);
    if (!std::exchange(pass.live, true)) { // paused, a connection that is back brings no page
        tell(request.database, [](LiveNews &news) {
            news.state = LiveState::Live;
            news.error.clear();
        });
    }

    const bool storyAsked = pass.story != request.reservation || pass.storyRead != request.story;
    if (storyAsked || (pass.storyStale && !request.paused && request.reservation))
        readStory(session, pass, request);

    for (auto waited = 0ms; waited < pollPeriod && !askedAnew(); waited += waitSlice) {
        bool notified = false;
        session.within(waitSlice + answerLimit,
                       [&](auto &connection) { notified = connection.wait_notification(waitSlice); });
        if (notified)
            break;
    }
}

void LiveReader::readPage(WatchedSession &session, Pass &pass, const LiveRequest &request)
{
    const auto began = Clock::now();
    const auto totals = totalsFor(session, request);
    auto filter = toFilter(request.filter);
    filter.count_up_to = 0;
    insight::ReservationPage page;
    const auto cursor = request.place.cursor.toStdString();
    const auto reading = readingOf(request.place);
    session.within(answerLimit, [&](auto &connection) {
        page = insight::list_reservations(connection, filter, cursor, reading);
    });
    insight::put_totals(totals->of, !cursor.empty(), reading, page);
    pass.page = request.page;
    pass.live = true;
    pass.pageStale = false;
    pass.pageAt = began;
    pass.pageTook = Clock::now() - began;
    setCaughtUp(began);
    tell(request.database, [&](LiveNews &news) {
        news.state = LiveState::Live;
        news.error.clear();
        news.page = toPage(page, request.page);
    });
}

void LiveReader::readStory(WatchedSession &session, Pass &pass, const LiveRequest &request)
{
    pass.story = request.reservation;
    pass.storyRead = request.story;
    pass.storyStale = false;
    if (!request.reservation)
        return;
    ReservationStory story;
    session.within(answerLimit, [&](auto &connection) {
        const auto row = insight::find_reservation(connection, *request.reservation);
        if (!row)
            return;
        story.reservation = toReservation(*row);
        story.events = toEvents(insight::list_events(connection, *request.reservation), story.reservation->partner);
        story.now = insight::read_database_vitals(connection).now;
    });
    tell(request.database, [&](LiveNews &news) { news.story = std::pair(*request.reservation, story); });
}

/// The first page of a choice does not come without, however long it takes.
std::shared_ptr<const LiveReader::Totals> LiveReader::totalsFor(WatchedSession &session, const LiveRequest &request)
{
    {
        const std::lock_guard lock(mutex_);
        if (totals_ && totals_->page == request.page && totals_->took > cheapCount)
            return totals_;
    }
    const auto totals = count(session, request, answerLimit);
    const std::lock_guard lock(mutex_);
    return totals_ = totals;
}

std::shared_ptr<const LiveReader::Totals> LiveReader::count(WatchedSession &session, const LiveRequest &request,
                                                            std::chrono::milliseconds limit)
{
    auto totals = std::make_shared<Totals>();
    totals->page = request.page;
    totals->at = Clock::now();
    session.within(limit, [&](auto &connection) {
        totals->of = insight::count_reservations(connection, toFilter(request.filter),
                                                 request.place.cursor.toStdString(), readingOf(request.place));
    });
    totals->took = Clock::now() - totals->at;
    return totals;
}

void LiveReader::countLoop()
{
    quint64 database = 0;
    Clock::time_point vitalsAt{};
    while (true) {
        LiveRequest request;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || live_; });
            if (stopping_)
                return;
            request = request_;
        }
        try {
            if (std::exchange(database, request.database) != request.database)
                countSession_->close();
            if (!countSession_->isOpen())
                countSession_->open(request.dsn, countStatementTimeout);
            if (Clock::now() - vitalsAt >= vitalsPeriod) {
                vitalsAt = Clock::now();
                readVitals(request);
            }
            if (!request.paused)
                countOnce(request);
        } catch (const std::exception &) {
            countSession_->close(); // the reader tells of a database that is gone
        }
        pauseFor(pollPeriod, database);
    }
}

/// When it is time, what the page on the screen says beside its rows.
void LiveReader::countOnce(const LiveRequest &request)
{
    {
        const std::lock_guard lock(mutex_);
        if (!totals_ || totals_->page != request.page || totals_->took <= cheapCount)
            return; // the reader counts
        const auto age = Clock::now() - totals_->at;
        const auto spacing = std::max<Clock::duration>(countPeriod, totals_->took * (countShare + 1));
        const auto period = std::max<Clock::duration>(
            spacing, dependsOnTime(request.filter) ? std::chrono::seconds(timedPagePeriod) : pagePeriod);
        if (age < (countStale_ ? spacing : period))
            return;
        countStale_ = false;
    }
    const auto totals = count(*countSession_, request, countLimit);
    const std::lock_guard lock(mutex_);
    if (!totals_ || totals_->page != request.page)
        return;
    recounted_ |= !(totals_->of == totals->of);
    totals_ = totals;
}

void LiveReader::readVitals(const LiveRequest &request)
{
    StateCounts counts{};
    QList<Component> components;
    DatabaseInfo database;
    countSession_->within(answerLimit, [&](auto &connection) {
        counts = toCounts(insight::count_in_flight(connection));
        components = toComponents(insight::list_components(connection));
        const int version = connection.server_version();
        database.version = QStringLiteral("%1.%2").arg(version / 10'000).arg(version % 10'000);
        database.connections = insight::read_database_vitals(connection).connections;
    });
    tell(request.database, [&](LiveNews &news) {
        news.counts = counts;
        news.components = std::pair(components, database);
    });
}

void LiveReader::verifyLoop()
{
    quint64 database = 0;
    while (true) {
        LiveRequest request;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || live_; });
            if (stopping_)
                return;
            request = request_;
        }
        if (request.database != database) {
            database = request.database;
            pauseFor(verifyDelay, database);
            continue;
        }
        const auto began = Clock::now();
        verifyOnce(request);
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
        pauseFor(std::max<std::chrono::milliseconds>(verifyPeriod, took * verifyShare), database);
    }
}

void LiveReader::verifyOnce(const LiveRequest &request)
{
    try {
        verifySession_->open(request.dsn, verifyStatementTimeout);
        const auto began = Clock::now();
        VerifyReport report;
        verifySession_->within(verifyLimit, [&](auto &connection) {
            report = toVerifyReport(insight::check_invariants(connection));
        });
        report.tookMs = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
        tell(request.database, [&](LiveNews &news) { news.verify = report; });
    } catch (const std::exception &) {
        // The reader tells of a database that is gone; the age of the last report shows that this one failed.
    }
    verifySession_->close();
}

void LiveReader::watchLoop()
{
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (changed_.wait_for(lock, watchPeriod, [this] { return stopping_; }))
                return;
        }
        readSession_->check();
        countSession_->check();
        verifySession_->check();
    }
}

LiveRequest LiveReader::wanted()
{
    const std::lock_guard lock(mutex_);
    asked_ = false;
    return request_;
}

bool LiveReader::askedAnew()
{
    const std::lock_guard lock(mutex_);
    return asked_ || stopping_;
}

bool LiveReader::stopping()
{
    const std::lock_guard lock(mutex_);
    return stopping_;
}

bool LiveReader::superseded(quint64 database)
{
    const std::lock_guard lock(mutex_);
    return stopping_ || request_.database != database;
}

void LiveReader::pauseFor(std::chrono::milliseconds time, quint64 database)
{
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [&] { return stopping_ || request_.database != database; });
}

void LiveReader::backOffFor(std::chrono::milliseconds time, quint64 database)
{
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [&] { return stopping_ || retry_ || request_.database != database; });
    retry_ = false;
}

void LiveReader::tell(quint64 database, const std::function<void(LiveNews &)> &write)
{
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || database != request_.database)
            return;
        if (news_.database != database) {
            news_ = {};
            news_.database = database;
        }
        write(news_);
        if (news_.state)
            live_ = *news_.state == LiveState::Live;
        wake = !std::exchange(woken_, true);
    }
    changed_.notify_all(); // the verifier waits for a live database
    if (wake)
        wake_();
}

void LiveReader::setCaughtUp(std::optional<Clock::time_point> when)
{
    const std::lock_guard lock(mutex_);
    if (caughtUp_) {
        const auto lag = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - *caughtUp_).count();
        worstLagMs_ = std::max<qint64>(worstLagMs_, lag);
    }
    caughtUp_ = when;
    if (!when)
        worstLagMs_ = -1;
}

} // namespace holdfast::models

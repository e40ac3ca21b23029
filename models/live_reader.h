#pragma once

#include "models/live_status.h"
#include "models/reservation.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace holdfast::models {

class WatchedSession;

/// What the screen wants read. Two numbers say what an answer belongs to: `database` counts choices of a database,
/// `page` counts those and choices of a filter.
struct LiveRequest
{
    quint64 database = 0;
    quint64 page = 0;
    std::string dsn; ///< empty: nothing to read
    ReservationFilterSpec filter;
    PagePlace place;
    std::optional<Uuid> reservation;
    quint64 story = 0; ///< another number: read the reservation again
    bool paused = false;
};

/// What was read since the last take(); newer values replace those not taken, so a stalled screen costs no memory.
struct LiveNews
{
    quint64 database = 0;
    std::optional<LiveState> state; ///< Connecting, Live or Disconnected
    QString error;
    std::optional<ReservationPage> page;
    std::optional<std::pair<Uuid, ReservationStory>> story;
    std::optional<StateCounts> counts;
    std::optional<std::pair<QList<Component>, DatabaseInfo>> components;
    std::optional<VerifyReport> verify;
};

/// The threads behind LiveSource: one reads, one counts, one runs the invariants, one cuts the socket of a database that
/// hangs. Counting takes as long as there is much to count: where it takes longer than a moment, what a page says of all
/// that matches is up to a second and a few counts older than its rows, and follows them when nothing changes any more.
/// `wake` is called from them when there is news after a take(); at most once until the next take().
class LiveReader final
{
public:
    explicit LiveReader(std::function<void()> wake);
    ~LiveReader(); ///< cuts the connections and joins
    LiveReader(const LiveReader &) = delete;
    LiveReader &operator=(const LiveReader &) = delete;

    /// Never blocks on the database.
    void ask(const LiveRequest &request);
    void retryNow();
    [[nodiscard]] LiveNews take();
    /// Everything committed longer ago than this is read: the worst since it was last asked. -1 when not connected.
    [[nodiscard]] qint64 takeLagMs();

private:
    using Clock = std::chrono::steady_clock;
    struct Pass; // what one connection has read so far
    struct Totals; // of a page, and the request that they answer

    void readLoop();
    void countLoop();
    void verifyLoop();
    void watchLoop();
    /// Returns when another database is wanted, or none.
    void readOneDatabase(const LiveRequest &request);
    void step(WatchedSession &session, Pass &pass, const LiveRequest &request);
    void readPage(WatchedSession &session, Pass &pass, const LiveRequest &request);
    void readStory(WatchedSession &session, Pass &pass, const LiveRequest &request);
    [[nodiscard]] std::shared_ptr<const Totals> totalsFor(WatchedSession &session, const LiveRequest &request);
    [[nodiscard]] std::shared_ptr<const Totals> count(WatchedSession &session, const LiveRequest &request,
                                                      std::chrono::milliseconds limit);
    void countOnce(const LiveRequest &request);
    void readVitals(const LiveRequest &request);
    void verifyOnce(const LiveRequest &request);

    [[nodiscard]] LiveRequest wanted();
    [[nodiscard]] bool askedAnew();
    [[nodiscard]] bool stopping();
    [[nodiscard]] bool superseded(quint64 database);
    void pauseFor(std::chrono::milliseconds time, quint64 database);
    /// The same, and less when somebody asks to try again now.
    void backOffFor(std::chrono::milliseconds time, quint64 database);
    void tell(quint64 database, const std::function<void(LiveNews &)> &write);
    void setCaughtUp(std::optional<Clock::time_point> when);

    std::function<void()> wake_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool retry_ = false;
    bool asked_ = false; // since the reader last looked
    LiveRequest request_;
    LiveNews news_;
    bool woken_ = false;
    std::optional<Clock::time_point> caughtUp_;
    qint64 worstLagMs_ = -1;
    bool live_ = false;
    std::unique_ptr<WatchedSession> readSession_;
    std::shared_ptr<const Totals> totals_; // the last ones
    bool recounted_ = false;               // and the page on the screen has others
    bool countStale_ = false;              // something changed since
    std::unique_ptr<WatchedSession> countSession_;
    std::unique_ptr<WatchedSession> verifySession_;
    std::thread reader_;
    std::thread counter_;
    std::thread verifier_;
    std::thread watcher_;
};

} // namespace holdfast::models

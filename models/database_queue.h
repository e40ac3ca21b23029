#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <any>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::models {

class WatchedSession;

/// What became of a piece of work on the database.
struct Answer
{
    enum class Failure {
        NotSent, ///< there was no connection: nothing happened
        Refused, ///< the server said no: nothing happened
        Lost,    ///< the connection broke on the way: what was read is not known, and neither what was changed
    };

    std::any value; ///< what the work returned; empty after a failure
    std::optional<Failure> failure;
    QString error; ///< of a failure, plain words

    [[nodiscard]] bool ok() const { return !failure; }
    template <typename Value>
    [[nodiscard]] const Value &as() const { return std::any_cast<const Value &>(value); }
};

/// Does work on a database one piece after another, on a thread and a connection of its own, so that the GUI thread
/// never waits. What hangs longer than its limit is cut. Destroying it cuts the connection, drops what waits and joins.
/// GUI thread.
class DatabaseQueue final : public QObject
{
    Q_OBJECT

public:
    enum class Access { Read, Write };
    using Work = std::function<std::any(storage::Connection &)>; ///< on the queue's thread; may throw
    using Then = std::function<void(const Answer &)>;            ///< on the GUI thread

    static constexpr std::size_t longest = 64; ///< pieces that may wait
    static constexpr std::chrono::milliseconds usualLimit{5'000};

    explicit DatabaseQueue(Access access, QObject *parent = nullptr);
    ~DatabaseQueue() override;

    /// `then` is called once, later, unless `context` is gone by then. An empty `dsn` is answered NotSent.
    void add(const QString &dsn, QObject *context, Work work, Then then,
             std::chrono::milliseconds limit = usualLimit);
    /// Drops what waits; what is being worked on is answered.
    void dropWaiting();

private:
    struct Piece
    {
        std::string dsn;
        QPointer<QObject> context; // touched on the GUI thread alone
        Work work;
        Then then;
        std::chrono::milliseconds limit;
    };
    void loop();
    [[nodiscard]] Answer perform(const Piece &piece);
    void deliver(std::shared_ptr<Piece> piece, Answer answer);

    Access m_access;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_stopping = false;
    std::deque<std::shared_ptr<Piece>> m_waiting;
    std::string m_connectedTo; // the queue's thread
    std::unique_ptr<WatchedSession> m_session;
    QTimer m_watch;
    std::thread m_thread;
};

} // namespace holdfast::models

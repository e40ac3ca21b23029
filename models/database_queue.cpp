#include "models/database_queue.h"

#include "backend/storage/connection.h"
#include "models/database_words.h"
#include "models/watched_session.h"

#include <algorithm>

#include <pthread.h>

namespace holdfast::models {

namespace {

constexpr int watchPeriodMs = 100;

} // namespace

DatabaseQueue::DatabaseQueue(Access access, QObject *parent)
    : QObject(parent), m_access(access), m_session(std::make_unique<WatchedSession>())
{
    m_watch.setInterval(watchPeriodMs);
    connect(&m_watch, &QTimer::timeout, this, [this] { m_session->check(); });
    m_watch.start();
    m_thread = std::thread([this] { loop(); });
    ::pthread_setname_np(m_thread.native_handle(), access == Access::Read ? "questions" : "acts");
}

DatabaseQueue::~DatabaseQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_waiting.clear();
    }
    m_changed.notify_all();
    m_session->cut();
    m_thread.join();
}

void DatabaseQueue::add(const QString &dsn, QObject *context, Work work, Then then, std::chrono::milliseconds limit)
{
    auto piece = std::make_shared<Piece>(
        Piece{dsn.toStdString(), context, std::move(work), std::move(then), limit});
    if (dsn.isEmpty()) {
        deliver(std::move(piece), {{}, Answer::Failure::NotSent, tr("No database is connected.")});
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() < longest)
            m_waiting.push_back(std::exchange(piece, nullptr));
    }
    if (piece)
        deliver(std::move(piece), {{}, Answer::Failure::NotSent, tr("The database is too slow for what is asked of it.")});
    else
        m_changed.notify_all();
}

void DatabaseQueue::dropWaiting()
{
    const std::lock_guard lock(m_mutex);
    m_waiting.clear();
}

void DatabaseQueue::loop()
{
    for (;;) {
        std::shared_ptr<Piece> piece;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
            if (m_stopping)
                break;
            piece = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        auto answer = perform(*piece);
        deliver(std::move(piece), std::move(answer));
    }
    m_session->close();
}

Answer DatabaseQueue::perform(const Piece &piece)
{
    bool sent = false;
    try {
        if (m_connectedTo != piece.dsn || !m_session->isOpen()) {
            m_connectedTo.clear();
            m_session->open(piece.dsn, {}, m_access == Access::Read);
            m_connectedTo = piece.dsn;
        }
        Answer answer;
        m_session->within(piece.limit, [&](auto &connection) {
            sent = true;
            answer.value = piece.work(connection);
        });
        return answer;
    } catch (const storage::ConnectionLost &failure) {
        const auto words = plainWords(failure, m_session->hung());
        m_connectedTo.clear();
        m_session->close();
        return {{}, sent ? Answer::Failure::Lost : Answer::Failure::NotSent, words};
    } catch (const storage::DatabaseError &failure) {
        return {{}, Answer::Failure::Refused, plainWords(failure, false)};
    } catch (const std::exception &failure) {
        return {{}, Answer::Failure::Refused, firstLine(failure.what())};
    }
}

void DatabaseQueue::deliver(std::shared_ptr<Piece> piece, Answer answer)
{
    // This object joins its thread before it goes, and a queued call to what is gone is not made.
    QMetaObject::invokeMethod(
        this,
        [piece = std::move(piece), answer = std::move(answer)] {
            if (piece->context && piece->then)
                piece->then(answer);
        },
        Qt::QueuedConnection);
}

} // namespace holdfast::models

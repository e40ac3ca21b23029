#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace holdfast::models {

class WatchedSession;

/// What a trial of a connection found.
struct ProbeResult
{
    enum class Verdict {
        Usable,     ///< it can be read, as far as the role goes
        Doubtful,   ///< connected, but there is nothing to read, or not for this login, or another version's
        Unreachable ///< no connection
    };

    Verdict verdict = Verdict::Unreachable;
    QString words; ///< one to three sentences for people
    QString user;
    QString role;          ///< "viewer", "tester", "operator", "admin"; empty: none
    int serverVersion = 0; ///< 150014 for 15.14
    std::optional<int> schemaVersion;
};

/// Tries connections out, one at a time, on a thread of its own: a new trial takes the place of an older one, whose answer
/// is dropped. A server that is silent for eight seconds does not answer. Destruction cuts the connection, or waits for one
/// that is being made: two seconds for each of its hosts. GUI thread.
class ConnectionProbe final : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionProbe(QObject *parent = nullptr);
    ~ConnectionProbe() override;

    /// `dsn` with its password.
    void start(const QString &dsn);
    /// Nobody waits for the answer any more.
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_busy; }

signals:
    void finished(const holdfast::models::ProbeResult &result);

private:
    void run();
    void answer(quint64 number, const ProbeResult &result);

    QTimer m_patience;
    bool m_busy = false; // GUI thread
    std::mutex m_mutex;  // of what follows
    std::condition_variable m_wake;
    std::optional<std::string> m_wanted;
    std::shared_ptr<WatchedSession> m_session;
    quint64 m_number = 0;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace holdfast::models

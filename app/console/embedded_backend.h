#pragma once

#include <QObject>
#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace holdfast::console {

/// The console's own backend: the private cluster, its schema, API and workers, brought up on a thread of its own so
/// that the window is there first. Nothing here throws; what goes wrong arrives as failed(), and start() tries again.
/// Destroying it drains the backend (up to ten seconds) and lets go of the cluster. GUI thread.
class EmbeddedBackend final : public QObject
{
    Q_OBJECT

public:
    explicit EmbeddedBackend(const QString &dataDir, QObject *parent = nullptr);
    ~EmbeddedBackend() override;

public slots:
    /// Does nothing while it is starting or running.
    void start();

signals:
    void progressed(const QString &what); ///< "Starting PostgreSQL"
    void started(const QString &dsn, const QString &apiUrl);
    void failed(const QString &why); ///< one or two sentences for people

private:
    void run();
    void bringUp();
    void tell(const QString &what);
    [[nodiscard]] bool waitForStop(int ms);

    QString m_dataDir;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    bool m_active = false; // GUI thread
    std::thread m_thread;
};

} // namespace holdfast::console

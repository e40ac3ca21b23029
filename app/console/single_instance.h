#pragma once

#include <QLocalServer>
#include <QObject>
#include <QString>

#include <memory>

class QLocalSocket;
class QLockFile;

namespace holdfast::console {

/// One console for each data folder. The first holds a lock file in the runtime folder and listens on a socket beside it,
/// both for their owner alone; a later one hands over what it was asked for and ends. A lock whose process is gone is
/// taken over, with the socket it left. GUI thread.
class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    enum class Standing {
        First,     ///< the one that runs
        PassedOn,  ///< another runs and has taken the request
        Unanswered ///< another runs, but does not answer
    };

    SingleInstance(const QString &runtimeDir, const QString &dataDir, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// Finds out which one this is; `reservation`, if not empty, is what the other one is to open. Waits for a first one
    /// that is just starting, up to five seconds. Where no lock can be had (a folder that cannot be written) it is First.
    [[nodiscard]] Standing claim(const QString &reservation);

signals:
    /// Another start: come to the front, and open this reservation unless it is empty.
    void asked(const QString &reservation);

private:
    void listen();
    void accept();
    void read(QLocalSocket *peer);
    [[nodiscard]] bool passOn(const QString &reservation) const;

    QString m_base; ///< of both files' names
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer m_server;
};

} // namespace holdfast::console

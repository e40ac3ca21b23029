#include "app/console/single_instance.h"

#include "backend/core/uuid.h"

#include <spdlog/spdlog.h>

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QLocalSocket>
#include <QLockFile>
#include <QThread>
#include <QTimer>

namespace holdfast::console {

namespace {

constexpr int patienceMs = 5000;
constexpr int retryMs = 50;
constexpr int peerPatienceMs = 2000;
constexpr int peerCap = 8;
constexpr qint64 lineCap = 128;
const QByteArray openWord = "open ";
const QByteArray showLine = "show\n";
const QByteArray takenLine = "taken\n";

/// Two ways to write one folder are one folder.
QString nameOf(const QString &dataDir)
{
    const auto real = QFileInfo(dataDir).canonicalFilePath();
    const auto path = (real.isEmpty() ? QDir::cleanPath(dataDir) : real).toUtf8();
    return QStringLiteral("console-")
        + QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(12));
}

} // namespace

SingleInstance::SingleInstance(const QString &runtimeDir, const QString &dataDir, QObject *parent)
    : QObject(parent), m_base(runtimeDir + u'/' + nameOf(dataDir))
{
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::accept);
}

SingleInstance::~SingleInstance() = default;

SingleInstance::Standing SingleInstance::claim(const QString &reservation)
{
    const auto folder = QFileInfo(m_base).path();
    if (!QDir(folder).exists() && QDir().mkpath(folder))
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_lock = std::make_unique<QLockFile>(m_base + QStringLiteral(".lock"));
    m_lock->setStaleLockTime(0); // only when its process is gone
    const QDeadlineTimer deadline(patienceMs);
    while (!m_lock->tryLock(0)) {
        if (m_lock->error() != QLockFile::LockFailedError) {
            spdlog::warn("whether another console runs cannot be told: {} cannot be written", m_base.toStdString());
            m_lock.reset();
            return Standing::First;
        }
        if (passOn(reservation))
            return Standing::PassedOn;
        if (deadline.hasExpired())
            return Standing::Unanswered;
        QThread::msleep(retryMs); // it is about to listen, or about to end
    }
    listen();
    return Standing::First;
}

void SingleInstance::listen()
{
    const auto name = m_base + QStringLiteral(".sock");
    QLocalServer::removeServer(name); // the lock is ours: whoever left it is gone
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(peerCap);
    if (!m_server.listen(name))
        spdlog::warn("other starts cannot hand over what they are asked for: {}", m_server.errorString().toStdString());
}

bool SingleInstance::passOn(const QString &reservation) const
{
    QLocalSocket socket;
    socket.connectToServer(m_base + QStringLiteral(".sock"));
    if (!socket.waitForConnected(peerPatienceMs))
        return false;
    socket.write(reservation.isEmpty() ? showLine : openWord + reservation.toLatin1() + '\n');
    const QDeadlineTimer deadline(peerPatienceMs);
    while (!socket.canReadLine() && socket.waitForReadyRead(int(deadline.remainingTime()))) {
    }
    return socket.readLine(lineCap) == takenLine;
}

void SingleInstance::accept()
{
    while (auto *peer = m_server.nextPendingConnection()) {
        peer->setParent(this);
        peer->setReadBufferSize(lineCap);
        connect(peer, &QLocalSocket::disconnected, peer, &QObject::deleteLater);
        connect(peer, &QLocalSocket::readyRead, this, [this, peer] { read(peer); });
        QTimer::singleShot(peerPatienceMs, peer, &QLocalSocket::abort); // whoever has said nothing by then
        if (findChildren<QLocalSocket *>().size() > peerCap)
            peer->abort();
        else
            read(peer);
    }
}

void SingleInstance::read(QLocalSocket *peer)
{
    if (!peer->canReadLine()) {
        if (peer->bytesAvailable() >= lineCap)
            peer->abort();
        return;
    }
    const auto line = peer->readLine(lineCap);
    const auto id = Uuid::parse(line.mid(openWord.size()).trimmed().toStdString());
    if (line != showLine && !(line.startsWith(openWord) && id)) {
        peer->abort();
        return;
    }
    peer->write(takenLine);
    peer->disconnectFromServer(); // once that is written
    emit asked(line == showLine ? QString() : QString::fromStdString(id->to_string()));
}

} // namespace holdfast::console

#include "models/connection_probe.h"

#include "backend/acts/acts.h"
#include "backend/insight/login.h"
#include "backend/storage/connection.h"
#include "backend/storage/migrations.h"
#include "models/database_words.h"
#include "models/watched_session.h"

#include <pthread.h>

namespace holdfast::models {

using namespace std::chrono_literals;

namespace {

constexpr auto statementTimeout = 4000ms;
constexpr auto patience = 8s; // for the whole trial

QString versionText(int version)
{
    return QStringLiteral("%1.%2").arg(version / 10'000).arg(version % 10'000);
}

/// What `login` may do here, for people.
void judge(const insight::Login &login, ProbeResult &result)
{
    const auto server = versionText(result.serverVersion);
    result.verdict = ProbeResult::Verdict::Doubtful;
    if (!login.has_schema) {
        result.words = ConnectionProbe::tr("Connected as %1 to PostgreSQL %2, but this database does not hold Holdfast's tables.")
                           .arg(result.user, server);
        return;
    }
    if (!login.schema_version) {
        result.words = ConnectionProbe::tr("Connected as %1 to PostgreSQL %2, but this login may not read Holdfast's tables. "
                                           "Ask for one of the roles holdfast_viewer, holdfast_tester, holdfast_operator "
                                           "or holdfast_admin.")
                           .arg(result.user, server);
        return;
    }
    const auto schema = QString::number(*login.schema_version);
    result.words = result.role.isEmpty()
        ? ConnectionProbe::tr("Connected as %1, who may read but has none of Holdfast's roles. PostgreSQL %2, schema %3.")
              .arg(result.user, server, schema)
        : ConnectionProbe::tr("Connected as %1 with the role %2. PostgreSQL %3, schema %4.")
              .arg(result.user, result.role, server, schema);
    const int own = storage::newest_schema_version();
    if (*login.schema_version == own) {
        result.verdict = ProbeResult::Verdict::Usable;
        return;
    }
    result.words += u' '
        + (*login.schema_version > own
               ? ConnectionProbe::tr("It is newer than this program, which knows schema %1: some pages may not work.").arg(own)
               : ConnectionProbe::tr("It is older than this program, which knows schema %1: some pages may not work.").arg(own));
}

ProbeResult tryOut(WatchedSession &session, const std::string &dsn)
{
    ProbeResult result;
    try {
        session.open(dsn, statementTimeout);
        session.within(patience, [&](storage::Connection &connection) {
            const auto login = insight::read_login(connection);
            result.user = QString::fromStdString(login.user);
            result.role = QString::fromStdString(acts::read_role(connection).value_or(std::string()));
            result.serverVersion = connection.server_version();
            result.schemaVersion = login.schema_version;
            judge(login, result);
        });
    } catch (const storage::DatabaseError &error) {
        result = {};
        result.words = plainWords(error, false);
    }
    session.close();
    return result;
}

} // namespace

ConnectionProbe::ConnectionProbe(QObject *parent) : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        ProbeResult silent;
        silent.words = tr("The database does not answer.");
        cancel();
        emit finished(silent);
    });
}

ConnectionProbe::~ConnectionProbe()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        if (m_session)
            m_session->cut();
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void ConnectionProbe::start(const QString &dsn)
{
    cancel();
    m_busy = true;
    m_patience.start();
    if (!m_thread.joinable()) {
        m_thread = std::thread([this] { run(); });
        ::pthread_setname_np(m_thread.native_handle(), "probe");
    }
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = dsn.toStdString();
    }
    m_wake.notify_all();
}

void ConnectionProbe::cancel()
{
    m_busy = false;
    m_patience.stop();
    const std::lock_guard lock(m_mutex);
    ++m_number;
    m_wanted.reset();
    if (m_session)
        m_session->cut();
}

void ConnectionProbe::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || m_wanted; });
        if (m_stopping)
            return;
        const auto dsn = *std::exchange(m_wanted, std::nullopt);
        const auto number = m_number;
        m_session = std::make_shared<WatchedSession>(); // one that was cut stays so
        const auto session = m_session;
        lock.unlock();
        const auto result = tryOut(*session, dsn);
        lock.lock();
        m_session.reset();
        if (!m_stopping)
            QMetaObject::invokeMethod(this, [this, number, result] { answer(number, result); }, Qt::QueuedConnection);
    }
}

void ConnectionProbe::answer(quint64 number, const ProbeResult &result)
{
    {
        const std::lock_guard lock(m_mutex);
        if (number != m_number)
            return;
    }
    m_busy = false;
    m_patience.stop();
    emit finished(result);
}

} // namespace holdfast::models

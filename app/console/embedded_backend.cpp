#include "app/console/embedded_backend.h"

#include "app/backend/audit_anchor.h"
#include "app/backend/backend.h"
#include "app/backend/gateway_environment.h"
#include "app/backend/private_database.h"
#include "backend/storage/connection.h"
#include "backend/storage/migrations.h"
#include "backend/storage/private_cluster.h"

#include <spdlog/spdlog.h>

#include <pthread.h>

namespace holdfast::console {

namespace {

constexpr int lookPeriodMs = 1000;

} // namespace

EmbeddedBackend::EmbeddedBackend(const QString &dataDir, QObject *parent) : QObject(parent), m_dataDir(dataDir)
{
    connect(this, &EmbeddedBackend::failed, this, [this] { m_active = false; });
}

EmbeddedBackend::~EmbeddedBackend()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void EmbeddedBackend::start()
{
    if (m_active)
        return;
    if (m_thread.joinable())
        m_thread.join(); // the one that failed has nothing left to do
    m_active = true;
    emit progressed(tr("Starting PostgreSQL"));
    // PostgreSQL's server is bound to the thread that starts it, which therefore lives as long as the backend.
    m_thread = std::thread([this] { run(); });
    ::pthread_setname_np(m_thread.native_handle(), "backend");
}

void EmbeddedBackend::run()
{
    QString why;
    try {
        bringUp();
        return;
    } catch (const std::exception &error) {
        spdlog::error("the embedded backend did not start: {}", error.what());
        why = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(this, [this, why] { emit failed(why); }, Qt::QueuedConnection);
}

void EmbeddedBackend::bringUp()
{
    auto options = app::private_cluster_options(m_dataDir.toStdString());
    options.progress = [this](const std::string &what) { tell(QString::fromStdString(what)); };
    const auto dataDir = options.data_dir;
    storage::PrivateCluster cluster(std::move(options));

    tell(tr("Bringing the schema up to date"));
    {
        storage::Connection connection(cluster.dsn());
        storage::migrate(connection);
    }
    tell(tr("Starting the API and the workers"));
    app::BackendOptions backendOptions;
    backendOptions.dsn = cluster.dsn();
    backendOptions.gateway = app::gateway_from_environment();
    backendOptions.webhook_secrets = app::webhook_secrets_from_environment();
    backendOptions.audit_anchor = app::audit_anchor_file(dataDir);
    app::Backend backend(backendOptions);

    const auto dsn = QString::fromStdString(cluster.dsn());
    const auto url = QString::fromStdString(backend.api_url());
    QMetaObject::invokeMethod(this, [this, dsn, url] { emit started(dsn, url); }, Qt::QueuedConnection);

    // A server that was killed comes back; everything connected to it does so by itself.
    while (!waitForStop(lookPeriodMs)) {
        try {
            cluster.ensure_running();
        } catch (const storage::ClusterError &error) {
            spdlog::error("PostgreSQL does not come back: {}", error.what());
        }
    }
}

void EmbeddedBackend::tell(const QString &what)
{
    QMetaObject::invokeMethod(this, [this, what] { emit progressed(what); }, Qt::QueuedConnection);
}

bool EmbeddedBackend::waitForStop(int ms)
{
    std::unique_lock lock(m_mutex);
    return m_wake.wait_for(lock, std::chrono::milliseconds(ms), [this] { return m_stopping; });
}

} // namespace holdfast::console

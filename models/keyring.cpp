#include "models/keyring.h"

#include <QTimer>

#include <qt6keychain/keychain.h>

namespace holdfast::models {

namespace {

const QString service = QStringLiteral("holdfast");

} // namespace

void Keyring::read(const QString &key, QObject *context, std::function<void(std::optional<QString>)> then)
{
    if (const auto known = m_session.constFind(key); known != m_session.constEnd()) {
        QTimer::singleShot(0, context, [password = *known, then = std::move(then)] { then(password); });
        return;
    }
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(key);
    QObject::connect(job, &QKeychain::Job::finished, context, [job, then = std::move(then)] {
        then(job->error() == QKeychain::NoError ? std::optional(job->textData()) : std::nullopt);
    });
    job->start();
}

void Keyring::write(const QString &key, const QString &password, QObject *context,
                    std::function<void(const Kept &)> then)
{
    if (password.isEmpty()) {
        forget(key);
        QTimer::singleShot(0, context, [then = std::move(then)] { then({true, {}}); });
        return;
    }
    m_session.insert(key, password); // until the keyring has it
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setKey(key);
    job->setTextData(password);
    QObject::connect(job, &QKeychain::Job::finished, context, [this, job, key, then = std::move(then)] {
        if (job->error() == QKeychain::NoError) {
            m_session.remove(key);
            then({true, {}});
        } else {
            then({false, tr("The password is kept until Holdfast ends: the desktop's keyring did not take it (%1).")
                             .arg(job->errorString())});
        }
    });
    job->start();
}

void Keyring::forget(const QString &key)
{
    m_session.remove(key);
    auto *job = new QKeychain::DeletePasswordJob(service); // deletes itself; an entry that is not there is fine
    job->setKey(key);
    job->start();
}

} // namespace holdfast::models

#pragma once

#include "models/password_store.h"

#include <QCoreApplication>
#include <QHash>

namespace holdfast::models {

/// The desktop's keyring (Secret Service or KWallet). Without one, or when it refuses, a password stays in this program's
/// memory until it ends; it is never written to a file. GUI thread.
class Keyring final : public PasswordStore
{
    Q_DECLARE_TR_FUNCTIONS(Keyring)

public:
    void read(const QString &key, QObject *context, std::function<void(std::optional<QString>)> then) override;
    void write(const QString &key, const QString &password, QObject *context,
               std::function<void(const Kept &)> then) override;
    void forget(const QString &key) override;

private:
    QHash<QString, QString> m_session; ///< what the keyring did not take
};

} // namespace holdfast::models

#include "models/connections.h"

#include <QCryptographicHash>
#include <QSettings>
#include <QUuid>

#include <algorithm>

namespace holdfast::models {

namespace {

const QString arrayName = QStringLiteral("connections");
const QString keyPrefix = QStringLiteral("saved/");
constexpr qsizetype digestDigits = 16;

} // namespace

QString Connections::environmentKey(const SavedConnection &connection)
{
    const auto parameters = connectionString(connection.parameters).toUtf8();
    const auto digest = QCryptographicHash::hash(parameters, QCryptographicHash::Sha256).toHex().first(digestDigits);
    return keyPrefix + connection.id + u'/' + QString::fromLatin1(digest);
}

QString Connections::idOf(const QString &environmentKey)
{
    return environmentKey.startsWith(keyPrefix) ? environmentKey.section(u'/', 1, 1) : QString();
}

Connections::Connections(std::unique_ptr<PasswordStore> passwords, QObject *parent)
    : QObject(parent), m_store(std::move(passwords))
{
}

void Connections::restore(QSettings &settings)
{
    m_settings = &settings;
    m_all.clear();
    const auto count = std::min<qsizetype>(settings.beginReadArray(arrayName), cap);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        SavedConnection connection;
        connection.id = settings.value(QStringLiteral("id")).toString();
        connection.name = settings.value(QStringLiteral("name")).toString();
        const auto parsed = parseConnection(settings.value(QStringLiteral("dsn")).toString());
        connection.parameters = parsed.parameters;
        // What a hand has spoiled in the file is left out, not guessed.
        if (!connection.id.isEmpty() && !connection.name.isEmpty() && parsed.error.isEmpty())
            m_all.append(connection);
    }
    settings.endArray();
    for (const auto &connection : m_all)
        readPassword(connection.id);
    emit changed();
}

void Connections::readPassword(const QString &id)
{
    m_store->read(id, this, [this, id](const std::optional<QString> &password) {
        if (!password || m_passwords.contains(id) || !find(id))
            return;
        m_passwords.insert(id, *password);
        emit changed();
    });
}

std::optional<SavedConnection> Connections::find(const QString &id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const auto &one) { return one.id == id; });
    return found == m_all.end() ? std::nullopt : std::optional(*found);
}

bool Connections::isNameTaken(const QString &name, const QString &besideId) const
{
    return std::any_of(m_all.begin(), m_all.end(), [&](const SavedConnection &one) {
        return one.id != besideId && one.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

QString Connections::save(SavedConnection connection, const QString &password)
{
    if (connection.id.isEmpty())
        connection.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const auto &one) { return one.id == connection.id; });
    if (found == m_all.end())
        m_all.append(connection);
    else
        *found = connection;
    const bool known = m_passwords.value(connection.id) == password;
    m_passwords.insert(connection.id, password);
    store();
    if (!known) {
        m_store->write(connection.id, password, this, [this, id = connection.id](const PasswordStore::Kept &kept) {
            emit passwordKept(id, kept.lasting, kept.why);
        });
    }
    emit changed();
    return connection.id;
}

void Connections::remove(const QString &id)
{
    if (m_all.removeIf([&](const SavedConnection &one) { return one.id == id; }) == 0)
        return;
    m_passwords.remove(id);
    m_store->forget(id);
    store();
    emit changed();
}

void Connections::store()
{
    if (!m_settings)
        return;
    m_settings->remove(arrayName);
    m_settings->beginWriteArray(arrayName, int(m_all.size()));
    for (int i = 0; i < m_all.size(); ++i) {
        m_settings->setArrayIndex(i);
        m_settings->setValue(QStringLiteral("id"), m_all.at(i).id);
        m_settings->setValue(QStringLiteral("name"), m_all.at(i).name);
        m_settings->setValue(QStringLiteral("dsn"), connectionString(m_all.at(i).parameters));
    }
    m_settings->endArray();
    m_settings->sync();
}

} // namespace holdfast::models

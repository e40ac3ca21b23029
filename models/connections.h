#pragma once

#include "models/connection_string.h"
#include "models/password_store.h"

#include <QHash>
#include <QList>
#include <QObject>

#include <memory>
#include <optional>

class QSettings;

namespace holdfast::models {

struct SavedConnection
{
    QString id; ///< empty: not saved yet
    QString name;
    ConnectionParameters parameters;

    bool operator==(const SavedConnection &) const = default;
};

/// The databases that people have added. Names and parameters are kept in the settings, passwords in the store, and in
/// memory while the program runs. GUI thread.
class Connections final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype cap = 100;

    /// The key of its environment, another one for other parameters: what is known of one database is never shown for
    /// another. And the id of the connection behind a key, empty if there is none.
    [[nodiscard]] static QString environmentKey(const SavedConnection &connection);
    [[nodiscard]] static QString idOf(const QString &environmentKey);

    explicit Connections(std::unique_ptr<PasswordStore> passwords, QObject *parent = nullptr);

    /// Reads what is kept there and keeps changes there from now on; `settings` outlives this. Passwords follow later.
    void restore(QSettings &settings);

    [[nodiscard]] const QList<SavedConnection> &all() const { return m_all; }
    [[nodiscard]] std::optional<SavedConnection> find(const QString &id) const;
    [[nodiscard]] QString passwordOf(const QString &id) const { return m_passwords.value(id); } ///< as far as it is known
    [[nodiscard]] bool isNameTaken(const QString &name, const QString &besideId) const;
    [[nodiscard]] bool isFull() const { return m_all.size() >= cap; }

    /// Adds it, or changes the one with its id. Returns the id.
    QString save(SavedConnection connection, const QString &password);
    /// Forgets it with its password. The database is not touched.
    void remove(const QString &id);

signals:
    void changed();
    /// What became of a password that was to be kept.
    void passwordKept(const QString &id, bool lasting, const QString &why);

private:
    void readPassword(const QString &id);
    void store();

    std::unique_ptr<PasswordStore> m_store;
    QSettings *m_settings = nullptr;
    QList<SavedConnection> m_all;
    QHash<QString, QString> m_passwords; // by id
};

} // namespace holdfast::models

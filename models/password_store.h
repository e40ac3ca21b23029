#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace holdfast::models {

/// Where passwords are kept, by key. Answers come later, on the GUI thread, and not at all once `context` is gone.
class PasswordStore
{
public:
    /// Whether it will be there after a restart, and if not, why, in words for people.
    struct Kept
    {
        bool lasting = false;
        QString why;
    };

    virtual ~PasswordStore() = default;
    virtual void read(const QString &key, QObject *context, std::function<void(std::optional<QString>)> then) = 0;
    /// An empty password is forgotten instead.
    virtual void write(const QString &key, const QString &password, QObject *context,
                       std::function<void(const Kept &)> then) = 0;
    virtual void forget(const QString &key) = 0;
};

} // namespace holdfast::models

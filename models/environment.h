#pragma once

#include <QDateTime>
#include <QMetaType>
#include <QString>

namespace holdfast::models {

/// A database the console can watch, and what is known about who runs on it.
struct Environment
{
    enum class Kind {
        Embedded, ///< the console's own backend
        Given,    ///< named with --dsn
        Saved,    ///< a database that a person added
        Sandbox,  ///< found in the runtime folder's registry
    };

    QString key;      ///< stable while the program runs: "embedded", "given", "saved/<id>/<digest>", "sandbox/<name>"
    QString name;     ///< for people: "Embedded", "Sandbox brave-otter"
    Kind kind = Kind::Embedded;
    QString dsn;      ///< empty while the embedded cluster is not up
    QString apiUrl;   ///< empty when unknown or when no API runs
    QString scenario; ///< the id a sandbox was brought up for, else empty
    QString run;      ///< the run id it belongs to, else empty
    qint64 pid = 0;   ///< of the process that keeps a sandbox
    QDateTime startedAt;
    bool alive = false; ///< can be connected to as far as is known; a sandbox that went down is not

    bool operator==(const Environment &) const = default;
};

/// A connection string fit to be shown: passwords are replaced by asterisks, in keyword and in URI form.
[[nodiscard]] QString withoutPassword(const QString &dsn);

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::Environment)

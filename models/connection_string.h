#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace holdfast::models {

/// A way to a database: libpq's keywords and their values, never a password among them.
using ConnectionParameters = QMap<QString, QString>;

struct ParsedConnection
{
    ConnectionParameters parameters;
    QString password;
    QString error; ///< empty, or why the text is no connection string
};

/// Takes "host=db dbname=holdfast" or "postgresql://ann@db/holdfast" apart.
[[nodiscard]] ParsedConnection parseConnection(const QString &text);
/// Puts one together, values quoted where they need it; an empty password is left out.
[[nodiscard]] QString connectionString(const ConnectionParameters &parameters, const QString &password = {});

/// libpq's names, the least strict first: "disable" to "verify-full".
[[nodiscard]] const QStringList &sslModes();

} // namespace holdfast::models

#include "models/connection_string.h"

#include "backend/storage/conninfo.h"

#include <QRegularExpression>

namespace holdfast::models {

namespace {

const QString passwordKeyword = QStringLiteral("password");

QString quoted(QString value)
{
    static const QRegularExpression plain(QStringLiteral("^[\\w./:@%+,~-]+$"));
    if (plain.match(value).hasMatch())
        return value;
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return u'\'' + value + u'\'';
}

} // namespace

ParsedConnection parseConnection(const QString &text)
{
    ParsedConnection parsed;
    try {
        for (const auto &[keyword, value] : storage::parse_conninfo(text.trimmed().toStdString()))
            parsed.parameters.insert(QString::fromStdString(keyword), QString::fromStdString(value));
    } catch (const storage::DatabaseError &error) {
        parsed.error = QString::fromUtf8(error.what()).section(QStringLiteral(": "), 1).trimmed();
    }
    parsed.password = parsed.parameters.take(passwordKeyword);
    return parsed;
}

QString connectionString(const ConnectionParameters &parameters, const QString &password)
{
    QStringList parts;
    for (auto it = parameters.begin(); it != parameters.end(); ++it) {
        if (!it.value().isEmpty() && it.key() != passwordKeyword)
            parts.append(it.key() + u'=' + quoted(it.value()));
    }
    if (!password.isEmpty())
        parts.append(passwordKeyword + u'=' + quoted(password));
    return parts.join(u' ');
}

const QStringList &sslModes()
{
    static const QStringList modes{QStringLiteral("disable"), QStringLiteral("allow"),     QStringLiteral("prefer"),
                                   QStringLiteral("require"), QStringLiteral("verify-ca"), QStringLiteral("verify-full")};
    return modes;
}

} // namespace holdfast::models

#include "models/environment.h"

#include <QRegularExpression>

namespace holdfast::models {

QString withoutPassword(const QString &dsn)
{
    static const QRegularExpression keyword(QStringLiteral(R"((\bpassword\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+))"),
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression uri(QStringLiteral(R"(^(\w+://[^/@:]*:)[^/@]*@)"));
    QString shown = dsn;
    shown.replace(uri, QStringLiteral("\\1***@"));
    shown.replace(keyword, QStringLiteral("\\1***"));
    return shown;
}

} // namespace holdfast::models

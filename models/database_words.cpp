#include "models/database_words.h"

#include "backend/storage/connection.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LiveReader)
};

} // namespace

QString firstLine(const char *message)
{
    return QString::fromUtf8(message).section(u'\n', 0, 0).trimmed();
}

QString plainWords(const storage::DatabaseError &error, bool hung)
{
    if (hung)
        return Words::tr("The database does not answer.");
    if (const auto *failed = dynamic_cast<const storage::StatementFailed *>(&error)) {
        const auto &state = failed->sqlstate();
        if (state == "42P01" || state == "3F000" || state == "42883")
            return Words::tr("This database does not hold Holdfast's tables, or those of another version.");
        if (state == "57014")
            return Words::tr("The database took too long to answer.");
        if (state == "42501")
            return Words::tr("This role may not read Holdfast's tables.");
        return Words::tr("The database refused: %1").arg(firstLine(error.what()));
    }
    QString line = firstLine(error.what());
    if (line.contains(u"password authentication failed") || line.contains(u"no password supplied"))
        return Words::tr("The database did not accept the password.");
    if (line.contains(u"timeout expired"))
        return Words::tr("The database does not answer.");
    if (line.contains(u"No such file or directory") || line.contains(u"Connection refused"))
        return Words::tr("The database is not running.");
    if (line.contains(u"starting up"))
        return Words::tr("The database is starting up.");
    static const QRegularExpression address(QStringLiteral("^connection to server .* failed: (FATAL: +)?"));
    line.remove(address);
    return line.isEmpty() ? Words::tr("The connection to the database broke.") : line;
}

} // namespace holdfast::models

#include "models/act_words.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};

struct Refusal
{
    const char *said; ///< as resources/sql/acts/functions and backend/acts say it; a group for what differs
    const char *words;
};

constexpr Refusal refusals[] = {
    {"a reason is required", QT_TRANSLATE_NOOP("Audit", "A reason is required.")},
    {"a reason has at most (500) characters", QT_TRANSLATE_NOOP("Audit", "A reason has at most %1 characters.")},
    {"a note has 1 to (4000) characters", QT_TRANSLATE_NOOP("Audit", "A note has 1 to %1 characters.")},
    {"this has what looks like the number of a card, which is not kept here",
     QT_TRANSLATE_NOOP("Audit", "This has what looks like the number of a card, which is not kept here.")},
    {"(.+) of role (.+) may not do this: it takes (.+)",
     QT_TRANSLATE_NOOP("Audit", "%1 of role %2 may not do this: it takes %3.")},
    {"(.+) has claimed it until (.+) UTC: taking it over needs a reason",
     QT_TRANSLATE_NOOP("Audit", "%1 has claimed it until %2 UTC: taking it over needs a reason.")},
    {"(.+) has claimed it: giving it back for them needs a reason",
     QT_TRANSLATE_NOOP("Audit", "%1 has claimed it: giving it back for them needs a reason.")},
    {"a reservation is extended by one second to 24 hours",
     QT_TRANSLATE_NOOP("Audit", "A reservation is extended by one second to 24 hours.")},
    {"a reservation is kept for at most 24 hours from now",
     QT_TRANSLATE_NOOP("Audit", "A reservation is kept for at most 24 hours from now.")},
    {"its authorization lapses too soon for more time",
     QT_TRANSLATE_NOOP("Audit", "Its authorization lapses too soon for more time.")},
    {"at most (.+) reservations at once", QT_TRANSLATE_NOOP("Audit", "At most %1 reservations at once.")},
    {"only reservations in flight can be released",
     QT_TRANSLATE_NOOP("Audit", "Only reservations in flight can be released.")},
    {"a repair is about 1 to 1,000 discrepancies or reservations",
     QT_TRANSLATE_NOOP("Audit", "A repair is about 1 to 1,000 discrepancies or reservations.")},
    {"a reservation moved to another slot meanwhile",
     QT_TRANSLATE_NOOP("Audit", "A reservation moved to another slot meanwhile.")},
};

} // namespace

QString actLabel(const QString &act)
{
    if (act == QLatin1String("release"))
        return Words::tr("Release");
    if (act == QLatin1String("extend"))
        return Words::tr("Extend");
    if (act == QLatin1String("void"))
        return Words::tr("Void");
    if (act == QLatin1String("force_release"))
        return Words::tr("Force-release");
    if (act == QLatin1String("note"))
        return Words::tr("Note");
    if (act == QLatin1String("claim"))
        return Words::tr("Claim");
    if (act == QLatin1String("unclaim"))
        return Words::tr("Give up claim");
    if (act == QLatin1String("retry"))
        return Words::tr("Retry");
    if (act == QLatin1String("reconcile"))
        return Words::tr("Reconcile");
    if (act == QLatin1String("repair"))
        return Words::tr("Repair");
    return act;
}

QString workLabel(const QString &status)
{
    if (status == QLatin1String("PENDING"))
        return Words::tr("open");
    if (status == QLatin1String("DONE"))
        return Words::tr("done");
    if (status == QLatin1String("FAILED"))
        return Words::tr("failed");
    if (status == QLatin1String("SUPERSEDED"))
        return Words::tr("not needed any more");
    if (status == QLatin1String("IGNORED"))
        return Words::tr("of no concern");
    if (status == QLatin1String("DEAD"))
        return Words::tr("given up");
    return status;
}

QString refusalWords(const QString &said)
{
    for (const auto &refusal : refusals) {
        const QRegularExpression whole(QRegularExpression::anchoredPattern(QLatin1String(refusal.said)));
        const auto match = whole.match(said);
        if (!match.hasMatch())
            continue;
        auto words = Words::tr(refusal.words);
        const auto parts = match.capturedTexts().mid(1);
        for (qsizetype i = 0; i < parts.size(); ++i)
            words.replace(QStringLiteral("%%1").arg(i + 1), parts[i]);
        return words;
    }
    return said;
}

} // namespace holdfast::models

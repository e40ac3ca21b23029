#include "models/language.h"

namespace holdfast::models {

namespace {

QLocale &chosenLocale()
{
    static QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

} // namespace

QString languageKey(Language language)
{
    switch (language) {
    case Language::System:
        break;
    case Language::English:
        return QStringLiteral("en");
    case Language::German:
        return QStringLiteral("de");
    }
    return QStringLiteral("system");
}

Language languageOf(const QString &key)
{
    for (const auto language : {Language::English, Language::German}) {
        if (key == languageKey(language))
            return language;
    }
    return Language::System;
}

Language spokenLanguage(Language chosen)
{
    if (chosen != Language::System)
        return chosen;
    // The first language of the list that the program has.
    for (const auto &name : QLocale::system().uiLanguages()) {
        const auto code = name.section(u'-', 0, 0);
        if (code == QLatin1String("de"))
            return Language::German;
        if (code == QLatin1String("en"))
            break;
    }
    return Language::English;
}

const QLocale &screenLocale()
{
    return chosenLocale();
}

void setScreenLocale(const QLocale &locale)
{
    chosenLocale() = locale;
}

QString writtenTime(const QDateTime &at, QString format)
{
    if (screenLocale().language() == QLocale::German)
        format.replace(QStringLiteral("d MMM"), QStringLiteral("d. MMM"));
    return screenLocale().toString(at, format);
}

} // namespace holdfast::models

#pragma once

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace holdfast::models {

/// What the screen is written in. System: German on a German desktop, English on every other.
enum class Language { System, English, German };

/// As settings keep it: "system", "en", "de". What is not known is System.
[[nodiscard]] QString languageKey(Language language);
[[nodiscard]] Language languageOf(const QString &key);
/// English or German.
[[nodiscard]] Language spokenLanguage(Language chosen);

/// How numbers, months and days are written: American English, until the program has chosen before the first of them is.
/// GUI thread.
[[nodiscard]] const QLocale &screenLocale();
void setScreenLocale(const QLocale &locale);

/// `format` is English, as QLocale takes it: "d MMM" gives "21 Nov", on a German screen "21. Nov.".
[[nodiscard]] QString writtenTime(const QDateTime &at, QString format);

} // namespace holdfast::models

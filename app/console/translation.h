#pragma once

#include <QCoreApplication>

namespace holdfast::console {

/// Has the whole program speak `language`, a models::languageKey(): its own texts, Qt's where their translation is
/// installed, numbers and days. Once, before the first model; another language is for the next start.
void speak(QCoreApplication &application, const QString &language);

} // namespace holdfast::console

#include "app/console/translation.h"

#include "models/language.h"

#include <spdlog/spdlog.h>

#include <QLibraryInfo>
#include <QTranslator>

namespace holdfast::console {

void speak(QCoreApplication &application, const QString &language)
{
    const bool german = models::spokenLanguage(models::languageOf(language)) == models::Language::German;
    const QLocale locale = german ? QLocale(QLocale::German, QLocale::Germany)
                                  : QLocale(QLocale::English, QLocale::UnitedStates);
    QLocale::setDefault(locale);
    models::setScreenLocale(locale);
    if (!german)
        return;
    auto *ofQt = new QTranslator(&application);
    if (ofQt->load(QStringLiteral("qtbase_de"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(ofQt);
    else
        spdlog::warn("Qt's own German texts are not installed; its dialogs stay English");
    auto *own = new QTranslator(&application);
    if (own->load(QStringLiteral(":/translations/holdfast_de.qm")))
        QCoreApplication::installTranslator(own);
}

} // namespace holdfast::console

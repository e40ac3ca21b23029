#include "models/language.h"
#include "tests/views/town.h"
#include "views/main_window.h"
#include "views/navigation_rail.h"

#include <QAbstractButton>
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QSettings>
#include <QTemporaryDir>
#include <QTranslator>
#include <QXmlStreamReader>
#include <QtTest>

using namespace holdfast;

namespace {

struct Message
{
    QString context;
    QString source;
    QStringList translations; ///< one, or one for each form of number
    bool finished = true;
};

QList<Message> messagesOf(const QByteArray &ts)
{
    QList<Message> messages;
    QString context;
    bool numerus = false;
    QXmlStreamReader xml(ts);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"name") {
            context = xml.readElementText();
        } else if (xml.name() == u"message") {
            messages.append({context, {}, {}, true});
            numerus = xml.attributes().hasAttribute(QLatin1String("numerus"));
        } else if (xml.name() == u"source") {
            messages.last().source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            messages.last().finished = !xml.attributes().hasAttribute(QLatin1String("type"));
            if (!numerus)
                messages.last().translations.append(xml.readElementText());
        } else if (xml.name() == u"numerusform") {
            messages.last().translations.append(xml.readElementText());
        }
    }
    if (xml.hasError())
        qFatal("%s", qPrintable(xml.errorString()));
    return messages;
}

/// "%1", "%n", "%L2", sorted; those of printf as well.
QStringList markersOf(const QString &text)
{
    static const QRegularExpression marker(QStringLiteral("%(L?[0-9]{1,2}|n|\\.[0-9]f)"));
    QStringList markers;
    for (auto match = marker.globalMatch(text); match.hasNext();)
        markers.append(match.next().captured());
    markers.sort();
    markers.removeDuplicates();
    return markers;
}

QString edgeOf(const QString &text)
{
    const auto blank = [](QChar c) { return c.isSpace(); };
    return QStringLiteral("%1|%2").arg(!text.isEmpty() && blank(text.front())).arg(!text.isEmpty() && blank(text.back()));
}

/// What is wrong with a translation, a line each.
QStringList faultsOf(const QList<Message> &messages)
{
    QStringList faults;
    for (const auto &message : messages) {
        const auto where = QStringLiteral("%1: \"%2\": ").arg(message.context, message.source);
        if (!message.finished || message.translations.isEmpty())
            faults.append(where + QStringLiteral("is not translated"));
        for (const auto &text : message.translations) {
            if (message.finished && text.trimmed().isEmpty())
                faults.append(where + QStringLiteral("is not translated"));
            else if (message.finished && markersOf(text) != markersOf(message.source))
                faults.append(where + QStringLiteral("has other markers in \"%1\"").arg(text));
            else if (message.finished && edgeOf(text) != edgeOf(message.source))
                faults.append(where + QStringLiteral("has other blanks around \"%1\"").arg(text));
        }
    }
    return faults;
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    return file.readAll();
}

} // namespace

/// Everything the console says is there in German too.
class TranslationsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyTextIsTranslated();
    void everyTextIsFoundWhereItIsLookedFor();
    void aFaultIsFound_data();
    void aFaultIsFound();
    void languagesAreKnown_data();
    void languagesAreKnown();
    void numbersAndDaysAreWrittenAsThereUsual();
    void theWindowSpeaksGerman();

private:
    QTemporaryDir m_folder;
    QByteArray m_updated; // the .ts as lupdate leaves it
    QString m_said;       // what lupdate complained of
};

void TranslationsTest::initTestCase()
{
    const auto copy = m_folder.filePath(QStringLiteral("holdfast_de.ts"));
    QVERIFY(QFile::copy(QStringLiteral(TRANSLATION_SOURCE), copy));
    QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner));
    QProcess update;
    update.setProcessChannelMode(QProcess::MergedChannels);
    update.setWorkingDirectory(QStringLiteral(SOURCE_ROOT));
    update.start(QStringLiteral(LUPDATE_PROGRAM),
                 {"-locations", "none", "-no-obsolete", "models", "views", "app/console", "-I", ".", "-ts", copy});
    QVERIFY(update.waitForFinished(60'000));
    m_said = QString::fromUtf8(update.readAll());
    QVERIFY2(update.exitCode() == 0, qPrintable(m_said));
    m_updated = contentsOf(copy);
}

void TranslationsTest::everyTextIsTranslated()
{
    const auto messages = messagesOf(m_updated);
    QVERIFY2(messages.size() > 400, "lupdate finds the texts");
    const auto faults = faultsOf(messages);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

/// lupdate and tr() must mean the same class, or the text stays English though it was translated.
void TranslationsTest::everyTextIsFoundWhereItIsLookedFor()
{
    static const QRegularExpression mistaken(QStringLiteral("lacks Q_OBJECT|unknown namespace"));
    const auto complaints = m_said.split(u'\n').filter(mistaken);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));

    static const QRegularExpression declaration(QStringLiteral("Q_DECLARE_TR_FUNCTIONS\\(([\\w:]+)\\)"));
    QSet<QString> declared;
    for (const auto *folder : {"models", "views", "app/console"}) {
        QDirIterator walk(QStringLiteral(SOURCE_ROOT "/") + QLatin1String(folder), {"*.cpp", "*.h"}, QDir::Files);
        while (walk.hasNext()) {
            for (auto match = declaration.globalMatch(QString::fromUtf8(contentsOf(walk.next()))); match.hasNext();)
                declared.insert(match.next().captured(1));
        }
    }
    for (const auto &message : messagesOf(m_updated)) {
        QVERIFY2(declared.contains(message.context) || message.context.startsWith(QLatin1String("holdfast::")),
                 qPrintable(message.context + QStringLiteral(": ") + message.source));
    }
}

void TranslationsTest::aFaultIsFound_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("fault"); // empty: none
    QTest::newRow("fine") << QByteArray("<source>%1 of %2</source><translation>%1 von %2</translation>") << "";
    QTest::newRow("fine, in another order")
        << QByteArray("<source>%1 of %2</source><translation>von %2: %1</translation>") << "";
    QTest::newRow("missing") << QByteArray("<source>Run</source><translation type=\"unfinished\"></translation>")
                             << "not translated";
    QTest::newRow("only guessed") << QByteArray("<source>Run</source><translation type=\"unfinished\">Lauf</translation>")
                                  << "not translated";
    QTest::newRow("empty") << QByteArray("<source>Run</source><translation></translation>") << "not translated";
    QTest::newRow("a marker less") << QByteArray("<source>%1 of %2</source><translation>%1</translation>")
                                   << "other markers";
    QTest::newRow("another marker") << QByteArray("<source>%n runs</source><translation>%1 Läufe</translation>")
                                    << "other markers";
    QTest::newRow("a blank less") << QByteArray("<source> · held</source><translation>· gehalten</translation>")
                                  << "other blanks";
}

void TranslationsTest::aFaultIsFound()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, fault);
    const auto faults = faultsOf(messagesOf("<TS><context><name>A</name><message>" + message + "</message></context></TS>"));
    QCOMPARE(faults.size(), fault.isEmpty() ? 0 : 1);
    QVERIFY2(faults.value(0).contains(fault), qPrintable(faults.value(0)));
}

void TranslationsTest::languagesAreKnown_data()
{
    using models::Language;
    QTest::addColumn<QString>("key");
    QTest::addColumn<Language>("language");
    QTest::newRow("english") << "en" << Language::English;
    QTest::newRow("german") << "de" << Language::German;
    QTest::newRow("the desktop's") << "system" << Language::System;
    QTest::newRow("never chosen") << "" << Language::System;
    QTest::newRow("of another version") << "fr" << Language::System;
}

void TranslationsTest::languagesAreKnown()
{
    using models::Language;
    QFETCH(QString, key);
    QFETCH(Language, language);
    QCOMPARE(models::languageOf(key), language);
    QCOMPARE(models::languageOf(models::languageKey(language)), language);
    if (language != Language::System)
        QCOMPARE(models::spokenLanguage(language), language);
    QVERIFY(models::spokenLanguage(language) != Language::System);
}

void TranslationsTest::numbersAndDaysAreWrittenAsThereUsual()
{
    const QDateTime at(QDate(2026, 11, 1), QTime(14, 7));
    const auto format = QStringLiteral("d MMM yyyy, HH:mm");
    QCOMPARE(models::writtenTime(at, format), QStringLiteral("1 Nov 2026, 14:07"));
    QCOMPARE(models::formatMoney({1'234'567, "EUR"}), QStringLiteral("12,345.67\u00a0€"));
    const auto english = models::screenLocale();
    models::setScreenLocale(QLocale(QLocale::German, QLocale::Germany));
    const auto moment = models::writtenTime(at, format);
    const auto money = models::formatMoney({1'234'567, "EUR"});
    models::setScreenLocale(english);
    QCOMPARE(moment, QStringLiteral("1. Nov. 2026, 14:07"));
    QCOMPARE(money, QStringLiteral("12.345,67\u00a0€"));
}

void TranslationsTest::theWindowSpeaksGerman()
{
    QTranslator german;
    QVERIFY(german.load(QStringLiteral(TRANSLATION_BUILT)));
    QVERIFY(QCoreApplication::installTranslator(&german));
    QSettings settings(m_folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    views::Theme theme(*qApp);
    views::testing::Town town;
    views::MainWindow window(theme, town.models(), settings);
    QStringList labels;
    for (int page = 0; page < window.pageNames().size(); ++page)
        labels.append(window.rail()->button(page)->text());
    QCoreApplication::removeTranslator(&german);
    QVERIFY2(labels.contains(QStringLiteral("Szenarien")), qPrintable(labels.join(u',')));
    QVERIFY2(labels.contains(QStringLiteral("Läufe")), qPrintable(labels.join(u',')));
}

QTEST_MAIN(TranslationsTest)
#include "translations_test.moc"

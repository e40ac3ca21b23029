#include "models/language.h"
#include "tests/views/town.h"
#include "views/connection_dialog.h"
#include "views/environment_menu.h"
#include "views/first_run_page.h"
#include "views/main_window.h"
#include "views/navigation_rail.h"
#include "views/scenarios_page.h"
#include "views/settings_dialog.h"
#include "views/top_bar.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QSettings>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;

namespace {

constexpr int patienceMs = 30'000;

/// The control below `root` whose accessible name this is.
template <typename Widget>
Widget *named(const QWidget *root, const QString &name)
{
    for (auto *widget : root->findChildren<Widget *>()) {
        if (widget->accessibleName() == name)
            return widget;
    }
    return nullptr;
}

/// As a window manager does with a dialog that has just opened.
void activate(QWidget *dialog)
{
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    dialog->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), dialog);
}

} // namespace

/// What the console is set up with: settings, databases that are added, the first start; by clicks and keys.
class DeskTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void settingsApplyAtOnceAndStay();
    void anotherLanguageWaitsForTheNextStart();
    void everyDialogWorksByKeys_data();
    void everyDialogWorksByKeys();
    void partsFollowTheStringAndTheOtherWayRound();
    void aPasswordLeavesTheString();
    void whatCannotBeSavedSaysWhy_data();
    void whatCannotBeSavedSaysWhy();
    void aFailedTrialIsTold();
    void anEditForgetsTheTrial();
    void aDatabaseIsAddedChangedAndRemoved();
    void aPasswordThatIsNotKeptIsSaid();
    void theFirstStartHasThreeDoors();
    void theDemosDoorTellsWhatBecomesOfIt();
    void theFirstStartIsLeftWhenThereIsSomethingToSee();
    void nothingIsClippedHere_data();
    void nothingIsClippedHere();

private:
    [[nodiscard]] ConnectionDialog *openConnection();
    [[nodiscard]] QAction *menuAction(const QString &start);
    void type(QWidget *dialog, const QString &field, const QString &text);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<views::testing::Town> m_town;
    std::unique_ptr<MainWindow> m_window;
};

void DeskTest::initTestCase()
{
    // No test writes to the keyring of whoever runs it.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
}

void DeskTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    m_theme = std::make_unique<Theme>(*qApp);
    m_town = std::make_unique<views::testing::Town>();
    m_town->models().connections().restore(*m_settings);
    m_window = std::make_unique<MainWindow>(*m_theme, m_town->models(), *m_settings);
    m_window->show();
    (void)QTest::qWaitForWindowExposed(m_window.get());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void DeskTest::cleanup()
{
    m_window.reset();
    m_town.reset();
    m_theme.reset();
    m_settings.reset();
}

ConnectionDialog *DeskTest::openConnection()
{
    m_window->environmentMenu()->connectToDatabase();
    auto *dialog = m_window->findChild<ConnectionDialog *>();
    (void)QTest::qWaitForWindowExposed(dialog);
    return dialog;
}

QAction *DeskTest::menuAction(const QString &start)
{
    auto *menu = m_window->environmentMenu();
    emit menu->aboutToShow();
    for (auto *action : menu->actions()) {
        if (action->text().startsWith(start))
            return action;
    }
    return nullptr;
}

void DeskTest::type(QWidget *dialog, const QString &field, const QString &text)
{
    auto *edit = named<QLineEdit>(dialog, field);
    QVERIFY2(edit, qPrintable(field));
    edit->setFocus();
    edit->selectAll();
    if (text.isEmpty())
        QTest::keyClick(edit, Qt::Key_Delete);
    else
        QTest::keyClicks(edit, text);
}

void DeskTest::settingsApplyAtOnceAndStay()
{
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    auto *dialog = m_window->findChild<SettingsDialog *>();
    activate(dialog);
    auto *themes = named<QComboBox>(dialog, QStringLiteral("Appearance"));
    QVERIFY(themes->hasFocus());
    QTest::keyClick(themes, Qt::Key_End);
    QCOMPARE(m_theme->mode(), Theme::Mode::Dark);
    QCOMPARE(m_settings->value(QStringLiteral("theme")).toString(), QStringLiteral("Dark"));

    auto *follow = named<QCheckBox>(dialog, QStringLiteral("Watch runs in In flight"));
    QVERIFY(follow->isChecked());
    follow->setFocus();
    QTest::keyClick(follow, Qt::Key_Space);
    QVERIFY(!m_town->models().followsRuns());
    QCOMPARE(m_settings->value(QStringLiteral("scenarios/watch")).toBool(), false);
    m_town->models().setFollowsRuns(true); // from the page
    QVERIFY(follow->isChecked());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
}

void DeskTest::anotherLanguageWaitsForTheNextStart()
{
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    auto *dialog = m_window->findChild<SettingsDialog *>();
    auto *languages = named<QComboBox>(dialog, QStringLiteral("Language"));
    const auto note = [dialog] {
        for (const auto *label : dialog->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(QStringLiteral("next start")))
                return true;
        }
        return false;
    };
    languages->setCurrentIndex(languages->findText(QStringLiteral("English")));
    QVERIFY(!note());
    languages->setCurrentIndex(languages->findText(QStringLiteral("Deutsch")));
    QVERIFY(note());
    QCOMPARE(m_settings->value(QStringLiteral("language")).toString(), QStringLiteral("de"));
    QCOMPARE(languages->count(), 3);
}

void DeskTest::everyDialogWorksByKeys_data()
{
    QTest::addColumn<bool>("settings");
    QTest::newRow("settings") << true;
    QTest::newRow("connection") << false;
}

void DeskTest::everyDialogWorksByKeys()
{
    QFETCH(bool, settings);
    QDialog *dialog = nullptr;
    if (settings) {
        QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
        dialog = m_window->findChild<SettingsDialog *>();
    } else {
        dialog = openConnection();
        type(dialog, QStringLiteral("Database"), QStringLiteral("holdfast")); // its buttons can be reached
    }
    activate(dialog);
    QSet<QWidget *> reached;
    for (int i = 0; i < 40; ++i) {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : dialog, Qt::Key_Tab);
        reached.insert(QApplication::focusWidget());
    }
    QStringList missed;
    for (auto *widget : dialog->findChildren<QWidget *>()) {
        const bool control = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
            || qobject_cast<QComboBox *>(widget);
        if (control && widget->isVisible() && widget->isEnabled() && !reached.contains(widget))
            missed.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->accessibleName());
        if (control && widget->isVisible())
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join(u',')));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
}

void DeskTest::partsFollowTheStringAndTheOtherWayRound()
{
    auto *dialog = openConnection();
    auto *string = named<QLineEdit>(dialog, QStringLiteral("Connection string"));
    QVERIFY(string->hasFocus());
    QTest::keyClicks(string, QStringLiteral("postgresql://ann@db.example:5433/holdfast?sslmode=verify-full&keepalives=1"));
    QCOMPARE(named<QLineEdit>(dialog, QStringLiteral("Host"))->text(), QStringLiteral("db.example"));
    QCOMPARE(named<QLineEdit>(dialog, QStringLiteral("Port"))->text(), QStringLiteral("5433"));
    QCOMPARE(named<QLineEdit>(dialog, QStringLiteral("Database"))->text(), QStringLiteral("holdfast"));
    QCOMPARE(named<QLineEdit>(dialog, QStringLiteral("User"))->text(), QStringLiteral("ann"));
    QCOMPARE(named<QComboBox>(dialog, QStringLiteral("SSL mode"))->currentData().toString(), QStringLiteral("verify-full"));
    QCOMPARE(named<QLineEdit>(dialog, QStringLiteral("Name"))->placeholderText(), QStringLiteral("holdfast on db.example"));

    type(dialog, QStringLiteral("Host"), QStringLiteral("10.0.0.7"));
    type(dialog, QStringLiteral("Port"), {});
    type(dialog, QStringLiteral("Root certificate"), QStringLiteral("/etc/our ca.pem"));
    QCOMPARE(string->text(), QStringLiteral("dbname=holdfast host=10.0.0.7 keepalives=1 sslmode=verify-full "
                                            "sslrootcert='/etc/our ca.pem' user=ann"));
}

void DeskTest::aPasswordLeavesTheString()
{
    auto *dialog = openConnection();
    auto *string = named<QLineEdit>(dialog, QStringLiteral("Connection string"));
    QTest::keyClicks(string, QStringLiteral("postgresql://ann:hunter2@db.example/holdfast"));
    QTest::keyClick(string, Qt::Key_Tab);
    QVERIFY2(!string->text().contains(QStringLiteral("hunter2")), qPrintable(string->text()));
    auto *password = named<QLineEdit>(dialog, QStringLiteral("Password"));
    QCOMPARE(password->text(), QStringLiteral("hunter2"));
    QCOMPARE(password->echoMode(), QLineEdit::Password);
}

void DeskTest::whatCannotBeSavedSaysWhy_data()
{
    QTest::addColumn<QString>("string");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("why"); // empty: it can
    QTest::newRow("nothing yet") << "" << "" << "Which database";
    QTest::newRow("no connection string") << "holdfast" << "" << "no connection string";
    QTest::newRow("a port beyond all") << "dbname=x port=99999" << "" << "1 to 65535";
    QTest::newRow("a name that is taken") << "dbname=x" << "the shop" << "already";
    QTest::newRow("all there") << "dbname=x" << "Another" << "";
}

void DeskTest::whatCannotBeSavedSaysWhy()
{
    QFETCH(QString, string);
    QFETCH(QString, name);
    QFETCH(QString, why);
    m_town->models().connections().save({{}, QStringLiteral("The shop"), {{QStringLiteral("dbname"), QStringLiteral("a")}}}, {});
    auto *dialog = openConnection();
    QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Connection string")), string);
    QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Name")), name);
    auto *save = named<QPushButton>(dialog, QStringLiteral("Save and connect"));
    QCOMPARE(save->isEnabled(), why.isEmpty());
    QVERIFY2(dialog->resultText().contains(why), qPrintable(dialog->resultText()));
    QVERIFY2(save->toolTip().contains(why), qPrintable(save->toolTip()));
}

void DeskTest::aFailedTrialIsTold()
{
    auto *dialog = openConnection();
    QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Connection string")),
                     QStringLiteral("host=127.0.0.1 port=1 dbname=x"));
    auto *test = named<QPushButton>(dialog, QStringLiteral("Test"));
    QTest::mouseClick(test, Qt::LeftButton);
    QVERIFY(!test->isEnabled());
    QTRY_VERIFY2_WITH_TIMEOUT(dialog->resultText().contains(QStringLiteral("The database is not running")),
                              qPrintable(dialog->resultText()), patienceMs);
    QVERIFY(test->isEnabled());
    // Closed while it tries: nobody waits for it.
    QTest::mouseClick(test, Qt::LeftButton);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_window->findChild<ConnectionDialog *>());
    QVERIFY(!m_town->models().connectionProbe().isBusy());
}

void DeskTest::anEditForgetsTheTrial()
{
    QTcpServer silent; // takes connections and never says a word
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    auto *dialog = openConnection();
    auto *test = named<QPushButton>(dialog, QStringLiteral("Test"));
    QVERIFY(test);
    QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Connection string")),
                     QStringLiteral("host=127.0.0.1 port=1 dbname=x"));
    QTest::mouseClick(test, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->resultText().contains(QStringLiteral("Not connected")), patienceMs);
    type(dialog, QStringLiteral("Password"), QStringLiteral("other"));
    QVERIFY2(!dialog->resultText().contains(QStringLiteral("Not connected")), qPrintable(dialog->resultText()));

    type(dialog, QStringLiteral("Port"), QString::number(silent.serverPort()));
    QTest::mouseClick(test, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), patienceMs);
    QVERIFY(!test->isEnabled());
    type(dialog, QStringLiteral("User"), QStringLiteral("ann")); // it is not asked for any more
    QVERIFY(test->isEnabled());
    QVERIFY(!m_town->models().connectionProbe().isBusy());
    QTest::keyClick(dialog, Qt::Key_Escape);
}

void DeskTest::aDatabaseIsAddedChangedAndRemoved()
{
    auto &models = m_town->models();
    auto *dialog = openConnection();
    QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Connection string")),
                     QStringLiteral("host=127.0.0.1 port=1 dbname=books"));
    QTest::keyClick(dialog, Qt::Key_Return); // the default button
    QTRY_VERIFY(!m_window->findChild<ConnectionDialog *>());
    QCOMPARE(models.environments().current().name, QStringLiteral("books on 127.0.0.1"));
    QCOMPARE(m_window->topBar()->environmentButton()->text(), QStringLiteral("books on 127.0.0.1"));

    auto *change = menuAction(QStringLiteral("Change books"));
    QVERIFY(change);
    change->trigger();
    dialog = m_window->findChild<ConnectionDialog *>();
    type(dialog, QStringLiteral("Name"), QStringLiteral("Books"));
    QTest::mouseClick(named<QPushButton>(dialog, QStringLiteral("Save")), Qt::LeftButton);
    QTRY_VERIFY(!m_window->findChild<ConnectionDialog *>());
    QCOMPARE(models.environments().current().name, QStringLiteral("Books"));

    for (const bool really : {false, true}) {
        menuAction(QStringLiteral("Remove Books"))->trigger();
        auto *box = m_window->findChild<QMessageBox *>();
        QVERIFY(box->defaultButton() && box->defaultButton()->text() == QStringLiteral("Cancel"));
        for (auto *button : box->findChildren<QPushButton *>()) {
            if (button->text() == (really ? QStringLiteral("Remove") : QStringLiteral("Cancel")))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(models.connections().all().size(), really ? 0 : 1);
        QTRY_VERIFY(!m_window->findChild<QMessageBox *>());
    }
    QCOMPARE(models.environments().current().key, QStringLiteral("embedded"));
    QVERIFY(!menuAction(QStringLiteral("Change")));
}

void DeskTest::aPasswordThatIsNotKeptIsSaid()
{
    auto *dialog = openConnection();
    QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Connection string")),
                     QStringLiteral("host=127.0.0.1 port=1 dbname=books password=hunter2"));
    QTest::mouseClick(named<QPushButton>(dialog, QStringLiteral("Save and connect")), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(dialog->resultText().contains(QStringLiteral("until Holdfast ends")),
                              qPrintable(dialog->resultText()), patienceMs);
    QVERIFY(dialog->isVisible());
    QCOMPARE(m_town->models().connections().all().size(), 1);
    QFile file(m_settings->fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hunter2"));
    QTest::keyClick(dialog, Qt::Key_Return); // "Close" by now
    QVERIFY(!dialog->isVisible());
}

void DeskTest::theFirstStartHasThreeDoors()
{
    m_window->showFirstRun();
    auto *page = m_window->firstRun();
    QVERIFY(page->isVisible());
    QVERIFY(page->demoButton()->hasFocus());
    for (int i = 0; i < m_window->pageNames().size(); ++i)
        QVERIFY(!m_window->rail()->button(i)->isChecked());
    QTest::mouseClick(page->connectButton(), Qt::LeftButton);
    auto *dialog = m_window->findChild<ConnectionDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(page->isVisible());
    QTest::mouseClick(page->scenarioButton(), Qt::LeftButton);
    QVERIFY(m_window->scenarios()->isVisible());
    QVERIFY(menuAction(QStringLiteral("Getting started")));
    menuAction(QStringLiteral("Getting started"))->trigger();
    QVERIFY(page->isVisible());
    QTest::mouseClick(page->skipButton(), Qt::LeftButton);
    QCOMPARE(m_window->currentPage(), 0);
    m_window->showFirstRun();
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), 0);
    QVERIFY(m_window->rail()->button(0)->isChecked());
}

void DeskTest::theDemosDoorTellsWhatBecomesOfIt()
{
    // The town's runner knows no demo: it says so and ends.
    m_window->showFirstRun();
    auto *page = m_window->firstRun();
    QCOMPARE(page->demoButton()->text(), QStringLiteral("Start the demo"));
    QTest::mouseClick(page->demoButton(), Qt::LeftButton);
    QCOMPARE(page->demoButton()->text(), QStringLiteral("Stop the demo"));
    QTRY_VERIFY2_WITH_TIMEOUT(page->demoText().contains(QStringLiteral("exit code 2. unknown command: demo")),
                              qPrintable(page->demoText()), patienceMs);
    QCOMPARE(page->demoButton()->text(), QStringLiteral("Start the demo"));
    QVERIFY(page->isVisible());
}

void DeskTest::theFirstStartIsLeftWhenThereIsSomethingToSee()
{
    m_window->showFirstRun();
    m_town->fill(); // the database was not empty after all
    QVERIFY(!m_window->firstRun()->isVisible());
    QCOMPARE(m_window->currentPage(), 0);
    m_window->showFirstRun(); // asked for: what comes in does not take it away
    m_town->models().reservations().applyPage(views::testing::Town::page(40));
    QVERIFY(m_window->firstRun()->isVisible());
    const auto id = m_town->models().connections().save(
        {{}, QStringLiteral("Books"), {{QStringLiteral("dbname"), QStringLiteral("x")}}}, {});
    m_town->models().environments().setCurrent(models::Connections::environmentKey(*m_town->models().connections().find(id)));
    QVERIFY(!m_window->firstRun()->isVisible());
}

void DeskTest::nothingIsClippedHere_data()
{
    QTest::addColumn<QString>("what");
    for (const auto *what : {"first run", "settings", "connection"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void DeskTest::nothingIsClippedHere()
{
    QFETCH(QString, what);
    m_window->resize(1024, 640);
    QWidget *root = m_window->firstRun();
    if (what == QLatin1String("first run")) {
        m_window->showFirstRun();
    } else if (what == QLatin1String("settings")) {
        QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
        root = m_window->findChild<SettingsDialog *>();
    } else {
        root = openConnection();
    }
    QVERIFY(QTest::qWaitFor([&] { return root->isVisible() && root->width() > 0; }));
    QVERIFY(root->height() <= 640);
    for (auto *label : root->findChildren<QLabel *>()) {
        if (!label->isVisible() || label->text().isEmpty())
            continue;
        const int needed = label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        QVERIFY2(label->height() >= needed && (label->wordWrap() || label->width() >= label->sizeHint().width()),
                 qPrintable(label->text()));
    }
    for (auto *button : root->findChildren<QPushButton *>())
        QVERIFY2(!button->isVisible() || button->width() >= button->sizeHint().width(), qPrintable(button->text()));
}

QTEST_MAIN(DeskTest)
#include "desk_test.moc"

#include "tests/acts/stage.h"
#include "tests/support/test_cluster.h"
#include "views/act_dialog.h"
#include "views/export_button.h"

#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace holdfast;
using namespace holdfast::views;
using models::Act;
using models::ActResult;

/// The dialogs that stand before every act, over a real database; and the files that tables and pictures become.
class ActsViewTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_cluster;
    std::string m_dsn;
    std::unique_ptr<storage::Connection> m_owner;
    std::unique_ptr<test::Stage> m_stage;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<models::Questions> m_questions;
    std::unique_ptr<models::Acts> m_acts;
    std::unique_ptr<QWidget> m_window;

    void connectAs(const std::string &dsn)
    {
        models::Environment environment;
        environment.key = QString::fromStdString(dsn);
        environment.name = QStringLiteral("Test");
        environment.kind = models::Environment::Kind::Given;
        environment.dsn = QString::fromStdString(dsn);
        environment.alive = true;
        m_questions->setEnvironment(environment);
        QTRY_VERIFY(m_acts->role() != models::Role::None);
    }
    ActDialog *ask(ActQuestion question)
    {
        auto *dialog = new ActDialog(*m_theme, *m_acts, std::move(question), m_window.get());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
        (void)QTest::qWaitForWindowExposed(dialog);
        return dialog;
    }
    [[nodiscard]] static ActQuestion forceRelease(const QList<models::ActTarget> &targets, const QString &typed = {})
    {
        ActQuestion question;
        question.request.act = Act::ForceRelease;
        question.request.targets = targets;
        question.title = QStringLiteral("Force-release?");
        question.what = QStringLiteral("1 reservation, 60.00 EUR held.");
        question.verb = QStringLiteral("Force-release");
        question.dangerous = true;
        question.reasonRequired = true;
        question.typed = typed;
        return question;
    }

private slots:
    void initTestCase()
    {
        m_cluster = std::make_unique<test::TestCluster>();
        m_dsn = m_cluster->fresh_database();
        m_owner = std::make_unique<storage::Connection>(m_dsn);
        m_stage = std::make_unique<test::Stage>(*m_owner);
        m_owner->run_script("create role dialog_viewer login password 'secret' in role holdfast_viewer");
        m_theme = std::make_unique<Theme>(*qApp);
    }
    void init()
    {
        m_questions = std::make_unique<models::Questions>();
        m_acts = std::make_unique<models::Acts>(*m_questions, QStringLiteral("console/ann"));
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 600);
        m_window->show();
    }
    void cleanup()
    {
        m_window.reset();
        m_acts.reset();
        m_questions.reset();
    }
    void cleanupTestCase()
    {
        m_theme.reset();
        m_stage.reset();
        m_owner.reset();
    }

    void enterCancelsAndNothingIsDone()
    {
        connectAs(m_dsn);
        const auto id = m_stage->hold();
        QPointer<ActDialog> dialog = ask(forceRelease({{id, {}, {}}}));
        QVERIFY(dialog->reasonField()->hasFocus());
        QTest::keyClicks(dialog->reasonField(), QStringLiteral("the customer called"));
        QVERIFY(dialog->verbButton()->isEnabled());
        QTest::keyClick(dialog->reasonField(), Qt::Key_Return);
        QVERIFY(dialog && dialog->isVisible()); // what was written is not thrown away
        QVERIFY(dialog->cancelButton()->hasFocus());
        QTest::keyClick(dialog->cancelButton(), Qt::Key_Return);
        QTRY_VERIFY(!dialog);
        QCOMPARE(m_stage->state_of(id), std::string("HELD"));
    }

    void byTheKeyboardAlone()
    {
        connectAs(m_dsn);
        const auto id = m_stage->hold();
        QPointer<ActDialog> dialog = ask(forceRelease({{id, {}, m_stage->version_of(id)}}));
        QSignalSpy concluded(dialog, &ActDialog::concluded);
        QVERIFY(!dialog->verbButton()->isEnabled()); // no reason yet
        QVERIFY(!dialog->verbButton()->toolTip().isEmpty());
        QTest::keyClicks(dialog->reasonField(), QStringLiteral("the customer called"));
        for (int i = 0; i < 10 && !dialog->verbButton()->hasFocus(); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(dialog->verbButton()->hasFocus());
        QTest::keyClick(dialog->verbButton(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, 15'000);
        QCOMPARE(concluded.size(), 1);
        QCOMPARE(m_stage->state_of(id), std::string("RELEASED"));
    }

    void manyTakeTheirWordsTyped_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("enough");
        QTest::newRow("nothing") << "" << false;
        QTest::newRow("another number") << "release 3" << false;
        QTest::newRow("a part") << "release" << false;
        QTest::newRow("the words") << "release 2" << true;
        QTest::newRow("with blanks around") << " release 2 " << true;
    }
    void manyTakeTheirWordsTyped()
    {
        QFETCH(QString, typed);
        QFETCH(bool, enough);
        connectAs(m_dsn);
        auto *dialog = ask(forceRelease({{m_stage->hold(), {}, {}}, {m_stage->hold(), {}, {}}}, QStringLiteral("release 2")));
        dialog->setReason(QStringLiteral("a test"));
        QTest::keyClicks(dialog->typedField(), typed);
        QCOMPARE(dialog->verbButton()->isEnabled(), enough);
        dialog->close();
    }

    void aRefusalStaysAndSaysWhy()
    {
        connectAs(m_dsn);
        const auto id = m_stage->hold();
        QPointer<ActDialog> dialog = ask(forceRelease({{id, {}, m_stage->version_of(id)}}));
        dialog->setReason(QStringLiteral("a test"));
        QCOMPARE(m_stage->change(id, "release"), std::string("DONE")); // under the dialog's eyes
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->notice()->isVisible(), 15'000);
        QVERIFY2(dialog->notice()->text().contains(QStringLiteral("Released")), qPrintable(dialog->notice()->text()));
        QVERIFY(!dialog->verbButton()->isEnabled()); // what was shown is not what is there: look again first
        QVERIFY(dialog->cancelButton()->hasFocus());
        QTest::keyClick(dialog->cancelButton(), Qt::Key_Space);
        QTRY_VERIFY(!dialog);
    }

    /// The console may choose another environment by itself while a dialog is open: when a run ends, for one.
    void nothingIsDoneElsewhere()
    {
        connectAs(m_dsn);
        const auto id = m_stage->hold();
        QPointer<ActDialog> dialog = ask(forceRelease({{id, {}, {}}}));
        dialog->setReason(QStringLiteral("a test"));
        auto other = m_questions->environment();
        other.key = QStringLiteral("other");
        other.name = QStringLiteral("Other");
        m_questions->setEnvironment(other); // the same rows under another name, as of a restored copy
        QTRY_VERIFY(m_acts->role() != models::Role::None);
        QTRY_VERIFY(dialog->verbButton()->isEnabled());
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->notice()->isVisible(), 15'000);
        QVERIFY2(dialog->notice()->text().contains(QStringLiteral("Other")), qPrintable(dialog->notice()->text()));
        QCOMPARE(m_stage->state_of(id), std::string("HELD"));
        dialog->close();
    }

    void aViewerIsToldTheRole()
    {
        connectAs(m_dsn + " user=dialog_viewer password=secret");
        auto *dialog = ask(forceRelease({{m_stage->hold(), {}, {}}}));
        dialog->setReason(QStringLiteral("a test"));
        QVERIFY(!dialog->verbButton()->isEnabled());
        QVERIFY2(dialog->verbButton()->toolTip().contains(QStringLiteral("admin")),
                 qPrintable(dialog->verbButton()->toolTip()));
        dialog->close();
    }

    void timesAreChosen()
    {
        connectAs(m_dsn);
        const auto id = m_stage->hold();
        const auto before = m_stage->text("select extract(epoch from deadline)::bigint from holdfast.reservation "
                                          "where id = $1::uuid", id.to_string());
        ActQuestion question;
        question.request.act = Act::Extend;
        question.request.targets = {{id, {}, {}}};
        question.title = question.verb = QStringLiteral("Extend");
        question.times = {{QStringLiteral("5 minutes"), std::chrono::minutes(5)},
                          {QStringLiteral("1 hour"), std::chrono::hours(1)}};
        QPointer<ActDialog> dialog = ask(question);
        dialog->timeChoice()->setCurrentIndex(1);
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, 15'000);
        const auto after = m_stage->text("select extract(epoch from deadline)::bigint from holdfast.reservation "
                                         "where id = $1::uuid", id.to_string());
        QCOMPARE(std::stoll(after) - std::stoll(before), 3600);
    }

    void tablesAndPicturesBecomeFiles()
    {
        QTemporaryDir folder;
        QStandardItemModel model(2, 1);
        model.setHorizontalHeaderLabels({QStringLiteral("Name")});
        model.setItem(0, 0, new QStandardItem(QStringLiteral("=1+1")));
        model.setItem(1, 0, new QStandardItem(QStringLiteral("plum")));
        QWidget picture;
        picture.resize(120, 80);
        picture.setAccessibleName(QStringLiteral("A chart"));
        ExportButton button(m_window.get());
        button.addTable(QStringLiteral("fruit"), [&] { return &model; });
        button.addPicture(QStringLiteral("fruit"), &picture);
        QSignalSpy exported(&button, &ExportButton::exported);
        const QStringList ends{QStringLiteral("csv"), QStringLiteral("json"), QStringLiteral("png"), QStringLiteral("svg")};
        for (int entry = 0; entry < ends.size(); ++entry) {
            const auto file = folder.filePath(QStringLiteral("fruit.") + ends.at(entry));
            QCOMPARE(button.write(entry, file), QString());
            QFile written(file);
            QVERIFY(written.open(QIODevice::ReadOnly));
            const auto bytes = written.readAll();
            const QList<QByteArray> has{"'=1+1", "\"plum\"", "\x89PNG", "<svg"};
            QVERIFY2(bytes.contains(has.at(entry)), bytes.left(80).constData());
        }
        QCOMPARE(exported.size(), ends.size());
        // Whole or not at all: what stood there stays when the new one cannot be written.
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), ends.size());
        const auto wrong = button.write(0, folder.filePath(QStringLiteral("no/such/folder.csv")));
        QVERIFY2(wrong.contains(QStringLiteral("could not be written")), qPrintable(wrong));
        QCOMPARE(exported.size(), ends.size());
    }

    /// Last: the server is not the same afterwards.
    void whatWasNotSentMayBeTriedAgain()
    {
        connectAs(m_dsn);
        const auto id = m_stage->hold();
        ::kill(m_cluster->postmaster_pid(), SIGKILL);
        QPointer<ActDialog> dialog = ask(forceRelease({{id, {}, {}}}));
        dialog->setReason(QStringLiteral("a test"));
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->notice()->isVisible(), 15'000);
        if (!dialog->verbButton()->isEnabled())
            QVERIFY(dialog->notice()->text().contains(QStringLiteral("not known")));
        m_cluster->ensure_running();
        if (dialog->verbButton()->isEnabled()) {
            QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(!dialog, 15'000);
            QCOMPARE(test::run_sql(m_dsn, "select state from holdfast.reservation where id = $1::uuid", {id.to_string()})
                         .text(0, 0),
                     std::string("RELEASED"));
        }
    }
};

QTEST_MAIN(ActsViewTest)
#include "acts_test.moc"

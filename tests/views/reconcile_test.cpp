#include "tests/models/watched_database.h"
#include "views/act_dialog.h"
#include "views/data_table.h"
#include "views/reconcile_page.h"
#include "views/sum_cards.h"

#include <QLineEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;
using test::patienceMs;
using test::WatchedDatabase;

/// Page Reconcile by clicks and keys, with a real database behind it; what a worker does is written into it by hand.
class ReconcilePageTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<WatchedDatabase> m_place;
    std::unique_ptr<test::Stage> m_stage;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<models::ConsoleModels> m_models;
    std::unique_ptr<ReconcilePage> m_page;

    void open(const std::string &login = {})
    {
        const auto folder = m_folder->path();
        m_models = std::make_unique<models::ConsoleModels>(
            models::ConsoleOptions{folder + "/run", folder, folder + "/ctl", "ann"});
        m_page = std::make_unique<ReconcilePage>(*m_theme, *m_models, nullptr);
        m_page->resize(1356, 826);
        m_page->show();
        m_models->environments().setGiven(m_place->environment(login).dsn);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->runs().readState(), models::ReadState::Ready, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_models->acts().role() != models::Role::None, patienceMs);
    }
    void set(const char *change) { m_place->database.run_script(std::string("update holdfast.reconciliation set ") + change); }
    /// A run that has found two things that are safe to repair and one that is not.
    void plantRun(const Uuid &reservation)
    {
        static_cast<void>(acts::request_reconciliation(m_place->database, false, test::ann));
        set("status = 'DONE', progress = '40 intents, 3 discrepancies', finished_at = clock_timestamp()");
        m_place->database.query(
            "insert into holdfast.discrepancy (reconciliation_id, class, intent_id, reservation_id, party, expected, observed, "
            "amount_minor, currency, repair) "
            "select r.id, v.* from holdfast.reconciliation r, (values "
            "('INTENT_WITHOUT_RESERVATION', 'pi_a', null::uuid, null, 'no intent', 'requires_capture, 700', 700, 'EUR', 'SAFE'), "
            "('INTENT_WITHOUT_RESERVATION', 'pi_b', null, null, 'no intent', 'requires_capture, 900', 900, 'EUR', 'SAFE'), "
            "('AMOUNT_MISMATCH', 'pi_c', $1::uuid, 'vendor', '700', '900', 200, 'EUR', 'PERSON')) v", {reservation.to_string()});
    }
    void clickRow(DataTable *list, int row, Qt::KeyboardModifiers modifiers = {})
    {
        auto *view = list->view();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, view->visualRect(view->model()->index(row, 0)).center());
    }

private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init()
    {
        m_place = std::make_unique<WatchedDatabase>(m_cluster);
        m_stage = std::make_unique<test::Stage>(m_place->database);
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanup()
    {
        m_page.reset();
        m_models.reset();
        m_stage.reset();
        m_place.reset();
    }
    void cleanupTestCase() { m_theme.reset(); }

    /// From nothing, by the one button, through waiting, a worker that is missing, its progress and its end.
    void aComparisonIsFollowedFromItsRequestToItsEnd()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->list()->emptyState()->isVisible(), patienceMs);
        QVERIFY(m_page->progress().contains("not been compared"));
        QTest::mouseClick(m_page->list()->emptyState()->button(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->runs().rowCount(), 1, patienceMs);
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->progress().contains("waits"), qPrintable(m_page->progress()), patienceMs);
        set("requested_at = requested_at - interval '1 minute'");
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->progress().contains("no worker"), qPrintable(m_page->progress()), patienceMs);
        set("status = 'RUNNING', progress = '12 intents read', started_at = clock_timestamp()");
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->progress().contains("12 intents read"), qPrintable(m_page->progress()), patienceMs);
        set("status = 'DONE', progress = '40 intents, 0 discrepancies', finished_at = clock_timestamp()");
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->progress().contains("agree"), qPrintable(m_page->progress()), patienceMs);
        QTRY_VERIFY(m_page->list()->emptyState()->isVisible());
        QTest::mouseClick(m_page->compareButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->runs().rowCount(), 2, patienceMs);
        set("status = 'FAILED', error = 'unavailable: no answer', finished_at = clock_timestamp()");
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->progress().contains("unavailable"), qPrintable(m_page->progress()), patienceMs);
    }

    void whatIsSelectedIsRepairedAndNothingElse()
    {
        plantRun(m_stage->authorized_both());
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 3, patienceMs);
        QVERIFY(!m_page->repairSelectedButton()->isEnabled());
        clickRow(m_page->list(), 0);
        QVERIFY(!m_page->repairSelectedButton()->isEnabled()); // takes a person
        QVERIFY(m_page->repairSelectedButton()->toolTip().contains("without a person"));
        clickRow(m_page->list(), 1);
        QVERIFY(m_page->repairSelectedButton()->isEnabled());
        const auto intent = m_page->found().at(1).intent;
        QTest::mouseClick(m_page->repairSelectedButton(), Qt::LeftButton);
        const QPointer<ActDialog> dialog = m_page->findChild<ActDialog *>();
        QVERIFY(dialog);
        QVERIFY(!dialog->verbButton()->isEnabled());
        QTest::keyClicks(dialog->reasonField(), "nobody's");
        QVERIFY(!dialog->verbButton()->isEnabled());
        QTest::keyClicks(dialog->typedField(), "repair");
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->text("select array_to_string(intents, ' ') from holdfast.reconciliation where intents is not null"),
                 intent.toStdString());
        QTRY_COMPARE_WITH_TIMEOUT(m_page->runs().rowCount(), 2, patienceMs);
        QCOMPARE(m_page->found().rowCount(), 3); // still what the comparison found
        QVERIFY2(m_page->progress().contains("Repair of"), qPrintable(m_page->progress()));
    }

    void repairingAllTakesTheWords()
    {
        plantRun(m_stage->authorized_both());
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 3, patienceMs);
        QTest::mouseClick(m_page->repairAllButton(), Qt::LeftButton);
        const QPointer<ActDialog> dialog = m_page->findChild<ActDialog *>();
        QVERIFY(dialog);
        QVERIFY(!dialog->verbButton()->isEnabled());
        QTest::keyClicks(dialog->typedField(), "repair all");
        QVERIFY(!dialog->verbButton()->isEnabled()); // money moves for a reason
        QTest::keyClicks(dialog->reasonField(), "end of month");
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->text("select count(*) from holdfast.reconciliation where repair and intents is null"), std::string("1"));
        QCOMPARE(m_stage->text("select reason from holdfast.audit_entry order by seq desc limit 1"), std::string("end of month"));
        QCOMPARE(m_page->found().rowCount(), 3); // what is known stays until the new run has ended
        set("status = 'DONE', finished_at = clock_timestamp()");
        QTRY_VERIFY_WITH_TIMEOUT(m_page->runs().newest() && m_page->runs().newest()->repair, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 0, patienceMs);
    }

    /// What is not known is not said to be undone, and hides no run that is going.
    void anUnknownOutcomeIsSaidToBeUnknown()
    {
        plantRun(m_stage->authorized_both());
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->runs().rowCount(), 1, patienceMs);
        models::ActRequest request;
        request.act = models::Act::Reconcile;
        models::ActResult result;
        result.status = models::ActResult::Status::Unknown;
        result.words = "no answer";
        emit m_models->acts().finished(1, request, {result});
        QVERIFY2(m_page->progress().contains("not known: no answer"), qPrintable(m_page->progress()));
        QVERIFY(!m_page->progress().contains("Not requested"));
        static_cast<void>(acts::request_reconciliation(m_place->database, false, test::ada));
        m_place->database.run_script("update holdfast.reconciliation set status = 'RUNNING', progress = '12 intents read', "
                                     "started_at = clock_timestamp() where status = 'REQUESTED'");
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->progress().contains("12 intents read"), qPrintable(m_page->progress()), patienceMs);
        result.status = models::ActResult::Status::Refused;
        result.words = "it waits already";
        emit m_models->acts().finished(2, request, {result});
        QVERIFY2(m_page->progress().contains("12 intents read"), qPrintable(m_page->progress()));
        QVERIFY2(m_page->progress().contains("Not requested: it waits already"), qPrintable(m_page->progress()));
    }

    void aListThatIsCutSaysSo()
    {
        plantRun(m_stage->authorized_both());
        m_place->database.run_script("insert into holdfast.discrepancy (reconciliation_id, class, intent_id, expected, observed, "
                                     "amount_minor, currency, repair) select r.id, 'CAPTURED_NOT_CONFIRMED', 'pi_x' || i, '', '', "
                                     "100, 'EUR', 'PERSON' from holdfast.reconciliation r, generate_series(1, 1100) i");
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 1'000, patienceMs);
        QVERIFY2(m_page->summary().contains("first 1,000 of 1,103"), qPrintable(m_page->summary()));
        QTest::mouseClick(m_page->cards()->cards().at(5), Qt::LeftButton);
        QVERIFY(!m_page->list()->emptyState()->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 2, patienceMs);
        QVERIFY2(!m_page->summary().contains("first"), qPrintable(m_page->summary()));
    }

    void anOlderRunIsShownAgain()
    {
        plantRun(m_stage->authorized_both());
        static_cast<void>(acts::request_reconciliation(m_place->database, false, test::ada));
        set("status = 'DONE', finished_at = clock_timestamp()");
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->runs().rowCount(), 2, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->history()->currentRow(), 0, patienceMs);
        QCOMPARE(m_page->found().rowCount(), 0);
        clickRow(m_page->history(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 3, patienceMs);
        QCOMPARE(m_page->cards()->cards().at(5)->sum().count, 2);
        QTest::mouseClick(m_page->cards()->cards().at(3), Qt::LeftButton);
        QCOMPARE(m_page->found().rowCount(), 1);
        QSignalSpy links(m_page.get(), &Page::linkActivated);
        clickRow(m_page->list(), 0);
        QTest::keyClick(m_page->list()->view(), Qt::Key_Return);
        QCOMPARE(links.first().first().value<models::Link>().page, QString("timeline"));
    }

    void aViewerIsToldWhichRoleItTakes()
    {
        plantRun(m_stage->authorized_both());
        open(m_place->login("viewer"));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 3, patienceMs);
        clickRow(m_page->list(), 1);
        for (auto *button : {m_page->compareButton(), m_page->repairAllButton(), m_page->repairSelectedButton()}) {
            QVERIFY(!button->isEnabled());
            QVERIFY2(button->toolTip().contains("operator"), qPrintable(button->toolTip()));
        }
    }

    void aDeadDatabaseAndBack()
    {
        plantRun(m_stage->authorized_both());
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->found().rowCount(), 3, patienceMs);
        m_place->kill();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->notice()->isVisible(), patienceMs);
        QCOMPARE(m_page->found().rowCount(), 3);
        QTest::mouseClick(m_page->compareButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->progress().contains("Not requested"), qPrintable(m_page->progress()), patienceMs);
        m_place->revive();
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->notice()->isVisible(), patienceMs);
        QTest::mouseClick(m_page->compareButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->runs().rowCount(), 2, patienceMs);
        QVERIFY2(!m_page->progress().contains("Not requested"), qPrintable(m_page->progress()));
    }
};

QTEST_MAIN(ReconcilePageTest)
#include "reconcile_test.moc"

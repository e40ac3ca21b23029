#include "tests/models/watched_database.h"
#include "views/audit_page.h"
#include "views/data_table.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;
using test::patienceMs;
using test::WatchedDatabase;

/// Page Audit by clicks and keys, with a real database behind it.
class AuditPageTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<WatchedDatabase> m_place;
    std::unique_ptr<test::Stage> m_stage;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<models::ConsoleModels> m_models;
    std::unique_ptr<AuditPage> m_page;

    void open(const std::string &login = {})
    {
        const auto folder = m_folder->path();
        m_models = std::make_unique<models::ConsoleModels>(
            models::ConsoleOptions{folder + "/run", folder, folder + "/ctl", "ann"});
        m_page = std::make_unique<AuditPage>(*m_theme, *m_models, nullptr);
        m_page->resize(1356, 826);
        m_page->show();
        m_models->environments().setGiven(m_place->environment(login).dsn);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().readState(), models::ReadState::Ready, patienceMs);
    }
    void note(const Uuid &reservation, const std::string &actor, const std::string &text)
    {
        static_cast<void>(acts::add_note(m_place->database, reservation, text, {actor, "operator", "trace-" + actor}));
    }
    void choose(QComboBox *box, const QString &text)
    {
        box->setFocus();
        for (int i = 0; i < box->count() && box->currentText() != text; ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(box->currentText(), text);
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

    void anEmptyDatabaseSaysWhatWouldBeHere()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->list()->emptyState()->isVisible(), patienceMs);
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->chain().contains("Nothing is on record"), qPrintable(m_page->chain()), patienceMs);
        QVERIFY(!m_page->olderButton()->isEnabled() && !m_page->newerButton()->isEnabled());
    }

    void entriesAreFoundByPersonActTimeAndWords()
    {
        const auto id = m_stage->hold();
        note(id, "Ann", "the needle");
        note(id, "Ann", "hay");
        note(id, "Eve", "hay");
        static_cast<void>(acts::request_reconciliation(m_place->database, false, {"Eve", "operator", "t"}));
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 4, patienceMs);
        choose(m_page->actors(), "Eve");
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        choose(m_page->acts(), "Reconcile");
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 1, patienceMs);
        QSignalSpy links(m_page.get(), &Page::linkActivated);
        m_page->list()->view()->setCurrentIndex(m_page->table().index(0, 0));
        QTest::keyClick(m_page->list()->view(), Qt::Key_Return);
        QCOMPARE(links.first().first().value<models::Link>().page, QString("reconcile"));
        m_page->open({"audit", {}, id, {}}); // whatever was chosen before
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 3, patienceMs);
        QCOMPARE(m_page->actors()->currentIndex(), 0);
        choose(m_page->acts(), "Reconcile"); // on top of it: nothing matches
        QTRY_VERIFY_WITH_TIMEOUT(m_page->list()->emptyState()->isVisible(), patienceMs);
        QTest::mouseClick(m_page->list()->emptyState()->button(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 4, patienceMs);
        QVERIFY(m_page->words()->text().isEmpty());
        QCOMPARE(m_page->actors()->currentIndex(), 0);
        QTest::keyClicks(m_page->words(), "trace-eve");
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 1, patienceMs);
        m_page->words()->clear();
        choose(m_page->times(), "Last hour");
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 4, patienceMs);
    }

    void olderPagesAreReached()
    {
        const auto id = m_stage->hold();
        for (int i = 0; i < models::AuditTable::pageSize + 5; ++i)
            note(id, "Ann", "note");
        open();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->olderButton()->isEnabled(), patienceMs);
        QTest::mouseClick(m_page->olderButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 5, patienceMs);
        QTRY_VERIFY(!m_page->olderButton()->isEnabled() && m_page->newerButton()->isEnabled());
        QTest::mouseClick(m_page->newerButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), models::AuditTable::pageSize, patienceMs);
    }

    /// A short chain is looked at without being asked; one that was tampered with is said to be broken, and where.
    void theChainIsCheckedAndSaysWhereItBroke()
    {
        note(m_stage->hold(), "Ann", "one");
        open();
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->chain().contains("holds"), qPrintable(m_page->chain()), patienceMs);
        m_place->database.run_script("alter table holdfast.audit_entry disable trigger user;"
                                     "update holdfast.audit_entry set reason = 'another'");
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->chain().contains("broken"), qPrintable(m_page->chain()), patienceMs);
        QVERIFY2(m_page->chain().contains("audit entry 1"), qPrintable(m_page->chain()));
    }

    void aViewerReadsIt()
    {
        note(m_stage->hold(), "Ann", "one");
        open(m_place->login("viewer"));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 1, patienceMs);
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->chain().contains("holds"), qPrintable(m_page->chain()), patienceMs);
    }

    void aDeadDatabaseAndBack()
    {
        note(m_stage->hold(), "Ann", "one");
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 1, patienceMs);
        QTRY_VERIFY(m_page->checkButton()->isEnabled());
        m_place->kill();
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->chain().contains("could not be checked"), qPrintable(m_page->chain()), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->notice()->isVisible(), patienceMs);
        QCOMPARE(m_page->table().rowCount(), 1);
        m_place->revive();
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->notice()->isVisible(), patienceMs);
        QTest::mouseClick(m_page->checkButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(m_page->chain().contains("holds"), qPrintable(m_page->chain()), patienceMs);
    }
};

QTEST_MAIN(AuditPageTest)
#include "audit_test.moc"

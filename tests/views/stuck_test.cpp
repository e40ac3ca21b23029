#include "tests/models/watched_database.h"
#include "views/act_dialog.h"
#include "views/alerts.h"
#include "views/data_table.h"
#include "views/stuck_page.h"
#include "views/sum_cards.h"

#include <QLineEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;
using namespace std::chrono_literals;
using test::patienceMs;
using test::WatchedDatabase;

/// Page Stuck by clicks and keys, and the alerts, with a real database behind them.
class StuckPageTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<WatchedDatabase> m_place;
    std::unique_ptr<test::Stage> m_stage;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<models::ConsoleModels> m_models;
    std::unique_ptr<StuckPage> m_page;

    /// Opens the page on the database, as this login.
    void open(const std::string &login = {})
    {
        const auto folder = m_folder->path();
        m_models = std::make_unique<models::ConsoleModels>(
            models::ConsoleOptions{folder + "/run", folder, folder + "/ctl", "ann"});
        m_page = std::make_unique<StuckPage>(*m_theme, *m_models, nullptr);
        m_page->resize(1356, 826);
        m_page->show();
        m_models->environments().setGiven(m_place->environment(login).dsn);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().readState(), models::ReadState::Ready, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_models->acts().role() != models::Role::None, patienceMs);
    }
    [[nodiscard]] int rowOf(const char *reason) const
    {
        for (int row = 0; row < m_page->table().rowCount(); ++row) {
            if (m_page->table().at(row).reason == QLatin1String(reason))
                return row;
        }
        return -1;
    }
    void clickRow(int row, Qt::KeyboardModifiers modifiers = {})
    {
        auto *view = m_page->list()->view();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, view->visualRect(m_page->table().index(row, 1)).center());
    }
    /// Clicks the act's button; the dialog that it opens.
    QPointer<ActDialog> ask(StuckAct act)
    {
        QTest::mouseClick(m_page->button(act), Qt::LeftButton);
        return m_page->findChild<ActDialog *>();
    }
    /// A hold past its deadline and an authorization that waits.
    Uuid plantWaiting()
    {
        const auto waiting = m_stage->authorized_both();
        m_place->give_time(waiting);
        m_place->advance("2 hours");
        static_cast<void>(m_stage->hold());
        m_place->advance("11 minutes");
        return waiting;
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
        QTRY_VERIFY(m_page->list()->emptyState()->isVisible());
        QVERIFY(m_page->list()->emptyState()->sentence().contains("Nothing is stuck"));
        QCOMPARE(m_page->cards()->cards().size(), qsizetype(7));
        QSignalSpy links(m_page.get(), &Page::linkActivated);
        QTest::mouseClick(m_page->list()->emptyState()->button(), Qt::LeftButton);
        QCOMPARE(links.first().first().value<models::Link>().page, QString("in-flight"));
        for (const auto act : {StuckAct::Retry, StuckAct::Void, StuckAct::ForceRelease})
            QVERIFY(!m_page->button(act)->isEnabled());
    }

    void cardsNarrowTheTableDown()
    {
        plantWaiting();
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        auto *waiting = m_page->cards()->cards().at(0);
        QCOMPARE(waiting->sum().count, 1);
        QCOMPARE(waiting->sum().money, QStringLiteral("22.00\u00a0€"));
        QVERIFY(waiting->accessibleName().contains("22.00"));
        QTest::mouseClick(waiting, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 1, patienceMs);
        QCOMPARE(m_page->table().at(0).reason, QString("AUTHORIZED_TOO_LONG"));
        QCOMPARE(m_page->cards()->cards().at(3)->sum().count, 1); // the others keep their numbers
        waiting->setFocus();
        QTest::keyClick(waiting, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        m_page->open({"stuck", {}, {}, "DEAD_WEBHOOK"});
        QTRY_VERIFY_WITH_TIMEOUT(m_page->list()->emptyState()->isVisible(), patienceMs);
        QTest::mouseClick(m_page->list()->emptyState()->button(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
    }

    void aRowLeadsToItsTimeline()
    {
        const auto waiting = plantWaiting();
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        QSignalSpy links(m_page.get(), &Page::linkActivated);
        clickRow(rowOf("AUTHORIZED_TOO_LONG"));
        QTest::keyClick(m_page->list()->view(), Qt::Key_Return);
        QTest::mouseClick(m_page->button(StuckAct::Timeline), Qt::LeftButton);
        QCOMPARE(links.size(), qsizetype(2));
        for (const auto &link : links) {
            QCOMPARE(link.first().value<models::Link>().page, QString("timeline"));
            QCOMPARE(link.first().value<models::Link>().reservation, std::optional(waiting));
        }
    }

    /// Money is involved: a reason, and the word typed; Cancel is what Enter does.
    void forceReleasingTakesAReasonAndAWord()
    {
        const auto waiting = plantWaiting();
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        clickRow(rowOf("AUTHORIZED_TOO_LONG"));
        QVERIFY(m_page->button(StuckAct::ForceRelease)->isEnabled());
        const auto dialog = ask(StuckAct::ForceRelease);
        QVERIFY(dialog);
        QVERIFY(dialog->cancelButton()->isDefault());
        QVERIFY(!dialog->verbButton()->isEnabled());
        QTest::keyClicks(dialog->reasonField(), "vendor is gone");
        QVERIFY(!dialog->verbButton()->isEnabled());
        QVERIFY(dialog->typedField());
        QTest::keyClicks(dialog->typedField(), "force-release");
        QVERIFY(dialog->verbButton()->isEnabled());
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->state_of(waiting), std::string("RELEASED"));
        QCOMPARE(m_stage->text("select actor || ' ' || reason from holdfast.audit_entry"), std::string("ann vendor is gone"));
        QTRY_COMPARE_WITH_TIMEOUT(rowOf("AUTHORIZED_TOO_LONG"), -1, patienceMs);
    }

    /// It moved on while somebody thought about it: the server says so, and the dialog stays with its words.
    void whatChangedMeanwhileIsRefused()
    {
        const auto waiting = plantWaiting();
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        clickRow(rowOf("AUTHORIZED_TOO_LONG"));
        const auto dialog = ask(StuckAct::Void);
        QVERIFY(dialog);
        m_place->database.query("update holdfast.reservation set deadline = holdfast.now() + interval '1 hour' where id = $1",
                                {waiting.to_string()}); // a day from now is the most
        static_cast<void>(acts::extend(m_place->database, {waiting, {}}, 1min, "", test::ann));
        QTest::keyClicks(dialog->reasonField(), "too long");
        QTest::keyClicks(dialog->typedField(), "void");
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(dialog && dialog->notice()->isVisible(), patienceMs);
        QVERIFY2(dialog->notice()->text().contains("changed since"), qPrintable(dialog->notice()->text()));
        QCOMPARE(m_stage->state_of(waiting), std::string("AUTHORIZED_BOTH"));
        QTest::keyClick(dialog.data(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
    }

    void aGivenUpOperationIsRetried()
    {
        const auto operation = m_stage->give_up(m_stage->released_unwinding(), "unwind");
        m_place->database.run_script("insert into holdfast.webhook_event (id, type, created_at, status) "
                                     "values ('evt_1', 'charge.updated', holdfast.now(), 'DEAD')");
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        clickRow(0);
        clickRow(1, Qt::ControlModifier);
        QVERIFY(!m_page->button(StuckAct::Retry)->isEnabled());
        QVERIFY(m_page->button(StuckAct::Retry)->toolTip().contains("not both"));
        clickRow(rowOf("DEAD_LETTERED"));
        QVERIFY(!m_page->button(StuckAct::ForceRelease)->isEnabled()); // it has ended
        auto dialog = ask(StuckAct::Retry);
        QVERIFY(dialog);
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->text("select status from holdfast.operation where id = $1", operation.to_string()),
                 std::string("PENDING"));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 1, patienceMs);
        clickRow(0);
        dialog = ask(StuckAct::Retry);
        QVERIFY(dialog);
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->text("select status from holdfast.webhook_event"), std::string("PENDING"));
    }

    void aRepairIsRequestedForWhatIsSelected()
    {
        const auto ended = m_stage->released_unwinding();
        static_cast<void>(m_stage->give_up(ended, "unwind"));
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 1, patienceMs);
        clickRow(0);
        const auto dialog = ask(StuckAct::Repair);
        QVERIFY(dialog);
        QTest::keyClicks(dialog->reasonField(), "given up");
        QTest::keyClicks(dialog->typedField(), "repair");
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->text("select array_to_string(intents, ' ') from holdfast.reconciliation"),
                 m_stage->text("select intent_id from holdfast.payment where reservation_id = $1", ended.to_string()));
    }

    /// So that two people do not work on one: the first without a word, the second with a reason.
    void aClaimIsSeenAndTakenOverWithAReason()
    {
        const auto waiting = plantWaiting();
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        clickRow(rowOf("AUTHORIZED_TOO_LONG"));
        auto dialog = ask(StuckAct::Claim);
        QVERIFY(dialog);
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().at(rowOf("AUTHORIZED_TOO_LONG")).claimedBy, QString("ann"), patienceMs);
        static_cast<void>(acts::claim(m_place->database, {waiting, {}}, "mine", {"Bob", "operator", "t"}));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().at(rowOf("AUTHORIZED_TOO_LONG")).claimedBy, QString("Bob"), patienceMs);
        dialog = ask(StuckAct::Claim);
        QVERIFY(dialog);
        QVERIFY(!dialog->verbButton()->isEnabled());
        QTest::keyClicks(dialog->reasonField(), "Bob went home");
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->text("select actor from holdfast.claim"), std::string("ann"));
    }

    void aViewerIsToldWhichRoleItTakes()
    {
        plantWaiting();
        open(m_place->login("viewer"));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        clickRow(rowOf("AUTHORIZED_TOO_LONG"));
        QVERIFY(m_page->button(StuckAct::Timeline)->isEnabled());
        for (const auto &[act, role] : {std::pair(StuckAct::Void, "operator"), {StuckAct::ForceRelease, "admin"}}) {
            QVERIFY(!m_page->button(act)->isEnabled());
            QVERIFY2(m_page->button(act)->toolTip().contains(role), qPrintable(m_page->button(act)->toolTip()));
            QCOMPARE(m_page->button(act)->statusTip(), m_page->button(act)->toolTip());
        }
    }

    /// Dead: what was read stays and says of when it is, an act says that nothing was sent; then all of it works again.
    void aDeadDatabaseAndBack()
    {
        const auto waiting = plantWaiting();
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->table().rowCount(), 2, patienceMs);
        clickRow(rowOf("AUTHORIZED_TOO_LONG"));
        m_place->kill();
        auto dialog = ask(StuckAct::Void);
        QVERIFY(dialog);
        QTest::keyClicks(dialog->reasonField(), "too long");
        QTest::keyClicks(dialog->typedField(), "void");
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(dialog && dialog->notice()->isVisible(), patienceMs);
        QTest::keyClick(dialog.data(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->notice()->isVisible(), patienceMs);
        QCOMPARE(m_page->table().rowCount(), 2);
        m_place->revive();
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->notice()->isVisible(), patienceMs);
        QCOMPARE(m_stage->state_of(waiting), std::string("AUTHORIZED_BOTH"));
        dialog = ask(StuckAct::Void);
        QVERIFY(dialog);
        QTest::keyClicks(dialog->reasonField(), "too long");
        QTest::keyClicks(dialog->typedField(), "void");
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, patienceMs);
        QCOMPARE(m_stage->state_of(waiting), std::string("RELEASED"));
    }

    /// The badge counts also while nobody looks at the page, and no node raises alerts.
    void theBadgeCountsWhatStands()
    {
        open();
        m_page->hide();
        QCOMPARE(m_page->badge(), 0);
        QSignalSpy badges(m_page.get(), &Page::badgeChanged);
        plantWaiting();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->badge(), 2, patienceMs);
        QVERIFY(!badges.isEmpty());
    }

    void anAlertIsShownUntilItIsLookedAtOrPutAway()
    {
        models::Questions questions;
        models::StuckWatch watch(questions);
        AlertBar bar(*m_theme, watch, nullptr);
        QVERIFY(!bar.isVisible());
        const models::StuckAlert late{"PAST_DEADLINE", "reservation/1", {}, {}};
        const models::StuckAlert dead{"DEAD_LETTERED", "operation/1", {}, {12'000, "EUR"}};
        emit watch.raised({late});
        QVERIFY(bar.isVisible());
        QVERIFY2(bar.text().contains("Past deadline"), qPrintable(bar.text()));
        emit watch.raised({dead});
        QVERIFY2(bar.text().contains("2 things") && bar.text().contains(QStringLiteral("120.00\u00a0€")), qPrintable(bar.text()));
        QSignalSpy links(&bar, &AlertBar::linkActivated);
        QTest::mouseClick(bar.lookButton(), Qt::LeftButton);
        QCOMPARE(links.first().first().value<models::Link>().page, QString("stuck"));
        QVERIFY(links.first().first().value<models::Link>().item.isEmpty()); // for two reasons
        QVERIFY(!bar.isVisible());
        emit watch.raised({dead});
        QVERIFY(!bar.text().contains("Past deadline")); // told already
        QTest::keyClick(bar.dismissButton(), Qt::Key_Space);
        QVERIFY(!bar.isVisible());
        emit watch.raised({dead});
        emit watch.forgotten();
        QVERIFY(!bar.isVisible());
        QCOMPARE(linkOf({dead, dead}).item, QString("DEAD_LETTERED"));
    }
};

QTEST_MAIN(StuckPageTest)
#include "stuck_test.moc"

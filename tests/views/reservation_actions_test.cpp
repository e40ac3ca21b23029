#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"
#include "views/act_dialog.h"
#include "views/detail_panel.h"
#include "views/filter_bar.h"
#include "views/in_flight_page.h"
#include "views/pager.h"
#include "views/reservation_actions.h"

#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <csignal>

using namespace holdfast;
using namespace holdfast::views;
using Kind = ReservationActions::Kind;

namespace {

constexpr int patience = 30'000;

/// The page before a database of its own, as one login sees it.
struct Desk
{
    Desk(test::TestCluster &cluster, const QString &login = {})
        : dsn(cluster.fresh_database()), database(dsn), stage(database), theme(*qApp),
          models({folder.path(), folder.path(), {}, QStringLiteral("console/ann")}), page(theme, models)
    {
        if (!login.isEmpty())
            database.run_script("do $$ begin create role desk_" + login.toStdString()
                                + " login password 'secret' in role holdfast_" + login.toStdString()
                                + "; exception when duplicate_object then null; end $$");
        page.resize(1356, 826);
        page.show();
        const auto own = login.isEmpty() ? QString() : QStringLiteral(" user=desk_%1 password=secret").arg(login);
        models.environments().setGiven(QString::fromStdString(dsn) + own);
    }
    /// Waits until the row is there as it is now, and chooses it alone.
    bool select(const Uuid &id)
    {
        const auto version = stage.version_of(id);
        const auto isShown = [&] {
            const int row = models.reservations().rowOf(id);
            return row >= 0 && models.reservations().at(row).version == version && !models.acts().person().isEmpty();
        };
        if (!QTest::qWaitFor(isShown, patience))
            return false;
        page.table()->selectRow(models.reservations().rowOf(id));
        return QTest::qWaitFor([&] { return models.detail().reservation() && models.detail().reservation()->id == id; },
                               patience);
    }
    [[nodiscard]] QAction *action(Kind kind) const { return page.actions()->action(kind); }
    /// The dialog that the action opens.
    [[nodiscard]] ActDialog *asked(Kind kind) const
    {
        action(kind)->trigger();
        return page.actions()->dialog();
    }
    [[nodiscard]] QString stateShown(const Uuid &id) const
    {
        const int row = models.reservations().rowOf(id);
        return models.reservations().index(row, int(models::ReservationColumn::State)).data().toString();
    }

    QTemporaryDir folder;
    std::string dsn;
    storage::Connection database;
    test::Stage stage;
    Theme theme;
    mutable models::ConsoleModels models;
    InFlightPage page;
};

} // namespace

class ReservationActionsTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;

private slots:
    void whoMayNotIsToldWhichRoleItTakes();
    void theRowThatWasShownIsReleased();
    void whatChangedMeanwhileIsLookedAtAgain();
    void moneyTakesAWordToBeTyped();
    void aRequestedReleaseShowsUntilItIsDone();
    void aClaimIsTakenOverWithAReason();
    void severalAreChosenAndTold();
    void whatIsLeftOutIsTold();
    void allThatMatchAreEndedAtTheirVersions();
    void moreThanCanBeEndedAreNotOffered();
    void itIsExtendedByKeyboard();
    void theKeysOfTheTable();
    void viewsAreSavedRenamedAndDeleted();
    void pagesAreTurnedByClick();
    void aDeadDatabaseIsToldAndComesBack();
};

void ReservationActionsTest::whoMayNotIsToldWhichRoleItTakes()
{
    Desk desk(m_cluster, QStringLiteral("viewer"));
    const auto id = desk.stage.hold();
    QVERIFY(desk.select(id));
    for (const auto kind : {Kind::Extend, Kind::Release, Kind::Note, Kind::Claim}) {
        QVERIFY(!desk.action(kind)->isEnabled());
        QCOMPARE(desk.action(kind)->toolTip(), QStringLiteral("Takes the role operator; this login is viewer."));
        QCOMPARE(desk.action(kind)->statusTip(), desk.action(kind)->toolTip());
    }
    QCOMPARE(desk.action(Kind::ForceRelease)->toolTip(), QStringLiteral("Takes the role admin; this login is viewer."));
    QVERIFY(!desk.page.allButton()->isEnabled());
    QVERIFY(desk.action(Kind::Timeline)->isEnabled() && desk.action(Kind::CopyId)->isEnabled());
    for (auto *button : desk.page.detail()->buttons().mid(1, 1))
        QCOMPARE(button->toolTip(), desk.action(Kind::Release)->toolTip());
    QCOMPARE(desk.models.acts().person(), QStringLiteral("desk_viewer"));
}

void ReservationActionsTest::theRowThatWasShownIsReleased()
{
    Desk desk(m_cluster, QStringLiteral("operator"));
    const auto other = desk.stage.hold();
    const auto id = desk.stage.hold();
    QVERIFY(desk.select(id));
    auto *dialog = desk.asked(Kind::Release);
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(dialog->cancelButton()->isDefault());
    // Another row takes its place on the screen; the dialog is about the one that was shown.
    QVERIFY(desk.select(other));
    dialog->setReason(QStringLiteral("called off"));
    QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(desk.stage.state_of(id)), QStringLiteral("RELEASED"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.page.actions()->dialog(), patience); // it closed by itself
    QCOMPARE(desk.stage.state_of(other), std::string("HELD"));
    QCOMPARE(desk.stage.text("select concat_ws(' ', act, actor, reason) from holdfast.audit_entry order by seq desc limit 1"),
             std::string("release desk_operator called off"));
    QTRY_COMPARE_WITH_TIMEOUT(desk.models.reservations().rowOf(id), -1, patience);
}

void ReservationActionsTest::whatChangedMeanwhileIsLookedAtAgain()
{
    Desk desk(m_cluster);
    const auto id = desk.stage.hold();
    QVERIFY(desk.select(id));
    auto *dialog = desk.asked(Kind::Release);
    QCOMPARE(desk.stage.change(id, "vendor_confirm"), std::string("DONE"));
    QTRY_COMPARE_WITH_TIMEOUT(desk.stateShown(id), QStringLiteral("Vendor confirmed"), patience);
    QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->notice()->isVisible(), patience);
    QVERIFY2(dialog->notice()->text().contains(QStringLiteral("now Vendor confirmed, version 2")),
             qPrintable(dialog->notice()->text()));
    QVERIFY(!dialog->verbButton()->isEnabled()); // look again first
    QCOMPARE(desk.stage.state_of(id), std::string("VENDOR_CONFIRMED"));
    QTest::mouseClick(dialog->cancelButton(), Qt::LeftButton);
    QTRY_COMPARE(desk.stateShown(id), QStringLiteral("Vendor confirmed"));
}

void ReservationActionsTest::moneyTakesAWordToBeTyped()
{
    Desk desk(m_cluster);
    const auto id = desk.stage.authorized_both();
    QVERIFY(desk.select(id));
    auto *dialog = desk.asked(Kind::ForceRelease);
    QVERIFY(dialog->typedField());
    QVERIFY(!dialog->verbButton()->isEnabled());
    dialog->setReason(QStringLiteral("fraud"));
    QVERIFY(!dialog->verbButton()->isEnabled());
    dialog->typedField()->setText(QStringLiteral("force-releas"));
    QVERIFY(!dialog->verbButton()->isEnabled());
    dialog->typedField()->setText(QStringLiteral("force-release"));
    QVERIFY(dialog->verbButton()->isEnabled());
    desk.action(Kind::Release)->trigger(); // one question at a time
    QCOMPARE(desk.page.actions()->dialog(), dialog);
    QTest::mouseClick(dialog->cancelButton(), Qt::LeftButton);
    QTRY_VERIFY(!desk.page.actions()->dialog());
    QCOMPARE(desk.stage.state_of(id), std::string("AUTHORIZED_BOTH"));
}

void ReservationActionsTest::aRequestedReleaseShowsUntilItIsDone()
{
    Desk desk(m_cluster);
    const auto id = desk.stage.committing();
    const auto leased = desk.stage.lease(id, "commit"); // money may be moving
    QVERIFY(desk.select(id));
    QCOMPARE(desk.action(Kind::Release)->toolTip(), QStringLiteral("Not possible while it is Committing."));
    auto *dialog = desk.asked(Kind::ForceRelease);
    dialog->setReason(QStringLiteral("fraud"));
    dialog->typedField()->setText(QStringLiteral("force-release"));
    QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(desk.stateShown(id).toLower(), QStringLiteral("release requested"), patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk.page.detail()->shownState(), QStringLiteral("Committing, release requested"), patience);
    QVERIFY(!desk.action(Kind::ForceRelease)->isEnabled());
    QCOMPARE(desk.action(Kind::ForceRelease)->toolTip(), QStringLiteral("Its release is on the way."));
    QCOMPARE(desk.stage.commit(id, leased), std::string("RELEASED"));
    QTRY_COMPARE_WITH_TIMEOUT(desk.page.detail()->shownState(), QStringLiteral("Released"), patience);
}

void ReservationActionsTest::aClaimIsTakenOverWithAReason()
{
    Desk desk(m_cluster);
    const auto id = desk.stage.hold();
    QVERIFY(desk.select(id));
    QVERIFY(!desk.action(Kind::Unclaim)->isEnabled());
    QCOMPARE(desk.page.detail()->shownClaim(), QStringLiteral("nobody"));
    desk.action(Kind::Claim)->trigger(); // nobody has it: done at once
    QVERIFY(!desk.page.actions()->dialog());
    QTRY_VERIFY_WITH_TIMEOUT(desk.page.detail()->shownClaim().startsWith(QStringLiteral("you, 1")), patience);
    QCOMPARE(desk.action(Kind::Claim)->text(), QStringLiteral("Claim for longer"));
    desk.action(Kind::Unclaim)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page.detail()->shownClaim(), QStringLiteral("nobody"), patience);

    QVERIFY(!acts::claim(desk.database, {id, {}}, "", test::ada).refusal);
    QTRY_COMPARE_WITH_TIMEOUT(desk.action(Kind::Claim)->text(), QStringLiteral("Take over from Ada…"), patience);
    auto *dialog = desk.asked(Kind::Claim);
    QVERIFY(!dialog->verbButton()->isEnabled());
    dialog->setReason(QStringLiteral("her shift is over"));
    QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(desk.stage.text("select actor from holdfast.claim")),
                              QStringLiteral("console/ann"), patience);
}

void ReservationActionsTest::severalAreChosenAndTold()
{
    Desk desk(m_cluster);
    const auto one = desk.stage.hold();
    const auto two = desk.stage.vendor_authorized();
    const auto gone = desk.stage.hold();
    QVERIFY(desk.select(two));
    QTRY_COMPARE_WITH_TIMEOUT(desk.models.reservations().rowCount(), 3, patience);
    desk.page.table()->setFocus();
    QTest::keyClick(desk.page.table(), Qt::Key_A, Qt::ControlModifier);
    QVERIFY(desk.page.detail()->shownSeveral().startsWith(QStringLiteral("3 reservations selected\nin flight, worth 45.00")));
    QVERIFY(desk.page.detail()->shownSeveral().contains(QStringLiteral("Held: 2")));
    QVERIFY(!desk.action(Kind::Timeline)->isEnabled());
    QCOMPARE(desk.action(Kind::Timeline)->toolTip(), QStringLiteral("One reservation at a time."));
    // One that leaves is not chosen any more.
    QCOMPARE(desk.stage.change(gone, "release"), std::string("DONE"));
    QTRY_COMPARE_WITH_TIMEOUT(desk.page.actions()->chosen().size(), 2, patience);
    QCOMPARE(desk.page.table()->selectionModel()->selectedRows().size(), 2);
    desk.action(Kind::CopyId)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text().split(u'\n').size(), 2);
    auto *dialog = desk.asked(Kind::Release);
    QCOMPARE(dialog->verbButton()->text(), QStringLiteral("Release 2 reservations"));
    QVERIFY(dialog->typedField());
    dialog->typedField()->setText(QStringLiteral("release"));
    QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(desk.stage.state_of(one)), QStringLiteral("RELEASED"), patience);
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(desk.stage.state_of(two)), QStringLiteral("RELEASED"), patience);
}

void ReservationActionsTest::whatIsLeftOutIsTold()
{
    Desk desk(m_cluster);
    static_cast<void>(desk.stage.hold());
    static_cast<void>(desk.stage.hold());
    QVERIFY(desk.select(desk.stage.committing())); // as it is by now
    QTRY_COMPARE_WITH_TIMEOUT(desk.models.reservations().rowCount(), 3, patience);
    desk.page.table()->selectAll();
    QCOMPARE(desk.page.actions()->chosen().size(), 3);
    auto *dialog = desk.asked(Kind::Release);
    QVERIFY(dialog);
    QCOMPARE(dialog->verbButton()->text(), QStringLiteral("Release 2 reservations"));
    const auto labels = dialog->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const auto *label) {
        return label->text().contains(QStringLiteral("1 of 3 are left out: being committed."));
    }));
}

void ReservationActionsTest::allThatMatchAreEndedAtTheirVersions()
{
    Desk desk(m_cluster);
    for (int i = 0; i < 12; ++i)
        static_cast<void>(desk.stage.hold());
    auto filter = desk.models.reservations().filter();
    filter.limit = 5; // most of them are not on the screen
    desk.models.reservations().setFilter(filter);
    QTRY_COMPARE_WITH_TIMEOUT(desk.models.reservations().matching(), 12, patience);
    QTRY_VERIFY_WITH_TIMEOUT(desk.page.allButton()->isEnabled(), patience);
    QTest::mouseClick(desk.page.allButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(desk.page.actions()->dialog(), patience);
    auto *dialog = desk.page.actions()->dialog();
    QCOMPARE(dialog->windowTitle(), QStringLiteral("Force-release 12 reservations?"));
    const auto late = desk.stage.hold(); // not what was asked about
    dialog->setReason(QStringLiteral("the studio burnt down"));
    dialog->typedField()->setText(QStringLiteral("force-release"));
    QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.page.actions()->dialog(), patience);
    QCOMPARE(desk.stage.text("select count(*) from holdfast.reservation where state = 'RELEASED'"), std::string("12"));
    QCOMPARE(desk.stage.state_of(late), std::string("HELD"));
}

void ReservationActionsTest::moreThanCanBeEndedAreNotOffered()
{
    Desk desk(m_cluster);
    QVERIFY(desk.select(desk.stage.hold()));
    QVERIFY(desk.page.allButton()->isEnabled());
    test::hold_many(desk.database, desk.stage.partner, desk.stage.slot, 1'000, "many-");
    QTRY_VERIFY_WITH_TIMEOUT(!desk.page.allButton()->isEnabled(), patience);
    QCOMPARE(desk.page.allButton()->toolTip(), QStringLiteral("At most 1,000 at once: narrow the filter."));
}

void ReservationActionsTest::itIsExtendedByKeyboard()
{
    Desk desk(m_cluster);
    const auto id = desk.stage.hold();
    QVERIFY(desk.select(id));
    const auto deadline = [&] {
        return std::stod(desk.stage.text("select extract(epoch from deadline) from holdfast.reservation"));
    };
    const auto before = deadline();
    desk.page.table()->setFocus();
    QTest::keyClick(desk.page.table(), Qt::Key_E);
    auto *dialog = desk.page.actions()->dialog();
    QVERIFY(dialog);
    QCOMPARE(dialog->timeChoice()->count(), 3);
    dialog->timeChoice()->setFocus();
    QTest::keyClick(dialog->timeChoice(), Qt::Key_Down); // 15 min
    dialog->verbButton()->setFocus();
    QTest::keyClick(dialog->verbButton(), Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(desk.stage.version_of(id), 2, patience);
    QCOMPARE(deadline() - before, 900.0);
}

void ReservationActionsTest::theKeysOfTheTable()
{
    Desk desk(m_cluster);
    const auto id = desk.stage.hold();
    QVERIFY(desk.select(id));
    QSignalSpy gone(&desk.page, &Page::linkActivated);
    desk.page.table()->setFocus();
    QTest::keyClick(desk.page.table(), Qt::Key_T);
    QCOMPARE(gone.size(), 1);
    const auto link = gone.first().first().value<models::Link>();
    QCOMPARE(link.page, QStringLiteral("timeline"));
    QCOMPARE(link.reservation, std::optional(id));
    for (const auto key : {Qt::Key_R, Qt::Key_F, Qt::Key_N}) {
        desk.page.activateWindow(); // there is no window manager that gives it back
        QVERIFY(QTest::qWaitForWindowActive(&desk.page));
        desk.page.table()->setFocus();
        QTest::keyClick(desk.page.table(), key);
        QVERIFY2(desk.page.actions()->dialog(), qPrintable(QKeySequence(key).toString()));
        desk.page.actions()->dialog()->reject();
        QTRY_VERIFY(!desk.page.actions()->dialog());
    }
    // The page offers the same by name.
    QStringList names;
    for (const auto &command : desk.page.commands())
        names.append(command.text);
    for (const auto *name : {"Timeline", "Release…", "Force-release…", "Note…", "Claim", "Next page"})
        QVERIFY2(names.contains(QString::fromUtf8(name)), name);
    QCOMPARE(desk.stage.state_of(id), std::string("HELD"));
}

void ReservationActionsTest::viewsAreSavedRenamedAndDeleted()
{
    Desk desk(m_cluster);
    auto *bar = desk.page.filters();
    QVERIFY(!bar->saveButton()->isVisible()); // all in flight has a name already
    models::ReservationFilterSpec filter;
    filter.partner = QStringLiteral("acme");
    filter.states = {State::Held, State::Committing};
    filter.deadlineWithin = std::chrono::minutes(15);
    filter.order = models::ReservationColumn::Amount;
    filter.descending = true;
    desk.models.reservations().setFilter(filter);
    QVERIFY(bar->saveButton()->isVisible());
    desk.page.table()->horizontalHeader()->setSectionHidden(int(models::ReservationColumn::Vendor), true);
    bar->saveView(QStringLiteral(" Held by acme "));
    QCOMPARE(bar->viewChips().size(), 1);
    QCOMPARE(bar->viewChips().first()->text(), QStringLiteral("Held by acme"));
    QVERIFY(bar->viewChips().first()->isChecked() && !bar->saveButton()->isVisible());

    QSettings settings(desk.folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    desk.page.save(settings);
    QTest::mouseClick(bar->presets().first(), Qt::LeftButton);
    desk.page.table()->horizontalHeader()->setSectionHidden(int(models::ReservationColumn::Vendor), false);
    bar->setViews({});
    desk.page.restore(settings);
    QCOMPARE(bar->viewChips().size(), 1);
    desk.page.table()->horizontalHeader()->setSectionHidden(int(models::ReservationColumn::Vendor), false);
    QTest::mouseClick(bar->viewChips().first(), Qt::LeftButton);
    QCOMPARE(desk.models.reservations().filter(), filter);
    QVERIFY(desk.page.table()->isColumnHidden(int(models::ReservationColumn::Vendor)));

    bar->renameView(0, QStringLiteral("Acme"));
    QCOMPARE(bar->viewChips().first()->text(), QStringLiteral("Acme"));
    bar->removeView(0);
    QVERIFY(bar->viewChips().isEmpty());
    // What somebody else wrote there is no trouble.
    settings.setValue(QStringLiteral("inFlight/views"), QByteArray("[{\"name\":\"x\",\"states\":[\"NONE\"],\"limit\":-1},7,{}]"));
    desk.page.restore(settings);
    QCOMPARE(bar->viewChips().size(), 1);
}

void ReservationActionsTest::pagesAreTurnedByClick()
{
    Desk desk(m_cluster);
    test::hold_many(desk.database, desk.stage.partner, desk.stage.slot, 230, "many-");
    auto *pager = desk.page.pager();
    pager->sizeChoice()->setCurrentIndex(0);
    emit pager->sizeChoice()->activated(0);
    QTRY_COMPARE_WITH_TIMEOUT(pager->range(), QStringLiteral("Rows 1 to 100 of 230"), patience);
    QVERIFY(!pager->button(models::PageTurn::Previous)->isEnabled());
    QTest::mouseClick(pager->button(models::PageTurn::Last), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(pager->range(), QStringLiteral("Rows 131 to 230 of 230"), patience);
    QTest::keyClick(&desk.page, Qt::Key_Home, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(pager->range(), QStringLiteral("Rows 1 to 100 of 230"), patience);
}

void ReservationActionsTest::aDeadDatabaseIsToldAndComesBack()
{
    Desk desk(m_cluster);
    const auto id = desk.stage.hold();
    QVERIFY(desk.select(id));
    auto *dialog = desk.asked(Kind::Release);
    ::kill(m_cluster.postmaster_pid(), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(desk.page.notice()->isVisible(), patience);
    QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->notice()->isVisible(), patience);
    QVERIFY(desk.page.table()->isVisible()); // the rows stay
    m_cluster.ensure_running();
    QTRY_VERIFY_WITH_TIMEOUT(!desk.page.notice()->isVisible(), patience);
    // Nothing was sent: the same may be tried again, or it was not and the person looks again.
    if (dialog->verbButton()->isEnabled())
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
    else {
        QTest::mouseClick(dialog->cancelButton(), Qt::LeftButton);
        QTest::mouseClick(desk.asked(Kind::Release)->verbButton(), Qt::LeftButton);
    }
    storage::Connection again(desk.dsn);
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(again.query("select state from holdfast.reservation").text(0, 0)),
                              QStringLiteral("RELEASED"), patience);
}

QTEST_MAIN(ReservationActionsTest)
#include "reservation_actions_test.moc"

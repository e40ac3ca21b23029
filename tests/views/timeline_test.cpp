#include "views/timeline_page.h"

#include "models/stored_timeline.h"
#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"
#include "views/data_table.h"
#include "views/act_dialog.h"
#include "views/export_button.h"
#include "views/main_window.h"
#include "views/palette.h"
#include "views/reservation_actions.h"
#include "views/timeline_view.h"

#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest>

#include <algorithm>

#include <signal.h>

using namespace holdfast;
using namespace holdfast::views;
using models::LiveState;

namespace {

constexpr int patience = 30'000;

QString textOf(const Uuid &id)
{
    return QString::fromStdString(id.to_string());
}

} // namespace

class TimelinePageTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_;
    std::unique_ptr<storage::Connection> database_;
    std::unique_ptr<test::Stage> stage_;
    Uuid booked_;
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<Theme> theme_;
    std::unique_ptr<models::ConsoleModels> models_;
    std::unique_ptr<TimelinePage> page_;

    void start(const std::string &dsn)
    {
        folder_ = std::make_unique<QTemporaryDir>();
        models::ConsoleOptions options;
        options.runtimeDir = folder_->filePath(QStringLiteral("run"));
        options.dataDir = folder_->filePath(QStringLiteral("data"));
        models_ = std::make_unique<models::ConsoleModels>(options);
        models_->environments().setGiven(QString::fromStdString(dsn));
        page_ = std::make_unique<TimelinePage>(*theme_, *models_, nullptr);
        page_->resize(1356, 826);
        page_->show();
        QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
        page_->activateWindow();
        QTRY_COMPARE_WITH_TIMEOUT(models_->live().status().state, LiveState::Live, patience);
    }
    void open(const Uuid &id)
    {
        models::Link link;
        link.page = QStringLiteral("timeline");
        link.reservation = id;
        page_->open(link);
        QTRY_VERIFY_WITH_TIMEOUT(page_->model().story() && page_->model().reservation() == id, patience);
    }
    [[nodiscard]] int currentRow() const { return page_->entries()->currentRow(); }

private slots:
    void initTestCase()
    {
        dsn_ = cluster_.fresh_database();
        database_ = std::make_unique<storage::Connection>(dsn_);
        test::mark_as_sandbox(*database_);
        stage_ = std::make_unique<test::Stage>(*database_);
        booked_ = stage_->vendor_confirmed();
        static_cast<void>(acts::extend(*database_, {booked_, {}}, std::chrono::hours(1), "asked by phone", test::ann));
        stage_->authorize(booked_, "vendor");
        const auto operation = stage_->text("select id from holdfast.operation where kind = 'authorize' "
                                            "and reservation_id = $1", booked_.to_string());
        for (const auto *status : {"", "500", "200"})
            database_->query("insert into holdfast.gateway_call (operation_id, reservation_id, at, method, path, status, "
                             "error, request_id, took_ms) select $1, $2, holdfast.now(), 'POST', '/v1/payment_intents', "
                             "nullif($3, '')::integer, null, 'req_1', 12",
                             {operation, booked_.to_string(), status});
        stage_->authorize(booked_, "requester");
        if (stage_->change(booked_, "confirm") != "DONE" || stage_->commit(booked_) != "CONFIRMED")
            qFatal("not booked");
        static_cast<void>(acts::add_note(*database_, booked_, "wants a window seat", test::ann));
    }
    void cleanupTestCase()
    {
        stage_.reset();
        database_.reset();
    }
    void init() { theme_ = std::make_unique<Theme>(*qApp); }
    void cleanup()
    {
        page_.reset();
        models_.reset();
        theme_.reset();
        folder_.reset();
    }

    void thePaletteFindsWhateverAnIdNames_data()
    {
        QTest::addColumn<QString>("text");
        const auto of = [&](const char *question) { return QString::fromStdString(stage_->text(question, booked_.to_string())); };
        QTest::newRow("reservation") << textOf(booked_);
        QTest::newRow("operation") << of("select min(id::text) from holdfast.operation where reservation_id = $1");
        QTest::newRow("slot") << of("select slot_id from holdfast.reservation where id = $1");
    }
    void thePaletteFindsWhateverAnIdNames()
    {
        QFETCH(QString, text);
        start(dsn_);
        page_.reset();
        QSettings settings(folder_->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        MainWindow window(*theme_, *models_, settings);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(window.palette()->field(), text);
        QTest::keyClick(window.palette()->field(), Qt::Key_Return);
        auto *timeline = qobject_cast<TimelinePage *>(window.page(QStringLiteral("timeline")));
        QTRY_VERIFY_WITH_TIMEOUT(timeline->isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(timeline->model().story() && timeline->model().reservation() == booked_, patience);
    }

    void anAxisKeepsProportions()
    {
        const TimelineScale even({0, 60'000, 120'000});
        QCOMPARE(even.pieces().size(), 1);
        QCOMPARE(even.place(30'000), 0.25);
        QCOMPARE(even.place(-5), 0.0);
        QCOMPARE(even.place(1e9), 1.0);
        QCOMPARE(even.moment(0.75), 90'000.0);
        QVERIFY(TimelineScale().place(0) <= 1);
        QVERIFY(TimelineScale({7'000}).place(7'000) <= 1);
    }
    void anIdleGapIsCutShort()
    {
        const TimelineScale scale({0, 100, 300, 600'300, 600'500});
        QCOMPARE(scale.pieces().size(), 3);
        QVERIFY(scale.pieces()[1].cut);
        QVERIFY(std::abs(scale.pieces()[1].to - scale.pieces()[1].from - TimelineScale::cutWidth) < 1e-9);
        QVERIFY(scale.place(300) > 0.4); // what is beside the gap is readable
        double last = -1;
        for (const double ms : {0.0, 50.0, 100.0, 300.0, 1'000.0, 600'000.0, 600'300.0, 600'500.0}) {
            QVERIFY(scale.place(ms) > last);
            last = scale.place(ms);
            QVERIFY(std::abs(scale.moment(scale.place(ms)) - ms) < 1e-3);
        }
        // Beside what happens within a moment, every long gap is cut, whichever is the longest.
        const TimelineScale clusters({0, 100, 200, 900'200, 900'300, 3'000'300});
        QCOMPARE(std::count_if(clusters.pieces().begin(), clusters.pieces().end(), [](const auto &p) { return p.cut; }), 2);
        QVERIFY(clusters.place(200) > 0.5);
        // Of people's time nothing is.
        QCOMPARE(TimelineScale({0, 158'000, 189'000, 356'000, 388'000}).pieces().size(), 1);
        // Short gaps are never cut, however they compare.
        QCOMPARE(TimelineScale({0, 1, 1'500}).pieces().size(), 1);
    }
    void stepsAreRound_data()
    {
        QTest::addColumn<double>("ms");
        QTest::addColumn<double>("step");
        QTest::newRow("least") << 0.1 << 1.0;
        QTest::newRow("ms") << 130.0 << 200.0;
        QTest::newRow("seconds") << 6'000.0 << 10'000.0;
        QTest::newRow("exact") << 60'000.0 << 60'000.0;
        QTest::newRow("hours") << 5.0e6 << 7.2e6;
        QTest::newRow("days") << 1.0e8 << 1.728e8;
    }
    void stepsAreRound()
    {
        QFETCH(double, ms);
        QTEST(roundStep(ms), "step");
    }

    void withoutAReservationItSaysWhatWouldBeHere()
    {
        start(dsn_);
        QSignalSpy links(page_.get(), &Page::linkActivated);
        QVERIFY(page_->emptyState()->isVisible());
        QVERIFY(!page_->copyButton()->isEnabled());
        QVERIFY(!page_->copyButton()->toolTip().isEmpty()); // a disabled button says why
        QTest::mouseClick(page_->emptyState()->button(), Qt::LeftButton);
        QCOMPARE(links.size(), 1);
        QCOMPARE(links.first().first().value<models::Link>().page, QStringLiteral("in-flight"));
    }

    void aLinkOpensAStory()
    {
        start(dsn_);
        open(booked_);
        QCOMPARE(page_->shownId(), textOf(booked_));
        QVERIFY2(page_->standing().startsWith(QStringLiteral("settled: 22.00")), qPrintable(page_->standing()));
        QVERIFY(page_->axis()->isVisible());
        QCOMPARE(page_->entries()->view()->model()->rowCount(), int(page_->model().story()->entries.size()));
        for (const auto &entry : page_->model().story()->entries)
            QVERIFY2(!page_->axis()->placeOf(entry.key).isNull(), qPrintable(entry.key));
        QTest::mouseClick(page_->copyButton(), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), textOf(booked_));
    }

    void arrowsStepThroughAxisAndTableAlike()
    {
        start(dsn_);
        open(booked_);
        auto *axis = page_->axis();
        axis->setFocus();
        QTest::keyClick(axis, Qt::Key_Right);
        QCOMPARE(currentRow(), 0);
        QTest::keyClick(axis, Qt::Key_Right);
        QCOMPARE(currentRow(), 1);
        QCOMPARE(axis->current(), page_->model().at(1).key);
        QVERIFY(!axis->accessibleDescription().isEmpty());
        QTest::keyClick(axis, Qt::Key_End);
        QCOMPARE(currentRow(), page_->model().rowCount() - 1);
        QTest::keyClick(axis, Qt::Key_Right);
        QCOMPARE(currentRow(), page_->model().rowCount() - 1);
        page_->entries()->view()->setFocus();
        QTest::keyClick(page_->entries()->view(), Qt::Key_Left);
        QCOMPARE(axis->current(), page_->model().at(page_->model().rowCount() - 2).key);
        QTest::keyClick(page_->entries()->view(), Qt::Key_Up);
        QCOMPARE(axis->current(), page_->model().at(page_->model().rowCount() - 3).key);
    }

    void aClickOnTheAxisChoosesAndThePointerTells()
    {
        start(dsn_);
        open(booked_);
        auto *axis = page_->axis();
        const auto first = axis->placeOf(page_->model().at(0).key).center();
        QTest::mouseClick(axis, Qt::LeftButton, {}, first.toPoint());
        QCOMPARE(currentRow(), 0);
        QVERIFY(axis->wordsAt(first).contains(QStringLiteral("Held")));
        QVERIFY(axis->wordsAt(QPointF(2, 2)).isEmpty());
    }

    void itZoomsAndPans()
    {
        start(dsn_);
        open(booked_);
        auto *axis = page_->axis();
        axis->setFocus();
        QCOMPARE(axis->zoom(), 1.0);
        QTest::keyClick(axis, Qt::Key_Plus);
        QVERIFY(axis->zoom() > 1);
        QTest::keyClick(axis, Qt::Key_0);
        QCOMPARE(axis->zoom(), 1.0);
        const auto middle = axis->rect().center();
        QWheelEvent wheel(middle, axis->mapToGlobal(middle), {}, {0, 360}, Qt::NoButton, Qt::ControlModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(axis, &wheel);
        QVERIFY(axis->zoom() > 3);
        // The entry that is stepped to comes into view.
        QTest::keyClick(axis, Qt::Key_Home);
        QVERIFY(!axis->placeOf(page_->model().at(0).key).isNull());
        QTest::keyClick(axis, Qt::Key_End);
        QVERIFY(!axis->placeOf(page_->model().at(page_->model().rowCount() - 1).key).isNull());
    }

    void whatIsTypedIsFound_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("id") << textOf(booked_);
        QTest::newRow("intent") << QStringLiteral("pi_vendor_") + textOf(booked_);
    }
    void whatIsTypedIsFound()
    {
        QFETCH(QString, text);
        start(dsn_);
        QTest::keyClick(page_.get(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(page_->searchField()->hasFocus());
        QTest::keyClicks(page_->searchField(), text);
        QTest::keyClick(page_->searchField(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(page_->model().story().has_value(), patience);
        QCOMPARE(page_->shownId(), textOf(booked_));
    }

    void severalAreListedToChooseFrom()
    {
        static_cast<void>(stage_->hold());
        start(dsn_);
        page_->searchField()->setFocus();
        QTest::keyClicks(page_->searchField(), QStringLiteral("requester"));
        QTest::keyClick(page_->searchField(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(page_->matches()->isVisible(), patience);
        QVERIFY(!page_->model().story());
        QVERIFY(page_->matches()->view()->model()->rowCount() > 1);
        QCOMPARE(page_->matches()->currentRow(), 0);
        QVERIFY(page_->matches()->view()->hasFocus());
        QTest::keyClick(page_->matches()->view(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(page_->model().story().has_value(), patience);
        QVERIFY(page_->axis()->isVisible());
    }

    void whatNamesNothingSaysSo()
    {
        start(dsn_);
        models::Link link;
        link.page = QStringLiteral("timeline");
        link.item = QStringLiteral("pi_nobody");
        page_->open(link);
        QTRY_VERIFY_WITH_TIMEOUT(page_->emptyState()->sentence().startsWith(QStringLiteral("Nothing is known")), patience);
        link.item.clear();
        link.reservation = Uuid::make_v7();
        page_->open(link);
        QTRY_VERIFY_WITH_TIMEOUT(page_->emptyState()->sentence().contains(QStringLiteral("no such reservation")), patience);
    }

    void itFollowsWhatHappens()
    {
        start(dsn_);
        const auto id = stage_->vendor_authorized();
        open(id);
        page_->axis()->setFocus();
        QTest::keyClick(page_->axis(), Qt::Key_Right);
        QTest::keyClick(page_->axis(), Qt::Key_Right);
        const auto key = page_->axis()->current();
        const int rows = page_->model().rowCount();
        QCOMPARE(stage_->change(id, "release"), std::string("DONE"));
        QTRY_VERIFY_WITH_TIMEOUT(page_->model().rowCount() > rows, patience);
        QCOMPARE(page_->axis()->current(), key);
        QCOMPARE(currentRow(), 1);
        QVERIFY(page_->standing().startsWith(QStringLiteral("not settled")));
    }

    void aStoredOneSaysSo()
    {
        start(dsn_);
        const auto path = folder_->filePath(models::storedTimelinesFile);
        const auto id = Uuid::make_v7();
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QStringLiteral(
                       R"({"reservation_id":"%1","state":"EXPIRED","version":2,"own":true,"entries":[)"
                       R"({"at":"2026-11-21T10:00:00.000Z","kind":"transition","what":"hold","detail":"deadline 2026-11-21T10:10:00Z",)"
                       R"("actor":"partner:x","version":1,"to":"HELD"},)"
                       R"({"at":"2026-11-21T10:10:01.000Z","kind":"transition","what":"expire","actor":"system","version":2,)"
                       R"("from":"HELD","to":"EXPIRED"}]})").arg(textOf(id)).toUtf8() + '\n');
        file.close();
        models::Link link;
        link.page = QStringLiteral("timeline");
        link.item = path;
        link.reservation = id;
        page_->open(link);
        QTRY_VERIFY_WITH_TIMEOUT(page_->model().isStored() && page_->model().story(), patience);
        QVERIFY(page_->storedNotice()->isVisible());
        QVERIFY(page_->storedNotice()->text().contains(QStringLiteral("Stored by the run")));
        QCOMPARE(page_->model().rowCount(), 2);
        QCOMPARE(page_->standing(), QStringLiteral("whole: replayed to Expired"));

        open(booked_);
        QVERIFY(!page_->storedNotice()->isVisible());
        link.item = folder_->filePath(QStringLiteral("gone.jsonl"));
        page_->open(link);
        QTRY_VERIFY_WITH_TIMEOUT(page_->emptyState()->isVisible(), patience);
        QVERIFY(page_->emptyState()->sentence().contains(QStringLiteral("could not be read")));
    }

    void whatIsShownIsActedOn()
    {
        start(dsn_);
        QVERIFY(!page_->actButton()->isEnabled());
        const auto id = stage_->hold();
        open(id);
        QVERIFY(page_->actButton()->isEnabled());
        auto *release = page_->actions()->action(ReservationActions::Kind::Release);
        QTRY_VERIFY_WITH_TIMEOUT(release->isEnabled(), patience); // once the role is known
        const auto commands = page_->commands();
        QVERIFY(std::any_of(commands.begin(), commands.end(), [&](const auto &one) { return one.text == release->text(); }));
        auto *table = page_->entries()->view();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_R); // as its tip tells
        auto *dialog = page_->actions()->dialog();
        QVERIFY(dialog);
        dialog->setReason(QStringLiteral("asked by phone"));
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(page_->model().story()->state, State::Released, patience);
        QVERIFY(!release->isEnabled());
        QVERIFY(!release->toolTip().isEmpty());
    }

    void whatIsShownIsExported()
    {
        start(dsn_);
        open(booked_);
        constexpr int entries = 4; // CSV, JSON, PNG, SVG
        for (int entry = 0; entry < entries; ++entry) {
            const auto path = folder_->filePath(QStringLiteral("export%1").arg(entry));
            QCOMPARE(page_->exportButton()->write(entry, path), QString());
            QVERIFY(QFileInfo(path).size() > 200);
        }
    }

    void aViewerSeesItToo()
    {
        database_->run_script("create role timeline_viewer login password 'secret' in role holdfast_viewer");
        start(dsn_ + " user=timeline_viewer password=secret");
        open(booked_);
        QVERIFY(!page_->notice()->isVisible());
    }

    void anEmptyDatabaseFindsNothing()
    {
        start(cluster_.fresh_database());
        page_->searchField()->setText(QStringLiteral("anything"));
        QTest::keyClick(page_->searchField(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(page_->emptyState()->sentence().startsWith(QStringLiteral("Nothing is known")), patience);
    }

    void aDeadDatabaseLeavesWhatWasRead()
    {
        start(dsn_);
        open(booked_);
        QCOMPARE(::kill(cluster_.postmaster_pid(), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(page_->notice()->isVisible(), patience);
        QVERIFY(page_->axis()->isVisible());
        QVERIFY(page_->model().rowCount() > 0);
        cluster_.ensure_running();
        QTRY_VERIFY_WITH_TIMEOUT(!page_->notice()->isVisible(), patience);
        *database_ = storage::Connection(dsn_);
    }

    void nothingIsClippedInLittleRoom()
    {
        start(dsn_);
        open(booked_);
        page_->resize(940, 566); // what a window of 1024x640 leaves
        QTRY_VERIFY(page_->width() == 940);
        QVERIFY(page_->minimumSizeHint().width() <= 940);
        QVERIFY(page_->minimumSizeHint().height() <= 566);
        for (const auto *button : page_->findChildren<QAbstractButton *>()) {
            if (button->isVisible())
                QVERIFY2(page_->rect().contains(QRect(button->mapTo(page_.get(), QPoint()), button->size())),
                         qPrintable(button->accessibleName()));
        }
    }
};

QTEST_MAIN(TimelinePageTest)
#include "timeline_test.moc"

#include "views/occupancy_page.h"

#include "backend/insight/reservations.h"
#include "models/from_insight.h"
#include "models/local_time.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/occupancy_chart.h"
#include "views/occupancy_heat_map.h"

#include <QComboBox>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>

#include <signal.h>

using namespace holdfast;
using namespace holdfast::views;
using models::LiveState;
using models::OccupancyBrush;

namespace {

constexpr int patience = 30'000;

} // namespace

class OccupancyPageTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_;
    std::unique_ptr<storage::Connection> database_;
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<Theme> theme_;
    std::unique_ptr<models::ConsoleModels> models_;
    std::unique_ptr<OccupancyPage> page_;

    void start(const std::string &dsn)
    {
        folder_ = std::make_unique<QTemporaryDir>();
        models::ConsoleOptions options;
        options.runtimeDir = folder_->filePath(QStringLiteral("run"));
        options.dataDir = folder_->filePath(QStringLiteral("data"));
        models_ = std::make_unique<models::ConsoleModels>(options);
        models_->environments().setGiven(QString::fromStdString(dsn));
        page_ = std::make_unique<OccupancyPage>(*theme_, *models_, nullptr);
        page_->resize(1356, 826);
        page_->show();
        QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
        page_->activateWindow();
        QTRY_COMPARE_WITH_TIMEOUT(page_->model().readState(), models::ReadState::Ready, patience);
    }

private slots:
    /// Twelve vendors with a slot in each of the next eight hours.
    void initTestCase()
    {
        dsn_ = cluster_.fresh_database();
        database_ = std::make_unique<storage::Connection>(dsn_);
        for (int vendor = 0; vendor < 12; ++vendor) {
            const auto id = test::plant_vendor(*database_, "Vendor " + std::to_string(vendor));
            database_->query(
                "insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, held, confirmed, external, "
                "settlement) select gen_random_uuid(), $1, 'class', at, at + interval '1 hour', 20, $2::integer % 5, "
                "$2::integer, case when $2::integer = 11 then 9 else 0 end, 'free' "
                "from generate_series(date_trunc('hour', holdfast.now()), "
                "date_trunc('hour', holdfast.now()) + interval '7 hours', interval '1 hour') at",
                {id.to_string(), std::to_string(vendor)});
        }
    }
    void cleanupTestCase() { database_.reset(); }
    void init() { theme_ = std::make_unique<Theme>(*qApp); }
    void cleanup()
    {
        page_.reset();
        models_.reset();
        theme_.reset();
        folder_.reset();
    }

    void theMapTellsItsCells()
    {
        start(dsn_);
        auto *map = page_->heatMap();
        QVERIFY(map->isVisible());
        const auto words = map->wordsOf({1, 1});
        QVERIFY2(words.contains(QStringLiteral("Vendor 11")) && words.contains(QStringLiteral("21 of 20")),
                 qPrintable(words));
        QVERIFY(map->wordsOf({1, 0}).contains(QStringLiteral("no slots")));
        const auto box = map->boxOf({3, 4});
        QCOMPARE(map->placeAt(box.center()), std::optional(OccupancyHeatMap::Place{3, 4}));
        QVERIFY(!map->placeAt(QPointF(3, 3)).has_value());
        QVERIFY(page_->summary().contains(QStringLiteral("seats taken")));
        QVERIFY(!page_->chart()->wordsAt(page_->chart()->rect().center()).isEmpty());
    }

    void depthGrowsWithWhatIsTaken()
    {
        for (const auto *tokens : {&lightTokens(), &darkTokens()}) {
            double last = 0;
            for (const double utilisation : {0.0, 0.25, 0.5, 0.75, 1.0}) {
                const double depth = contrastRatio(heatColour(*tokens, utilisation), tokens->surface);
                QVERIFY(depth > last);
                last = depth;
            }
            QCOMPARE(heatColour(*tokens, 1.01), tokens->bad);
        }
    }

    void draggingBrushesATime()
    {
        start(dsn_);
        auto *map = page_->heatMap();
        const int all = page_->model().rowCount();
        QCOMPARE(all, 96);
        const auto from = map->boxOf({2, 2}).center().toPoint();
        const auto to = map->boxOf({3, 3}).center().toPoint();
        QTest::mousePress(map->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(map->viewport(), to);
        QTest::mouseRelease(map->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(map->brush(), std::optional(OccupancyBrush{2, 3}));
        QTRY_COMPARE_WITH_TIMEOUT(page_->model().rowCount(), 24, patience);
        QVERIFY(page_->clearButton()->isVisible());
        QTest::mouseClick(page_->clearButton(), Qt::LeftButton);
        QVERIFY(!map->brush().has_value());
        QTRY_COMPARE_WITH_TIMEOUT(page_->model().rowCount(), all, patience);
    }

    void keysWalkAndBrush()
    {
        start(dsn_);
        auto *map = page_->heatMap();
        map->setFocus();
        QTest::keyClick(map, Qt::Key_Down);
        QTest::keyClick(map, Qt::Key_Right);
        QCOMPARE(map->current(), (OccupancyHeatMap::Place{1, 1}));
        QVERIFY(map->accessibleDescription().contains(QStringLiteral("Vendor 11")));
        QTest::keyClick(map, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(map, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(map->brush(), std::optional(OccupancyBrush{1, 3}));
        QTest::keyClick(map, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(map->brush(), std::optional(OccupancyBrush{1, 2}));
        QTest::keyClick(map, Qt::Key_Escape);
        QVERIFY(!map->brush().has_value());
        for (int i = 0; i < 30; ++i)
            QTest::keyClick(map, Qt::Key_Down);
        QCOMPARE(map->current().row, 12);
        QVERIFY(map->viewport()->rect().contains(map->boxOf(map->current()).center().toPoint()));
    }

    void aCellAndASlotLeadToTheirReservations()
    {
        start(dsn_);
        QSignalSpy links(page_.get(), &Page::linkActivated);
        auto *map = page_->heatMap();
        map->setFocus();
        QTest::keyClick(map, Qt::Key_Down);
        QTest::keyClick(map, Qt::Key_Return);
        QCOMPARE(links.size(), 1);
        auto link = links.last().first().value<models::Link>();
        QCOMPARE(link.page, QStringLiteral("in-flight"));
        QCOMPARE(link.filter->vendor, QStringLiteral("Vendor 11"));
        QTest::mouseDClick(map->viewport(), Qt::LeftButton, {}, map->boxOf({0, 2}).center().toPoint());
        QCOMPARE(links.size(), 2);
        QVERIFY(links.last().first().value<models::Link>().filter->vendor.isEmpty());
        QVERIFY(!links.last().first().value<models::Link>().filter->vendorId);
        page_->fullest()->view()->selectRow(0);
        page_->fullest()->view()->setFocus();
        QTest::keyClick(page_->fullest()->view(), Qt::Key_Return);
        QCOMPARE(links.size(), 3);
        link = links.last().first().value<models::Link>();
        QCOMPARE(link.filter->slot, std::optional(page_->model().at(0).id));
    }

    /// Vendor 1 holds one and has confirmed one in an hour and holds another in the next, Vendor 10 holds one in the
    /// first: what is behind a cell, a brushed time and a slot is just that.
    void whatALinkLeadsToIsWhatTakesTheSeats()
    {
        const auto slotOf = [&](const char *vendor, int hour) {
            return database_->query("select s.id from holdfast.slot s join holdfast.vendor v on v.id = s.vendor_id "
                                    "where v.name = $1 order by s.starts_at offset $2::integer limit 1",
                                    {std::string(vendor), std::to_string(hour)}).uuid(0, 0);
        };
        const auto partner = test::plant_partner(*database_, "Partner");
        const auto slot = slotOf("Vendor 1", 3);
        test::hold(*database_, partner, slot, "a");
        const auto confirmed = test::hold(*database_, partner, slot, "b");
        QCOMPARE(test::change(*database_, confirmed, "confirm", partner, "c"), std::string("DONE"));
        const auto released = test::hold(*database_, partner, slot, "d");
        QCOMPARE(test::change(*database_, released, "release", partner, "e"), std::string("DONE"));
        test::hold(*database_, partner, slotOf("Vendor 1", 4), "f");
        test::hold(*database_, partner, slotOf("Vendor 10", 3), "g");
        start(dsn_);
        QSignalSpy links(page_.get(), &Page::linkActivated);
        const auto found = [&] {
            const auto link = links.last().first().value<models::Link>();
            return insight::list_reservations(*database_, models::toFilter(*link.filter)).rows.size();
        };
        const auto &grid = page_->model().grid();
        const auto vendor = std::find_if(grid.vendors.begin(), grid.vendors.end(),
                                         [](const auto &one) { return one.name == QLatin1String("Vendor 1"); });
        const int row = int(vendor - grid.vendors.begin()) + 1;
        const auto starts = database_->query("select starts_at from holdfast.slot where id = $1", {slot.to_string()})
                                .time(0, 0);
        const int step = int(grid.from.secsTo(models::localTime(starts)) / grid.stepSeconds);
        auto *map = page_->heatMap();
        emit map->activated(row, step);
        QCOMPARE(found(), std::size_t{2});
        emit map->activated(row, step + 1);
        QCOMPARE(found(), std::size_t{1});
        emit map->activated(row, step - 1);
        QCOMPARE(found(), std::size_t{0});
        emit map->activated(0, step);
        QCOMPARE(found(), std::size_t{3});
        emit map->brushed(OccupancyBrush{step, step + 1});
        emit map->activated(row, step + 1);
        QCOMPARE(found(), std::size_t{3});
        emit map->brushed(std::nullopt);
        page_->twin()->view()->setCurrentIndex(page_->twin()->view()->model()->index(row, step + 1));
        emit page_->twin()->activated(row);
        QCOMPARE(found(), std::size_t{2});
        page_->twin()->view()->setCurrentIndex(page_->twin()->view()->model()->index(row, 0));
        emit page_->twin()->activated(row);
        QCOMPARE(found(), std::size_t{3});
        int shown = 0;
        while (shown < page_->model().rowCount() && page_->model().at(shown).id != slot)
            ++shown;
        emit page_->fullest()->activated(shown);
        QCOMPARE(found(), std::size_t{2});
        models::ReservationFilterSpec typed;
        typed.text = QString::fromStdString(slot.to_string());
        QCOMPARE(insight::list_reservations(*database_, models::toFilter(typed)).rows.size(), std::size_t{1});
    }

    void theMapHasATableTwin()
    {
        start(dsn_);
        QTest::mouseClick(page_->twinButton(), Qt::LeftButton);
        QVERIFY(page_->twin()->isVisible());
        QVERIFY(!page_->heatMap()->isVisible());
        QCOMPARE(page_->twin()->view()->model()->rowCount(), 13);
        QCOMPARE(page_->twin()->view()->model()->index(1, 2).data().toString(), QStringLiteral("105\u00a0%"));
    }

    void theTimeIsChosenAndKept()
    {
        start(dsn_);
        page_->spanChoice()->setCurrentIndex(2);
        QTRY_VERIFY_WITH_TIMEOUT(page_->model().grid().steps() == 28, patience);
        QSettings settings(folder_->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        page_->save(settings);
        page_ = std::make_unique<OccupancyPage>(*theme_, *models_, nullptr);
        page_->restore(settings);
        QCOMPARE(page_->spanChoice()->currentIndex(), 2);
        QCOMPARE(page_->model().span(), models::OccupancySpan::Week);
    }

    void whatIsShownIsExported()
    {
        start(dsn_);
        constexpr int entries = 6; // two tables as CSV and JSON, the map as PNG and SVG
        for (int entry = 0; entry < entries; ++entry) {
            const auto path = folder_->filePath(QStringLiteral("export%1").arg(entry));
            QCOMPARE(page_->exportButton()->write(entry, path), QString());
            QVERIFY(QFileInfo(path).size() > 200);
        }
    }

    void anEmptyDatabaseSaysWhatWouldBeHere()
    {
        start(cluster_.fresh_database());
        QVERIFY(page_->emptyState()->isVisible());
        QVERIFY(!page_->emptyState()->sentence().isEmpty());
        QTest::mouseClick(page_->emptyState()->button(), Qt::LeftButton);
        QCOMPARE(page_->spanChoice()->currentIndex(), 2);
    }

    void aViewerSeesItToo()
    {
        database_->run_script("create role occupancy_viewer login password 'secret' in role holdfast_viewer");
        start(dsn_ + " user=occupancy_viewer password=secret");
        QVERIFY(page_->heatMap()->isVisible());
    }

    void aDeadDatabaseLeavesWhatWasRead()
    {
        start(dsn_);
        QCOMPARE(::kill(cluster_.postmaster_pid(), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(page_->notice()->isVisible(), patience);
        QVERIFY(page_->heatMap()->isVisible());
        QCOMPARE(page_->model().rowCount(), 96);
        cluster_.ensure_running();
        QTRY_VERIFY_WITH_TIMEOUT(!page_->notice()->isVisible(), patience);
        *database_ = storage::Connection(dsn_);
    }

    void nothingIsClippedInLittleRoom()
    {
        start(dsn_);
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

QTEST_MAIN(OccupancyPageTest)
#include "occupancy_test.moc"

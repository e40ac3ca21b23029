#include "models/occupancy_model.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include <signal.h>

using namespace holdfast;
using models::OccupancyBrush;
using models::OccupancyGrid;
using models::OccupancyModel;
using models::OccupancySpan;
using models::ReadState;
using models::SeatCounts;

namespace {

constexpr int patience = 30'000;

} // namespace

class OccupancyModelTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_;
    std::unique_ptr<storage::Connection> database_;
    std::unique_ptr<models::Questions> questions_;
    Uuid busy_, calm_;

    static models::Environment environment(const std::string &dsn, const char *key)
    {
        models::Environment environment;
        environment.key = QString::fromLatin1(key);
        environment.kind = models::Environment::Kind::Given;
        environment.dsn = QString::fromStdString(dsn);
        environment.alive = true;
        return environment;
    }

    /// Whole hours from the one that goes on.
    void plant(const Uuid &vendor, int hours, int capacity, int held, int confirmed, int external)
    {
        const auto id = test::plant_slot(*database_, {.vendor = vendor, .capacity = capacity, .hour = planted_++});
        database_->query("update holdfast.slot set held = $2, confirmed = $3, external = $4, "
                         "starts_at = date_trunc('hour', holdfast.now()) + $5::integer * interval '1 hour', "
                         "ends_at = date_trunc('hour', holdfast.now()) + ($5::integer + 1) * interval '1 hour' where id = $1",
                         {id.to_string(), std::to_string(held), std::to_string(confirmed), std::to_string(external),
                          std::to_string(hours)});
    }
    int planted_ = 0;

private slots:
    void initTestCase()
    {
        dsn_ = cluster_.fresh_database();
        database_ = std::make_unique<storage::Connection>(dsn_);
        busy_ = test::plant_vendor(*database_, "Busy");
        calm_ = test::plant_vendor(*database_, "Calm");
        plant(busy_, 1, 20, 5, 10, 1);
        plant(busy_, 1, 10, 0, 2, 0);
        plant(busy_, 3, 10, 0, 5, 9); // more than there is
        plant(calm_, 3, 10, 1, 0, 0);
        plant(calm_, 200, 10, 10, 0, 0); // next week
        questions_ = std::make_unique<models::Questions>();
    }
    void cleanupTestCase()
    {
        questions_.reset();
        database_.reset();
    }
    void init() { questions_->setEnvironment(environment(dsn_, "given")); }

    void aSpanHasItsSteps_data()
    {
        QTest::addColumn<int>("span");
        QTest::addColumn<int>("turns");
        QTest::addColumn<QString>("from");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("stepSeconds");
        QTest::newRow("ahead") << int(OccupancySpan::Ahead) << 0 << "2026-11-21T13:00:00" << 25 << 3600;
        QTest::newRow("a day later") << int(OccupancySpan::Ahead) << 1 << "2026-11-22T13:00:00" << 25 << 3600;
        QTest::newRow("day") << int(OccupancySpan::Day) << 0 << "2026-11-21T00:00:00" << 24 << 3600;
        QTest::newRow("the day before") << int(OccupancySpan::Day) << -1 << "2026-11-20T00:00:00" << 24 << 3600;
        QTest::newRow("week") << int(OccupancySpan::Week) << 0 << "2026-11-21T00:00:00" << 28 << 6 * 3600;
        QTest::newRow("next week") << int(OccupancySpan::Week) << 1 << "2026-11-28T00:00:00" << 28 << 6 * 3600;
    }
    void aSpanHasItsSteps()
    {
        QFETCH(int, span);
        QFETCH(int, turns);
        QFETCH(QString, from);
        QFETCH(int, steps);
        QFETCH(int, stepSeconds);
        const auto now = QDateTime::fromString(QStringLiteral("2026-11-21T14:07:32"), Qt::ISODate);
        const auto grid = models::emptyGrid(static_cast<OccupancySpan>(span), turns, now);
        QCOMPARE(grid.from, QDateTime::fromString(from, Qt::ISODate));
        QCOMPARE(grid.steps(), steps);
        QCOMPARE(grid.stepSeconds, qint64(stepSeconds));
    }

    void seatsAreCountedWhereTheirSlotStarts()
    {
        OccupancyModel model(*questions_);
        models::OccupancyTable table(model);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QAbstractItemModelTester tableTester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Ready, patience);
        const auto &grid = model.grid();
        QCOMPARE(grid.vendors.size(), 2);
        QCOMPARE(grid.vendors[0].name, QStringLiteral("Busy"));
        QVERIFY(grid.vendors[0].cells[2].seats == (SeatCounts{30, 5, 12, 1})); // an hour back comes first
        QCOMPARE(grid.vendors[0].cells[2].slotCount, qint64(2));
        QVERIFY(grid.all[4].seats == (SeatCounts{20, 1, 5, 9}));
        QCOMPARE(grid.all[3].slotCount, qint64(0));

        // The fullest first; what is beyond its capacity is full beyond doubt.
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(0, OccupancyModel::UtilisationColumn).data().toString(), QStringLiteral("140\u00a0%"));
        QCOMPARE(model.index(0, OccupancyModel::FreeColumn).data().toInt(), 0);
        QCOMPARE(model.index(1, OccupancyModel::SeatsColumn).data().toString(), QStringLiteral("16 of 20"));
        QCOMPARE(model.index(1, OccupancyModel::SeatsColumn).data(OccupancyModel::SeatsRole).value<QList<qint64>>(),
                 (QList<qint64>{20, 5, 10, 1}));

        QCOMPARE(table.rowCount(), 3);
        QCOMPARE(table.columnCount(), 26);
        QCOMPARE(table.index(0, 5).data().toString(), QStringLiteral("75\u00a0%"));
        QCOMPARE(table.index(1, 3).data().toString(), QStringLiteral("60\u00a0%"));
        QVERIFY(!table.index(2, 3).data().isValid()); // Calm offers nothing then
    }

    void aBrushNarrowsTheSlots()
    {
        OccupancyModel model(*questions_);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 4, patience);
        model.setBrush(OccupancyBrush{4, 6});
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 2, patience);
        QCOMPARE(model.grid().all[2].slotCount, qint64(2)); // the grid stays whole
        model.setBrush(std::nullopt);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 4, patience);
        model.setSpan(OccupancySpan::Week, 1);
        QVERIFY(model.rowCount() == 0 && model.grid().vendors.isEmpty()); // nothing of the span before
        QTRY_VERIFY_WITH_TIMEOUT(model.grid().stepSeconds == 6 * 3600 && model.rowCount() == 1, patience);
    }

    void noRoundingMakesASlotFull_data()
    {
        QTest::addColumn<qint64>("taken");
        QTest::addColumn<qint64>("capacity");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << qint64(10) << "0\u00a0%";
        QTest::newRow("almost") << qint64(999) << qint64(1000) << "99\u00a0%";
        QTest::newRow("all") << qint64(10) << qint64(10) << "100\u00a0%";
        QTest::newRow("more") << qint64(11) << qint64(10) << "110\u00a0%";
        QTest::newRow("of nothing") << qint64(0) << qint64(0) << "0\u00a0%";
    }
    void noRoundingMakesASlotFull()
    {
        QFETCH(qint64, taken);
        QFETCH(qint64, capacity);
        QFETCH(QString, text);
        SeatCounts seats;
        seats.capacity = capacity;
        seats.confirmed = taken;
        QCOMPARE(models::utilisationText(seats), text);
    }

    void anEmptyDatabaseIsAnEmptyGrid()
    {
        OccupancyModel model(*questions_);
        models::OccupancyTable table(model);
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 4, patience);
        questions_->setEnvironment(environment(cluster_.fresh_database(), "other"));
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(table.rowCount(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Ready, patience);
        QCOMPARE(model.grid().steps(), 25);
        QVERIFY(model.grid().vendors.isEmpty());
    }

    void aDeadDatabaseLeavesWhatWasRead()
    {
        OccupancyModel model(*questions_);
        model.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 4, patience);
        QCOMPARE(::kill(cluster_.postmaster_pid(), SIGKILL), 0);
        model.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Failed, patience);
        QCOMPARE(model.rowCount(), 4);
        cluster_.ensure_running();
        model.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Ready, patience);
    }
};

QTEST_GUILESS_MAIN(OccupancyModelTest)
#include "occupancy_test.moc"

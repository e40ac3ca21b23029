#include "models/stuck_table.h"

#include "backend/insight/alerts.h"
#include "models/link.h"
#include "models/stuck_watch.h"
#include "tests/models/watched_database.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace holdfast;
using namespace holdfast::models;
using namespace std::chrono_literals;
using test::patienceMs;
using test::WatchedDatabase;

class StuckModelTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    static QStringList shown(const StuckTable &table)
    {
        QStringList rows;
        for (int row = 0; row < table.rowCount(); ++row)
            rows.append(table.at(row).reason + u' ' + table.at(row).subject.section(u'/', 0, 0));
        rows.sort();
        return rows;
    }
    static QVariant cell(const StuckTable &table, int row, StuckTable::Column column, int role = Qt::DisplayRole)
    {
        return table.index(row, int(column)).data(role);
    }
    /// Asks now and waits for the answer.
    static void read(PolledModel &model)
    {
        QSignalSpy applied(&model, &PolledModel::applied);
        model.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(!applied.isEmpty(), patienceMs);
    }

private slots:
    void nothingIsStuckInAnEmptyDatabase()
    {
        WatchedDatabase place(cluster_);
        Questions questions;
        StuckTable table(questions);
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(table.sums().size(), qsizetype(7)); // the cards stand still from the first
        questions.setEnvironment(place.environment());
        table.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(table.readState(), ReadState::Ready, patienceMs);
        QCOMPARE(table.rowCount(), 0);
        QCOMPARE(table.total(), 0);
        QCOMPARE(table.matching(), 0);
    }

    void rowsAndSumsFollowTheDatabase()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto waiting = stage.authorized_both();
        place.give_time(waiting);
        place.advance("2 hours 30 minutes");
        static_cast<void>(stage.hold());
        place.advance("11 minutes");
        const auto operation = stage.give_up(stage.released_unwinding(), "unwind");
        Questions questions;
        StuckTable table(questions);
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        questions.setEnvironment(place.environment());
        table.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 3, patienceMs);
        QCOMPARE(shown(table), (QStringList{"AUTHORIZED_TOO_LONG reservation", "DEAD_LETTERED operation",
                                            "PAST_DEADLINE reservation"}));
        QCOMPARE(table.at(0).reservation, std::optional(waiting)); // the oldest first
        QCOMPARE(table.at(0).version, stage.version_of(waiting));
        QCOMPARE(cell(table, 0, StuckTable::Column::Reason).toString(), QString("Authorized too long"));
        QCOMPARE(cell(table, 0, StuckTable::Column::AtRisk).toString(), QStringLiteral("22.00\u00a0€"));
        QCOMPARE(cell(table, 0, StuckTable::Column::AtRisk, RawValueRole).toString(), QString("22.00 EUR"));
        QCOMPARE(cell(table, 0, StuckTable::Column::Age).toString(), QString("2 h 41 min"));
        QCOMPARE(cell(table, 0, StuckTable::Column::State, StateRole).toInt(), int(State::AuthorizedBoth));
        const auto link = cell(table, 0, StuckTable::Column::Subject, LinkRole).value<Link>();
        QCOMPARE(link.page, QString("timeline"));
        QCOMPARE(link.reservation, std::optional(waiting));
        const int dead = table.rowOf("DEAD_LETTERED operation/" + QString::fromStdString(operation.to_string()));
        QVERIFY(dead >= 0);
        QVERIFY(table.at(dead).fence.has_value());

        const auto &sums = table.sums();
        QCOMPARE(table.total(), 3);
        QCOMPARE(sums.at(0).reason, QString("AUTHORIZED_TOO_LONG"));
        QCOMPARE(sums.at(0).count, 1);
        QCOMPARE(moneyWords(sums.at(0).atRisk), QStringLiteral("22.00\u00a0€"));
        QVERIFY(sums.at(3).atRisk.isEmpty()); // a hold that is past its deadline

        table.setReasons({"DEAD_LETTERED", "DEAD_WEBHOOK"});
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 1, patienceMs);
        QCOMPARE(table.matching(), 1);
        QCOMPARE(table.total(), 3); // of all
        table.setReasons({});
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 3, patienceMs);

        // What is repaired leaves; the others are the same rows still.
        const QPersistentModelIndex kept(table.index(dead, 0));
        static_cast<void>(acts::force_release(place.database, {waiting, {}}, "stuck", test::ada));
        place.database.run_script("update holdfast.payment set intent_status = 'canceled'");
        read(table);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 2, patienceMs);
        QVERIFY(kept.isValid());
        QCOMPARE(table.at(kept.row()).operation, std::optional(operation));
    }

    void whatIsNotAskedForAnyMoreIsNotShown()
    {
        WatchedDatabase place(cluster_), empty(cluster_);
        test::Stage stage(place.database);
        static_cast<void>(stage.hold());
        place.advance("11 minutes");
        Questions questions;
        StuckTable table(questions);
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        questions.setEnvironment(place.environment());
        table.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 1, patienceMs);
        auto other = empty.environment();
        other.key = "other";
        questions.setEnvironment(other);
        QCOMPARE(table.rowCount(), 0);
        QCOMPARE(table.total(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(table.readState(), ReadState::Ready, patienceMs);
        QCOMPARE(table.rowCount(), 0);
    }

    void aViewerReadsIt()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        static_cast<void>(stage.hold());
        place.advance("11 minutes");
        Questions questions;
        StuckTable table(questions);
        questions.setEnvironment(place.environment(place.login("viewer")));
        table.setActive(true);
        QTRY_VERIFY2_WITH_TIMEOUT(table.rowCount() == 1, qPrintable(table.error()), patienceMs);
    }

    void aDeadDatabaseIsToldAndWhatWasReadStays()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        static_cast<void>(stage.hold());
        place.advance("11 minutes");
        Questions questions;
        StuckTable table(questions);
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        questions.setEnvironment(place.environment());
        table.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 1, patienceMs);
        place.kill();
        QTRY_COMPARE_WITH_TIMEOUT(table.readState(), ReadState::Failed, patienceMs);
        QVERIFY(!table.error().isEmpty());
        QCOMPARE(table.rowCount(), 1);
        QVERIFY(table.dataAsOf().isValid());
        place.revive();
        QTRY_COMPARE_WITH_TIMEOUT(table.readState(), ReadState::Ready, patienceMs);
        QCOMPARE(table.rowCount(), 1);
    }

    /// What stood already is counted; what comes is told, once for each time that it comes.
    void whatBecomesStuckIsToldOnce()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto first = stage.hold();
        place.advance("11 minutes");
        static_cast<void>(insight::raise_alerts(place.database, 1h));
        Questions questions;
        StuckWatch watch(questions, 20ms);
        QSignalSpy told(&watch, &StuckWatch::raised);
        questions.setEnvironment(place.environment());
        QTRY_COMPARE_WITH_TIMEOUT(watch.count(), 1, patienceMs);
        QVERIFY(told.isEmpty());

        const auto waiting = stage.authorized_both();
        place.give_time(waiting);
        place.advance("2 hours");
        static_cast<void>(insight::raise_alerts(place.database, 1h));
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), qsizetype(1), patienceMs);
        const auto alerts = told.first().first().value<QList<StuckAlert>>();
        QCOMPARE(alerts.size(), qsizetype(1));
        QCOMPARE(alerts[0].reservation, std::optional(waiting));
        QCOMPARE(alerts[0].reason, QString("AUTHORIZED_TOO_LONG"));
        QCOMPARE(alerts[0].atRisk, (Money{2'200, "EUR"}));
        QTRY_COMPARE_WITH_TIMEOUT(watch.count(), 2, patienceMs);

        // What was not stuck any more and is again is told again, with what comes with it.
        place.database.run_script("update holdfast.alert set cleared_at = raised_at");
        static_cast<void>(stage.hold());
        place.advance("11 minutes");
        static_cast<void>(insight::raise_alerts(place.database, 1h));
        QTRY_COMPARE_WITH_TIMEOUT(watch.count(), 3, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), qsizetype(2), patienceMs);
        QCOMPARE(told.last().first().value<QList<StuckAlert>>().size(), qsizetype(3));
        static_cast<void>(first);

        QSignalSpy forgotten(&watch, &StuckWatch::forgotten);
        Environment none;
        none.key = "none";
        questions.setEnvironment(none);
        QCOMPARE(watch.count(), 0);
        QCOMPARE(forgotten.size(), qsizetype(1));
    }

    /// Nobody looks at a page, the display stands still, and no node raises alerts: what is stuck is counted all the same,
    /// as the page counts it.
    void itIsWatchedWhilePaused()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        Questions questions;
        questions.setPaused(true);
        StuckWatch watch(questions, 20ms);
        questions.setEnvironment(place.environment());
        static_cast<void>(stage.hold());
        place.advance("11 minutes");
        QTRY_COMPARE_WITH_TIMEOUT(watch.count(), 1, patienceMs);
        questions.setPaused(false);
        StuckTable table(questions);
        table.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 1, patienceMs);
        QCOMPARE(table.sums(), watch.reasons());
    }
};

QTEST_GUILESS_MAIN(StuckModelTest)
#include "stuck_test.moc"

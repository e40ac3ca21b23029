#include "models/reconcile_tables.h"

#include "backend/insight/reconciliation.h"
#include "models/acts.h"
#include "models/link.h"
#include "tests/models/watched_database.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace holdfast;
using namespace holdfast::models;
using test::patienceMs;
using test::WatchedDatabase;

class ReconcileModelTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    /// A run that has ended, with three discrepancies; its id.
    static Uuid plantRun(storage::Connection &database, const Uuid &reservation)
    {
        const auto run = acts::request_reconciliation(database, false, test::ann).id;
        database.query("update holdfast.reconciliation set status = 'DONE', progress = '40 intents, 3 discrepancies', "
                       "finished_at = clock_timestamp() where id = $1", {run.to_string()});
        database.query("insert into holdfast.discrepancy (reconciliation_id, class, intent_id, reservation_id, party, expected, "
                       "observed, amount_minor, currency, repair) values "
                       "($1, 'INTENT_WITHOUT_RESERVATION', 'pi_a', null, null, 'no intent', 'requires_capture, 700', 700, 'EUR', 'SAFE'), "
                       "($1, 'INTENT_WITHOUT_RESERVATION', 'pi_b', null, null, 'no intent', 'requires_capture, 900', 900, 'USD', 'SAFE'), "
                       "($1, 'AMOUNT_MISMATCH', 'pi_c', $2, 'vendor', '700', '900', 200, 'EUR', 'PERSON')",
                       {run.to_string(), reservation.to_string()});
        return run;
    }
    static QList<ActResult> perform(Acts &acts, const ActRequest &request)
    {
        QSignalSpy finished(&acts, &Acts::finished);
        acts.perform(request);
        if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, patienceMs))
            qFatal("the act did not end");
        return finished.first().at(2).value<QList<ActResult>>();
    }

private slots:
    void runsAndWhatTheyFoundAreShown()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        Questions questions;
        ReconcileRuns runs(questions);
        DiscrepancyTable found(questions);
        QAbstractItemModelTester runsTester(&runs, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QAbstractItemModelTester foundTester(&found, QAbstractItemModelTester::FailureReportingMode::Fatal);
        questions.setEnvironment(place.environment());
        runs.setActive(true);
        found.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(runs.readState(), ReadState::Ready, patienceMs);
        QVERIFY(!runs.newest() && !runs.open());
        QVERIFY(!runs.hasWorker());

        const auto reservation = stage.authorized_both();
        const auto run = plantRun(place.database, reservation);
        QTRY_COMPARE_WITH_TIMEOUT(runs.rowCount(), 1, patienceMs);
        QCOMPARE(runs.newest()->id, run);
        QVERIFY(!runs.open());
        static_cast<void>(acts::request_reconciliation(place.database, true, test::ada));
        QTRY_VERIFY_WITH_TIMEOUT(runs.open(), patienceMs);
        QCOMPARE(runs.newest()->id, run); // until the other one has ended
        found.setRun(run);
        QTRY_COMPARE_WITH_TIMEOUT(found.rowCount(), 3, patienceMs);
        QCOMPARE(found.at(0).kind, QString("AMOUNT_MISMATCH")); // the worst first
        QVERIFY(!found.at(0).canBeRepaired());
        QVERIFY(found.at(1).canBeRepaired());
        const auto link = found.index(0, 0).data(LinkRole).value<Link>();
        QCOMPARE(link.reservation, std::optional(reservation));
        QVERIFY(!found.index(1, 0).data(LinkRole).isValid()); // nobody's
        QCOMPARE(found.index(0, int(DiscrepancyTable::Column::Amount)).data(RawValueRole).toString(), QString("2.00 EUR"));

        QCOMPARE(found.classes().size(), qsizetype(7)); // the cards stand still
        for (const auto &one : found.classes())
            QCOMPARE(one.count, one.kind == "AMOUNT_MISMATCH" ? 1 : one.kind == "INTENT_WITHOUT_RESERVATION" ? 2 : 0);
        const auto &nobodys = found.classes().at(5);
        QCOMPARE(nobodys.repairable, 2);
        QCOMPARE(nobodys.amount, (QList<Money>{{700, "EUR"}, {900, "USD"}}));
        found.setKinds({"AMOUNT_MISMATCH"});
        QCOMPARE(found.rowCount(), 1);
        QCOMPARE(found.matching(), 1);
        found.setKinds({});
        QTRY_COMPARE_WITH_TIMEOUT(found.rowCount(), 3, patienceMs);
        found.setRun(runs.open()->id); // at once nothing of the other run
        QCOMPARE(found.rowCount(), 0);
        QCOMPARE(found.matching(), 0);
        QVERIFY(!found.dataAsOf().isValid());
        QTRY_VERIFY_WITH_TIMEOUT(found.dataAsOf().isValid(), patienceMs);
        QCOMPARE(found.rowCount(), 0);
    }

    /// More than are listed at once of the worst class: the others are still found.
    void aClassBehindTheFirstThousandIsFound()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto run = plantRun(place.database, stage.authorized_both());
        place.database.query("insert into holdfast.discrepancy (reconciliation_id, class, intent_id, expected, observed, "
                             "amount_minor, currency, repair) select $1, 'CAPTURED_NOT_CONFIRMED', 'pi_x' || i, '', '', 100, "
                             "'EUR', 'PERSON' from generate_series(1, 1100) i", {run.to_string()});
        Questions questions;
        DiscrepancyTable found(questions);
        questions.setEnvironment(place.environment());
        found.setRun(run);
        found.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(found.rowCount(), 1'000, patienceMs);
        QCOMPARE(found.matching(), 1'103);
        found.setKinds({"INTENT_WITHOUT_RESERVATION"});
        QTRY_COMPARE_WITH_TIMEOUT(found.rowCount(), 2, patienceMs);
        QCOMPARE(found.matching(), 2);
    }

    /// Selected by a person, refused when it is not as it was shown, and on the record.
    void aSelectionIsRepairedAlone()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto run = plantRun(place.database, stage.authorized_both());
        Questions questions;
        Acts acts(questions, "ann");
        ReconcileRuns runs(questions);
        DiscrepancyTable found(questions);
        questions.setEnvironment(place.environment());
        runs.setActive(true);
        found.setRun(run);
        found.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(found.rowCount(), 3, patienceMs);
        ActRequest request;
        request.act = Act::RepairDiscrepancies;
        request.targets = {{found.at(1).id, {}, {}}};
        request.reason = "nobody's";
        const auto results = perform(acts, request);
        QCOMPARE(results.size(), qsizetype(1));
        QCOMPARE(results[0].status, ActResult::Status::Requested);
        QTRY_COMPARE_WITH_TIMEOUT(runs.rowCount(), 2, patienceMs);
        QVERIFY(runs.open());
        QCOMPARE(runs.open()->selected, std::optional<qint64>(1));
        QCOMPARE(runs.newest()->id, run); // a repair of some tells nothing of the others
        QCOMPARE(stage.text("select actor || ' ' || act || ' ' || reason from holdfast.audit_entry order by seq desc limit 1"),
                 std::string("ann repair nobody's"));

        place.database.run_script("update holdfast.discrepancy set repaired_at = now(), repair_outcome = 'void planned' "
                                  "where intent_id in ('pi_a', 'pi_b')");
        const auto refused = perform(acts, request);
        QCOMPARE(refused[0].status, ActResult::Status::Refused);
        QVERIFY(!refused[0].words.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!found.at(1).canBeRepaired(), patienceMs);
        QCOMPARE(found.index(1, int(DiscrepancyTable::Column::Repair)).data().toString(), QString("Repaired"));
    }

    void theMoneyOfAReservationIsRepairedAlone()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto paid = stage.released_unwinding();
        const auto unpaid = stage.hold();
        Questions questions;
        Acts acts(questions, "ann");
        questions.setEnvironment(place.environment());
        ActRequest request;
        request.act = Act::RepairReservations;
        request.reason = "stuck";
        request.targets = {{paid, {}, {}}};
        QCOMPARE(perform(acts, request)[0].status, ActResult::Status::Requested);
        QVERIFY(acts.pendingWords(paid).isEmpty()); // it is not being released
        request.targets = {{unpaid, {}, {}}};
        QCOMPARE(perform(acts, request)[0].status, ActResult::Status::Refused);
        QCOMPARE(stage.text("select count(*) from holdfast.reconciliation"), std::string("1"));
    }

    void aWorkerThatIsThereIsSeen()
    {
        WatchedDatabase place(cluster_);
        Questions questions;
        ReconcileRuns runs(questions);
        questions.setEnvironment(place.environment());
        runs.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(!runs.hasWorker(), patienceMs);
        place.database.run_script("insert into holdfast.component (id, kind, host, pid, started_at, seen_at, healthy, detail, metrics) "
                                  "values (gen_random_uuid(), 'repair', 'here', 1, now(), clock_timestamp() + interval '1 hour', true, "
                                  "'', '{\"reconciles\": 1}')");
        QTRY_VERIFY_WITH_TIMEOUT(runs.hasWorker(), patienceMs);
    }

    void aViewerReadsAndMayNotAct()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        static_cast<void>(plantRun(place.database, stage.authorized_both()));
        Questions questions;
        Acts acts(questions, "ann");
        ReconcileRuns runs(questions);
        questions.setEnvironment(place.environment(place.login("viewer")));
        runs.setActive(true);
        QTRY_VERIFY2_WITH_TIMEOUT(runs.rowCount() == 1, qPrintable(runs.error()), patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(acts.role(), Role::Viewer, patienceMs);
        QVERIFY(acts.whyNot(Act::RepairDiscrepancies).contains("operator"));
        ActRequest request;
        request.act = Act::Reconcile;
        QCOMPARE(perform(acts, request)[0].status, ActResult::Status::Refused); // the server decides
    }

    void aDeadDatabaseIsTold()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        static_cast<void>(plantRun(place.database, stage.authorized_both()));
        Questions questions;
        ReconcileRuns runs(questions);
        QAbstractItemModelTester tester(&runs, QAbstractItemModelTester::FailureReportingMode::Fatal);
        questions.setEnvironment(place.environment());
        runs.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(runs.rowCount(), 1, patienceMs);
        place.kill();
        QTRY_COMPARE_WITH_TIMEOUT(runs.readState(), ReadState::Failed, patienceMs);
        QCOMPARE(runs.rowCount(), 1);
        place.revive();
        QTRY_COMPARE_WITH_TIMEOUT(runs.readState(), ReadState::Ready, patienceMs);
    }
};

QTEST_GUILESS_MAIN(ReconcileModelTest)
#include "reconcile_test.moc"

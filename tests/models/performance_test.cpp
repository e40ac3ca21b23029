#include "models/performance.h"

#include "backend/insight/health.h"
#include "models/figure_text.h"
#include "tests/models/watched_database.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <atomic>

using namespace holdfast;
using namespace holdfast::models;
using test::patienceMs;
using test::WatchedDatabase;

/// The tables of the Performance page over a real database.
class PerformanceModelTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;
    std::unique_ptr<WatchedDatabase> m_place;
    std::unique_ptr<Questions> m_questions;

    template <typename Table>
    struct Watched
    {
        explicit Watched(Questions &questions) : table(questions) { table.setActive(true); }
        Table table;
        QAbstractItemModelTester tester{&table, QAbstractItemModelTester::FailureReportingMode::Fatal};
    };
    static void readOnceMore(PolledModel &model)
    {
        QSignalSpy applied(&model, &PolledModel::applied);
        model.refresh();
        if (!QTest::qWaitFor([&] { return applied.count() >= 2 || !model.isAsking(); }, patienceMs))
            qFatal("no answer: %s", qPrintable(model.error()));
    }
    template <typename Table>
    static int rowWith(const Table &table, int column, const QString &text)
    {
        for (int row = 0; row < table.rowCount(); ++row) {
            if (table.index(row, column).data().toString().contains(text))
                return row;
        }
        return -1;
    }

private slots:
    void init()
    {
        m_place = std::make_unique<WatchedDatabase>(m_cluster);
        m_questions = std::make_unique<Questions>();
        m_questions->setEnvironment(m_place->environment());
    }
    void cleanup()
    {
        m_questions.reset();
        m_place.reset();
    }

    void figuresAreWrittenForPeople_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &written, const char *expected) {
            QTest::newRow(expected) << written << QString::fromUtf8(expected).replace(u' ', QChar(0xa0));
        };
        row(formatCount(12'480), "12,480");
        row(formatRate(0), "0");
        row(formatRate(0.42), "0.4");
        row(formatRate(9.96), "10");
        row(formatRate(1'204.4), "1,204");
        row(formatMs(0), "0 ms");
        row(formatMs(0.416), "0.42 ms");
        row(formatMs(6.14), "6.1 ms");
        row(formatMs(41.4), "41 ms");
        row(formatMs(2'440), "2.4 s");
        row(formatMs(186'000), "3.1 min");
        row(formatShare(0), "0 %");
        row(formatShare(0.0001), "1 %");
        row(formatShare(0.9999), "99 %");
        row(formatShare(1), "100 %");
    }
    void figuresAreWrittenForPeople()
    {
        QFETCH(QString, written);
        QFETCH(QString, expected);
        QCOMPARE(written, expected);
    }

    void statementsAreListedByTheirTime()
    {
        m_place->database.query("select pg_sleep(0.03) as slow_one");
        for (int call = 0; call < 4; ++call)
            m_place->database.query("-- about it\nselect 1\n  as quick_one");
        Watched<StatementTable> watched(*m_questions);
        auto &table = watched.table;
        QTRY_VERIFY_WITH_TIMEOUT(table.rowCount() > 1, patienceMs);
        QVERIFY(table.whyNot().isEmpty());
        const int slow = rowWith(table, StatementTable::Text, QStringLiteral("slow_one"));
        const int quick = rowWith(table, StatementTable::Text, QStringLiteral("quick_one"));
        QVERIFY(slow >= 0 && quick > slow);
        QVERIFY(!table.index(quick, StatementTable::Text).data().toString().contains(u'\n'));
        QCOMPARE(table.index(quick, StatementTable::Calls).data(RawValueRole).toLongLong(), 4);
        QCOMPARE(table.index(quick, StatementTable::RowsPerCall).data().toString(), QStringLiteral("1"));
        QVERIFY(table.at(slow).totalMs >= 30);
        double shares = 0;
        for (int row = 0; row < table.rowCount(); ++row)
            shares += table.at(row).share;
        QVERIFY(std::abs(shares - 1) < 1e-6);
        const QPersistentModelIndex kept = table.index(quick, 0);
        const auto id = table.at(quick).id;
        readOnceMore(table);
        QTRY_VERIFY_WITH_TIMEOUT(!table.at(table.rowOf(id)).trend.isEmpty(), patienceMs);
        QVERIFY(kept.isValid() && table.at(kept.row()).id == id); // the selection survives
        m_place->database.query("select pg_sleep(0.2) as slow_one");
        readOnceMore(table);
        const int again = rowWith(table, StatementTable::Text, QStringLiteral("slow_one"));
        QTRY_VERIFY_WITH_TIMEOUT(!table.at(again).trend.isEmpty() && table.at(again).trend.last() > 0, patienceMs);
    }

    void aServerThatDoesNotMeasureSaysHowItWould()
    {
        m_place->database.run_script("drop extension pg_stat_statements");
        Watched<StatementTable> watched(*m_questions);
        QTRY_VERIFY_WITH_TIMEOUT(!watched.table.whyNot().isEmpty(), patienceMs);
        QCOMPARE(watched.table.readState(), ReadState::Ready);
        QCOMPARE(watched.table.rowCount(), 0);
        QVERIFY(watched.table.remedy().contains(QStringLiteral("create extension")));
        // And that it does.
        m_place->database.run_script(watched.table.remedy().toStdString());
        m_place->database.query("select 1 as now_it_does");
        watched.table.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(watched.table.whyNot().isEmpty() && watched.table.rowCount() > 0, patienceMs);
    }

    void connectionsAreGrouped()
    {
        const auto dsn = m_place->environment().dsn.toStdString();
        storage::Connection holder(dsn, {.application_name = "holder"});
        holder.run_script("begin");
        Watched<SessionTable> watched(*m_questions);
        auto &table = watched.table;
        QTRY_VERIFY_WITH_TIMEOUT(rowWith(table, SessionTable::Application, QStringLiteral("holder")) >= 0, patienceMs);
        const int row = rowWith(table, SessionTable::Application, QStringLiteral("holder"));
        QCOMPARE(table.at(row).state, QStringLiteral("idle in transaction"));
        QVERIFY(table.at(row).transactionMs);
        QVERIFY(table.total() >= 2);
        QTRY_VERIFY_WITH_TIMEOUT(table.at(rowWith(table, SessionTable::Application, QStringLiteral("holder"))).trend.size() >= 2,
                                 patienceMs);
        holder.run_script("rollback");
        QTRY_COMPARE_WITH_TIMEOUT(
            table.at(rowWith(table, SessionTable::Application, QStringLiteral("holder"))).state, QStringLiteral("idle"), patienceMs);
    }

    void eachComponentsWorkIsTold()
    {
        const auto dsn = m_place->environment().dsn.toStdString();
        std::atomic<int> requests = 100;
        const insight::HealthReporter api(dsn, "api", [&] {
            const double count = requests;
            return insight::Vitals{.healthy = true, .detail = {}, .metrics = {{"requests", count}, {"commands", count * 3}, {"batches", count / 2},
                                               {"queue_depth", 17}, {"largest_batch", 40}, {"server_errors", count - 100}},
                                   .latency_us = {{2'048, requests.load()}}};
        });
        const insight::HealthReporter expiry(dsn, "expiry", [] {
            return insight::Vitals{.healthy = true, .detail = {}, .metrics = {{"expired", 5}}};
        });
        Watched<WorkTable> watched(*m_questions);
        auto &table = watched.table;
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 2, patienceMs);
        QCOMPARE(table.index(0, WorkTable::Name).data().toString(), QStringLiteral("API"));
        QCOMPARE(table.index(1, WorkTable::Name).data().toString(), QStringLiteral("Expiry worker"));
        QCOMPARE(table.index(0, WorkTable::Queue).data().toString(), QStringLiteral("17"));
        QCOMPARE(table.index(1, WorkTable::Queue).data().toString(), QStringLiteral("–"));
        requests += 60;
        QTRY_VERIFY_WITH_TIMEOUT(table.at(0).batch.has_value(), patienceMs);
        QCOMPARE(*table.at(0).batch, 6.0);
        QVERIFY(*table.at(0).perSecond > 0);
        QVERIFY(*table.at(0).failuresPerMinute > 0);
        QCOMPARE(table.index(0, WorkTable::Failures).data(MarkRole).toInt(), int(Mark::Bad));
        QCOMPARE(table.index(0, WorkTable::P99).data().toString(), QStringLiteral("2.0\u00a0ms"));
        QCOMPARE(*table.at(1).perSecond, 0.0);
        QVERIFY(!table.at(0).trend.isEmpty());
        QVERIFY(table.index(0, WorkTable::Batch).data(Qt::ToolTipRole).toString().contains(QStringLiteral("40")));
        QCOMPARE(table.index(0, WorkTable::Name).data(MarkRole).toInt(), int(Mark::Good));
    }

    void hintsNameWhatIsUnused()
    {
        m_place->database.run_script(
            "create table holdfast.long_one (n integer, filler text); create index nobody_needs_it on holdfast.long_one (filler);"
            "insert into holdfast.long_one select n, md5(n::text) from generate_series(1, 30000) as row (n);"
            "grant select on holdfast.long_one to holdfast_viewer; analyze holdfast.long_one");
        m_place->database.query("select pg_stat_force_next_flush()");
        m_questions->setEnvironment(m_place->environment(m_place->login("viewer")));
        Watched<IndexHintTable> watched(*m_questions);
        auto &table = watched.table;
        const auto row = [&] { return rowWith(table, IndexHintTable::Subject, QStringLiteral("nobody_needs_it")); };
        QTRY_VERIFY_WITH_TIMEOUT(row() >= 0, patienceMs);
        QVERIFY(table.at(row()).kind == IndexHintRow::Kind::UnusedIndex);
        QVERIFY(table.index(row(), IndexHintTable::Size).data(RawValueRole).toLongLong() > 1'000'000);
        QVERIFY(table.index(row(), IndexHintTable::Detail).data().toString().contains(QStringLiteral("long_one")));
    }

    void aDeadDatabaseIsToldAndComesBack()
    {
        Watched<SessionTable> watched(*m_questions);
        QTRY_VERIFY_WITH_TIMEOUT(watched.table.rowCount() > 0, patienceMs);
        m_place->kill();
        QTRY_COMPARE_WITH_TIMEOUT(watched.table.readState(), ReadState::Failed, patienceMs);
        QVERIFY(watched.table.rowCount() > 0);
        m_place->revive();
        QTRY_COMPARE_WITH_TIMEOUT(watched.table.readState(), ReadState::Ready, patienceMs);
    }
};

QTEST_GUILESS_MAIN(PerformanceModelTest)
#include "performance_test.moc"

#include "backend/storage/checksum.h"
#include "backend/storage/migration_plan.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace holdfast;
using namespace holdfast::storage;

namespace {

Migration migration(int version, std::string_view sql)
{
    return {version, "000" + std::to_string(version) + "_test", sql, sha256(sql)};
}

MigrationPlan plan_of(std::vector<Migration> migrations, std::string_view function = "select 1")
{
    MigrationPlan plan;
    plan.migrations = std::move(migrations);
    plan.functions = {{"sql/test/functions/f.sql", function}};
    plan.functions_checksum = sha256(function);
    return plan;
}

const Migration first = migration(1, "create table holdfast.one (n integer); insert into holdfast.one values (1)");
const Migration second = migration(2, "create table holdfast.two (n integer)");

} // namespace

class MigrationsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> cluster_;

private slots:
    void initTestCase() { cluster_ = std::make_unique<test::TestCluster>(); }
    void cleanupTestCase() { cluster_.reset(); }

    void anEmptyDatabaseGetsEverythingOnce()
    {
        Connection connection(cluster_->empty_database());
        const MigrationReport report = migrate(connection);
        QCOMPARE(report.from_version, 0);
        QCOMPARE(report.to_version, newest_schema_version());
        QVERIFY(report.functions_applied);
        QCOMPARE(connection.query("select max(version) from holdfast.schema_migration").integer(0, 0),
                 std::int64_t{newest_schema_version()});
        QVERIFY(connection.query("select holdfast.now() is not null").boolean(0, 0));

        const MigrationReport again = migrate(connection);
        QCOMPARE(again.from_version, newest_schema_version());
        QCOMPARE(again.to_version, newest_schema_version());
        QVERIFY(!again.functions_applied);
    }

    void thePlanIsInOrderAndWithoutGaps()
    {
        const MigrationPlan plan = embedded_plan();
        for (std::size_t i = 0; i < plan.migrations.size(); ++i)
            QCOMPARE(plan.migrations[i].version, int(i) + 1);
        QVERIFY(!plan.functions.empty());
        QCOMPARE(schema_checksum().size(), std::size_t{64});
    }

    void nodesThatStartAtOnceApplyEachOnce()
    {
        constexpr int nodes = 8;
        const std::string dsn = cluster_->empty_database();
        std::atomic<int> good = 0;
        std::atomic<int> functions = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < nodes; ++i) {
            threads.emplace_back([&] {
                Connection connection(dsn);
                const MigrationReport report = migrate(connection);
                good += report.to_version == newest_schema_version();
                functions += report.functions_applied;
            });
        }
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(good.load(), nodes);
        QCOMPARE(functions.load(), 1);
    }

    void aNewerProgramAddsOnlyWhatIsMissing()
    {
        Connection connection(cluster_->empty_database());
        migrate(connection, plan_of({first}));
        const MigrationReport report = migrate(connection, plan_of({first, second}));
        QCOMPARE(report.from_version, 1);
        QCOMPARE(report.to_version, 2);
        QVERIFY(report.functions_applied); // once more: they also say who may use what is new
        QVERIFY(!migrate(connection, plan_of({first, second})).functions_applied);
        QCOMPARE(connection.query("select n from holdfast.one").size(), std::size_t{1});
    }

    void functionsAreAppliedAgainWhenTheyChange()
    {
        Connection connection(cluster_->empty_database());
        const auto with = [](std::string_view body) { return plan_of({first}, body); };
        migrate(connection, with("create or replace function holdfast.f() returns int language sql as 'select 1'"));
        QVERIFY(migrate(connection, with("create or replace function holdfast.f() returns int language sql as 'select 2'"))
                    .functions_applied);
        QCOMPARE(connection.query("select holdfast.f()").integer(0, 0), std::int64_t{2});
    }

    void refusals_data()
    {
        QTest::addColumn<int>("plan");
        QTest::addColumn<QString>("words");
        QTest::newRow("a newer schema") << 1 << "newer than the version 1";
        QTest::newRow("a changed migration") << 2 << "another text of migration 0001_test";
        QTest::newRow("a changed migration and a new one") << 3 << "another text of migration 0002_test";
    }
    void refusals()
    {
        QFETCH(int, plan);
        QFETCH(QString, words);
        Connection connection(cluster_->empty_database());
        migrate(connection, plan_of({first, second}));
        const Migration changed_first = migration(1, "select 'changed'");
        const Migration changed_second = migration(2, "select 'changed'");
        const std::vector<MigrationPlan> plans = {
            {}, plan_of({first}), plan_of({changed_first, second}),
            plan_of({first, changed_second, migration(3, "create table holdfast.three (n integer)")})};
        try {
            migrate(connection, plans[static_cast<std::size_t>(plan)]);
            QFAIL("accepted");
        } catch (const SchemaError &error) {
            QVERIFY2(QString(error.what()).contains(words), error.what());
            QVERIFY(QString(error.what()).contains("Nothing was changed"));
        }
        QCOMPARE(connection.query("select max(version) from holdfast.schema_migration").integer(0, 0), std::int64_t{2});
        QVERIFY(connection.query("select to_regclass('holdfast.three') is null").boolean(0, 0));
    }

    void aMigrationThatFailsLeavesNothingOfItself()
    {
        Connection connection(cluster_->empty_database());
        const Migration broken = migration(2, "create table holdfast.half (n integer); select 1/0");
        try {
            migrate(connection, plan_of({first, broken}));
            QFAIL("accepted");
        } catch (const StatementFailed &error) {
            QCOMPARE(error.sqlstate(), std::string("22012"));
            QVERIFY(QString(error.what()).contains("0002_test"));
        }
        QVERIFY(connection.query("select to_regclass('holdfast.half') is null").boolean(0, 0));
        QCOMPARE(migrate(connection, plan_of({first, second})).from_version, 1);
    }
};

QTEST_APPLESS_MAIN(MigrationsTest)
#include "migrations_test.moc"

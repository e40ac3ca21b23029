#include "backend/insight/health.h"
#include "backend/storage/connection.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <unistd.h>

#include <atomic>

using namespace holdfast;
using insight::HealthReporter;
using insight::Vitals;
using storage::Connection;

class HealthTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

private slots:
    void aComponentIsSeenWhileItLives()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        std::atomic<int> requests = 1;
        {
            const HealthReporter reporter(dsn, "api", [&] {
                return Vitals{.healthy = requests < 3,
                              .detail = requests < 3 ? "" : "too \"many\" requests\n",
                              .metrics = {{"requests", double(requests)}, {"p99_ms", 1.5}}};
            });
            QTRY_COMPARE(insight::list_components(database).size(), std::size_t{1});
            auto component = insight::list_components(database).front();
            QCOMPARE(component.kind, std::string("api"));
            QCOMPARE(component.pid, int(getpid()));
            QVERIFY(!component.host.empty());
            QVERIFY(component.alive);
            QVERIFY(component.vitals.healthy);
            QCOMPARE(component.vitals.metrics, (std::map<std::string, double>{{"requests", 1.0}, {"p99_ms", 1.5}}));

            requests = 3;
            QTRY_VERIFY(!insight::list_components(database).front().vitals.healthy);
            component = insight::list_components(database).front();
            QCOMPARE(component.vitals.detail, std::string("too \"many\" requests\n"));
            QCOMPARE(component.vitals.metrics.at("requests"), 3.0);
        }
        QVERIFY(insight::list_components(database).empty()); // a clean stop
    }

    void whoWasNeverHealthyIsStarting()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        std::atomic<bool> connected = false;
        const HealthReporter reporter(
            dsn, "api", [&] { return Vitals{.healthy = connected, .detail = {}, .metrics = {}}; });
        QTRY_COMPARE(insight::list_components(database).size(), std::size_t{1});
        auto component = insight::list_components(database).front();
        QVERIFY(component.alive && component.starting && !component.vitals.healthy);
        QVERIFY(component.vitals.metrics.empty());

        connected = true;
        QTRY_VERIFY(insight::list_components(database).front().vitals.healthy);
        QVERIFY(!insight::list_components(database).front().starting);

        connected = false; // it was: this is trouble
        QTRY_VERIFY(!insight::list_components(database).front().vitals.healthy);
        QVERIFY(!insight::list_components(database).front().starting);
    }

    void theSilentAreNotAliveAndThenNotListed()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        database.run_script(
            "insert into holdfast.component (id, kind, host, pid, started_at, seen_at, healthy) "
            "select gen_random_uuid(), kind, 'host', 1, clock_timestamp(), clock_timestamp() - silent, true "
            "from (values ('a', interval '1 second'), ('b', interval '20 seconds'), ('c', interval '2 minutes'), "
            "('d', interval '2 days')) as seen (kind, silent)");
        const auto components = insight::list_components(database);
        QCOMPARE(components.size(), std::size_t{2});
        QVERIFY(components[0].alive);
        QCOMPARE(components[1].kind, std::string("b"));
        QVERIFY(!components[1].alive);
        QVERIFY(components[1].silent_for >= std::chrono::seconds(20));

        const HealthReporter reporter(dsn, "sweeper", [] { return Vitals{}; });
        QTRY_COMPARE(database.query("select string_agg(kind, ',' order by kind) from holdfast.component").text(0, 0),
                     std::string("a,b,c,sweeper")); // a day later, even the row is gone
    }

    void aBrokenConnectionIsReplaced()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        const HealthReporter reporter(dsn, "api", [] { return Vitals{}; });
        QTRY_COMPARE(insight::list_components(database).size(), std::size_t{1});
        const auto started = insight::list_components(database).front();
        database.run_script("select pg_terminate_backend(pid) from pg_stat_activity "
                            "where application_name = 'holdfast health api'; delete from holdfast.component");
        QTRY_COMPARE(insight::list_components(database).size(), std::size_t{1});
        QCOMPARE(insight::list_components(database).front().id, started.id);
        QCOMPARE(insight::list_components(database).front().started_at, started.started_at);
    }

    void nothingHangsWithoutADatabase()
    {
        const auto begun = std::chrono::steady_clock::now();
        {
            const HealthReporter reporter("host=/nonexistent dbname=none", "api", [] { return Vitals{}; });
        }
        QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
    }

    void nothingHangsOnADatabaseThatDoes()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        database.run_script("begin; lock table holdfast.component in access exclusive mode");
        const auto begun = std::chrono::steady_clock::now();
        {
            const HealthReporter reporter(dsn, "api", [] { return Vitals{}; });
            Connection other(dsn);
            QTRY_COMPARE(other.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
                                     "and application_name = 'holdfast health api'").integer(0, 0),
                         std::int64_t{1});
        }
        QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(4));
    }
};

QTEST_APPLESS_MAIN(HealthTest)
#include "health_test.moc"

#include "models/overview.h"

#include "backend/insight/health.h"
#include "models/health_lights.h"
#include "models/state_history.h"
#include "models/stuck_watch.h"
#include "models/table_export.h"
#include "tests/models/watched_database.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <atomic>

using namespace holdfast;
using namespace holdfast::models;
using test::patienceMs;
using test::WatchedDatabase;

/// The overview's figures, from a real database to the screen's values.
class OverviewModelTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;
    std::unique_ptr<WatchedDatabase> m_place;
    std::unique_ptr<test::Stage> m_stage;
    std::unique_ptr<Questions> m_questions;
    std::unique_ptr<StateHistory> m_history;
    std::unique_ptr<StuckWatch> m_watch;
    std::unique_ptr<Overview> m_overview;
    std::unique_ptr<QAbstractItemModelTester> m_tester;

    void open(const std::string &login = {})
    {
        m_overview->setActive(true);
        m_questions->setEnvironment(m_place->environment(login));
    }
    /// One reading more, begun after this.
    const OverviewReading &read()
    {
        QSignalSpy applied(m_overview.get(), &PolledModel::applied);
        m_overview->refresh();
        if (!QTest::qWaitFor([&] { return applied.count() >= 2; }, patienceMs)) // one may have been under way
            qFatal("no reading: %s", qPrintable(m_overview->error()));
        return *m_overview->latest();
    }

private slots:
    void init()
    {
        m_place = std::make_unique<WatchedDatabase>(m_cluster);
        m_stage = std::make_unique<test::Stage>(m_place->database);
        m_questions = std::make_unique<Questions>();
        m_history = std::make_unique<StateHistory>();
        m_watch = std::make_unique<StuckWatch>(*m_questions);
        m_overview = std::make_unique<Overview>(*m_questions, *m_history, *m_watch);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_overview.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
    }
    void cleanup()
    {
        m_tester.reset();
        m_overview.reset();
        m_watch.reset();
        m_history.reset();
        m_questions.reset();
        m_stage.reset();
        m_place.reset();
    }

    void anEmptyDatabaseReadsAsZeros()
    {
        QVERIFY(!m_overview->latest());
        open();
        const auto &reading = read();
        QCOMPARE(reading.confirmed, 0.0);
        QCOMPARE(reading.stuck, 0);
        QVERIFY(reading.worth.sums.isEmpty() && reading.atRisk.sums.isEmpty());
        QCOMPARE(reading.seats.taken(), 0.0);
        QVERIFY(reading.latency);
        QCOMPARE(reading.latency->requests, 0);
        // Nothing was answered: there is no percentile, and none is made up.
        QCOMPARE(m_overview->index(0, Overview::P99).data().toString(), QStringLiteral("–"));
        QVERIFY(!m_overview->index(0, Overview::P99).data(RawValueRole).isValid());
        QCOMPARE(m_overview->index(0, Overview::Confirmed).data().toString(), QStringLiteral("0"));
    }

    void figuresAreThoseOfTheDatabase()
    {
        static_cast<void>(m_stage->vendor_authorized());
        m_place->advance("2 hours");
        static_cast<void>(m_stage->confirmed());
        static_cast<void>(m_stage->confirmed());
        static_cast<void>(m_stage->hold());
        m_history->add({2, 0, 1, 0, 0});
        std::atomic<int> answered = 1'000;
        const insight::HealthReporter api(m_place->environment().dsn.toStdString(), "api", [&] {
            return insight::Vitals{.healthy = true, .detail = {}, .metrics = {{"server_errors", answered > 1'000 ? 3.0 : 0.0}},
                                   .latency_us = {{4'000, 900}, {8'000, 99}, {512'000, answered.load()}}};
        });
        open();
        QTRY_VERIFY_WITH_TIMEOUT(!insight::list_components(m_place->database).empty(), patienceMs);
        read();
        answered += 7;
        QTRY_VERIFY_WITH_TIMEOUT(m_overview->latest()->latency && m_overview->latest()->latency->requests > 0, patienceMs);
        const auto &reading = *m_overview->latest();
        // What was answered before the console looked counts only if the node came after its first look.
        QVERIFY(reading.latency->requests == 7 || reading.latency->requests == 2'006);
        QCOMPARE(reading.latency->p99Ms, 512.0);
        QCOMPARE(reading.latency->serverErrors, 3);
        QCOMPARE(reading.confirmed, 2.0);
        QCOMPARE(reading.held, 3.0);
        QCOMPARE(reading.inFlight, 3);
        QCOMPARE(reading.overdue, 1);
        QCOMPARE(reading.expiringSoon, 1);
        QVERIFY(reading.stuck >= 1);
        QCOMPARE(reading.atRisk.sums.size(), 1);
        QCOMPARE(reading.atRisk.sums.first().currency, std::string("EUR"));
        QCOMPARE(reading.worth.sums.first().amount_minor, 3'000);
        QCOMPARE(reading.authorized.sums.first().amount_minor, 700);
        QCOMPARE(m_overview->index(0, Overview::P99).data().toString(), QStringLiteral("512\u00a0ms"));
        QCOMPARE(m_overview->index(0, Overview::Held).data(RawValueRole).toDouble(), 3.0);
        QVERIFY(toCsv(*m_overview).contains("Booked per min"));
    }

    void readingsAreKeptUpToABound()
    {
        open();
        read();
        for (std::size_t i = 0; i < Overview::capacity + 3; ++i) {
            QSignalSpy applied(m_overview.get(), &PolledModel::applied);
            m_overview->refresh();
            QVERIFY(applied.wait(patienceMs));
        }
        QCOMPARE(m_overview->rowCount(), int(Overview::capacity));
        const auto &readings = m_overview->readings();
        QVERIFY(std::is_sorted(readings.begin(), readings.end(), [](const auto &a, const auto &b) { return a.atMs > b.atMs; }));
    }

    void anotherEnvironmentBeginsAnew()
    {
        static_cast<void>(m_stage->confirmed());
        open();
        QCOMPARE(read().confirmed, 1.0);
        WatchedDatabase other(m_cluster);
        auto environment = other.environment();
        environment.key = QStringLiteral("other");
        m_questions->setEnvironment(environment);
        QCOMPARE(m_overview->rowCount(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_overview->latest(), patienceMs);
        QCOMPARE(m_overview->latest()->confirmed, 0.0);
    }

    void whatIsShownStandsStillWhilePaused()
    {
        open();
        read();
        m_questions->setPaused(true);
        QTRY_VERIFY_WITH_TIMEOUT(!m_overview->isAsking(), patienceMs);
        QSignalSpy applied(m_overview.get(), &PolledModel::applied);
        QVERIFY(!applied.wait(int(Overview::period.count()) + 500));
        m_questions->setPaused(false);
        QVERIFY(applied.wait(patienceMs));
    }

    void aDeadDatabaseIsToldAndComesBack()
    {
        static_cast<void>(m_stage->confirmed());
        open();
        read();
        const auto before = m_overview->rowCount();
        m_place->kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_overview->readState(), ReadState::Failed, patienceMs);
        QVERIFY(!m_overview->error().isEmpty());
        QVERIFY(m_overview->rowCount() >= before); // what was read stays
        m_place->revive();
        QTRY_COMPARE_WITH_TIMEOUT(m_overview->readState(), ReadState::Ready, patienceMs);
        QVERIFY(m_overview->error().isEmpty());
    }

    void aViewerReadsIt()
    {
        static_cast<void>(m_stage->confirmed());
        open(m_place->login("viewer"));
        QCOMPARE(read().confirmed, 1.0);
    }

    void healthIsToldPartByPart()
    {
        ComponentModel components;
        LiveStatus live;
        for (const auto &light : healthLights(components, live))
            QVERIFY(light.health == ComponentModel::Health::Unknown && !light.name.isEmpty() && !light.text.isEmpty());
        live.state = LiveState::Live;
        live.lagMs = 38;
        Component api;
        api.id = Uuid::make_v7();
        api.kind = QStringLiteral("api");
        api.alive = api.healthy = true;
        Component payments = api;
        payments.id = Uuid::make_v7();
        payments.kind = QStringLiteral("payments");
        payments.metrics = {{QStringLiteral("gateway_calls"), 1'204}, {QStringLiteral("gateway_unknown"), 2}};
        components.setStatus(live);
        components.applyComponents({api, payments}, {QStringLiteral("15.18"), 11});
        auto lights = healthLights(components, live);
        QCOMPARE(lights.size(), 5);
        for (const auto &light : lights)
            QVERIFY2(light.health == ComponentModel::Health::Good, qPrintable(light.name + light.text));
        QCOMPARE(lights.at(2).text, QStringLiteral("1,204 calls"));

        payments.metrics[QStringLiteral("gateway_breaker_open")] = 1;
        payments.healthy = false;
        payments.detail = QStringLiteral("the payment gateway does not answer: refused");
        live.lagMs = 4'000;
        components.applyComponents({api, payments}, {QStringLiteral("15.18"), 11});
        lights = healthLights(components, live);
        QVERIFY(lights.at(2).health == ComponentModel::Health::Bad);
        QVERIFY(lights.at(2).toolTip.contains(QStringLiteral("refused")));
        QVERIFY(lights.at(3).health == ComponentModel::Health::Bad);
        QVERIFY(lights.at(3).toolTip.contains(QStringLiteral("Payments worker")));
        QVERIFY(lights.at(4).health == ComponentModel::Health::Warn);
    }
};

QTEST_GUILESS_MAIN(OverviewModelTest)
#include "overview_test.moc"

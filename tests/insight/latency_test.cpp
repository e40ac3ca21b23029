#include "backend/insight/latency.h"

#include "app/backend/vitals.h"
#include "backend/api/api.h"
#include "backend/api/metrics.h"
#include "backend/booking/lanes.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>

using namespace holdfast;
using namespace std::chrono_literals;
using insight::Component;
using insight::LatencyMeter;

namespace {

/// An API node as it reports itself.
struct Node
{
    api::Metrics metrics;
    Uuid id = Uuid::make_v7();

    void answer(std::chrono::microseconds took, int status = 200) { metrics.count(nullptr, status, took); }
    [[nodiscard]] Component component() const
    {
        Component component;
        component.id = id;
        component.kind = "api";
        component.vitals = app::vitals_of(metrics.totals(), {}, {});
        return component;
    }
};

const auto t0 = LatencyMeter::Clock::time_point(1h);

} // namespace

class LatencyTest final : public QObject
{
    Q_OBJECT

private slots:
    /// Never too short, an eighth too long at most, whatever the times are and however many nodes share them.
    void percentilesAreThoseOfAnExactSort_data()
    {
        QTest::addColumn<double>("median_us");
        QTest::addColumn<double>("spread");
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("requests");
        QTest::newRow("quick, one node") << 700.0 << 0.4 << 1 << 5'000;
        QTest::newRow("two nodes") << 3'000.0 << 0.8 << 2 << 20'000;
        QTest::newRow("a long tail over five") << 20'000.0 << 1.6 << 5 << 20'000;
        QTest::newRow("few") << 5'000.0 << 1.0 << 2 << 7;
        QTest::newRow("one") << 5'000.0 << 1.0 << 1 << 1;
    }
    void percentilesAreThoseOfAnExactSort()
    {
        QFETCH(double, median_us);
        QFETCH(double, spread);
        QFETCH(int, nodes);
        QFETCH(int, requests);
        const unsigned seed = qEnvironmentVariableIsSet("HOLDFAST_SEED") ? qEnvironmentVariable("HOLDFAST_SEED").toUInt()
                                                                         : std::random_device{}();
        qInfo("HOLDFAST_SEED=%u", seed);
        std::mt19937 random(seed);
        std::lognormal_distribution<double> times(std::log(median_us), spread);
        std::deque<Node> town(static_cast<std::size_t>(nodes)); // nodes do not move
        std::vector<std::int64_t> exact;
        const auto read = [&] {
            std::vector<Component> components;
            for (const auto &node : town)
                components.push_back(node.component());
            return components;
        };
        town.front().answer(16s); // before anybody looked: not to be counted
        LatencyMeter meter;
        meter.add(t0, read());
        QVERIFY(!meter.latest());
        for (int request = 0; request < requests; ++request) {
            // The nodes differ: the first is slowest, so that an average of their percentiles would be wrong.
            const auto node = random() % town.size();
            const auto us = std::int64_t(std::clamp(times(random) / double(node + 1), 64.0, 16e6));
            exact.push_back(us);
            town[node].answer(std::chrono::microseconds(us));
        }
        meter.add(t0 + 1s, read());
        std::sort(exact.begin(), exact.end());
        const auto latency = meter.latest();
        QVERIFY(latency);
        QCOMPARE(latency->requests, std::int64_t(requests));
        QVERIFY(latency->over == 1s);
        for (const auto &[share, told] : {std::pair(0.50, latency->p50), {0.95, latency->p95}, {0.99, latency->p99}, {1.0, latency->longest}}) {
            const auto truth = exact[std::size_t(std::ceil(share * requests)) - 1];
            QVERIFY2(told.count() >= truth && double(told.count()) <= double(truth) * 1.125 + 1,
                     qPrintable(QStringLiteral("p%1: %2 us told, %3 us true").arg(share * 100).arg(told.count()).arg(truth)));
        }
    }

    void onlyTheLastMinuteCounts()
    {
        Node node;
        LatencyMeter meter;
        meter.add(t0, {node.component()});
        node.answer(10s, 500);
        meter.add(t0 + 2s, {node.component()});
        QCOMPARE(meter.latest()->server_errors, std::int64_t{1});
        QVERIFY(meter.latest()->longest >= 10s);
        for (int second = 4; second <= 64; second += 2)
            meter.add(t0 + std::chrono::seconds(second), {node.component()});
        QCOMPARE(meter.latest()->requests, std::int64_t{0});
        QCOMPARE(meter.latest()->server_errors, std::int64_t{0});
        QVERIFY(meter.latest()->longest == 0us);
        QVERIFY(meter.latest()->over <= LatencyMeter::window);
    }

    /// A node that starts brings all it has answered; one that was away for a while brings what is new.
    void nodesComeAndGo()
    {
        Node old;
        Node young;
        for (int request = 0; request < 100; ++request)
            old.answer(1ms);
        LatencyMeter meter;
        meter.add(t0, {old.component()});
        young.answer(2ms);
        meter.add(t0 + 2s, {young.component()});
        QCOMPARE(meter.latest()->requests, std::int64_t{1});
        old.answer(1ms);
        meter.add(t0 + 4s, {old.component(), young.component()});
        QCOMPARE(meter.latest()->requests, std::int64_t{2});
    }

    void theVeryShortAndTheVeryLongAreCounted()
    {
        Node node;
        LatencyMeter meter;
        meter.add(t0, {node.component()});
        node.answer(0us);
        node.answer(1h);
        meter.add(t0 + 1s, {node.component()});
        QCOMPARE(meter.latest()->requests, std::int64_t{2});
        QVERIFY(meter.latest()->p50 <= 72us);
        QVERIFY(meter.latest()->longest > 16s); // that much at least
    }

    /// Every bound is in its own step's range, and the steps leave no gap.
    void stepsFollowEachOther()
    {
        for (std::size_t step = 0; step + 1 < api::Metrics::steps; ++step) {
            const auto end_us = std::uint64_t(std::llround(api::Metrics::step_end_ms(step) * 1000));
            QCOMPARE(api::Metrics::step_of(end_us - 1), step);
            QCOMPARE(api::Metrics::step_of(end_us), step + 1);
        }
        QVERIFY(std::isinf(api::Metrics::step_end_ms(api::Metrics::steps - 1)));
        QCOMPARE(api::Metrics::step_of(UINT64_MAX), api::Metrics::steps - 1);
    }
};

QTEST_APPLESS_MAIN(LatencyTest)
#include "latency_test.moc"

#include "backend/net/http.h"
#include "backend/scenarios/histogram.h"
#include "backend/scenarios/load.h"
#include "backend/scenarios/sandbox.h"
#include "backend/scenarios/statistics.h"

#include <QtTest>

#include <array>
#include <atomic>
#include <cmath>
#include <functional>
#include <future>
#include <mutex>
#include <random>

using namespace holdfast;
using namespace holdfast::scenarios;
using namespace std::chrono_literals;
using std::chrono::microseconds;

namespace {

constexpr std::uint64_t seed = 20261121;
constexpr std::array percents = {1.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0};

/// Microseconds.
using Draw = std::function<double(std::mt19937_64 &)>;

/// How far a percentile is above the true one; a negative share is never allowed.
double excess(const Histogram &histogram, const std::vector<double> &samples, double percent)
{
    const double exact = percentile(samples, percent);
    return (static_cast<double>(histogram.percentile(percent).count()) - exact) / std::max(exact, 1.0);
}

/// A server that answers with the status its target names: "/503".
net::Response obey(const net::Request &request)
{
    return {std::stoi(request.target.substr(1)), {}, "x"};
}

std::string get(const std::string &target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

LoadPlan plan_to(const net::Server &server)
{
    LoadPlan plan;
    plan.phase = "trial";
    plan.url = "http://127.0.0.1:" + std::to_string(server.port());
    plan.connections = 8;
    plan.count = 200;
    plan.timeout = 5'000ms;
    return plan;
}

LoadWork sends(const std::string &bytes)
{
    return {[&bytes](std::uint64_t) { return std::string_view(bytes); }};
}

std::uint64_t answered(const LoadReport &report)
{
    return report.ok + report.refused + report.failed + report.unknown;
}

bool happened(const LoadReport &report, const std::string &name)
{
    for (const Condition &condition : report.conditions())
        if (condition.name == report.phase + ": " + name)
            return condition.happened;
    throw std::logic_error("no such condition");
}

} // namespace

class LoadTest final : public QObject
{
    Q_OBJECT

private slots:
    void percentiles_are_those_of_an_exact_sort_data();
    void percentiles_are_those_of_an_exact_sort();
    void durations_beyond_the_range_count_as_the_longest();
    void a_percentile_needs_enough_samples_data();
    void a_percentile_needs_enough_samples();

    void every_request_is_counted_once_data();
    void every_request_is_counted_once();
    void an_open_load_keeps_its_schedule_data();
    void an_open_load_keeps_its_schedule();
    void a_stalled_server_shows_in_latency_from_the_intended_start();
    void what_cannot_be_under_way_is_dropped();
    void users_think_before_they_ask_again();
    void a_generator_out_of_breath_says_so();
    void a_server_that_never_answers_leaves_unknown_outcomes();
    void a_load_ends_when_its_time_is_over();
    void a_load_ends_when_there_is_nothing_more_to_send();
    void a_load_can_be_aborted_at_any_time();
    void plans_that_make_no_sense_are_refused_data();
    void plans_that_make_no_sense_are_refused();
};

void LoadTest::percentiles_are_those_of_an_exact_sort_data()
{
    QTest::addColumn<Draw>("draw");
    QTest::addColumn<int>("count");
    const auto row = [](const char *title, int count, Draw draw) { QTest::newRow(title) << draw << count; };
    row("all alike", 5'000, [](auto &) { return 12'345.0; });
    row("one", 1, [](auto &) { return 777'777.0; });
    row("zeros", 1'000, [](auto &) { return 0.0; });
    row("exact range", 10'000, [](auto &random) { return double(random() % 2'048); });
    row("even", 20'000, [](auto &random) { return double(random() % 5'000'000); });
    row("exponential", 20'000, [](auto &random) { return std::exponential_distribution<>(1.0 / 8'000)(random); });
    row("log-normal", 20'000, [](auto &random) { return std::lognormal_distribution<>(8, 2)(random); });
    row("two peaks", 20'000, [](auto &random) { return random() % 20 == 0 ? 2e6 + double(random() % 1000) : 900.0; });
    row("rare stall", 3'000, [](auto &random) { return random() % 1'000 == 0 ? 5.9e8 : 40.0 + double(random() % 7); });
    row("powers of two", 4'000, [](auto &random) { return std::ldexp(1.0, int(random() % 30)); });
    row("just below", 4'000, [](auto &random) { return std::ldexp(1.0, int(random() % 30)) - 1; });
    row("up to ten minutes", 10'000, [](auto &random) { return double(random() % 600'000'001); });
}

void LoadTest::percentiles_are_those_of_an_exact_sort()
{
    QFETCH(Draw, draw);
    QFETCH(int, count);
    std::mt19937_64 random(seed);
    Histogram whole;
    std::array<Histogram, 3> parts;
    std::vector<double> samples;
    for (int i = 0; i < count; ++i) {
        samples.push_back(std::floor(draw(random)));
        const microseconds duration(static_cast<std::int64_t>(samples.back()));
        whole.record(duration);
        parts[static_cast<std::size_t>(i) * 2 % 3].record(duration);
    }
    Histogram merged;
    for (const Histogram &part : parts)
        merged.merge(part);
    for (const Histogram *histogram : {&whole, &merged}) {
        QCOMPARE(histogram->count(), std::uint64_t(count));
        QCOMPARE(double(histogram->max().count()), percentile(samples, 100));
        for (const double percent : percents) {
            const double share = excess(*histogram, samples, percent);
            QVERIFY2(share >= 0 && share <= 0.001,
                     qPrintable(QString("seed %1, p%2: off by %3").arg(seed).arg(percent).arg(share)));
        }
    }
    whole.clear();
    QCOMPARE(whole.count(), std::uint64_t(0));
    QCOMPARE(whole.percentile(99), 0us);
    QCOMPARE(whole.max(), 0us);
}

void LoadTest::durations_beyond_the_range_count_as_the_longest()
{
    Histogram histogram;
    histogram.record(24h);
    histogram.record(-5us); // a clock that went backwards is no duration
    QCOMPARE(histogram.count(), std::uint64_t(2));
    QCOMPARE(histogram.max(), microseconds(24h));
    QVERIFY(histogram.percentile(100) >= 10min);
    QCOMPARE(histogram.percentile(50), 0us);
}

void LoadTest::a_percentile_needs_enough_samples_data()
{
    QTest::addColumn<double>("percent");
    QTest::addColumn<int>("needed");
    QTest::newRow("p50") << 50.0 << 5;
    QTest::newRow("p95") << 95.0 << 59;
    QTest::newRow("p99") << 99.0 << 299;
    QTest::newRow("p99.9") << 99.9 << 2'995;
    QTest::newRow("max") << 100.0 << 1;
}

void LoadTest::a_percentile_needs_enough_samples()
{
    QFETCH(double, percent);
    QFETCH(int, needed);
    QCOMPARE(samples_needed(percent), std::uint64_t(needed));
    Histogram histogram;
    for (int i = 1; i < needed; ++i)
        histogram.record(2'000us);
    QVERIFY(!histogram.percentile_ms(percent));
    if (percent == 99.9)
        QVERIFY(describe(histogram).find("p99.9 insufficient samples") != std::string::npos);
    histogram.record(2'000us);
    QCOMPARE(histogram.percentile_ms(percent).value(), 2.0);
}

void LoadTest::every_request_is_counted_once_data()
{
    QTest::addColumn<int>("arrivals");
    QTest::newRow("closed") << int(Arrivals::Closed);
    QTest::newRow("constant") << int(Arrivals::Constant);
    QTest::newRow("Poisson") << int(Arrivals::Poisson);
}

void LoadTest::every_request_is_counted_once()
{
    QFETCH(int, arrivals);
    net::Server server({}, [](net::Request request, net::Responder respond) { respond(obey(request)); });
    LoadPlan plan = plan_to(server);
    plan.arrivals = static_cast<Arrivals>(arrivals);
    plan.rate = 1'000;
    plan.connections = 64;
    const std::array targets = {get("/200"), get("/201"), get("/409"), get("/503")};
    std::vector<int> statuses(plan.count);
    LoadSample sum;
    const auto told = [&sum](const LoadSample &sample) {
        sum.offered += sample.offered;
        sum.started += sample.started;
        sum.dropped += sample.dropped;
        sum.ok += sample.ok;
        sum.refused += sample.refused;
        sum.failed += sample.failed;
        sum.unknown += sample.unknown;
    };
    const LoadReport report = run_load(
        plan,
        {[&](std::uint64_t number) { return std::string_view(targets[number % targets.size()]); },
         [&](std::uint64_t number, const net::LoadAnswer &answer) { statuses[number] += answer.status; }},
        told, {});
    QCOMPARE(report.offered, plan.count);
    QCOMPARE(report.started, plan.count - report.dropped);
    QCOMPARE(answered(report), report.started);
    QCOMPARE(report.unknown, std::uint64_t(0));
    std::array<std::uint64_t, 3> by_status{}; // ok, refused, failed, as told of each
    for (const int status : statuses)
        if (status > 0)
            ++by_status[status < 400 ? 0 : status < 500 ? 1 : 2];
    QCOMPARE(by_status, (std::array{report.ok, report.refused, report.failed}));
    if (report.dropped == 0)
        QCOMPARE(by_status, (std::array<std::uint64_t, 3>{100, 50, 50}));
    QCOMPARE(report.latency.count(), report.started);
    QCOMPARE(report.service.count(), report.started);
    QVERIFY(report.latency.percentile(50) >= report.service.percentile(50));
    QCOMPARE(std::uint64_t(sum.offered), report.offered);
    QCOMPARE(std::uint64_t(sum.started), report.started);
    QCOMPARE(std::uint64_t(sum.dropped), report.dropped);
    QCOMPARE(std::uint64_t(sum.ok + sum.refused + sum.failed + sum.unknown), answered(report));
    QVERIFY(happened(report, "requests were sent"));
    QCOMPARE(report.open, static_cast<Arrivals>(arrivals) != Arrivals::Closed);
}

void LoadTest::an_open_load_keeps_its_schedule_data()
{
    QTest::addColumn<int>("arrivals");
    QTest::newRow("constant") << int(Arrivals::Constant);
    QTest::newRow("Poisson") << int(Arrivals::Poisson);
}

void LoadTest::an_open_load_keeps_its_schedule()
{
    QFETCH(int, arrivals);
    net::Server server({}, [](net::Request, net::Responder respond) { respond({200, {}, "x"}); });
    LoadPlan plan = plan_to(server);
    plan.arrivals = static_cast<Arrivals>(arrivals);
    plan.rate = 400;
    plan.seed = seed;
    plan.connections = 400; // nothing is dropped, however busy the machine
    plan.count = 400;
    const std::string bytes = get("/200");
    const LoadReport report = run_load(plan, sends(bytes), {}, {});
    QCOMPARE(report.started, plan.count);
    // The last is meant to start after 399 distances; 400 random ones last 1 s give or take a twentieth.
    const bool random = plan.arrivals == Arrivals::Poisson;
    QVERIFY2(report.took >= (random ? 750ms : 997ms), std::to_string(report.took.count()).c_str());
    QVERIFY(happened(report, "the rate was kept"));
}

/// A server that says nothing for a while delays what was meant to be sent meanwhile. Only latency from the intended start
/// sees that; the service time of most requests stays small.
void LoadTest::a_stalled_server_shows_in_latency_from_the_intended_start()
{
    std::atomic<int> count = 0;
    net::Server server({}, [&count](net::Request, net::Responder respond) {
        if (++count == 20)
            std::promise<void>().get_future().wait_for(400ms); // on the server's only thread
        respond({200, {}, "x"});
    });
    LoadPlan plan = plan_to(server);
    plan.arrivals = Arrivals::Closed;
    plan.connections = 1;
    plan.think = 1ms;
    plan.count = 100;
    const std::string bytes = get("/200");
    const LoadReport closed = run_load(plan, sends(bytes), {}, {});
    QVERIFY(closed.latency.max() >= 400ms);

    count = 0;
    plan.arrivals = Arrivals::Constant;
    plan.connections = 200;
    plan.rate = 200; // 80 of them within the stall
    plan.count = 200;
    const LoadReport open = run_load(plan, sends(bytes), {}, {});
    QCOMPARE(open.ok, plan.count);
    QVERIFY2(open.latency.percentile(75) >= 80ms, open.summary().c_str());
}

void LoadTest::what_cannot_be_under_way_is_dropped()
{
    std::vector<net::Responder> waiting;
    std::mutex mutex;
    net::Server server({}, [&](net::Request, net::Responder respond) {
        const std::lock_guard lock(mutex);
        waiting.push_back(std::move(respond));
    });
    LoadPlan plan = plan_to(server);
    plan.arrivals = Arrivals::Constant;
    plan.rate = 1'000;
    plan.connections = 3;
    plan.count = 300;
    plan.timeout = 1'000ms;
    const std::string bytes = get("/200");
    const LoadReport report = run_load(plan, sends(bytes), {}, {});
    QCOMPARE(report.offered, plan.count);
    QCOMPARE(report.started + report.dropped, plan.count);
    QVERIFY2(report.dropped >= 250, report.summary().c_str());
    QCOMPARE(report.unknown, report.started);
    QCOMPARE(report.latency.count(), std::uint64_t(0)); // what was not answered took no time that is known
    QVERIFY(!happened(report, "the rate was kept"));
}

void LoadTest::users_think_before_they_ask_again()
{
    std::atomic<int> at_once = 0, most = 0;
    net::Server server({}, [&](net::Request, net::Responder respond) {
        most = std::max<int>(most, ++at_once);
        --at_once;
        respond({200, {}, "x"});
    });
    LoadPlan plan = plan_to(server);
    plan.connections = 4;
    plan.think = 50ms;
    plan.count = 20;
    const std::string bytes = get("/200");
    const LoadReport report = run_load(plan, sends(bytes), {}, {});
    QCOMPARE(report.ok, plan.count);
    QVERIFY(report.took >= 4 * 50ms); // five rounds of four users
    QVERIFY(!report.open);
}

void LoadTest::a_generator_out_of_breath_says_so()
{
    net::Server server({}, [](net::Request, net::Responder respond) { respond({200, {}, "x"}); });
    LoadPlan plan = plan_to(server);
    plan.arrivals = Arrivals::Constant;
    plan.rate = 200;
    plan.count = 100;
    plan.connections = 100;
    const std::string bytes = get("/200");
    LoadWork work = sends(bytes);
    work.answered = [](std::uint64_t, const net::LoadAnswer &) {
        const auto until = std::chrono::steady_clock::now() + 20ms; // five times slower than the rate
        while (std::chrono::steady_clock::now() < until)
            ;
    };
    const LoadReport report = run_load(plan, work, {}, {});
    QVERIFY2(!happened(report, "the generator was not the bottleneck"), report.summary().c_str());
    QVERIFY(report.lag.max() >= 20ms);
}

void LoadTest::a_server_that_never_answers_leaves_unknown_outcomes()
{
    net::Server server({}, [](net::Request, net::Responder respond) { respond({net::Response::no_answer, {}, {}}); });
    LoadPlan plan = plan_to(server);
    plan.count = 40;
    const std::string bytes = get("/200");
    LoadWork work = sends(bytes);
    int sent = 0;
    work.answered = [&sent](std::uint64_t, const net::LoadAnswer &answer) { sent += answer.sent; };
    const LoadReport report = run_load(plan, work, {}, {});
    QCOMPARE(report.unknown, plan.count);
    QCOMPARE(sent, 40);
}

void LoadTest::a_load_ends_when_its_time_is_over()
{
    net::Server server({}, [](net::Request, net::Responder respond) { respond({200, {}, "x"}); });
    LoadPlan plan = plan_to(server);
    plan.count = 1'000'000'000;
    plan.duration = 300ms;
    const std::string bytes = get("/200");
    for (const Arrivals arrivals : {Arrivals::Closed, Arrivals::Poisson}) {
        plan.arrivals = arrivals;
        plan.rate = 500;
        const LoadReport report = run_load(plan, sends(bytes), {}, {});
        QVERIFY(report.started > 0);
        QVERIFY(report.took < 10s);
    }
}

void LoadTest::a_load_ends_when_there_is_nothing_more_to_send()
{
    net::Server server({}, [](net::Request, net::Responder respond) { respond({200, {}, "x"}); });
    const std::string bytes = get("/200");
    LoadWork work;
    work.request = [&bytes](std::uint64_t number) { return number < 25 ? std::string_view(bytes) : std::string_view(); };
    LoadPlan plan = plan_to(server);
    plan.rate = 1'000;
    for (const Arrivals arrivals : {Arrivals::Closed, Arrivals::Constant}) {
        plan.arrivals = arrivals;
        plan.connections = 50;
        const LoadReport report = run_load(plan, work, {}, {});
        QCOMPARE(report.offered, std::uint64_t(25));
        QCOMPARE(report.ok, std::uint64_t(25));
    }
}

void LoadTest::a_load_can_be_aborted_at_any_time()
{
    net::Server server({}, [](net::Request, net::Responder) {}); // nobody ever answers
    LoadPlan plan = plan_to(server);
    plan.timeout = 60'000ms;
    const std::string bytes = get("/200");
    for (const Arrivals arrivals : {Arrivals::Closed, Arrivals::Constant}) {
        plan.arrivals = arrivals;
        plan.rate = 100;
        const auto began = std::chrono::steady_clock::now();
        const auto aborted = [began] { return std::chrono::steady_clock::now() > began + 100ms; };
        QVERIFY_THROWS_EXCEPTION(Aborted, (void)run_load(plan, sends(bytes), {}, aborted));
        QVERIFY(std::chrono::steady_clock::now() < began + 10s);
    }
}

void LoadTest::plans_that_make_no_sense_are_refused_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("connections");
    QTest::addColumn<double>("rate");
    QTest::newRow("another machine") << "http://192.0.2.1:80" << 1 << 1.0;
    QTest::newRow("a name") << "http://localhost:80" << 1 << 1.0;
    QTest::newRow("TLS") << "https://127.0.0.1:80" << 1 << 1.0;
    QTest::newRow("no URL") << "127.0.0.1" << 1 << 1.0;
    QTest::newRow("no connection") << "http://127.0.0.1:80" << 0 << 1.0;
    QTest::newRow("too many connections") << "http://127.0.0.1:80" << 1'000'000 << 1.0;
    QTest::newRow("no rate") << "http://127.0.0.1:80" << 1 << 0.0;
    QTest::newRow("endless rate") << "http://127.0.0.1:80" << 1 << double(INFINITY);
    QTest::newRow("no number") << "http://127.0.0.1:80" << 1 << double(NAN);
}

void LoadTest::plans_that_make_no_sense_are_refused()
{
    QFETCH(QString, url);
    QFETCH(int, connections);
    QFETCH(double, rate);
    LoadPlan plan;
    plan.url = url.toStdString();
    plan.connections = static_cast<std::size_t>(connections);
    plan.arrivals = Arrivals::Constant;
    plan.rate = rate;
    const std::string bytes = get("/200");
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, (void)run_load(plan, sends(bytes), {}, {}));
}

QTEST_APPLESS_MAIN(LoadTest)
#include "load_test.moc"

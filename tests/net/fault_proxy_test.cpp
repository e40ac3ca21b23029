#include "backend/net/fault_proxy.h"
#include "tests/net/echo_server.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

using namespace holdfast::net;
using namespace std::chrono_literals;
using holdfast::test::EchoClient;
using holdfast::test::EchoServer;
using Kind = NetFault::Kind;
using Way = NetFault::Way;
using Reach = NetFault::Reach;
using Clock = std::chrono::steady_clock;

namespace {

/// What is looked at of a fault, with the proxy, its server and a connection that stood before the fault.
struct Stage
{
    EchoServer server;
    FaultProxy proxy{{.port = server.port()}};
    EchoClient before{proxy.port()};
    std::uint64_t fault = 0;
};

struct Case
{
    NetFault fault;
    std::function<bool(Stage &)> in_effect;
    std::function<bool(const NetFaultReport &)> counted;
    /// A connection from before goes on afterwards, and so does one from meanwhile.
    bool survives = true;
};

Clock::duration time_of(const std::function<bool()> &work)
{
    const auto began = Clock::now();
    return work() ? Clock::now() - began : Clock::duration::max();
}

NetFault fault(Kind kind, Way way = Way::Both, Reach reach = Reach::All)
{
    NetFault fault;
    fault.kind = kind;
    fault.way = way;
    fault.reach = reach;
    return fault;
}

NetFault latency(std::chrono::milliseconds least, std::chrono::milliseconds jitter)
{
    NetFault slow = fault(Kind::Latency, Way::ToClient);
    slow.latency = least;
    slow.jitter = jitter;
    return slow;
}

NetFault cut(Way way, std::uint64_t bytes)
{
    NetFault cut = fault(Kind::Cut, way);
    cut.after_bytes = bytes;
    return cut;
}

const std::string word = "the quick brown fox";

} // namespace

Q_DECLARE_METATYPE(Case)

class FaultProxyTest final : public QObject
{
    Q_OBJECT

private slots:
    void passes_everything_on_without_a_fault();
    void leads_to_a_unix_socket();
    void each_fault_is_in_effect_counted_and_undone_data();
    void each_fault_is_in_effect_counted_and_undone();
    void a_half_open_connection_hides_a_close_and_goes_on();
    void lets_so_many_connections_be_hit();
    void writes_as_slowly_as_is_read();
    void jitter_follows_its_seed();
    void faults_add_up();
    void refuses_faults_that_do_nothing_data();
    void refuses_faults_that_do_nothing();
    void resets_clients_when_nobody_listens();
    void ends_with_everything_open();
};

void FaultProxyTest::passes_everything_on_without_a_fault()
{
    Stage stage;
    const std::string much(3'000'000, 'x');
    std::thread sender([&] { stage.before.send(much); });
    const bool came_back = stage.before.receive(much.size()) == much;
    sender.join();
    QVERIFY(came_back);
    stage.before.finish(); // half closed: the server's end comes back by itself
    QCOMPARE(stage.before.wait_for_end(), EchoClient::End::Closed);
    QTRY_COMPARE(stage.server.ended(), 1);
    const NetFaultReport totals = stage.proxy.totals();
    QCOMPARE(totals.connections_seen, 1u);
    QCOMPARE(totals.connections_hit, 0u);
    QCOMPARE(totals.bytes_forwarded, 2 * much.size());
    QCOMPARE(totals.bytes_dropped + totals.bytes_delayed + totals.resets, 0u);
}

void FaultProxyTest::leads_to_a_unix_socket()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("socket").toStdString();
    const EchoServer server{std::filesystem::path(path)};
    FaultProxy proxy({.unix_socket = path});
    EchoClient client(proxy.port());
    QVERIFY(client.echoes(word));
    proxy.add(fault(Kind::Reset));
    QCOMPARE(client.wait_for_end(), EchoClient::End::Reset);
}

void FaultProxyTest::each_fault_is_in_effect_counted_and_undone_data()
{
    QTest::addColumn<Case>("one");
    const auto row = [](const char *name, Case one) { QTest::newRow(name) << std::move(one); };
    const auto resets = [](EchoClient &client) { return client.wait_for_end() == EchoClient::End::Reset; };
    const auto swallowed = [](Stage &stage) { // the server hears nothing, the client neither
        return stage.before.send(word)
               && QTest::qWaitFor([&] { return stage.proxy.report(stage.fault).bytes_dropped == word.size(); }, 10'000)
               && stage.before.silent();
    };

    row("latency", {latency(80ms, 40ms),
                    [](Stage &stage) {
                        const auto took = time_of([&] { return stage.before.echoes(word); });
                        return took >= 80ms && took < 10s;
                    },
                    [](const auto &did) { return did.connections_hit == 1 && did.bytes_delayed == word.size(); }});
    NetFault narrow = fault(Kind::Bandwidth, Way::ToServer);
    narrow.bytes_per_second = 10'000;
    row("bandwidth", {narrow,
                      [](Stage &stage) {
                          const std::string much(3'000, 'x');
                          return time_of([&] { return stage.before.echoes(much); }) >= 290ms;
                      },
                      [](const auto &did) { return did.connections_hit == 1 && did.bytes_delayed == 3'000; }});
    row("drop both ways", {fault(Kind::Drop),
                           [swallowed](Stage &stage) { return swallowed(stage) && stage.server.received() == 0; },
                           [](const auto &did) {
                               return did.connections_hit == 1 && did.bytes_forwarded == 0 && did.resets == 1;
                           },
                           false});
    row("drop to the client", {fault(Kind::Drop, Way::ToClient),
                               [swallowed](Stage &stage) {
                                   return swallowed(stage) && stage.server.received() == word.size();
                               },
                               [](const auto &did) {
                                   return did.connections_hit == 1 && did.bytes_forwarded == word.size() && did.resets == 1;
                               },
                               false});
    row("reset", {fault(Kind::Reset, Way::Both, Reach::Existing), [resets](Stage &stage) { return resets(stage.before); },
                  [](const auto &did) { return did.connections_hit == 1 && did.resets == 1; }, false});
    row("reset to the server", {fault(Kind::Reset, Way::ToServer),
                                [resets](Stage &stage) {
                                    return stage.before.silent() && stage.before.send(word) && resets(stage.before)
                                           && stage.server.received() == 0;
                                },
                                [](const auto &did) { return did.resets == 1 && did.bytes_dropped == word.size(); }, false});
    row("reset to the client", {fault(Kind::Reset, Way::ToClient),
                                [resets](Stage &stage) {
                                    return stage.before.send(word) && resets(stage.before)
                                           && stage.server.received() == word.size();
                                },
                                [](const auto &did) { return did.resets == 1 && did.bytes_dropped == word.size(); }, false});
    row("half-open to the client", {fault(Kind::HalfOpen, Way::ToClient),
                                    [](Stage &stage) {
                                        return stage.before.send(word)
                                               && QTest::qWaitFor([&] {
                                                      return stage.proxy.report(stage.fault).connections_hit == 1;
                                                  }, 10'000)
                                               && stage.before.silent();
                                    },
                                    [](const auto &did) { return did.connections_hit == 1 && did.bytes_dropped == 0; }});
    row("cut to the server", {cut(Way::ToServer, 10),
                              [resets](Stage &stage) {
                                  return stage.before.send(word)
                                         && QTest::qWaitFor([&] { return stage.server.received() == 10; }, 10'000)
                                         && resets(stage.before);
                              },
                              [](const auto &did) { return did.resets == 1 && did.bytes_dropped == word.size() - 10; },
                              false});
    row("cut to the client", {cut(Way::ToClient, 10),
                              [resets](Stage &stage) {
                                  return stage.before.send(word) && stage.before.receive(word.size()) == word.substr(0, 10)
                                         && resets(stage.before);
                              },
                              [](const auto &did) { return did.resets == 1 && did.bytes_dropped == word.size() - 10; },
                              false});
    row("refuse", {fault(Kind::Refuse, Way::Both, Reach::New),
                   [resets](Stage &stage) {
                       EchoClient late(stage.proxy.port());
                       return resets(late) && stage.before.echoes(word);
                   },
                   [](const auto &did) { return did.connections_hit == 1 && did.connections_seen == 1 && did.resets == 1; }});
    NetFault existing = latency(100ms, 0ms);
    existing.reach = Reach::Existing;
    row("existing connections only", {existing,
                                      [](Stage &stage) {
                                          EchoClient late(stage.proxy.port());
                                          return late.echoes(word) && stage.before.echoes(word);
                                      },
                                      [](const auto &did) {
                                          return did.connections_seen == 1 && did.bytes_delayed == word.size();
                                      }});
}

void FaultProxyTest::each_fault_is_in_effect_counted_and_undone()
{
    QFETCH(Case, one);
    Stage stage;
    QTRY_COMPARE(stage.proxy.totals().connections_seen, 1u);
    stage.fault = stage.proxy.add(one.fault);
    QVERIFY(one.in_effect(stage));
    const NetFaultReport did = stage.proxy.end(stage.fault);
    QVERIFY2(one.counted(did), describe(did).c_str());
    QVERIFY(did.connections_seen >= 1);
    QVERIFY_EXCEPTION_THROWN((void)stage.proxy.report(stage.fault), std::out_of_range);

    if (one.fault.kind == Kind::HalfOpen) // nothing is lost
        QCOMPARE(stage.before.receive(word.size()), word);
    if (one.survives)
        QVERIFY(stage.before.echoes(word));
    else
        QCOMPARE(stage.before.wait_for_end(), EchoClient::End::Reset);
    EchoClient after(stage.proxy.port());
    const auto took = time_of([&] { return after.echoes(std::string(3'000, 'y')); });
    QVERIFY(took < 10s);
    QCOMPARE(stage.proxy.totals().connections_hit, 1u);
}

void FaultProxyTest::a_half_open_connection_hides_a_close_and_goes_on()
{
    Stage stage;
    QVERIFY(stage.before.echoes(word));
    stage.fault = stage.proxy.add(fault(Kind::HalfOpen, Way::ToClient));
    stage.server.hang_up();
    QTRY_COMPARE(stage.server.ended(), 1);
    QTRY_COMPARE(stage.proxy.report(stage.fault).connections_hit, 1u);
    QVERIFY(stage.before.silent());
    QVERIFY(stage.before.send(word)); // into nothing, as far as it knows
    QVERIFY(stage.before.silent());
    stage.proxy.end(stage.fault);
    QVERIFY(stage.before.wait_for_end() != EchoClient::End::Open);
}

void FaultProxyTest::lets_so_many_connections_be_hit()
{
    Stage stage;
    EchoClient second(stage.proxy.port()), third(stage.proxy.port());
    QTRY_COMPARE(stage.proxy.totals().connections_seen, 3u);
    NetFault two = fault(Kind::Reset);
    two.most_connections = 2;
    stage.fault = stage.proxy.add(two);
    int alive = 0;
    for (EchoClient *client : {&stage.before, &second, &third})
        alive += client->echoes(word);
    QCOMPARE(alive, 1);
    const NetFaultReport did = stage.proxy.end(stage.fault);
    QCOMPARE(did.connections_hit, 2u);
    QCOMPARE(did.connections_seen, 3u);
}

/// A receiver that does not read stops its sender, long before the proxy holds it all.
void FaultProxyTest::writes_as_slowly_as_is_read()
{
    Stage stage;
    stage.fault = stage.proxy.add(fault(Kind::HalfOpen, Way::ToServer));
    constexpr std::uint64_t much = 64 * 1024 * 1024;
    std::atomic<bool> sent = false;
    std::thread sender([&] {
        sent = stage.before.send(std::string(much, 'x'));
    });
    std::uint64_t last = 0;
    QTRY_VERIFY(std::exchange(last, stage.proxy.totals().bytes_forwarded) == stage.proxy.totals().bytes_forwarded && last > 0);
    const bool waits = !sent;
    const std::uint64_t held = stage.proxy.totals().bytes_forwarded;
    std::uint64_t back = 0;
    stage.proxy.end(stage.fault);
    while (back < much) {
        const std::size_t got = stage.before.receive(1'000'000).size();
        if (got == 0)
            break;
        back += got;
    }
    sender.join();
    QVERIFY(waits);
    QVERIFY2(held <= 1024 * 1024, std::to_string(held).c_str());
    QCOMPARE(back, much);
}

void FaultProxyTest::jitter_follows_its_seed()
{
    const auto measure = [](std::uint64_t seed) {
        Stage stage;
        NetFault slow = latency(0ms, 120ms);
        slow.seed = seed;
        stage.proxy.add(slow);
        std::vector<int> took;
        for (int i = 0; i < 4; ++i) // in steps that a busy machine does not blur
            took.push_back(int(time_of([&] { return stage.before.echoes(word); }) / 1ms));
        return took;
    };
    // Drawn by the standard's own engine, so the same everywhere; the machine only adds.
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> more(0, 120);
    for (const int took : measure(7))
        QVERIFY2(took >= int(more(random)), std::to_string(took).c_str());
}

void FaultProxyTest::faults_add_up()
{
    Stage stage;
    const std::uint64_t slow = stage.proxy.add(latency(150ms, 0ms));
    const std::uint64_t end = stage.proxy.add(cut(Way::ToClient, 4));
    const auto took = time_of([&] { return stage.before.send(word) && stage.before.receive(word.size()) == word.substr(0, 4); });
    QVERIFY(took >= 150ms);
    QVERIFY(took < 10s);
    QCOMPARE(stage.proxy.report(slow).bytes_delayed, word.size()); // the first fault saw them all
    QCOMPARE(stage.proxy.report(end).bytes_dropped, word.size() - 4);
    QCOMPARE(stage.proxy.totals().connections_hit, 1u);
}

void FaultProxyTest::refuses_faults_that_do_nothing_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("reach");
    QTest::newRow("no latency") << int(Kind::Latency) << int(Reach::All);
    QTest::newRow("no bandwidth") << int(Kind::Bandwidth) << int(Reach::All);
    QTest::newRow("refuse what is there") << int(Kind::Refuse) << int(Reach::Existing);
}

void FaultProxyTest::refuses_faults_that_do_nothing()
{
    QFETCH(int, kind);
    QFETCH(int, reach);
    Stage stage;
    QVERIFY_EXCEPTION_THROWN(stage.proxy.add(fault(Kind(kind), Way::Both, Reach(reach))), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(stage.proxy.end(1), std::out_of_range);
    QVERIFY_EXCEPTION_THROWN(FaultProxy({.host = "no address"}), std::invalid_argument);
}

void FaultProxyTest::resets_clients_when_nobody_listens()
{
    std::optional<EchoServer> server(std::in_place);
    const std::uint16_t port = server->port();
    server.reset();
    const FaultProxy proxy({.port = port});
    EchoClient client(proxy.port());
    QCOMPARE(client.wait_for_end(), EchoClient::End::Reset);
}

void FaultProxyTest::ends_with_everything_open()
{
    EchoServer server;
    std::optional<FaultProxy> proxy(std::in_place, ProxyTarget{.port = server.port()});
    EchoClient idle(proxy->port()), held(proxy->port()), late(proxy->port());
    QVERIFY(idle.echoes(word));
    proxy->add(fault(Kind::HalfOpen));
    proxy->add(latency(1h, 0ms));
    QVERIFY(held.send(word));
    QTRY_VERIFY(proxy->totals().bytes_forwarded > 2 * word.size());
    proxy.reset();
    for (EchoClient *client : {&idle, &held, &late})
        QCOMPARE(client->wait_for_end(), EchoClient::End::Reset);
}

QTEST_GUILESS_MAIN(FaultProxyTest)
#include "fault_proxy_test.moc"

#include "backend/net/http.h"
#include "tests/net/raw_peer.h"

#include <QTest>

#include <sys/resource.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

using namespace holdfast::net;
using namespace holdfast::test;
using namespace std::chrono_literals;

namespace {

/// Answers with what it was asked: "POST /x?y body". "/later" waits until released; "/never" is never answered;
/// "/throws" throws; "/thread" is answered from another thread.
class Echo final
{
public:
    ~Echo()
    {
        release();
        for (auto &thread : threads_)
            thread.join();
    }
    Handler handler()
    {
        return [this](Request request, Responder answer) { handle(std::move(request), std::move(answer)); };
    }
    void release()
    {
        const std::lock_guard lock(mutex_);
        for (const auto &answer : later_)
            answer({200, {}, "late"});
        later_.clear();
    }
    bool waitForLater(std::size_t count)
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, [&] { return later_.size() >= count; });
    }
    std::atomic<int> requests = 0;

private:
    void handle(Request request, Responder answer)
    {
        ++requests;
        const std::lock_guard lock(mutex_);
        if (request.target == "/later") {
            later_.push_back(std::move(answer));
            changed_.notify_all();
        } else if (request.target == "/never") {
            never_.push_back(std::move(answer));
        } else if (request.target == "/throws") {
            throw std::runtime_error("no");
        } else if (request.target == "/thread") {
            threads_.emplace_back([answer] { answer({200, {}, "from a thread"}); });
        } else if (request.target == "/twice") {
            answer({200, {}, "first"});
            answer({500, {}, "second"});
        } else if (request.target == "/hang-up") {
            answer({Response::no_answer, {}, "unheard"});
        } else if (request.target == "/empty") {
            answer({204, {}, ""});
        } else if (request.target == "/big") {
            answer({200, {}, std::string(8 * 1024 * 1024, 'x')});
        } else {
            answer({200, {{"X-Method", request.method}}, request.target + " " + request.body});
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Responder> later_;
    std::vector<Responder> never_;
    std::vector<std::thread> threads_;
};

ServerOptions quick()
{
    ServerOptions options;
    options.idle_timeout = 300ms;
    options.header_timeout = 300ms;
    options.body_timeout = 300ms;
    options.handler_timeout = 300ms;
    options.max_connections = 200;
    return options;
}

const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

std::string post(std::string_view fields, std::string_view body)
{
    return "POST /p HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

} // namespace

class HttpServerTest final : public QObject
{
    Q_OBJECT

private slots:
    void oneRequestOneAnswer_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("stays_open");
        const auto row = [](const char *name, const std::string &bytes, int status, const char *body, bool stays_open) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << status << QByteArray(body) << stays_open;
        };
        row("get", get, 200, "/a ", true);
        row("query", "GET /a?b=c%20d HTTP/1.1\r\nHost: h\r\n\r\n", 200, "/a?b=c%20d ", true);
        row("empty line before", "\r\n\r\n" + get, 200, "/a ", true);
        row("absolute form", "GET http://h:1/a?b HTTP/1.1\r\nHost: h\r\n\r\n", 200, "/a?b ", true);
        row("absolute form without a path", "GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", 200, "/ ", true);
        row("unknown method", "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n", 200, "/a ", true);
        row("asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 200, "* ", true);
        row("post", post("Content-Length: 5\r\n", "hello"), 200, "/p hello", true);
        row("empty body", post("Content-Length: 0\r\n", ""), 200, "/p ", true);
        row("no length is no body", post("", ""), 200, "/p ", true);
        row("chunks", post("Transfer-Encoding: chunked\r\n", "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: t\r\n\r\n"), 200, "/p hello", true);
        row("chunks, other case", post("transfer-encoding: Chunked\r\n", "0\r\n\r\n"), 200, "/p ", true);
        row("close", "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 200, "/a ", false);
        row("close in a list", "GET /a HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n", 200, "/a ", false);
        row("HTTP/1.0", "GET /a HTTP/1.0\r\n\r\n", 200, "/a ", false);
        row("HTTP/1.0 keep-alive", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, "/a ", true);
        row("answered twice", "GET /twice HTTP/1.1\r\nHost: h\r\n\r\n", 200, "first", true);
        row("answered from a thread", "GET /thread HTTP/1.1\r\nHost: h\r\n\r\n", 200, "from a thread", true);
        row("handler throws", "GET /throws HTTP/1.1\r\nHost: h\r\n\r\n", 503, nullptr, true);
        row("never answered", "GET /never HTTP/1.1\r\nHost: h\r\n\r\n", 503, nullptr, false);
        row("no content", "GET /empty HTTP/1.1\r\nHost: h\r\n\r\n", 204, "", true);

        row("not HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, nullptr, false);
        row("version 2", "GET /a HTTP/2.0\r\nHost: h\r\n\r\n", 400, nullptr, false);
        row("no version", "GET /a\r\n\r\n", 400, nullptr, false);
        row("blank in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400, nullptr, false);
        row("no host", "GET /a HTTP/1.1\r\n\r\n", 400, nullptr, false);
        row("two hosts", "GET /a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400, nullptr, false);
        row("blank before the colon", "GET /a HTTP/1.1\r\nHost : h\r\n\r\n", 400, nullptr, false);
        row("field without a name", "GET /a HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n", 400, nullptr, false);
        row("bare line feeds", "GET /a HTTP/1.1\nHost: h\n\n", 400, nullptr, false);
        row("zero byte in a field", std::string("GET /a HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n", 36), 400, nullptr, false);

        row("both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400, nullptr, false);
        row("both lengths, other order", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400, nullptr, false);
        row("two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400, nullptr, false);
        row("the same length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400, nullptr, false);
        row("list of lengths", post("Content-Length: 5, 5\r\n", "hello"), 400, nullptr, false);
        row("negative length", post("Content-Length: -1\r\n", ""), 400, nullptr, false);
        row("signed length", post("Content-Length: +5\r\n", "hello"), 400, nullptr, false);
        row("hexadecimal length", post("Content-Length: 0x5\r\n", "hello"), 400, nullptr, false);
        row("empty length", post("Content-Length:\r\n", ""), 400, nullptr, false);
        row("identity", post("Transfer-Encoding: identity\r\n", "x"), 400, nullptr, false);
        row("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400, nullptr, false);
        row("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400, nullptr, false);
        row("chunked, identity", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"), 400, nullptr, false);
        row("chunked in HTTP/1.0", "POST /p HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, nullptr, false);
        row("bad chunk", post("Transfer-Encoding: chunked\r\n", "zz\r\n"), 400, nullptr, false);
        row("chunk without its end", post("Transfer-Encoding: chunked\r\n", "1\r\nxy"), 400, nullptr, false);

        row("body at the limit", post("Content-Length: 65536\r\n", std::string(65536, 'x')), 200, nullptr, true);
        row("body over the limit", post("Content-Length: 65537\r\n", std::string(65537, 'x')), 413, nullptr, false);
        row("length that overflows", post("Content-Length: 9999999999999999999\r\n", "x"), 413, nullptr, false);
        row("chunks over the limit", post("Transfer-Encoding: chunked\r\n", "10001\r\n" + std::string(65537, 'x')), 413, nullptr, false);
        row("target at the limit", "GET /" + std::string(4095, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 200, nullptr, true);
        row("target over the limit", "GET /" + std::string(4096, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414, nullptr, false);
        row("endless target", "GET /" + std::string(100'000, 'a'), 414, nullptr, false);
        row("large fields", "GET /a HTTP/1.1\r\nHost: h\r\nX: " + std::string(8000, 'a') + "\r\n\r\n", 200, nullptr, true);
        row("field over the limit", "GET /a HTTP/1.1\r\nHost: h\r\nX: " + std::string(8192, 'a') + "\r\n\r\n", 431, nullptr, false);
        row("endless field", "GET /a HTTP/1.1\r\nHost: h\r\nX: " + std::string(100'000, 'a'), 431, nullptr, false);
        std::string many = "GET /a HTTP/1.1\r\nHost: h\r\n";
        for (int i = 0; i < 2000; ++i)
            many += "A: b\r\n";
        row("many fields over the limit", many + "\r\n", 431, nullptr, false);
        row("unknown expectation", post("Expect: tea\r\nContent-Length: 1\r\n", "x"), 417, nullptr, false);
    }
    void oneRequestOneAnswer()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, stays_open);
        Echo echo;
        Server server(quick(), echo.handler());
        RawPeer peer(server.port());
        peer.send(bytes.toStdString());
        const auto answer = peer.response();
        QCOMPARE(status_of(answer), status);
        if (!body.isNull())
            QCOMPARE(body_of(answer), body.toStdString());
        QVERIFY(!field_of(answer, "Date").empty());
        QCOMPARE(field_of(answer, "Connection"), std::string(stays_open ? "keep-alive" : "close"));
        if (stays_open) {
            QVERIFY(peer.send(get));
            QCOMPARE(body_of(peer.response()), std::string("/a "));
        } else {
            QVERIFY(peer.closes());
        }
    }

    void aHandlerMayHangUp()
    {
        Echo echo;
        Server server(quick(), echo.handler());
        RawPeer peer(server.port());
        peer.send(get + "GET /hang-up HTTP/1.1\r\nHost: h\r\n\r\n" + get);
        QCOMPARE(body_of(peer.response()), std::string("/a "));
        QVERIFY(peer.closes()); // without another byte
        QCOMPARE(echo.requests.load(), 2);
    }

    void byteByByte()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port());
        for (const char c : post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n") + get)
            QVERIFY(peer.send({&c, 1}));
        QCOMPARE(body_of(peer.response()), std::string("/p abc"));
        QCOMPARE(body_of(peer.response()), std::string("/a "));
    }

    void pipelinedRequestsAreAnsweredInOrder()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port());
        std::string all;
        for (int i = 0; i < 300; ++i)
            all += i % 3 == 0 ? "GET /thread HTTP/1.1\r\nHost: h\r\n\r\n" : "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";
        std::jthread sender([&] { peer.send(all); });
        for (int i = 0; i < 300; ++i)
            QCOMPARE(body_of(peer.response()), i % 3 == 0 ? std::string("from a thread") : "/" + std::to_string(i) + " hi");
        sender.join();
    }

    void aPipelinedRequestWaitsForTheOneBefore()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port());
        peer.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n" + get);
        QVERIFY(echo.waitForLater(1));
        QVERIFY(peer.silent());
        QCOMPARE(echo.requests.load(), 1);
        echo.release();
        QCOMPARE(body_of(peer.response()), std::string("late"));
        QCOMPARE(body_of(peer.response()), std::string("/a "));
    }

    void headHasTheLengthAndNoBody()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port());
        peer.send("HEAD /abc HTTP/1.1\r\nHost: h\r\n\r\n" + get);
        const auto head = peer.response(true);
        QCOMPARE(status_of(head), 200);
        QCOMPARE(field_of(head, "Content-Length"), std::string("5"));
        QCOMPARE(field_of(head, "X-Method"), std::string("HEAD"));
        QCOMPARE(body_of(peer.response()), std::string("/a "));
        peer.send("HEAD /abc HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n");
        const auto error = peer.rest();
        QCOMPARE(status_of(error), 400);
        QVERIFY(field_of(error, "Content-Length") != "0");
        QVERIFY(body_of(error).empty());
    }

    void continueIsSaidOnlyWhenTheBodyWillBeRead_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("first");
        QTest::newRow("length") << QByteArray("Expect: 100-continue\r\nContent-Length: 5\r\n") << 100;
        QTest::newRow("case") << QByteArray("Expect: 100-Continue\r\nContent-Length: 5\r\n") << 100;
        QTest::newRow("chunks") << QByteArray("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n") << 100;
        QTest::newRow("nothing to read") << QByteArray("Expect: 100-continue\r\nContent-Length: 0\r\n") << 200;
        QTest::newRow("too large") << QByteArray("Expect: 100-continue\r\nContent-Length: 65537\r\n") << 413;
        QTest::newRow("something else") << QByteArray("Expect: 200-ok\r\nContent-Length: 5\r\n") << 417;
    }
    void continueIsSaidOnlyWhenTheBodyWillBeRead()
    {
        QFETCH(QByteArray, fields);
        QFETCH(int, first);
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port());
        peer.send(post(fields.toStdString(), ""));
        QCOMPARE(status_of(peer.response()), first);
        if (first != 100)
            return;
        peer.send(fields.contains("chunked") ? "5\r\nhello\r\n0\r\n\r\n" : "hello");
        QCOMPARE(body_of(peer.response()), std::string("/p hello"));
    }

    void nobodyWaitsForEver_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("nothing") << QByteArray() << 0;
        QTest::newRow("idle after an answer") << QByteArray::fromStdString(get) << 200;
        QTest::newRow("half a request line") << QByteArray("GET /a HT") << 408;
        QTest::newRow("half a header") << QByteArray("GET /a HTTP/1.1\r\nHost: h\r\nX") << 408;
        QTest::newRow("half a body") << QByteArray::fromStdString(post("Content-Length: 5\r\n", "hel")) << 408;
        QTest::newRow("half a chunk") << QByteArray::fromStdString(post("Transfer-Encoding: chunked\r\n", "5\r\nh")) << 408;
    }
    void nobodyWaitsForEver()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        Echo echo;
        Server server(quick(), echo.handler());
        RawPeer peer(server.port());
        const auto start = std::chrono::steady_clock::now();
        peer.send(bytes.toStdString());
        const auto answer = peer.rest();
        const auto took = std::chrono::steady_clock::now() - start;
        QVERIFY(answer.has_value());
        QCOMPARE(status_of(answer), status);
        QVERIFY(took >= 290ms);
        QVERIFY(took < 5s);
        QTRY_COMPARE(server.metrics().connections_open, std::size_t{0});
    }

    void trickledBytesDoNotBuyTime_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("drop");
        QTest::newRow("header fields") << QByteArray("GET /a HTTP/1.1\r\nHost: h\r\n") << QByteArray("X: y\r\n");
        QTest::newRow("chunks") << QByteArray::fromStdString(post("Transfer-Encoding: chunked\r\n", ""))
                                << QByteArray("1\r\nx\r\n");
        QTest::newRow("a body") << QByteArray::fromStdString(post("Content-Length: 60000000\r\n", "")) << QByteArray("x");
    }
    void trickledBytesDoNotBuyTime()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, drop);
        Echo echo;
        auto options = quick();
        options.max_header_bytes = options.max_body_bytes = 64 << 20; // so that only time can end it
        Server server(options, echo.handler());
        RawPeer peer(server.port());
        std::atomic<bool> stop = false;
        std::jthread trickle([&] {
            peer.send(head.toStdString());
            while (!stop && peer.send(drop.toStdString()))
                std::this_thread::yield();
        });
        const auto answer = peer.response();
        stop = true;
        trickle.join();
        QCOMPARE(status_of(answer), 408);
        QCOMPARE(server.metrics().rejected.at(408), std::uint64_t{1});
    }

    /// A connection that could be accepted must not cost the process the descriptors it needs for its database.
    void connectionsLeaveRoomForOtherDescriptors()
    {
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit low{300, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &low), 0);
        Echo echo;
        Server server({}, echo.handler());
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &before), 0);
        std::vector<std::unique_ptr<RawPeer>> inside;
        for (int i = 0; i < 150; ++i) { // half of it at least
            inside.push_back(std::make_unique<RawPeer>(server.port()));
            inside.back()->send(get);
            QCOMPARE(status_of(inside.back()->response()), 200);
        }
        RawPeer outside(server.port());
        outside.send(get);
        QCOMPARE(status_of(outside.rest()), 503);
        QCOMPARE(server.metrics().rejected.at(503), std::uint64_t{1});
    }

    void whoCannotBeAcceptedWaitsAndIsCounted()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port()); // has its descriptor already, and needs no other
        peer.send(get);
        QCOMPARE(status_of(peer.response()), 200);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
        RawPeer late(server.port(), [&] {
            const rlimit none{3, before.rlim_max};
            setrlimit(RLIMIT_NOFILE, &none);
        });
        late.send(get);
        QTRY_VERIFY(server.metrics().accept_failures > 0);
        peer.send(get);
        QCOMPARE(status_of(peer.response()), 200);
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &before), 0);
        QCOMPARE(status_of(late.response()), 200);
    }

    void aRequestCutShort_data()
    {
        QTest::addColumn<int>("size");
        const auto whole = post("Content-Length: 5\r\n", "hello");
        for (std::size_t i = 0; i < whole.size(); i += 3)
            QTest::addRow("%d bytes", static_cast<int>(i)) << static_cast<int>(i);
    }
    void aRequestCutShort()
    {
        QFETCH(int, size);
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port());
        peer.send(post("Content-Length: 5\r\n", "hello").substr(0, static_cast<std::size_t>(size)));
        peer.end();
        const auto answer = peer.rest();
        QVERIFY(answer.has_value());
        QCOMPARE(status_of(answer), size == 0 ? 0 : 400);
        QCOMPARE(echo.requests.load(), 0);
    }

    void aHalfClosedClientStillGetsItsAnswer()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer peer(server.port());
        peer.send(get);
        peer.end();
        QCOMPARE(body_of(peer.rest()), std::string("/a "));
    }

    void aClientThatDoesNotReadDelaysNobody()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer slow(server.port());
        slow.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
        QTRY_COMPARE(echo.requests.load(), 1);
        RawPeer other(server.port());
        other.send(get);
        QCOMPARE(body_of(other.response()), std::string("/a "));
        const auto big = slow.response();
        QCOMPARE(body_of(big).size(), std::size_t{8 * 1024 * 1024});
    }

    void connectionsBeyondTheCapAreTold()
    {
        Echo echo;
        ServerOptions options = quick();
        options.idle_timeout = 60s;
        options.max_connections = 3;
        Server server(options, echo.handler());
        std::vector<std::unique_ptr<RawPeer>> inside;
        for (int i = 0; i < 3; ++i) {
            inside.push_back(std::make_unique<RawPeer>(server.port()));
            inside.back()->send(get);
            QCOMPARE(status_of(inside.back()->response()), 200);
        }
        RawPeer outside(server.port());
        outside.send(get);
        const auto answer = outside.rest();
        QCOMPARE(status_of(answer), 503);
        QCOMPARE(field_of(answer, "Connection"), std::string("close"));
        QCOMPARE(server.metrics().connections_refused, std::uint64_t{1});
        inside.pop_back();
        QTRY_COMPARE(server.metrics().connections_open, std::size_t{2});
        RawPeer again(server.port());
        again.send(get);
        QCOMPARE(status_of(again.response()), 200);
    }

    void shuttingDownFinishesWhatIsUnderWay()
    {
        Echo echo;
        Server server({}, echo.handler());
        RawPeer idle(server.port());
        idle.send(get);
        QCOMPARE(status_of(idle.response()), 200);
        RawPeer busy(server.port());
        busy.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
        QVERIFY(echo.waitForLater(1));
        std::jthread stop([&] { server.shut_down(10s); });
        QVERIFY(idle.closes());
        QVERIFY_EXCEPTION_THROWN(RawPeer(server.port()).send(""), std::runtime_error);
        QVERIFY(busy.silent());
        echo.release();
        const auto answer = busy.rest();
        QCOMPARE(body_of(answer), std::string("late"));
        QCOMPARE(field_of(answer, "Connection"), std::string("close"));
        stop.join();
        QTRY_COMPARE(server.metrics().connections_open, std::size_t{0});
    }

    void shuttingDownLosesPatience()
    {
        Echo echo;
        {
            Server server({}, echo.handler());
            RawPeer busy(server.port());
            busy.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
            QVERIFY(echo.waitForLater(1));
            const auto start = std::chrono::steady_clock::now();
            server.shut_down(100ms);
            QVERIFY(std::chrono::steady_clock::now() - start < 5s);
            QVERIFY(busy.closes());
        }
        echo.release(); // an answer after the server is gone goes nowhere
    }

    void errorsAreWrittenByTheOwner()
    {
        Echo echo;
        ServerOptions options;
        options.error_response = [](int status, std::string_view detail) {
            return Response{status, {{"X-Own", "yes"}}, std::string(detail)};
        };
        Server server(options, echo.handler());
        RawPeer peer(server.port());
        peer.send("nonsense\r\n\r\n");
        const auto answer = peer.rest();
        QCOMPARE(status_of(answer), 400);
        QCOMPARE(field_of(answer, "X-Own"), std::string("yes"));
    }

    void aTakenPortIsAnError()
    {
        Echo echo;
        Server server({}, echo.handler());
        ServerOptions options;
        options.port = server.port();
        QVERIFY_EXCEPTION_THROWN(Server(options, echo.handler()), std::system_error);
        options.host = "no.such.host.invalid";
        QVERIFY_EXCEPTION_THROWN(Server(options, echo.handler()), std::system_error);
    }

    /// Valid requests with bytes changed, dropped, repeated and swapped: whatever comes of it, the server answers others.
    void mutatedRequestsNeverHarmIt()
    {
        const auto seed = qEnvironmentVariableIsSet("HOLDFAST_SEED") ? qEnvironmentVariable("HOLDFAST_SEED").toUInt()
                                                                     : std::random_device{}();
        qInfo("HOLDFAST_SEED=%u", seed);
        std::mt19937 random(seed);
        Echo echo;
        ServerOptions options = quick();
        options.header_timeout = options.body_timeout = options.idle_timeout = 50ms;
        options.threads = 2;
        Server server(options, echo.handler());
        const std::vector<std::string> seeds = {
            get, post("Content-Length: 5\r\n", "hello"), post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\nA: b\r\n\r\n"),
            "HEAD /x HTTP/1.0\r\n\r\n", post("Expect: 100-continue\r\nContent-Length: 2\r\n", "hi"), get + get};
        const auto pick = [&](std::size_t size) { return static_cast<std::size_t>(random() % std::max<std::size_t>(1, size)); };
        const auto until = std::chrono::steady_clock::now() + 2s;
        int rounds = 0;
        while (std::chrono::steady_clock::now() < until) {
            std::string bytes = seeds[pick(seeds.size())];
            for (auto changes = random() % 6 + 1; changes > 0; --changes) {
                const auto at = pick(bytes.size());
                switch (random() % 5) {
                case 0:
                    bytes[at] = static_cast<char>(random());
                    break;
                case 1:
                    bytes.erase(at, random() % 8);
                    break;
                case 2:
                    bytes.insert(at, bytes.substr(pick(bytes.size()), random() % 20));
                    break;
                case 3:
                    bytes.insert(at, random() % 2 ? "\r\n" : std::string(1, '\0'));
                    break;
                default:
                    bytes.resize(at);
                }
                if (bytes.empty())
                    bytes = "G";
            }
            RawPeer peer(server.port());
            peer.send(bytes);
            if (random() % 4 != 0)
                peer.end();
            if (random() % 2)
                peer.rest();
            ++rounds;
        }
        qInfo("%d rounds", rounds);
        RawPeer peer(server.port());
        peer.send(get);
        QCOMPARE(body_of(peer.response()), std::string("/a "));
        QTRY_COMPARE(server.metrics().connections_open, std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(HttpServerTest)
#include "http_server_test.moc"

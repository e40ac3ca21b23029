#include "backend/net/load_connections.h"
#include "backend/net/response_scan.h"
#include "tests/net/scripted_server.h"

#include <QTest>

#include <optional>

using namespace holdfast::net;
using holdfast::test::ScriptedServer;
using namespace std::chrono_literals;

namespace {

using State = ResponseScan::State;

constexpr auto patience = 20s;
constexpr auto timeout = 5'000ms;

const std::string plain = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

Exchange ask(LoadConnections &connections, const std::string &request = plain)
{
    std::optional<Exchange> kept;
    connections.send(0, request);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!kept && std::chrono::steady_clock::now() < deadline)
        connections.wait_until(deadline, [&](const LoadAnswer &answer) { kept = keep(answer); });
    return kept.value_or(Exchange{std::nullopt, "the test waited in vain", false, {}, {}});
}

} // namespace

class LoadConnectionsTest final : public QObject
{
    Q_OBJECT

private slots:
    void responsesAreReadWhereverTheyAreCut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("keep_alive");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("usual") << QByteArray("HTTP/1.1 200 OK\r\nServer: Holdfast\r\nContent-Length: 2\r\n\r\nhi") << 200 << true
                               << QByteArray("hi");
        QTest::newRow("empty body") << QByteArray("HTTP/1.1 409 Conflict\r\ncontent-length:0\r\n\r\n") << 409 << true << QByteArray();
        QTest::newRow("no reason") << QByteArray("HTTP/1.1 503 \r\nContent-Length: \t1 \r\n\r\nx") << 503 << true << QByteArray("x");
        QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << 204 << true << QByteArray();
        QTest::newRow("not modified") << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n") << 304 << true
                                      << QByteArray();
        QTest::newRow("closes") << QByteArray("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\ny") << 200
                                << false << QByteArray("y");
        QTest::newRow("stays") << QByteArray("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\ny") << 200
                               << true << QByteArray("y");
        QTest::newRow("a body like a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n\r\n\r\nabcd") << 200 << true
                                            << QByteArray("\r\n\r\nabcd");
    }
    void responsesAreReadWhereverTheyAreCut()
    {
        QFETCH(QByteArray, bytes);
        const std::string whole = bytes.toStdString();
        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY2(scan_response(std::string_view(whole).substr(0, size)).state == State::More, qPrintable(QString::number(size)));
        // What follows belongs to the next.
        for (const std::string &after : {std::string(), std::string("HTTP/1.1 500"), std::string("\r\n")}) {
            const std::string given = whole + after;
            const ResponseScan scan = scan_response(given);
            QVERIFY2(scan.state == State::Done, std::string(scan.flaw).c_str());
            QTEST(scan.status, "status");
            QTEST(scan.keep_alive, "keep_alive");
            QTEST(QByteArray(scan.body.data(), qsizetype(scan.body.size())), "body");
            QCOMPARE(scan.size, whole.size());
        }
    }

    void whatIsNoSuchResponseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("flaw");
        const auto row = [](const char *title, const QByteArray &bytes, const char *flaw) {
            QTest::newRow(title) << bytes << QByteArray(flaw);
        };
        const char *line = "its first line is no status line of HTTP/1.1";
        const char *field = "a header field is none";
        row("older version", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("newer version", "HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("two digits", "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("no blank after the status", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", line);
        row("no number", "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("beyond 599", "HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("below 100", "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("a line feed in the reason", "HTTP/1.1 200 O\nK\r\nContent-Length: 0\r\n\r\n", line);
        row("blanks before", " HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", line);
        row("words", "hello there\r\n\r\n", line);
        row("nothing", "\r\n\r\n", line);
        row("interim", "HTTP/1.1 100 Continue\r\n\r\n", "it is an interim response");
        row("no length", "HTTP/1.1 200 OK\r\n\r\n", "it has no length");
        row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "it has two lengths");
        row("list of lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx", "its length is no number");
        row("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "its length is no number");
        row("signed length", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx", "its length is no number");
        row("empty length", "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n", "its length is no number");
        row("length beyond 64 bits", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "its length is no number");
        row("length beyond reason", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "its body is too long");
        row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "it is sent in chunks");
        row("chunks and a length", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\ntransfer-encoding: chunked\r\n\r\nx", "it is sent in chunks");
        row("folded field", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n", field);
        row("blank before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n", field);
        row("no colon", "HTTP/1.1 200 OK\r\nContent-Length 0\r\n\r\n", field);
        row("no name", "HTTP/1.1 200 OK\r\n: 0\r\n\r\n", field);
        row("bare line feed", "HTTP/1.1 200 OK\r\nA: b\nContent-Length: 0\r\n\r\n", field);
        row("zero byte", QByteArray("HTTP/1.1 200 OK\r\nA: \0\r\nContent-Length: 0\r\n\r\n", 44), field);
        row("endless head", "HTTP/1.1 200 OK\r\nA: " + QByteArray(64 * 1024, 'a'), "its head is too long");
    }
    void whatIsNoSuchResponseIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, flaw);
        const ResponseScan scan = scan_response(bytes.toStdString());
        QVERIFY(scan.state == State::Malformed);
        QCOMPARE(QByteArray(scan.flaw.data(), qsizetype(scan.flaw.size())), flaw);
    }

    void manyRequestsOverFewConnectionsAreEachAnsweredOnce()
    {
        Server server({}, [](Request request, Responder respond) { respond({201, {}, request.target + request.body}); });
        constexpr std::size_t requests = 500;
        LoadConnections connections(server.port(), 7, timeout);
        std::vector<std::string> bytes;
        for (std::size_t i = 0; i < requests; ++i) // some bigger than a socket's buffers
            bytes.push_back(request_bytes({"POST", "/" + std::to_string(i), {}, std::string(i % 50 == 0 ? 60'000 : 3, 'b')},
                                          server.port()));
        std::vector<std::size_t> carried(7);
        std::vector<int> answered(requests);
        std::size_t next = 0;
        for (; next < carried.size(); ++next)
            connections.send(carried[next] = next, bytes[next]);
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (connections.under_way() > 0 && std::chrono::steady_clock::now() < deadline) {
            connections.wait_until(deadline, [&](const LoadAnswer &answer) {
                auto &request = carried[answer.connection];
                const std::string target = "/" + std::to_string(request);
                if (answer.status == 201 && answer.sent && answer.body.starts_with(target + "b")
                    && answer.finished >= answer.started)
                    ++answered[request];
                if (next < requests) {
                    request = next++;
                    connections.send(answer.connection, bytes[request]);
                }
            });
        }
        QCOMPARE(answered, std::vector<int>(requests, 1));
        QCOMPARE(server.metrics().connections_accepted, std::uint64_t{7});
    }

    void aBodyOfManyPiecesIsReadWhole()
    {
        std::string body(3'000'000, 'x');
        for (std::size_t i = 0; i < body.size(); i += 1000)
            body[i] = static_cast<char>('a' + i / 1000 % 26);
        Server server({}, [&](Request, Responder respond) { respond({200, {}, body}); });
        LoadConnections connections(server.port(), 1, timeout);
        for (int i = 0; i < 3; ++i) {
            const Exchange kept = ask(connections);
            QVERIFY2(kept.response, kept.error.c_str());
            QCOMPARE(kept.response->status, 200);
            QVERIFY(kept.response->body == body);
        }
    }

    void whatGoesWrongIsToldAndTheNextRequestConnectsAnew_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<QByteArray>("error");
        QTest::newRow("closed without an answer") << QByteArray() << true << QByteArray("reading: the server closed the connection");
        QTest::newRow("closed within") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi") << true
                                       << QByteArray("reading: the server closed the connection");
        QTest::newRow("hangs") << QByteArray() << false << QByteArray("no answer within 300 ms");
        QTest::newRow("hangs within") << QByteArray("HTTP/1.1 200 OK\r\n") << false << QByteArray("no answer within 300 ms");
        QTest::newRow("chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") << false
                                << QByteArray("reading: the response cannot be read: it is sent in chunks");
        QTest::newRow("two answers") << QByteArray("HTTP/1.1 204 X\r\n\r\nHTTP/1.1 204 X\r\n\r\n") << false
                                     << QByteArray("reading: there is more than was asked for");
    }
    void whatGoesWrongIsToldAndTheNextRequestConnectsAnew()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, closes);
        QFETCH(QByteArray, error);
        ScriptedServer server(answer.toStdString(), closes);
        LoadConnections connections(server.port(), 1, 300ms);
        for (int connection = 1; connection <= 2; ++connection) {
            const Exchange kept = ask(connections);
            QVERIFY(!kept.response);
            QVERIFY(kept.sent);
            QCOMPARE(QByteArray::fromStdString(kept.error), error);
            QCOMPARE(server.connections(), connection);
        }
    }

    void aServerMayCloseAfterItsAnswer()
    {
        ScriptedServer server("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", true);
        LoadConnections connections(server.port(), 1, timeout);
        for (int connection = 1; connection <= 3; ++connection) {
            const Exchange kept = ask(connections);
            QVERIFY2(kept.response, kept.error.c_str());
            QCOMPARE(kept.response->body, std::string("hi"));
            QCOMPARE(server.connections(), connection);
        }
    }

    void aServerThatIsGoneWasSentNothing()
    {
        std::optional<Server> server(std::in_place, ServerOptions{}, [](Request, Responder respond) { respond({200, {}, "x"}); });
        const std::uint16_t port = server->port();
        LoadConnections connections(port, 1, timeout);
        QVERIFY(ask(connections).response);
        server.reset();
        (void)ask(connections); // may have met the old connection
        const Exchange kept = ask(connections);
        QVERIFY(!kept.response);
        QVERIFY(!kept.sent);
        QVERIFY2(kept.error.starts_with("connecting: "), kept.error.c_str());
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, LoadConnections(port, 1, timeout));
    }

    void waitingEndsInTime()
    {
        Server server({}, [](Request, Responder) {});
        LoadConnections connections(server.port(), 1, timeout);
        const auto began = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() < began + 20ms)
            connections.wait_until(began + 20ms, [](const LoadAnswer &) { QFAIL("nothing was asked"); });
        QVERIFY(std::chrono::steady_clock::now() < began + 2s);
        connections.send(0, plain);
        QVERIFY_THROWS_EXCEPTION(std::logic_error, connections.send(0, plain));
    }
};

QTEST_APPLESS_MAIN(LoadConnectionsTest)
#include "load_connections_test.moc"

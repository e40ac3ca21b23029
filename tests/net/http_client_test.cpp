#include "backend/net/http.h"
#include "tests/net/scripted_server.h"

#include <QTest>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

using namespace holdfast::net;
using holdfast::test::ScriptedServer;
using namespace std::chrono_literals;

namespace {

ClientOptions to(std::uint16_t port)
{
    ClientOptions options;
    options.port = port;
    options.connect_timeout = 500ms;
    options.request_timeout = 300ms;
    return options;
}

Exchange ask(Client::Connection &connection, Request request)
{
    std::promise<Exchange> promise;
    connection.send(std::move(request), [&](Exchange exchange) { promise.set_value(std::move(exchange)); });
    return promise.get_future().get();
}

} // namespace

class HttpClientTest final : public QObject
{
    Q_OBJECT

private slots:
    void answersAreRead_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("close_after");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") << false << 200 << QByteArray("hi");
        QTest::newRow("chunks") << QByteArray("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
                                << false << 201 << QByteArray("hi");
        QTest::newRow("to the end") << QByteArray("HTTP/1.1 200 OK\r\n\r\nhi") << true << 200 << QByteArray("hi");
        QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << false << 204 << QByteArray();
        QTest::newRow("after 100") << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 422 X\r\nContent-Length: 1\r\n\r\nz")
                                   << false << 422 << QByteArray("z");
        QTest::newRow("cut short") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi") << true << 0 << QByteArray();
        QTest::newRow("closed without a word") << QByteArray("") << true << 0 << QByteArray();
        QTest::newRow("silence") << QByteArray("") << false << 0 << QByteArray();
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n\r\n") << false << 0 << QByteArray();
        QTest::newRow("bad length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n") << false << 0 << QByteArray();
    }
    void answersAreRead()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, close_after);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        const ScriptedServer server(answer.toStdString(), close_after);
        Client client(to(server.port()));
        const auto exchange = client.exchange({"GET", "/", {}, ""});
        QCOMPARE(exchange.response.has_value(), status != 0);
        QVERIFY(exchange.sent);
        QVERIFY(exchange.started < exchange.finished);
        QCOMPARE(exchange.error.empty(), status != 0);
        if (status != 0) {
            QCOMPARE(exchange.response->status, status);
            QCOMPARE(QByteArray::fromStdString(exchange.response->body), body);
        }
    }

    void nobodyListening()
    {
        std::uint16_t port = 0;
        {
            const ScriptedServer server("", true);
            port = server.port();
        }
        Client client(to(port));
        const auto exchange = client.exchange({"GET", "/", {}, ""});
        QVERIFY(!exchange.response);
        QVERIFY(!exchange.sent);
        QVERIFY2(exchange.error.find("refused") != std::string::npos, exchange.error.c_str());
        std::string error;
        QVERIFY(!client.open_connection()->connect(error));
        QVERIFY(!error.empty());
    }

    void requestsOfOneConnectionGoInOrder()
    {
        ServerOptions options;
        Server server(options, [](Request request, Responder answer) { answer({200, {}, request.target + request.body}); });
        Client client(to(server.port()));
        const auto connection = client.open_connection();
        std::string error;
        QVERIFY2(connection->connect(error), error.c_str());
        std::vector<std::string> got;
        std::promise<void> all;
        constexpr int count = 500;
        for (int i = 0; i < count; ++i) {
            connection->send({"POST", "/" + std::to_string(i), {}, "b"}, [&](Exchange exchange) {
                got.push_back(exchange.response ? exchange.response->body : exchange.error);
                if (got.size() == count)
                    all.set_value();
            });
        }
        all.get_future().wait();
        for (int i = 0; i < count; ++i)
            QCOMPARE(got[static_cast<std::size_t>(i)], "/" + std::to_string(i) + "b");
        QCOMPARE(server.metrics().connections_accepted, std::uint64_t{1});
    }

    void manyAtOnceFromWithinTheirAnswers()
    {
        ServerOptions options;
        options.threads = 2;
        Server server(options, [](Request request, Responder answer) { answer({200, {}, request.target}); });
        ClientOptions client_options = to(server.port());
        client_options.threads = 2;
        client_options.request_timeout = 10s;
        Client client(client_options);
        constexpr int connections = 50;
        constexpr int each = 40;
        std::atomic<int> right = 0;
        std::atomic<int> ended = 0;
        std::promise<void> all;
        std::function<void(std::shared_ptr<Client::Connection>, int)> next = [&](auto connection, int number) {
            const std::string target = "/" + std::to_string(number);
            connection->send({"GET", target, {}, ""}, [&, connection, number, target](Exchange exchange) {
                right += exchange.response && exchange.response->body == target;
                if (number < each)
                    next(connection, number + 1);
                else if (++ended == connections)
                    all.set_value();
            });
        };
        for (int i = 0; i < connections; ++i)
            next(client.open_connection(), 1);
        all.get_future().wait();
        QCOMPARE(right.load(), connections * each);
        QCOMPARE(server.metrics().connections_accepted, std::uint64_t{connections});
    }

    void aConnectionTheServerClosedIsReportedAndThenOpenedAnew()
    {
        const ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true);
        Client client(to(server.port()));
        const auto connection = client.open_connection();
        QVERIFY(ask(*connection, {"GET", "/", {}, ""}).response);
        const auto second = ask(*connection, {"GET", "/", {}, ""});
        QVERIFY(!second.response);
        QVERIFY(!second.error.empty());
        QVERIFY(ask(*connection, {"GET", "/", {}, ""}).response);
        QCOMPARE(server.connections(), 2);
    }

    void destroyingTheClientEndsWhatIsUnderWay()
    {
        const ScriptedServer server("", false);
        std::atomic<int> ended = 0;
        std::shared_ptr<Client::Connection> connection;
        {
            ClientOptions options = to(server.port());
            options.request_timeout = 60s;
            Client client(options);
            connection = client.open_connection();
            for (int i = 0; i < 3; ++i)
                connection->send({"GET", "/", {}, ""}, [&](Exchange exchange) { ended += exchange.error == "the client was closed"; });
        }
        QCOMPARE(ended.load(), 3);
        connection->send({"GET", "/", {}, ""}, [&](Exchange exchange) { ended += exchange.error == "the client was closed"; });
        QCOMPARE(ended.load(), 4);
    }
};

QTEST_GUILESS_MAIN(HttpClientTest)
#include "http_client_test.moc"

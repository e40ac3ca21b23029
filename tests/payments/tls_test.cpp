#include "tests/payments/gateway_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace holdfast;
using namespace holdfast::payments;
using namespace holdfast::test;

namespace {

const CreateIntent wanted{4500, "EUR", "pm_card_visa", {}};

Say yes(const Seen &, int)
{
    return {200, IntentText().json()};
}

} // namespace

class TlsTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir folder_;
    TestAuthority ours_{"ours"};
    TestAuthority stranger_{"a stranger"};

    std::string file_of(const TestAuthority &authority, const char *name)
    {
        const auto path = folder_.filePath(name).toStdString();
        std::ofstream(path) << authority.certificate();
        return path;
    }

    GatewaySettings settings(std::uint16_t port, const std::string &host = "localhost")
    {
        auto settings = gateway_settings(port);
        settings.base_url = "https://" + host + ":" + std::to_string(port);
        settings.ca_file = file_of(ours_, "ours.pem");
        settings.attempts = 2;
        return settings;
    }

private slots:
    void aServerThatProvesItsNameIsSpokenTo_data()
    {
        QTest::addColumn<std::string>("host");
        QTest::addColumn<std::string>("names");
        QTest::newRow("by name") << std::string("localhost") << std::string("DNS:localhost");
        QTest::newRow("by one of several") << std::string("localhost") << std::string("DNS:a.example,DNS:localhost");
        QTest::newRow("by address") << std::string("127.0.0.1") << std::string("IP:127.0.0.1");
    }
    void aServerThatProvesItsNameIsSpokenTo()
    {
        QFETCH(std::string, host);
        QFETCH(std::string, names);
        ScriptedPeer peer(yes, ours_.issue(names));
        Gateway gateway(settings(peer.port(), host));
        QVERIFY(gateway.create(wanted, "key").ok());
        QVERIFY(gateway.create(wanted, "key").ok());
        QCOMPARE(peer.connections(), 1);
        peer.close_connections();
        QVERIFY(gateway.create(wanted, "key").ok());
        QCOMPARE(peer.requests().size(), std::size_t{3});
    }

    void bigAnswersComeWhole()
    {
        std::vector<std::string> items;
        for (int i = 0; i < 100; ++i)
            items.push_back(IntentText{.id = "pi_" + std::to_string(i)}.json());
        ScriptedPeer peer(
            [&](const Seen &, int) -> Say {
                return {200, list_json(items)};
            },
            ours_.issue("DNS:localhost"));
        Gateway gateway(settings(peer.port()));
        const auto page = gateway.list_intents({});
        QVERIFY(page && page->items.size() == 100);
    }

    void noOtherIs_data()
    {
        QTest::addColumn<std::string>("host");
        QTest::addColumn<std::string>("names");
        QTest::addColumn<bool>("by_stranger");
        QTest::addColumn<bool>("expired");
        QTest::addColumn<std::string>("why");
        const auto row = [](const char *name, const char *host, const char *names, bool stranger, bool expired,
                            const char *why) {
            QTest::newRow(name) << std::string(host) << std::string(names) << stranger << expired << std::string(why);
        };
        row("another host", "localhost", "DNS:api.stripe.com", false, false, "hostname mismatch");
        row("a wildcard elsewhere", "localhost", "DNS:*.example.org", false, false, "hostname mismatch");
        row("another address", "127.0.0.1", "IP:127.0.0.2", false, false, "IP address mismatch");
        row("a name for an address", "127.0.0.1", "DNS:127.0.0.1", false, false, "IP address mismatch");
        row("expired", "localhost", "DNS:localhost", false, true, "certificate has expired");
        row("an authority we do not know", "localhost", "DNS:localhost", true, false, "unable to get local issuer");
    }
    void noOtherIs()
    {
        QFETCH(std::string, host);
        QFETCH(std::string, names);
        QFETCH(bool, by_stranger);
        QFETCH(bool, expired);
        QFETCH(std::string, why);
        const auto &authority = by_stranger ? stranger_ : ours_;
        ScriptedPeer peer(yes, authority.issue(names, expired ? std::chrono::seconds(-60) : std::chrono::hours(1)));
        Gateway gateway(settings(peer.port(), host));
        const auto result = gateway.create(wanted, "key");
        QVERIFY(!result);
        QCOMPARE(result.error().kind, GatewayErrorKind::Unavailable); // nothing was sent
        QVERIFY2(result.error().message.find(why) != std::string::npos, result.error().message.c_str());
        QVERIFY(peer.requests().empty());
        QCOMPARE(peer.connections(), 2);
    }

    void theSystemsAuthoritiesDoNotKnowOurs()
    {
        ScriptedPeer peer(yes, ours_.issue("DNS:localhost"));
        auto without_file = settings(peer.port());
        without_file.ca_file.clear();
        Gateway gateway(without_file);
        QCOMPARE(gateway.create(wanted, "key").error().kind, GatewayErrorKind::Unavailable);
        QVERIFY(peer.requests().empty());
    }

    void aServerWithoutTlsIsNotSpokenTo()
    {
        ScriptedPeer peer(yes);
        auto impatient = settings(peer.port());
        impatient.connect_timeout = std::chrono::milliseconds(50);
        Gateway gateway(impatient);
        QCOMPARE(gateway.create(wanted, "key").error().kind, GatewayErrorKind::Unavailable);
        QVERIFY(peer.requests().empty());
    }

    void anAuthoritiesFileThatIsNoneIsRefused()
    {
        auto no_file = settings(1);
        no_file.ca_file = folder_.filePath("missing.pem").toStdString();
        QVERIFY_EXCEPTION_THROWN(Gateway{no_file}, std::runtime_error);
        std::ofstream(no_file.ca_file) << "not a certificate";
        QVERIFY_EXCEPTION_THROWN(Gateway{no_file}, std::runtime_error);
    }
};

QTEST_GUILESS_MAIN(TlsTest)
#include "tls_test.moc"

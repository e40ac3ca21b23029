#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "tests/simulators/gateway.h"

#include <QMessageAuthenticationCode>

#include <set>

using namespace holdfast;
using test::Gateway;
using test::Inbox;
using test::Json;
using test::wish;

namespace {

constexpr auto secret = "whsec_of_the_tests";

/// By another implementation of HMAC than the one that signed.
bool signature_holds(const Inbox::Delivery &delivery)
{
    const auto parts = QByteArray::fromStdString(delivery.signature).split(',');
    if (parts.size() != 2 || !parts[0].startsWith("t=") || !parts[1].startsWith("v1="))
        return false;
    const auto text = parts[0].mid(2) + '.' + QByteArray::fromStdString(delivery.body);
    return QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256).toHex() == parts[1].mid(3);
}

std::int64_t signed_at(const Inbox::Delivery &delivery)
{
    return QByteArray::fromStdString(delivery.signature).split(',')[0].mid(2).toLongLong();
}

/// A simulator that delivers to an inbox.
struct Town
{
    explicit Town(std::function<int(int)> status = [](int) { return 200; })
        : inbox(std::move(status)), gateway({.webhook_url = inbox.url(), .webhook_secret = Secret(secret)})
    {}
    Inbox inbox;
    Gateway gateway;

    std::set<std::string> ids() const
    {
        std::set<std::string> ids;
        for (const auto &delivery : inbox.deliveries())
            ids.insert(delivery.event.value("id", ""));
        return ids;
    }
    int counted(const char *name) { return gateway.control("GET", "/webhook").body.value(name, -1); }
};

constexpr std::size_t of_an_authorization = 3; // created, charge.succeeded, amount_capturable_updated

} // namespace

class WebhooksTest final : public QObject
{
    Q_OBJECT

private slots:
    void everyStepIsToldOf()
    {
        Town town;
        auto &gateway = town.gateway;
        const auto paid = gateway.authorized();
        (void)gateway.post("payment_intents/" + paid + "/capture");
        const auto refund = gateway.post("refunds", {{"payment_intent", paid}}).id();
        (void)gateway.control("POST", "/refunds/" + refund + "/fail");
        (void)gateway.post("payment_intents/" + gateway.authorized() + "/cancel");
        (void)gateway.post("payment_intents", wish("r", "pm_card_visa_chargeDeclined"));
        (void)gateway.authorized(); // expires
        (void)gateway.control("POST", "/clock", {{"offset_ms", std::int64_t{8} * 24 * 3600 * 1000}});
        const std::multiset<std::string> expected = {
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.amount_capturable_updated",
            "charge.captured",
            "payment_intent.succeeded",
            "refund.created",
            "charge.refunded",
            "refund.failed",
            "refund.updated",
            "charge.refund.updated",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.amount_capturable_updated",
            "charge.refunded",
            "payment_intent.canceled",
            "payment_intent.created",
            "charge.failed",
            "payment_intent.payment_failed",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.amount_capturable_updated",
            "charge.expired",
            "payment_intent.canceled",
        };
        QTRY_COMPARE(town.inbox.count(), expected.size());
        const auto types = town.inbox.types();
        QCOMPARE(std::multiset<std::string>(types.begin(), types.end()), expected);
        QCOMPARE(gateway.get("events?limit=100").body["data"].size(), expected.size());
        for (const auto &delivery : town.inbox.deliveries()) {
            QVERIFY(signature_holds(delivery));
            QCOMPARE(gateway.get("events/" + delivery.event["id"].get<std::string>()).body, delivery.event);
        }
    }

    void theSignatureIsOfTheGatewaysTime()
    {
        Town town;
        (void)town.gateway.control("POST", "/clock", {{"offset_ms", 3'600'000}});
        (void)town.gateway.authorized();
        QTRY_COMPARE(town.inbox.count(), of_an_authorization);
        const auto now = town.gateway.control("GET", "/clock").body["now_ms"].get<std::int64_t>() / 1000;
        QVERIFY(std::abs(signed_at(town.inbox.deliveries().front()) - now) <= 10);
        QVERIFY(now - QDateTime::currentSecsSinceEpoch() >= 3'500);
    }

    void whatIsNotAcceptedComesAgain()
    {
        Town town([](int number) { return number <= 4 ? 500 : number == 5 ? 404 : 204; });
        (void)town.gateway.authorized();
        QTRY_COMPARE_WITH_TIMEOUT(town.counted("delivered"), int(of_an_authorization), 15'000);
        QCOMPARE(town.inbox.count(), of_an_authorization + 5);
        QCOMPARE(town.ids().size(), of_an_authorization);
        QCOMPARE(town.counted("failed"), 5);
        QCOMPARE(town.counted("pending"), 0);
    }

    /// Nobody is there at first: at least once means that it comes later.
    void anEndpointMayComeUpLater()
    {
        std::uint16_t port = 0;
        {
            const Inbox gone;
            port = net::parse_http_url(gone.url().substr(0, gone.url().rfind('/')))->second;
        }
        Gateway gateway(
            {.webhook_url = "http://127.0.0.1:" + std::to_string(port) + "/hook", .webhook_secret = Secret(secret)});
        (void)gateway.authorized();
        QTRY_VERIFY(gateway.control("GET", "/webhook").body["failed"] >= 3);
        const Inbox inbox;
        QCOMPARE(gateway.control("POST", "/webhook", {{"url", inbox.url()}, {"secret", secret}}).status, 200);
        const auto id = gateway.authorized();
        QTRY_COMPARE(inbox.count(), of_an_authorization); // what was made for the old address is still tried there
        QCOMPARE(inbox.deliveries().front().event["data"]["object"].value("payment_intent", id), id);
    }

    void duplicated()
    {
        Town town;
        const auto fault =
            town.gateway.fault({{"call", "webhook"}, {"kind", "duplicate"}, {"match", {{"reservation", "r-1"}}}});
        (void)town.gateway.authorized("r-1");
        (void)town.gateway.authorized("r-2");
        QTRY_COMPARE(town.inbox.count(), 3 * of_an_authorization);
        QCOMPARE(town.ids().size(), 2 * of_an_authorization);
        QTRY_COMPARE(town.gateway.hits(fault), int(of_an_authorization));
    }

    void lost()
    {
        Town town;
        const auto fault = town.gateway.fault(
            {{"call", "webhook"}, {"kind", "lose"}, {"times", 1}, {"match", {{"type", "payment_intent.created"}}}});
        (void)town.gateway.authorized();
        (void)town.gateway.authorized();
        QTRY_COMPARE(town.inbox.count(), 2 * of_an_authorization - 1);
        QTRY_COMPARE(town.counted("pending"), 0);
        const auto types = town.inbox.types();
        QCOMPARE(std::count(types.begin(), types.end(), "payment_intent.created"), 1);
        QCOMPARE(town.gateway.hits(fault), 1);
        QCOMPARE(town.counted("lost"), 1);
        // The gateway itself knows of it.
        QCOMPARE(town.gateway.get("events?type=payment_intent.created").body["data"].size(), std::size_t{2});
    }

    void delayed()
    {
        Town town;
        const auto fault = town.gateway.fault({{"call", "webhook"},
                                               {"kind", "delay"},
                                               {"delay_ms", 700},
                                               {"times", 1},
                                               {"match", {{"type", "payment_intent.created"}}}});
        QElapsedTimer since;
        since.start();
        (void)town.gateway.authorized();
        QTRY_COMPARE(town.inbox.count(), of_an_authorization - 1);
        QCOMPARE(town.gateway.hits(fault), 0);
        QTRY_COMPARE(town.inbox.count(), of_an_authorization);
        QVERIFY(since.elapsed() >= 700);
        QCOMPARE(town.inbox.types().back(), std::string("payment_intent.created"));
        QTRY_COMPARE(town.gateway.hits(fault), 1);
    }

    void disordered()
    {
        Town town;
        const auto fault = town.gateway.fault(
            {{"call", "webhook"}, {"kind", "disorder"}, {"times", 1}, {"match", {{"type", "payment_intent.created"}}}});
        (void)town.gateway.authorized();
        QTRY_COMPARE(town.inbox.count(), of_an_authorization);
        QVERIFY(town.inbox.types().front() != "payment_intent.created");
        QTRY_COMPARE(town.gateway.hits(fault), 1);
    }

    /// Where nothing overtakes it, it arrives all the same, and there was no disorder.
    void aloneNothingIsDisordered()
    {
        Inbox inbox;
        Gateway gateway;
        (void)gateway.post("webhook_endpoints", {{"url", inbox.url()}, {"enabled_events[]", "payment_intent.created"}});
        const auto fault = gateway.fault({{"call", "webhook"}, {"kind", "disorder"}, {"times", 1}});
        (void)gateway.authorized();
        QTRY_COMPARE(inbox.count(), std::size_t{1});
        QCOMPARE(gateway.hits(fault), 0);
    }

    void forged()
    {
        Town town([](int) { return 200; });
        const auto fault = town.gateway.fault({{"call", "webhook"}, {"kind", "forge"}, {"times", 1}});
        (void)town.gateway.authorized();
        QTRY_COMPARE(town.inbox.count(), of_an_authorization + 1);
        const auto deliveries = town.inbox.deliveries();
        QCOMPARE(std::count_if(deliveries.begin(), deliveries.end(), signature_holds),
                 std::ptrdiff_t(of_an_authorization));
        QCOMPARE(town.ids().size(), of_an_authorization + 1);
        QTRY_COMPARE(town.gateway.hits(fault), 1);
    }

    void stale()
    {
        Town town;
        const auto fault = town.gateway.fault({{"call", "webhook"}, {"kind", "stale"}, {"times", 1}});
        (void)town.gateway.authorized();
        QTRY_COMPARE(town.inbox.count(), of_an_authorization + 1);
        const auto deliveries = town.inbox.deliveries();
        const auto old = std::count_if(deliveries.begin(), deliveries.end(), [](const auto &delivery) {
            return QDateTime::currentSecsSinceEpoch() - signed_at(delivery) > 300;
        });
        QCOMPARE(old, std::ptrdiff_t{1});
        QVERIFY(std::all_of(deliveries.begin(), deliveries.end(), signature_holds));
        QTRY_COMPARE(town.gateway.hits(fault), 1);
    }

    void anEndpointGetsWhatItAskedFor()
    {
        Inbox canceled, all;
        Gateway gateway;
        const auto made = gateway.post("webhook_endpoints",
                                       {{"url", canceled.url()}, {"enabled_events[]", "payment_intent.canceled"}});
        QCOMPARE(made.status, 200);
        QVERIFY(made.body["secret"].get<std::string>().starts_with("whsec_"));
        QCOMPARE(gateway.post("webhook_endpoints", {{"url", all.url()}, {"enabled_events[]", "*"}}).status, 200);
        QCOMPARE(gateway.get("webhook_endpoints").body["data"].size(), std::size_t{2});
        QVERIFY(!gateway.get("webhook_endpoints/" + made.id()).body.contains("secret"));
        (void)gateway.post("payment_intents/" + gateway.authorized() + "/cancel");
        QTRY_COMPARE(all.count(), of_an_authorization + 2);
        QTRY_COMPARE(canceled.count(), std::size_t{1});
        QCOMPARE(canceled.types().front(), std::string("payment_intent.canceled"));
        QCOMPARE(gateway.remove("webhook_endpoints/" + made.id()).status, 200);
        QCOMPARE(gateway.remove("webhook_endpoints/" + made.id()).status, 404);
        (void)gateway.post("payment_intents/" + gateway.authorized() + "/cancel");
        QTRY_COMPARE(all.count(), 2 * (of_an_authorization + 2));
        QCOMPARE(canceled.count(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(WebhooksTest)
#include "webhooks_test.moc"

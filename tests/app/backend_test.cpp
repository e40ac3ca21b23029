#include "app/backend/backend.h"
#include "app/backend/change_notifier.h"
#include "app/backend/gateway_environment.h"
#include "backend/api/credentials.h"
#include "backend/insight/health.h"
#include "backend/payments/webhook_signature.h"
#include "backend/process/files.h"
#include "backend/storage/connection.h"
#include "tests/app/ctl.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <algorithm>

#include <atomic>
#include <thread>

using namespace holdfast;
using namespace std::chrono_literals;
using storage::Connection;

/// One node as threads of this process, as the console embeds it.
class BackendTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    struct Place
    {
        explicit Place(test::TestCluster &cluster) : dsn(cluster.fresh_database()), database(dsn)
        {
            test::mark_as_sandbox(database);
            key = api::create_partner(database, "Partner").key;
            slot = test::plant_slot(database, {.vendor = test::plant_vendor(database, "Vendor")});
        }
        [[nodiscard]] app::BackendOptions options() const
        {
            app::BackendOptions node;
            node.dsn = dsn;
            return node;
        }
        [[nodiscard]] int hold(const std::string &url, const std::string &name) const
        {
            const auto exchange = test::request(url, "POST", "/v1/reservations", key, test::hold_body(slot, name));
            return exchange.response ? exchange.response->status : 0;
        }
        std::string dsn;
        Connection database;
        std::string key;
        Uuid slot;
    };

private slots:
    void bookingsAndExpiriesAreTold()
    {
        Place place(cluster_);
        app::Backend node(place.options());
        QTRY_COMPARE(test::status_of(node.api_url(), "/ready"), 200);
        Connection listener(place.dsn);
        listener.listen(app::ChangeNotifier::channel);

        QCOMPARE(place.hold(node.api_url(), "one"), 201);
        QVERIFY(listener.wait_notification(2s));
        QVERIFY(!listener.wait_notification(300ms)); // nothing else changed
        place.database.query("select holdfast.advance_clock('11 minutes')");
        QVERIFY(listener.wait_notification(5s));
        QCOMPARE(place.database.query("select state from holdfast.reservation").text(0, 0), std::string("EXPIRED"));
    }

    /// What is stuck is alerted, counted where it is scraped and where components report, and gone when it was dealt with; each
    /// act reaches the anchor.
    void whatIsStuckIsToldAndActsAreAnchored()
    {
        Place place(cluster_);
        auto options = place.options();
        options.roles = {};
        options.audit_anchor = cluster_.folder() / "audit-anchor";
        app::Backend node(options);
        QTRY_COMPARE(test::status_of(node.api_url(), "/ready"), 200);
        const auto figure = [&](const std::string &name) {
            const auto scraped = test::request(node.api_url(), "GET", "/metrics");
            const auto text = scraped.response ? "\n" + scraped.response->body : "";
            const auto at = text.find("\n" + name + " ");
            return at == std::string::npos ? std::string("none") : text.substr(at + name.size() + 2, 1);
        };
        const std::string overdue = "holdfast_stuck{reason=\"PAST_DEADLINE\"}";
        QTRY_COMPARE(figure(overdue), std::string("0"));
        QTRY_COMPARE(figure("holdfast_stuck{reason=\"DEAD_LETTERED\"}"), std::string("0"));
        QCOMPARE(place.hold(node.api_url(), "one"), 201);
        place.database.query("select holdfast.advance_clock('11 minutes')");
        QTRY_COMPARE_WITH_TIMEOUT(figure(overdue), std::string("1"), 10'000);
        const auto components = [&] {
            const auto found = insight::list_components(place.database);
            return found.empty() ? -1 : static_cast<int>(found.front().vitals.metrics.at("stuck"));
        };
        QTRY_COMPARE_WITH_TIMEOUT(components(), 1, 10'000);
        QCOMPARE(place.database.query("select count(*) from holdfast.alert where cleared_at is null").integer(0, 0),
                 std::int64_t{1});

        const auto id = place.database.query("select id from holdfast.reservation").text(0, 0);
        Connection listener(place.dsn);
        listener.listen(app::ChangeNotifier::channel);
        const auto token = api::create_token(place.database, "Ada", "admin");
        const auto ended = test::request(node.api_url(), "POST", "/api/admin/reservations/" + id + "/force-release", token,
                                         "{\"reason\":\"stuck\"}");
        QCOMPARE(ended.response ? ended.response->status : 0, 200);
        QVERIFY(listener.wait_notification(2s)); // screens are told at once
        QTRY_COMPARE_WITH_TIMEOUT(figure(overdue), std::string("0"), 10'000);
        const auto anchored = [&] { return process::read_file(options.audit_anchor).value_or(""); };
        QTRY_VERIFY_WITH_TIMEOUT(anchored().starts_with("holdfast-audit 1 "), 10'000);
    }

    void webhooksAreTakenWithEitherSecretOfTheEnvironment()
    {
        Place place(cluster_);
        auto options = place.options();
        options.roles = {};
        qputenv("HOLDFAST_WEBHOOK_SECRET", "whsec_old,whsec_new");
        options.webhook_secrets = app::webhook_secrets_from_environment();
        qunsetenv("HOLDFAST_WEBHOOK_SECRET");
        app::Backend node(options);
        QTRY_COMPARE(test::status_of(node.api_url(), "/ready"), 200);
        net::ClientOptions client_options;
        client_options.port = net::parse_http_url(node.api_url())->second;
        net::Client client(client_options);
        for (const auto &[secret, status] : {std::pair("whsec_old", 200), {"whsec_new", 200}, {"whsec_old,whsec_new", 400}}) {
            const auto body = std::string("{\"id\":\"evt_") + secret + "\",\"type\":\"x\",\"created\":1}";
            const auto signature = payments::sign_webhook(body, Secret(secret), wall_clock_now());
            const auto answer = client.exchange({"POST", "/webhooks/stripe", {{"Stripe-Signature", signature}}, body});
            QCOMPARE(answer.response ? answer.response->status : 0, status);
        }
        QCOMPARE(place.database.query("select count(*) from holdfast.webhook_event").integer(0, 0), std::int64_t{2});
    }

    void componentsSayHowTheyAre()
    {
        Place place(cluster_);
        {
            app::Backend node(place.options());
            QTRY_COMPARE(test::status_of(node.api_url(), "/ready"), 200);
            QCOMPARE(place.hold(node.api_url(), "one"), 201);
            const auto metric = [&](std::size_t index, const char *name) {
                const auto components = insight::list_components(place.database);
                if (index >= components.size() || !components[index].vitals.metrics.contains(name))
                    return -1.0;
                return components[index].vitals.metrics.at(name);
            };
            QTRY_VERIFY(metric(0, "requests") >= 2);
            QTRY_COMPARE(metric(0, "commands"), 1.0);
            QCOMPARE(metric(0, "lanes_connected"), 1.0);
            QCOMPARE(metric(0, "queue_depth"), 0.0);
            QVERIFY(metric(0, "p99_ms") >= 0);
            QTRY_VERIFY(metric(1, "sweeps") >= 1);
            const auto all_healthy = [&] { // each after its first report, in which it starts
                const auto told = insight::list_components(place.database);
                return told.size() == 3
                    && std::ranges::all_of(told, [](const auto &component) { return component.vitals.healthy; });
            };
            QTRY_VERIFY(all_healthy());
            const auto components = insight::list_components(place.database);
            // Without a gateway, what needs one rests.
            const auto kinds = [](const std::vector<insight::Component> &some) {
                std::vector<std::string> names;
                for (const auto &component : some)
                    names.push_back(component.kind);
                return names;
            };
            QCOMPARE(kinds(components), (std::vector<std::string>{"api", "expiry", "repair"}));
        }
        QVERIFY(insight::list_components(place.database).empty());
    }

    void aNodeMayBeOnlyAWorker()
    {
        Place place(cluster_);
        auto options = place.options();
        options.serve_api = false;
        options.roles = {app::Role::Expiry};
        const app::Backend node(options);
        QVERIFY(node.api_url().empty());
        QTRY_COMPARE(insight::list_components(place.database).size(), std::size_t{1});
    }

    /// However much changes, listeners hear of it at most every 50 ms, and of the last change for certain.
    void notificationsAreBounded()
    {
        const auto dsn = cluster_.fresh_database();
        Connection listener(dsn);
        listener.listen(app::ChangeNotifier::channel);
        const auto begun = std::chrono::steady_clock::now();
        int heard = 0;
        {
            app::ChangeNotifier notifier(dsn);
            std::atomic<bool> done = false;
            std::thread writer([&] {
                while (std::chrono::steady_clock::now() - begun < 1s)
                    notifier.changed();
                done = true;
            });
            while (!done)
                heard += listener.wait_notification(100ms) ? 1 : 0;
            writer.join();
            while (listener.wait_notification(200ms))
                ++heard;
        }
        const auto took = std::chrono::steady_clock::now() - begun;
        QVERIFY(heard >= 2);
        QVERIFY2(heard <= took / 50ms + 1, qPrintable(QString::number(heard)));
    }

    /// Every booking that was made was answered so, and the end comes soon.
    void drainingFinishesWhatIsUnderWay()
    {
        Place place(cluster_);
        app::Backend node(place.options());
        QTRY_COMPARE(test::status_of(node.api_url(), "/ready"), 200);
        const auto url = node.api_url();
        std::atomic<int> created = 0;
        std::atomic<bool> ended = false;
        std::vector<std::thread> clients;
        for (int client = 0; client < 4; ++client) {
            clients.emplace_back([&, client] {
                for (int number = 0; !ended; ++number) {
                    const int status = place.hold(url, std::to_string(client) + "-" + std::to_string(number));
                    created += status == 201 ? 1 : 0;
                    if (status != 201)
                        return;
                }
            });
        }
        QTRY_VERIFY(created > 20);
        const auto begun = std::chrono::steady_clock::now();
        node.drain();
        const auto took = std::chrono::steady_clock::now() - begun;
        ended = true;
        for (auto &client : clients)
            client.join();
        QVERIFY(took < 10s);
        QCOMPARE(place.database.query("select count(*) from holdfast.reservation").integer(0, 0), std::int64_t(created));
    }
};

QTEST_APPLESS_MAIN(BackendTest)
#include "backend_test.moc"

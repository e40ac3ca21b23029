#include "tests/app/money_processes.h"
#include "tests/support/eventually.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <fstream>
#include <iterator>
#include <map>

using namespace holdfast;
using namespace std::chrono_literals;
using booking::Verb;
using test::Json;

namespace {

constexpr const char *gateway_key = "sk_test_PlantedGatewayKey51f0";
constexpr const char *wrong_key = "sk_test_PlantedWrongKey77ac";
constexpr const char *webhook_secret = "whsec_PlantedWebhookSecret93d1";
constexpr const char *database_password = "PlantedDatabasePassword08be";
constexpr const char *card_number = "4242424242424242";

std::string content_of(const std::filesystem::path &path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Every row of every table, as text.
std::string content_of(storage::Connection &database)
{
    const auto tables = database.query("select format('select t::text from %I.%I t', schemaname, tablename) from pg_tables "
                                       "where schemaname not in ('pg_catalog', 'information_schema')");
    std::string text;
    for (std::size_t table = 0; table < tables.size(); ++table) {
        const auto rows = database.query(tables.text(table, 0));
        for (std::size_t row = 0; row < rows.size(); ++row)
            text += rows.text(row, 0) + '\n';
    }
    return text;
}

} // namespace

/// Secrets are planted wherever the product takes some, everything is made to go well and wrong, and then nothing that it
/// wrote or said has one of them in it.
class SecretsTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::map<std::string, std::string> secrets_ = {{"the gateway's key", gateway_key},
                                                   {"a wrong key of the gateway's", wrong_key},
                                                   {"the webhook secret", webhook_secret},
                                                   {"the database's password", database_password},
                                                   {"a card's number", card_number}};
    std::map<std::string, std::string> texts_; ///< what was written and said, by where
    std::string dsn_, api_key_;

    static std::vector<std::string> leaks(const std::map<std::string, std::string> &texts,
                                          const std::map<std::string, std::string> &secrets)
    {
        std::vector<std::string> found;
        for (const auto &[where, text] : texts) {
            for (const auto &[what, secret] : secrets) {
                if (const auto at = text.find(secret); at != std::string::npos)
                    found.push_back(what + " in " + where + ": ..." + text.substr(at > 60 ? at - 60 : 0, 60) + "(here)");
            }
        }
        return found;
    }

    [[nodiscard]] test::Surroundings around(const std::string &name, const std::string &url, const char *key)
    {
        return {{{"HOLDFAST_GATEWAY_URL", url}, {"HOLDFAST_GATEWAY_KEY", key}, {"HOLDFAST_GATEWAY_TIMEOUT_MS", "1000"},
                 {"HOLDFAST_WEBHOOK_SECRET", webhook_secret}},
                cluster_.folder() / (name + ".log")};
    }
    void keep(const std::string &where, const std::string &text) { texts_[where] += text + '\n'; }
    void run(std::vector<std::string> arguments, const char *key = gateway_key)
    {
        const auto name = arguments.front() + std::to_string(texts_.size());
        auto surroundings = around(name, "http://127.0.0.1:9", key);
        surroundings.log.reset();
        const auto ended = test::run_ctl(std::move(arguments), surroundings);
        keep(name, ended.out + ended.err);
    }
    int ask(const std::string &url, const std::string &method, const std::string &target, const std::string &key,
            const std::string &body = {})
    {
        const auto exchange = test::request(url, method, target, key, body);
        if (!exchange.response)
            return 0;
        keep("answer to " + target, exchange.response->body);
        for (const auto &[name, value] : exchange.response->headers)
            keep("answer to " + target, name + ": " + value);
        return exchange.response->status;
    }

private slots:
    void initTestCase()
    {
        dsn_ = cluster_.fresh_database();
        const auto passfile = content_of(cluster_.folder() / "data" / "password"); // HOST:PORT:DATABASE:USER:PASSWORD
        secrets_["the cluster's password"] = passfile.substr(passfile.rfind(':') + 1, passfile.find('\n') - passfile.rfind(':') - 1);
        QVERIFY(secrets_["the cluster's password"].size() > 10);
        const auto partner = test::run_ctl({"admin", "create-partner", "Partner", "--json", "--dsn", dsn_});
        QVERIFY2(partner.status.success(), partner.err.c_str());
        api_key_ = Json::parse(partner.out).at("key");
        secrets_["an API key"] = api_key_;
        const auto token = test::run_ctl({"admin", "create-token", "Ann", "--role", "admin", "--json", "--dsn", dsn_});
        QVERIFY2(token.status.success(), token.err.c_str());
        secrets_["an access token"] = Json::parse(token.out).at("token");
        // It would be found where it is shown once.
        QCOMPARE(leaks({{"create-partner", partner.out}}, secrets_).size(), 1u);
    }

    void whatGoesWellAndWhatDoesNot()
    {
        test::RunningCtl gateway({"stripe-sim"}, {}, around("gateway", "", gateway_key));
        QVERIFY(!gateway.wait_ready().empty());
        test::GatewayControl control(gateway.url(), gateway_key);
        test::MoneyStage stage(dsn_);
        test::ArmedCtl api({"serve", "--dsn", dsn_}, around("serve", gateway.url(), gateway_key));
        api.start();
        const auto slot = stage.add_slot(10, "two_party").to_string();

        std::vector<test::Course> courses;
        {
            // A worker that the gateway does not let in.
            test::ArmedCtl wrong({"worker", "--dsn", dsn_, "--lease-ms", "1000"}, around("wrong", gateway.url(), wrong_key));
            wrong.start();
            courses.push_back({.name = "barred", .reservation = stage.hold(), .steps = test::steps_to_book()});
            stage.advance(courses);
            QVERIFY(test::eventually([&] { return stage.count("gateway_call where status = 401") > 0; }));
            QVERIFY(wrong.stop());
        }
        test::ArmedCtl worker({"worker", "--dsn", dsn_, "--lease-ms", "1000"}, around("worker", gateway.url(), gateway_key));
        worker.start();
        for (const auto *kind : {"drop_after", "error", "rate_limit"})
            control.fault({{"call", "any"}, {"kind", kind}, {"times", 2}});
        courses.push_back({.name = "declined", .reservation = stage.hold(), .steps = test::steps_to_book(),
                           .card = "pm_card_visa_chargeDeclined"});
        courses.push_back({.name = "booked", .reservation = stage.hold(), .steps = test::steps_to_book()});
        courses.push_back({.name = "card data", .reservation = stage.hold(), .steps = test::steps_to_authorize()});
        worker.kill();
        worker.start();
        QVERIFY(stage.run(courses));

        test::Customer customer(api_key_);
        customer.use(api.url());
        QCOMPARE(customer.hold(slot, "one"), "HELD");
        const auto id = customer.reservation();
        QCOMPARE(customer.step(id, "vendor-confirmation", "two"), "VENDOR_CONFIRMED");
        QCOMPARE(customer.step(id, "vendor-authorization", "three", "pm_card_visa_chargeDeclined"), "");
        keep("a declined payment", customer.refusal());
        lookAtTheApi(api.url(), id);
        for (const auto &course : courses)
            run({"admin", "timeline", course.reservation.to_string(), "--dsn", dsn_});

        QVERIFY(worker.stop());
        QVERIFY(api.stop());
        QVERIFY(gateway.process().stop(10s).success());
        for (const auto *log : {"gateway", "serve", "wrong", "worker"})
            keep(log + std::string(".log"), content_of(cluster_.folder() / (log + std::string(".log"))));
        QVERIFY(texts_["worker.log"].size() > 50);
        keep("the database", content_of(stage.database()));
        QVERIFY(texts_["the database"].size() > 10'000);
    }

    void whatCannotRunSaysWhy()
    {
        const std::string nowhere = std::string("host=127.0.0.1 port=1 dbname=none password=") + database_password;
        const auto uri = std::string("postgresql://someone:") + database_password + "@127.0.0.1:1/none";
        for (const auto &dsn : {nowhere, uri, std::string("colour=blue password=") + database_password, dsn_ + " dbname=missing",
                                std::string("password='") + database_password}) {
            run({"verify", "--dsn", dsn});
            run({"serve", "--dsn", dsn, "--listen", "127.0.0.1:0"});
            run({"worker", "--dsn", dsn});
            run({"admin", "list-inflight", "--dsn", dsn});
        }
        run({"worker", "--dsn", dsn_, "--roles", "magic"});
        run({"worker", "--dsn", dsn_}, "sk_test_PlantedGatewayKey51f0 with a flaw");
        run({"stripe-sim"}, "rk_live_PlantedGatewayKey51f0");
        run({"verify", "--dsn", dsn_});
        run({"verify", "--json", "--dsn", dsn_});
        run({"admin", "list-inflight", "--dsn", dsn_});
    }

    void cleanupTestCase()
    {
        const auto found = leaks(texts_, secrets_);
        QVERIFY2(found.empty(), test::lines(found).c_str());
        qInfo("%zu texts looked through", texts_.size());
    }

private:
    /// Card data is not accepted, wrong keys are not told again, and metrics tell nothing.
    void lookAtTheApi(const std::string &url, const std::string &id)
    {
        const auto path = "/v1/reservations/" + id + "/requester-authorization";
        for (const auto *method : {R"({"number":"4242424242424242","exp_month":12,"exp_year":2031,"cvc":"123"})", R"("4242424242424242")"})
            QVERIFY(ask(url, "POST", path, api_key_, std::string(R"({"payment_method":)") + method + "}") >= 400);
        QVERIFY(ask(url, "POST", path, api_key_, R"({"card":{"number":"4242424242424242"},"payment_method":"pm_card_visa"})") >= 400);
        QCOMPARE(ask(url, "GET", "/v1/reservations/" + id, api_key_ + "x"), 401);
        QCOMPARE(ask(url, "GET", "/v1/reservations/" + id, api_key_), 200);
        QCOMPARE(ask(url, "GET", "/metrics", ""), 200);
        QCOMPARE(ask(url, "GET", "/ready", ""), 200);
        QCOMPARE(ask(url, "GET", "/api/admin/reservations", secrets_["an access token"]), 200);
        (void)ask(url, "GET", "/api/admin/reservations/" + id + "/timeline", secrets_["an access token"]);
        QVERIFY(ask(url, "POST", "/webhooks/stripe", "", R"({"id":"evt_1"})") >= 400);
    }
};

QTEST_APPLESS_MAIN(SecretsTest)
#include "secrets_test.moc"

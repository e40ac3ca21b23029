#include "backend/payments/webhook_signature.h"
#include "backend/process/descriptor_limit.h"
#include "tests/api/api_fixture.h"
#include "tests/api/payment_worker.h"
#include "tests/net/raw_peer.h"

#include <QTest>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>
#include <thread>

using namespace holdfast;
using namespace holdfast::test;
using namespace std::chrono_literals;

namespace {

const Secret webhook_secret("whsec_faults");

/// Signals the postmaster and all its children: a server that hangs as a whole.
void signal_all(pid_t postmaster, int number)
{
    const auto path = "/proc/" + std::to_string(postmaster) + "/task/" + std::to_string(postmaster) + "/children";
    ::kill(postmaster, number);
    std::ifstream children(path);
    for (pid_t child = 0; children >> child;)
        ::kill(child, number);
}

} // namespace

class FaultsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;
    std::string slot_;
    std::size_t descriptors_ = 0;

    Answer hold(const std::string &key)
    {
        return api_->post("/v1/reservations", R"({"slot_id":")" + slot_ + R"("})", {{"Idempotency-Key", key}});
    }

    /// One request of every kind that needs the database, at once.
    std::vector<Answer> ask_everything(const std::string &key, const std::string &reservation)
    {
        std::vector<std::function<Answer()>> requests = {
            [&] { return hold(key); },
            [&] { return api_->post("/v1/reservations/" + reservation + "/confirm", "", {{"Idempotency-Key", key + "-confirm"}}); },
            [&] { return api_->get("/v1/reservations/" + reservation); },
            [&] { return api_->get("/v1/slots"); },
            [&] { return api_->get("/v1/slots/" + slot_); },
            [&] { return api_->get("/api/admin/reservations", as(api_->token)); },
            [&] { return api_->get("/ready"); },
            [&] {
                const auto event = "{\"id\":\"evt_" + key + "\",\"type\":\"x\",\"created\":1}";
                return api_->post("/webhooks/stripe", event,
                                  {{"Stripe-Signature", payments::sign_webhook(event, webhook_secret, wall_clock_now())}});
            },
            [&] {
                return api_->post("/v1/slots", R"({"vendor_id":")" + api_->vendor_id
                                                   + R"(","starts_at":"2050-01-01T10:00:00Z","ends_at":"2050-01-01T11:00:00Z"})",
                                  {{"Idempotency-Key", key + "-slot"}});
            },
            [&] { return api_->get("/v1/slots", as("hfk_never_seen_before_" + key)); },
        };
        std::vector<Answer> answers(requests.size());
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < requests.size(); ++i)
            threads.emplace_back([&, i] { answers[i] = requests[i](); });
        for (auto &thread : threads)
            thread.join();
        return answers;
    }

    void expectUnavailable(const std::vector<Answer> &answers)
    {
        for (const auto &answer : answers) {
            QVERIFY2(answer.status == 503, (std::to_string(answer.status) + " " + answer.text + answer.error).c_str());
            QCOMPARE(answer.code(), std::string("SERVICE_UNAVAILABLE"));
            QVERIFY(answer.json.value("retryable").toBool());
            QVERIFY(!answer.field("Retry-After").empty());
            QVERIFY2(answer.took < 2s, std::to_string(answer.took.count()).c_str());
        }
    }

    void expectRecovered(const std::string &key, const std::string &reservation)
    {
        QTRY_COMPARE_WITH_TIMEOUT(api_->get("/ready").status, 200, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(hold(key).status < 300, 10'000);
        // Each lane may find its own connection dead, once.
        const auto confirm = [&] {
            return api_->post("/v1/reservations/" + reservation + "/confirm", "", {{"Idempotency-Key", key + "-confirm"}});
        };
        QTRY_VERIFY_WITH_TIMEOUT(confirm().status < 300, 10'000);
        QCOMPARE(api_->get("/v1/reservations/" + reservation).status, 200);
        // What was answered 503 and then repeated under its key happened once.
        QCOMPARE(api_->sql("select count(*) from holdfast.reservation where creation_key = $1", {key}).integer(0, 0), std::int64_t{1});
        const auto books = api_->sql("select s.held + s.confirmed - coalesce(sum(r.quantity), 0) from holdfast.slot s"
                                     " left join holdfast.reservation r on r.slot_id = s.id and r.state in ('HELD', 'CONFIRMED')"
                                     " where s.id = $1 group by s.id", {slot_});
        QCOMPARE(books.integer(0, 0), std::int64_t{0});
    }

private slots:
    void initTestCase()
    {
        descriptors_ = process::raise_descriptor_limit();
        cluster_ = std::make_unique<TestCluster>();
        api::ApiOptions options;
        options.webhook_secrets = {webhook_secret};
        api_ = std::make_unique<ApiFixture>(cluster_->fresh_database(), true, options);
        slot_ = api_->make_slot("event", 1000);
    }
    void cleanupTestCase()
    {
        api_.reset();
        cluster_.reset();
    }

    void aHungDatabaseIs503WithinTwoSeconds()
    {
        const auto reservation = api_->make_hold(slot_);
        QCOMPARE(api_->get("/api/admin/reservations", as(api_->token)).status, 200);
        const auto postmaster = cluster_->postmaster_pid();
        signal_all(postmaster, SIGSTOP);
        const auto first = ask_everything("hung", reservation);
        const auto second = ask_everything("hung", reservation);
        const auto health = api_->get("/health");
        signal_all(postmaster, SIGCONT);
        expectUnavailable(first);
        expectUnavailable(second);
        QCOMPARE(health.status, 200);
        expectRecovered("hung", reservation);
    }

    /// Its command was accepted, and it knows no more than that.
    void aDatabaseThatHangsWhileAnOperationIsAwaited()
    {
        api::ApiOptions options;
        options.operation_patience = 2s;
        ApiFixture own(cluster_->fresh_database(), true, options);
        const auto id = own.make_hold(own.make_slot("event", 1, "card"));
        const auto authorize = [&] {
            return own.post("/v1/reservations/" + id + "/requester-authorization", "{\"payment_method\":\"pm_card_visa\"}",
                            {{"Idempotency-Key", "hung"}});
        };
        auto answer = std::async(std::launch::async, authorize);
        QTRY_VERIFY(own.api->prometheus_metrics().find("\nholdfast_operations_waited_for 1\n") != std::string::npos);
        const auto postmaster = cluster_->postmaster_pid();
        signal_all(postmaster, SIGSTOP);
        const auto told = answer.get();
        const auto refused = authorize();
        signal_all(postmaster, SIGCONT);
        QVERIFY2(told.status == 202, (told.text + told.error).c_str());
        QVERIFY2(told.took >= 2s && told.took < 3s, std::to_string(told.took.count()).c_str());
        QCOMPARE(refused.status, 503);
        PaymentWorker(own.dsn).authorize();
        QTRY_COMPARE_WITH_TIMEOUT(authorize().status, 200, 10'000);
    }

    void aKilledDatabaseIs503AndComesBack()
    {
        const auto reservation = api_->make_hold(slot_);
        QCOMPARE(api_->get("/api/admin/reservations", as(api_->token)).status, 200);
        ::kill(cluster_->postmaster_pid(), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(api_->get("/ready").status, 503, 5000);
        const auto answers = ask_everything("killed", reservation);
        cluster_->ensure_running();
        expectUnavailable(answers);
        expectRecovered("killed", reservation);
    }

    void cutConnectionsAreMadeAnew()
    {
        const auto reservation = api_->make_hold(slot_);
        api_->sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        // Reading notices and repeats by itself; no client hears of it.
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(api_->get("/v1/reservations/" + reservation).status, 200);
            QCOMPARE(api_->get("/v1/slots/" + slot_).status, 200);
        }
        expectRecovered("cut", reservation);
    }

    void moreQueriesThanCanWaitAreTurnedAway()
    {
        const auto postmaster = cluster_->postmaster_pid();
        QCOMPARE(api_->get("/v1/slots").status, 200);
        signal_all(postmaster, SIGSTOP);
        net::ClientOptions options;
        options.port = api_->port();
        std::atomic<int> answered = 0;
        std::atomic<int> unavailable = 0;
        const int count = static_cast<int>(std::min<std::size_t>(1500, (descriptors_ - 512) / 2)); // both ends are here
        QVERIFY(count > 1100); // more than can wait
        {
            net::Client client(options);
            std::vector<std::shared_ptr<net::Client::Connection>> connections;
            for (int i = 0; i < count; ++i) {
                connections.push_back(client.open_connection());
                connections.back()->send({"GET", "/v1/slots", as(api_->partner_key), ""}, [&](net::Exchange exchange) {
                    unavailable += exchange.response && exchange.response->status == 503;
                    ++answered;
                });
            }
            QTRY_COMPARE_WITH_TIMEOUT(answered.load(), count, 15'000);
        }
        signal_all(postmaster, SIGCONT);
        QCOMPARE(unavailable.load(), count);
        const auto text = api_->api->prometheus_metrics();
        const auto at = text.find("\nholdfast_readers_full_total ");
        QVERIFY(at != std::string::npos);
        QVERIFY2(std::stoi(text.substr(at + 29)) > 0, text.substr(at, 60).c_str());
        QTRY_COMPARE_WITH_TIMEOUT(api_->get("/v1/slots").status, 200, 10'000);
    }

    void anApiStartsWithoutItsDatabase()
    {
        booking::LaneOptions lane_options;
        lane_options.dsn = "host=" + (cluster_->folder() / "nowhere").string() + " dbname=none";
        booking::Lanes lanes(lane_options);
        api::ApiOptions options;
        options.dsn = lane_options.dsn;
        api::Api api(options, lanes);
        const auto port = net::parse_http_url(api.url())->second;
        RawPeer peer(port);
        peer.send("GET /health HTTP/1.1\r\nHost: h\r\n\r\nGET /v1/slots HTTP/1.1\r\nHost: h\r\nX-API-Key: x\r\n\r\n");
        QCOMPARE(status_of(peer.response()), 200);
        QCOMPARE(status_of(peer.response()), 503);
        const auto start = std::chrono::steady_clock::now();
        api.drain();
        QVERIFY(std::chrono::steady_clock::now() - start < 5s);
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "faults_test.moc"

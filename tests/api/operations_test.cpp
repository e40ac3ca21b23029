#include "backend/api/call.h"
#include "backend/api/operation_results.h"
#include "tests/api/api_fixture.h"
#include "tests/api/payment_worker.h"
#include "tests/support/eventually.h"

#include <QTest>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <future>
#include <sstream>

using namespace holdfast;
using namespace holdfast::test;
using namespace std::chrono_literals;

namespace {

const std::string pays = R"({"payment_method":"pm_card_visa"})";

api::ApiOptions patient_for(std::chrono::milliseconds patience)
{
    api::ApiOptions options;
    options.operation_patience = patience;
    return options;
}

} // namespace

/// Requests whose answer is the end of an operation. A worker ends it; nobody talks to a gateway here.
class OperationsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;
    std::unique_ptr<PaymentWorker> worker_;

    Answer act(const std::string &id, const std::string &verb, const std::string &key, const std::string &body = {})
    {
        return api_->post("/v1/reservations/" + id + "/" + verb, body, {{"Idempotency-Key", key}});
    }
    /// Asks while the worker does its part.
    Answer actMeanwhile(const std::string &id, const std::string &verb, const std::string &key,
                        const std::function<void()> &work)
    {
        auto answer = std::async(std::launch::async, [&] { return act(id, verb, key, body(verb)); });
        work();
        return answer.get();
    }
    static std::string body(const std::string &verb) { return verb.ends_with("authorization") ? pays : std::string(); }

    /// A reservation on its way, `steps` of these: vendor confirmation, vendor authorization, requester authorization.
    std::string bring(const std::string &settlement, int steps)
    {
        const auto id = api_->make_hold(api_->make_slot("event", 1, settlement));
        const auto authorize = [&](const char *verb) {
            const auto done = actMeanwhile(id, verb, api_->next_key(), [&] { worker_->authorize(); });
            if (done.status != 200)
                qFatal("%s: %s", verb, done.text.c_str());
        };
        if (settlement == "two_party" && steps > 0 && api_->change(id, "vendor-confirmation").status != 200)
            qFatal("no vendor confirmation");
        if (settlement == "two_party" && steps > 1)
            authorize("vendor-authorization");
        if (steps > 2)
            authorize("requester-authorization");
        return id;
    }
    [[nodiscard]] qint64 waiting()
    {
        const std::string name = "\nholdfast_operations_waited_for ";
        const auto text = api_->api->prometheus_metrics();
        const auto at = text.find(name);
        return at == std::string::npos ? -1 : std::stoll(text.substr(at + name.size()));
    }

private slots:
    void initTestCase()
    {
        cluster_ = std::make_unique<TestCluster>();
        api_ = std::make_unique<ApiFixture>(cluster_->fresh_database());
        worker_ = std::make_unique<PaymentWorker>(api_->dsn);
    }
    void cleanupTestCase()
    {
        worker_.reset();
        api_.reset();
        cluster_.reset();
    }

    void theWholeWayOfTwoParties();

    void theAnswerIsTheOperationsEnd_data();
    void theAnswerIsTheOperationsEnd();

    void whoeverComesBetweenIsTold_data()
    {
        QTest::addColumn<QByteArray>("between");
        QTest::addColumn<QByteArray>("state");
        QTest::newRow("released") << QByteArray("release") << QByteArray("RELEASED");
        QTest::newRow("expired") << QByteArray("") << QByteArray("EXPIRED");
    }
    void whoeverComesBetweenIsTold();

    void aBookingIsCancelled()
    {
        const auto id = bring("two_party", 3);
        QCOMPARE(act(id, "cancel", "too-early").code(), std::string("INVALID_STATE"));
        QCOMPARE(actMeanwhile(id, "confirm", api_->next_key(), [&] { worker_->commit(); }).status, 200);
        const auto cancelled = act(id, "cancel", "cancelled");
        QCOMPARE(cancelled.status, 200);
        QCOMPARE(cancelled.member("state"), std::string("CANCELLED"));
        const auto again = act(id, "cancel", "cancelled");
        QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
        QCOMPARE(again.json, cancelled.json);
        QCOMPARE(api_->get("/v1/slots/" + cancelled.member("slot_id")).number("available"), qint64{1});
        QCOMPARE(api_->sql("select count(*) from holdfast.operation where reservation_id = $1 and kind = 'unwind'", {id})
                     .integer(0, 0), std::int64_t{2});
    }

    void itWaitsFiveSecondsThenLetsTheOperationGoOn();
    void anOperationThatGoesOnIsTheAnswerToItsRepeat();
    void repeatsWaitTogether();
    void aLostConnectionIsMadeAnew();
    void drainingAnswersWhoWaits();
    void noMoreWaitThanMay();
    void aCardIsNeverKeptNorLogged();
};

// Outside the class: moc trips over braces in raw strings.

void OperationsTest::theWholeWayOfTwoParties()
{
    const auto slot = api_->make_slot("event", 1, "two_party");
    const auto id = api_->make_hold(slot);
    int version = 1;
    const auto expect = [&](const Answer &answer, const char *state, int steps) {
        QVERIFY2(answer.status == 200, answer.text.c_str());
        QCOMPARE(answer.member("reservation_id"), id);
        QCOMPARE(answer.member("slot_id"), slot);
        QCOMPARE(answer.member("state"), std::string(state));
        QCOMPARE(answer.number("quantity"), qint64{1});
        QCOMPARE(answer.number("version"), qint64{version += steps});
        QCOMPARE(answer.json.value("expires_at").isNull(), std::string(state) == "CONFIRMED");
        const auto read = api_->get("/v1/reservations/" + id);
        for (const auto *member : {"state", "version", "expires_at"})
            QCOMPARE(read.json.value(QLatin1String(member)), answer.json.value(QLatin1String(member)));
    };
    QCOMPARE(act(id, "vendor-authorization", "way-early", pays).code(), std::string("INVALID_STATE"));
    const auto held_until = api_->get("/v1/reservations/" + id).member("expires_at");
    const auto agreed = act(id, "vendor-confirmation", "way-1");
    expect(agreed, "VENDOR_CONFIRMED", 1);
    QVERIFY(agreed.member("expires_at") > held_until);
    QVERIFY(!agreed.json.contains("operation_id"));
    const auto authorize = [&] { worker_->authorize(); };
    const auto first = actMeanwhile(id, "vendor-authorization", "way-2", authorize);
    expect(first, "VENDOR_AUTHORIZED", 1);
    QCOMPARE(first.member("operation_id"),
             api_->sql("select id from holdfast.operation where reservation_id = $1", {id}).text(0, 0));
    QVERIFY(first.took < 2s); // told at once, not when its patience is over
    expect(actMeanwhile(id, "requester-authorization", "way-3", authorize), "AUTHORIZED_BOTH", 1);
    expect(actMeanwhile(id, "confirm", "way-4", [&] { worker_->commit(); }), "CONFIRMED", 2);
    QCOMPARE(api_->sql("select count(distinct payment_method) from holdfast.payment where payment_method = 'pm_card_visa'")
                 .integer(0, 0), std::int64_t{1});

    // Whatever has happened since, a repeat is told what the first request was told.
    const auto again = act(id, "vendor-authorization", "way-2", pays);
    QCOMPARE(again.status, 200);
    QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
    QCOMPARE(again.json, first.json);
    QCOMPARE(act(id, "vendor-authorization", "way-2", R"({"payment_method":"pm_other"})").code(),
             std::string("IDEMPOTENCY_KEY_REUSED"));
}

void OperationsTest::theAnswerIsTheOperationsEnd_data()
{
    QTest::addColumn<QByteArray>("settlement");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("state");
    const auto row = [](const char *settlement, int steps, const char *verb, const char *end, int status, const char *state) {
        QTest::addRow("%s %s %s", settlement, verb, end) << QByteArray(settlement) << steps << QByteArray(verb)
                                                         << QByteArray(end) << status << QByteArray(state);
    };
    row("two_party", 1, "vendor-authorization", "authorized", 200, "VENDOR_AUTHORIZED");
    row("two_party", 1, "vendor-authorization", "declined", 402, "FAILED_VENDOR_AUTH");
    row("two_party", 1, "vendor-authorization", "refused", 409, "FAILED_VENDOR_AUTH");
    row("two_party", 2, "requester-authorization", "authorized", 200, "AUTHORIZED_BOTH");
    row("two_party", 2, "requester-authorization", "declined", 402, "FAILED_REQUESTER_AUTH");
    row("card", 0, "requester-authorization", "authorized", 200, "AUTHORIZED_BOTH");
    row("card", 0, "requester-authorization", "declined", 402, "FAILED_REQUESTER_AUTH");
    row("card", 0, "requester-authorization", "refused", 409, "FAILED_REQUESTER_AUTH");
    row("two_party", 3, "confirm", "captured", 200, "CONFIRMED");
    row("card", 3, "confirm", "captured", 200, "CONFIRMED");
    row("two_party", 3, "confirm", "failed", 409, "FAILED_COMMIT");
    row("card", 3, "confirm", "taken meanwhile", 409, "FAILED_AVAILABILITY_CHANGED");
}

void OperationsTest::theAnswerIsTheOperationsEnd()
{
    QFETCH(QByteArray, settlement);
    QFETCH(int, steps);
    QFETCH(QByteArray, verb);
    QFETCH(QByteArray, end);
    QFETCH(int, status);
    QFETCH(QByteArray, state);
    const auto id = bring(settlement.toStdString(), steps);
    const auto slot = api_->get("/v1/reservations/" + id).member("slot_id");
    const std::map<QByteArray, std::function<void()>> ends = {
        {"authorized", [&] { worker_->authorize(); }},
        {"declined", [&] { worker_->decline(); }},
        {"refused", [&] { worker_->refuse(); }},
        {"captured", [&] { worker_->commit(); }},
        {"failed", [&] { worker_->fail_commit(); }},
        {"taken meanwhile", [&] {
             QVERIFY(eventually([&] { return api_->get("/v1/reservations/" + id).member("state") == "COMMITTING"; }));
             QCOMPARE(api_->post("/v1/slots/" + slot + "/external-bookings",
                                 R"({"quantity":1,"external_ref":")" + id + R"("})").status, 201);
             worker_->commit(true);
         }},
    };
    const auto key = "end-" + id;
    const auto answer = actMeanwhile(id, verb.toStdString(), key, ends.at(end));
    const auto expect = [&](const Answer &told, const char *replayed) {
        QVERIFY2(told.status == status, told.text.c_str());
        QCOMPARE(told.member("state"), state.toStdString());
        QCOMPARE(told.field("Idempotent-Replayed"), std::string(replayed));
        QCOMPARE(told.code(), std::string(status == 200 ? "" : status == 402 ? "PAYMENT_DECLINED" : "INVALID_STATE"));
        QCOMPARE(told.json.contains("operation_id"), status == 200);
        QCOMPARE(told.member("detail"), answer.member("detail"));
    };
    expect(answer, "");
    QCOMPARE(api_->get("/v1/reservations/" + id).member("state"), state.toStdString());
    QVERIFY(status != 402 || answer.member("detail").find("insufficient_funds") != std::string::npos);
    // The gateway's words about us are not the client's.
    QVERIFY(status != 409 || answer.member("detail").starts_with("It ended before this could be done"));
    const auto again = act(id, verb.toStdString(), key, body(verb.toStdString()));
    expect(again, "true");
    QVERIFY(again.took < 2s);
    QCOMPARE(act(id, verb.toStdString(), key, R"({"payment_method":"pm_other","x":1})").code(), std::string("IDEMPOTENCY_KEY_REUSED"));
}

/// The reservation ends while its authorization is under way.
void OperationsTest::whoeverComesBetweenIsTold()
{
    QFETCH(QByteArray, between);
    QFETCH(QByteArray, state);
    ApiFixture own(cluster_->fresh_database());
    PaymentWorker worker(own.dsn);
    const auto id = own.make_hold(own.make_slot("event", 1, "card"));
    const auto path = "/v1/reservations/" + id + "/requester-authorization";
    const net::Headers key = {{"Idempotency-Key", "between"}};
    auto answer = std::async(std::launch::async, [&] { return own.post(path, pays, key); });
    const auto operation = worker.lease(booking::OperationKind::Authorize);
    if (!between.isEmpty())
        QCOMPARE(own.change(id, between.toStdString()).status, 200);
    else
        own.sql("select holdfast.advance_clock(interval '11 minutes')");
    worker.authorize(operation);
    const auto told = answer.get();
    QVERIFY2(told.status == 409, told.text.c_str());
    QCOMPARE(told.code(), std::string("INVALID_STATE"));
    QCOMPARE(told.member("state"), state.toStdString());
    const auto again = own.post(path, pays, key);
    QCOMPARE(again.status, 409);
    QCOMPARE(again.member("state"), state.toStdString());
    QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
}

/// Longer than any request waits for the database.
void OperationsTest::itWaitsFiveSecondsThenLetsTheOperationGoOn()
{
    QCOMPARE(api::ApiOptions().operation_patience, std::chrono::milliseconds(5s));
    const auto id = bring("card", 0);
    const auto answer = act(id, "requester-authorization", "slow", pays);
    QVERIFY2(answer.status == 202, answer.text.c_str());
    QVERIFY2(answer.took >= 5s && answer.took < 7s, std::to_string(answer.took.count()).c_str());
    QCOMPARE(answer.json.keys(), QStringList({"operation_id", "reservation_id", "state"}));
    QCOMPARE(answer.member("reservation_id"), id);
    QCOMPARE(answer.member("state"), std::string("HELD"));
    QCOMPARE(answer.field("Idempotent-Replayed"), std::string());
    QCOMPARE(api_->api->metrics().out_of_time, std::uint64_t{0});
    QTRY_COMPARE(waiting(), qint64{0});

    worker_->authorize();
    const auto again = act(id, "requester-authorization", "slow", pays);
    QCOMPARE(again.status, 200);
    QCOMPARE(again.member("state"), std::string("AUTHORIZED_BOTH"));
    QCOMPARE(again.member("operation_id"), answer.member("operation_id"));
    QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
}

void OperationsTest::anOperationThatGoesOnIsTheAnswerToItsRepeat()
{
    ApiFixture own(cluster_->fresh_database(), true, patient_for(100ms));
    const auto id = own.make_hold(own.make_slot("event", 1, "card"));
    const net::Headers key = {{"Idempotency-Key", "pending"}};
    const auto path = "/v1/reservations/" + id;
    const auto first = own.post(path + "/requester-authorization", pays, key);
    QCOMPARE(first.status, 202);
    const auto second = own.post(path + "/requester-authorization", pays, key);
    QCOMPARE(second.status, 202);
    QCOMPARE(second.json, first.json);
    QCOMPARE(second.field("Idempotent-Replayed"), std::string("true"));
    QCOMPARE(own.post(path + "/requester-authorization", pays, {{"Idempotency-Key", "another"}}).code(), std::string("INVALID_STATE"));
    PaymentWorker(own.dsn).authorize();
    const auto commit = own.post(path + "/confirm", "", {{"Idempotency-Key", "commit"}});
    QCOMPARE(commit.status, 202);
    QCOMPARE(commit.member("state"), std::string("COMMITTING"));
    PaymentWorker(own.dsn).fail_commit();
    const auto ended = own.post(path + "/confirm", "", {{"Idempotency-Key", "commit"}});
    QCOMPARE(ended.status, 409);
    QCOMPARE(ended.member("state"), std::string("FAILED_COMMIT"));
    QCOMPARE(ended.field("Idempotent-Replayed"), std::string("true"));
    // The authorization was what it was, although its reservation has ended since.
    const auto authorized = own.post(path + "/requester-authorization", pays, key);
    QCOMPARE(authorized.status, 200);
    QCOMPARE(authorized.member("state"), std::string("AUTHORIZED_BOTH"));
}

void OperationsTest::repeatsWaitTogether()
{
    const auto id = bring("card", 0);
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 8; ++i)
        answers.push_back(std::async(std::launch::async, [&] { return act(id, "requester-authorization", "together", pays); }));
    QTRY_COMPARE(waiting(), qint64{8});
    worker_->decline();
    int first = 0;
    for (auto &future : answers) {
        const auto answer = future.get();
        QVERIFY2(answer.status == 402, answer.text.c_str());
        first += answer.field("Idempotent-Replayed").empty();
    }
    QCOMPARE(first, 1);
    QCOMPARE(waiting(), qint64{0});
}

void OperationsTest::aLostConnectionIsMadeAnew()
{
    const auto id = bring("card", 0);
    const auto answer = actMeanwhile(id, "requester-authorization", "cut", [&] {
        QTRY_COMPARE(waiting(), qint64{1});
        const auto cut = api_->sql("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                   " where application_name = 'holdfast api operations' and datname = current_database()");
        QVERIFY(cut.integer(0, 0) >= 1);
        worker_->authorize();
    });
    QVERIFY2(answer.status == 200, answer.text.c_str());
}

void OperationsTest::drainingAnswersWhoWaits()
{
    ApiFixture own(cluster_->fresh_database());
    const auto id = own.make_hold(own.make_slot("event", 1, "card"));
    auto answer = std::async(std::launch::async, [&] { return own.change(id, "requester-authorization", pays); });
    QTRY_VERIFY(own.api->prometheus_metrics().find("\nholdfast_operations_waited_for 1\n") != std::string::npos);
    const auto start = std::chrono::steady_clock::now();
    own.api->drain();
    const auto took = std::chrono::steady_clock::now() - start;
    const auto told = answer.get();
    QVERIFY2(told.status == 202, (told.text + told.error).c_str());
    QCOMPARE(told.member("state"), std::string("HELD"));
    QVERIFY(took < 3s); // it does not wait for what may take five
}

/// Calls without a server: as many as no test has clients.
void OperationsTest::noMoreWaitThanMay()
{
    const auto metrics = std::make_shared<api::Metrics>();
    api::OperationResults results(api_->dsn, 1h, metrics);
    std::atomic<std::size_t> answered = 0;
    const auto wait = [&] {
        auto call = std::make_shared<api::Call>(net::Request{"POST", "/", {}, ""}, [&](const net::Response &response) {
            answered += response.status == 202;
        }, metrics);
        QVERIFY(call->begin_attempt());
        booking::Done done;
        done.operation = Uuid::make_v7();
        results.await(call, done);
    };
    for (std::size_t i = 0; i < api::OperationResults::most_waiting; ++i)
        wait();
    QCOMPARE(answered.load(), std::size_t{0});
    QCOMPARE(results.waiting(), api::OperationResults::most_waiting);
    wait();
    QCOMPARE(answered.load(), std::size_t{1});
    QCOMPARE(metrics->waits_full.load(), std::uint64_t{1});
    results.drain();
    QCOMPARE(answered.load(), api::OperationResults::most_waiting + 1);
    wait();
    QCOMPARE(answered.load(), api::OperationResults::most_waiting + 2);
    QCOMPARE(metrics->answered_pending.load(), std::uint64_t{api::OperationResults::most_waiting + 2});
}

void OperationsTest::aCardIsNeverKeptNorLogged()
{
    std::ostringstream text;
    const auto before = spdlog::default_logger();
    const auto logger = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::ostream_sink_mt>(text, true));
    logger->set_level(spdlog::level::trace);
    spdlog::set_default_logger(logger);
    const auto id = bring("card", 0);
    const std::string number = "4242424242424242";
    for (const auto &wish : {R"({"payment_method":")" + number + R"("})", R"({"payment_method":"pm_)" + number + R"("})",
                             R"({"payment_method":)" + number + "}",
                             R"({"payment_method":"pm_card_visa","card":{"number":")" + number + R"(","cvc":"123"}})",
                             R"({"payment_method":"pm_card_visa","note":")" + number + R"(","cvc":"123"})"}) {
        const auto answer = act(id, "requester-authorization", api_->next_key(), wish);
        QVERIFY2(answer.status == 422, answer.text.c_str());
        QCOMPARE(answer.code(), std::string("VALIDATION_FAILED"));
        QVERIFY2(answer.text.find(number) == std::string::npos, answer.text.c_str());
    }
    spdlog::set_default_logger(before);
    QVERIFY2(text.str().find(number) == std::string::npos, text.str().c_str());
    QCOMPARE(api_->sql("select count(*) from holdfast.payment where reservation_id = $1", {id}).integer(0, 0), std::int64_t{0});
    QCOMPARE(api_->get("/v1/reservations/" + id).member("state"), std::string("HELD"));
}

QTEST_GUILESS_MAIN(OperationsTest)
#include "operations_test.moc"

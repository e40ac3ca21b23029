#include "backend/payments/webhook_signature.h"
#include "tests/api/api_fixture.h"

#include <QJsonArray>
#include <QTest>

#include <thread>

using namespace holdfast;
using namespace holdfast::test;
using namespace std::chrono_literals;

namespace {

const Secret old_secret("whsec_planted_old_7f3a");
const Secret new_secret("whsec_planted_new_91cd");
const Secret foreign_secret("whsec_somebody_else");

const char *const path = "/webhooks/stripe";

api::ApiOptions with_secrets(std::vector<Secret> secrets)
{
    api::ApiOptions options;
    options.webhook_secrets = std::move(secrets);
    return options;
}

std::string gateway_event(const std::string &id, const std::string &type = "payment_intent.succeeded",
                  const std::string &object = R"({"id":"pi_1","object":"payment_intent"})")
{
    return R"({"id":")" + id + R"(","object":"event","type":")" + type + R"(","created":1790000000,"livemode":false,)"
           + R"("data":{"object":)" + object + "}}";
}

} // namespace

class WebhooksTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;

    Timestamp now() { return api_->sql("select holdfast.now()").time(0, 0); }
    Answer send(const std::string &body, const std::string &signature)
    {
        return api_->post(path, body, {{"Stripe-Signature", signature}, {"Content-Type", "application/json; charset=utf-8"}});
    }
    Answer deliver(const std::string &body) { return send(body, payments::sign_webhook(body, old_secret, now())); }
    qint64 stored() { return api_->sql("select count(*) from holdfast.webhook_event").integer(0, 0); }
    void expectRefused(const Answer &answer, const char *word)
    {
        QVERIFY2(answer.status == 400, (std::to_string(answer.status) + answer.text + answer.error).c_str());
        QCOMPARE(answer.code(), std::string("MALFORMED_REQUEST"));
        QCOMPARE(answer.field("Content-Type"), std::string("application/problem+json"));
        QVERIFY2(answer.member("detail").find(word) != std::string::npos, answer.text.c_str());
        QVERIFY(answer.text.find("whsec") == std::string::npos);
    }

private slots:
    void initTestCase()
    {
        cluster_ = std::make_unique<TestCluster>();
        api_ = std::make_unique<ApiFixture>(cluster_->fresh_database(), true, with_secrets({old_secret, new_secret}));
    }
    void cleanupTestCase()
    {
        api_.reset();
        cluster_.reset();
    }

    void whatIsKeptOfAnEvent_data();
    void whatIsKeptOfAnEvent();
    void anEventIsStoredOnce();
    void manyDeliveriesAtOnceAreOneEvent();
    void eitherSecretWillDo();

    void whatIsNotSignedIsRefused_data();
    void whatIsNotSignedIsRefused();
    void anOldEventIsNotTakenAgain();
    void theClockIsBookingTime();
    void whatIsSignedMayStillMakeNoSense_data();
    void whatIsSignedMayStillMakeNoSense();
    void aLargeBodyIsNotRead();

    void withoutASecretNothingIsTaken()
    {
        ApiFixture bare(cluster_->fresh_database());
        const auto body = gateway_event("evt_bare");
        for (const auto &secret : {old_secret, Secret()}) {
            const auto answer = bare.post(path, body, {{"Stripe-Signature", payments::sign_webhook(body, secret, wall_clock_now())}});
            QCOMPARE(answer.status, 503);
            QCOMPARE(answer.code(), std::string("SERVICE_UNAVAILABLE"));
        }
        QCOMPARE(bare.sql("select count(*) from holdfast.webhook_event").integer(0, 0), std::int64_t{0});
    }
};

// Outside the class: moc trips over braces in raw strings.

void WebhooksTest::whatIsKeptOfAnEvent_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QByteArray>("intent"); // empty: none
    const auto row = [](const char *name, const char *type, const char *object, const char *intent) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(object) << QByteArray(intent);
    };
    row("intent", "payment_intent.amount_capturable_updated", R"({"id":"pi_a","latest_charge":"ch_a"})", "pi_a");
    row("charge", "charge.succeeded", R"({"id":"ch_b","payment_intent":"pi_b"})", "pi_b");
    row("refunded charge", "charge.refunded", R"({"id":"ch_c","payment_intent":"pi_c"})", "pi_c");
    row("refund", "refund.failed", R"({"id":"re_d","payment_intent":"pi_d","charge":"ch_d"})", "pi_d");
    row("expanded", "charge.succeeded", R"({"id":"ch_e","payment_intent":{"id":"pi_e","object":"payment_intent"}})", "pi_e");
    row("charge without an intent", "charge.succeeded", R"({"id":"ch_f","payment_intent":null})", "");
    row("unknown type", "customer.created", R"({"id":"cus_g"})", "");
    row("no object", "payment_intent.succeeded", "null", "");
    row("an id that is none", "payment_intent.succeeded", R"({"id":7})", "");
    row("no intent's id", "payment_intent.succeeded", R"({"id":"ch_i"})", "");
    row("nothing behind the prefix", "payment_intent.succeeded", R"({"id":"pi_"})", "");
    row("a path for an id", "payment_intent.succeeded", R"({"id":"pi_1/../../v1/refunds"})", "");
    row("a blank in an id", "charge.refunded", R"({"id":"ch_j","payment_intent":"pi_ j"})", "");
    row("a long id", "refund.failed", (R"({"payment_intent":"pi_)" + std::string(251, 'x') + "\"}").c_str(), "");
    row("other letters", "payment_intent.succeeded", R"({"id":"pi_h","description":"Žluťoučký \"kůň\" \u20ac"})", "pi_h");
}

void WebhooksTest::whatIsKeptOfAnEvent()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, object);
    QFETCH(QByteArray, intent);
    const auto id = std::string("evt_kept ") + QTest::currentDataTag();
    const auto answer = deliver(gateway_event(id, type.toStdString(), object.toStdString()));
    QVERIFY2(answer.status == 200, answer.text.c_str());
    QCOMPARE(answer.json, (QJsonObject{{"received", true}}));
    const auto rows = api_->sql("select type, coalesce(intent_id, ''), created_at, status from holdfast.webhook_event where id = $1", {id});
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows.text(0, 0), type.toStdString());
    QCOMPARE(rows.text(0, 1), intent.toStdString());
    QCOMPARE(rows.time(0, 2), Timestamp(1790000000s));
    QCOMPARE(rows.text(0, 3), std::string("PENDING"));
}

void WebhooksTest::anEventIsStoredOnce()
{
    const auto before = stored();
    QCOMPARE(deliver(gateway_event("evt_once")).status, 200);
    api_->sql("update holdfast.webhook_event set status = 'DONE' where id = 'evt_once'");
    // Another delivery, signed anew; and one that tells another story under the same id.
    QCOMPARE(deliver(gateway_event("evt_once")).status, 200);
    QCOMPARE(deliver(gateway_event("evt_once", "charge.refunded")).status, 200);
    QCOMPARE(stored(), before + 1);
    const auto row = api_->sql("select status, type from holdfast.webhook_event where id = 'evt_once'");
    QCOMPARE(row.text(0, 0), std::string("DONE"));
    QCOMPARE(row.text(0, 1), std::string("payment_intent.succeeded"));
}

void WebhooksTest::manyDeliveriesAtOnceAreOneEvent()
{
    const auto before = stored();
    const auto body = gateway_event("evt_race");
    const auto signature = payments::sign_webhook(body, old_secret, now());
    std::vector<Answer> answers(8);
    std::vector<std::thread> threads;
    for (auto &answer : answers)
        threads.emplace_back([&, this] { answer = send(body, signature); });
    for (auto &thread : threads)
        thread.join();
    for (const auto &answer : answers)
        QVERIFY2(answer.status == 200, answer.text.c_str());
    QCOMPARE(stored(), before + 1);
}

void WebhooksTest::eitherSecretWillDo()
{
    const auto body = gateway_event("evt_secrets");
    const auto with_new = payments::sign_webhook(body, new_secret, now());
    QCOMPARE(send(body, with_new).status, 200);
    // As the gateway signs while its secret is being replaced: one time, two signatures.
    const auto other = gateway_event("evt_two_signatures");
    const auto at = now();
    const auto foreign = payments::sign_webhook(other, foreign_secret, at);
    const auto ours = payments::sign_webhook(other, old_secret, at);
    QCOMPARE(send(other, foreign + ours.substr(ours.find(','))).status, 200);
    QCOMPARE(send(other, ours + ",v0=" + std::string(64, '0')).status, 200);
}

void WebhooksTest::whatIsNotSignedIsRefused_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<QByteArray>("word"); // of the answer
    for (const char *how : {"empty", "nonsense", "no time", "two times", "no signature", "only v0", "short"})
        QTest::newRow(how) << QByteArray(how) << QByteArray("not well-formed");
    for (const char *how : {"another secret", "another body", "another time", "a forged digest", "empty secret", "no JSON either"})
        QTest::newRow(how) << QByteArray(how) << QByteArray("No signature");
    QTest::newRow("too old") << QByteArray("too old") << QByteArray("too old");
    QTest::newRow("too new") << QByteArray("too new") << QByteArray("a time to come");
    QTest::newRow("missing") << QByteArray("missing") << QByteArray("missing");
}

void WebhooksTest::whatIsNotSignedIsRefused()
{
    QFETCH(QByteArray, how);
    QFETCH(QByteArray, word);
    const auto before = stored();
    const auto body = gateway_event("evt_forged");
    const auto at = now();
    const auto good = payments::sign_webhook(body, old_secret, at);
    const auto time = good.substr(0, good.find(','));
    const auto digest = good.substr(good.find(',') + 1);
    const std::map<QByteArray, std::pair<std::string, std::string>> all = {
        {"empty", {body, ""}},
        {"nonsense", {body, "let me in"}},
        {"no time", {body, digest}},
        {"two times", {body, time + "," + good}},
        {"no signature", {body, time}},
        {"only v0", {body, time + ",v0=" + digest.substr(3)}},
        {"short", {body, time + "," + digest.substr(0, 40)}},
        {"another secret", {body, payments::sign_webhook(body, foreign_secret, at)}},
        {"another body", {gateway_event("evt_forgeD"), good}},
        {"another time", {body, payments::sign_webhook(body, old_secret, at - 100s).substr(0, time.size()) + "," + digest}},
        {"a forged digest", {body, time + ",v1=" + std::string(64, '0')}},
        {"empty secret", {body, payments::sign_webhook(body, Secret(), at)}},
        {"no JSON either", {"{", good}},
        {"too old", {body, payments::sign_webhook(body, old_secret, at - 302s)}},
        {"too new", {body, payments::sign_webhook(body, old_secret, at + 600s)}},
    };
    const auto refused = how == "missing" ? api_->post(path, body) : send(all.at(how).first, all.at(how).second);
    expectRefused(refused, word.constData());
    QCOMPARE(stored(), before);
}

void WebhooksTest::anOldEventIsNotTakenAgain()
{
    const auto body = gateway_event("evt_replayed");
    const auto signature = payments::sign_webhook(body, old_secret, now() - 200s);
    QCOMPARE(send(body, signature).status, 200);
    QCOMPARE(send(body, signature).status, 200);
    api_->sql("delete from holdfast.webhook_event where id = 'evt_replayed'"); // as if it had been forgotten since
    api_->sql("select holdfast.advance_clock(interval '150 seconds')");
    expectRefused(send(body, signature), "too old");
    QCOMPARE(api_->sql("select count(*) from holdfast.webhook_event where id = 'evt_replayed'").integer(0, 0), std::int64_t{0});
}

void WebhooksTest::theClockIsBookingTime()
{
    api_->sql("select holdfast.advance_clock(interval '1 day')");
    const auto body = gateway_event("evt_clock");
    expectRefused(send(body, payments::sign_webhook(body, old_secret, wall_clock_now())), "too old");
    QCOMPARE(send(body, payments::sign_webhook(body, old_secret, now() - 290s)).status, 200);
    const auto ahead = gateway_event("evt_ahead");
    QCOMPARE(send(ahead, payments::sign_webhook(ahead, old_secret, now() + 30s)).status, 200);
}

void WebhooksTest::whatIsSignedMayStillMakeNoSense_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const std::string &body, int status, const char *field = "") {
        QTest::newRow(name) << QByteArray::fromStdString(body) << status << QByteArray(field);
    };
    row("empty", "", 400);
    row("truncated", "{", 400);
    row("an array", "[]", 422);
    row("no id", R"({"type":"x","created":1})", 422, "id");
    row("id is a number", R"({"id":1,"type":"x","created":1})", 422, "id");
    row("empty id", R"({"id":"","type":"x","created":1})", 422, "id");
    row("long id", R"({"id":")" + std::string(256, 'x') + R"(","type":"x","created":1})", 422, "id");
    row("control character", R"({"id":"a\u0000","type":"x","created":1})", 422, "id");
    row("no type", R"({"id":"evt_x","created":1})", 422, "type");
    row("no time", R"({"id":"evt_x","type":"x"})", 422, "created");
    row("time beyond any", R"({"id":"evt_x","type":"x","created":253402300800})", 422, "created");
}

void WebhooksTest::whatIsSignedMayStillMakeNoSense()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, field);
    const auto before = stored();
    const auto answer = deliver(body.toStdString());
    QVERIFY2(answer.status == status, answer.text.c_str());
    QCOMPARE(answer.json.value("errors").toArray().at(0).toObject().value("field").toString().toUtf8(), field);
    QCOMPARE(stored(), before);
}

void WebhooksTest::aLargeBodyIsNotRead()
{
    const auto before = stored();
    const auto padded = [](std::size_t size) {
        const auto body = gateway_event("evt_large", "payment_intent.succeeded", R"({"id":"pi_1","description":""})");
        auto text = body;
        return text.insert(text.rfind("\"}"), std::string(size - body.size(), 'x'));
    };
    const auto too_large = padded(64 * 1024 + 1);
    const auto refused = deliver(too_large);
    QCOMPARE(refused.status, 413);
    QCOMPARE(refused.code(), std::string("PAYLOAD_TOO_LARGE"));
    QCOMPARE(stored(), before);
    QCOMPARE(deliver(padded(64 * 1024)).status, 200);
    QCOMPARE(stored(), before + 1);
}

QTEST_GUILESS_MAIN(WebhooksTest)
#include "webhooks_test.moc"

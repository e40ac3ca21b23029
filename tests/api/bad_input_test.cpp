#include "tests/api/api_fixture.h"
#include "tests/net/raw_peer.h"

#include <QJsonArray>
#include <QTest>

#include <random>

using namespace holdfast;
using namespace holdfast::test;

namespace {

const std::string any_slot = R"("slot_id":"01a1fc64-0000-7000-8000-000000000000")";
const std::string any_time = R"("starts_at":"2030-01-01T10:00:00Z","ends_at":"2030-01-01T11:00:00Z")";
const std::string any_vendor = R"("vendor_id":"01a1fc64-0000-7000-8000-000000000000")";

} // namespace

class BadInputTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;

    /// Everything a request could have left behind.
    qint64 rows()
    {
        return api_->sql("select (select count(*) from holdfast.reservation) + (select count(*) from holdfast.reservation_event)"
                         " + (select count(*) from holdfast.command_key) + (select count(*) from holdfast.slot)"
                         " + (select count(*) from holdfast.slot_key) + (select count(*) from holdfast.vendor)"
                         " + (select count(*) from holdfast.payment) + (select count(*) from holdfast.external_booking)").integer(0, 0);
    }

private slots:
    void initTestCase()
    {
        cluster_ = std::make_unique<TestCluster>();
        api_ = std::make_unique<ApiFixture>(cluster_->fresh_database());
    }
    void cleanupTestCase()
    {
        api_.reset();
        cluster_.reset();
    }

    void bodies_data();
    void bodies()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, field);
        const auto before = rows();
        const auto answer = api_->post(target.toStdString(), body.toStdString(), {{"Idempotency-Key", "bad-input"}});
        QVERIFY2(answer.status == status, (std::to_string(answer.status) + " " + answer.text + answer.error).c_str());
        QCOMPARE(answer.field("Content-Type"), std::string("application/problem+json"));
        QVERIFY(!answer.member("detail").empty());
        QCOMPARE(answer.json.value("errors").toArray().at(0).toObject().value("field").toString().toUtf8(), field);
        QVERIFY2(answer.text.find("424242") == std::string::npos, answer.text.c_str());
        QCOMPARE(rows(), before);
    }

    void headers_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("empty key") << QByteArray("Idempotency-Key") << QByteArray("");
        QTest::newRow("open quote") << QByteArray("Idempotency-Key") << QByteArray("\"a");
        QTest::newRow("two words") << QByteArray("Idempotency-Key") << QByteArray("a b");
        QTest::newRow("long key") << QByteArray("Idempotency-Key") << QByteArray(256, 'x');
        QTest::newRow("not ASCII") << QByteArray("Idempotency-Key") << QByteArray("\xc3\xa9");
        QTest::newRow("bare version") << QByteArray("If-Match") << QByteArray("1");
        QTest::newRow("weak version") << QByteArray("If-Match") << QByteArray("W/\"1\"");
        QTest::newRow("version of letters") << QByteArray("If-Match") << QByteArray("\"x\"");
        QTest::newRow("negative version") << QByteArray("If-Match") << QByteArray("\"-1\"");
    }
    void headers()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        const auto before = rows();
        const auto answer = api_->post("/v1/reservations", "{" + any_slot + "}", {{name.toStdString(), value.toStdString()}});
        QCOMPARE(answer.status, 422);
        QCOMPARE(answer.json.value("errors").toArray().at(0).toObject().value("field").toString().toUtf8(), name);
        QCOMPARE(rows(), before);
    }

    void targets_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("status");
        const auto row = [](const char *target, int status) { QTest::newRow(target) << QByteArray(target) << status; };
        row("/v1/slots?limit=x", 422);
        row("/v1/slots?limit=0", 422);
        row("/v1/slots?limit=501", 422);
        row("/v1/slots?limit=1&limit=2", 422);
        row("/v1/slots?vendor_id=x", 422);
        row("/v1/slots?from=yesterday", 422);
        row("/v1/slots?cursor=x", 422);
        row("/v1/slots?cursor=2030-01-01T00:00:00Z_x", 422);
        row("/v1/slots?from=0000-01-01T00:00:00Z", 422);
        row("/v1/slots?from=0001-01-01T00:00:00%2B00:01", 422);
        row("/v1/slots?to=9999-12-31T23:59:59-14:00", 422);
        row("/v1/slots?cursor=0000-01-01T00:00:00Z_00000000-0000-0000-0000-000000000000", 422);
        row("/v1/slots?cursor=9999-12-31T23:59:60Z_00000000-0000-0000-0000-000000000000", 422);
        row("/v1/slots?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", 200);
        row("/v1/slots?from=%", 422);
        row("/v1/slots?from=%00", 422);
        row("/v1/slots?unknown=%E2%82%AC", 200);
        row("/v1/slots/x", 404);
        row("/v1/slots/%2e%2e", 404);
        row("/v1/slots/01a1fc64-0000-7000-8000-000000000000", 404);
        row("/v1/reservations/x", 404);
        row("/v1/reservations/'; drop table holdfast.slot;--", 400);
        row("/v1/reservations/';drop%20table%20holdfast.slot;--", 404);
        row("/../../etc/passwd", 404);
        row("//", 404);
    }
    void targets()
    {
        QFETCH(QByteArray, target);
        QFETCH(int, status);
        QCOMPARE(api_->get(target.toStdString()).status, status);
    }

    void contentTypes_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status"); // 404: it was read, and there is no such slot
        QTest::newRow("json") << QByteArray("application/json") << 404;
        QTest::newRow("charset") << QByteArray("Application/JSON; charset=utf-8") << 404;
        QTest::newRow("suffix") << QByteArray("application/vnd.x+json") << 404;
        QTest::newRow("form") << QByteArray("application/x-www-form-urlencoded") << 415;
        QTest::newRow("text") << QByteArray("text/plain") << 415;
        QTest::newRow("empty") << QByteArray("") << 415;
        QTest::newRow("nearly") << QByteArray("application/jsonx") << 415;
    }
    void contentTypes()
    {
        QFETCH(QByteArray, type);
        QFETCH(int, status);
        const auto answer = api_->post("/v1/reservations", "{" + any_slot + "}",
                                       {{"Content-Type", type.toStdString()}, {"Idempotency-Key", "type"}});
        QCOMPARE(answer.status, status);
    }

    void aBodyWithoutATypeIsRead()
    {
        RawPeer peer(api_->port());
        const auto body = "{" + any_slot + "}";
        peer.send("POST /v1/reservations HTTP/1.1\r\nHost: h\r\nX-API-Key: " + api_->partner_key
                  + "\r\nIdempotency-Key: untyped\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        const auto answer = peer.response();
        QCOMPARE(status_of(answer), 404);
        QVERIFY(body_of(answer).find("SLOT_NOT_FOUND") != std::string::npos);
    }

    /// A good body with bytes changed: refused or understood, never an error of ours, and the books balance.
    void mutatedBodiesNeverHarmIt();
};

// Outside the class: moc trips over braces in raw strings.

void BadInputTest::bodies_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field"); // of the first error; empty: none is named
    const auto row = [](const char *name, const char *target, const std::string &body, int status, const char *field = "") {
        QTest::newRow(name) << QByteArray(target) << QByteArray::fromStdString(body) << status << QByteArray(field);
    };
    const char *hold = "/v1/reservations";
    const char *change = "/v1/reservations/01a1fc64-0000-7000-8000-000000000000/confirm";
    const char *authorize = "/v1/reservations/01a1fc64-0000-7000-8000-000000000000/vendor-authorization";
    const char *external = "/v1/slots/01a1fc64-0000-7000-8000-000000000000/external-bookings";
    const char *offer = "/v1/slots";

    row("no body", hold, "", 400);
    row("truncated", hold, "{" + any_slot, 400);
    row("not JSON", hold, "slot=1", 400);
    row("not UTF-8", hold, "{" + any_slot + ",\"requester_id\":\"\xff\"}", 400);
    row("nested", hold, "{\"x\":" + std::string(40, '[') + std::string(40, ']') + "}", 400);
    row("deeply nested", hold, std::string(60'000, '['), 400);
    row("member twice", hold, "{" + any_slot + "," + any_slot + "}", 400);
    row("oversized", hold, "{\"x\":\"" + std::string(70'000, 'x') + "\"}", 413);
    row("array", hold, "[]", 422);
    row("text", hold, "\"x\"", 422);
    row("null", hold, "null", 422);
    row("empty object", hold, "{}", 422, "slot_id");
    row("slot is a number", hold, R"({"slot_id":1})", 422, "slot_id");
    row("slot is no UUID", hold, R"({"slot_id":"x"})", 422, "slot_id");
    row("slot is null", hold, R"({"slot_id":null})", 422, "slot_id");
    row("slot in braces", hold, R"({"slot_id":"{01a1fc64-0000-7000-8000-000000000000}"})", 422, "slot_id");
    row("slot and time", hold, "{" + any_slot + "," + any_vendor + "," + any_time + "}", 422, "vendor_id");
    row("vendor without a time", hold, "{" + any_vendor + "}", 422, "starts_at");
    row("misspelt", hold, "{" + any_slot + R"(,"Quantity":2})", 422, "Quantity");
    for (const char *value : {"0", "-1", "10001", "1.5", "1.0", "1e3", "\"2\"", "true", "[]", "{}", "99999999999999999999", "1e400"})
        row((std::string("quantity ") + value).c_str(), hold, "{" + any_slot + ",\"quantity\":" + value + "}", 422,
            std::string(value) == "1e400" ? "" : "quantity");
    for (const char *value : {"1", "true", "\"a\\u0000b\"", "\"a\\nb\"", "\"\\u007f\""}) {
        row((std::string("reference ") + value).c_str(), hold, "{" + any_slot + ",\"partner_booking_ref\":" + value + "}", 422,
            "partner_booking_ref");
        row((std::string("requester ") + value).c_str(), hold, "{" + any_slot + ",\"requester_id\":" + value + "}", 422,
            "requester_id");
    }
    row("long reference", hold, "{" + any_slot + ",\"partner_booking_ref\":\"" + std::string(256, 'x') + "\"}", 422,
        "partner_booking_ref");
    for (const char *value : {"1", "\"\"", "\"a\\u0000\"", "[]"})
        row((std::string("key ") + value).c_str(), hold, "{" + any_slot + ",\"idempotency_key\":" + value + "}", 422, "idempotency_key");
    row("long key", hold, "{" + any_slot + ",\"idempotency_key\":\"" + std::string(256, 'x') + "\"}", 422, "idempotency_key");
    row("keys that differ", hold, "{" + any_slot + ",\"idempotency_key\":\"other\"}", 422, "Idempotency-Key");
    for (const char *value : {"-1", "1.5", "\"1\"", "9223372036854775808"})
        row((std::string("version ") + value).c_str(), hold, "{" + any_slot + ",\"availability_version\":" + value + "}", 422,
            "availability_version");

    row("change: truncated", change, "{", 400);
    row("change: array", change, "[]", 422);
    row("change: key is a number", change, R"({"idempotency_key":1})", 422, "idempotency_key");

    row("authorize: no body", authorize, "", 422, "payment_method");
    row("authorize: empty object", authorize, "{}", 422, "payment_method");
    row("authorize: truncated", authorize, "{", 400);
    const auto pays = [](const std::string &value) { return R"({"payment_method":)" + value + "}"; };
    for (const char *value : {"1", "4242424242424242", "true", "null", "[]", "{}", R"("")", R"("pm_")", R"("pm")", R"("PM_a")",
                              R"("card_1")", R"("pm_a-b")", R"("pm_a b")", R"("pm_a\u0000")", R"("pm_é")", R"(" pm_a")",
                              R"({"card":{"number":"4242424242424242"}})"})
        row((std::string("authorize: ") + value).c_str(), authorize, pays(value), 422, "payment_method");
    row("authorize: long name", authorize, pays("\"pm_" + std::string(251, 'x') + "\""), 422, "payment_method");
    for (const char *digits : {"123456789012", "4242424242424242", "1234567890123456789", "12345678901234567890",
                               "4242_4242_4242_4242", "x4242424242424242x"})
        row((std::string("authorize: a number ") + digits).c_str(), authorize, pays(std::string("\"pm_") + digits + "\""), 422,
            "payment_method");
    for (const char *member : {"card", "number", "cvc", "CVV", "card_number", "card[number]", "cardNumber", "exp_month", "pan"})
        row((std::string("authorize: with ") + member).c_str(), authorize,
            R"({"payment_method":"pm_card_visa","x":[{")" + std::string(member) + R"(":"4242424242424242"}]})", 422, "payment_method");

    row("external: no body", external, "", 400);
    row("external: empty object", external, "{}", 422, "quantity");
    for (const char *value : {"0", "-1", "10001", "1.5", "\"2\"", "null"})
        row((std::string("external: quantity ") + value).c_str(), external,
            R"({"external_ref":"r","quantity":)" + std::string(value) + "}", 422, "quantity");
    for (const char *value : {"1", "\"\"", "\"a\\u0000\"", "null"})
        row((std::string("external: reference ") + value).c_str(), external,
            R"({"quantity":1,"external_ref":)" + std::string(value) + "}", 422, "external_ref");
    row("external: long reference", external, R"({"quantity":1,"external_ref":")" + std::string(256, 'x') + "\"}", 422,
        "external_ref");
    row("reference: a card's number", hold, "{" + any_slot + R"(,"partner_booking_ref":"card 4242424242424242"})", 422,
        "partner_booking_ref");
    row("requester: a card's number", hold, "{" + any_slot + R"(,"requester_id":"4242 4242 4242 4242"})", 422, "requester_id");
    row("external: misspelt", external, R"({"quantity":1,"external_ref":"r","externalRef":"s"})", 422, "externalRef");

    row("offer: no body", offer, "", 400);
    row("offer: empty object", offer, "{}", 422, "vendor_id");
    const auto slot = [](const std::string &more) { return "{" + any_vendor + "," + any_time + "," + more + "}"; };
    row("offer: kind", offer, slot(R"("kind":"flight")"), 422, "kind");
    row("offer: kind is a number", offer, slot(R"("kind":1)"), 422, "kind");
    row("offer: class without capacity", offer, slot(R"("kind":"class")"), 422, "capacity");
    row("offer: appointment for two", offer, slot(R"("capacity":2)"), 422, "capacity");
    row("offer: capacity 0", offer, slot(R"("kind":"event","capacity":0)"), 422, "capacity");
    row("offer: capacity too large", offer, slot(R"("kind":"event","capacity":1000001)"), 422, "capacity");
    row("offer: settlement", offer, slot(R"("settlement":"barter")"), 422, "settlement");
    row("offer: two_party without a currency", offer, slot(R"("settlement":"two_party")"), 422, "currency");
    row("offer: two_party without the requester's amount", offer,
        slot(R"("settlement":"two_party","currency":"EUR","vendor_amount_minor":500)"), 422, "requester_amount_minor");
    row("offer: two_party without the vendor's amount", offer,
        slot(R"("settlement":"two_party","currency":"EUR","requester_amount_minor":500)"), 422, "vendor_amount_minor");
    row("offer: card without a currency", offer, slot(R"("settlement":"card")"), 422, "currency");
    row("offer: card without the requester's amount", offer,
        slot(R"("settlement":"card","currency":"EUR","vendor_amount_minor":5)"), 422, "requester_amount_minor");
    row("offer: currency", offer, slot(R"("currency":"euro")"), 422, "currency");
    for (const char *code : {"XTS", "ZZZ", "DEM", "XAU", "ISK"})
        row((std::string("offer: currency ") + code).c_str(), offer, slot(R"("currency":")" + std::string(code) + "\""), 422, "currency");
    const auto charged = [&](const char *currency, const char *vendor, const char *requester) {
        return slot(R"("settlement":"two_party","currency":")" + std::string(currency) + R"(","vendor_amount_minor":)" + vendor
                    + R"(,"requester_amount_minor":)" + requester);
    };
    row("offer: less than is charged", offer, charged("EUR", "500", "49"), 422, "requester_amount_minor");
    row("offer: less than is charged of the vendor", offer, charged("EUR", "49", "500"), 422, "vendor_amount_minor");
    row("offer: more than is charged", offer, charged("EUR", "500", "100000000"), 422, "requester_amount_minor");
    row("offer: more rupiahs than are charged", offer, charged("IDR", "500", "1000000000000"), 422, "requester_amount_minor");
    row("offer: a third decimal", offer, charged("KWD", "5000", "5001"), 422, "requester_amount_minor");
    row("offer: currency in lower case", offer, slot(R"("currency":"eur")"), 422, "currency");
    row("offer: amount without a currency", offer, slot(R"("requester_amount_minor":5)"), 422, "currency");
    row("offer: amount below nothing", offer, slot(R"("currency":"EUR","vendor_amount_minor":-5)"), 422, "vendor_amount_minor");
    const auto times = [](const char *starts_at, const char *ends_at) {
        return "{" + any_vendor + R"(,"starts_at":)" + starts_at + R"(,"ends_at":)" + ends_at + "}";
    };
    row("offer: ends before it starts", offer, times(R"("2030-01-01T11:00:00Z")", R"("2030-01-01T10:00:00Z")"), 422, "ends_at");
    row("offer: no length", offer, times(R"("2030-01-01T11:00:00Z")", R"("2030-01-01T11:00:00Z")"), 422, "ends_at");
    row("offer: a day that is not", offer, times(R"("2030-02-30T11:00:00Z")", R"("2030-03-01T11:00:00Z")"), 422, "starts_at");
    const char *const middle = R"("2030-01-01T11:00:00Z")";
    row("offer: begins in the year 0", offer, times(R"("0000-01-01T00:00:00Z")", middle), 422, "starts_at");
    row("offer: begins in the year 0 in UTC", offer, times(R"("0001-01-01T00:00:00+14:00")", middle), 422, "starts_at");
    row("offer: ends in the year 10000 in UTC", offer, times(middle, R"("9999-12-31T23:59:59-01:00")"), 422, "ends_at");
    row("hold: begins in the year 0", hold, times(R"("0000-01-01T00:00:00Z")", middle), 422, "starts_at");
    row("hold: ends in the year 10000 in UTC", hold, times(middle, R"("9999-12-31T23:59:59-14:00")"), 422, "ends_at");
    row("offer: time is a number", offer, times("1", R"("2030-03-01T11:00:00Z")"), 422, "starts_at");
    row("offer: time without an offset", offer, times(R"("2030-01-01T11:00:00")", R"("2030-03-01T11:00:00Z")"), 422, "starts_at");
}

void BadInputTest::mutatedBodiesNeverHarmIt()
{
    const auto seed = qEnvironmentVariableIsSet("HOLDFAST_SEED") ? qEnvironmentVariable("HOLDFAST_SEED").toUInt()
                                                                 : std::random_device{}();
    qInfo("HOLDFAST_SEED=%u", seed);
    std::mt19937 random(seed);
    const auto slot_id = api_->make_slot("event", 1000);
    const std::string good = R"({"slot_id":")" + slot_id + R"(","quantity":1,"requester_id":"r","availability_version":null})";
    for (int round = 0; round < 300; ++round) {
        std::string body = good;
        for (auto changes = random() % 3 + 1; changes > 0; --changes)
            body[random() % body.size()] = static_cast<char>(random());
        const auto answer = api_->post("/v1/reservations", body, {{"Idempotency-Key", "m-" + std::to_string(round)}});
        QVERIFY2(answer.status >= 200 && answer.status < 500, (std::to_string(answer.status) + " to " + body).c_str());
    }
    const auto slot = api_->get("/v1/slots/" + slot_id);
    const auto held = api_->sql("select coalesce(sum(quantity), 0) from holdfast.reservation where slot_id = $1", {slot_id});
    QCOMPARE(slot.number("held"), qint64{held.integer(0, 0)});
}

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"

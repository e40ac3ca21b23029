#include "tests/api/api_fixture.h"

#include <QJsonArray>
#include <QTest>

#include <set>
#include <thread>

using namespace holdfast;
using namespace holdfast::test;

namespace {

std::string slot(const std::string &id)
{
    return "\"slot_id\":\"" + id + "\"";
}

} // namespace

class RoutesTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;

    Answer hold(const std::string &members, net::Headers headers = {})
    {
        return api_->post("/v1/reservations", "{" + members + "}", std::move(headers));
    }
    net::Headers key(const std::string &text) { return {{"Idempotency-Key", text}}; }

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

    void aHoldIsMadeReadConfirmed();

    void aReleasedOneIsGoneForCommandsAndFoundByReading()
    {
        const auto id = api_->make_hold(api_->make_slot("appointment", 1));
        QCOMPARE(api_->post("/v1/reservations/" + id + "/release", "", key("rel1")).member("state"), std::string("RELEASED"));
        QCOMPARE(api_->post("/v1/reservations/" + id + "/confirm", "", key("rel2")).code(), std::string("RESERVATION_NOT_FOUND"));
        const auto read = api_->get("/v1/reservations/" + id);
        QCOMPARE(read.status, 200);
        QCOMPARE(read.member("state"), std::string("RELEASED"));
    }

    void aKeyIsAKeyInWhateverPlace_data()
    {
        QTest::addColumn<QByteArray>("first_header");
        QTest::addColumn<QByteArray>("first_member");
        QTest::addColumn<QByteArray>("second_header");
        QTest::addColumn<QByteArray>("second_member");
        QTest::newRow("header, header") << QByteArray("k-a") << QByteArray() << QByteArray("k-a") << QByteArray();
        QTest::newRow("header, quoted") << QByteArray("k-b") << QByteArray() << QByteArray("\"k-b\"") << QByteArray();
        QTest::newRow("header, member") << QByteArray("k-c") << QByteArray() << QByteArray() << QByteArray("k-c");
        QTest::newRow("member, both") << QByteArray() << QByteArray("k-d") << QByteArray("k-d") << QByteArray("k-d");
    }
    void aKeyIsAKeyInWhateverPlace();

    void aKeyIsItsPartnersOwn()
    {
        const auto id = api_->make_slot("event", 5);
        auto headers = key("shared");
        QCOMPARE(hold(slot(id), headers).status, 201);
        headers.emplace_back("Authorization", "Bearer " + api_->other_key);
        QCOMPARE(hold(slot(id), headers).status, 201);
    }

    void aReservationIsItsPartnersOwn()
    {
        const auto id = api_->make_hold(api_->make_slot("event", 5));
        QCOMPARE(api_->get("/v1/reservations/" + id, as(api_->other_key)).status, 404);
        auto headers = key("not-mine");
        headers.emplace_back("Authorization", "Bearer " + api_->other_key);
        QCOMPARE(api_->post("/v1/reservations/" + id + "/release", "", headers).code(), std::string("RESERVATION_NOT_FOUND"));
        QCOMPARE(api_->get("/v1/reservations/" + id, as(api_->token)).status, 200);
        QCOMPARE(api_->get("/v1/reservations/" + id).member("state"), std::string("HELD"));
    }

    void aSlotIsFoundByItsTime();

    void aStaleVersionIsRefusedWithTheNewOne();

    void tokensAndKeysComeInBothHeaders()
    {
        QCOMPARE(api_->get("/v1/slots", {{"X-API-Key", api_->partner_key}}).status, 200);
        QCOMPARE(api_->get("/v1/slots", {{"Authorization", "bearer  " + api_->partner_key}}).status, 200);
        QCOMPARE(api_->get("/v1/slots", {{"Authorization", "Basic " + api_->partner_key}}).status, 401);
        QCOMPARE(api_->get("/v1/slots", {{"Authorization", "Bearer "}}).status, 401);
        const auto refused = api_->get("/v1/slots", as("hfk_0"));
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.field("WWW-Authenticate"), std::string("Bearer realm=\"holdfast\""));
        for (int i = 0; i < 3; ++i) // from the database, then from the cache
            QCOMPARE(api_->get("/v1/slots", as(api_->token)).status, 200);
    }

    void aRevokedKeyDiesWithinSeconds()
    {
        std::string secret;
        {
            storage::Connection connection(api_->dsn);
            secret = api::create_token(connection, "Leaver", "viewer");
        }
        QCOMPARE(api_->get("/v1/slots", as(secret)).status, 200);
        api_->sql("update holdfast.access_token set revoked_at = clock_timestamp() where name = 'Leaver'");
        QTRY_COMPARE_WITH_TIMEOUT(api_->get("/v1/slots", as(secret)).status, 401, 8000);
    }

    void slotsAreOfferedOncePerKey();

    void aRefusedSlotBindsNoKey();

    void slotsAreOfferedByPartnersAndAdmins();

    void idsAreTheSameInUpperCase();

    void timesFromSqlAreExact();

    void historyIsListedNewestFirst();

    void manyAtOnceUnderOneKeyMakeOneSlot();

    void vendorsComeFromNowhereInASandboxOnly();

    void slotsAreCachedByVersion()
    {
        const auto id = api_->make_slot("event", 5);
        const auto first = api_->get("/v1/slots/" + id);
        QCOMPARE(first.field("ETag"), std::string("\"1\""));
        const auto same = api_->get("/v1/slots/" + id, {{"If-None-Match", "\"1\""}});
        QCOMPARE(same.status, 304);
        QCOMPARE(same.field("ETag"), std::string("\"1\""));
        QVERIFY(same.text.empty());
        api_->make_hold(id);
        QCOMPARE(api_->get("/v1/slots/" + id, {{"If-None-Match", "\"1\""}}).status, 200);
    }

    void pagesMissAndRepeatNothing_data()
    {
        QTest::addColumn<int>("limit");
        QTest::newRow("one by one") << 1;
        QTest::newRow("three") << 3;
        QTest::newRow("exactly") << 7;
        QTest::newRow("all") << 100;
    }
    void pagesMissAndRepeatNothing();

    void peopleListReservationsOfAllPartners()
    {
        ApiFixture fresh(cluster_->fresh_database());
        const auto slot_id = fresh.make_slot("event", 50);
        std::set<std::string> ids;
        for (int i = 0; i < 5; ++i)
            ids.insert(fresh.make_hold(slot_id));
        QCOMPARE(fresh.post("/v1/reservations/" + *ids.begin() + "/confirm", "", key("c")).status, 200);
        std::set<std::string> seen;
        std::string cursor;
        do {
            const auto page = fresh.get("/api/admin/reservations?state=HELD,CONFIRMED&limit=2&cursor=" + net::percent_encode(cursor),
                                        as(fresh.token));
            QCOMPARE(page.status, 200);
            QCOMPARE(page.number("matching"), cursor.empty() ? qint64{5} : qint64{-1}); // counted once
            for (const auto &row : page.json.value("reservations").toArray())
                QVERIFY(seen.insert(row.toObject().value("reservation_id").toString().toStdString()).second);
            cursor = page.member("next_cursor");
        } while (!cursor.empty());
        QCOMPARE(seen, ids);
        QCOMPARE(fresh.get("/api/admin/reservations", as(fresh.token)).number("matching"), qint64{4});
        QCOMPARE(fresh.get("/api/admin/reservations?cursor=nonsense", as(fresh.token)).status, 422);
    }

    void aTraceIsCarriedThrough()
    {
        const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        auto headers = key("traced");
        headers.emplace_back("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        const auto made = hold(slot(api_->make_slot("event", 1)), headers);
        QCOMPARE(made.field("X-Trace-Id"), trace);
        const auto rows = api_->sql("select trace_id, actor from holdfast.reservation_event where reservation_id = $1",
                                    {made.member("reservation_id")});
        QCOMPARE(rows.text(0, 0), trace);
        QCOMPARE(rows.text(0, 1), std::string("partner:Partner"));
        headers.back().second = "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01";
        QVERIFY(api_->get("/health", headers).field("X-Trace-Id") != std::string(32, '0'));
    }

    void itTellsHowItIs()
    {
        QCOMPARE(api_->get("/health").member("status"), std::string("ok"));
        QTRY_COMPARE(api_->get("/ready").status, 200);
        const auto figures = api_->get("/metrics");
        QCOMPARE(figures.status, 200);
        for (const auto *line : {"holdfast_http_requests_total{method=\"POST\",route=\"/v1/reservations\",status=\"2xx\"} ",
                                 "holdfast_http_request_duration_seconds_bucket{method=\"GET\",route=\"/health\",le=\"+Inf\"} ",
                                 "holdfast_lane_connected 1\n", "holdfast_http_connections_open "})
            QVERIFY2(figures.text.find(line) != std::string::npos, line);
        QCOMPARE(api_->api->prometheus_metrics().substr(0, 6), std::string("# HELP"));
    }

    void anotherSchemaIsNotReady()
    {
        ApiFixture fresh(cluster_->fresh_database());
        QTRY_COMPARE(fresh.get("/ready").status, 200);
        fresh.sql("insert into holdfast.schema_migration (version, name, checksum) values (9999, 'later', repeat('0', 64))");
        const auto answer = fresh.get("/ready");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.json.value("checks").toObject().value("schema").toString().startsWith("version 9999"));
    }

    void aDatabaseThatCannotWriteIsNotReady()
    {
        ApiFixture fresh(cluster_->fresh_database());
        QTRY_COMPARE(fresh.get("/ready").status, 200);
        const auto slot = fresh.make_slot("event", 5);
        fresh.sql("create function holdfast.full() returns trigger language plpgsql as "
                  "$$ begin raise exception 'no space left' using errcode = '53100'; end $$;"
                  "create trigger full_disk before insert on holdfast.reservation "
                  "for each row execute function holdfast.full()");
        const auto hold = [&] {
            return fresh.post("/v1/reservations", "{\"slot_id\":\"" + slot + "\"}", {{"Idempotency-Key", "one"}}).status;
        };
        QCOMPARE(hold(), 503);
        const auto answer = fresh.get("/ready");
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.json.value("checks").toObject().value("lanes").toString(), QString("the database refuses to write"));
        fresh.sql("drop trigger full_disk on holdfast.reservation");
        QCOMPARE(hold(), 201);
        QCOMPARE(fresh.get("/ready").status, 200);
    }

    void drainingFinishesAndCloses()
    {
        ApiFixture fresh(cluster_->fresh_database());
        fresh.make_slot("event", 5);
        fresh.api->drain();
        const auto answer = fresh.get("/health");
        QCOMPARE(answer.status, 0);
        QVERIFY(!answer.error.empty());
    }
};

// Outside the class: moc trips over braces in raw strings.

void RoutesTest::aHoldIsMadeReadConfirmed()
{
    const auto id = api_->make_slot("event", 5);
    const auto wish = slot(id) + R"(,"quantity":2,"partner_booking_ref":"B-1","requester_id":"r","idempotency_key":"m1")";
    const auto made = hold(wish);
    QCOMPARE(made.status, 201);
    QCOMPARE(made.member("state"), std::string("HELD"));
    QCOMPARE(made.member("slot_id"), id);
    QCOMPARE(made.number("quantity"), qint64{2});
    QCOMPARE(made.number("version"), qint64{1});
    QCOMPARE(made.member("partner_booking_ref"), std::string("B-1"));
    QVERIFY(!made.member("expires_at").empty());
    const auto path = "/v1/reservations/" + made.member("reservation_id");
    QCOMPARE(made.field("Location"), path);
    QCOMPARE(made.field("Idempotent-Replayed"), std::string());

    const auto read = api_->get(path);
    QCOMPARE(read.status, 200);
    QCOMPARE(read.member("requester_id"), std::string("r"));
    const auto confirmed = api_->post(path + "/confirm", "", key("m2"));
    QCOMPARE(confirmed.status, 200);
    QCOMPARE(confirmed.member("state"), std::string("CONFIRMED"));
    QVERIFY(confirmed.json.value("expires_at").isNull());
    const auto again = api_->post(path + "/confirm", R"({"idempotency_key":"m2"})");
    QCOMPARE(again.status, 200);
    QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
    const auto refused = api_->post(path + "/release", "", key("m3"));
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.member("state"), std::string("CONFIRMED"));

    const auto after = api_->get("/v1/slots/" + id);
    QCOMPARE(after.number("confirmed"), qint64{2});
    QCOMPARE(after.number("available"), qint64{3});

    // Whatever has happened since, a repeat is told what the first request was told.
    const auto repeated = hold(wish);
    QCOMPARE(repeated.status, 200);
    QCOMPARE(repeated.json, made.json);
    static_cast<void>(api_->make_hold(id));
    QCOMPARE(api_->post(path + "/confirm", "", key("m2")).json, confirmed.json);
}

void RoutesTest::aKeyIsAKeyInWhateverPlace()
{
    QFETCH(QByteArray, first_header);
    QFETCH(QByteArray, first_member);
    QFETCH(QByteArray, second_header);
    QFETCH(QByteArray, second_member);
    const auto id = api_->make_slot("event", 5);
    const auto ask = [&](const QByteArray &header, const QByteArray &member, const char *before, const char *after) {
        const auto key_member = R"("idempotency_key":")" + member.toStdString() + R"(")";
        const auto members = before + slot(id) + after + (member.isEmpty() ? "" : "," + key_member);
        return hold(members, header.isEmpty() ? net::Headers{} : key(header.toStdString()));
    };
    const auto first = ask(first_header, first_member, R"("requester_id":"r", )", "");
    QCOMPARE(first.status, 201);
    const auto second = ask(second_header, second_member, "", R"( , "requester_id" : "r")");
    QCOMPARE(second.status, 200);
    QCOMPARE(second.field("Idempotent-Replayed"), std::string("true"));
    QCOMPARE(second.member("reservation_id"), first.member("reservation_id"));
    QCOMPARE(second.json, first.json);
    QCOMPARE(api_->get("/v1/slots/" + id).number("held"), qint64{1});
    const auto other = ask(second_header, second_member, "", R"(,"requester_id":"s")");
    QCOMPARE(other.code(), std::string("IDEMPOTENCY_KEY_REUSED"));
}

void RoutesTest::aSlotIsFoundByItsTime()
{
    const auto id = api_->make_slot("appointment", 1);
    const auto details = api_->get("/v1/slots/" + id);
    const auto by_time = [&](const std::string &ends_at) {
        return R"("vendor_id":")" + details.member("vendor_id") + R"(","starts_at":")" + details.member("starts_at")
               + R"(","ends_at":")" + ends_at + R"(")";
    };
    QCOMPARE(hold(by_time("2040-01-01T00:00:00Z"), key("by-time-1")).code(), std::string("SLOT_NOT_FOUND"));
    const auto made = hold(by_time(details.member("ends_at")), key("by-time-2"));
    QCOMPARE(made.status, 201);
    QCOMPARE(made.member("slot_id"), id);
}

void RoutesTest::aStaleVersionIsRefusedWithTheNewOne()
{
    const auto id = api_->make_slot("event", 5);
    api_->make_hold(id);
    auto headers = key("stale");
    headers.emplace_back("If-Match", "\"1\"");
    const auto stale = hold(slot(id), headers);
    QCOMPARE(stale.status, 412);
    QCOMPARE(stale.number("availability_version"), qint64{2});
    QVERIFY(stale.json.value("retryable").toBool());
    QCOMPARE(hold(slot(id) + R"(,"availability_version":2)", key("stale")).status, 201);
    headers[1].second = "*";
    QCOMPARE(hold(slot(id), headers).status, 200);
}

void RoutesTest::slotsAreOfferedOncePerKey()
{
    const auto body = R"({"vendor_id":")" + api_->vendor_id + R"(","kind":"class","capacity":8,"starts_at":"2031-01-01T10:00:00+02:00",
        "ends_at":"2031-01-01T11:00:00+02:00","currency":"EUR","requester_amount_minor":1500})";
    const auto first = api_->post("/v1/slots", body, key("s1"));
    QCOMPARE(first.status, 201);
    QCOMPARE(first.member("starts_at"), std::string("2031-01-01T08:00:00.000Z"));
    QCOMPARE(first.number("requester_amount_minor"), qint64{1500});
    QCOMPARE(first.field("ETag"), std::string("\"1\""));
    const auto second = api_->post("/v1/slots", body, key("s1"));
    QCOMPARE(second.status, 200);
    QCOMPARE(second.field("Idempotent-Replayed"), std::string("true"));
    QCOMPARE(second.member("slot_id"), first.member("slot_id"));
    const auto third = api_->post("/v1/slots", body);
    QCOMPARE(third.status, 201); // classes may overlap, and there was no key
    QVERIFY(third.member("slot_id") != first.member("slot_id"));
}

void RoutesTest::aRefusedSlotBindsNoKey()
{
    const auto body = [&](const char *hours) {
        return R"({"vendor_id":")" + api_->vendor_id + R"(","starts_at":"2032-01-01T)" + hours + R"(:00:00Z"})";
    };
    QCOMPARE(api_->post("/v1/slots", body(R"(10:00:00Z","ends_at":"2032-01-01T12)"), key("o1")).status, 201);
    const auto overlapping = api_->post("/v1/slots", body(R"(11:00:00Z","ends_at":"2032-01-01T13)"), key("o2"));
    QCOMPARE(overlapping.status, 422);
    QCOMPARE(overlapping.json.value("errors").toArray().at(0).toObject().value("field").toString(), QString("starts_at"));
    QCOMPARE(api_->post("/v1/slots", body(R"(12:00:00Z","ends_at":"2032-01-01T13)"), key("o2")).status, 201);
}

void RoutesTest::slotsAreOfferedByPartnersAndAdmins()
{
    const auto body = R"({"vendor_id":")" + api_->vendor_id + R"(","kind":"class","capacity":8,)"
                      + R"("starts_at":"2036-01-01T10:00:00Z","ends_at":"2036-01-01T11:00:00Z"})";
    const auto with_key = [&](const std::string &secret) {
        auto headers = as(secret);
        headers.emplace_back("Idempotency-Key", "offered");
        return api_->post("/v1/slots", body, headers);
    };
    for (const auto *role : {"viewer", "tester", "operator"}) {
        storage::Connection connection(api_->dsn);
        const auto refused = with_key(api::create_token(connection, std::string("a ") + role, role));
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.code(), std::string("FORBIDDEN"));
    }
    // A key is its owner's: another admin and a partner may use the same.
    std::set<std::string> made;
    storage::Connection connection(api_->dsn);
    for (const auto &secret : {api_->admin_token, api::create_token(connection, "Ben", "admin"), api_->partner_key}) {
        const auto first = with_key(secret);
        QVERIFY2(first.status == 201, first.text.c_str());
        const auto again = with_key(secret);
        QCOMPARE(again.status, 200);
        QCOMPARE(again.member("slot_id"), first.member("slot_id"));
        made.insert(first.member("slot_id"));
    }
    QCOMPARE(made.size(), std::size_t{3});
    // Booking stays the partner's.
    QCOMPARE(hold(slot(*made.begin()), as(api_->admin_token)).status, 403);
}

/// As a client may write them: the repeat of a request is told by what it names, not by its letters.
void RoutesTest::idsAreTheSameInUpperCase()
{
    const auto upper = [](const std::string &id) { return QString::fromStdString(id).toUpper().toStdString(); };
    const auto slot_id = api_->make_slot("event", 5);
    const auto made = hold(slot(slot_id), key("upper-hold"));
    QCOMPARE(made.status, 201);
    const auto replayed = hold(slot(upper(slot_id)), key("upper-hold"));
    QCOMPARE(replayed.status, 200);
    QCOMPARE(replayed.json, made.json);

    const auto id = made.member("reservation_id");
    const auto confirmed = api_->post("/v1/reservations/" + id + "/confirm", "", key("upper-confirm"));
    QCOMPARE(confirmed.status, 200);
    const auto again = api_->post("/v1/reservations/" + upper(id) + "/confirm", "", key("upper-confirm"));
    QVERIFY2(again.status == 200, again.text.c_str());
    QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
    const auto other = api_->make_hold(slot_id);
    QCOMPARE(api_->post("/v1/reservations/" + upper(other) + "/confirm", "", key("upper-confirm")).status, 422);
}

/// Slots that came by SQL have microseconds; what is shown of them has not.
void RoutesTest::timesFromSqlAreExact()
{
    storage::Connection connection(api_->dsn);
    const auto vendor = api::create_vendor(connection, "Exact").to_string();
    std::set<std::string> made;
    for (int i = 0; i < 5; ++i) {
        const auto id = Uuid::make_v7().to_string();
        made.insert(id);
        api_->sql("insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement)"
                  " select $1, $2, 'class', t, t + interval '1 hour', 3, 'free'"
                  " from (select timestamptz '2037-01-01 10:00:00.000500Z' + $3::integer * interval '100 us') as at (t)",
                  {id, vendor, std::to_string(i / 2)});
    }
    std::set<std::string> seen;
    std::string cursor;
    int pages = 0;
    do {
        const auto page = api_->get("/v1/slots?limit=1&vendor_id=" + vendor + "&cursor=" + net::percent_encode(cursor));
        QCOMPARE(page.status, 200);
        for (const auto &row : page.json.value("slots").toArray())
            seen.insert(row.toObject().value("slot_id").toString().toStdString());
        cursor = page.member("next_cursor");
    } while (!cursor.empty() && ++pages < 10);
    QCOMPARE(pages, 4);
    QCOMPARE(seen, made);
    const auto shown = api_->get("/v1/slots/" + *made.begin());
    QCOMPARE(shown.member("starts_at"), std::string("2037-01-01T10:00:00.000Z"));
    const auto held = hold(R"("vendor_id":")" + vendor + R"(","starts_at":")" + shown.member("starts_at") + R"(","ends_at":")"
                               + shown.member("ends_at") + '"', key("exact"));
    QVERIFY2(held.status == 201, held.text.c_str());
    QVERIFY(made.contains(held.member("slot_id")));
}

void RoutesTest::historyIsListedNewestFirst()
{
    ApiFixture fresh(cluster_->fresh_database());
    const auto slot_id = fresh.make_slot("event", 50);
    QStringList confirmed;
    for (int i = 0; i < 5; ++i) {
        const auto id = fresh.make_hold(slot_id);
        if (i == 2)
            continue;
        QCOMPARE(fresh.post("/v1/reservations/" + id + "/confirm", "", key(id)).status, 200);
        confirmed.prepend(QString::fromStdString(id));
    }
    QStringList listed;
    std::string cursor;
    do {
        const auto page = fresh.get("/api/admin/reservations?state=CONFIRMED,RELEASED&limit=3&cursor=" + net::percent_encode(cursor),
                                    as(fresh.token));
        QCOMPARE(page.status, 200);
        for (const auto &row : page.json.value("reservations").toArray())
            listed << row.toObject().value("reservation_id").toString();
        cursor = page.member("next_cursor");
    } while (!cursor.empty());
    QCOMPARE(listed, confirmed);
}

void RoutesTest::manyAtOnceUnderOneKeyMakeOneSlot()
{
    const auto body = R"({"vendor_id":")" + api_->vendor_id
                      + R"(","starts_at":"2033-01-01T10:00:00Z","ends_at":"2033-01-01T11:00:00Z"})";
    std::vector<Answer> answers(8);
    std::vector<std::thread> threads;
    for (auto &answer : answers)
        threads.emplace_back([&, this] { answer = api_->post("/v1/slots", body, key("race")); });
    for (auto &thread : threads)
        thread.join();
    std::set<std::string> ids;
    int created = 0;
    for (const auto &answer : answers) {
        QVERIFY2(answer.status == 201 || answer.status == 200, answer.text.c_str());
        created += answer.status == 201;
        ids.insert(answer.member("slot_id"));
    }
    QCOMPARE(created, 1);
    QCOMPARE(ids.size(), std::size_t{1});
}

void RoutesTest::vendorsComeFromNowhereInASandboxOnly()
{
    const std::string body = R"({"vendor_id":"01a1fc64-0000-7000-8000-000000000009","starts_at":"2030-01-01T10:00:00Z",
                                 "ends_at":"2030-01-01T11:00:00Z"})";
    QCOMPARE(api_->post("/v1/slots", body).status, 201);
    ApiFixture real(cluster_->fresh_database(), false);
    const auto refused = real.post("/v1/slots", body);
    QCOMPARE(refused.status, 422);
    QCOMPARE(refused.json.value("errors").toArray().at(0).toObject().value("field").toString(), QString("vendor_id"));
    real.make_slot("appointment", 1);
}

void RoutesTest::pagesMissAndRepeatNothing()
{
    QFETCH(int, limit);
    storage::Connection connection(api_->dsn);
    const auto vendor = api::create_vendor(connection, "Pages").to_string();
    std::set<std::string> made;
    for (int i = 0; i < 7; ++i) { // some start together
        const auto answer = api_->post("/v1/slots", R"({"vendor_id":")" + vendor + R"(","kind":"class","capacity":3,"starts_at":"2034-01-0)"
                                                        + std::to_string(1 + i / 3) + R"(T10:00:00Z","ends_at":"2034-02-01T10:00:00Z"})");
        made.insert(answer.member("slot_id"));
    }
    std::vector<std::string> seen;
    std::string cursor;
    do {
        const auto page = api_->get("/v1/slots?vendor_id=" + vendor + "&from=2034-01-01T00:00:00Z&to=2035-01-01T00:00:00Z&limit="
                                    + std::to_string(limit) + "&cursor=" + net::percent_encode(cursor));
        QCOMPARE(page.status, 200);
        const auto rows = page.json.value("slots").toArray();
        QVERIFY(rows.size() <= limit);
        for (const auto &row : rows)
            seen.push_back(row.toObject().value("slot_id").toString().toStdString());
        QVERIFY(seen.size() <= made.size()); // a cursor that stands still would never end
        cursor = page.member("next_cursor");
    } while (!cursor.empty());
    QCOMPARE(seen.size(), made.size());
    QCOMPARE(std::set<std::string>(seen.begin(), seen.end()), made);
}

QTEST_GUILESS_MAIN(RoutesTest)
#include "routes_test.moc"

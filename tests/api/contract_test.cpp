#include "backend/api/route.h"
#include "backend/payments/webhook_signature.h"
#include "resources/resources.h"
#include "tests/api/api_fixture.h"
#include "tests/api/payment_worker.h"
#include "tests/net/raw_peer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include <functional>
#include <map>
#include <set>

using namespace holdfast;
using namespace holdfast::test;

namespace {

using Codes = std::set<std::string>;
using Contract = std::map<std::string, Codes>; // "POST /v1/slots" -> codes

QJsonObject document()
{
    const auto text = resources::text("openapi.json");
    return QJsonDocument::fromJson(QByteArray(text.data(), static_cast<int>(text.size()))).object();
}

/// Follows "#/components/..." within the document.
QJsonObject resolved(const QJsonObject &value)
{
    const auto ref = value.value("$ref").toString();
    if (ref.isEmpty())
        return value;
    QJsonObject at = document();
    for (const auto &step : ref.mid(2).split('/'))
        at = at.value(step).toObject();
    return at;
}

Contract documented(std::map<std::string, std::set<int>> *statuses = nullptr)
{
    Contract contract;
    const auto paths = document().value("paths").toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const auto operations = path.value().toObject();
        for (auto operation = operations.begin(); operation != operations.end(); ++operation) {
            const auto key = operation.key().toUpper().toStdString() + " " + path.key().toStdString();
            auto &codes = contract[key];
            const auto responses = operation.value().toObject().value("responses").toObject();
            for (auto response = responses.begin(); response != responses.end(); ++response) {
                if (statuses)
                    (*statuses)[key].insert(response.key().toInt());
                const auto schema = resolved(response.value().toObject()).value("content").toObject()
                                        .value("application/problem+json").toObject().value("schema").toObject();
                for (const auto &part : schema.value("allOf").toArray()) {
                    for (const auto &code : part.toObject().value("properties").toObject().value("code").toObject()
                                                .value("enum").toArray()) {
                        const auto known = parse_error_code(code.toString().toStdString());
                        if (!known || info(*known).http_status != response.key().toInt())
                            qFatal("%s lists %s under %s", key.c_str(), qPrintable(code.toString()), qPrintable(response.key()));
                        codes.insert(code.toString().toStdString());
                    }
                }
            }
        }
    }
    return contract;
}

Contract in_code()
{
    Contract contract;
    for (const auto &route : api::route_table()) {
        auto &codes = contract[std::string(route.method) + " " + std::string(route.pattern)];
        for (const auto &row : error_table()) {
            if (api::may_answer(route, row.code))
                codes.insert(std::string(row.name));
        }
    }
    return contract;
}

/// "/v1/slots/{id}" with an id that names nothing.
std::string target_of(std::string_view pattern)
{
    std::string target(pattern);
    if (const auto at = target.find("{id}"); at != std::string::npos)
        target.replace(at, 4, "01a1fc64-0000-7000-8000-000000000000");
    return target;
}

} // namespace

class ContractTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;

    void provokeAdminCodes(const std::function<void(const std::string &, const Answer &)> &note);

private slots:
    void initTestCase()
    {
        cluster_ = std::make_unique<TestCluster>();
        api::ApiOptions options;
        options.operation_patience = std::chrono::milliseconds(100);
        options.webhook_secrets = {Secret("whsec_contract")};
        api_ = std::make_unique<ApiFixture>(cluster_->fresh_database(), true, options);
    }
    void cleanupTestCase()
    {
        api_.reset();
        cluster_.reset();
    }

    void theDocumentIsServed()
    {
        const auto answer = api_->get("/openapi.json");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.field("Content-Type"), std::string("application/json"));
        QCOMPARE(answer.json, document());
        QCOMPARE(answer.member("openapi"), std::string("3.1.0"));
    }

    void theDocumentListsTheRoutesOfTheTableAndTheirCodes()
    {
        const auto listed = documented();
        const auto coded = in_code();
        for (const auto &[key, codes] : coded) {
            QVERIFY2(listed.contains(key), ("not documented: " + key).c_str());
            for (const auto &code : codes)
                QVERIFY2(listed.at(key).contains(code), (key + " does not document " + code).c_str());
        }
        for (const auto &[key, codes] : listed) {
            QVERIFY2(coded.contains(key), ("documented but not served: " + key).c_str());
            for (const auto &code : codes)
                QVERIFY2(coded.at(key).contains(code), (key + " documents " + code + " but never answers it").c_str());
        }
    }

    void statesAndReferencesAreReal()
    {
        const auto names = document().value("components").toObject().value("schemas").toObject().value("State").toObject()
                               .value("enum").toArray();
        QCOMPARE(names.size(), static_cast<qsizetype>(state_table.size()));
        for (const auto &name : names)
            QVERIFY2(parse_state(name.toString().toStdString()), qPrintable(name.toString()));
        const auto text = QString::fromStdString(std::string(resources::text("openapi.json")));
        static const QRegularExpression reference("\"\\$ref\": \"([^\"]+)\"");
        for (auto at = reference.globalMatch(text); at.hasNext();) {
            const auto target = at.next().captured(1);
            QVERIFY2(!resolved({{"$ref", target}}).isEmpty(), qPrintable(target));
        }
    }

    /// Every route answers, and none with something other than its contract.
    void everyRouteIsServed()
    {
        std::map<std::string, std::set<int>> statuses;
        documented(&statuses);
        for (const auto &route : api::route_table()) {
            const auto key = std::string(route.method) + " " + std::string(route.pattern);
            for (const auto &headers : {net::Headers{}, as(api_->token), as("nobody")}) {
                const auto answer = api_->ask(std::string(route.method), target_of(route.pattern), "", headers);
                QVERIFY2(statuses[key].contains(answer.status),
                         (key + " answered " + std::to_string(answer.status) + " " + answer.text).c_str());
                QVERIFY2(answer.code() != "NOT_FOUND" && answer.code() != "METHOD_NOT_ALLOWED", key.c_str());
                QCOMPARE(answer.field("X-Trace-Id").size(), std::size_t{32});
            }
            if (route.method == "GET") {
                const auto head = api_->ask("HEAD", target_of(route.pattern), "", as(api_->token));
                const auto get = api_->ask("GET", target_of(route.pattern), "", as(api_->token));
                QCOMPARE(head.status, get.status);
                QVERIFY(head.text.empty());
            }
        }
    }

    /// What the server says before a request reaches its route, provoked on each of them.
    void whatTheServerSaysItself()
    {
        struct Provocation { std::string fields; int status; const char *code; };
        const std::vector<Provocation> all = {
            {"Content-Length: 70000\r\n", 413, "PAYLOAD_TOO_LARGE"},
            {"X: " + std::string(9000, 'x') + "\r\n", 431, "HEADERS_TOO_LARGE"},
            {"Expect: tea\r\n", 417, "EXPECTATION_FAILED"},
            {"Content-Length: x\r\n", 400, "MALFORMED_REQUEST"},
        };
        for (const auto &route : api::route_table()) {
            const auto line = std::string(route.method) + " " + target_of(route.pattern);
            for (const auto &[fields, status, code] : all) {
                RawPeer peer(api_->port());
                peer.send(line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
                const auto answer = peer.rest();
                QCOMPARE(status_of(answer), status);
                QVERIFY(body_of(answer).find(code) != std::string::npos);
                const auto trace = field_of(answer, "X-Trace-Id");
                QCOMPARE(trace.size(), std::size_t{32});
                QVERIFY(body_of(answer).find("\"trace_id\":\"" + trace + '"') != std::string::npos);
                QCOMPARE(field_of(answer, "Content-Type"), std::string("application/problem+json"));
            }
            RawPeer peer(api_->port());
            peer.send(line + "?" + std::string(5000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n");
            QVERIFY(body_of(peer.rest()).find("URI_TOO_LONG") != std::string::npos);
        }
        const auto counted = [&](int status) {
            const auto text = api_->api->prometheus_metrics();
            const auto line = "\nholdfast_http_rejected_total{status=\"" + std::to_string(status) + "\"} ";
            const auto at = text.find(line);
            return at == std::string::npos ? -1 : std::stoi(text.substr(at + line.size()));
        };
        for (const int status : {400, 413, 414, 417, 431})
            QCOMPARE(counted(status), static_cast<int>(api::route_table().size()));
        QCOMPARE(counted(408), 0);
    }

    /// Every code a route lists of its own can be had from it.
    void everyCodeCanBeProvoked();

    void whatIsNotListedIsNotThere()
    {
        const auto missing = api_->get("/v2/reservations");
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.code(), std::string("NOT_FOUND"));
        const auto method = api_->ask("DELETE", "/v1/slots");
        QCOMPARE(method.status, 405);
        QCOMPARE(method.code(), std::string("METHOD_NOT_ALLOWED"));
        QCOMPARE(method.field("Allow"), std::string("GET, HEAD, POST"));
    }
};

// Outside the class: moc trips over braces in raw strings.

void ContractTest::provokeAdminCodes(const std::function<void(const std::string &, const Answer &)> &note)
{
    const std::string nobody = "01a1fc64-0000-7000-8000-000000000000";
    const std::string admin = "/api/admin/";
    const auto as_admin = [&](const std::string &key = {}) {
        auto headers = as(api_->admin_token);
        if (!key.empty())
            headers.emplace_back("Idempotency-Key", key);
        return headers;
    };
    const auto post = [&](const std::string &path, const std::string &body, net::Headers headers) {
        return api_->post(admin + path, body, std::move(headers));
    };
    // What all of them have in common.
    const auto act = [&](const std::string &pattern, const std::string &id, const std::string &body, const std::string &bad) {
        const auto path = QString::fromStdString(pattern).replace("{id}", QString::fromStdString(id)).toStdString();
        const auto route = "POST " + admin + pattern;
        note(route, post(path, body, as(api_->token)));
        note(route, post(path, body, as("nobody")));
        note(route, post(path, "{", as_admin()));
        note(route, post(path, bad, as_admin()));
        auto text = as_admin();
        text.emplace_back("Content-Type", "text/plain");
        note(route, post(path, "x", text));
        const auto key = api_->next_key();
        const auto done = post(path, body, as_admin(key));
        QVERIFY2(done.status < 300, (route + " answered " + done.text).c_str());
        const auto longer = body.empty() ? std::string(R"({"more":1})") : body.substr(0, body.size() - 1) + R"(,"more":1})";
        note(route, post(path, longer, as_admin(key)));
    };
    const auto held = [&] { return api_->make_hold(api_->make_slot("event", 1)); };
    const auto confirmed = [&] {
        auto id = held();
        if (api_->post("/v1/reservations/" + id + "/confirm", "", {{"Idempotency-Key", api_->next_key()}}).status != 200)
            qFatal("not confirmed");
        return id;
    };
    const auto paid = [&] { // money of which there is an account
        const auto id = held();
        api_->sql("insert into holdfast.payment (reservation_id, party, amount_minor, currency, payment_method, changed_at) "
                  "values ($1, 'vendor', 700, 'EUR', 'pm_1', now())", {id});
        return id;
    };
    const std::string bad = R"({"idempotency_key":1})";
    act("reservations/{id}/release", held(), "", bad);
    act("reservations/{id}/extend", held(), R"({"extend_by_s":5})", bad);
    act("reservations/{id}/void", paid(), "", bad);
    act("reservations/{id}/force-release", held(), R"({"reason":"r"})", bad);
    act("reservations/{id}/claim", held(), "", bad);
    const auto claimed = held();
    (void)post("reservations/" + claimed + "/claim", "", as_admin());
    act("reservations/{id}/unclaim", claimed, "", bad);
    act("reservations/{id}/notes", held(), R"({"text":"t"})", bad);
    act("reservations/force-release", "", R"({"reason":"r","states":["COMMITTING"]})", bad);
    act("reconciliation", "", "", bad);
    for (const auto &of : {nobody, held()}) { // unknown; without money
        note("POST " + admin + "reconciliation",
             post("reconciliation", R"({"repair":true,"reason":"r","reservation_ids":[")" + of + R"("]})", as_admin()));
    }
    const std::map<std::string, std::string> bodies = {
        {"release", ""}, {"extend", R"({"extend_by_s":5})"}, {"void", ""}, {"force-release", R"({"reason":"r"})"},
        {"claim", R"({"expected_version":7})"}, {"unclaim", ""}};
    for (const auto &[verb, body] : bodies) {
        const auto route = "POST " + admin + "reservations/{id}/" + verb;
        note(route, post("reservations/" + nobody + "/" + verb, body, as_admin()));
        note(route, post("reservations/" + confirmed() + "/" + verb, body, as_admin()));
    }
    note("POST " + admin + "reservations/{id}/notes", post("reservations/" + nobody + "/notes", R"({"text":"t"})", as_admin()));

    const auto operation = Uuid::make_v7().to_string();
    api_->sql("insert into holdfast.operation (id, kind, intent_id, status, planned_at, actor, trace_id) "
              "values ($1, 'void', 'pi_1', 'DEAD', now(), 'test', 't')", {operation});
    act("operations/{id}/retry", operation, "", bad);
    api_->sql("update holdfast.operation set status = 'DONE' where id = $1", {operation});
    note("POST " + admin + "operations/{id}/retry", post("operations/" + operation + "/retry", "", as_admin()));
    note("POST " + admin + "operations/{id}/retry", post("operations/" + nobody + "/retry", "", as_admin()));
    api_->sql("insert into holdfast.webhook_event (id, type, created_at, status) values ('evt_1', 'x', now(), 'DEAD')");
    act("webhooks/{id}/retry", "evt_1", "", bad);
    api_->sql("update holdfast.webhook_event set status = 'DONE'");
    note("POST " + admin + "webhooks/{id}/retry", post("webhooks/evt_1/retry", "", as_admin()));
    note("POST " + admin + "webhooks/{id}/retry", post("webhooks/evt_none/retry", "", as_admin()));

    const std::map<std::string, std::string> looks = {{"authorizations/stuck", "?limit=0"},
                                                      {"reservations/{id}/timeline", "?limit=0"},
                                                      {"audit", "?limit=0"},
                                                      {"reconciliation", "?id=x"}};
    for (const auto &[pattern, wrong] : looks) {
        const auto path = admin + QString::fromStdString(pattern).replace("{id}", QString::fromStdString(nobody)).toStdString();
        note("GET " + admin + pattern, api_->get(path + wrong, as(api_->token)));
        note("GET " + admin + pattern, api_->get(path));
        note("GET " + admin + pattern, api_->get(path, as("nobody")));
    }
    note("GET " + admin + "reservations/{id}/timeline", api_->get(admin + "reservations/" + nobody + "/timeline", as(api_->token)));
}

void ContractTest::everyCodeCanBeProvoked()
{
    const auto slot = [&](const char *kind) { return api_->make_slot(kind, 1); };
    const auto held = [&](const char *kind) {
        auto id = slot(kind);
        api_->make_hold(id);
        return id;
    };
    const auto key = [&] { return net::Headers{{"Idempotency-Key", api_->next_key()}}; };
    const auto name = [](const std::string &id) { return R"({"slot_id":")" + id + R"("})"; };
    const auto create = [&](const std::string &body, net::Headers headers) {
        return api_->post("/v1/reservations", body, std::move(headers));
    };
    const std::string nobody = "01a1fc64-0000-7000-8000-000000000000";
    Contract seen;
    const auto note = [&](const std::string &route, const Answer &answer) {
        QVERIFY2(answer.status >= 400, (route + " answered " + answer.text).c_str());
        QCOMPARE(answer.field("Content-Type"), std::string("application/problem+json"));
        const auto code = parse_error_code(answer.code());
        QVERIFY(code.has_value());
        QCOMPARE(answer.number("status"), qint64{info(*code).http_status});
        QCOMPARE(answer.json.value("retryable").toBool(), info(*code).retryable);
        QCOMPARE(answer.member("title"), std::string(info(*code).title));
        QCOMPARE(answer.member("trace_id"), answer.field("X-Trace-Id"));
        seen[route].insert(answer.code());
    };

    const std::string hold = "POST /v1/reservations";
    note(hold, create(name(held("appointment")), key()));
    note(hold, create(name(held("class")), key()));
    note(hold, create(name(held("event")), key()));
    note(hold, create(name(nobody), key()));
    note(hold, create(R"({"slot_id":")" + slot("event") + R"(","availability_version":9})", key()));
    note(hold, create(name(slot("event")), {}));
    const auto bound = key();
    QCOMPARE(create(name(slot("event")), bound).status, 201);
    note(hold, create(name(slot("event")), bound));
    note(hold, create("{", key()));
    note(hold, create("{}", key()));
    note(hold, create("x", {{"Content-Type", "text/plain"}}));
    note(hold, create("{}", as(api_->token)));
    note(hold, create("{}", as("nobody")));

    const auto in_state = [&](const char *settlement, std::initializer_list<const char *> acts) {
        const auto id = api_->make_hold(api_->make_slot("event", 1, settlement));
        for (const auto *act : acts) {
            if (const auto done = api_->change(id, act); done.status != 200)
                qFatal("no %s: %s", act, done.text.c_str());
        }
        return id;
    };
    struct Verb { const char *name; std::string body; std::function<std::string()> ready, stuck; };
    const std::string pays = R"({"payment_method":"pm_card_visa"})";
    const auto held_free = [&] { return in_state("free", {}); };
    const auto confirmed = [&] { return in_state("free", {"confirm"}); };
    const std::vector<Verb> verbs = {
        {"confirm", "", held_free, confirmed},
        {"release", "", held_free, confirmed},
        {"cancel", "", confirmed, held_free},
        {"vendor-confirmation", "", [&] { return in_state("two_party", {}); }, held_free},
        {"vendor-authorization", pays, [&] { return in_state("two_party", {"vendor-confirmation"}); }, held_free},
        {"requester-authorization", pays, [&] { return in_state("card", {}); }, held_free},
    };
    for (const auto &[verb, body, ready, stuck] : verbs) {
        const std::string route = std::string("POST /v1/reservations/{id}/") + verb;
        const auto act = [&, verb = verb](const std::string &id, const std::string &text, net::Headers headers) {
            return api_->post("/v1/reservations/" + id + "/" + verb, text, std::move(headers));
        };
        const auto reservation = stuck();
        note(route, act(nobody, body, key()));
        note(route, act(reservation, body, {}));
        note(route, act(reservation, "{", key()));
        note(route, act(reservation, R"({"idempotency_key":1})", key()));
        note(route, act(reservation, "x", {{"Content-Type", "text/plain"}}));
        note(route, act(reservation, body, as(api_->token)));
        note(route, act(reservation, body, as("nobody")));
        note(route, act(reservation, body, key()));
        const auto first = key();
        const auto other = ready();
        const auto done = act(other, body, first);
        QVERIFY2(done.status == (body.empty() ? 200 : 202), done.text.c_str());
        note(route, act(reservation, body, first));
        if (!body.empty()) {
            PaymentWorker(api_->dsn).decline();
            note(route, act(other, body, first));
        }
    }

    const std::string take = "POST /v1/slots/{id}/external-bookings";
    const auto tell = [&](const std::string &id, const std::string &body, net::Headers headers = {}) {
        return api_->post("/v1/slots/" + id + "/external-bookings", body, std::move(headers));
    };
    const auto shared = slot("event");
    QCOMPARE(tell(shared, R"({"quantity":1,"external_ref":"a"})").status, 201);
    note(take, tell(shared, R"({"quantity":2,"external_ref":"a"})"));
    note(take, tell(nobody, R"({"quantity":1,"external_ref":"b"})"));
    note(take, tell(shared, "{"));
    note(take, tell(shared, "{}"));
    note(take, tell(shared, "x", {{"Content-Type", "text/plain"}}));
    note(take, tell(shared, "{}", as(api_->token)));
    note(take, tell(shared, "{}", as("nobody")));

    const std::string webhook = "POST /webhooks/stripe";
    for (const std::string body : {"{", "{}"})
        note(webhook, api_->post("/webhooks/stripe", body,
                                 {{"Stripe-Signature", payments::sign_webhook(body, Secret("whsec_contract"), wall_clock_now())}}));

    const std::string offer = "POST /v1/slots";
    const auto slot_at = [&](const char *hour) {
        return R"({"vendor_id":")" + api_->vendor_id + R"(","starts_at":"2029-01-01T)" + hour
               + R"(:00:00Z","ends_at":"2029-01-01T23:00:00Z"})";
    };
    const auto slot_key = key();
    QCOMPARE(api_->post("/v1/slots", slot_at("10"), slot_key).status, 201);
    note(offer, api_->post("/v1/slots", slot_at("11"), slot_key));
    note(offer, api_->post("/v1/slots", "{"));
    note(offer, api_->post("/v1/slots", slot_at("12")));
    note(offer, api_->post("/v1/slots", "x", {{"Content-Type", "text/plain"}}));
    note(offer, api_->post("/v1/slots", "{}", as(api_->token)));
    QCOMPARE(api_->post("/v1/slots", slot_at("11"), as(api_->admin_token)).status, 422); // may, but it overlaps
    note(offer, api_->post("/v1/slots", "{}", as("nobody")));

    note("GET /v1/reservations/{id}", api_->get("/v1/reservations/" + nobody));
    note("GET /v1/reservations/{id}", api_->get("/v1/reservations/" + nobody, as("nobody")));
    note("GET /v1/slots", api_->get("/v1/slots?limit=0"));
    note("GET /v1/slots", api_->get("/v1/slots", as("nobody")));
    note("GET /v1/slots/{id}", api_->get("/v1/slots/" + nobody));
    note("GET /v1/slots/{id}", api_->get("/v1/slots/" + nobody, as("nobody")));
    note("GET /api/admin/reservations", api_->get("/api/admin/reservations?state=GONE", as(api_->token)));
    note("GET /api/admin/reservations", api_->get("/api/admin/reservations"));
    note("GET /api/admin/reservations", api_->get("/api/admin/reservations", as("nobody")));

    provokeAdminCodes(note);

    Codes by_server;
    for (const auto code : api::any_route_errors())
        by_server.insert(std::string(info(code).name));
    for (const auto &[route, codes] : documented()) {
        Codes own;
        std::set_difference(codes.begin(), codes.end(), by_server.begin(), by_server.end(), std::inserter(own, own.end()));
        for (const auto &code : own)
            QVERIFY2(seen[route].contains(code), (route + " was never seen to answer " + code).c_str());
    }
}

QTEST_GUILESS_MAIN(ContractTest)
#include "contract_test.moc"

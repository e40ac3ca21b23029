#include "backend/insight/audit.h"
#include "tests/acts/stage.h"
#include "tests/api/api_fixture.h"

#include <QJsonArray>
#include <QTest>

#include <map>
#include <set>

using namespace holdfast;
using namespace holdfast::test;

namespace {

const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";

net::Headers person(const std::string &token, const std::string &key = {})
{
    auto headers = as(token);
    headers.emplace_back("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    if (!key.empty())
        headers.emplace_back("Idempotency-Key", key);
    return headers;
}

} // namespace

class ActsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;
    std::unique_ptr<storage::Connection> database_;
    std::unique_ptr<Stage> stage_;
    std::map<std::string, std::string> tokens_; // by role

    Answer act(const Uuid &id, const std::string &verb, const std::string &body = {},
               const std::string &role = "operator")
    {
        return api_->post("/api/admin/reservations/" + id.to_string() + "/" + verb, body, person(tokens_[role]));
    }
    /// Who did what last, as the audit has it.
    std::string last_entry()
    {
        return stage_->text("select concat_ws(' ', role, actor, act, reason, trace_id) from holdfast.audit_entry "
                            "order by seq desc limit 1");
    }

private slots:
    void initTestCase();
    void cleanupTestCase();
    void rolesAreHeldTo();
    void anActIsToldAndRecorded();
    void aClaimIsTakenOverWithAReason();
    void whatIsBeingCommittedIsAwaited();
    void badMembersAreRefused_data();
    void badMembersAreRefused();
    void whatNobodySeesIsNotSaid();
    void aKeyMakesARepeatHarmless();
    void manyAreEndedAtOnce();
    void workIsTriedAgain();
    void whatIsStuckIsListed();
    void aTimelineIsTold();
    void theAuditIsPagedAndVerified();
    void aReconciliationIsAskedForAndFollowed();
};

// Outside the class: moc trips over braces in raw strings.

void ActsTest::initTestCase()
{
    cluster_ = std::make_unique<TestCluster>();
    api_ = std::make_unique<ApiFixture>(cluster_->fresh_database());
    database_ = std::make_unique<storage::Connection>(api_->dsn);
    stage_ = std::make_unique<Stage>(*database_);
    tokens_ = {{"viewer", api_->token}, {"admin", api_->admin_token}};
    for (const auto *role : {"tester", "operator"})
        tokens_[role] = api::create_token(*database_, std::string("A ") + role, role);
}

void ActsTest::cleanupTestCase()
{
    stage_.reset();
    database_.reset();
    api_.reset();
    cluster_.reset();
}

/// Every act against every role, and against a partner's key.
void ActsTest::rolesAreHeldTo()
{
    struct Row { std::string target; std::string body; std::string least; };
    const auto at = [&](const char *verb) {
        return "/api/admin/reservations/" + stage_->hold().to_string() + "/" + verb;
    };
    const std::array<std::string, 4> roles = {"viewer", "tester", "operator", "admin"};
    const auto rows = [&] {
        return std::vector<Row>{
            {at("release"), "", "operator"},
            {at("extend"), R"({"extend_by_s":60})", "operator"},
            {at("void"), "", "operator"},
            {at("notes"), R"({"text":"n"})", "operator"},
            {at("claim"), "", "operator"},
            {at("unclaim"), "", "operator"},
            {at("force-release"), R"({"reason":"r"})", "admin"},
            {"/api/admin/reservations/force-release", R"({"reason":"r","states":["COMMITTING"]})", "admin"},
            {"/api/admin/operations/" + Uuid::make_v7().to_string() + "/retry", "", "operator"},
            {"/api/admin/webhooks/evt_none/retry", "", "operator"},
            {"/api/admin/reconciliation", "", "operator"},
        };
    };
    for (const auto &role : roles) {
        for (const auto &[target, body, least] : rows()) {
            const bool may =
                std::find(roles.begin(), roles.end(), role) >= std::find(roles.begin(), roles.end(), least);
            const auto answer = api_->post(target, body, as(tokens_[role]));
            QVERIFY2((answer.status != 403) == may && answer.status != 401 && answer.status < 500,
                     (role + " " + target + ": " + answer.text).c_str());
        }
    }
    for (const auto &[target, body, least] : rows())
        QCOMPARE(api_->post(target, body).status, 403); // the partner's own key
}

void ActsTest::anActIsToldAndRecorded()
{
    const auto id = stage_->authorized_both();
    const auto version = stage_->version_of(id);
    const auto extended = act(id, "extend", R"({"extend_by_s":3600,"reason":"on the phone"})");
    QCOMPARE(extended.status, 200);
    QCOMPARE(extended.member("state"), std::string("AUTHORIZED_BOTH"));
    QCOMPARE(extended.number("version"), qint64{version + 1});
    QVERIFY(!extended.member("expires_at").empty());
    QCOMPARE(last_entry(), "operator A operator extend on the phone " + trace);
    QCOMPARE(extended.number("audit_seq"), stage_->audit_count());

    const auto stale =
        act(id, "force-release", R"({"reason":"stuck","expected_version":)" + std::to_string(version) + "}", "admin");
    QCOMPARE(stale.status, 409);
    QCOMPARE(stale.code(), std::string("INVALID_STATE"));
    QCOMPARE(stale.number("version"), qint64{version + 1});
    QCOMPARE(stage_->state_of(id), std::string("AUTHORIZED_BOTH"));
    const auto ended = act(id, "force-release",
                           R"({"reason":"stuck","expected_version":)" + std::to_string(version + 1) + "}", "admin");
    QCOMPARE(ended.status, 200);
    QCOMPARE(ended.member("state"), std::string("RELEASED"));
    QVERIFY(ended.json.value("expires_at").isNull());
    QCOMPARE(last_entry(), "admin Ada force_release stuck " + trace);
    QCOMPARE(act(id, "release").status, 404);
    QCOMPARE(act(id, "void").status, 409); // its unwinds are on their way
}

void ActsTest::aClaimIsTakenOverWithAReason()
{
    const auto id = stage_->hold();
    QCOMPARE(act(id, "unclaim").status, 409);
    QCOMPARE(act(id, "claim").status, 200);
    QCOMPARE(last_entry(), "operator A operator claim " + trace);
    const auto taken = act(id, "claim", "", "admin");
    QCOMPARE(taken.status, 422);
    QVERIFY2(taken.text.find("A operator has claimed it") != std::string::npos, taken.text.c_str());
    QCOMPARE(act(id, "claim", R"({"reason":"her shift is over"})", "admin").status, 200);
    QCOMPARE(act(id, "unclaim").status, 422); // it is the admin's now
    QCOMPARE(act(id, "unclaim", "", "admin").status, 200);
}

void ActsTest::whatIsBeingCommittedIsAwaited()
{
    const auto id = stage_->committing();
    const auto leased = stage_->lease(id, "commit");
    QCOMPARE(act(id, "release").status, 409);
    const auto answer = act(id, "force-release", R"({"reason":"fraud"})", "admin");
    QCOMPARE(answer.status, 202);
    QCOMPARE(answer.member("state"), std::string("COMMITTING"));
    QVERIFY(Uuid::parse(answer.member("operation_id")).has_value());
    QCOMPARE(stage_->commit(id, leased), std::string("RELEASED"));
}

void ActsTest::badMembersAreRefused_data()
{
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *verb, const char *body, const char *field) {
        QTest::addRow("%s %s", verb, body) << QString(verb) << QString(body) << QString(field);
    };
    row("extend", R"({})", "extend_by_s");
    row("extend", R"({"extend_by_s":0})", "extend_by_s");
    row("extend", R"({"extend_by_s":86401})", "extend_by_s");
    row("extend", R"({"extend_by_s":"60"})", "extend_by_s");
    row("extend", R"({"extend_by_s":60,"expected_version":"1"})", "expected_version");
    row("release", R"({"reason":7})", "reason");
    row("release", R"({"expectedVersion":1})", "expectedVersion");
    row("force-release", R"({})", "reason");
    row("force-release", R"({"reason":""})", "reason");
    row("force-release", R"({"reason":"  "})", "reason");
    row("notes", R"({})", "text");
    row("notes", R"({"text":""})", "text");
    row("notes", R"({"text":"his card: 4242 4242 4242 4242"})", "text");
    row("release", R"({"reason":"4242424242424242"})", "reason");
    const std::string long_reason = R"({"reason":")" + std::string(501, 'x') + R"("})";
    QTest::addRow("a long reason") << QString("void") << QString::fromStdString(long_reason) << QString("reason");
}

void ActsTest::badMembersAreRefused()
{
    QFETCH(QString, verb);
    QFETCH(QString, body);
    QFETCH(QString, field);
    const auto id = stage_->hold();
    const auto before = stage_->audit_count();
    const auto answer = act(id, verb.toStdString(), body.toStdString(), "admin");
    QCOMPARE(answer.code(), std::string("VALIDATION_FAILED"));
    QCOMPARE(answer.json.value("errors").toArray().at(0).toObject().value("field").toString(), field);
    QCOMPARE(stage_->state_of(id), std::string("HELD"));
    QCOMPARE(stage_->audit_count(), before);
}

void ActsTest::whatNobodySeesIsNotSaid()
{
    const auto id = stage_->hold();
    const auto before = stage_->audit_count();
    for (const auto &[verb, body] : {std::pair("force-release", R"({"reason":"\u200b\u200d"})"), std::pair("notes", R"({"text":"\u2060"})")}) {
        const auto answer = act(id, verb, body, "admin");
        QCOMPARE(answer.status, 422);
        QCOMPARE(answer.code(), std::string("VALIDATION_FAILED"));
    }
    QCOMPARE(stage_->state_of(id), std::string("HELD"));
    QCOMPARE(stage_->audit_count(), before);
}

void ActsTest::aKeyMakesARepeatHarmless()
{
    const auto id = stage_->hold();
    const auto target = "/api/admin/reservations/" + id.to_string() + "/extend";
    const auto first = api_->post(target, R"({"extend_by_s":60})", person(tokens_["operator"], "k-1"));
    QCOMPARE(first.status, 200);
    QCOMPARE(first.field("Idempotent-Replayed"), std::string());
    const auto again = api_->post(target, R"({ "extend_by_s" : 60 })", person(tokens_["operator"], "k-1"));
    QCOMPARE(again.status, 200);
    QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
    QCOMPARE(again.json, first.json);
    QCOMPARE(stage_->version_of(id), 2);
    QCOMPARE(api_->post(target, R"({"extend_by_s":61})", person(tokens_["operator"], "k-1")).code(),
             std::string("IDEMPOTENCY_KEY_REUSED"));
    // A key is its owner's; without one a repeat is another request.
    QCOMPARE(api_->post(target, R"({"extend_by_s":60})", person(tokens_["admin"], "k-1")).number("version"), qint64{3});
    QCOMPARE(act(id, "extend", R"({"extend_by_s":60})").number("version"), qint64{4});
    // A refusal binds nothing.
    const auto void_it = [&] {
        return api_->post("/api/admin/reservations/" + id.to_string() + "/void", "",
                          person(tokens_["operator"], "k-2"));
    };
    QCOMPARE(void_it().status, 409);
    QCOMPARE(stage_->change(id, "vendor_confirm"), std::string("DONE"));
    stage_->authorize(id, "vendor");
    QCOMPARE(void_it().status, 200);
}

void ActsTest::manyAreEndedAtOnce()
{
    const auto one = stage_->vendor_confirmed();
    const auto two = stage_->vendor_confirmed();
    const auto held = stage_->hold();
    const auto post = [&](const std::string &body) {
        return api_->post("/api/admin/reservations/force-release", body, person(tokens_["admin"]));
    };
    for (const auto *bad :
         {R"({"reason":"r"})", R"({"reason":"r","states":[]})", R"({"reason":"r","states":["CONFIRMED"]})",
          R"({"reason":"r","states":"HELD"})", R"({"states":["HELD"]})", R"({"reason":"r","reservation_ids":["x"]})",
          R"({"reason":"r","expected_versions":[1]})"})
        QCOMPARE(post(bad).code(), std::string("VALIDATION_FAILED"));
    QCOMPARE(
        post(R"({"reason":"r","reservation_ids":[")" + one.to_string() + R"(",")" + one.to_string() + R"("]})").status,
        422);
    const auto named = post(R"({"reason":"r","reservation_ids":[")" + one.to_string() + R"(",")" + two.to_string()
                            + R"("],"expected_versions":[2,9]})");
    QCOMPARE(named.status, 200);
    QCOMPARE(named.number("ended"), qint64{1});
    QCOMPARE(named.number("refused"), qint64{1});
    QCOMPARE(stage_->state_of(one), std::string("RELEASED"));
    QCOMPARE(stage_->state_of(two), std::string("VENDOR_CONFIRMED"));
    const auto all = post(R"({"reason":"r","states":["VENDOR_CONFIRMED"]})");
    QCOMPARE(all.number("ended"), qint64{1});
    QCOMPARE(all.number("left"), qint64{0});
    QCOMPARE(stage_->state_of(two), std::string("RELEASED"));
    QCOMPARE(stage_->state_of(held), std::string("HELD"));
    QCOMPARE(last_entry(), "admin Ada force_release r " + trace);
}

void ActsTest::workIsTriedAgain()
{
    const auto operation = stage_->give_up(stage_->released_unwinding(), "unwind");
    const auto target = "/api/admin/operations/" + operation.to_string() + "/retry";
    const auto stale = api_->post(target, R"({"expected_version":0})", person(tokens_["operator"]));
    QCOMPARE(stale.status, 409);
    QVERIFY(stale.number("version") > 0);
    const auto answer = api_->post(target, "", person(tokens_["operator"]));
    QCOMPARE(answer.status, 202);
    QCOMPARE(answer.member("status"), std::string("PENDING"));
    QCOMPARE(answer.member("operation_id"), operation.to_string());
    QCOMPARE(api_->post("/api/admin/operations/nonsense/retry", "", person(tokens_["operator"])).status, 404);

    stage_->database.run_script("insert into holdfast.webhook_event (id, type, created_at, status) "
                                "values ('evt_1', 'charge.updated', now(), 'DEAD')");
    const auto webhook =
        api_->post("/api/admin/webhooks/evt_1/retry", R"({"reason":"again"})", person(tokens_["operator"]));
    QCOMPARE(webhook.status, 202);
    QCOMPARE(webhook.member("webhook_id"), std::string("evt_1"));
}

void ActsTest::whatIsStuckIsListed()
{
    const auto id = stage_->authorized_both();
    stage_->database.query("select holdfast.advance_clock('2 hours')");
    const auto page = api_->get("/api/admin/authorizations/stuck?limit=1000", as(tokens_["viewer"]));
    QCOMPARE(page.status, 200);
    std::set<QString> reasons;
    for (const auto &value : page.json.value("stuck").toArray()) {
        const auto item = value.toObject();
        if (item.value("reservation_id").toString().toStdString() != id.to_string())
            continue;
        reasons.insert(item.value("reason").toString());
        QCOMPARE(item.value("at_risk_minor").toInteger(), qint64{2'200});
        QCOMPARE(item.value("currency").toString(), QString("EUR"));
        QVERIFY(item.value("age_s").toInteger() >= 3'600);
    }
    QCOMPARE(reasons, (std::set<QString>{"AUTHORIZED_TOO_LONG", "PAST_DEADLINE"}));
    QCOMPARE(page.number("threshold_s"), qint64{3'600});
    QCOMPARE(api_->get("/api/admin/authorizations/stuck?limit=1", as(tokens_["viewer"]))
                 .json.value("stuck")
                 .toArray()
                 .size(),
             qsizetype{1});
    for (const auto *bad : {"threshold_s=-1", "threshold_s=x", "limit=0", "limit=1001"})
        QCOMPARE(api_->get(std::string("/api/admin/authorizations/stuck?") + bad, as(tokens_["viewer"])).status, 422);
    QCOMPARE(api_->get("/api/admin/authorizations/stuck").status, 403);
}

void ActsTest::aTimelineIsTold()
{
    const auto id = stage_->authorized_both();
    QCOMPARE(act(id, "notes", R"({"text":"wants a refund"})").status, 201);
    const auto target = "/api/admin/reservations/" + id.to_string() + "/timeline";
    const auto whole = api_->get(target, as(tokens_["viewer"]));
    QCOMPARE(whole.status, 200);
    QVERIFY(whole.json.value("whole").toBool());
    QCOMPARE(whole.member("replayed_state"), std::string("AUTHORIZED_BOTH"));
    QVERIFY(whole.text.find("wants a refund") != std::string::npos);
    QJsonArray entries;
    std::string cursor;
    do {
        const auto page = api_->get(target + "?limit=2&cursor=" + cursor, as(tokens_["viewer"]));
        QCOMPARE(page.status, 200);
        for (const auto &entry : page.json.value("entries").toArray())
            entries.append(entry);
        cursor = page.member("next_cursor");
    } while (!cursor.empty());
    QCOMPARE(entries, whole.json.value("entries").toArray());
    QCOMPARE(api_->get(target + "?cursor=nonsense", as(tokens_["viewer"])).status, 422);
    QCOMPARE(
        api_->get("/api/admin/reservations/" + Uuid::make_v7().to_string() + "/timeline", as(tokens_["viewer"])).status,
        404);
}

void ActsTest::theAuditIsPagedAndVerified()
{
    for (int i = 0; i < 5; ++i)
        QCOMPARE(act(stage_->hold(), "release").status, 200);
    qint64 expected = stage_->audit_count();
    std::string before;
    do {
        const auto page = api_->get("/api/admin/audit?limit=3" + before, as(tokens_["viewer"]));
        QCOMPARE(page.status, 200);
        for (const auto &entry : page.json.value("entries").toArray())
            QCOMPARE(entry.toObject().value("seq").toInteger(), expected--);
        before = page.json.value("next_before").isNull() ? "" : "&before=" + std::to_string(page.number("next_before"));
    } while (!before.empty());
    QCOMPARE(expected, qint64{0});
    const auto verified = api_->get("/api/admin/audit?limit=1&verify=true", as(tokens_["viewer"]));
    QVERIFY(verified.json.value("holds").toBool());
    QCOMPARE(verified.json.value("head").toObject().value("count").toInteger(), qint64{stage_->audit_count()});
    QVERIFY(api_->get("/api/admin/audit", as(tokens_["viewer"])).json.value("holds").isNull());
    for (const auto *bad : {"limit=0", "before=0", "verify=yes"})
        QCOMPARE(api_->get(std::string("/api/admin/audit?") + bad, as(tokens_["viewer"])).status, 422);

    stage_->database.run_script("alter table holdfast.audit_entry disable trigger user;"
                                "update holdfast.audit_entry set reason = 'nothing to see' where seq = 2");
    const auto broken = api_->get("/api/admin/audit?verify=true", as(tokens_["viewer"]));
    QCOMPARE(broken.json.value("holds").toBool(), false);
    QCOMPARE(broken.json.value("problems").toArray().size(), qsizetype{1});
}

void ActsTest::aReconciliationIsAskedForAndFollowed()
{
    ApiFixture fresh(cluster_->fresh_database());
    const auto none = fresh.get("/api/admin/reconciliation", as(fresh.token));
    QCOMPARE(none.status, 200);
    QVERIFY(none.json.value("run").isNull());
    const auto asked = fresh.post("/api/admin/reconciliation", R"({"repair":true})", as(fresh.admin_token));
    QCOMPARE(asked.status, 202);
    QCOMPARE(asked.member("status"), std::string("REQUESTED"));
    const auto run = fresh.get("/api/admin/reconciliation", as(fresh.token)).json.value("run").toObject();
    QCOMPARE(run.value("reconciliation_id").toString().toStdString(), asked.member("reconciliation_id"));
    QCOMPARE(run.value("requested_by").toString(), QString("admin:Ada"));
    QVERIFY(run.value("repair").toBool());
    QCOMPARE(fresh.post("/api/admin/reconciliation", R"({"repair":1})", as(fresh.admin_token)).status, 422);

    // A selection: of what a run found, with a reason, all of it or none.
    fresh.sql("insert into holdfast.discrepancy (reconciliation_id, class, intent_id, repair) "
              "values ($1, 'INTENT_WITHOUT_RESERVATION', 'pi_1', 'SAFE'), ($1, 'AMOUNT_MISMATCH', 'pi_2', 'PERSON')",
              {asked.member("reconciliation_id")});
    const auto list = fresh.get("/api/admin/reconciliation", as(fresh.token)).json.value("discrepancies").toArray();
    const auto repair = [&](const QStringList &intents, const std::string &more) {
        QStringList ids;
        for (const auto &one : list) {
            if (intents.contains(one.toObject().value("intent_id").toString()))
                ids.append('"' + one.toObject().value("discrepancy_id").toString() + '"');
        }
        return fresh.post("/api/admin/reconciliation",
                          R"({"discrepancy_ids":[)" + ids.join(',').toStdString() + "]" + more + "}", as(fresh.admin_token));
    };
    QCOMPARE(repair({"pi_1"}, R"(,"repair":true)").status, 422);  // no reason
    QCOMPARE(repair({"pi_1"}, R"(,"reason":"r")").status, 422);   // not to be repaired
    QCOMPARE(repair({}, R"(,"reason":"r","repair":true)").status, 422);
    QCOMPARE(repair({"pi_1", "pi_2"}, R"(,"reason":"r","repair":true)").status, 409);
    const auto selected = repair({"pi_1"}, R"(,"reason":"r","repair":true)");
    QCOMPARE(selected.status, 202);
    QVERIFY(selected.member("reconciliation_id") != asked.member("reconciliation_id"));
    QCOMPARE(fresh.get("/api/admin/reconciliation?id=x", as(fresh.token)).status, 422);
}

QTEST_GUILESS_MAIN(ActsTest)
#include "acts_test.moc"

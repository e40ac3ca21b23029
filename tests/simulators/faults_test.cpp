#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "tests/simulators/gateway.h"

#include <set>

using namespace holdfast;
using test::Answer;
using test::Fields;
using test::Gateway;
using test::Json;
using test::wish;

namespace {

/// A call of each kind that changes something, on an intent that is ready for it.
struct Verb
{
    std::string path;
    Fields fields;
    std::string intent;
};

Verb prepare(Gateway &gateway, const std::string &call)
{
    if (call == "create")
        return {"payment_intents", wish(), {}};
    const auto status = call == "confirm"  ? "requires_confirmation"
                        : call == "refund" ? "succeeded"
                                           : "requires_capture";
    const auto id =
        gateway.planted(status, {{"metadata", {{"holdfast_reservation", "r"}, {"holdfast_party", "requester"}}}});
    if (call == "refund")
        return {"refunds", {{"payment_intent", id}, {"amount", "4500"}}, id};
    return {"payment_intents/" + id + '/' + call, {}, id};
}

/// Whether such a call was carried out, by the books alone.
bool acted(Gateway &gateway, const std::string &call, const Verb &verb, std::size_t intents_before)
{
    if (call == "create")
        return gateway.intents() == intents_before + 1;
    const auto row = gateway.row(verb.intent);
    if (call == "refund")
        return row["refunded"] == 4500;
    return row["status"] == (call == "confirm" ? "requires_capture" : call == "capture" ? "succeeded" : "canceled");
}

} // namespace

class FaultsTest final : public QObject
{
    Q_OBJECT

    Gateway gateway_;
    int counter_ = 0;

    std::string fresh_key() { return "key-" + std::to_string(++counter_); }

private slots:
    void cleanup() { (void)gateway_.control("DELETE", "/faults"); }

    /// Each kind of fault on each kind of call: whether it acted, what was answered, and what a repetition is told.
    void everyFaultDoesWhatItSays_data()
    {
        QTest::addColumn<QString>("call");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("more"); // of the order
        QTest::addColumn<int>("status");   // 0: closed without an answer
        QTest::addColumn<bool>("acts");
        QTest::addColumn<int>("again");       // the status of the same call with the same key
        QTest::addColumn<bool>("acted_then"); // whether it has been carried out after that
        for (const auto *call : {"create", "confirm", "capture", "cancel", "refund"}) {
            const auto row = [&](const char *name, const char *kind, const char *more, int status, bool acts, int again,
                                 bool acted_then) {
                QTest::addRow("%s %s", call, name) << call << kind << more << status << acts << again << acted_then;
            };
            row("drop_before", "drop_before", "{}", 0, false, 200, true);
            row("drop_after", "drop_after", "{}", 0, true, 200, true);
            row("rate_limit", "rate_limit", "{}", 429, false, 200, true);
            row("error", "error", "{'status':503}", 503, false, 200, true);
            row("error of the client's", "error", "{'status':409,'code':'lock_timeout'}", 409, false, 200, true);
            row("error after", "error", "{'after':true}", 500, true, 500, true);
            row("error kept", "error", "{'stored':true}", 500, false, 500, false);
            row("delay", "delay", "{'delay_ms':30}", 200, true, 200, true);
            row("hang", "hang", "{'delay_ms':30}", 200, true, 200, true);
            row("hang without acting", "hang", "{'delay_ms':30,'after':false}", 500, false, 200, true);
        }
        for (const auto *call : {"confirm", "capture", "refund"})
            QTest::addRow("%s decline", call)
                << call << "decline"
                << "{'decline_code':'insufficient_funds'}" << 402 << false << 402 << false;
    }
    void everyFaultDoesWhatItSays()
    {
        QFETCH(QString, call);
        QFETCH(QString, kind);
        QFETCH(QString, more);
        QFETCH(int, status);
        QFETCH(bool, acts);
        QFETCH(int, again);
        QFETCH(bool, acted_then);
        Json order = {{"call", call.toStdString()},
                      {"kind", kind.toStdString()},
                      {"times", 1},
                      {"match", {{"reservation", "r"}}}};
        order.update(Json::parse(more.replace('\'', '"').toStdString()));
        const auto id = gateway_.fault(order);
        QVERIFY(!id.empty());
        const auto verb = prepare(gateway_, call.toStdString());
        const auto before = gateway_.intents();
        const auto key = fresh_key();

        const auto first = gateway_.post(verb.path, verb.fields, key);
        QCOMPARE(first.status, status);
        QCOMPARE(acted(gateway_, call.toStdString(), verb, before), acts);
        QCOMPARE(gateway_.hits(id), 1);
        if (kind == "decline") {
            QCOMPARE(first.error("type"), std::string("card_error"));
            QCOMPARE(first.error("decline_code"), std::string("insufficient_funds"));
        }
        const auto second = gateway_.post(verb.path, verb.fields, key);
        QCOMPARE(second.status, again);
        QCOMPARE(acted(gateway_, call.toStdString(), verb, before), acted_then);
        QCOMPARE(second.header("Idempotent-Replayed").empty(), !(acts || again != 200));
        QCOMPARE(gateway_.hits(id), 1);
    }

    void readsAreBefallenToo()
    {
        const auto id = gateway_.authorized();
        const auto retrieve = gateway_.fault({{"call", "retrieve"}, {"kind", "drop_before"}, {"times", 1}});
        const auto list = gateway_.fault({{"call", "list"}, {"kind", "error"}, {"status", 502}, {"times", 1}});
        QCOMPARE(gateway_.get("payment_intents/" + id).status, 0);
        QCOMPARE(gateway_.get("payment_intents/" + id).status, 200);
        QCOMPARE(gateway_.get("payment_intents").status, 502);
        QCOMPARE(gateway_.get("payment_intents").status, 200);
        QCOMPARE(gateway_.hits(retrieve), 1);
        QCOMPARE(gateway_.hits(list), 1);
    }

    /// While a call takes its time: 409 for the same key, 429 for others that want the intent, and nothing done yet.
    void aSlowCallIsInFlightAndInTheWay()
    {
        const auto id = gateway_.authorized();
        const auto fault = gateway_.fault({{"call", "capture"}, {"kind", "delay"}, {"delay_ms", 1500}, {"times", 1}});
        const auto path = "payment_intents/" + id + "/capture";
        const auto key = fresh_key();
        auto slow = gateway_.post_later(path, {}, key);
        QTRY_COMPARE(gateway_.fault_state(fault)["matched"].get<int>(), 1);

        const auto same = gateway_.post(path, {}, key);
        QCOMPARE(same.status, 409);
        QCOMPARE(same.error("code"), std::string("idempotency_key_in_use"));
        const auto locked = fresh_key();
        const auto other = gateway_.post("payment_intents/" + id + "/cancel", {}, locked);
        QCOMPARE(other.status, 429);
        QCOMPARE(other.error("code"), std::string("lock_timeout"));
        QCOMPARE(other.header("Stripe-Should-Retry"), std::string("true"));
        QCOMPARE(gateway_.get("payment_intents/" + id).body["status"].get<std::string>(),
                 std::string("requires_capture"));
        QCOMPARE(gateway_.hits(fault), 0);

        QCOMPARE(slow.get().status, 200);
        QCOMPARE(gateway_.hits(fault), 1);
        QCOMPARE(gateway_.post(path, {}, key).header("Idempotent-Replayed"), std::string("true"));
        // Neither the conflict nor the lock was kept.
        QCOMPARE(gateway_.post("payment_intents/" + id + "/cancel", {}, locked).error("code"),
                 std::string("payment_intent_unexpected_state"));
    }

    /// A hanging call is done, and can be asked for again, long before it is answered.
    void aHangingCallHasActed()
    {
        const auto id = gateway_.authorized();
        const auto fault = gateway_.fault({{"call", "capture"}, {"kind", "hang"}, {"delay_ms", 1500}, {"times", 1}});
        const auto path = "payment_intents/" + id + "/capture";
        const auto key = fresh_key();
        auto slow = gateway_.post_later(path, {}, key);
        QTRY_COMPARE(gateway_.row(id)["status"].get<std::string>(), std::string("succeeded"));
        QCOMPARE(gateway_.hits(fault), 0);
        QCOMPARE(gateway_.post(path, {}, key).header("Idempotent-Replayed"), std::string("true"));
        QCOMPARE(slow.get().status, 200);
        QCOMPARE(gateway_.hits(fault), 1);
    }

    void theNthAndHowOften()
    {
        const auto statuses = [&](int count) {
            std::string seen;
            for (int i = 0; i < count; ++i)
                seen += gateway_.get("payment_intents").status == 200 ? '.' : 'x';
            return seen;
        };
        const auto order = [&](Json more) {
            (void)gateway_.control("DELETE", "/faults");
            more.update({{"call", "list"}, {"kind", "rate_limit"}});
            return gateway_.fault(more);
        };
        auto id = order({{"nth", 3}});
        QCOMPARE(statuses(6), std::string("..x..."));
        QCOMPARE(gateway_.fault_state(id)["matched"].get<int>(), 6);
        QCOMPARE(gateway_.hits(id), 1);
        (void)order({{"times", 2}});
        QCOMPARE(statuses(5), std::string("xx..."));
        (void)order({{"nth", 2}, {"times", 3}});
        QCOMPARE(statuses(6), std::string(".xxx.."));
        id = order(Json::object());
        QCOMPARE(statuses(4), std::string("xxxx"));
        QCOMPARE(gateway_.control("DELETE", "/faults/" + id).status, 200);
        QCOMPARE(statuses(2), std::string(".."));
        QCOMPARE(gateway_.control("DELETE", "/faults/" + id).status, 404);
    }

    /// A rate with its seed takes the same calls on every simulator.
    void aSeedRepeats()
    {
        const auto pattern = [](int seed) {
            Gateway gateway;
            (void)gateway.fault({{"call", "list"}, {"kind", "rate_limit"}, {"rate", 0.3}, {"seed", seed}});
            std::string seen;
            for (int i = 0; i < 200; ++i)
                seen += gateway.get("payment_intents?limit=1").status == 200 ? '.' : 'x';
            return seen;
        };
        const auto seven = pattern(7);
        QCOMPARE(pattern(7), seven);
        QVERIFY(pattern(8) != seven);
        const auto hits = std::count(seven.begin(), seven.end(), 'x');
        QVERIFY2(hits >= 40 && hits <= 80, seven.c_str());
    }

    void onlyWhatMatchesIsBefallen()
    {
        const auto vendor = gateway_.fault({{"call", "any"}, {"kind", "error"}, {"match", {{"party", "vendor"}}}});
        const auto reservation =
            gateway_.fault({{"call", "capture"}, {"kind", "error"}, {"match", {{"reservation", "r-2"}}}});
        const auto first = gateway_.authorized("r-1"), second = gateway_.authorized("r-2");
        QVERIFY(!first.empty() && !second.empty());
        QCOMPARE(gateway_.post("payment_intents/" + second + "/capture").status, 500);
        QCOMPARE(gateway_.post("payment_intents/" + first + "/capture").status, 200);
        QCOMPARE(gateway_.post("payment_intents/" + second + "/cancel").status, 200);
        QCOMPARE(gateway_.fault_state(vendor)["matched"].get<int>(), 0);
        QCOMPARE(gateway_.fault_state(reservation)["matched"].get<int>(), 1);
        // A refund's operation is in its own metadata.
        const auto operation =
            gateway_.fault({{"call", "refund"}, {"kind", "error"}, {"match", {{"operation", "o-1"}}}});
        const auto refund = [&](const char *name) {
            return gateway_.post("refunds",
                                 {{"payment_intent", first}, {"amount", "10"}, {"metadata[holdfast_operation]", name}});
        };
        QCOMPARE(refund("o-2").status, 200);
        QCOMPARE(refund("o-1").status, 500);
        QCOMPARE(gateway_.hits(operation), 1);
    }

    /// What could not be applied is no hit, and is not used up.
    void aFaultThatMeantNothingWasNotApplied()
    {
        const auto canceled = gateway_.planted("canceled");
        const auto fault = gateway_.fault({{"call", "capture"}, {"kind", "decline"}, {"times", 1}});
        QCOMPARE(gateway_.post("payment_intents/" + canceled + "/capture").status, 400);
        QCOMPARE(gateway_.hits(fault), 0);
        const auto id = gateway_.authorized();
        const auto path = "payment_intents/" + id + "/capture";
        QCOMPARE(gateway_.post(path).status, 402);
        QCOMPARE(gateway_.hits(fault), 1);
        QCOMPARE(gateway_.post(path, {}, "replayed").status, 200);
        // Nor does one that changes what is done look at what was done before.
        const auto after = gateway_.fault({{"call", "capture"}, {"kind", "error"}, {"after", true}});
        QCOMPARE(gateway_.post(path, {}, "replayed").status, 200);
        QCOMPARE(gateway_.fault_state(after)["matched"].get<int>(), 0);
    }

    void thereIsRoomForSoMany()
    {
        Gateway gateway;
        const Json order = {{"call", "any"}, {"kind", "rate_limit"}, {"match", {{"reservation", "nobody's"}}}};
        for (int i = 0; i < 1'000; ++i)
            QVERIFY(!gateway.fault(order).empty());
        QCOMPARE(gateway.control("POST", "/faults", order).status, 507);
        QCOMPARE(gateway.control("DELETE", "/faults").status, 200);
        QVERIFY(!gateway.fault(order).empty());
        const Fields endpoint = {{"url", "http://127.0.0.1:9/hook"}, {"enabled_events[]", "*"}};
        for (int i = 0; i < 16; ++i)
            QCOMPARE(gateway.post("webhook_endpoints", endpoint).status, 200);
        QCOMPARE(gateway.post("webhook_endpoints", endpoint).status, 400);
    }

    void theLogOfCallsTellsWhatHappened()
    {
        const auto since = gateway_.control("GET", "/calls").body["last"].get<std::uint64_t>();
        const auto fault = gateway_.fault({{"call", "capture"}, {"kind", "drop_after"}, {"times", 1}});
        const auto id = gateway_.authorized();
        (void)gateway_.post("payment_intents/" + id + "/capture", {}, "the-key");
        (void)gateway_.post("payment_intents/" + id + "/capture", {}, "the-key");
        const auto log = gateway_.control("GET", "/calls?since=" + std::to_string(since)).body;
        const auto &calls = log["calls"];
        QCOMPARE(calls.size(), std::size_t{3});
        QCOMPARE(calls[0]["call"].get<std::string>(), std::string("create"));
        QCOMPARE(calls[1]["status"].get<int>(), 0);
        QCOMPARE(calls[1]["fault"].get<std::string>(), fault);
        QCOMPARE(calls[2]["status"].get<int>(), 200);
        QVERIFY(calls[2]["replayed"].get<bool>());
        QCOMPARE(calls[1]["key"], calls[2]["key"]);
        QVERIFY(log.dump().find("the-key") == std::string::npos);
    }

    void ordersThatAreNotUnderstoodAreRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        const auto row = [](const char *name, const char *path, const char *body) {
            QTest::newRow(name) << path << body;
        };
        row("no JSON", "/faults", "{");
        row("no object", "/faults", "[]");
        row("no call", "/faults", "{'kind':'error'}");
        row("an unknown call", "/faults", "{'call':'steal','kind':'error'}");
        row("an unknown kind", "/faults", "{'call':'any','kind':'quake'}");
        row("an unknown member", "/faults", "{'call':'any','kind':'error','tims':1}");
        row("a webhook's kind for a call", "/faults", "{'call':'capture','kind':'duplicate'}");
        row("a call's kind for a webhook", "/faults", "{'call':'webhook','kind':'drop_after'}");
        row("a rate without a seed", "/faults", "{'call':'any','kind':'error','rate':0.1}");
        row("a rate above one", "/faults", "{'call':'any','kind':'error','rate':1.5,'seed':1}");
        row("the zeroth", "/faults", "{'call':'any','kind':'error','nth':0}");
        row("a delay of nothing", "/faults", "{'call':'any','kind':'delay'}");
        row("a status that is no error", "/faults", "{'call':'any','kind':'error','status':200}");
        row("a match of lists", "/faults", "{'call':'any','kind':'error','match':{'party':[]}}");
        row("no offset", "/clock", "{}");
        row("an offset in words", "/clock", "{'offset_ms':'soon'}");
        row("an intent without an amount", "/intents", "{'status':'succeeded'}");
        row("an intent in no state", "/intents", "{'amount':100,'status':'lost'}");
        row("more refunded than received", "/intents", "{'amount':100,'status':'succeeded','refunded':101}");
        row("an endpoint without a secret", "/webhook", "{'url':'http://127.0.0.1:1/'}");
        row("an endpoint elsewhere", "/webhook", "{'url':'ftp://127.0.0.1/','secret':'s'}");
    }
    void ordersThatAreNotUnderstoodAreRefused()
    {
        QFETCH(QString, path);
        QFETCH(QString, body);
        const auto answer =
            gateway_.send({"POST", "/_control" + path.toStdString(), {}, body.replace('\'', '"').toStdString()});
        QCOMPARE(answer.status, 400);
        QVERIFY(!answer.body["error"].get<std::string>().empty());
        QVERIFY(gateway_.control("GET", "/faults").body["faults"].empty());
    }
};

QTEST_APPLESS_MAIN(FaultsTest)
#include "faults_test.moc"

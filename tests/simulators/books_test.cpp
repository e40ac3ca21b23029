#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "tests/simulators/gateway.h"

#include <algorithm>
#include <random>
#include <set>

using namespace holdfast;
using test::Answer;
using test::Fields;
using test::Gateway;
using test::Json;
using test::wish;

namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;

/// What the gateway owes and has, by a model that is as plain as can be.
struct Model
{
    std::string status = "requires_capture";
    std::int64_t capturable = 4500, received = 0, refunded = 0;

    bool capture(std::int64_t amount)
    {
        if (status != "requires_capture" || amount > capturable)
            return false;
        *this = {"succeeded", 0, amount, 0};
        return true;
    }
    bool cancel()
    {
        if (status != "requires_capture")
            return false;
        *this = {"canceled", 0, 0, 0};
        return true;
    }
    bool refund(std::int64_t amount)
    {
        if (status != "succeeded" || amount > received - refunded)
            return false;
        refunded += amount;
        return true;
    }
};

} // namespace

class BooksTest final : public QObject
{
    Q_OBJECT

    Gateway gateway_;
    int counter_ = 0;

    std::string fresh_key() { return "key-" + std::to_string(++counter_); }

private slots:
    /// Every state against every verb.
    void onlyWhatTheStateAllows_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("verb");
        QTest::addColumn<QString>("becomes"); // empty: refused
        const QStringList statuses = {"requires_payment_method",
                                      "requires_confirmation",
                                      "requires_action",
                                      "processing",
                                      "requires_capture",
                                      "canceled",
                                      "succeeded"};
        const QHash<QString, QStringList> allowed = {
            {"confirm", {"requires_payment_method", "requires_confirmation", "requires_action"}},
            {"capture", {"requires_capture"}},
            {"cancel", {"requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"}},
            {"refund", {"succeeded"}},
        };
        const QHash<QString, QString> results = {
            {"confirm", "requires_capture"}, {"capture", "succeeded"}, {"cancel", "canceled"}, {"refund", "succeeded"}};
        for (const auto &status : statuses) {
            for (const auto *verb : {"confirm", "capture", "cancel", "refund"})
                QTest::addRow("%s %s", qPrintable(status), verb)
                    << status << verb << (allowed[verb].contains(status) ? results[verb] : QString());
        }
    }
    void onlyWhatTheStateAllows()
    {
        QFETCH(QString, status);
        QFETCH(QString, verb);
        QFETCH(QString, becomes);
        const auto id = gateway_.planted(status.toStdString());
        QVERIFY(id.starts_with("pi_"));
        const auto before = gateway_.row(id);
        const auto path =
            verb == "refund" ? std::string("refunds") : "payment_intents/" + id + '/' + verb.toStdString();
        Fields fields;
        if (verb == "refund")
            fields = {{"payment_intent", id}};
        else if (verb == "confirm")
            fields = {{"payment_method", "pm_card_visa"}};
        const auto answer = gateway_.post(path, fields);
        QCOMPARE(answer.status, becomes.isEmpty() ? 400 : 200);
        if (becomes.isEmpty()) {
            QCOMPARE(answer.error("code"), std::string("payment_intent_unexpected_state"));
            QCOMPARE(answer.error("type"), std::string("invalid_request_error"));
            QCOMPARE(answer.body["error"]["payment_intent"]["id"].get<std::string>(), id);
            QCOMPARE(gateway_.row(id), before);
        } else {
            QCOMPARE(gateway_.row(id)["status"].get<std::string>(), becomes.toStdString());
        }
    }

    /// Captures, cancellations and refunds of any size in any order leave what a plain model says.
    void theBooksFollowAPlainModel()
    {
        const auto seed = qEnvironmentVariableIsSet("HOLDFAST_SEED") ? qEnvironmentVariable("HOLDFAST_SEED").toUInt()
                                                                     : std::random_device{}();
        qInfo("HOLDFAST_SEED=%u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 40; ++round) {
            const auto id = gateway_.authorized();
            Model model;
            for (int step = 0; step < 6; ++step) {
                const auto amount = 1 + static_cast<std::int64_t>(random() % 5000);
                const auto text = std::to_string(amount);
                const auto choice = random() % 8;
                bool expected = false;
                Answer answer;
                if (choice < 2) {
                    answer = gateway_.post("payment_intents/" + id + "/capture", {{"amount_to_capture", text}});
                    expected = model.capture(amount);
                } else if (choice == 2) {
                    answer = gateway_.post("payment_intents/" + id + "/cancel");
                    expected = model.cancel();
                } else {
                    answer = gateway_.post("refunds", {{"payment_intent", id}, {"amount", text}});
                    expected = model.refund(amount);
                }
                QCOMPARE(answer.status, expected ? 200 : 400);
                const auto row = gateway_.row(id);
                QCOMPARE(row["status"].get<std::string>(), model.status);
                QCOMPARE(row["amount_capturable"].get<std::int64_t>(), model.capturable);
                QCOMPARE(row["amount_received"].get<std::int64_t>(), model.received);
                QCOMPARE(row["refunded"].get<std::int64_t>(), model.refunded);
            }
        }
    }

    void refundsAtOnceNeverExceedWhatWasCaptured()
    {
        const auto id = gateway_.authorized();
        QCOMPARE(gateway_.post("payment_intents/" + id + "/capture", {{"amount_to_capture", "1000"}}).status, 200);
        std::vector<std::future<Answer>> answers;
        for (int i = 0; i < 24; ++i)
            answers.push_back(gateway_.post_later("refunds", {{"payment_intent", id}, {"amount", "100"}}, fresh_key()));
        int made = 0;
        for (auto &answer : answers)
            made += answer.get().status == 200;
        QCOMPARE(made, 10);
        QCOMPARE(gateway_.row(id)["refunded"].get<int>(), 1000);
        QCOMPARE(gateway_.post("refunds", {{"payment_intent", id}}).error("code"),
                 std::string("charge_already_refunded"));
    }

    void oneKeyMakesOneIntent()
    {
        const auto before = gateway_.intents();
        const auto key = fresh_key();
        std::vector<std::future<Answer>> answers;
        for (int i = 0; i < 24; ++i)
            answers.push_back(gateway_.post_later("payment_intents", wish(), key));
        std::set<std::string> ids;
        int first = 0;
        for (auto &later : answers) {
            const auto answer = later.get();
            QCOMPARE(answer.status, 200);
            ids.insert(answer.id());
            first += answer.header("Idempotent-Replayed").empty();
        }
        QCOMPARE(ids.size(), std::size_t{1});
        QCOMPARE(first, 1);
        QCOMPARE(gateway_.intents(), before + 1);
    }

    void whatAKeyKeeps()
    {
        // What was carried out, whatever came of it: declines, refusals of the state, objects that are not there.
        const auto canceled = gateway_.planted("canceled");
        const std::vector<std::tuple<std::string, Fields, int>> kept = {
            {"payment_intents", wish("r", "pm_card_visa_chargeDeclined"), 402},
            {"payment_intents/" + canceled + "/capture", {}, 400},
            {"payment_intents/pi_none/cancel", {}, 404},
        };
        for (const auto &[path, fields, status] : kept) {
            const auto key = fresh_key();
            const auto first = gateway_.post(path, fields, key), second = gateway_.post(path, fields, key);
            QCOMPARE(first.status, status);
            QCOMPARE(second.status, status);
            QCOMPARE(second.body, first.body);
            QCOMPARE(second.header("Idempotent-Replayed"), std::string("true"));
            QCOMPARE(second.header("Original-Request"), first.header("Request-Id"));
            const auto other = gateway_.post(path, {{"amount", "1"}}, key);
            QCOMPARE(other.status, 400);
            QCOMPARE(other.error("type"), std::string("idempotency_error"));
        }
        // Not what failed validation.
        const auto key = fresh_key();
        auto small = wish();
        small[0].second = "49";
        QCOMPARE(gateway_.post("payment_intents", small, key).error("code"), std::string("amount_too_small"));
        QCOMPARE(gateway_.post("payment_intents", wish(), key).status, 200);
        // The order of parameters does not matter.
        auto turned = wish();
        std::reverse(turned.begin(), turned.end());
        QCOMPARE(gateway_.post("payment_intents", turned, key).header("Idempotent-Replayed"), std::string("true"));
        // Another endpoint does.
        QCOMPARE(gateway_.post("refunds", wish(), key).error("type"), std::string("idempotency_error"));
    }

    void keysAreForgottenAfterADayOfTheGateway()
    {
        Gateway gateway;
        const auto first = gateway.post("payment_intents", wish(), "k");
        QCOMPARE(gateway.control("POST", "/clock", {{"offset_ms", day_ms - 60'000}}).status, 200);
        QCOMPARE(gateway.post("payment_intents", wish(), "k").id(), first.id());
        QCOMPARE(gateway.control("POST", "/clock", {{"offset_ms", day_ms + 1000}}).status, 200);
        const auto later = gateway.post("payment_intents", wish(), "k");
        QCOMPARE(later.status, 200);
        QVERIFY(later.id() != first.id());
    }

    void authorizationsExpireByTheGatewaysClock()
    {
        Gateway gateway;
        const auto kept = gateway.authorized(), captured = gateway.authorized(), forgotten = gateway.authorized();
        const auto charge =
            gateway.get("payment_intents/" + forgotten + "?expand[]=latest_charge").body["latest_charge"];
        const auto before = charge["payment_method_details"]["card"]["capture_before"].get<std::int64_t>();
        QCOMPARE(before, charge["created"].get<std::int64_t>() + 7 * 24 * 3600);
        QCOMPARE(gateway.control("POST", "/clock", {{"offset_ms", 7 * day_ms - 60'000}}).status, 200);
        QCOMPARE(gateway.post("payment_intents/" + captured + "/capture").status, 200);
        QCOMPARE(gateway.row(forgotten)["status"].get<std::string>(), std::string("requires_capture"));
        QCOMPARE(gateway.control("POST", "/clock", {{"offset_ms", 7 * day_ms + 1000}}).status, 200);
        const auto row = gateway.row(forgotten);
        QCOMPARE(row["status"].get<std::string>(), std::string("canceled"));
        QCOMPARE(row["cancellation_reason"].get<std::string>(), std::string("expired"));
        QCOMPARE(row["amount_capturable"].get<int>(), 0);
        QCOMPARE(gateway.post("payment_intents/" + kept + "/capture").error("code"),
                 std::string("payment_intent_unexpected_state"));
        QCOMPARE(gateway.row(captured)["amount_received"].get<int>(), 4500);
        QCOMPARE(gateway.get("events?type=charge.expired").body["data"].size(), std::size_t{2});

        const auto back = gateway.control("POST", "/clock", {{"offset_ms", 0}});
        QCOMPARE(back.status, 409);
        QCOMPARE(gateway.control("GET", "/clock").body["offset_ms"].get<std::int64_t>(), 7 * day_ms + 1000);
    }

    void refundsThatEndLater()
    {
        Gateway gateway;
        const auto refunded = [&](const char *card) {
            const auto id = gateway.authorized("r", card);
            (void)gateway.post("payment_intents/" + id + "/capture");
            return gateway.post("refunds", {{"payment_intent", id}, {"amount", "1000"}}).body;
        };
        const auto pending = refunded("pm_card_pendingRefund"), failing = refunded("pm_card_refundFail");
        const auto told = refunded("pm_card_visa");
        QCOMPARE(pending["status"].get<std::string>(), std::string("pending"));
        QCOMPARE(failing["status"].get<std::string>(), std::string("succeeded"));
        // A pending one counts against the bound at once.
        QCOMPARE(gateway.post("refunds", {{"payment_intent", pending["payment_intent"]}, {"amount", "3501"}}).status,
                 400);
        (void)gateway.control("POST", "/clock", {{"offset_ms", 10'000}});
        const auto status = [&](const Json &refund) {
            return gateway.get("refunds/" + refund["id"].get<std::string>()).body["status"].get<std::string>();
        };
        QCOMPARE(status(pending), std::string("succeeded"));
        QCOMPARE(status(failing), std::string("failed"));
        QCOMPARE(gateway.row(pending["payment_intent"])["refunded"].get<int>(), 1000);
        QCOMPARE(gateway.row(failing["payment_intent"])["refunded"].get<int>(), 0);

        const auto path = "/refunds/" + told["id"].get<std::string>() + "/fail";
        QCOMPARE(gateway.control("POST", path).body["status"].get<std::string>(), std::string("failed"));
        QCOMPARE(gateway.control("POST", path).status, 409);
        // What failed can be refunded again.
        QCOMPARE(gateway.post("refunds", {{"payment_intent", told["payment_intent"]}}).body["amount"].get<int>(), 4500);
        QCOMPARE(gateway.get("events?type=refund.failed").body["data"].size(), std::size_t{2});
    }

    void plantedIntentsAreLikeOthers()
    {
        const Json metadata = {{"holdfast_reservation", "lost"}, {"holdfast_party", "vendor"}};
        const auto id = gateway_.planted(
            "succeeded",
            {{"metadata", metadata}, {"amount_received", 4000}, {"refunded", 500}, {"created", 1'700'000'000}});
        const auto row = gateway_.row(id);
        QCOMPARE(row["metadata"], metadata);
        QCOMPARE(row["amount_received"].get<int>(), 4000);
        QCOMPARE(row["refunded"].get<int>(), 500);
        QCOMPARE(row["created"].get<int>(), 1'700'000'000);
        const auto listed = gateway_.get("payment_intents?created[lte]=1700000000&created[gte]=1700000000").body;
        QCOMPARE(listed["data"].size(), std::size_t{1});
        QCOMPARE(listed["data"][0]["id"].get<std::string>(), id);
        QCOMPARE(gateway_.post("refunds", {{"payment_intent", id}, {"amount", "3501"}}).status, 400);
        QCOMPARE(gateway_.post("refunds", {{"payment_intent", id}, {"amount", "3500"}}).status, 200);
    }

    void pagesMissAndRepeatNothing()
    {
        Gateway gateway;
        std::vector<std::string> made;
        for (int i = 0; i < 23; ++i)
            made.push_back(gateway.planted("succeeded", {{"created", 1'700'000'000 + i / 3}}));
        std::reverse(made.begin(), made.end());
        for (const int limit : {1, 3, 7, 23, 100}) {
            std::vector<std::string> seen;
            std::string cursor;
            for (bool more = true; more && seen.size() < 500;) {
                const auto page = gateway.get("payment_intents?limit=" + std::to_string(limit) + cursor).body;
                for (const auto &intent : page["data"])
                    seen.push_back(intent["id"]);
                more = page["has_more"];
                cursor = "&starting_after=" + seen.back();
                (void)gateway.planted("canceled"); // newer ones do not get in the way
            }
            std::erase_if(seen, [&](const auto &id) { return std::find(made.begin(), made.end(), id) == made.end(); });
            QCOMPARE(seen, made);
        }
    }

    void badInputIsRefused_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("param");
        const auto row = [](const char *name, const char *method, const char *target, const char *body, int status,
                            const char *param) { QTest::newRow(name) << method << target << body << status << param; };
        const auto *intents = "/v1/payment_intents";
        row("nothing", "POST", intents, "", 400, "currency");
        row("no amount", "POST", intents, "currency=eur", 400, "amount");
        row("an amount in words", "POST", intents, "amount=ten&currency=eur", 400, "amount");
        row("an amount of zero", "POST", intents, "amount=0&currency=eur", 400, "amount");
        row("an amount beyond all", "POST", intents, "amount=99999999999999999999&currency=eur", 400, "amount");
        row("an amount too small", "POST", intents, "amount=49&currency=eur", 400, "amount");
        row("an amount too small in pence", "POST", intents, "amount=29&currency=gbp", 400, "amount");
        row("an amount too large in rupiahs", "POST", intents, "amount=1000000000000&currency=idr", 400, "amount");
        row("no currency of this world", "POST", intents, "amount=4500&currency=gold", 400, "currency");
        row("an unknown parameter", "POST", intents, "amount=4500&currency=eur&tip=5", 400, "tip");
        row("no boolean", "POST", intents, "amount=4500&currency=eur&confirm=maybe", 400, "confirm");
        row("nothing to pay with", "POST", intents, "amount=4500&currency=eur&confirm=true&payment_method_types[]=card",
            400, "payment_method");
        row("a malformed escape", "POST", intents, "amount=%zz", 400, "");
        row("a method of another kind", "POST", intents, "amount=4500&currency=eur&payment_method_types[]=sofort", 400,
            "payment_method_types");
        row("a long value", "POST", intents, "amount=4500&currency=eur&metadata[a]=", 200, ""); // completed below
        row("limit of zero", "GET", "/v1/payment_intents?limit=0", "", 400, "limit");
        row("both cursors", "GET", "/v1/refunds?starting_after=re_1&ending_before=re_2", "", 400, "starting_after");
        row("an unknown route", "GET", "/v1/customers", "", 404, "");
        row("an unknown method", "DELETE", intents, "", 404, "");
        row("a path below a path", "GET", "/v1/payment_intents/a/b", "", 404, "");
        row("a refund of nothing", "POST", "/v1/refunds", "amount=5", 400, "payment_intent");
        row("a refund of nobody's", "POST", "/v1/refunds", "payment_intent=pi_none", 404, "payment_intent");
        row("a card's number", "POST", "/v1/payment_methods", "type=card&card[number]=4242424242424242", 400, "");
        row("a card's code, nested", "POST", intents, "payment_method_data[card][cvc]=123", 400, "");
        row("https to nowhere", "POST", "/v1/webhook_endpoints", "url=https://a.example/x&enabled_events[]=*", 400,
            "url");
    }
    void badInputIsRefused()
    {
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(QString, body);
        QFETCH(int, status);
        QFETCH(QString, param);
        if (status == 200) {
            status = 400;
            param = "metadata[a]";
            body += QString(501, 'x');
        }
        const auto before = gateway_.intents();
        const auto answer = gateway_.send({method.toStdString(),
                                           target.toStdString(),
                                           {{"Authorization", "Bearer sk_test_of_the_tests"}},
                                           body.toStdString()});
        QCOMPARE(answer.status, status);
        QVERIFY(!answer.error("message").empty());
        QVERIFY(answer.body.dump().find("4242424242424242") == std::string::npos);
        QCOMPARE(answer.error("type"), std::string("invalid_request_error"));
        QCOMPARE(answer.error("param"), param.toStdString());
        QCOMPARE(gateway_.intents(), before);
    }

    void onlyWhoShowsTheKeyIsServed()
    {
        const auto status = [&](const std::string &authorization) {
            return gateway_.send({"GET", "/v1/payment_intents", {{"Authorization", authorization}}, {}});
        };
        QCOMPARE(gateway_.send({"GET", "/v1/payment_intents", {}, {}}).status, 401);
        const auto wrong = status("Bearer sk_test_a_rather_long_wrong_key");
        QCOMPARE(wrong.status, 401);
        QVERIFY(wrong.body.dump().find("rather_long") == std::string::npos);
        QCOMPARE(status("Bearer sk_test_of_the_tests").status, 200);
        const auto basic = [](const QByteArray &user) { return "Basic " + user.toBase64().toStdString(); };
        QCOMPARE(status(basic("sk_test_of_the_tests:")).status, 200);
        QCOMPARE(status(basic("sk_test_of_the_tests")).status, 200);
        QCOMPARE(status(basic("sk_test_of_others:")).status, 401);
        QCOMPARE(status("Basic %%%").status, 401);
        QCOMPARE(status("Basic ").status, 401);
    }
};

QTEST_APPLESS_MAIN(BooksTest)
#include "books_test.moc"

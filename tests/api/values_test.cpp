#include "backend/api/fields.h"
#include "backend/api/json_text.h"
#include "backend/api/json_value.h"
#include "backend/api/node.h" // and credentials.h, which Qt's moc cannot read as the first header of all
#include "backend/api/route.h"

#include <QTest>

#include <set>
#include <thread>

using namespace holdfast;
using namespace holdfast::api;

namespace {

JsonValue parsed(const std::string &text)
{
    auto result = parse_json(text);
    if (const auto *flaw = std::get_if<JsonFlaw>(&result))
        qFatal("%s: %s", text.c_str(), flaw->detail.c_str());
    return std::get<JsonValue>(std::move(result));
}

std::string nested(int depth)
{
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

} // namespace

class ValuesTest final : public QObject
{
    Q_OBJECT

private slots:
    /// What a 503 says of a request and what becomes of it cannot disagree.
    void whatWasSaidNotToHappenIsNotAttempted()
    {
        std::string said;
        const auto make = [&said] {
            return std::make_shared<Call>(net::Request{"GET", "/", {}, ""}, [&said](net::Response response) { said = response.body; },
                                          std::make_shared<Metrics>());
        };
        const auto denied = [&said] { return said.find("was not carried out") != std::string::npos; };
        auto call = make();
        QVERIFY(call->fail_unavailable("Late."));
        QVERIFY(denied());
        QVERIFY(!call->begin_attempt());
        QVERIFY(!call->fail_unavailable("Later."));

        call = make();
        QVERIFY(call->begin_attempt());
        QVERIFY(call->begin_attempt()); // a second time changes nothing
        QVERIFY(call->fail_unavailable("Late."));
        QVERIFY(!denied());

        call = make();
        QVERIFY(call->begin_attempt());
        call->withdraw_attempt();
        QVERIFY(call->fail_unavailable("Late."));
        QVERIFY(denied());
        call->withdraw_attempt();
        QVERIFY(call->answered());

        for (int round = 0; round < 2'000; ++round) {
            call = make();
            std::jthread timer([&] { static_cast<void>(call->fail_unavailable("Late.")); });
            const bool attempted = call->begin_attempt();
            timer.join();
            QCOMPARE(denied(), !attempted);
        }
    }

    void textsAreToldFromBytes()
    {
        QVERIFY(is_utf8("") && is_utf8("a\xc3\xa9\xf0\x9f\x98\x80"));
        QVERIFY(!is_utf8("a\xff") && !is_utf8("\xc3") && !is_utf8("\xc0\x80"));
    }

    void badJson_data();
    void badJson()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, out_of_range);
        const auto result = parse_json(text.toStdString());
        const auto *flaw = std::get_if<JsonFlaw>(&result);
        QVERIFY(flaw);
        QVERIFY(!flaw->detail.empty());
        QCOMPARE(flaw->out_of_range, out_of_range);
    }

    void goodJson();

    void theSameValueHasOneCanonicalText_data();
    void theSameValueHasOneCanonicalText()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        QFETCH(bool, same);
        const auto metrics = std::make_shared<Metrics>();
        const Call call({"POST", "/x", {}, ""}, {}, metrics);
        const Call elsewhere({"POST", "/y", {}, ""}, {}, metrics);
        const auto a = parsed(left.toStdString());
        const auto b = parsed(right.toStdString());
        QCOMPARE(fingerprint_of(call, &a) == fingerprint_of(call, &b), same);
        QVERIFY(fingerprint_of(call, &a) != fingerprint_of(elsewhere, &a));
    }

    void textIsEscaped();

    void keyHeaders_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("key"); // empty: refused
        QTest::newRow("token") << "abc-123" << "abc-123";
        QTest::newRow("blanks around") << "  abc " << "abc";
        QTest::newRow("quoted") << "\"abc 1\"" << "abc 1";
        QTest::newRow("escapes") << "\"a\\\"b\\\\c\"" << "a\"b\\c";
        QTest::newRow("empty") << "" << "";
        QTest::newRow("empty quotes") << "\"\"" << "";
        QTest::newRow("open quote") << "\"abc" << "";
        QTest::newRow("bad escape") << "\"a\\b\"" << "";
        QTest::newRow("escape at the end") << "\"a\\\"" << "";
        QTest::newRow("quote inside") << "\"a\"b\"" << "";
        QTest::newRow("quote in a token") << "a\"b" << "";
        QTest::newRow("blank inside") << "a b" << "";
        QTest::newRow("not ASCII") << "\u00e9" << "";
    }
    void keyHeaders()
    {
        QFETCH(QString, value);
        QFETCH(QString, key);
        const auto parsed_key = parse_key_header(value.toStdString());
        QCOMPARE(parsed_key.has_value(), !key.isEmpty());
        if (parsed_key)
            QCOMPARE(*parsed_key, key.toStdString());
    }

    void entityTags_data()
    {
        QTest::addColumn<QString>("tags");
        QTest::addColumn<bool>("named");
        QTest::newRow("strong") << "\"7\"" << true;
        QTest::newRow("weak") << "W/\"7\"" << true;
        QTest::newRow("list") << "\"1\", \"7\"" << true;
        QTest::newRow("any") << "*" << true;
        QTest::newRow("other") << "\"77\"" << false;
        QTest::newRow("bare") << "7" << false;
        QTest::newRow("empty") << "" << false;
    }
    void entityTags()
    {
        QFETCH(QString, tags);
        QFETCH(bool, named);
        QCOMPARE(names_version(tags.toStdString(), 7), named);
    }

    void slipsInNamesAreFound();

    void paths_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("pattern"); // empty: none
        QTest::addColumn<QString>("allow");
        QTest::newRow("plain") << "POST" << "/v1/reservations" << "/v1/reservations" << "";
        QTest::newRow("id") << "GET" << "/v1/reservations/x" << "/v1/reservations/{id}" << "";
        QTest::newRow("verb") << "POST" << "/v1/reservations/x/confirm" << "/v1/reservations/{id}/confirm" << "";
        QTest::newRow("head") << "HEAD" << "/health" << "/health" << "";
        QTest::newRow("two on a path") << "PUT" << "/v1/slots" << "" << "GET, HEAD, POST";
        QTest::newRow("one on a path") << "DELETE" << "/v1/reservations" << "" << "POST";
        QTest::newRow("head of a post") << "HEAD" << "/v1/reservations" << "" << "POST";
        QTest::newRow("method in lower case") << "get" << "/health" << "" << "GET, HEAD";
        QTest::newRow("slash at the end") << "GET" << "/health/" << "" << "";
        QTest::newRow("two slashes") << "GET" << "/v1/reservations//" << "" << "";
        QTest::newRow("no id") << "POST" << "/v1/reservations//confirm" << "" << "";
        QTest::newRow("deeper") << "GET" << "/v1/slots/x/y" << "" << "";
        QTest::newRow("root") << "GET" << "/" << "" << "";
        QTest::newRow("asterisk") << "OPTIONS" << "*" << "" << "";
    }
    void paths()
    {
        QFETCH(QString, method);
        QFETCH(QString, path);
        QFETCH(QString, pattern);
        QFETCH(QString, allow);
        const auto path_text = path.toStdString();
        const auto match = match_route(method.toStdString(), path_text);
        QCOMPARE(match.route != nullptr, !pattern.isEmpty());
        if (match.route)
            QCOMPARE(std::string(match.route->pattern), pattern.toStdString());
        QCOMPARE(match.allow, allow.toStdString());
    }

    void secretsAreRandomAndHashed()
    {
        std::set<std::string> made;
        for (int i = 0; i < 100; ++i)
            made.insert(make_secret("hfk_"));
        QCOMPARE(made.size(), std::size_t{100});
        QCOMPARE(made.begin()->size(), std::size_t{4 + 64});
        const auto hash = hash_secret("abc"); // FIPS 180-4's own example
        QCOMPARE(int{hash[0]}, 0xba);
        QCOMPARE(int{hash[31]}, 0xad);
    }
};

// Outside the class: moc trips over braces in raw strings.

void ValuesTest::badJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("out_of_range");
    const auto row = [](const char *name, const std::string &text, bool out_of_range = false) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << out_of_range;
    };
    row("empty", "");
    row("blank", "  ");
    row("truncated object", R"({"a":1)");
    row("truncated string", R"({"a":"b)");
    row("truncated escape", R"({"a":"\u00)");
    row("trailing comma", R"({"a":1,})");
    row("something after", R"({} {})");
    row("single quotes", "{'a':1}");
    row("comment", "{} // x");
    row("NaN", R"({"a":NaN})");
    row("leading zero", R"({"a":01})");
    row("plus", R"({"a":+1})");
    row("lone surrogate", R"({"a":"\ud800"})");
    row("raw control character", "{\"a\":\"b\nc\"}");
    row("not UTF-8", "{\"a\":\"\xff\"}");
    row("overlong UTF-8", "{\"a\":\"\xc0\xaf\"}");
    row("surrogate in UTF-8", "{\"a\":\"\xed\xa0\x80\"}");
    row("truncated UTF-8", "{\"a\":\"\xe2\x82\"}");
    row("byte order mark", "\xef\xbb\xbf{}");
    row("zero byte", std::string("{}\0", 3));
    row("member twice", R"({"a":1,"b":2,"a":3})");
    row("member twice, escaped", "{\"a\":1,\"\\u0061\":3}");
    row("member twice inside", R"({"a":{"b":1,"b":1}})");
    row("too deep", nested(max_json_depth + 1));
    row("far too deep", std::string(60'000, '['));
    row("beyond a double", R"({"a":1e999})", true);
}

void ValuesTest::goodJson()
{
    const auto value = parsed(R"( {"b":[1,-2,1.5,true,null],"a":"x\n\u00e9","big":18446744073709551615} )");
    QCOMPARE(value.find("a")->text, std::string("x\n\xc3\xa9"));
    QCOMPARE(value.find("b")->items.size(), std::size_t{5});
    QCOMPARE(value.find("b")->items[1].integer, std::int64_t{-2});
    QCOMPARE(value.find("b")->items[2].kind, JsonValue::Kind::Number);
    QCOMPARE(value.find("big")->kind, JsonValue::Kind::Number);
    QVERIFY(!value.find("c"));
    QCOMPARE(parsed(nested(max_json_depth)).kind, JsonValue::Kind::Array);
}

void ValuesTest::theSameValueHasOneCanonicalText_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<bool>("same");
    QTest::newRow("order") << R"({"a":1,"b":{"c":2,"d":3}})" << R"({"b":{"d":3,"c":2},"a":1})" << true;
    QTest::newRow("blanks") << R"({"a":[1,2]})" << R"( { "a" : [ 1 , 2 ] } )" << true;
    QTest::newRow("escapes") << R"({"a":"\u0041\/"})" << R"({"a":"A/"})" << true;
    QTest::newRow("fractions") << R"({"a":1.50})" << R"({"a":15e-1})" << true;
    QTest::newRow("order of items") << R"({"a":[1,2]})" << R"({"a":[2,1]})" << false;
    QTest::newRow("text and number") << R"({"a":1})" << R"({"a":"1"})" << false;
    QTest::newRow("absent and null") << R"({"a":1})" << R"({"a":1,"b":null})" << false;
    QTest::newRow("boundaries") << R"({"a":"b","c":"d"})" << R"({"a":"b\",\"c\":\"d"})" << false;
    QTest::newRow("the key") << R"({"a":1,"idempotency_key":"x"})" << R"({"a":1,"idempotency_key":"y"})" << true;
    QTest::newRow("the version") << R"({"a":1,"availability_version":1})" << R"({"a":1})" << true;
    QTest::newRow("a key further in") << R"({"a":{"idempotency_key":"x"}})" << R"({"a":{}})" << false;
}

void ValuesTest::textIsEscaped()
{
    QCOMPARE(json_string("a\"\\\n\x01\x7f"), std::string(R"("a\"\\\n\u0001\u007f")"));
    QCOMPARE(json_string("\xc3\xa9\xf0\x9f\x98\x80"), std::string("\"\xc3\xa9\xf0\x9f\x98\x80\""));
    QCOMPARE(json_string("a\xff\xc3"), std::string("\"a\xef\xbf\xbd\xef\xbf\xbd\""));
    QCOMPARE(json_string("\xed\xa0\x80").size(), std::size_t{2 + 3 * 3});
}

void ValuesTest::slipsInNamesAreFound()
{
    const auto body = parsed(R"({"slotId":1,"SLOT-ID":2,"colour":3})");
    const Fields fields(&body, {"slot_id"});
    QCOMPARE(fields.problem().errors.size(), std::size_t{2});
    QVERIFY(fields.problem().errors[0].message.find("slot_id") != std::string::npos);
}

QTEST_GUILESS_MAIN(ValuesTest)
#include "values_test.moc"

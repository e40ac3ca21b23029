#include "backend/net/chunked_body.h"
#include "backend/net/http.h"
#include "backend/net/http_text.h"
#include "backend/net/request_head.h"
#include "backend/net/url.h"

#include <QTest>

using namespace holdfast::net;

class HttpValuesTest final : public QObject
{
    Q_OBJECT

private slots:
    void headerNamesAreComparedWithoutCase()
    {
        const Headers headers = {{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}};
        QCOMPARE(header(headers, "content-type").value_or(""), std::string_view("text/plain"));
        QCOMPARE(header(headers, "X-a").value_or(""), std::string_view("1"));
        QVERIFY(!header(headers, "Content"));
    }

    void aPathFitsAPattern_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("fits");
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("the same") << QByteArray("/health") << QByteArray("/health") << true << QByteArray();
        QTest::newRow("another") << QByteArray("/health") << QByteArray("/healthy") << false << QByteArray();
        QTest::newRow("at the end") << QByteArray("/slots/{id}") << QByteArray("/slots/7") << true << QByteArray("7");
        QTest::newRow("inside") << QByteArray("/slots/{id}/holds") << QByteArray("/slots/7/holds") << true << QByteArray("7");
        QTest::newRow("no id") << QByteArray("/slots/{id}") << QByteArray("/slots/") << false << QByteArray();
        QTest::newRow("no id inside") << QByteArray("/slots/{id}/holds") << QByteArray("/slots//holds") << false << QByteArray();
        QTest::newRow("too short") << QByteArray("/slots/{id}/s") << QByteArray("/slots/s") << false << QByteArray();
        QTest::newRow("two segments") << QByteArray("/slots/{id}") << QByteArray("/slots/7/8") << false << QByteArray();
        QTest::newRow("another end") << QByteArray("/slots/{id}/holds") << QByteArray("/slots/7/hold") << false << QByteArray();
    }
    void aPathFitsAPattern()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, path);
        QFETCH(bool, fits);
        QFETCH(QByteArray, id);
        const std::string whole = path.toStdString();
        const auto found = match_path(pattern.toStdString(), whole);
        QCOMPARE(found.has_value(), fits);
        QCOMPARE(QByteArray::fromStdString(std::string(found.value_or(""))), id);
    }

    /// However they are cut: what comes before a request line may come in pieces as well.
    void emptyLinesBeforeARequestAreReadOver_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("good");
        const QByteArray request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        QTest::newRow("none") << request << true;
        QTest::newRow("one") << "\r\n" + request << true;
        QTest::newRow("more than a head may have") << QByteArray("\r\n").repeated(6'000) + request << true;
        QTest::newRow("half a line") << "\r" + request << false;
    }
    void emptyLinesBeforeARequestAreReadOver()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, good);
        for (const auto piece : {std::size_t{1}, std::size_t{7}, std::size_t(bytes.size())}) {
            RequestHead head({8 * 1024, 4 * 1024, 1024});
            std::string waiting;
            for (std::size_t at = 0; at < std::size_t(bytes.size()); at += piece) {
                waiting += bytes.toStdString().substr(at, piece);
                waiting.erase(0, head.feed(waiting));
            }
            QCOMPARE(head.state(), good ? RequestHead::State::Done : RequestHead::State::Refused);
            QCOMPARE(head.objection().status, good ? 0 : 400);
        }
    }

    void urls_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("port") << "http://127.0.0.1:8787" << "127.0.0.1" << 8787;
        QTest::newRow("default port") << "http://example.org" << "example.org" << 80;
        QTest::newRow("slash") << "http://example.org:81/" << "example.org" << 81;
        QTest::newRow("ipv6") << "http://[::1]:8787" << "::1" << 8787;
        QTest::newRow("ipv6 default port") << "http://[::1]" << "::1" << 80;
        for (const char *bad : {"", "http://", "https://example.org", "example.org", "http://a/b", "http://a?b", "http://a:0",
                                "http://a:65536", "http://a:", "http://a:1x", "http://:80", "http://u@a", "http://a:1:2",
                                "http://[::1", "http://[::1]x", "http://a b"})
            QTest::newRow(bad) << bad << "" << 0;
    }
    void urls()
    {
        QFETCH(QString, url);
        QFETCH(QString, host);
        QFETCH(int, port);
        const auto parsed = parse_http_url(url.toStdString());
        QCOMPARE(parsed.has_value(), port != 0);
        if (parsed) {
            QCOMPARE(QString::fromStdString(parsed->first), host);
            QCOMPARE(int{parsed->second}, port);
        }
    }

    void originsTellTheSchemesApart()
    {
        QCOMPARE(parse_origin("https://api.example.org"), (std::optional(Origin{true, "api.example.org", 443})));
        QCOMPARE(parse_origin("https://[::1]:8443/"), (std::optional(Origin{true, "::1", 8443})));
        QCOMPARE(parse_origin("http://example.org"), (std::optional(Origin{false, "example.org", 80})));
        for (const char *bad : {"ftp://a", "https://", "https://a/v1", "https://u:p@a", "HTTPS", "https://a:0"})
            QVERIFY2(!parse_origin(bad), bad);
    }

    void thisMachineIsKnownByItsNames()
    {
        for (const char *here : {"127.0.0.1", "127.9.8.7", "::1", "localhost", "LocalHost"})
            QVERIFY2(is_loopback(here), here);
        for (const char *elsewhere : {"", "128.0.0.1", "127.0.0.1.example.org", "127.0.0", "127.0.0.256", "127.0.0.1.",
                                      "localhost.example.org", "::2", "0.0.0.0"})
            QVERIFY2(!is_loopback(elsewhere), elsewhere);
    }

    void formsAreReadAsTheyWereWritten()
    {
        const Form form = {{"amount", "100"}, {"metadata[a b]", "x&y=z+\xc3\xbc"}, {"empty", ""}};
        QCOMPARE(encode_form(form), std::string("amount=100&metadata%5Ba%20b%5D=x%26y%3Dz%2B%C3%BC&empty="));
        QCOMPARE(parse_query(encode_form(form)), std::optional(form));
        QCOMPARE(encode_form({}), std::string());
    }

    void percentCodingGoesBothWays()
    {
        std::string every;
        for (int byte = 0; byte < 256; ++byte)
            every += static_cast<char>(byte);
        QCOMPARE(percent_decode(percent_encode(every)), std::optional(every));
        QCOMPARE(percent_encode("a b/ü"), std::string("a%20b%2F%C3%BC"));
        for (const char *bad : {"%", "%1", "a%zz", "%%20"})
            QVERIFY2(!percent_decode(bad), bad);
    }

    void queries()
    {
        const auto pairs = parse_query("a=1&b=x+y%26&&c&=z");
        QVERIFY(pairs.has_value());
        using Pairs = std::vector<std::pair<std::string, std::string>>;
        QCOMPARE(*pairs, (Pairs{{"a", "1"}, {"b", "x y&"}, {"c", ""}, {"", "z"}}));
        QVERIFY(parse_query("")->empty());
        QVERIFY(!parse_query("a=%2"));
    }

    void datesAreThoseOfTheStandard()
    {
        QCOMPARE(http_date(784111777), std::string("Sun, 06 Nov 1994 08:49:37 GMT")); // RFC 9110's own example
    }

    void aLineBreakInAFieldForgesNothing()
    {
        std::string out;
        append_response_head(out, {200, {{"X-Name", "a\r\nSet-Cookie: b\nc"}}, "body"}, "now", true);
        QCOMPARE(out, std::string("HTTP/1.1 200 OK\r\nServer: Holdfast\r\nDate: now\r\nContent-Length: 4\r\n"
                                  "Connection: keep-alive\r\nX-Name: a  Set-Cookie: b c\r\n\r\n"));
    }

    void requestsGetWhatTheyNeed()
    {
        std::string out;
        append_request_head(out, {"POST", "/x", {{"A", "b"}}, ""}, "h:1");
        QCOMPARE(out, std::string("POST /x HTTP/1.1\r\nHost: h:1\r\nContent-Length: 0\r\nA: b\r\n\r\n"));
        out.clear();
        append_request_head(out, {"GET", "/x", {{"host", "other"}}, ""}, "h:1");
        QCOMPARE(out, std::string("GET /x HTTP/1.1\r\nhost: other\r\n\r\n"));
    }

    void connectionLists()
    {
        QVERIFY(lists_token("keep-alive, Upgrade", "upgrade"));
        QVERIFY(lists_token("close", "close"));
        QVERIFY(!lists_token("closed", "close"));
        QVERIFY(!lists_token("", "close"));
    }

    void chunks_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("state");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("left");
        using State = ChunkedBody::State;
        const auto row = [](const char *name, QByteArray text, State state, QByteArray body, int left = 0) {
            QTest::newRow(name) << text << static_cast<int>(state) << body << left;
        };
        row("empty", "0\r\n\r\n", State::Done, "");
        row("one", "5\r\nhello\r\n0\r\n\r\n", State::Done, "hello");
        row("two, upper and lower case", "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", State::Done,
            "01234567890123456789");
        row("extension", "1;a=b;c=\"d\"\r\nx\r\n0;e\r\n\r\n", State::Done, "x");
        row("trailers", "1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\n", State::Done, "x");
        row("next request follows", "1\r\nx\r\n0\r\n\r\nGET", State::Done, "x", 3);
        row("unfinished size", "5", State::More, "");
        row("unfinished data", "5\r\nhel", State::More, "hel");
        row("unfinished end", "0\r\n", State::More, "");
        row("no size", "\r\nx", State::Malformed, "", 2);
        row("not hex", "g\r\n", State::Malformed, "", 2);
        row("negative", "-1\r\n", State::Malformed, "", 3);
        row("blank before size", " 1\r\n", State::Malformed, "", 3);
        row("bare line feed", "1\nx", State::Malformed, "", 1);
        row("bare line feed in an extension", "1;a\nx", State::Malformed, "", 1);
        row("data longer than said", "1\r\nxy\r\n", State::Malformed, "x", 2);
        row("return without line feed", "1\rx", State::Malformed, "", 0);
        row("too large at once", "15\r\n", State::TooLarge, "");
        row("too large together", "14\r\n01234567890123456789\r\n1\r\n", State::TooLarge, "01234567890123456789");
        row("size that would overflow", "fffffffffffffffff\r\n", State::TooLarge, "", 10);
        row("endless extension", "1;" + QByteArray(300, 'a'), State::Malformed, "", 43);
        row("endless trailer", "0\r\n" + QByteArray(9000, 'a'), State::Malformed, "", 807);
    }
    void chunks()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, state);
        QFETCH(QByteArray, body);
        QFETCH(int, left);
        const std::string all = text.toStdString();
        for (const std::size_t step : {all.size(), std::size_t{1}, std::size_t{3}}) {
            ChunkedBody chunks(20);
            std::string decoded;
            std::size_t taken = 0;
            while (taken < all.size() && chunks.state() == ChunkedBody::State::More)
                taken += chunks.feed(std::string_view(all).substr(taken, step), decoded);
            QCOMPARE(static_cast<int>(chunks.state()), state);
            QCOMPARE(QByteArray::fromStdString(decoded), body);
            if (state == static_cast<int>(ChunkedBody::State::Done))
                QCOMPARE(static_cast<int>(all.size() - taken), left);
        }
    }
};

QTEST_GUILESS_MAIN(HttpValuesTest)
#include "http_values_test.moc"

#include "backend/core/secret.h"
#include "backend/payments/circuit_breaker.h"
#include "backend/payments/retry.h"

#include <QTest>

using namespace holdfast;
using namespace holdfast::payments;
using namespace std::chrono_literals;

namespace {

template <typename T>
concept Printable = requires(std::ostream &out, const T &value)
{
    out << value;
};
static_assert(Printable<std::string> && !Printable<Secret>);

} // namespace

class RetryTest final : public QObject
{
    Q_OBJECT

private slots:
    void answersAreJudged_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<std::string>("type");
        QTest::addColumn<std::string>("code");
        QTest::addColumn<QString>("marks"); // r: replayed, y: retry, n: do not
        QTest::addColumn<std::string>("kind");
        QTest::addColumn<bool>("repeat");
        const auto row = [](const char *name, int status, const char *type, const char *code, const char *marks,
                            const char *kind, bool repeat) {
            QTest::newRow(name) << status << std::string(type) << std::string(code) << QString(marks)
                                << std::string(kind) << repeat;
        };
        row("declined", 402, "card_error", "card_declined", "", "declined", false);
        row("declined, replayed", 402, "card_error", "card_declined", "r", "declined", false);
        row("a card error that is a 400", 400, "card_error", "incorrect_cvc", "", "declined", false);
        row("wrong request", 400, "invalid_request_error", "parameter_missing", "", "rejected", false);
        row("wrong state", 400, "invalid_request_error", "payment_intent_unexpected_state", "", "rejected", false);
        row("wrong key", 401, "invalid_request_error", "", "", "rejected", false);
        row("not allowed", 403, "invalid_request_error", "", "", "rejected", false);
        row("no such thing", 404, "invalid_request_error", "resource_missing", "", "rejected", false);
        row("key with other parameters", 400, "idempotency_error", "", "", "key_reused", false);
        row("key in use", 409, "idempotency_error", "idempotency_key_in_use", "", "unknown", true);
        row("conflict", 409, "invalid_request_error", "", "", "unknown", true);
        row("conflict, told not to", 409, "invalid_request_error", "", "n", "unknown", false);
        row("too many requests", 429, "invalid_request_error", "rate_limit", "", "unavailable", false);
        row("too many requests, told to", 429, "invalid_request_error", "rate_limit", "y", "unavailable", true);
        row("lock", 429, "invalid_request_error", "lock_timeout", "", "unavailable", true);
        row("lock, told not to", 429, "invalid_request_error", "lock_timeout", "n", "unavailable", false);
        row("failure", 500, "api_error", "", "", "unknown", true);
        row("failure, told not to", 500, "api_error", "", "n", "unknown", false);
        row("failure, replayed", 500, "api_error", "", "r", "unknown", false);
        row("failure, replayed, told to", 500, "api_error", "", "ry", "unknown", false);
        row("no body", 503, "", "", "", "unknown", true);
        row("a proxy's timeout", 504, "", "", "", "unknown", true);
        row("a proxy's refusal", 404, "", "", "", "unknown", false);
        row("told to repeat a refusal", 400, "invalid_request_error", "", "y", "rejected", true);
        row("somewhere else", 302, "", "", "", "unknown", false);
    }
    void answersAreJudged()
    {
        QFETCH(int, status);
        QFETCH(std::string, type);
        QFETCH(std::string, code);
        QFETCH(QString, marks);
        QFETCH(std::string, kind);
        QFETCH(bool, repeat);
        GatewayError error;
        error.http_status = status;
        error.type = type;
        error.code = code;
        AnswerMarks answer;
        answer.replayed = marks.contains('r');
        if (marks.contains('y') || marks.contains('n'))
            answer.should_retry = marks.contains('y');
        const auto judgement = judge(error, answer);
        QCOMPARE(std::string(name(judgement.kind)), kind);
        QCOMPARE(judgement.repeat, repeat);
    }

    void delaysGrowBetweenTheirBounds()
    {
        const BackOff usual;
        QCOMPARE(delay_before(1, 0, usual), 500ms);
        QCOMPARE(delay_before(1, 1, usual), 1000ms);
        QCOMPARE(delay_before(2, 1, usual), 2000ms);
        QCOMPARE(delay_before(3, 1, usual), 4000ms);
        QCOMPARE(delay_before(4, 1, usual), 5000ms);
        QCOMPARE(delay_before(1000, 1, usual), 5000ms);
        QCOMPARE(delay_before(1000, 0, usual), 500ms);
        QCOMPARE(delay_before(2, 0.5, usual), 1250ms);
    }

    void theBreakerOpensTriesAndCloses()
    {
        using State = CircuitBreaker::State;
        CircuitBreaker breaker(3, 10s);
        const CircuitBreaker::Clock::time_point start{};
        const auto fail = [&](auto at) {
            QVERIFY(breaker.admit(at));
            breaker.failed(at);
        };
        fail(start);
        fail(start);
        QVERIFY(breaker.admit(start));
        breaker.succeeded(); // in a row, it says
        fail(start);
        fail(start);
        QCOMPARE(breaker.state(), State::Closed);
        fail(start);
        QCOMPARE(breaker.state(), State::Open);
        breaker.failed(start + 9s); // begun before it opened: does not prolong
        QVERIFY(!breaker.admit(start + 9'999ms));
        QVERIFY(breaker.admit(start + 10s));
        QCOMPARE(breaker.state(), State::HalfOpen);
        QVERIFY(!breaker.admit(start + 10s)); // one at a time
        breaker.failed(start + 11s);
        QCOMPARE(breaker.state(), State::Open);
        QCOMPARE(breaker.times_opened(), std::uint64_t{2});
        QVERIFY(!breaker.admit(start + 20s));
        QVERIFY(breaker.admit(start + 21s));
        breaker.abandoned();
        QVERIFY(breaker.admit(start + 21s)); // the attempt given up does not keep others away
        breaker.succeeded();
        QCOMPARE(breaker.state(), State::Closed);
    }

    void secretsAreTakenOutOfTheWordsOfOthers()
    {
        const Secret key("sk_test_1");
        QCOMPARE(key.redact("bad key sk_test_1, sk_test_1!"), std::string("bad key [secret], [secret]!"));
        QCOMPARE(Secret().redact("nothing to hide"), std::string("nothing to hide"));
    }
};

QTEST_APPLESS_MAIN(RetryTest)
#include "retry_test.moc"

#include "backend/payments/webhook_signature.h"

#include <QTest>

using namespace holdfast;
using namespace holdfast::payments;
using namespace std::chrono_literals;

namespace {

const Timestamp signed_at{1'700'000'000s};
const std::string body = R"({"id":"evt_1"})";
// printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
const std::string good = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
const std::string other(64, 'a');

std::vector<Secret> secrets(const std::vector<std::string> &texts)
{
    std::vector<Secret> made;
    for (const auto &text : texts)
        made.emplace_back(text);
    return made;
}

} // namespace

class WebhookSignatureTest final : public QObject
{
    Q_OBJECT

private slots:
    void headersAreJudged_data()
    {
        QTest::addColumn<std::string>("header");
        QTest::addColumn<int>("seconds_later");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char *name, std::string header, int later, std::string verdict) {
            QTest::newRow(name) << std::move(header) << later << std::move(verdict);
        };
        row("one signature", "t=1700000000,v1=" + good, 0, "ok");
        row("blanks between", "t=1700000000, v1=" + good, 0, "ok");
        row("capital digits", "t=1700000000,v1=" + QByteArray::fromStdString(good).toUpper().toStdString(), 0, "ok");
        row("the second of several", "t=1700000000,v1=" + other + ",v1=" + good, 0, "ok");
        row("other schemes beside it", "t=1700000000,v0=zz,v1=" + good + ",v2=1", 0, "ok");
        row("a v1 that is none beside it", "t=1700000000,v1=xyz,v1=" + good, 0, "ok");
        row("signature before time", "v1=" + good + ",t=1700000000", 0, "ok");
        row("at the tolerance", "t=1700000000,v1=" + good, 300, "ok");
        row("beyond the tolerance", "t=1700000000,v1=" + good, 301, "too_old");
        row("from a clock ahead", "t=1700000000,v1=" + good, -300, "ok");
        row("of a time to come", "t=1700000000,v1=" + good, -301, "too_new");
        row("wrong, of a time to come", "t=1700000000,v1=" + other, -9999, "mismatch");
        row("wrong signature", "t=1700000000,v1=" + other, 0, "mismatch");
        row("wrong and old", "t=1700000000,v1=" + other, 9999, "mismatch");
        row("another time", "t=1700000001,v1=" + good, 0, "mismatch");
        row("the time written differently", "t=01700000000,v1=" + good, 0, "mismatch");
        row("only the old scheme", "t=1700000000,v0=" + good, 0, "malformed");
        row("empty", "", 0, "malformed");
        row("no time", "v1=" + good, 0, "malformed");
        row("no signature", "t=1700000000", 0, "malformed");
        row("two times", "t=1700000000,t=1700000000,v1=" + good, 0, "malformed");
        row("empty time", "t=,v1=" + good, 0, "malformed");
        row("negative time", "t=-1,v1=" + good, 0, "malformed");
        row("time with a sign", "t=+1700000000,v1=" + good, 0, "malformed");
        row("time with a tail", "t=1700000000x,v1=" + good, 0, "malformed");
        row("time too long", "t=1700000000000000000000,v1=" + good, 0, "malformed");
        row("signature too short", "t=1700000000,v1=" + good.substr(1), 0, "malformed");
        row("signature too long", "t=1700000000,v1=" + good + "0", 0, "malformed");
        row("signature empty", "t=1700000000,v1=", 0, "malformed");
        row("no pairs", "hello", 0, "malformed");
        row("an item without a value", "t=1700000000,v1=" + good + ",v1", 0, "malformed");
        row("far too long", "t=1700000000,v1=" + good + "," + std::string(5000, 'x') + "=1", 0, "malformed");
        std::string many = "t=1700000000";
        for (int i = 0; i < 20; ++i)
            many += ",v1=" + other;
        row("far too many", many + ",v1=" + good, 0, "malformed");
    }
    void headersAreJudged()
    {
        QFETCH(std::string, header);
        QFETCH(int, seconds_later);
        QFETCH(std::string, verdict);
        const auto found =
            verify_webhook(header, body, secrets({"whsec_test"}), signed_at + std::chrono::seconds(seconds_later));
        QCOMPARE(std::string(name(found)), verdict);
    }

    void everyByteOfTheBodyCounts()
    {
        const auto header = "t=1700000000,v1=" + good;
        for (std::size_t i = 0; i < body.size(); ++i) {
            auto changed = body;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            QCOMPARE(verify_webhook(header, changed, secrets({"whsec_test"}), signed_at), WebhookVerdict::Mismatch);
        }
        QCOMPARE(verify_webhook(header, body + " ", secrets({"whsec_test"}), signed_at), WebhookVerdict::Mismatch);
    }

    void anySecretWillDoButAnEmptyOne()
    {
        const auto header = "t=1700000000,v1=" + good;
        QCOMPARE(verify_webhook(header, body, secrets({"whsec_new", "whsec_test"}), signed_at), WebhookVerdict::Ok);
        QCOMPARE(verify_webhook(header, body, secrets({"whsec_new"}), signed_at), WebhookVerdict::Mismatch);
        QCOMPARE(verify_webhook(header, body, {}, signed_at), WebhookVerdict::Mismatch);
        const auto anybody = sign_webhook(body, Secret(""), signed_at);
        QCOMPARE(verify_webhook(anybody, body, secrets({""}), signed_at), WebhookVerdict::Mismatch);
    }

    void whatIsSignedIsTheGatewaysForm()
    {
        QCOMPARE(sign_webhook(body, Secret("whsec_test"), signed_at + 999ms), "t=1700000000,v1=" + good);
        const std::string empty;
        QCOMPARE(verify_webhook(sign_webhook(empty, Secret("s"), signed_at), empty, secrets({"s"}), signed_at),
                 WebhookVerdict::Ok);
    }
};

QTEST_APPLESS_MAIN(WebhookSignatureTest)
#include "webhook_signature_test.moc"

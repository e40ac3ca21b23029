#include "tests/api/api_fixture.h"
#include "tests/api/payment_worker.h"

#include <QTest>

#include <thread>

using namespace holdfast;
using namespace holdfast::test;

namespace {

std::string taken(int quantity, const std::string &reference)
{
    return R"({"quantity":)" + std::to_string(quantity) + R"(,"external_ref":")" + reference + R"("})";
}

} // namespace

/// Places that another system took.
class ExternalTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestCluster> cluster_;
    std::unique_ptr<ApiFixture> api_;

    Answer tell(const std::string &slot, const std::string &body, net::Headers headers = {})
    {
        return api_->post("/v1/slots/" + slot + "/external-bookings", body, std::move(headers));
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

    void placesAreTakenAndTheSlotHasANewVersion()
    {
        const auto slot = api_->make_slot("class", 5);
        const auto told = tell(slot, taken(2, "ours-1"));
        QCOMPARE(told.status, 201);
        QCOMPARE(told.member("slot_id"), slot);
        QCOMPARE(told.number("external"), qint64{2});
        QCOMPARE(told.number("available"), qint64{3});
        QCOMPARE(told.number("version"), qint64{2});
        QCOMPARE(told.field("ETag"), std::string("\"2\""));
        QCOMPARE(told.field("Idempotent-Replayed"), std::string());
        QCOMPARE(api_->get("/v1/slots/" + slot).json, told.json);
        const auto row = api_->sql("select quantity, slot_version from holdfast.external_booking where slot_id = $1", {slot});
        QCOMPARE(row.integer(0, 0), std::int64_t{2});
        QCOMPARE(row.integer(0, 1), std::int64_t{2});
    }

    void theyMayExceedTheCapacityButNoHoldMay()
    {
        const auto slot = api_->make_slot("class", 2);
        const auto hold = api_->make_hold(slot);
        const auto told = tell(slot, taken(10'000, "over"));
        QCOMPARE(told.status, 201);
        QCOMPARE(told.number("external"), qint64{10'000});
        QCOMPARE(told.number("available"), qint64{0});
        const auto refused = api_->post("/v1/reservations", R"({"slot_id":")" + slot + R"("})", {{"Idempotency-Key", "late"}});
        QCOMPARE(refused.code(), std::string("SLOT_FULL"));
        QCOMPARE(api_->change(hold, "release").status, 200); // what is held can go
    }

    void aReferenceCountsOnce();
    void manyAtOnceUnderOneReferenceCountOnce();

    void aReferenceIsItsOwners()
    {
        const auto slot = api_->make_slot("class", 5);
        for (const auto &secret : {api_->partner_key, api_->other_key, api_->admin_token})
            QCOMPARE(tell(slot, taken(1, "shared"), as(secret)).status, 201);
        QCOMPARE(api_->get("/v1/slots/" + slot).number("external"), qint64{3});
        const auto refused = tell(slot, taken(1, "viewer"), as(api_->token));
        QCOMPARE(refused.status, 403);
        QCOMPARE(api_->get("/v1/slots/" + slot).number("external"), qint64{3});
    }

    void aRefusedOneBindsNothing()
    {
        const auto slot = api_->make_slot("class", 5);
        QCOMPARE(tell("01a1fc64-0000-7000-8000-000000000000", taken(1, "unbound")).code(), std::string("SLOT_NOT_FOUND"));
        QCOMPARE(tell("x", taken(1, "unbound")).code(), std::string("SLOT_NOT_FOUND"));
        QCOMPARE(tell(slot, taken(1, "unbound")).status, 201);
    }

    void aHoldThatNoLongerFitsFailsWhenItIsConfirmed();
};

void ExternalTest::aReferenceCountsOnce()
{
    const auto slot = api_->make_slot("class", 5);
    const auto other = api_->make_slot("class", 5);
    QCOMPARE(tell(slot, taken(2, "once")).status, 201);
    const auto upper = QString::fromStdString(slot).toUpper().toStdString();
    for (const auto &target : {slot, upper}) {
        const auto again = tell(target, R"({ "external_ref" : "once", "quantity" : 2 })");
        QVERIFY2(again.status == 200, again.text.c_str());
        QCOMPARE(again.field("Idempotent-Replayed"), std::string("true"));
        QCOMPARE(again.number("external"), qint64{2});
        QCOMPARE(again.number("version"), qint64{2});
        QCOMPARE(again.field("ETag"), std::string("\"2\""));
    }
    for (const auto &different : {tell(slot, taken(3, "once")), tell(other, taken(2, "once"))}) {
        QCOMPARE(different.status, 422);
        QCOMPARE(different.code(), std::string("IDEMPOTENCY_KEY_REUSED"));
    }
    QCOMPARE(api_->get("/v1/slots/" + slot).number("external"), qint64{2});
    QCOMPARE(api_->get("/v1/slots/" + other).number("external"), qint64{0});
    // Whatever the other system calls it: what is not told is sold twice.
    QCOMPARE(tell(slot, taken(1, "4242-4242-4242-4242")).status, 201);
}

void ExternalTest::manyAtOnceUnderOneReferenceCountOnce()
{
    const auto slot = api_->make_slot("class", 50);
    std::vector<Answer> answers(8);
    std::vector<std::thread> threads;
    for (auto &answer : answers)
        threads.emplace_back([&, this] { answer = tell(slot, taken(3, "race")); });
    for (auto &thread : threads)
        thread.join();
    int counted = 0;
    for (const auto &answer : answers) {
        QVERIFY2(answer.status == 200 || answer.status == 201, answer.text.c_str());
        counted += answer.status == 201;
    }
    QCOMPARE(counted, 1);
    QCOMPARE(api_->get("/v1/slots/" + slot).number("external"), qint64{3});
}

void ExternalTest::aHoldThatNoLongerFitsFailsWhenItIsConfirmed()
{
    const auto slot = api_->make_slot("appointment", 1, "card");
    const auto id = api_->make_hold(slot);
    Answer authorized;
    std::thread client([&] { authorized = api_->change(id, "requester-authorization", R"({"payment_method":"pm_card_visa"})"); });
    PaymentWorker(api_->dsn).authorize();
    client.join();
    QVERIFY2(authorized.status == 200, authorized.text.c_str());
    QCOMPARE(tell(slot, taken(1, "meanwhile")).status, 201);
    for (const auto *replayed : {"", "true"}) {
        const auto confirmed = api_->post("/v1/reservations/" + id + "/confirm", "", {{"Idempotency-Key", "confirm-taken"}});
        QVERIFY2(confirmed.status == 409, confirmed.text.c_str());
        QCOMPARE(confirmed.code(), std::string("INVALID_STATE"));
        QCOMPARE(confirmed.member("state"), std::string("FAILED_AVAILABILITY_CHANGED"));
        QCOMPARE(confirmed.field("Idempotent-Replayed"), std::string(replayed));
    }
    QCOMPARE(api_->get("/v1/slots/" + slot).number("held"), qint64{0});
    QCOMPARE(api_->sql("select count(*) from holdfast.operation where reservation_id = $1 and kind = 'commit'", {id}).integer(0, 0),
             std::int64_t{0});
}

QTEST_GUILESS_MAIN(ExternalTest)
#include "external_test.moc"

#include "backend/simulators/stripe_simulator.h"
#include "tests/support/eventually.h"
#include "tests/support/test_cluster.h"
#include "tests/workers/armament.h"
#include "tests/workers/crew.h"
#include "tests/workers/money_stage.h"
#include "tests/workers/troubles.h"

#include <QTest>

#include <optional>

using namespace holdfast;
using namespace std::chrono_literals;
using booking::Verb;
using test::Course;
using test::Json;

namespace {

constexpr std::chrono::milliseconds too_long{600}; ///< for a crew

} // namespace

/// The workers on a real database, calling a real server that answers as the gateway does.
class PaymentTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    simulators::StripeSimulator simulator_ = simulators::StripeSimulator({.secret_key = Secret(test::gateway_key)});
    test::GatewayControl gateway_{"http://127.0.0.1:" + std::to_string(simulator_.port()), test::gateway_key};

    struct Place
    {
        explicit Place(PaymentTest &of_test) : plan(planFor(of_test)), stage(plan.dsn) {}
        static test::CrewPlan planFor(PaymentTest &of_test)
        {
            return {.dsn = of_test.cluster_.fresh_database(), .gateway_port = of_test.simulator_.port()};
        }
        test::CrewPlan plan;
        test::MoneyStage stage;
    };

    /// At rest, every party charged what it owes and nothing else, and no invariant broken.
    void isSettled(test::MoneyStage &stage)
    {
        // A late result may open an unwind once more, when all seemed to be at rest.
        std::vector<std::string> unsettled;
        (void)test::eventually([&] {
            unsettled = stage.is_at_rest() ? stage.find_unsettled(gateway_) : std::vector<std::string>{"not at rest"};
            return unsettled.empty();
        });
        QVERIFY2(unsettled.empty(), test::lines(unsettled).c_str());
        const auto violated = stage.find_violated();
        QVERIFY2(violated.empty(), test::lines(violated).c_str());
    }

    Uuid bring(test::MoneyStage &stage, std::vector<Verb> steps)
    {
        std::vector<Course> courses = {{.name = "one", .reservation = stage.hold(), .steps = std::move(steps)}};
        if (!stage.run(courses))
            qFatal("it did not get there: %s", stage.state(courses[0].reservation).c_str());
        return courses[0].reservation;
    }

private slots:
    void cleanup() { gateway_.clear_faults(); }

    void whatIsAskedForIsBooked_data()
    {
        QTest::addColumn<QString>("settlement");
        QTest::addColumn<QString>("card");
        QTest::addColumn<QString>("end");
        QTest::newRow("both pay") << "two_party" << "pm_card_visa" << "CONFIRMED";
        QTest::newRow("the requester pays") << "card" << "pm_card_visa" << "CONFIRMED";
        QTest::newRow("the vendor's card is declined")
            << "two_party" << "pm_card_visa_chargeDeclinedInsufficientFunds" << "FAILED_VENDOR_AUTH";
        QTest::newRow("the requester's card is declined") << "card" << "pm_card_visa_chargeDeclined" << "FAILED_REQUESTER_AUTH";
        QTest::newRow("a card that attaches, then fails") << "card" << "pm_card_chargeCustomerFail" << "FAILED_REQUESTER_AUTH";
        QTest::newRow("no such card") << "card" << "pm_card_of_nobody" << "FAILED_REQUESTER_AUTH";
    }
    void whatIsAskedForIsBooked()
    {
        QFETCH(QString, settlement);
        QFETCH(QString, card);
        QFETCH(QString, end);
        Place place(*this);
        const test::Crew crew(place.plan);
        auto steps = test::steps_to_book();
        if (settlement == "card")
            steps = {Verb::AuthorizeRequester, Verb::Confirm};
        std::vector<Course> courses = {{.name = "one",
                                        .reservation = place.stage.hold(settlement.toStdString()),
                                        .steps = steps,
                                        .card = card.toStdString()}};
        QVERIFY(place.stage.run(courses));
        QCOMPARE(place.stage.state(courses[0].reservation), end.toStdString());
        QCOMPARE(gateway_.books(place.stage.environment()).size(),
                 end == "CONFIRMED" ? courses[0].steps.size() / 2u : end == "FAILED_REQUESTER_AUTH" && card.contains("nobody") ? 0u : 1u);
        isSettled(place.stage);
    }

    /// Each trouble at each call, once, and for all requests of an attempt. All of them at once.
    void everyTroubleAtEveryCall_data()
    {
        QTest::addColumn<int>("times");
        QTest::newRow("once") << 1;
        QTest::newRow("for a whole attempt") << 3;
    }
    void everyTroubleAtEveryCall()
    {
        QFETCH(int, times);
        Place place(*this);
        const test::Crew crew(place.plan);
        std::vector<Course> courses;
        std::vector<std::string> ends, faults;
        for (const auto &target : test::targets()) {
            for (const auto &trouble : test::troubles(too_long)) {
                if (trouble.declines && target.end_if_declined.empty())
                    continue;
                courses.push_back({.name = target.call + ": " + trouble.name,
                                   .reservation = place.stage.hold(),
                                   .steps = target.steps});
                auto order = trouble.order;
                order.update({{"call", target.call},
                              {"times", trouble.declines ? 1 : times},
                              {"match", {{"reservation", courses.back().reservation.to_string()}, {"party", "requester"}}}});
                faults.push_back(gateway_.fault(order));
                ends.push_back(trouble.declines ? target.end_if_declined : target.end);
            }
        }
        QVERIFY(place.stage.run(courses));
        for (std::size_t i = 0; i < courses.size(); ++i) {
            QVERIFY2(test::eventually([&] { return gateway_.hits(faults[i]) > 0; }), (courses[i].name + " was never met").c_str());
            QVERIFY2(place.stage.state(courses[i].reservation) == ends[i],
                     (courses[i].name + ": " + place.stage.state(courses[i].reservation)).c_str());
        }
        isSettled(place.stage);
    }

    /// The list is asked for where a create's stored answer is a failure: did it have its effect, or not? One after
    /// another, as a fault of the list can't be told for whom it is.
    void everyTroubleAtTheList()
    {
        Place place(*this);
        const test::Crew crew(place.plan);
        for (const bool done : {true, false}) {
            std::vector<Course> courses;
            std::vector<std::string> faults;
            for (const auto &trouble : test::troubles(too_long)) {
                if (trouble.declines)
                    continue;
                courses.push_back({.name = trouble.name, .reservation = place.stage.hold(), .steps = test::steps_to_book()});
                gateway_.fault({{"call", "create"}, {"kind", "error"}, {"status", 500}, {"after", done}, {"stored", true}, {"times", 1},
                                {"match", {{"reservation", courses.back().reservation.to_string()}, {"party", "vendor"}}}});
                auto order = trouble.order;
                order.update({{"call", "list"}, {"times", 1}});
                faults.push_back(gateway_.fault(order));
            }
            QVERIFY(place.stage.run(courses));
            for (std::size_t i = 0; i < courses.size(); ++i) {
                QVERIFY2(test::eventually([&] { return gateway_.hits(faults[i]) == 1; }), (courses[i].name + " was never met").c_str());
                QCOMPARE(place.stage.state(courses[i].reservation), "CONFIRMED");
            }
        }
        QCOMPARE(gateway_.books(place.stage.environment()).size(), std::size_t(2 * place.stage.count("reservation")));
        isSettled(place.stage);
    }

    /// A release while a create's outcome is unknown: whatever it left is taken back.
    void aReleaseInTheMidstOfACreate_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("done, not answered") << "hang";
        QTest::newRow("done late") << "delay";
        QTest::newRow("done, connection closed") << "drop_after";
    }
    void aReleaseInTheMidstOfACreate()
    {
        QFETCH(QString, kind);
        Place place(*this);
        const test::Crew crew(place.plan);
        std::vector<Course> courses;
        for (int i = 0; i < 8; ++i) {
            const auto id = place.stage.hold();
            courses.push_back({.name = "one", .reservation = id});
            Json order = {{"call", "create"}, {"kind", kind.toStdString()}, {"match", {{"reservation", id.to_string()}}}};
            if (kind != "drop_after")
                order["delay_ms"] = 500;
            gateway_.fault(order);
            QCOMPARE(place.stage.ask(id, Verb::VendorConfirm), "DONE");
            QCOMPARE(place.stage.ask(id, Verb::AuthorizeVendor), "DONE");
        }
        QVERIFY(test::eventually([&] { return gateway_.books(place.stage.environment()).size() >= 4; }));
        for (const auto &course : courses)
            QCOMPARE(place.stage.ask(course.reservation, Verb::Release), "DONE");
        gateway_.clear_faults();
        QVERIFY(place.stage.run(courses));
        isSettled(place.stage);
    }

    void hintsComeLateTwiceAndInAnyOrder()
    {
        Place place(*this);
        const test::Crew crew(place.plan);
        std::vector<Course> courses = {
            {.name = "booked", .reservation = place.stage.hold(), .steps = test::steps_to_book()},
            {.name = "released", .reservation = place.stage.hold(), .steps = test::and_then(test::steps_to_authorize(), Verb::Release)},
            {.name = "cancelled", .reservation = place.stage.hold(), .steps = test::and_then(test::steps_to_book(), Verb::Cancel)}};
        QVERIFY(place.stage.run(courses));
        const auto known = place.stage.database().query("select * from holdfast.payment order by 1, 2");
        std::size_t sent = 0;
        for (const auto &intent : gateway_.books(place.stage.environment())) {
            auto events = gateway_.events_of(intent.id);
            QVERIFY(events.size() >= 2);
            sent += events.size();
            std::reverse(events.begin(), events.end());
            for (int twice = 0; twice < 2; ++twice) {
                for (const auto &event : events)
                    place.stage.store_hint(event);
            }
        }
        isSettled(place.stage);
        QCOMPARE(std::size_t(place.stage.count("webhook_event where status = 'DONE'")), sent);
        QCOMPARE(place.stage.state(courses[0].reservation), "CONFIRMED");
        const auto now = place.stage.database().query("select * from holdfast.payment order by 1, 2");
        for (std::size_t row = 0; row < known.size(); ++row) {
            for (std::size_t column = 0; column + 1 < known.columns(); ++column) // the last tells when it was looked at
                QCOMPARE(now.optional_text(row, column), known.optional_text(row, column));
        }
    }

    /// However many hints there are about one intent, whoever asks the gateway asks for all of them.
    void oneAnswerFollowsEveryHintThatCameBefore()
    {
        constexpr int many = 60;
        Place place(*this);
        std::vector<Course> courses = {
            {.name = "booked", .reservation = place.stage.hold(), .steps = test::steps_to_book()}};
        {
            const test::Crew crew(place.plan);
            QVERIFY(place.stage.run(courses));
            isSettled(place.stage);
        }
        auto event = gateway_.events_of(gateway_.books(place.stage.environment()).front().id).front();
        for (int i = 0; i < many; ++i) {
            event["id"] = "evt_copy_" + std::to_string(i);
            place.stage.store_hint(event);
        }
        const test::Crew crew(place.plan);
        isSettled(place.stage);
        QCOMPARE(place.stage.count("webhook_event where status = 'DONE'"), std::int64_t{many});
        QVERIFY2(crew.hints().followed <= 2 * workers::WebhookOptions().threads, std::to_string(crew.hints().followed).c_str());
    }

    void hintsAboutNothingOfOurs()
    {
        Place place(*this);
        const test::Crew crew(place.plan);
        const auto plant = [&](Json metadata) {
            return gateway_.ask("POST", "/_control/intents", {{"amount", 900}, {"metadata", std::move(metadata)}}).at("id").get<std::string>();
        };
        const auto hint = [&](const char *event, const std::string &intent) {
            place.stage.store_hint({{"id", event}, {"type", "payment_intent.amount_capturable_updated"}, {"created", 1},
                                    {"data", {{"object", {{"id", intent}, {"object", "payment_intent"}}}}}});
        };
        const auto strange = plant({{"holdfast_environment", "another"}});
        const auto ours = plant({{"holdfast_environment", place.stage.environment()},
                                 {"holdfast_reservation", Uuid::make_v7().to_string()}, {"holdfast_party", "vendor"}});
        hint("evt_strange", strange);
        hint("evt_unknown", "pi_that_never_was");
        hint("evt_ours", ours);
        isSettled(place.stage);
        QCOMPARE(place.stage.count("webhook_event where status = 'IGNORED'"), std::int64_t{2});
        QCOMPARE(gateway_.books("another").front().status, "requires_capture"); // not ours to touch
        QVERIFY(test::eventually([&] { return gateway_.books(place.stage.environment()).front().status == "canceled"; }));
    }

    /// The bank takes a refund back, days after all was settled.
    void aRefundThatFailsAfterAllOpensTheUnwindAgain()
    {
        Place place(*this);
        const test::Crew crew(place.plan);
        const auto id = bring(place.stage, test::and_then(test::steps_to_book(), Verb::Cancel));
        isSettled(place.stage);
        const auto intent = place.stage.intent(id, "requester");
        gateway_.fail_refunds_of(intent);
        QVERIFY(!place.stage.find_unsettled(gateway_).empty());
        const auto events = gateway_.events_of(intent);
        QVERIFY(std::ranges::any_of(events, [](const Json &event) { return event.at("type") == "refund.failed"; }));
        for (const auto &event : events)
            place.stage.store_hint(event);
        QVERIFY(test::eventually([&] { return place.stage.is_at_rest() && place.stage.find_unsettled(gateway_).empty(); }));
        isSettled(place.stage);
    }

    /// What cannot be given back waits for people, and is not called settled; once it can, a hint is enough.
    void whatCannotBeGivenBackIsDeadLettered()
    {
        Place place(*this);
        place.plan.most_unwind_attempts = 3;
        const test::Crew crew(place.plan);
        const auto id = bring(place.stage, test::steps_to_authorize());
        gateway_.fault({{"call", "cancel"}, {"kind", "error"}, {"match", {{"reservation", id.to_string()}, {"party", "vendor"}}}});
        QCOMPARE(place.stage.ask(id, Verb::Release), "DONE");
        QTRY_COMPARE(place.stage.text(id, "select string_agg(party || ' ' || status, ', ' order by party) from holdfast.operation "
                                          "where reservation_id = $1 and kind = 'unwind'"),
                     "requester DONE, vendor DEAD");
        QTRY_COMPARE(crew.parties().dead, 1u);
        QCOMPARE(place.stage.text(id, "select attempts from holdfast.operation where reservation_id = $1 and status = 'DEAD'"), "3");
        QVERIFY(!place.stage.find_unsettled(gateway_).empty());
        gateway_.clear_faults();
        place.stage.store_hint(gateway_.events_of(place.stage.intent(id, "vendor")).back());
        QVERIFY(test::eventually([&] { return place.stage.count("operation where status = 'DEAD'") == 0; }));
        isSettled(place.stage);
    }

    /// The last attempt of what asks for money ends the reservation, and takes back what there may be.
    void whatCannotBeDoneFailsAndIsUnwound_data()
    {
        QTest::addColumn<QString>("call");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("end");
        QTest::newRow("create, not done") << "create" << "drop_before" << "FAILED_VENDOR_AUTH";
        QTest::newRow("create, done") << "create" << "drop_after" << "FAILED_VENDOR_AUTH";
        QTest::newRow("capture, not done") << "capture" << "drop_before" << "FAILED_COMMIT";
        QTest::newRow("capture, done") << "capture" << "drop_after" << "CONFIRMED";
    }
    void whatCannotBeDoneFailsAndIsUnwound()
    {
        QFETCH(QString, call);
        QFETCH(QString, kind);
        QFETCH(QString, end);
        Place place(*this);
        place.plan.most_attempts = 3;
        const test::Crew crew(place.plan);
        std::vector<Course> courses = {{.name = "one", .reservation = place.stage.hold(), .steps = test::steps_to_book()}};
        gateway_.fault({{"call", call.toStdString()}, {"kind", kind.toStdString()},
                        {"match", {{"reservation", courses[0].reservation.to_string()}, {"party", "vendor"}}}});
        QVERIFY(place.stage.run(courses));
        QCOMPARE(place.stage.state(courses[0].reservation), end.toStdString());
        isSettled(place.stage);
    }

    /// What for certain did nothing may be tried for ever: an outage fails nobody.
    void anOutageUsesNoAttemptsUp()
    {
        Place place(*this);
        place.plan.most_attempts = place.plan.most_unwind_attempts = 2;
        const test::Crew crew(place.plan);
        gateway_.fault({{"call", "any"}, {"kind", "rate_limit"}});
        std::vector<Course> courses;
        for (int i = 0; i < 4; ++i)
            courses.push_back({.name = "one", .reservation = place.stage.hold(), .steps = test::steps_to_book()});
        QVERIFY(test::eventually([&] {
            place.stage.advance(courses);
            return crew.parties().postponed >= 16;
        }));
        gateway_.clear_faults();
        QVERIFY(place.stage.run(courses));
        for (const auto &course : courses)
            QCOMPARE(place.stage.state(course.reservation), "CONFIRMED");
        isSettled(place.stage);
    }

    /// Two crews with leases shorter than the gateway takes: work is taken over from workers that are alive, again and
    /// again. Late results do not count, and nothing is charged twice or left behind.
    void lateResultsAreFencedOff_data()
    {
        QTest::addColumn<bool>("rollForward");
        QTest::newRow("compensate") << false;
        QTest::newRow("roll forward") << true;
    }
    void lateResultsAreFencedOff()
    {
        QFETCH(bool, rollForward);
        Place place(*this);
        if (rollForward)
            place.stage.roll_dead_commits_forward();
        place.plan.lease = 250ms;
        const test::Armament armament;
        place.plan.fault_points = armament.points();
        for (const auto *point : {"payment.after_call", "unwind.after_call", "commit.after_capture", "webhook.before_record"}) {
            const Json order = {{"arm", point}, {"act", "stall"}, {"duration_ms", 450}, {"count", 4}};
            QVERIFY(armament.order(QByteArray::fromStdString(order.dump())).contains("true"));
        }
        const test::Crew first(place.plan), second(place.plan);
        std::vector<Course> courses;
        for (int i = 0; i < 12; ++i) {
            courses.push_back({.name = "one", .reservation = place.stage.hold(),
                               .steps = test::and_then(test::steps_to_book(), i % 3 == 0 ? Verb::Cancel : Verb::Confirm)});
        }
        QVERIFY(place.stage.run(courses));
        QVERIFY(test::eventually([&] {
            return first.parties().stale + second.parties().stale + first.commits().stale + second.commits().stale >= 2;
        }));
        isSettled(place.stage);
        for (const auto &intent : gateway_.books(place.stage.environment()))
            QVERIFY(intent.received <= intent.amount);
        QCOMPARE(gateway_.books(place.stage.environment()).size(), std::size_t(place.stage.count("payment")));
    }

    void aGracefulStopLeavesNothingLeased()
    {
        Place place(*this);
        place.plan.timeout = 10s;
        std::vector<Course> courses;
        {
            const test::Crew crew(place.plan);
            for (int i = 0; i < 4; ++i) {
                courses.push_back({.name = "one", .reservation = place.stage.hold(), .steps = test::steps_to_book()});
                gateway_.fault({{"call", i % 2 == 0 ? "create" : "capture"}, {"kind", "hang"}, {"delay_ms", 20'000}, {"times", 1},
                                {"match", {{"reservation", courses[std::size_t(i)].reservation.to_string()}}}});
            }
            QVERIFY(test::eventually([&] {
                place.stage.advance(courses);
                std::uint64_t hanging = 0;
                for (const auto &fault : gateway_.faults())
                    hanging += fault.at("matched").get<std::uint64_t>() > 0 ? 1 : 0;
                return hanging == courses.size();
            }));
            QVERIFY(place.stage.count("operation where lease_owner is not null") > 0);
        }
        QCOMPARE(place.stage.count("operation where lease_owner is not null"), std::int64_t{0});
        QVERIFY(place.stage.count("operation where status = 'PENDING'") > 0);
        gateway_.clear_faults();
        const test::Crew crew(place.plan);
        QVERIFY(place.stage.run(courses));
        for (const auto &course : courses)
            QCOMPARE(place.stage.state(course.reservation), "CONFIRMED");
        isSettled(place.stage);
    }

    /// What falls between all others: an unwind nobody planned, a commit nobody works on.
    void repairTakesUpWhatFellBetween()
    {
        Place place(*this);
        Uuid lost, orphan;
        {
            const test::Crew crew(place.plan);
            lost = bring(place.stage, test::steps_to_authorize());
            orphan = bring(place.stage, test::steps_to_authorize());
        }
        QCOMPARE(place.stage.ask(lost, Verb::Release), "DONE");
        QCOMPARE(place.stage.ask(orphan, Verb::Confirm), "DONE");
        auto &database = place.stage.database();
        database.query("delete from holdfast.operation where kind = 'unwind'");
        database.query("update holdfast.operation set status = 'SUPERSEDED', outcome = 'superseded', finished_at = holdfast.now() "
                       "where kind = 'commit'");
        QVERIFY(!place.stage.find_unsettled(gateway_).empty());
        const test::Crew crew(place.plan);
        QTRY_VERIFY(crew.repairs().repaired >= 2);
        place.stage.jump(gateway_, 16min);
        QTRY_COMPARE(place.stage.state(orphan), "FAILED_COMMIT");
        isSettled(place.stage);
    }
};

QTEST_APPLESS_MAIN(PaymentTest)
#include "payment_test.moc"

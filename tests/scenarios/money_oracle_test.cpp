#include "backend/scenarios/money_oracle.h"

#include <QtTest>

#include <utility>

using namespace holdfast;
using namespace holdfast::scenarios;

Q_DECLARE_METATYPE(holdfast::scenarios::Books)

namespace {

constexpr std::int64_t pays = 5'000;

GatewayIntent intent(const char *status, std::int64_t captured = 0, std::int64_t refunded = 0)
{
    return {"pi_1", status, pays, captured, refunded, "vendor", "r1"};
}

GatewayIntent second(const char *status, std::int64_t captured = 0)
{
    return {"pi_2", status, pays, captured, 0, "vendor", "r1"};
}

/// Of a reservation that the database does not know.
GatewayIntent another(const char *id, const char *status, std::int64_t captured = 0)
{
    return {id, status, pays, captured, 0, "vendor", "r2"};
}

PartyMoney party(State state, const char *status, std::int64_t captured = 0, std::int64_t refunded = 0)
{
    return {"r1", state, "vendor", pays, "pi_1", status, captured, refunded};
}

PartyMoney without_intent(State state)
{
    return {"r1", state, "vendor", pays, std::nullopt, "", 0, 0};
}

} // namespace

/// What the oracle of money makes of books, one way in which they go wrong after another.
class MoneyOracleTest final : public QObject
{
    Q_OBJECT

private slots:
    void disagreements_data();
    void disagreements();
};

void MoneyOracleTest::disagreements_data()
{
    QTest::addColumn<Books>("books");
    QTest::addColumn<QString>("wrong"); // in its first disagreement; empty: there is none
    const auto row = [](const char *name, std::vector<GatewayIntent> intents, std::vector<PartyMoney> parties,
                        const char *wrong = "") {
        QTest::newRow(name) << Books{std::move(intents), std::move(parties), {"pi_unneeded"}, {}} << QString(wrong);
    };
    const auto told = [](const char *name, State state, GatewayIntent one, PartyMoney money, const char *wrong = "") {
        QTest::newRow(name) << Books{{std::move(one)}, {std::move(money)}, {}, {{"r1", state}}} << QString(wrong);
    };
    row("nothing", {}, {});
    row("authorized, in flight", {intent("requires_capture")}, {party(State::AuthorizedBoth, "requires_capture")});
    row("booked", {intent("succeeded", pays)}, {party(State::Confirmed, "succeeded", pays)});
    row("voided", {intent("canceled")}, {party(State::Expired, "canceled")});
    row("refunded", {intent("succeeded", pays, pays)}, {party(State::Cancelled, "succeeded", pays, pays)});
    row("declined", {intent("requires_payment_method")}, {party(State::FailedVendorAuth, "requires_payment_method")});
    row("never sent", {}, {without_intent(State::Expired)});
    row("captured, its commit at work", {intent("succeeded", pays)}, {party(State::Committing, "succeeded", pays)});
    row("not captured yet", {intent("requires_capture")}, {party(State::Committing, "requires_capture")});
    row("of nobody, and voided", {another("pi_unneeded", "canceled")}, {});

    row("of nobody", {another("pi_9", "canceled")}, {}, "belongs to no party");
    row("of nobody, taken up and live", {another("pi_unneeded", "requires_capture")}, {}, "needed by nobody");
    row("of nobody, taken up and kept", {another("pi_unneeded", "succeeded", pays)}, {}, "needed by nobody");
    row("of another reservation", {another("pi_1", "canceled")}, {party(State::Expired, "canceled")},
        "belongs to no party");
    row("a booking that nobody paid", {}, {without_intent(State::Confirmed)}, "owes 5000, and the gateway keeps 0");
    row("half captured", {intent("succeeded", pays / 2)}, {party(State::Confirmed, "succeeded", pays / 2)},
        "owes 5000, and the gateway keeps 2500");
    row("a booking that was refunded", {intent("succeeded", pays, pays)},
        {party(State::Confirmed, "succeeded", pays, pays)}, "owes 5000, and the gateway keeps 0");
    row("captured too early", {intent("succeeded", pays)}, {party(State::AuthorizedBoth, "succeeded", pays)},
        "owes 0, and the gateway keeps 5000");
    row("kept after the end", {intent("succeeded", pays, 1)}, {party(State::FailedCommit, "succeeded", pays, 1)},
        "owes 0, and the gateway keeps 4999");
    row("charged twice", {intent("succeeded", pays), second("succeeded", pays)},
        {party(State::Confirmed, "succeeded", pays)}, "the gateway keeps 10000");
    row("two live", {intent("requires_capture"), second("requires_capture")},
        {party(State::AuthorizedBoth, "requires_capture")}, "2 live intents");
    row("live after the end", {intent("requires_capture")}, {party(State::Released, "requires_capture")},
        "intent is live");
    row("not recorded", {intent("succeeded", pays)}, {party(State::Committing, "requires_capture")},
        "the database says requires_capture, captured 0");
    row("another status", {intent("canceled")}, {party(State::Expired, "requires_capture")},
        "the database says requires_capture");
    row("invented", {}, {party(State::AuthorizedBoth, "requires_capture")}, "pi_1 is not the gateway's");

    told("told what became of it", State::Committing, intent("succeeded", pays),
         party(State::Confirmed, "succeeded", pays));
    told("told that it failed", State::FailedCommit, intent("succeeded", pays),
         party(State::Confirmed, "succeeded", pays), "a client was told FAILED_COMMIT): the vendor owes 0");
    told("told that it is booked", State::Confirmed, intent("requires_capture"),
         party(State::AuthorizedBoth, "requires_capture"), "a client was told CONFIRMED): the vendor owes 5000");
}

void MoneyOracleTest::disagreements()
{
    QFETCH(Books, books);
    QFETCH(QString, wrong);
    const auto found = find_disagreements(books);
    if (wrong.isEmpty())
        QVERIFY2(found.empty(), found.empty() ? "" : found.front().c_str());
    else
        QVERIFY2(!found.empty() && QString::fromStdString(found.front()).contains(wrong),
                 found.empty() ? "no disagreement was found" : found.front().c_str());
}

QTEST_GUILESS_MAIN(MoneyOracleTest)
#include "money_oracle_test.moc"

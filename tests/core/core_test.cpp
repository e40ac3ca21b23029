#include "backend/core/card_number.h"
#include "backend/core/charge_limits.h"
#include "backend/core/error.h"
#include "backend/core/money.h"
#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/trace.h"
#include "backend/core/uuid.h"

#include <QTest>

#include <set>
#include <thread>

using namespace holdfast;

class CoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void uuidText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::newRow("lower") << "0193a8c2-51d0-7c44-b1a2-90e27f3c7f1e" << true;
        QTest::newRow("upper") << "0193A8C2-51D0-7C44-B1A2-90E27F3C7F1E" << true;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("short") << "0193a8c2-51d0-7c44-b1a2-90e27f3c7f1" << false;
        QTest::newRow("no dashes") << "0193a8c251d07c44b1a290e27f3c7f1e" << false;
        QTest::newRow("dash astray") << "0193a8c25-1d0-7c44-b1a2-90e27f3c7f1e" << false;
        QTest::newRow("not hex") << "0193a8c2-51d0-7c44-b1a2-90e27f3c7f1g" << false;
    }
    void uuidText()
    {
        QFETCH(QString, text);
        QFETCH(bool, valid);
        const auto id = Uuid::parse(text.toStdString());
        QCOMPARE(id.has_value(), valid);
        if (valid)
            QCOMPARE(QString::fromStdString(id->to_string()), text.toLower());
    }

    void uuidsOfOneThreadIncreaseAndNoneRepeats()
    {
        std::vector<std::vector<Uuid>> made(4);
        std::vector<std::thread> threads;
        for (auto &list : made) {
            threads.emplace_back([&list] {
                for (int i = 0; i < 20'000; ++i)
                    list.push_back(Uuid::make_v7());
            });
        }
        for (auto &thread : threads)
            thread.join();
        std::set<Uuid> all;
        for (const auto &list : made) {
            for (std::size_t i = 0; i < list.size(); ++i) {
                QVERIFY(i == 0 || list[i - 1] < list[i]);
                QCOMPARE(list[i].bytes()[6] >> 4, 7);
                QCOMPARE(list[i].bytes()[8] >> 6, 2);
                QVERIFY(all.insert(list[i]).second);
            }
        }
    }

    void moneyIsShownInItsOwnDigits_data()
    {
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("text");
        QTest::newRow("euro") << qint64{4500} << "EUR" << "45.00 EUR";
        QTest::newRow("cents") << qint64{7} << "EUR" << "0.07 EUR";
        QTest::newRow("negative") << qint64{-7} << "EUR" << "-0.07 EUR";
        QTest::newRow("yen") << qint64{4500} << "JPY" << "4500 JPY";
        QTest::newRow("dinar") << qint64{4500} << "KWD" << "4.500 KWD";
        QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << "EUR" << "-92233720368547758.08 EUR";
    }
    void moneyIsShownInItsOwnDigits()
    {
        QFETCH(qint64, minor);
        QFETCH(QString, currency);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(format(Money{minor, currency.toStdString()})), text);
    }

    void whatTheGatewayCharges_data()
    {
        QTest::addColumn<QString>("currency");
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<bool>("charged");
        const auto row = [](const char *currency, qint64 minor, bool charged) {
            QTest::addRow("%s %lld", currency, static_cast<long long>(minor)) << QString(currency) << minor << charged;
        };
        row("EUR", 49, false);
        row("EUR", 50, true);
        row("EUR", 99'999'999, true);
        row("EUR", 100'000'000, false);
        row("USD", 49, false);
        row("USD", 50, true);
        row("GBP", 29, false);
        row("GBP", 30, true);
        row("GBP", 100'000'000, false);
        row("IDR", 999'999'999'999, true);
        row("IDR", 1'000'000'000'000, false);
        row("AED", 29, false);
        row("AED", 51, true);
        row("ZMW", 51, true);
        row("JPY", 51, true);
        row("KWD", 4'510, true);
        row("KWD", 4'511, false);
        for (const char *currency : {"", "E", "eur", "ZZZ", "XTS", "XAU", "DEM", "ISK", "UGX", "MGA"})
            row(currency, 1'000, false);
    }
    void whatTheGatewayCharges()
    {
        QFETCH(QString, currency);
        QFETCH(qint64, minor);
        QFETCH(bool, charged);
        const auto code = currency.toStdString();
        QCOMPARE(is_charged_in(code) && charge_flaw({minor, code}).empty(), charged);
    }

    void cardNumbersAreSeen_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("seen");
        for (const char *text :
             {"4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", "378282246310005", "3782 822463 10005",
              "3056 930902 5904", "2223003122003222", "4222222222222", "6011 1111 1111 1117", "6304 0000 0000 0000 000",
              "card:4242424242424242, 12/30", "he paid with 4242 4242 4242 4242 12/30", "#4242424242424242.",
              "ref-5555555555554444"})
            QTest::newRow(text) << QString(text) << true;
        for (const char *text :
             {"", "4242", "4242424242424241", "4242 4242 4242 4241", "424242424242", "4242 4242 4242", "4242 42424242 4242",
              "4242-4242 4242-4242", "x4242424242424242", "4242424242424242x", "42424242424242424242424242424242",
              "1790000000000", "20261121140000", "+44 20 7946 0958", "DE12500105170648489890",
              "0193a8c2-4242-4242-4242-424242424242", "14:00 to 15:00, seats 1 2 3 4 5 6 7 8 9 10 11 12"})
            QTest::newRow(text) << QString(text) << false;
    }
    void cardNumbersAreSeen()
    {
        QFETCH(QString, text);
        QFETCH(bool, seen);
        QCOMPARE(holds_card_number(text.toStdString()), seen);
    }

    /// What names a thing is no card's number for looking a little like one.
    void cardNumbersAreSeenInReferences_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("seen");
        for (const char *text :
             {"4242424242424242", "4242 4242 4242 4242", "378282246310005", "3782 822463 10005", "3056 930902 5904",
              "38520000023237", "2223003122003222", "2720990000000007", "5555555555554444", "3530111333300000",
              "6011111111111117", "6200000000000005", "6445644564456445", "ref-5555-5555-5555-4444"})
            QTest::newRow(text) << QString(text) << true;
        for (const char *text :
             {"", "4242424242424241", "4222222222222", "6304000000000000000", "+4242424242424242", "+4242 4242 4242 4242",
              "+378282246310005", "2200000000000004", "2721000000000004", "5000000000000009", "5600000000000003",
              "6100000000000006", "6300000000000004", "3000000000000004", "31000000000003", "32000000000002"})
            QTest::newRow(text) << QString(text) << false;
    }
    void cardNumbersAreSeenInReferences()
    {
        QFETCH(QString, text);
        QFETCH(bool, seen);
        QCOMPARE(refers_to_card_number(text.toStdString()), seen);
    }

    void timeText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("utc");
        QTest::newRow("utc") << "2026-11-21T14:07:32Z" << "2026-11-21T14:07:32.000Z";
        QTest::newRow("fraction") << "2026-11-21T14:07:32.1184567Z" << "2026-11-21T14:07:32.118Z";
        QTest::newRow("offset") << "2026-11-21T01:07:32+02:00" << "2026-11-20T23:07:32.000Z";
        QTest::newRow("postgres") << "2026-11-21 14:07:32.5+00" << "2026-11-21T14:07:32.500Z";
        QTest::newRow("west") << "2026-12-31T23:30:00-0130" << "2027-01-01T01:00:00.000Z";
        QTest::newRow("first") << "0001-01-01T00:00:00Z" << "0001-01-01T00:00:00.000Z";
        QTest::newRow("last") << "9999-12-31T23:59:59.999Z" << "9999-12-31T23:59:59.999Z";
        QTest::newRow("year 10000 in UTC") << "9999-12-31T23:59:59-01:00" << "";
        QTest::newRow("year 10000 by a leap second") << "9999-12-31T23:59:60Z" << "";
        QTest::newRow("year 0") << "0000-12-31T23:59:59Z" << "";
        QTest::newRow("year 0 in UTC") << "0001-01-01T00:00:00+01:00" << "";
        QTest::newRow("year 1 in UTC") << "0000-12-31T23:30:00-01:00" << "0001-01-01T00:30:00.000Z";
        QTest::newRow("no zone") << "2026-11-21T14:07:32" << "";
        QTest::newRow("no such day") << "2026-02-29T14:07:32Z" << "";
        QTest::newRow("no such hour") << "2026-02-28T24:07:32Z" << "";
        QTest::newRow("trailing") << "2026-11-21T14:07:32Zx" << "";
        QTest::newRow("empty fraction") << "2026-11-21T14:07:32.Z" << "";
    }
    void timeText()
    {
        QFETCH(QString, text);
        QFETCH(QString, utc);
        const auto time = parse_rfc3339(text.toStdString());
        QCOMPARE(time.has_value(), !utc.isEmpty());
        if (time)
            QCOMPARE(QString::fromStdString(to_rfc3339(*time)), utc);
    }

    void errorNamesRoundTrip()
    {
        for (const auto &row : error_table()) {
            QCOMPARE(parse_error_code(row.name), row.code);
            QVERIFY(row.http_status >= 400 && row.http_status < 600);
            QVERIFY(!row.title.empty());
        }
        QVERIFY(!parse_error_code("NO_SUCH_CODE"));
    }

    /// Every state against every event: allowed exactly where the table says, and never out of a terminal state.
    void everyStateAndEvent()
    {
        int allowed = 0;
        for (const auto &state : state_table) {
            QCOMPARE(parse_state(state.name), state.state);
            for (const auto &event : event_table) {
                const auto to = next_state(state.state, event.event);
                if (!to)
                    continue;
                ++allowed;
                QVERIFY(!state.terminal);
                // Never back; more time is the only thing that leaves it where it is.
                QVERIFY(*to > state.state || event.event == Event::Extend);
                QCOMPARE(*to == state.state, event.event == Event::Extend);
                QCOMPARE(event.event == Event::Expire, *to == State::Expired);
                QCOMPARE(event.event == Event::Release || event.event == Event::ForceRelease, *to == State::Released);
            }
            // Whatever is in flight can be ended by the clock, but a commit under way only by its own outcome.
            QCOMPARE(next_state(state.state, Event::ForceRelease).has_value(), state.in_flight);
            QCOMPARE(next_state(state.state, Event::Expire).has_value(),
                     state.in_flight && state.state != State::Committing);
        }
        QCOMPARE(allowed, int(transition_table.size()));
        for (const auto &event : event_table)
            QCOMPARE(parse_event(event.name), event.event);
    }

    void traceparent_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("trace");
        QTest::newRow("valid") << "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
                               << "4bf92f3577b34da6a3ce929d0e0e4736";
        QTest::newRow("later version") << "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
                                       << "4bf92f3577b34da6a3ce929d0e0e4736";
        QTest::newRow("too long") << "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more" << "";
        QTest::newRow("zero trace") << "00-00000000000000000000000000000000-00f067aa0ba902b7-01" << "";
        QTest::newRow("zero parent") << "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01" << "";
        QTest::newRow("upper case") << "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01" << "";
        QTest::newRow("version ff") << "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" << "";
        QTest::newRow("empty") << "" << "";
    }
    void traceparent()
    {
        QFETCH(QString, header);
        QFETCH(QString, trace);
        QCOMPARE(QString::fromStdString(trace_id_of(header.toStdString()).value_or("")), trace);
        QCOMPARE(make_trace_id().size(), std::size_t{32});
    }
};

QTEST_APPLESS_MAIN(CoreTest)
#include "core_test.moc"

#include "backend/insight/reservations.h"
#include "backend/storage/connection.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace holdfast;
using insight::ReservationFilter;
using insight::ReservationOrder;
using insight::ReservationPage;
using insight::ReservationRow;
using storage::Connection;

namespace {

constexpr std::array orders = {
    ReservationOrder::Deadline, ReservationOrder::Created,  ReservationOrder::Changed,
    ReservationOrder::State,    ReservationOrder::Vendor,   ReservationOrder::Slot,
    ReservationOrder::Quantity, ReservationOrder::Partner,  ReservationOrder::Amount,
    ReservationOrder::Id,
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// Whether `left` comes before `right`, said a second time.
bool precedes(const ReservationRow &left, const ReservationRow &right, ReservationOrder order)
{
    constexpr auto never = Timestamp::max();
    switch (order) {
    case ReservationOrder::Deadline:
        return std::pair(left.deadline.value_or(never), left.id) < std::pair(right.deadline.value_or(never), right.id);
    case ReservationOrder::Created:
        return std::pair(left.created_at, left.id) < std::pair(right.created_at, right.id);
    case ReservationOrder::Changed:
        return std::pair(left.changed_at, left.id) < std::pair(right.changed_at, right.id);
    case ReservationOrder::State:
        return std::pair(left.state, left.id) < std::pair(right.state, right.id);
    case ReservationOrder::Vendor:
        return std::pair(lower(left.vendor), left.id) < std::pair(lower(right.vendor), right.id);
    case ReservationOrder::Slot:
        return std::pair(left.slot_starts_at, left.id) < std::pair(right.slot_starts_at, right.id);
    case ReservationOrder::Quantity:
        return std::pair(left.quantity, left.id) < std::pair(right.quantity, right.id);
    case ReservationOrder::Partner:
        return std::pair(lower(left.partner), left.id) < std::pair(lower(right.partner), right.id);
    case ReservationOrder::Amount:
        return std::pair(left.amount_minor, left.id) < std::pair(right.amount_minor, right.id);
    case ReservationOrder::Id:
        return left.id < right.id;
    }
    return false;
}

std::vector<Uuid> ids(const std::vector<ReservationRow> &rows)
{
    std::vector<Uuid> list;
    for (const auto &row : rows)
        list.push_back(row.id);
    return list;
}

std::vector<ReservationRow> all_pages(Connection &database, const ReservationFilter &filter)
{
    std::vector<ReservationRow> rows;
    std::string cursor;
    do {
        const auto page = insight::list_reservations(database, filter, cursor);
        if (page.rows.size() > filter.limit)
            qFatal("a page of %zu rows, limit %zu", page.rows.size(), filter.limit);
        rows.insert(rows.end(), page.rows.begin(), page.rows.end());
        cursor = page.next_cursor;
    } while (!cursor.empty());
    return rows;
}

/// From the last page to the first one.
std::vector<ReservationRow> all_pages_backwards(Connection &database, const ReservationFilter &filter)
{
    std::vector<ReservationRow> rows;
    std::string cursor;
    do {
        const auto page = insight::list_reservations(database, filter, cursor, insight::Reading::Backwards);
        rows.insert(rows.begin(), page.rows.begin(), page.rows.end());
        if (page.preceding != std::int64_t(page.matching) - std::int64_t(rows.size()))
            qFatal("%lld precede, of %lld", static_cast<long long>(page.preceding),
                   static_cast<long long>(page.matching));
        cursor = page.previous_cursor;
    } while (!cursor.empty());
    return rows;
}

std::int64_t table_scans(Connection &database)
{
    database.query("select pg_stat_force_next_flush()");
    return database.query("select seq_scan from pg_stat_user_tables where relid = 'holdfast.reservation'::regclass")
        .integer(0, 0);
}

} // namespace

class ReservationsTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_ = cluster_.fresh_database();
    Connection database_{dsn_};
    std::vector<Uuid> planted_; ///< all of them, in flight or not
    Uuid partner_;
    Uuid euro_slot_;

    static constexpr std::array every_state = {State::Held, State::Confirmed, State::Released};

private slots:
    /// Sixty reservations of three partners with three vendors: held, confirmed and released ones, ties everywhere.
    void initTestCase()
    {
        const std::array vendors = {test::plant_vendor(database_, "anna's Studio"),
                                    test::plant_vendor(database_, "Bjorn_50% off"),
                                    test::plant_vendor(database_, "carla")};
        const std::array partners = {test::plant_partner(database_, "North"), test::plant_partner(database_, "south"),
                                     test::plant_partner(database_, "East")};
        partner_ = partners[0];
        std::vector<Uuid> places;
        for (int number = 0; number < 6; ++number)
            places.push_back(test::plant_slot(database_, {.vendor = vendors[static_cast<std::size_t>(number) % 3],
                                                          .hour = number / 2,
                                                          .amount_minor = number % 2 ? 1'500 : 2'000,
                                                          .currency = "EUR"}));
        euro_slot_ = places[0];
        for (int number = 0; number < 60; ++number) {
            const auto &partner = partners[static_cast<std::size_t>(number) % 3];
            const auto key = "key" + std::to_string(number);
            planted_.push_back(test::hold(database_, partner, places[static_cast<std::size_t>(number) % 6], key,
                                          1 + number % 4, "Ref_" + std::to_string(number % 7) + "%"));
            if (number % 5 == 1)
                QCOMPARE(test::change(database_, planted_.back(), "confirm", partner, "c" + key), std::string("DONE"));
            if (number % 5 == 2)
                QCOMPARE(test::change(database_, planted_.back(), "release", partner, "r" + key), std::string("DONE"));
        }
    }

    void pagesInAnyOrderAndSizeGiveTheWhole_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<bool>("descending");
        QTest::addColumn<bool>("everyState");
        for (const auto order : orders) {
            for (const bool descending : {false, true}) {
                for (const bool everyState : {false, true})
                    QTest::addRow("order %d%s%s", int(order), descending ? " descending" : "", everyState ? ", all" : "")
                        << int(order) << descending << everyState;
            }
        }
    }
    void pagesInAnyOrderAndSizeGiveTheWhole()
    {
        QFETCH(int, order);
        QFETCH(bool, descending);
        QFETCH(bool, everyState);
        ReservationFilter filter;
        filter.order = static_cast<ReservationOrder>(order);
        filter.descending = descending;
        if (everyState)
            filter.states.assign(every_state.begin(), every_state.end());

        auto whole = insight::list_reservations(database_, filter).rows;
        QCOMPARE(whole.size(), std::size_t(everyState ? 60 : 36));
        auto expected = whole;
        std::sort(expected.begin(), expected.end(), [&](const auto &left, const auto &right) {
            return descending ? precedes(right, left, filter.order) : precedes(left, right, filter.order);
        });
        QVERIFY(ids(whole) == ids(expected));
        for (const std::size_t limit : {std::size_t{1}, std::size_t{7}, whole.size()}) {
            filter.limit = limit;
            QVERIFY(ids(all_pages(database_, filter)) == ids(whole));
            auto counting = filter;
            counting.count_on_every_page = true;
            QVERIFY(ids(all_pages_backwards(database_, counting)) == ids(whole));
        }
    }

    void theFilterFinds_data()
    {
        QTest::addColumn<QString>("vendor");
        QTest::addColumn<QString>("partner");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("expected");
        QTest::newRow("everything in flight") << "" << "" << "" << 36;
        QTest::newRow("part of a vendor, without case") << "STUDIO" << "" << "" << 12;
        QTest::newRow("a partner") << "" << "SOUTH" << "" << 12;
        QTest::newRow("both, disjoint") << "studio" << "south" << "" << 0;
        QTest::newRow("both, agreeing") << "anna" << "north" << "" << 12;
        QTest::newRow("percent is itself") << "%" << "" << "" << 12;
        QTest::newRow("underscore is itself") << "_" << "" << "" << 12;
        QTest::newRow("backslash is itself") << "\\" << "" << "" << 0;
        QTest::newRow("quote is itself") << "a's" << "" << "" << 12;
        QTest::newRow("part of a reference") << "" << "" << "ref_3%" << 6;
        QTest::newRow("the wildcard that it is not") << "" << "" << "ref%3" << 0;
        QTest::newRow("the requester") << "" << "" << "QUESTER" << 36;
        QTest::newRow("nobody") << "nobody" << "" << "" << 0;
        QTest::newRow("not SQL") << "'; drop table holdfast.slot; --" << "" << "" << 0;
    }
    void theFilterFinds()
    {
        QFETCH(QString, vendor);
        QFETCH(QString, partner);
        QFETCH(QString, text);
        QFETCH(int, expected);
        ReservationFilter filter;
        filter.vendor = vendor.toStdString();
        filter.partner = partner.toStdString();
        filter.text = text.toStdString();
        const auto page = insight::list_reservations(database_, filter);
        QCOMPARE(page.rows.size(), std::size_t(expected));
        QCOMPARE(page.matching, std::int64_t(expected));
        for (const auto &row : page.rows) {
            QVERIFY(lower(row.vendor).find(lower(filter.vendor)) != std::string::npos);
            QVERIFY(lower(row.partner).find(lower(filter.partner)) != std::string::npos);
        }
    }

    void anIdIsFoundWholeOrInPart()
    {
        ReservationFilter filter;
        filter.states.assign(every_state.begin(), every_state.end());
        for (const auto &id : {planted_.front(), planted_[1], planted_.back()}) {
            for (const auto &text : {id.to_string(), QString::fromStdString(id.to_string()).toUpper().toStdString(),
                                     id.to_string().substr(1)}) {
                filter.text = text;
                const auto page = insight::list_reservations(database_, filter);
                QCOMPARE(page.rows.size(), std::size_t{1});
                QCOMPARE(page.rows.front().id, id);
            }
        }
        filter.text = Uuid::make_v7().to_string();
        QVERIFY(insight::list_reservations(database_, filter).rows.empty());
        filter.text = euro_slot_.to_string().substr(0, 35); // part of a slot's id finds what is in it
        QCOMPARE(insight::list_reservations(database_, filter).rows.size(), std::size_t{10});
        filter.text = euro_slot_.to_string(); // and so does the whole of it
        QCOMPARE(insight::list_reservations(database_, filter).rows.size(), std::size_t{10});
    }

    /// Two slots start in each of three hours; ten reservations in each slot.
    void slotsAreFoundByIdAndTime_data()
    {
        QTest::addColumn<bool>("slot");
        QTest::addColumn<bool>("vendor");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("until");
        QTest::addColumn<int>("expected");
        QTest::newRow("the slot") << true << false << -1 << -1 << 10;
        QTest::newRow("the vendor") << false << true << -1 << -1 << 20;
        QTest::newRow("an hour") << false << false << 1 << 2 << 20;
        QTest::newRow("two hours") << false << false << 1 << 3 << 40;
        QTest::newRow("from an hour on") << false << false << 2 << -1 << 20;
        QTest::newRow("before an hour") << false << false << -1 << 1 << 20;
        QTest::newRow("an hour of the vendor") << false << true << 0 << 1 << 10;
        QTest::newRow("the slot at another time") << true << false << 1 << 3 << 0;
    }
    void slotsAreFoundByIdAndTime()
    {
        QFETCH(bool, slot);
        QFETCH(bool, vendor);
        QFETCH(int, from);
        QFETCH(int, until);
        QFETCH(int, expected);
        const auto first = *parse_rfc3339("2031-01-01T00:00:00Z");
        ReservationFilter filter;
        filter.states.assign(every_state.begin(), every_state.end());
        if (slot)
            filter.slot_id = euro_slot_;
        if (vendor)
            filter.vendor_id = database_.query("select vendor_id from holdfast.slot where id = $1", {euro_slot_.to_string()})
                                   .uuid(0, 0);
        if (from >= 0)
            filter.slot_from = first + std::chrono::hours(from);
        if (until >= 0)
            filter.slot_until = first + std::chrono::hours(until);
        filter.limit = 7;
        QCOMPARE(insight::list_reservations(database_, filter).matching, std::int64_t(expected));
        QCOMPARE(all_pages(database_, filter).size(), std::size_t(expected));
    }

    void timesAreMeasuredByTheDatabasesClock_data()
    {
        QTest::addColumn<qint64>("deadlineWithin");
        QTest::addColumn<qint64>("olderThan");
        QTest::addColumn<int>("expected");
        const qint64 none = -1;
        const qint64 huge = std::numeric_limits<qint64>::max();
        QTest::newRow("within eleven minutes") << qint64{660} << none << 36;
        QTest::newRow("within a minute") << qint64{60} << none << 0;
        QTest::newRow("within for ever") << huge << none << 36;
        QTest::newRow("any age") << none << qint64{0} << 36;
        QTest::newRow("older than an hour") << none << qint64{3600} << 0;
        QTest::newRow("older than anything") << none << huge << 0;
    }
    void timesAreMeasuredByTheDatabasesClock()
    {
        QFETCH(qint64, deadlineWithin);
        QFETCH(qint64, olderThan);
        QFETCH(int, expected);
        ReservationFilter filter;
        if (deadlineWithin >= 0)
            filter.deadline_within = std::chrono::seconds(deadlineWithin);
        if (olderThan >= 0)
            filter.older_than = std::chrono::seconds(olderThan);
        QCOMPARE(insight::list_reservations(database_, filter).rows.size(), std::size_t(expected));
    }

    void totalsAreOfEverythingThatMatches()
    {
        ReservationFilter filter;
        filter.limit = 5;
        const auto page = insight::list_reservations(database_, filter);
        QCOMPARE(page.rows.size(), std::size_t{5});
        QCOMPARE(page.matching, std::int64_t{36});
        QCOMPARE(page.held_currency, std::string("EUR"));
        filter.limit = 500;
        std::int64_t sum = 0;
        for (const auto &row : insight::list_reservations(database_, filter).rows)
            sum += row.amount_minor;
        QCOMPARE(page.held_minor, sum);
        QVERIFY(page.now > page.rows.front().created_at);

        filter.limit = 5;
        const auto next = insight::list_reservations(database_, filter, page.next_cursor);
        QCOMPARE(next.matching, std::int64_t{-1});
        QVERIFY(next.held_currency.empty());
    }

    void whatIsCountedBesideAPageIsWhatItWouldSay_data()
    {
        QTest::addColumn<int>("page"); // from the first on; -1: the last, -2: the one before it
        QTest::addColumn<qlonglong>("upTo");
        QTest::newRow("the first") << 0 << 1'000LL;
        QTest::newRow("the second") << 1 << 1'000LL;
        QTest::newRow("the last") << -1 << 1'000LL;
        QTest::newRow("before the last") << -2 << 1'000LL;
        QTest::newRow("not counted to the end") << 1 << 20LL;
        QTest::newRow("not counted to the end, backwards") << -2 << 20LL;
    }
    void whatIsCountedBesideAPageIsWhatItWouldSay()
    {
        QFETCH(int, page);
        QFETCH(qlonglong, upTo);
        const auto reading = page < 0 ? insight::Reading::Backwards : insight::Reading::Onwards;
        ReservationFilter filter;
        filter.order = ReservationOrder::Amount;
        filter.limit = 10;
        filter.count_up_to = 0;
        filter.count_on_every_page = true;
        std::string cursor;
        if (page == 1)
            cursor = insight::list_reservations(database_, filter).next_cursor;
        else if (page == -2)
            cursor = insight::list_reservations(database_, filter, {}, reading).previous_cursor;
        auto beside = insight::list_reservations(database_, filter, cursor, reading);
        QCOMPARE(beside.matching, std::int64_t{-1});
        QCOMPARE(beside.preceding, std::int64_t{-1});
        filter.count_up_to = upTo;
        const auto whole = insight::list_reservations(database_, filter, cursor, reading);
        QVERIFY(ids(beside.rows) == ids(whole.rows));
        insight::put_totals(insight::count_reservations(database_, filter, cursor, reading), !cursor.empty(), reading,
                            beside);
        QCOMPARE(beside.matching, whole.matching);
        QCOMPARE(beside.preceding, whole.preceding);
        QCOMPARE(beside.held_minor, whole.held_minor);
        QCOMPARE(beside.held_currency, whole.held_currency);
        QCOMPARE(whole.preceding < 0, upTo < 36);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 (void)insight::count_reservations(database_, filter, "not a cursor", reading));
    }

    /// Forth and back again, in any order: the same rows, and where they stand among all.
    void aPageKnowsWhereItStands()
    {
        ReservationFilter filter;
        filter.order = ReservationOrder::Amount;
        filter.descending = true;
        filter.limit = 10;
        filter.count_on_every_page = true;
        const auto first = insight::list_reservations(database_, filter);
        QCOMPARE(first.preceding, std::int64_t{0});
        QVERIFY(first.previous_cursor.empty());
        const auto second = insight::list_reservations(database_, filter, first.next_cursor);
        QCOMPARE(second.preceding, std::int64_t{10});
        QCOMPARE(second.matching, std::int64_t{36});
        QCOMPARE(second.held_minor, first.held_minor);
        const auto back =
            insight::list_reservations(database_, filter, second.previous_cursor, insight::Reading::Backwards);
        QVERIFY(ids(back.rows) == ids(first.rows));
        QCOMPARE(back.preceding, std::int64_t{0});
        QVERIFY(back.previous_cursor.empty());
        QVERIFY(ids(insight::list_reservations(database_, filter, back.next_cursor).rows) == ids(second.rows));
        const auto last = insight::list_reservations(database_, filter, {}, insight::Reading::Backwards);
        QCOMPARE(last.rows.size(), std::size_t{10});
        QCOMPARE(last.preceding, std::int64_t{26});
        QVERIFY(last.next_cursor.empty() && !last.previous_cursor.empty());
        // What is not counted to the end is not told.
        filter.count_up_to = 20;
        QCOMPARE(insight::list_reservations(database_, filter, {}, insight::Reading::Backwards).preceding,
                 std::int64_t{-1});
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 (void)insight::list_reservations(database_, filter, "not a cursor",
                                                                  insight::Reading::Backwards));
    }

    void aClaimIsShownAndFound()
    {
        const auto claim = [&](const Uuid &id, const char *actor, const char *until) {
            database_.query("insert into holdfast.claim (reservation_id, actor, role, since, until) "
                            "values ($1, $2, 'operator', '2001-01-01', holdfast.now() + $3::interval)",
                            {id.to_string(), actor, until});
        };
        claim(planted_[0], "Ann", "5 minutes");
        claim(planted_[3], "Ann", "-1 second"); // lapsed
        claim(planted_[5], "Ada", "5 minutes");
        ReservationFilter filter;
        filter.claimed_by = "Ann";
        const auto page = insight::list_reservations(database_, filter);
        QCOMPARE(page.matching, std::int64_t{1});
        QCOMPARE(page.rows.at(0).id, planted_[0]);
        QCOMPARE(page.rows.at(0).claim->actor, std::string("Ann"));
        QVERIFY(page.rows.at(0).claim->until > page.now);
        QCOMPARE(insight::find_reservation(database_, planted_[5])->claim->actor, std::string("Ada"));
        QVERIFY(!insight::find_reservation(database_, planted_[4])->claim);
        database_.run_script("delete from holdfast.claim");
    }

    void mixedCurrenciesHaveNoSum_data()
    {
        QTest::addColumn<QString>("currency");
        QTest::newRow("another currency") << "USD";
        QTest::newRow("something free") << "";
    }
    void mixedCurrenciesHaveNoSum()
    {
        QFETCH(QString, currency);
        Connection database(cluster_.fresh_database());
        const auto vendor = test::plant_vendor(database, "vendor");
        const auto partner = test::plant_partner(database, "partner");
        const auto euros =
            test::plant_slot(database, {.vendor = vendor, .amount_minor = 100, .currency = "EUR"});
        const auto others = test::plant_slot(database, {.vendor = vendor,
                                                        .amount_minor = currency.isEmpty() ? 0 : 100,
                                                        .currency = currency.toStdString()});
        test::hold(database, partner, euros, "a", 3);
        QCOMPARE(insight::list_reservations(database, {}).held_minor, std::int64_t{300});
        test::hold(database, partner, others, "b");
        const auto page = insight::list_reservations(database, {});
        QVERIFY(page.held_currency.empty());
        QCOMPARE(page.held_minor, std::int64_t{0});
    }

    /// Rows that stay keep their place: none is missed, none comes twice, while others come and go.
    void pagesSurviveChangesBetweenThem()
    {
        const auto seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::minstd_rand random(seed);
        Connection database(cluster_.fresh_database());
        const auto partner = test::plant_partner(database, "partner");
        const auto slot = test::plant_slot(database, {.vendor = test::plant_vendor(database, "vendor")});
        auto staying = test::hold_many(database, partner, slot, 100, "stay");
        auto leaving = test::hold_many(database, partner, slot, 100, "leave");

        ReservationFilter filter;
        filter.limit = 9;
        std::multiset<Uuid> seen;
        std::string cursor;
        int round = 0;
        do {
            const auto page = insight::list_reservations(database, filter, cursor);
            for (const auto &row : page.rows)
                seen.insert(row.id);
            cursor = page.next_cursor;
            const auto at = leaving.begin() + static_cast<std::ptrdiff_t>(random() % leaving.size());
            test::change(database, *at, "release", partner, "release" + std::to_string(round));
            leaving.erase(at);
            test::hold(database, partner, slot, "come" + std::to_string(round++));
        } while (!cursor.empty());
        for (const auto &id : staying)
            QCOMPARE(seen.count(id), std::size_t{1});
        for (const auto &id : seen)
            QCOMPARE(seen.count(id), std::size_t{1});
    }

    void aCursorIsOpaqueAndBoundToItsFilter_data()
    {
        QTest::addColumn<QString>("cursor");
        ReservationFilter filter;
        filter.limit = 3;
        const auto good = QString::fromStdString(insight::list_reservations(database_, filter).next_cursor);
        ReservationFilter other = filter;
        other.descending = true;
        QTest::newRow("words") << "not a cursor";
        QTest::newRow("short") << good.left(48);
        QTest::newRow("odd digits") << good + "0";
        QTest::newRow("not hexadecimal") << good.left(50) + "zz";
        QTest::newRow("not a time") << good.left(48) + "78797a";
        QTest::newRow("a time beyond all times") << good.left(48) + QString::fromLatin1(QByteArray("999999-01-01").toHex());
        QTest::newRow("not UTF-8") << good.left(48) + "ff";
        QTest::newRow("a NUL") << good.left(48) + "00";
        QTest::newRow("of another order")
            << QString::fromStdString(insight::list_reservations(database_, other).next_cursor);
        other = filter;
        other.slot_id = euro_slot_;
        QTest::newRow("of a slot")
            << QString::fromStdString(insight::list_reservations(database_, other).next_cursor);
    }
    void aCursorIsOpaqueAndBoundToItsFilter()
    {
        QFETCH(QString, cursor);
        ReservationFilter filter;
        filter.limit = 3;
        QVERIFY_EXCEPTION_THROWN((void)insight::list_reservations(database_, filter, cursor.toStdString()),
                                 std::invalid_argument);
        // The connection is as good as before.
        QCOMPARE(insight::list_reservations(database_, filter).rows.size(), std::size_t{3});
    }

    void oneReservationAndItsStory()
    {
        const auto row = insight::find_reservation(database_, planted_[1]);
        QVERIFY(row);
        QCOMPARE(row->id, planted_[1]);
        QCOMPARE(row->state, State::Confirmed);
        QCOMPARE(row->version, 2);
        QCOMPARE(row->quantity, 2);
        QCOMPARE(row->partner, std::string("south"));
        QCOMPARE(row->vendor, std::string("Bjorn_50% off"));
        QCOMPARE(row->slot_kind, std::string("event"));
        QCOMPARE(row->amount_minor, std::int64_t{3'000});
        QVERIFY(!row->deadline);
        QVERIFY(!insight::find_reservation(database_, Uuid::make_v7()));

        const auto story = insight::list_events(database_, planted_[1]);
        QCOMPARE(story.size(), std::size_t{2});
        QCOMPARE(story[0].version, 1);
        QCOMPARE(story[0].event, std::string("hold"));
        QVERIFY(!story[0].from);
        QCOMPARE(story[0].to, State::Held);
        QVERIFY(story[0].deadline);
        QCOMPARE(story[1].event, std::string("confirm"));
        QCOMPARE(story[1].from, std::optional(State::Held));
        QCOMPARE(story[1].to, State::Confirmed);
        QVERIFY(!story[1].deadline);
        QCOMPARE(story[1].actor, std::string("partner:test"));
        QVERIFY(insight::list_events(database_, Uuid::make_v7()).empty());
    }

    void everyStateInFlightIsCounted()
    {
        const auto counts = insight::count_in_flight(database_);
        QCOMPARE(counts.size(), std::size_t{5});
        for (const auto &[state, count] : counts)
            QCOMPARE(count, std::int64_t(state == State::Held ? 36 : 0));
    }

    /// The default list is the one that is polled: its pages stay index scans as the table grows.
    void theDefaultListReadsAnIndex()
    {
        Connection database(cluster_.fresh_database());
        const auto partner = test::plant_partner(database, "partner");
        const auto slot = test::plant_slot(database, {.vendor = test::plant_vendor(database, "vendor"), .capacity = 9'000});
        for (int batch = 0; batch < 8; ++batch)
            test::hold_many(database, partner, slot, 500, "k" + std::to_string(batch) + "-");
        database.run_script("analyze holdfast.reservation; analyze holdfast.slot");
        const auto whole_table_scans = [&] { return table_scans(database); };
        ReservationFilter filter;
        filter.limit = 50;
        auto cursor = insight::list_reservations(database, filter).next_cursor;
        const auto before = whole_table_scans();
        for (int page = 0; page < 3; ++page)
            cursor = insight::list_reservations(database, filter, cursor).next_cursor;
        QVERIFY(!cursor.empty());
        QCOMPARE(whole_table_scans(), before);
        // The counter does count.
        database.query("select sum(quantity) from holdfast.reservation");
        QCOMPARE(whole_table_scans(), before + 1);
    }

    /// What a slot or a vendor's hour is filled with is found by the slot, whatever else there is.
    void aSlotAndATimeReadAnIndex()
    {
        Connection database(cluster_.fresh_database());
        const auto partner = test::plant_partner(database, "partner");
        ReservationFilter filter;
        filter.vendor_id = test::plant_vendor(database, "vendor");
        std::vector<Uuid> places;
        for (int hour = 0; hour < 40; ++hour) {
            places.push_back(test::plant_slot(database, {.vendor = *filter.vendor_id, .hour = hour}));
            test::hold_many(database, partner, places.back(), 200, "k" + std::to_string(hour) + "-");
        }
        database.run_script("analyze holdfast.reservation; analyze holdfast.slot");
        filter.states = {State::Held, State::Confirmed};
        filter.slot_from = *parse_rfc3339("2031-01-01T05:00:00Z");
        filter.slot_until = *filter.slot_from + std::chrono::hours(1);
        const auto before = table_scans(database);
        QCOMPARE(insight::list_reservations(database, filter).matching, std::int64_t{200});
        ReservationFilter inSlot;
        inSlot.states = filter.states;
        inSlot.slot_id = places[7];
        QCOMPARE(insight::list_reservations(database, inSlot).matching, std::int64_t{200});
        ReservationFilter typed;
        typed.states = filter.states;
        typed.text = places[7].to_string();
        QCOMPARE(insight::list_reservations(database, typed).matching, std::int64_t{200});
        QCOMPARE(table_scans(database), before);
    }

    /// However long history is, and however rare what is looked for: a page by id looks at so many, and then says go on.
    void aPageOfHistoryIsBounded_data()
    {
        QTest::addColumn<bool>("descending");
        QTest::newRow("oldest first") << false;
        QTest::newRow("newest first") << true;
    }
    void aPageOfHistoryIsBounded()
    {
        QFETCH(bool, descending);
        Connection database(cluster_.fresh_database());
        const auto partner = test::plant_partner(database, "partner");
        const auto slot = test::plant_slot(database, {.vendor = test::plant_vendor(database, "vendor")});
        constexpr int all = 90'000;
        database.query("insert into holdfast.reservation (id, slot_id, partner_id, state, quantity, version, created_at,"
                       " changed_at, creation_key, creation_fingerprint, partner_booking_ref, requester_id)"
                       " select ('01a1fc64-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, $2,"
                       " case when n % 12500 = 0 then 'FAILED_COMMIT' else 'RELEASED' end, 1, 2, now(), now(), n,"
                       " sha256('x'), '', '' from generate_series(1, $3::integer) as row (n)",
                       {slot.to_string(), partner.to_string(), std::to_string(all)});
        database.run_script("analyze holdfast.reservation; analyze holdfast.slot");
        const auto rows_read = [&] {
            database.query("select pg_stat_force_next_flush()");
            return database.query("select seq_tup_read + idx_tup_fetch from pg_stat_user_tables "
                                  "where relid = 'holdfast.reservation'::regclass").integer(0, 0);
        };
        ReservationFilter filter;
        filter.states = {State::FailedCommit};
        filter.order = ReservationOrder::Id;
        filter.descending = descending;
        filter.limit = 50;
        std::vector<Uuid> found;
        std::string cursor;
        int pages = 0;
        do {
            const auto before = rows_read();
            const auto page = insight::list_reservations(database, filter, cursor);
            const auto read = rows_read() - before;
            QVERIFY2(read < 45'000, qPrintable(QString::number(read))); // 20,000 twice: where to stop, then what is there
            // What matches is known only where everything could be looked at.
            QCOMPARE(page.matching, std::int64_t{-1});
            for (const auto &row : page.rows)
                found.push_back(row.id);
            cursor = page.next_cursor;
            QVERIFY(++pages <= 5);
        } while (!cursor.empty());
        QCOMPARE(pages, 5); // of 20,000 each
        std::vector<Uuid> expected;
        for (int row = 12'500; row <= all; row += 12'500)
            expected.push_back(*Uuid::parse(QString("01a1fc64-0000-7000-8000-%1").arg(row, 12, 16, QChar('0')).toStdString()));
        if (descending)
            std::reverse(expected.begin(), expected.end());
        QVERIFY(found == expected);
        filter.states = {State::Released};
        QCOMPARE(insight::list_reservations(database, filter).rows.size(), std::size_t{50});
    }

    void countingMayBeBounded()
    {
        ReservationFilter filter;
        filter.count_up_to = 7;
        QCOMPARE(insight::list_reservations(database_, filter).matching, std::int64_t{7});
    }
};

QTEST_APPLESS_MAIN(ReservationsTest)
#include "reservations_test.moc"

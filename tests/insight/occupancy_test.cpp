#include "backend/insight/occupancy.h"

#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>

using namespace holdfast;
using namespace std::chrono_literals;
using insight::Occupancy;
using insight::OccupancyRange;
using insight::Seats;
using storage::Connection;

namespace {

const Timestamp new_year = *parse_rfc3339("2031-01-01T00:00:00Z");

Seats sum(Seats left, const Seats &right)
{
    left.capacity += right.capacity;
    left.held += right.held;
    left.confirmed += right.confirmed;
    left.external += right.external;
    return left;
}

} // namespace

class OccupancyTest final : public QObject
{
    Q_OBJECT

    struct Planted
    {
        Uuid id, vendor;
        int hour = 0;
        Seats seats;
    };

    test::TestCluster cluster_;
    Connection database_{cluster_.fresh_database()};
    std::vector<Planted> planted_;
    std::array<Uuid, 4> vendors_;

    std::map<int, Seats> model(const std::optional<Uuid> &vendor, int first, int last, int hours)
    {
        std::map<int, Seats> steps;
        for (const auto &slot : planted_) {
            if (slot.hour >= first && slot.hour < last && (!vendor || slot.vendor == *vendor))
                steps[(slot.hour - first) / hours] = sum(steps[(slot.hour - first) / hours], slot.seats);
        }
        return steps;
    }

    static std::map<int, Seats> told(const std::vector<insight::OccupancyStep> &steps)
    {
        std::map<int, Seats> seats;
        for (const auto &step : steps)
            seats[step.step] = step.seats;
        return seats;
    }

private slots:
    /// Two hundred slots of three vendors over two days; the fourth vendor has none.
    void initTestCase()
    {
        for (std::size_t number = 0; number < vendors_.size(); ++number)
            vendors_[number] = test::plant_vendor(database_, "Vendor " + std::to_string(number));
        const char *given = std::getenv("HOLDFAST_SEED");
        const unsigned seed = given ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int number = 0; number < 200; ++number) {
            Planted slot;
            slot.vendor = vendors_[random() % 3];
            slot.hour = static_cast<int>(random() % 48);
            slot.seats.capacity = 4 + random() % 20;
            slot.id = test::plant_slot(database_, {.vendor = slot.vendor, .capacity = static_cast<int>(slot.seats.capacity),
                                                   .hour = slot.hour});
            slot.seats.held = random() % 3;
            slot.seats.confirmed = random() % 3;
            slot.seats.external = random() % 30; // also more than there is
            database_.query("update holdfast.slot set held = $2, confirmed = $3, external = $4 where id = $1",
                            {slot.id.to_string(), std::to_string(slot.seats.held), std::to_string(slot.seats.confirmed),
                             std::to_string(slot.seats.external)});
            planted_.push_back(slot);
        }
    }

    void seatsAreToldByVendorAndTime_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last");
        QTest::addColumn<int>("hours");
        QTest::newRow("all, by the hour") << 0 << 48 << 1;
        QTest::newRow("all, by six hours") << 0 << 48 << 6;
        QTest::newRow("a part") << 7 << 30 << 1;
        QTest::newRow("a last step that is cut short") << 3 << 24 << 4;
        QTest::newRow("one hour") << 12 << 13 << 1;
    }
    void seatsAreToldByVendorAndTime()
    {
        QFETCH(int, first);
        QFETCH(int, last);
        QFETCH(int, hours);
        const OccupancyRange range{new_year + std::chrono::hours(first), new_year + std::chrono::hours(last),
                                   std::chrono::hours(hours)};
        const auto occupancy = insight::read_occupancy(database_, range);
        QVERIFY(!occupancy.cut);
        QVERIFY(told(occupancy.all) == model({}, first, last, hours));
        std::vector<std::int64_t> taken;
        for (const auto &vendor : occupancy.vendors) {
            QVERIFY(told(vendor.steps) == model(vendor.id, first, last, hours));
            taken.push_back(0);
            for (const auto &step : vendor.steps)
                taken.back() += step.seats.taken();
        }
        QVERIFY(std::is_sorted(taken.rbegin(), taken.rend())); // the busiest first
        const auto with_slots = std::count_if(vendors_.begin(), vendors_.end(), [&](const Uuid &vendor) {
            return !model(vendor, first, last, hours).empty();
        });
        QCOMPARE(occupancy.vendor_count, std::int64_t{with_slots});
        QCOMPARE(occupancy.vendors.size(), std::size_t(with_slots));
    }

    void onlyTheBusiestVendorsAreTold()
    {
        const OccupancyRange range{new_year, new_year + 48h, 1h};
        const auto all = insight::read_occupancy(database_, range);
        const auto one = insight::read_occupancy(database_, range, 1);
        QCOMPARE(one.vendors.size(), std::size_t{1});
        QCOMPARE(one.vendors.front().id, all.vendors.front().id);
        QCOMPARE(one.vendor_count, std::int64_t{3});
        QVERIFY(told(one.all) == told(all.all)); // the sums are still of all
    }

    void theFullestSlotsComeFirst()
    {
        const auto fullest = insight::list_fullest_slots(database_, new_year, new_year + 48h);
        QCOMPARE(fullest.size(), std::size_t{100});
        const auto full = [](const Seats &seats) { return double(seats.taken()) / double(seats.capacity); };
        QVERIFY(std::is_sorted(fullest.begin(), fullest.end(), [&](const auto &left, const auto &right) {
            return full(left.seats) > full(right.seats);
        }));
        for (const auto &slot : fullest) {
            const auto at = std::find_if(planted_.begin(), planted_.end(), [&](const auto &one) { return one.id == slot.id; });
            QVERIFY(at != planted_.end());
            QVERIFY(slot.seats == at->seats);
            QCOMPARE(slot.starts_at, new_year + std::chrono::hours(at->hour));
            QVERIFY(slot.vendor.starts_with("Vendor "));
        }
        for (const auto &slot : insight::list_fullest_slots(database_, new_year + 5h, new_year + 9h, vendors_[1], 500)) {
            QVERIFY(slot.starts_at >= new_year + 5h && slot.starts_at < new_year + 9h);
            QCOMPARE(slot.vendor_id, vendors_[1]);
        }
        QVERIFY(insight::list_fullest_slots(database_, new_year, new_year + 48h, vendors_[3]).empty());
    }

    void aRangeThatIsNoneIsRefused()
    {
        const auto read = [&](OccupancyRange range) { static_cast<void>(insight::read_occupancy(database_, range)); };
        QVERIFY_EXCEPTION_THROWN(read({new_year, new_year, 1h}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(read({new_year, new_year - 1h, 1h}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(read({new_year, new_year + 1h, 0s}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(read({new_year, new_year + 502h, 1h}), std::invalid_argument);
        const auto empty = insight::read_occupancy(database_, {new_year + 900h, new_year + 901h, 1h});
        QVERIFY(empty.all.empty() && empty.vendors.empty() && empty.vendor_count == 0);
    }

    /// The time of the answer must not grow with what lies outside the range. Times are printed, and not judged here.
    void manySlotsAreBoundedByTheirTime()
    {
        database_.run_script(
            "insert into holdfast.vendor (id, name) "
            "select gen_random_uuid(), 'Many ' || n from generate_series(1, 500) n;"
            "insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, held, settlement) "
            "select gen_random_uuid(), v.id, 'class', at, at + interval '1 hour', 20, 3, 'free' "
            "from (select id from holdfast.vendor where name like 'Many%') v, "
            "generate_series(timestamptz '2032-01-01 00:00+00', '2032-01-17 15:00+00', interval '1 hour') at;"
            "analyze holdfast.slot");
        const auto from = *parse_rfc3339("2032-01-08T00:00:00Z");
        Occupancy occupancy;
        std::vector<insight::SlotOccupancy> fullest;
        qint64 cells_ms = std::numeric_limits<qint64>::max();
        qint64 fullest_ms = cells_ms;
        constexpr int looks = 5; // the machine may be busy: the quickest tells what it costs
        for (int look = 0; look < looks; ++look) {
            QElapsedTimer timer;
            timer.start();
            occupancy = insight::read_occupancy(database_, {from, from + 25h, 1h});
            cells_ms = std::min(cells_ms, timer.restart());
            fullest = insight::list_fullest_slots(database_, from, from + 25h);
            fullest_ms = std::min(fullest_ms, timer.elapsed());
        }
        qInfo("25 hours of 200,000 slots: %lld ms by vendor, %lld ms the fullest", cells_ms, fullest_ms);
        QCOMPARE(occupancy.vendor_count, std::int64_t{500});
        QCOMPARE(occupancy.all.size(), std::size_t{25});
        QCOMPARE(occupancy.all.front().slot_count, std::int64_t{500});
        QCOMPARE(fullest.size(), std::size_t{100});
        const auto year = insight::read_occupancy(database_, {from - 400h, from + 400h, 4h});
        QVERIFY(year.cut);
        const auto plan = database_.query("explain select capacity from holdfast.slot where starts_at >= $1 and starts_at < $2 "
                                          "order by starts_at, id limit 100000",
                                          {to_rfc3339(from), to_rfc3339(from + 25h)});
        std::string text;
        for (std::size_t row = 0; row < plan.size(); ++row)
            text += plan.text(row, 0) + '\n';
        QVERIFY2(text.find("Seq Scan") == std::string::npos, text.c_str());
    }
};

QTEST_APPLESS_MAIN(OccupancyTest)
#include "occupancy_test.moc"

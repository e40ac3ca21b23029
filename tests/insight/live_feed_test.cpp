#include "backend/insight/live_feed.h"
#include "backend/storage/connection.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <atomic>
#include <map>
#include <random>
#include <thread>

using namespace holdfast;
using insight::FeedEvent;
using insight::LiveFeed;
using insight::WindowReader;
using storage::Connection;
using storage::Transaction;

namespace {

using Step = std::pair<Uuid, std::int32_t>; // an event's name: reservation and version

std::map<Step, int> count(const std::vector<FeedEvent> &events)
{
    std::map<Step, int> counts;
    for (const auto &event : events)
        ++counts[{event.reservation_id, event.version}];
    return counts;
}

std::vector<FeedEvent> poll_all(LiveFeed &feed, Connection &database)
{
    std::vector<FeedEvent> events;
    bool more = true;
    while (more) {
        auto delta = feed.poll(database);
        events.insert(events.end(), delta.events.begin(), delta.events.end());
        more = delta.more;
    }
    return events;
}

std::vector<FeedEvent> read_all(WindowReader &reader, Connection &database)
{
    std::vector<FeedEvent> events;
    for (auto page = reader.next(database); !page.empty(); page = reader.next(database))
        events.insert(events.end(), page.begin(), page.end());
    return events;
}

/// What a reader would do that trusts the order of seq.
class NaiveFeed final
{
public:
    std::size_t poll(Connection &database)
    {
        const auto rows = database.query("select seq from holdfast.reservation_event where seq > $1 order by seq",
                                         {std::to_string(last_)});
        if (!rows.empty())
            last_ = rows.integer(rows.size() - 1, 0);
        return rows.size();
    }

private:
    std::int64_t last_ = 0;
};

std::size_t stored_events(Connection &database)
{
    return static_cast<std::size_t>(database.query("select count(*) from holdfast.reservation_event").integer(0, 0));
}

} // namespace

class LiveFeedTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    struct Place
    {
        explicit Place(test::TestCluster &cluster)
            : dsn(cluster.fresh_database()), reader(dsn), writer(dsn), other(dsn)
        {
            partner = test::plant_partner(writer, "partner");
            const auto vendor = test::plant_vendor(writer, "vendor");
            // Writers that run at once need slots of their own: a hold locks its slot.
            slot = test::plant_slot(writer, {.vendor = vendor});
            other_slot = test::plant_slot(writer, {.vendor = vendor, .hour = 1});
        }
        std::string dsn;
        Connection reader;
        Connection writer;
        Connection other;
        Uuid partner;
        Uuid slot;
        Uuid other_slot;
    };

private slots:
    void theFirstPollFindsTheEnd()
    {
        Place place(cluster_);
        test::hold_many(place.writer, place.partner, place.slot, 20, "before");
        Transaction open(place.other); // makes what follows lie past the snapshot's xmin
        test::hold(place.other, place.partner, place.other_slot, "open");
        test::hold_many(place.writer, place.partner, place.slot, 20, "visible");

        LiveFeed feed(7);
        const auto first = feed.poll(place.reader);
        QVERIFY(first.events.empty());
        QVERIFY(!first.more);
        QVERIFY(std::chrono::abs(first.now - wall_clock_now()) < std::chrono::minutes(1));
        QVERIFY(poll_all(feed, place.reader).empty());

        const auto id = test::hold(place.writer, place.partner, place.slot, "news");
        const auto news = poll_all(feed, place.reader);
        QCOMPARE(news.size(), std::size_t{1});
        QCOMPARE(news.front().reservation_id, id);
        QCOMPARE(news.front().version, 1);
        QCOMPARE(news.front().event, std::string("hold"));
        QCOMPARE(news.front().to, State::Held);
    }

    /// Begins first and so has the lower xid, inserts last and so has the higher seq, commits last.
    void aLowerTransactionWithAHigherSeq_data()
    {
        QTest::addColumn<int>("pageSize");
        QTest::newRow("one event a page") << 1;
        QTest::newRow("large pages") << 1'000;
    }
    void aLowerTransactionWithAHigherSeq()
    {
        QFETCH(int, pageSize);
        Place place(cluster_);
        LiveFeed feed(static_cast<std::size_t>(pageSize));
        QVERIFY(feed.poll(place.reader).events.empty());
        WindowReader window("0", static_cast<std::size_t>(pageSize));

        Transaction early(place.other);
        place.other.query("select pg_current_xact_id()");
        const auto fast = test::hold(place.writer, place.partner, place.slot, "fast");
        const auto slow = test::hold(place.other, place.partner, place.other_slot, "slow");
        const auto first = poll_all(feed, place.reader);
        QCOMPARE(count(first), (std::map<Step, int>{{{fast, 1}, 1}}));
        QVERIFY(read_all(window, place.reader).empty()); // not closed while the earlier one runs

        early.commit();
        QCOMPARE(count(poll_all(feed, place.reader)), (std::map<Step, int>{{{slow, 1}, 1}}));
        QVERIFY(poll_all(feed, place.reader).empty());
        const auto closed = read_all(window, place.reader);
        QCOMPARE(count(closed), (std::map<Step, int>{{{fast, 1}, 1}, {{slow, 1}, 1}}));
        QCOMPARE(closed.front().reservation_id, slow); // in the order of transactions
        QVERIFY(read_all(window, place.reader).empty());
    }

    void whatWasRolledBackIsNeverSeen()
    {
        Place place(cluster_);
        LiveFeed feed;
        QVERIFY(feed.poll(place.reader).events.empty());
        WindowReader window("0");
        {
            const Transaction undone(place.writer);
            test::hold_many(place.writer, place.partner, place.slot, 10, "undone");
            QVERIFY(poll_all(feed, place.reader).empty());
        }
        QVERIFY(poll_all(feed, place.reader).empty());
        const auto id = test::hold(place.writer, place.partner, place.slot, "done");
        QCOMPARE(count(poll_all(feed, place.reader)), (std::map<Step, int>{{{id, 1}, 1}}));
        QCOMPARE(count(read_all(window, place.reader)), (std::map<Step, int>{{{id, 1}, 1}}));
    }

    /// While one transaction stays open every poll begins at it again; what was seen is remembered, and forgotten after.
    void aLongOpenWriterBlocksNobodyAndIsNotForgotten()
    {
        Place place(cluster_);
        LiveFeed feed(16); // far less than what piles up behind the open transaction
        QVERIFY(feed.poll(place.reader).events.empty());
        Transaction open(place.other);
        const auto late = test::hold(place.other, place.partner, place.other_slot, "late");

        std::map<Step, int> seen;
        for (int round = 0; round < 20; ++round) {
            test::hold_many(place.writer, place.partner, place.slot, 10, "round" + std::to_string(round) + "-");
            const auto news = poll_all(feed, place.reader);
            QCOMPARE(news.size(), std::size_t{10}); // at once, and none again
            seen.merge(count(news));
        }
        QCOMPARE(seen.size(), std::size_t{200});
        QCOMPARE(feed.remembered(), std::size_t{200});

        open.commit();
        QCOMPARE(count(poll_all(feed, place.reader)), (std::map<Step, int>{{{late, 1}, 1}}));
        QVERIFY(poll_all(feed, place.reader).empty());
        QCOMPARE(feed.remembered(), std::size_t{0});
    }

    void aPollThatFailsMovesNothing()
    {
        Place place(cluster_);
        LiveFeed feed(3);
        QVERIFY(feed.poll(place.reader).events.empty());
        test::hold_many(place.writer, place.partner, place.slot, 10, "k");
        const auto first = feed.poll(place.reader);
        QVERIFY(first.more);

        Connection broken(place.dsn);
        broken.shut_down();
        QVERIFY_EXCEPTION_THROWN(feed.poll(broken), storage::ConnectionLost);

        auto events = poll_all(feed, place.reader);
        events.insert(events.end(), first.events.begin(), first.events.end());
        QCOMPARE(count(events).size(), std::size_t{10});
        QCOMPARE(events.size(), std::size_t{10});
    }

    void aWindowIsReadAgainAfterARestartInItsMiddle()
    {
        Place place(cluster_);
        test::hold_many(place.writer, place.partner, place.slot, 10, "k");
        WindowReader window("0", 4);
        QCOMPARE(window.next(place.reader).size(), std::size_t{4});
        WindowReader restarted(window.position(), 4);
        const auto events = read_all(restarted, place.reader);
        QCOMPARE(events.size(), std::size_t{10});
        WindowReader later(restarted.position());
        QVERIFY(read_all(later, place.reader).empty());
        test::hold(place.writer, place.partner, place.slot, "more");
        QCOMPARE(read_all(later, place.reader).size(), std::size_t{1});
    }

    void aPositionIsDigits_data()
    {
        QTest::addColumn<QString>("position");
        for (const auto *text : {"", "x", "-1", "1x", " 1", "99999999999999999999"})
            QTest::newRow(text) << text;
    }
    void aPositionIsDigits()
    {
        QFETCH(QString, position);
        QVERIFY_EXCEPTION_THROWN(WindowReader(position.toStdString()), std::invalid_argument);
    }

    /// Six writers with transactions of random length, some rolled back, against three readers at once. The naive reader
    /// is here to show that the load would make a wrong one fail.
    void sixWritersAndNothingLostOrRepeated()
    {
        const auto seed = std::random_device{}();
        qInfo("seed %u", seed);
        Place place(cluster_);
        constexpr int writers = 6;
        constexpr int events_wanted = 2'000;
        std::vector<Uuid> places_to_book;
        const auto vendor = test::plant_vendor(place.writer, "another");
        for (int writer = 0; writer < writers; ++writer)
            places_to_book.push_back(test::plant_slot(place.writer, {.vendor = vendor, .capacity = 100'000, .hour = writer}));

        LiveFeed feed(64);
        QVERIFY(feed.poll(place.reader).events.empty());
        WindowReader window("0", 64);
        NaiveFeed naive;

        std::atomic<int> written = 0;
        std::atomic<int> running = writers;
        std::vector<std::thread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&, writer] {
                Connection own(place.dsn);
                std::minstd_rand random(seed + static_cast<unsigned>(writer));
                for (int round = 0; written < events_wanted; ++round) {
                    Transaction transaction(own);
                    const int batches = 1 + static_cast<int>(random() % 4);
                    int here = 0;
                    for (int batch = 0; batch < batches; ++batch) {
                        const int size = 1 + static_cast<int>(random() % 5);
                        test::hold_many(own, place.partner, places_to_book[static_cast<std::size_t>(writer)], size,
                                        std::to_string(writer) + "-" + std::to_string(round) + "-"
                                            + std::to_string(batch) + "-");
                        here += size;
                        std::this_thread::yield();
                    }
                    if (random() % 5 == 0)
                        continue; // rolled back
                    transaction.commit();
                    written += here;
                }
                --running;
            });
        }
        std::vector<FeedEvent> live;
        std::vector<FeedEvent> closed;
        std::size_t naively = 0;
        bool last_round = false;
        while (!last_round) {
            last_round = running == 0;
            for (auto &event : poll_all(feed, place.reader))
                live.push_back(std::move(event));
            for (auto &event : read_all(window, place.reader))
                closed.push_back(std::move(event));
            naively += naive.poll(place.reader);
        }
        for (auto &thread : threads)
            thread.join();

        const auto stored = stored_events(place.reader);
        qInfo("%zu events; reading by seq alone lost %zu of them", stored, stored - naively);
        QVERIFY(stored >= std::size_t{events_wanted});
        QVERIFY2(naively < stored, "the load was too tame to prove anything");
        QCOMPARE(live.size(), stored);
        QCOMPARE(count(live).size(), stored);
        QCOMPARE(closed.size(), stored);
        QCOMPARE(count(closed).size(), stored);
        QCOMPARE(feed.remembered(), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(LiveFeedTest)
#include "live_feed_test.moc"

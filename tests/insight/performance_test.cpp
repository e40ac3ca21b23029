#include "backend/insight/performance.h"

#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <algorithm>

using namespace holdfast;
using namespace std::chrono_literals;
using insight::IndexHint;
using storage::Connection;

class PerformanceTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_;
    std::unique_ptr<Connection> database_;

    std::string as_viewer(const std::string &dsn) const { return dsn + " user=performance_viewer password=secret"; }

private slots:
    void initTestCase()
    {
        dsn_ = cluster_.fresh_database();
        database_ = std::make_unique<Connection>(dsn_);
        database_->run_script("create role performance_viewer login password 'secret' in role holdfast_viewer");
    }
    void cleanupTestCase() { database_.reset(); }

    /// A viewer sees what others ask, without the values in it.
    void theSlowestStatementsComeFirst()
    {
        database_->query("select pg_sleep(0.05), 'a secret of somebody' as slow_one");
        for (int call = 0; call < 3; ++call)
            database_->query("select 1 as quick_one");
        Connection login(as_viewer(dsn_), {.read_only = true});
        const auto statements = insight::list_statements(login, 100);
        QVERIFY2(!statements.unmeasured, "the private cluster measures statements");
        const auto find = [&](const char *text) {
            return std::find_if(statements.rows.begin(), statements.rows.end(),
                                [&](const auto &row) { return row.text.find(text) != std::string::npos; });
        };
        const auto slow = find("slow_one");
        const auto quick = find("quick_one");
        QVERIFY(slow != statements.rows.end() && quick != statements.rows.end());
        QVERIFY(slow < quick);
        QVERIFY(slow->total_ms >= 50 && slow->longest_ms >= 50 && slow->mean_ms >= 50);
        QCOMPARE(quick->calls, std::int64_t{3});
        QCOMPARE(quick->rows, std::int64_t{3});
        for (const auto &row : statements.rows) {
            QVERIFY(row.text.find("secret") == std::string::npos);
            QVERIFY(!row.id.empty());
        }
        QVERIFY(std::is_sorted(statements.rows.begin(), statements.rows.end(),
                               [](const auto &a, const auto &b) { return a.total_ms > b.total_ms; }));
        QCOMPARE(insight::list_statements(login, 2).rows.size(), std::size_t{2});
    }

    void whatIsNotMeasuredIsSaid()
    {
        const auto dsn = cluster_.fresh_database();
        Connection owner(dsn);
        owner.run_script("drop extension pg_stat_statements");
        Connection login(as_viewer(dsn), {.read_only = true});
        const auto statements = insight::list_statements(login);
        QVERIFY(statements.unmeasured == insight::Unmeasured::NoExtension);
        QVERIFY(statements.rows.empty());
        // As a server does that was started without the library.
        owner.run_script("create extension pg_stat_statements;"
                         "create function public.refuse() returns boolean language plpgsql stable as "
                         "$$ begin raise object_not_in_prerequisite_state; end $$;"
                         "alter view public.pg_stat_statements rename to measured;"
                         "create view public.pg_stat_statements as select * from public.measured where public.refuse()");
        QVERIFY(insight::list_statements(login).unmeasured == insight::Unmeasured::NoLibrary);
    }

    void unneededIndexesAndLongScansAreHinted()
    {
        const auto dsn = cluster_.fresh_database();
        Connection owner(dsn);
        const auto partner = test::plant_partner(owner, "partner");
        const auto slot = test::plant_slot(owner, {.vendor = test::plant_vendor(owner, "vendor")});
        owner.query("insert into holdfast.reservation (id, slot_id, partner_id, state, quantity, version, created_at,"
                    " changed_at, creation_key, creation_fingerprint, partner_booking_ref, requester_id)"
                    " select gen_random_uuid(), $1, $2, 'RELEASED', 1, 2, now(), now(), n, sha256('x'), n, ''"
                    " from generate_series(1, 30000) as row (n)",
                    {slot.to_string(), partner.to_string()});
        owner.run_script("create index nobody_needs_it on holdfast.reservation (partner_booking_ref, requester_id, id);"
                         "analyze holdfast.reservation");
        owner.run_script("set enable_indexonlyscan = off; set enable_indexscan = off; set enable_bitmapscan = off");
        for (int scan = 0; scan < 3; ++scan)
            owner.run_script("select count(*) from holdfast.reservation where requester_id = 'nobody'");
        owner.query("select pg_stat_force_next_flush()");
        Connection login(as_viewer(dsn), {.read_only = true});
        std::vector<IndexHint> hints;
        const auto find_scanned = [&] {
            hints = insight::list_index_hints(login);
            return std::find_if(hints.begin(), hints.end(), [](const auto &hint) {
                return hint.kind == IndexHint::Kind::SequentialScans && hint.table == "reservation" && hint.scans >= 3;
            });
        };
        QTRY_VERIFY(find_scanned() != hints.end());
        const auto scanned = find_scanned();
        QVERIFY(scanned->rows_read >= 90'000 && scanned->bytes > 1'000'000);
        QVERIFY(scanned->live_rows > 20'000);
        const auto unused = std::find_if(hints.begin(), hints.end(),
                                         [](const auto &hint) { return hint.index == "nobody_needs_it"; });
        QVERIFY(unused != hints.end());
        QVERIFY(unused->kind == IndexHint::Kind::UnusedIndex);
        QCOMPARE(unused->scans, std::int64_t{0});
        QVERIFY(unused->bytes > 1'000'000);
        QVERIFY(unused->since > Timestamp{});
        // What refuses duplicates earns its keep, read or not.
        QVERIFY(std::none_of(hints.begin(), hints.end(),
                             [](const auto &hint) { return hint.index == "reservation_creation_key"; }));
        owner.run_script("reset all; set enable_seqscan = off; select count(*) from holdfast.reservation where partner_booking_ref = '7'");
        owner.query("select pg_stat_force_next_flush()");
        const auto still = [&] {
            const auto now = insight::list_index_hints(login);
            return std::any_of(now.begin(), now.end(), [](const auto &hint) { return hint.index == "nobody_needs_it"; });
        };
        QTRY_VERIFY(!still());
    }

    void sessionsAreGroupedByWhatTheyDo()
    {
        Connection idle_in_transaction(dsn_, {.application_name = "holdfast test"});
        idle_in_transaction.run_script("begin");
        const Connection idle(dsn_, {.application_name = "holdfast test"});
        const Connection idle_too(dsn_, {.application_name = "holdfast test"});
        Connection login(as_viewer(dsn_), {.application_name = "me", .read_only = true});
        const auto find = [&](const std::string &application, const std::string &state) -> std::optional<insight::Sessions> {
            for (const auto &group : insight::list_sessions(login)) {
                if (group.application == application && group.state == state)
                    return group;
            }
            return std::nullopt;
        };
        QTRY_COMPARE(find("holdfast test", "idle").value_or(insight::Sessions{}).count, std::int64_t{2});
        const auto open = find("holdfast test", "idle in transaction");
        QVERIFY(open && open->count == 1 && open->oldest_transaction);
        QVERIFY(!find("holdfast test", "idle")->oldest_transaction);
        QVERIFY(find("me", "active").has_value());
        QVERIFY(find("me", "active")->waits.empty());
    }
};

QTEST_APPLESS_MAIN(PerformanceTest)
#include "performance_test.moc"

#include "backend/insight/audit.h"

#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <set>

using namespace holdfast;
using namespace std::chrono_literals;
using storage::Connection;

/// Which entries are found, in bounded steps.
class AuditTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::unique_ptr<Connection> database_;
    std::unique_ptr<test::Stage> stage_;

    void note(const std::string &actor, const std::string &text)
    {
        static_cast<void>(acts::add_note(*database_, reservation_, text, {actor, "operator", "trace-" + actor}));
    }
    std::string found(const insight::AuditFilter &filter)
    {
        std::string numbers;
        for (const auto &entry : insight::find_audit(*database_, filter).entries)
            numbers += (numbers.empty() ? "" : " ") + std::to_string(entry.seq);
        return numbers;
    }
    Timestamp now() { return database_->query("select holdfast.now()").time(0, 0); }

    Uuid reservation_;

private slots:
    void init()
    {
        database_ = std::make_unique<Connection>(cluster_.fresh_database());
        test::mark_as_sandbox(*database_);
        stage_ = std::make_unique<test::Stage>(*database_);
        reservation_ = stage_->hold();
    }
    void cleanup()
    {
        stage_.reset();
        database_.reset();
    }

    void anEmptyAuditHasNoEntries()
    {
        const auto page = insight::find_audit(*database_, {});
        QVERIFY(page.entries.empty());
        QVERIFY(!page.next_before);
        const auto choices = insight::list_audit_choices(*database_);
        QVERIFY(choices.actors.empty() && choices.acts.empty());
    }

    void entriesAreFoundByWhoWhatAboutWhatAndWhen()
    {
        note("Ann", "first");                                                                              // 1
        static_cast<void>(acts::extend(*database_, {reservation_, {}}, 1min, "Caller asked", test::ann));  // 2
        const auto other = stage_->hold();
        database_->query("select holdfast.advance_clock('3 hours')");
        const auto later = now();
        static_cast<void>(acts::force_release(*database_, {other, {}}, "50%_off", test::ada));             // 3
        static_cast<void>(acts::request_reconciliation(*database_, false, test::ada));                     // 4

        QCOMPARE(found({}), std::string("4 3 2 1"));
        insight::AuditFilter filter;
        filter.actor = "Ann";
        QCOMPARE(found(filter), std::string("2 1"));
        filter.act = "note";
        QCOMPARE(found(filter), std::string("1"));
        filter = {};
        filter.reservation_id = other;
        QCOMPARE(found(filter), std::string("3"));
        filter = {};
        filter.target = "reservation/" + reservation_.to_string();
        QCOMPARE(found(filter), std::string("2 1"));
        filter = {};
        filter.from = later;
        QCOMPARE(found(filter), std::string("4 3"));
        filter.until = later;
        QCOMPARE(found(filter), std::string());
        filter.from.reset();
        QCOMPARE(found(filter), std::string("2 1"));
        filter = {};
        for (const auto &[text, wanted] : {std::pair("caller ASKED", "2"), {"50%_off", "3"}, {"50x", ""}, {"RECONCILIATION/", "4"},
                                           {"trace-ann", "1"}}) {
            filter.text = text;
            QCOMPARE(found(filter), std::string(wanted));
        }
        const auto choices = insight::list_audit_choices(*database_);
        QCOMPARE(choices.actors, (std::vector<std::string>{"Ada", "Ann"}));
        QCOMPARE(choices.acts, (std::vector<std::string>{"extend", "force_release", "note", "reconcile"}));
    }

    void pagesFollowEachOtherWithoutGapOrRepeat()
    {
        for (int i = 0; i < 25; ++i)
            note(i % 5 == 0 ? "Eve" : "Ann", "note " + std::to_string(i));
        for (const std::string text : {"", "note"}) {
            insight::AuditFilter filter;
            filter.text = text;
            filter.limit = 10;
            std::set<std::int64_t> seen;
            int pages = 0;
            for (bool more = true; more; ++pages) {
                const auto page = insight::find_audit(*database_, filter);
                for (const auto &entry : page.entries)
                    QVERIFY(seen.insert(entry.seq).second);
                filter.before = page.next_before;
                more = page.next_before.has_value();
            }
            QCOMPARE(seen.size(), std::size_t{25});
            QCOMPARE(pages, 3);
        }
    }

    /// A text that few entries have is looked for in steps: a page may be empty and not the last.
    void aRareTextIsFoundInSteps()
    {
        note("Ann", "the needle");
        database_->run_script(
            "alter table holdfast.audit_entry disable trigger user;"
            "insert into holdfast.audit_entry (seq, at, actor, role, act, target, trace_id, detail, previous_hash, hash) "
            "select n, now(), 'Bulk', 'admin', 'note', 'reservation/' || n, 'trace', '{}', sha256('a'), sha256('b') "
            "from generate_series(2, 25000) n");
        insight::AuditFilter filter;
        filter.text = "trace-ann";
        const auto first = insight::find_audit(*database_, filter);
        QVERIFY(first.entries.empty());
        QCOMPARE(first.next_before, std::optional<std::int64_t>(5'001));
        filter.before = first.next_before;
        const auto second = insight::find_audit(*database_, filter);
        QCOMPARE(second.entries.size(), std::size_t{1});
        QCOMPARE(second.entries[0].seq, std::int64_t{1});
        QVERIFY(!second.next_before);
    }

    void theChainIsToldWithItsHashes()
    {
        note("Ann", "one");
        note("Ann", "two");
        const auto page = insight::find_audit(*database_, {});
        QCOMPARE(page.entries[0].previous_hash, page.entries[1].hash);
        QCOMPARE(page.entries[1].previous_hash, std::string(64, '0'));
        QCOMPARE(page.entries[0].hash, insight::read_audit_head(*database_).hash);
    }

    /// Many entries, one filter each: none reads more than it shows.
    void filtersAreServedByIndexes_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::newRow("actor") << "e.actor = 'Rare'";
        QTest::newRow("act") << "e.act = 'rare'";
        QTest::newRow("target") << "e.target = 'reservation/1'";
        QTest::newRow("time") << "e.at >= now() + interval '1 day'";
    }
    void filtersAreServedByIndexes()
    {
        QFETCH(QString, condition);
        database_->run_script(
            "alter table holdfast.audit_entry disable trigger user;"
            "insert into holdfast.audit_entry (seq, at, actor, role, act, target, trace_id, detail, previous_hash, hash) "
            "select n, now() + n * interval '1 second', 'Bulk', 'admin', 'note', 'reservation/' || n, 'trace', '{}', sha256('a'), "
            "sha256('b') from generate_series(1, 20000) n; analyze holdfast.audit_entry");
        const auto plan = database_->query("explain (format json) select * from holdfast.audit_entry e where "
                                           + condition.toStdString() + " order by e.seq desc limit 100");
        QVERIFY2(plan.text(0, 0).find("Seq Scan") == std::string::npos, plan.text(0, 0).c_str());
    }
};

QTEST_APPLESS_MAIN(AuditTest)
#include "audit_test.moc"

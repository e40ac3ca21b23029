#include "backend/insight/search.h"

#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <algorithm>

using namespace holdfast;
using storage::Connection;

class SearchTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::unique_ptr<Connection> database_;
    std::unique_ptr<test::Stage> stage_;
    Uuid booked_, held_, other_slot_, elsewhere_;

    /// What a name in a row of a test's table stands for.
    std::string meant(const std::string &name)
    {
        const auto id = booked_.to_string();
        const auto flat = [](std::string text) {
            std::erase(text, '-');
            return text;
        };
        if (name == "id")
            return id;
        if (name == "ID")
            return QString::fromStdString(id).toUpper().toStdString();
        if (name == "id without dashes")
            return flat(id);
        if (name == "beginning")
            return id.substr(0, 30);
        if (name == "end")
            return id.substr(24);
        if (name == "slot")
            return other_slot_.to_string();
        if (name == "operation")
            return stage_->text("select id from holdfast.operation where kind = 'commit' and reservation_id = $1", id);
        if (name == "intent")
            return "pi_vendor_" + id;
        if (name == "event")
            return "evt_" + id;
        if (name == "event of an intent")
            return "evt_unseen";
        return name;
    }

private slots:
    void initTestCase()
    {
        database_ = std::make_unique<Connection>(cluster_.fresh_database());
        test::mark_as_sandbox(*database_);
        stage_ = std::make_unique<test::Stage>(*database_);
        booked_ = stage_->confirmed();
        held_ = stage_->vendor_authorized();
        other_slot_ = test::plant_slot(*database_, {.vendor = stage_->vendor, .hour = 90});
        elsewhere_ = test::hold(*database_, stage_->partner, other_slot_, "elsewhere", 1, "North_7%");
        database_->query("update holdfast.reservation set requester_id = 'Maria Novak' where id = $1", {held_.to_string()});
        database_->query("update holdfast.reservation set partner_booking_ref = 'BK-1042' where id = $1",
                         {booked_.to_string()});
        database_->query("insert into holdfast.webhook_event (id, type, intent_id, created_at, status, reservation_id) "
                         "values ('evt_' || $1, 'charge.captured', null, holdfast.now(), 'DONE', $1::uuid), "
                         "('evt_unseen', 'charge.captured', 'pi_vendor_' || $1, holdfast.now(), 'PENDING', null)",
                         {booked_.to_string()});
        database_->query("insert into holdfast.gateway_call (operation_id, reservation_id, at, method, path, status, "
                         "request_id, took_ms) values (gen_random_uuid(), $1, holdfast.now(), 'POST', '/v1/x', 200, "
                         "'req_77', 12)",
                         {held_.to_string()});
        database_->run_script("alter table holdfast.reservation_event disable trigger user");
        database_->query("update holdfast.reservation_event set trace_id = '0af7651916cd43dd8448eb211c80319c' "
                         "where reservation_id = $1 and version = 2",
                         {held_.to_string()});
        database_->run_script("alter table holdfast.reservation_event enable trigger user");
    }
    void cleanupTestCase()
    {
        stage_.reset();
        database_.reset();
    }

    void whateverNamesItFindsIt_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("found"); ///< which of the three
        QTest::addColumn<QString>("way");
        QTest::addColumn<bool>("exact");
        QTest::newRow("whole id") << "id" << "booked" << "reservation" << true;
        QTest::newRow("in capitals") << "ID" << "booked" << "reservation" << true;
        QTest::newRow("without dashes") << "id without dashes" << "booked" << "reservation" << false;
        QTest::newRow("its beginning") << "beginning" << "booked" << "reservation" << false;
        QTest::newRow("its end") << "end" << "booked" << "reservation" << false;
        QTest::newRow("slot") << "slot" << "elsewhere" << "slot" << true;
        QTest::newRow("operation") << "operation" << "booked" << "operation" << true;
        QTest::newRow("intent") << "intent" << "booked" << "intent" << true;
        QTest::newRow("webhook") << "event" << "booked" << "webhook" << true;
        QTest::newRow("webhook not yet looked at") << "event of an intent" << "booked" << "webhook" << true;
        QTest::newRow("request") << "req_77" << "held" << "gateway request" << true;
        QTest::newRow("trace") << "0af7651916cd43dd8448eb211c80319c" << "held" << "trace" << true;
        QTest::newRow("traceparent") << "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" << "held" << "trace"
                                     << false;
        QTest::newRow("reference") << "BK-1042" << "booked" << "partner reference" << true;
        QTest::newRow("reference, by its beginning") << "BK-1" << "booked" << "partner reference" << false;
        QTest::newRow("reference, by a part, without case") << "k-104" << "booked" << "partner reference" << false;
        QTest::newRow("wildcards are themselves") << "th_7%" << "elsewhere" << "partner reference" << false;
        QTest::newRow("requester") << "maria" << "held" << "requester" << false;
        QTest::newRow("requester, whole, in spaces") << "  Maria Novak\n" << "held" << "requester" << true;
    }
    void whateverNamesItFindsIt()
    {
        QFETCH(QString, text);
        QFETCH(QString, found);
        QFETCH(QString, way);
        QFETCH(bool, exact);
        const auto result = insight::find_by_reference(*database_, meant(text.toStdString()));
        QCOMPARE(result.matches.size(), std::size_t{1});
        const auto &match = result.matches.front();
        QCOMPARE(match.reservation_id, found == "booked" ? booked_ : found == "held" ? held_ : elsewhere_);
        QCOMPARE(QString::fromStdString(match.way), way);
        QCOMPARE(match.exact, exact);
        QCOMPARE(match.state, found == "booked"  ? State::Confirmed
                              : found == "held" ? State::VendorAuthorized
                                                : State::Held);
        QVERIFY(!match.vendor.empty());
        QVERIFY(!match.partner.empty());
        QVERIFY(!result.more);
    }

    void whatNamesNothingFindsNothing_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "   ", "nobody", "pi_", "pi_nobody", "evt_nobody", "req_nobody", "abc", "%%", "____",
                                 "0af7651916cd43dd8448eb211c80319d", "00000000-0000-7000-8000-000000000000",
                                 "'; drop table holdfast.slot; --", "BK-1042%"})
            QTest::newRow(*text ? text : "nothing") << QByteArray(text);
        QTest::newRow("too long") << QByteArray(256, 'a');
        QTest::newRow("a NUL in it") << QByteArray("BK\0-1042", 8);
    }
    void whatNamesNothingFindsNothing()
    {
        QFETCH(QByteArray, text);
        const auto found = insight::find_by_reference(*database_, text.toStdString());
        QVERIFY(found.matches.empty());
        QVERIFY(!found.more);
    }

    /// All were made within a minute, so their ids begin alike.
    void severalAreListedTheNewestFirst()
    {
        const auto stem = held_.to_string().substr(0, 6);
        auto found = insight::find_by_reference(*database_, stem);
        QVERIFY(found.matches.size() >= 3);
        QVERIFY(std::is_sorted(found.matches.begin(), found.matches.end(), [](const auto &left, const auto &right) {
            return left.reservation_id > right.reservation_id;
        }));
        found = insight::find_by_reference(*database_, stem, 2);
        QCOMPARE(found.matches.size(), std::size_t{2});
        QVERIFY(found.more);
        QCOMPARE(found.matches.front().reservation_id, elsewhere_);
    }

    /// What is asked for whole must not depend on how many there are.
    void aReferenceIsFoundByItsIndex()
    {
        database_->run_script("set enable_seqscan = off");
        const auto plan = database_->query("explain select r.id from holdfast.reservation r "
                                           "where r.partner_booking_ref = $1 order by r.id desc limit 50", {"BK-1042"});
        std::string text;
        for (std::size_t row = 0; row < plan.size(); ++row)
            text += plan.text(row, 0) + '\n';
        database_->run_script("reset enable_seqscan");
        QVERIFY2(text.find("reservation_by_reference") != std::string::npos && text.find("Sort") == std::string::npos,
                 text.c_str());
    }
};

QTEST_APPLESS_MAIN(SearchTest)
#include "search_test.moc"

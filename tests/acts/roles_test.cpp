#include "backend/insight/audit.h"
#include "backend/insight/reservations.h"
#include "backend/insight/stuck.h"
#include "backend/insight/timeline.h"
#include "tests/acts/stage.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <functional>
#include <map>
#include <set>

using namespace holdfast;
using storage::Connection;

namespace {

const std::array<std::string, 4> roles = {"viewer", "tester", "operator", "admin"};

std::size_t rank(const std::string &role)
{
    return static_cast<std::size_t>(std::find(roles.begin(), roles.end(), role) - roles.begin());
}

/// One act, the lowest role that may, and how it is done as `login`.
struct Act
{
    std::string least;
    std::function<void(Connection &login, test::Stage &stage)> perform;
};

const std::map<std::string, Act> &all_acts()
{
    static const std::map<std::string, Act> table = {
        {"act_release", {"operator", [](Connection &login, test::Stage &stage) {
             QVERIFY(!acts::release(login, {stage.hold(), {}}, "", test::ada).refusal);
         }}},
        {"act_extend", {"operator", [](Connection &login, test::Stage &stage) {
             QVERIFY(!acts::extend(login, {stage.hold(), {}}, std::chrono::hours(1), "", test::ada).refusal);
         }}},
        {"act_void", {"operator", [](Connection &login, test::Stage &stage) {
             QVERIFY(!acts::void_authorizations(login, {stage.vendor_authorized(), {}}, "", test::ada).refusal);
         }}},
        {"act_note", {"operator", [](Connection &login, test::Stage &stage) {
             QVERIFY(!acts::add_note(login, stage.hold(), "noted", test::ada).refusal);
         }}},
        {"act_claim", {"operator", [](Connection &login, test::Stage &stage) {
             QVERIFY(!acts::claim(login, {stage.hold(), {}}, "", test::ada).refusal);
         }}},
        {"act_unclaim", {"operator", [](Connection &login, test::Stage &stage) {
             const auto id = stage.hold();
             stage.database.query("insert into holdfast.claim (reservation_id, actor, role, since, until) "
                                  "values ($1, 'Ann', 'operator', now(), now() + interval '5 minutes')",
                                  {id.to_string()});
             QVERIFY(!acts::unclaim(login, {id, {}}, "she went home", test::ada).refusal);
         }}},
        {"act_retry", {"operator", [](Connection &login, test::Stage &stage) {
             const auto operation = stage.give_up(stage.released_unwinding(), "unwind");
             QVERIFY(!acts::retry_operation(login, operation, {}, "", test::ada).refusal);
         }}},
        {"act_retry_webhook", {"operator", [](Connection &login, test::Stage &stage) {
             stage.database.run_script("insert into holdfast.webhook_event (id, type, created_at, status) "
                                       "values ('evt_1', 'charge.updated', now(), 'DEAD') "
                                       "on conflict (id) do update set status = 'DEAD'");
             QVERIFY(!acts::retry_webhook(login, "evt_1", "", test::ada).refusal);
         }}},
        {"act_reconcile", {"operator", [](Connection &login, test::Stage &) {
             QCOMPARE(acts::request_reconciliation(login, false, test::ada).status, std::string("REQUESTED"));
         }}},
        {"act_repair", {"operator", [](Connection &login, test::Stage &stage) {
             acts::RepairSelection selection;
             selection.reservations = {stage.released_unwinding()};
             QVERIFY(!acts::request_repair(login, selection, "stuck", test::ada).refusal);
         }}},
        {"act_force_release", {"admin", [](Connection &login, test::Stage &stage) {
             QVERIFY(!acts::force_release(login, {stage.hold(), {}}, "stuck", test::ada).refusal);
         }}},
        {"act_force_release_many", {"admin", [](Connection &login, test::Stage &stage) {
             const auto one = stage.hold();
             acts::Selection both;
             both.reservations = {{one, {}}, {stage.hold(), {}}};
             QCOMPARE(acts::force_release_many(login, both, "stuck", test::ada).outcomes.size(), std::size_t{2});
         }}},
    };
    return table;
}

/// What reading takes, beside the tables.
const std::set<std::string> readers_functions = {"now", "grace", "stuck", "audit_hash", "verify_audit",
                                                 "recent_events", "sessions", "slow_statements"};

} // namespace

class RolesTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_;
    std::unique_ptr<Connection> owner_;
    std::unique_ptr<test::Stage> stage_;

    std::string dsn_of(const std::string &role) { return dsn_ + " user=test_" + role + " password=secret"; }

private slots:
    void initTestCase()
    {
        dsn_ = cluster_.fresh_database();
        owner_ = std::make_unique<Connection>(dsn_);
        stage_ = std::make_unique<test::Stage>(*owner_);
        for (const auto &role : roles)
            owner_->run_script("create role test_" + role + " login password 'secret' in role holdfast_" + role);
        owner_->run_script("create role test_stranger login password 'secret'");
        owner_->run_script(
            "insert into holdfast.partner (id, name) values (gen_random_uuid(), 'secretive');"
            "insert into holdfast.api_key (key_hash, partner_id) select sha256('k'), id from holdfast.partner "
            "where name = 'secretive';"
            "insert into holdfast.access_token (token_hash, name, role) values (sha256('t'), 'Ann', 'admin')");
    }
    void cleanupTestCase()
    {
        stage_.reset();
        owner_.reset();
    }

    /// A new act has to say here who may do it.
    void everyActIsKnown()
    {
        const auto rows = owner_->query("select p.proname, p.prosecdef, p.proconfig::text from pg_proc p "
                                        "where p.pronamespace = 'holdfast'::regnamespace and p.proname like 'act\\_%'");
        std::set<std::string> found;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto name = rows.text(row, 0);
            QVERIFY2(found.insert(name).second, (name + " exists twice").c_str());
            QVERIFY2(all_acts().contains(name), (name + " is not in this test").c_str());
            QVERIFY2(rows.boolean(row, 1), (name + " does not run with its owner's rights").c_str());
            const auto settings = rows.optional_text(row, 2).value_or("");
            QVERIFY2(settings.find("search_path=pg_catalog, pg_temp") != std::string::npos,
                     (name + " takes its search path from whoever calls it").c_str());
        }
        QCOMPARE(found.size(), all_acts().size());
    }

    void eachRoleDoesWhatItMay_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("act");
        for (const auto &role : roles) {
            for (const auto &[name, act] : all_acts())
                QTest::addRow("%s: %s", role.c_str(), name.c_str())
                    << QString::fromStdString(role) << QString::fromStdString(name);
        }
    }
    void eachRoleDoesWhatItMay()
    {
        QFETCH(QString, role);
        QFETCH(QString, act);
        const auto &wanted = all_acts().at(act.toStdString());
        const auto who = role.toStdString();
        Connection login(dsn_of(who));
        const auto before = stage_->audit_count();
        if (rank(who) < rank(wanted.least)) {
            QVERIFY_THROWS_EXCEPTION(acts::NotAllowed, wanted.perform(login, *stage_));
            QCOMPARE(stage_->audit_count(), before);
            return;
        }
        wanted.perform(login, *stage_);
        QVERIFY(stage_->audit_count() > before);
        // Whoever it claimed to be: the record says who was logged in, and in which role.
        QCOMPARE(stage_->text("select role || ' ' || actor from holdfast.audit_entry order by seq desc limit 1"),
                 who + " test_" + who);
    }

    /// Every function there is: nobody may call what is not for people.
    void nothingElseMayBeCalled()
    {
        const auto rows = owner_->query(
            "select p.proname, p.oid::regprocedure::text, r.role, has_function_privilege(r.login, p.oid, 'execute') "
            "from pg_proc p cross join (values ('viewer', 'test_viewer'), ('tester', 'test_tester'), "
            "('operator', 'test_operator'), ('admin', 'test_admin'), ('', 'test_stranger')) as r (role, login) "
            "where p.pronamespace = 'holdfast'::regnamespace");
        QVERIFY(rows.size() > 100);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto name = rows.text(row, 0);
            const auto role = rows.text(row, 2);
            const auto act = all_acts().find(name);
            const bool may = !role.empty() && (act != all_acts().end() ? rank(role) >= rank(act->second.least)
                                                                      : readers_functions.contains(name));
            QVERIFY2(rows.boolean(row, 3) == may,
                     (role + (may ? " may not call " : " may call ") + rows.text(row, 1)).c_str());
        }
    }

    /// Every table and column there is: read by all but strangers, secrets by nobody, written by nobody.
    void everythingIsReadAndNothingWritten()
    {
        const auto rows = owner_->query(
            "select c.oid::regclass::text, a.attname, r.role, has_column_privilege(r.login, c.oid, a.attnum, "
            "'select'), "
            "has_any_column_privilege(r.login, c.oid, 'insert') or has_any_column_privilege(r.login, c.oid, 'update') "
            "or has_any_column_privilege(r.login, c.oid, 'references') or has_table_privilege(r.login, c.oid, "
            "'delete, truncate, trigger') from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 "
            "and not a.attisdropped cross join (values ('viewer', 'test_viewer'), ('tester', 'test_tester'), "
            "('operator', 'test_operator'), ('admin', 'test_admin'), ('', 'test_stranger')) as r (role, login) "
            "where c.relnamespace = 'holdfast'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')");
        QVERIFY(rows.size() > 500);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto what = rows.text(row, 0) + "." + rows.text(row, 1) + " for '" + rows.text(row, 2) + "'";
            const auto column = QString::fromStdString(rows.text(row, 1));
            const bool secret = column == "key_hash" || column == "token_hash" || column.contains("secret")
                                || column.contains("password") || rows.text(row, 0) == "holdfast.act_key";
            QVERIFY2(rows.boolean(row, 3) == (!secret && !rows.text(row, 2).empty()), what.c_str());
            QVERIFY2(!rows.boolean(row, 4), (what + ": may be written").c_str());
        }
    }

    /// What a viewer's console asks, on a viewer's connection.
    void aViewerReadsWhatItsPagesShow()
    {
        Connection login(dsn_of("viewer"), {.read_only = true});
        const auto id = stage_->vendor_authorized();
        QVERIFY(insight::find_reservation(login, id).has_value());
        QVERIFY(!insight::list_reservations(login, {}).rows.empty());
        QVERIFY(insight::read_timeline(login, id).has_value());
        QVERIFY(insight::list_stuck(login, std::chrono::hours(1)).now > Timestamp{});
        static_cast<void>(acts::add_note(*owner_, id, "for the record", test::ann));
        QVERIFY(!insight::list_audit(login).empty());
        QVERIFY(insight::verify_audit(login).problems.empty());
    }

    void aStrangerFindsNothing()
    {
        Connection login(dsn_ + " user=test_stranger password=secret");
        QVERIFY_THROWS_EXCEPTION(storage::StatementFailed, login.query("select count(*) from holdfast.reservation"));
        QVERIFY_THROWS_EXCEPTION(acts::NotAllowed,
                                 static_cast<void>(acts::add_note(login, stage_->hold(), "hello", test::ada)));
    }

    /// The owner's connection, as the API's, speaks for the person whose token it has seen; the person's role counts.
    void theOwnerIsBelieved()
    {
        const auto id = stage_->hold();
        const acts::Person tester{"Tess", "tester", "t"};
        QVERIFY_THROWS_EXCEPTION(acts::NotAllowed, static_cast<void>(acts::release(*owner_, {id, {}}, "", tester)));
        QVERIFY_THROWS_EXCEPTION(acts::NotAllowed,
                                 static_cast<void>(acts::force_release(*owner_, {id, {}}, "stuck", test::ann)));
        QVERIFY_THROWS_EXCEPTION(acts::NotAllowed,
                                 static_cast<void>(acts::release(*owner_, {id, {}}, "", {"King", "king", "t"})));
        QCOMPARE(stage_->state_of(id), std::string("HELD"));
        QVERIFY(!acts::release(*owner_, {id, {}}, "", test::ann).refusal);
        QCOMPARE(stage_->text("select role || ' ' || actor from holdfast.audit_entry order by seq desc limit 1"),
                 std::string("operator Ann"));
    }

    /// Another database of the same server finds the roles there, and leaves who is a member of them alone.
    void aSecondDatabaseSharesTheRoles()
    {
        const auto other = cluster_.fresh_database();
        Connection login(other + " user=test_viewer password=secret");
        QCOMPARE(login.query("select count(*) from holdfast.reservation").integer(0, 0), std::int64_t{0});
    }
};

QTEST_APPLESS_MAIN(RolesTest)
#include "roles_test.moc"

#include "models/acts.h"
#include "tests/acts/stage.h"
#include "tests/support/test_cluster.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace holdfast;
using namespace holdfast::models;

namespace {

const QList<Act> actsOnReservations = {Act::Extend, Act::Release, Act::ForceRelease, Act::Void, Act::Note};

QByteArray nameOfAct(Act act)
{
    switch (act) {
    case Act::Extend:
        return "extend";
    case Act::Release:
        return "release";
    case Act::ForceRelease:
        return "force-release";
    case Act::Void:
        return "void";
    case Act::Note:
        return "note";
    default:
        return "other";
    }
}

} // namespace

class ActsModelTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_cluster;
    std::string m_dsn;
    std::unique_ptr<storage::Connection> m_owner;
    std::unique_ptr<test::Stage> m_stage;

    static Environment environmentOf(const std::string &dsn)
    {
        Environment environment;
        environment.key = QString::fromStdString(dsn);
        environment.name = QStringLiteral("Test");
        environment.kind = Environment::Kind::Given;
        environment.dsn = QString::fromStdString(dsn);
        environment.alive = true;
        return environment;
    }
    std::string dsnOf(const QString &role) const
    {
        return m_dsn + " user=act_" + role.toStdString() + " password=secret";
    }
    /// What became of the request.
    static QList<ActResult> perform(Acts &acts, const ActRequest &request)
    {
        QList<ActResult> results;
        quint64 wanted = 0;
        const auto watch = connect(&acts, &Acts::finished, &acts,
                                   [&](quint64 number, const ActRequest &, const QList<ActResult> &got) {
                                       if (number == wanted)
                                           results = got;
                                   });
        wanted = acts.perform(request);
        (void)QTest::qWaitFor([&] { return !results.isEmpty(); }, 30'000);
        disconnect(watch);
        return results;
    }

private slots:
    void initTestCase()
    {
        m_cluster = std::make_unique<test::TestCluster>();
        m_dsn = m_cluster->fresh_database();
        m_owner = std::make_unique<storage::Connection>(m_dsn);
        m_stage = std::make_unique<test::Stage>(*m_owner);
        for (const auto *role : {"viewer", "tester", "operator", "admin"})
            m_owner->run_script(std::string("create role act_") + role + " login password 'secret' in role holdfast_"
                                + role);
    }
    void cleanupTestCase()
    {
        m_stage.reset();
        m_owner.reset();
    }

    void theRoleIsTheDatabases_data()
    {
        QTest::addColumn<QString>("role");
        for (const auto *role : {"viewer", "tester", "operator", "admin"})
            QTest::newRow(role) << QString::fromLatin1(role);
    }
    void theRoleIsTheDatabases()
    {
        QFETCH(QString, role);
        Questions questions;
        Acts acts(questions, QStringLiteral("console/ann"));
        QVERIFY(!acts.whyNot(Act::Note).isEmpty()); // not known yet is not allowed yet
        questions.setEnvironment(environmentOf(dsnOf(role)));
        QTRY_COMPARE(nameOf(acts.role()), role);
    }

    void eachActTakesItsRole_data()
    {
        QTest::addColumn<int>("act");
        QTest::addColumn<QString>("role");
        for (const auto act : actsOnReservations) {
            for (const auto *role : {"viewer", "tester", "operator", "admin"})
                QTest::addRow("%s as %s", nameOfAct(act).constData(), role) << int(act) << QString::fromLatin1(role);
        }
    }
    /// What the console says of a role, and what the database does whatever the console says, are the same.
    void eachActTakesItsRole()
    {
        QFETCH(int, act);
        QFETCH(QString, role);
        Questions questions;
        Acts acts(questions, QStringLiteral("console/ann"));
        questions.setEnvironment(environmentOf(dsnOf(role)));
        QTRY_COMPARE(nameOf(acts.role()), role);
        const auto kind = static_cast<Act>(act);
        const auto id = kind == Act::Void ? m_stage->vendor_authorized() : m_stage->hold();
        const auto before = m_stage->audit_count();
        ActRequest request;
        request.act = kind;
        request.targets = {{id, {}, qint64(m_stage->version_of(id))}};
        request.reason = QStringLiteral("a test");
        request.by = std::chrono::minutes(5);
        const auto results = perform(acts, request);
        QCOMPARE(results.size(), 1);
        const bool may = acts.whyNot(kind).isEmpty();
        QCOMPARE(may, role == u"admin" || (role == u"operator" && kind != Act::ForceRelease));
        QVERIFY2((results.first().status == ActResult::Status::Refused) != may, qPrintable(results.first().words));
        QVERIFY(!results.first().words.isEmpty());
        QCOMPARE(m_stage->audit_count(), before + (may ? 1 : 0));
        if (!may)
            QVERIFY2(acts.whyNot(kind).contains(nameOf(roleFor(kind))), qPrintable(acts.whyNot(kind)));
    }

    void whatChangedSinceIsNotTouched()
    {
        Questions questions;
        Acts acts(questions, QStringLiteral("console/ann"));
        questions.setEnvironment(environmentOf(m_dsn));
        const auto id = m_stage->hold();
        ActRequest request;
        request.act = Act::Release;
        request.targets = {{id, {}, qint64(m_stage->version_of(id) + 1)}};
        const auto results = perform(acts, request);
        QCOMPARE(results.first().status, ActResult::Status::Refused);
        QVERIFY2(results.first().words.contains(QStringLiteral("changed")), qPrintable(results.first().words));
        QCOMPARE(m_stage->state_of(id), std::string("HELD"));
        QVERIFY(acts.pendingWords(id).isEmpty());
    }

    void manyAreJudgedOneByOne()
    {
        Questions questions;
        Acts acts(questions, QStringLiteral("console/ann"));
        questions.setEnvironment(environmentOf(m_dsn));
        const auto one = m_stage->hold();
        const auto two = m_stage->hold();
        const auto gone = m_stage->hold();
        QCOMPARE(m_stage->change(gone, "release"), std::string("DONE"));
        ActRequest request;
        request.act = Act::ForceRelease;
        request.reason = QStringLiteral("a test");
        for (const auto &id : {one, gone, two})
            request.targets.append({id, {}, {}});
        const auto results = perform(acts, request);
        QCOMPARE(results.size(), 3);
        for (const auto &result : results) {
            const bool done = result.status == ActResult::Status::Done;
            QCOMPARE(done, result.target.id != gone);
        }
        QCOMPARE(m_stage->state_of(one), std::string("RELEASED"));
        QCOMPARE(m_stage->state_of(two), std::string("RELEASED"));
    }

    void ofSeveralEachIsJudgedAlone()
    {
        Questions questions;
        Acts acts(questions, QStringLiteral("console/ann"));
        questions.setEnvironment(environmentOf(m_dsn));
        const auto one = m_stage->hold();
        const auto two = m_stage->hold();
        const auto three = m_stage->hold();
        ActRequest request;
        request.act = Act::Claim;
        request.targets = {{two, {}, {}}};
        Acts somebody(questions, QStringLiteral("console/bob"));
        QCOMPARE(perform(somebody, request).first().status, ActResult::Status::Done);
        request.targets = {{one, {}, {}}, {two, {}, {}}, {three, {}, {}}}; // bob's takes a reason, which is not given
        const auto results = perform(acts, request);
        QCOMPARE(results.size(), 3);
        QCOMPARE(results.at(0).status, ActResult::Status::Done);
        QCOMPARE(results.at(1).status, ActResult::Status::Refused);
        QVERIFY2(results.at(1).words.contains(QStringLiteral("bob")), qPrintable(results.at(1).words));
        QCOMPARE(results.at(2).status, ActResult::Status::Done);
    }

    void releaseIsRequestedUntilItIsDone()
    {
        Questions questions;
        Acts acts(questions, QStringLiteral("console/ann"));
        questions.setEnvironment(environmentOf(m_dsn));
        const auto id = m_stage->committing();
        const auto lease = m_stage->lease(id, "commit"); // a worker is at it: its captures may have gone out
        ActRequest request;
        request.act = Act::ForceRelease;
        request.reason = QStringLiteral("a test");
        request.targets = {{id, {}, {}}};
        const auto results = perform(acts, request);
        QCOMPARE(results.first().status, ActResult::Status::Requested);
        QCOMPARE(acts.pendingWords(id), QStringLiteral("release requested"));
        QSignalSpy changes(&acts, &Acts::pendingChanged);
        (void)m_stage->commit(id, lease);
        QTRY_VERIFY_WITH_TIMEOUT(acts.pendingWords(id).isEmpty(), 15'000);
        QVERIFY(!changes.isEmpty());
    }

    void aLoginActsForItself()
    {
        Questions questions;
        Acts acts(questions, QStringLiteral("console/somebody else"));
        questions.setEnvironment(environmentOf(dsnOf(QStringLiteral("operator"))));
        const auto id = m_stage->hold();
        ActRequest request;
        request.act = Act::Note;
        request.reason = QStringLiteral("seen");
        request.targets = {{id, {}, {}}};
        QCOMPARE(perform(acts, request).first().status, ActResult::Status::Done);
        QCOMPARE(m_stage->text("select actor from holdfast.audit_entry where reservation_id = $1::uuid order by seq desc limit 1",
                               id.to_string()),
                 std::string("act_operator"));
    }

    /// Last: the server is not the same afterwards.
    void withADeadDatabaseNothingIsSent()
    {
        Questions questions;
        Acts acts(questions, QStringLiteral("console/ann"));
        questions.setEnvironment(environmentOf(m_dsn));
        const auto id = m_stage->hold();
        QTRY_COMPARE(acts.role(), Role::Admin);
        ::kill(m_cluster->postmaster_pid(), SIGKILL);
        ActRequest request;
        request.act = Act::Release;
        request.targets = {{id, {}, {}}};
        const auto results = perform(acts, request);
        QVERIFY(results.first().status == ActResult::Status::NotSent
                || results.first().status == ActResult::Status::Unknown);
        QVERIFY(!results.first().words.isEmpty());
        QVERIFY(acts.pendingWords(id).isEmpty());
        m_cluster->ensure_running();
        const auto stateOf = [&] {
            return test::run_sql(m_dsn, "select state from holdfast.reservation where id = $1::uuid", {id.to_string()})
                .text(0, 0);
        };
        QCOMPARE(stateOf(), std::string("HELD"));
        QCOMPARE(perform(acts, request).first().status, ActResult::Status::Done);
        QCOMPARE(stateOf(), std::string("RELEASED"));
    }
};

QTEST_GUILESS_MAIN(ActsModelTest)
#include "acts_test.moc"

#include "app/backend/private_database.h"
#include "backend/process/files.h"
#include "tests/acts/stage.h"
#include "tests/app/ctl.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace holdfast;
using storage::Connection;

namespace {

struct Told
{
    int code = -1;
    QList<QJsonObject> rows;
    QString err;
    [[nodiscard]] QJsonObject row() const { return rows.value(0); }
};

Told told(const process::Completed &ended)
{
    Told result{ended.status.code, {}, QString::fromStdString(ended.err)};
    for (const auto &line : QByteArray::fromStdString(ended.out).split('\n')) {
        if (!line.isEmpty())
            result.rows << QJsonDocument::fromJson(line).object();
    }
    return result;
}

} // namespace

/// What the console's people do, from the command line: no API runs.
class CtlAdminTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    static Told admin(std::vector<std::string> arguments, const std::string &dsn)
    {
        arguments.insert(arguments.begin(), {"admin", "--json"});
        arguments.insert(arguments.end(), {"--dsn", dsn});
        return told(test::run_ctl(arguments));
    }

private slots:
    void everyActIsDone()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::mark_as_sandbox(database);
        test::Stage stage(database);
        const auto held = stage.hold().to_string();

        auto done = admin({"extend", held, "--by", "60", "--reason", "late", "--version", "1"}, dsn);
        QVERIFY2(done.code == 0, qPrintable(done.err));
        QCOMPARE(done.row().value("version").toInt(), 2);
        QCOMPARE(done.row().value("audit_seq").toInt(), 1);
        done = admin({"release", held, "--version", "1"}, dsn);
        QCOMPARE(done.code, 1);
        QVERIFY(done.row().value("changed_since").toBool());
        QCOMPARE(done.row().value("code").toString(), QString("INVALID_STATE"));
        QCOMPARE(admin({"note", held, "called, no answer"}, dsn).code, 0);
        QCOMPARE(admin({"claim", held}, dsn).code, 0);
        QCOMPARE(admin({"unclaim", held}, dsn).code, 0);
        QCOMPARE(admin({"unclaim", held}, dsn).code, 1);
        done = admin({"release", held, "--version", "2"}, dsn);
        QCOMPARE(done.code, 0);
        QCOMPARE(done.row().value("state").toString(), QString("RELEASED"));
        QCOMPARE(admin({"release", held}, dsn).code, 1);

        const auto authorized = stage.authorized_both().to_string();
        QCOMPARE(admin({"void", authorized}, dsn).row().value("state").toString(), QString("RELEASED"));
        const auto taken = stage.committing();
        static_cast<void>(stage.lease(taken, "commit")); // money may be moving
        const auto committing = taken.to_string();
        done = admin({"force-release", committing, "--reason", "fraud"}, dsn);
        QCOMPARE(done.row().value("state").toString(), QString("COMMITTING"));
        QVERIFY(!done.row().value("operation_id").toString().isEmpty());

        const auto operation = stage.give_up(stage.released_unwinding(), "unwind").to_string();
        auto stuck = admin({"list-stuck"}, dsn);
        QCOMPARE(stuck.code, 0);
        QCOMPARE(stuck.rows.size(), 1);
        QCOMPARE(stuck.row().value("operation_id").toString().toStdString(), operation);
        QCOMPARE(stuck.row().value("at_risk_minor").toInt(), 700);
        QCOMPARE(admin({"retry", operation, "--reason", "gateway is back"}, dsn).row().value("status").toString(),
                 QString("PENDING"));
        QVERIFY(admin({"list-stuck"}, dsn).rows.isEmpty());
        QCOMPARE(admin({"retry", "evt_none"}, dsn).row().value("code").toString(), QString("NOT_FOUND"));

        const auto timeline = admin({"timeline", held}, dsn);
        QCOMPARE(timeline.code, 0);
        QStringList lines;
        for (const auto &entry : timeline.rows)
            lines << entry.value("kind").toString() + ' ' + entry.value("what").toString();
        QCOMPARE(lines, (QStringList{"transition hold", "transition extend", "act extend", "note note", "act claim",
                                     "act unclaim", "transition release", "act release"}));
        QCOMPARE(admin({"timeline", Uuid::make_v7().to_string()}, dsn).code, 1);

        const auto audit = admin({"audit", "--limit", "3"}, dsn);
        QCOMPARE(audit.rows.size(), 3);
        QCOMPARE(audit.row().value("act").toString(), QString("retry"));
        QVERIFY(audit.row().value("actor").toString().startsWith("ctl/"));
        QCOMPARE(admin({"audit", "--before", "2"}, dsn).row().value("seq").toInt(), 1);
        const auto verified = admin({"verify-audit"}, dsn);
        QCOMPARE(verified.code, 0);
        QCOMPARE(verified.row().value("count").toInt(), 8);
        // People read the same.
        for (const auto *look : {"list-stuck", "audit", "verify-audit"})
            QCOMPARE(test::run_ctl({"admin", look, "--dsn", dsn}).status.code, 0);
        const auto plain = test::run_ctl({"admin", "timeline", held, "--dsn", dsn});
        QVERIFY(QString::fromStdString(plain.out).contains("called, no answer"));
    }

    /// A person's own login does what its role may, without the owner's rights and without touching the schema.
    void aPersonsLoginDoesWhatItMay()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        test::Stage stage(database);
        database.run_script("create role ctl_operator login password 'secret' in role holdfast_operator");
        const auto own = dsn + " user=ctl_operator password=secret";
        const auto held = stage.hold().to_string();
        const auto refused = admin({"force-release", held, "--reason", "stuck"}, own);
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("permission denied"), qPrintable(refused.err));
        QCOMPARE(refused.err.trimmed().count('\n'), 0);
        const auto done = admin({"release", held}, own);
        QVERIFY2(done.code == 0, qPrintable(done.err));
        QCOMPARE(stage.text("select role || ' ' || actor from holdfast.audit_entry"),
                 std::string("operator ctl_operator"));
        QCOMPARE(admin({"list-inflight"}, own).code, 0);
        QCOMPARE(admin({"verify-audit"}, own).code, 0);
        QVERIFY(admin({"create-vendor", "V"}, own).code != 0);
    }

    void badUsageIsRefusedBeforeAnything_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        const QString id = "01a1fc64-0000-7000-8000-000000000000";
        QTest::newRow("no id") << QStringList{"release"} << "ID";
        QTest::newRow("no UUID") << QStringList{"release", "7"} << "UUID";
        QTest::newRow("force without a reason") << QStringList{"force-release", id} << "--reason";
        QTest::newRow("force for a blank reason") << QStringList{"force-release", id, "--reason", "  "} << "--reason";
        QTest::newRow("too long a reason") << QStringList{"release", id, "--reason", QString(501, 'x')} << "--reason";
        QTest::newRow("extend by nothing") << QStringList{"extend", id} << "--by";
        QTest::newRow("extend too far") << QStringList{"extend", id, "--by", "86401"} << "--by";
        QTest::newRow("a version that is none") << QStringList{"release", id, "--version", "-1"} << "--version";
        QTest::newRow("an empty note") << QStringList{"note", id, ""} << "TEXT";
        QTest::newRow("too long a note") << QStringList{"note", id, QString(4'001, 'x')} << "TEXT";
        QTest::newRow("too many") << QStringList{"list-stuck", "--limit", "1001"} << "--limit";
        QTest::newRow("a threshold in words") << QStringList{"list-stuck", "--threshold", "long"} << "--threshold";
        QTest::newRow("nothing to retry") << QStringList{"retry"} << "ID";
    }
    void badUsageIsRefusedBeforeAnything()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        std::vector<std::string> list = {"admin"};
        for (const auto &argument : arguments)
            list.push_back(argument.toStdString());
        list.insert(list.end(), {"--dsn", "host=/nonexistent dbname=none"});
        const auto ended = test::run_ctl(list);
        QCOMPARE(ended.status.code, 2);
        QVERIFY2(QString::fromStdString(ended.err).contains(words), ended.err.c_str());
    }

    /// Whoever can write to the database can write a chain that verifies, but not the anchor beside the cluster.
    void theAnchorTellsOfAReplacedAudit()
    {
        const process::TemporaryFolder folder("holdfast-anchor-", {}, 0711);
        const auto data = folder.path() / "data";
        const auto anchor = data / "audit-anchor";
        const auto run = [&](std::vector<std::string> arguments) {
            arguments.insert(arguments.end(), {"--json", "--data-dir", data});
            return told(test::run_ctl(arguments));
        };
        QCOMPARE(run({"admin", "create-vendor", "V"}).code, 0); // makes the cluster
        std::optional<storage::PrivateCluster> cluster;
        cluster.emplace(app::private_cluster_options(data));
        Connection database(cluster->dsn());
        test::Stage stage(database);
        std::string held = stage.hold().to_string();
        QCOMPARE(run({"admin", "note", held, "one"}).code, 0);
        QCOMPARE(run({"admin", "note", held, "two"}).code, 0);
        const auto kept = process::read_file(anchor);
        QVERIFY(kept && kept->starts_with("holdfast-audit 2 "));
        QCOMPARE(std::filesystem::status(anchor).permissions(),
                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        const auto sound = run({"admin", "verify-audit"});
        QCOMPARE(sound.code, 0);
        QCOMPARE(sound.row().value("anchor_count").toInt(), 2);
        QCOMPARE(run({"verify"}).code, 0);
        const auto saved = (folder.path() / "town.backup").string();
        QCOMPARE(run({"backup", saved}).code, 0);

        // All of it away, head included, as if nobody had ever done anything; then as many entries again.
        database.run_script("alter table holdfast.audit_entry disable trigger user; delete from holdfast.audit_entry;"
                            "update holdfast.audit_head set count = 0, hash = decode(repeat('00', 32), 'hex')");
        QVERIFY(insight_of(run({"verify"})).contains("I9"));
        for (int i = 0; i < 3; ++i) {
            const auto done = run({"admin", "note", held, "innocent"});
            QCOMPARE(done.code, 3); // it was done, and the anchor is not what it should be
            QVERIFY2(done.err.contains("anchor"), qPrintable(done.err));
        }
        QVERIFY(!database.query("select holdfast.verify_audit(null, null)").size()); // the chain alone is sound
        QCOMPARE(process::read_file(anchor), kept); // the proof is not written over
        QCOMPARE(run({"admin", "verify-audit"}).code, 1);
        const auto verified = run({"verify"});
        QCOMPARE(verified.code, 1);
        QCOMPARE(insight_of(verified), QStringList{"I9"});

        // A backup that is restored on purpose brings its own audit.
        const auto restored = run({"restore", saved});
        QVERIFY2(restored.code == 0, qPrintable(restored.err));
        QCOMPARE(run({"verify"}).code, 0);
        QCOMPARE(process::read_file(anchor.string() + ".replaced"), kept);
        QVERIFY(process::read_file(anchor).value_or("").starts_with("holdfast-audit 2 "));

        // An anchor that cannot be read says nothing, and is no pass.
        process::write_atomically(anchor, "holdfast-audit two\n");
        QCOMPARE(run({"verify"}).code, 3);
        QCOMPARE(run({"verify", "--audit-anchor", (folder.path() / "none").string()}).code, 3);
    }

private:
    static QStringList insight_of(const Told &verified)
    {
        QStringList red;
        for (const auto &row : verified.rows) {
            if (!row.value("holds").toBool())
                red << row.value("id").toString();
        }
        return red;
    }
};

QTEST_APPLESS_MAIN(CtlAdminTest)
#include "ctl_admin_test.moc"

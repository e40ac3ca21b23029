#include "backend/process/files.h"
#include "backend/storage/connection.h"
#include "tests/app/ctl.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <deque>
#include <fstream>

using namespace holdfast;
using namespace std::chrono_literals;
using storage::Connection;
using test::RunningCtl;

namespace {

QJsonObject parse(const std::string &line)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
}

QList<QJsonObject> parse_lines(const std::string &text)
{
    QList<QJsonObject> objects;
    for (const auto &line : QByteArray::fromStdString(text).split('\n')) {
        if (!line.isEmpty())
            objects << QJsonDocument::fromJson(line).object();
    }
    return objects;
}

std::vector<std::string> list_of(const QStringList &arguments)
{
    std::vector<std::string> list;
    for (const auto &argument : arguments)
        list.push_back(argument.toStdString());
    return list;
}

pid_t postmaster_of(const std::filesystem::path &data_dir)
{
    std::ifstream file(data_dir / "cluster" / "postmaster.pid");
    pid_t pid = 0;
    file >> pid;
    return file ? pid : 0;
}

bool lives(pid_t pid)
{
    return pid > 0 && kill(pid, 0) == 0;
}

/// Whatever goes wrong is said in words.
void isSaidInWords(const process::Completed &ended, const QString &words)
{
    const auto text = QString::fromStdString(ended.err);
    QVERIFY2(text.contains(words), qPrintable(text));
    QVERIFY2(!text.contains("terminate called") && !text.contains("what():"), qPrintable(text));
    QCOMPARE(ended.status.signal, 0);
}

} // namespace

class CtlTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

private slots:
    void badUsageIsRefusedBeforeAnything_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << QStringList{} << "subcommand";
        QTest::newRow("unknown command") << QStringList{"fly"} << "subcommand";
        QTest::newRow("unknown option") << QStringList{"verify", "--hard"} << "--hard";
        QTest::newRow("address without a port") << QStringList{"serve", "--listen", "localhost"} << "HOST:PORT";
        QTest::newRow("address without a host") << QStringList{"serve", "--listen", ":80"} << "HOST:PORT";
        QTest::newRow("port too large") << QStringList{"serve", "--listen", "127.0.0.1:65536"} << "HOST:PORT";
        QTest::newRow("port in words") << QStringList{"serve", "--listen", "127.0.0.1:http"} << "HOST:PORT";
        QTest::newRow("bare IPv6 address") << QStringList{"serve", "--listen", "::1:80"} << "HOST:PORT";
        QTest::newRow("a simulator for the world") << QStringList{"stripe-sim", "--listen", "0.0.0.0:0"} << "this machine only";
        QTest::newRow("webhooks without a secret")
            << QStringList{"stripe-sim", "--webhook-url", "http://127.0.0.1:9/"} << "HOLDFAST_WEBHOOK_SECRET";
        QTest::newRow("empty DSN") << QStringList{"serve", "--dsn", ""} << "empty";
        QTest::newRow("malformed DSN") << QStringList{"verify", "--dsn", "what is this"} << "--dsn";
        QTest::newRow("unknown DSN keyword") << QStringList{"verify", "--dsn", "colour=blue"} << "colour";
        QTest::newRow("unknown role of a worker") << QStringList{"worker", "--roles", "expiry,magic"} << "magic";
        QTest::newRow("no role of a token") << QStringList{"admin", "create-token", "Ann"} << "--role";
        QTest::newRow("unknown role of a token") << QStringList{"admin", "create-token", "Ann", "--role", "king"} << "king";
        QTest::newRow("name too long") << QStringList{"admin", "create-vendor", QString(201, QChar(0xfc))} << "characters";
        QTest::newRow("nameless partner") << QStringList{"admin", "create-partner", ""} << "NAME";
        QTest::newRow("admin without a verb") << QStringList{"admin"} << "subcommand";
        QTest::newRow("unknown state") << QStringList{"admin", "set-deadline", "ASLEEP", "5"} << "ASLEEP";
        QTest::newRow("state without a deadline") << QStringList{"admin", "set-deadline", "CONFIRMED", "5"} << "CONFIRMED";
        QTest::newRow("deadline of nothing") << QStringList{"admin", "set-deadline", "HELD", "0"} << "SECONDS";
        QTest::newRow("deadline in words") << QStringList{"admin", "set-deadline", "HELD", "soon"} << "SECONDS";
        QTest::newRow("a rate that is no number") << QStringList{"demo", "--rate", "nan"} << "--rate";
        QTest::newRow("backup without a file") << QStringList{"backup"} << "FILE";
        QTest::newRow("restore of a missing file") << QStringList{"restore", "/nonexistent/file"} << "FILE";
        QTest::newRow("nothing open at the lifeline") << QStringList{"serve", "--lifeline", "77"} << "lifeline";
    }
    void badUsageIsRefusedBeforeAnything()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const process::TemporaryFolder folder("holdfast-usage-", {}, 0711);
        auto list = list_of(arguments);
        list.insert(list.end(), {"--data-dir", folder.path() / "data"});
        const auto ended = test::run_ctl(list);
        QCOMPARE(ended.status.code, 2);
        isSaidInWords(ended, words);
        QVERIFY(ended.out.empty());
        QVERIFY(!std::filesystem::exists(folder.path() / "data"));
    }

    void whatCannotRunSaysWhyInOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        const QString nowhere = "host=/nonexistent dbname=none";
        QTest::newRow("serve nowhere") << QStringList{"serve", "--dsn", nowhere, "--listen", "127.0.0.1:0"} << "/nonexistent";
        QTest::newRow("work nowhere") << QStringList{"worker", "--dsn", nowhere} << "/nonexistent";
        QTest::newRow("verify nowhere") << QStringList{"verify", "--json", "--dsn", nowhere} << "/nonexistent";
        QTest::newRow("admin nowhere") << QStringList{"admin", "create-vendor", "V", "--dsn", nowhere} << "/nonexistent";
        QTest::newRow("no such database")
            << QStringList{"verify", "--dsn", QString::fromStdString(cluster_.dsn()) + " dbname=missing"} << "missing";
        QTest::newRow("an empty database")
            << QStringList{"verify", "--dsn", QString::fromStdString(cluster_.empty_database())} << "no Holdfast schema";
        QTest::newRow("an empty database, only looked at")
            << QStringList{"admin", "list-inflight", "--dsn", QString::fromStdString(cluster_.empty_database())}
            << "no Holdfast schema";
    }
    void whatCannotRunSaysWhyInOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const auto ended = test::run_ctl(list_of(arguments));
        QCOMPARE(ended.status.code, 3);
        isSaidInWords(ended, words);
        QVERIFY2(QString::fromStdString(ended.err).trimmed().count('\n') == 0, ended.err.c_str());
        QVERIFY(ended.out.empty());
    }

    /// What an unset variable of a script leaves must not be taken for the default folder.
    void anEmptyFolderIsNoFolder()
    {
        const auto ended = test::run_ctl({"verify", "--dsn", "host=/nonexistent dbname=none", "--data-dir", ""});
        QCOMPARE(ended.status.code, 2);
        isSaidInWords(ended, "empty");
    }

    void helpAndVersionAreNoFailures()
    {
        for (const auto *option : {"--help", "--version"})
            QCOMPARE(test::run_ctl({option}).status.code, 0);
        QCOMPARE(test::run_ctl({"serve", "--help"}).status.code, 0);
    }

    /// The life of a node on its private cluster: first start, clean stop, its own death, the server's death under it.
    void serveKeepsItsPrivateCluster()
    {
        const process::TemporaryFolder folder("holdfast-serve-", {}, 0711);
        const auto data = folder.path() / "data";
        const std::vector<std::string> arguments = {"serve", "--listen", "127.0.0.1:0", "--data-dir", data};
        pid_t postmaster = 0;
        {
            RunningCtl serve(arguments);
            const auto ready = parse(serve.wait_ready());
            QCOMPARE(ready.value("event").toString(), QString("ready"));
            QVERIFY(ready.value("url").toString().startsWith("http://127.0.0.1:"));
            QTRY_COMPARE(test::status_of(serve.url(), "/health"), 200);
            QTRY_COMPARE(test::status_of(serve.url(), "/ready"), 200);
            postmaster = postmaster_of(data);
            QVERIFY(lives(postmaster));
            const auto ended = serve.process().stop(10s);
            QCOMPARE(ended.signal, 0);
            QCOMPARE(ended.code, 0);
            QTRY_VERIFY(!lives(postmaster)); // its last user is gone
        }
        RunningCtl killed(arguments);
        QVERIFY(!killed.wait_ready().empty());
        postmaster = postmaster_of(data);
        killed.process().signal(SIGKILL);
        QVERIFY(killed.process().wait(10s));
        QVERIFY(lives(postmaster));

        RunningCtl serve(arguments);
        QVERIFY(!serve.wait_ready().empty());
        QCOMPARE(postmaster_of(data), postmaster); // attached again
        kill(postmaster, SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(postmaster_of(data) != postmaster && lives(postmaster_of(data)), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(test::status_of(serve.url(), "/ready"), 200, 20'000);
        postmaster = postmaster_of(data);
        QCOMPARE(serve.process().stop(10s).code, 0);
        QTRY_VERIFY(!lives(postmaster));
    }

    void twoNodesStartAtOnceOnANewDatabase()
    {
        const auto dsn = cluster_.empty_database();
        std::deque<RunningCtl> nodes;
        for (int node = 0; node < 2; ++node)
            nodes.emplace_back(std::vector<std::string>{"serve", "--dsn", dsn, "--listen", "127.0.0.1:0"});
        for (auto &node : nodes) {
            QCOMPARE(parse(node.wait_ready()).value("event").toString(), QString("ready"));
            QTRY_COMPARE(test::status_of(node.url(), "/ready"), 200);
        }
        Connection database(dsn);
        QVERIFY(database.query("select count(*) = max(version) from holdfast.schema_migration").boolean(0, 0));
        for (auto &node : nodes)
            QCOMPARE(node.process().stop(10s).code, 0);
    }

    void aNewerSchemaIsRefused()
    {
        const auto dsn = cluster_.fresh_database();
        test::run_sql(dsn, "insert into holdfast.schema_migration (version, name, checksum) "
                           "values (9999, 'future', repeat('0', 64))");
        const auto ended = test::run_ctl({"serve", "--dsn", dsn, "--listen", "127.0.0.1:0"});
        QCOMPARE(ended.status.code, 3);
        isSaidInWords(ended, "newer");
    }

    void anAddressInUseIsRefused()
    {
        const auto dsn = cluster_.fresh_database();
        RunningCtl first({"serve", "--dsn", dsn, "--listen", "127.0.0.1:0"});
        QVERIFY(!first.wait_ready().empty());
        const auto address = first.url().substr(std::string("http://").size());
        const auto ended = test::run_ctl({"serve", "--dsn", dsn, "--listen", address});
        QCOMPARE(ended.status.code, 3);
        isSaidInWords(ended, "in use");
    }

    /// What people and scripts do, end to end: make a partner, book, look, move a deadline, let it expire, verify.
    void aPartnerBooksAndTheWorkerExpires()
    {
        const auto dsn = cluster_.fresh_database();
        const auto made = test::run_ctl({"admin", "create-partner", "Partner", "--json", "--dsn", dsn});
        QCOMPARE(made.status.code, 0);
        const auto key = parse(made.out).value("key").toString().toStdString();
        QVERIFY(!key.empty());
        const auto again = test::run_ctl({"admin", "create-partner", "Partner", "--dsn", dsn});
        QCOMPARE(again.status.code, 3);
        isSaidInWords(again, "already");
        QCOMPARE(test::run_ctl({"admin", "set-deadline", "HELD", "4", "--dsn", dsn}).status.code, 0);

        Connection database(dsn);
        const auto slot = test::plant_slot(database, {.vendor = test::plant_vendor(database, "Vendor")});
        RunningCtl serve({"serve", "--dsn", dsn, "--listen", "127.0.0.1:0"});
        QVERIFY(!serve.wait_ready().empty());
        QTRY_COMPARE(test::status_of(serve.url(), "/ready"), 200);
        const auto held = test::request(serve.url(), "POST", "/v1/reservations", key, test::hold_body(slot, "one"));
        QVERIFY2(held.response && held.response->status == 201, held.response ? held.response->body.c_str() : "");
        const auto id = parse(held.response->body).value("reservation_id").toString();

        const auto listed = test::run_ctl({"admin", "list-inflight", "--json", "--dsn", dsn});
        QCOMPARE(listed.status.code, 0);
        const auto rows = parse_lines(listed.out);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.front().value("reservation_id").toString(), id);
        QCOMPARE(rows.front().value("partner").toString(), QString("Partner"));

        RunningCtl worker({"worker", "--roles", "expiry", "--dsn", dsn});
        QCOMPARE(parse(worker.wait_ready()).value("roles").toArray(), (QJsonArray{"expiry"}));
        QTRY_COMPARE_WITH_TIMEOUT(parse_lines(test::run_ctl({"admin", "list-inflight", "--json", "--dsn", dsn}).out).size(),
                                  0, 15'000);
        QTRY_COMPARE(database.query("select string_agg(distinct kind, ',' order by kind) from holdfast.component").text(0, 0),
                     std::string("api,expiry"));

        const auto verified = test::run_ctl({"verify", "--json", "--dsn", dsn});
        QCOMPARE(verified.status.code, 0);
        QCOMPARE(parse_lines(verified.out).size(), 11);
        QCOMPARE(serve.process().stop(10s).code, 0);
        QCOMPARE(worker.process().stop(10s).code, 0);
        QCOMPARE(database.query("select count(*) from holdfast.component").integer(0, 0), std::int64_t{0});
    }

    void namesAreCountedInCharacters()
    {
        const auto dsn = cluster_.fresh_database();
        const auto name = QString(200, QChar(0xfc)).toStdString();
        const auto made = test::run_ctl({"admin", "create-vendor", name, "--dsn", dsn});
        QVERIFY2(made.status.success(), made.err.c_str());
        QCOMPARE(test::run_sql(dsn, "select name from holdfast.vendor").text(0, 0), name);
        const auto refused = test::run_ctl({"admin", "create-partner", "bad\xff", "--dsn", dsn});
        QCOMPARE(refused.status.code, 2);
        isSaidInWords(refused, "UTF-8");
    }

    /// Also with a program that would bring the schema up to date if it were to change anything.
    void lookingChangesNothing()
    {
        const auto dsn = cluster_.fresh_database();
        test::run_sql(dsn, "update holdfast.schema_functions set checksum = repeat('0', 64)");
        QCOMPARE(test::run_ctl({"admin", "list-inflight", "--dsn", dsn}).status.code, 0);
        const auto checksum = [&] { return test::run_sql(dsn, "select checksum from holdfast.schema_functions").text(0, 0); };
        QCOMPARE(checksum(), std::string(64, '0'));
        QCOMPARE(test::run_ctl({"admin", "create-vendor", "V", "--dsn", dsn}).status.code, 0);
        QVERIFY(checksum() != std::string(64, '0'));
    }

    void asManyDescriptorsAsAllowedAreTaken()
    {
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit low{512, std::min<rlim_t>(before.rlim_max, 4'096)};
        process::SpawnOptions shell;
        const auto dsn = cluster_.fresh_database();
        shell.arguments = {"/bin/sh", "-c",
                           "ulimit -Sn " + std::to_string(low.rlim_cur) + "; ulimit -Hn " + std::to_string(low.rlim_max)
                               + "; exec " HOLDFASTCTL " worker --dsn '" + dsn + "'"};
        shell.capture_stdout = true;
        shell.death_signal = SIGKILL;
        process::Process worker(shell);
        QVERIFY(worker.read_line(30s).has_value());
        std::ifstream limits("/proc/" + std::to_string(worker.pid()) + "/limits");
        std::string line;
        while (std::getline(limits, line) && !line.starts_with("Max open files"))
            ;
        QCOMPARE(QString::fromStdString(line).simplified().section(' ', 3, 4),
                 QString("%1 %1").arg(low.rlim_max));
        QCOMPARE(worker.stop(10s).code, 0);
    }

    void verifyTellsAViolation()
    {
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        const auto slot = test::plant_slot(database, {.vendor = test::plant_vendor(database, "Vendor")});
        database.query("update holdfast.slot set held = 3 where id = $1", {slot.to_string()});
        const auto json = test::run_ctl({"verify", "--json", "--dsn", dsn});
        QCOMPARE(json.status.code, 1);
        QStringList red;
        for (const auto &line : parse_lines(json.out)) {
            QVERIFY(line.contains("id") && line.contains("severity") && line.contains("violations"));
            if (line.value("holds").toBool())
                continue;
            red << line.value("id").toString();
            QVERIFY(line.value("examples").toArray().first().toString().contains(QString::fromStdString(slot.to_string())));
        }
        QCOMPARE(red, QStringList{"I1"});
        const auto plain = test::run_ctl({"verify", "--dsn", dsn});
        QCOMPARE(plain.status.code, 1);
        QVERIFY(QString::fromStdString(plain.out).contains("VIOLATED"));
        QVERIFY(QString::fromStdString(plain.out).contains(QString::fromStdString(slot.to_string())));
    }

    void aBackupIsRestored()
    {
        const process::TemporaryFolder folder("holdfast-backup-", {}, 0711);
        const auto file = (folder.path() / "town.backup").string();
        const auto dsn = cluster_.fresh_database();
        {
            Connection database(dsn);
            const auto slot = test::plant_slot(database, {.vendor = test::plant_vendor(database, "Vendor")});
            test::hold_many(database, test::plant_partner(database, "Partner"), slot, 5, "kept");
        }
        const auto saved = test::run_ctl({"backup", file, "--json", "--dsn", dsn});
        QVERIFY2(saved.status.success(), saved.err.c_str());
        QCOMPARE(parse(saved.out).value("event").toString(), QString("backed_up"));
        test::run_sql(dsn, "update holdfast.slot set held = 0");
        QCOMPARE(test::run_ctl({"verify", "--dsn", dsn}).status.code, 1);

        const auto restored = test::run_ctl({"restore", file, "--dsn", dsn});
        QVERIFY2(restored.status.success(), restored.err.c_str());
        QCOMPARE(test::run_ctl({"verify", "--dsn", dsn}).status.code, 0);
        QCOMPARE(test::run_sql(dsn, "select count(*) from holdfast.reservation").integer(0, 0), std::int64_t{5});

        // What is left out of a sandbox's backup is told.
        test::run_sql(dsn, "insert into holdfast.sandbox (name) values ('toy')");
        QCOMPARE(test::run_ctl({"backup", file, "--dsn", dsn}).status.code, 0);
        const auto plain = test::run_ctl({"restore", file, "--dsn", cluster_.fresh_database()});
        QVERIFY2(plain.status.success(), plain.err.c_str());
        isSaidInWords(plain, "the sandbox toy");

        const auto broken = test::run_ctl({"restore", HOLDFASTCTL, "--dsn", dsn});
        QCOMPARE(broken.status.code, 3);
        isSaidInWords(broken, "no backup");
        QCOMPARE(test::run_ctl({"verify", "--dsn", dsn}).status.code, 0);
    }

    void theLifelineEndsIt()
    {
        const auto dsn = cluster_.fresh_database();
        int ends[2] = {-1, -1};
        QCOMPARE(pipe2(ends, O_CLOEXEC), 0);
        RunningCtl worker({"worker", "--dsn", dsn, "--lifeline", "9"}, {{ends[0], 9}});
        QVERIFY(!worker.wait_ready().empty());
        ::close(ends[0]);
        QVERIFY(worker.process().running());
        ::close(ends[1]);
        const auto ended = worker.process().wait(10s);
        QVERIFY(ended);
        QCOMPARE(ended->code, 0);
    }

    void whatWaitsForTheDatabaseCanBeInterrupted_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("verify") << QStringList{"verify"} << 4;
        QTest::newRow("serve, before it is ready") << QStringList{"serve", "--listen", "127.0.0.1:0"} << 0;
    }
    void whatWaitsForTheDatabaseCanBeInterrupted()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        const auto dsn = cluster_.fresh_database();
        Connection database(dsn);
        const storage::Transaction lock(database);
        database.query("lock table holdfast.reservation, holdfast.schema_migration in access exclusive mode");
        auto list = list_of(arguments);
        list.insert(list.end(), {"--dsn", dsn});
        RunningCtl command(list);
        Connection other(dsn);
        QTRY_VERIFY(other.query("select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock'").boolean(0, 0));
        command.process().signal(SIGINT);
        const auto ended = command.process().wait(10s);
        QVERIFY(ended);
        QCOMPARE(ended->code, code);
    }
};

QTEST_APPLESS_MAIN(CtlTest)
#include "ctl_test.moc"

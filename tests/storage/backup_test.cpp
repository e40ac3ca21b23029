#include "backend/process/files.h"
#include "backend/process/observe.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/migrations.h"
#include "backend/storage/private_cluster.h"
#include "tests/support/eventually.h"
#include "tests/support/host.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>

using namespace holdfast;
using namespace holdfast::storage;
using Kind = ClusterError::Kind;
namespace fs = std::filesystem;

namespace {

void add_vendor(const std::string &dsn, const std::string &name)
{
    test::run_sql(dsn, "insert into holdfast.vendor (id, name) values (gen_random_uuid(), $1)", {name});
}

QString vendors(const std::string &dsn)
{
    return QString::fromStdString(
        test::run_sql(dsn, "select coalesce(string_agg(name, ',' order by name), '') from holdfast.vendor").text(0, 0));
}

void write(const fs::path &file, const std::string &bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace

class BackupTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> cluster_;

    fs::path file(const std::string &name) const { return cluster_->folder() / name; }

    QStringList databases() const
    {
        const Rows rows = test::run_sql(cluster_->dsn(), "select datname from pg_database where datname ~ '_(restoring|replaced)$'");
        QStringList names;
        for (std::size_t row = 0; row < rows.size(); ++row)
            names << QString::fromStdString(rows.text(row, 0));
        return names;
    }

private slots:
    void initTestCase() { cluster_ = std::make_unique<test::TestCluster>(); }
    void cleanupTestCase() { cluster_.reset(); }

    void aRestoreBringsBackWhatWasThere()
    {
        const std::string dsn = cluster_->fresh_database();
        add_vendor(dsn, "before");
        backup(dsn, file("good"));
        QCOMPARE(test::mode_of(file("good")), mode_t{0600});
        add_vendor(dsn, "after");
        Connection held_open(dsn);
        held_open.query("select 1");

        restore(dsn, file("good"));

        QCOMPARE(vendors(dsn), QString("before"));
        QVERIFY_EXCEPTION_THROWN(held_open.query("select 1"), ConnectionLost);
        Connection connection(dsn);
        const MigrationReport report = migrate(connection);
        QCOMPARE(report.from_version, newest_schema_version());
        QVERIFY(!report.functions_applied);
        QCOMPARE(databases(), QStringList());
        restore(dsn, file("good")); // and again
        QCOMPARE(vendors(dsn), QString("before"));
    }

    void aBackupFromAnotherClusterIsRead()
    {
        const std::string dsn = cluster_->fresh_database();
        // As if it came from a cluster that has seen many more transactions than this one.
        test::run_sql(dsn, "insert into holdfast.reservation_event (reservation_id, version, xid, event, to_state, at, actor, "
                           "trace_id) values (gen_random_uuid(), 1, '900000000', 'hold', 'HELD', now(), 'test', 'x')");
        backup(dsn, file("other"));
        restore(dsn, file("other"));
        const Rows rows = test::run_sql(dsn, "select xid < pg_snapshot_xmin(pg_current_snapshot()) from holdfast.reservation_event");
        QVERIFY(rows.boolean(0, 0));
        QVERIFY_EXCEPTION_THROWN(test::run_sql(dsn, "update holdfast.reservation_event set actor = 'x'"), StatementFailed);
    }

    void whatIsNoGoodBackupIsRefused_data()
    {
        QTest::addColumn<int>("damage");
        QTest::newRow("missing") << 0;
        QTest::newRow("empty") << 1;
        QTest::newRow("a text") << 2;
        QTest::newRow("cut in the header") << 3;
        QTest::newRow("cut in half") << 4;
        QTest::newRow("cut at the end") << 5;
        QTest::newRow("bytes changed in the data") << 6;
        QTest::newRow("of another program") << 7;
        QTest::newRow("of a newer program") << 8;
    }
    void whatIsNoGoodBackupIsRefused()
    {
        QFETCH(int, damage);
        const std::string dsn = cluster_->fresh_database();
        test::run_sql(dsn, "insert into holdfast.vendor (id, name) select gen_random_uuid(), md5(n::text) "
                           "from generate_series(1, 500) as n");
        const QString before = vendors(dsn);
        const fs::path bad = file("bad-" + std::to_string(damage));
        if (damage >= 3 && damage <= 6) {
            backup(dsn, bad);
            std::string bytes = process::read_file(bad).value();
            const std::size_t size = bytes.size();
            if (damage == 6) {
                // The vendors are near the end, however long the text of the schema before them grows.
                for (std::size_t at = size - 8'000; at < size - 7'800; ++at)
                    bytes[at] = static_cast<char>(~bytes[at]);
            }
            write(bad, bytes.substr(0, damage == 3 ? 20 : damage == 4 ? size / 2 : damage == 5 ? size - 30 : size));
        } else if (damage == 1 || damage == 2) {
            write(bad, damage == 1 ? "" : "Not a backup at all.\n");
        } else if (damage == 7) {
            const std::string other = cluster_->empty_database();
            test::run_sql(other, "create table stranger (n integer)");
            backup(other, bad);
        } else if (damage == 8) {
            const std::string newer = cluster_->fresh_database();
            test::run_sql(newer, "insert into holdfast.schema_migration values (9999, 'x', repeat('0', 64))");
            backup(newer, bad);
        }

        QString said;
        try {
            restore(dsn, bad);
        } catch (const SchemaError &error) {
            QCOMPARE(damage, 8);
            said = error.what();
        } catch (const ClusterError &error) {
            QCOMPARE(error.kind() == Kind::Damaged, damage != 0);
            said = error.what();
        }
        QVERIFY2(said.contains(QString::fromStdString(bad.filename().string())), qPrintable(said));
        QCOMPARE(vendors(dsn), before);
        QCOMPARE(databases(), QStringList());
    }

    /// A rename would replace a device or a pipe by a file.
    void onlyARegularFileIsReplaced_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"pipe", "link", "link to nothing", "folder"})
            QTest::newRow(kind) << kind;
    }
    void onlyARegularFileIsReplaced()
    {
        QFETCH(QString, kind);
        const fs::path target = file("special " + kind.toStdString());
        write(file("pointed to"), "untouched");
        if (kind == "pipe")
            QCOMPARE(mkfifo(target.c_str(), 0600), 0);
        else if (kind == "folder")
            fs::create_directory(target);
        else
            fs::create_symlink(kind == "link" ? file("pointed to") : file("nothing"), target);
        const auto type = fs::symlink_status(target).type();
        QString said;
        try {
            backup(cluster_->dsn(), target);
        } catch (const ClusterError &error) {
            said = error.what();
        }
        QVERIFY2(said.contains("no regular file"), qPrintable(said));
        QVERIFY(fs::symlink_status(target).type() == type);
        QCOMPARE(process::read_file(file("pointed to")), std::optional<std::string>("untouched"));
    }

    /// Whether a database is a sandbox, whose clock may be moved, is its own affair.
    void aDatabaseStaysWhatItIs()
    {
        const std::string sandbox = cluster_->fresh_database();
        test::run_sql(sandbox, "insert into holdfast.sandbox (name) values ('toy'); select holdfast.advance_clock('4 hours')");
        const std::string plain = cluster_->fresh_database();
        backup(sandbox, file("of a sandbox"));
        backup(plain, file("of none"));

        const auto standing = [](const std::string &dsn) {
            return QString::fromStdString(
                test::run_sql(dsn, "select coalesce((select name from holdfast.sandbox), 'none') || ' ' || offset_by "
                                   "from holdfast.clock").text(0, 0));
        };
        restore(plain, file("of a sandbox"));
        QCOMPARE(standing(plain), QString("none 00:00:00"));
        QVERIFY_EXCEPTION_THROWN(test::run_sql(plain, "select holdfast.advance_clock('1 hour')"), StatementFailed);
        restore(sandbox, file("of none"));
        QCOMPARE(standing(sandbox), QString("toy 04:00:00"));

        const std::string other = cluster_->fresh_database();
        test::run_sql(other, "insert into holdfast.sandbox (name) values ('other'); select holdfast.advance_clock('1 hour')");
        restore(other, file("of a sandbox"));
        QCOMPARE(standing(other), QString("other 04:00:00")); // the clock never goes back
        const std::string empty = cluster_->empty_database();
        restore(empty, file("of a sandbox"));
        QCOMPARE(standing(empty), QString("none 00:00:00"));
    }

    void aFullDiskLeavesTheLastBackup()
    {
        const std::string dsn = cluster_->fresh_database();
        add_vendor(dsn, "kept");
        backup(dsn, file("last"));
        const auto good = process::read_file(file("last"));

        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit tight{4096, before.rlim_max};
        std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &tight);
        std::optional<Kind> kind;
        try {
            backup(dsn, file("last"));
        } catch (const ClusterError &error) {
            kind = error.kind();
        }
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(kind, std::optional(Kind::DiskFull));
        QCOMPARE(process::read_file(file("last")), good);
    }

    void noSecretIsOnAnyCommandLine()
    {
        // The password in the DSN itself, as of a server elsewhere.
        Conninfo conninfo = parse_conninfo(cluster_->fresh_database());
        const std::string line = process::read_file(conninfo.at("passfile")).value();
        const auto colon = line.rfind(':');
        const std::string password = line.substr(colon + 1, line.find('\n') - colon - 1);
        QVERIFY(password.size() > 10);
        conninfo.erase("passfile");
        conninfo["password"] = password;
        const std::string dsn = to_dsn(conninfo);

        // A lock keeps the dump waiting while it is looked at.
        Connection connection(dsn);
        std::optional<Transaction> lock(std::in_place, connection);
        connection.query("lock table holdfast.vendor in access exclusive mode");
        std::thread dump([&] { backup(dsn, file("secret")); });
        std::string command_line;
        const bool seen = test::eventually([&] {
            for (const auto &observed : process::observe_all()) {
                const auto text = process::read_file("/proc/" + std::to_string(observed.pid) + "/cmdline").value_or("");
                if (observed.executable.filename() == "pg_dump" && text.find(cluster_->folder().string()) != text.npos)
                    command_line = text;
            }
            return !command_line.empty();
        });
        lock.reset();
        dump.join();
        QVERIFY(seen);
        QVERIFY(command_line.find("dbname=") != command_line.npos);
        QVERIFY2(command_line.find(password) == command_line.npos, "the password was on the command line");
        QVERIFY(fs::exists(file("secret")));
    }
};

QTEST_APPLESS_MAIN(BackupTest)
#include "backup_test.moc"

#include "backend/storage/cluster_error.h"

#include <QTest>

#include <cstdint>
#include <limits>
#include <system_error>

using namespace holdfast::storage;
using Kind = ClusterError::Kind;

Q_DECLARE_METATYPE(Kind)

class ClusterErrorTest : public QObject
{
    Q_OBJECT

private slots:
    void systemErrors_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<Kind>("kind");
        QTest::newRow("full") << ENOSPC << Kind::DiskFull;
        QTest::newRow("quota") << EDQUOT << Kind::DiskFull;
        QTest::newRow("limit") << EFBIG << Kind::DiskFull;
        QTest::newRow("read-only") << EROFS << Kind::ReadOnly;
        QTest::newRow("denied") << EACCES << Kind::PermissionDenied;
        QTest::newRow("not permitted") << EPERM << Kind::PermissionDenied;
        QTest::newRow("anything else") << EIO << Kind::StartFailed;
    }
    void systemErrors()
    {
        QFETCH(int, number);
        QFETCH(Kind, kind);
        try {
            explained("start", "/srv/data", [&] { throw std::system_error(number, std::generic_category()); });
            QFAIL("no error");
        } catch (const ClusterError &error) {
            QCOMPARE(error.kind(), kind);
            QVERIFY(QString(error.what()).contains("/srv/data"));
        }
    }

    void serverLogs_data()
    {
        QTest::addColumn<QString>("log");
        QTest::addColumn<Kind>("kind");
        QTest::newRow("full") << "PANIC:  could not write to file \"pg_wal/xlogtemp.7\": No space left on device"
                              << Kind::DiskFull;
        QTest::newRow("read-only") << "FATAL:  could not create lock file \"postmaster.pid\": Read-only file system"
                                   << Kind::ReadOnly;
        QTest::newRow("version") << "FATAL:  database files are incompatible with server" << Kind::WrongVersion;
        QTest::newRow("log damaged") << "PANIC:  could not locate a valid checkpoint record" << Kind::Damaged;
        QTest::newRow("control file missing") << "postgres: could not find the database system\nExpected to find it in the "
                                                 "directory \"/x\", but could not open file \"/x/global/pg_control\""
                                              << Kind::Damaged;
        QTest::newRow("in use") << "FATAL:  lock file \"postmaster.pid\" already exists" << Kind::Locked;
        QTest::newRow("port in use") << "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use"
                                     << Kind::Locked;
        QTest::newRow("anything else") << "FATAL:  no such thing" << Kind::StartFailed;
        QTest::newRow("silence") << "" << Kind::StartFailed;
    }
    void serverLogs()
    {
        QFETCH(QString, log);
        QFETCH(Kind, kind);
        const ClusterError error = explain_output(log.toStdString(), "start PostgreSQL", "/srv/data");
        QCOMPARE(error.kind(), kind);
        QVERIFY(QString(error.what()).contains("/srv/data"));
        QVERIFY(QString(error.what()).contains(log.split('\n').last()));
    }

    void spaceIsAskedForFirst()
    {
        require_space("/", 0, "start");
        try {
            require_space("/", std::numeric_limits<std::uintmax_t>::max(), "start");
            QFAIL("no error");
        } catch (const ClusterError &error) {
            QCOMPARE(error.kind(), Kind::DiskFull);
        }
    }
};

QTEST_APPLESS_MAIN(ClusterErrorTest)
#include "cluster_error_test.moc"

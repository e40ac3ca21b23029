#include "models/cell.h"
#include "models/kept_sandboxes.h"
#include "models/sandbox_processes.h"

#include "backend/process/files.h"
#include "backend/storage/private_cluster.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace holdfast;
using namespace holdfast::models;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
constexpr int patienceMs = 60'000;

int rowOf(const QAbstractItemModel &model, const QString &first)
{
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row, 0).data().toString() == first)
            return row;
    }
    return -1;
}

} // namespace

/// A real sandbox looked at from outside, kept while it is up, listed and removed.
class SandboxesTest final : public QObject
{
    Q_OBJECT

private slots:
    void aSandboxIsSeenKeptAndRemoved()
    {
        QProcess keeper;
        keeper.start(QStringLiteral(HOLDFAST_CTL),
                     {QStringLiteral("sandbox"), QStringLiteral("up"), QStringLiteral("--json"),
                      QStringLiteral("--data-dir"), dataDir()});
        QTRY_VERIFY_WITH_TIMEOUT(keeper.canReadLine(), patienceMs);
        const auto ready = QJsonDocument::fromJson(keeper.readLine()).object();
        const auto name = ready.value(u"name").toString();
        QVERIFY2(!name.isEmpty(), keeper.readAllStandardError().constData());

        SandboxProcesses sandbox(runtimeDir());
        const QAbstractItemModelTester tester(&sandbox, fatal);
        sandbox.setName(name);
        QVERIFY(sandbox.isUp());
        QCOMPARE(sandbox.about().apiUrl, ready.value(u"api_url").toString());
        QCOMPARE(sandbox.about().gatewayUrl, ready.value(u"gateway_url").toString());
        for (const auto &part : {"api", "worker", "gateway", "database", "keeper"}) {
            const int row = rowOf(sandbox, QString::fromLatin1(part));
            QVERIFY2(row >= 0, part);
            QCOMPARE(sandbox.index(row, SandboxProcesses::Condition).data().toString(), QStringLiteral("runs"));
            QVERIFY(sandbox.index(row, SandboxProcesses::Memory).data(RawValueRole).toLongLong() > 0);
        }
        const int worker = rowOf(sandbox, QStringLiteral("worker"));
        const auto pid = sandbox.index(worker, SandboxProcesses::Process).data(RawValueRole).toInt();
        QCOMPARE(pid, ready.value(u"pids").toObject().value(u"worker").toInt());
        QCOMPARE(::kill(pid, SIGSTOP), 0);
        sandbox.setActive(true); // it looks by itself
        QTRY_COMPARE(sandbox.index(worker, SandboxProcesses::Condition).data().toString(), QStringLiteral("paused"));
        QCOMPARE(::kill(pid, SIGCONT), 0);
        QTRY_COMPARE(sandbox.index(worker, SandboxProcesses::Condition).data().toString(), QStringLiteral("runs"));

        QVERIFY(sandbox.setKept(true) && sandbox.about().kept);
        QVERIFY(sandbox.setKept(false) && !sandbox.about().kept);
        QVERIFY(sandbox.setKept(true));
        ::kill(pid_t(keeper.processId()), SIGINT);
        QVERIFY(keeper.waitForFinished(patienceMs));
        QTRY_VERIFY(!sandbox.isUp());
        QCOMPARE(sandbox.rowCount(), 0);
        QVERIFY(!sandbox.setKept(false)); // too late

        KeptSandboxes kept(QStringLiteral(HOLDFAST_CTL), dataDir());
        const QAbstractItemModelTester keptTester(&kept, fatal);
        kept.reload();
        QTRY_COMPARE_WITH_TIMEOUT(kept.rowCount(), 1, patienceMs);
        QCOMPARE(kept.nameOf(0), name);
        QVERIFY(!kept.isInUse(0) && kept.bytesOf(0) > 1'000'000);
        QVERIFY(QDir(kept.folderOf(0)).exists());
        const auto folder = kept.folderOf(0);
        kept.remove(name);
        QTRY_COMPARE_WITH_TIMEOUT(kept.rowCount(), 0, patienceMs);
        QCOMPARE(kept.error(), QString());
        QVERIFY(!QDir(folder).exists());
        kept.remove(name); // somebody was quicker
        QTRY_VERIFY_WITH_TIMEOUT(!kept.error().isEmpty(), patienceMs);
    }

    void aProgramThatIsNotThereIsSaid()
    {
        KeptSandboxes kept(QStringLiteral("/nonexistent/holdfastctl"), dataDir());
        QSignalSpy loaded(&kept, &KeptSandboxes::loaded);
        kept.reload();
        QTRY_VERIFY(loaded.size() > 0);
        QVERIFY(!kept.error().isEmpty() && !kept.hasLoaded());
    }

    void whatIsNoEntryIsNoSandbox_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("hello");
        QTest::newRow("a keeper that is gone") << QByteArray(R"({"name":"sandbox-x","pid":999999999,"pids":{"api":999999998}})");
        QTest::newRow("pids that are none") << QByteArray(R"({"name":"sandbox-x","pid":"7","pids":[1,2]})");
    }
    void whatIsNoEntryIsNoSandbox()
    {
        QFETCH(QByteArray, entry);
        const process::TemporaryFolder folder;
        const auto runtime = QString::fromStdString(folder.path());
        QVERIFY(QDir().mkpath(runtime + QStringLiteral("/sandboxes")));
        QFile file(runtime + QStringLiteral("/sandboxes/sandbox-x.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(entry);
        file.close();
        SandboxProcesses sandbox(runtime);
        sandbox.setName(QStringLiteral("sandbox-x"));
        QVERIFY(!sandbox.isUp());
        QCOMPARE(sandbox.rowCount(), 0);
        sandbox.setName(QStringLiteral("../sandboxes/sandbox-x")); // a name is a name
        QVERIFY(!sandbox.isUp());
    }

private:
    [[nodiscard]] QString dataDir() const { return QString::fromStdString(m_folder.path() / "data"); }
    [[nodiscard]] static QString runtimeDir() { return QString::fromStdString(storage::default_runtime_dir()); }

    const process::TemporaryFolder m_folder{"hf-sandbox-", {}, 0711};
};

QTEST_GUILESS_MAIN(SandboxesTest)
#include "sandboxes_test.moc"

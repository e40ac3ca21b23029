#include "models/console_models.h"
#include "tests/support/test_cluster.h"

#include "backend/storage/private_cluster.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace holdfast;
using namespace holdfast::models;

namespace {

constexpr int patienceMs = 120'000;

} // namespace

/// The demo as the console starts it: a real holdfastctl, with all the processes of its sandbox.
class DemoTest final : public QObject
{
    Q_OBJECT

private slots:
    void itComesUpIsWatchedAndGoesDown();
    void whatCannotStartIsToldPlainly();
    void aRunnerThatSaysSomethingElseIsEnded();
};

void DemoTest::itComesUpIsWatchedAndGoesDown()
{
    const auto data = test::scratch_folder() / (test::scratch_prefix() + "demo");
    std::filesystem::create_directories(data);
    std::filesystem::permissions(data, std::filesystem::perms(0711)); // the server's own account must get through
    {
        ConsoleModels models({QString::fromStdString(storage::default_runtime_dir().string()),
                              QString::fromStdString(data.string()), QStringLiteral(HOLDFAST_CTL), {}});
        auto &demo = models.demo();
        QCOMPARE(demo.state(), Demo::State::Off);
        demo.start();
        QCOMPARE(demo.state(), Demo::State::Starting);
        demo.start(); // one at a time
        QTRY_VERIFY2_WITH_TIMEOUT(demo.state() != Demo::State::Starting, qPrintable(demo.error()), patienceMs);
        QVERIFY2(demo.state() == Demo::State::Running, qPrintable(demo.error()));
        const auto key = models.environments().current().key;
        QVERIFY2(key.startsWith(QStringLiteral("sandbox/") + demo.sandbox()), qPrintable(key));
        QTRY_VERIFY_WITH_TIMEOUT(models.reservations().rowCount() > 0, patienceMs);

        demo.stop();
        QCOMPARE(demo.state(), Demo::State::Stopping);
        QTRY_COMPARE_WITH_TIMEOUT(demo.state(), Demo::State::Off, patienceMs);
        QCOMPARE(demo.error(), QString());
        QTRY_VERIFY_WITH_TIMEOUT(!models.environments().current().alive, patienceMs);
    }
    std::filesystem::remove_all(data);
}

void DemoTest::whatCannotStartIsToldPlainly()
{
    Demo demo(QStringLiteral("/nonexistent/holdfastctl"), QStringLiteral("/nonexistent"));
    demo.start();
    QTRY_COMPARE_WITH_TIMEOUT(demo.state(), Demo::State::Off, patienceMs);
    QVERIFY2(demo.error().contains(QStringLiteral("could not be started")), qPrintable(demo.error()));

    Demo refused(QStringLiteral(HOLDFAST_CTL), QStringLiteral("/proc/nowhere"));
    refused.start();
    QTRY_COMPARE_WITH_TIMEOUT(refused.state(), Demo::State::Off, patienceMs);
    QVERIFY2(refused.error().contains(QStringLiteral("exit code")), qPrintable(refused.error()));
}

void DemoTest::aRunnerThatSaysSomethingElseIsEnded()
{
    QTemporaryDir folder;
    const auto program = folder.filePath(QStringLiteral("runner"));
    QFile file(program);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/bin/sh\necho hello\nexec cat\n");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    Demo demo(program, folder.path());
    QSignalSpy up(&demo, &Demo::up);
    demo.start();
    QTRY_COMPARE_WITH_TIMEOUT(demo.state(), Demo::State::Off, patienceMs);
    QVERIFY2(demo.error().contains(QStringLiteral("something else")), qPrintable(demo.error()));
    QCOMPARE(up.size(), 0);
}

QTEST_GUILESS_MAIN(DemoTest)
#include "demo_test.moc"

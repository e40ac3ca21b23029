#include "app/console/single_instance.h"
#include "tests/support/host.h"

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QLockFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

using namespace holdfast;
using console::SingleInstance;

namespace {

constexpr int patienceMs = 60'000;
const auto reservation = QStringLiteral("01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a11");

/// A real console off screen, over a data folder that cannot be: it opens its window at once and has no database.
class Console final
{
public:
    Console(const QString &home, const QStringList &arguments)
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home);
        m_process.setProcessEnvironment(environment);
        const auto nowhere = home + QStringLiteral("/file/below");
        m_process.start(QStringLiteral(HOLDFAST_CONSOLE), QStringList{QStringLiteral("--data-dir"), nowhere} + arguments);
    }
    ~Console()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] bool says(const QByteArray &words)
    {
        m_said += m_process.readAllStandardError();
        return m_said.contains(words);
    }
    [[nodiscard]] bool isUp() { return says("the embedded backend did not start"); }
    int wait()
    {
        const bool ended = m_process.waitForFinished(patienceMs);
        return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void send(int signal) { ::kill(pid_t(m_process.processId()), signal); }
    [[nodiscard]] bool runs() { return !m_process.waitForFinished(0) && m_process.state() == QProcess::Running; }
    [[nodiscard]] const QByteArray &said() const { return m_said; }

private:
    QProcess m_process;
    QByteArray m_said;
};

QString onlyFile(const QString &folder, const QString &pattern)
{
    const auto files = QDir(folder).entryList({pattern}, QDir::Files | QDir::System);
    return files.size() == 1 ? folder + u'/' + files.first() : QString();
}

} // namespace

class SingleInstanceTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aSecondStartHandsOverAndEnds();
    void aKilledOneIsTakenOver();
    void anotherDataFolderIsAnotherConsole();
    void anIdThatIsNoneIsAMistake();
    void onlyItsOwnerReachesIt();
    void whatIsNoRequestIsDropped_data();
    void whatIsNoRequestIsDropped();
    void oneThatHangsIsSaid();
    void aFolderThatCannotBeWrittenLetsItRun();

private:
    std::unique_ptr<QTemporaryDir> m_home;
};

void SingleInstanceTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(QFile(m_home->filePath(QStringLiteral("file"))).open(QIODevice::WriteOnly));
}

void SingleInstanceTest::aSecondStartHandsOverAndEnds()
{
    Console first(m_home->path(), {});
    QTRY_VERIFY2_WITH_TIMEOUT(first.isUp(), first.said().constData(), patienceMs);
    Console second(m_home->path(), {QStringLiteral("--open"), reservation.toUpper()});
    QCOMPARE(second.wait(), 0);
    QVERIFY(second.says("runs already"));
    QTRY_VERIFY2_WITH_TIMEOUT(first.says("opens " + reservation.toLatin1()), first.said().constData(), patienceMs);
    Console third(m_home->path(), {});
    QCOMPARE(third.wait(), 0);
    QVERIFY(first.runs());
    first.send(SIGTERM);
    QCOMPARE(first.wait(), 0);
}

void SingleInstanceTest::aKilledOneIsTakenOver()
{
    Console first(m_home->path(), {});
    QTRY_VERIFY2_WITH_TIMEOUT(first.isUp(), first.said().constData(), patienceMs);
    first.send(SIGKILL);
    QCOMPARE(first.wait(), -1);
    Console second(m_home->path(), {QStringLiteral("--open"), reservation});
    QTRY_VERIFY2_WITH_TIMEOUT(second.isUp(), second.said().constData(), patienceMs);
    QVERIFY2(second.says("opens " + reservation.toLatin1()), second.said().constData());
    Console third(m_home->path(), {});
    QCOMPARE(third.wait(), 0); // the socket is its own, not the dead one's
    QVERIFY(second.runs());
}

void SingleInstanceTest::anotherDataFolderIsAnotherConsole()
{
    QTemporaryDir other;
    SingleInstance one(m_home->path(), other.path());
    SingleInstance same(m_home->path(), other.path() + QStringLiteral("/../") + QDir(other.path()).dirName());
    SingleInstance another(m_home->path(), m_home->path());
    QSignalSpy asked(&one, &SingleInstance::asked);
    QCOMPARE(one.claim({}), SingleInstance::Standing::First);
    QCOMPARE(another.claim({}), SingleInstance::Standing::First);
    // Both live in this process: the request is passed on from another thread.
    SingleInstance::Standing standing = SingleInstance::Standing::First;
    std::thread start([&] { standing = same.claim(reservation); });
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 1, patienceMs);
    start.join();
    QCOMPARE(standing, SingleInstance::Standing::PassedOn);
    QCOMPARE(asked.first().first().toString(), reservation);
}

void SingleInstanceTest::anIdThatIsNoneIsAMistake()
{
    Console console(m_home->path(), {QStringLiteral("--open"), QStringLiteral("booking-7")});
    QCOMPARE(console.wait(), 2);
    QVERIFY2(console.says("'booking-7' is not the id of a reservation"), console.said().constData());
}

void SingleInstanceTest::onlyItsOwnerReachesIt()
{
    const auto runtime = m_home->filePath(QStringLiteral("runtime"));
    SingleInstance instance(runtime, m_home->path());
    QCOMPARE(instance.claim({}), SingleInstance::Standing::First);
    QCOMPARE(test::mode_of(runtime.toStdString()) & 077, mode_t(0));
    const auto socket = onlyFile(runtime, QStringLiteral("*.sock"));
    QVERIFY(!socket.isEmpty());
    QCOMPARE(test::mode_of(socket.toStdString()) & 077, mode_t(0));
}

void SingleInstanceTest::whatIsNoRequestIsDropped_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("nonsense") << QByteArray("GET / HTTP/1.1\r\n\r\n");
    QTest::newRow("an id that is none") << QByteArray("open booking-7\n");
    QTest::newRow("an id with more") << QByteArray("open " + reservation.toLatin1() + " and more\n");
    QTest::newRow("endless") << QByteArray(100'000, 'a');
    QTest::newRow("nothing") << QByteArray();
}

void SingleInstanceTest::whatIsNoRequestIsDropped()
{
    QFETCH(QByteArray, request);
    SingleInstance instance(m_home->path(), m_home->path());
    QSignalSpy asked(&instance, &SingleInstance::asked);
    QCOMPARE(instance.claim({}), SingleInstance::Standing::First);
    QLocalSocket peer;
    peer.connectToServer(onlyFile(m_home->path(), QStringLiteral("*.sock")));
    QVERIFY(peer.waitForConnected(patienceMs));
    peer.write(request);
    QTRY_COMPARE_WITH_TIMEOUT(peer.state(), QLocalSocket::UnconnectedState, patienceMs);
    QCOMPARE(peer.readAll(), QByteArray());
    QCOMPARE(asked.size(), 0);
}

void SingleInstanceTest::oneThatHangsIsSaid()
{
    Console first(m_home->path(), {});
    QTRY_VERIFY2_WITH_TIMEOUT(first.isUp(), first.said().constData(), patienceMs);
    first.send(SIGSTOP);
    Console second(m_home->path(), {});
    const int status = second.wait();
    first.send(SIGCONT);
    QCOMPARE(status, 1);
    QVERIFY2(second.says("does not answer"), second.said().constData());
}

void SingleInstanceTest::aFolderThatCannotBeWrittenLetsItRun()
{
    SingleInstance instance(m_home->filePath(QStringLiteral("file")) + QStringLiteral("/below"), m_home->path());
    QCOMPARE(instance.claim({}), SingleInstance::Standing::First);
}

QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "single_instance_test.moc"

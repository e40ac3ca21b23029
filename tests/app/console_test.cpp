#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/stat.h>

namespace {

constexpr int patienceMs = 60'000;

/// The real console, off screen or without any screen.
class Console final
{
public:
    explicit Console(const QStringList &arguments, const QMap<QString, QString> &display)
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const auto &name : {QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("DISPLAY"),
                                 QStringLiteral("WAYLAND_DISPLAY")})
            environment.remove(name);
        for (auto it = display.begin(); it != display.end(); ++it)
            environment.insert(it.key(), it.value());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_home.path());
        m_process.setProcessEnvironment(environment);
        m_process.start(QStringLiteral(HOLDFAST_CONSOLE), arguments);
    }
    /// The exit code, or -1 when it did not exit by itself.
    int wait()
    {
        const bool ended = m_process.waitForFinished(patienceMs);
        return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    [[nodiscard]] bool runs() { return !m_process.waitForFinished(0) && m_process.state() == QProcess::Running; }
    void terminate() { ::kill(pid_t(m_process.processId()), SIGTERM); }
    QByteArray out() { return m_process.readAllStandardOutput(); }
    QByteArray complaints()
    {
        m_complaints += m_process.readAllStandardError();
        return m_complaints;
    }

private:
    QTemporaryDir m_home;
    QProcess m_process;
    QByteArray m_complaints;
};

const QMap<QString, QString> offScreen{{QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen")}};

bool processLives(const QString &pidFile)
{
    QFile file(pidFile);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const auto pid = file.readLine().trimmed().toInt();
    return pid > 0 && ::kill(pid, 0) == 0;
}

} // namespace

class ConsoleTest final : public QObject
{
    Q_OBJECT

private slots:
    void withoutADisplayOneLineSaysWhatToDo_data()
    {
        QTest::addColumn<QString>("display");
        QTest::newRow("none") << QString();
        QTest::newRow("one that does not answer") << QStringLiteral(":7731");
    }
    void withoutADisplayOneLineSaysWhatToDo()
    {
        QFETCH(QString, display);
        Console console({}, display.isEmpty() ? QMap<QString, QString>()
                                              : QMap<QString, QString>{{QStringLiteral("DISPLAY"), display}});
        QCOMPARE(console.wait(), 1);
        const auto said = console.complaints();
        QVERIFY2(said.contains("packaging/run.sh --headless"), said.constData());
        QCOMPARE(said.count('\n'), 1);
    }

    void theCommandLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("out");
        QTest::newRow("help") << QStringList{QStringLiteral("--help")} << 0 << QByteArray("--screenshots");
        QTest::newRow("version") << QStringList{QStringLiteral("--version")} << 0 << QByteArray(".");
        QTest::newRow("unknown") << QStringList{QStringLiteral("--bogus")} << 2 << QByteArray();
        QTest::newRow("a measure without its benchmark")
            << QStringList{QStringLiteral("--bench-rows"), QStringLiteral("500")} << 2 << QByteArray();
        QTest::newRow("value missing") << QStringList{QStringLiteral("--dsn")} << 2 << QByteArray();
    }
    void theCommandLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, out);
        Console console(arguments, {}); // needs no display
        QTEST(console.wait(), "exitCode");
        QVERIFY(console.out().contains(out));
    }

    void itKeepsItsOwnBackendAndLeavesNothingBehind()
    {
        QTemporaryDir data;
        ::chmod(QFile::encodeName(data.path()).constData(), 0711); // the server's own account must get through
        Console console({QStringLiteral("--data-dir"), data.path()}, offScreen);
        const QString pidFile = data.filePath(QStringLiteral("cluster/postmaster.pid"));
        QTRY_VERIFY2_WITH_TIMEOUT(processLives(pidFile), console.complaints().constData(), patienceMs);
        QVERIFY(console.runs());
        console.terminate();
        QCOMPARE(console.wait(), 0);
        QVERIFY(!processLives(pidFile));
    }

    void aBackendThatCannotStartLeavesTheWindowUsable()
    {
        QTemporaryDir data;
        const QString file = data.filePath(QStringLiteral("file"));
        QFile(file).open(QIODevice::WriteOnly);
        Console console({QStringLiteral("--data-dir"), file + QStringLiteral("/below")}, offScreen);
        QTRY_VERIFY_WITH_TIMEOUT(console.complaints().contains("the embedded backend did not start"), patienceMs);
        QVERIFY(console.runs());
        console.terminate();
        QCOMPARE(console.wait(), 0);
    }

    /// That it measures something, and nothing of how fast.
    void theBenchmarkMeasuresWhatReallyHappened()
    {
        QTemporaryDir data;
        ::chmod(QFile::encodeName(data.path()).constData(), 0711);
        Console console({QStringLiteral("--bench-ui"), QStringLiteral("--bench-rows"), QStringLiteral("700"),
                         QStringLiteral("--bench-rate"), QStringLiteral("250"), QStringLiteral("--bench-seconds"),
                         QStringLiteral("4"), QStringLiteral("--data-dir"), data.path()},
                        offScreen);
        QCOMPARE(console.wait(), 0);
        const auto out = console.out();
        QCOMPARE(out.count('\n'), 1);
        const auto line = QJsonDocument::fromJson(out).object();
        for (const char *name : {"frame_p99_ms", "change_to_screen_p95_ms", "first_window_ms", "rss_mb", "frames",
                                 "frames_painted", "samples", "pages_read", "changes_per_second"})
            QVERIFY2(line.value(QLatin1String(name)).toDouble(-1) > 0, name + QByteArray(": ") + out);
        QCOMPARE(line.value(u"rows_in_flight").toInt(), 700);
        QCOMPARE(line.value(u"rows_on_page").toInt(), 500);
        QCOMPARE(line.value(u"platform").toString(), QStringLiteral("offscreen"));
        QVERIFY(line.value(u"change_to_screen_p95_ms").toDouble() <= line.value(u"change_to_screen_max_ms").toDouble());
        QVERIFY(line.value(u"frame_p99_ms").toDouble() <= line.value(u"frame_max_ms").toDouble());
        // Each change told of was shown, but those of the last moment.
        QVERIFY2(line.value(u"changes_not_seen").toInt() <= line.value(u"samples").toInt(), out);
    }

    void picturesThatCannotBeTakenAreAFailure()
    {
        QTemporaryDir data;
        const QString file = data.filePath(QStringLiteral("file"));
        QFile(file).open(QIODevice::WriteOnly);
        Console console({QStringLiteral("--screenshots"), file + QStringLiteral("/below")}, {});
        QCOMPARE(console.wait(), 1);
        QVERIFY(console.complaints().contains("no pictures: the folder"));
    }
};

QTEST_GUILESS_MAIN(ConsoleTest)
#include "console_test.moc"

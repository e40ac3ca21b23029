#include "backend/process/account.h"
#include "backend/process/descriptor.h"
#include "backend/process/lifeline.h"
#include "backend/process/observe.h"
#include "backend/process/process.h"
#include "tests/support/host.h"

#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <thread>

using namespace holdfast::process;
using namespace std::chrono_literals;

namespace {

SpawnOptions shell(const std::string &script)
{
    SpawnOptions options;
    options.arguments = {"/bin/sh", "-c", script};
    return options;
}

QString output_of(const SpawnOptions &options)
{
    return QString::fromStdString(run(options, 10s).out).trimmed();
}

} // namespace

class ProcessTest : public QObject
{
    Q_OBJECT

private slots:
    void endings_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("signal");
        QTest::newRow("success") << "true" << 0 << 0;
        QTest::newRow("failure") << "exit 7" << 7 << 0;
        QTest::newRow("killed") << "kill -KILL $$" << 0 << SIGKILL;
        QTest::newRow("terminated") << "kill -TERM $$" << 0 << SIGTERM;
    }
    void endings()
    {
        QFETCH(QString, script);
        QFETCH(int, code);
        QFETCH(int, signal);
        Process process(shell(script.toStdString()));
        const auto status = process.wait(10s);
        QVERIFY(status.has_value());
        QCOMPARE(status->code, code);
        QCOMPARE(status->signal, signal);
        QCOMPARE(status->success(), code == 0 && signal == 0);
        QVERIFY(!process.running());
        process.signal(SIGKILL); // of nobody
    }

    void aProgramThatCannotStartSaysWhy_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("error");
        QTest::newRow("missing path") << "/no/such/program" << ENOENT;
        QTest::newRow("missing name") << "no-such-program-anywhere" << ENOENT;
        QTest::newRow("not executable") << "/etc/passwd" << EACCES;
        QTest::newRow("a folder") << "/tmp" << EACCES;
    }
    void aProgramThatCannotStartSaysWhy()
    {
        QFETCH(QString, program);
        QFETCH(int, error);
        SpawnOptions options;
        options.arguments = {program.toStdString()};
        const auto before = holdfast::test::open_descriptors();
        const auto start = [](const SpawnOptions &how) { const Process process(how); };
        for (const auto &attempt : {std::function<void()>([&] { start(options); }),
                                    std::function<void()>([&] { (void)start_detached(options); })}) {
            try {
                attempt();
                QFAIL("started");
            } catch (const std::system_error &failure) {
                QCOMPARE(failure.code().value(), error);
            }
        }
        QCOMPARE(holdfast::test::open_descriptors(), before);
    }

    void linesArriveAsTheyAreWritten()
    {
        SpawnOptions options = shell("echo one; read go; printf 'two\\n\\nthree'");
        options.capture_stdout = true;
        Pipe input = make_pipe();
        options.inherit = {{input.read.get(), 0}};
        Process process(options);
        QCOMPARE(process.read_line(10s), std::optional<std::string>("one"));
        QCOMPARE(process.read_line(20ms), std::nullopt);
        QCOMPARE(::write(input.write.get(), "go\n", 3), ssize_t{3});
        QCOMPARE(process.read_line(10s), std::optional<std::string>("two"));
        QCOMPARE(process.read_line(10s), std::optional<std::string>(""));
        QCOMPARE(process.read_line(10s), std::optional<std::string>("three"));
        QCOMPARE(process.read_line(10s), std::nullopt);
    }

    void stopAsksThenKills_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("signal");
        QTest::newRow("obeys") << "tail -f /dev/null & trap 'kill $!; exit 3' TERM; echo up; wait" << 3 << 0;
        QTest::newRow("dies of it") << "echo up; exec tail -f /dev/null" << 0 << SIGTERM;
        QTest::newRow("refuses") << "trap '' TERM; echo up; exec tail -f /dev/null" << 0 << SIGKILL;
    }
    void stopAsksThenKills()
    {
        QFETCH(QString, script);
        QFETCH(int, code);
        QFETCH(int, signal);
        SpawnOptions options = shell(script.toStdString());
        options.capture_stdout = true;
        Process process(options);
        QCOMPARE(process.read_line(10s), std::optional<std::string>("up"));
        const ExitStatus status = process.stop(code == 0 && signal == SIGKILL ? 100ms : 10s);
        QCOMPARE(status.code, code);
        QCOMPARE(status.signal, signal);
    }

    void nothingIsInheritedButWhatIsGiven()
    {
        // Deliberately without close-on-exec, as a library might leave one.
        const Descriptor stray(::open("/dev/null", O_RDONLY));
        Pipe given = make_pipe();
        SpawnOptions options = shell("ls /proc/self/fd");
        options.inherit = {{given.write.get(), 7}};
        // ls itself opens one more to read the folder.
        QCOMPARE(output_of(options), QString("0\n1\n2\n3\n7"));
    }

    void descriptorsMaySwapNumbers()
    {
        Pipe first = make_pipe();
        Pipe second = make_pipe();
        SpawnOptions options = shell("echo to-second >&" + std::to_string(first.write.get()) + "; echo to-first >&"
                                     + std::to_string(second.write.get()));
        if (first.write.get() > 9 || second.write.get() > 9) // all that a POSIX shell can name
            options = shell("true");
        options.inherit = {{first.write.get(), second.write.get()}, {second.write.get(), first.write.get()}};
        QVERIFY(run(options, 10s).status.success());
        char text[32] = {};
        QVERIFY(::read(first.read.get(), text, sizeof text) > 0);
        QCOMPARE(QString(text), QString("to-first\n"));
    }

    void environmentIsAddedTo()
    {
        qputenv("HF_KEPT", "kept");
        qputenv("HF_REPLACED", "old");
        SpawnOptions options = shell("echo $HF_KEPT $HF_REPLACED $HF_ADDED");
        options.environment = {{"HF_REPLACED", "new"}, {"HF_ADDED", "added"}};
        QCOMPARE(output_of(options), QString("kept new added"));
    }

    void theWorkingFolderIsSet()
    {
        SpawnOptions options = shell("pwd");
        options.working_directory = "/usr";
        QCOMPARE(output_of(options), QString("/usr"));
    }

    void ignoredSignalsAreNotInherited()
    {
        const auto before = std::signal(SIGTERM, SIG_IGN);
        Process process(shell("exec tail -f /dev/null"));
        std::signal(SIGTERM, before);
        QCOMPARE(process.stop(10s).signal, SIGTERM);
    }

    void bothOutputsAreCollectedHoweverLong()
    {
        const Completed completed = run(shell("head -c 300000 /dev/zero | tr '\\0' a; "
                                              "head -c 300000 /dev/zero | tr '\\0' b >&2; exit 4"), 10s);
        QCOMPARE(completed.status.code, 4);
        QCOMPARE(completed.out, std::string(300000, 'a'));
        QCOMPARE(completed.err, std::string(300000, 'b'));
    }

    void aRunThatTakesTooLongIsKilled()
    {
        const auto begin = std::chrono::steady_clock::now();
        QVERIFY_EXCEPTION_THROWN((void)run(shell("exec tail -f /dev/null"), 100ms), std::runtime_error);
        QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
    }

    void destroyingItEndsIt()
    {
        pid_t pid = 0;
        {
            const Process process(shell("trap '' TERM; exec tail -f /dev/null"));
            pid = process.pid();
        }
        QVERIFY(!observe(pid));
    }

    void theDeathSignalFollowsTheThread()
    {
        SpawnOptions options = shell("exec tail -f /dev/null");
        options.death_signal = SIGKILL;
        std::optional<Process> process;
        std::thread([&] { process.emplace(options); }).join();
        const auto status = process->wait(10s);
        QVERIFY(status.has_value());
        QCOMPARE(status->signal, SIGKILL);
    }

    void aDetachedProgramIsNobodysChild()
    {
        const Watch watch(start_detached(shell("exec tail -f /dev/null")));
        QVERIFY(watch.running());
        QCOMPARE(::waitpid(-1, nullptr, WNOHANG), pid_t{-1});
        QCOMPARE(errno, ECHILD);
        watch.signal(SIGTERM);
        QVERIFY(watch.wait(10s));
        watch.signal(SIGTERM);
    }

    /// Not to be able to watch is not the same as an end.
    void whatCannotBeWatchedIsNotTakenForEnded()
    {
        const pid_t pid = start_detached(shell("exec tail -f /dev/null"));
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        const rlimit none{0, before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &none);
        int error = 0;
        try {
            const Watch watch(pid);
        } catch (const std::system_error &failure) {
            error = failure.code().value();
        }
        setrlimit(RLIMIT_NOFILE, &before);
        const Watch watch(pid);
        watch.signal(SIGKILL);
        QVERIFY(watch.wait(10s));
        QCOMPARE(error, EMFILE);
        QVERIFY(!Watch(pid).running()); // it has ended: no error
    }

    void rootGivesUpEveryRight()
    {
        const auto account = server_account();
        QCOMPARE(account.has_value(), ::geteuid() == 0);
        SpawnOptions options = shell("id -u; id -g; id -G; grep CapEff /proc/self/status | tr -d 'CapEff:\\t0'");
        options.account = account;
        options.death_signal = SIGKILL;
        const QStringList lines = output_of(options).split('\n');
        if (!account) {
            QCOMPARE(lines[0].toUInt(), ::geteuid());
            return;
        }
        QCOMPARE(lines[0].toUInt(), account->uid);
        QCOMPARE(lines[1].toUInt(), account->gid);
        QCOMPARE(lines[2].split(' ').size(), qsizetype(groups_of(*account).size()));
        QCOMPARE(lines.value(3), QString());
    }

    void theLifelineTellsOnceWhenTheStarterIsGone()
    {
        Pipe line = make_pipe();
        std::atomic<int> ends = 0;
        const Lifeline lifeline(std::move(line.read), [&] { ++ends; });
        QCOMPARE(::write(line.write.get(), "x", 1), ssize_t{1}); // not an end
        QCOMPARE(ends.load(), 0);
        line.write.reset();
        QTRY_COMPARE(ends.load(), 1);
    }

    void aLifelineThatIsLetGoTellsNothing()
    {
        Pipe line = make_pipe();
        std::atomic<int> ends = 0;
        {
            const Lifeline lifeline(std::move(line.read), [&] { ++ends; });
        }
        line.write.reset();
        QCOMPARE(ends.load(), 0);
    }

    void noDescriptorIsLeft()
    {
        const auto before = holdfast::test::open_descriptors();
        for (int i = 0; i < 20; ++i) {
            (void)run(shell("echo out; echo err >&2"), 10s);
            SpawnOptions options = shell("exec tail -f /dev/null");
            options.capture_stdout = true;
            const Process process(options);
        }
        QCOMPARE(holdfast::test::open_descriptors(), before);
    }
};

QTEST_APPLESS_MAIN(ProcessTest)
#include "process_test.moc"

#include "backend/process/file_lock.h"
#include "backend/process/files.h"
#include "backend/process/process.h"
#include "backend/process/secret.h"

#include "tests/support/host.h"

#include <QTest>

#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <set>
#include <system_error>
#include <thread>

using namespace holdfast::process;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::size_t entries(const fs::path &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

class FilesTest : public QObject
{
    Q_OBJECT

private slots:
    void whatCannotBeReadIsNoText()
    {
        const TemporaryFolder folder;
        QVERIFY(!read_file(folder.path() / "missing"));
        QVERIFY(!read_file(folder.path())); // opens, and fails at the first byte, like /proc/PID/stat of the dead
        const fs::path pipe = folder.path() / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(!read_file(pipe)); // and does not wait for somebody to write
        QVERIFY(read_file("/proc/self/stat").has_value());
    }

    void aWriteIsWholeOrNotAtAll()
    {
        const TemporaryFolder folder;
        const fs::path file = folder.path() / "state";
        write_atomically(file, "first", 0600);
        QCOMPARE(read_file(file), std::optional<std::string>("first"));
        QCOMPARE(holdfast::test::mode_of(file), mode_t{0600});

        // A reader never sees anything but one of the two texts.
        const std::string longer(200000, 'x');
        std::atomic<bool> done = false;
        std::thread writer([&] {
            for (int i = 0; i < 50; ++i)
                write_atomically(file, i % 2 == 0 ? longer : "first");
            done = true;
        });
        bool torn = false;
        while (!done) {
            const auto text = read_file(file);
            torn = torn || !text || (*text != longer && *text != "first");
        }
        writer.join();
        QVERIFY(!torn);
        QCOMPARE(entries(folder.path()), std::size_t{1});
    }

    void aWriteThatFailsLeavesTheOldText()
    {
        const TemporaryFolder folder;
        const fs::path file = folder.path() / "state";
        fs::create_directory(file);
        write_atomically(file / "inside", "x");
        QVERIFY_EXCEPTION_THROWN(write_atomically(file, "text"), std::system_error);
        QCOMPARE(read_file(file / "inside"), std::optional<std::string>("x"));
        QCOMPARE(entries(folder.path()), std::size_t{1});
    }

    void aTemporaryFolderIsPrivateAndGoes()
    {
        fs::path path;
        {
            const TemporaryFolder folder("hf-");
            path = folder.path();
            QCOMPARE(holdfast::test::mode_of(path), mode_t{0700});
            write_atomically(path / "a", "b");
        }
        QVERIFY(!fs::exists(path));
    }

    void locks_data()
    {
        QTest::addColumn<bool>("first_exclusive");
        QTest::addColumn<bool>("second_exclusive");
        QTest::addColumn<bool>("both");
        QTest::newRow("readers share") << false << false << true;
        QTest::newRow("a writer waits for readers") << false << true << false;
        QTest::newRow("readers wait for a writer") << true << false << false;
        QTest::newRow("writers exclude each other") << true << true << false;
    }
    void locks()
    {
        QFETCH(bool, first_exclusive);
        QFETCH(bool, second_exclusive);
        QFETCH(bool, both);
        const auto mode = [](bool exclusive) { return exclusive ? FileLock::Mode::Exclusive : FileLock::Mode::Shared; };
        const TemporaryFolder folder;
        const fs::path file = folder.path() / "lock";
        {
            const auto first = FileLock::take(file, mode(first_exclusive), 0ms);
            QVERIFY(first);
            QCOMPARE(FileLock::take(file, mode(second_exclusive), 30ms).has_value(), both);
        }
        QVERIFY(FileLock::take(file, mode(second_exclusive), 0ms));
    }

    void theLastReaderBecomesTheWriter()
    {
        const TemporaryFolder folder;
        const fs::path file = folder.path() / "lock";
        auto first = FileLock::take(file, FileLock::Mode::Shared, 0ms);
        {
            const auto second = FileLock::take(file, FileLock::Mode::Shared, 0ms);
            QVERIFY(!first->change(FileLock::Mode::Exclusive));
        }
        QVERIFY(first->change(FileLock::Mode::Exclusive));
        QVERIFY(!FileLock::take(file, FileLock::Mode::Shared, 0ms));
    }

    void childrenDoNotKeepALock()
    {
        const TemporaryFolder folder;
        const fs::path file = folder.path() / "lock";
        auto lock = FileLock::take(file, FileLock::Mode::Exclusive, 0ms);
        SpawnOptions options;
        options.arguments = {"/bin/sh", "-c", "exec tail -f /dev/null"};
        const Process child(options);
        lock.reset();
        QVERIFY(FileLock::take(file, FileLock::Mode::Exclusive, 0ms));
    }

    void secretsAreLongUrlSafeAndDiffer()
    {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            const std::string secret = random_secret();
            QCOMPARE(secret.size(), std::size_t{43});
            QVERIFY(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
                    == std::string::npos);
            seen.insert(secret);
        }
        QCOMPARE(seen.size(), std::size_t{1000});
        QCOMPARE(random_secret(1).size(), std::size_t{2});
        QCOMPARE(random_secret(3).size(), std::size_t{4});
    }

    void freeSpaceOfWhatDoesNotExistYet()
    {
        const TemporaryFolder folder;
        QCOMPARE(free_bytes(folder.path() / "a" / "b") > 0, true);
    }
};

QTEST_APPLESS_MAIN(FilesTest)
#include "files_test.moc"

#include "backend/process/files.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/migrations.h"
#include "backend/storage/private_cluster.h"
#include "tests/support/test_cluster.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>
#include <vector>

using namespace holdfast;
using namespace holdfast::storage;
namespace fs = std::filesystem;

namespace {

std::size_t folders_in(const fs::path &folder)
{
    std::size_t count = 0;
    for (const auto &entry : fs::directory_iterator(folder))
        count += entry.is_directory();
    return count;
}

} // namespace

class TemplateClusterTest : public QObject
{
    Q_OBJECT

private slots:
    void aCopyIsMigratedAndQuick()
    {
        { const test::TestCluster prepares_the_template; }
        qint64 best = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 5 && best >= 1'000; ++round) { // a busy machine has a quiet second now and then
            const process::TemporaryFolder folder(test::scratch_prefix(), {}, 0711); // on disk, as a sandbox is
            QElapsedTimer timer;
            timer.start();
            copy_template_cluster(test::template_cache(), folder.path() / "data");
            const auto copied = timer.elapsed();
            const PrivateCluster cluster(test::options_in(folder.path()));
            const auto started = timer.elapsed();
            best = std::min(best, started);
            qInfo("copied in %lld ms, copied and started in %lld ms", copied, started);
            Connection connection(cluster.dsn());
            QVERIFY(!migrate(connection).functions_applied);
        }
        QVERIFY2(best < 1'000, "a copy was never up within a second");
    }

    void eachCopyHasItsOwnPassword()
    {
        const process::TemporaryFolder one(test::scratch_prefix(), test::scratch_folder(), 0711);
        const process::TemporaryFolder two(test::scratch_prefix(), test::scratch_folder(), 0711);
        std::vector<std::string> secrets;
        for (const auto *folder : {&one, &two}) {
            copy_template_cluster(test::template_cache(), folder->path() / "data");
            const auto first = process::read_file(folder->path() / "data" / "password.template");
            QVERIFY(first);
            const PrivateCluster cluster(test::options_in(folder->path()));
            secrets.push_back(process::read_file(folder->path() / "data" / "password").value());
            QVERIFY(secrets.back() != *first);
            QVERIFY(!fs::exists(folder->path() / "data" / "password.template"));

            // The template's own no longer opens the copy.
            Conninfo with_first = parse_conninfo(cluster.dsn());
            process::write_atomically(folder->path() / "first", *first, 0600);
            with_first["passfile"] = (folder->path() / "first").string();
            QVERIFY_EXCEPTION_THROWN(Connection(to_dsn(with_first)), ConnectionLost);
        }
        QVERIFY(secrets[0] != secrets[1]);
    }

    void anExistingClusterIsNotOverwritten()
    {
        const process::TemporaryFolder folder(test::scratch_prefix(), test::scratch_folder(), 0711);
        fs::create_directories(folder.path() / "data" / "cluster");
        QVERIFY_EXCEPTION_THROWN(copy_template_cluster(test::template_cache(), folder.path() / "data"), ClusterError);
        QVERIFY(fs::is_empty(folder.path() / "data" / "cluster"));
    }

    void severalBuildItOnceAndAnUnfinishedOneIsForgotten()
    {
        const process::TemporaryFolder cache(test::scratch_prefix(), test::scratch_folder(), 0711);
        const process::TemporaryFolder copies(test::scratch_prefix(), test::scratch_folder(), 0711);
        fs::create_directories(cache.path() / "draft-of-a-crash" / "cluster");
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&, i] {
                copy_template_cluster(cache.path(), copies.path() / std::to_string(i));
                ++good;
            });
        }
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 3);
        QCOMPARE(folders_in(cache.path()), std::size_t{1});
        QCOMPARE(folders_in(copies.path()), std::size_t{3});
    }
};

QTEST_APPLESS_MAIN(TemplateClusterTest)
#include "template_cluster_test.moc"

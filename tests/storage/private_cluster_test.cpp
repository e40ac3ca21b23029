#include "backend/process/account.h"
#include "backend/process/files.h"
#include "backend/process/observe.h"
#include "backend/process/process.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/private_cluster.h"
#include "tests/support/eventually.h"
#include "tests/support/host.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace holdfast;
using namespace holdfast::storage;
using namespace std::chrono_literals;
using Kind = ClusterError::Kind;
namespace fs = std::filesystem;

namespace {

/// This program again, holding a cluster until its standard input ends. Says "up PID" or "error KIND MESSAGE".
int hold(const fs::path &folder, const std::string &file_limit)
{
    if (file_limit != "0") {
        const rlim_t bytes = std::stoul(file_limit);
        const rlimit limit{bytes, bytes};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    try {
        const PrivateCluster cluster(test::options_in(folder));
        std::printf("up %d\n", cluster.postmaster_pid());
        std::fflush(stdout);
        char ignored = 0;
        while (::read(STDIN_FILENO, &ignored, 1) > 0) {
        }
        return 0;
    } catch (const ClusterError &error) {
        std::printf("error %d %s\n", static_cast<int>(error.kind()), error.what());
        return 1;
    }
}

/// Another program that uses the cluster in `folder`.
class Holder final
{
public:
    explicit Holder(const fs::path &folder, rlim_t file_limit = 0, std::optional<process::Account> account = std::nullopt,
                    const fs::path &program = process::own_executable())
        : input_(process::make_pipe())
    {
        process::SpawnOptions options;
        options.arguments = {program.string(), "--hold", folder.string(), std::to_string(file_limit)};
        options.capture_stdout = true;
        options.inherit = {{input_.read.get(), STDIN_FILENO}};
        options.account = std::move(account);
        options.working_directory = "/";
        process_.emplace(options);
    }
    QString first_line() { return QString::fromStdString(process_->read_line(60s).value_or("")); }
    void kill()
    {
        process_->signal(SIGKILL);
        process_->wait(10s);
    }
    /// Ends it as its own user would.
    process::ExitStatus leave()
    {
        input_.write.reset();
        return process_->wait(60s).value_or(process::ExitStatus{255, 0});
    }

private:
    process::Pipe input_;
    std::optional<process::Process> process_;
};

/// A TCP port of this machine that nobody listens on.
int free_port()
{
    const process::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket.get(), reinterpret_cast<sockaddr *>(&address), size) != 0
        || ::getsockname(socket.get(), reinterpret_cast<sockaddr *>(&address), &size) != 0)
        qFatal("no port is free");
    return ntohs(address.sin_port);
}

/// A folder with a copied cluster that holds one committed row.
class Scene final
{
public:
    Scene() : folder_(test::scratch_prefix(), test::scratch_folder(), 0711)
    {
        copy_template_cluster(test::template_cache(), path() / "data");
        const PrivateCluster cluster(options());
        test::run_sql(cluster.dsn(), "create table public.kept as select 42 as n");
    }
    [[nodiscard]] const fs::path &path() const { return folder_.path(); }
    [[nodiscard]] fs::path pgdata() const { return path() / "data" / "cluster"; }
    [[nodiscard]] ClusterOptions options() const { return test::options_in(path()); }

    /// Opens the cluster and reads the row.
    [[nodiscard]] bool nothing_is_lost() const
    {
        const PrivateCluster cluster(options());
        return test::run_sql(cluster.dsn(), "select n from public.kept").integer(0, 0) == 42;
    }

    /// The error an attempt to use it ends with.
    [[nodiscard]] std::optional<ClusterError> failure(const ClusterOptions &options) const
    {
        try {
            const PrivateCluster cluster(options);
            return std::nullopt;
        } catch (const ClusterError &error) {
            return error;
        }
    }
    [[nodiscard]] std::optional<ClusterError> failure() const { return failure(options()); }

private:
    process::TemporaryFolder folder_;
};

void replace_first_line(const fs::path &file, const std::string &line)
{
    const std::string text = process::read_file(file).value();
    std::ofstream(file, std::ios::trunc) << line << text.substr(text.find('\n'));
}

} // namespace

class PrivateClusterTest : public QObject
{
    Q_OBJECT

private slots:
    void aNewClusterIsPrivateAndDurable()
    {
        const process::TemporaryFolder folder(test::scratch_prefix(), test::scratch_folder(), 0711);
        QStringList told;
        ClusterOptions options = test::options_in(folder.path());
        options.progress = [&](const std::string &what) { told << QString::fromStdString(what); };
        pid_t pid = 0;
        {
            const PrivateCluster cluster(options);
            pid = cluster.postmaster_pid();
            QVERIFY(pid > 0);
            QVERIFY(!QString::fromStdString(cluster.dsn()).contains("password="));
            QCOMPARE(test::mode_of(folder.path() / "data" / "password"), mode_t{0600});
            QCOMPARE(test::mode_of(folder.path() / "data" / "cluster"), mode_t{0700});
            QCOMPARE(test::mode_of(folder.path() / "s"), mode_t{0700});

            Connection connection(cluster.dsn());
            const Rows rows = connection.query(
                "select current_setting('fsync'), current_setting('listen_addresses'), current_setting('server_encoding'), "
                "(select string_agg(distinct auth_method, ',') from pg_hba_file_rules), "
                "(select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where rolname = current_user), current_database()");
            QCOMPARE(rows.text(0, 0), std::string("on"));
            QCOMPARE(rows.text(0, 1), std::string());
            QCOMPARE(rows.text(0, 2), std::string("UTF8"));
            QCOMPARE(rows.text(0, 3), std::string("scram-sha-256"));
            QVERIFY(rows.boolean(0, 4));
            QCOMPARE(rows.text(0, 5), std::string("holdfast"));

            // Without the password nobody comes in.
            Conninfo stranger = parse_conninfo(cluster.dsn());
            stranger["passfile"] = (folder.path() / "none").string();
            QVERIFY_EXCEPTION_THROWN(Connection(to_dsn(stranger)), ConnectionLost);
        }
        QVERIFY(!process::Watch(pid).running());
        QCOMPARE(told.size(), qsizetype(2));
        QVERIFY(told[0].startsWith("Creating") && told[1].startsWith("Starting"));
        QVERIFY(!fs::exists(folder.path() / "data" / "cluster" / "postmaster.pid"));
    }

    void theLastUserStopsTheServer()
    {
        const Scene scene;
        auto first = std::make_unique<PrivateCluster>(scene.options());
        const pid_t pid = first->postmaster_pid();
        Holder second(scene.path());
        QCOMPARE(second.first_line(), QString("up %1").arg(pid));
        auto third = std::make_unique<PrivateCluster>(scene.options());
        QCOMPARE(third->dsn(), first->dsn());
        first.reset();
        third.reset();
        QVERIFY(process::Watch(pid).running());
        QVERIFY(second.leave().success());
        QVERIFY(!process::Watch(pid).running());
    }

    void manyThatStartAtOnceShareOneServer()
    {
        const process::TemporaryFolder folder(test::scratch_prefix(), test::scratch_folder(), 0711);
        std::vector<std::unique_ptr<Holder>> holders;
        for (int i = 0; i < 4; ++i)
            holders.push_back(std::make_unique<Holder>(folder.path()));
        QSet<QString> said;
        for (auto &holder : holders)
            said << holder->first_line();
        QCOMPARE(said.size(), qsizetype(1));
        QVERIFY(said.begin()->startsWith("up "));
        for (auto &holder : holders)
            QVERIFY(holder->leave().success());
        QVERIFY(!process::Watch(said.begin()->mid(3).toInt()).running());
    }

    void theServerOutlivesAKilledUser()
    {
        const Scene scene;
        Holder killed(scene.path());
        const QString up = killed.first_line();
        killed.kill();
        const PrivateCluster cluster(scene.options());
        QCOMPARE(QString("up %1").arg(cluster.postmaster_pid()), up);
        QCOMPARE(test::run_sql(cluster.dsn(), "select n from public.kept").integer(0, 0), std::int64_t{42});
    }

    void aKilledServerIsStartedAgain()
    {
        const Scene scene;
        PrivateCluster cluster(scene.options());
        const std::string dsn = cluster.dsn();
        for (int round = 0; round < 3; ++round) {
            test::run_sql(dsn, "insert into public.kept values (1)");
            const process::Watch server(cluster.postmaster_pid());
            server.signal(SIGKILL);
            QVERIFY(server.wait(10s));
            QCOMPARE(cluster.postmaster_pid(), pid_t{0});
            cluster.ensure_running();
            QCOMPARE(cluster.dsn(), dsn);
            QCOMPARE(test::run_sql(dsn, "select count(*) from public.kept").integer(0, 0), std::int64_t{round + 2});
            cluster.ensure_running();
        }
    }

    void aStaleLockFileIsSeenThrough_data()
    {
        QTest::addColumn<QString>("pid");
        QTest::newRow("its process is gone") << "gone";
        QTest::newRow("its number is another program's now") << "reused";
        QTest::newRow("it is our own number") << "self";
        QTest::newRow("it is nonsense") << "nonsense";
    }
    void aStaleLockFileIsSeenThrough()
    {
        QFETCH(QString, pid);
        const Scene scene;
        Holder holder(scene.path());
        const process::Watch server(holder.first_line().mid(3).toInt());
        holder.kill();
        server.signal(SIGKILL);
        QVERIFY(server.wait(10s));

        // PostgreSQL itself gives up when the number belongs to a process of its own account.
        process::SpawnOptions options;
        options.arguments = {"tail", "-f", "/dev/null"};
        options.account = process::server_account();
        const process::Process innocent(options);
        const std::string number = pid == "reused" ? std::to_string(innocent.pid())
                                   : pid == "self" ? std::to_string(::getpid()) : "nonsense";
        if (pid != "gone") {
            replace_first_line(scene.pgdata() / "postmaster.pid", number);
            replace_first_line(scene.path() / "s" / ".s.PGSQL.5432.lock", number);
        }
        QVERIFY(scene.nothing_is_lost());
        QVERIFY(process::observe(innocent.pid())->executable.filename() == "tail");
    }

    void processesOfAKilledServerAreCleared()
    {
        const Scene scene;
        auto cluster = std::make_unique<PrivateCluster>(scene.options());
        Connection connection(cluster->dsn());
        const process::Watch backend(static_cast<pid_t>(connection.query("select pg_backend_pid()").integer(0, 0)));
        const process::Watch server(cluster->postmaster_pid());
        backend.signal(SIGSTOP); // hangs, so that it does not see its server die
        server.signal(SIGKILL);
        QVERIFY(server.wait(10s));
        QVERIFY(backend.running());
        cluster->ensure_running();
        QVERIFY(!backend.running());
        QCOMPARE(test::run_sql(cluster->dsn(), "select n from public.kept").integer(0, 0), std::int64_t{42});
    }

    void aHungServerCanBeStopped()
    {
        const Scene scene;
        auto cluster = std::make_unique<PrivateCluster>(scene.options());
        const process::Watch server(cluster->postmaster_pid());
        server.signal(SIGSTOP);
        cluster.reset();
        QVERIFY(!server.running());
        QVERIFY(scene.nothing_is_lost());
    }

    void aCrashWhileCreatingLeavesNoHalfCluster()
    {
        const process::TemporaryFolder folder(test::scratch_prefix(), test::scratch_folder(), 0711);
        const fs::path data = folder.path() / "data";
        const auto draft_has_files = [&] {
            std::error_code error;
            for (const auto &entry : fs::directory_iterator(data, error)) {
                if (fs::exists(entry.path() / "cluster" / "PG_VERSION", error))
                    return true;
            }
            return false;
        };
        Holder holder(folder.path());
        QVERIFY(test::eventually(draft_has_files));
        holder.kill();
        QVERIFY(!fs::exists(data / "cluster"));
        const PrivateCluster cluster(test::options_in(folder.path()));
        QCOMPARE(test::run_sql(cluster.dsn(), "select 1").integer(0, 0), std::int64_t{1});
        QVERIFY(!draft_has_files());
    }

    void aDiskThatFillsWhileCreatingIsExplained()
    {
        const process::TemporaryFolder folder(test::scratch_prefix(), test::scratch_folder(), 0711);
        Holder holder(folder.path(), 40'000);
        const QString said = holder.first_line();
        QVERIFY2(said.startsWith(QString("error %1 ").arg(int(Kind::DiskFull))), qPrintable(said));
        QVERIFY(!fs::exists(folder.path() / "data" / "cluster"));
        const PrivateCluster cluster(test::options_in(folder.path()));
    }

    void aDiskThatIsFullAtTheStartIsExplained()
    {
        const Scene scene;
        {
            // Something to recover, so that the start has to write.
            Holder holder(scene.path());
            const process::Watch server(holder.first_line().mid(3).toInt());
            Connection connection(to_dsn({{"host", (scene.path() / "s").string()}, {"user", "holdfast"}, {"dbname", "holdfast"},
                                          {"passfile", (scene.path() / "data" / "password").string()}}));
            connection.run_script("create table public.more as select generate_series(1, 20000)");
            holder.kill();
            server.signal(SIGKILL);
            QVERIFY(server.wait(10s));
        }
        Holder holder(scene.path(), 100'000);
        const QString said = holder.first_line();
        QVERIFY2(said.startsWith(QString("error %1 ").arg(int(Kind::DiskFull))), qPrintable(said));
        QVERIFY(said.contains("Free some space"));
        QVERIFY(scene.nothing_is_lost());
    }

    void aFolderThatMayNotBeWrittenIsExplained()
    {
        const process::TemporaryFolder folder(test::scratch_prefix(), test::scratch_folder(), 0755);
        fs::permissions(folder.path(), fs::perms(0555));
        // Another account may not reach the build tree.
        const process::TemporaryFolder reachable(test::scratch_prefix(), {}, 0711);
        fs::copy_file(process::own_executable(), reachable.path() / "holder");
        Holder holder(folder.path(), 0, process::server_account(), reachable.path() / "holder");
        const QString said = holder.first_line();
        fs::permissions(folder.path(), fs::perms(0755));
        QVERIFY2(said.startsWith(QString("error %1 ").arg(int(Kind::PermissionDenied))), qPrintable(said));
        QVERIFY(said.contains("--data-dir"));
    }

    void programsThatAreMissingAreNamed()
    {
        const Scene scene;
        ClusterOptions options = scene.options();
        options.program_dirs = {scene.path()};
        const auto failure = scene.failure(options);
        QVERIFY(failure);
        QCOMPARE(failure->kind(), Kind::BinaryMissing);
        QVERIFY(QString(failure->what()).contains("Install the package postgresql"));
        QVERIFY(scene.nothing_is_lost());
    }

    void damageIsExplainedAndNothingDeleted_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<Kind>("kind");
        QTest::newRow("another version's") << "PG_VERSION" << QByteArray("13\n") << Kind::WrongVersion;
        QTest::newRow("no version") << "PG_VERSION" << QByteArray() << Kind::Damaged;
        QTest::newRow("control file cut") << "global/pg_control" << QByteArray("x") << Kind::Damaged;
        QTest::newRow("control file garbled") << "global/pg_control" << QByteArray(8192, 'x') << Kind::WrongVersion;
        QTest::newRow("a table file gone") << "global/1262" << QByteArray("x") << Kind::Damaged;
    }
    void damageIsExplainedAndNothingDeleted()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(Kind, kind);
        const Scene scene;
        const fs::path damaged = scene.pgdata() / file.toStdString();
        const std::string good = process::read_file(damaged).value();
        std::ofstream(damaged, std::ios::trunc | std::ios::binary) << content.toStdString();
        const auto failure = scene.failure();
        QVERIFY(failure);
        QVERIFY2(failure->kind() == kind, failure->what());
        QVERIFY(QString(failure->what()).contains(kind == Kind::Damaged ? "Nothing was deleted" : "Nothing was changed"));
        std::ofstream(damaged, std::ios::trunc | std::ios::binary) << good;
        QVERIFY(scene.nothing_is_lost());
    }

    void aLostPasswordIsReplaced()
    {
        const Scene scene;
        fs::remove(scene.path() / "data" / "password");
        QVERIFY(scene.nothing_is_lost());
        std::ofstream(scene.path() / "data" / "password", std::ios::trunc) << "*:*:*:holdfast:wrong\n";
        const auto failure = scene.failure();
        QVERIFY(failure);
        QCOMPARE(failure->kind(), Kind::PermissionDenied);
        fs::remove(scene.path() / "data" / "password");
        QVERIFY(scene.nothing_is_lost());
    }

    void tcpIsThereWhenAsked()
    {
        const Scene scene;
        const int port = free_port();
        ClusterOptions options = scene.options();
        options.tcp_listen = "127.0.0.1:" + std::to_string(port);
        const PrivateCluster cluster(options);
        Conninfo over_tcp = parse_conninfo(cluster.dsn());
        over_tcp["host"] = "127.0.0.1";
        QCOMPARE(test::run_sql(to_dsn(over_tcp), "select n from public.kept").integer(0, 0), std::int64_t{42});
        // Who attaches is told the running server's address, whatever it asked for itself.
        const PrivateCluster second(scene.options());
        QCOMPARE(second.dsn(), cluster.dsn());
    }

    void optionsThatCannotWorkAreRefused()
    {
        const Scene scene;
        ClusterOptions too_long = scene.options();
        too_long.socket_dir = scene.path() / std::string(100, 'x');
        QVERIFY(scene.failure(too_long));
        ClusterOptions no_port = scene.options();
        no_port.tcp_listen = "localhost";
        QVERIFY(scene.failure(no_port));
        QVERIFY(scene.nothing_is_lost());
    }
};

int main(int argc, char **argv)
{
    if (argc == 4 && std::string(argv[1]) == "--hold")
        return hold(argv[2], argv[3]);
    PrivateClusterTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "private_cluster_test.moc"

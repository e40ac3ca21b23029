#include "backend/process/observe.h"
#include "backend/storage/connection.h"
#include "tests/support/eventually.h"
#include "tests/support/host.h"
#include "tests/support/test_cluster.h"

#include <QScopeGuard>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

using namespace holdfast;
using namespace holdfast::storage;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// Stops every process of a server for as long as it lives: a machine that hangs.
class Hang final
{
public:
    explicit Hang(pid_t postmaster) : postmaster_(postmaster) { signal(SIGSTOP); }
    ~Hang() { signal(SIGCONT); }
    Hang(const Hang &) = delete;
    Hang &operator=(const Hang &) = delete;

private:
    void signal(int number) const
    {
        const auto server = process::observe(postmaster_);
        for (const auto &each : process::observe_all()) {
            if (server && each.executable == server->executable && each.working_directory == server->working_directory)
                process::Watch(each.pid).signal(number);
        }
    }
    pid_t postmaster_;
};

} // namespace

class ConnectionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> cluster_;

private slots:
    void initTestCase() { cluster_ = std::make_unique<test::TestCluster>(); }
    void cleanupTestCase() { cluster_.reset(); }

    void parametersComeBackAsTheyWent_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("quotes") << QByteArray("a'b\"c\\d");
        QTest::newRow("beyond ASCII") << QByteArray("Zürich \xF0\x9F\x98\x80");
        QTest::newRow("long") << QByteArray(300000, 'x');
    }
    void parametersComeBackAsTheyWent()
    {
        QFETCH(QByteArray, text);
        Connection connection(cluster_->dsn());
        const std::array<Param, 2> elements = {text.toStdString(), std::nullopt};
        const Rows rows = connection.query("select $1::text, $2::text is null, $1::text = '', $1 = ($3::text[])[1]",
                                           {text.toStdString(), std::nullopt, array_literal(elements)});
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(QByteArray::fromStdString(rows.text(0, 0)), text);
        QVERIFY(rows.boolean(0, 1));
        QCOMPARE(rows.boolean(0, 2), text.isEmpty());
        QVERIFY(rows.boolean(0, 3));
    }

    void theSessionIsAsPromised()
    {
        ConnectionOptions options;
        options.application_name = "the test";
        options.statement_timeout = 1234ms;
        options.lock_timeout = 567ms;
        options.read_only = true;
        Connection connection(cluster_->dsn(), options);
        const auto setting = [&](const std::string &name) {
            return connection.query("select current_setting($1)", {name}).text(0, 0);
        };
        QCOMPARE(setting("timezone"), std::string("UTC"));
        QCOMPARE(setting("transaction_isolation"), std::string("read committed"));
        QCOMPARE(setting("search_path"), std::string("public"));
        QCOMPARE(setting("application_name"), std::string("the test"));
        QCOMPARE(setting("statement_timeout"), std::string("1234ms"));
        QCOMPARE(setting("lock_timeout"), std::string("567ms"));
        QCOMPARE(setting("default_transaction_read_only"), std::string("on"));
        QCOMPARE(setting("fsync"), std::string("on"));
        QCOMPARE(setting("listen_addresses"), std::string());
        QVERIFY(connection.server_version() >= 150000);
    }

    void refusalsAreTyped_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("sqlstate");
        QTest::addColumn<QString>("constraint");
        QTest::addColumn<bool>("transient");
        QTest::newRow("syntax") << "selekt" << "42601" << "" << false;
        QTest::newRow("check") << "insert into refusal values (-1)" << "23514" << "never_negative" << false;
        QTest::newRow("unique") << "insert into refusal values (1), (1)" << "23505" << "refusal_pkey" << false;
        QTest::newRow("not null") << "insert into refusal values (null)" << "23502" << "" << false;
        QTest::newRow("lock time-out") << "do $$ begin raise lock_not_available; end $$" << "55P03" << "" << true;
        QTest::newRow("serialization") << "do $$ begin raise serialization_failure; end $$" << "40001" << "" << true;
        QTest::newRow("rollback") << "do $$ begin raise transaction_rollback; end $$" << "40000" << "" << false;
        QTest::newRow("privilege") << "do $$ begin raise insufficient_privilege; end $$" << "42501" << "" << false;
        QTest::newRow("division") << "select 1/0" << "22012" << "" << false;
        QTest::newRow("cancelled") << "do $$ begin raise query_canceled; end $$" << "57014" << "" << false;
        QTest::newRow("raised") << "do $$ begin raise 'x' using errcode = 'HF001'; end $$" << "HF001" << "" << false;
        QTest::newRow("exclusion") << "insert into refusal_range values ('[1,3]'), ('[2,4]')" << "23P01" << "no_overlap"
                                   << false;
        QTest::newRow("deadlock") << "do $$ begin raise deadlock_detected; end $$" << "40P01" << "" << true;
    }
    void refusalsAreTyped()
    {
        QFETCH(QString, sql);
        QFETCH(QString, sqlstate);
        QFETCH(QString, constraint);
        QFETCH(bool, transient);
        Connection connection(cluster_->dsn());
        connection.run_script("create temp table refusal (n integer primary key constraint never_negative check (n >= 0));"
                              "create temp table refusal_range (r int4range, constraint no_overlap exclude using gist (r with &&))");
        try {
            connection.query(sql.toStdString());
            QFAIL("accepted");
        } catch (const StatementFailed &error) {
            QCOMPARE(QString::fromStdString(error.sqlstate()), sqlstate);
            QCOMPARE(QString::fromStdString(error.constraint()), constraint);
            QCOMPARE(error.transient(), transient);
        }
        QCOMPARE(connection.query("select 1").integer(0, 0), std::int64_t{1});
        QVERIFY_EXCEPTION_THROWN(connection.query("select $1::text", {std::string("a\0b", 3)}), StatementFailed);
    }

    void aTransactionIsAllOrNothing()
    {
        const std::string dsn = cluster_->fresh_database();
        Connection connection(dsn);
        connection.run_script("create table kept (n integer)");
        {
            Transaction transaction(connection);
            connection.query("insert into kept values (1)");
        }
        QCOMPARE(connection.query("select from kept").affected(), std::size_t{0});
        {
            Transaction transaction(connection);
            connection.query("insert into kept values (2)");
            transaction.commit();
        }
        QCOMPARE(connection.query("select n from kept").integer(0, 0), std::int64_t{2});
        {
            Transaction transaction(connection);
            connection.query("insert into kept values (3)");
            QVERIFY_EXCEPTION_THROWN(connection.query("select 1/0"), StatementFailed);
            QVERIFY_EXCEPTION_THROWN(transaction.commit(), StatementFailed);
        }
        QCOMPARE(connection.query("select n from kept").size(), std::size_t{1});
    }

    void aCommitThatIsRefusedSaysSo()
    {
        Connection connection(cluster_->fresh_database());
        connection.run_script("create table late (n integer unique deferrable initially deferred)");
        Transaction transaction(connection);
        connection.query("insert into late values (1), (1)");
        QVERIFY_EXCEPTION_THROWN(transaction.commit(), StatementFailed);
    }

    void notificationsWake()
    {
        const std::string dsn = cluster_->dsn();
        Connection listener(dsn);
        listener.listen("a channel");
        QVERIFY(!listener.wait_notification(20ms));
        test::run_sql(dsn, "notify \"a channel\"");
        QVERIFY(listener.wait_notification(10s));
        QVERIFY(!listener.wait_notification(20ms));
        // One that comes while a query runs is not forgotten.
        test::run_sql(dsn, "notify \"a channel\"");
        listener.query("select pg_sleep(0.05)");
        listener.query("select 1");
        const auto begin = Clock::now();
        QVERIFY(listener.wait_notification(10s));
        QVERIFY(Clock::now() - begin < 5s);
    }

    void anotherThreadEndsAWait_data()
    {
        QTest::addColumn<bool>("hung");
        QTest::addColumn<QString>("sql");
        QTest::newRow("a long query") << false << "select pg_sleep(60)";
        QTest::newRow("a hung server") << true << "select 1";
        QTest::newRow("more than a hung server's socket holds") << true << "select length($1)";
        QTest::newRow("a notification that never comes") << true << "";
    }
    void anotherThreadEndsAWait()
    {
        QFETCH(bool, hung);
        QFETCH(QString, sql);
        const auto before = test::open_descriptors();
        {
            Connection connection(cluster_->dsn());
            connection.listen("silence");
            std::optional<Hang> hang;
            if (hung)
                hang.emplace(cluster_->postmaster_pid());
            std::atomic<bool> lost = false;
            std::atomic<pid_t> thread = 0;
            std::thread user([&] {
                thread = ::gettid();
                try {
                    if (sql.isEmpty())
                        connection.wait_notification(60s);
                    else if (sql.contains("$1"))
                        connection.query(sql.toStdString(), {std::string(8'000'000, 'x')});
                    else
                        connection.query(sql.toStdString());
                } catch (const ConnectionLost &) {
                    lost = true;
                }
            });
            QVERIFY(test::eventually([&] { return thread != 0 && test::thread_sleeps(thread); }));
            const auto begin = Clock::now();
            connection.shut_down();
            user.join();
            QVERIFY(lost);
            QVERIFY(!connection.is_open());
            QVERIFY_EXCEPTION_THROWN(connection.query("select 1"), ConnectionLost);
            { const Connection ended = std::move(connection); }
            QVERIFY(Clock::now() - begin < 1s);
        }
        QCOMPARE(test::open_descriptors(), before);
    }

    /// Descriptors have run out but for the one that the session itself needs: it could not be ended by others.
    void aConnectionThatCouldNotBeEndedIsNotMade()
    {
        const std::string dsn = cluster_->dsn();
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        const int next = ::dup(STDIN_FILENO);
        ::close(next);
        const rlimit tight{static_cast<rlim_t>(next) + 1, before.rlim_max};
        QString said;
        try {
            setrlimit(RLIMIT_NOFILE, &tight);
            const auto restore = qScopeGuard([&before] { setrlimit(RLIMIT_NOFILE, &before); });
            const Connection connection(dsn);
        } catch (const ConnectionLost &error) {
            said = error.what();
        }
        QCOMPARE(said, QString("cannot connect to the database: Too many open files"));
        QVERIFY(Connection(dsn).is_open());
    }

    void leavingAHungServerDoesNotWait()
    {
        auto connection = std::make_unique<Connection>(cluster_->dsn());
        connection->listen("silence");
        auto plain = std::make_unique<Connection>(cluster_->dsn());
        const Hang hang(cluster_->postmaster_pid());
        const auto begin = Clock::now();
        connection.reset();
        plain.reset();
        QVERIFY(Clock::now() - begin < 1s);
    }

    void connectingToAHungServerEnds()
    {
        const std::string dsn = cluster_->dsn();
        const Hang hang(cluster_->postmaster_pid());
        const auto begin = Clock::now();
        QVERIFY_EXCEPTION_THROWN(Connection{dsn}, ConnectionLost);
        QVERIFY(Clock::now() - begin < 4s);
    }

    void aServerThatGoesIsNoticedAndComesBack_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("shut down") << SIGINT;
        QTest::newRow("killed") << SIGKILL;
    }
    void aServerThatGoesIsNoticedAndComesBack()
    {
        QFETCH(int, signal);
        const std::string dsn = cluster_->dsn();
        Connection connection(dsn);
        connection.query("select 1");
        const process::Watch server(cluster_->postmaster_pid());
        server.signal(signal);
        QVERIFY(server.wait(30s));
        QVERIFY_EXCEPTION_THROWN(connection.query("select pg_sleep(30)"), ConnectionLost);
        QVERIFY(!connection.is_open());
        QVERIFY_EXCEPTION_THROWN(connection.query("select 1"), ConnectionLost);
        QVERIFY_EXCEPTION_THROWN(Connection{dsn}, ConnectionLost);
        cluster_->ensure_running();
        QCOMPARE(test::run_sql(dsn, "select 1").integer(0, 0), std::int64_t{1});
    }

    void aSessionEndedByTheServerNeverComesBackByItself()
    {
        Connection connection(cluster_->dsn());
        const std::string pid = connection.query("select pg_backend_pid()").text(0, 0);
        test::run_sql(cluster_->dsn(), "select pg_terminate_backend($1::int, 10000)", {pid});
        QVERIFY_EXCEPTION_THROWN(connection.query("select 1"), ConnectionLost);
        QVERIFY_EXCEPTION_THROWN(connection.query("select 1"), ConnectionLost);
    }

    void anAddressWithoutServerIsAConnectionLost_data()
    {
        QTest::addColumn<QString>("dsn");
        QTest::newRow("no socket") << "host=/nowhere";
        QTest::newRow("refused") << "host=127.0.0.1 port=1";
        QTest::newRow("not an address") << "what=ever";
    }
    void anAddressWithoutServerIsAConnectionLost()
    {
        QFETCH(QString, dsn);
        QVERIFY_EXCEPTION_THROWN(Connection{dsn.toStdString()}, ConnectionLost);
    }
};

QTEST_APPLESS_MAIN(ConnectionTest)
#include "connection_test.moc"

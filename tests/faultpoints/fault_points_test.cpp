#include "backend/faultpoints/fault_points.h"

#include <QtTest>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

using namespace holdfast::faultpoints;
using namespace std::chrono_literals;

namespace {

/// The sandbox's end of the socket, and a FaultPoints that listens on the other.
class Bench final
{
public:
    Bench()
    {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            qFatal("socketpair failed");
        ours_ = ends[0];
        setenv("HOLDFAST_FAULT_FD", std::to_string(ends[1]).c_str(), 1);
        points = FaultPoints::from_environment();
    }
    ~Bench() { hang_up(); }

    void hang_up()
    {
        if (ours_ >= 0)
            close(ours_);
        ours_ = -1;
    }

    QByteArray order(const QByteArray &line)
    {
        const QByteArray sent = line + '\n';
        if (::send(ours_, sent.constData(), static_cast<std::size_t>(sent.size()), MSG_NOSIGNAL) != sent.size())
            return "not sent";
        QByteArray answer;
        char byte = 0;
        while (recv(ours_, &byte, 1, 0) == 1 && byte != '\n')
            answer += byte;
        return answer;
    }

    std::unique_ptr<FaultPoints> points;

private:
    int ours_ = -1;
};

/// JSON with single quotes for double ones: moc does not read raw strings within macros.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

const QByteArray done = json("{'ok':true}");

} // namespace

class FaultPointsTest final : public QObject
{
    Q_OBJECT

private slots:
    void cannot_be_armed_without_a_socket_pair_data();
    void cannot_be_armed_without_a_socket_pair();
    void takes_the_variable_away_from_children();
    void refuses_orders_it_does_not_understand_data();
    void refuses_orders_it_does_not_understand();
    void fails_from_the_nth_hit_for_count_hits_data();
    void fails_from_the_nth_hit_for_count_hits();
    void reports_hits_and_what_fired();
    void stalls_for_its_duration();
    void a_stall_ends_when_it_is_disarmed_data();
    void a_stall_ends_when_it_is_disarmed();
    void crash_kills_the_process();
    void every_point_in_the_code_is_listed();
};

void FaultPointsTest::cannot_be_armed_without_a_socket_pair_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("unset") << QByteArray();
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("not a number") << QByteArray("seven");
    QTest::newRow("trailing text") << QByteArray("7x");
    QTest::newRow("stdin") << QByteArray("0");
    QTest::newRow("not open") << QByteArray("987");
    QTest::newRow("a pipe") << QByteArray("pipe");
    QTest::newRow("a socket without a peer") << QByteArray("unpaired");
}

void FaultPointsTest::cannot_be_armed_without_a_socket_pair()
{
    QFETCH(QByteArray, value);
    int ends[2] = {-1, -1};
    if (value == "pipe") {
        QCOMPARE(pipe(ends), 0);
        value = QByteArray::number(ends[0]);
    } else if (value == "unpaired") {
        ends[0] = socket(AF_UNIX, SOCK_STREAM, 0);
        QVERIFY(ends[0] >= 0);
        value = QByteArray::number(ends[0]);
    }
    if (value.isNull())
        unsetenv("HOLDFAST_FAULT_FD");
    else
        setenv("HOLDFAST_FAULT_FD", value.constData(), 1);

    const auto points = FaultPoints::from_environment();
    QVERIFY(points);
    for (const auto name : known_points())
        QVERIFY(!points->hit(name));
    for (const int end : ends)
        if (end >= 0)
            close(end);
}

void FaultPointsTest::takes_the_variable_away_from_children()
{
    Bench bench;
    QCOMPARE(getenv("HOLDFAST_FAULT_FD"), nullptr);
}

void FaultPointsTest::refuses_orders_it_does_not_understand_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("not JSON") << QByteArray("arm it");
    QTest::newRow("not an object") << QByteArray("[1]");
    QTest::newRow("no order") << QByteArray("{}");
    QTest::newRow("unknown point") << json("{'arm':'booking.nowhere','act':'fail'}");
    QTest::newRow("point is a number") << json("{'arm':7,'act':'fail'}");
    QTest::newRow("no act") << json("{'arm':'booking.before_call'}");
    QTest::newRow("unknown act") << json("{'arm':'booking.before_call','act':'sulk'}");
    QTest::newRow("act is a number") << json("{'arm':'booking.before_call','act':1}");
    QTest::newRow("nth zero") << json("{'arm':'booking.before_call','act':'fail','nth':0}");
    QTest::newRow("nth fraction") << json("{'arm':'booking.before_call','act':'fail','nth':1.5}");
    QTest::newRow("count negative") << json("{'arm':'booking.before_call','act':'fail','count':-1}");
    QTest::newRow("stall too long")
        << json("{'arm':'booking.before_call','act':'stall','duration_ms':86400000}");
    QTest::newRow("unknown point to disarm") << json("{'disarm':'booking.nowhere'}");
    QTest::newRow("broken UTF-8") << json("{'arm':'\xff\xfe'}");
}

void FaultPointsTest::refuses_orders_it_does_not_understand()
{
    QFETCH(QByteArray, line);
    Bench bench;
    const auto answer = bench.order(line);
    QVERIFY2(answer.contains(json("'ok':false")) && answer.contains(json("'error':'")), answer.constData());
    for (const auto name : known_points())
        QVERIFY(!bench.points->hit(name));
    QCOMPARE(bench.order(json("{'arm':'booking.before_call','act':'fail'}")), done); // and it still listens
}

void FaultPointsTest::fails_from_the_nth_hit_for_count_hits_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QString>("expected"); // one letter per hit: f fails, . passes
    QTest::newRow("the first, once") << QByteArray() << "f....";
    QTest::newRow("the third") << json(",'nth':3") << "..f..";
    QTest::newRow("two from the second") << json(",'nth':2,'count':2") << ".ff..";
    QTest::newRow("all") << json(",'count':1000") << "fffff";
}

void FaultPointsTest::fails_from_the_nth_hit_for_count_hits()
{
    QFETCH(QByteArray, options);
    QFETCH(QString, expected);
    Bench bench;
    QVERIFY(!bench.points->hit("booking.before_call"));
    QCOMPARE(bench.order(json("{'arm':'booking.before_call','act':'fail'") + options + "}"), done);
    QString observed;
    for (int i = 0; i < expected.size(); ++i) {
        QVERIFY(!bench.points->hit("booking.after_call"));
        observed += bench.points->hit("booking.before_call") ? 'f' : '.';
    }
    QCOMPARE(observed, expected);
    QCOMPARE(bench.order(json("{'disarm':'booking.before_call'}")), done);
    QVERIFY(!bench.points->hit("booking.before_call"));
}

void FaultPointsTest::reports_hits_and_what_fired()
{
    Bench bench;
    bench.points->hit("booking.before_call"); // nothing is armed: not counted
    QCOMPARE(bench.order(json("{'arm':'booking.before_call','act':'fail','nth':2}")), done);
    for (int i = 0; i < 3; ++i)
        bench.points->hit("booking.before_call");
    bench.points->hit("expiry.after_lease");
    QCOMPARE(bench.order(json("{'disarm':'booking.before_call'}")), done);
    QCOMPARE(bench.order(json("{'report':true}")),
             json("{'fired':{'booking.before_call':1},'hits':{'booking.before_call':3,'expiry.after_lease':1},'ok':true}"));
}

void FaultPointsTest::stalls_for_its_duration()
{
    Bench bench;
    QCOMPARE(bench.order(json("{'arm':'expiry.after_lease','act':'stall','duration_ms':80}")), done);
    const auto before = std::chrono::steady_clock::now();
    QVERIFY(!bench.points->hit("expiry.after_lease"));
    QVERIFY(std::chrono::steady_clock::now() - before >= 80ms);
}

void FaultPointsTest::a_stall_ends_when_it_is_disarmed_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::newRow("disarmed") << json("{'disarm':'expiry.after_lease'}");
    QTest::newRow("armed anew") << json("{'arm':'expiry.after_lease','act':'fail','nth':100}");
    QTest::newRow("the sandbox is gone") << QByteArray();
}

void FaultPointsTest::a_stall_ends_when_it_is_disarmed()
{
    QFETCH(QByteArray, how);
    Bench bench;
    QCOMPARE(bench.order(json("{'arm':'expiry.after_lease','act':'stall','duration_ms':60000}")), done);
    std::atomic<bool> passed = false;
    std::jthread stalled([&] {
        bench.points->hit("expiry.after_lease");
        passed = true;
    });
    QTRY_VERIFY(bench.order(json("{'report':true}")).contains(json("'fired':{'expiry.after_lease':1}")));
    QVERIFY(!passed);
    if (how.isEmpty())
        bench.hang_up();
    else
        QCOMPARE(bench.order(how), done);
    QTRY_VERIFY(passed);
    stalled.join();
    QVERIFY(!bench.points->hit("expiry.after_lease"));
}

void FaultPointsTest::crash_kills_the_process()
{
    const pid_t child = fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        Bench bench;
        bench.order(json("{'arm':'booking.after_call','act':'crash','nth':2}"));
        bench.points->hit("booking.after_call");
        bench.points->hit("booking.after_call");
        _exit(0);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGKILL);
}

void FaultPointsTest::every_point_in_the_code_is_listed()
{
    const std::regex call("\\bhit\\(\"([a-z_.]+)\"\\)");
    std::set<std::string> used;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(HOLDFAST_SOURCE_DIR "/backend")) {
        if (entry.path().extension() != ".cpp")
            continue;
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        const std::string code = text.str();
        for (std::sregex_iterator found(code.begin(), code.end(), call), end; found != end; ++found)
            used.insert((*found)[1]);
    }
    const std::set<std::string> listed(known_points().begin(), known_points().end());
    for (const auto &name : used)
        QVERIFY2(listed.contains(name), ("not listed: " + name).c_str());
}

QTEST_GUILESS_MAIN(FaultPointsTest)
#include "fault_points_test.moc"

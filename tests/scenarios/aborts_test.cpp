#include "tests/scenarios/ctl.h"

#include "backend/scenarios/proc.h"
#include "tests/support/eventually.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

#include <csignal>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

using namespace holdfast;
using namespace std::chrono_literals;

/// A run is aborted at any moment, by SIGINT and by SIGKILL: after the k-th thing it says, k drawn. What it left is gone
/// at once, or when the next run has begun. HOLDFAST_ABORTS is how often (4), HOLDFAST_SEED draws the same again.
class AbortsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void a_run_is_aborted_data();
    void a_run_is_aborted();
    void cleanupTestCase();

private:
    static constexpr int usual_aborts = 4;
    static constexpr auto patience = 60s; ///< for one line, on a machine with other work

    /// What was seen of a run: what must be gone after it.
    struct Seen
    {
        int lines = 0;
        int exit = -1; ///< that it announced
        int ended = 0; ///< runs
        bool aborted = false;
        std::vector<scenarios::ProcessIdentity> processes;
        QSet<QString> sockets; ///< inodes of those that listen
    };

    /// Two scenarios at a time: one that does little, one that arms fault points and faults of the gateway, and crashes.
    [[nodiscard]] process::SpawnOptions run() const;
    static void look(Seen &seen, const std::string &line);
    [[nodiscard]] static QSet<QString> listening(const QString &port = {});
    /// What of it is still there, but for what only the next run can clean.
    [[nodiscard]] QString left(const Seen &seen) const;
    void check_results() const;

    test::Ctl ctl_;
    int lines_ = 0; ///< that a run says when nobody aborts it
};

process::SpawnOptions AbortsTest::run() const
{
    auto options = ctl_.command({"scenario", "run", "1.4", "1.2", "--jobs", "2", "--seed", "1", "--events"});
    options.capture_stdout = true;
    return options;
}

/// Inodes of the sockets that listen, all or those at one port.
QSet<QString> AbortsTest::listening(const QString &port)
{
    const QString wanted = port.isEmpty() ? QString() : QString(":%1").arg(port.toInt(), 4, 16, QChar('0')).toUpper();
    QSet<QString> inodes;
    std::istringstream table(process::read_file("/proc/net/tcp").value_or(""));
    for (std::string line; std::getline(table, line);) {
        const QStringList columns = QString::fromStdString(line).simplified().split(' ');
        if (columns.size() > 9 && columns[3] == "0A" && columns[1].endsWith(wanted))
            inodes.insert(columns[9]);
    }
    return inodes;
}

void AbortsTest::look(Seen &seen, const std::string &line)
{
    static const QRegularExpression runs("runs as process (\\d+)(?: at http://127\\.0\\.0\\.1:(\\d+))?");
    ++seen.lines;
    const QJsonObject event = test::parse_lines(line).value(0);
    if (event["event"] == "finished")
        seen.exit = event["exit"].toInt(-1);
    if (event["event"] == "result") {
        ++seen.ended;
        seen.aborted = seen.aborted || event["aborted"].toBool();
    }
    if (const auto found = runs.match(event["text"].toString()); event["event"] == "log" && found.hasMatch()) {
        if (const auto process = scenarios::identify(found.captured(1).toInt()))
            seen.processes.push_back(*process);
        if (!found.captured(2).isEmpty())
            seen.sockets += listening(found.captured(2));
    }
}

QString AbortsTest::left(const Seen &seen) const
{
    QStringList left;
    for (const QString &line : ctl_.leftovers().split('\n', Qt::SkipEmptyParts))
        left.append(line);
    for (const auto &process : seen.processes)
        if (scenarios::still_runs(process))
            left.append(QString("process %1 still runs").arg(process.pid));
    for (const QString &inode : listening() & seen.sockets)
        left.append("a socket still listens: " + inode);
    return left.join('\n');
}

void AbortsTest::initTestCase()
{
    process::Process whole(run());
    Seen seen;
    while (const auto line = whole.read_line(patience))
        look(seen, *line);
    QCOMPARE(seen.exit, 0);
    // Or there would be nothing to find left behind: two sandboxes of database, gateway, nodes and workers.
    QVERIFY2(seen.processes.size() >= 8 && seen.sockets.size() >= 4, std::to_string(seen.processes.size()).c_str());
    QCOMPARE(left(seen), QString());
    lines_ = seen.lines;
}

void AbortsTest::a_run_is_aborted_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("after");
    const int aborts = qEnvironmentVariableIsSet("HOLDFAST_ABORTS") ? qEnvironmentVariableIntValue("HOLDFAST_ABORTS")
                                                                    : usual_aborts;
    const auto seed = qEnvironmentVariableIsSet("HOLDFAST_SEED") ? qEnvironmentVariable("HOLDFAST_SEED").toUInt()
                                                                 : std::random_device{}();
    qInfo("HOLDFAST_SEED=%u", seed);
    std::mt19937 random(seed);
    for (int k = 0; k < aborts; ++k) {
        const int number = k % 2 == 0 ? SIGKILL : SIGINT;
        const int after = std::uniform_int_distribution<int>(1, lines_ - 1)(random);
        QTest::addRow("%d: %s after line %d", k + 1, number == SIGKILL ? "SIGKILL" : "SIGINT", after) << number << after;
    }
}

void AbortsTest::a_run_is_aborted()
{
    QFETCH(int, number);
    QFETCH(int, after);
    Seen seen;
    process::Process aborted(run());
    while (seen.lines < after) {
        const auto line = aborted.read_line(patience);
        if (!line)
            break; // it had less to say this time, and is about to end
        look(seen, *line);
    }
    aborted.signal(number);
    while (const auto line = aborted.read_line(patience))
        look(seen, *line);
    const auto status = aborted.wait(patience);
    QVERIFY(status);

    if (number == SIGINT) {
        QCOMPARE(status->signal, 0);
        QCOMPARE(status->code, seen.exit);
        QCOMPARE(seen.ended, 2); // what was cut is told too
        // After the last result there is nothing left to cut: then it had passed, or says that it was told to end.
        QVERIFY2(seen.exit == 4 || (!seen.aborted && seen.exit == 0), std::to_string(seen.exit).c_str());
        QCOMPARE(left(seen), QString());
        check_results();
        return;
    }
    // What it started dies with it. PostgreSQL is nobody's child: the next run ends it, and removes folders and entries.
    const auto children = [&] { return ctl_.leftovers().contains("holdfastctl"); };
    QVERIFY2(test::eventually([&] { return !children(); }), qPrintable(ctl_.leftovers()));
    check_results();
    const auto next = ctl_.run({"scenario", "run", "1.2", "--json"});
    QVERIFY2(next.status.code == 0, (next.out + next.err).c_str());
    QCOMPARE(left(seen), QString());
}

/// Whenever it was cut, what is there of its results can be read.
void AbortsTest::check_results() const
{
    for (const auto &entry : std::filesystem::directory_iterator(ctl_.data_dir() / "runs")) {
        const auto text = process::read_file(entry.path() / "invocation.json").value_or("");
        const QJsonObject told = test::parse_lines(QString::fromStdString(text).simplified().toStdString()).value(0);
        QVERIFY2(told.contains("id") && told["selected"].toArray().size() > 0, text.c_str());
        for (const auto &value : told["runs"].toArray()) {
            const std::string folder = value.toObject()["folder"].toString().toStdString();
            QVERIFY2(folder.empty() || std::filesystem::exists(entry.path() / folder / "result.json"), folder.c_str());
        }
    }
}

void AbortsTest::cleanupTestCase()
{
    QCOMPARE(ctl_.leftovers(), QString());
}

QTEST_GUILESS_MAIN(AbortsTest)
#include "aborts_test.moc"

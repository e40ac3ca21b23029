#include "models/load_series.h"
#include "models/run_history.h"
#include "models/run_record.h"
#include "models/scenario_presets.h"
#include "models/scenario_run.h"
#include "models/stored_runs.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QPersistentModelIndex>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace holdfast::models;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

QByteArray line(const QByteArray &at, const QByteArray &members)
{
    return "{\"at\":\"2026-11-21T14:07:" + at + "Z\",\"run\":\"r-1\"," + members + "}\n";
}

QByteArray result(const QByteArray &id, const QByteArray &status, const QByteArray &more = {})
{
    return "{\"id\":\"" + id + "\",\"title\":\"One slot\",\"status\":\"" + status
        + "\",\"duration_ms\":1500,\"seed\":7,\"checks\":[{\"name\":\"one winner\",\"expected\":\"1\",\"observed\":\"1\",\"ok\":true,"
          "\"severity\":\"CRITICAL\"}],\"conditions\":[],\"parameters\":{\"clients\":30}"
        + more + "}";
}

const QByteArray events = line("30.000", "\"event\":\"run_started\",\"scenario\":\"1.1\",\"title\":\"One slot\",\"seed\":7,\"saboteur\":null,"
                                         "\"repeat\":1,\"of\":1,\"steps\":[\"Up\",\"Fire\"]")
    + line("30.500", "\"event\":\"step\",\"step\":\"Up\",\"status\":\"done\",\"detail\":\"\",\"ms\":400")
    + line("31.000", "\"event\":\"fault\",\"name\":\"proxy\",\"on\":true,\"detail\":\"latency 80 ms\"")
    + line("31.500", "\"event\":\"load\",\"phase\":\"browse\",\"at_ms\":1500,\"interval_ms\":1000,\"offered\":70,\"started\":70,\"dropped\":0,"
                     "\"ok\":68,\"refused\":1,\"failed\":1,\"unknown\":0,\"p50_ms\":6.1,\"p95_ms\":19.5,\"p99_ms\":null,"
                     "\"service_p50_ms\":5.0,\"service_p95_ms\":18.0,\"service_p99_ms\":null,\"lag_ms\":0.4")
    + line("32.000", "\"event\":\"fault\",\"name\":\"proxy\",\"on\":false,\"detail\":\"40 connections hit\"")
    + line("32.100", "\"event\":\"log\",\"level\":\"INFO\",\"source\":\"actor\",\"text\":\"done\"");

/// A folder of runs as the runner leaves it.
class Runs final
{
public:
    void write(const QString &path, const QByteArray &text) const
    {
        const QString file = folder() + u'/' + path;
        QVERIFY(QDir().mkpath(QFileInfo(file).absolutePath()));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
    [[nodiscard]] QString folder() const { return m_folder.path() + QStringLiteral("/runs"); }
    [[nodiscard]] QString root() const { return m_folder.path(); }

    /// `runs`: the list's entries, without brackets.
    static QByteArray index(const QByteArray &startedAt, const QByteArray &runs, bool finished = true)
    {
        return "{\"id\":\"i\",\"started_at\":\"" + startedAt + "\",\"finished_at\":"
            + (finished ? "\"2026-11-21T14:09:00.000Z\"" : "null")
            + ",\"version\":\"0.1.0\",\"command\":\"holdfastctl scenario run 1.1\",\"seed\":7,\"selected\":[\"1.1\"],\"not_selected\":[],"
              "\"saboteurs\":false,\"parameters\":{},\"exit\":0,\"runs\":["
            + runs + "]}";
    }
    static QByteArray entry(const QByteArray &id, const QByteArray &scenario, const QByteArray &status,
                            const QByteArray &folder, const QByteArray &more = {})
    {
        return "{\"id\":\"" + id + "\",\"scenario\":\"" + scenario + "\",\"status\":\"" + status + "\",\"folder\":\"" + folder
            + "\",\"repeat\":1,\"saboteur\":null,\"duration_ms\":1500" + more + "}";
    }

private:
    QTemporaryDir m_folder;
};

QModelIndex rowOf(const RunHistory &history, const QString &title)
{
    for (int row = 0; row < history.rowCount(); ++row) {
        if (history.index(row, 0).data().toString() == title)
            return history.index(row, 0);
    }
    return {};
}

QString textOf(const QModelIndex &index, int role = RunHistory::DetailRole)
{
    return index.data(role).toString();
}

} // namespace

class RunHistoryTest final : public QObject
{
    Q_OBJECT

private slots:
    // Load -----------------------------------------------------------------------------------------------------------

    void theLoadIsARingOfSamples()
    {
        LoadSeries load;
        std::unique_ptr<QAbstractItemModelTester> tester; // it looks at every row each time: only near the bound
        for (int second = 0; second < int(LoadSeries::cap) + 5; ++second) {
            if (second == int(LoadSeries::cap) - 2)
                tester = std::make_unique<QAbstractItemModelTester>(&load, fatal);
            LoadSample sample;
            sample.atMs = second * 1000;
            sample.intervalMs = 500;
            sample.offered = 35;
            load.add(sample);
        }
        QCOMPARE(load.samples().size(), LoadSeries::cap);
        QCOMPARE(load.dropped(), 5);
        QCOMPARE(load.index(0, LoadSeries::Time).data().toString(), QStringLiteral("5.0 s"));
        QCOMPARE(load.samples().front().perSecond(35), 70.0);
        QCOMPARE(load.index(0, LoadSeries::P99).data().toString(), QStringLiteral("too few"));
        QCOMPARE(LoadSample().perSecond(3), 0.0); // no interval, no rate
    }

    void faultsAreSpans()
    {
        LoadSeries load;
        QSignalSpy changed(&load, &LoadSeries::faultsChanged);
        load.setFault(QStringLiteral("a"), true, {}, 100);
        load.setFault(QStringLiteral("b"), true, {}, 200);
        load.setFault(QStringLiteral("a"), true, {}, 300);
        load.setFault(QStringLiteral("a"), false, {}, 400); // the one that began last
        load.setFault(QStringLiteral("c"), false, {}, 450); // never was on
        QCOMPARE(load.faults().size(), 3);
        QCOMPARE(load.faults().at(2).toMs, 400);
        QCOMPARE(load.faults().at(0).toMs, -1);
        load.endFaults(900);
        QCOMPARE(load.faults().at(0).toMs, 900);
        QCOMPARE(load.faults().at(1).toMs, 900);
        QCOMPARE(load.faults().at(2).toMs, 400);
        QCOMPARE(changed.size(), 5);
    }

    // A stored run ---------------------------------------------------------------------------------------------------

    void aStoredRunIsWhatItWasLive()
    {
        const Runs runs;
        runs.write(QStringLiteral("i/1.1-r/run.jsonl"), events);
        runs.write(QStringLiteral("i/1.1-r/result.json"), result("1.1", "PASS"));
        const auto record = readRun(runs.folder() + QStringLiteral("/i/1.1-r"));
        QCOMPARE(record->problem(), QString());
        QVERIFY(record->isOver());
        QCOMPARE(record->id(), QStringLiteral("r-1"));
        QVERIFY(record->result()->status == ScenarioStatus::Pass);
        QCOMPARE(record->result()->parameters.value(QStringLiteral("clients")), QStringLiteral("30"));
        QCOMPARE(record->elapsedMs(), 1500);
        QCOMPARE(record->checks()->rowCount(), 1);
        QVERIFY(record->steps()->at(0).status == RunStepModel::Status::Done);
        QCOMPARE(record->load()->rowCount(), 1);
        const auto &sample = record->load()->samples().front();
        QCOMPARE(sample.ok, 68);
        QCOMPARE(*sample.p95Ms, 19.5);
        QVERIFY(!sample.p99Ms.has_value());
        QCOMPARE(record->load()->faults().size(), 1);
        QCOMPARE(record->load()->faults().at(0).fromMs, 1000); // since the run began
        QCOMPARE(record->load()->faults().at(0).toMs, 2000);
        QVERIFY(record->log()->toText().contains(QStringLiteral("fault: on: proxy, latency 80 ms")));
        QVERIFY(record->log()->toText().contains(QStringLiteral("actor: done")));
    }

    void damagedFilesSayWhatTheyAre_data()
    {
        QTest::addColumn<QByteArray>("eventText");
        QTest::addColumn<QByteArray>("resultText");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<int>("checks");
        QTest::addColumn<int>("samples");
        QTest::newRow("whole") << events << result("1.1", "PASS") << "" << 1 << 1;
        QTest::newRow("result cut off") << events << result("1.1", "PASS").chopped(10) << "result.json is damaged" << 0 << 1;
        QTest::newRow("result is a list") << events << QByteArray("[]") << "result.json is damaged: not an object" << 0 << 1;
        QTest::newRow("no result") << events << QByteArray() << "It has no result" << 0 << 1;
        QTest::newRow("no events") << QByteArray() << result("1.1", "PASS") << "Its events cannot be read" << 1 << 0;
        QTest::newRow("garbage among events") << QByteArray("\xff\n{\"event\"\n" + events + "half") << result("1.1", "PASS")
                                              << "" << 1 << 1;
    }
    void damagedFilesSayWhatTheyAre()
    {
        QFETCH(QByteArray, eventText);
        QFETCH(QByteArray, resultText);
        QFETCH(QString, problem);
        const Runs runs;
        if (!eventText.isEmpty())
            runs.write(QStringLiteral("i/r/run.jsonl"), eventText);
        if (!resultText.isEmpty())
            runs.write(QStringLiteral("i/r/result.json"), resultText);
        const auto record = readRun(runs.folder() + QStringLiteral("/i/r"));
        QVERIFY2(problem.isEmpty() ? record->problem().isEmpty() : record->problem().startsWith(problem),
                 qPrintable(record->problem()));
        QTEST(record->checks()->rowCount(), "checks");
        QTEST(record->load()->rowCount(), "samples");
        QVERIFY(record->isOver());
    }

    void theReaderHandsOverTheOneAskedForLast()
    {
        const Runs runs;
        for (const auto *name : {"a", "b", "c"}) {
            runs.write(QString::fromLatin1(name) + QStringLiteral("/run.jsonl"), events);
            runs.write(QString::fromLatin1(name) + QStringLiteral("/result.json"), result("1.1", "PASS"));
        }
        RunReader reader;
        std::shared_ptr<RunRecord> read;
        QStringList folders;
        connect(&reader, &RunReader::done, this, [&](const QString &folder, const std::shared_ptr<RunRecord> &record) {
            folders.append(folder);
            read = record;
        });
        for (const auto *name : {"a", "b", "c"})
            reader.read(runs.folder() + u'/' + QString::fromLatin1(name));
        QVERIFY(folders.isEmpty()); // never while the caller waits
        QTRY_COMPARE(folders, QStringList{runs.folder() + QStringLiteral("/c")});
        QCOMPARE(read->thread(), QThread::currentThread());
        QCOMPARE(read->checks()->thread(), QThread::currentThread());
        QVERIFY(!reader.isReading());
        reader.read(runs.folder() + QStringLiteral("/a"));
        reader.forget();
        QTRY_VERIFY(!reader.isReading());
        QCOMPARE(folders.size(), 1);
    }

    // History --------------------------------------------------------------------------------------------------------

    void theHistoryTellsWhatLiesThere()
    {
        const Runs runs;
        runs.write(QStringLiteral("20261121-140000-aaaaaaaa/1.1-x/result.json"), result("1.1", "PASS"));
        runs.write(QStringLiteral("20261121-140000-aaaaaaaa/invocation.json"),
                   Runs::index("2026-11-21T14:00:00.000Z", Runs::entry("r-1", "1.1", "PASS", "1.1-x")));
        runs.write(QStringLiteral("20261121-150000-bbbbbbbb/1.1-x/result.json"), result("1.1", "PASS"));
        runs.write(QStringLiteral("20261121-150000-bbbbbbbb/1.2-y/result.json"), result("1.2", "FAIL"));
        runs.write(QStringLiteral("20261121-150000-bbbbbbbb/invocation.json"),
                   Runs::index("2026-11-21T15:00:00.000Z",
                               Runs::entry("r-2", "1.1", "PASS", "1.1-x") + ","
                                   + Runs::entry("r-3", "1.2", "FAIL", "1.2-y", ",\"rerun_of\":null,\"flaky\":true") + ","
                                   + Runs::entry("r-4", "1.2", "PASS", "1.2-z", ",\"rerun_of\":\"r-3\"")));
        runs.write(QStringLiteral("20261121-160000-cccccccc/invocation.json"), "{\"id\":");
        runs.write(QStringLiteral("20261121-160000-cccccccc/4.2-z/result.json"), result("4.2", "PASS"));
        runs.write(QStringLiteral("20261121-170000-dddddddd/4.4-z/run.jsonl"), events); // killed
        runs.write(QStringLiteral("notes/shopping.txt"), "milk");

        RunHistory history(runs.folder());
        const QAbstractItemModelTester tester(&history, fatal);
        history.setTitle(QStringLiteral("1.1"), QStringLiteral("One slot"));
        QCOMPARE(history.rowCount(), 0); // not read by the caller
        history.reload();
        QTRY_COMPARE(history.rowCount(), 4);

        const auto single = rowOf(history, QStringLiteral("1.1 One slot"));
        QVERIFY(single.isValid());
        QCOMPARE(history.rowCount(single), 0);
        QVERIFY(single.data(RunHistory::GoodRole).toBool());
        QVERIFY(textOf(single).startsWith(QStringLiteral("1.5 s")));
        QCOMPARE(history.runAt(single)->folder, runs.folder() + QStringLiteral("/20261121-140000-aaaaaaaa/1.1-x"));

        const auto several = rowOf(history, QStringLiteral("2 scenarios"));
        QCOMPARE(history.rowCount(several), 3);
        QCOMPARE(several.data(RunHistory::StatusRole).toInt(), int(ScenarioStatus::Fail));
        QVERIFY2(textOf(several).startsWith(QStringLiteral("1 of 2 passed · flaky")), qPrintable(textOf(several)));
        QCOMPARE(history.runAt(several)->id, QStringLiteral("r-3")); // what failed is shown first
        QCOMPARE(textOf(history.index(0, 0, several), RunHistory::RunIdRole), QStringLiteral("r-2"));
        QVERIFY(textOf(history.index(1, 0, several)).startsWith(QStringLiteral("flaky")));
        QVERIFY(textOf(history.index(2, 0, several)).startsWith(QStringLiteral("tried again")));
        QCOMPARE(history.indexOfRun(QStringLiteral("r-3")), history.index(1, 0, several));

        const auto broken = rowOf(history, QStringLiteral("4.2 One slot"));
        QVERIFY(textOf(broken, RunHistory::ProblemRole).startsWith(QStringLiteral("invocation.json is damaged")));
        QVERIFY(!broken.data(RunHistory::GoodRole).toBool());
        QVERIFY(history.runAt(broken)->isGood()); // its run is still there
        const auto killed = rowOf(history, QStringLiteral("4.4"));
        QCOMPARE(killed.data(RunHistory::StatusRole).toInt(), int(ScenarioStatus::Aborted));
        QVERIFY(textOf(killed).contains(QStringLiteral("not finished")));
    }

    void aRunWithADamagedResultIsBroken()
    {
        const Runs runs;
        runs.write(QStringLiteral("i/1.1-x/result.json"), "oops");
        runs.write(QStringLiteral("i/invocation.json"),
                   Runs::index("2026-11-21T14:00:00.000Z", Runs::entry("r-1", "1.1", "PASS", "1.1-x")));
        RunHistory history(runs.folder());
        history.reload();
        QTRY_COMPARE(history.rowCount(), 1);
        const auto row = history.index(0, 0);
        QVERIFY(!row.data(RunHistory::GoodRole).toBool());
        QVERIFY2(textOf(row).startsWith(QStringLiteral("result.json is damaged")), qPrintable(textOf(row)));
    }

    void aNewRunIsSeenAndTheOthersStay()
    {
        const Runs runs;
        runs.write(QStringLiteral("a/1.1-x/result.json"), result("1.1", "PASS"));
        runs.write(QStringLiteral("a/invocation.json"),
                   Runs::index("2026-11-21T14:00:00.000Z",
                               Runs::entry("r-1", "1.1", "PASS", "1.1-x") + "," + Runs::entry("r-2", "1.1", "PASS", "")));
        RunHistory history(runs.folder());
        const QAbstractItemModelTester tester(&history, fatal);
        history.reload();
        QTRY_COMPARE(history.rowCount(), 1);
        const QPersistentModelIndex kept = history.index(1, 0, history.index(0, 0));
        // Without being told: the folder is watched.
        runs.write(QStringLiteral("b/1.2-x/result.json"), result("1.2", "PASS"));
        runs.write(QStringLiteral("b/invocation.json"),
                   Runs::index("2026-11-21T15:00:00.000Z", Runs::entry("r-9", "1.2", "PASS", "1.2-x")));
        QTRY_COMPARE_WITH_TIMEOUT(history.rowCount(), 2, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(textOf(history.index(0, 0), Qt::DisplayRole), QStringLiteral("1.2 One slot"), 20'000);
        QVERIFY(kept.isValid());
        QCOMPARE(textOf(kept, RunHistory::RunIdRole), QStringLiteral("r-2"));
        QCOMPARE(kept.parent().row(), 1);
        QVERIFY(QDir(runs.folder() + QStringLiteral("/b")).removeRecursively());
        QTRY_COMPARE_WITH_TIMEOUT(history.rowCount(), 1, 20'000);
        QVERIFY(kept.isValid());
    }

    void onlyTheNewestAreListed()
    {
        const Runs runs;
        for (int i = 0; i < int(invocationCap) + 3; ++i)
            runs.write(QStringLiteral("i%1/1.1-x/result.json").arg(i), result("1.1", "PASS"));
        RunHistory history(runs.folder());
        history.reload();
        QTRY_COMPARE_WITH_TIMEOUT(history.rowCount(), int(invocationCap), 20'000);
    }

    void theSessionsRunStandsInFrontAndIsThenItsFiles()
    {
        const Runs runs;
        const QByteArray folder = (runs.folder() + QStringLiteral("/now/1.1-x")).toLocal8Bit();
        runs.write(QStringLiteral("old/1.2-x/result.json"), result("1.2", "PASS"));
        QFile script(runs.root() + QStringLiteral("/ctl"));
        QVERIFY(script.open(QIODevice::WriteOnly));
        const auto say = [](QByteArray text) { return "cat <<'EOF'\n" + text + "EOF\n"; };
        script.write("#!/bin/bash\n" + say(events) + "while [ ! -e '" + runs.root().toLocal8Bit()
                     + "/go' ]; do read -t 0.05 <> <(:) ; done\nmkdir -p " + folder + "\n" + "printf '%s' '"
                     + result("1.1", "PASS") + "' > " + folder + "/result.json\nprintf '%s' '"
                     + Runs::index("2099-11-21T14:00:00.000Z", Runs::entry("r-1", "1.1", "PASS", "1.1-x")) + "' > " + folder
                     + "/../invocation.json\n"
                     + say(line("33.000", "\"event\":\"result\",\"id\":\"1.1\",\"status\":\"PASS\",\"checks\":[],\"duration_ms\":1500,\"report\":\""
                                              + folder + "\"")));
        script.close();
        QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));

        ScenarioRun run(script.fileName(), runs.root());
        RunHistory history(runs.folder());
        const QAbstractItemModelTester tester(&history, fatal);
        history.follow(run);
        history.reload();
        QTRY_COMPARE(history.rowCount(), 1);
        ScenarioRequest request;
        request.ids = {QStringLiteral("1.1")};
        run.start(request);
        QTRY_VERIFY(run.followed()->hasBegun());
        QCOMPARE(history.rowCount(), 2);
        const QPersistentModelIndex live = history.index(0, 0);
        QVERIFY(live.data(RunHistory::LiveRole).toBool());
        QCOMPARE(live.data(RunHistory::StatusRole).toInt(), int(ScenarioStatus::Running));
        QFile go(runs.root() + QStringLiteral("/go"));
        QVERIFY(go.open(QIODevice::WriteOnly));
        go.close();
        QTRY_VERIFY(!run.isActive());
        QTRY_COMPARE(history.invocationAt(live)->folder, runs.folder() + QStringLiteral("/now"));
        QCOMPARE(history.rowCount(), 2);
        QVERIFY(!live.data(RunHistory::LiveRole).toBool());
        QVERIFY(live.data(RunHistory::GoodRole).toBool());
        QCOMPARE(live.row(), 0);
    }

    // Presets --------------------------------------------------------------------------------------------------------

    void presetsAreKeptPerScenario()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("console.ini"));
        const QString name = QStringLiteral("Long/odd \"näme\" = 1");
        {
            QSettings settings(file, QSettings::IniFormat);
            ScenarioPresets presets(settings);
            QVERIFY(presets.save(QStringLiteral("1.1"), QStringLiteral(" ") + name, {{QStringLiteral("clients"), QStringLiteral("64")}}));
            QVERIFY(presets.save(QStringLiteral("1.1"), QStringLiteral("b"), {}));
            QVERIFY(!presets.save(QStringLiteral("1.1"), QStringLiteral("  "), {}));
        }
        QSettings settings(file, QSettings::IniFormat); // as after a restart
        ScenarioPresets presets(settings);
        QCOMPARE(presets.names(QStringLiteral("1.1")), (QStringList{name, QStringLiteral("b")}));
        QCOMPARE(presets.names(QStringLiteral("1.2")), QStringList());
        QCOMPARE(presets.values(QStringLiteral("1.1"), name).value(QStringLiteral("clients")), QStringLiteral("64"));
        presets.remove(QStringLiteral("1.1"), name);
        QCOMPARE(presets.names(QStringLiteral("1.1")), QStringList{QStringLiteral("b")});
    }
};

QTEST_GUILESS_MAIN(RunHistoryTest)
#include "run_history_test.moc"
